"""Table rendering: rows of tables and key-value lines in sentences that a reader reads."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nlp_suite.engines.interfaces import TextTokens
from nlp_suite.tasks.question_answering.word_alignment import SourceText
from nlp_suite.text.sentence_finder import SentenceFinder
from nlp_suite.text.sentences import SentenceSpan
from nlp_suite.text.tables import Record, Table, find_tables

# A heading that is longer is a sentence, and none to be said again in each row.
_MAX_HEADING = 100
# A table with long headings over short cells grows; beyond this it is read as it is.
_MAX_GROWTH, _FREE = 8, 10_000
# Around heading, label and value, and around heading and value of a record without a label.
_ENGLISH = ("The ", " of ", " is ", ". "), ("The ", " is ", ". ")
_OTHER = ("", " (", "): ", ". "), ("", ": ", ". ")


class _Piece(NamedTuple):
    """A stretch of a rendering: its text, and where that stands in the source.

    -1 is the source of what is put in, and of headings: they are said again in each row, and are
    seldom what is asked for.
    """

    text: str
    source: int


class Rendering(NamedTuple):
    """A text with the rows of its tables in sentences, and where its characters come from.

    Attributes:
        text: The rendered text.
        starts: int array of shape (P,): where its pieces start, in characters.
        sources: int array of shape (P,): where each stands in the caller's text; -1 for headings
            and what was put in, which are no answers.
        tables: The tables that it has in sentences.
    """

    text: str
    starts: np.ndarray
    sources: np.ndarray
    tables: tuple[Table, ...]


def render_tables(text: str, language: str) -> Rendering | None:
    r"""Renders the rows of a text's tables as sentences, "The price of lamp is 12.50.".

    Args:
        text: The caller's text.
        language: Its language; only English ones become sentences, others "price (lamp): 12.50.".

    Returns:
        The rendering; None if the text has no table.

    Example:
        >>> text = "Item\tPrice\nlamp\t12.50\nrug\t80.00\n"
        >>> render_tables(text, "en").text
        'The Price of lamp is 12.50. The Price of rug is 80.00. \n'
    """
    tables = find_tables(text)
    templates = _ENGLISH if language.partition("-")[0] == "en" else _OTHER
    pieces: list[_Piece] = []
    rendered = []
    done = 0
    for table in tables:
        sentences = [
            piece for record in table.records for piece in _sentences(text, record, templates)
        ]
        length = sum(len(piece.text) for piece in sentences)
        if length > _FREE + _MAX_GROWTH * (table.end - table.start):
            continue
        if table.start > done:
            pieces.append(_Piece(text[done : table.start], done))
        pieces += sentences
        done = table.end
        rendered.append(table)
    if not rendered:
        return None
    if done < len(text):
        pieces.append(_Piece(text[done:], done))
    lengths = [len(piece.text) for piece in pieces]
    starts = np.cumsum([0, *lengths[:-1]])
    sources = np.array([piece.source for piece in pieces])
    return Rendering("".join(piece.text for piece in pieces), starts, sources, tuple(rendered))


def _sentences(
    text: str, record: Record, templates: tuple[tuple[str, ...], tuple[str, ...]]
) -> list[_Piece]:
    pieces = []
    label = record.label
    if label is not None and label.end - label.start > _MAX_HEADING:
        label = None
    for heading, value in record.fields:
        if heading.end - heading.start > _MAX_HEADING:
            continue
        glue = templates[1] if label is None else templates[0]
        cells = [value] if label is None else [label, value]
        pieces.append(_Piece(glue[0] + text[slice(*heading)], -1))
        for between, (start, end) in zip(glue[1:], cells, strict=False):
            pieces += [_Piece(between, -1), _Piece(text[start:end], start)]
        pieces.append(_Piece(glue[-1], -1))
    return [piece for piece in pieces if piece.text]


class RenderedText(SourceText):
    """A tokenized text whose tables were rendered, with the word alignment in the caller's text.

    An answer is within one cell, or outside of tables.

    Args:
        text: The caller's text.
        rendering: Its rendering.
        tokens: The T tokens of the rendering.
        language: Its language, as for `split_sentences`.
    """

    __slots__ = ()

    def __init__(
        self, text: str, rendering: Rendering, tokens: TextTokens, language: str = "en"
    ) -> None:
        super().__init__(rendering.text, tokens, language)
        starts, ends = self.starts, self.ends
        last = rendering.starts.size - 1
        pieces = np.searchsorted(rendering.starts, tokens.starts, side="right") - 1
        pieces = np.clip(pieces, 0, last)
        sources = rendering.sources[pieces]
        stops = np.append(rendering.starts[1:], len(rendering.text))[pieces]
        shifts = sources - rendering.starts[pieces]
        inside = sources >= 0
        # A word may reach over the border of its cell.
        starts = np.maximum(starts, rendering.starts[pieces]) + shifts
        ends = np.minimum(ends, stops) + shifts
        self.text = text
        self.starts = np.where(inside, starts, len(text)).astype(np.int32)
        self.ends = np.where(inside, ends, 0).astype(np.int32)
        self.units = np.where(inside, pieces, -1).astype(np.int32)
        self.sentences = _RowFinder(text, language, rendering.tables)


class _RowFinder(SentenceFinder):
    """Finds the row of a table that a span stands in, or its sentence outside of tables."""

    def __init__(self, text: str, language: str, tables: Sequence[Table]) -> None:
        super().__init__(text, language)
        self._records = [record for table in tables for record in table.records]
        self._starts = np.array([record.start for record in self._records])

    def find(self, start: int, end: int) -> SentenceSpan:
        """Finds the row or the sentence of a span, as `SentenceFinder.find` does."""
        place = int(np.searchsorted(self._starts, start, side="right")) - 1
        if place >= 0 and end <= self._records[place].end:
            return SentenceSpan(self._records[place].start, self._records[place].end)
        return super().find(start, end)
