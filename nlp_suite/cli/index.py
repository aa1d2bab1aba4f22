"""`nlp-suite index`."""

from pathlib import Path
from typing import Annotated

import typer

from nlp_suite.cli.files_command import show_problem
from nlp_suite.cli.messages import print_message
from nlp_suite.cli.options import (
    INCOMPLETE,
    Language,
    Paths,
    Values,
    composed_of,
    document_options,
)


@composed_of(documents=document_options)
def index(
    paths: Paths,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file of the index, made or brought up to date."),
    ],
    add: Annotated[
        bool, typer.Option("--add", help="Keep documents of the index that are not among these.")
    ] = False,
    language: Language = None,
    passage_words: Annotated[
        int | None, typer.Option(help="Most words of a passage, 150 for a new index if not given.")
    ] = None,
    overlap_words: Annotated[
        int | None,
        typer.Option(
            help="Most words that neighbouring passages share, 40 for a new index if not given."
        ),
    ] = None,
    *,
    documents: Values,
) -> None:
    """Make an index of files, to answer questions from, or bring one up to date.

    Stopped at any moment and run again, it goes on where it was. Exit status 1 says that a file
    could not be read.
    """
    import nlp_suite

    with nlp_suite.PassageIndex(
        output, language=language, passage_words=passage_words, overlap_words=overlap_words
    ) as made:
        try:
            changes = made.add(paths, remove_others=not add, on_problem=show_problem, **documents)
        except KeyboardInterrupt as error:
            kept = f"what was indexed is kept in {output}: run the same command to go on"
            raise type(error)(kept) from None
        typer.echo(
            f"{output}: {len(made):,} documents, {made.num_passages:,} passages "
            f"({changes.added:,} added, {changes.changed:,} changed, {changes.removed:,} removed)"
        )
    if changes.problems:
        print_message(f"problems: {len(changes.problems):,}")
        raise typer.Exit(INCOMPLETE)
