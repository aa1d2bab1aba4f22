"""Typed configurations: frozen dataclasses that reject unknown keys and wrong types."""

import abc
import dataclasses
import difflib
import math
import os
import tomllib
import types
import typing
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

from nlp_suite.arguments import LARGEST_WHOLE, check_path, shown
from nlp_suite.errors import InvalidInputError
from nlp_suite.files import open_regular

# Of a TOML file; one with a thousand keys has a hundredth of it.
_MOST_TOML_BYTES = 2**20
# Up to it every whole number is one of floating point, too.
_LARGEST_NUMBER = 2**53
# Comparing takes longer the longer a key is.
_LONGEST_KEY = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Config(abc.ABC):
    """A frozen dataclass that checks its values against the types of its fields.

    Types are checked here, ranges in a subclass's `_check`. A field may hold a configuration
    itself, which mappings then give as a mapping.

    Raises:
        InvalidInputError: If a value is of the wrong type or out of its range.
    """

    def __post_init__(self) -> None:
        kinds = typing.get_type_hints(type(self))
        for field in dataclasses.fields(self):
            _check_type(field.name, getattr(self, field.name), kinds[field.name])
        self._check()
        for field in dataclasses.fields(self):
            _check_finite(field.name, getattr(self, field.name))

    @abc.abstractmethod
    def _check(self) -> None:
        """Raises InvalidInputError at the first value that is out of its range."""

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Makes a configuration from a mapping; unknown keys are an error.

        Args:
            values: Maps field names to values, as `to_dict` returns them or a file holds them:
                lists stand for tuples, mappings for configurations, paths for strings.

        Returns:
            The configuration.

        Raises:
            InvalidInputError: If it is no mapping of str, a key is unknown or missing, or a value
                is of the wrong type or out of its range.
        """
        fields = {field.name: field for field in dataclasses.fields(cls)}
        _check_table(cls.__name__, values)
        for key in values:
            if key not in fields:
                close = difflib.get_close_matches(key[:_LONGEST_KEY], fields, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"known keys: {sorted(fields)}"
                raise InvalidInputError(f"unknown key {shown(key)} in {cls.__name__}; {hint}")
        for name, field in fields.items():
            optional = (field.default, field.default_factory) != (dataclasses.MISSING,) * 2
            if name not in values and not optional:
                raise InvalidInputError(f"{cls.__name__} lacks the key {name!r}")
        kinds = typing.get_type_hints(cls)
        return cls(**{key: _convert(key, kinds[key], value) for key, value in values.items()})

    def to_dict(self) -> dict[str, Any]:
        """Returns the values, for `from_dict` or a file.

        Returns:
            Maps the names of all fields, in order, to plain values for JSON.
        """
        return dataclasses.asdict(self)

    def _require(self, field: str, condition: bool, rule: str) -> None:
        if not condition:
            raise InvalidInputError(
                f"{field} must {rule}, got {field}={shown(getattr(self, field))}"
            )

    def _require_positive(self, *fields: str) -> None:
        for field in fields:
            self._require(field, getattr(self, field) >= 1, "be at least 1")
            self._require(
                field, getattr(self, field) <= LARGEST_WHOLE, f"be at most {LARGEST_WHOLE:,}"
            )

    def _require_one_of(self, field: str, choices: Collection[str]) -> None:
        self._require(field, getattr(self, field) in choices, f"be one of {choices}")

    def _require_share(self, *fields: str) -> None:
        for field in fields:
            self._require(field, 0.0 <= getattr(self, field) < 1.0, "be in [0, 1)")

    def _require_positive_number(self, field: str) -> None:
        self._require(field, 0.0 < getattr(self, field) < math.inf, "be positive")


class TomlFile(NamedTuple):
    """A TOML file that was read.

    Attributes:
        path: The file.
        content: Its bytes.
        values: Its keys and values.
    """

    path: str | Path
    content: bytes
    values: dict[str, Any]


def read_toml(file: str | Path) -> TomlFile:
    """Reads a TOML configuration file.

    Args:
        file: A TOML file.

    Returns:
        Its keys and values, and its bytes.

    Raises:
        InvalidInputError: If it is no path, cannot be read, is a pipe or a device, is larger than
            a megabyte, or is no TOML; the message names the line.

    Example:
        ```python
        Path("translator.toml").write_text("epochs = 10")
        read_toml("translator.toml").values  # {"epochs": 10}
        ```
    """
    check_path("the configuration", file)
    name = str(file) if str(file).isprintable() else repr(str(file))
    try:
        with open_regular(
            file, lambda kind: InvalidInputError(f"{name} is {kind}; give a file")
        ) as stream:
            content = stream.read(_MOST_TOML_BYTES + 1)
        if len(content) > _MOST_TOML_BYTES:
            raise InvalidInputError(
                f"{name} has more than {_MOST_TOML_BYTES:,} bytes, which no configuration needs"
            )
        return TomlFile(file, content, tomllib.loads(content.decode("utf-8")))
    except OSError as error:
        raise InvalidInputError(f"{name} cannot be read: {error.strerror}") from error
    except RecursionError as error:
        raise InvalidInputError(f"{name} is nested too deeply for a configuration") from error
    except InvalidInputError:
        raise
    except ValueError as error:
        raise InvalidInputError(f"{name} is no valid TOML: {error}") from error


def _convert(key: str, kind: Any, value: Any) -> Any:
    """Converts a file's plain values to what a field holds."""
    if isinstance(value, Mapping) and isinstance(kind, type) and issubclass(kind, Config):
        try:
            return kind.from_dict(value)
        except InvalidInputError as error:
            raise InvalidInputError(f"{key}: {error}") from error
    if isinstance(value, list | tuple) and any(
        typing.get_origin(choice) is tuple for choice in _choices(kind)
    ):
        return tuple(_convert(key, None, item) for item in value)
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def _check_table(name: str, values: Any) -> None:
    if not isinstance(values, Mapping):
        raise InvalidInputError(f"{name} must be a mapping of its keys, got {shown(values)}")
    for key in values:
        if not isinstance(key, str):
            raise InvalidInputError(f"a key of {name} must be of type str, got {shown(key)}")


