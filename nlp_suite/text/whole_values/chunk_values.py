"""Values without white space: addresses, codes, numbers with their marks, compounds."""

# ruff: noqa: RUF001, RUF003 - typographic apostrophes and dashes are what this module looks for.

import functools
import re

from nlp_suite.text.whole_values.chunk_pieces import trimmed
from nlp_suite.text.whole_values.chunks import LONGEST
from nlp_suite.text.whole_values.edge_moves import EdgeMoves

# What stands before a hyphen and a word that means something without it: "mid-July", "non-Nordic".
_PREFIXES_LISTED = """
mid early late non pre post pro anti ex semi quasi inter trans neo pan all half sub
"""
_PREFIXES = frozenset(_PREFIXES_LISTED.split())
# What is said of the word before: "Berlin-based", "seven-layer".
_SUFFIXES_LISTED = """
based born led style era area wide type like free only level scale size class speaking century
time year day month week hour minute second layer yard mile foot meter metre inch page story
storey member man woman person seat door way part point star bit core cylinder speed stage step
fold old long high deep tall thick largest smallest highest lowest longest best most
"""
_SUFFIXES = frozenset(_SUFFIXES_LISTED.split())
_NUMBER_WORDS_LISTED = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
"""
_NUMBER_WORDS = frozenset(_NUMBER_WORDS_LISTED.split())
# Schemes that no slashes follow.
_SCHEMES = ("mailto:", "doi:", "arXiv:", "urn:")
_HYPHENS = "-‐‑"


def find_address(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Finds what leads somewhere in a stretch without white space: a URL, an address, a path.

    Args:
        text: The text.
        start: Where the stretch starts.
        end: Where it ends.

    Returns:
        Where it starts and ends, or None.

    Example:
        >>> text = "(https://example.org/a_(b)?c=1,2)."
        >>> find_address(text, 0, len(text))
        (1, 32)
    """
    chunk = text[start:end]
    if "://" in chunk or "www." in chunk or any(scheme in chunk for scheme in _SCHEMES):
        match = _pattern("url").search(text, start, end)
        if match:
            return trimmed(text, *match.span())
    if "@" in chunk:
        match = _pattern("email").search(text, start, end)
        if match:
            return trimmed(text, *match.span())
    if "\\" in chunk:
        pattern = _pattern("windows path")
        match = pattern.search(text, start, end)
        # It may have blanks: "C:\\Program Files\\".
        match = match and pattern.match(text, match.start(), min(start + LONGEST, len(text)))
        if match:
            return trimmed(text, *match.span())
    if "10." in chunk:
        match = _pattern("doi").search(text, start, end)
        if match:
            return trimmed(text, *match.span())
    if ":" in chunk:
        match = _pattern("host or drive").search(text, start, end)
        if match:
            return trimmed(text, *match.span())
    if chunk.count(":") > 1:
        match = _pattern("ipv6").search(text, start, end)
        if match:
            return match.span()
    return None


def join_piece(moves: EdgeMoves, text: str, start: int, end: int) -> None:
    """Adds the moves for a part of a stretch without white space.

    Args:
        moves: Where to add them.
        text: The text.
        start: Where the part starts.
        end: Where it ends.

    Example:
        >>> moves = EdgeMoves()
        >>> join_piece(moves, "Jean-Luc", 0, 8)
        >>> moves.widen(0, 4)
        (0, 8)
    """
    piece = text[start:end]
    if piece.isalnum():
        return
    if "[" in piece:
        # A note: "1990[12]".
        note = _pattern("note").search(piece)
        if note:
            end = start + note.start()
            piece = text[start:end]
    if "." in piece:
        match = _pattern("dotted").match(piece)
        if match:
            _join_dotted(moves, text, start, end, match)
            return
        match = _pattern("run-on").fullmatch(piece)
        # "ASP.NET" is a name.
        if match and not piece.isupper():
            # A stop without a blank, or a note: "study.12".
            join_piece(moves, text, start, start + match.end(1))
            join_piece(moves, text, start + match.start(2), end)
            return
    if not piece.isascii() or "'" in piece:
        possessive = _pattern("possessive").search(piece)
        if possessive:
            end -= len(possessive[0])
            piece = text[start:end]
    if _pattern("digit").search(piece):
        _join_digits(moves, piece, start, end)
    elif any(hyphen in piece for hyphen in _HYPHENS) and piece[0] not in "/-.~":
        _join_compound(moves, piece, start, end)
    elif "/" in piece:
        if _pattern("path").fullmatch(piece) or _pattern("capitals").fullmatch(piece):
            moves.join(start, end)
    elif not piece.isalnum() and not _pattern("brackets").search(piece):
        # "O'Neill", "C++", "AT&T", "nlp_suite", "node.js"
        moves.join(start, end)


def _join_dotted(moves: EdgeMoves, text: str, start: int, end: int, match: re.Match[str]) -> None:
    """Joins an abbreviation, "U.S." say, with its last stop, and a compound with it."""
    last = start + match.end()
    if match[0][-1] != ".":
        last += text[last : last + 1] == "."
    if text[last : last + 1].isalpha():
        # "J.R.R.Tolkien"
        last = end
    moves.join(start, last)
    if last < end and text[last] in _HYPHENS:
        moves.move_starts(start, end, start)


