"""The models of a service: which there are, which one a request means, and their loading."""

import dataclasses
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nlp_suite import registry
from nlp_suite.comparison.system import System, resolve_systems
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import AUTO, ENGINES, TASKS, Engine, LoadOptions, Task
from nlp_suite.models.directions import Direction, complete_direction, language_of
from nlp_suite.models.find import find_model
from nlp_suite.models.folder.regular_files import read_json_object
from nlp_suite.models.hub.checkpoint_tasks import checkpoint_tasks
from nlp_suite.tasks.translation.auto_translator import AutoTranslator

# What an engine's name stands for among translators: those of the shipped languages.
_DIRECTIONS = (Direction("en", "de"), Direction("de", "en"))


class ServedModel(NamedTuple):
    """A model that requests may use for a task.

    Attributes:
        key: Its key within the service.
        task: The task.
        engine: The engine that it runs on.
        name: Its name in results.
        options: What loads it.
        source_language: The language that a translator reads.
        target_language: The language that it writes.
        style: "extractive" or "abstractive" of a summarizer.
    """

    key: str
    task: Task
    engine: Engine
    name: str
    options: LoadOptions
    source_language: str | None = None
    target_language: str | None = None
    style: str | None = None


class ServedModels:
    """The models of a service, each loaded once, when it is first needed or by `load_all`.

    Requests name what is served and nothing else, so that none of them reaches a file.

    Args:
        systems: What there is, as for `nlp_suite.compare`.
        threads: Number of CPU threads of each model; the CPUs of the process if None.

    Attributes:
        models: The models, in the order in which they were named.

    Raises:
        InvalidInputError: If a system does no task, or one is there twice.
        ModelNotAvailableError: If there is no such model, or it cannot be had.

    Example:
        ```python
        models = ServedModels(["custom"])
        key = models.choose("translate", source="de")
        translation = models.find(key)("Guten Morgen.")
        ```
    """

    def __init__(self, systems: Sequence[str], threads: int | None = None) -> None:
        self.models: list[ServedModel] = []
        for name in systems:
            found = list(_models_of(name, threads))
            if not found:
                raise InvalidInputError(
                    f"systems has {name!r}, which does none of {', '.join(TASKS)}"
                )
            self.models += found
        keys = [model.key for model in self.models]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise InvalidInputError(f"systems must be different, got two for: {twice}")
        self._by_key = {model.key: model for model in self.models}
        self._loaded: dict[str, Any] = {}
        self._locks = {key: threading.Lock() for key in keys}

    def choose(
        self,
        task: Task,
        *,
        engine: str | None = None,
        model: str | None = None,
        source: str | None = None,
        target: str | None = None,
    ) -> str:
        """Chooses the model that a request means.

        Args:
            task: The task.
            engine: The engine; that of the first model that does the task if None.
            model: The name of a model; the first that fits if None.
            source: The language to translate from, "auto" to find it out.
            target: The language to translate into.

        Returns:
            The key to `find` it with.

        Raises:
            InvalidInputError: If nothing that is served is meant.
        """
        fitting = [one for one in self.models if one.task == task]
        if engine is None and model is None and fitting:
            engine = fitting[0].engine
        fitting = [
            one for one in fitting if engine in (None, one.engine) and model in (None, one.name)
        ]
        if not fitting:
            raise InvalidInputError(
                f"no model for {task} is served with engine={engine!r} and model={model!r}; "
                f"there are {self._listed(task)}"
            )
        if task != "translate":
            return fitting[0].key
        if source == AUTO:
            if model is not None:
                raise InvalidInputError(
                    "source='auto' chooses the model by the language; name no model, or a source"
                )
            wanted = None if target is None else language_of(target)
            key = f"translate {fitting[0].engine} auto {wanted or ''}".strip()
            self._directions(fitting[0].engine, wanted)
            return key
        return self._translator(fitting, model, source, target).key

    def _translator(
        self,
        fitting: Sequence[ServedModel],
        model: str | None,
        source: str | None,
        target: str | None,
    ) -> ServedModel:
        given = (None if code is None else language_of(code) for code in (source, target))
        wanted = Direction(*given) if model else complete_direction(source, target)  # type: ignore[arg-type]
        for one in fitting:
            own = (one.source_language, one.target_language)
            if all(code is None or code == mine for code, mine in zip(wanted, own, strict=True)):
                return one
        raise InvalidInputError(
            f"no model from {wanted.source!r} into {wanted.target!r} is served; there are "
            f"{self._listed('translate')}"
        )

    def find(self, key: str) -> Callable[..., Any]:
        """Finds the loaded task of a model, which the first call loads.

        Args:
            key: What `choose` returned.

        Returns:
            The task.

        Raises:
            NLPSuiteError: What loading raises.
        """
        if key in self._by_key:
            return self._load(key)
        _, engine, _, *target = key.split(" ")
        auto: Callable[..., Any] = self._auto_translator(engine, target[0] if target else None)
        return auto

    def load_all(self) -> None:
        """Loads every model.

        Raises:
            NLPSuiteError: What loading raises.
        """
        for model in self.models:
            self._load(model.key)

    @property
    def all_loaded(self) -> bool:
        """Whether every model is loaded."""
        return len(self._loaded) == len(self.models)

    def system_tasks(self, task: Task, names: Sequence[str]) -> list[Any]:
        """Returns the loaded tasks that a comparison is to compare.

        Args:
            task: The task.
            names: Engines or names of models.

        Returns:
            A loaded task for each.

        Raises:
            InvalidInputError: If one is not served.
        """
        return [
            self.find(self.choose(task, engine=name))
            if name in ENGINES
            else self.find(self.choose(task, model=name))
            for name in names
        ]

    def _load(self, key: str) -> Any:
        loaded = self._loaded.get(key)
        if loaded is None:
            with self._locks[key]:
                loaded = self._loaded.get(key)
                if loaded is None:
                    model = self._by_key[key]
                    loaded = self._loaded[key] = registry.load(model.task, model.options)
        return loaded

    def _auto_translator(self, engine: str, target: str | None) -> AutoTranslator:
        directions = self._directions(engine, target)

        def load_direction(direction: Direction) -> Any:
            source, to = direction
            return self._load(self.choose("translate", engine=engine, source=source, target=to))

        return AutoTranslator(
            load_direction, directions, complete_direction(None, target), engine=engine
        )

    def _directions(self, engine: str, target: str | None) -> dict[str, Direction]:
        found: dict[str, Direction] = {}
        for one in self.models:
            if one.task != "translate" or one.engine != engine:
                continue
            source, own = one.source_language, one.target_language
            if source and own and own == (target or complete_direction(source, None).target):
                found.setdefault(source, Direction(source, own))
        if not found:
            raise InvalidInputError(
                f"no model into {target!r} is served with engine={engine!r}; there are "
                f"{self._listed('translate')}"
            )
        return found

    def _listed(self, task: Task) -> str:
        shown = [
            f"{one.name} ({one.engine}"
            + (f", {one.source_language} to {one.target_language})" if one.source_language else ")")
            for one in self.models
            if one.task == task
        ]
        return ", ".join(shown) or "none"


