"""Arguments that are a text or several: str, files, and whatever can be iterated over."""

import numbers
import os
from collections.abc import Iterable, Mapping
from typing import Any

from nlp_suite.errors import InvalidInputError

Text = str | os.PathLike[str]
Texts = Iterable[Text]

# Missing values of pandas and NumPy that are no numbers, by name, as neither is imported here.
_MISSING = ("NAType", "NaTType", "MaskedConstant")


def read_texts(name: str, value: Any, *, many: str | None = None) -> str | list[str]:
    """Reads an argument that is a text or several.

    Args:
        name: The argument's name, for errors.
        value: A str, or a path of a file to be read; or several of these in an order: a list, a
            tuple, an iterator, a NumPy array, a pandas Series or whatever else can be iterated
            over.
        many: What takes folders and tables, for errors; None if files are not read.

    Returns:
        The text; of several a list, in their order. A text of a subclass of str is a plain str
        again.

    Raises:
        InvalidInputError: If it is neither, has no order, or a value is missing; or a file does
            not exist, is a folder or a table, or cannot be opened.
        DataFormatError: If a file is damaged, empty, no text or too large.
        MissingDependencyError: If the extra `documents` is needed and not installed.

    Example:
        >>> read_texts("text", "A cat."), read_texts("text", (one for one in ("A cat.", "A dog.")))
        ('A cat.', ['A cat.', 'A dog.'])
    """
    if isinstance(value, str):
        return _plain(value)
    if many is not None and isinstance(value, os.PathLike):
        return _read_files([value], many)[0]
    members = _members(name, value, many)
    files: dict[int, os.PathLike[str]] = {}
    texts: list[str] = []
    for i, member in enumerate(members):
        if isinstance(member, str):
            texts.append(_plain(member))
        elif many is not None and isinstance(member, os.PathLike):
            files[i] = member
            texts.append("")
        else:
            raise InvalidInputError(_wrong_member(f"{name}[{i}]", value, i, member))
    if files and many is not None:
        for i, text in zip(files, _read_files(list(files.values()), many), strict=True):
            texts[i] = text
    return texts


def _plain(text: str) -> str:
    # Parts of a subclass may be of it, and do something else than a str does.
    return text if type(text) is str else str.__str__(text)


def _members(name: str, value: Any, many: str | None) -> Iterable[Any]:
    kind = type(value).__name__
    if isinstance(value, bytes | bytearray | memoryview):
        raise InvalidInputError(f"{name} must be a str, got {kind}; {_DECODE}")
    if isinstance(value, Mapping):
        raise InvalidInputError(
            f"{name} must be a text or a list of texts, got {kind}; pass list({name}.values()), "
            "whose results come back in the order of the keys"
        )
    if isinstance(value, set | frozenset):
        raise InvalidInputError(
            f"{name} must have an order, which a {kind} has not; pass a list, such as "
            f"sorted({name})"
        )
    shape = getattr(value, "shape", (0,))
    if isinstance(shape, tuple) and len(shape) != 1:
        raise InvalidInputError(
            f"{name} must have one dimension, got {kind} of shape {shape}; pass one of its columns"
        )
    if not isinstance(value, Iterable):
        accepted = "a str, or a list or another iterable of str"
        if many is not None:
            accepted = "a str, a Path, or a list or another iterable of these"
        missing = ", a missing value" if _is_missing(value) else ""
        raise InvalidInputError(f"{name} must be {accepted}, got {kind}{missing}")
    # The members of an array of Arrow are objects of their own.
    to_list = getattr(value, "to_pylist", None)
    return to_list() if callable(to_list) else value


_DECODE = "decode it first, as data.decode('utf-8') does"


def _wrong_member(place: str, value: Any, number: int, member: Any) -> str:
    label = _index_label(value, number)
    where = place if label is None else f"{place} (index label {label})"
    wrong = f"{where} must be a str, got {type(member).__name__}"
    if isinstance(member, bytes | bytearray | memoryview):
        return f"{wrong}; {_DECODE}"
    if isinstance(member, os.PathLike):
        return f"{wrong}; files are read as texts, not here"
    if not _is_missing(member):
        return wrong
    remedy = "leave it out first" if label is None else "leave such rows out first, with .dropna()"
    return f"{wrong}, a missing value ({member}); {remedy}"


def _index_label(value: Any, number: int) -> str | None:
    """Returns the label of a row of a pandas Series; None of anything else."""
    index = getattr(value, "index", None)
    if index is None or callable(index) or not hasattr(value, "dropna"):
        return None
    label = index[number]
    return repr(label.item() if hasattr(label, "item") else label)


def _is_missing(value: Any) -> bool:
    if value is None or type(value).__name__ in _MISSING:
        return True
    # NaN of Python and of NumPy.
    return isinstance(value, numbers.Real) and bool(value != value)


def _read_files(paths: list[os.PathLike[str]], many: str) -> list[str]:
    # Only where there are files: its imports take time.
    from nlp_suite.data.documents.file_texts import read_file_texts

    return read_file_texts(paths, many=many)
