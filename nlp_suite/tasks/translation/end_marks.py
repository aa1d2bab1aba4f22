"""Ends of translations: the final marks, quotation marks and first letter that the source has."""

# ruff: noqa: RUF001 - marks of many languages are what this module looks for.

import functools
import re
import unicodedata
from typing import NamedTuple

_MARKS = ".!?…:;,。！？：；，؟؛،।॥"
_CLOSING = "\"'”’»“‘›«)]}*_」』）–—"
_OPENING = "\"'„“‘‚«»‹›([{*_`「『（¿¡"
_QUOTES = '"“”„«»'
# Marks of other scripts for those of Latin script.
_LATIN = str.maketrans("。！？：；，؟؛،।॥", ".!?:;,?;,..")
# Of languages that write marks in another way; none of their translations gets one of ours.
_OWN_MARKS: dict[str, dict[str, str]] = {
    "zh": {".": "。", "!": "！", "?": "？", ":": "：", ";": "；", ",": "，"},
    "ja": {".": "。", "!": "！", "?": "？", ":": "：", ";": "；", ",": "、"},
    "ar": {"?": "؟", ";": "؛", ",": "،"},
    "fa": {"?": "؟", ";": "؛", ",": "،"},
    "ur": {"?": "؟", ";": "؛", ",": "،", ".": "۔"},
    "hi": {".": "।"},
    "bn": {".": "।"},
    "el": {"?": ";", ";": "·"},
}
# No marks end a sentence there.
_WITHOUT_MARKS = frozenset({"th", "lo", "km", "my"})
_QUOTATION = {
    "de": ("„", "“"),
    "en": ("“", "”"),
    "fr": ("«\u00a0", "\u00a0»"),
    "es": ("«", "»"),
    "it": ("«", "»"),
    "pl": ("„", "”"),
    "cs": ("„", "“"),
    "ru": ("«", "»"),
    "uk": ("«", "»"),
    "zh": ("“", "”"),
    "ja": ("「", "」"),
}


class _End(NamedTuple):
    """The end of a text.

    Attributes:
        body: What stands before its final marks, with white space before them.
        marks: The final marks.
        rest: Closing quotation marks and brackets behind them.
    """

    body: str
    marks: str
    rest: str

    @property
    def plain(self) -> str:
        """The marks in Latin script, with one sign for an ellipsis."""
        return self.marks.translate(_LATIN).replace("...", "…")


def match_end(source: str, target: str, source_language: str, target_language: str) -> str:
    """Gives a translation the end and the start that its source has.

    The final marks are those of the source: one that it does not have goes, one that the
    translation lost comes back, and another is replaced. The stop of an abbreviation or of an
    ordinal number stays, and where the source ends with such a stop nothing is known; nor is the
    "!" that German sets behind requests missing in another language. Quotation marks around the
    source come back too, as the target language writes them. A first letter is a capital if the
    source's is.

    Args:
        source: The source, a whole sentence.
        target: Its translation.
        source_language: The language of the source.
        target_language: The language of the translation.

    Returns:
        The translation, changed where it has to be.

    Example:
        >>> match_end("Settings", "einstellungen.", "en", "de")
        'Einstellungen'
        >>> match_end("“Are you here?”", "Bist du da", "en", "de")
        '„Bist du da?“'
    """
    if not any(map(str.isalpha, source)) or not any(map(str.isalnum, target)):
        return target
    code = target_language.partition("-")[0].lower()
    target = _match_marks(source, target, source_language.partition("-")[0].lower(), code)
    target = _match_quotation(source, target, code)
    return _match_first_letter(source, target)


def _match_marks(source: str, target: str, source_language: str, language: str) -> str:
    before, after = _end(source), _end(target)
    own = _OWN_MARKS.get(language, {})
    theirs = {mark: sign for sign, mark in _OWN_MARKS.get(source_language, {}).items()}
    # In Greek ";" asks.
    marks = "".join(theirs.get(mark, mark) for mark in before.marks).translate(_LATIN)
    wanted = "".join(own.get(mark, mark) for mark in marks)
    if after.marks == wanted or language in _WITHOUT_MARKS:
        return target
    if after.marks == f".{wanted}" and _ends_with_abbreviation(after._replace(marks=".")):
        return target
    if "…" not in before.plain and after.plain == _End("", wanted, "").plain:
        return target
    if _ends_with_abbreviation(before) and after.plain in ("", "."):
        return target
    # Of an ellipsis and a stop the ellipsis may be the mark of a word.
    if (before.plain, after.plain) in (("….", "."), ("….", "…"), (".", "….")):
        return target
    if not before.marks and after.marks == "." and _same_numeral(before.body, after.body):
        return target
    if source_language == "de" and (before.plain, after.plain) == ("!", "."):
        return target
    body = after.body
    if _ends_with_abbreviation(after):
        # Its stop is one of the word, and stands for that of the sentence too.
        if before.plain in ("", "."):
            return target
        body += after.marks
    elif not wanted:
        body = body.rstrip()
        if language == "es" and after.plain[-1:] in ("?", "!"):
            body = _inverted_mark().sub(r"\1", body)
    if language == "fr" and wanted[:1] in tuple("!?;:") and not body[-1:].isspace():
        body += "\u00a0" if wanted[0] == ":" else "\u202f"
    if after.marks or not after.rest:
        return body + wanted + after.rest
    # Where the translation has none they stand as in the source: within or behind what closes.
    if before.rest.strip():
        return body + wanted + after.rest
    return body + after.rest + wanted


