"""Reading of safetensors files as NumPy arrays."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import safetensors

from nlp_suite.errors import ModelFormatError

_DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "<i1",
    "U8": "<u1",
    "BOOL": "?",
}


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """Reads every tensor of a safetensors file.

    Args:
        path: The file.

    Returns:
        Maps names to arrays of the stored type; bfloat16, which NumPy lacks, comes as float32.

    Raises:
        ModelFormatError: If the file is missing, damaged, or has a type that no model of
            ours stores.

    Example:
        ```python
        tensors = read_tensors(Path("model/model.safetensors"))
        ```
    """
    try:
        entries = safetensors.deserialize(path.read_bytes())  # type: ignore[no-untyped-call]
    except FileNotFoundError as error:
        raise ModelFormatError(f"{path} is missing; copy the whole model folder again") from error
    except (OSError, safetensors.SafetensorError) as error:
        raise ModelFormatError(
            f"{path} is no complete safetensors file ({error}); copy or download it again"
        ) from error
    return {name: _array(path, name, entry) for name, entry in entries}


def _array(path: Path, name: str, entry: Mapping[str, Any]) -> np.ndarray:
    kind, shape, data = entry["dtype"], entry["shape"], entry["data"]
    if kind == "BF16":
        # A bfloat16 is the upper half of a float32.
        bits = np.frombuffer(data, dtype="<u2").astype("<u4") << 16
        return bits.view("<f4").reshape(shape)
    if kind not in _DTYPES:
        raise ModelFormatError(f"{path}: {name!r} has the type {kind}, which is not supported")
    return np.frombuffer(data, dtype=_DTYPES[kind]).reshape(shape)