def _models_of(name: str, threads: int | None) -> Iterator[ServedModel]:
    """Makes what is served of a system: an engine's defaults, or one model."""
    (resolved,) = resolve_systems("summarize", [name])
    system = resolved.system
    if system is None:
        return
    options = dataclasses.replace(LoadOptions.of(system), threads=threads)
    if system.model is None:
        for task in TASKS:
            if task != "translate":
                yield _served(task, options)
                continue
            for source, target in _DIRECTIONS:
                yield _served(task, dataclasses.replace(options, source=source, target=target))
        return
    for task in _tasks_of(system):
        yield _served(task, options)


def _tasks_of(system: System) -> tuple[Task, ...]:
    from nlp_suite.models.folder.shipped import find_local

    path = find_local(system.model) if system.model is not None else None
    if path is None:
        from nlp_suite.models.hub.download import download

        path = download(str(system.model), revision=system.revision)
    return checkpoint_tasks(read_json_object(Path(path) / "config.json"))


def _served(task: Task, options: LoadOptions) -> ServedModel:
    found = find_model(task, options)
    style = registry.summary_style(options) if task == "summarize" else None
    return ServedModel(
        key=f"{task} {options.engine} {found.name}".replace("\n", " "),
        task=task,
        engine=options.engine,
        name=found.name,
        options=options,
        source_language=found.source_language,
        target_language=found.target_language,
        style=style,
    )
