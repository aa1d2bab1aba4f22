"""Signatures and docstrings of functions whose options are described by a dataclass each."""

import dataclasses
import functools
import inspect
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar, cast

# Parts of docstrings in Google's style: a section, an entry of it, the entry of all options.
_SECTION = re.compile(r"^(?:Args|Attributes):\n((?: {4}.*\n)*)", re.MULTILINE)
_ENTRY = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
_OPTIONS = re.compile(r"^ {4}\*\*options: .*(?:\n {8}.*)*", re.MULTILINE)

Function = TypeVar("Function", bound=Callable[..., Any])


def with_options(
    *kinds: type, without: Collection[str] = (), unset: Collection[type] = ()
) -> Callable[[Function], Function]:
    """Decorates a function that takes `**options`: its signature and docstring show each of them.

    So an option has its name, default and description once, in a class that checks it, and
    `help()` shows it at every function that takes it.

    Args:
        *kinds: Dataclasses of options, whose docstrings describe them. An option of the same
            name as a parameter of the function is that parameter.
        without: Options that the function does not take.
        unset: Those of the classes whose options are None by default, as another part decides.

    Returns:
        The decorator. The function's docstring has an entry `**options` under Args; those of
        the options take its place. What is no option raises a TypeError, as for any function.

    Example:
        >>> @dataclasses.dataclass
        ... class Loudness:
        ...     '''How loud it is.
        ...
        ...     Args:
        ...         volume: From 0 to 11.
        ...     '''
        ...     volume: int = 5
        >>> @with_options(Loudness)
        ... def play(song: str, **options: int) -> int:
        ...     return Loudness(**options).volume
        >>> inspect.signature(play)
        <Signature (song: str, *, volume: int = 5) -> int>
        >>> play("Stonehenge", volume=11)
        11
    """

    def decorate(function: Function) -> Function:
        signature = inspect.signature(function)
        own = [
            parameter
            for parameter in signature.parameters.values()
            if parameter.kind is not inspect.Parameter.VAR_KEYWORD
        ]
        left_out = {*without, *(parameter.name for parameter in own)}
        options = {
            field.name: _parameter(field, unset=kind in unset)
            for kind in kinds
            for field in dataclasses.fields(kind)
            if field.name not in left_out
        }
        shown = signature.replace(parameters=[*own, *options.values()])

        @functools.wraps(function)
        def call(*args: Any, **keywords: Any) -> Any:
            try:
                shown.bind(*args, **keywords)
            except TypeError as error:
                raise TypeError(f"{function.__name__}() {error}") from None
            return function(*args, **keywords)

        call.__signature__ = shown  # type: ignore[attr-defined]
        if function.__doc__ is not None:  # It is under python -OO.
            entries = {name: text for kind in kinds for name, text in descriptions(kind).items()}
            call.__doc__ = _described(function.__doc__, {name: entries[name] for name in options})
        return cast("Function", call)

    return decorate


@functools.cache
def descriptions(kind: type) -> Mapping[str, str]:
    """Reads the descriptions of a dataclass's fields from its docstring and its bases'.

    Args:
        kind: The class.

    Returns:
        Maps names to descriptions; further lines are indented by 8 spaces.

    Example:
        >>> from nlp_suite.load_options import LoadOptions
        >>> descriptions(LoadOptions)["revision"]
        'The commit, tag or branch of a hub id.'
    """
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if dataclasses.is_dataclass(base):
            text = inspect.cleandoc(base.__doc__ or "") + "\n"
            section = _SECTION.search(text)
            entries = _ENTRY.finditer(section[1]) if section else ()
            found |= {entry[1]: entry[2] for entry in entries}
    return found


def option_names(kind: type, *, without: Collection[str] = ()) -> tuple[str, ...]:
    """Lists the options of a class.

    Args:
        kind: A dataclass of options.
        without: Names to leave out.

    Returns:
        The names of its fields.

    Example:
        >>> from nlp_suite.decoding.options import DecodingOptions
        >>> option_names(DecodingOptions, without=("n_best", "attention"))
        ('beam_size', 'length_penalty', 'no_repeat_ngram_size', 'max_length')
    """
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in without)


def take(kind: type, options: Mapping[str, Any]) -> dict[str, Any]:
    """Takes the options of one class out of those of several.

    Args:
        kind: A dataclass of options.
        options: Options by name.

    Returns:
        Those that are fields of the class.

    Example:
        >>> from nlp_suite.load_options import LoadOptions
        >>> take(LoadOptions, {"beam_size": 2, "threads": 1})
        {'threads': 1}
    """
    names = option_names(kind)
    return {name: value for name, value in options.items() if name in names}


def _parameter(field: "dataclasses.Field[Any]", *, unset: bool) -> inspect.Parameter:
    annotation = field.type
    if unset and not isinstance(annotation, str):
        annotation = cast("Any", annotation) | None
    return inspect.Parameter(
        field.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=None if unset else field.default,
        annotation=annotation,
    )


def _described(docstring: str, entries: Mapping[str, str]) -> str:
    """Puts the entries of options in the place of that of `**options`."""
    lines = "\n".join(f"    {name}: {text}" for name, text in entries.items())
    return _OPTIONS.sub(lambda _: lines, inspect.cleandoc(docstring))
