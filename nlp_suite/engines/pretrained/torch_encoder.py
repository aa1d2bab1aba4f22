"""Inference with a transformers model on padded batches of token ids."""

import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from nlp_suite.engines.pretrained.torch_settings import TorchSettings
from nlp_suite.forking import NativeObject

Rows = Sequence[Sequence[int] | np.ndarray]


class TorchEncoder:
    """Runs a model of transformers on token ids of different lengths.

    Args:
        model: The model.
        tokenizer: Its tokenizer, which knows the padding.
        settings: Where and how to compute.

    Example:
        ```python
        from transformers import AutoModel

        checkpoint = PretrainedCheckpoint("runs/distilbert")
        settings = TorchSettings.choose()
        model = checkpoint.load_model(AutoModel, settings)
        encoder = TorchEncoder(model, checkpoint.load_tokenizer(model), settings)
        hidden = encoder([[2, 5, 3], [2, 3]]).last_hidden_state  # (2, 3, D)
        ```
    """

    def __init__(self, model: Any, tokenizer: Any, settings: TorchSettings) -> None:
        self._model = NativeObject(model, settings.device)
        self._settings = settings
        self._pad_id = padding_id(model, tokenizer)
        # BERT takes segment ids, DistilBERT takes none, RoBERTa has one for all. What a tokenizer
        # says of it depends on the release of transformers; the model's weights do not.
        takes = "token_type_ids" in inspect.signature(model.forward).parameters
        self._takes_segments = takes and getattr(model.config, "type_vocab_size", 0) > 1

    def __call__(self, ids: Rows, segments: Rows | None = None) -> Any:
        """Runs the model.

        Args:
            ids: B sequences of token ids, the longest of length L.
            segments: As many segment ids for each; given to models that have segments.

        Returns:
            What the model returns, on its device; what stands at padding, on the right of a
            shorter sequence, means nothing.
        """
        inputs = pad(ids, self._pad_id, self._settings.device)
        if segments is not None and self._takes_segments:
            padded = pad(segments, 0, self._settings.device)
            inputs["token_type_ids"] = padded["input_ids"]
        with self._model.use() as model, self._settings.computing():
            return model(**inputs)


def padding_id(model: Any, tokenizer: Any) -> int:
    """Finds the id of the padding token.

    Args:
        model: A model of transformers.
        tokenizer: Its tokenizer.

    Returns:
        The id; 0 if neither knows one, as masked positions are not attended to.
    """
    for known in (tokenizer.pad_token_id, getattr(model.config, "pad_token_id", None)):
        if known is not None:
            return int(known)
    return 0


def pad(rows: Rows, pad_id: int, device: str) -> dict[str, torch.Tensor]:
    """Pads sequences on the right.

    Args:
        rows: B sequences, the longest of length L.
        pad_id: What to pad with.
        device: Where to put the result.

    Returns:
        "input_ids" and "attention_mask", 1 where a sequence is, int64 of shape (B, L).

    Example:
        >>> pad([[5, 6], [7]], 0, "cpu")["input_ids"].tolist()
        [[5, 6], [7, 0]]
    """
    lengths = np.array([len(row) for row in rows])
    mask = np.arange(lengths.max()) < lengths[:, None]
    padded = np.full(mask.shape, pad_id, dtype=np.int64)
    padded[mask] = np.concatenate([np.asarray(row, dtype=np.int64) for row in rows])
    return {
        "input_ids": torch.from_numpy(padded).to(device),
        "attention_mask": torch.from_numpy(mask.astype(np.int64)).to(device),
    }
