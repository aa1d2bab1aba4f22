"""`nlp-suite summarize` and `nlp-suite summarize-files`."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp_suite.cli.options import Output, Paths, files_command

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchRun


def summarize(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    sentences: Annotated[
        int | None, typer.Option("--sentences", "-n", help="How many sentences, 3 by default.")
    ] = None,
    ratio: Annotated[
        float | None, typer.Option("--ratio", "-r", help="Or which share of them, up to 1.")
    ] = None,
    method: Annotated[
        str | None, typer.Option(help="How to choose them, such as centrality, mmr, kmeans.")
    ] = None,
    engine: Annotated[str, typer.Option(help="custom or pretrained.")] = "custom",
    model: Annotated[
        str | None, typer.Option(help="A shipped model, a model folder, or a hub id.")
    ] = None,
    revision: Annotated[str | None, typer.Option(help="The commit of a hub id.")] = None,
    runtime: Annotated[str | None, typer.Option(help="ctranslate2, keras or torch.")] = None,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, mps or auto.")] = None,
    seed: Annotated[int, typer.Option(help="For methods that draw random numbers.")] = 0,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with offsets and scores.")
    ] = False,
) -> None:
    """Print the sentences of FILE that stand for the whole of it, one a line."""
    import nlp_suite
    from nlp_suite.data import read_text

    summary = nlp_suite.summarize(
        read_text(file),
        sentences=sentences,
        ratio=ratio,
        method=method,
        engine=engine,
        model=model,
        revision=revision,
        runtime=runtime,
        device=device,
        seed=seed,
    )
    if as_json:
        typer.echo(json.dumps(summary.to_dict(), ensure_ascii=False, indent=2))
        return
    for sentence in summary.sentences:
        typer.echo(" ".join(sentence.text.split()))


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
        str | None, typer.Option(help="How to choose them, such as centrality, mmr, kmeans.")
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
