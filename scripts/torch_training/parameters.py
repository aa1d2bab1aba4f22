"""Parameters and configurations of model folders, in PyTorch."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nlp_suite.errors import InvalidInputError

# The last part of a parameter's name in a model folder, and in PyTorch.
_RENAMED = {"kernel": "weight", "gamma": "weight", "beta": "bias", "embeddings": "weight"}


def check_architecture(config: Any, required: Mapping[str, Any]) -> None:
    """Checks that a model is of the kind that a module is written for.

    Args:
        config: The model's configuration.
        required: Maps fields of it to the values that they must have.

    Raises:
        InvalidInputError: If one has another.
    """
    for field, value in required.items():
        if getattr(config, field) != value:
            raise InvalidInputError(
                f"{field} must be {value!r} to be trained here, got {getattr(config, field)!r}"
            )


def to_state(parameters: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    """Converts the parameters of a model folder to those of a module.

    Args:
        parameters: Maps the names of a model folder to arrays.

    Returns:
        Maps the names of the module to float32 tensors.
    """
    return {
        _torch_name(name): torch.from_numpy(_turned(name, array.astype(np.float32)))
        for name, array in parameters.items()
    }


def from_state(state: Mapping[str, Tensor], names: Iterable[str]) -> dict[str, np.ndarray]:
    """Converts the parameters of a module to those of a model folder.

    Args:
        state: Maps the names of the module to tensors.
        names: The names in the model folder.

    Returns:
        Maps these to float32 arrays.
    """
    return {
        name: _turned(name, state[_torch_name(name)].detach().float().cpu().numpy())
        for name in names
    }


def _torch_name(name: str) -> str:
    owner, _, kind = name.rpartition(".")
    return f"{owner}.{_RENAMED.get(kind, kind)}"


def _turned(name: str, array: np.ndarray) -> np.ndarray:
    """PyTorch's weights are (outputs, inputs), kernels (inputs, outputs)."""
    return np.ascontiguousarray(array.T) if name.endswith(".kernel") else array
