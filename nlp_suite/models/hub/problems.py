"""What goes wrong with the Hugging Face Hub, in one sentence that says what to do."""

import errno
from pathlib import Path

from nlp_suite.errors import ModelNotAvailableError
from nlp_suite.models.hub.cache import cache_folder, find_partial

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)


def hub_page(hub_id: str) -> str:
    """Returns the address of a model's page, on the hub or its mirror.

    Args:
        hub_id: "name" or "owner/name".

    Returns:
        The address; `HF_ENDPOINT` says where the hub is.

    Example:
        >>> hub_page("owner/name")
        'https://huggingface.co/owner/name'
    """
    # Its import takes a while, and its value may change.
    from huggingface_hub import constants

    return f"{constants.ENDPOINT}/{hub_id}"


def unavailable(error: Exception, hub_id: str, revision: str) -> ModelNotAvailableError:
    """Says why a model of the hub cannot be had, and what to do.

    Args:
        error: What the hub's client, the network or the disk raised.
        hub_id: The model.
        revision: Its commit, tag or branch.

    Returns:
        The error to raise from it.

    Example:
        >>> full = OSError(errno.ENOSPC, "No space left on device")
        >>> "free some space" in str(unavailable(full, "owner/name", "main"))
        True
    """
    from huggingface_hub.errors import (
        GatedRepoError,
        HFValidationError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    page, cache = hub_page(hub_id), cache_folder()
    fetch = f"nlp-suite models fetch {hub_id} --revision {revision}"
    status = getattr(getattr(error, "response", None), "status_code", None)
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, HFValidationError):
        message = f"{hub_id!r} is neither a local folder nor a possible hub id"
    elif isinstance(error, GatedRepoError):
        message = (
            f"{hub_id!r} is gated: ask for access at {page}, then set HF_TOKEN to a token of your "
            f"account, or run: {fetch} --token TOKEN"
        )
    elif isinstance(error, RepositoryNotFoundError):
        message = (
            f"there is no model {hub_id!r} at {page}, or it is private; correct the name, or set "
            f"HF_TOKEN to a token of an account that may read it, or run: {fetch} --token TOKEN"
        )
    elif isinstance(error, RevisionNotFoundError):
        message = (
            f"{hub_id!r} has no revision {revision!r}; {page}/commits/main lists its commits, and "
            f"{page}/discussions its pull requests, such as refs/pr/1"
        )
    elif status in (401, 403):
        message = (
            f"{page} refuses the token ({status}); set HF_TOKEN to another one, or leave it out "
            "for a model that everybody may read"
        )
    elif status == 429:
        message = f"{page} takes no more requests for now (429); wait some minutes, and try again"
    elif number in _FULL:
        message = (
            f"{hub_id!r} does not fit on the disk of {cache}; free some space, or set "
            "HF_HUB_CACHE to a folder on another disk; files that have come are not fetched again"
        )
    elif number in _UNWRITABLE:
        message = (
            f"{hub_id!r} cannot be written into the cache {cache}; set HF_HUB_CACHE to a "
            "folder that can be written"
        )
    elif (folder := find_partial(hub_id, revision)) is not None:
        return incomplete(hub_id, revision, folder, _cause(error, status))
    else:
        message = (
            f"{hub_id!r} at revision {revision!r} is no local folder, is not in the cache "
            f"({cache}) and could not be downloaded ({_cause(error, status)}). Where there "
            f"is a network, run: hf download {hub_id} --revision {revision} --local-dir FOLDER; "
            "then pass FOLDER, or set HF_HUB_CACHE to a cache that has the model"
        )
    return ModelNotAvailableError(message)


def unpublished(error: Exception, hub_id: str) -> ModelNotAvailableError:
    """Says why a model could not be published, and what to do.

    Args:
        error: What the hub's client, the network or the disk raised.
        hub_id: The name that it should have.

    Returns:
        The error to raise from it.

    Example:
        >>> print(str(unpublished(ConnectionError(), "owner/name")).partition(";")[0])
        'owner/name' could not be published (ConnectionError)
    """
    # Of the upload of a large file the client says only which.
    if isinstance(error, RuntimeError) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    page = hub_page(hub_id)
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status in (401, 403, 404):
        message = (
            f"{page} may not be written to ({status}); pass token= with one that has the right to "
            "write there, from the settings of your account, or set HF_TOKEN"
        )
    else:
        # Of some errors the text is a page.
        reason = " ".join(str(error).split())[:200]
        message = (
            f"{hub_id!r} could not be published ({_cause(error, status)}{reason and f': {reason}'})"
            f"; see that {page.removesuffix(f'/{hub_id}')} can be reached, and try again"
        )
    return ModelNotAvailableError(message)


def incomplete(
    hub_id: str, revision: str, folder: Path, cause: str | None = None
) -> ModelNotAvailableError:
    """Says that the cache has only a part of a model, and what to do.

    Args:
        hub_id: The model.
        revision: Its commit, tag or branch.
        folder: Where the part is.
        cause: Why the rest could not be fetched.

    Returns:
        The error to raise.

    Example:
        >>> print(str(incomplete("owner/name", "main", Path("cache"))).partition(";")[0])
        only a part of 'owner/name' at revision 'main' is in the cache (cache)
    """
    return ModelNotAvailableError(
        f"only a part of {hub_id!r} at revision {revision!r} is in the cache ({folder})"
        f"{'' if cause is None else f', and the rest could not be downloaded ({cause})'}; where "
        f"there is a network, fetch it with: nlp-suite models fetch {hub_id} --revision {revision}"
    )


def _cause(error: Exception, status: int | None) -> str:
    return type(error).__name__ if status is None else f"{type(error).__name__} {status}"
