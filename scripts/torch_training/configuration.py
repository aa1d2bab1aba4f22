"""Tables of a training's configuration file."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Self

from nlp_suite.config import Config, read_toml
from nlp_suite.errors import InvalidInputError


class TrainingTable(Config):
    """How a model is trained, the table `training` of a configuration file."""

    @classmethod
    def from_toml(cls, file: str | Path) -> Self:
        """Reads the table `training` of a configuration file.

        Args:
            file: The TOML file.

        Returns:
            The configuration.

        Raises:
            InvalidInputError: If a key is unknown, or a value wrong.
        """
        return cls.from_dict(read_toml(file).values.get("training", {}))


def read_table(file: str | Path, table: str, keys: Collection[str]) -> dict[str, Any]:
    """Reads a table of a configuration file.

    Args:
        file: The TOML file.
        table: The name of the table.
        keys: Which keys it may have.

    Returns:
        Its values; none if there is no such table.

    Raises:
        InvalidInputError: If a key is unknown.
    """
    values = dict(read_toml(file).values.get(table, {}))
    unknown = sorted(values.keys() - set(keys))
    if unknown:
        raise InvalidInputError(f"{file}: {table} has the unknown keys {unknown}")
    return values


def check_weights(file: str | Path, name: str, weights: Mapping[str, Any]) -> None:
    """Checks the weights of sources.

    Args:
        file: The TOML file that they are from.
        name: What they are called there.
        weights: Maps files to weights.

    Raises:
        InvalidInputError: If one is not above 0 and below 100.
    """
    if not all(isinstance(weight, int | float) and 0 < weight < 100 for weight in weights.values()):
        raise InvalidInputError(
            f"{file}: {name} must map files to weights above 0, got {weights!r}"
        )
