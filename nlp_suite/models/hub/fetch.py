"""Fetching of a model of the Hugging Face Hub, with checks of what came."""

import dataclasses
import hashlib
import shutil
from pathlib import Path

from nlp_suite.errors import InvalidInputError, ModelFormatError, ModelNotAvailableError
from nlp_suite.load_options import Task
from nlp_suite.models.folder.model_folder import ModelFolder, is_model_folder
from nlp_suite.models.folder.regular_files import hash_regular, read_json_object, read_regular
from nlp_suite.models.folder.shipped import shipped_models
from nlp_suite.models.folder.tensor_file import read_header
from nlp_suite.models.hub.cache import cache_folder, has_blob
from nlp_suite.models.hub.catalogue import KNOWN_MODELS, choose_revision
from nlp_suite.models.hub.checkpoint_files import CONFIG, has_tokenizer, is_downloaded
from nlp_suite.models.hub.checkpoint_tasks import checkpoint_tasks
from nlp_suite.models.hub.client_progress import client_progress
from nlp_suite.models.hub.download import download
from nlp_suite.models.hub.problems import unavailable
from nlp_suite.models.hub.repository import (
    RemoteFile,
    Repository,
    check_repository,
    read_repository,
)


@dataclasses.dataclass(frozen=True, slots=True)
class FetchedModel:
    """A model of the hub that was fetched and checked.

    Attributes:
        hub_id: Its name on the hub.
        commit: The commit, in full, to be named as `revision`.
        path: Its folder in the hub's cache.
        tasks: What it can do.
        languages: The languages that its card or this release names.
        licence: The licence that its card names; None if it names none.
        files: The names of its files.
        num_bytes: Their size.
    """

    hub_id: str
    commit: str
    path: Path
    tasks: tuple[Task, ...]
    languages: tuple[str, ...]
    licence: str | None
    files: tuple[str, ...]
    num_bytes: int


def fetch_model(
    hub_id: str,
    *,
    revision: str | None = None,
    token: str | None = None,
    progress: bool | None = None,
) -> FetchedModel:
    """Fetches a model into the hub's cache, and checks it.

    Only what is loaded is fetched, and the configuration first: a model of a kind that no task
    can use is not. Files that are there are not fetched again, and a connection that breaks is
    made again for the rest of the file. Every file is compared with the size and the hash that
    the hub names.

    Args:
        hub_id: Its name on the hub.
        revision: The commit, tag or branch; the commit that is pinned in this release if None.
        token: A token of an account of the hub, for a gated or private model; that of `HF_TOKEN`
            or of the hub's own login if None.
        progress: Whether to show progress bars; if None, only if standard error is a terminal.

    Returns:
        What was fetched.

    Raises:
        InvalidInputError: If it is a shipped model, or no revision is given or pinned.
        ModelNotAvailableError: If it cannot be had: no network, no such model, no access to it, no
            room on the disk, or it was damaged on its way.
        ModelFormatError: If it has no weights in safetensors form, no tokenizer, or is of a kind
            that no task can use.

    Example:
        >>> fetch_model("english-german")
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: 'english-german' comes with the package; there is ...
    """
    from huggingface_hub import hf_hub_download

    if hub_id in shipped_models():
        raise InvalidInputError(f"{hub_id!r} comes with the package; there is nothing to fetch")
    revision = choose_revision(hub_id, revision)
    try:
        repository = read_repository(hub_id, revision, token)
        check_repository(repository)
        with client_progress(False):
            # Under the name of the commit: what is fetched next is of the same.
            config = hf_hub_download(hub_id, CONFIG, revision=repository.commit, token=token)
    except ModelFormatError:
        raise
    except Exception as error:  # every network library has its own family of errors
        raise unavailable(error, hub_id, revision) from error
    files = tuple(file for file in repository.files if is_downloaded(file.name))
    (of_config,) = (file for file in files if file.name == CONFIG)
    _check_file(repository, Path(config).parent, of_config)
    tasks = _check_kind(repository, Path(config))
    _check_room(hub_id, files)
    folder = download(
        hub_id, revision=revision, token=token, repository=repository, progress=progress
    )
    if folder.name != repository.commit:
        raise ModelNotAvailableError(
            f"{revision!r} of {hub_id!r} has moved while it was fetched; run the same again"
        )
    for file in files:
        _check_file(repository, folder, file)
    _check_contents(folder)
    known = KNOWN_MODELS.get(hub_id)
    return FetchedModel(
        hub_id,
        repository.commit,
        folder,
        tasks if known is None else known.tasks,
        repository.languages or (() if known is None else known.languages),
        repository.licence,
        tuple(file.name for file in files),
        sum((folder / file.name).stat().st_size for file in files),
    )


def _check_kind(repository: Repository, path: Path) -> tuple[Task, ...]:
    """Checks that some task can use a model, by its configuration and the names of its files."""
    try:
        config = read_json_object(path)
    except ModelFormatError as error:
        raise ModelFormatError(f"{repository.hub_id!r}: {error}") from error
    tasks = checkpoint_tasks(config)
    if not tasks:
        code = ", with code of its own, which is never run" if "auto_map" in config else ""
        raise ModelFormatError(
            f"{repository.hub_id!r} is of a kind that no task of this package uses (model_type "
            f"{config.get('model_type')!r}, architectures {config.get('architectures')}{code}); "
            "nlp-suite models lists those that are known"
        )
    names = {file.name for file in repository.files}
    if not has_tokenizer(names):
        raise ModelFormatError(
            f"{repository.hub_id!r} has no tokenizer at commit {repository.commit}; pass revision= "
            "with one that has a tokenizer.json"
        )
    return tasks


def _check_room(hub_id: str, files: tuple[RemoteFile, ...]) -> None:
    folder = cache_folder()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    needed = sum(
        file.num_bytes or 0
        for file in files
        if not has_blob(hub_id, file.blob_id if file.sha256 is None else file.sha256)
    )
    if needed > free:
        raise ModelNotAvailableError(
            f"{hub_id!r} needs {needed:,} bytes more, and the disk of {cache_folder()} has "
            f"{free:,} left; free some space, or set HF_HUB_CACHE to a folder on another disk"
        )


def _check_file(repository: Repository, folder: Path, file: RemoteFile) -> None:
    """Compares a file with what the hub says of it; one that differs is removed."""
    path = folder / file.name
    if file.sha256 is not None:
        right = hash_regular(path).hex() == file.sha256
    else:
        content = read_regular(path)
        right = len(content) == file.num_bytes if file.num_bytes is not None else True
        if file.blob_id is not None:
            named = b"blob %d\0" % len(content)
            digest = hashlib.sha1(named + content, usedforsecurity=False).hexdigest()
            right = right and digest == file.blob_id
    if not right:
        blob = path.resolve()
        path.unlink(missing_ok=True)
        blob.unlink(missing_ok=True)
        raise ModelNotAvailableError(
            f"{file.name} of {repository.hub_id!r} was damaged on its way from the hub, and is "
            f"removed; run again: nlp-suite models fetch {repository.hub_id} --revision "
            f"{repository.commit}"
        )


def _check_contents(folder: Path) -> None:
    if is_model_folder(folder):
        ModelFolder.open(folder)
        return
    for path in sorted(folder.glob("*.safetensors")):
        if is_downloaded(path.name):
            read_header(path)
