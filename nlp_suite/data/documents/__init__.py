"""Document loading from files of many formats; unreadable files are reported."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.data.documents.document import Document
    from nlp_suite.data.documents.finding import find_documents
    from nlp_suite.data.documents.fingerprints import file_fingerprint
    from nlp_suite.data.documents.found_file import FoundFile
    from nlp_suite.data.documents.reading import read_documents
    from nlp_suite.data.documents.unreadable_document import UnreadableDocument

__all__ = [
    "Document",
    "FoundFile",
    "UnreadableDocument",
    "file_fingerprint",
    "find_documents",
    "read_documents",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "Document": ".document",
        "FoundFile": ".found_file",
        "UnreadableDocument": ".unreadable_document",
        "file_fingerprint": ".fingerprints",
        "find_documents": ".finding",
        "read_documents": ".reading",
    },
)
