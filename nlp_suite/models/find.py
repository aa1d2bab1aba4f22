"""Finding a model by its name: a shipped one, a local folder, or one of the Hugging Face Hub."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.load_options import LoadOptions
from nlp_suite.models.folder.shipped import find_local, shipped_models

if TYPE_CHECKING:
    from nlp_suite.models.folder.model_folder import ModelFolder

# The model that an engine uses for a task if the caller names none.
DEFAULT_MODELS = {
    ("summarize", "custom"): "all-MiniLM-L6-v2",
    ("answer", "custom"): "english-reader",
    ("translate", "custom"): "english-german",
    ("summarize", "pretrained"): "distilbert-base-uncased",
    ("answer", "pretrained"): "distilbert-base-uncased-distilled-squad",
    ("translate", "pretrained"): "Helsinki-NLP/opus-mt-en-de",
}

# The commits of the hub's models that are used if the caller names no other: all of them
# have their weights in safetensors form.
PINNED_REVISIONS = {
    "distilbert-base-uncased": "12040accade4e8a0f71eabdb258fecc2e7e948be",
    "distilbert-base-uncased-distilled-squad": "bb133e834d7dab8aa8eb3f04e0435db7a3a1ddc8",
    # That of the hub's pull request 4, which adds them; the main branch has a pickle only.
    "Helsinki-NLP/opus-mt-en-de": "73d41ab",
}


class FoundModel(NamedTuple):
    """A model that is there, not loaded yet.

    Attributes:
        path: Its folder.
        name: What results call it.
    """

    path: Path
    name: str


def find_model(task: str, options: LoadOptions) -> FoundModel:
    """Finds the model that options of loading name.

    Args:
        task: The task that it is for.
        options: Its engine, name and revision; the others do not matter.

    Returns:
        Its folder and name. One of the custom engine is checked, see `find_model_folder`.

    Raises:
        InvalidInputError: If it was made for another task, or a hub id that is no default has
            no revision.
        ModelNotAvailableError: If there is none of that name.
        ModelFormatError: If it is damaged or of another kind.

    Example:
        >>> find_model("summarize", LoadOptions()).name
        'all-MiniLM-L6-v2'
    """
    if options.engine == "custom":
        path = find_model_folder(task, options.model, options.revision).path
        # The folder of a download is called after its commit.
        name = path.name if options.revision is None else str(options.model)
        return FoundModel(path, name)
    model = _named_or_default(task, "pretrained", options.model)
    local = find_local(model)
    if local is not None:
        return FoundModel(local, local.name)
    revision = options.revision or PINNED_REVISIONS.get(str(model))
    return FoundModel(_download(str(model), revision), str(model))


def find_model_folder(
    task: str, model: str | Path | None = None, revision: str | None = None
) -> "ModelFolder":
    """Finds a model folder, the form of the custom engine's models.

    Args:
        task: The task that it is for.
        model: A shipped model's name, a local folder, a hub id; the default if None.
        revision: The commit, tag or branch of a hub id.

    Returns:
        The checked folder.

    Raises:
        ModelNotAvailableError: If there is none of that name.
        ModelFormatError: If it is damaged or of another kind.
        InvalidInputError: If it was made for another task.

    Example:
        >>> find_model_folder("answer").architecture
        'SpanExtractor'
    """
    # It needs NumPy, which the names of systems do not.
    from nlp_suite.models.folder.model_folder import ModelFolder

    model = _named_or_default(task, "custom", model)
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
    return folder


def _named_or_default(task: str, engine: str, model: str | Path | None) -> str | Path:
    if model is not None:
        return model
    if (task, engine) not in DEFAULT_MODELS:
        raise ModelNotAvailableError(
            f"no model for {task} comes with this release; pass model= with a model folder, "
            "such as one that nlp-suite train made"
        )
    return DEFAULT_MODELS[task, engine]


def _download(hub_id: str, revision: str | None) -> Path:
    # Not needed for what is there already.
    from nlp_suite.models.convert.hub import download

    return download(hub_id, revision=revision)
