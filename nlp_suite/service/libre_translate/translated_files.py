"""Translated files that wait to be fetched."""

import os
import re
import secrets
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

# Where processes that share a socket leave them, each for all.
FOLDER_VARIABLE = "NLP_SUITE_TRANSLATED_FILES"

_NAME = re.compile(r"(?P<secret>[A-Za-z0-9_-]{32})\.(?P<shown>[A-Za-z0-9_-][A-Za-z0-9._-]{0,120})")

_OWN = re.compile(rf"{_NAME.pattern}|[A-Za-z0-9_-]{{32}}~")


class TranslatedFile(NamedTuple):
    """A translated file.

    Attributes:
        name: Its name for whoever fetches it.
        data: Its bytes.
    """

    name: str
    data: bytes


class TranslatedFiles:
    """A folder of translated files: of few, for some minutes.

    Whoever knows the name of a file may fetch it, and nobody can guess one. The oldest are removed
    where there are too many or where they are too large together.

    Args:
        folder: Where they are kept; a temporary folder of its own if None.
        most_files: Most files.
        most_bytes: Most bytes of all together.
        seconds: For how long each is kept.

    Example:
        >>> files = TranslatedFiles()
        >>> name = files.put("letter.txt", b"Guten Tag!")
        >>> len(name), files.get(name)
        (43, TranslatedFile(name='letter.txt', data=b'Guten Tag!'))
        >>> files.get("../../etc/passwd") is None
        True
        >>> files.close()
        >>> files.get(name) is None
        True
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        most_files: int = 200,
        most_bytes: int = 256 << 20,
        seconds: float = 1800.0,
    ) -> None:
        self._given = folder
        self._own: tempfile.TemporaryDirectory[str] | None = None
        self._most_files = most_files
        self._most_bytes = most_bytes
        self.seconds = seconds

    @classmethod
    def of_environment(cls) -> "TranslatedFiles":
        """Makes the folder that the processes of a service share, or one of this process."""
        folder = os.environ.get(FOLDER_VARIABLE)
        return cls(Path(folder) if folder else None)

    def put(self, name: str, data: bytes) -> str:
        """Keeps a file.

        Args:
            name: The name that whoever fetches it sees; what is unusual in it is left out.
            data: The bytes.

        Returns:
            The name to `get` it by.

        Raises:
            OSError: If it cannot be written.
        """
        folder = self._folder()
        secret = secrets.token_urlsafe(24)
        shown = re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[-100:].lstrip(".")
        known = f"{secret}.{shown or 'file'}"
        # Under its name it is whole.
        partial = folder / f"{secret}~"
        partial.write_bytes(data)
        partial.rename(folder / known)
        self.remove_old()
        return known

    def get(self, known: str) -> TranslatedFile | None:
        """Returns a file.

        Args:
            known: What `put` returned.

        Returns:
            The file; None if there is no such file, or none any more.
        """
        found = _NAME.fullmatch(known)
        folder = self._present()
        if found is None or folder is None:
            return None
        self.remove_old()
        try:
            return TranslatedFile(found["shown"], (folder / known).read_bytes())
        except OSError:
            return None

    def remove_old(self) -> None:
        """Removes what is too old, too many, or too large."""
        folder = self._present()
        if folder is None:
            return
        found = []
        with os.scandir(folder) as entries:
            for entry in entries:
                # The folder may have files of others.
                if not _OWN.fullmatch(entry.name):
                    continue
                # Another process may be faster.
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                found.append((status.st_mtime, status.st_size, entry.path))
        oldest = time.time() - self.seconds
        size = 0
        for count, (changed, own, path) in enumerate(sorted(found, reverse=True), 1):
            size += own
            if changed < oldest or count > self._most_files or size > self._most_bytes:
                Path(path).unlink(missing_ok=True)

    def close(self) -> None:
        """Removes the folder, unless it is shared: that goes with whoever made it."""
        if self._own is not None:
            self._own.cleanup()
            self._own = None

    def _folder(self) -> Path:
        if self._given is not None:
            self._given.mkdir(mode=0o700, parents=True, exist_ok=True)
            return self._given
        if self._own is None:
            self._own = tempfile.TemporaryDirectory(prefix="nlp-suite-")
        return Path(self._own.name)

    def _present(self) -> Path | None:
        if self._given is not None:
            return self._given if self._given.is_dir() else None
        return None if self._own is None else Path(self._own.name)
