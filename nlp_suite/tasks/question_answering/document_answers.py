"""Answers from many documents: the passages to read, and what was found in them, put together."""

import dataclasses
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard

from nlp_suite.data.texts import Text
from nlp_suite.errors import InvalidInputError
from nlp_suite.results import Answer, NoAnswerReason
from nlp_suite.retrieval import PassageIndex
from nlp_suite.tasks.question_answering.answers import empty_answer
from nlp_suite.tasks.question_answering.disjoint_spans import DisjointSpans
from nlp_suite.tasks.question_answering.grouping import group_answers
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.text.sentence_finder import SentenceFinder

# Passages that are read for a question, and how much their BM25 counts; chosen by measurement, see
# docs/passage-retrieval.md.
MAX_PASSAGES = 8
PASSAGE_WEIGHT = 0.2

# Questions whose passages are held at once.
_GROUP_QUESTIONS = 128
Documents = Mapping[str, Text] | PassageIndex
# Takes questions, as many texts, and how many answers each pair shall have.
Read = Callable[[list[str], list[str], int], list[list[Answer]]]


class _Part(NamedTuple):
    """A part of a document that is read for a question, and the heading row above it, if any."""

    document: str
    start: int
    text: str
    weight: float
    heading: str = ""
    heading_start: int = 0

    @property
    def read(self) -> str:
        """What is read."""
        return f"{self.heading}\n{self.text}" if self.heading else self.text

    def place(self, position: int) -> int:
        """Returns where a character of what is read stands in the document."""
        if not self.heading:
            return self.start + position
        if position <= len(self.heading):
            return self.heading_start + position
        return self.start + position - len(self.heading) - 1


class _Found(NamedTuple):
    """What was found in a part."""

    part: _Part
    answers: list[Answer]


def are_documents(value: Any) -> TypeGuard[Documents]:
    """Tells documents with names from texts.

    Args:
        value: Any value.

    Returns:
        Whether it is a mapping or an index.

    Example:
        >>> are_documents({"tom.txt": "Tom sleeps."}), are_documents(["Tom sleeps."])
        (True, False)
    """
    return isinstance(value, Mapping | PassageIndex)


