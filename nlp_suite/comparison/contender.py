"""The systems compared, resolved from what a caller names."""

import dataclasses
from pathlib import Path


@dataclasses.dataclass(frozen=True, slots=True)
class Contender:
    """An engine with a model and settings, to be compared with others.

    Attributes:
        engine: "custom" or "pretrained".
        model: A shipped model's name, a local folder, or a hub id; the engine's default if
            None.
        revision: The commit, tag or branch of a hub id.
        runtime: As for `nlp_suite.load`, and so are the next three.
        device: That of the whole comparison if None.
        compute_type: "int8", "float32", …
        threads: Number of CPU workers.
        batch_tokens: Most padded tokens to compute at once.
        name: What to call it in the comparison; its model or its engine if None.

    Example:
        >>> fast = Contender("custom", "english-german", name="fast")
        >>> exact = Contender("custom", "english-german", compute_type="float32", name="exact")
        >>> fast == exact
        False
    """

    engine: str = "custom"
    model: str | Path | None = None
    revision: str | None = None
    runtime: str | None = None
    device: str | None = None
    compute_type: str | None = None
    threads: int | None = None
    batch_tokens: int | None = None
    name: str | None = None
