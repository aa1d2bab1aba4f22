"""A document file that was found, and its format."""

from dataclasses import dataclass
from pathlib import PurePath

from nlp_suite.data.documents.file_names import one_line_name, written_name

FORMATS = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A document file to be read.

    Args:
        path: Where it is, without a symbolic link on the way.
        given: What to call it: the path that was given, and that within a folder.

    Example:
        >>> FoundFile("/home/me/notes.md.gz", "notes.md.gz").format
        'text'
    """

    path: str
    given: str

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
        """Its format: "text", "html", "pdf", "jsonl", "csv" or "parquet"."""
        return known_format(self.given) or known_format(self.path) or "text"


def known_format(name: str) -> str | None:
    """Infers the format of a file from its ending.

    Args:
        name: The file's name.

    Returns:
        The format, also of what is in gzip; None where the ending is not a known one.

    Example:
        >>> known_format("Page.HTM"), known_format("table.csv.gz"), known_format("photo.jpg")
        ('html', 'csv', None)
    """
    path = PurePath(name)
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    return FORMATS.get(path.suffix.lower())
