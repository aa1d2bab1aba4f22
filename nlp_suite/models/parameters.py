"""Named parameters of a model, with the same names in every backend and in model folders."""

import re
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from nlp_suite.models.folder.shape_checks import check_shapes


def named_parameters(model: keras.Model) -> dict[str, Any]:
    """Maps parameter names to the model's variables.

    A name is the path of layers that leads to the variable, joined by dots, without the
    model's own name: "layers.0.attention.query.kernel".

    Args:
        model: A built model.

    Returns:
        Maps names to Keras variables, in the model's order.
    """
    carried = {id(variable) for variable in getattr(model, "state_variables", ())}
    return {
        _parameter_name(model, variable.path): variable
        for variable in model.weights
        if id(variable) not in carried
    }


def _parameter_name(model: keras.Model, path: str) -> str:
    # An encoder has one stack of layers only, and its names say layers.0, not stack.layers.0;
    # a model that is an encoder with a head has the encoder's names.
    name = path.removeprefix(f"{model.name}/").removeprefix("backbone/").removeprefix("stack/")
    name = name.replace("/", ".")
    # The layers of a stack are called layers_0, layers_1, …: torch allows no dot in a name.
    return re.sub(r"\blayers_(?=\d+\.)", "layers.", name)


def assign_parameters(model: keras.Model, parameters: Mapping[str, np.ndarray]) -> None:
    """Fills every variable of the model.

    Args:
        model: A built model.
        parameters: Maps exactly the names of `named_parameters` to arrays of their shapes.

    Raises:
        ModelFormatError: At the first name or shape that differs; no variable is changed then.
    """
    variables = named_parameters(model)
    check_shapes(
        {name: tuple(variable.shape) for name, variable in variables.items()},
        {name: array.shape for name, array in parameters.items()},
        source="parameters",
    )
    for name, variable in variables.items():
        variable.assign(parameters[name])
