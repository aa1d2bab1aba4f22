"""What a translator's training starts from: a model folder, or the dimensions of a new model."""

from pathlib import Path
from typing import NamedTuple

from nlp_suite.config import read_toml
from nlp_suite.errors import InvalidInputError
from nlp_suite.models import ModelFolder
from nlp_suite.models.configs.transformer_config import TransformerConfig


class StartingPoint(NamedTuple):
    """The model that is trained, before its training.

    Attributes:
        config: The model's configuration.
        folder: The model folder with the weights to start from; None for new weights.
    """

    config: TransformerConfig
    folder: ModelFolder | None


def find_starting_point(file: str | Path, start_from: str | None = None) -> StartingPoint:
    """Finds what a training starts from.

    Args:
        file: The training's TOML file, with `start_from` or a table `model`.
        start_from: A model folder in place of the file's.

    Returns:
        The starting point.

    Raises:
        InvalidInputError: If the file has neither, or a field of the model is wrong.
        ModelNotAvailableError: If there is no such model folder.
        ModelFormatError: If the folder has another kind of model.

    Example:
        ```python
        find_starting_point("continued.toml").folder.path
        ```
    """
    values = read_toml(file).values
    name = start_from or values.get("start_from")
    if name is not None:
        folder = ModelFolder.open(name)
        return StartingPoint(folder.config_as(TransformerConfig), folder)
    if "model" not in values:
        raise InvalidInputError(f"{file} has neither start_from nor the table model")
    return StartingPoint(TransformerConfig.from_dict(values["model"]), None)
