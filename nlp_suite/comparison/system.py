"""The systems compared, resolved from what a caller names."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.load_options import (
    DIRECTION_OPTIONS,
    ENGINES,
    Engine,
    LoadOptions,
    RuntimeKeywords,
    SharedKeywords,
)
from nlp_suite.models.directions import check_directions
from nlp_suite.models.folder.shipped import find_local, shipped_models
from nlp_suite.models.hub.catalogue import PINNED_REVISIONS
from nlp_suite.registry import find_loader


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class System(LoadOptions):
    """Options of loading with a name: what a comparison loads, to be compared with others.

    What loads the systems of a comparison without saying so, its device say, is that of the whole
    comparison.

    Args:
        name: What to call it in the comparison; its model or its engine if None.

    Raises:
        InvalidInputError: If an option is none of its possible values.

    Example:
        >>> fast = System(model="english-german", name="fast")
        >>> exact = System(model="english-german", compute_type="float32", name="exact")
        >>> fast == exact
        False
    """

    name: str | None = None

    def __post_init__(self) -> None:
        # A class with slots is made anew, which super() without arguments does not know.
        LoadOptions.__post_init__(self)
        if self.name is not None and not isinstance(self.name, str):
            raise InvalidInputError(f"name must be a str, got {type(self.name).__name__}")


# Fields that may distinguish systems of one name.
_TELLING = [field.name for field in dataclasses.fields(LoadOptions)]


class ResolvedSystem(NamedTuple):
    """A system to compare: to be loaded, or loaded already.

    Attributes:
        system: What is to be loaded; None if it is loaded already.
        loaded: The loaded task; None if there is something to load.
    """

    system: System | None
    loaded: Any = None


def resolve_systems(
    task: str, systems: Any, defaults: SharedKeywords | None = None
) -> list[ResolvedSystem]:
    """Resolves what a caller names into the systems to compare.

    Args:
        task: The task's name.
        systems: Engine names, models, pairs of both, systems and loaded tasks.
        defaults: Options of those that do not say, such as the device; the languages are those
            of systems that name neither.

    Returns:
        The systems, in that order.

    Raises:
        InvalidInputError: If one is none of these.
        ModelNotAvailableError: If a str is neither an engine nor a model.

    Example:
        >>> (found,) = resolve_systems("translate", ["english-german"])
        >>> found.system.engine
        'custom'
    """
    if not isinstance(systems, list | tuple) or not systems:
        raise InvalidInputError(
            "systems must be a list of engine names, model folders, systems or loaded tasks, "
            f"got {systems!r:.80}"
        )
    # It checks them, also if no system needs them.
    given = LoadOptions(**(defaults or {}))
    check_directions(task, given)
    resolved = []
    for i, entry in enumerate(systems):
        if _is_of_task(task, entry):
            resolved.append(ResolvedSystem(None, entry))
            continue
        system = _system(entry, f"systems[{i}]")
        find_loader(task, system.engine)
        names = [name for name in RuntimeKeywords.__annotations__ if getattr(system, name) is None]
        if system.source is None and system.target is None:
            names += DIRECTION_OPTIONS
        unset: Any = {name: getattr(given, name) for name in names}
        resolved.append(ResolvedSystem(dataclasses.replace(system, **unset)))
    return resolved


def distinct_names(systems: Sequence[ResolvedSystem], models: Sequence[str | None]) -> list[str]:
    """Returns a unique name for each system.

    Args:
        systems: The systems.
        models: What the results call the model of each; None if there is no result.

    Returns:
        A name each: that of the system, its model's or its engine's. Where several would
        have the same, what they differ in is added, or else a number.

    Example:
        >>> systems = [ResolvedSystem(System(model=f"{run}/small")) for run in "ab"]
        >>> distinct_names(systems, [None, None])
        ['small (a/small)', 'small (b/small)']
    """
    names = [_base_name(*pair) for pair in zip(systems, models, strict=True)]
    for name in [name for name, count in Counter(names).items() if count > 1]:
        group = {
            i: system
            for i, (own, (system, _)) in enumerate(zip(names, systems, strict=True))
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


def _base_name(resolved: ResolvedSystem, model: str | None) -> str:
    system = resolved.system
    if system is None:
        return model or "loaded"
    if system.name:
        return system.name
    if system.model is None:
        return system.engine
    path = Path(system.model)
    # Training writes its model into a folder of that name.
    named = path.parent if path.name == "model" and path.parent.name else path
    return named.name or str(path)


def _is_of_task(task: str, entry: Any) -> bool:
    """Returns whether something is a loaded task; raises if it is one of another task."""
    if not callable(entry):
        return False
    # Deferred: the tasks need NumPy, which a system does not.
    from nlp_suite.comparison.tasks.registry import COMPARED_TASKS, find_compared_task

    if isinstance(entry, find_compared_task(task).task_classes):
        return True
    if any(isinstance(entry, one.task_classes) for one in COMPARED_TASKS.values()):
        name = type(entry).__name__
        article = "an" if name[0] in "AEIOU" else "a"
        raise InvalidInputError(f"{article} {name} cannot {task}")
    return False


def _system(entry: Any, place: str) -> System:
    if isinstance(entry, System):
        return entry
    if isinstance(entry, tuple | list):
        if len(entry) != 2:
            raise InvalidInputError(f"{place} must be a pair of engine and model, got {entry!r}")
        engine, model = entry
        try:
            return System(engine=engine, model=model)
        except InvalidInputError as error:
            raise InvalidInputError(f"{place}: {error}") from error
    if not isinstance(entry, str | Path):
        raise InvalidInputError(
            f"{place} must be an engine's name, a model folder, a pair of both, a "
            f"nlp_suite.System or a loaded task, got {type(entry).__name__}"
        )
    for name in ENGINES:
        if entry == name:
            return System(engine=name)
    if (folder := find_local(entry)) is not None:
        return System(engine=_engine_of(folder), model=entry)
    if entry in PINNED_REVISIONS:
        return System(engine="pretrained", model=str(entry))
    hub_id, _, revision = str(entry).partition("@")
    if revision:
        return System(engine="pretrained", model=hub_id, revision=revision)
    raise ModelNotAvailableError(
        f"{place} is {str(entry)!r}, which is neither an engine ({', '.join(ENGINES)}) nor a "
        f"shipped model ({', '.join(shipped_models())}) nor a folder; write a model of the "
        "Hugging Face Hub as NAME@COMMIT"
    )


def _engine_of(folder: Path) -> Engine:
    from nlp_suite.models.folder.model_folder import is_model_folder

    return "custom" if is_model_folder(folder) else "pretrained"
