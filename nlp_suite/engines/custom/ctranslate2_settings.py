"""CTranslate2 settings: device, compute type, workers, and the cached export."""

import contextlib
import dataclasses
import json
import os
import tempfile
import warnings
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Self, TypeVar

import ctranslate2
import platformdirs

from nlp_suite.arguments import check_whole
from nlp_suite.cpus import available_cpus
from nlp_suite.engines.interfaces import RuntimeSettings
from nlp_suite.errors import (
    DamagedCacheWarning,
    InvalidInputError,
    ModelFormatError,
    ModelNotAvailableError,
)
from nlp_suite.files import atomic_folder
from nlp_suite.forking import check_not_inherited
from nlp_suite.memory import MemoryPace, keep_little_memory, weights_apart
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.models.folder.regular_files import checksum_regular, read_json_object

# Part of the cache's key: to be raised when an exporter writes something else.
EXPORT_VERSION = 2
# The CRC-32 of each file of an exported model, beside them.
CHECKSUMS = "checksums.json"
_LOOKS = 3

COMPUTE_TYPES = ("float16", "float32", "int8", "int8_float16", "int8_float32")
DEVICES = ("auto", "cpu", "cuda")

_temporary_cache: ContextVar[Path | None] = ContextVar("temporary_cache", default=None)
_memory_pace = MemoryPace()

Export = Callable[..., None]
# Of each file of an exported model its inode, size and time of change.
_State = dict[str, tuple[int, int, int]]
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclasses.dataclass(frozen=True, slots=True)
class CTranslate2Settings:
    """Device, compute type and number of workers of CTranslate2.

    Attributes:
        device: "cpu" or "cuda".
        compute_type: "int8", "float32", …
        workers: Number of batches that are computed at once, each by one thread on a CPU.
    """

    device: str
    compute_type: str
    workers: int

    @classmethod
    def choose(cls, device: str | None, compute_type: str | None, threads: int | None) -> Self:
        """Checks the options of a caller and fills in the defaults.

        Args:
            device: "cpu", "cuda" or "auto"; the CPU if None.
            compute_type: The fastest that is accurate if None: int8 on a CPU, float16 on
                a GPU.
            threads: Number of CPU workers; the CPUs that this process may use if None.

        Returns:
            The settings.

        Raises:
            InvalidInputError: If an argument is none of its possible values, or the device
                is not there.

        Example:
            >>> CTranslate2Settings.choose("cpu", "float32", 2).workers
            2
        """
        device = _resolve_device(device)
        compute_type = _resolve_compute_type(compute_type, device)
        if threads is not None:
            check_whole("threads", threads, 1)
        workers = (threads or available_cpus()) if device == "cpu" else 1
        return cls(device, compute_type, workers)

    def described(self) -> RuntimeSettings:
        """Returns what computes, and where.

        Returns:
            The settings that every runtime has.

        Example:
            >>> CTranslate2Settings.choose("cpu", "float32", 2).described()
            RuntimeSettings(runtime='ctranslate2', device='cpu', compute_type='float32')
        """
        return RuntimeSettings("ctranslate2", self.device, self.compute_type)

    def load(self, kind: Callable[..., Any], folder: ModelFolder, export: Export) -> Any:
        """Loads a model folder's CTranslate2 form, which is made at the first use and kept.

        It is kept in the cache folder, with checksums of its files: a form that is damaged is
        made again. Without a writable cache it is made anew for every process.

        Args:
            kind: `ctranslate2.Encoder` or `ctranslate2.Translator`.
            folder: The model folder.
            export: Writes the form: takes the folder, a path, `quantization` and `replace`.

        Warns:
            DamagedCacheWarning: If a form was damaged.

        Returns:
            The loaded model.

        Raises:
            ModelFormatError: If the folder is damaged.
            ModelNotAvailableError: If the form can be written nowhere, or not be loaded.
        """
        keep_little_memory()
        key = f"{folder.fingerprint()[:32]}-{self.compute_type}-{EXPORT_VERSION}"
        exported = cache_folder() / "ctranslate2" / key
        try:
            return self._load_or_export(kind, folder, export, exported)
        except OSError as unwritable:
            try:
                with tempfile.TemporaryDirectory(prefix="nlp-suite-") as temporary:
                    return self._load_or_export(kind, folder, export, Path(temporary) / key)
            except OSError as error:
                raise ModelNotAvailableError(
                    f"the exported model can be written neither to the cache ({unwritable}) nor "
                    f"to a temporary folder ({error}); free some space or set NLP_SUITE_CACHE"
                ) from error

    def _load_or_export(
        self, kind: Callable[..., Any], folder: ModelFolder, export: Export, exported: Path
    ) -> Any:
        # What another process replaces meanwhile is looked at again.
        for _ in range(_LOOKS):
            # Before the looks: another process may write the first one meanwhile.
            is_damaged = exported.is_dir()
            state = _check_form(exported) or _check_form(exported)
            if state is None:
                if is_damaged:
                    warnings.warn(
                        f"the exported model at {exported} was damaged; it is made again from its "
                        "model folder",
                        DamagedCacheWarning,
                        stacklevel=2,
                    )
                _write_form(folder, exported, export, self.compute_type, replace=is_damaged)
                state = _check_form(exported)
            if state is None:
                raise ModelNotAvailableError(
                    f"the exported model at {exported} is damaged as soon as it is written; set "
                    "NLP_SUITE_CACHE to a folder on another disk"
                )
            try:
                with weights_apart():
                    loaded = kind(str(exported), **self._options())
            except (RuntimeError, MemoryError) as error:
                raise ModelNotAvailableError(
                    f"CTranslate2 cannot load the model at {folder.path}: {error}"
                ) from error
            # What was checked is what is loaded; to load the bytes that were read would take
            # twice their memory.
            if _state(exported, state) == state:
                return loaded
        raise ModelNotAvailableError(
            f"the exported model at {exported} is replaced again and again; set NLP_SUITE_CACHE "
            "to a folder that nothing else changes"
        )

    def _options(self) -> Mapping[str, str | int]:
        return {
            "device": self.device,
            "compute_type": self.compute_type,
            "inter_threads": self.workers,
            "intra_threads": 1,
        }

    def map(self, compute: Callable[[Item], Result], batches: Iterable[Item]) -> Iterator[Result]:
        """Computes batches, as many at once as there are workers.

        Args:
            compute: Takes one batch; CTranslate2 does the work and lets other threads run.
            batches: The batches, taken as they are needed.

        Yields:
            The results, in order.
        """
        if self.workers == 1:
            yield from map(compute, batches)
            _memory_pace.keep()
            return
        pending: deque[Future[Result]] = deque()
        with ThreadPoolExecutor(self.workers) as pool:
            for batch in batches:
                pending.append(pool.submit(compute, batch))
                # Enough to keep every worker busy, few enough to bound the memory.
                if len(pending) > 2 * self.workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        _memory_pace.keep()


