"""What a reader's training starts from: a model folder of a reader or of an encoder."""

from pathlib import Path
from typing import NamedTuple

from nlp_suite.config import read_toml
from nlp_suite.errors import InvalidInputError
from nlp_suite.models import ModelFolder
from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.configs.span_extractor_config import SpanExtractorConfig


class StartingPoint(NamedTuple):
    """The model that is trained, before its training.

    Attributes:
        config: The reader's configuration.
        folder: The model folder with the weights to start from.
    """

    config: SpanExtractorConfig
    folder: ModelFolder


def find_starting_point(file: str | Path, start_from: str | None = None) -> StartingPoint:
    """Finds what a training starts from.

    Args:
        file: The training's TOML file, with `start_from`.
        start_from: A model folder in place of the file's.

    Returns:
        The starting point.

    Raises:
        InvalidInputError: If the file has no `start_from`.
        ModelNotAvailableError: If there is no such model folder.
        ModelFormatError: If the folder has another kind of model.

    Example:
        ```python
        find_starting_point("continued.toml").folder.path
        ```
    """
    name = start_from or read_toml(file).values.get("start_from")
    if name is None:
        raise InvalidInputError(f"{file} has no start_from")
    folder = ModelFolder.open(name)
    config = folder.config_as(EncoderConfig)
    # No weight of the attention is dropped here.
    values = {**config.to_dict(), "attention_dropout": 0.0}
    return StartingPoint(SpanExtractorConfig.from_dict(values), folder)
