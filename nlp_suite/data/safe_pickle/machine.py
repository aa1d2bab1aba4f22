"""Restricted pickle virtual machine: it evaluates plain data, and nothing else.

There is no import, no attribute access and no method of what the file brings. The stack
holds None, booleans, numbers, strings, bytes, tuples, lists, and the records of
`pickle_records`. The one instruction that calls something looks a name up in the seven of
`CALLS`, which check their arguments and put them into a record.
"""

import io
import pickletools
from collections.abc import Callable, Iterator
from typing import Any

from nlp_suite.data.safe_pickle.records import (
    ARRAY_CLASS,
    CALLS,
    Foreign,
    Named,
    PickledArray,
    PickledType,
    damaged,
    kind_of,
)
from nlp_suite.errors import DataFormatError, UnsafeFileError

_Stack = list[Any]

_MARK = object()
_PYTHON_2_STRING = Foreign("string of Python 2")
_HIGHEST_PROTOCOL = 5


def evaluate(program: bytes) -> object:
    """Evaluates a pickle as far as it describes plain data.

    Args:
        program: The whole pickle.

    Returns:
        What the pickle leaves on the stack: plain data, or one of this module's records.

    Raises:
        UnsafeFileError: If it asks for a name, or for a way of making objects, that no array
            of strings needs.
        DataFormatError: If it is damaged.

    Example:
        >>> import pickle
        >>> evaluate(pickle.dumps(["one", ("two", 3)]))
        ['one', ('two', 3)]
    """
    stack: _Stack = []
    memo: dict[int, object] = {}
    for name, argument in _instructions(program):
        try:
            if name in _LITERALS:
                stack.append(argument)
            elif name in _STEPS:
                _STEPS[name](stack, argument)
            elif name in _STORES:
                memo[len(memo) if name == "MEMOIZE" else argument] = stack[-1]
            elif name in _FETCHES:
                stack.append(memo[argument])
            else:
                what = name if argument is None else f"{name} {str(argument)[:80]!r}"
                raise UnsafeFileError(
                    f"it uses {what}, which can run code and which no array of strings needs"
                )
        except LookupError as error:
            raise damaged(f"{name} finds nothing to work on") from error
    if len(stack) != 1 or stack[0] is _MARK:
        raise damaged("it leaves no single value")
    return stack[0]


def _instructions(program: bytes) -> Iterator[tuple[str, Any]]:
    stream = io.BytesIO(program)
    operations = pickletools.genops(stream)
    name = ""
    while name != "STOP":
        code = program[stream.tell() : stream.tell() + 1]
        if code in _LINES:
            stream.seek(1, io.SEEK_CUR)
            name, count = _LINES[code]
            yield name, _words(stream, count)
            continue
        try:
            operation, argument, _ = next(operations)
        except (ValueError, OverflowError) as error:
            raise damaged(str(error)[:100].replace("\n", " ")) from error
        name = operation.name
        yield name, argument
    if stream.tell() != len(program):
        raise damaged("there is more after its end")


def _words(stream: io.BytesIO, count: int) -> str:
    lines = [stream.readline() for _ in range(count)]
    if not lines[-1].endswith(b"\n"):
        raise damaged("it ends in the middle of a name")
    return " ".join(line[:-1].decode("utf-8", "replace") for line in lines)


def _ask_for(name: str) -> Named:
    if name not in CALLS and name != ARRAY_CLASS:
        dotted = name.replace(" ", ".")[:120]
        raise UnsafeFileError(
            f"it asks for {dotted!r}, and whatever a pickle asks for can run code; only arrays of "
            "strings are read: save one with pickle.dump(numpy.array(rows, dtype=str), file)"
        )
    return Named(name)


def _check_protocol(_: _Stack, protocol: int) -> None:
    if protocol > _HIGHEST_PROTOCOL:
        raise damaged(f"protocol {protocol}")


def _stack_global(stack: _Stack, _: object) -> None:
    name, module = stack.pop(), stack.pop()
    if not (isinstance(module, str) and isinstance(name, str)):
        raise damaged("a name that is no string")
    stack.append(_ask_for(f"{module} {name}"))


def _pop_to_mark(stack: _Stack, _: object = None) -> list[Any]:
    items = []
    while (item := stack.pop()) is not _MARK:
        items.append(item)
    return items[::-1]


def _tuple_of(size: int) -> Callable[[_Stack, object], None]:
    def step(stack: _Stack, _: object) -> None:
        items = [stack.pop() for _ in range(size)]
        stack.append(tuple(items[::-1]))

    return step


def _add(stack: _Stack, items: list[Any]) -> None:
    if isinstance(stack[-1], list):
        stack[-1].extend(items)
    elif not isinstance(stack[-1], Foreign):
        raise damaged("it adds items to what holds none")


