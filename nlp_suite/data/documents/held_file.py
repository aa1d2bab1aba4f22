"""A document file that is held open, so that what is read of it is what was hashed."""

import contextlib
import hashlib
import io
import os
import time
from dataclasses import dataclass, field
from typing import BinaryIO, Self

from nlp_suite.closing import Closable
from nlp_suite.data.documents.document_file import DocumentFile, open_file
from nlp_suite.errors import DataFormatError

# So much of a file is read once, and its contents kept.
_MEMORY_BYTES = 16 << 20
_BLOCK_BYTES = 1 << 20
# A file that was changed within so many seconds may be being written, and clocks of file systems
# are coarse. It is read until two readings are the same, at most so often.
_RECENT_SECONDS = 2.0
_READINGS = 8
_PAUSE_SECONDS = 0.02


class _Content:
    """The bytes of a file that is open: in memory, or of a large one their digest."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name
        self.changed = False
        before = b""
        for reading in range(_READINGS):
            status = self._status()
            self._read(status[0])
            settled = time.time() - status[1] / 1e9 > _RECENT_SECONDS
            if self.digest == before or (settled and status == self._status()):
                return
            before = self.digest
            time.sleep(_PAUSE_SECONDS * reading)
        raise self._error()

    def check(self) -> None:
        """Checks that what was read is what was hashed.

        Raises:
            DataFormatError: If it is not.
        """
        if self.stream is not self._file:
            return
        status = self._status()
        before = self.digest
        self._read(status[0])
        if status != self._hashed_at or self.digest != before:
            self.changed = True
            raise self._error()

    def _read(self, size: int) -> None:
        self._file.seek(0)
        self._hashed_at = self._status()
        self.stream = self._file
        digest = hashlib.blake2b()
        if size <= _MEMORY_BYTES:
            data = self._file.read(_MEMORY_BYTES)
            digest.update(data)
            rest = self._file.read(1)
            if not rest:
                self.stream = io.BytesIO(data)
            digest.update(rest)
        # Of one that grows as fast as it is read there is no end.
        while self._file.tell() <= size and (block := self._file.read(_BLOCK_BYTES)):
            digest.update(block)
        self.digest = digest.digest()

    def _status(self) -> tuple[int, int]:
        status = os.fstat(self._file.fileno())
        return status.st_size, status.st_mtime_ns

    def _error(self) -> DataFormatError:
        return DataFormatError(
            f"{self._name} was changed while it was read; run the same again when it is written"
        )


@dataclass(frozen=True, slots=True)
class HeldFile(DocumentFile, Closable):
    """A document file that is held open, so that what is read of it is what was hashed.

    `open_file` gives its contents as they were when it was opened: those of up to 16 MiB are held
    in memory. Of a larger one `check` tells whether they are still the same.

    Example:
        ```python
        found = DocumentFile(str(Path("articles/tom.txt").resolve()), "articles/tom.txt")
        with HeldFile.hold(found) as held:
            fingerprint = file_fingerprint(held)
            (document,) = read_documents([held])
        ```
    """

    _content: _Content = field(repr=False, compare=False)
    _opened: contextlib.ExitStack = field(repr=False, compare=False)

    @classmethod
    def hold(cls, found: DocumentFile) -> Self:
        """Opens a file and reads it.

        Args:
            found: The file.

        Returns:
            The file, open; to be closed.

        Raises:
            InvalidInputError: If it is not a regular file, or cannot be opened or read.
            DataFormatError: If it is being written all the time.
        """
        with contextlib.ExitStack() as stack:
            content = _Content(stack.enter_context(open_file(found)), found.line)
            return cls(found.path, found.given, content, stack.pop_all())

    @property
    def held(self) -> BinaryIO:
        """Its contents."""
        return self._content.stream

    @property
    def digest(self) -> bytes:
        """The digest (BLAKE2b) of its contents."""
        return self._content.digest

    @property
    def changed(self) -> bool:
        """Whether `check` has found that it was changed."""
        return self._content.changed

    def check(self) -> None:
        """Checks that what was read since it was opened is what was hashed.

        Raises:
            DataFormatError: If the file was changed meanwhile.
        """
        self._content.check()

    def close(self) -> None:
        """Closes the file."""
        self._opened.close()
