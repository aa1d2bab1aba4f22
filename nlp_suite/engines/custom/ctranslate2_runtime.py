"""CTranslate2 runtimes of the custom engine: encoding and beam search."""

from collections.abc import Iterable, Iterator

import ctranslate2
import numpy as np

from nlp_suite.engines.custom.ctranslate2_settings import CTranslate2Settings
from nlp_suite.engines.custom.encoder_runtime import Batch
from nlp_suite.models.model_folder import ModelFolder


class CTranslate2Runtime:
    """Runs an encoder with CTranslate2: no TensorFlow, no torch, int8 on a CPU.

    The CTranslate2 form is made from the model folder at the first use and kept in the
    cache folder (`NLP_SUITE_CACHE`, or the platform's own place for caches); without a
    writable one it is made anew for every process.

    On a CPU each worker computes with one thread: for batches of a few hundred tokens two
    workers of one thread finish sooner than one worker of two threads.

    Args:
        folder: The model folder.
        device: "cpu", "cuda" or "auto".
        compute_type: "int8", "float32", …; the fastest that is accurate if None: int8
            on a CPU, float16 on a GPU.
        threads: Number of CPU workers; the CPUs that this process may use if None.

    Raises:
        InvalidInputError: If an argument is none of its possible values, or the device is
            not there.

    Example:
        ```python
        runtime = CTranslate2Runtime(ModelFolder.open("runs/my-encoder"))
        (hidden,) = runtime.encode([[[101, 7592, 102], [101, 102]]])  # (2, 3, D)
        ```
    """

    def __init__(
        self,
        folder: ModelFolder,
        *,
        device: str | None = None,
        compute_type: str | None = None,
        threads: int | None = None,
    ) -> None:
        self._settings = CTranslate2Settings.choose(device, compute_type, threads)
        self._encoder = self._settings.load(ctranslate2.Encoder, folder, _export)

    def encode(
        self, batches: Iterable[Batch], segments: Iterable[Batch] | None = None
    ) -> Iterator[np.ndarray]:
        """See `EncoderRuntime.encode`."""
        if segments is None:
            return self._settings.map(self._encode_batch, batches)
        pairs = zip(batches, segments, strict=True)
        return self._settings.map(lambda pair: self._encode_batch(*pair), pairs)

    def _encode_batch(self, batch: Batch, segments: Batch | None = None) -> np.ndarray:
        output = self._encoder.forward_batch(
            _lists(batch), token_type_ids=None if segments is None else _lists(segments)
        )
        hidden = output.last_hidden_state.to_device(ctranslate2.Device.cpu)
        return np.asarray(hidden.to(ctranslate2.DataType.float32))


def _lists(batch: Batch) -> list[list[int]]:
    return [ids.tolist() if isinstance(ids, np.ndarray) else list(ids) for ids in batch]


def _export(*arguments: object, **options: object) -> None:
    # Only where there is something to export: its imports take time.
    from nlp_suite.export.encoder import export_encoder

    export_encoder(*arguments, **options)  # type: ignore[arg-type]
