"""Codes: what is spelt with digits and is no quantity."""

import functools
import re
from collections.abc import Iterator

from nlp_suite.text.placeables.span import Span

# Behind a number they are units, ends of ordinals and the like, also in all capitals.
_UNITS_AND_ENDINGS = """
TB GB MB KB PB GIB MIB KIB GBIT MBIT GBPS MBPS KBPS T KG G MG KM M CM MM NM L ML CL DL W KW MW GW
KWH MWH V KV MV A MA MAH AH WH HZ KHZ MHZ GHZ F C K J KJ DB BAR PSI PS HP PX DPI PPI FPS MP BPM RPM
MPH KMH KPH USD EUR GBP CHF YEN AM PM UHR ST ND RD TH S ER ERN TE TEN STE STEN H MIN SEC SEK D Y X
MAL FACH BN MN MIO MRD FT IN LB LBS OZ INCH ZOLL
"""
_AFTER_NUMBERS = frozenset(_UNITS_AND_ENDINGS.split())
# A number with a dot behind them is a name, not a decimal.
_NUMBERED = """
version versions versionen ver release firmware kernel python java node.js php perl ruby ubuntu
debian fedora android ios macos windows django bluetooth usb html css http tls ssl hdmi pcie wi-fi
web industry industrie chapter chapters section sections sec figure fig table appendix clause
article art nr paragraph equation lemma theorem kapitel abschnitt abbildung abb tabelle tab anhang
artikel absatz ziffer gleichung §
"""
_BEFORE_VERSIONS = frozenset(_NUMBERED.split())
# Names of quarters and wars, which languages write in their own way, and what is no name.
_SHORT_WORDS = frozenset(
    ("Q1", "Q2", "Q3", "Q4", "H1", "H2", "WW1", "WW2", "TOP", "UNDER", "UNTER", "OVER")
)
_DIGITS = frozenset("0123456789")
_JOINTS = frozenset(",.'\u2019")


def find_codes(text: str, characters: set[str]) -> Iterator[Span]:
    """Finds codes: IBANs, serial, order, version and phone numbers, IP addresses, identifiers.

    Quantities, dates and times are none, nor are words with a number in them that other
    languages write otherwise: "4-year-old", "3-Zimmer-Wohnung", "20s", "5pm", "16GB".

    Args:
        text: The text.
        characters: Its different characters.

    Yields:
        Spans of the kinds "code", "phone", and "short code" for what may as well be a word
        ("MP3", "A4", "COVID-19"), in no order, and some within others.

    Example:
        >>> text = "Order 45-2219 (BA2490, 3 kg, A4) came from 10.0.0.1 at 5pm."
        >>> [(text[start:end], kind) for start, end, kind in find_codes(text, set(text))]
        [('45-2219', 'code'), ('BA2490', 'code'), ('A4', 'short code'), ('10.0.0.1', 'code')]
    """
    for sign, name in (("_", "identifier"), ("--", "option")):
        if sign in text:
            for match in _pattern(name).finditer(text):
                yield Span(*match.span(), "code")
    if "+" in characters or "#" in characters:
        for match in _pattern("name with a sign").finditer(text):
            yield Span(*match.span(), "short code")
    if _DIGITS.isdisjoint(characters):
        return
    if sum(map(text.count, _DIGITS)) > 5:
        for kind in ("phone", "code"):
            for match in _pattern(kind).finditer(text):
                yield Span(*match.span(), kind)
    if ":" in characters:
        for match in _pattern("time stamp or IPv6").finditer(text):
            yield Span(*match.span(), "code")
    token_pattern = _pattern("token")
    for chunk in _pattern("chunk with a digit").finditer(text):
        for match in token_pattern.finditer(chunk[0]):
            token = match[0]
            # Most are plain numbers.
            plain = len(token) < 10 and token[0] != "0" and token.isdigit()
            if not plain and not _DIGITS.isdisjoint(token):
                yield from _codes_of_token(text, chunk.start() + match.start(), token)


def _codes_of_token(text: str, start: int, token: str) -> Iterator[Span]:
    """Finds the codes in a stretch without blanks that starts and ends with a letter or digit."""
    end = start + len(token)
    if _pattern("date").fullmatch(token):
        # Behind "version" it is none.
        if "." in token and _is_version(text, start):
            yield Span(start, end, "code")
    elif _pattern("whole").fullmatch(token):
        yield Span(start, end, "code")
    elif ":" in token or "/" in token:
        for part in re.finditer(r"[^:/]+", token):
            if not _DIGITS.isdisjoint(part[0]):
                yield from _codes_of_token(text, start + part.start(), part[0])
    elif "." in token:
        # Else a decimal or an abbreviation.
        if _pattern("decimal").fullmatch(token) and _is_version(text, start):
            yield Span(start, end, "code")
    elif "-" in token:
        yield from _codes_with_hyphens(start, token)
    elif _DIGITS.issuperset(token):
        if _is_identifying_number(text, start, end):
            yield Span(start, end, "code")
    else:
        kind = _kind_of_word(token)
        if kind is not None:
            yield Span(start, end, kind)


