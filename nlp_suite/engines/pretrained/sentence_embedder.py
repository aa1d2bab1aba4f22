"""Sentence embeddings from an encoder of the Hugging Face Hub."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Unpack

import numpy as np
from transformers import AutoModel

from nlp_suite.engines.batching import check_batch_tokens
from nlp_suite.engines.mean_pooling import MeanPooling
from nlp_suite.engines.pretrained.pretrained_checkpoint import PretrainedCheckpoint, most_tokens
from nlp_suite.engines.pretrained.torch_encoder import TorchEncoder
from nlp_suite.engines.pretrained.torch_settings import TorchSettings
from nlp_suite.errors import ModelFormatError
from nlp_suite.load_options import MODEL_OPTIONS, DeviceKeywords, LoadOptions
from nlp_suite.option_signatures import with_options

# Padded tokens of one batch: enough for efficient matrix products. A GPU wants more of them.
BATCH_TOKENS = {"cpu": 1024, "cuda": 16_384, "mps": 16_384}
# No sentence is read in windows of more tokens; few are as long.
LARGEST_WINDOW = 512


class SentenceEmbedder:
    """Embeds sentences by the mean of the last hidden states of an encoder.

    Args:
        folder: A checkpoint of BERT, DistilBERT, RoBERTa or another encoder.
        batch_tokens: Most padded tokens to compute at once; if None, 1,024 on a CPU, and 16,384
            elsewhere.
        name: The model's name in results; the folder's name if None.
        **options: What computes, and where; see `nlp_suite.load_options.LoadOptions`.

    Attributes:
        engine: "pretrained".
        model: The model's name.
        settings: What computes, and where.

    Raises:
        InvalidInputError: If an argument is none of its possible values.
        ModelFormatError: If the checkpoint is damaged or holds no encoder.

    Example:
        ```python
        from nlp_suite.engines.pretrained.sentence_embedder import SentenceEmbedder

        embedder = SentenceEmbedder("runs/distilbert")
        embeddings = embedder.embed(["One sentence.", "Another one."])  # (2, D)
        ```

    Reference:
        Reimers and Gurevych 2019, "Sentence-BERT", https://arxiv.org/abs/1908.10084
    """

    engine = "pretrained"

    @with_options(LoadOptions, without=MODEL_OPTIONS)
    def __init__(
        self,
        folder: str | Path,
        *,
        batch_tokens: int | None = None,
        name: str | None = None,
        **options: Unpack[DeviceKeywords],
    ) -> None:
        settings = TorchSettings.choose(**options)
        self.settings = settings.described()
        checkpoint = PretrainedCheckpoint(folder)
        self.model = name or checkpoint.path.name
        if checkpoint.config.get("is_encoder_decoder"):
            raise ModelFormatError(
                f"{checkpoint.path} holds an encoder with a decoder, "
                f"{checkpoint.config['model_type']!r}; summaries take an encoder alone, like BERT"
            )
        # The pooler makes a vector of the first token; checkpoints with a head have none.
        model = checkpoint.load_model(AutoModel, settings, unused="pooler.")
        tokenizer = checkpoint.load_tokenizer(model)
        self._encoder = TorchEncoder(model, tokenizer, settings)
        self._pooling = MeanPooling(
            checkpoint.fast_tokenizer(tokenizer),
            min(most_tokens(model, tokenizer), LARGEST_WINDOW),
            model.config.hidden_size,
            self._encode,
            batch_tokens=check_batch_tokens(batch_tokens, BATCH_TOKENS[settings.device]),
        )

    def embed(self, sentences: Sequence[str]) -> np.ndarray:
        """Embeds sentences, long ones window by window.

        Args:
            sentences: The sentences; their order and batching do not matter to the result.

        Returns:
            float32 array of shape (len(sentences), D) with rows of length one.
        """
        return self._pooling.embed(sentences)

    def _encode(self, batches: Iterable[Sequence[Sequence[int]]]) -> Iterator[np.ndarray]:
        for batch in batches:
            yield self._encoder(batch).last_hidden_state.float().cpu().numpy()