def _join_digits(moves: EdgeMoves, piece: str, start: int, end: int) -> None:
    years = _pattern("years").fullmatch(piece)
    if years:
        # Each year is an answer: "1914–1918"; "18" in "1914–18" is none.
        if len(years[2]) < 4 and int(years[2]) > 12:
            moves.move_starts(start, end, start)
            moves.move_ends(start + 4, end, end)
            return
        if len(years[2]) == 4:
            moves.move_starts(start + 4, start + 5, start)
            moves.move_ends(start + 4, end, end)
            return
    bracket = _pattern("brackets").search(piece)
    if bracket and not _pattern("formula").fullmatch(piece):
        if bracket.start():
            moves.join(start, start + bracket.start())
        return
    loose = _pattern("number before words").fullmatch(piece)
    if loose and not _pattern("locants").match(piece):
        # The number is an answer by itself: "18-year-old", "$5/month".
        number_end = start + loose.end(1)
        moves.join(start, number_end)
        moves.move_starts(start, end, start)
        moves.move_ends(number_end, end, end)
        return
    prefix = _pattern("prefix").match(piece)
    if prefix and prefix[1].lower() in _PREFIXES:
        moves.move_ends(start, end, end)
        moves.join(start + prefix.end(), end)
        return
    moves.join(start, end)


def _join_compound(moves: EdgeMoves, piece: str, start: int, end: int) -> None:
    parts = re.split(f"[{_HYPHENS}]", piece)
    first, last = parts[0], parts[-1]
    if first.lower() in _PREFIXES:
        moves.move_ends(start, end, end)
        return
    words = last.islower() and (
        (first[:1].isupper() and len(first) > 1 and len(parts) == 2)
        or last in _SUFFIXES
        or last.endswith(("ed", "ing"))
        or first.lower() in _NUMBER_WORDS
    )
    if words and not (first.lower() in _NUMBER_WORDS and last in _NUMBER_WORDS):
        moves.move_starts(start, end, start)
        return
    moves.join(start, end)


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_patterns()[name])


@functools.cache
def _patterns() -> dict[str, str]:
    element = r"[A-Z][a-z]?[0-9₀-₉]*"
    group = rf"[0-9]*(?:{element}|[(\[](?:{element})+[)\]][0-9₀-₉]*)+"
    return {
        "url": (
            r"(?:[A-Za-z][A-Za-z0-9+-]{1,15}://|www\.(?=\w)|(?:mailto|doi|arXiv|urn):(?=\w))"
            r"[^\s<>\"“”„»«`|\\^]+"
        ),
        "email": r"(?<![\w.+%'-])[\w.+%'-]*@[\w.-]+(?:\?[\w=&%+.-]+|:[\w./~-]+\.git)?",
        "windows path": (
            r"(?<![\w\\])(?:[A-Za-z]:|%\w+%|\\\\[\w.-]+)?\\"
            r"(?:[^\\\s<>:\"|?*]+(?: [^\\\s<>:\"|?*]+){0,2}\\)*"
            r"[^\\\s<>:\"|?*]*|(?<![\w.$-])[\w.$-]+(?:\\[\w.$-]+)+"
        ),
        "host or drive": (
            r"(?<![\w.-])(?:(?:localhost|(?:[\w-]+\.)+[a-z]{2,}):[0-9]{2,5}(?![0-9])(?:/[^\s<>\"]*)?"
            r"|[A-Za-z]:/[^\s<>\":]+)"
        ),
        "doi": r"(?<![\w.])10\.[0-9]{4,9}/[^\s\"<>]+",
        "ipv6": (
            r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4})?(?::[0-9A-Fa-f]{0,4}){2,7}(?:/[0-9]{1,3})?(?![\w:]|\.[0-9])"
        ),
        "note": r"(?<!\])\[[0-9]{1,3}\](?:\[[0-9]{1,3}\])*\Z",
        "dotted": (
            r"(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![A-Za-z]))?"
            r"|[A-Za-z](?:\.[A-Za-z])+(?![\w.])"
            r"|(?:[A-Z][a-z]{0,2}\.)+(?:[A-Z][a-z]?|[A-Z]{1,2})(?![\w.])"
        ),
        "run-on": r"([^\W\d_]{3,})\.([0-9]+|[A-Z][^\W\d_]+)",
        "possessive": r"['’][sS]\Z",
        "digit": r"[0-9\u00bc-\u00be\u2150-\u215e]",
        "years": r"(1[0-9]{3}|20[0-9]{2})[-–‑/]([0-9]{4}|[0-9]{2})",
        "brackets": r"[(\[]",
        "formula": rf"{group}(?:[·.]{group})*[+-]?|[^(\[]*\([A-Za-z0-9]+\)[A-Za-z0-9][\w.-]*"
        # A paragraph of a law: "4(2)(b)".
        r"|[a-z]{1,12}\([0-9.,%]+\)|[0-9]+[a-z]?(?:\([0-9A-Za-z]{1,3}\))+",
        "number before words": (
            r"([-+±−]?(?:[A-Z]{0,3}[$£€¥])?[0-9][0-9.,]*(?:st|nd|rd|th|s|%)?)"
            r"(?:[-‐‑](?=[A-Z]?[a-zß-ÿ])|/(?=[a-z]{4}))[^\W\d_]+(?:[-‐‑][^\W\d_]+)*"
        ),
        # "2,4-dinitrophenol"
        "locants": r"[0-9](?:,[0-9])+-",
        "prefix": r"([A-Za-z]+)[-‐‑]",
        "path": (
            r"(?:~|\.{1,2}|\$\w+)?(?:/[\w.+@%-]+)+/?"
            r"|[\w.-]+(?:/[\w.-]+)*/[\w-]+\.[A-Za-z0-9]{1,5}"
        ),
        "capitals": r"[A-Z0-9]{1,5}(?:/[A-Z0-9]{1,5})+",
    }
