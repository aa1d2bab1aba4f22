"""Model folders: one format for shipped, trained and published models."""

import dataclasses
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, overload

import numpy as np

from nlp_suite.errors import InvalidInputError, ModelFormatError, ModelNotAvailableError
from nlp_suite.models.architectures import ARCHITECTURES, architecture_name
from nlp_suite.models.configs.model_config import ModelConfig
from nlp_suite.models.folder.fingerprint import model_fingerprint
from nlp_suite.models.folder.int8_storage import read_stored, without_scales
from nlp_suite.models.folder.shape_checks import check_shapes
from nlp_suite.models.folder.shipped import find_local, shipped_models
from nlp_suite.models.folder.tensor_file import read_tensors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FORMAT_VERSION = 1
CONFIG_FILE = "config.json"
WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"
SIDE_TOKENIZER_FILES: Mapping[str, str] = {
    "source": "source_tokenizer.json",
    "target": "target_tokenizer.json",
}
WORDS_FILE = "source_words.txt"
TARGET_WORDS_FILE = "target_words.txt"
CARD_FILE = "README.md"

Config = TypeVar("Config", bound=ModelConfig)
OtherConfig = TypeVar("OtherConfig", bound=ModelConfig)

_KEYS = ("format_version", "architecture", "task", "options", "model")


@dataclasses.dataclass(frozen=True, slots=True)
class ModelFolder:
    """A checked view of a folder with `config.json`, `model.safetensors` and `tokenizer.json`.

    Where source and target have tokenizers of their own, `source_tokenizer.json` and
    `target_tokenizer.json` stand in place of the last; a model that takes no tokens, such as a
    forecaster, has none of the three. `source_words.txt`, if there is one,
    has the words that a translator was trained on. Needs neither Keras nor any other framework.

    Attributes:
        path: The folder.
        architecture: Name of the model's class in `nlp_suite.models`.
        task: What the model was made for, such as "summarize".
        options: Further options of the task, such as the pooling.
        config: The model's constructor arguments.

    Example:
        ```python
        folder = ModelFolder.open("runs/my-encoder")
        folder.config.model_dim
        parameters = folder.read_parameters(dtype="float32")
        ```
    """

    path: Path
    architecture: str
    task: str
    options: Mapping[str, Any]
    config: ModelConfig

    @classmethod
    def open(cls, name: str | Path) -> Self:
        """Reads and checks the configuration; the weights are read later.

        Args:
            name: A shipped model's name, or a folder.

        Returns:
            The view.

        Raises:
            ModelNotAvailableError: If there is no such folder.
            ModelFormatError: If a file is missing, or the configuration has an unknown
                key, lacks one, or holds an impossible value.

        Example:
            >>> ModelFolder.open("english-reader").architecture
            'SpanExtractor'
        """
        path = find_local(name)
        if path is None:
            raise ModelNotAvailableError(
                f"there is no model folder at {str(name)!r}, and none of that name is shipped "
                f"({', '.join(shipped_models())})"
            )
        _require_files(path, CONFIG_FILE, WEIGHTS_FILE)
        values = _read_config(path / CONFIG_FILE)
        try:
            config = ARCHITECTURES[values["architecture"]].config.from_dict(values["model"])
        except InvalidInputError as error:
            raise ModelFormatError(f"{path / CONFIG_FILE}: {error}") from error
        _require_tokenizers(path, config)
        return cls(path, values["architecture"], values["task"], values["options"], config)

    @overload
    def config_as(self, kind: type[Config], /) -> Config: ...

    @overload
    def config_as(
        self, kind: type[Config], other: type[OtherConfig], /
    ) -> Config | OtherConfig: ...

    def config_as(self, *kinds: type[ModelConfig]) -> ModelConfig:
        """Returns the configuration if it is of one of the given kinds.

        Args:
            *kinds: The kinds, at least one.

        Returns:
            The configuration.

        Raises:
            ModelFormatError: If the model is of another kind.
        """
        if not isinstance(self.config, kinds):
            wanted = " or ".join(repr(architecture_name(kind)) for kind in kinds)
            raise ModelFormatError(
                f"{self.path}: the architecture must be {wanted}, got {self.architecture!r}"
            )
        return self.config

    def read_parameters(
        self, dtype: str | None = None, *, only: Collection[str] | None = None
    ) -> dict[str, np.ndarray]:
        """Reads the weights and checks that they are exactly the model's.

        Args:
            dtype: NumPy type to convert to; if None, the stored one, which for 8-bit
                storage is float32.
            only: The parameters to give; all if None.

        Returns:
            Maps parameter names to arrays.

        Raises:
            ModelFormatError: If the file is damaged, or at the first name or shape that
                differs from the configuration's.
        """
        file = self.path / WEIGHTS_FILE
        tensors, expected = read_tensors(file), self.config.parameter_shapes()
        names = without_scales(tensors, expected, source=str(file))
        check_shapes(expected, {name: tensors[name].shape for name in names}, source=str(file))
        wanted = names if only is None else only
        arrays = {name: read_stored(tensors, name, source=str(file)) for name in wanted}
        if dtype is None:
            return arrays
        return {name: array.astype(dtype, copy=False) for name, array in arrays.items()}

    def read_tokenizer(self, side: str = "source") -> "Tokenizer":
        """Reads a tokenizer, without truncation or padding.

        Args:
            side: "source", an encoder's only one, or "target"; both are the same if the
                folder has a joint one.

        Returns:
            A `tokenizers.Tokenizer`.

        Raises:
            InvalidInputError: If the model has no such side.
            ModelFormatError: If the file is damaged or has more tokens than the model.
        """
        from tokenizers import Tokenizer

        sizes = self.config.vocabulary_sizes()
        if not sizes:
            raise InvalidInputError(
                f"{self.path} has no tokenizer, as a {self.architecture} takes no tokens"
            )
        if side not in sizes:
            raise InvalidInputError(f"side must be one of {sorted(sizes)}, got {side!r}")
        file = self.path / TOKENIZER_FILE
        if not file.is_file():
            file = self.path / SIDE_TOKENIZER_FILES[side]
        try:
            tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # the library raises bare Exception
            raise ModelFormatError(f"{file} is no valid tokenizer ({error})") from error
        size = tokenizer.get_vocab_size(with_added_tokens=True)
        if size > sizes[side]:
            raise ModelFormatError(f"{file} has {size} tokens, the model only {sizes[side]}")
        # Callers decide about lengths; a stored truncation would drop text silently.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def read_vocabulary(self, side: str = "source") -> list[str]:
        """Lists the tokens of a tokenizer by their ids.

        Args:
            side: "source", an encoder's only one, or "target".

        Returns:
            One token for each id of the model; "<unused_7>" for an id 7 that the tokenizer does
            not use.

        Raises:
            InvalidInputError: If the model has no such side.
            ModelFormatError: If the tokenizer's file is damaged or has more tokens than the
                model.

        Example:
            >>> ModelFolder.open("english-german").read_vocabulary()[:4]
            ['<pad>', '<unk>', '<s>', '</s>']
        """
        tokenizer = self.read_tokenizer(side)
        tokens = [f"<unused_{i}>" for i in range(self.config.vocabulary_sizes()[side])]
        for token, token_id in tokenizer.get_vocab(with_added_tokens=True).items():
            tokens[token_id] = token
        return tokens

    def read_words(self, side: Literal["source", "target"] = "source") -> frozenset[str] | None:
        """Reads the words of the source or the target language that the model was trained on.

        Args:
            side: Of which.

        Returns:
            The words, in lower case; None if the folder has none.

        Raises:
            ModelFormatError: If the file is damaged.
        """
        file = self.path / (WORDS_FILE if side == "source" else TARGET_WORDS_FILE)
        try:
            return frozenset(file.read_text(encoding="utf-8").split("\n")) - {""}
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise ModelFormatError(f"{file} is damaged ({error}); copy it again") from error

    def fingerprint(self) -> str:
        """Computes the fingerprint of the folder, see `model_fingerprint`.

        Returns:
            64 hexadecimal digits.

        Raises:
            ModelNotAvailableError: If a file cannot be read.
        """
        return model_fingerprint(self.path)


