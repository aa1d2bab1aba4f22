"""`nlp-suite summarize` and `nlp-suite summarize-files`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp_suite.cli.files_command import files_command
from nlp_suite.cli.messages import print_message
from nlp_suite.cli.options import (
    AsJson,
    Paths,
    Rows,
    Values,
    composed_of,
    file_options,
    loading_options,
    summarization_options,
)
from nlp_suite.display import json_text

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchJob
    from nlp_suite.results import SentenceSupport


@composed_of(summarizing=summarization_options, loading=loading_options, parsing=file_options)
def summarize(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Text, page, PDF, or table with texts; also in gzip; or - for standard input.",
        ),
    ],
    *,
    together: Annotated[
        bool, typer.Option("--together", help="One summary of several files.")
    ] = False,
    summarizing: Values,
    loading: Values,
    parsing: Values,
    as_json: AsJson = False,
) -> None:
    """Print the sentences of FILE that stand for the whole of it, one a line.

    Three of them, if no option says how long the summary should be. With --together they are those
    of several files, each behind the name of its file, and repeated news are told once. A model
    with a decoder, such as facebook/bart-large-cnn of --engine pretrained, writes a summary; what
    FILE does not support of it is told on standard error.
    """
    import nlp_suite
    from nlp_suite.cli.inputs import read_inputs
    from nlp_suite.errors import InvalidInputError

    if len(set(files)) < len(files):
        raise InvalidInputError("the same file was given more than once")
    if len(files) > 1 and not together:
        raise InvalidInputError(
            f"got {len(files)} files; pass --together for one summary of them, or use "
            "nlp-suite summarize-files for one of each"
        )
    texts = list(read_inputs(files, parsing, many="summarize-files"))
    if together:
        summary = nlp_suite.summarize(dict(texts), together=True, **summarizing, **loading)
    elif len(texts) > 1:
        raise InvalidInputError(
            f"{files[0]} is a table with {len(texts)} texts; pass --together for one summary of "
            "them, or use nlp-suite summarize-files for one of each"
        )
    else:
        summary = nlp_suite.summarize(texts[0].text, **summarizing, **loading)
    if as_json:
        typer.echo(json_text(summary.to_dict(), indent=2))
        return
    if summary.title:
        typer.echo(f"{summary.title}\n")
    if summary.style == "abstractive":
        typer.echo(summary.text)
        for one in summary.unsupported:
            print_message(f"not supported by the text{_lacking(one)}: {one.text}")
    for sentence in summary.sentences:
        source = "" if sentence.document is None else f"{sentence.document}: "
        typer.echo(source + " ".join(sentence.text.split()))
    if summary.keywords:
        phrases = ", ".join(keyword.text for keyword in summary.keywords)
        typer.echo(f"\nKey phrases: {phrases}")


def _lacking(one: "SentenceSupport") -> str:
    return f", which lacks {', '.join(one.missing)}" if one.missing else ""


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
