"""Run folder of a training, and the result read from it."""

import contextlib
import dataclasses
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import safetensors
from safetensors.numpy import load, save

from nlp_suite.config import Config
from nlp_suite.errors import InvalidInputError, ModelFormatError, NLPSuiteError, TrainingError
from nlp_suite.files import atomic_file, atomic_folder, remove_leftovers
from nlp_suite.models.folder.fingerprint import model_fingerprint
from nlp_suite.models.folder.model_folder import CARD_FILE
from nlp_suite.models.folder.regular_files import hash_regular

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@dataclasses.dataclass(frozen=True, slots=True)
class TrainingResult:
    """Result of a training run: the model folder, its history and its validation metrics.

    Attributes:
        model: The model folder with the best weights.
        history: One row an epoch: its number, steps so far, the means of loss and accuracy in
            training, those of validation, and its seconds.
        metrics: The validation of the best weights.
        epoch: Number, from 1, of the epoch that these are from; None where they are the average
            of several.
    """

    model: Path
    history: list[dict[str, float]]
    metrics: dict[str, float]
    epoch: int | None


_CONFIG = "config.json"
_ENVIRONMENT = "environment.json"
_RESULT = "result.json"
_MODEL = "model"
# In the metadata of a file of weights.
_DIGEST = "sha256"
_TOKENIZERS = ("source_tokenizer.json", "target_tokenizer.json")


