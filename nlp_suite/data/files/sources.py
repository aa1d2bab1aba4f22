"""Resolving a data source to a path or a hub id."""

import re
from pathlib import Path

from nlp_suite.arguments import check_name, shown
from nlp_suite.errors import InvalidInputError

_LONGEST_PATH = 4096
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?", re.ASCII)


def find_file(source: str | Path, revision: str | None) -> Path | None:
    """Resolves a data source to a path, or to None for a hub id.

    Args:
        source: A path, or the id of a data set on the hub.
        revision: The commit, tag or branch of a data set on the hub, which only that has.

    Returns:
        The path of what is there; None for a data set on the hub.

    Raises:
        InvalidInputError: If there is no such file, a hub id comes without a revision, or a
            file with one.

    Example:
        >>> find_file("owner/name", "main") is None
        True
    """
    path = Path(source)
    # Of names that no file can have, only the start.
    name = repr(str(source)) if len(str(source)) <= _LONGEST_PATH else shown(str(source))
    if revision is not None:
        check_name("revision", revision)
        # The library would take a folder of that name for the data set.
        if _exists(path) or not _HUB_ID.fullmatch(str(source)):
            raise InvalidInputError(
                f"revision= is for data sets on the hub, and {name} is a local path or no "
                "possible hub id"
            )
        return None
    if not _exists(path):
        raise InvalidInputError(
            f"there is no file {name}; to load a data set of that name from the Hugging "
            "Face Hub pass revision= with a commit, or revision='main' for whatever is newest"
        )
    return path


def check_hub_names(subset: object, hub_split: object) -> None:
    """Checks the parts of a data set on the hub.

    Args:
        subset: Which configuration; None for the only one.
        hub_split: Which split.

    Raises:
        InvalidInputError: If one is no name.

    Example:
        >>> check_hub_names(None, "train")
    """
    if subset is not None:
        check_name("subset", subset)
    check_name("hub_split", hub_split)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that is too long or none, a folder not to be entered
        return False
