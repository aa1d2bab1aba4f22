"""Registry of tasks and engines: what loads which."""

import contextlib
import dataclasses
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from nlp_suite._lazy import missing_dependency
from nlp_suite.arguments import check_choice
from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.load_options import AUTO, LoadOptions
from nlp_suite.models.directions import (
    Direction,
    automatic_directions,
    check_directions,
    complete_direction,
)
from nlp_suite.models.find import find_model, find_model_folder

if TYPE_CHECKING:
    from nlp_suite.engines.engine_handle import EngineHandle
    from nlp_suite.engines.interfaces import SentenceEmbedder, TextGenerator
    from nlp_suite.models.folder.model_folder import ModelFolder
    from nlp_suite.tasks.question_answering.reader import Reader
    from nlp_suite.tasks.summarization.abstractive.abstractive_summarizer import (
        AbstractiveSummarizer,
    )
    from nlp_suite.tasks.summarization.options import Style
    from nlp_suite.tasks.summarization.summarizer import Summarizer
    from nlp_suite.tasks.translation.auto_translator import AutoTranslator
    from nlp_suite.tasks.translation.translator import Translator

Loader = Callable[[LoadOptions], Any]
Engine = TypeVar("Engine")
_LOADERS: dict[tuple[str, str], Loader] = {}


def register(task: str, engine: str) -> Callable[[Loader], Loader]:
    """Registers the function that loads a task on an engine.

    Args:
        task: The task's name.
        engine: The engine's name.

    Returns:
        The decorator; the function takes the `LoadOptions`.
    """

    def decorate(loader: Loader) -> Loader:
        _LOADERS[task, engine] = loader
        return loader

    return decorate


def task_names() -> list[str]:
    """Names the tasks.

    Returns:
        Their names, sorted.

    Example:
        >>> task_names()
        ['answer', 'summarize', 'translate']
    """
    return sorted({name for name, _ in _LOADERS})


def find_loader(task: str, engine: str) -> Loader:
    """Finds the function that loads a task on an engine.

    Args:
        task: The task's name.
        engine: The engine's name.

    Returns:
        The function.

    Raises:
        InvalidInputError: If there is no such task, or not on that engine.
    """
    check_choice("task", task, task_names())
    engines = sorted(name for of, name in _LOADERS if of == task)
    if engine not in engines:
        raise InvalidInputError(f"engine must be one of {engines} for {task}, got {engine!r}")
    return _LOADERS[task, engine]


@overload
def load(
    task: Literal["summarize"], options: LoadOptions, *, lazy: bool = False
) -> "Summarizer | AbstractiveSummarizer": ...


@overload
def load(
    task: Literal["translate"], options: LoadOptions, *, lazy: bool = False
) -> "Translator | AutoTranslator": ...


@overload
def load(task: Literal["answer"], options: LoadOptions, *, lazy: bool = False) -> "Reader": ...


@overload
def load(task: str, options: LoadOptions, *, lazy: bool = False) -> Any: ...


def load(task: str, options: LoadOptions, *, lazy: bool = False) -> Any:
    """Loads a task.

    Args:
        task: The task's name.
        options: With which engine, model and settings.
        lazy: Whether the model of a summarizer may wait until it is first used: some methods of
            selection never embed a sentence.

    Returns:
        The task, a callable.

    Raises:
        InvalidInputError: If there is no such task, or options do not go together.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If the model is damaged or of another kind.

    Example:
        ```python
        from nlp_suite.load_options import LoadOptions
        from nlp_suite.registry import load

        summarizer = load("summarize", LoadOptions(threads=2))
        print(summarizer(text, sentences=2))
        ```
    """
    loader = find_loader(task, options.engine)
    check_directions(task, options)
    loaded = loader(options)
    if task == "summarize" and not lazy:
        loaded.load()
    return loaded


def folder_stamp(path: str | Path | None) -> tuple[tuple[int, int], ...]:
    """Makes a stamp of a folder that changes when one of its files does.

    Args:
        path: The folder.

    Returns:
        When each file in it was last written, and its size; nothing if there is no such folder.

    Example:
        >>> folder_stamp("no-such-folder"), folder_stamp(None)
        ((), ())
    """
    if path is None or not Path(path).is_dir():
        return ()
    stats = map(_stat, sorted(Path(path).iterdir()))
    return tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)


