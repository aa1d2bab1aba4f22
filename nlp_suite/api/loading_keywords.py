"""The options of `load`, for type checkers."""

from typing import Any, TypedDict


class LoadingKeywords(TypedDict, total=False):
    """Keyword arguments of `load` besides the task; described there."""

    engine: str
    model: Any
    tokenizer: Any
    revision: str | None
    runtime: str | None
    device: str | None
    compute_type: str | None
    threads: int | None
    batch_tokens: int | None
