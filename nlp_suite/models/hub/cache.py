"""The cache of the Hugging Face Hub on this machine, which other libraries share."""

import dataclasses
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_suite.errors import InvalidInputError, ModelFormatError, ModelNotAvailableError
from nlp_suite.load_options import Task
from nlp_suite.models.folder.regular_files import read_json_object
from nlp_suite.models.folder.shipped import shipped_models
from nlp_suite.models.hub.catalogue import PINNED_REVISIONS
from nlp_suite.models.hub.checkpoint_files import (
    CONFIG,
    INDEX,
    WEIGHTS,
    has_weights,
    is_downloaded,
)
from nlp_suite.models.hub.checkpoint_tasks import checkpoint_tasks
from nlp_suite.models.hub.repository import is_hub_id

if TYPE_CHECKING:
    from huggingface_hub import HFCacheInfo


@dataclasses.dataclass(frozen=True, slots=True)
class CachedModel:
    """A model in the hub's cache that this package can use, or a part of one.

    Attributes:
        hub_id: Its name on the hub.
        commit: The commit.
        path: The folder of this commit.
        tasks: What it can do.
        config: The contents of its `config.json`.
        num_bytes: The size of the commit's files.
        is_complete: Whether all of it is there; if not, fetching it goes on from what is.
        references: The branches, tags and pull requests that led to the commit.
    """

    hub_id: str
    commit: str
    path: Path
    tasks: tuple[Task, ...]
    config: Mapping[str, Any]
    num_bytes: int
    is_complete: bool
    references: frozenset[str]


def cached_models() -> list[CachedModel]:
    """Lists the models in the hub's cache that this package can use; the hub is not asked.

    Returns:
        One for each commit, sorted by name. Models of other kinds are left out, and those
        without weights in safetensors form, unless their download has only begun.

    Example:
        ```python
        for model in cached_models():
            print(model.hub_id, model.commit, model.path)
        ```
    """
    found = []
    scan = _scan()
    for repository in () if scan is None else scan.repos:
        if repository.repo_type != "model":
            continue
        for revision in repository.revisions:
            try:
                config = read_json_object(revision.snapshot_path / CONFIG)
            except (FileNotFoundError, ModelFormatError):
                continue
            tasks = checkpoint_tasks(config)
            complete = is_complete(revision.snapshot_path)
            if tasks and (complete or _has_begun(repository.repo_id, revision.commit_hash)):
                found.append(
                    CachedModel(
                        repository.repo_id,
                        revision.commit_hash,
                        revision.snapshot_path,
                        tasks,
                        config,
                        revision.size_on_disk,
                        complete,
                        revision.refs,
                    )
                )
    return sorted(found, key=lambda one: (one.hub_id, one.commit))


def find_cached(hub_id: str, revision: str | None = None) -> CachedModel:
    """Finds a model in the hub's cache; the hub is not asked.

    Args:
        hub_id: Its name on the hub.
        revision: The commit, its first digits, or the branch or tag that it was fetched as; the
            pinned commit if None, or the only one that is there.

    Returns:
        The model.

    Raises:
        ModelNotAvailableError: If it is not there, or not wholly.
        InvalidInputError: If no revision is given, and there are several.

    Example:
        >>> find_cached("owner/name", "main")
        Traceback (most recent call last):
        nlp_suite.errors.ModelNotAvailableError: 'owner/name' at revision 'main' is not in the ...
    """
    models = [one for one in cached_models() if one.hub_id == hub_id]
    wanted = revision or PINNED_REVISIONS.get(hub_id)
    chosen = [one for one in models if wanted is not None and _is_revision(one, wanted)]
    if not chosen and revision is None:
        chosen = models
    if len(chosen) > 1:
        commits = ", ".join(one.commit for one in chosen)
        raise InvalidInputError(f"the cache has several commits of {hub_id}: {commits}; pass one")
    if not chosen:
        raise ModelNotAvailableError(
            f"{hub_id!r}{f' at revision {wanted!r}' if wanted else ''} is not in the cache "
            f"({cache_folder()}); fetch it with: nlp-suite models fetch {hub_id} --revision "
            f"{wanted or 'COMMIT'}"
        )
    if not chosen[0].is_complete:
        raise ModelNotAvailableError(
            f"only a part of {hub_id!r} is in the cache ({chosen[0].path}); fetch the rest with: "
            f"nlp-suite models fetch {hub_id} --revision {wanted or chosen[0].commit}"
        )
    return chosen[0]


def check_removable(hub_id: str) -> Path:
    """Checks that a model is in the hub's cache, so that it can be removed.

    Args:
        hub_id: Its name on the hub.

    Returns:
        The folder of all its commits.

    Raises:
        InvalidInputError: If it is a shipped model.
        ModelNotAvailableError: If it is not in the cache.

    Example:
        >>> check_removable("english-german")
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: 'english-german' comes with the package, and stays ...
    """
    if hub_id in shipped_models():
        raise InvalidInputError(f"{hub_id!r} comes with the package, and stays with it")
    if not is_hub_id(hub_id):
        raise InvalidInputError(f"{hub_id!r} is no possible hub id")
    folder = _repository_folder(hub_id)
    if not folder.is_dir() or folder.is_symlink():
        raise ModelNotAvailableError(
            f"{hub_id!r} is not in the cache ({cache_folder()}); nlp-suite models lists what is"
        )
    return folder


