"""Fingerprint (SHA-256) of a model's files."""

import hashlib
import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from nlp_suite.errors import ModelFormatError, ModelNotAvailableError
from nlp_suite.models.folder.regular_files import hash_regular

# No model has as many; who passes the wrong folder shall not wait for all that is in it.
_MOST_FILES = 10_000


def model_fingerprint(folder: Path, known: MutableMapping[str, bytes] | None = None) -> str:
    """Computes the fingerprint of a model: of all files in its folder but the card.

    What a model computes may depend on any of its files, be it a folder of this package or a
    checkpoint of another library. It takes a second for some 600 MB.

    Args:
        folder: The model's folder. Files and folders whose names begin with a dot do not count,
            nor does `README.md`.
        known: Maps the paths, in the folder, of files that were read already to their SHA-256;
            those of the others are added. None if nothing was read.

    Returns:
        64 hexadecimal digits, the same for a copy of the folder.

    Raises:
        ModelNotAvailableError: If a file cannot be read.
        ModelFormatError: If one is no regular file, or there are more than any model has.

    Example:
        ```python
        model_fingerprint(Path("runs/my-reader"))
        ```
    """
    digests = {} if known is None else known
    for name, path in _files(folder).items():
        if name not in digests:
            try:
                digests[name] = hash_regular(path)
            except FileNotFoundError as error:
                raise ModelNotAvailableError(
                    f"the model at {folder} cannot be read: {error.strerror}"
                ) from error
    return _combined(digests)


def _combined(digests: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    # By folders first, as they are walked.
    for name in sorted(digests, key=lambda name: (name.rpartition("/")[0], name)):
        digest.update(os.fsencode(name) + b"\0")
        digest.update(digests[name])
    return digest.hexdigest()


def _files(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}

    def fail(error: OSError) -> None:
        raise ModelNotAvailableError(
            f"the model at {folder} cannot be read: {error.strerror or error}"
        ) from error

    for parent, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.startswith(".") or name.lower() == "readme.md":
                continue
            path = Path(parent, name)
            found[path.relative_to(folder).as_posix()] = path
            if len(found) > _MOST_FILES:
                raise ModelFormatError(
                    f"{folder} has more than {_MOST_FILES:,} files; is it a model?"
                )
    return found
