"""Document loading from files of many formats; unreadable files are reported."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.data.documents.document import Document, UnreadableDocument
    from nlp_suite.data.documents.document_file import DocumentFile
    from nlp_suite.data.documents.find import find_documents
    from nlp_suite.data.documents.fingerprints import file_fingerprint
    from nlp_suite.data.documents.read import read_documents

__all__ = [
    "Document",
    "DocumentFile",
    "UnreadableDocument",
    "file_fingerprint",
    "find_documents",
    "read_documents",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "Document": ".document",
        "DocumentFile": ".document_file",
        "UnreadableDocument": ".document",
        "file_fingerprint": ".fingerprints",
        "find_documents": ".find",
        "read_documents": ".read",
    },
)