class DocumentAnswers:
    """Finds the best answers over all of several documents.

    Of few documents everything is read. Of more, the passages that have most to do with a
    question are found by their BM25, r, and read with those of all other questions. Scores are
    probabilities, as of a text, multiplied by exp(0.2 · (r - r of the best passage)), which is 1
    in the best one; of a document that is read wholly r is that of its best passage. That there is
    no answer is as probable as in the part that most likely has one.

    Args:
        documents: Texts by their names, or an index.
        read: Reads texts, without taking equal answers together.
        options: How they are read, which says when there is no answer.
        engine: The engine that reads.
        model: The model that reads.

    Example:
        ```python
        reader = nlp_suite.load("answer", model="runs/my-reader")
        answers = DocumentAnswers(
            {"tom.txt": "Tom sleeps."},
            lambda questions, texts, count: reader(questions, texts, top_k=count),
            ReadingOptions(),
            engine="custom",
            model="my-reader",
        )
        answers.answer(["Who sleeps?"], count=1)
        ```

    Reference:
        Chen et al. 2017, "Reading Wikipedia to Answer Open-Domain Questions",
        https://arxiv.org/abs/1704.00051
    """

    def __init__(
        self,
        documents: Documents,
        read: Read,
        options: ReadingOptions,
        *,
        engine: str,
        model: str,
    ) -> None:
        self._read, self._options = read, options
        self._engine, self._model = engine, model
        if isinstance(documents, PassageIndex):
            if not len(documents):
                where = "the index" if documents.path is None else documents.path
                raise InvalidInputError(f"{where} has no documents; add some, index.add(documents)")
            self._index = documents
        else:
            if not documents:
                raise InvalidInputError("text must have a document, got an empty mapping")
            self._index = PassageIndex(language=options.language)
            self._index.add(documents, progress=False)
        self._few: dict[str, str] | None = None
        if self._index.num_passages <= MAX_PASSAGES:
            self._few = {name: self._index.text(name) for name in self._index.documents}

    def answer(self, questions: Sequence[str], count: int) -> list[list[Answer]]:
        """Answers questions.

        Args:
            questions: The questions.
            count: Most answers to each.

        Returns:
            The answers to each, the best first, all different; the empty one first, or alone, if
            there is none.
        """
        results: list[list[Answer]] = []
        remaining = iter(questions)
        while group := list(itertools.islice(remaining, _GROUP_QUESTIONS)):
            parts = [self._parts(question) for question in group]
            pairs = [
                (question, part.read)
                for question, own in zip(group, parts, strict=True)
                for part in own
            ]
            # One more than the empty one, which may stand before them.
            read = iter(self._read_pairs(pairs, count + 1))
            for question, own in zip(group, parts, strict=True):
                found = [_Found(part, next(read)) for part in own]
                results.append(self._merge(question, found, count))
        return results

    def _parts(self, question: str) -> list[_Part]:
        """Returns what is read for a question: passages, or of few documents everything."""
        passages = self._index.search(question, MAX_PASSAGES)
        best = passages[0].score if passages else 0.0
        if self._few is None:
            return [
                _Part(
                    one.document,
                    one.start,
                    one.text,
                    _weight(one.score, best),
                    one.heading,
                    one.heading_start,
                )
                for one in passages
            ]
        scores: dict[str, float] = {}
        for one in passages:
            scores.setdefault(one.document, one.score)
        return [
            _Part(name, 0, text, _weight(scores.get(name, 0.0), best))
            for name, text in self._few.items()
        ]

    def _read_pairs(self, pairs: list[tuple[str, str]], count: int) -> list[list[Answer]]:
        if not pairs:
            return []
        questions, texts = map(list, zip(*pairs, strict=True))
        return self._read(questions, texts, count)

    def _merge(self, question: str, found: list[_Found], count: int) -> list[Answer]:
        """Puts together what was found in all parts for a question."""
        options = self._options
        # Of a passage that is less relevant "no answer" has what its spans lose.
        nulls = [1 - part.weight + part.weight * one[0].null_score for part, one in found]
        null_score = min(nulls, default=1.0)
        placed: dict[tuple[str, int, int], Answer] = {}
        for part, answers in found:
            for one in filter(None, answers):
                moved = _move(one, part)
                if moved.end - moved.start != len(moved.text):
                    # It goes from the heading row into the passage.
                    continue
                place = part.document, moved.start, moved.end
                # Neighbouring passages share sentences.
                if place not in placed or placed[place].score < moved.score:
                    placed[place] = moved
        best = sorted(placed.values(), key=lambda one: -one.score)
        if options.scoring == "joint":
            best = _different_places(best)
        if options.group:
            best = group_answers(best)
        best = [dataclasses.replace(one, null_score=null_score) for one in best[:count]]
        if self._few is None:
            best = self._with_sentences(best)
        empty = self._empty(question, found, null_score, bool(best))
        return [empty, *best][:count] if empty is not None else best

    def _empty(
        self, question: str, found: list[_Found], null_score: float, has_span: bool
    ) -> Answer | None:
        """Makes the empty answer, if that comes first."""
        threshold = self._options.no_answer_threshold
        reason: NoAnswerReason
        polar = [one for one in found if one.answers[0].reason == "yes_no"]
        if polar:
            # What most likely decides is where the best answer would be.
            part, answers = max(polar, key=lambda one: one.part.weight * _best_score(one.answers))
            return dataclasses.replace(
                _move(answers[0], part), start=0, end=0, score=1.0, null_score=null_score
            )
        if not has_span:
            reason = "unreadable" if found else "unanswerable"
        elif self._options.always or threshold is None or null_score < threshold:
            return None
        else:
            reason = "unanswerable"
        return empty_answer(question, null_score, reason, engine=self._engine, model=self._model)

    def _with_sentences(self, answers: list[Answer]) -> list[Answer]:
        """Gives answers the sentences of their documents, of which a passage may have a part."""
        documents: dict[str | None, tuple[str, SentenceFinder]] = {}
        whole = []
        for one in answers:
            if one.document not in documents:
                text = self._index.text(one.document or "")
                documents[one.document] = text, SentenceFinder(text, self._options.language)
            text, sentences = documents[one.document]
            start, end = sentences.find(one.start, one.end)
            whole.append(dataclasses.replace(one, sentence=text[start:end], sentence_start=start))
        return whole


def _weight(score: float, best: float) -> float:
    """Computes how much a passage counts beside the one with the highest BM25."""
    return math.exp(PASSAGE_WEIGHT * (score - best))


def _move(answer: Answer, part: _Part) -> Answer:
    """Moves an answer from a part of a document to its place in the document."""
    return dataclasses.replace(
        answer,
        start=part.place(answer.start),
        end=part.place(answer.end),
        score=answer.score * part.weight,
        sentence_start=part.place(answer.sentence_start),
        items=tuple(
            dataclasses.replace(item, start=part.place(item.start), end=part.place(item.end))
            for item in answer.items
        ),
        document=part.document,
    )


def _best_score(answers: Sequence[Answer]) -> float:
    return max((one.score for one in answers if one), default=0.0)


def _different_places(answers: Iterable[Answer]) -> list[Answer]:
    """Drops answers that overlap a better one."""
    taken: dict[str | None, DisjointSpans] = {}
    return [
        one
        for one in answers
        if taken.setdefault(one.document, DisjointSpans()).add(one.start, one.end)
    ]
