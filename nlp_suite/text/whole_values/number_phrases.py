"""Values of a number and what is beside it: amounts, dates, times, codes."""

# ruff: noqa: RUF001, RUF003 - typographic primes and dashes are what this module looks for.

import functools
import re

from nlp_suite.text.whole_values.edge_moves import EdgeMoves
from nlp_suite.text.whole_values.phrase_words import (
    CURRENCIES_BEFORE,
    CURRENCY_CHARACTERS,
    MONTHS,
    TIME_ZONES,
    UNIT_MODIFIERS,
    UNIT_WORDS,
    words_after,
)

_BLANKS = frozenset(" \n\u00a0\u202f\u2009")
_DIGITS = frozenset("0123456789")
# What may be between the parts of a number of several, and what behind it.
_JOINTS = frozenset(" ,\u00a0/")
_AFTER_JOINTS = _DIGITS | frozenset(" -(/NS")
# What a number of Swiss francs has in the place of cents, and what stands before other numbers.
_NO_CENTS = (".–", ".-", ".—")
_NUMBER_SIGNS = "§№±≤≥≈"


def join_phrase(moves: EdgeMoves, text: str, start: int, end: int) -> int:
    """Adds the moves for a number and what is beside it.

    Args:
        moves: Where to add them.
        text: The text.
        start: Where the number starts, or a code without white space.
        end: Where it ends.

    Returns:
        Where the value ends.

    Example:
        >>> moves = EdgeMoves()
        >>> text = "It costs EUR 3.2 million."
        >>> join_phrase(moves, text, 13, 16)
        24
        >>> text[slice(*moves.widen(13, 16))]
        'EUR 3.2 million'
    """
    code_start, code_end = _code(text, start, end)
    if (code_start, code_end) != (start, end):
        moves.join(code_start, code_end)
        return code_end
    date_end = _date(moves, text, start, end)
    if date_end:
        return date_end
    piece = text[start:end]
    last = piece[-1]
    if text[end : end + 2] in _NO_CENTS and last in _DIGITS:
        end += 2
        moves.join(start, end)
    if last == "m" and piece[-3:-1] in ("a.", "p.") and text[end : end + 1] == ".":
        # "9a.m."
        moves.join(start, end + 1)
        return _zone_end(moves, text, start, end + 1)
    first, value_end = _start_of_amount(text, start), end
    if value_end < len(text) and text[value_end] in _BLANKS:
        value_end = _amount_end(moves, text, start, end)
    if first < start or value_end > end:
        moves.join(first, value_end)
    return value_end


# Codes.


def _code(text: str, start: int, end: int) -> tuple[int, int]:
    """Returns where a code or phone number of several parts starts and ends, if there is one."""
    if text[end : end + 1] == ")" and text[start - 1 : start] == "(" and start:
        match = _pattern("phone in brackets").match(text, start - 1)
        if match:
            return match.span()
    first = text[start]
    if first == "+":
        match = _pattern("international phone").match(text, start)
        if match and len(_DIGIT.findall(match[0])) > 6:
            return match.span()
    if "°" in text[start : end + 2]:
        match = _pattern("coordinates").match(text, start)
        if match and match["compass"]:
            return match.span()
    after = text[end : end + 2]
    numeric = first in _DIGITS or first == "-"
    if numeric and after[:1] in _JOINTS and after[1:] in _AFTER_JOINTS:
        for name in ("phone", "number", "latitude"):
            match = _pattern(name).match(text, start)
            if match and match.end() > end:
                return match.span()
    if len(after) == 2 and after[0] in " \u00a0" and after[1].isalnum() and first.isupper():
        match = _pattern("letters and digits").match(text, start)
        if match and match.end() > end:
            return match.span()
    if start > 2 and text[start - 1] == " " and "A" <= text[start - 2] <= "Z":
        match = _pattern("plate behind letters").match(text, start)
        if match and not text[max(0, start - 4) : start - 3].isalnum():
            return start - 3, match.end()
        standard = _pattern("standard before").search(text, max(0, start - 14), start)
        if standard:
            return standard.start(), end
        before = _pattern("letters before").search(text, max(0, start - 16), start)
        if before:
            match = _pattern("behind letters").match(text, start)
            if match:
                return max(before.start(1), before.start(2)), match.end()
    elif first in _DIGITS and len(after) == 2 and after[0] == " " and text[end - 1].isupper():
        match = _pattern("digits and letters").match(text, start)
        if match:
            return match.span()
    if text[end : end + 1] in ('"', "″", "”") and _pattern("height").fullmatch(text, start, end):
        return start, end + 1
    return start, end


# Dates.


