"""What the models of KerasHub have in common: their kinds, activations and weights."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
from keras import ops

from nlp_suite.errors import ModelFormatError
from nlp_suite.layers.feed_forward import ACTIVATIONS
from nlp_suite.models.folder.shape_checks import check_shapes


def is_of_keras_hub(value: Any, names: Collection[str]) -> bool:
    """Checks whether a value is of one of KerasHub's classes.

    Args:
        value: Anything.
        names: The names of the classes.

    Returns:
        True for an instance of one of them, also of a class derived from it.

    Example:
        >>> is_of_keras_hub("all-MiniLM-L6-v2", ["BertBackbone"])
        False
    """
    return any(
        kind.__name__ in names and kind.__module__.startswith("keras_hub.")
        for kind in type(value).__mro__
    )


def copy_weights(
    variables: Iterable[tuple[str, Any]], expected: Mapping[str, tuple[int, ...]]
) -> dict[str, np.ndarray]:
    """Copies the weights of a backbone.

    Args:
        variables: Its variables with our names of them.
        expected: Maps the names of our model's weights to their shapes.

    Returns:
        Maps the names of `expected` to float32 arrays.

    Raises:
        ModelFormatError: If one is missing, unknown or of another shape.

    Example:
        >>> copy_weights([("norm.beta", np.zeros(2))], {"norm.beta": (2,)})
        {'norm.beta': array([0., 0.], dtype=float32)}
    """
    found = {}
    for name, variable in variables:
        array = np.asarray(ops.convert_to_numpy(ops.cast(variable, "float32")))
        # Its kernels are split by heads: (inputs, heads, width), and the other way round.
        split = "attention." in name and name in expected
        found[name] = array.reshape(expected[name]) if split else array
    check_shapes(expected, {n: a.shape for n, a in found.items()}, source="the backbone")
    return {name: found[name] for name in expected}


def activation_name(function: Any) -> str:
    """Finds the name of an activation by what it computes.

    Args:
        function: The activation of a layer.

    Returns:
        Our name.

    Raises:
        ModelFormatError: If it is none of ours.

    Example:
        >>> import keras
        >>> activation_name(keras.activations.relu)
        'relu'
    """
    points = np.linspace(-4, 4, 33, dtype=np.float32)
    values = ops.convert_to_numpy(function(ops.convert_to_tensor(points)))
    for name, ours in ACTIVATIONS.items():
        # The two kinds of GELU differ by 5e-4 at most.
        if np.abs(ops.convert_to_numpy(ours(ops.convert_to_tensor(points))) - values).max() < 1e-5:
            return name
    raise ModelFormatError(
        f"the backbone's activation must be one of {sorted(ACTIVATIONS)}, got {function!r}"
    )
