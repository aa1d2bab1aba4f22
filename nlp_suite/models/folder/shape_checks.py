"""Checks of parameter names and shapes."""

from collections.abc import Mapping

from nlp_suite.errors import ModelFormatError


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
