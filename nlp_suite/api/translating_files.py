"""Translations of many files."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

if TYPE_CHECKING:
    from nlp_suite.batch.batch_run import BatchRun
    from nlp_suite.batch.files_options import FilesKeywords
    from nlp_suite.batch.translation_row import TranslationRow

PathLike = str | os.PathLike[str]


def translate_files(
    paths: PathLike | Sequence[PathLike],
    output: PathLike | None = None,
    *,
    beam_size: int | None = None,
    length_penalty: float = 1.0,
    no_repeat_ngram_size: int = 0,
    max_length: int | None = None,
    **options: "Unpack[FilesKeywords]",
) -> "BatchRun[TranslationRow]":
    """Translates many files from English into German, and resumes where it was stopped.

    It works as `nlp_suite.answer_files` does, with a row for each document.

    Args:
        paths: Files, folders, globs, or "-" for a list on standard input.
        output: A `.jsonl`, `.csv` or `.parquet` file; if None, rows are only yielded.
        beam_size: Number of hypotheses that are followed at once, as for `nlp_suite.translate`.
        length_penalty: 0 favours short translations, larger values longer ones.
        no_repeat_ngram_size: No sequence of that many tokens is written twice in a sentence.
        max_length: Largest number of tokens to write for a sentence.
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
        for row in nlp_suite.translate_files("articles", "translations.jsonl"):
            print(row.file, row.translation)
        ```
    """
    from nlp_suite.batch.batch_run import BatchRun
    from nlp_suite.batch.files_options import FilesOptions
    from nlp_suite.batch.job_settings import JobSettings

    shared = FilesOptions(**options)
    decoding = {
        "beam_size": beam_size,
        "length_penalty": length_penalty,
        "no_repeat_ngram_size": no_repeat_ngram_size,
        "max_length": max_length,
    }
    settings = JobSettings.make("translate", options=decoding, **shared.loading())
    return BatchRun(settings, None, paths, output, shared)