def _date(moves: EdgeMoves, text: str, start: int, end: int) -> int:
    """Adds the moves for a date with the name of a month; returns where it ends, or 0."""
    if end - start > 9 or not _pattern("days").fullmatch(text, start, end):
        return 0
    after = _pattern("month after").match(text, end)
    if after and after["month"] in MONTHS:
        moves.move_starts(start, after.start("month"), start)
        moves.move_ends(start, after.end(), after.end())
        return after.end()
    if start < 4 or text[start - 1] not in _BLANKS:
        return 0
    before = _pattern("month before").search(text, max(0, start - 14), start)
    if before is None or before[1] not in MONTHS:
        return 0
    year = _pattern("year after").match(text, end)
    whole = year.end() if year else end
    # The year is an answer by itself, and so is the month.
    moves.move_starts(before.start(), year.start(1) if year else end, before.start())
    moves.move_ends(before.end(1), whole, whole)
    return whole


# Amounts.


def _start_of_amount(text: str, start: int) -> int:
    """Returns where an amount starts: at its number, currency or "minus"."""
    if start < 2:
        return start
    if text[start - 1] in CURRENCY_CHARACTERS:
        # Cut off by a sign before the number: "$~5".
        return start - 1
    if text[start - 1] not in _BLANKS:
        return start
    before = text[start - 2]
    if before in _NUMBER_SIGNS:
        return start - 2 - (text[max(0, start - 3) : start - 1] == "§§")
    if before in CURRENCY_CHARACTERS or before.isalpha() or before == ".":
        if text[max(0, start - 6) : start - 1].lower() == "minus":
            return start - 6
        match = _pattern("currency before").search(text, max(0, start - 6), start - 1)
        if match and match[1] in CURRENCIES_BEFORE:
            if match[1] == "US" and text[start] != "$":
                return start
            return match.start(1)
    return start


def _amount_end(moves: EdgeMoves, text: str, start: int, end: int, more_numbers: int = 2) -> int:
    """Returns where an amount ends: behind its number, unit, currency or half of the day."""
    more = _pattern("more of a number").match(text, end)
    if more:
        end = more.end()
    match = _pattern("word").match(text, end)
    if match is None:
        return end
    word, word_start, word_end = match[1], match.start(1), match.end(1)
    kind = words_after().get(word)
    if kind is None and len(word) > 1 and word[-1] == ".":
        word, word_end = word[:-1], word_end - 1
        kind = words_after().get(word)
    if kind is None:
        if word[0] in "-–×x±" and len(word) == 1:
            return _range_end(moves, text, end, more_numbers) if more_numbers else end
        if "/" in word and words_after().get(word.partition("/")[0]) == "unit":
            hundred = _pattern("per hundred").match(text, word_end)
            return hundred.end() if hundred else word_end
        return end
    if kind == "unit":
        unit_end = _unit_end(text, word, word_end)
        product = more_numbers and _pattern("product of units").match(text, unit_end)
        return _range_end(moves, text, unit_end, more_numbers) if product else unit_end
    if kind == "scale":
        # "20 million euros", "two hundred thousand"
        return _amount_end(moves, text, start, word_end, more_numbers - 1) if more_numbers else end
    if kind == "currency":
        return word_end
    if kind == "percent":
        points = _pattern("points").match(text, word_end)
        return points.end() if points else word_end
    if kind == "half day":
        if not _pattern("time").fullmatch(text, start, end):
            return end
        return _zone_end(moves, text, start, word_end)
    if word == "per":
        return word_end + 5 if text.startswith(" cent", word_end) else end
    if kind == "country":
        behind = _pattern("word").match(text, word_end)
        if behind and words_after().get(behind[1].rstrip(".")) == "currency":
            return behind.end(1) - behind[1].endswith(".")
    if kind == "modifier":
        return _words_end(moves, text, end, word, word_start, word_end)
    if kind == "zone":
        return word_end if _pattern("time").fullmatch(text, start, end) else end
    return end


def _words_end(
    moves: EdgeMoves, text: str, end: int, word: str, word_start: int, word_end: int
) -> int:
    """Adds the moves for the words of a unit, which an answer has wholly or not at all."""
    whole = word_end
    short = word in ("sq", "cu")
    if word in UNIT_MODIFIERS:
        behind = _pattern("word").match(text, whole)
        if behind is None or behind[1].rstrip(".") not in UNIT_WORDS:
            return end
        whole = behind.end(1) - behind[1].endswith(".")
    else:
        more = _pattern("scale of temperature").match(text, whole)
        whole = more.end() if more else whole
    if short:
        return whole
    per = _pattern("per").match(text, whole)
    whole = per.end() if per else whole
    if whole > word_end:
        moves.move_ends(word_start, whole, whole)
    return end