def _is_version(text: str, start: int) -> bool:
    """Says whether a number with a dot numbers a version or a section."""
    words = text[max(0, start - 24) : start].split()
    return bool(words) and words[-1].casefold().strip(".(,") in _BEFORE_VERSIONS


def _is_identifying_number(text: str, start: int, end: int) -> bool:
    """Says whether digits are no quantity: too many of them, or with zeros before."""
    # Thousands, decimals.
    if text[max(0, start - 1) : start] in _JOINTS or (
        text[end : end + 1] in _JOINTS and text[end + 1 : end + 2] in _DIGITS
    ):
        return False
    length = end - start
    if text[start] != "0" or length < 3:
        return length > 9
    # "1 000"
    return length > 3 or not re.match(r"[0-9]\s", text[max(0, start - 2) : start])


def _kind_of_word(word: str) -> str | None:
    """Says whether letters and digits without a mark between are a code."""
    if _pattern("hexadecimal number").fullmatch(word):
        return "code"
    runs = re.findall(r"[0-9]+|[^0-9]+", word)
    digits = sum(len(run) for run in runs if run[0] in _DIGITS)
    if len(runs) == 2 and runs[0][0] in _DIGITS:
        letters = runs[1]
        if letters.upper() in _AFTER_NUMBERS or len(letters) > 3 or not letters.isupper():
            return None
        return "code" if digits > 2 else "short code"
    if len(runs) == 2:
        letters = runs[0]
        if word in _SHORT_WORDS:
            return None
        if letters.isupper() and len(letters) < 6:
            return "code" if digits > 1 and len(word) > 3 else "short code"
        if digits == 1 and len(letters) < 5 and letters[0].islower():
            return "short code"
        long = len(letters) > 6 or not letters.isascii()
        return "code" if digits > (2 if len(letters) > 4 else 1) and not long else None
    # Measures and durations: "4x4", "1h30", "2m50s".
    if _pattern("measure").fullmatch(word):
        return None
    if digits > 1 and len(word) > 3:
        return "code"
    return "short code" if word.isupper() else None


def _codes_with_hyphens(start: int, token: str) -> Iterator[Span]:
    """Finds the codes in a stretch with hyphens: all of it, or its parts in capitals."""
    parts = token.split("-")
    if all(map(_DIGITS.issuperset, parts)):
        if _are_numbers_of_a_code(parts):
            yield Span(start, start + len(token), "code")
        return
    if _pattern("identifier with hyphens").fullmatch(token):
        yield Span(start, start + len(token), "code")
        return
    # Runs of parts in capitals and digits: "COVID-19" in "COVID-19-related".
    run: list[str] = []
    for part in [*parts, ""]:
        if part.isupper() or (part and _DIGITS.issuperset(part)):
            run.append(part)
        elif run:
            kind = _kind_of_parts(run)
            if kind is not None:
                yield Span(start - len("-".join(run)) - 1, start - 1, kind)
            run = []
        start += len(part) + 1


def _are_numbers_of_a_code(parts: list[str]) -> bool:
    """Says whether numbers with hyphens between are no range, score or season."""
    if len(parts) > 2:
        return max(map(len, parts)) > 1
    first, second = parts
    lengths = (len(first), len(second))
    if lengths == (4, 2):
        return False
    if lengths == (3, 4):
        return not second.endswith("00")
    if lengths[1] > 2 and second[0] == "0":
        return True
    if lengths[0] == 1 or second.endswith("00"):
        return False
    return abs(lengths[0] - lengths[1]) > 1 or (min(lengths) > 3 and first > second)


def _kind_of_parts(parts: list[str]) -> str | None:
    """Says whether parts in capitals and digits, with hyphens between, are a code."""
    if all(map(_DIGITS.issuperset, parts)) or all(map(_DIGITS.isdisjoint, parts)):
        return None
    if len(parts) == 1:
        return _kind_of_word(parts[0])
    digits = sum(c in _DIGITS for part in parts for c in part)
    if digits < 3 and _DIGITS.isdisjoint(parts[-1]):
        # "MP3-DVD" in a language of compounds.
        return _kind_of_parts(parts[:-1])
    if _DIGITS.issuperset(parts[0]):
        unit = parts[1].lstrip("0123456789")
        if unit in _AFTER_NUMBERS or (unit == parts[1] and len(unit) > 3):
            return None
        return "code" if digits > 2 else None
    if digits > 2:
        return "code"
    if len(parts) > 2 or len(parts[0]) > 6 or parts[0] in _SHORT_WORDS:
        return None
    return "short code"


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_patterns()[name])