def _check_type(field: str, value: Any, kind: Any) -> None:
    if not any(_is_of(value, choice) for choice in _choices(kind)):
        name = kind.__name__ if isinstance(kind, type) else str(kind).replace("typing.", "")
        raise InvalidInputError(f"{field} must be of type {name}, got {shown(value)}")
    for number in value if isinstance(value, tuple) else (value,):
        if isinstance(number, int) and abs(number) > _LARGEST_NUMBER:
            raise InvalidInputError(
                f"{field} must be at most {_LARGEST_NUMBER:,} in size, got {shown(number)}"
            )


def _check_finite(field: str, value: Any) -> None:
    for number in value if isinstance(value, tuple) else (value,):
        if isinstance(number, float) and not math.isfinite(number):
            raise InvalidInputError(f"{field} must be a finite number, got {value!r}")


def _choices(kind: Any) -> tuple[Any, ...]:
    return typing.get_args(kind) if isinstance(kind, types.UnionType) else (kind,)


def _is_of(value: Any, kind: Any) -> bool:
    if typing.get_origin(kind) is tuple:
        kinds = typing.get_args(kind)
        if not isinstance(value, tuple):
            return False
        if kinds[-1] is Ellipsis:
            kinds = kinds[:1] * len(value)
        return len(value) == len(kinds) and all(
            _is_of(item, of) for item, of in zip(value, kinds, strict=True)
        )
    if typing.get_origin(kind) is dict and isinstance(value, dict):
        key_kind, value_kind = typing.get_args(kind)
        return all(_is_of(k, key_kind) and _is_of(v, value_kind) for k, v in value.items())
    if kind is Any:
        return True
    # bool is an int to Python, but true is no number of layers.
    if isinstance(value, bool) and kind is not bool:
        return False
    return isinstance(value, (int, float) if kind is float else typing.get_origin(kind) or kind)
