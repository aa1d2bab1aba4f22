"""Commands that run a job over files."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from nlp_suite.cli.messages import print_message
from nlp_suite.cli.options import (
    INCOMPLETE,
    Group,
    Values,
    composed_of,
    files_options,
    loading_options,
)
from nlp_suite.display import json_text

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchJob
    from nlp_suite.batch.problem import Problem
    from nlp_suite.data.documents.document import UnreadableDocument


def files_command(**groups: Group) -> Callable[[Callable[..., Any]], Any]:
    """Decorates a function that makes a job over files: the command runs the job.

    It gets the options of loading and of files as `options`, besides those of its own groups.

    Args:
        **groups: As for `composed_of`.

    Returns:
        The decorator; the function takes `paths`, `output`, what is its own, its groups and
        `options`.

    Example:
        ```python
        from nlp_suite.cli.files_command import files_command
        from nlp_suite.cli.options import Paths, Rows, Values


        @files_command()
        def summarize_folder(paths: Paths, output: Rows = None, *, options: Values) -> object:
            return nlp_suite.summarize_files(paths, output, **options)
        ```
    """

    def decorate(make_job: "Callable[..., BatchJob[Any]]") -> Callable[..., None]:
        # The same parameters, with two groups in the place of `options`.
        @functools.wraps(make_job)
        def command(*, loading: Values, files: Values, **values: Any) -> None:
            files["keep_columns"] = files["keep_columns"] or ()
            options = {**loading, **files, "on_problem": show_problem}
            job = make_job(**values, options=options)
            raise typer.Exit(run_job(job, values["output"]))

        own = [
            one for one in inspect.signature(make_job).parameters.values() if one.name != "options"
        ]
        kind = inspect.Parameter.KEYWORD_ONLY
        placed = [inspect.Parameter(name, kind) for name in ("loading", "files")]
        command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [*(one.replace(kind=kind) for one in own), *placed]
        )
        composed: Callable[..., None] = composed_of(
            loading=loading_options, files=files_options, **groups
        )(command)
        return composed

    return decorate


def run_job(run: "BatchJob[Any]", output: Path | None) -> int:
    """Runs a job to its end.

    Args:
        run: The job.
        output: Where it writes; rows go to standard output if None.

    Returns:
        The exit status: 0, or 1 if something was left out.

    Raises:
        KeyboardInterrupt: If it is interrupted; it says how to go on.

    Example:
        ```python
        run_job(nlp_suite.summarize_files("articles/tom.txt"), output=None)
        ```
    """
    try:
        for row in run:
            if output is None:
                typer.echo(json_text(row.to_dict()))
    except KeyboardInterrupt as error:
        kept = f"what was found is kept in {output}.job: run the same command to go on"
        raise type(error)(kept if output else "") from None
    if run.problems:
        where = f"; {output}.errors has them" if output else ""
        print_message(f"problems: {run.problems:,}{where}")
    return INCOMPLETE if run.problems else 0


def show_problem(problem: "Problem | UnreadableDocument") -> None:
    """Prints a problem as one line on standard error.

    Args:
        problem: The problem.

    Example:
        ```python
        from nlp_suite.batch import Problem

        show_problem(Problem("a.txt", "a.txt is empty", nlp_suite.DataFormatError))
        ```
    """
    print_message(problem.reason)
