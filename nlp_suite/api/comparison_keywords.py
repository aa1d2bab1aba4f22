"""The options of one call, for type checkers."""

from typing import TypedDict


class ComparisonKeywords(TypedDict, total=False):
    """Keyword arguments of the tasks that `compare` takes; described at each task."""

    sentences: int | None
    ratio: float | None
    method: str | None
    seed: int
    top_k: int | None
    window: int | None
    stride: int | None
    max_windows: int | None
    relevance: float | None
    question_tokens: int | None
    answer_tokens: int
    no_answer_threshold: float | None
    scoring: str | None
    beam_size: int | None
    n_best: int
    length_penalty: float
    no_repeat_ngram_size: int
    max_length: int | None
