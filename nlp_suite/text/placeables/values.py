"""Finding values in a source, and those that a translation lacks."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_property
from nlp_suite.text.placeables.placeable import Placeable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlp_suite.text.placeables.value_matching import ValueMatcher
    from nlp_suite.text.placeables.value_reader import ValueReader
    from nlp_suite.text.placeables.value_writer import ValueWriter

_NO_CENTS = re.compile(r"\d[,.][-\u2013\u2014]")
_DIGIT = re.compile(r"[\d¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")

_ASCII_DIGIT = re.compile("[0-9]")

VALUE_KINDS = frozenset(
    {
        "number",
        "ordinal",
        "decade",
        "amount",
        "percentage",
        "measure",
        "date",
        "time",
        "fraction",
        "range",
        "chain",
    }
)


class ValueFinder:
    """Finds the values that a source states in digits, and those that a translation lacks.

    Values are numbers, amounts of money, percentages, measures, dates, times, fractions, ranges
    and ordinals. Each is found with the text that the target language has for it. English and
    German are known in all; for other languages separators, dates and times are those of the
    CLDR, and where nothing is known, values stay as they are written.

    Args:
        source_language: The language of the source, a code of ISO 639.
        target_language: The language of the translation.

    Example:
        >>> finder = ValueFinder("en", "de")
        >>> values = finder.find("It costs $1,234.50 until December 31, 2025.")
        >>> [value.target for value in values]
        ['1.234,50 $', '31. Dezember 2025']
        >>> finder.missing(values, "Es kostet bis 31.12.2025 1234,50 Dollar.")
        []
    """

    def __init__(self, source_language: str, target_language: str) -> None:
        self._source_language = source_language
        self._target_language = target_language

    def find(self, text: str, taken: Sequence[Placeable] = ()) -> list[Placeable]:
        """Finds the values of a text.

        Args:
            text: The source.
            taken: Placeables that were found before; no value overlaps one.

        Returns:
            The values, sorted by their place; not to be hidden, but for such as "5,- €".
        """
        if not _has_digit(text):
            return []
        spans = sorted((one.start, one.end) for one in taken)
        starts = [start for start, _ in spans]
        found = []
        for value in self._reader.read(text):
            if value.kind == "code":
                continue
            before = bisect_left(starts, value.end) - 1
            if before >= 0 and spans[before][1] > value.start:
                continue
            target = self._writer.write(value) if self._writer else value.written
            if target.endswith(".") and text[value.end : value.end + 1] == ".":
                target = target[:-1]
            # No other language has the dash of "5,- €", and a model garbles it.
            hidden = self._writer is not None and _NO_CENTS.search(value.written) is not None
            found.append(Placeable(value.start, value.end, value.kind, target, hidden=hidden))
        return found

    def missing(self, values: Sequence[Placeable], target: str) -> list[Placeable]:
        """Finds the values that a translation lacks.

        Every form of a value will do: other separators, number words, names of months for their
        numbers, "p.m." for hours of 24, words for signs of currencies and units.

        Args:
            values: Values of the source, as they were found.
            target: The translation.

        Returns:
            Those that are in the translation less often than in the source.
        """
        mine = [value for value in values if value.kind in VALUE_KINDS]
        if not mine:
            return []
        lacking = self._matcher.missing([value.target for value in mine], target)
        return [value for value, lacks in zip(mine, lacking, strict=True) if lacks]

    def count_extra(self, values: Sequence[Placeable], target: str, source: str = "") -> int:
        """Counts the values of a translation that no value of the source accounts for.

        Args:
            values: All placeables of the source.
            target: The translation.
            source: The source, whose number words may account for digits.

        Returns:
            How many there are.
        """
        if not _has_digit(target):
            return 0
        for other in values:
            if other.kind not in VALUE_KINDS and other.target:
                target = target.replace(other.target, " ", 1)
        mine = [value.target for value in values if value.kind in VALUE_KINDS]
        return self._matcher.count_extra(mine, target, source)

    @lazy_property
    def _reader(self) -> ValueReader:
        from nlp_suite.text.placeables.language_formats import ENGLISH_FORMAT, language_format
        from nlp_suite.text.placeables.value_reader import ValueReader

        form = language_format(self._source_language) or language_format(self._target_language)
        return ValueReader(form or ENGLISH_FORMAT)

    @lazy_property
    def _writer(self) -> ValueWriter | None:
        from nlp_suite.text.placeables.language_formats import language_format
        from nlp_suite.text.placeables.value_writer import ValueWriter

        source = language_format(self._source_language)
        target = language_format(self._target_language)
        return ValueWriter(source, target) if source and target else None

    @lazy_property
    def _matcher(self) -> ValueMatcher:
        from nlp_suite.text.placeables.value_matching import ValueMatcher

        return ValueMatcher(self._source_language, self._target_language)


def _has_digit(text: str) -> bool:
    # The digits of all scripts take three times as long.
    return (_ASCII_DIGIT if text.isascii() else _DIGIT).search(text) is not None
