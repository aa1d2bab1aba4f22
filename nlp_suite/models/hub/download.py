"""Downloads from the Hugging Face Hub."""

from pathlib import Path

from nlp_suite.models.hub.cache import find_complete, is_complete
from nlp_suite.models.hub.catalogue import choose_revision
from nlp_suite.models.hub.checkpoint_files import DOWNLOADED
from nlp_suite.models.hub.client_progress import client_progress
from nlp_suite.models.hub.problems import incomplete, unavailable
from nlp_suite.models.hub.repository import Repository, check_repository, read_repository


def download(
    hub_id: str,
    *,
    revision: str | None,
    token: str | None = None,
    repository: Repository | None = None,
    progress: bool | None = None,
) -> Path:
    """Downloads the configuration, weights and tokenizer of a repository on the hub.

    Weights are fetched in safetensors form only. What is in the hub's cache is not fetched
    again, and is used where the hub cannot be reached; of a commit that was fetched wholly, the
    hub is not even asked. A hub that does not answer is given up after `HF_HUB_ETAG_TIMEOUT`
    seconds, 10 by default; `HF_HUB_OFFLINE=1` asks none.

    Args:
        hub_id: "name" or "owner/name".
        revision: The commit, tag or branch to fetch; the pinned commit if None.
        token: A token of an account of the hub; that of `HF_TOKEN` or of the hub's own login
            if None.
        repository: What the hub has said of it, if it was asked.
        progress: Whether to show progress bars; if None, only if standard error is a terminal.

    Returns:
        The folder in the hub's cache.

    Raises:
        InvalidInputError: If no revision is given: a download is pinned or asked for by name.
        ModelNotAvailableError: If the hub cannot be reached or has no such repository, or what
            the cache has of it is incomplete.
        ModelFormatError: If the repository has no weights in safetensors form.
    """
    from huggingface_hub import snapshot_download

    revision = choose_revision(hub_id, revision)
    folder = find_complete(hub_id, revision)
    if folder is not None:
        return folder
    reason: Exception | None = None
    if repository is None:
        try:
            # The download itself would wait for this answer without end.
            repository = read_repository(hub_id, revision, token)
        except Exception as error:  # every network library has its own family of errors
            reason = error
        else:
            check_repository(repository)
    try:
        with client_progress(progress):
            folder = Path(
                snapshot_download(
                    hub_id,
                    revision=revision,
                    allow_patterns=list(DOWNLOADED),
                    local_files_only=reason is not None,
                    token=token,
                )
            )
    except Exception as error:  # of the network, of the cache, of the disk
        raise unavailable(reason or error, hub_id, revision) from (reason or error)
    if not is_complete(folder):
        raise incomplete(hub_id, revision, folder) from reason
    return folder
