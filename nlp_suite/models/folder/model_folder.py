"""Model folders: one format for shipped, trained and published models."""

import dataclasses
import hashlib
import json
import reprlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, overload

import numpy as np

from nlp_suite.errors import InvalidInputError, ModelFormatError, ModelNotAvailableError
from nlp_suite.models.architectures import ARCHITECTURES, architecture_name
from nlp_suite.models.configs.model_config import ModelConfig
from nlp_suite.models.folder.fingerprint import model_fingerprint
from nlp_suite.models.folder.int8_storage import SCALE, check_stored, read_stored, without_scales
from nlp_suite.models.folder.regular_files import (
    MOST_JSON,
    parse_json_object,
    read_json_object,
    read_regular,
)
from nlp_suite.models.folder.shape_checks import check_layers, check_shapes
from nlp_suite.models.folder.shipped import find_local, is_shipped, shipped_models
from nlp_suite.models.folder.tensor_file import TensorEntry, TensorFile, read_header
from nlp_suite.models.folder.tokenizer_checks import (
    check_tokenizer,
    checked_tokens,
    tokenizer_errors,
)

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
# Beside the checksums of files in the weights: that of what of the configuration they belong to.
MODEL_CHECKSUM = "model"

Config = TypeVar("Config", bound=ModelConfig)
OtherConfig = TypeVar("OtherConfig", bound=ModelConfig)

_KEYS = ("format_version", "architecture", "task", "options", "model")
# A configuration has a kilobyte, a list of words some megabytes.
_MOST_CONFIG = 2**20
_MOST_WORDS = 2**28
_MOST_MESSAGE = 500
_MOST_TASK = 100
_MOST_OPTION = 2000


