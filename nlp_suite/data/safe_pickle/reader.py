"""Safe reader of pickled string arrays: no code of the pickle runs.

A pickle is a program: two of its instructions import any name and call it, so that whoever
wrote a file runs code on the machine that loads it. No file gets near Python's unpickler
here. `pickle_machine` carries out the instructions on plain data and refuses every name
that no array of strings needs; what it returns is checked here, and only then does NumPy
see it, as a buffer of characters. What a file can cost is bounded by its size.
"""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nlp_suite.arguments import check_path
from nlp_suite.data.files.compressed import read_bytes
from nlp_suite.data.safe_pickle.machine import evaluate
from nlp_suite.data.safe_pickle.records import Latin1, PickledArray, PickledType, kind_of
from nlp_suite.errors import DataFormatError

# What the strings may take in memory, whatever the file says. Strings of fixed width stand
# in the file as they are, but objects may be one string named many times, and one long
# string widens all the others. A list of 165,771 pairs, as objects, grows 31-fold.
_FREE_BYTES, _BYTES_PER_FILE_BYTE = 64 << 20, 64

_STRING_CODE = re.compile(r"U([0-9]{1,9})")
_OBJECT_CODE = re.compile(r"O[48]?")
_BYTES_PER_CHARACTER = 4
# NumPy counts the bytes of an element in 31 bits.
_MOST_CHARACTERS = (2**31 - 1) // _BYTES_PER_CHARACTER
_CHUNK = 1 << 20
_NO_CHARACTER = "some of its characters do not exist in Unicode"


def read_string_array(path: str | Path) -> np.ndarray:
    """Reads a pickled NumPy array of strings; no other pickle is read, and no code runs.

    The pickle may be of protocol 0 to 5, written by NumPy 1 or 2; the array's elements may be
    of a fixed-width string type, or objects if all of them are strings.

    Args:
        path: The file.

    Returns:
        The strings, (rows, columns), of a fixed-width string type.

    Raises:
        InvalidInputError: If there is no such file, or it cannot be read.
        UnsafeFileError: If the file asks for anything but such an array; the message names it.
        DataFormatError: If it is damaged, or holds something else.

    Example:
        ```python
        array = read_string_array("english-german.pkl")
        english, german = array[0]
        ```
    """
    check_path("path", path)
    table = _read_table(Path(path))
    if isinstance(table.cells, np.ndarray):
        return table.cells
    width = max(1, max(map(len, table.cells), default=1))
    needed = len(table.cells) * width * _BYTES_PER_CHARACTER
    if needed > table.allowance:
        raise DataFormatError(
            f"{path}: its longest string has {width:,} characters, and with all as wide the array "
            f"would take {needed / 1e9:.1f} GB; load_parallel reads it without that"
        )
    return np.array(table.cells, dtype=f"U{width}").reshape(table.rows, table.columns)


def read_string_rows(path: str | Path) -> Iterator[list[str]]:
    """Reads the rows of a pickled array of strings, as `read_string_array` does.

    A long string among objects widens no other one here.

    Args:
        path: The file.

    Yields:
        The strings of one row.

    Raises:
        InvalidInputError: If there is no such file, or it cannot be read.
        UnsafeFileError: If the file asks for anything but such an array; the message names it.
        DataFormatError: If it is damaged, or holds something else.

    Example:
        ```python
        english, german = next(read_string_rows("english-german.pkl"))
        ```
    """
    table = _read_table(Path(path))
    if isinstance(table.cells, np.ndarray):
        # Some rows at a time: all at once they would be there a second time, as lists.
        for start in range(0, table.rows, 1024):
            yield from table.cells[start : start + 1024].tolist()
    else:
        for start in range(0, table.rows * table.columns, table.columns):
            yield table.cells[start : start + table.columns]


class _Table(NamedTuple):
    rows: int
    columns: int
    cells: np.ndarray | list[str]
    allowance: int


