"""Documents with their provenance, and reports of those that could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nlp_suite.errors import NLPSuiteError


@dataclass(frozen=True, slots=True)
class Document:
    r"""A document: the text of a file, or of a row of a table.

    Args:
        file: The file as it was given or found; bytes of a name that are not UTF-8 stand there
            as `\xff`, so that it can be written anywhere.
        text: What was read; offsets of answers and sentences are characters of it.
        key: 32 hexadecimal digits that stay the same from run to run, whatever the text: of the
            file's name as given, and of the row's id, or of its number where it has none. Rows
            of a file that share an id share a key.
        fingerprint: 32 hexadecimal digits of the text alone; another text has another.
        row: Where in a table it stands: the line of a `.jsonl` or `.csv` file, the row of a
            `.parquet` file, both from 1. None for a file that is one text.
        id: The id in its row, if it has one.
        fields: Further columns of its row that were asked for.

    Example:
        >>> Document("a.txt", "Tom sleeps.", key="0" * 32, fingerprint="1" * 32).row is None
        True
    """

    file: str
    text: str = field(repr=False)
    key: str = field(kw_only=True)
    fingerprint: str = field(kw_only=True)
    row: int | None = field(default=None, kw_only=True)
    id: str | None = field(default=None, kw_only=True)
    fields: Mapping[str, Any] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True, slots=True)
class UnreadableDocument:
    """A file that could not be read, or rows of one, reported instead of raised.

    Args:
        file: The file as it was given or found, written as in `Document.file`.
        reason: What is wrong and what to do, on one line that names the file.
        error: The class of the error.

    Example:
        >>> str(UnreadableDocument("a.txt", "a.txt is empty", NLPSuiteError))
        'a.txt is empty'
    """

    file: str
    reason: str
    error: type[NLPSuiteError]

    def __str__(self) -> str:
        return self.reason

    def to_error(self) -> NLPSuiteError:
        """Converts it to an error, to be raised.

        Returns:
            The error, with the reason as its message.

        Example:
            >>> str(UnreadableDocument("a.txt", "a.txt is empty", NLPSuiteError).to_error())
            'a.txt is empty'
        """
        return self.error(self.reason)