@dataclasses.dataclass(frozen=True, slots=True)
class ModelFolder:
    """A checked view of a folder with `config.json`, `model.safetensors` and `tokenizer.json`.

    Where source and target have tokenizers of their own, `source_tokenizer.json` and
    `target_tokenizer.json` stand in place of the last; a model that takes no tokens, such as a
    forecaster, has none of the three. `source_words.txt`, if there is one,
    has the words that a translator was trained on. Needs neither Keras nor any other framework.

    What was read once is what the fingerprint is of: a file that changes between two readings,
    or between a reading and the fingerprint, is an error.

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
    _digests: dict[str, bytes] = dataclasses.field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _checksums: dict[str, str] = dataclasses.field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _tokens: dict[str, dict[str, int]] = dataclasses.field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def open(cls, name: str | Path) -> Self:
        """Reads the configuration, and checks it against the header of the weights.

        The weights themselves are read later.

        Args:
            name: A shipped model's name, or a folder.

        Returns:
            The view.

        Raises:
            ModelNotAvailableError: If there is no such folder.
            ModelFormatError: If a file is missing or no regular one, or the configuration has an
                unknown key, lacks one, holds an impossible value, or is not that of the weights.

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
        file = path / CONFIG_FILE
        content = read_regular(file, _MOST_CONFIG)
        values = _parse_config(file, content)
        try:
            config = ARCHITECTURES[values["architecture"]].config.from_dict(values["model"])
        except InvalidInputError as error:
            raise ModelFormatError(f"{file}: {str(error)[:_MOST_MESSAGE]}") from error
        _require_tokenizers(path, config)
        opened = cls(path, values["architecture"], values["task"], values["options"], config)
        entries, checksums = read_header(path / WEIGHTS_FILE)
        opened._check_entries(entries)
        opened._digests[CONFIG_FILE] = hashlib.sha256(content).digest()
        opened._checksums.update(checksums)
        expected = checksums.get(MODEL_CHECKSUM)
        if expected not in (None, model_checksum(values["architecture"], values["model"])):
            raise ModelFormatError(
                f"{file}: the model is another one than the weights were written with; copy the "
                "folder again"
            )
        return opened

    def absolute(self) -> Self:
        """Returns the same folder by its absolute path, whatever becomes the current folder.

        Returns:
            The view; it remembers what this one has read.
        """
        copy = dataclasses.replace(self, path=self.path.absolute())
        copy._digests.update(self._digests)
        copy._checksums.update(self._checksums)
        copy._tokens.update(self._tokens)
        return copy

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
            ModelFormatError: If the file is damaged, at the first name or shape that
                differs from the configuration's, or at a tensor with a value that is NaN or
                infinite.
        """
        source = str(self.path / WEIGHTS_FILE)
        file = TensorFile.parse(self.path / WEIGHTS_FILE, self._read(WEIGHTS_FILE))
        names = self._check_entries(file.entries)
        if dict(file.checksums) != self._checksums:
            raise self._changed(WEIGHTS_FILE)
        wanted = names if only is None else only
        scales = (f"{name}{SCALE}" for name in wanted)
        stored = [*wanted, *(name for name in scales if name in file.entries)]
        tensors = {name: file.array(name) for name in stored}
        if only is None:
            file.check_checksum()
        arrays = {name: read_stored(tensors, name, source=source) for name in wanted}
        if dtype is None:
            return arrays
        return {name: array.astype(dtype, copy=False) for name, array in arrays.items()}

    def _check_entries(self, entries: Mapping[str, TensorEntry]) -> list[str]:
        """Checks that the tensors of the header are exactly the model's; returns their names."""
        source = str(self.path / WEIGHTS_FILE)
        check_layers(self.config, len(entries), source=source)
        expected = self.config.parameter_shapes()
        names = without_scales(entries, expected, source=source)
        check_shapes(expected, {name: entries[name].shape for name in names}, source=source)
        check_stored(entries, names, source=source)
        return names

    def _read(self, name: str, most: int | None = None) -> bytes:
        """Reads a file, and checks that it is what it was when it was read before."""
        path = self.path / name
        content = read_regular(path, most)
        digest = hashlib.sha256(content).digest()
        if self._digests.setdefault(name, digest) != digest:
            raise self._changed(name)
        return content

    def _changed(self, name: str) -> ModelFormatError:
        return ModelFormatError(
            f"{self.path / name} has changed since it was first read; load the model again"
        )

    def _check_checksum(self, name: str) -> None:
        """Checks that a file that was read is the one that the weights were written with."""
        expected = self._checksums.get(name)
        if expected not in (None, self._digests[name].hex()):
            raise ModelFormatError(
                f"{self.path / name} is damaged, or not the one that the weights were written "
                "with; copy the folder again"
            )

    def read_tokenizer(self, side: str = "source") -> "Tokenizer":
        """Reads a tokenizer, without truncation or padding.

        Args:
            side: "source", an encoder's only one, or "target"; both are the same if the
                folder has a joint one.

        Returns:
            A `tokenizers.Tokenizer`.

        Raises:
            InvalidInputError: If the model has no such side.
            ModelFormatError: If the file is damaged, has more tokens than the model, or a part
                that is not accepted, see `nlp_suite.models.folder.tokenizer_checks`.
        """
        tokenizer, _ = self._read_tokenizer(side)
        return tokenizer

    def _read_tokenizer(self, side: str) -> "tuple[Tokenizer, dict[str, int]]":
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
        content = self._read(file.name, MOST_JSON)
        if not is_shipped(self.path):
            # Those that ship were checked before they did.
            check_tokenizer(file, _parse_tokenizer(file, content), sizes[side])
        with tokenizer_errors(file):
            tokenizer = Tokenizer.from_buffer(content)
            tokens = checked_tokens(file, tokenizer, sizes[side])
            self._check_checksum(file.name)
            # Callers decide about lengths; a stored truncation would drop text silently.
            tokenizer.no_truncation()
            tokenizer.no_padding()
        self._tokens[side] = tokens
        return tokenizer, tokens

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
        # It is read once, and that takes time.
        ids = self._tokens[side] if side in self._tokens else self._read_tokenizer(side)[1]
        tokens: list[str | None] = [None] * self.config.vocabulary_sizes()[side]
        for token, token_id in ids.items():
            tokens[token_id] = token
        return [_unused(i, ids) if token is None else token for i, token in enumerate(tokens)]

    def read_words(self, side: Literal["source", "target"] = "source") -> frozenset[str] | None:
        """Reads the words of the source or the target language that the model was trained on.

        Args:
            side: Of which.

        Returns:
            The words, in lower case; None if the folder has none.

        Raises:
            ModelFormatError: If the file is damaged.
        """
        name = WORDS_FILE if side == "source" else TARGET_WORDS_FILE
        try:
            words = frozenset(self._read(name, _MOST_WORDS).decode("utf-8").split("\n")) - {""}
        except FileNotFoundError as error:
            if name in self._checksums:
                raise ModelFormatError(
                    f"{self.path} is no complete model folder: {name} is missing; copy it again"
                ) from error
            return None
        except ValueError as error:
            raise ModelFormatError(
                f"{self.path / name} is damaged ({error}); copy it again"
            ) from error
        self._check_checksum(name)
        return words

    def fingerprint(self) -> str:
        """Computes the fingerprint of the folder, see `model_fingerprint`.

        Returns:
            64 hexadecimal digits; of a file that this object has read, of what was read then.

        Raises:
            ModelNotAvailableError: If a file cannot be read.
            ModelFormatError: If one is no regular file.
        """
        return model_fingerprint(self.path, self._digests)


