"""Keras runtimes of the custom engine, the reference: encoding and beam search."""

from collections.abc import Iterable, Iterator

import numpy as np
from keras import ops

from nlp_suite.engines.custom.encoder_runtime import Batch
from nlp_suite.models.encoder import Encoder
from nlp_suite.models.model_folder import ModelFolder


class KerasRuntime:
    """Runs the encoder that training uses, without a head, in float32, on Keras' current backend.

    Args:
        folder: The model folder.

    Example:
        ```python
        runtime = KerasRuntime(ModelFolder.open("runs/my-encoder"))
        (hidden,) = runtime.encode([[[101, 7592, 102], [101, 102]]])  # (2, 3, D)
        ```
    """

    def __init__(self, folder: ModelFolder) -> None:
        self._model = Encoder.from_pretrained(folder.path, dtype="float32")

    def encode(
        self, batches: Iterable[Batch], segments: Iterable[Batch] | None = None
    ) -> Iterator[np.ndarray]:
        """See `EncoderRuntime.encode`."""
        for batch, of_batch in _pairs(batches, segments):
            lengths = np.array([len(ids) for ids in batch])
            mask = np.arange(lengths.max()) < lengths[:, None]
            hidden = self._model(
                _pad(batch, lengths.max()),
                padding_mask=mask,
                segment_ids=None if of_batch is None else _pad(of_batch, lengths.max()),
                training=False,
            )
            yield ops.convert_to_numpy(hidden)


def _pairs(
    batches: Iterable[Batch], segments: Iterable[Batch] | None
) -> Iterator[tuple[Batch, Batch | None]]:
    if segments is None:
        return ((batch, None) for batch in batches)
    return zip(batches, segments, strict=True)


def _pad(batch: Batch, width: int) -> np.ndarray:
    padded = np.zeros((len(batch), width), dtype="int32")
    for row, ids in zip(padded, batch, strict=True):
        row[: len(ids)] = ids
    return padded
