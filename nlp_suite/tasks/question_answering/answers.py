"""Answers with their text, scores and sentence, from the best spans."""

from nlp_suite.results import Answer, NoAnswerReason
from nlp_suite.tasks.question_answering.options import ReadingOptions
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
        options: When there is no answer.
        engine: The engine that read the text.
        model: The model that read it.

    Returns:
        The answers, the best first, with the empty one before them if the null score reaches
        the threshold, unless there is always to be an answer, or if there are none.
    """
    source = example.source
    null_score = example.best.null_score

    def answer(start: int, end: int, score: float, reason: NoAnswerReason = "") -> Answer:
        sentence = source.sentences.find(start, end) if end else None
        return Answer(
            text=source.text[start:end],
            start=start,
            end=end,
            score=score,
            null_score=null_score,
            sentence=source.text[slice(*sentence)] if sentence else "",
            sentence_start=sentence.start if sentence else 0,
            question=example.question.text,
            engine=engine,
            model=model,
            reason=reason,
        )

    answers = [answer(*span) for span in example.best.ranked()]
    if not answers:
        return [answer(0, 0, null_score, "unreadable")]
    threshold = None if options.always else options.no_answer_threshold
    if threshold is not None and null_score >= threshold:
        answers = [answer(0, 0, null_score, "unanswerable"), *answers][:count]
    return answers
