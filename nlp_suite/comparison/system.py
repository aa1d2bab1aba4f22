"""The systems compared, resolved from what a caller names."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.models.find import PINNED_REVISIONS
from nlp_suite.models.folder.shipped import find_local, shipped_models
from nlp_suite.registry import find_loader


@dataclasses.dataclass(frozen=True, slots=True)
class System:
    """An engine with a model and settings, to be compared with others.

    Attributes:
        engine: "custom" or "pretrained".
        model: A shipped model's name, a local folder, or a hub id; the engine's default if
            None.
        revision: The commit, tag or branch of a hub id.
        runtime: As for `nlp_suite.load`, and so are the next three.
        device: That of the whole comparison if None.
        compute_type: "int8", "float32", …
        threads: Number of CPU workers.
        batch_tokens: Most padded tokens to compute at once.
        name: What to call it in the comparison; its model or its engine if None.

    Example:
        >>> fast = System("custom", "english-german", name="fast")
        >>> exact = System("custom", "english-german", compute_type="float32", name="exact")
        >>> fast == exact
        False
    """

    engine: str = "custom"
    model: str | Path | None = None
    revision: str | None = None
    runtime: str | None = None
    device: str | None = None
    compute_type: str | None = None
    threads: int | None = None
    batch_tokens: int | None = None
    name: str | None = None


ENGINES = ("custom", "pretrained")

# Fields that may distinguish systems of one name.
_TELLING = (
    *("engine", "model", "revision", "runtime", "device", "compute_type", "threads"),
    "batch_tokens",
)
# The types of the fields that are not a str.
_KINDS: dict[str, tuple[type, ...]] = {
    "model": (str, Path),
    "threads": (int,),
    "batch_tokens": (int,),
}


class ResolvedSystem(NamedTuple):
    """A system to compare: to be loaded, or loaded already.

    Attributes:
        system: What is to be loaded; None if it is loaded already.
        loaded: The loaded task; None if there is something to load.
    """

    system: System | None
    loaded: Any = None


def resolve_systems(task: str, engines: Any, device: str | None) -> list[ResolvedSystem]:
    """Resolves what a caller names into the systems to compare.

    Args:
        task: The task's name.
        engines: Engine names, models, pairs of both, systems and loaded tasks.
        device: The device of those that name none.

    Returns:
        The resolved, in that order.

    Raises:
        InvalidInputError: If one is none of these.
        ModelNotAvailableError: If a str is neither an engine nor a model.

    Example:
        >>> (resolved_system,) = resolve_systems("translate", ["english-german"], device=None)
        >>> resolved_system.system.engine
        'custom'
    """
    if not isinstance(engines, list | tuple) or not engines:
        raise InvalidInputError(
            "engines must be a list of engine names, model folders, systems or loaded tasks, "
            f"got {engines!r:.80}"
        )
    resolved = []
    for i, entry in enumerate(engines):
        if _is_of_task(task, entry):
            resolved.append(ResolvedSystem(None, entry))
            continue
        system = _system(entry, f"engines[{i}]")
        _check_fields(system, f"engines[{i}]")
        find_loader(task, system.engine)
        if system.device is None:
            system = dataclasses.replace(system, device=device)
        resolved.append(ResolvedSystem(system))
    return resolved


def distinct_names(resolved: Sequence[ResolvedSystem], models: Sequence[str | None]) -> list[str]:
    """Returns a unique name for each resolved_system.

    Args:
        resolved: The resolved.
        models: What the results call the model of each; None if there is no result.

    Returns:
        A name each: that of the system, its model's or its engine's. Where several would
        have the same, what they differ in is added, or else a number.

    Example:
        >>> resolved = [ResolvedSystem(System("custom", f"{run}/small")) for run in "ab"]
        >>> distinct_names(resolved, [None, None])
        ['small (a/small)', 'small (b/small)']
    """
    names = [_base_name(*pair) for pair in zip(resolved, models, strict=True)]
    for name in [name for name, count in Counter(names).items() if count > 1]:
        group = {
            i: system
            for i, (own, (system, _)) in enumerate(zip(names, resolved, strict=True))
            if own == name and system is not None
        }
        fields = [f for f in _TELLING if len({str(getattr(c, f)) for c in group.values()}) > 1]
        for i, system in group.items():
            values = [getattr(system, field) for field in fields]
            telling = ", ".join(str(value) for value in values if value is not None)
            names[i] = f"{name} ({telling})" if telling else name
    taken: set[str] = set()
    for i, name in enumerate(names):
        number = 1
        while names[i] in taken:
            number += 1
            names[i] = f"{name} {number}"
        taken.add(names[i])
    return names


def _base_name(resolved_system: ResolvedSystem, model: str | None) -> str:
    if resolved_system.system is None:
        return model or "loaded"
    if resolved_system.system.name:
        return resolved_system.system.name
    if resolved_system.system.model is None:
        return resolved_system.system.engine
    path = Path(resolved_system.system.model)
    # Training writes its model into a folder of that name.
    named = path.parent if path.name == "model" and path.parent.name else path
    return named.name or str(path)


def _is_of_task(task: str, entry: Any) -> bool:
    """Returns whether something is a loaded task; raises if it is one of another task."""
    if not callable(entry):
        return False
    from nlp_suite.tasks.question_answering.reader import Reader
    from nlp_suite.tasks.summarization.summarizer import Summarizer
    from nlp_suite.tasks.translation.translator import Translator

    kinds = {"summarize": Summarizer, "translate": Translator, "answer": Reader}
    if isinstance(entry, kinds[task]):
        return True
    if isinstance(entry, tuple(kinds.values())):
        raise InvalidInputError(f"a {type(entry).__name__} cannot {task}")
    return False


def _system(entry: Any, place: str) -> System:
    if isinstance(entry, System):
        return entry
    if isinstance(entry, tuple | list):
        if len(entry) != 2:
            raise InvalidInputError(f"{place} must be a pair of engine and model, got {entry!r}")
        return System(*entry)
    if not isinstance(entry, str | Path):
        raise InvalidInputError(
            f"{place} must be an engine's name, a model folder, a pair of both, a "
            f"nlp_suite.System or a loaded task, got {type(entry).__name__}"
        )
    if entry in ENGINES:
        return System(str(entry))
    if (folder := find_local(entry)) is not None:
        return System(_engine_of(folder), entry)
    if entry in PINNED_REVISIONS:
        return System("pretrained", str(entry))
    hub_id, _, revision = str(entry).partition("@")
    if revision:
        return System("pretrained", hub_id, revision=revision)
    raise ModelNotAvailableError(
        f"{place} is {str(entry)!r}, which is neither an engine ({', '.join(ENGINES)}) nor a "
        f"shipped model ({', '.join(shipped_models())}) nor a folder; write a model of the "
        "Hugging Face Hub as NAME@COMMIT"
    )


def _engine_of(folder: Path) -> str:
    from nlp_suite.models.folder.model_folder import is_model_folder

    return "custom" if is_model_folder(folder) else "pretrained"


def _check_fields(system: System, place: str) -> None:
    for field in dataclasses.fields(system):
        value = getattr(system, field.name)
        kinds = _KINDS.get(field.name, (str,))
        if value is not None and not isinstance(value, kinds):
            names = " or ".join(kind.__name__ for kind in kinds)
            raise InvalidInputError(
                f"{place}: {field.name} must be a {names}, got {type(value).__name__}"
            )
