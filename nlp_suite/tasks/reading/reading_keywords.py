"""The options of one call, for type checkers."""

from typing import TypedDict


class ReadingKeywords(TypedDict, total=False):
    """What `Reader` takes besides questions, texts and `top_k`; described there."""

    window: int | None
    stride: int | None
    max_windows: int | None
    relevance: float | None
    max_question_tokens: int | None
    max_answer_tokens: int
    no_answer_threshold: float | None
    scoring: str | None
    progress: bool | None
