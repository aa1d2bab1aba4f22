"""The options of `load`, for type checkers."""

from pathlib import Path
from typing import TypedDict


class LoadingKeywords(TypedDict, total=False):
    """What `load` takes besides the task; described there."""

    engine: str
    model: str | Path | None
    revision: str | None
    runtime: str | None
    device: str | None
    compute_type: str | None
    threads: int | None
