"""Settings of a job: task, model and options, as plain values."""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from nlp_suite import registry
from nlp_suite.batch.tasks.registry import TaskAdapter, compute_items, find_adapter
from nlp_suite.batch.work_items import Result, WorkItem
from nlp_suite.errors import ModelFormatError
from nlp_suite.load_options import AUTO, DIRECTION_OPTIONS, LoadOptions
from nlp_suite.models.directions import automatic_models, check_directions
from nlp_suite.models.find import FoundModel, find_model, find_model_folder
from nlp_suite.models.folder.fingerprint import model_fingerprint

# To be raised when the same item gives another result than before.
RESULT_VERSION = 1
# What makes no difference to the results: how the model is called, and how fast it computes.
_NO_DIFFERENCE = ("model", "model_name", "revision", "threads", "batch_tokens")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """The task of a job with its model and options, as plain values.

    Args:
        task: "answer", "summarize" or "translate".
        loading: The options that it is loaded with; the model is a str, if it is named.
        options: Options of the task's call.
        model_name: What results call the model.
        model_version: The fingerprint of its files.

    Example:
        >>> settings = JobSettings.make("summarize", options={"sentences": 1})
        >>> settings.model_name
        'all-MiniLM-L6-v2'
    """

    task: str
    loading: LoadOptions = field(default_factory=LoadOptions)
    options: Mapping[str, Any] = field(default_factory=dict)
    model_name: str = ""
    model_version: str = ""

    @classmethod
    def make(
        cls,
        task: str,
        loading: LoadOptions | None = None,
        *,
        options: Mapping[str, Any] | None = None,
    ) -> Self:
        """Resolves the model and computes its fingerprint.

        Args:
            task: The task.
            loading: The options that it is loaded with; the usual ones if None.
            options: Options of the task's call; the usual ones if None.

        Returns:
            The settings.

        Raises:
            InvalidInputError: If there is no such task, or not on that engine.
            ModelNotAvailableError: If there is no such model.
            ModelFormatError: If it is damaged.
        """
        loading = loading or LoadOptions()
        registry.find_loader(task, loading.engine)
        check_directions(task, loading)
        if loading.model is not None:
            loading = replace(loading, model=str(loading.model))
        if loading.source == AUTO:
            # Each row names its own model.
            name, version = AUTO, _automatic_version(loading)
        else:
            found = find_model(task, loading)
            loading = _with_languages(loading, found)
            name, version = found.name, model_fingerprint(found.path)
        return cls(
            task=task,
            loading=loading,
            options=dict(options or {}),
            model_name=name,
            model_version=version,
        )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Makes settings of what `to_dict` returned.

        Args:
            values: The values.

        Returns:
            The settings.

        Example:
            >>> settings = JobSettings.make("summarize")
            >>> JobSettings.from_dict(settings.to_dict()) == settings
            True
        """
        return cls(**{**values, "loading": LoadOptions(**values["loading"])})

    def to_dict(self) -> dict[str, Any]:
        """Converts the settings to plain values, for another process.

        Returns:
            Maps names to values, which JSON can hold.

        Example:
            >>> JobSettings.make("summarize").to_dict()["loading"]["engine"]
            'custom'
        """
        return asdict(self)

    @property
    def adapter(self) -> TaskAdapter:
        """The task adapter."""
        return find_adapter(self.task)

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits of all that makes a difference to the results."""
        values = self.to_dict()
        values |= values.pop("loading")
        values["result_version"] = RESULT_VERSION
        for name in _NO_DIFFERENCE:
            del values[name]
        for name in DIRECTION_OPTIONS:
            # Other tasks have none.
            if values[name] is None:
                del values[name]
        data = json.dumps(values, sort_keys=True).encode()
        return hashlib.blake2b(data, digest_size=16).hexdigest()

    def check_model(self) -> None:
        """Checks that the model of this machine is the one that the job was given.

        Raises:
            ModelNotAvailableError: If it is not there.
            ModelFormatError: If it is another one.
        """
        if self.loading.source == AUTO:
            place, version = "of this version", _automatic_version(self.loading)
        else:
            folder = find_model(self.task, self.loading).path
            place, version = f"at {folder}", model_fingerprint(folder)
        if version != self.model_version:
            raise ModelFormatError(
                f"the model {place} on {platform.node()} is another one than that of the job; "
                "begin the job again, or copy the job's model there"
            )

    def load(self) -> Any:
        """Loads the task, and probes whether it accepts the options.

        Returns:
            The task.

        Raises:
            NLPSuiteError: If it cannot be loaded, an option is out of its range, or the model is
                another one than when the settings were made.
        """
        task = registry.load(self.task, self.loading)
        self.adapter.compute(task, [self.adapter.probe], self.options)
        # After it was loaded: what had changed before has then been loaded.
        self.check_model()
        return task

    def compute(self, task: Any, items: Sequence[WorkItem]) -> list[Result | str]:
        """Computes items with the task that `load` returned.

        Args:
            task: The task.
            items: The items.

        Returns:
            Of each its result, or the reason why it has none; see `compute_items`.

        Raises:
            NLPSuiteError: If the reason is not an item, such as a damaged model.

        Example:
            >>> settings = JobSettings.make("summarize")
            >>> len(settings.compute(settings.load(), [settings.adapter.probe]))
            1
        """
        return compute_items(self.adapter, task, items, self.options)


def _with_languages(loading: LoadOptions, found: FoundModel) -> LoadOptions:
    """Returns options that say the languages, so that it makes no difference who has said them."""
    return replace(
        loading,
        source=found.source_language or loading.source,
        target=found.target_language or loading.target,
    )


def _automatic_version(loading: LoadOptions) -> str:
    """Computes a fingerprint of all models that may be chosen between: of the hub's by commit."""
    digest = hashlib.sha256()
    for name, commit in automatic_models(loading.engine, loading.target):
        version = commit or model_fingerprint(find_model_folder("translate", name).path)
        digest.update(f"{name} {version}\n".encode())
    return digest.hexdigest()
