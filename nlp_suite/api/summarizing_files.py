"""Summaries of many files."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

if TYPE_CHECKING:
    from nlp_suite.batch.batch_run import BatchRun
    from nlp_suite.batch.files_options import FilesKeywords
    from nlp_suite.batch.summary_row import SummaryRow

PathLike = str | os.PathLike[str]


def summarize_files(
    paths: PathLike | Sequence[PathLike],
    output: PathLike | None = None,
    *,
    sentences: int | None = None,
    ratio: float | None = None,
    method: str | None = None,
    seed: int = 0,
    **options: "Unpack[FilesKeywords]",
) -> "BatchRun[SummaryRow]":
    """Summarizes many files, and resumes where it was stopped.

    It works as `nlp_suite.answer_files` does, with a row for each document.

    Args:
        paths: Files, folders, globs, or "-" for a list on standard input.
        output: A `.jsonl`, `.csv` or `.parquet` file; if None, rows are only yielded.
        sentences: How many sentences to keep of each document, as for `nlp_suite.summarize`.
        ratio: Or which share of them.
        method: How to choose them.
        seed: For the methods that draw random numbers.
        **options: `engine`, `model`, `workers`, `strict` and others, see
            `nlp_suite.batch.FilesOptions`.

    Returns:
        The rows, as they are found.

    Raises:
        InvalidInputError: If an argument is none of its possible values.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If the model folder is damaged.
        BatchError: While iterating, if the output cannot be written, or another job writes it.

    Example:
        ```python
        for row in nlp_suite.summarize_files("articles", "summaries.jsonl", sentences=1):
            print(row.file, row.summary)
        ```
    """
    from nlp_suite.batch.batch_run import BatchRun
    from nlp_suite.batch.files_options import FilesOptions
    from nlp_suite.batch.job_settings import JobSettings

    shared = FilesOptions(**options)
    choosing = {"sentences": sentences, "ratio": ratio, "method": method, "seed": seed}
    settings = JobSettings.make("summarize", options=choosing, **shared.loading())
    return BatchRun(settings, None, paths, output, shared)