def is_model_folder(path: Path) -> bool:
    """Checks whether a folder is one of this package, and not another library's checkpoint.

    Args:
        path: The folder.

    Returns:
        True if its configuration has a format version.
    """
    try:
        return "format_version" in read_json_object(path / CONFIG_FILE)
    except (FileNotFoundError, ModelFormatError):
        return False


def model_checksum(architecture: str, model: Mapping[str, Any]) -> str:
    """Computes the checksum (SHA-256) of what of a configuration the weights belong to.

    Args:
        architecture: The name of the architecture.
        model: The constructor arguments, as they stand in the configuration.

    Returns:
        64 hexadecimal digits.

    Example:
        >>> len(model_checksum("Encoder", {"num_layers": 2}))
        64
    """
    text = json.dumps([architecture, model], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


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


def _parse_config(file: Path, content: bytes) -> dict[str, Any]:
    values = parse_json_object(file, content)
    if "format_version" not in values:
        raise ModelFormatError(
            f"{file} is no configuration of this package (it has no format_version); a Hugging "
            "Face checkpoint is loaded with nlp_suite.models.Encoder.from_pretrained, one of "
            "Marian made a model folder with nlp_suite.models.convert_marian"
        )
    if type(values["format_version"]) is not int or values["format_version"] != FORMAT_VERSION:
        raise ModelFormatError(
            f"{file} has format version {_short(values['format_version'])}, this release reads "
            f"{FORMAT_VERSION}; install the release of nlp-suite that wrote it"
        )
    for key in values:
        if key not in _KEYS:
            raise ModelFormatError(f"{file} has the unknown key {_short(key)}; known keys: {_KEYS}")
    for key in _KEYS:
        if key not in values:
            raise ModelFormatError(f"{file} lacks the key {key!r}")
    for key, kind in (("task", str), ("options", dict), ("model", dict)):
        if not isinstance(values[key], kind):
            raise ModelFormatError(
                f"{file}: {key!r} must be of type {kind.__name__}, got {_short(values[key])}"
            )
    if len(values["task"]) > _MOST_TASK:
        raise ModelFormatError(f"{file}: the task is too long: {_short(values['task'])}")
    for key, value in values["options"].items():
        if len(json.dumps(value)) > _MOST_OPTION:
            raise ModelFormatError(f"{file}: the option {_short(key)} is too long: {_short(value)}")
    architecture = values["architecture"]
    if not isinstance(architecture, str) or architecture not in ARCHITECTURES:
        raise ModelFormatError(
            f"{file}: the architecture must be one of {sorted(ARCHITECTURES)}, "
            f"got {_short(architecture)}"
        )
    return values


def _parse_tokenizer(file: Path, content: bytes) -> dict[str, Any]:
    try:
        return parse_json_object(file, content)
    except ModelFormatError as error:
        raise ModelFormatError(f"{file} is no valid tokenizer: {error}") from error


def _unused(token_id: int, known: Collection[str]) -> str:
    name = f"<unused_{token_id}>"
    while name in known:
        name = f"<{name}>"
    return name


def _short(value: Any) -> str:
    return reprlib.repr(value)
