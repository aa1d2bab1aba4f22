"""Summarization: `summarize` for texts, `summarize_files` for many files."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, overload

from nlp_suite.api.loading import load_cached
from nlp_suite.results import Summary

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchRun
    from nlp_suite.batch.options import FilesKeywords
    from nlp_suite.batch.tasks.summarization import SummaryRow


@overload
def summarize(
    text: str,
    *,
    sentences: int | None = None,
    ratio: float | None = None,
    method: str | None = None,
    engine: str = "custom",
    model: str | Path | None = None,
    revision: str | None = None,
    runtime: str | None = None,
    device: str | None = None,
    seed: int = 0,
    progress: bool | None = None,
) -> Summary: ...


@overload
def summarize(
    text: list[str] | tuple[str, ...],
    *,
    sentences: int | None = None,
    ratio: float | None = None,
    method: str | None = None,
    engine: str = "custom",
    model: str | Path | None = None,
    revision: str | None = None,
    runtime: str | None = None,
    device: str | None = None,
    seed: int = 0,
    progress: bool | None = None,
) -> list[Summary]: ...


def summarize(
    text: str | list[str] | tuple[str, ...],
    *,
    sentences: int | None = None,
    ratio: float | None = None,
    method: str | None = None,
    engine: str = "custom",
    model: str | Path | None = None,
    revision: str | None = None,
    runtime: str | None = None,
    device: str | None = None,
    seed: int = 0,
    progress: bool | None = None,
) -> Summary | list[Summary]:
    """Chooses the sentences of a text that stand for the whole of it.

    The first call loads the model, later calls with the same one reuse it.

    Args:
        text: The text, of any length, or a list of texts.
        sentences: How many sentences to keep; all of them if the text has fewer. 3 where
            neither this nor `ratio` is given.
        ratio: The share of the text's sentences to keep, above 0 and up to 1.
        method: How to choose: "centrality", "kmeans", "lead", "mmr", …; the best by
            measurement if None.
        engine: "custom": our own encoder, offline. "pretrained": DistilBERT and others of the
            Hugging Face Hub.
        model: A shipped model's name, a local folder, or a hub id.
        revision: The commit, tag or branch of a hub id.
        runtime: "ctranslate2" (the default) or "keras", the reference; "torch" is that of
            engine="pretrained".
        device: "cpu" (the default), "cuda" or "auto", for CTranslate2; also "mps" for PyTorch.
        seed: For the methods that draw random numbers.
        progress: Whether to show a progress bar for a list; if None, on a terminal.

    Returns:
        For a str one `Summary` of exactly min(sentences, sentences of the text) sentences
        in text order; for a list a list of them in its order.

    Raises:
        InvalidInputError: If a text is not a str or has no visible character, or an option
            is out of its range.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If the model folder is damaged.

    Example:
        >>> text = "Tin melts at 232 °C. It was alloyed with copper. That made bronze."
        >>> summary = nlp_suite.summarize(text, sentences=1)
        >>> first = summary.sentences[0]
        >>> text[first.start : first.end] == first.text
        True
    """
    summarizer = load_cached(
        "summarize",
        engine=engine,
        model=model,
        revision=revision,
        runtime=runtime,
        device=device,
    )
    summaries: Summary | list[Summary] = summarizer(
        text, sentences=sentences, ratio=ratio, method=method, seed=seed, progress=progress
    )
    return summaries


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
    from nlp_suite.batch.job import BatchRun
    from nlp_suite.batch.job_settings import JobSettings
    from nlp_suite.batch.options import FilesOptions

    shared = FilesOptions(**options)
    choosing = {"sentences": sentences, "ratio": ratio, "method": method, "seed": seed}
    settings = JobSettings.make("summarize", options=choosing, **shared.loading())
    return BatchRun(settings, None, paths, output, shared)
