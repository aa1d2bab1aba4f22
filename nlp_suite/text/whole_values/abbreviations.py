"""Abbreviations that end with a stop, whatever follows."""

import functools
import re

from nlp_suite.text.whole_values.edge_moves import EdgeMoves

# No words of another meaning: a sentence may end with "No." or "art."
_ABBREVIATIONS_LISTED = """
Inc Ltd Corp Co Bros Mfg Pty Pvt Cie Jr Sr Esq Dr Mr Mrs Ms Mx Messrs Prof Rev Hon Gen Col Maj Lt
Sgt Capt Cmdr Adm Sen Gov St Ste Mt Ft Ave Blvd Rd Hwy Pkwy Sq Univ Dept Assn Intl Natl Govt Dist
Ph.D Dipl etc approx vs cf viz al ca Str Nr bzw usw Abs Jhdt incl excl resp
"""
_ABBREVIATIONS = tuple(_ABBREVIATIONS_LISTED.split())
_ENDINGS = frozenset(word[-2:] for word in _ABBREVIATIONS)
_LONGEST = max(map(len, _ABBREVIATIONS))


def join_abbreviations(moves: EdgeMoves, text: str) -> None:
    """Adds the moves for abbreviations: an answer that ends with one has its stop.

    Args:
        moves: Where to add them.
        text: The text.

    Example:
        >>> moves = EdgeMoves()
        >>> join_abbreviations(moves, "It was made by Acme Inc.")
        >>> moves.widen(15, 23)
        (15, 24)
    """
    stop = text.find(".")
    while stop > 0:
        # Most stops end sentences: their last letters say so.
        if text[stop - 2 : stop] in _ENDINGS:
            match = _pattern().search(text, max(0, stop - _LONGEST - 1), stop)
            if match:
                moves.move_ends(match.start(), stop, stop + 1)
        stop = text.find(".", stop + 1)


@functools.cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _ABBREVIATIONS))})\Z")
