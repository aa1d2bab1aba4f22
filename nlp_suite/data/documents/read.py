"""Reading documents from files."""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from nlp_suite.arguments import MOST_BYTES, check_name, check_seconds, check_whole, shown
from nlp_suite.data.documents.document import Document, UnreadableDocument
from nlp_suite.data.documents.document_file import DocumentFile, open_file
from nlp_suite.data.documents.extractor import Extractor
from nlp_suite.data.documents.fingerprints import document_key, text_fingerprint
from nlp_suite.data.documents.formats import FORMATS, ParsedFormat, TableFormat, TextFormat
from nlp_suite.data.documents.held_file import HeldFile
from nlp_suite.data.documents.parsers.byte_blocks import read_all
from nlp_suite.data.documents.parsers.table_rows import Columns
from nlp_suite.data.documents.table_documents import make_documents
from nlp_suite.data.files.table_reader import TableReader
from nlp_suite.errors import DataFormatError, InvalidInputError, NLPSuiteError


class _Options(NamedTuple):
    text_column: str
    id_column: str | None
    keep_columns: tuple[str, ...]
    max_bytes: int
    strict: bool


def read_documents(
    found: Iterable[DocumentFile | UnreadableDocument],
    *,
    text_column: str = "text",
    id_column: str | None = "id",
    keep_columns: Sequence[str] = (),
    max_bytes: int = 64 << 20,
    time_limit: float = 60.0,
    strict: bool = False,
) -> Iterator[Document | UnreadableDocument]:
    """Reads documents from files one after the other, and reports those that cannot be read.

    A file of text, a page and a PDF file is a document, and so is each row of a table. Never more
    than one file of text is held, or some rows of a table. Pages and PDF files are parsed in a
    process of their own.

    Args:
        found: The files, as `find_documents` yields them; problems among them are passed on.
        text_column: Where in a table the text is.
        id_column: Where in a table the id is, if there is one; None to go by numbers of rows.
        keep_columns: Further columns of a table to read, where they are there.
        max_bytes: How many bytes a document may have: the file out of gzip, the row, and the
            text in UTF-8.
        time_limit: How many seconds the parsing of a page or a PDF file may take.
        strict: Whether the first problem is raised instead.

    Returns:
        The documents, in order, with at most one problem for each file after those that it gave.

    Raises:
        InvalidInputError: If an argument is out of range; if `strict`, also if a file is
            not there, is none, or cannot be opened.
        DataFormatError: If `strict` and a file or a row is damaged, empty, no text, or too
            large, or takes too long.
        UnsafeFileError: If `strict` and a link leads out of a folder.
        MissingDependencyError: If `strict` and the extra `documents` or `data` is needed and
            not installed.

    Example:
        ```python
        for document in read_documents(find_documents("articles")):
            if isinstance(document, UnreadableDocument):
                print(document.reason)
            else:
                print(document.file, len(document.text))
        ```
    """
    check_whole("max_bytes", max_bytes, 1, MOST_BYTES)
    check_seconds("time_limit", time_limit)
    check_name("text_column", text_column)
    if id_column is not None:
        check_name("id_column", id_column)
    if isinstance(keep_columns, str) or not isinstance(keep_columns, Sequence):
        raise InvalidInputError(f"keep_columns must be a list of names, got {shown(keep_columns)}")
    for name in keep_columns:
        check_name("keep_columns", name)
    if isinstance(found, str) or not isinstance(found, Iterable):
        raise InvalidInputError(
            f"found must be what find_documents gives, got {type(found).__name__} {shown(found)}"
        )
    options = _Options(text_column, id_column, tuple(keep_columns), max_bytes, strict)
    return _read(found, options, time_limit)


def _read(
    found: Iterable[DocumentFile | UnreadableDocument], options: _Options, time_limit: float
) -> Iterator[Document | UnreadableDocument]:
    most = options.max_bytes
    with (
        Extractor(max_bytes=most, time_limit=time_limit) as extractor,
        TableReader(max_bytes=most, time_limit=time_limit) as tables,
    ):
        for one in found:
            if isinstance(one, UnreadableDocument):
                if options.strict:
                    raise one.to_error()
                yield one
            elif not isinstance(one, DocumentFile):
                raise InvalidInputError(
                    f"found must be files of find_documents, got {type(one).__name__} {one!r:.80}"
                )
            else:
                yield from _read_file(one, options, extractor, tables)


def _read_file(
    found: DocumentFile, options: _Options, extractor: Extractor, tables: TableReader
) -> Iterator[Document | UnreadableDocument]:
    try:
        with open_file(found) as file:
            read_as = FORMATS[found.format]
            if isinstance(read_as, TableFormat):
                yield from _read_table(file, found, read_as, options, tables)
            else:
                yield _read_whole(file, found, read_as, options, extractor)
    except NLPSuiteError as error:
        if options.strict:
            raise
        yield UnreadableDocument(found.file, " ".join(str(error).split()), type(error))
    except MemoryError:
        if options.strict:
            raise
        reason = f"{found.line} needs more memory than there is; pass a smaller max_bytes="
        yield UnreadableDocument(found.file, reason, DataFormatError)


def _read_table(
    file: BinaryIO,
    found: DocumentFile,
    table: TableFormat,
    options: _Options,
    tables: TableReader,
) -> Iterator[Document | UnreadableDocument]:
    others = [options.id_column, *options.keep_columns]
    kept = tuple(column for column in others if column not in (None, options.text_column))
    columns = Columns(options.text_column, tuple(dict.fromkeys(filter(None, kept))))
    try:
        yield from make_documents(
            found,
            table.read_rows(file, found.line, columns, options.max_bytes, tables),
            text_column=options.text_column,
            id_column=options.id_column,
            max_bytes=options.max_bytes,
            strict=options.strict,
        )
    except NLPSuiteError:
        # It may be what is wrong.
        _check_unchanged(found)
        raise
    _check_unchanged(found)


def _read_whole(
    file: BinaryIO,
    found: DocumentFile,
    read_as: TextFormat | ParsedFormat,
    options: _Options,
    extractor: Extractor,
) -> Document:
    data = read_all(file, found.line, options.max_bytes)
    if isinstance(read_as, TextFormat):
        text = read_as.decode(data, found.line)
    else:
        text = extractor.extract(found.format, data, found.line)
    del data
    _check_unchanged(found)
    if not text or text.isspace():
        more = read_as.no_text if isinstance(read_as, ParsedFormat) else ""
        raise DataFormatError(f"{found.line} has no text{more}")
    return Document(found.file, text, key=document_key(found), fingerprint=text_fingerprint(text))


def _check_unchanged(found: DocumentFile) -> None:
    if isinstance(found, HeldFile):
        found.check()
