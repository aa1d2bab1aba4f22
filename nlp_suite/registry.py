"""Registry of tasks, engines and shipped models."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.models.folder.shipped import find_local, shipped_models

if TYPE_CHECKING:
    from nlp_suite.models.folder.model_folder import ModelFolder
    from nlp_suite.tasks.question_answering.reader import Reader
    from nlp_suite.tasks.summarization.summarizer import Summarizer
    from nlp_suite.tasks.translation.translator import Translator

# The model that an engine uses for a task when the caller names none.
DEFAULT_MODELS = {
    ("summarize", "custom"): "all-MiniLM-L6-v2",
    ("answer", "custom"): "english-reader",
    ("translate", "custom"): "english-german",
    ("summarize", "pretrained"): "distilbert-base-uncased",
    ("answer", "pretrained"): "distilbert-base-uncased-distilled-squad",
    ("translate", "pretrained"): "Helsinki-NLP/opus-mt-en-de",
}

# The commits of the hub's models that are used where the caller names no other: all of them
# have their weights in safetensors form.
PINNED_REVISIONS = {
    "distilbert-base-uncased": "12040accade4e8a0f71eabdb258fecc2e7e948be",
    "distilbert-base-uncased-distilled-squad": "bb133e834d7dab8aa8eb3f04e0435db7a3a1ddc8",
    # That of the hub's pull request 4, which adds them; the main branch has a pickle only.
    "Helsinki-NLP/opus-mt-en-de": "73d41ab",
}

Loader = Callable[..., Any]
_LOADERS: dict[tuple[str, str], Loader] = {}


def register(task: str, engine: str) -> Callable[[Loader], Loader]:
    """Registers the function that makes a task on an engine.

    Args:
        task: The task's name.
        engine: The engine's name.

    Returns:
        The decorator. The function takes `model`, `revision`, `runtime`, `device`,
        `compute_type`, `threads` and `batch_tokens` by keyword.
    """

    def decorate(loader: Loader) -> Loader:
        _LOADERS[task, engine] = loader
        return loader

    return decorate


def find_loader(task: str, engine: str) -> Loader:
    """Finds the function that makes a task on an engine.

    Args:
        task: The task's name.
        engine: The engine's name.

    Returns:
        The function.

    Raises:
        InvalidInputError: If there is no such task, or not on that engine.
    """
    tasks = sorted({name for name, _ in _LOADERS})
    if task not in tasks:
        raise InvalidInputError(f"task must be one of {tasks}, got {task!r}")
    engines = sorted(name for of, name in _LOADERS if of == task)
    if engine not in engines:
        raise InvalidInputError(f"engine must be one of {engines} for {task}, got {engine!r}")
    return _LOADERS[task, engine]


def find_model_folder(
    task: str, engine: str, model: str | Path | None, revision: str | None
) -> "ModelFolder":
    """Finds a model folder by a shipped model's name, a path or a hub id.

    Args:
        task: The task that it is for.
        engine: The engine that runs it.
        model: A shipped model's name, a local folder, a hub id; the default if None.
        revision: The commit, tag or branch of a hub id.

    Returns:
        The checked folder.

    Raises:
        ModelNotAvailableError: If there is none of that name.
        ModelFormatError: If it is damaged or of another kind.
        InvalidInputError: If it was made for another task, or a hub id has no revision.
    """
    from nlp_suite.models.folder.model_folder import ModelFolder

    if model is None:
        if (task, engine) not in DEFAULT_MODELS:
            raise ModelNotAvailableError(
                f"no model for {task} comes with this release; pass model= with a model folder, "
                "such as one that nlp-suite train made"
            )
        model = DEFAULT_MODELS[task, engine]
    if not isinstance(model, str | Path):
        raise InvalidInputError(
            f"model must be a name, a folder or a hub id, got {type(model).__name__}"
        )
    folder = ModelFolder.open(_locate(model, revision))
    if folder.task != task:
        raise InvalidInputError(
            f"the model at {folder.path} was made for {folder.task!r}, it cannot {task}"
        )
    return folder


def _locate(model: str | Path, revision: str | None) -> Path:
    local = find_local(model)
    if local is not None:
        return local
    if revision is not None:
        from nlp_suite.models.convert.hub import download

        return download(str(model), revision=revision)
    raise ModelNotAvailableError(
        f"there is no model {str(model)!r}: it is neither shipped ({', '.join(shipped_models())}) "
        "nor a folder; for a model on the Hugging Face Hub pass revision= as well"
    )


def find_checkpoint_folder(
    task: str, model: str | Path | None, revision: str | None
) -> tuple[Path, str]:
    """Finds a checkpoint for the pretrained engine by a path or a hub id.

    Args:
        task: The task that it is for.
        model: A local folder or a hub id; the task's default if None.
        revision: The commit, tag or branch of a hub id; if None, a default model has that
            of `PINNED_REVISIONS`.

    Returns:
        Its folder, and what to call it.

    Raises:
        ModelNotAvailableError: If there is none of that name.
        InvalidInputError: If a hub id that is no default has no revision.

    Example:
        ```python
        folder, name = find_checkpoint_folder("translate", "runs/opus-mt", revision=None)
        name  # "opus-mt"
        ```
    """
    from nlp_suite.models.convert.hub import download

    if model is None:
        model = DEFAULT_MODELS[task, "pretrained"]
    if not isinstance(model, str | Path):
        raise InvalidInputError(f"model must be a folder or a hub id, got {type(model).__name__}")
    local = find_local(model)
    if local is not None:
        return local, local.name
    revision = revision or PINNED_REVISIONS.get(str(model))
    return download(str(model), revision=revision), str(model)


def locate_model(
    task: str, engine: str, model: str | Path | None, revision: str | None
) -> tuple[Path, str]:
    """Finds the folder of a model without loading it.

    Args:
        task: The task that it is for.
        engine: The engine that runs it.
        model: What a caller may name it; the engine's default if None.
        revision: The commit, tag or branch of a hub id.

    Returns:
        The folder, and what results call the model.

    Raises:
        InvalidInputError: If there is no such task or engine, or the model is for another task.
        ModelNotAvailableError: If there is none of that name.
        ModelFormatError: If it is damaged or of another kind.

    Example:
        >>> locate_model("summarize", "custom", None, None)[1]
        'all-MiniLM-L6-v2'
    """
    find_loader(task, engine)
    if engine == "pretrained":
        return find_checkpoint_folder(task, model, revision)
    folder = find_model_folder(task, engine, model, revision).path
    return folder, _name(model, revision) or folder.name


@register("summarize", "custom")
def _summarize_custom(
    *, model: str | Path | None, revision: str | None, **options: Any
) -> "Summarizer":
    from nlp_suite.engines.custom.sentence_embedder import SentenceEmbedder
    from nlp_suite.tasks.summarization.summarizer import Summarizer

    folder = find_model_folder("summarize", "custom", model, revision)
    return Summarizer(SentenceEmbedder(folder, name=_name(model, revision), **options))


@register("translate", "custom")
def _translate_custom(
    *, model: str | Path | None, revision: str | None, **options: Any
) -> "Translator":
    from nlp_suite.engines.custom.sentence_translator import SentenceTranslator
    from nlp_suite.tasks.translation.translator import Translator

    folder = find_model_folder("translate", "custom", model, revision)
    return Translator(SentenceTranslator(folder, name=_name(model, revision), **options))


@register("answer", "custom")
def _answer_custom(*, model: str | Path | None, revision: str | None, **options: Any) -> "Reader":
    folder = find_model_folder("answer", "custom", model, revision)
    from nlp_suite.engines.custom.span_scorer import SpanScorer
    from nlp_suite.tasks.question_answering.options import ReadingOptions
    from nlp_suite.tasks.question_answering.reader import Reader

    defaults = ReadingOptions.of_model(folder.options, source=str(folder.path))
    return Reader(SpanScorer(folder, name=_name(model, revision), **options), defaults)


def _name(model: str | Path | None, revision: str | None) -> str | None:
    # The folder of a download is called after its commit.
    return str(model) if revision is not None else None


@register("summarize", "pretrained")
def _summarize_pretrained(
    *, model: str | Path | None, revision: str | None, **options: Any
) -> "Summarizer":
    from nlp_suite.tasks.summarization.summarizer import Summarizer

    with _needs_transformers():
        from nlp_suite.engines.pretrained.sentence_embedder import SentenceEmbedder
    folder, name = find_checkpoint_folder("summarize", model, revision)
    return Summarizer(SentenceEmbedder(folder, name=name, **options))


@register("answer", "pretrained")
def _answer_pretrained(
    *, model: str | Path | None, revision: str | None, **options: Any
) -> "Reader":
    from nlp_suite.tasks.question_answering.options import ReadingOptions
    from nlp_suite.tasks.question_answering.reader import Reader

    with _needs_transformers():
        from nlp_suite.engines.pretrained.span_scorer import SpanScorer
    folder, name = find_checkpoint_folder("answer", model, revision)
    scorer = SpanScorer(folder, name=name, **options)
    # Nobody has looked for a temperature: the scores that such models are known by.
    defaults = ReadingOptions(
        window=scorer.window,
        stride=scorer.stride,
        max_question_tokens=scorer.max_question_tokens,
        scoring="independent",
    )
    return Reader(scorer, defaults)


@register("translate", "pretrained")
def _translate_pretrained(
    *, model: str | Path | None, revision: str | None, **options: Any
) -> "Translator":
    from nlp_suite.tasks.translation.translator import Translator

    with _needs_transformers():
        from nlp_suite.engines.pretrained.sentence_translator import SentenceTranslator
    folder, name = find_checkpoint_folder("translate", model, revision)
    return Translator(SentenceTranslator(folder, name=name, **options))


@contextlib.contextmanager
def _needs_transformers() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("nlp_suite"):
            raise
        raise missing_dependency("engine='pretrained'", error.name, "pretrained") from error
