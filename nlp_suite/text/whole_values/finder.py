"""Finding the values of a text that an answer has wholly or not at all."""

import re

from nlp_suite.text.whole_values.abbreviations import join_abbreviations
from nlp_suite.text.whole_values.chunk_pieces import chunk_pieces
from nlp_suite.text.whole_values.chunk_values import find_address, join_piece
from nlp_suite.text.whole_values.chunks import marked_chunks
from nlp_suite.text.whole_values.edge_moves import EdgeMoves
from nlp_suite.text.whole_values.number_phrases import join_phrase

_DIGIT = re.compile("[0-9\u00bc-\u00be\u2150-\u215e]")
# "J. R. R. Tolkien"; one letter alone may end a sentence, as in "vitamin C. It".
_INITIALS = re.compile(
    r"(?<![^\W_])(?<!\. )(?:[A-Z\u00c0-\u00de\u0410-\u042f]\.[ \u00a0]){2,4}(?=[^\W\d_]{2})"
)
_MOVE = re.compile(
    r"(?<![\w.])[0-9]{1,3}\.(?:\.\.)? ?"
    r"(?:[KQRBN]?[a-h]?[1-8]?x?[a-h][1-8](?:=[QRBN])?|O-O(?:-O)?)[+#]?(?![\w-])"
)
_SHORT_AND = re.compile("(?<=[^\\W\\d_]) ['\u2018\u2019]n['\u2018\u2019] (?=[^\\W\\d_])")
# Letters of a word beside "'n'" that are looked at.
_LONGEST_WORD = 40


def find_whole_values(text: str) -> EdgeMoves:
    """Finds the values of a text, and how the edges of answers move that would cut them.

    Addresses, codes, phone numbers, amounts with their sign and unit, times, dates, compounds,
    contractions and abbreviations are whole. What is an answer by itself stays one: a year of a
    date, a number before a word that says what is counted.

    Args:
        text: The text.

    Returns:
        The moves.

    Example:
        >>> text = "Write to a.b@example.org by 5 p.m. and pay EUR 1,234.50."
        >>> moves = find_whole_values(text)
        >>> [text[slice(*moves.widen(i, i + 1))] for i in (9, 28, 47)]
        ['a.b@example.org', '5 p.m.', 'EUR 1,234.50']
    """
    moves = EdgeMoves()
    join_abbreviations(moves, text)
    _join_short_and(moves, text)
    _join_initials(moves, text)
    for match in _MOVE.finditer(text):
        moves.move_starts(match.start(), match.end(), match.start())
        moves.move_ends(match.start(), match.end(), match.end())
    done = 0
    for start, end in marked_chunks(text):
        if end <= done:
            continue
        address = find_address(text, start, end)
        while address and address[0] < address[1]:
            moves.join(*address)
            start = done = address[1]
            address = find_address(text, start, end) if start < end else None
        for first, last in chunk_pieces(text, start, end):
            if last <= done:
                continue
            if not text[first:last].isdigit():
                join_piece(moves, text, first, last)
            if _DIGIT.search(text, first, last):
                done = max(done, join_phrase(moves, text, first, last))
    return moves


def _join_initials(moves: EdgeMoves, text: str) -> None:
    """Joins several initials with the name behind them, which is an answer by itself, too."""
    for match in _INITIALS.finditer(text):
        end = match.end()
        if not text[end].isupper():
            continue
        last = min(end + _LONGEST_WORD, len(text))
        while end < last and (text[end].isalpha() or text[end] in "-'\u2019"):
            end += 1
        moves.move_starts(match.start(), match.end(), match.start())
        moves.move_ends(match.start(), match.end(), end)


def _join_short_and(moves: EdgeMoves, text: str) -> None:
    """Joins words with "'n'" between: "rock 'n' roll"."""
    if "'n" not in text and "\u2019n" not in text and "\u2018n" not in text:
        return
    for match in _SHORT_AND.finditer(text):
        start, end = match.span()
        first, last = max(0, start - _LONGEST_WORD), min(end + _LONGEST_WORD, len(text))
        while start > first and text[start - 1].isalpha():
            start -= 1
        while end < last and text[end].isalpha():
            end += 1
        moves.join(start, end)
