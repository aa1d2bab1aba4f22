"""Sentence embedder that loads its model at first use."""

from collections.abc import Callable, Sequence

import numpy as np

from nlp_suite.engines.engine_handle import EngineHandle
from nlp_suite.engines.interfaces import RuntimeSettings, SentenceEmbedder


class LazyEmbedder:
    """Loads the model of a sentence embedder when something is first embedded.

    What selects sentences without embeddings then costs neither the time nor the memory of a
    model.

    Args:
        load: Makes the embedder.
        engine: Its engine.
        model: Its name in results.

    Example:
        ```python
        folder = ModelFolder.open("runs/my-encoder")
        lazy = LazyEmbedder(lambda: SentenceEmbedder(folder), engine="custom", model="my-encoder")
        embeddings = lazy.embed(["One sentence.", "Another one."])  # (2, D)
        ```
    """

    def __init__(self, load: Callable[[], SentenceEmbedder], *, engine: str, model: str) -> None:
        self._handle = EngineHandle(load)
        self.engine = engine
        self.model = model

    @property
    def embedder(self) -> SentenceEmbedder:
        """The embedder itself; the first access loads it."""
        return self._handle.get()

    @property
    def settings(self) -> RuntimeSettings:
        """What computes, and where; the first access loads the embedder."""
        return self.embedder.settings

    def embed(self, sentences: Sequence[str]) -> np.ndarray:
        """Embeds sentences; see `nlp_suite.engines.interfaces.SentenceEmbedder`.

        Args:
            sentences: The sentences.

        Returns:
            float32 array of shape (len(sentences), D) with rows of length one.
        """
        return self.embedder.embed(sentences)