def _unit_end(text: str, word: str, word_end: int) -> int:
    if word in ("ft", "h", "hr", "hrs", "min", "lb", "lbs", "°", "m"):
        more = _pattern("smaller unit").match(text, word_end)
        if more:
            return more.end()
    if word == "dB" and text.startswith("(A)", word_end):
        return word_end + 3
    per = _pattern("per").match(text, word_end)
    return per.end() if per else word_end


def _range_end(moves: EdgeMoves, text: str, end: int, more_numbers: int) -> int:
    """Returns where a range or product with white space around its sign ends, with its unit."""
    match = _pattern("second number").match(text, end)
    if match is None:
        return end
    whole = _amount_end(moves, text, match.end(), match.end(), more_numbers - 1)
    if match["product"]:
        return whole
    closed = whole > match.end() or text[match.end() - 1] in "%°" or match["currency"]
    # "1914 – 1918" are two years.
    return whole if closed else end


def _zone_end(moves: EdgeMoves, text: str, start: int, end: int) -> int:
    match = _pattern("word").match(text, end)
    if match and match[1].rstrip(".") in TIME_ZONES:
        end = match.end(1) - match[1].endswith(".")
        moves.join(start, end)
    return end


_DIGIT = re.compile("[0-9]")


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_patterns()[name])


