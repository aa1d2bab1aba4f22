"""Reading values: numbers, amounts, measures, dates, times, fractions and ranges."""

import functools
import re
from dataclasses import dataclass, replace

from nlp_suite.text.placeables.language_formats import (
    NARROW_BLANKS,
    LanguageFormat,
    plain_digits,
    read_number,
)
from nlp_suite.text.placeables.units import (
    CURRENCY_CODES,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    MEASURE_WORDS,
    PERCENT_WORDS,
    unit_signs,
)

_DASHES = "-\u2013\u2011"
_VULGAR = "¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_BLANK = f"[ {NARROW_BLANKS}]"
# What is longer is no number that anybody reads; it is compared as it is written.
_LONGEST = 80


@dataclass(slots=True)
class Value:
    """A value that a text states in digits.

    Args:
        start: Where it starts in the text, in characters.
        end: Where it ends, the character after its last.
        kind: "number", "ordinal", "decade", "amount", "percentage", "measure", "date", "time",
            "fraction", "range", "chain" (numbers joined in another way) or "code" (digits of a
            word).
        written: The text.
        number: Digits, with a point for the decimals.
        grouped: Whether thousands are parted.
        sign: "-", "minus ", "+", or "".
        doubtful_sign: Whether the sign may be a dash.
        scale: The power of ten that a word such as "million" stands for.
        unit: What is counted: a currency, "%" or a unit.
        unit_written: The unit as it is written.
        unit_first: Whether the unit stands before the number.
        day: The day of a date, or 0.
        month: The month of a date, or 0.
        year: The year of a date in digits, or "".
        hour: The hour of a time, from 0 to 24.
        minute: The minute of a time in digits, or "".
        half_day_known: Whether the hour is one of 24.
        parts: The values that a range joins.
    """

    start: int
    end: int
    kind: str
    written: str
    number: str = ""
    grouped: bool = False
    sign: str = ""
    doubtful_sign: bool = False
    scale: int = 0
    unit: str = ""
    unit_written: str = ""
    unit_first: bool = False
    day: int = 0
    month: int = 0
    year: str = ""
    hour: int = 0
    minute: str = ""
    half_day_known: bool = False
    parts: tuple["Value", ...] = ()


