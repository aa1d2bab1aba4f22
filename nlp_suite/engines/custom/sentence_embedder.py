"""Sentence embeddings from our own encoder."""

from collections.abc import Iterator, Sequence

import numpy as np

from nlp_suite.engines.custom.runtime_choice import make_encoder_runtime
from nlp_suite.engines.length_batches import fill_pools, sort_into_batches
from nlp_suite.errors import ModelFormatError
from nlp_suite.models.encoder_config import EncoderConfig
from nlp_suite.models.model_folder import ModelFolder
from nlp_suite.text.surrogates import without_surrogates

# Padded tokens of one batch, on a CPU: enough for efficient matrix products, few enough for
# its caches and to share the work evenly. From 128 to 512 the speed is the same within 5 %.
BATCH_TOKENS = 256
# Tokens that are sorted by length together; bounds the memory, whatever the text's length.
POOL_TOKENS = 32_768
# A text is tokenized in pieces, so that one endless "sentence" needs no endless memory.
PIECE_CHARACTERS = 4096

Window = tuple[int, Sequence[int]]


class SentenceEmbedder:
    """Embeds sentences with the encoder of a model folder.

    Args:
        folder: A model folder whose task is "summarize".
        runtime: "ctranslate2" (the default where None) or "keras", the reference.
        device: "cpu", "cuda" or "auto", for CTranslate2; Keras chooses for itself.
        compute_type: CTranslate2's, see `CTranslate2Runtime`.
        threads: Number of CPU workers of CTranslate2.
        name: What results call the model; the folder's name where None.

    Raises:
        InvalidInputError: If an argument is none of its possible values.
        ModelFormatError: If the model is no encoder, or the folder's options are not those
            of a sentence encoder.
        MissingDependencyError: If the Keras runtime is asked for without Keras.

    Example:
        ```python
        embedder = SentenceEmbedder(ModelFolder.open("runs/my-encoder"))
        embeddings = embedder.embed(["One sentence.", "Another one."])  # (2, D)
        ```
    """

    engine = "custom"

    def __init__(
        self,
        folder: ModelFolder,
        *,
        runtime: str | None = None,
        device: str | None = None,
        compute_type: str | None = None,
        threads: int | None = None,
        name: str | None = None,
    ) -> None:
        self.model = name or folder.path.name
        config = folder.config_as(EncoderConfig)
        self._dim = config.model_dim
        self._window = _check_options(folder, config.max_length)
        self._tokenizer = folder.read_tokenizer()
        self._tokenizer.enable_truncation(self._window)
        self._runtime = make_encoder_runtime(folder, runtime, device, compute_type, threads)

    def embed(self, sentences: Sequence[str]) -> np.ndarray:
        """Embeds sentences: the mean of their hidden states, scaled to length one.

        Nothing is cut off: a sentence longer than the model's window is encoded window by
        window, and the mean runs over all of them.

        Args:
            sentences: The sentences; their order and company do not matter to the result.

        Returns:
            float32 array of shape (len(sentences), D) with rows of length one.

        Reference:
            Reimers and Gurevych 2019, "Sentence-BERT", https://arxiv.org/abs/1908.10084
        """
        sums = np.zeros((len(sentences), self._dim), dtype=np.float32)
        for pool in fill_pools(self._windows(sentences), _length, POOL_TOKENS):
            batches = list(sort_into_batches(pool, _length, BATCH_TOKENS))
            ids = ([window[1] for window in batch] for batch in batches)
            for batch, hidden in zip(batches, self._runtime.encode(ids), strict=True):
                for (index, tokens), states in zip(batch, hidden, strict=True):
                    sums[index] += states[: len(tokens)].sum(axis=0)
        # The mean's direction is the sum's.
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        return sums / np.maximum(lengths, np.finfo(np.float32).tiny)

    def _windows(self, sentences: Sequence[str]) -> Iterator[Window]:
        """Yields each sentence's windows as (index of the sentence, token ids)."""
        indices: list[int] = []
        pieces: list[str] = []
        waiting = 0
        for index, sentence in enumerate(sentences):
            for start in range(0, max(len(sentence), 1), PIECE_CHARACTERS):
                pieces.append(sentence[start : start + PIECE_CHARACTERS])
                indices.append(index)
                waiting += len(pieces[-1])
                if waiting >= 64 * PIECE_CHARACTERS:
                    yield from self._tokenize(indices, pieces)
                    indices, pieces, waiting = [], [], 0
        yield from self._tokenize(indices, pieces)

    def _tokenize(self, indices: Sequence[int], pieces: Sequence[str]) -> Iterator[Window]:
        encodings = self._tokenizer.encode_batch_fast([*map(without_surrogates, pieces)])
        for index, encoding in zip(indices, encodings, strict=True):
            yield index, encoding.ids
            for overflow in encoding.overflowing:
                yield index, overflow.ids


def _check_options(folder: ModelFolder, max_length: int) -> int:
    options = dict(folder.options)
    window = options.pop("window", None)
    pooling = options.pop("pooling", None)
    if options:
        raise ModelFormatError(f"{folder.path}: unknown option {sorted(options)[0]!r}")
    if pooling != "mean":
        raise ModelFormatError(f"{folder.path}: pooling must be 'mean', got {pooling!r}")
    if not isinstance(window, int) or not 3 <= window <= max_length:
        raise ModelFormatError(
            f"{folder.path}: window must be from 3 to {max_length}, got {window!r}"
        )
    return window


def _length(window: Window) -> int:
    return len(window[1])
