"""Reading of safetensors files as NumPy arrays."""

import dataclasses
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nlp_suite.errors import ModelFormatError
from nlp_suite.models.folder.regular_files import read_regular, read_start, unique_keys

# Of safetensors' type: NumPy's, and the bytes of a value.
_DTYPES = {
    "F64": ("<f8", 8),
    "F32": ("<f4", 4),
    "F16": ("<f2", 2),
    "BF16": ("<u2", 2),
    "I64": ("<i8", 8),
    "I32": ("<i4", 4),
    "I16": ("<i2", 2),
    "I8": ("<i1", 1),
    "U8": ("<u1", 1),
    "BOOL": ("?", 1),
}
_MOST_HEADER = 16 * 2**20
_LENGTH = 8
_METADATA = "__metadata__"
# A NumPy array has no more dimensions, and no more values than this along all of them.
_MOST_DIMENSIONS = 32
_MOST_VALUES = 2**56
# In the metadata: SHA-256 of the tensors and of what belongs to them, as one text, since the
# library writes several in any order.
_CHECKSUMS = "checksums"
_OF_TENSORS = "tensors"
_LARGEST_WEIGHT = 1e6


class TensorEntry(NamedTuple):
    """What the header of a safetensors file says of a tensor.

    Attributes:
        dtype: Its type, as safetensors calls it.
        shape: Its shape.
        begin: Its first byte, from the end of the header.
        end: The byte behind its last one.
    """

    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class TensorFile:
    """A safetensors file in memory, whose header has been checked against it.

    Attributes:
        path: The file, for messages.
        entries: Maps the names of the tensors to what the header says of them.
        checksums: Maps the names of what the writer has put checksums of beside them to those.
        content: The bytes of the file.

    Example:
        ```python
        path = Path("runs/my-encoder/model.safetensors")
        file = TensorFile.parse(path, path.read_bytes())
        file.array("layers.0.attention.query.kernel")
        ```
    """

    path: Path
    entries: Mapping[str, TensorEntry]
    checksums: Mapping[str, str]
    content: bytes
    _start: int

    @classmethod
    def parse(cls, path: Path, content: bytes) -> "TensorFile":
        """Checks the header of a file: names, types, shapes and places.

        Args:
            path: The file, for messages.
            content: Its bytes.

        Returns:
            The file.

        Raises:
            ModelFormatError: If the header is damaged, or not that of these bytes.
        """
        start = _LENGTH + _header_length(path, content[:_LENGTH], len(content))
        header = _parse_header(path, content[_LENGTH:start], len(content) - start)
        return cls(path, *header, content, start)

    def array(self, name: str) -> np.ndarray:
        """Returns a tensor as it is stored; bfloat16, which NumPy lacks, comes as float32.

        Args:
            name: Its name.

        Returns:
            The array.

        Raises:
            ModelFormatError: If a value is NaN, infinite or larger than any weight is.
        """
        entry = self.entries[name]
        values = np.frombuffer(
            self.content,
            dtype=_DTYPES[entry.dtype][0],
            count=math.prod(entry.shape),
            offset=self._start + entry.begin,
        )
        if entry.dtype == "BF16":
            # A bfloat16 is the upper half of a float32.
            values = (values.astype("<u4") << 16).view("<f4")
        if values.dtype.kind == "f":
            check_numbers(values, name, source=str(self.path))
        # A copy: some libraries change the arrays that they are given.
        return values.reshape(entry.shape).copy()

    def check_checksum(self) -> None:
        """Compares names, types, shapes and values with the checksum that the writer stored.

        A file of a writer that stores none passes.

        Raises:
            ModelFormatError: If they differ: the file is damaged.
        """
        stored = self.checksums.get(_OF_TENSORS)
        if stored is None:
            return
        tensors = memoryview(self.content)[self._start :]
        if tensor_checksum(self.entries.items(), tensors) != stored:
            raise ModelFormatError(
                f"{self.path} is damaged: its checksum is another one than when it was written; "
                "copy or download it again"
            )


