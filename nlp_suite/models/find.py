"""Finding a model by its name: a shipped one, a local folder, or one of the Hugging Face Hub."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.load_options import Engine, LoadOptions
from nlp_suite.models.directions import (
    agreed_language,
    check_directions,
    choose_translator,
    complete_direction,
)
from nlp_suite.models.folder.shipped import find_local, shipped_models
from nlp_suite.models.hub.catalogue import choose_revision

if TYPE_CHECKING:
    from nlp_suite.models.folder.model_folder import ModelFolder

_DIRECTION = complete_direction(None, None)

# The model that an engine uses for a task if the caller names none, and of a translator no
# language either.
DEFAULT_MODELS = {
    ("summarize", "custom"): "all-MiniLM-L6-v2",
    ("answer", "custom"): "english-reader",
    ("translate", "custom"): choose_translator("custom", _DIRECTION),
    ("summarize", "pretrained"): "distilbert-base-uncased",
    ("answer", "pretrained"): "distilbert-base-uncased-distilled-squad",
    ("translate", "pretrained"): choose_translator("pretrained", _DIRECTION),
}


class FoundModel(NamedTuple):
    """A model that is there, not loaded yet.

    Attributes:
        path: Its folder.
        name: What results call it.
        source_language: Of a translator the language that it reads, its code; None if neither
            the model nor the caller says.
        target_language: The language that it writes.
    """

    path: Path
    name: str
    source_language: str | None = None
    target_language: str | None = None


def find_model(task: str, options: LoadOptions) -> FoundModel:
    """Finds the model that options of loading name.

    Args:
        task: The task that it is for.
        options: Its engine, name and revision, and of a translator its languages, `source` not
            "auto"; the others do not matter.

    Returns:
        Its folder and name. One of the custom engine is checked, see `find_model_folder`.

    Raises:
        InvalidInputError: If it was made for another task or other languages, or a hub id that
            is not pinned has no revision.
        ModelNotAvailableError: If there is none of that name, or for these languages.
        ModelFormatError: If it is damaged or of another kind.

    Example:
        >>> find_model("summarize", LoadOptions()).name
        'all-MiniLM-L6-v2'
        >>> find_model("translate", LoadOptions(source="en")).target_language
        'de'
    """
    check_directions(task, options)
    if options.engine == "custom":
        folder = find_model_folder(
            task, options.model, options.revision, source=options.source, target=options.target
        )
        # The folder of a download is called after its commit.
        name = folder.path.name if options.revision is None else str(options.model)
        if task != "translate":
            return FoundModel(folder.path, name)
        return _with_languages(folder.path, name, _own_languages(folder), options)
    model = options.model
    if model is None:
        model = _default_model(task, "pretrained", options.source, options.target)
    path = find_local(model)
    name = str(model) if path is None else path.name
    if path is None:
        path = _download_pinned(name, options.revision)
    if task != "translate":
        return FoundModel(path, name)
    return _with_languages(path, name, _tokenizer_languages(path), options)


def find_model_folder(
    task: str,
    model: str | Path | None = None,
    revision: str | None = None,
    *,
    source: str | None = None,
    target: str | None = None,
) -> "ModelFolder":
    """Finds a model folder, the form of the custom engine's models.

    Args:
        task: The task that it is for.
        model: A shipped model's name, a local folder, a hub id; the default if None.
        revision: The commit, tag or branch of a hub id.
        source: The language that a translator shall read, its code.
        target: The language that it shall write.

    Returns:
        The checked folder.

    Raises:
        ModelNotAvailableError: If there is none of that name, or for these languages.
        ModelFormatError: If it is damaged or of another kind.
        InvalidInputError: If it was made for another task or other languages.

    Example:
        >>> find_model_folder("answer").architecture
        'SpanExtractor'
    """
    # It needs NumPy, which the names of systems do not.
    from nlp_suite.models.folder.model_folder import ModelFolder

    if model is None:
        model = _default_model(task, "custom", source, target)
    path = find_local(model)
    if path is None and revision is not None:
        path = _download(str(model), revision)
    if path is None:
        raise ModelNotAvailableError(
            f"there is no model {str(model)!r}: it is neither shipped "
            f"({', '.join(shipped_models())}) nor a folder; for a model on the Hugging Face Hub "
            "pass revision= as well"
        )
    folder = ModelFolder.open(path)
    if folder.task != task:
        raise InvalidInputError(
            f"the model at {folder.path} was made for {folder.task!r}, it cannot {task}"
        )
    for name, own, given in zip(
        ("source", "target"), _own_languages(folder), (source, target), strict=True
    ):
        agreed_language(name, own, given, str(model))
    return folder


def _default_model(task: str, engine: Engine, source: str | None, target: str | None) -> str:
    if (task, engine) not in DEFAULT_MODELS:
        raise ModelNotAvailableError(
            f"no model for {task} comes with this release; pass model= with a model folder, "
            "such as one that nlp-suite train made"
        )
    if source is None and target is None:
        return DEFAULT_MODELS[task, engine]
    return choose_translator(engine, complete_direction(source, target))


def _own_languages(folder: "ModelFolder") -> tuple[str | None, str | None]:
    source, target = (folder.options.get(f"{name}_language") for name in ("source", "target"))
    return _str_or_none(source), _str_or_none(target)


def _tokenizer_languages(path: Path) -> tuple[str | None, str | None]:
    """Reads the languages that the tokenizer of a checkpoint names, if it does."""
    try:
        config = json.loads((path / "tokenizer_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # Whoever loads the checkpoint says what is wrong with it.
        return None, None
    if not isinstance(config, dict):
        return None, None
    source, target = (_str_or_none(config.get(name)) for name in ("source_lang", "target_lang"))
    return source, None if _has_target_tokens(path) else target


def _has_target_tokens(path: Path) -> bool:
    """Returns whether a Marian is told what to write, by a token of its vocabulary."""
    try:
        return b'">>' in (path / "vocab.json").read_bytes()
    except OSError:
        return False


def _str_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _with_languages(
    path: Path, name: str, own: tuple[str | None, str | None], options: LoadOptions
) -> FoundModel:
    given: tuple[str | None, str | None] = (options.source, options.target)
    if options.model is None:
        given = complete_direction(*given)
    agreed = [
        agreed_language(side, *pair, name)
        for side, pair in zip(("source", "target"), zip(own, given, strict=True), strict=True)
    ]
    if options.engine == "pretrained" and options.model is not None:
        # One of many languages may have a code of its own for a script or a region.
        agreed = [
            said if said is not None and mine is None else language
            for mine, said, language in zip(own, given, agreed, strict=True)
        ]
    return FoundModel(path, name, *agreed)


def _download_pinned(hub_id: str, revision: str | None) -> Path:
    return _download(hub_id, choose_revision(hub_id, revision))


def _download(hub_id: str, revision: str | None) -> Path:
    # Not needed for what is there already.
    from nlp_suite.models.hub.download import download

    return download(hub_id, revision=revision)
