"""Checks of parameter names and shapes."""

import reprlib
from collections.abc import Mapping

from nlp_suite.errors import ModelFormatError
from nlp_suite.models.configs.model_config import ModelConfig


def check_shapes(
    expected: Mapping[str, tuple[int, ...]], found: Mapping[str, tuple[int, ...]], *, source: str
) -> None:
    """Raises an error at the first name or shape that differs.

    Args:
        expected: Maps the names that must be there to their shapes.
        found: Maps the names that are there to their shapes.
        source: What `found` describes, as the start of the message.

    Raises:
        ModelFormatError: If a name is missing, unknown, or of another shape.

    Example:
        >>> check_shapes({"bias": (4,)}, {"bias": (5,)}, source="model.safetensors")
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: model.safetensors: 'bias' has shape (5,), expected (4,)
    """
    for name, shape in expected.items():
        if name not in found:
            raise ModelFormatError(f"{source}: {name!r} of shape {tuple(shape)} is missing")
        if tuple(found[name]) != tuple(shape):
            raise ModelFormatError(
                f"{source}: {name!r} has shape {tuple(found[name])}, expected {tuple(shape)}"
            )
    for name in found:
        if name not in expected:
            raise ModelFormatError(f"{source}: {name!r} is no parameter of this model")


def check_layers(config: ModelConfig, tensors: int, *, source: str) -> None:
    """Checks that a model has no more layers than there are tensors.

    The names of its parameters are listed only afterwards: a configuration from anybody may speak
    of more than any memory holds.

    Args:
        config: The configuration.
        tensors: Number of tensors.
        source: Where they are, as the start of the message.

    Raises:
        ModelFormatError: If it has.

    Example:
        ```python
        from nlp_suite.models import EncoderConfig

        config = EncoderConfig(
            vocabulary_size=50, num_layers=2, model_dim=16, num_heads=2, feed_forward_dim=32,
            max_length=24,
        )
        check_layers(config, 37, source="model.safetensors")
        ```
    """
    for name, number in config.layer_numbers().items():
        if number > tensors:
            raise ModelFormatError(
                f"{source}: it has {tensors} tensors, too few for {name}={short_number(number)}"
            )


def short_number(number: int) -> str:
    """Writes a number; one of very many digits shortened.

    Args:
        number: The number.

    Returns:
        Its digits.

    Example:
        >>> short_number(1000), len(short_number(10**4000))
        ('1000', 40)
    """
    return reprlib.repr(number)
