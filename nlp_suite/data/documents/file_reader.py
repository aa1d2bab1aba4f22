"""Documents of files that are read one after the other, each when it is its turn."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from nlp_suite.data.documents.document import Document, UnreadableDocument
from nlp_suite.data.documents.document_file import DocumentFile
from nlp_suite.data.documents.fingerprints import file_fingerprint
from nlp_suite.data.documents.held_file import HeldFile
from nlp_suite.data.documents.read import read_documents
from nlp_suite.errors import NLPSuiteError

# Stands between the documents of two files.
_END = UnreadableDocument("", "", NLPSuiteError)


class FileReader:
    """Reads the documents of files one after the other, in one stream of `read_documents`.

    One stream for all files keeps the process that parses pages; what is read of which file is told
    apart all the same.

    Args:
        reading: Options of `read_documents`.

    Example:
        ```python
        reader = FileReader({})
        for found in find_documents("articles"):
            with reader.hold(found) as held:
                print(reader.fingerprint(held), list(reader.read(held)))
        reader.close()
        ```
    """

    def __init__(self, reading: Mapping[str, Any]) -> None:
        self._reading = json.dumps(dict(reading), sort_keys=True, default=list).encode()
        self._documents = read_documents(self._feed(), **reading)
        self._fed: HeldFile | None = None

    def hold(self, found: DocumentFile) -> HeldFile | UnreadableDocument:
        """Opens a file, so that its fingerprint is that of what is read.

        Args:
            found: The file.

        Returns:
            The file, to be closed, or why it cannot be read.
        """
        try:
            return HeldFile.hold(found)
        except NLPSuiteError as error:
            return UnreadableDocument(found.file, " ".join(str(error).split()), type(error))

    def fingerprint(self, held: HeldFile) -> str:
        """Computes the fingerprint of a file and of how it is read.

        Args:
            held: The file.

        Returns:
            32 hexadecimal digits.
        """
        of_file = file_fingerprint(held)
        digest = hashlib.blake2b(self._reading + b"\0" + of_file.encode(), digest_size=16)
        return digest.hexdigest()

    def read(self, held: HeldFile) -> Iterator[Document | UnreadableDocument]:
        """Reads the documents of a file.

        Args:
            held: The file.

        Yields:
            Its documents, and what could not be read. If the file was changed meanwhile, which
            `held.changed` then says, that is the last.
        """
        self._fed = held
        for one in self._documents:
            if one is _END:
                return
            yield one

    def close(self) -> None:
        """Ends the process that parses pages, if there is one."""
        cast("Any", self._documents).close()

    def _feed(self) -> Iterator[DocumentFile | UnreadableDocument]:
        while self._fed is not None:
            yield self._fed
            yield _END
