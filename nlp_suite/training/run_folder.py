"""The folder that a training run keeps its things in."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from safetensors.numpy import load_file, save_file

import nlp_suite
from nlp_suite.config import Config
from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.files import atomic_file

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_CONFIG = "config.json"
_ENVIRONMENT = "environment.json"
_TOKENIZERS = ("source_tokenizer.json", "target_tokenizer.json")


class RunFolder:
    """A run's configuration, tokenizers and weights by epoch; whatever is written is whole.

    Args:
        path: The folder, made if it is not there.

    Example:
        ```python
        folder = RunFolder("runs/example")
        folder.keep_weights(1, {"kernel": np.ones((2, 2), "float32")}, newest=3)
        folder.average_weights()["kernel"]
        ```
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def start(
        self, config: Config, environment: Mapping[str, Any], *, file: Path | None = None
    ) -> dict[str, Any]:
        """Writes down what is run, or checks that it is what was run here before.

        Args:
            config: The run's configuration.
            environment: What else decides the run's numbers, such as the number format.
            file: The TOML file that the configuration was read from, to be copied.

        Returns:
            The environment in which the run was started.

        Raises:
            InvalidInputError: If the folder holds a run of another configuration.
            ModelFormatError: If what was written down cannot be read.
        """
        values = json.loads(json.dumps(config.to_dict()))
        started = self.path / _CONFIG
        if started.is_file():
            stored = _read_json(started)
            for path, old, new in _differences(stored, values):
                raise InvalidInputError(
                    f"{self.path} holds a run with {path} = {old!r}, got {new!r}; choose another "
                    "folder, or delete this one to start anew"
                )
            return _read_json(self.path / _ENVIRONMENT)
        environment = {**environment, **_versions()}
        if file is not None:
            with atomic_file(self.path / "config.toml") as copy:
                shutil.copyfile(file, copy)
        _write_json(self.path / _ENVIRONMENT, environment)
        # The configuration last: whoever finds it finds the rest.
        _write_json(started, values)
        return environment

    def read_tokenizers(self) -> "tuple[Tokenizer, Tokenizer] | None":
        """Reads the run's tokenizers.

        Returns:
            Those of the source and the target; None if there are none yet.
        """
        from tokenizers import Tokenizer

        files = [self.path / name for name in _TOKENIZERS]
        if not all(file.is_file() for file in files):
            return None
        source, target = (Tokenizer.from_file(str(file)) for file in files)
        return source, target

    def write_tokenizers(self, tokenizers: "tuple[Tokenizer, Tokenizer]") -> None:
        """Keeps the run's tokenizers.

        Args:
            tokenizers: Those of the source and the target.
        """
        for name, tokenizer in zip(_TOKENIZERS, tokenizers, strict=True):
            with atomic_file(self.path / name) as file:
                tokenizer.save(str(file))

    def keep_weights(self, epoch: int, weights: Mapping[str, np.ndarray], *, newest: int) -> None:
        """Keeps the weights of an epoch.

        Args:
            epoch: Its number.
            weights: Maps names to arrays.
            newest: How many epochs' weights to keep; older ones are deleted.
        """
        with atomic_file(self.path / "weights" / f"epoch-{epoch:05d}.safetensors") as file:
            save_file({name: np.ascontiguousarray(a) for name, a in weights.items()}, file)
        for old in self._weight_files()[:-newest]:
            old.unlink()

    def average_weights(self) -> dict[str, np.ndarray]:
        """Averages the weights of the epochs that were kept.

        Returns:
            Maps names to float32 arrays.
        """
        files = self._weight_files()
        total: dict[str, np.ndarray] = {}
        for file in files:
            for name, array in load_file(file).items():
                total[name] = total.get(name, 0.0) + array.astype(np.float64)
        return {name: (array / len(files)).astype(np.float32) for name, array in total.items()}

    def _weight_files(self) -> Sequence[Path]:
        return sorted((self.path / "weights").glob("epoch-*.safetensors"))


def _differences(old: Any, new: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            difference
            for key in sorted({*old, *new})
            for difference in _differences(old.get(key), new.get(key), f"{path}.{key}".strip("."))
        ]
    return [] if old == new else [(path, old, new)]


def _versions() -> dict[str, str]:
    backend = keras.backend.backend()
    versions = {"nlp_suite": nlp_suite.__version__, "keras": keras.__version__, "backend": backend}
    versions[backend] = version(backend)
    try:
        revision = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):  # no checkout, or no git
        return versions
    return {**versions, "revision": revision.stdout.strip()}


def _write_json(path: Path, values: Any) -> None:
    with atomic_file(path) as file:
        file.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelFormatError(f"{path} cannot be read ({error}); delete the run") from error
    return values
