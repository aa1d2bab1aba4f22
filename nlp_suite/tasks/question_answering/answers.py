"""Answers with their text, scores and sentence, from the best spans."""

import dataclasses
from collections.abc import Sequence

from nlp_suite.results import Answer, AnswerItem, NoAnswerReason
from nlp_suite.tasks.question_answering.aggregation import RankedSpan
from nlp_suite.tasks.question_answering.disjoint_spans import DisjointSpans
from nlp_suite.tasks.question_answering.enumerations import find_enumeration
from nlp_suite.tasks.question_answering.grouping import group_spans
from nlp_suite.tasks.question_answering.list_questions import asks_for_several
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.question_answering.place_selection import select_places
from nlp_suite.tasks.question_answering.polar_questions import is_polar_question
from nlp_suite.tasks.question_answering.span_search import TokenizedExample


def make_answers(
    example: TokenizedExample,
    *,
    count: int,
    options: ReadingOptions,
    engine: str,
    model: str,
) -> list[Answer]:
    """Makes answers from the best spans of a text.

    Args:
        example: The question and the text, with the spans found.
        count: Most answers to make.
        options: When there is no answer, and whether equal ones are one.
        engine: The engine that read the text.
        model: The model that read it.

    Returns:
        The answers, the best first. The empty one is before them if the null score reaches the
        threshold or yes or no is asked for, unless there is always to be an answer; it is alone if
        there are no spans.
    """
    source = example.source
    english = options.language.partition("-")[0] == "en"
    joint = options.scoring == "joint"
    threshold = None if options.always else options.no_answer_threshold
    is_polar = (
        threshold is not None and joint and english and is_polar_question(example.question.text)
    )
    # That no span is a yes or a no is certain, whatever the text says.
    null_score = 1.0 if is_polar else example.best.null_score
    empty = empty_answer(
        example.question.text, null_score, "unanswerable", engine=engine, model=model
    )
    spans: Sequence[RankedSpan] = example.best.ranked()
    if not spans:
        return [dataclasses.replace(empty, reason="unreadable")]
    items: dict[tuple[int, int], tuple[AnswerItem, ...]] = {}
    if joint:
        wanted = len(spans) if options.group else count
        several = english and asks_for_several(example.question.text)
        # Enumerations take the place of several spans.
        spans = select_places(
            spans, 4 * wanted if several else wanted, source.text, source.sentences
        )
        if several:
            spans, items = _enumerations(spans, example)
    places = {}
    if options.group:
        groups = group_spans(spans, source.text)
        spans = [span for span, _ in groups]
        places = {(span.start, span.end): found for span, found in groups}

    def answer(span: RankedSpan) -> Answer:
        bounds = span.start, span.end
        sentence = source.sentences.find(*bounds)
        return dataclasses.replace(
            empty,
            text=source.text[slice(*bounds)],
            start=span.start,
            end=span.end,
            score=span.score,
            sentence=source.text[slice(*sentence)],
            sentence_start=sentence.start,
            reason="",
            items=items.get(bounds, ()),
            places=places.get(bounds, ()),
        )

    answers = [answer(span) for span in spans[:count]]
    if threshold is None or null_score < threshold:
        return answers
    if is_polar:
        best = answers[0]
        empty = dataclasses.replace(
            empty, reason="yes_no", sentence=best.sentence, sentence_start=best.sentence_start
        )
    return [empty, *answers][:count]


def empty_answer(
    question: str, null_score: float, reason: NoAnswerReason, *, engine: str, model: str
) -> Answer:
    """Makes an answer that says that there is none.

    Args:
        question: The question.
        null_score: How probable it is that there is none.
        reason: Why there is none.
        engine: The engine that read the text.
        model: The model that read it.

    Returns:
        The empty answer; its score is the null score.

    Example:
        >>> bool(empty_answer("Who paid?", 0.97, "unanswerable", engine="custom", model="m"))
        False
    """
    return Answer(
        text="",
        start=0,
        end=0,
        score=null_score,
        null_score=null_score,
        sentence="",
        sentence_start=0,
        question=question,
        engine=engine,
        model=model,
        reason=reason,
    )


def _enumerations(
    spans: Sequence[RankedSpan], example: TokenizedExample
) -> tuple[list[RankedSpan], dict[tuple[int, int], tuple[AnswerItem, ...]]]:
    """Widens spans to the enumerations that they are part of; of those that meet the best stays."""
    source = example.source
    places = DisjointSpans()
    widened: list[RankedSpan] = []
    items = {}
    for span in spans:
        found = find_enumeration(source.text, span.start, span.end, source.sentences)
        whole = span._replace(start=found[0].start, end=found[-1].end) if found else span
        if not places.add(whole.start, whole.end):
            continue
        widened.append(whole)
        if found:
            items[whole.start, whole.end] = found
    return widened, items