def check_numbers(values: np.ndarray, name: str, *, source: str) -> None:
    """Checks that a tensor has numbers, none of them NaN, infinite or as large as no weight is.

    Larger ones than a million make others infinite on their way through a model.

    Args:
        values: The tensor, of a float type.
        name: Its name, for the message.
        source: Where it is from, as the start of the message.

    Raises:
        ModelFormatError: If it has another one.

    Example:
        >>> check_numbers(np.array([1.0, np.nan]), "output.bias", source="model.safetensors")
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: model.safetensors: 'output.bias' holds nan, which no ...
    """
    if not values.size:
        return
    # Both are NaN where one value is.
    if not (float(values.min()) >= -_LARGEST_WEIGHT and float(values.max()) <= _LARGEST_WEIGHT):
        other = values[~(np.abs(values.astype(np.float64)) <= _LARGEST_WEIGHT)][0]
        raise ModelFormatError(
            f"{source}: {name!r} holds {other}, which no weight can be; copy or train the model "
            "again"
        )


def tensor_checksum(entries: Iterable[tuple[str, TensorEntry]], values: bytes | memoryview) -> str:
    """Computes the checksum (SHA-256) of the tensors of a file.

    Args:
        entries: The tensors, in any order.
        values: Their bytes, one after the other as in the file.

    Returns:
        64 hexadecimal digits.

    Example:
        >>> tensor_checksum([("bias", TensorEntry("I8", (1,), 0, 1))], b"x")[:8]
        '7355206b'
    """
    listed = sorted((name, *entry) for name, entry in entries)
    digest = hashlib.sha256(json.dumps(listed).encode())
    digest.update(values)
    return digest.hexdigest()


def dtype_name(dtype: str) -> str:
    """Returns NumPy's name of a type of safetensors.

    Args:
        dtype: The type.

    Returns:
        Its name.

    Example:
        >>> dtype_name("F32"), dtype_name("BF16")
        ('float32', 'bfloat16')
    """
    return "bfloat16" if dtype == "BF16" else np.dtype(_DTYPES[dtype][0]).name


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """Reads every tensor of a safetensors file.

    Args:
        path: The file.

    Returns:
        Maps names to arrays of the stored type; bfloat16, which NumPy lacks, comes as float32.

    Raises:
        ModelFormatError: If the file is missing or damaged, has a type that no model of
            ours stores, or a value that is NaN or infinite.

    Example:
        ```python
        tensors = read_tensors(Path("model/model.safetensors"))
        ```
    """
    try:
        file = TensorFile.parse(path, read_regular(path))
    except FileNotFoundError as error:
        raise ModelFormatError(f"{path} is missing; copy the whole model folder again") from error
    file.check_checksum()
    return {name: file.array(name) for name in file.entries}


def read_header(path: Path) -> tuple[dict[str, TensorEntry], dict[str, str]]:
    """Reads and checks the header of a safetensors file, and not the tensors.

    Args:
        path: The file.

    Returns:
        The tensors by name, and the checksums that the writer has put beside them.

    Raises:
        FileNotFoundError: If the file is not there.
        ModelFormatError: If the header is damaged, or not that of a file of this size.

    Example:
        ```python
        entries, checksums = read_header(Path("model/model.safetensors"))
        ```
    """
    first, size = read_start(path, _LENGTH)
    start = _LENGTH + _header_length(path, first, size)
    content, size = read_start(path, start)
    return _parse_header(path, content[_LENGTH:], size - start)


def write_tensors(arrays: Mapping[str, np.ndarray], checksums: Mapping[str, str]) -> bytes:
    """Writes arrays in safetensors form, with a checksum of them.

    Args:
        arrays: Maps names to arrays, each contiguous.
        checksums: Maps the names of what belongs to them to its checksums.

    Returns:
        The bytes of the file.

    Example:
        >>> content = write_tensors({"bias": np.zeros(2, np.float32)}, {})
        >>> TensorFile.parse(Path("model.safetensors"), content).check_checksum()
    """
    from safetensors.numpy import save

    file = TensorFile.parse(Path(), save(dict(arrays)))
    values = memoryview(file.content)[file._start :]
    checksum = tensor_checksum(file.entries.items(), values)
    stored = json.dumps({**checksums, _OF_TENSORS: checksum}, sort_keys=True)
    return save(dict(arrays), {_CHECKSUMS: stored})


