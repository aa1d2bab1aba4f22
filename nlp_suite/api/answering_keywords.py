"""The options of one call, for type checkers."""

from pathlib import Path

from nlp_suite.tasks.reading.reading_keywords import ReadingKeywords


class AnsweringKeywords(ReadingKeywords, total=False):
    """Keyword arguments of `answer` besides questions, texts and `top_k`; described there."""

    engine: str
    model: str | Path | None
    revision: str | None
    runtime: str | None
    device: str | None
