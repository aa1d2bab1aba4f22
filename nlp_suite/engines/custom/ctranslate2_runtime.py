"""The custom engine's deployed runtime."""

import os
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import ctranslate2
import numpy as np
import platformdirs

from nlp_suite.engines.custom.encoder_runtime import Batch
from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.models.model_folder import ModelFolder

# Part of the cache's key: to be raised when the exporter writes something else.
EXPORT_VERSION = 1

COMPUTE_TYPES = ("float16", "float32", "int8", "int8_float16", "int8_float32")
DEVICES = ("auto", "cpu", "cuda")


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
        compute_type: "int8", "float32", …; the fastest that is accurate where None: int8
            on a CPU, float16 on a GPU.
        threads: Number of CPU workers; the CPUs that this process may use where None.

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
        device = _resolve_device(device)
        compute_type = _resolve_compute_type(compute_type, device)
        if threads is not None and (not isinstance(threads, int) or threads < 1):
            raise InvalidInputError(f"threads must be a whole number from 1 up, got {threads!r}")
        self._workers = (threads or available_cpus()) if device == "cpu" else 1
        self._encoder = _load(
            folder,
            compute_type,
            {
                "device": device,
                "compute_type": compute_type,
                "inter_threads": self._workers,
                "intra_threads": 1,
            },
        )

    def encode(self, batches: Iterable[Batch]) -> Iterator[np.ndarray]:
        """See `EncoderRuntime.encode`."""
        if self._workers == 1:
            yield from map(self._encode_batch, batches)
            return
        pending: deque[Future[np.ndarray]] = deque()
        with ThreadPoolExecutor(self._workers) as pool:
            for batch in batches:
                pending.append(pool.submit(self._encode_batch, batch))
                # Enough to keep every worker busy, few enough to bound the memory.
                if len(pending) > 2 * self._workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()

    def _encode_batch(self, batch: Batch) -> np.ndarray:
        output = self._encoder.forward_batch([list(ids) for ids in batch])
        hidden = output.last_hidden_state.to_device(ctranslate2.Device.cpu)
        return np.asarray(hidden.to(ctranslate2.DataType.float32))


def available_cpus() -> int:
    """Counts the CPUs that this process may run on.

    Returns:
        At least 1.
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cache_folder() -> Path:
    """Names the folder for derived files, which may be deleted at any time.

    Returns:
        `NLP_SUITE_CACHE` where it is set, else the platform's cache folder for nlp-suite.
    """
    configured = os.environ.get("NLP_SUITE_CACHE")
    return Path(configured) if configured else Path(platformdirs.user_cache_dir("nlp-suite"))


def _resolve_device(device: str | None) -> str:
    device = device or "cpu"
    if device not in DEVICES:
        raise InvalidInputError(f"device must be one of {DEVICES}, got {device!r}")
    gpus = ctranslate2.get_cuda_device_count()
    if device == "auto":
        return "cuda" if gpus else "cpu"
    if device == "cuda" and not gpus:
        raise InvalidInputError("device is 'cuda', but no CUDA device was found; use device='cpu'")
    return device


def _resolve_compute_type(compute_type: str | None, device: str) -> str:
    supported = ctranslate2.get_supported_compute_types(device)
    if compute_type is None:
        fast = "int8" if device == "cpu" else "float16"
        return fast if fast in supported else "float32"
    if compute_type not in COMPUTE_TYPES or compute_type not in supported:
        choices = sorted(supported.intersection(COMPUTE_TYPES))
        raise InvalidInputError(
            f"compute_type must be one of {choices} on this {device}, got {compute_type!r}"
        )
    return compute_type


def _load(
    folder: ModelFolder, compute_type: str, options: dict[str, str | int]
) -> ctranslate2.Encoder:
    key = f"{folder.fingerprint()[:32]}-{compute_type}-{EXPORT_VERSION}"
    exported = cache_folder() / "ctranslate2" / key
    try:
        return _load_or_export(folder, exported, compute_type, options)
    except OSError as unwritable:
        try:
            with tempfile.TemporaryDirectory(prefix="nlp-suite-") as temporary:
                return _load_or_export(folder, Path(temporary) / key, compute_type, options)
        except OSError as error:
            raise ModelNotAvailableError(
                f"the exported model can be written neither to the cache ({unwritable}) nor to a "
                f"temporary folder ({error}); free some space or set NLP_SUITE_CACHE"
            ) from error


def _load_or_export(
    folder: ModelFolder, exported: Path, compute_type: str, options: dict[str, str | int]
) -> ctranslate2.Encoder:
    reason: RuntimeError | None = None
    # A damaged file loses nothing: it is made again. So is one that another process, which
    # found the same damage, is just replacing.
    for replace in (False, True, True):
        if replace or not exported.is_dir():
            from nlp_suite.export.ctranslate2 import export_encoder

            export_encoder(folder, exported, quantization=compute_type, replace=replace)
        try:
            return ctranslate2.Encoder(str(exported), **options)
        except RuntimeError as error:
            reason = error
    raise ModelNotAvailableError(
        f"CTranslate2 cannot load the model at {folder.path}: {reason}"
    ) from reason
