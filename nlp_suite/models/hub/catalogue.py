"""The models of the Hugging Face Hub that are known by name, with their pinned commits."""

from collections.abc import Mapping
from typing import NamedTuple

from nlp_suite.errors import InvalidInputError
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
        num_bytes: The bytes of its weights, as the hub's pages round them; None if not known.

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
        "apache-2.0",
        268_000_000,
    ),
    KnownModel(
        "distilbert-base-uncased-distilled-squad",
        ("answer",),
        "bb133e834d7dab8aa8eb3f04e0435db7a3a1ddc8",
        ("en",),
        "apache-2.0",
    ),
    # Encoders with a decoder, which write summaries of their own.
    KnownModel(
        "facebook/bart-large-cnn",
        ("summarize",),
        "37f520fa929c961707657b28798b30c003dd100b",
        ("en",),
        "mit",
        1_625_222_120,
    ),
    KnownModel(
        "google-t5/t5-small",
        ("summarize", "translate"),
        "df1b051c49625cf57a3d0d8d3863ed4d13564fe4",
        ("en",),
        "apache-2.0",
    ),
    KnownModel(
        "google-t5/t5-base",
        ("summarize", "translate"),
        "a9723ea7f1b39c1eae772870f3b547bf6ef7e6c1",
        ("en",),
        "apache-2.0",
    ),
    KnownModel(
        "google/flan-t5-small",
        ("summarize",),
        "0fc9ddf78a1e988dac52e2dac162b0ede4fd74ab",
        ("en",),
        "apache-2.0",
    ),
    KnownModel(
        "google/flan-t5-base",
        ("summarize",),
        "7bcac572ce56db69c1ea7c8af255c5d7c9672fc2",
        ("en",),
        "apache-2.0",
        990_345_061,
    ),
    KnownModel("sshleifer/distilbart-cnn-12-6", ("summarize",), None, ("en",), "apache-2.0"),
    KnownModel("philschmid/bart-large-cnn-samsum", ("summarize",), None, ("en",), "mit"),
    KnownModel("google/pegasus-xsum", ("summarize",), None, ("en",)),
    KnownModel("google/pegasus-cnn_dailymail", ("summarize",), None, ("en",)),
    KnownModel("csebuetnlp/mT5_multilingual_XLSum", ("summarize",), None),
    KnownModel("allenai/led-base-16384", ("summarize",), None, ("en",), "apache-2.0"),
    # Translators of many languages.
    KnownModel(
        "facebook/mbart-large-50-many-to-many-mmt",
        ("translate",),
        "e30b6cb8eb0d43a0b73cab73c7676b9863223a30",
    ),
    KnownModel("facebook/m2m100_418M", ("translate",), None, (), "mit"),
    KnownModel("facebook/nllb-200-distilled-600M", ("translate",), None, (), "cc-by-nc-4.0"),
)
# The licences and sizes of Marian checkpoints, where the hub's pages at these commits say them.
_MARIAN: Mapping[tuple[str, str], tuple[str, int | None]] = {
    ("en", "de"): ("cc-by-4.0", None),
    ("de", "en"): ("apache-2.0", 298_000_000),
    ("en", "fr"): ("apache-2.0", 301_000_000),
    ("fr", "en"): ("apache-2.0", 301_000_000),
    ("de", "fr"): ("apache-2.0", None),
}
_TRANSLATORS = (
    KnownModel(one.hub_id, ("translate",), one.commit, pair, *_MARIAN.get(pair, (None, None)))
    for pair, one in MARIAN_CHECKPOINTS.items()
)

KNOWN_MODELS: Mapping[str, KnownModel] = {one.hub_id: one for one in (*_MODELS, *_TRANSLATORS)}

# The commits of the hub's models that are used if the caller names no other: all of them
# have their weights in safetensors form.
PINNED_REVISIONS: Mapping[str, str] = {
    name: one.commit for name, one in KNOWN_MODELS.items() if one.commit is not None
}


def choose_revision(hub_id: str, revision: str | None = None) -> str:
    """Chooses the revision of a model of the hub.

    Args:
        hub_id: "name" or "owner/name".
        revision: The commit, tag or branch that the caller names, if any.

    Returns:
        That, or the commit that is pinned in this release.

    Raises:
        InvalidInputError: If there is neither: a download is pinned or asked for by name.

    Example:
        >>> choose_revision("distilbert-base-uncased")[:7]
        '12040ac'
    """
    if revision is not None:
        return revision
    known = KNOWN_MODELS.get(hub_id)
    if known is None:
        raise InvalidInputError(
            f"{hub_id!r} is no local folder; to download it from the Hugging Face Hub pass "
            "revision= with a commit, or revision='main' for whatever is newest"
        )
    if known.commit is None:
        raise InvalidInputError(
            f"no commit of {hub_id} is pinned in this release; pass revision= with one that has a "
            f"model.safetensors: https://huggingface.co/{hub_id}/commits/main lists them, and its "
            "pull requests, such as revision='refs/pr/1', often add that file"
        )
    return known.commit
