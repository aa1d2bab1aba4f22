"""Documents of files that are read one after the other, each when it is its turn."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from nlp_suite.data.documents.document import Document, UnreadableDocument
from nlp_suite.data.documents.document_file import DocumentFile
from nlp_suite.data.documents.fingerprints import file_fingerprint
from nlp_suite.data.documents.read import read_documents
from nlp_suite.errors import InvalidInputError, NLPSuiteError

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
            print(reader.fingerprint(found), list(reader.read(found)))
        reader.close()
        ```
    """

    def __init__(self, reading: Mapping[str, Any]) -> None:
        self._reading = json.dumps(dict(reading), sort_keys=True, default=list).encode()
        self._documents = read_documents(self._feed(), **reading)
        self._fed: DocumentFile | None = None

    def fingerprint(self, found: DocumentFile) -> str | None:
        """Computes the fingerprint of a file and of how it is read.

        Args:
            found: The file.

        Returns:
            32 hexadecimal digits; None if it cannot be read, and reading it says why.
        """
        try:
            of_file = file_fingerprint(found)
        except InvalidInputError:
            return None
        digest = hashlib.blake2b(self._reading + b"\0" + of_file.encode(), digest_size=16)
        return digest.hexdigest()

    def read(self, found: DocumentFile) -> Iterator[Document | UnreadableDocument]:
        """Reads the documents of a file.

        Args:
            found: The file.

        Yields:
            Its documents, and what could not be read.
        """
        self._fed = found
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
