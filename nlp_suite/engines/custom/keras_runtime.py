"""The custom engine's reference runtime: the Keras model itself."""

from collections.abc import Iterable, Iterator

import numpy as np
from keras import ops

from nlp_suite.engines.custom.encoder_runtime import Batch
from nlp_suite.models.model_folder import ModelFolder
from nlp_suite.models.saving import load_model


class KerasRuntime:
    """Runs the encoder that training uses, in float32, on Keras' current backend.

    Args:
        folder: The model folder.

    Example:
        ```python
        runtime = KerasRuntime(ModelFolder.open("runs/my-encoder"))
        (hidden,) = runtime.encode([[[101, 7592, 102], [101, 102]]])  # (2, 3, D)
        ```
    """

    def __init__(self, folder: ModelFolder) -> None:
        self._model = load_model(folder.path, dtype="float32")

    def encode(self, batches: Iterable[Batch]) -> Iterator[np.ndarray]:
        """See `EncoderRuntime.encode`."""
        for batch in batches:
            lengths = np.array([len(ids) for ids in batch])
            token_ids = np.zeros((len(batch), lengths.max()), dtype="int32")
            for row, ids in zip(token_ids, batch, strict=True):
                row[: len(ids)] = ids
            mask = np.arange(lengths.max()) < lengths[:, None]
            hidden = self._model(token_ids, padding_mask=mask, training=False)
            yield ops.convert_to_numpy(hidden)
