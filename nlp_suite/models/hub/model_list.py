"""The models that are shipped, in the hub's cache, or known by name."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from nlp_suite.arguments import check_choice
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.load_options import TASKS, Task
from nlp_suite.models.folder.regular_files import read_json_object
from nlp_suite.models.folder.shipped import shipped_models
from nlp_suite.models.hub.cache import cached_models
from nlp_suite.models.hub.catalogue import KNOWN_MODELS, KnownModel
from nlp_suite.models.hub.checkpoint_files import CONFIG
from nlp_suite.models.hub.checkpoint_tasks import checkpoint_tasks
from nlp_suite.models.hub.repository import languages_of, licence_of

Place = Literal["shipped", "cached", "incomplete", "known"]

_CARD = "README.md"


@dataclasses.dataclass(frozen=True, slots=True)
class ListedModel:
    """A model that can be loaded, at once or after it was fetched.

    Attributes:
        name: What `model` calls it: a shipped model's name, or a hub id.
        place: "shipped" with the package; "cached" in the hub's cache; "incomplete" there, to be
            fetched again; "known" by name and not here.
        tasks: What it can do.
        languages: Codes of its languages, of a translator the source and the target; empty where
            they are many, or not known.
        licence: Its licence, as the hub writes it; None if not known.
        num_bytes: Its size here, of one that is not the size of its weights as the hub rounds it;
            None if not known.
        revision: The commit, of a shipped model None; of one that is only known None if the
            caller has to name one.
        path: Its folder; None if it is only known.
    """

    name: str
    place: Place
    tasks: tuple[Task, ...]
    languages: tuple[str, ...]
    licence: str | None
    num_bytes: int | None
    revision: str | None
    path: Path | None

    def to_dict(self) -> dict[str, Any]:
        """Returns the attributes, for JSON.

        Returns:
            Maps names to plain values.
        """
        values: dict[str, Any] = {
            one.name: getattr(self, one.name) for one in dataclasses.fields(self)
        }
        path = None if self.path is None else str(self.path)
        return values | {
            "tasks": list(self.tasks),
            "languages": list(self.languages),
            "path": path,
        }


def list_models(task: Task | None = None) -> list[ListedModel]:
    """Lists the models that are shipped, in the hub's cache, or known by name.

    Nothing is fetched, and the hub is not asked. Of the cache, which other libraries share, only
    what a task of this package can use is listed.

    Args:
        task: Only those that can do this; all if None.

    Returns:
        First the shipped ones, then those of the cache, then those that are only known.

    Raises:
        InvalidInputError: If there is no such task.

    Example:
        >>> from nlp_suite.models import list_models
        >>> [model.name for model in list_models("translate") if model.place == "shipped"]
        ['english-german', 'german-english']
    """
    if task is not None:
        check_choice("task", task, TASKS)
    cached = _cached()
    there = {model.name for model in cached}
    known = [_known(one) for name, one in KNOWN_MODELS.items() if name not in there]
    models = [*map(_shipped, shipped_models()), *cached, *known]
    return [model for model in models if task is None or task in model.tasks]


def _shipped(name: str) -> ListedModel:
    folder = MODELS_FOLDER / name
    config = read_json_object(folder / CONFIG)
    card = _card(folder)
    return ListedModel(
        name,
        "shipped",
        checkpoint_tasks(config),
        _languages(config) or languages_of(card.get("language")),
        licence_of(card.get("license")),
        sum(path.stat().st_size for path in folder.iterdir()),
        None,
        folder,
    )


def _cached() -> list[ListedModel]:
    listed = []
    for model in cached_models():
        known = KNOWN_MODELS.get(model.hub_id, KnownModel(model.hub_id, model.tasks, None))
        card = _card(model.path)
        languages = _languages(model.config) or languages_of(card.get("language"))
        listed.append(
            ListedModel(
                model.hub_id,
                "cached" if model.is_complete else "incomplete",
                known.tasks,
                languages or known.languages,
                licence_of(card.get("license")) or known.licence,
                model.num_bytes,
                model.commit,
                model.path,
            )
        )
    return listed


def _known(model: KnownModel) -> ListedModel:
    return ListedModel(
        model.hub_id,
        "known",
        model.tasks,
        model.languages,
        model.licence,
        model.num_bytes,
        model.commit,
        None,
    )


def _languages(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Reads the languages that the options of a model folder name."""
    options = config.get("options")
    if not isinstance(options, dict):
        return ()
    both = (options.get("source_language"), options.get("target_language"))
    return tuple(one for one in (*both, options.get("language")) if isinstance(one, str))


def _card(folder: Path) -> Mapping[str, Any]:
    """Reads the metadata of a model's card; a card that is missing or damaged has none."""
    from huggingface_hub import metadata_load

    try:
        return metadata_load(folder / _CARD) or {}
    except Exception:  # of the file, of YAML: what others wrote need not be valid
        return {}
