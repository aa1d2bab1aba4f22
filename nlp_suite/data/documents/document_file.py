"""A document file: its path, its name, its format, and opening it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nlp_suite.data.documents.file_names import one_line_name, written_name
from nlp_suite.data.documents.formats import known_format
from nlp_suite.data.files.compressed import readable, refuse_sparse
from nlp_suite.errors import InvalidInputError
from nlp_suite.files import open_regular


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document file to be read.

    Args:
        path: Where it is, without a symbolic link on the way.
        given: What to call it: the path that was given, and that within a folder.

    Example:
        >>> DocumentFile("/home/me/notes.md.gz", "notes.md.gz").format
        'text'
    """

    path: str
    given: str

    @property
    def held(self) -> BinaryIO | None:
        """Its contents if they are held, see `HeldFile`; None if it is still to be opened."""
        return None

    @property
    def file(self) -> str:
        """Its name in output, as in `Document.file`."""
        return written_name(self.given)

    @property
    def line(self) -> str:
        """Its name in messages."""
        return one_line_name(self.given)

    @property
    def format(self) -> str:
        """The name of its format in `FORMATS`; "text" if its suffix is not a known one."""
        return known_format(self.given) or known_format(self.path) or "text"


@contextlib.contextmanager
def open_file(found: DocumentFile) -> Iterator[BinaryIO]:
    """Opens a regular file, and converts errors of reading it to `InvalidInputError`.

    Args:
        found: The file.

    Yields:
        Its bytes, not unpacked.

    Raises:
        InvalidInputError: If it is not a regular file, or cannot be opened or read.
        DataFormatError: If it is sparse.

    Example:
        ```python
        with open_file(DocumentFile(str(Path("article.txt").resolve()), "article.txt")) as file:
            start = file.read(100)
        ```
    """
    with readable(found.given):
        if (held := found.held) is not None:
            held.seek(0)
            yield held
            return

        def refuse(kind: str) -> InvalidInputError:
            return InvalidInputError(f"{found.line} is {kind}; give a file")

        # A link was followed when the file was found.
        with open_regular(found.path, refuse, follow_links=False) as file:
            refuse_sparse(file, found.line)
            yield file
