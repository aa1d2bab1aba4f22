"""Type of tensors in signatures."""

from typing import Any, TypeAlias

# A tensor of the Keras backend, a Keras variable, or a NumPy array, which layers convert.
Tensor: TypeAlias = Any
