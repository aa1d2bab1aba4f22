"""Writing values as another language writes them."""

import re
from dataclasses import replace

from nlp_suite.text.placeables.language_formats import LanguageFormat, write_number
from nlp_suite.text.placeables.units import (
    CURRENCY_CODES,
    CURRENCY_NAMES,
    CURRENCY_SIGNS,
    MEASURE_WORDS,
)
from nlp_suite.text.placeables.value_reader import Value

_DASH = re.compile("[-\u2013\u2011]")


class ValueWriter:
    """Writes the values of a source as the target language writes them.

    Args:
        source: How the source language writes values.
        target: How the target language does.

    Example:
        >>> from nlp_suite.text.placeables.language_formats import language_format
        >>> from nlp_suite.text.placeables.value_reader import ValueReader
        >>> source, target = language_format("en"), language_format("de")
        >>> [value] = ValueReader(source).read("$2.5 million")
        >>> ValueWriter(source, target).write(value)
        '2,5 Millionen Dollar'
    """

    def __init__(self, source: LanguageFormat, target: LanguageFormat) -> None:
        self._source = source
        self._target = target
        self._measures = MEASURE_WORDS.get(source.language, {})

    def write(self, value: Value) -> str:
        """Writes a value.

        Args:
            value: A value of the source.

        Returns:
            Its text in the target language.
        """
        if value.kind == "range" and value.parts[0].kind == "time":
            return self._time_range(value)
        if value.kind == "date":
            return self._date(value)
        if value.kind == "time":
            return self._time(value)
        if value.kind == "ordinal":
            return value.number + self._ordinal_ending(int(value.number))
        if value.kind == "decade":
            endings = {"de": "er", "en": "s"}
            return value.number + endings.get(self._target.language, "")
        if value.kind in ("number", "amount", "percentage", "measure", "range"):
            return self._quantity(value)
        return value.written

    def _ordinal_ending(self, number: int) -> str:
        if self._target.language == "de":
            return "."
        if self._target.language != "en":
            return ""
        if number % 100 in (11, 12, 13):
            return "th"
        return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")

    # Dates and times.

    def _date(self, value: Value) -> str:
        target = self._target
        if value.written[:1].isdigit() and not any(char.isalpha() for char in value.written):
            # In figures; what is written 12/31/2025 in the one is 31.12.2025 in the other.
            if "-" in value.written:
                return value.written
            if target.language == "de":
                width = 2 if re.match(r"\d\d\D\d\d\D", value.written) else 1
                return f"{value.day:0{width}}.{value.month:0{width}}.{value.year}"
        month = target.month_names[value.month - 1]
        if not value.day:
            return f"{month} {value.year}"
        day = str(value.day)
        if value.parts:
            dot = "." if target.language == "de" else ""
            day = f"{value.day}{dot}{self._dash(value)}{value.parts[1].day}"
        template = target.date
        if not value.year:
            # What stands between the year and the rest belongs to the year.
            template = re.sub(r"[^}]*\{year\}.*\Z|\{year\}[^{]*", "", template, flags=re.DOTALL)
        return template.format(day=day, month=month, month_number=value.month, year=value.year)

    def _dash(self, value: Value) -> str:
        dash = _DASH.search(value.written)
        return dash[0] if dash else "-"

    def _time(self, value: Value) -> str:
        minute = value.minute
        if not value.half_day_known and not re.search(r"[^\W\d_]", value.written):
            return value.written
        if self._target.language == "en":
            clock = f"{value.hour % 12 or 12}" + (f":{minute}" if minute else "")
            if value.half_day_known and value.hour < 24:
                return f"{clock} {'p' if value.hour > 11 else 'a'}.m."
            if value.hour in (0, 24):
                return f"{value.hour:02}:{minute or '00'}"
            return f"{value.hour}:{minute}" if minute else f"{value.hour} o'clock"
        if self._target.language == "de":
            return f"{value.hour}:{minute} Uhr" if minute else f"{value.hour} Uhr"
        return self._target.time.format(hour=value.hour, minute=minute or "00")

    def _time_range(self, value: Value) -> str:
        dash = self._dash(value)
        if not re.search(r"[^\W\d_]", value.written):
            return value.written
        written = [self._time(replace(part, written=value.written)) for part in value.parts]
        for ending in (" Uhr", " p.m.", " a.m.", " o'clock"):
            if written[0].endswith(ending) and written[1].endswith(ending):
                written[0] = written[0].removesuffix(ending)
        return dash.join(written)

    # Quantities.

    def _quantity(self, value: Value) -> str:
        if value.kind == "range":
            if self._is_written_twice(value):
                return self._dash_between(value).join(map(self._quantity, value.parts))
            numbers = [self._number(part) for part in value.parts]
            number = self._dash_between(value).join(numbers)
        else:
            number = self._number(value)
        german = self._target.language == "de"
        english = self._target.language == "en"
        unit = value.unit_written
        sign = value.sign
        if value.scale:
            number += self._scale(value)
        if not unit:
            rest = re.search(r"[^\W\d_]+\Z", value.written) if not value.scale else None
            return sign + number + (rest[0] if rest else "")
        if sign_of_unit := self._measures.get(unit):
            return f"{sign}{number} {sign_of_unit}"
        if value.kind == "percentage" or value.unit == "%":
            if unit != "%":
                return f"{sign}{number} {'Prozent' if german else 'percent' if english else '%'}"
            return sign + self._target.percent.format(number)
        known = value.unit in CURRENCY_NAMES.get(self._target.language, {})
        if unit in CURRENCY_CODES:
            if english:
                return f"{unit} {sign}{number}"
            return f"{sign}{number} {unit}"
        if unit[-1] in "$€£¥₹₽₩₺₴₪฿₫":
            # A "Pfund" may be money or weight.
            if value.scale and german and known and value.unit != "GBP":
                return f"{sign}{number} {CURRENCY_NAMES['de'][value.unit][1]}"
            blank = " " if self._target.currency_space else ""
            if self._target.currency_first:
                return f"{sign}{unit}{blank}{number}"
            return f"{sign}{number}{blank}{unit}"
        if known:
            one = value.number == "1" and not value.scale and not value.parts
            names = CURRENCY_NAMES[self._target.language][value.unit]
            return f"{sign}{number} {names[0 if one else 1]}"
        if english:
            blank = "" if unit[0] in "°¢" else value.written[-len(unit) - 1]
            return f"{sign}{number}{blank if not blank or blank.isspace() else ''}{unit}"
        blank = "" if unit == "°" else " "
        return f"{sign}{number}{blank}{unit}"

    def _is_written_twice(self, value: Value) -> bool:
        """Returns whether the unit of a range stands with both numbers."""
        first, last = value.parts
        if first.scale != last.scale:
            return True
        # "€5-€10"
        sign = value.unit_written in CURRENCY_SIGNS and value.unit_written != "¢"
        return self._target.language == "en" and sign and not value.scale

    def _dash_between(self, value: Value) -> str:
        first, last = value.parts
        # The dash before the first may be its sign.
        twice = first.end <= last.start
        return value.written[first.end - first.start] if twice else self._dash(value)

    def _number(self, part: Value) -> str:
        return write_number(part.number, part.grouped, self._target)

    def _scale(self, value: Value) -> str:
        if self._target.language == "de":
            one = value.number == "1"
            return {
                3: " Tausend",
                6: " Million" if one else " Millionen",
                9: " Milliarde" if one else " Milliarden",
                12: " Billion" if one else " Billionen",
            }[value.scale]
        return {3: " thousand", 6: " million", 9: " billion", 12: " trillion"}[value.scale]