def _read_table(path: Path) -> _Table:
    program = read_bytes(path)
    size = len(program)
    with _naming(path):
        record = evaluate(program)
        # The characters are in the record, and will be in the array.
        del program
        if not isinstance(record, PickledArray):
            raise DataFormatError(
                f"it holds a {kind_of(record)}, no array; save the rows with "
                "pickle.dump(numpy.array(rows, dtype=str), file)"
            )
        rows, columns = _shape(record, size)
        width, byte_order = _element_type(record)
        allowance = _FREE_BYTES + _BYTES_PER_FILE_BYTE * size
        if width is None:
            strings = _strings(record, rows * columns, allowance)
            return _Table(rows, columns, strings, allowance)
        array = _fixed_width(record, (rows, columns), width, byte_order)
        return _Table(rows, columns, array, allowance)


def _shape(record: PickledArray, file_size: int) -> tuple[int, int]:
    shape = record.shape
    if not isinstance(shape, tuple) or not all(type(n) is int for n in shape):
        raise _inconsistent("its shape is none")
    if len(shape) != 2:
        raise DataFormatError(
            f"its array has {len(shape)} dimensions; two are needed, rows and columns"
        )
    rows, columns = shape
    # No element takes less than a byte of the file, but an array without any can claim all.
    if not 0 <= rows <= file_size or not 1 <= columns <= file_size:
        raise _inconsistent("its shape does not fit the file")
    return rows, columns


def _element_type(record: PickledArray) -> tuple[int | None, str]:
    if not isinstance(record.type, PickledType):
        raise _inconsistent("its elements have no type")
    code = record.type.code
    match record.type.state:
        case (int(), str(byte_order), None, None, None, int(size), int(), int(), *_):
            pass
        case _:
            raise _inconsistent("the type of its elements is not described as NumPy does")
    if _OBJECT_CODE.fullmatch(code):
        return None, byte_order
    found = _STRING_CODE.fullmatch(code)
    if not found:
        raise DataFormatError(
            f"its elements are of NumPy type {code[:20]!r}, not strings; convert them with "
            "array.astype(str)"
        )
    width = int(found[1])
    fits = 1 <= width <= _MOST_CHARACTERS and size == width * _BYTES_PER_CHARACTER
    if not fits or byte_order not in ("<", ">"):
        raise _inconsistent("the type of its elements contradicts itself")
    return width, byte_order


def _strings(record: PickledArray, count: int, allowance: int) -> list[str]:
    cells = record.content
    if not isinstance(cells, list) or len(cells) != count:
        raise _inconsistent("it has more or fewer elements than its shape")
    for cell in cells:
        if not isinstance(cell, str):
            raise DataFormatError(
                f"one of its elements is a {kind_of(cell)}; all must be strings, as "
                "array.astype(str) makes them"
            )
    if sum(map(len, cells)) * _BYTES_PER_CHARACTER > allowance:
        raise DataFormatError("it repeats long strings so often that they take too much memory")
    for cell in cells:
        try:
            cell.encode()
        except UnicodeEncodeError as error:
            raise _inconsistent(_NO_CHARACTER) from error
    return cells


def _fixed_width(
    record: PickledArray, shape: tuple[int, int], width: int, byte_order: str
) -> np.ndarray:
    content, order = record.content, record.order
    if isinstance(content, Latin1):
        try:
            content = content.text.encode("latin-1")
        except UnicodeEncodeError as error:
            raise _inconsistent("its bytes are none") from error
    if not isinstance(content, bytes | bytearray) or order not in ("C", "F"):
        raise _inconsistent("its elements are no bytes")
    # Before NumPy makes anything of that size.
    if len(content) != shape[0] * shape[1] * width * _BYTES_PER_CHARACTER:
        raise _inconsistent("it has more or fewer bytes than its shape")
    _check_characters(content, byte_order)
    array = np.frombuffer(content, dtype=f"{byte_order}U{width}")
    array = array.reshape(shape, order="F" if order == "F" else "C")
    return array.astype(f"U{width}", order="C")


def _check_characters(content: bytes | bytearray, byte_order: str) -> None:
    numbers = np.frombuffer(content, dtype=f"{byte_order}u4")
    for start in range(0, len(numbers), _CHUNK):
        chunk = numbers[start : start + _CHUNK]
        if chunk.max() > 0x10FFFF or ((chunk >> 11) == 0xD800 >> 11).any():
            raise _inconsistent(_NO_CHARACTER)


def _inconsistent(reason: str) -> DataFormatError:
    return DataFormatError(f"not a pickled array, or a damaged one ({reason})")


@contextlib.contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except DataFormatError as error:
        raise type(error)(f"{path}: {error}") from error
