"""`nlp-suite translate-files`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp_suite.cli.files_options import Output, Paths, files_command

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchRun


@files_command
def translate_files(
    paths: Paths,
    out: Output = None,
    beam_size: Annotated[
        int | None, typer.Option(help="How many hypotheses to follow at once, 4 by default.")
    ] = None,
    length_penalty: Annotated[
        float, typer.Option(help="0 favours short translations, larger values longer ones.")
    ] = 1.0,
    no_repeat_ngram_size: Annotated[
        int, typer.Option(help="Write no sequence of so many tokens twice in a sentence.")
    ] = 0,
    max_length: Annotated[
        int | None, typer.Option(help="Largest number of tokens to write for a sentence.")
    ] = None,
    **options: Any,
) -> "BatchRun[Any]":
    """Translate many files from English into German.

    Stopped at any moment and run again, it goes on where it was. Exit status 1 says that a file
    could not be read.
    """
    import nlp_suite

    return nlp_suite.translate_files(
        paths,
        out,
        beam_size=beam_size,
        length_penalty=length_penalty,
        no_repeat_ngram_size=no_repeat_ngram_size,
        max_length=max_length,
        **options,
    )