class ValueReader:
    """Reads the values that a text of a language states in digits.

    Args:
        form: How the language writes values.

    Example:
        >>> from nlp_suite.text.placeables.language_formats import language_format
        >>> ValueReader(language_format("de")).read("am 3. Mai 2024")[0].month
        5
    """

    def __init__(self, form: LanguageFormat) -> None:
        self._form = form
        self._patterns = _patterns_of(form.language) if form.language in ("en", "de") else None
        self._months = _month_patterns(tuple(sorted(form.months)))

    def read(self, text: str) -> list[Value]:
        """Reads a text.

        Args:
            text: The text.

        Returns:
            Its values, sorted, which do not overlap.
        """
        values: list[Value] = []
        end = 0
        for match in _runs().finditer(text):
            if match.start() >= end:
                value = self._value(text, match)
                if value.start < end:
                    value.start = match.start()
                value.written = text[value.start : value.end]
                end = value.end
                if values and _joins_amounts(text, values[-1], value):
                    value = _range_of(text, values.pop(), value)
                values.append(value)
        return values

    def _value(self, text: str, run: re.Match[str]) -> Value:
        start, end = run.span()
        written = run[0]
        before = text[start - 1] if start else ""
        plain = Value(start, end, "number", written)
        # Letters without case, those of Chinese say, are no part of a code.
        if before == "_" or before.lower() != before.upper():
            plain.kind = "code"
        elif end - start > _LONGEST:
            if written.isdecimal():
                plain.number = written
            else:
                plain.kind = "chain"
        else:
            found = (
                self._date(text, plain) or self._time(text, plain) or self._fraction(text, plain)
            )
            if found:
                return found
            if not self._read_quantity(text, plain):
                plain.kind = "chain"
        return plain

    # Dates.

    def _date(self, text: str, plain: Value) -> Value | None:
        written = plain.written
        if match := _DATE_SHAPE.fullmatch(written):
            return self._numeric_date(plain, match)
        if not (written.isdecimal() and len(written) <= 4):
            match = _DAY_RANGE.fullmatch(written)
            if match is None:
                return None
        months = self._months
        english = self._form.language == "en"
        before = months[0].search(text, max(0, plain.start - 20), plain.start)
        if before and len(written) == 4 and written.isdecimal():
            if written[0] not in "12":
                return None
            month = self._form.months[before[1].lower()]
            return replace(plain, start=before.start(), kind="date", month=month, year=written)
        if len(written) == 4 and written.isdecimal():
            return None
        if english and before:
            after = _YEAR_AFTER_DAY.match(text, plain.end)
            end = after.end() if after else plain.end
            year = after[1] if after and after[1] else ""
            found = (before.start(), end, before[1], year)
        else:
            after = months[1].match(text, plain.end)
            if after is None:
                return None
            end = after.end()
            if after[4] and not after[5] and not _inner_stop(text, end):
                end = after.end(3)
            found = (plain.start, end, after[3], after[5] or "")
            if after[1]:
                written = f"{written}-{after[1]}"
        days = [int(day) for day in re.split(r"\D+", written)]
        if not all(1 <= day <= 31 for day in days):
            return None
        value = replace(
            plain,
            start=found[0],
            end=found[1],
            kind="date",
            month=self._form.months[found[2].lower()],
            year=plain_digits(found[3]),
            day=days[0],
        )
        if len(days) == 2:
            value = replace(value, parts=(value, replace(value, day=days[1])))
        return value

    def _numeric_date(self, plain: Value, match: re.Match[str]) -> Value | None:
        if match[1]:
            year, month, day = match[1], int(match[2]), int(match[3])
        else:
            first, mark, second, year = int(match[4]), match[5], int(match[6]), match[7]
            if mark == "." or first > 12:
                day, month = first, second
            elif second > 12:
                month, day = first, second
            elif self._form.language == "en" or first == second:
                # 3/4 is a day in April for some and one in March for others.
                return replace(plain, kind="chain")
            else:
                day, month = first, second
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return replace(plain, kind="chain")
        return replace(plain, kind="date", day=day, month=month, year=plain_digits(year))

    # Times.

    def _time(self, text: str, plain: Value) -> Value | None:
        match = _TIME_SHAPE.fullmatch(plain.written)
        if match is None:
            return None
        language = self._form.language
        after = self._patterns.time_after.match(text, plain.end) if self._patterns else None
        if after is None and language != "en":
            # An English time that was left as it is.
            after = _patterns_of("en").time_after.match(text, plain.end)
            language = "en" if after else language
        colon = ":" in plain.written
        if after is None and not colon:
            return None
        first = self._clock(plain, match[1], match[2] or "")
        last = self._clock(plain, match[3], match[4] or "") if match[3] else None
        if first is None or (match[3] and last is None):
            return None
        if after is None:
            # Outside of a time of the day, a point is that of a decimal.
            if "." in plain.written or not match[2]:
                return None
            if last is not None and not match[4]:
                return None
            value = replace(first, kind="time")
            if self._form.language == "en" and last is None and 4 < first.hour < 12:
                # "9:40 tonight"
                later = _later().match(text, plain.end)
                value = _with_half(value, "p") if later else value
        elif language == "en":
            end = after.end()
            if text[end - 1] == "." and not _inner_stop(text, end):
                end -= 1
            half = after[1]
            if half:
                last_half = last or first
                if last_half.hour > 12 or first.hour > 12:
                    return None
                if last is not None:
                    last = _with_half(last, half)
                    same = _with_half(first, half)
                    first = same if same.hour < last.hour else _with_half(first, "a")
                else:
                    first = _with_half(first, half)
            value = replace(first, end=end, kind="time")
        else:
            value = replace(first, end=after.end(), kind="time", half_day_known=first.hour > 12)
            if after[1]:
                value = replace(value, minute=plain_digits(after[1]))
            if after[2] and first.hour <= 12:
                value = _with_half(value, "p" if after[2][0] in "naA" else "a")
                if after[2] == "nachts" and first.hour < 6:
                    value = replace(value, hour=first.hour)
            if last is not None and last.hour > 12:
                value = replace(value, half_day_known=True)
                last = replace(last, half_day_known=True)
        if last is not None:
            parts = (replace(value, parts=()), replace(last, end=value.end, kind="time"))
            return replace(value, kind="range", parts=parts)
        return value

    @staticmethod
    def _clock(plain: Value, hour: str, minute: str) -> Value | None:
        if int(hour) > 24 or (minute and int(minute) > 59):
            return None
        return replace(plain, hour=int(hour), minute=plain_digits(minute))

    # Fractions.

    @staticmethod
    def _fraction(text: str, plain: Value) -> Value | None:
        end = plain.end
        if not _FRACTION_SHAPE.fullmatch(plain.written):
            if not plain.written.isdecimal() or len(plain.written) > 3:
                return None
            after = _FRACTION_AFTER.match(text, end)
            if after is None or int(after[1]) >= int(after[2]):
                return None
            end = after.end()
        sign, _, length = _sign_before(text[max(0, plain.start - 8) : plain.start])
        return replace(plain, start=plain.start - length, end=end, kind="fraction", sign=sign)

    # Numbers, and what is counted.

    def _read_quantity(self, text: str, value: Value) -> bool:
        written = value.written
        parts = _DASH.split(written)
        if len(parts) > 2:
            return False
        numbers = [read_number(part, self._form) for part in parts]
        if numbers[0] is None or numbers[-1] is None:
            return False
        single = len(parts) == 1
        if not single and any(
            part[0] == "0" and part.isdecimal() and len(part) > 1 for part in parts
        ):
            return False
        value.number, value.grouped = numbers[-1]
        if single and " " in self._form.groups and len(written) <= 3 and written[0] != "0":
            more = _BLANK_GROUPS.match(text, value.end)
            if more:
                joined = text[value.start : more.end()].replace(" ", "\u00a0")
                whole = read_number(joined, self._form)
                if whole is not None:
                    value.end = more.end()
                    value.number, value.grouped = whole
        if "." not in value.number and self._is_bare_decimal(text, value.start):
            value.start -= 1
            value.number = "0." + value.number
        self._read_prefix(text, value)
        if single and self._form.decimal == "," and value.number.isdecimal():
            # "5,- \u20ac"
            none = _no_cents().match(text, value.end)
            if none and (value.unit or none["unit"]):
                value.end = none.end("cents")
        self._read_suffix(text, value, single)
        if not single:
            first = replace(value, number=numbers[0][0], grouped=numbers[0][1])
            last = replace(value, sign="", doubtful_sign=False)
            value.kind, value.parts = "range", (first, last)
        return True

    def _is_bare_decimal(self, text: str, start: int) -> bool:
        """Returns whether a decimal separator with nothing before it precedes a place: ".75"."""
        # Calibres have a point in all languages.
        if text[max(0, start - 1) : start] not in (self._form.decimal, "."):
            return False
        before = text[max(0, start - 2) : start - 1]
        return before in _BEFORE_SIGN or before in ("", "-", "$", "\u20ac", "\u00a3")

    @staticmethod
    def _read_prefix(text: str, value: Value) -> None:
        # The window ends where the number starts.
        window = text[max(0, value.start - 8) : value.start]
        if not window or window[-1].isalpha():
            return
        sign, doubtful, length = _sign_before(window)
        before_sign = window[: len(window) - length]
        currency = _currency_before().search(before_sign)
        if currency:
            name = currency[1]
            value.kind = "amount"
            value.unit = CURRENCY_SIGNS.get(name) or CURRENCY_CODES[name]
            value.unit_written = name
            value.unit_first = True
            length += len(currency[0])
            if not sign:
                window = before_sign[: len(before_sign) - len(currency[0])]
                sign, doubtful, more = _sign_before(window)
                length += more
        value.start -= length
        value.sign = sign
        value.doubtful_sign = doubtful

    def _read_suffix(self, text: str, value: Value, single: bool) -> None:
        if value.end == len(text):
            return
        patterns = self._patterns
        if patterns and single and not value.unit and not value.sign and value.number.isdecimal():
            if len(value.number) in (2, 4) and value.number[-1] == "0":
                match = patterns.decade.match(text, value.end)
                if match:
                    value.end, value.kind = match.end(), "decade"
                    return
            match = patterns.ordinal.match(text, value.end) if len(value.number) < 7 else None
            # At the start, "2." numbers the line; behind a year, a stop ends a sentence.
            if match and (match[0] != "." or (value.start and len(value.number) < 4)):
                value.end, value.kind = match.end(), "ordinal"
                return
        if patterns:
            match = patterns.scale.match(text, value.end)
            if match is None and value.unit_first:
                match = patterns.money_scale.match(text, value.end)
            if match:
                end = match.end()
                value.end = end - (text[end - 1] == "." and not _inner_stop(text, end))
                value.scale = patterns.scales[match[match.lastindex or 1].lower()]
        if not value.unit:
            self._read_unit(text, value)

    def _read_unit(self, text: str, value: Value) -> None:
        match = _sign_after().match(text, value.end)
        if match:
            name = _BLANKS.sub("", match[1])
            value.end, value.unit_written = match.end(), name
            if name == "%":
                value.kind, value.unit = "percentage", "%"
            elif name in CURRENCY_SIGNS or name in CURRENCY_CODES:
                value.kind = "amount"
                value.unit = CURRENCY_SIGNS.get(name) or CURRENCY_CODES[name]
            else:
                value.kind, value.unit = "measure", unit_signs()[name]
            return
        match = self._patterns.words.match(text, value.end) if self._patterns else None
        if match:
            language = self._form.language
            if match[1] in MEASURE_WORDS[language]:
                value.kind = "measure"
                value.unit = unit_signs().get(sign := MEASURE_WORDS[language][match[1]], sign)
            else:
                value.unit = CURRENCY_WORDS[language].get(match[1], "%")
                value.kind = "percentage" if value.unit == "%" else "amount"
            value.end, value.unit_written = match.end(), match[1]
            return
        match = _LETTERS_AFTER.match(text, value.end)
        if match and not value.scale and (len(match[0]) < 3 or not match[0].islower()):
            value.end = match.end()


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What follows a number, in English or German."""

    ordinal: re.Pattern[str]
    decade: re.Pattern[str]
    scale: re.Pattern[str]
    money_scale: re.Pattern[str]
    scales: dict[str, int]
    words: re.Pattern[str]
    time_after: re.Pattern[str]


_ENGLISH_SCALES = {
    "thousand": 3,
    "million": 6,
    "millions": 6,
    "thousand million": 9,
    "thousand millions": 9,
    "billion": 9,
    "billions": 9,
    "milliard": 9,
    "milliards": 9,
    "trillion": 12,
    "trillions": 12,
    "k": 3,
    "m": 6,
    "mn": 6,
    "mln": 6,
    "bn": 9,
    "tn": 12,
}
_GERMAN_SCALES = {
    "tausend": 3,
    "million": 6,
    "millionen": 6,
    "milliarde": 9,
    "milliarden": 9,
    "billion": 12,
    "billionen": 12,
    "tsd.": 3,
    "mio.": 6,
    "mio": 6,
    "mln": 6,
    "m": 6,
    "mrd.": 9,
    "mrd": 9,
    "bio.": 12,
}


# "150M rows", but not the company 3M.
_GLUED_MILLION = r"(?<!\b3)(M)"


@functools.cache
def _patterns_of(language: str) -> _Patterns:
    words = "|".join(
        re.escape(word)
        for word in sorted(
            (*CURRENCY_WORDS[language], *PERCENT_WORDS[language], *MEASURE_WORDS[language]),
            key=len,
            reverse=True,
        )
    )
    words_after = re.compile(rf"{_BLANK}({words})(?![\w-])")
    never = re.compile(r"(?!)()")
    if language == "en":
        return _Patterns(
            ordinal=re.compile(r"(?:st|nd|rd|th)\b"),
            decade=re.compile(r"['\u2019]?s\b"),
            scale=re.compile(
                rf"(?:[ \-{NARROW_BLANKS}]"
                r"(thousand(?: millions?)?|(?:m|b|tr)illions?|milliards?|mln)"
                rf"|{_BLANK}?(bn|mn|tn)|{_GLUED_MILLION})\b"
            ),
            money_scale=re.compile(rf"{_BLANK}?(k|m|mn|bn|tn|K|M|B)\b"),
            scales={**_ENGLISH_SCALES, "b": 9},
            words=words_after,
            time_after=re.compile(
                rf"{_BLANK}?([ap]|[AP])(?:m|M|\.{_BLANK}?m)\b\.?| o['\u2019]clock\b"
            ),
        )
    return _Patterns(
        ordinal=re.compile(r"\.(?= [^\W\d_])"),
        decade=re.compile(r"er[nms]?\b"),
        scale=re.compile(
            rf"(?:[ \-{NARROW_BLANKS}]?(Tausend|tausend|Million(?:en)?|Milliarden?|Billion(?:en)?|"
            rf"Tsd\.|Mio\.?|Mrd\.?|Bio\.|mln)|{_GLUED_MILLION})(?!\w)"
        ),
        money_scale=never,
        scales=_GERMAN_SCALES,
        words=words_after,
        time_after=re.compile(
            rf"{_BLANK}?Uhr\b(?:{_BLANK}(\d\d?)(?![\d.,]?\d|\w))?"
            rf"(?:{_BLANK}(nachmittags|abends|nachts|morgens|früh|vormittags|"
            rf"am Nachmittag|am Abend)\b)?|(?<=[.:]\d\d){_BLANK}?h\b()()"
        ),
    )


@functools.cache
def _runs() -> re.Pattern[str]:
    """Returns the pattern of digits, and of what joins digits."""
    joints = f"[{_DASHES}x\u00d7.,:/'\u2019{NARROW_BLANKS}]"
    return re.compile(rf"\d+(?:{joints}\d+)*(?:{_BLANK}?[{_VULGAR}])?|[{_VULGAR}]")


_DATE_SHAPE = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})([./])(\d{1,2})\5(\d{4})", flags=re.ASCII
)
_DAY_RANGE = re.compile(r"\d{1,2}[-\u2013]\d{1,2}", flags=re.ASCII)
_TIME_SHAPE = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?:[-\u2013](\d{1,2})(?:[:.](\d{2}))?)?", flags=re.ASCII
)
_DASH = re.compile(f"[{_DASHES}]")
_HYPHENS = ("-", "\u2011")
_RANGE_DASHES = ("-", "\u2011", "\u2013", "\u2014")
_BLANKS = re.compile(r"\s")
_FRACTION_SHAPE = re.compile(rf"[1-9]\d{{0,2}}/[1-9]\d{{0,2}}|\d*{_BLANK}?[{_VULGAR}]")
_FRACTION_AFTER = re.compile(r" ([1-9]\d?)/([1-9]\d?)(?![\d/])")
_BLANK_GROUPS = re.compile(r"(?: \d{3})+(?:[.,]\d{1,2})?(?![.,]?\d)")
_YEAR_AFTER_DAY = re.compile(
    rf"(?:st|nd|rd|th)?(?:,?{_BLANK}([12]\d{{3}})(?![.,:/]?\d|[^\W_]))?", flags=re.ASCII
)
_LETTERS_AFTER = re.compile(r"[A-Za-z]+(?![^\W\d_])")
_INNER_STOP = re.compile(r"[\s,;:)]{1,3}[^\s,;:)]")
# What may stand before a minus.
_BEFORE_SIGN = frozenset(" \t\n\r([{\"'„“”\u201a\u2018\u2019«»=<>~≈±:;,|/*" + NARROW_BLANKS)


def _inner_stop(text: str, end: int) -> bool:
    """Returns whether a stop before a place is that of an abbreviation alone, in a sentence."""
    return _INNER_STOP.match(text, end) is not None


@functools.cache
def _later() -> re.Pattern[str]:
    return re.compile(
        rf"{_BLANK}(?:tonight|at night|(?:in the|this|tomorrow) (?:afternoon|evening))\b"
    )


def _with_half(value: Value, half: str) -> Value:
    afternoon = half in "pP"
    hour = value.hour % 12 + (12 if afternoon else 0)
    return replace(value, hour=hour, half_day_known=True)


def _sign_before(window: str) -> tuple[str, bool, int]:
    """Returns the sign that ends a text, whether it may be a dash, and its length."""
    if not window:
        return "", False, 0
    if window[-1] in "-\u2212\u2013+":
        before = window[-2:-1]
        # "2000 -2004" is a range.
        if (not before or before in _BEFORE_SIGN) and not window[-3:-2].isdigit():
            return window[-1], window[-1] == "\u2013", 1
    elif window[-6:] in ("minus ", "Minus ") and not window[-7:-6].isalpha():
        return window[-6:], False, 6
    return "", False, 0


@functools.cache
def _currency_before() -> re.Pattern[str]:
    signs = "|".join(re.escape(sign) for sign in CURRENCY_SIGNS if sign != "¢")
    codes = "|".join(CURRENCY_CODES)
    return re.compile(rf"((?:(?<![A-Za-z])(?:{codes})(?={_BLANK}))|{signs}){_BLANK}?\Z")


@functools.cache
def _no_cents() -> re.Pattern[str]:
    listed = "|".join(re.escape(sign) for sign in (*CURRENCY_SIGNS, *CURRENCY_CODES))
    return re.compile(
        r"(?P<cents>[,.](?:--?|[\u2013\u2014])(?!\w|[.,]\d))"
        rf"(?P<unit>{_BLANK}?(?:{listed}|Euro|Dollar|Franken)(?!\w))?"
    )


def _joins_amounts(text: str, first: Value, last: Value) -> bool:
    """Returns whether nothing but a dash is between two quantities of a unit: "$5-$10"."""
    return (
        first.kind == last.kind
        and first.kind in ("amount", "percentage", "measure")
        and (first.unit, first.unit_first) == (last.unit, last.unit_first)
        and not last.sign
        and text[first.end : last.start] in _RANGE_DASHES
    )


def _range_of(text: str, first: Value, last: Value) -> Value:
    if last.scale and not first.scale:
        # "$1.5-$2.5 million"
        first = replace(first, scale=last.scale)
    return replace(
        last,
        start=first.start,
        kind="range",
        written=text[first.start : last.end],
        sign=first.sign,
        doubtful_sign=first.doubtful_sign,
        parts=(first, last),
    )


def unit_after(text: str, start: int) -> str:
    """Returns the unit whose sign follows a number, also with a hyphen: "8-GB", "5-km-Lauf".

    Args:
        text: A text.
        start: Where the number ends.

    Returns:
        The unit; "" if there is no sign of one.

    Example:
        >>> unit_after("a 16-kB page", 4)
        'KB'
    """
    match = _sign_after().match(text, start + (text[start : start + 1] in _HYPHENS))
    if match is None:
        return ""
    name = _BLANKS.sub("", match[1])
    return (
        CURRENCY_SIGNS.get(name)
        or CURRENCY_CODES.get(name)
        or ("%" if name == "%" else unit_signs()[name])
    )


@functools.cache
def _sign_after() -> re.Pattern[str]:
    units = sorted(unit_signs(), key=len, reverse=True)
    signs = [*CURRENCY_SIGNS, *CURRENCY_CODES, *(unit for unit in units if unit[0] != "°"), "%"]
    # "km / h"
    listed = "|".join(re.escape(sign).replace("/", rf"{_BLANK}?/{_BLANK}?") for sign in signs)
    return re.compile(rf"{_BLANK}?({listed}|°{_BLANK}?[CF]|°)(?![\w²³])")


@functools.cache
def _month_patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Returns the patterns of a month before and after a day."""
    listed = "|".join(
        re.escape(name.capitalize()) + "|" + re.escape(name)
        if name not in ("may", "march", "mar", "august", "sep", "jan", "dec")
        else re.escape(name.capitalize())
        for name in sorted(names, key=len, reverse=True)
    )
    return (
        re.compile(rf"(?<![^\W_])({listed})\.?{_BLANK}(?:(?:de|di){_BLANK})?\Z"),
        re.compile(
            rf"(?:\.?[-\u2013](\d\d?))?(st|nd|rd|th|\.)?{_BLANK}?(?:(?:of|de|di){_BLANK})?"
            rf"(?<![^\W_])({listed})(?![^\W_])(\.)?(?:,?{_BLANK}(?:de{_BLANK})?([12]\d{{3}})(?![.,:/]?\d))?"
        ),
    )
