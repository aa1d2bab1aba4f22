"""The models of the Hugging Face Hub that are known by name, with their pinned commits."""

from collections.abc import Mapping
from typing import NamedTuple

from nlp_suite.load_options import Task
from nlp_suite.models.marian_pairs import MARIAN_CHECKPOINTS


class KnownModel(NamedTuple):
    """A model of the hub, and what is known of it without asking the hub.

    Attributes:
        hub_id: Its name on the hub.
        tasks: What it can do.
        commit: The commit that is used if the caller names no other, in full or its first seven
            digits: one with the weights in safetensors form; None where none is known, so that
            the caller has to name one.
        languages: Codes of its languages, of a translator the source and the target; empty for
            many, or where they are not known.
        licence: The licence that the hub names, as it writes it; None if not known.
        num_bytes: The bytes of its weights; None if not known.

    Example:
        >>> KNOWN_MODELS["distilbert-base-uncased"].tasks
        ('summarize',)
    """

    hub_id: str
    tasks: tuple[Task, ...]
    commit: str | None
    languages: tuple[str, ...] = ()
    licence: str | None = None
    num_bytes: int | None = None


_MODELS = (
    KnownModel(
        "distilbert-base-uncased",
        ("summarize",),
        "12040accade4e8a0f71eabdb258fecc2e7e948be",
        ("en",),
    ),
    KnownModel(
        "distilbert-base-uncased-distilled-squad",
        ("answer",),
        "bb133e834d7dab8aa8eb3f04e0435db7a3a1ddc8",
        ("en",),
    ),
)
_TRANSLATORS = (
    KnownModel(one.hub_id, ("translate",), one.commit, pair)
    for pair, one in MARIAN_CHECKPOINTS.items()
)

KNOWN_MODELS: Mapping[str, KnownModel] = {one.hub_id: one for one in (*_MODELS, *_TRANSLATORS)}

# The commits of the hub's models that are used if the caller names no other: all of them
# have their weights in safetensors form.
PINNED_REVISIONS: Mapping[str, str] = {
    name: one.commit for name, one in KNOWN_MODELS.items() if one.commit is not None
}