def _stat(file: Path) -> os.stat_result:
    try:
        return file.stat()
    except OSError:
        # A link that leads nowhere.
        return file.lstat()


@register("summarize", "custom")
def _summarize_custom(options: LoadOptions) -> "Summarizer | AbstractiveSummarizer":
    from nlp_suite.tasks.summarization.summarizer import Summarizer

    folder = _absolute(find_model_folder("summarize", options.model, options.revision))
    if folder.architecture != "Transformer":
        return Summarizer(_custom_embedder(folder, options))

    def load_generator() -> "TextGenerator":
        from nlp_suite.engines.custom.text_generator import TextGenerator

        return TextGenerator(folder, name=_name(options), **options.for_engine())

    return _abstractive_summarizer(_handle(folder.path, load_generator), options)


def _custom_embedder(
    folder: "ModelFolder", options: LoadOptions
) -> "EngineHandle[SentenceEmbedder]":
    from nlp_suite.engines.lazy_embedder import LazyEmbedder

    name = _name(options) or folder.path.name

    def load_embedder() -> "SentenceEmbedder":
        from nlp_suite.engines.custom.sentence_embedder import SentenceEmbedder

        return SentenceEmbedder(folder, name=name, **options.for_engine())

    return _handle(
        folder.path,
        lambda: LazyEmbedder(load_embedder, engine=options.engine, model=name),
    )


@register("translate", "custom")
def _translate_custom(options: LoadOptions) -> "Translator | AutoTranslator":
    from nlp_suite.engines.custom.sentence_translator import SentenceTranslator
    from nlp_suite.tasks.translation.translator import Translator

    if options.source == AUTO:
        return _auto_translator(options)
    folder = _absolute(
        find_model_folder(
            "translate",
            options.model,
            options.revision,
            source=options.source,
            target=options.target,
        )
    )
    return Translator(
        _handle(
            folder.path,
            lambda: SentenceTranslator(folder, name=_name(options), **options.for_engine()),
        )
    )


@register("answer", "custom")
def _answer_custom(options: LoadOptions) -> "Reader":
    folder = _absolute(find_model_folder("answer", options.model, options.revision))
    from nlp_suite.engines.custom.span_scorer import SpanScorer
    from nlp_suite.tasks.question_answering.options import ReadingOptions
    from nlp_suite.tasks.question_answering.reader import Reader

    defaults = ReadingOptions.of_model(folder.options, source=str(folder.path))
    return Reader(
        _handle(
            folder.path, lambda: SpanScorer(folder, name=_name(options), **options.for_engine())
        ),
        defaults,
    )


def _name(options: LoadOptions) -> str | None:
    # The folder of a download is called after its commit.
    return str(options.model) if options.revision is not None else None


@register("summarize", "pretrained")
def _summarize_pretrained(options: LoadOptions) -> "Summarizer | AbstractiveSummarizer":
    from nlp_suite.engines.lazy_embedder import LazyEmbedder
    from nlp_suite.tasks.summarization.summarizer import Summarizer

    with _needs_transformers():
        from nlp_suite.engines.pretrained.sentence_embedder import (
            SentenceEmbedder as PretrainedEmbedder,
        )
    found = find_model("summarize", options)
    path = found.path.absolute()
    if _has_decoder(path):
        return _abstractive_summarizer(_pretrained_generator(path, found.name, options), options)

    def load_embedder() -> "SentenceEmbedder":
        return PretrainedEmbedder(path, name=found.name, **options.for_engine())

    return Summarizer(
        _handle(path, lambda: LazyEmbedder(load_embedder, engine=options.engine, model=found.name))
    )


def _pretrained_generator(
    path: Path, name: str, options: LoadOptions
) -> "EngineHandle[TextGenerator]":
    with _needs_transformers():
        from nlp_suite.engines.pretrained.text_generator import TextGenerator as PretrainedGenerator

    def load_generator() -> "TextGenerator":
        return PretrainedGenerator(path, name=name, **options.for_engine())

    return _handle(path, load_generator)


def _abstractive_summarizer(
    generator: "EngineHandle[TextGenerator]", options: LoadOptions
) -> "AbstractiveSummarizer":
    from nlp_suite.tasks.summarization.abstractive.abstractive_summarizer import (
        AbstractiveSummarizer,
    )

    # What compares the sentences of summary and text is always the shipped encoder.
    shipped = LoadOptions(threads=options.threads)
    encoder = _absolute(find_model_folder("summarize"))
    return AbstractiveSummarizer(generator, _custom_embedder(encoder, shipped))


