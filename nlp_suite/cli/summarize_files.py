"""`nlp-suite summarize-files`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp_suite.cli.files_options import Output, Paths, files_command

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchRun


@files_command
def summarize_files(
    paths: Paths,
    out: Output = None,
    sentences: Annotated[
        int | None, typer.Option("--sentences", "-n", help="How many sentences, 3 by default.")
    ] = None,
    ratio: Annotated[
        float | None, typer.Option("--ratio", "-r", help="Or which share of them, up to 1.")
    ] = None,
    method: Annotated[
        str | None, typer.Option(help="How to choose them, such as centrality, mmr, centroid.")
    ] = None,
    seed: Annotated[int, typer.Option(help="For methods that draw random numbers.")] = 0,
    **options: Any,
) -> "BatchRun[Any]":
    """Summarize many files.

    Stopped at any moment and run again, it goes on where it was. Exit status 1 says that a file
    could not be read.
    """
    import nlp_suite

    return nlp_suite.summarize_files(
        paths,
        out,
        sentences=sentences,
        ratio=ratio,
        method=method,
        seed=seed,
        **options,
    )