def _foreign_of_items(kind: str) -> Callable[[_Stack, object], None]:
    def step(stack: _Stack, _: object) -> None:
        _pop_to_mark(stack)
        stack.append(Foreign(kind))

    return step


def _reduce(stack: _Stack, _: object) -> None:
    arguments, called = stack.pop(), stack.pop()
    if not (isinstance(called, Named) and called.name in CALLS):
        raise UnsafeFileError(f"it calls a value of type {kind_of(called)}, which can run code")
    if not isinstance(arguments, tuple):
        arguments = (arguments,)
        record = None
    else:
        record = CALLS[called.name](arguments)
    if record is None and any(item is _PYTHON_2_STRING for item in arguments):
        raise DataFormatError(
            "it was written by Python 2; load it there and save it as UTF-8 text, if you trust it"
        )
    if record is None:
        dotted = called.name.replace(" ", ".")
        raise UnsafeFileError(f"it calls {dotted!r} with other arguments than NumPy writes")
    stack.append(record)


def _build(stack: _Stack, _: object) -> None:
    state, target = stack.pop(), stack[-1]
    match target, state:
        case PickledType(), tuple():
            target.state = state
        case PickledArray(), (_, shape, element_type, bool(fortran), content):
            target.shape, target.type, target.content = shape, element_type, content
            target.order = "F" if fortran else "C"
        case _:
            raise UnsafeFileError(
                f"it sets the state of a value of type {kind_of(target)}, which can run code"
            )


# Decoded here because `genops` undoes backslashes in these lines, where `pickle` does not, and
# warns of some.
_LINES = {b"c": ("GLOBAL", 2), b"i": ("INST", 2), b"P": ("PERSID", 1), b"S": ("STRING", 1)}

_LITERALS = frozenset(
    (
        "INT",
        "BININT",
        "BININT1",
        "BININT2",
        "LONG",
        "LONG1",
        "LONG4",
        "FLOAT",
        "BINFLOAT",
        "UNICODE",
        "BINUNICODE",
        "SHORT_BINUNICODE",
        "BINUNICODE8",
        "SHORT_BINBYTES",
        "BINBYTES",
        "BINBYTES8",
        "BYTEARRAY8",
    )
)
_STORES = frozenset(("MEMOIZE", "PUT", "BINPUT", "LONG_BINPUT"))
_FETCHES = frozenset(("GET", "BINGET", "LONG_BINGET"))

_STEPS: dict[str, Callable[[_Stack, Any], object]] = {
    "PROTO": _check_protocol,
    "FRAME": lambda *_: None,
    "STOP": lambda *_: None,
    "NONE": lambda stack, _: stack.append(None),
    "NEWTRUE": lambda stack, _: stack.append(True),
    "NEWFALSE": lambda stack, _: stack.append(False),
    "MARK": lambda stack, _: stack.append(_MARK),
    "POP": lambda stack, _: stack.pop(),
    "POP_MARK": _pop_to_mark,
    "DUP": lambda stack, _: stack.append(stack[-1]),
    "EMPTY_TUPLE": _tuple_of(0),
    "TUPLE1": _tuple_of(1),
    "TUPLE2": _tuple_of(2),
    "TUPLE3": _tuple_of(3),
    "TUPLE": lambda stack, _: stack.append(tuple(_pop_to_mark(stack))),
    "EMPTY_LIST": lambda stack, _: stack.append([]),
    "LIST": lambda stack, _: stack.append(_pop_to_mark(stack)),
    "APPEND": lambda stack, _: _add(stack, [stack.pop()]),
    "APPENDS": lambda stack, _: _add(stack, _pop_to_mark(stack)),
    "EMPTY_DICT": lambda stack, _: stack.append(Foreign("dict")),
    "DICT": _foreign_of_items("dict"),
    "SETITEM": lambda stack, _: _add(stack, [stack.pop(), stack.pop()]),
    "SETITEMS": lambda stack, _: _add(stack, _pop_to_mark(stack)),
    "EMPTY_SET": lambda stack, _: stack.append(Foreign("set")),
    "ADDITEMS": lambda stack, _: _add(stack, _pop_to_mark(stack)),
    "FROZENSET": _foreign_of_items("frozenset"),
    "STRING": lambda stack, _: stack.append(_PYTHON_2_STRING),
    "BINSTRING": lambda stack, _: stack.append(_PYTHON_2_STRING),
    "SHORT_BINSTRING": lambda stack, _: stack.append(_PYTHON_2_STRING),
    "GLOBAL": lambda stack, name: stack.append(_ask_for(name)),
    "STACK_GLOBAL": _stack_global,
    "REDUCE": _reduce,
    "BUILD": _build,
}
