"""Summarization: `summarize` for texts, `summarize_files` for many files."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from nlp_suite.api.loading import load_cached
from nlp_suite.batch.options import FilesKeywords, FilesOptions
from nlp_suite.data.texts import Text, Texts
from nlp_suite.load_options import DIRECTION_OPTIONS, LoadKeywords, LoadOptions
from nlp_suite.option_signatures import take, with_options
from nlp_suite.results import Summary
from nlp_suite.tasks.summarization.options import SummarizationKeywords, SummarizationOptions
from nlp_suite.tasks.summarization.styles import with_writer

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchJob
    from nlp_suite.batch.tasks.summarization import SummaryRow

PathLike = str | os.PathLike[str]


class SummarizeKeywords(SummarizationKeywords, LoadKeywords, total=False):
    """Keyword arguments of `summarize`; described there."""

    progress: bool | None


class SummarizeFilesKeywords(SummarizationKeywords, FilesKeywords, total=False):
    """Keyword arguments of `summarize_files`; described there."""


@overload
def summarize(  # type: ignore[overload-overlap]
    text: Text, *, together: Literal[False] = False, **options: Unpack[SummarizeKeywords]
) -> Summary: ...


@overload
def summarize(
    text: Texts, *, together: Literal[False] = False, **options: Unpack[SummarizeKeywords]
) -> list[Summary]: ...


@overload
def summarize(
    text: Texts | Mapping[str, Text],
    *,
    together: Literal[True],
    **options: Unpack[SummarizeKeywords],
) -> Summary: ...


@with_options(SummarizationOptions, LoadOptions, without=DIRECTION_OPTIONS)
def summarize(
    text: Text | Texts | Mapping[str, Text],
    *,
    together: bool = False,
    progress: bool | None = None,
    **options: Any,
) -> Summary | list[Summary]:
    """Chooses the sentences of a text that stand for the whole of it, or has a model write them.

    The first call loads the model, later calls with the same one reuse it. A summary is abstractive
    if the model is an encoder with a decoder, such as "facebook/bart-large-cnn" of
    `engine="pretrained"`, which is the model if none is named and `style` is "abstractive".

    Args:
        text: The text, of any length, or the `Path` of a file with it; or a list or another
            iterable of these, such as a pandas Series or a NumPy array.
        together: Whether several texts get one summary, which tells once what more than one of
            them says. They may have names then: a mapping of names to texts.
        progress: Whether to show a progress bar for a list, or a long text that a model is to
            write about; if None, on a terminal.
        **options: See `nlp_suite.tasks.summarization.options.SummarizationOptions` and
            `nlp_suite.load_options.LoadOptions`.

    Returns:
        For a text one `Summary`, an extractive one of exactly min(sentences, sentences of the
        text) sentences in text order; for several a list of them in their order; for several
        together one, in the order of the texts, whose sentences say which they are from.

    Raises:
        InvalidInputError: If a text is not a str or has no visible character, a file cannot be
            read, or an option is out of its range.
        DataFormatError: If a file is damaged or has no text.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If the model folder is damaged.

    Warns:
        IrrelevantQueryWarning: If nothing in a text is about the query.

    Example:
        >>> text = "Tin melts at 232 °C. It was alloyed with copper. That made bronze."
        >>> summary = nlp_suite.summarize(text, sentences=1)
        >>> first = summary.sentences[0]
        >>> text[first.start : first.end] == first.text
        True
    """
    # Before a model is loaded.
    checked = SummarizationOptions(**take(SummarizationOptions, options))
    loading = with_writer(LoadOptions(**take(LoadOptions, options)), checked.style)
    summarizer = load_cached("summarize", loading)
    summaries: Summary | list[Summary] = summarizer(
        text, together=together, progress=progress, **take(SummarizationOptions, options)
    )
    return summaries


@with_options(SummarizationOptions, FilesOptions, without=DIRECTION_OPTIONS)
def summarize_files(
    paths: PathLike | Sequence[PathLike],
    output: PathLike | None = None,
    **options: Unpack[SummarizeFilesKeywords],
) -> "BatchJob[SummaryRow]":
    """Summarizes many files, and resumes where it was stopped.

    It works as `nlp_suite.answer_files` does, with a row for each document.

    Args:
        paths: Files, folders, globs, or "-" for a list on standard input.
        output: A `.jsonl`, `.csv` or `.parquet` file; if None, rows are only yielded.
        **options: See `nlp_suite.tasks.summarization.options.SummarizationOptions` and
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
    from nlp_suite.batch.job import BatchJob
    from nlp_suite.batch.job_settings import JobSettings

    files = FilesOptions(**take(FilesOptions, options))
    selecting = SummarizationOptions(**take(SummarizationOptions, options))
    loading = with_writer(files.loading(), selecting.style)
    settings = JobSettings.make("summarize", loading, options=selecting.to_dict())
    return BatchJob(settings, None, paths, output, files)