def remove_cached(hub_id: str) -> int:
    """Removes a model from the hub's cache, all commits of it, for other libraries too.

    Args:
        hub_id: Its name on the hub.

    Returns:
        How many bytes that made free.

    Raises:
        InvalidInputError: If it is a shipped model.
        ModelNotAvailableError: If it is not in the cache, or cannot be removed.

    Example:
        >>> remove_cached("english-german")
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: 'english-german' comes with the package, and stays ...
    """
    folder = check_removable(hub_id)
    # What stands in `snapshots` are links, but not on every system.
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    num_bytes = sum(path.stat().st_size for path in files)
    scan = _scan()
    if scan is not None:
        commits = {
            revision.commit_hash
            for repository in scan.repos
            if repository.repo_path.name == folder.name
            for revision in repository.revisions
        }
        plan = scan.delete_revisions(*commits)
        # Another repository may have the very same commit, as a copy has.
        if {path.name for path in plan.repos} == {folder.name}:
            plan.execute()
    # Of a download that was cut off there may be nothing that the scan takes for a model.
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(cache_folder() / ".locks" / folder.name, ignore_errors=True)
    if folder.exists():
        raise ModelNotAvailableError(f"{folder} cannot be removed; see who may write there")
    return num_bytes


def has_blob(hub_id: str, blob_id: str | None) -> bool:
    """Tells whether the hub's cache has the contents of a file.

    Args:
        hub_id: The name of its model on the hub.
        blob_id: Its SHA-256 if it is a large one, else its id in git.

    Returns:
        True if so.

    Example:
        >>> has_blob("owner/name", "0" * 64)
        False
    """
    return blob_id is not None and (_repository_folder(hub_id) / "blobs" / blob_id).is_file()


def cache_folder() -> Path:
    """Says where the hub's cache is, whether or not it is there.

    Returns:
        The folder; `HF_HUB_CACHE` or `HF_HOME` change it.

    Example:
        ```python
        print(cache_folder())
        ```
    """
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE).expanduser()


def find_complete(hub_id: str, commit: str) -> Path | None:
    """Finds a commit in the hub's cache if it is known to be there wholly.

    Args:
        hub_id: Its name on the hub.
        commit: The commit, in full; a branch or tag may have moved since.

    Returns:
        The folder; None if it is not there, not wholly, or nothing says what all of it is, as
        where a release of huggingface-hub before 2 fetched it.

    Example:
        >>> find_complete("owner/name", "main")
    """
    names = _cached_tree(hub_id, commit)
    if names is None:
        return None
    folder = _repository_folder(hub_id) / "snapshots" / commit
    needed = (name for name in names if is_downloaded(name))
    complete = all((folder / name).is_file() for name in needed) and is_complete(folder)
    return folder if complete else None


def find_partial(hub_id: str, revision: str) -> Path | None:
    """Finds what the hub's cache has of a revision, be it only a part.

    Args:
        hub_id: Its name on the hub, a possible one.
        revision: The commit, tag or branch.

    Returns:
        The folder; None if nothing of it is there.

    Example:
        ```python
        find_partial("owner/name", "main")
        ```
    """
    folder = _repository_folder(hub_id)
    try:
        commit = (folder / "refs" / revision).read_text(encoding="utf-8")
    except (OSError, ValueError):
        commit = revision
    snapshot = folder / "snapshots" / Path(commit).name
    return snapshot if snapshot.is_dir() and any(snapshot.iterdir()) else None


def is_complete(folder: Path) -> bool:
    """Tells whether a folder has the configuration of a model and all files of its weights.

    Args:
        folder: The folder.

    Returns:
        True if so.

    Example:
        >>> from nlp_suite.assets import MODELS_FOLDER
        >>> is_complete(MODELS_FOLDER / "english-german")
        True
    """
    if not (folder / CONFIG).is_file():
        return False
    if (folder / WEIGHTS).is_file():
        return True
    try:
        places = read_json_object(folder / INDEX).get("weight_map")
    except (FileNotFoundError, ModelFormatError):
        return False
    names = set(places.values()) if isinstance(places, dict) else set()
    return bool(names) and all(
        isinstance(name, str) and (folder / Path(name).name).is_file() for name in names
    )


def _repository_folder(hub_id: str) -> Path:
    return cache_folder() / f"models--{hub_id.replace('/', '--')}"


def _has_begun(hub_id: str, commit: str) -> bool:
    """Tells whether a commit without its weights has some that could be fetched."""
    if any((_repository_folder(hub_id) / "blobs").glob("*.incomplete")):
        return True
    names = _cached_tree(hub_id, commit)
    return names is not None and has_weights(names)


def _cached_tree(hub_id: str, commit: str) -> list[str] | None:
    """Lists the files of a commit as its fetching noted them; None where it did not."""
    if not re.fullmatch("[0-9a-f]{40}", commit):
        return None
    try:
        from huggingface_hub import get_cached_repo_tree
        from huggingface_hub.errors import CachedRepoTreeNotFoundError, HFValidationError
    except ImportError:
        return None
    try:
        return [file.path for file in get_cached_repo_tree(hub_id, revision=commit)]
    except (CachedRepoTreeNotFoundError, HFValidationError):
        return None


def _is_revision(model: CachedModel, revision: str) -> bool:
    short = re.fullmatch("[0-9a-f]{7,40}", revision) is not None
    return revision in model.references or (short and model.commit.startswith(revision))


def _scan() -> "HFCacheInfo | None":
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        return scan_cache_dir(cache_folder())
    except CacheNotFound:
        return None
