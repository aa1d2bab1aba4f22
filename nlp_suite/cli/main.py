"""Entry point of the command line, and its error handling."""

import contextlib
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
from nlp_suite.cli.options import BAD_INPUT, INTERRUPTED
from nlp_suite.cli.summarize import summarize, summarize_files
from nlp_suite.cli.train import train
from nlp_suite.cli.translate import translate, translate_files
from nlp_suite.errors import IrrelevantQueryWarning, LanguageMismatchWarning, NLPSuiteError

app = typer.Typer(
    name="nlp-suite",
    help="Translations, summaries and answers, offline, from the shell.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(translate)
app.command()(summarize)
app.command()(answer)
app.command()(answer_files)
app.command()(index)
app.command()(summarize_files)
app.command()(translate_files)
app.command()(compare)
app.command()(export)
app.command()(demo)
app.add_typer(evaluate, name="evaluate")
app.add_typer(train, name="train")


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command.

    Whatever is wrong with the input becomes one line on standard error, never a traceback.

    Args:
        arguments: The command line without the program's name; that of the process if
            None.

    Returns:
        The exit status: 0, or 1 where files were left out, 2 for bad input, or 130 when
        interrupted.

    Example:
        >>> main(["--version"])
        nlp-suite 0.2.0
        0
    """
    try:
        with _plain_warnings():
            status = app(
                args=None if arguments is None else list(arguments),
                prog_name="nlp-suite",
                standalone_mode=False,
            )
        sys.stdout.flush()
    except NLPSuiteError as error:
        return _fail(str(error))
    except TyperException as error:
        return _fail(f"{error.format_message()} (see nlp-suite --help)")
    except (Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit) as error:
        # Typer turns a broken pipe into an exit.
        if not isinstance(error.__context__ or error, BrokenPipeError):
            raise
        # The reader, such as head, closed the pipe; Python must not flush into it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status if isinstance(status, int) else 0


@contextlib.contextmanager
def _plain_warnings() -> Iterator[None]:
    """Shows our own warnings without a place in the code, which nobody at a shell asked for."""
    show = warnings.showwarning

    def show_plainly(message: Any, category: type[Warning], *place: Any, **more: Any) -> None:
        if issubclass(category, IrrelevantQueryWarning | LanguageMismatchWarning):
            _print(str(message))
        else:
            show(message, category, *place, **more)

    warnings.showwarning = show_plainly
    try:
        yield
    finally:
        warnings.showwarning = show


def _fail(message: str) -> int:
    _print(message)
    return BAD_INPUT


def _print(message: str) -> None:
    print(f"nlp-suite: {' '.join(message.split())}", file=sys.stderr)  # noqa: T201
