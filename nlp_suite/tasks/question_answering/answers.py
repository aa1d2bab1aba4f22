"""Answers with their text, scores and sentence, from the best spans."""

from nlp_suite.results import Answer
from nlp_suite.tasks.question_answering.span_search import TokenizedExample


def make_answers(
    example: TokenizedExample,
    *,
    count: int,
    no_answer_threshold: float | None,
    engine: str,
    model: str,
) -> list[Answer]:
    """Makes answers from the best spans of a text.

    Args:
        example: The question and the text, with the spans found.
        count: Most answers to make.
        no_answer_threshold: From which null score on the first answer is none; never if
            None.
        engine: The engine that read the text.
        model: The model that read it.

    Returns:
        The answers, the best first, with the empty one before them if the null score reaches
        the threshold, or if there are none.
    """
    source = example.source
    null_score = example.best.null_score

    def answer(start: int, end: int, score: float) -> Answer:
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
        )

    spans = example.best.ranked()
    if not spans or (no_answer_threshold is not None and null_score >= no_answer_threshold):
        spans = [(0, 0, null_score), *spans][:count]
    return [answer(*span) for span in spans]
