"""The calls that most people need."""

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from nlp_suite.errors import InvalidInputError
from nlp_suite.registry import find_loader
from nlp_suite.results import Summary

if TYPE_CHECKING:
    from nlp_suite.tasks.summarizer import Summarizer


def load(
    task: str,
    *,
    engine: str = "custom",
    model: str | Path | None = None,
    revision: str | None = None,
    runtime: str | None = None,
    device: str | None = None,
    compute_type: str | None = None,
    threads: int | None = None,
) -> "Summarizer":
    """Loads a task once, to be called many times.

    Args:
        task: "summarize".
        engine: "custom": our own models, offline.
        model: A shipped model's name, a local model folder, or a hub id; the task's
            default where None.
        revision: The commit, tag or branch of a hub id.
        runtime: "ctranslate2" (the default) or "keras", the reference.
        device: "cpu" (the default), "cuda" or "auto"; for CTranslate2.
        compute_type: "int8" (the default on a CPU), "float32", …; for CTranslate2.
        threads: Number of CPU workers; the CPUs that this process may use where None.

    Returns:
        The task, a callable.

    Raises:
        InvalidInputError: If an argument is none of its possible values.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If the model folder is damaged.

    Example:
        ```python
        summarizer = nlp_suite.load("summarize")
        for text in texts:
            print(summarizer(text, sentences=2))
        ```
    """
    task_object: Summarizer = find_loader(task, engine)(
        model=model,
        revision=revision,
        runtime=runtime,
        device=device,
        compute_type=compute_type,
        threads=threads,
    )
    return task_object


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
        method: How to choose: "centrality", "centroid", "lead", "mmr", …; the best by
            measurement where None.
        engine: "custom": our own encoder, offline.
        model: A shipped model's name, a local model folder, or a hub id.
        revision: The commit, tag or branch of a hub id.
        runtime: "ctranslate2" (the default) or "keras", the reference.
        device: "cpu" (the default), "cuda" or "auto"; for CTranslate2.
        seed: For the methods that draw random numbers.
        progress: Whether to show a progress bar for a list; where None, on a terminal.

    Returns:
        For a str one `Summary` of exactly min(sentences, sentences of the text) sentences
        in text order; for a list a list of them in its order.

    Raises:
        InvalidInputError: If a text is no str or has no visible character, or an option
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
    options = {
        "engine": engine,
        "model": model,
        "revision": revision,
        "runtime": runtime,
        "device": device,
    }
    for name, value in options.items():
        if value is not None and not isinstance(value, str | Path):
            raise InvalidInputError(f"{name} must be a str, got {type(value).__name__}")
    task = _load_cached("summarize", stamp=_stamp(model), **options)
    return task(text, sentences=sentences, ratio=ratio, method=method, seed=seed, progress=progress)


@functools.lru_cache(maxsize=4)
def _load_cached(task: str, *, stamp: Any, **options: Any) -> "Summarizer":  # noqa: ARG001
    return load(task, **options)


def _stamp(model: str | Path | None) -> tuple[tuple[int, int], ...]:
    """Changes when a local model folder does, so that a model trained anew is loaded anew."""
    if model is None or not Path(model).is_dir():
        return ()
    stats = (file.stat() for file in sorted(Path(model).iterdir()))
    return tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)
