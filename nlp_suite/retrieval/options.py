"""Options of indexing: how files are found and read, and what happens to those that cannot be."""

import dataclasses
from collections.abc import Callable
from typing import Any, TypedDict

from nlp_suite.arguments import MOST_BYTES, check_name, check_seconds, check_switch, check_whole
from nlp_suite.data.documents.document import UnreadableDocument
from nlp_suite.errors import InvalidInputError


class IndexingKeywords(TypedDict, total=False):
    """Keyword arguments of whatever indexes; see `IndexingOptions`."""

    text_column: str
    id_column: str | None
    max_bytes: int
    time_limit: float
    hidden: bool
    null_separated: bool
    strict: bool
    on_problem: Callable[[UnreadableDocument], object] | None
    progress: bool | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IndexingOptions:
    """Options of indexing; all but `progress` are about files.

    Args:
        text_column: Where in a table the text is.
        id_column: Where in a table the id is, if there is one.
        max_bytes: How many bytes a document may have.
        time_limit: How many seconds the parsing of a page or a PDF file may take.
        hidden: Whether files and folders in folders count whose names begin with a dot.
        null_separated: Whether paths on standard input end in NUL.
        strict: Whether the first file that cannot be read is an error.
        on_problem: Called with each file that cannot be read; if None, they are logged as
            warnings.
        progress: Whether to show a progress bar on standard error; if None, on a terminal if
            there is enough to do.

    Raises:
        InvalidInputError: If an option is none of its possible values.

    Example:
        >>> IndexingOptions(text_column="body").reading["text_column"]
        'body'
    """

    text_column: str = "text"
    id_column: str | None = "id"
    max_bytes: int = 64 << 20
    time_limit: float = 60.0
    hidden: bool = False
    null_separated: bool = False
    strict: bool = False
    on_problem: Callable[[UnreadableDocument], object] | None = None
    progress: bool | None = None

    def __post_init__(self) -> None:
        check_whole("max_bytes", self.max_bytes, 1, MOST_BYTES)
        check_seconds("time_limit", self.time_limit)
        check_name("text_column", self.text_column)
        if self.id_column is not None:
            check_name("id_column", self.id_column)
        for name in ("hidden", "null_separated", "strict"):
            check_switch(name, getattr(self, name))
        if self.progress is not None:
            check_switch("progress", self.progress)
        if self.on_problem is not None and not callable(self.on_problem):
            raise InvalidInputError(
                f"on_problem must be a function, got {type(self.on_problem).__name__}"
            )

    @property
    def reading(self) -> dict[str, Any]:
        """The options of `nlp_suite.data.read_documents`."""
        names = ("text_column", "id_column", "max_bytes", "time_limit")
        return {name: getattr(self, name) for name in names}
