"""Fingerprint (SHA-256) of a model's files."""

import hashlib
import os
from pathlib import Path

from nlp_suite.errors import ModelNotAvailableError


def model_fingerprint(folder: Path) -> str:
    """Computes the fingerprint of a model: of all files in its folder but the card.

    What a model computes may depend on any of its files, be it a folder of this package or a
    checkpoint of another library. It takes a second for some 600 MB.

    Args:
        folder: The model's folder. Files and folders whose names begin with a dot do not count,
            nor does `README.md`.

    Returns:
        64 hexadecimal digits, the same for a copy of the folder.

    Raises:
        ModelNotAvailableError: If a file cannot be read.

    Example:
        ```python
        model_fingerprint(Path("runs/my-reader"))
        ```
    """
    digest = hashlib.sha256()
    try:
        for parent, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.startswith(".") or name.lower() == "readme.md":
                    continue
                file = Path(parent, name)
                digest.update(os.fsencode(file.relative_to(folder).as_posix()) + b"\0")
                with file.open("rb") as content:
                    digest.update(hashlib.file_digest(content, "sha256").digest())
    except OSError as error:
        raise ModelNotAvailableError(
            f"the model at {folder} cannot be read: {error.strerror or error}"
        ) from error
    return digest.hexdigest()
