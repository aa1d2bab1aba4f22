"""What a repository of the Hugging Face Hub has, before any of it is fetched."""

import dataclasses
from typing import Any, NamedTuple

from nlp_suite.errors import ModelFormatError
from nlp_suite.models.hub.checkpoint_files import CONFIG, WEIGHTS, has_weights

# Other forms of weights, which are not read.
_OTHER_WEIGHTS = (".bin", ".h5", ".msgpack", ".ot", ".onnx", ".pt", ".pth", ".ckpt", ".gguf")


class RemoteFile(NamedTuple):
    """A file of a repository.

    Attributes:
        name: Its path in the repository.
        num_bytes: Its size; None if the hub does not say.
        sha256: Its SHA-256 in hexadecimal digits, of a large file; None of a small one.
        blob_id: Its id in git, of a small file the SHA-1 that git computes of its contents.
    """

    name: str
    num_bytes: int | None
    sha256: str | None
    blob_id: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Repository:
    """A repository of the hub at a commit.

    Attributes:
        hub_id: Its name on the hub.
        commit: The commit, in full.
        files: Its files.
        licence: The licence that its card names; None if it names none.
        languages: The languages that its card names.
    """

    hub_id: str
    commit: str
    files: tuple[RemoteFile, ...]
    licence: str | None
    languages: tuple[str, ...]


def read_repository(hub_id: str, revision: str, token: str | None = None) -> Repository:
    """Asks the hub what a repository has.

    Args:
        hub_id: "name" or "owner/name".
        revision: The commit, tag or branch.
        token: As for `nlp_suite.models.hub.download.download`.

    Returns:
        What the hub says.

    Raises:
        Exception: What the hub's client raises, see `nlp_suite.models.hub.problems.unavailable`.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.constants import HF_HUB_ETAG_TIMEOUT

    info = HfApi().model_info(
        hub_id, revision=revision, timeout=HF_HUB_ETAG_TIMEOUT, files_metadata=True, token=token
    )
    if info.sha is None:
        raise ValueError("the hub names no commit")
    files = tuple(
        RemoteFile(
            one.rfilename, one.size, None if one.lfs is None else one.lfs.sha256, one.blob_id
        )
        for one in info.siblings or ()
    )
    card: Any = info.card_data or {}
    licence, languages = card.get("license"), card.get("language")
    return Repository(hub_id, info.sha, files, licence_of(licence), languages_of(languages))


def is_hub_id(name: str) -> bool:
    """Tells whether a model of the hub can have a name.

    Args:
        name: "name" or "owner/name".

    Returns:
        True if so.

    Example:
        >>> is_hub_id("owner/name"), is_hub_id("../name")
        (True, False)
    """
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    try:
        validate_repo_id(name)
    except HFValidationError:
        return False
    return True


def check_repository(repository: Repository) -> None:
    """Checks that a repository has what every model has.

    Args:
        repository: The repository.

    Raises:
        ModelFormatError: If it has no configuration, or no weights in safetensors form.

    Example:
        >>> names = ("config.json", "pytorch_model.bin")
        >>> files = tuple(RemoteFile(name, 9, None, None) for name in names)
        >>> check_repository(Repository("owner/name", "0" * 40, files, None, ()))
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: 'owner/name' has no weights in safetensors form at ...
    """
    names = {file.name for file in repository.files}
    place = f"{repository.hub_id!r} has no %s at commit {repository.commit}"
    if CONFIG not in names:
        has = ", ".join(sorted(names)[:10])
        raise ModelFormatError(f"{place % CONFIG}, so it is no model; it has: {has or 'nothing'}")
    if has_weights(names):
        return
    others = sorted(name for name in names if name.endswith(_OTHER_WEIGHTS))
    has = f", but {others[0]}, which is not read" if others else ""
    raise ModelFormatError(
        f"{place % 'weights in safetensors form'}{has}; pass revision= with one that has a "
        f"{WEIGHTS}: its pull requests, such as revision='refs/pr/1', often add that file"
    )


def licence_of(value: Any) -> str | None:
    """Reads the licence in a card's metadata.

    Args:
        value: What stands there.

    Returns:
        The licence; None if it is none.

    Example:
        >>> licence_of("apache-2.0"), licence_of(3)
        ('apache-2.0', None)
    """
    return value if isinstance(value, str) else None


def languages_of(value: Any) -> tuple[str, ...]:
    """Reads the languages in a card's metadata.

    Args:
        value: What stands there, one or a list.

    Returns:
        The languages.

    Example:
        >>> languages_of("en"), languages_of(["en", "de"])
        (('en',), ('en', 'de'))
    """
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values if isinstance(one, str))