def _header_length(path: Path, first: bytes, size: int) -> int:
    length = int.from_bytes(first, "little")
    if len(first) < _LENGTH or length > min(_MOST_HEADER, size - _LENGTH):
        raise _damaged(path, "it is shorter than its header says")
    return length


def _parse_header(
    path: Path, header: bytes, size: int
) -> tuple[dict[str, TensorEntry], dict[str, str]]:
    try:
        values = json.loads(header.decode("utf-8"), object_pairs_hook=unique_keys)
    except (ValueError, RecursionError) as error:
        raise _damaged(path, f"its header is not valid: {str(error)[:200]}") from error
    if not isinstance(values, dict):
        raise _damaged(path, "its header is no JSON object")
    metadata = values.pop(_METADATA, {})
    if not _maps_to_texts(metadata):
        raise _damaged(path, f"{_METADATA} does not map names to texts")
    entries = {name: _entry(path, name, value) for name, value in values.items()}
    _check_places(path, entries, size)
    try:
        checksums = json.loads(metadata.get(_CHECKSUMS, "{}"))
    except (ValueError, RecursionError) as error:
        raise _damaged(path, f"its checksums are not valid: {str(error)[:200]}") from error
    if not _maps_to_texts(checksums):
        raise _damaged(path, "its checksums do not map names to texts")
    return entries, checksums


def _maps_to_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _entry(path: Path, name: str, value: Any) -> TensorEntry:
    if not isinstance(value, dict) or set(value) != {"dtype", "shape", "data_offsets"}:
        raise _damaged(path, f"the header of {name[:100]!r} is no type, shape and place")
    dtype, shape, place = value["dtype"], value["shape"], value["data_offsets"]
    if not isinstance(dtype, str) or dtype not in _DTYPES:
        raise ModelFormatError(
            f"{path}: {name[:100]!r} has the type {str(dtype)[:20]}, which is not supported; "
            f"known types: {', '.join(_DTYPES)}"
        )
    if not _are_sizes(shape) or len(shape) > _MOST_DIMENSIONS:
        raise _damaged(path, f"{name[:100]!r} has no possible shape")
    if not _are_sizes(place) or len(place) != 2:
        raise _damaged(path, f"{name[:100]!r} has no possible place")
    # Beside a zero the others count too: an array has no room for them.
    if math.prod(size or 1 for size in shape) > _MOST_VALUES:
        raise _damaged(path, f"{name[:100]!r} has a shape that no array can have")
    size = math.prod(shape) * _DTYPES[dtype][1]
    if place[1] - place[0] != size:
        raise _damaged(path, f"{name[:100]!r} needs {size:,} bytes and has {place[1] - place[0]:,}")
    return TensorEntry(dtype, tuple(shape), place[0], place[1])


def _are_sizes(values: Any) -> bool:
    return isinstance(values, list) and all(
        isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST_VALUES
        for value in values
    )


def _check_places(path: Path, entries: Mapping[str, TensorEntry], size: int) -> None:
    at = 0
    for name, entry in sorted(entries.items(), key=lambda item: (item[1].begin, item[1].end)):
        if entry.begin != at:
            raise _damaged(path, f"{name[:100]!r} does not begin where the one before it ends")
        at = entry.end
    if at != size:
        raise _damaged(path, f"its tensors have {at:,} bytes, the file has {size:,}")


def _damaged(path: Path, reason: str) -> ModelFormatError:
    return ModelFormatError(
        f"{path} is no complete safetensors file ({reason}); copy or download it again"
    )
