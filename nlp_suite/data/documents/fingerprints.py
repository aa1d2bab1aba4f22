"""Fingerprints (hashes) of documents and files."""

import functools
import hashlib
import importlib.metadata
import json
import os

from nlp_suite.data.documents.document_file import DocumentFile
from nlp_suite.data.documents.formats import FORMATS, ParsedFormat
from nlp_suite.data.documents.held_file import HeldFile
from nlp_suite.errors import InvalidInputError

# To be raised when the same file gives another text than before.
_READER_VERSION = 2

_DIGITS = 16


def text_fingerprint(text: str) -> str:
    """Computes the fingerprint (BLAKE2b) of a text.

    It takes a millisecond for a million characters.

    Args:
        text: The text.

    Returns:
        32 hexadecimal digits, the same for the same text everywhere and always.

    Example:
        >>> text_fingerprint("Tom sleeps.") == text_fingerprint("Tom sleeps!")
        False
    """
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGITS).hexdigest()


def document_key(found: DocumentFile, row: int | None = None, name: str | None = None) -> str:
    """Computes the key of a document.

    Args:
        found: The file.
        row: The number of the row, in a table.
        name: The id of the row, if it has one; the number then does not count.

    Returns:
        32 hexadecimal digits.

    Example:
        >>> found = DocumentFile("/home/me/a.csv", "a.csv")
        >>> document_key(found, 3, "x") == document_key(found, 4, "x") != document_key(found, 4)
        True
    """
    place = [row, None] if name is None else [None, name]
    data = os.fsencode(found.given) + b"\0" + json.dumps(place).encode()
    return hashlib.blake2b(data, digest_size=_DIGITS).hexdigest()


def file_fingerprint(found: DocumentFile) -> str:
    """Computes the fingerprint (BLAKE2b) of a file's bytes, without parsing it.

    It is of the bytes, of how they are read, and of the version of the library that reads
    them, so that a file with the same fingerprint gives the same documents, as long as the
    arguments of `read_documents` are the same. It takes a second for some 600 MB.

    Args:
        found: The file.

    Returns:
        32 hexadecimal digits.

    Raises:
        InvalidInputError: If it is not a regular file, or cannot be read.

    Example:
        ```python
        for found in find_documents("articles"):
            print(file_fingerprint(found), found.file)
        ```
    """
    if not isinstance(found, DocumentFile):
        raise InvalidInputError(
            f"file_fingerprint takes a file of find_documents, got {type(found).__name__}"
        )
    digest = hashlib.blake2b(digest_size=_DIGITS)
    read_as = FORMATS[found.format]
    library = read_as.library if isinstance(read_as, ParsedFormat) else None
    version = [_READER_VERSION, found.format, _version(library) if library else None]
    digest.update(json.dumps(version).encode() + b"\0")
    if isinstance(found, HeldFile):
        digest.update(found.digest)
    else:
        with HeldFile.hold(found) as held:
            digest.update(held.digest)
    return digest.hexdigest()


@functools.cache
def _version(library: str) -> str | None:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return None
