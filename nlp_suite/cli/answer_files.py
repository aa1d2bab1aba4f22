"""`nlp-suite answer-files`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp_suite.cli.files_options import Output, Paths, files_command

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchRun


@files_command
def answer_files(
    paths: Paths,
    questions: Annotated[
        Path,
        typer.Option(
            "--questions",
            "-q",
            help="Questions, one a line, or a .jsonl or .csv file with questions and, where one "
            "is asked of one file alone, the files.",
        ),
    ],
    out: Output = None,
    best: Annotated[
        bool, typer.Option("--best", help="Write only the best file for each question.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Also write the answers as a page to be read.")
    ] = None,
    top_k: Annotated[
        int, typer.Option("--top-k", "-k", help="How many answers to give of each document.")
    ] = 1,
    window: Annotated[
        int | None, typer.Option(help="Most tokens that the model gets at once, 384 by default.")
    ] = None,
    stride: Annotated[
        int | None, typer.Option(help="Tokens that neighbouring windows share, 128 by default.")
    ] = None,
    max_windows: Annotated[
        int | None,
        typer.Option(
            help="Read so many windows of a text, those with most words of the question; 0 for all."
        ),
    ] = None,
    relevance: Annotated[
        float | None, typer.Option(help="How much these words count, from 0 up.")
    ] = None,
    question_tokens: Annotated[
        int | None, typer.Option(help="Most tokens of a question, 64 by default.")
    ] = None,
    answer_tokens: Annotated[int, typer.Option(help="Most tokens of an answer.")] = 15,
    no_answer_threshold: Annotated[
        float | None,
        typer.Option(help="Say that a document has no answer from this null score on."),
    ] = None,
    scoring: Annotated[
        str, typer.Option(help="joint, which compares between files, or independent.")
    ] = "joint",
    **options: Any,
) -> "BatchRun[Any]":
    """Ask questions of many files.

    Stopped at any moment and run again, it goes on where it was. Exit status 1 says that a file
    could not be read.
    """
    import nlp_suite

    return nlp_suite.answer_files(
        questions,
        paths,
        out,
        best=best,
        html=html,
        top_k=top_k,
        window=window,
        stride=stride,
        max_windows=max_windows,
        relevance=relevance,
        question_tokens=question_tokens,
        answer_tokens=answer_tokens,
        no_answer_threshold=no_answer_threshold,
        scoring=scoring,
        **options,
    )
