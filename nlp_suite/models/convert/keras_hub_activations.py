"""Names of the activations of KerasHub's layers."""

from typing import Any

import numpy as np
from keras import ops

from nlp_suite.errors import ModelFormatError
from nlp_suite.layers.feed_forward import ACTIVATIONS


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
