"""PyTorch settings: device, data type and threads."""

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import Self

import torch

from nlp_suite.arguments import check_whole
from nlp_suite.engines.interfaces import RuntimeSettings
from nlp_suite.errors import InvalidInputError
from nlp_suite.forking import ForkSafeLock, check_not_inherited, is_inherited

RUNTIMES = ("torch",)
DEVICES = ("auto", "cpu", "cuda", "mps")
COMPUTE_TYPES = {
    "float32": torch.float32,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
}


# The number of threads before the first of the blocks that are entered, then one for each of them.
_before: list[int] = []
_lock = ForkSafeLock()


@dataclasses.dataclass(frozen=True, slots=True)
class TorchSettings:
    """Device, data type and number of threads of PyTorch.

    Attributes:
        device: "cpu", "cuda" or "mps".
        dtype: Of the weights and of all that is computed.
        threads: Number of CPU threads; PyTorch's own choice if None.
    """

    device: str
    dtype: torch.dtype
    threads: int | None

    @classmethod
    def choose(
        cls,
        runtime: str | None = None,
        device: str | None = None,
        compute_type: str | None = None,
        threads: int | None = None,
    ) -> Self:
        """Checks the options of a caller and fills in the defaults.

        Args:
            runtime: "torch" or None, which are the same.
            device: "cpu" (the default if None), "cuda", "mps" or "auto": the first of
                "cuda", "mps" and "cpu" that is there.
            compute_type: "float32" (the default if None), "float16" or "bfloat16".
            threads: Number of CPU threads; PyTorch's own choice if None. In a forked child of a
                process that had PyTorch there is one.

        Returns:
            The settings.

        Raises:
            InvalidInputError: If an argument is none of its possible values, or the device is
                not there.
            ForkedProcessError: If the parent of a forked child used a GPU, and it wants one.

        Example:
            >>> TorchSettings.choose(compute_type="bfloat16")
            TorchSettings(device='cpu', dtype=torch.bfloat16, threads=None)
        """
        if runtime is not None and runtime not in RUNTIMES:
            raise InvalidInputError(
                f"runtime must be 'torch' for engine='pretrained', got {runtime!r}; "
                "ctranslate2 and keras run engine='custom'"
            )
        compute_type = compute_type or "float32"
        if compute_type not in COMPUTE_TYPES:
            raise InvalidInputError(
                f"compute_type must be one of {sorted(COMPUTE_TYPES)} for engine='pretrained', "
                f"got {compute_type!r}"
            )
        if threads is not None:
            check_whole("threads", threads, 1)
        if is_inherited("torch"):
            # OpenMP would wait for threads of the parent.
            torch.set_num_threads(1)
            threads = None
        return cls(_resolve_device(device or "cpu"), COMPUTE_TYPES[compute_type], threads)

    def described(self) -> RuntimeSettings:
        """Returns what computes, and where.

        Returns:
            The settings that every runtime has.

        Example:
            >>> TorchSettings.choose().described()
            RuntimeSettings(runtime='torch', device='cpu', compute_type='float32')
        """
        return RuntimeSettings("torch", self.device, str(self.dtype).removeprefix("torch."))

    @contextlib.contextmanager
    def computing(self) -> Iterator[None]:
        """Sets up PyTorch for inference with these settings inside a block.

        PyTorch has one number of threads for the whole process. It is set on entry, where one
        was asked for, and put back when the last of such blocks, in whatever thread, ends.

        Example:
            >>> with TorchSettings.choose(threads=1).computing():
            ...     torch.get_num_threads(), torch.is_inference_mode_enabled()
            (1, True)
        """
        with torch.inference_mode():
            if self.threads is None:
                yield
                return
            with _lock:
                if not _before:
                    _before.append(torch.get_num_threads())
                _before.append(self.threads)
                torch.set_num_threads(self.threads)
            try:
                yield
            finally:
                with _lock:
                    _before.pop()
                    if len(_before) == 1:
                        torch.set_num_threads(_before.pop())


def _resolve_device(device: str) -> str:
    if device not in DEVICES:
        raise InvalidInputError(
            f"device must be one of {DEVICES} for engine='pretrained', got {device!r}"
        )
    if device != "cpu":
        check_not_inherited("cuda")
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if device == "auto":
        return next(name for name, available in there.items() if available)
    if not there[device]:
        raise InvalidInputError(
            f"device is {device!r}, but PyTorch finds no such device here; use device='cpu'"
        )
    return device