@functools.cache
def _patterns() -> dict[str, str]:
    blank = f"[{''.join(sorted(_BLANKS))}]"
    narrow = "[ \u00a0\u202f\u2009]"
    extension = r"(?: ?(?:ext\.?|x|extension) ?[0-9]{1,6})?"
    day = r"(?:0?[1-9]|[12][0-9]|3[01])"
    era = rf"(?:{blank}(?:BC|AD|CE|BCE)\b)?"
    year = r"[0-9]{4}(?![0-9]|[.,][0-9])"
    thousands = rf"(?:{narrow}[0-9]{{3}})+(?:[.,][0-9]{{1,2}})?(?![0-9]|[.,][0-9])"
    # One to three digits before, which are no decimals.
    leading = "|".join(rf"(?<=(?<![0-9.,])[0-9]{{{count}}})" for count in (1, 2, 3))
    degrees = (
        r"[-−+]?[0-9]{1,3}(?:[.,][0-9]{1,8})?\s?°"
        r"(?:\s?[0-9]{1,2}(?:[.,][0-9]{1,6})?\s?['′’]"
        r"(?:\s?[0-9]{1,2}(?:[.,][0-9]{1,6})?\s?(?:\"|″|”|''))?)?"
    )
    return {
        "word": rf"{blank}([^\s,;:!?()\[\]{{}}\"“”…—]{{1,16}})",
        "days": rf"{day}(?:st|nd|rd|th|er)?(?:[-–]{day}(?:st|nd|rd|th)?)?",
        "month after": (
            rf"\.?{blank}(?:(?:of|de|di){blank})?(?P<month>[A-Za-zäûéà]{{3,10}})\b"
            r"(?:(?<=Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)\.|(?<=Sept)\.)?"
            rf"(?:,?{blank}(?:(?:of|de|del){blank})?{year}{era})?"
        ),
        "month before": rf"(?<![^\W_])([A-Z][a-z]{{2,8}})\.?{blank}\Z",
        "year after": rf",?{blank}({year}){era}",
        "currency before": (r"(?<![^\s(\[\"'“‘/–—-])([A-Za-zčł$€£¥₹₽₩₺₴₪฿₫¢₦₱₡₲₵]{1,3}\.?)\Z"),
        "more of a number": (
            rf"(?:{leading}){thousands}|{blank}(?:[1-9]/[1-9][0-9]?(?![0-9/])|[¼½¾⅓⅔⅛⅜⅝⅞])"
        ),
        "time": r"0[0-9]{3}|[0-9]{1,2}(?:[:.h][0-9]{2}){0,2}(?:[-–][0-9]{1,2}(?:[:.h][0-9]{2})?)?",
        "points": r" points?\b",
        # "5.4 l/100 km"
        "per hundred": rf"(?<=/100){blank}(?:km|miles|ml|g)\b",
        "product of units": rf"{blank}[x×±]{blank}[0-9]",
        "per": (
            rf"{blank}(?:per|an?){blank}(?:hour|minute|second|day|week|month|year|annum|square|cubic|"
            r"litre|liter|kilometre|kilometer|mile|head|person|capita|kilogram|tonne|ton|barrel|inch|"
            rf"metre|meter)(?!\w)(?:(?<=square|.cubic){blank}\w{{1,12}})?"
        ),
        "scale of temperature": (
            r" (?:[Cc]elsius|[Ff]ahrenheit|Kelvin|C|F|[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est)\b"
        ),
        "smaller unit": (
            r" ?[0-9]{1,2}(?:[.,][0-9]{1,2})? ?"
            r"(?:inches|in|min|mins|sec|secs|s|oz|m|cm|C|F)\b|(?<=°) [CF]\b"
        ),
        "second number": (
            rf"{blank}(?:[-–]|(?P<product>[x×±])){blank}(?P<currency>[$€£¥])?[0-9][0-9.,]*"
            r"(?<=[0-9])(?:(?<=10)(?:\^[-−]?[0-9]{1,3}|[⁻⁺]?[⁰¹²³⁴-⁹]{1,3}))?[%°]?"
            rf"(?:{blank}[x×]{blank}[0-9][0-9.,]*(?<=[0-9]))?"
        ),
        "phone in brackets": (
            r"\([0-9]{2,5}\)[ /.-]?[0-9]{2,8}(?:[ .-][0-9]{2,8}){0,6}(?!\w)" + extension
        ),
        "international phone": (
            r"\+[0-9]{1,15}(?:[ ./–-]{1,2}[0-9]{1,12}|[ ./-]?\([0-9]{1,5}\)[ ./-]?[0-9]{1,12}){0,8}"
            r"(?!\w)" + extension
        ),
        "phone": (
            r"(?:0[0-9]{1,5}(?:[ /.-]{1,3}[0-9]{2,9}){2,6}|0[0-9]{2,5}[ /-]{1,3}[0-9]{4,9}"
            r"|[2-9][0-9]{2} [0-9]{3}[ -][0-9]{4}|1 \([0-9]{3}\) [0-9]{3}-[0-9]{4}"
            r"|00[0-9]{1,3}(?: [0-9]{1,9}){2,6})(?!\w)" + extension
        ),
        # Cards, ISBN, numbers of parcels.
        "number": (
            r"(?:97[89](?:[ -][0-9]{1,7}){4}|[0-9]{4}(?: [0-9]{4}){3}(?: [0-9]{1,4})?"
            r"|[0-9]{1,5}(?: [0-9]{4,7}){1,2} [0-9X]|[0-9]{2}(?: [0-9]{2}){2,8}(?: [0-9])?"
            r"|[0-9]{2,8}(?: [0-9]{2,8}){3,7})(?![\w]|[.,][0-9])"
        ),
        "latitude": (
            r"-?[0-9]{1,3}\.[0-9]{3,8}(?: ?[NS])?,? -?[0-9]{1,3}\.[0-9]{3,8}(?: ?[EWO])?(?!\w)"
        ),
        "coordinates": rf"{degrees}\s?(?P<compass>[NSEWO])?\b(?:[,;/]?\s?{degrees}\s?[NSEWO]\b)?",
        # IBAN, licence plates, postcodes, numbers of parcels.
        "letters and digits": (
            r"(?:[A-Z]{2}[0-9]{2}(?: [0-9A-Z]{4}){2,7}(?: [0-9A-Z]{1,3})?|[A-Z]{2}[0-9]{2} [A-Z]{3}"
            r"|[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}|[A-Z][0-9][A-Z] [0-9][A-Z][0-9]"
            r"|[A-Z0-9]{2,6}(?: (?=[A-Z]{0,3}[0-9])[A-Z0-9]{2,6}){2,6}"
            r"|(?=[A-Z]+[0-9])[A-Z0-9]{2,6} (?=[0-9]+[A-Z]|[A-Z]+[0-9])[A-Z0-9]{2,6})(?![\w-])"
        ),
        "standard before": (
            r"(?<!\w)(?:ISO|DIN|IEC|IEEE|RFC|ASTM|ANSI|EN)(?:[/ ](?:IEC|ISO|EN|IEEE))? \Z"
        ),
        "height": r"[0-9]{1,2}['′’][0-9]{1,2}",
        "letters before": (
            r"(?:(?<![\w-])([A-Z]{1,3}-[A-Z]{1,2})|(?:[Ff]light|[Tt]rain|[Bb]us|[Pp]late|VAT)"
            r"(?: no\.| number)? ([A-Z]{1,3})) \Z"
        ),
        # "KA 01 AB 1234"
        "plate behind letters": (
            r"(?:[0-9]{2} [A-Z]{1,2} [0-9]{4}|[0-9]{3} ?[0-9]{3} ?[0-9]{3} [A-Z]{2}"
            r"|[0-9]{1,3}(?:[ ,][0-9]{3}){1,3} [A-C][0-9]?)(?!\w)"
        ),
        "behind letters": r"[0-9]{1,9}[EH]?(?!\w|[.,][0-9])",
        "digits and letters": (
            r"[0-9][A-Z0-9]{1,3}[A-Z] [0-9]{3}(?!\w)|1Z(?: [0-9A-Z]{2,4}){3,6}(?!\w)"
        ),
    }
