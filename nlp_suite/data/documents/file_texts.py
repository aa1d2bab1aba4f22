"""Texts of files that are given in the place of texts."""

import os
from collections.abc import Iterator, Sequence

from nlp_suite.data.documents.document import Document
from nlp_suite.data.documents.document_file import DocumentFile
from nlp_suite.data.documents.file_names import one_line_name
from nlp_suite.data.documents.folder_walk import problem
from nlp_suite.data.documents.formats import FORMATS, TableFormat
from nlp_suite.data.documents.read import read_documents
from nlp_suite.errors import DataFormatError, InvalidInputError

# How the message of a file that is too large ends.
_LIMIT = "max_bytes="


def read_file_texts(paths: Sequence[os.PathLike[str]], *, many: str) -> list[str]:
    """Reads files that are one text each, as `read_documents` reads them.

    Args:
        paths: The files; a path is never a glob, and "-" is a name like any other.
        many: What takes folders and tables, for the message.

    Returns:
        The text of each, in order.

    Raises:
        InvalidInputError: If one does not exist, is a folder or a table, or cannot be opened.
        DataFormatError: If one is damaged, empty, no text or too large.
        MissingDependencyError: If the extra `documents` is needed and not installed.

    Example:
        ```python
        assert read_file_texts([Path("articles/tom.txt")], many="answer_files") == ["Tom sleeps."]
        ```
    """
    files = [_find(os.fsdecode(path), many) for path in paths]
    try:
        return list(_texts(files))
    except DataFormatError as error:
        if not str(error).endswith(_LIMIT):
            raise
        raise DataFormatError(f"{error} to nlp_suite.data.read_documents") from error


def _texts(files: Sequence[DocumentFile]) -> Iterator[str]:
    for document in read_documents(files, strict=True):
        # Problems are raised, and no file is a table.
        if isinstance(document, Document):
            yield document.text


def _find(given: str, many: str) -> DocumentFile:
    try:
        real = os.path.realpath(given, strict=True)
    except FileNotFoundError as error:
        raise problem(given, "does not exist; correct the path").to_error() from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise problem(given, f"cannot be looked at: {reason}").to_error() from error
    if os.path.isdir(real):
        raise InvalidInputError(
            f"{one_line_name(given)} is a folder, not a text; give it to {many}, or a file of it"
        )
    found = DocumentFile(real, given)
    if isinstance(FORMATS[found.format], TableFormat):
        raise InvalidInputError(
            f"{found.line} is a table, each row a text of its own; give it to {many}"
        )
    return found