class RunFolder:
    """A run's configuration, tokenizers, weights by epoch and result; each file is whole.

    Args:
        path: The folder, made when something is written into it.
        toml: The contents of the TOML file that the configuration was read from, which is kept in
            the folder.

    Example:
        ```python
        folder = RunFolder("runs/example")
        folder.keep_weights(1, {"kernel": np.ones((2, 2), "float32")}, newest=3)
        folder.average_weights([1])["kernel"]
        ```
    """

    def __init__(self, path: str | Path, *, toml: bytes | None = None) -> None:
        self.path = Path(path)
        self._toml = toml

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Locks the folder for this process, and deletes what a killed one was writing.

        On Windows there is no lock.

        Raises:
            TrainingError: If another process trains in the folder.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("w") as file:
            # The system takes the lock from a process that ends, however it ends.
            with contextlib.suppress(ImportError):
                import fcntl

                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise TrainingError(
                        f"another process trains in {self.path}; wait for it, or stop it"
                    ) from error
            for folder in (self.path, self.path / "weights"):
                remove_leftovers(folder)
            yield

    def read_environment(self, config: Config) -> dict[str, Any] | None:
        """Reads the environment that the run was started in.

        Args:
            config: The run's configuration.

        Returns:
            What `start` was given; None if there is no run in the folder yet.

        Raises:
            InvalidInputError: If the folder holds a run of another configuration.
            ModelFormatError: If what was written down cannot be read.
        """
        if not (self.path / _CONFIG).is_file():
            return None
        for key, old, new in _differences(self._read(_CONFIG), _plain(config)):
            raise InvalidInputError(
                f"{self.path} holds a run with {key} = {old!r}, got {new!r}; choose another "
                f"folder{self._continuation(config)}, or delete this one to start anew"
            )
        return self._read(_ENVIRONMENT)

    def _continuation(self, config: Config) -> str:
        """Formats how to go on with the weights of this run in another one."""
        weights = next((n for n in (_MODEL, "best") if (self.path / n).is_dir()), None)
        if weights is None:
            return ""
        key = "start_from" if hasattr(config, "start_from") else "model.encoder"
        return f" with {key} = {str(self.path / weights)!r} to train its weights further"

    def start(
        self,
        config: Config,
        environment: Mapping[str, Any],
        tokenizers: "tuple[Tokenizer, Tokenizer] | None" = None,
    ) -> None:
        """Writes the configuration, the environment and the tokenizers of a new run.

        Args:
            config: The run's configuration.
            environment: What else decides the run's numbers; plain values for JSON.
            tokenizers: Those of the source and the target, if the run made them.
        """
        for name, tokenizer in zip(_TOKENIZERS, tokenizers, strict=True) if tokenizers else ():
            self._write(name, tokenizer.to_str(pretty=True))
        if self._toml is not None:
            with atomic_file(self.path / "config.toml") as copy:
                copy.write_bytes(self._toml)
        self._write(_ENVIRONMENT, _to_json(dict(environment)))
        # The configuration last: whoever finds it finds the rest.
        self._write(_CONFIG, _to_json(_plain(config)))

    def read_tokenizers(self) -> "tuple[Tokenizer, Tokenizer]":
        """Reads the tokenizers of a run that was started.

        Returns:
            Those of the source and the target.

        Raises:
            ModelFormatError: If one is missing or damaged.
        """
        from tokenizers import Tokenizer

        tokenizers = []
        for name in _TOKENIZERS:
            try:
                tokenizers.append(Tokenizer.from_file(str(self.path / name)))
            except Exception as error:  # the library raises bare Exception
                raise self._damaged(name, error) from error
        return tokenizers[0], tokenizers[1]

    def keep_weights(self, epoch: int, weights: Mapping[str, np.ndarray], *, newest: int) -> None:
        """Keeps the weights of an epoch.

        Args:
            epoch: Its number.
            weights: Maps names to arrays.
            newest: How many epochs' weights to keep; older ones are deleted.
        """
        arrays = {name: np.ascontiguousarray(array) for name, array in weights.items()}
        data = save(arrays, metadata={_DIGEST: _digest(arrays)})
        with atomic_file(self.path / _weights_file(epoch)) as file:
            file.write_bytes(data)
        for old in self._weight_files()[:-newest]:
            old.unlink()

    def average_weights(self, epochs: Sequence[int]) -> dict[str, np.ndarray]:
        """Averages the weights of epochs that were kept.

        Args:
            epochs: Their numbers.

        Returns:
            Maps names to float32 arrays.

        Raises:
            ModelFormatError: If a file is damaged or missing.
        """
        total: dict[str, np.ndarray] = {}
        for epoch in epochs:
            for name, array in self._read_weights(_weights_file(epoch)).items():
                total[name] = total.get(name, 0.0) + array.astype(np.float64)
        return {name: (array / len(epochs)).astype(np.float32) for name, array in total.items()}

    def _read_weights(self, name: str) -> dict[str, np.ndarray]:
        try:
            data = (self.path / name).read_bytes()
            weights = load(data)
            # Eight bytes of the header's length, then the header.
            header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
            if header["__metadata__"][_DIGEST] != _digest(weights):
                raise self._damaged(name, "it has another digest than was written")
        except (OSError, ValueError, KeyError, TypeError, safetensors.SafetensorError) as error:
            raise self._damaged(name, error) from error
        return weights

    def finish(
        self,
        source: str,
        history: list[dict[str, float]],
        metrics: dict[str, float],
        *,
        epoch: int | None,
        digest: str | None = None,
        complete: Callable[[Path], None] = lambda _: None,
    ) -> TrainingResult:
        """Marks the run as finished.

        Args:
            source: Name of the model folder within the run's that becomes its model.
            history: The run's history.
            metrics: The validation of the model.
            epoch: The epoch that its weights are from; None where they are an average.
            digest: See `copy`.
            complete: Adds to the run's model what was not needed before.

        Returns:
            What `read_result` returns from now on.

        Raises:
            ModelFormatError: See `copy`.
        """
        # A result beside a model that is not complete would be taken for that of a finished run.
        (self.path / _RESULT).unlink(missing_ok=True)
        self.copy(source, _MODEL, digest)
        complete(self.path / _MODEL)
        values = {"history": history, "metrics": metrics, "epoch": epoch}
        self._write(_RESULT, _to_json(values))
        return TrainingResult(self.path / _MODEL, history, metrics, epoch)

    def read_result(self) -> TrainingResult | None:
        """Reads the result of a finished run.

        Returns:
            The result; None if the run has not finished, or its model is gone.

        Raises:
            ModelFormatError: If it is damaged.
        """
        model = self.path / _MODEL
        if not (self.path / _RESULT).is_file() or not model.is_dir():
            return None
        values = self._read(_RESULT)
        if values.keys() != {"history", "metrics", "epoch"}:
            raise self._damaged(_RESULT, f"its keys are {sorted(values)}")
        return TrainingResult(model, **values)

    def digest(self, name: str) -> str:
        """Computes the digest (SHA-256) of a model folder of the run, its card included.

        Args:
            name: Its name.

        Returns:
            64 hexadecimal digits.
        """
        return _folder_digest(self.path / name)

    def copy(self, old: str, new: str, digest: str | None = None) -> None:
        """Copies a model folder of the run, in place of one that is there.

        Args:
            old: Its name.
            new: The name of the copy.
            digest: What `digest` returned when it was written; None if that is not known.

        Raises:
            ModelFormatError: If it is another one now.
        """
        with atomic_folder(self.path / new) as folder:
            try:
                shutil.copytree(self.path / old, folder, dirs_exist_ok=True)
                # Of the copy, so that what is copied is what was checked.
                found = digest and _folder_digest(folder)
            except (NLPSuiteError, FileNotFoundError) as error:
                raise self._damaged(old, error) from error
            if found != digest:
                raise self._damaged(old, "it has another digest than was written")

    def _weight_files(self) -> list[Path]:
        return sorted((self.path / "weights").glob("epoch-*.safetensors"))

    def _write(self, name: str, text: str) -> None:
        with atomic_file(self.path / name) as file:
            file.write_text(text, encoding="utf-8")

    def _read(self, name: str) -> dict[str, Any]:
        try:
            values = json.loads((self.path / name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise self._damaged(name, error) from error
        if not isinstance(values, dict):
            raise self._damaged(name, "it is no JSON object")
        return values

    def _damaged(self, name: str, reason: object) -> ModelFormatError:
        return ModelFormatError(
            f"{self.path / name} is damaged ({reason}); restore it, or delete the run"
        )


def _folder_digest(path: Path) -> str:
    digest = hashlib.sha256(model_fingerprint(path).encode())
    digest.update(hash_regular(path / CARD_FILE))
    return digest.hexdigest()


def _weights_file(epoch: int) -> str:
    return f"weights/epoch-{epoch:05d}.safetensors"


def _digest(arrays: Mapping[str, np.ndarray]) -> str:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype} {arrays[name].shape} ".encode())
        digest.update(arrays[name].tobytes())
    return digest.hexdigest()


def _plain(config: Config) -> dict[str, Any]:
    """Returns what decides a run's numbers: its folder may be moved."""
    values: dict[str, Any] = json.loads(json.dumps(config.to_dict()))
    values.pop("folder", None)
    return values


def _differences(old: Any, new: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            difference
            for key in sorted({*old, *new})
            for difference in _differences(old.get(key), new.get(key), f"{path}.{key}".strip("."))
        ]
    return [] if old == new else [(path, old, new)]


def _to_json(values: Any) -> str:
    return json.dumps(values, indent=2) + "\n"
