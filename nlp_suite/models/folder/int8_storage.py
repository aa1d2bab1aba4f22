"""Weight-only int8 quantization of stored parameters."""

from collections.abc import Collection, Mapping

import numpy as np

from nlp_suite.errors import ModelFormatError
from nlp_suite.models.folder.tensor_file import TensorEntry, dtype_name

_LARGEST = np.float32(127)
_SMALLEST = np.float32(1e-35)
# As safetensors calls them.
_INT8 = "I8"
_FLOATS = ("F32", "F16", "BF16", "F64")
# The end of the name of the scales of a tensor.
SCALE = ".scale"


def to_int8(parameters: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Quantizes the matrices that CTranslate2 quantizes, in the same way, to 8-bit integers.

    A value is its integer times the scale of its row, which is the largest magnitude of the
    row / 127. A row is what makes one number of a layer's output, a column of a kernel; or the
    vector of a token or a segment. Positions, biases, norms and the head of answers, which
    are never computed in 8 bits, are kept in float32.

    Args:
        parameters: Maps parameter names to arrays.

    Returns:
        For each matrix its int8 array of the same name and shape, and under "name.scale" the
        scales, float32 of the shape (rows,); for each other parameter a float32 array.

    Example:
        >>> stored = to_int8({"output.kernel": np.array([[63.5, 0.0], [25.0, 127.0]])})
        >>> stored["output.kernel"].tolist()
        [[127, 0], [50, 127]]
        >>> list(stored)
        ['output.kernel', 'output.kernel.scale']
    """
    stored = {}
    for name, array in parameters.items():
        values = np.ascontiguousarray(array, dtype=np.float32)
        if not _is_stored_as_int8(name, values.ndim):
            stored[name] = values
            continue
        axis = _axis(name)
        largest = np.abs(values).max(axis=axis, keepdims=True)
        # A row of zeros; and what a float32 can't be divided by.
        largest = np.where(largest < _SMALLEST, np.float32(_LARGEST), largest)
        # The product and not the quotient, whose last digit may differ: CTranslate2 rounds so.
        stored[name] = np.rint(values * (_LARGEST / largest)).astype(np.int8)
        stored[name + SCALE] = _scale(largest.ravel())
    return stored


def without_scales(
    tensors: Mapping[str, TensorEntry], expected: Collection[str], *, source: str
) -> list[str]:
    """Lists the tensors of a file that are not the scales of another one.

    Args:
        tensors: Maps names to what the file's header says.
        expected: The names of the model's parameters.
        source: Where the tensors come from, as the start of messages.

    Returns:
        Their names, in order.

    Raises:
        ModelFormatError: If a scale belongs to nothing.

    Example:
        >>> matrix, scale = TensorEntry("I8", (2, 2), 0, 4), TensorEntry("F32", (2,), 4, 12)
        >>> stored = {"output.kernel": matrix, "output.kernel.scale": scale}
        >>> without_scales(stored, ["output.kernel"], source="file")
        ['output.kernel']
    """
    names = []
    for name in tensors:
        owner = tensors.get(name.removesuffix(SCALE))
        if not name.endswith(SCALE) or name in expected:
            names.append(name)
        elif owner is None or owner.dtype != _INT8:
            raise ModelFormatError(f"{source}: {name!r} is a scale of no 8-bit matrix")
    return names


def check_stored(
    tensors: Mapping[str, TensorEntry], names: Collection[str], *, source: str
) -> None:
    """Checks that parameters are stored in a type that they may have, with their scales.

    Args:
        tensors: Maps names to what the file's header says.
        names: The names of the parameters.
        source: Where the tensors come from, as the start of messages.

    Raises:
        ModelFormatError: If one is of another type, or its scale is missing or impossible.

    Example:
        >>> check_stored({"bias": TensorEntry("I64", (2,), 0, 16)}, ["bias"], source="file")
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: file: 'bias' must be of one of the types ...
    """
    known = ", ".join(map(dtype_name, (*_FLOATS, _INT8)))
    for name in names:
        entry = tensors[name]
        if entry.dtype in _FLOATS:
            continue
        if entry.dtype != _INT8:
            raise ModelFormatError(
                f"{source}: {name!r} must be of one of the types {known}, got "
                f"{dtype_name(entry.dtype)}"
            )
        if not _is_stored_as_int8(name, len(entry.shape)):
            raise ModelFormatError(f"{source}: {name!r} must not be stored in 8 bits")
        scale = tensors.get(name + SCALE)
        if scale is None:
            raise ModelFormatError(f"{source}: {name + SCALE!r} of an 8-bit matrix is missing")
        rows = entry.shape[1 - _axis(name)]
        if scale.dtype != "F32" or scale.shape != (rows,):
            raise ModelFormatError(
                f"{source}: {name + SCALE!r} must be float32 of shape ({rows},), got "
                f"{dtype_name(scale.dtype)} of shape {scale.shape}"
            )


def read_stored(tensors: Mapping[str, np.ndarray], name: str, *, source: str) -> np.ndarray:
    """Returns a parameter, dequantized if it is stored in 8 bits.

    Args:
        tensors: Maps names to arrays as they are stored, which `check_stored` has accepted.
        name: The parameter's name.
        source: Where the tensors come from, as the start of messages.

    Returns:
        A float32 array for a parameter that is stored in 8 bits, else the array itself.

    Raises:
        ModelFormatError: If its scale is damaged.

    Example:
        >>> stored = to_int8({"output.kernel": np.array([[63.5, 0.0], [25.0, 127.0]])})
        >>> read_stored(stored, "output.kernel", source="file").tolist()
        [[63.5, 0.0], [25.0, 127.0]]
    """
    array = tensors[name]
    if array.dtype != np.int8:
        return array
    scale, axis = tensors[name + SCALE], _axis(name)
    if not (scale > 0).all():
        raise ModelFormatError(
            f"{source}: {name + SCALE!r} must hold positive numbers; copy the model folder again"
        )
    return array * np.expand_dims(scale, axis)


def _scale(largest: np.ndarray) -> np.ndarray:
    """Divides by 127, so that 127 times the result is the dividend again where it can be."""
    scale = largest / _LARGEST
    for neighbour in (np.nextafter(scale, np.float32(0)), np.nextafter(scale, largest)):
        better = (scale * _LARGEST != largest) & (neighbour * _LARGEST == largest)
        scale = np.where(better, neighbour, scale)
    return scale.astype(np.float32)


def _is_stored_as_int8(name: str, dimensions: int) -> bool:
    layer = name.rpartition(".")[0].rpartition(".")[2]
    return dimensions == 2 and layer not in ("position_embedding", "span_head")


def _axis(name: str) -> int:
    """Returns the axis of a scale: kernels are (inputs, outputs), tables (ids, D)."""
    return 0 if name.endswith(".kernel") else 1