def is_model_folder(path: Path) -> bool:
    """Checks whether a folder is one of this package, and not another library's checkpoint.

    Args:
        path: The folder.

    Returns:
        True if its configuration has a format version.
    """
    try:
        return "format_version" in json.loads((path / CONFIG_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return False


def _require_files(path: Path, *names: str) -> None:
    for name in names:
        if not (path / name).is_file():
            raise ModelFormatError(
                f"{path} is no complete model folder: {name} is missing; copy it again"
            )


def _require_tokenizers(path: Path, config: ModelConfig) -> None:
    """A model with two sides has one tokenizer for both, or one for each, and not all three."""
    if not config.vocabulary_sizes():
        return
    separate = SIDE_TOKENIZER_FILES.values()
    found = [name for name in separate if (path / name).is_file()]
    if len(config.vocabulary_sizes()) == 1 or not found:
        _require_files(path, TOKENIZER_FILE)
    else:
        _require_files(path, *separate)
        if (path / TOKENIZER_FILE).is_file():
            raise ModelFormatError(
                f"{path} has {TOKENIZER_FILE} and {', '.join(found)}; remove what the model "
                "was not trained with"
            )


def _read_config(file: Path) -> dict[str, Any]:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelFormatError(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ModelFormatError(f"{file} is not valid JSON ({error}); copy it again") from error
    if not isinstance(values, dict) or "format_version" not in values:
        raise ModelFormatError(
            f"{file} is no configuration of this package (it has no format_version); a Hugging "
            "Face checkpoint is loaded with nlp_suite.models.Encoder.from_pretrained, one of "
            "Marian made a model folder with nlp_suite.models.convert_marian"
        )
    if values["format_version"] != FORMAT_VERSION:
        raise ModelFormatError(
            f"{file} has format version {values['format_version']!r}, this release reads "
            f"{FORMAT_VERSION}; install the release of nlp-suite that wrote it"
        )
    for key in values:
        if key not in _KEYS:
            raise ModelFormatError(f"{file} has the unknown key {key!r}; known keys: {_KEYS}")
    for key in _KEYS:
        if key not in values:
            raise ModelFormatError(f"{file} lacks the key {key!r}")
    for key, kind in (("task", str), ("options", dict), ("model", dict)):
        if not isinstance(values[key], kind):
            raise ModelFormatError(
                f"{file}: {key!r} must be of type {kind.__name__}, got {values[key]!r}"
            )
    if values["architecture"] not in ARCHITECTURES:
        raise ModelFormatError(
            f"{file}: the architecture must be one of {sorted(ARCHITECTURES)}, "
            f"got {values['architecture']!r}"
        )
    return values