def _write_form(
    folder: ModelFolder, exported: Path, export: Export, compute_type: str, *, replace: bool
) -> None:
    # It can be made again, so that it need not be on the disk already.
    with atomic_folder(exported, replace=replace, sync=False) as work:
        form = work / "form"
        export(folder, form, quantization=compute_type, replace=False)
        checksums = {}
        for file in sorted(form.iterdir()):
            checksums[file.name] = zlib.crc32(file.read_bytes())
            file.rename(work / file.name)
        form.rmdir()
        (work / CHECKSUMS).write_text(json.dumps(checksums), encoding="utf-8")


def _check_form(exported: Path) -> _State | None:
    """Checks a form of the cache; None if there is none, or it is not as it was written."""
    if not exported.is_dir():
        return None
    try:
        checksums = read_json_object(exported / CHECKSUMS)
        before = _state(exported, checksums)
        found = {name: checksum_regular(exported / name) for name in checksums}
        is_whole = bool(checksums) and checksums == found and before == _state(exported, checksums)
    except (FileNotFoundError, ModelFormatError):
        return None
    return before if is_whole else None


def _state(exported: Path, names: Iterable[str]) -> _State:
    """Returns what of a form's files changes when they do."""
    found = {name: (exported / name).stat() for name in names}
    return {name: (one.st_ino, one.st_size, one.st_mtime_ns) for name, one in found.items()}


def cache_folder() -> Path:
    """Names the folder for derived files, which may be deleted at any time.

    Returns:
        `NLP_SUITE_CACHE` if it is set, else the platform's cache folder for nlp-suite.
    """
    temporary = _temporary_cache.get()
    if temporary is not None:
        return temporary
    configured = os.environ.get("NLP_SUITE_CACHE")
    return Path(configured) if configured else Path(platformdirs.user_cache_dir("nlp-suite"))


@contextlib.contextmanager
def temporary_cache() -> Iterator[None]:
    """Keeps derived files for the length of a block only: models in training are many.

    Example:
        ```python
        with temporary_cache():
            translator = nlp_suite.load("translate", model="runs/my-translator")
        ```
    """
    with tempfile.TemporaryDirectory(prefix="nlp-suite-") as folder:
        token = _temporary_cache.set(Path(folder))
        try:
            yield
        finally:
            _temporary_cache.reset(token)


def _resolve_device(device: str | None) -> str:
    device = device or "cpu"
    if device not in DEVICES:
        raise InvalidInputError(f"device must be one of {DEVICES}, got {device!r}")
    if device != "cpu":
        check_not_inherited("cuda")
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
