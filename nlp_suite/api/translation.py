"""Translation: `translate` for texts, `translate_files` for many files."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, overload

from nlp_suite.api.loading import load_cached
from nlp_suite.results import Translation

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchRun
    from nlp_suite.batch.options import FilesKeywords
    from nlp_suite.batch.tasks.translation import TranslationRow


@overload
def translate(
    text: str,
    *,
    beam_size: int | None = None,
    n_best: int = 1,
    length_penalty: float = 1.0,
    no_repeat_ngram_size: int = 0,
    max_length: int | None = None,
    attention: bool = False,
    engine: str = "custom",
    model: str | Path | None = None,
    revision: str | None = None,
    runtime: str | None = None,
    device: str | None = None,
    progress: bool | None = None,
) -> Translation: ...


@overload
def translate(
    text: list[str] | tuple[str, ...],
    *,
    beam_size: int | None = None,
    n_best: int = 1,
    length_penalty: float = 1.0,
    no_repeat_ngram_size: int = 0,
    max_length: int | None = None,
    attention: bool = False,
    engine: str = "custom",
    model: str | Path | None = None,
    revision: str | None = None,
    runtime: str | None = None,
    device: str | None = None,
    progress: bool | None = None,
) -> list[Translation]: ...


def translate(
    text: str | list[str] | tuple[str, ...],
    *,
    beam_size: int | None = None,
    n_best: int = 1,
    length_penalty: float = 1.0,
    no_repeat_ngram_size: int = 0,
    max_length: int | None = None,
    attention: bool = False,
    engine: str = "custom",
    model: str | Path | None = None,
    revision: str | None = None,
    runtime: str | None = None,
    device: str | None = None,
    progress: bool | None = None,
) -> Translation | list[Translation]:
    r"""Translates English into German.

    The first call loads the model, later calls with the same one reuse it. White space and
    line breaks stay as they are.

    Args:
        text: The text, of any length, or a list of texts, which are translated together.
        beam_size: Number of hypotheses that are followed at once; 1 is greedy. If None, 4, or
            `n_best` if that is more.
        n_best: Number of translations to give of each sentence, at most `beam_size`.
        length_penalty: Hypotheses compare by their log-probability divided by their length to
            this power: 0 favours short ones, larger values longer ones.
        no_repeat_ngram_size: No sequence of that many tokens is written twice in a sentence;
            0 for no limit.
        max_length: Largest number of tokens to write for a sentence; the engine's choice if
            None.
        attention: Whether to give the attention of the translation to the source.
        engine: "custom": our own Transformer, offline. "pretrained": Marian and others of the
            Hugging Face Hub.
        model: A shipped model's name, a local folder, or a hub id; the engine's default
            if None.
        revision: The commit, tag or branch of a hub id.
        runtime: "ctranslate2" (the default) or "keras", the reference and the only one of a
            `Seq2Seq`; "torch" is that of engine="pretrained".
        device: "cpu" (the default), "cuda" or "auto", for CTranslate2; also "mps" for PyTorch.
        progress: Whether to show a progress bar; if None, on a terminal if there is enough
            to do.

    Returns:
        For a str one `Translation`; for a list a list of them in its order. A text without any
        letter comes back as it is.

    Raises:
        InvalidInputError: If a text is not a str, or an option is out of its range.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If the model folder is damaged.

    Example:
        >>> translation = nlp_suite.translate("I am thirsty.\n", n_best=2)
        >>> len(translation.n_best), str(translation)[-1]
        (2, '\n')
    """
    translator = load_cached(
        "translate",
        engine=engine,
        model=model,
        revision=revision,
        runtime=runtime,
        device=device,
    )
    translations: Translation | list[Translation] = translator(
        text,
        beam_size=beam_size,
        n_best=n_best,
        length_penalty=length_penalty,
        no_repeat_ngram_size=no_repeat_ngram_size,
        max_length=max_length,
        attention=attention,
        progress=progress,
    )
    return translations


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
    from nlp_suite.batch.job import BatchRun
    from nlp_suite.batch.job_settings import JobSettings
    from nlp_suite.batch.options import FilesOptions

    shared = FilesOptions(**options)
    decoding = {
        "beam_size": beam_size,
        "length_penalty": length_penalty,
        "no_repeat_ngram_size": no_repeat_ngram_size,
        "max_length": max_length,
    }
    settings = JobSettings.make("translate", options=decoding, **shared.loading())
    return BatchRun(settings, None, paths, output, shared)
