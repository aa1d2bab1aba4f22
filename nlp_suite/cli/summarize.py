"""`nlp-suite summarize` and `nlp-suite summarize-files`."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp_suite.cli.files_command import files_command
from nlp_suite.cli.options import (
    AsJson,
    Paths,
    Rows,
    Values,
    composed_of,
    loading_options,
    summarization_options,
)

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchJob


@composed_of(summarizing=summarization_options, loading=loading_options)
def summarize(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="A text file, or - for standard input."),
    ],
    *,
    together: Annotated[
        bool, typer.Option("--together", help="One summary of several files.")
    ] = False,
    summarizing: Values,
    loading: Values,
    as_json: AsJson = False,
) -> None:
    """Print the sentences of FILE that stand for the whole of it, one a line.

    Three of them, if no option says how long the summary should be. With --together they are those
    of several files, each behind the name of its file, and repeated news are told once.
    """
    import nlp_suite
    from nlp_suite.data import read_text
    from nlp_suite.errors import InvalidInputError

    if together:
        if len(set(files)) < len(files):
            raise InvalidInputError("the same file was given more than once")
        texts = {file: read_text(file) for file in files}
        summary = nlp_suite.summarize(texts, together=True, **summarizing, **loading)
    elif len(files) > 1:
        raise InvalidInputError(
            f"got {len(files)} files; pass --together for one summary of them, or use "
            "nlp-suite summarize-files for one of each"
        )
    else:
        summary = nlp_suite.summarize(read_text(files[0]), **summarizing, **loading)
    if as_json:
        typer.echo(json.dumps(summary.to_dict(), ensure_ascii=False, indent=2))
        return
    if summary.title:
        typer.echo(f"{summary.title}\n")
    for sentence in summary.sentences:
        source = "" if sentence.document is None else f"{sentence.document}: "
        typer.echo(source + " ".join(sentence.text.split()))
    if summary.keywords:
        phrases = ", ".join(keyword.text for keyword in summary.keywords)
        typer.echo(f"\nKey phrases: {phrases}")


@files_command(summarizing=summarization_options)
def summarize_files(
    paths: Paths, output: Rows = None, *, summarizing: Values, options: Values
) -> "BatchJob[Any]":
    """Summarize many files, each in three sentences if no option says how long a summary should be.

    Stopped at any moment and run again, it goes on where it was. Exit status 1 says that a file
    could not be read.
    """
    import nlp_suite

    return nlp_suite.summarize_files(paths, output, **summarizing, **options)
