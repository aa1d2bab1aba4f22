"""Messages of a command: one line on standard error, with options as the command has them."""

import re
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from typer.core import TyperCommand

from nlp_suite.cli.escaping_stream import safe_terminal
from nlp_suite.display import escape_controls

# Names of Python arguments that a command has another one for.
_ALIASES = {"systems": "system", "references": "reference", "questions": "question"}

_TEXT = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_PARTS = re.compile(
    # What was given may hold anything; an apostrophe in a word is none.
    rf"(?<!\w)(?:{_TEXT})"
    rf"|(?<![\w./-])(?P<assigned>[a-z][a-z_]*)=(?P<value>{_TEXT}|[\w.@/+-]*[\w/])?"
    r"|(?<![\w./=-])(?P<name>[a-z]+(?:_[a-z]+)+)(?![\w/=(-]|\.\w)"
    r"|(?:(?:^|(?<=; ))(?P<subject>[a-z]+)(?= must | goes with ))"
    r"|(?<=leave )(?P<left>[a-z]+)(?= out)|(?<=the language as )(?P<language>source|target)"
    r"|(?<=give )(?P<first>[a-z]+) or (?P<second>[a-z]+)(?=, not both)"
)
_NAMES = ("assigned", "name", "subject", "left", "language")
# What a shell takes as it is.
_WORD = re.compile(r"[\w.@/:+-]+")


class _Flag(NamedTuple):
    on: str
    off: str | None
    is_switch: bool


# Of the command that runs; one program runs one command.
_flags: dict[str, _Flag] = {}


class MessagingCommand(TyperCommand):
    """A command whose options are named in messages while it runs, and after it."""

    def invoke(self, context: Any) -> Any:
        """Runs the command.

        Args:
            context: Its context.

        Returns:
            What the command returns.
        """
        _flags.clear()
        _flags.update(option_flags(self))
        with safe_terminal():
            return super().invoke(context)


def option_flags(command: Any) -> Mapping[str, _Flag]:
    """Lists how the options of a command are written.

    Args:
        command: The command.

    Returns:
        Maps names of Python arguments to what stands on a command line.
    """
    flags = {}
    for one in command.params:
        if one.param_type_name == "option":
            off = one.secondary_opts[-1] if one.secondary_opts else None
            on = max(one.opts, key=len)
            flags[one.name] = _Flag(on, off, bool(one.is_flag))
    return flags | {name: flags[own] for name, own in _ALIASES.items() if own in flags}


def with_flags(message: str, flags: Mapping[str, _Flag]) -> str:
    """Names the options of a command in a message that names arguments of Python.

    Args:
        message: The message.
        flags: As `option_flags` lists them.

    Returns:
        The message with `--text-column` for `text_column=`; what was given stays as it is.

    Example:
        >>> flags = {"source": _Flag("--from", None, False)}
        >>> with_flags("the language is not clear; pass source='de'", flags)
        'the language is not clear; pass --from de'
    """

    def named(match: re.Match[str]) -> str:
        if match["first"]:
            both = (match["first"], match["second"])
            return " or ".join(flags[one].on if one in flags else one for one in both)
        name = next(filter(None, match.group(*_NAMES)), "")
        if name not in flags:
            return match[0]
        flag, value = flags[name], match["value"]
        if not value or (flag.is_switch and value == "True"):
            return flag.on
        if flag.is_switch:
            return flag.off or f"no {flag.on}"
        if value == "None":
            return f"{flag.on} any" if name == "formality" else f"no {flag.on}"
        bare = value[1:-1] if value[0] in "'\"" else value
        return f"{flag.on} {bare if _WORD.fullmatch(bare) else value}"

    return _PARTS.sub(named, message)


def print_message(message: str) -> None:
    """Prints a message as one line on standard error.

    Args:
        message: The message, which may name arguments of Python.

    Example:
        ```python
        print_message("threads must be a whole number from 1 up, got 0")
        ```
    """
    line = " ".join(with_flags(message, _flags).split())
    print(f"nlp-suite: {escape_controls(line)}", file=sys.stderr)  # noqa: T201
