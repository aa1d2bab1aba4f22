"""What the configurations of all training runs have in common."""

import dataclasses
from pathlib import Path
from typing import Self

from nlp_suite.config import Config, read_toml
from nlp_suite.errors import InvalidInputError
from nlp_suite.training.config.optimization_config import OptimizationConfig


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig(Config):
    """Base class of the configurations of training runs.

    Attributes:
        folder: The run's folder, made if it is not there. This path and those of data start at
            the working directory, not at the TOML file.
        optimization: How the model is trained.
    """

    folder: str
    optimization: OptimizationConfig = dataclasses.field(default_factory=OptimizationConfig)

    @classmethod
    def from_toml(cls, file: str | Path) -> Self:
        r"""Reads a TOML file.

        Args:
            file: The file.

        Returns:
            The configuration.

        Raises:
            InvalidInputError: If there is no such file, it is not TOML, a key is unknown or
                missing, or a value is of the wrong type or out of range.

        Example:
            ```python
            file = Path("translator.toml")
            file.write_text("folder = 'runs/translator'\ndata.train = 'deu.txt'")
            config = TranslationConfig.from_toml(file)
            ```
        """
        values = read_toml(file)
        try:
            return cls.from_dict(values)
        except InvalidInputError as error:
            raise InvalidInputError(f"{file}: {error}") from error
