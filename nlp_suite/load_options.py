"""Options of loading a task: engine, model, runtime, device, numbers, threads and batches."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, Self, TypedDict, get_args

from nlp_suite.arguments import check_choice, check_name, check_path, check_whole
from nlp_suite.errors import InvalidInputError

Task = Literal["answer", "summarize", "translate"]
Engine = Literal["custom", "pretrained"]
Runtime = Literal["ctranslate2", "keras", "torch"]
Device = Literal["auto", "cpu", "cuda", "mps"]
ComputeType = Literal["bfloat16", "float16", "float32", "int8", "int8_float16", "int8_float32"]

TASKS: tuple[Task, ...] = get_args(Task)
ENGINES: tuple[Engine, ...] = get_args(Engine)
RUNTIMES: tuple[Runtime, ...] = get_args(Runtime)
DEVICES: tuple[Device, ...] = get_args(Device)
COMPUTE_TYPES: tuple[ComputeType, ...] = get_args(ComputeType)

# The value of `source` for which the language of each text is found out.
AUTO = "auto"

# For translate alone.
DIRECTION_OPTIONS = ("source", "target")
# Which model; the other options are of whichever it is.
MODEL_OPTIONS = ("engine", "model", "revision", *DIRECTION_OPTIONS)

_CHOICES: dict[str, tuple[str, ...]] = {
    "runtime": RUNTIMES,
    "device": DEVICES,
    "compute_type": COMPUTE_TYPES,
}
# More than any machine has of CPUs, and than any has memory for.
_LARGEST = {"threads": 1024, "batch_tokens": 1 << 24}


class DeviceKeywords(TypedDict, total=False):
    """Keyword arguments of where and with what an engine computes; see `LoadOptions`."""

    runtime: Runtime | None
    device: Device | None
    compute_type: ComputeType | None
    threads: int | None


class RuntimeKeywords(DeviceKeywords, total=False):
    """Keyword arguments of every engine, whichever model it runs; described at `LoadOptions`."""

    batch_tokens: int | None


class EngineKeywords(RuntimeKeywords, total=False):
    """Keyword arguments of whatever loads a task, but for the model; see `LoadOptions`."""

    engine: Engine
    revision: str | None


class LoadKeywords(EngineKeywords, total=False):
    """Keyword arguments of whatever loads a task; described at `LoadOptions`."""

    model: str | Path | None


class DirectionKeywords(TypedDict, total=False):
    """Keyword arguments of whatever loads a translator; described at `LoadOptions`."""

    source: str | None
    target: str | None


class SharedKeywords(RuntimeKeywords, DirectionKeywords, total=False):
    """Keyword arguments that the systems of a comparison may share; see `LoadOptions`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """Options of loading a task, the same for every task and on every way to it.

    Which of the values go together, and what the hardware can do, the engines say. `source` and
    `target` are of translation alone.

    Args:
        engine: "custom": our own models, offline. "pretrained": models of the Hugging Face
            Hub, on PyTorch.
        model: A shipped model's name, a local folder, or a hub id; the default of the task and
            the engine if None.
        revision: The commit, tag or branch of a hub id.
        source: The language to translate from, its code, such as "de"; a region behind it does
            not matter. "auto" finds it out for each text. If no model is named, source and target
            choose it: English into German if neither is given; if one is, the other is English,
            or German where that one is English.
        target: The language to translate into, its code.
        runtime: "ctranslate2" (the default) or "keras", the reference; "torch" is that of
            engine="pretrained".
        device: "cpu" (the default), "cuda" or "auto", for CTranslate2; also "mps" for PyTorch.
        compute_type: "int8" (the default on a CPU), "float32", …, for CTranslate2; "float32"
            (the default), "float16" or "bfloat16" for PyTorch.
        threads: Number of CPU threads; the CPUs that this process may use if None.
        batch_tokens: Most padded tokens to compute at once; the engine's choice if None. Fewer
            need less memory, more keep a GPU busy.

    Raises:
        InvalidInputError: If a value is of another type, or none of the possible ones.

    Example:
        >>> LoadOptions(model="english-german", compute_type="float32").engine
        'custom'
    """

    engine: Engine = "custom"
    model: str | Path | None = None
    revision: str | None = None
    source: str | None = None
    target: str | None = None
    runtime: Runtime | None = None
    device: Device | None = None
    compute_type: ComputeType | None = None
    threads: int | None = None
    batch_tokens: int | None = None

    def __post_init__(self) -> None:
        check_choice("engine", self.engine, ENGINES)
        if self.model is not None and not isinstance(self.model, str | Path):
            raise InvalidInputError(
                f"model must be a name, a folder or a hub id, got {type(self.model).__name__}"
            )
        if self.model is not None:
            check_path("model", self.model)
        if self.revision is not None and not isinstance(self.revision, str):
            raise InvalidInputError(
                "revision must be a str, the commit, tag or branch of a hub id, "
                f"got {type(self.revision).__name__}"
            )
        if self.revision is not None:
            check_name("revision", self.revision)
        for name in DIRECTION_OPTIONS:
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise InvalidInputError(
                    f"{name} must be the code of a language, such as 'de', "
                    f"got {type(value).__name__}"
                )
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value is not None:
                check_choice(name, value, choices)
        for name, largest in _LARGEST.items():
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name), 1, largest)

    @classmethod
    def of(cls, options: "LoadOptions") -> Self:
        """Returns the options of loading of what may have further options.

        Args:
            options: These options, or those of a class derived from this one.

        Returns:
            Only the options of loading.

        Example:
            >>> LoadOptions.of(LoadOptions(device="cpu")).device
            'cpu'
        """
        return cls(**{field.name: getattr(options, field.name) for field in fields(cls)})

    def for_engine(self) -> RuntimeKeywords:
        """Returns the options that an engine takes, once its model is found.

        Returns:
            Keyword arguments of the engine's classes.

        Example:
            >>> LoadOptions(threads=2).for_engine()["threads"]
            2
        """
        names = RuntimeKeywords.__annotations__
        values: Any = {name: getattr(self, name) for name in names}
        engine_options: RuntimeKeywords = values
        return engine_options