def _end(text: str) -> _End:
    """Finds the last marks of a text; what closes may stand behind them."""
    end = len(text)
    while end and _may_follow_marks(text[end - 1]):
        end -= 1
    start = end
    while start and text[start - 1] in _MARKS:
        start -= 1
    if start == end:
        # There are none, so that white space at the end is no part of what closes.
        return _End(text[:end], "", text[end:])
    return _End(text[:start], text[start:end], text[end:])


def _may_follow_marks(char: str) -> bool:
    if char in _CLOSING or char.isspace():
        return True
    # Emoji and the like, and characters that are not seen.
    return not char.isascii() and unicodedata.category(char) in ("So", "Sk", "Cc", "Cf", "Co", "Cs")


def _ends_with_abbreviation(end: _End) -> bool:
    return end.marks == "." and bool(_abbreviation().search(end.body[-20:]))


def _same_numeral(source: str, target: str) -> bool:
    """Tells whether both end with the same Roman numeral, whose stop makes it an ordinal."""
    last = source.rsplit(None, 1)[-1:]
    return last == target.rsplit(None, 1)[-1:] and set("".join(last)) <= set("IVXLC")


def _match_quotation(source: str, target: str, language: str) -> str:
    """Puts back the quotation marks around a source, or the one at its start or end."""
    count = sum(map(source.count, _QUOTES))
    if not 0 < count < 3:
        return target
    end = _end(source)
    opened = source[0] in _QUOTES
    closes_outside = any(char in _QUOTES for char in end.rest)
    closed = closes_outside or (bool(end.marks) and end.body[-1:] in tuple(_QUOTES))
    if opened + closed != count or any(map(target.count, _QUOTES + "「」")):
        return target
    if target[0] in "'\u2018\u201a\u2039\u203a":
        return target
    opening, closing = _QUOTATION.get(language, ("“", "”"))
    if '"' in source and language in ("en", "de"):
        opening = closing = '"'
    if closed and closes_outside:
        target += closing
    elif closed:
        own = _end(target)
        target = own.body + closing + own.marks + own.rest
    return opening + target if opened else target


def _match_first_letter(source: str, target: str) -> str:
    first, second = _first_letter(source), _first_letter(target)
    if first is None or second is None:
        return target
    letter = target[second]
    if not source[first].isupper() or not letter.islower() or len(letter.upper()) > 1:
        return target
    # A name that starts with a small letter, or what was copied.
    word = _word().match(target, second)
    if word and (word[0] != word[0].lower() or f" {word[0]} " in f" {source} "):
        return target
    # "`ls` shows", "{name} is" and "example.org", of which the marks are a part; other scripts.
    start = max(target.rfind(" ", 0, second) + 1, second - 10)
    token = _word().match(target, start)
    copy = token[0].rstrip(_MARKS) if token else ""
    if copy in source and not (copy.isalpha() and copy.isascii()):
        return target
    return target[:second] + letter.upper() + target[second + 1 :]


def _first_letter(text: str) -> int | None:
    at = 0
    while at < len(text) and (text[at] in _OPENING or text[at].isspace()):
        at += 1
    return at if at < len(text) and text[at].isalpha() else None


@functools.cache
def _inverted_mark() -> re.Pattern[str]:
    return re.compile(r"^([^\w¿¡]*)[¿¡]")


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(r"\S{1,40}")


@functools.cache
def _abbreviation() -> re.Pattern[str]:
    words = (
        "usw|etc|bzw|ca|Nr|Str|Inc|Co|Ltd|Corp|Jr|Sr|Bros|St|No|vs|Dr|Prof|Mr|Mrs|Ms|Abs|Art|Mio|Mrd"
        "|Std|Min|Sek|Tel|Chr|ff|Jh|Jhd|Ave|Blvd|Rd|approx|est|al|dept|ext|fig|min|max|hrs|oz|lbs"
        "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Okt|Nov|Dec|Dez|pp|inkl|zzgl|evtl|ggf|dgl|allg"
        "|Bd|Hrsg|Aufl|Kap|Ph\\.D|M\\.Sc|B\\.Sc|D\\.C"
    )
    # Known ones, single letters but for "I", and the numbers of ordinals.
    return re.compile(
        rf"(?<![^\s(\[„“/-])(?:{words}|(?!I\b)[^\W\d_](?:\.\s?[^\W\d_])*|\d{{1,2}})\Z"
    )
