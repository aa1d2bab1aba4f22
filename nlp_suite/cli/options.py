"""Options and exit statuses that the commands share."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchRun
    from nlp_suite.batch.problem import Problem

# A file could not be read.
INCOMPLETE = 1
BAD_INPUT = 2
# As shells have it for SIGINT.
INTERRUPTED = 130


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", help="Files, folders, globs, or - for a list on standard input."
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help="A .jsonl, .csv or .parquet file, beside which what is found is kept; without it, "
        "JSON lines go to standard output as they are found.",
    ),
]
Engine = Annotated[str, typer.Option(help="custom or pretrained.")]
Model = Annotated[str | None, typer.Option(help="A shipped model, a model folder, or a hub id.")]
Revision = Annotated[str | None, typer.Option(help="The commit of a hub id.")]
Runtime = Annotated[str | None, typer.Option(help="ctranslate2, keras or torch.")]
Device = Annotated[str | None, typer.Option(help="cpu, cuda, mps or auto.")]
ComputeType = Annotated[str | None, typer.Option(help="int8, float32, …")]
Threads = Annotated[int | None, typer.Option(help="CPU threads of each worker.")]
BatchTokens = Annotated[
    int | None, typer.Option(help="Most padded tokens to compute at once; more for a GPU.")
]
Workers = Annotated[int, typer.Option(help="Number of processes, each with the model.")]
Ray = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Compute on a Ray cluster: its address, auto for the one that runs on this machine, "
        "or local to start one.",
    ),
]
WorkerCpus = Annotated[float, typer.Option(help="CPUs of each worker on Ray, also a fraction.")]
WorkerGpus = Annotated[float, typer.Option(help="GPUs of each worker on Ray, also a fraction.")]
TextColumn = Annotated[str, typer.Option(help="Where in a table the text is.")]
IdColumn = Annotated[str, typer.Option(help="Where in a table the id is, if there is one.")]
KeepColumns = Annotated[
    list[str] | None,
    typer.Option("--keep-column", help="A further column of tables for the output; repeatable."),
]
MaxBytes = Annotated[int, typer.Option(help="How many bytes a document may have.")]
TimeLimit = Annotated[
    float, typer.Option(help="Seconds that the parsing of a page or a PDF file may take.")
]
Hidden = Annotated[
    bool, typer.Option("--hidden", help="Read files and folders whose names begin with a dot.")
]
NullSeparated = Annotated[
    bool, typer.Option("--null", "-0", help="Paths on standard input end in NUL.")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Stop at the first file that cannot be read.")
]


def _shared(
    engine: Engine = "custom",
    model: Model = None,
    revision: Revision = None,
    runtime: Runtime = None,
    device: Device = None,
    compute_type: ComputeType = None,
    threads: Threads = None,
    batch_tokens: BatchTokens = None,
    workers: Workers = 1,
    ray: Ray = None,
    worker_cpus: WorkerCpus = 1.0,
    worker_gpus: WorkerGpus = 0.0,
    text_column: TextColumn = "text",
    id_column: IdColumn = "id",
    keep_columns: KeepColumns = None,
    max_bytes: MaxBytes = 64 << 20,
    time_limit: TimeLimit = 60.0,
    hidden: Hidden = False,
    null_separated: NullSeparated = False,
    strict: Strict = False,
) -> None:
    """Has no body: its parameters are those that every command gets."""


def files_command(make_job: Callable[..., "BatchRun[Any]"]) -> Callable[..., None]:
    """Decorates a function that makes a job: the command gets the options, and runs the job.

    Args:
        make_job: Takes `paths`, `out`, options of its own, and as `**options` all others.

    Returns:
        The command, with its docstring.

    Example:
        ```python
        from typing import Any

        from nlp_suite.cli.options import Output, Paths, files_command


        @files_command
        def summarize_folder(paths: Paths, out: Output = None, **options: Any) -> Any:
            return nlp_suite.summarize_files(paths, out, **options)
        ```
    """

    @functools.wraps(make_job)
    def command(**values: Any) -> None:
        values["keep_columns"] = values["keep_columns"] or ()
        job = make_job(**values, on_problem=show_problem)
        raise typer.Exit(run_job(job, values["out"]))

    own = inspect.signature(make_job).parameters.values()
    parameters = [one for one in own if one.kind is not inspect.Parameter.VAR_KEYWORD]
    parameters += inspect.signature(_shared).parameters.values()
    # What typer reads.
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


def run_job(run: "BatchRun[Any]", output: Path | None) -> int:
    """Runs a job to its end.

    Args:
        run: The job.
        output: Where it writes; rows go to standard output if None.

    Returns:
        The exit status: 0, 1 if something was left out, or 130 if it was interrupted.

    Example:
        ```python
        run_job(nlp_suite.summarize_files("articles/tom.txt"), output=None)
        ```
    """
    import json

    try:
        for row in run:
            if output is None:
                typer.echo(json.dumps(row.to_dict(), ensure_ascii=False))
    except KeyboardInterrupt:
        kept = f"; what was found is kept in {output}.job: run the same command to go on"
        typer.echo(f"nlp-suite: stopped{kept if output else ''}", err=True)
        return INTERRUPTED
    if run.problems:
        where = f"; {output}.errors has them" if output else ""
        typer.echo(f"nlp-suite: problems: {run.problems:,}{where}", err=True)
    return INCOMPLETE if run.problems else 0


def show_problem(problem: "Problem") -> None:
    """Prints a problem as one line on standard error.

    Args:
        problem: The problem.

    Example:
        ```python
        from nlp_suite.batch import Problem

        show_problem(Problem("a.txt", "a.txt is empty", nlp_suite.DataFormatError))
        ```
    """
    typer.echo(f"nlp-suite: {' '.join(problem.reason.split())}", err=True)
