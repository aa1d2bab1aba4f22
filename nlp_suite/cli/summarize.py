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
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    *,
    summarizing: Values,
    loading: Values,
    as_json: AsJson = False,
) -> None:
    """Print the sentences of FILE that stand for the whole of it, one a line.

    Three of them, if no option says how long the summary should be.
    """
    import nlp_suite
    from nlp_suite.data import read_text

    summary = nlp_suite.summarize(read_text(file), **summarizing, **loading)
    if as_json:
        typer.echo(json.dumps(summary.to_dict(), ensure_ascii=False, indent=2))
        return
    for sentence in summary.sentences:
        typer.echo(" ".join(sentence.text.split()))


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
