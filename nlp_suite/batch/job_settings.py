"""Settings of a job: task, options, and the fingerprint (hash) of the model's files."""

import hashlib
import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from nlp_suite import registry
from nlp_suite.batch.tasks.registry import WORKS, Work, compute_units
from nlp_suite.batch.work_items import Outcome, Unit
from nlp_suite.errors import ModelFormatError, ModelNotAvailableError
from nlp_suite.load_options import LoadOptions
from nlp_suite.models.find import find_model


def model_version(folder: Path) -> str:
    """Computes the fingerprint (SHA-256) of a model's files, all but the card.

    It takes a second for some 600 MB.

    Args:
        folder: The model's folder.

    Returns:
        64 hexadecimal digits, the same for a copy of the folder.

    Raises:
        ModelNotAvailableError: If a file cannot be read.

    Example:
        ```python
        model_version(Path("runs/my-reader"))
        ```
    """
    digest = hashlib.sha256()
    try:
        for parent, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.startswith(".") or name.lower() == "readme.md":
                    continue
                file = Path(parent, name)
                digest.update(os.fsencode(file.relative_to(folder).as_posix()) + b"\0")
                with file.open("rb") as content:
                    digest.update(hashlib.file_digest(content, "sha256").digest())
    except OSError as error:
        raise ModelNotAvailableError(
            f"the model at {folder} cannot be read: {error.strerror or error}"
        ) from error
    return digest.hexdigest()


# To be raised when the same unit gives another result than before.
RESULT_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """The task of a job with its model and options, as plain values.

    Args:
        task: "answer", "summarize" or "translate".
        engine: The engine's name.
        model: The model's folder, or None for the engine's default.
        revision: The commit of a hub id.
        runtime: The engine's runtime.
        device: Where it computes.
        compute_type: With which numbers it computes.
        threads: Number of CPU threads.
        batch_tokens: Most padded tokens to compute at once; like the threads no reason to compute
            anything again.
        options: Options of the task's call.
        model_name: What results call the model.
        model_version: The fingerprint of its files.

    Example:
        >>> settings = JobSettings.make("summarize", engine="custom", options={"sentences": 1})
        >>> settings.model_name
        'all-MiniLM-L6-v2'
    """

    task: str
    engine: str
    model: str | None = None
    revision: str | None = None
    runtime: str | None = None
    device: str | None = None
    compute_type: str | None = None
    threads: int | None = None
    batch_tokens: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    model_name: str = ""
    model_version: str = ""

    @classmethod
    def make(cls, task: str, *, engine: str, options: Mapping[str, Any], **loading: Any) -> Self:
        """Resolves the model and computes its fingerprint.

        Args:
            task: The task.
            engine: The engine's name.
            options: Options of the task's call.
            **loading: `model`, `revision`, `runtime`, `device`, `compute_type`, `threads`
                and `batch_tokens`.

        Returns:
            The settings.

        Raises:
            InvalidInputError: If there is no such engine.
            ModelNotAvailableError: If there is no such model.
            ModelFormatError: If it is damaged.
        """
        load_options = LoadOptions(engine=engine, **loading)
        registry.find_loader(task, engine)
        found = find_model(task, load_options)
        model = loading.pop("model", None)
        return cls(
            task=task,
            engine=engine,
            model=None if model is None else str(model),
            options=dict(options),
            model_name=found.name,
            model_version=model_version(found.path),
            **loading,
        )

    @property
    def loading(self) -> LoadOptions:
        """The options that the task is loaded with."""
        values: Any = {field.name: getattr(self, field.name) for field in fields(LoadOptions)}
        return LoadOptions(**values)

    @property
    def work(self) -> Work:
        """The task adapter."""
        return WORKS[self.task]

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits of all that makes a difference to the results."""
        values = {
            **asdict(self),
            "result_version": RESULT_VERSION,
        }
        for name in ("model", "model_name", "revision", "threads", "batch_tokens"):
            del values[name]
        data = json.dumps(values, sort_keys=True).encode()
        return hashlib.blake2b(data, digest_size=16).hexdigest()

    def check_model(self) -> None:
        """Checks that the model of this machine is the one that the job was given.

        Raises:
            ModelNotAvailableError: If it is not there.
            ModelFormatError: If it is another one.
        """
        folder = find_model(self.task, self.loading).path
        if model_version(folder) != self.model_version:
            raise ModelFormatError(
                f"the model at {folder} on {platform.node()} is another one than that of the job; "
                "copy it there"
            )

    def load(self) -> Any:
        """Loads the task, and probes whether it accepts the options.

        Returns:
            The task.

        Raises:
            NLPSuiteError: If it cannot be loaded, or an option is out of its range.
        """
        task = registry.load(self.task, self.loading)
        self.work.compute(task, [self.work.trial], self.options)
        return task

    def compute(self, task: Any, units: Sequence[Unit]) -> list[Outcome]:
        """Computes units with the task that `load` returned.

        Args:
            task: The task.
            units: The units.

        Returns:
            What became of each, see `compute_units`.

        Raises:
            NLPSuiteError: If the reason is not a unit, such as a damaged model.

        Example:
            >>> settings = JobSettings.make("summarize", engine="custom", options={})
            >>> len(settings.compute(settings.load(), [settings.work.trial]))
            1
        """
        return compute_units(self.work, task, units, self.options)
