"""Commands of the command line, and the run of one."""

import contextlib
import errno
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

import nlp_suite
from nlp_suite.cli.answer import answer, answer_files
from nlp_suite.cli.compare import compare
from nlp_suite.cli.demo import demo
from nlp_suite.cli.evaluate import evaluate
from nlp_suite.cli.export import export
from nlp_suite.cli.index import index
from nlp_suite.cli.messages import MessagingCommand, print_message
from nlp_suite.cli.models import models
from nlp_suite.cli.options import BAD_INPUT
from nlp_suite.cli.serve import serve
from nlp_suite.cli.summarize import summarize, summarize_files
from nlp_suite.cli.train import train
from nlp_suite.cli.translate import translate, translate_files
from nlp_suite.display import escape_controls
from nlp_suite.errors import IrrelevantQueryWarning, LanguageMismatchWarning, NLPSuiteError

# Where a pipe has no reader any more, a disk no room, a device a fault.
_UNWRITABLE = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

app = typer.Typer(
    name="nlp-suite",
    help="Translations, summaries and answers, offline, from the shell.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(cls=MessagingCommand)(translate)
app.command(cls=MessagingCommand)(summarize)
app.command(cls=MessagingCommand)(answer)
app.command(cls=MessagingCommand)(answer_files)
app.command(cls=MessagingCommand)(index)
app.command(cls=MessagingCommand)(summarize_files)
app.command(cls=MessagingCommand)(translate_files)
app.command(cls=MessagingCommand)(compare)
app.command(cls=MessagingCommand)(export)
app.command(cls=MessagingCommand)(demo)
app.command(cls=MessagingCommand)(serve)
app.add_typer(evaluate, name="evaluate")
app.add_typer(train, name="train")
app.add_typer(models, name="models")


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"nlp-suite {nlp_suite.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def run(arguments: Sequence[str]) -> int:
    """Runs a command.

    Args:
        arguments: The command line without the program's name.

    Returns:
        The exit status.

    Raises:
        Exception: What `report` takes, or what nobody expects.

    Example:
        >>> run(["--version"])
        nlp-suite 0.2.0
        0
    """
    # A program that is started without these streams has none.
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    with _plain_messages():
        command = typer.main.get_command(app)
        try:
            # Not its main(), which prints an empty line where a command is interrupted.
            with command.make_context("nlp-suite", list(arguments)) as context:
                status = command.invoke(context)
        except typer.Exit as error:
            status = error.exit_code
    sys.stdout.flush()
    return status if isinstance(status, int) else 0


def report(error: Exception) -> int:
    """Prints what is wrong with the input as one line on standard error.

    Args:
        error: What `run` raised.

    Returns:
        The exit status.

    Raises:
        Exception: The error, if it is none of what a command may end with.

    Example:
        ```python
        report(nlp_suite.InvalidInputError("threads must be a whole number from 1 up, got 0"))
        ```
    """
    if isinstance(error, NLPSuiteError):
        print_message(str(error))
    elif isinstance(error, TyperException):
        print_message(f"{error.format_message()} (see nlp-suite --help)")
    elif isinstance(error, OSError) and error.filename is None and error.errno in _UNWRITABLE:
        # Python must not flush into it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:
            # The reader, such as head, has read enough.
            return 0
        print_message(f"standard output cannot be written ({error.strerror}); free some space")
    elif not isinstance(error, Abort):
        raise error
    return BAD_INPUT


@contextlib.contextmanager
def _plain_messages() -> Iterator[None]:
    """Shows warnings and what is logged without a place in the code, which nobody asked for."""
    show = warnings.showwarning
    logger = logging.getLogger("nlp_suite")
    handler = _MessageHandler(logging.WARNING)

    def show_plainly(message: Any, category: type[Warning], *place: Any, **more: Any) -> None:
        if issubclass(category, IrrelevantQueryWarning | LanguageMismatchWarning):
            print_message(str(message))
        elif sys.stderr.isatty():
            shown = warnings.formatwarning(str(message), category, *place[:2])
            sys.stderr.write(escape_controls(shown))
        else:
            show(message, category, *place, **more)

    warnings.showwarning = show_plainly
    logger.addHandler(handler)
    try:
        yield
    finally:
        warnings.showwarning = show
        logger.removeHandler(handler)


class _MessageHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        print_message(record.getMessage())