def summary_style(options: LoadOptions) -> "Style":
    """Returns the style of the summaries of a model, which is not loaded for that.

    Args:
        options: With which engine and model.

    Returns:
        "abstractive" if the model writes.

    Raises:
        ModelNotAvailableError: If there is no such model.
        ModelFormatError: If the model folder is damaged.

    Example:
        >>> summary_style(LoadOptions())
        'extractive'
    """
    if options.engine == "custom":
        folder = find_model_folder("summarize", options.model, options.revision)
        writes = folder.architecture == "Transformer"
    else:
        writes = _has_decoder(find_model("summarize", options).path)
    return "abstractive" if writes else "extractive"


def _has_decoder(path: Path) -> bool:
    """Says whether a checkpoint writes texts; whoever loads it says what else is wrong with it."""
    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    if not isinstance(config, dict):
        return False
    names = config.get("architectures")
    architectures = [str(name) for name in names] if isinstance(names, list) else []
    if any(name.endswith("EncoderModel") for name in architectures):
        return False
    return config.get("is_encoder_decoder") is True or any(
        name.endswith("ForConditionalGeneration") for name in architectures
    )


@register("answer", "pretrained")
def _answer_pretrained(options: LoadOptions) -> "Reader":
    from nlp_suite.tasks.question_answering.options import ReadingOptions
    from nlp_suite.tasks.question_answering.reader import Reader

    with _needs_transformers():
        from nlp_suite.engines.pretrained.span_scorer import SpanScorer
    found = find_model("answer", options)
    path = found.path.absolute()
    handle: EngineHandle[Any] = _handle(
        path, lambda: SpanScorer(path, name=found.name, **options.for_engine())
    )
    scorer = handle.get()
    # Nobody has looked for a temperature: the scores that such models are known by.
    defaults = ReadingOptions(
        window=scorer.window,
        stride=scorer.stride,
        max_question_tokens=scorer.max_question_tokens,
        scoring="independent",
    )
    return Reader(handle, defaults)


@register("translate", "pretrained")
def _translate_pretrained(options: LoadOptions) -> "Translator | AutoTranslator":
    from nlp_suite.tasks.translation.translator import Translator

    with _needs_transformers():
        from nlp_suite.engines.pretrained.sentence_translator import SentenceTranslator
    if options.source == AUTO:
        return _auto_translator(options)
    found = find_model("translate", options)
    path = found.path.absolute()

    def load_translator() -> SentenceTranslator:
        # What the caller says may have a region or a script that a model of many languages has a
        # code of its own for.
        return SentenceTranslator(
            path,
            source=options.source or found.source_language,
            target=options.target or found.target_language,
            name=found.name,
            **options.for_engine(),
        )

    return Translator(_handle(path, load_translator))


def _auto_translator(options: LoadOptions) -> "AutoTranslator":
    from nlp_suite.tasks.translation.auto_translator import AutoTranslator

    def load_direction(direction: Direction) -> Any:
        own = dataclasses.replace(options, source=direction.source, target=direction.target)
        return load("translate", own)

    return AutoTranslator(
        load_direction,
        automatic_directions(options.engine, options.target),
        complete_direction(None, options.target),
        engine=options.engine,
    )


def _absolute(folder: "ModelFolder") -> "ModelFolder":
    # A child may have another current folder.
    return folder.absolute()


def _handle(path: Path, load: Callable[[], Engine]) -> "EngineHandle[Engine]":
    """Makes the handle of an engine; what a forked child loads must be what its parent has."""
    from nlp_suite.engines.engine_handle import EngineHandle

    before, process = folder_stamp(path), os.getpid()

    def load_unchanged() -> Engine:
        if os.getpid() != process and folder_stamp(path) != before:
            raise ModelFormatError(
                f"the model at {path} has changed since process {process}, of which this one is "
                "a fork, loaded it; load it again with nlp_suite.load"
            )
        return load()

    return EngineHandle(load_unchanged)


@contextlib.contextmanager
def _needs_transformers() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("nlp_suite"):
            raise
        raise missing_dependency("engine='pretrained'", error.name, "pretrained") from error
