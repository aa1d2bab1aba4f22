"""What can be indexed: names and texts, or files."""

import itertools
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from nlp_suite.arguments import shown
from nlp_suite.data.documents.document import Document
from nlp_suite.data.texts import Text
from nlp_suite.errors import InvalidInputError

PathLike = str | os.PathLike[str]
Documents = Mapping[str, Text] | Iterable[tuple[str, Text]] | PathLike | Iterable[PathLike]


def sort_out(documents: Documents) -> tuple[list[PathLike] | None, Iterable[tuple[Any, Any]]]:
    """Tells paths from names with texts.

    Args:
        documents: A mapping of names to texts, pairs of a name and a text, a path, or paths.

    Returns:
        The paths, or None; and the pairs, none if there are paths.

    Raises:
        InvalidInputError: If it is none of these.

    Example:
        >>> sort_out("articles"), sort_out({"a.txt": "Tom sleeps."})[0]
        ((['articles'], ()), None)
    """
    if isinstance(documents, str | os.PathLike):
        return [documents], ()
    # Such as a Series of pandas.
    items = getattr(documents, "items", None)
    if callable(items):
        return None, items()
    if not isinstance(documents, Iterable) or isinstance(documents, bytes | bytearray):
        raise InvalidInputError(
            "documents must be {name: text}, pairs of a name and a text, or paths, got "
            f"{type(documents).__name__} {shown(documents)}"
        )
    every = iter(documents)
    first = next(every, None)
    if isinstance(first, str | os.PathLike):
        return cast("list[PathLike]", [first, *every]), ()
    return None, cast(
        "Iterable[tuple[Any, Any]]", every if first is None else itertools.chain([first], every)
    )


def named_texts(pairs: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Checks names and texts, one after the other, and reads files that are given as texts.

    Args:
        pairs: The pairs of a name and a text, or the `Path` of a file with it.

    Yields:
        Each pair.

    Raises:
        InvalidInputError: If one is not a name and a text, a text has no visible character, or
            two have the same name; or a file does not exist, is a folder or a table.
        DataFormatError: If a file is damaged, empty, no text or too large.

    Example:
        >>> list(named_texts([("a.txt", "Tom sleeps.")]))
        [('a.txt', 'Tom sleeps.')]
    """
    names: set[str] = set()
    for number, pair in enumerate(pairs):
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise InvalidInputError(
                f"documents[{number}] must be a pair of a name and a text, got "
                f"{type(pair).__name__} {pair!r:.80}"
            )
        name, text = pair
        if not isinstance(name, str) or not name:
            raise InvalidInputError(
                f"the name of a document must be a str, and not empty, got {name!r:.80}"
            )
        if isinstance(text, os.PathLike):
            text = _read(text)
        if not isinstance(text, str):
            raise InvalidInputError(
                f"the text of document {name!r} must be a str, got {type(text).__name__}"
            )
        if not text or text.isspace():
            raise InvalidInputError(f"the text of document {name!r} has no visible character")
        if name in names:
            raise InvalidInputError(
                f"two documents have the name {name!r}; answers could not tell them apart"
            )
        names.add(name)
        yield name, text


def _read(file: os.PathLike[str]) -> str:
    # Only where there are files: its imports take time.
    from nlp_suite.data.documents.file_texts import read_file_texts

    return read_file_texts([file], many="nlp_suite.index")[0]


def document_name(document: Document) -> str:
    """Names a document: the file, and of a table the row.

    Args:
        document: The document.

    Returns:
        Its name, which no other document of these files has.

    Example:
        >>> document_name(Document("a.csv", "Hi.", key="", fingerprint="", row=2))
        'a.csv:2'
    """
    return document.file if document.row is None else f"{document.file}:{document.row}"
