"""Translation: `translate` for texts, `translate_files` for many files."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack, overload

from nlp_suite.api.loading import load_cached
from nlp_suite.arguments import check_number
from nlp_suite.batch.options import FilesKeywords, FilesOptions
from nlp_suite.data.texts import Text, Texts
from nlp_suite.decoding.options import DecodingKeywords, DecodingOptions, SearchKeywords
from nlp_suite.load_options import DirectionKeywords, LoadKeywords, LoadOptions
from nlp_suite.option_signatures import option_names, take, with_options
from nlp_suite.results import Translation
from nlp_suite.tasks.translation.options import TranslationKeywords, TranslationOptions

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchJob
    from nlp_suite.batch.tasks.translation import TranslationRow

PathLike = str | os.PathLike[str]

# A row of a file of translations has one translation, and no attention.
_OF_ONE_CALL = ("n_best", "attention")


class TranslateKeywords(
    TranslationKeywords, DecodingKeywords, LoadKeywords, DirectionKeywords, total=False
):
    """Keyword arguments of `translate`; described there."""

    progress: bool | None


class TranslateFilesKeywords(
    TranslationKeywords, SearchKeywords, FilesKeywords, DirectionKeywords, total=False
):
    """Keyword arguments of `translate_files`; described there."""


@overload
def translate(  # type: ignore[overload-overlap]
    text: Text, **options: Unpack[TranslateKeywords]
) -> Translation: ...


@overload
def translate(text: Texts, **options: Unpack[TranslateKeywords]) -> list[Translation]: ...


@with_options(TranslationOptions, DecodingOptions, LoadOptions)
def translate(
    text: Text | Texts,
    *,
    progress: bool | None = None,
    **options: Any,
) -> Translation | list[Translation]:
    r"""Translates text; English into German unless `source` and `target` say otherwise.

    Both directions between English and German are shipped, and the pretrained engine knows many
    other pairs of languages. A model that is named translates between its own languages. The
    first call loads the model, later calls with the same one reuse it. White space and line
    breaks stay as they are.

    Args:
        text: The text, of any length, or the `Path` of a file with it; or a list or another
            iterable of these, such as a pandas Series or a NumPy array, which are translated
            together.
        progress: Whether to show a progress bar; if None, on a terminal if there is enough
            to do.
        **options: See `nlp_suite.tasks.translation.options.TranslationOptions`,
            `nlp_suite.decoding.options.DecodingOptions` and `nlp_suite.load_options.LoadOptions`.

    Returns:
        For a text one `Translation`; for several a list of them in their order. A text without any
        letter comes back as it is, and with `source="auto"` one that is in the target language
        already.

    Raises:
        InvalidInputError: If a text is not a str, a file cannot be read, an option is out of its
            range, or the model named is one of other languages than `source` and `target`.
        DataFormatError: If a file is damaged or has no text.
        ModelNotAvailableError: If there is no such model, none for this pair of languages, or a
            package is missing.
        ModelFormatError: If the model folder is damaged.

    Example:
        >>> translation = nlp_suite.translate("I am thirsty.\n", n_best=2)
        >>> len(translation.n_best), str(translation)[-1]
        (2, '\n')
    """
    _check(options)
    translator = load_cached("translate", LoadOptions(**take(LoadOptions, options)))
    translations: Translation | list[Translation] = translator(
        text,
        progress=progress,
        **take(TranslationOptions, options),
        **take(DecodingOptions, options),
    )
    return translations


def _check(options: Mapping[str, Any]) -> None:
    """Checks the options that are the task's, before a model is loaded."""
    for kind in (TranslationOptions, DecodingOptions):
        kind(**take(kind, options))


@with_options(TranslationOptions, DecodingOptions, FilesOptions, without=_OF_ONE_CALL)
def translate_files(
    paths: PathLike | Sequence[PathLike],
    output: PathLike | None = None,
    *,
    mark_below: float | None = None,
    **options: Unpack[TranslateFilesKeywords],
) -> "BatchJob[TranslationRow]":
    """Translates many files; English into German unless `source` and `target` say otherwise.

    It works as `nlp_suite.answer_files` does, with a row for each document, and resumes where it
    was stopped.

    Args:
        paths: Files, folders, globs, or "-" for a list on standard input.
        output: A `.jsonl`, `.csv` or `.parquet` file; if None, rows are only yielded.
        mark_below: The quality, from 0 to 1, below which a sentence gets "[?] " before it; None
            for no marks.
        **options: See `nlp_suite.tasks.translation.options.TranslationOptions`,
            `nlp_suite.decoding.options.DecodingOptions` and `nlp_suite.batch.FilesOptions`.

    Returns:
        The rows, as they are found.

    Raises:
        InvalidInputError: If an argument is none of its possible values, or the model named is
            one of other languages than `source` and `target`.
        ModelNotAvailableError: If there is no such model, none for this pair of languages, or a
            package is missing.
        ModelFormatError: If the model folder is damaged.
        BatchError: While iterating, if the output cannot be written, or another job writes it.

    Example:
        ```python
        for row in nlp_suite.translate_files("articles", "translations.jsonl"):
            print(row.file, row.translation)
        ```
    """
    from nlp_suite.batch.job import BatchJob
    from nlp_suite.batch.job_settings import JobSettings
    from nlp_suite.batch.tasks.translation import plain_options

    if mark_below is not None:
        check_number("mark_below", mark_below, 0, 1)
    files = FilesOptions(**take(FilesOptions, options))
    decoding = DecodingOptions(**take(DecodingOptions, options))
    content = TranslationOptions(**take(TranslationOptions, options))
    call = {name: getattr(content, name) for name in option_names(TranslationOptions)}
    for name in option_names(DecodingOptions, without=_OF_ONE_CALL):
        call[name] = getattr(decoding, name)
    settings = JobSettings.make(
        "translate", files.loading(), options=plain_options(call) | {"mark_below": mark_below}
    )
    return BatchJob(settings, None, paths, output, files)
