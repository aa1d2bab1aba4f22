"""Inert records that stand for the objects in a pickled array of strings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nlp_suite.errors import DataFormatError


@dataclass(frozen=True, slots=True)
class Named:
    """A name of a module that the file asks for, as "module name".

    Args:
        name: The module and the name in it, with a space between them.

    Example:
        >>> Named("numpy dtype").name
        'numpy dtype'
    """

    name: str


@dataclass(slots=True)
class PickledType:
    """The data type of a pickled array.

    Args:
        code: NumPy's code of it without the byte order, such as "U370" or "O8".
        state: What the file sets it to, checked by the reader.

    Example:
        >>> PickledType("U370").code
        'U370'
    """

    code: str
    state: object = None


@dataclass(slots=True)
class PickledArray:
    """A pickled array, nothing of it checked.

    Args:
        shape: Number of rows and of columns.
        type: A `PickledType`.
        order: "C" if the last index varies fastest in `content`, "F" if the first does.
        content: The bytes of the elements, or their list.

    Example:
        >>> PickledArray().content is None
        True
    """

    shape: object = None
    type: object = None
    order: object = None
    content: object = None


@dataclass(frozen=True, slots=True)
class Latin1:
    """Bytes that a pickle of protocols 0 to 2 writes as a string with the same numbers.

    They are encoded once, by the reader of the array: the file may name them any number of times.

    Args:
        text: The string.

    Example:
        >>> Latin1("b").text
        'b'
    """

    text: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """A value that no array of strings needs, known by its kind only.

    Args:
        kind: The name of its type.

    Example:
        >>> Foreign("dict").kind
        'dict'
    """

    kind: str


def damaged(reason: str) -> DataFormatError:
    """Formats the error for a malformed pickle.

    Args:
        reason: What is wrong with it.

    Returns:
        The error, to be raised.

    Example:
        >>> str(damaged("it stops early"))
        'not a pickle, or a damaged one (it stops early)'
    """
    return DataFormatError(f"not a pickle, or a damaged one ({reason})")


def kind_of(value: object) -> str:
    """Names the kind of a value on the stack.

    Args:
        value: What `evaluate` returns, or a part of it.

    Returns:
        The name, for a message.

    Example:
        >>> kind_of({"a": 1}), kind_of(Foreign("dict")), kind_of(PickledArray())
        ('dict', 'dict', 'array')
    """
    if isinstance(value, Foreign):
        return value.kind
    if isinstance(value, PickledArray):
        return "array"
    return "function" if isinstance(value, Named) else type(value).__name__


def _reconstruct(arguments: tuple[Any, ...]) -> PickledArray | None:
    match arguments:
        case (Named(name), tuple(), bytes() | Latin1()) if name == ARRAY_CLASS:
            return PickledArray()
    return None


def _from_buffer(arguments: tuple[Any, ...]) -> PickledArray | None:
    match arguments:
        case (content, element_type, shape, order):
            return PickledArray(shape, element_type, order, content)
    return None


def _type(arguments: tuple[Any, ...]) -> PickledType | None:
    match arguments:
        case (str(code), *_):
            return PickledType(code)
    return None


def _encode(arguments: tuple[Any, ...]) -> Latin1 | None:
    match arguments:
        case (str(text), "latin1"):
            return Latin1(text)
    return None


def _no_bytes(arguments: tuple[Any, ...]) -> Latin1 | None:
    return None if arguments else Latin1("")


ARRAY_CLASS = "numpy ndarray"

# NumPy 2 renamed numpy.core; protocols 0 to 2 have no bytes, and call these for them.
CALLS: dict[str, Callable[[tuple[Any, ...]], object]] = {
    "numpy.core.multiarray _reconstruct": _reconstruct,
    "numpy._core.multiarray _reconstruct": _reconstruct,
    "numpy.core.numeric _frombuffer": _from_buffer,
    "numpy._core.numeric _frombuffer": _from_buffer,
    "numpy dtype": _type,
    "_codecs encode": _encode,
    "__builtin__ bytes": _no_bytes,
}
