"""Sentence embeddings from the encoder of a model folder."""

from collections.abc import Sequence
from typing import Unpack

import numpy as np

from nlp_suite.engines.batching import check_batch_tokens
from nlp_suite.engines.custom.runtime_choice import make_encoder_runtime
from nlp_suite.engines.mean_pooling import MeanPooling
from nlp_suite.errors import ModelFormatError
from nlp_suite.load_options import MODEL_OPTIONS, DeviceKeywords, LoadOptions
from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.option_signatures import with_options

# Padded tokens of one batch, on a CPU: enough for efficient matrix products, few enough for
# its caches and to share the work evenly. From 128 to 512 the speed is the same within 5 %.
BATCH_TOKENS = 256


class SentenceEmbedder:
    """Embeds sentences with the encoder of a model folder.

    Args:
        folder: A model folder whose task is "summarize".
        batch_tokens: Most padded tokens to compute at once; 256 if None.
        name: The model's name in results; the folder's name if None.
        **options: What computes, and where; see `nlp_suite.load_options.LoadOptions`.

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

    @with_options(LoadOptions, without=MODEL_OPTIONS)
    def __init__(
        self,
        folder: ModelFolder,
        *,
        batch_tokens: int | None = None,
        name: str | None = None,
        **options: Unpack[DeviceKeywords],
    ) -> None:
        self.model = name or folder.path.name
        config = folder.config_as(EncoderConfig)
        window = _check_options(folder, config.max_length)
        encoder = make_encoder_runtime(folder, options)
        self.settings = encoder.settings
        self._pooling = MeanPooling(
            folder.read_tokenizer(),
            window,
            config.model_dim,
            encoder.encode,
            batch_tokens=check_batch_tokens(batch_tokens, BATCH_TOKENS),
        )

    def embed(self, sentences: Sequence[str]) -> np.ndarray:
        """Embeds sentences: the mean of their hidden states, normalized to length one.

        Nothing is cut off: a sentence longer than the model's window is encoded window by
        window, and the mean runs over all of them.

        Args:
            sentences: The sentences; their order and batching do not matter to the result.

        Returns:
            float32 array of shape (len(sentences), D) with rows of length one.

        Reference:
            Reimers and Gurevych 2019, "Sentence-BERT", https://arxiv.org/abs/1908.10084
        """
        return self._pooling.embed(sentences)


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