@functools.cache
def _patterns() -> dict[str, str]:
    hexadecimal = "[0-9A-Fa-f]"
    before = r"(?<![\w+.,:/-])"
    octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    return {
        "identifier": r"(?<!\w)_+[^\W_]+(?:_+[^\W_]+)+(?!\w)|(?<![^\W_])[^\W_]+(?:_+[^\W_]+)+",
        # C++, C#, GTK+
        "name with a sign": r"(?<![\w+#])[A-Za-z]{1,5}(?:#|\+{1,2})(?![\w+#])",
        "option": r"(?<![\w-])--[a-z][\w-]*(?:=[^\s,;)]+)?",
        "phone": (
            # +49 (0)30 1234-567
            r"(?<![\w+])\+(?=(?:[ ()./-]{0,3}[0-9]){7})[0-9]{1,4}"
            r"(?: ?\([0-9]{1,5}\) ?|[ ./-])?[0-9]+(?:[ ./-][0-9]+)*(?!\w)"
            # (555) 010-9999, (030) 12 34 56
            r"|(?<!\w)(?:1[ .-])?\([2-9][0-9]{2}\) ?[0-9]{3}[ .-][0-9]{4}(?!\w)"
            r"|(?<!\w)\(0[0-9]{1,5}\)[ /-]?[0-9]{2,}(?:[ -][0-9]{2,})*(?!\w)"
            # 030 1234567, 030/12 34 56, 0049 30 123456
            rf"|{before}0(?=(?:[ /-]?[0-9]){{6}})(?:[0-9]{{2,5}}(?: ?[-/] ?| )[0-9]{{3,}}"
            r"(?:[ -][0-9]{2,})*|[0-9]{1,5}(?:[ /-][0-9]{2,}){2,})(?!\w)"
            # 555.010.9999
            rf"|{before}[2-9][0-9]{{2}}([ .])[0-9]{{3}}\1[0-9]{{4}}(?!\w)"
        ),
        "code": (
            # IBAN
            r"(?<!\w)[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){1,2}(?: ?[0-9][0-9A-Z]{3}){1,6}"
            r"(?: ?[0-9][0-9A-Z]{0,2})?(?!\w)"
            # Payment cards, ISBN, DOI
            rf"|{before}[0-9]{{4}}(?:[ -][0-9]{{4}}){{2,4}}(?!\w)"
            rf"|{before}97[89](?:[ -][0-9]{{1,7}}){{3}}[ -][0-9X](?!\w)"
            r"|(?<![\w.])10\.[0-9]{4,9}/[^\s\"<>]*\w"
        ),
        "time stamp or IPv6": (
            r"(?<!\w)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
            r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?(?!\w)"
            rf"|(?<![\w:.])(?={hexadecimal}*(?::{hexadecimal}+)*::|(?:{hexadecimal}{{1,4}}:){{7}})"
            rf"{hexadecimal}{{0,4}}(?::{hexadecimal}{{0,4}}){{2,7}}(?:/[0-9]{{1,3}})?(?![\w:])"
        ),
        "chunk with a digit": r"(?<!\S)[^\s0-9]*[0-9]\S*",
        "token": r"(?<!\w)\w+(?:[-./:]\w+)*",
        "date": (
            r"(?:0?[1-9]|[12][0-9]|3[01])([-/])(?:0?[1-9]|[12][0-9]|3[01])\1(?:[0-9]{4}|[0-9]{2})"
            # With dots the month is the second: 7.14.16 is a version.
            r"|(?:0?[1-9]|[12][0-9]|3[01])\.(?:0?[1-9]|1[0-2])\.(?:[0-9]{4}|[0-9]{2})"
            r"|[0-9]{4}([-./])[0-9]{1,2}\2[0-9]{1,2}"
        ),
        "whole": (
            # IP addresses, also those of groups of three digits; versions; not 1.200.000
            rf"(?:{octet}\.){{3}}{octet}(?::[0-9]+)?(?:/[0-9]+)?"
            r"|(?!(?:[0-9]{1,3})(?:\.[0-9]{3})+\Z)[vV]?[0-9]+(?:\.[0-9]+){2,}"
            r"(?:[-.]?(?:alpha|beta|rc|a|b|dev|post|pre|preview|SNAPSHOT|lts|final)[.-]?[0-9]*)?"
            r"(?::[0-9]+)?(?:/[0-9]+)?"
            r"|[vV][0-9]+(?:\.[0-9]+)*(?:-?(?:alpha|beta|rc|dev)[.-]?[0-9]*)?"
            r"|[0-9]+\.[0-9]+[-.]?(?:alpha|beta|rc|dev|SNAPSHOT)[.-]?[0-9]*"
            r"|[A-Z](?:\.[0-9]+){2,}"
            rf"|{hexadecimal}{{2}}([:-]){hexadecimal}{{2}}(?:\1{hexadecimal}{{2}}){{4}}"
            # Numbers of laws, files and taxes
            r"|[0-9]{3,}/[0-9]{3,}|[0-9]+/[0-9]+(?:/[0-9]+)+"
        ),
        "decimal": r"[0-9]+\.[0-9]+",
        "hexadecimal number": rf"0[xX]{hexadecimal}+",
        "measure": (
            r"[0-9]+(?:[a-z]{0,3}[xX][0-9]+)+[a-z]*|(?:[0-9]+(?:h|m|min|s|d))+[0-9]*|[0-9]+[a-z]{1,3}[23]"
        ),
        # UUID, server-01
        "identifier with hyphens": (
            rf"{hexadecimal}{{4,}}(?:-{hexadecimal}{{4,}}){{2,}}|[a-z]+(?:-[a-z]+)*-0[0-9]+"
        ),
    }
