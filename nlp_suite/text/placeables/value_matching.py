"""Matching the values of a source with those of a translation."""

import functools
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from nlp_suite.text.placeables.language_formats import ENGLISH_FORMAT, language_format, read_number
from nlp_suite.text.placeables.number_words import has_number_words, number_words
from nlp_suite.text.placeables.units import unit_words
from nlp_suite.text.placeables.value_reader import Value, ValueReader, unit_after

_DIGITS = re.compile(r"\d+")
# Of 24 hours with a half of the day, or with a comma: "23:35 pm", "03:10am", "7,55 pm".
_NO_ENGLISH_TIME = re.compile(
    r"(?:(?:0\d|1[3-9]|2\d)[:.]|\d{1,2},)\d\d\s?[ap]\.?m(?!\w)", re.IGNORECASE
)
_DOTTED_DAY = re.compile(r"\d{1,2}\.")
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_AFTER = re.compile(r"[ \u00a0\u202f\u2009\-\u2011]{0,2}([^\W\d_]+(?:-[^\W\d_]+)?)")
_NOON = {"noon": 12, "mittag": 12, "mittags": 12, "midnight": 0, "mitternacht": 0}
_VULGAR = {
    "¼": "1/4",
    "½": "1/2",
    "¾": "3/4",
    "⅓": "1/3",
    "⅔": "2/3",
    "⅕": "1/5",
    "⅖": "2/5",
    "⅗": "3/5",
    "⅘": "4/5",
    "⅙": "1/6",
    "⅚": "5/6",
    "⅛": "1/8",
    "⅜": "3/8",
    "⅝": "5/8",
    "⅞": "7/8",
}
_GENERATION = re.compile("[2-5]G")
_NUMBER = re.compile(r"\d+(?:[.,'\u2019]\d+)*")
# A unit behind the first number of two, or before the second.
_UNIT_BETWEEN = r"\s?(?:[$\u20ac\u00a3\u00a5%\u00b0]|[^\W\d_]{1,12})?"
# How far from a number its unit may start.
_BESIDE = 2
# How far its word may be.
_NEAR = 25
# Without number words, up to where a number may have been written as one.
_SMALL = frozenset(f"n:{number}" for number in range(21))


@dataclass(frozen=True, slots=True)
class _Contexts:
    """Patterns of what a translation may say elsewhere about its numbers."""

    below_zero: re.Pattern[str]
    half_day: re.Pattern[str]
    afternoon: re.Pattern[str]
    clock: re.Pattern[str]
    per_cent: re.Pattern[str]
    # "half past seven", by language.
    clock_words: dict[str, re.Pattern[str]]


@functools.cache
def _contexts() -> _Contexts:
    return _Contexts(
        below_zero=re.compile(r"\b(?:minus|unter null|below|negative[rns]?)\b", re.IGNORECASE),
        half_day=re.compile(
            r"\b(?:(?:nach|vor)?mittags?|abends?|nachts?|früh|morgens?|spätnachmittags?|"
            r"[ap]\.? ?m\b|afternoon|evening|night|morning|noon|tonight)",
            re.IGNORECASE,
        ),
        afternoon=re.compile(
            r"\b(?:(?:(?:spät)?nach)?mittags?|abends?|nachts?|afternoon|evening|night|noon|tonight)"
            r"|(?<![^\W\d_])p\.? ?m\b",
            re.IGNORECASE,
        ),
        clock=re.compile(r"\bUhr\b|\d[:.h][0-5]\d\b|\dh\b"),
        per_cent=re.compile(r"\bper cent\b", re.IGNORECASE),
        clock_words={
            "en": re.compile(r"\b(half past|quarter past|quarter to) (\w+)", re.IGNORECASE),
            "de": re.compile(r"\b(halb|viertel nach|viertel vor) (\w+)", re.IGNORECASE),
        },
    )


@dataclass(slots=True)
class _Need:
    """What one part of a value wants of a translation."""

    key: str
    unit: str = ""
    others: tuple[str, ...] = ()
    # What will do in place of the key, all of them together.
    pieces: tuple[str, ...] = ()
    below_zero: str = ""
    half_day: tuple[str, ...] = ()
    # What will do where the translation tells the time by 24 hours.
    clock: tuple[str, ...] = ()
    # A power of ten, which one word may state for two numbers, and the key without it.
    scale: int = 0
    unscaled: str = ""
    # What will do with any unit.
    bare: tuple[str, ...] = ()


@dataclass(slots=True)
class _Have:
    """What one part of a value in a translation may stand for."""

    keys: tuple[str, ...]
    units: frozenset[str] = frozenset()
    weak: bool = False
    value: int = -1
    scale: int = 0
    unscaled: str = ""
    # Units that stand with another number, and count for this one too: "5 to 10 kg".
    shared: frozenset[str] | None = None


@dataclass(slots=True)
class _Stock:
    """What a translation has, each to be used once."""

    haves: list[_Have] = field(default_factory=list)
    used: list[bool] = field(default_factory=list)
    by_key: dict[str, list[int]] = field(default_factory=dict)

    def add(self, have: _Have) -> None:
        for key in have.keys:
            self.by_key.setdefault(key, []).append(len(self.haves))
        self.haves.append(have)
        self.used.append(False)

    def take(self, key: str, units: frozenset[str] | None, unit: str = "") -> bool:
        """Takes something with a key, and with one of some units.

        If units is None, it is something that has no unit, and may have this one: the unit is
        mentioned elsewhere, and not with another number.
        """
        places = self.by_key.get(key, [])
        while places and self.used[places[-1]]:
            places.pop()
        # Many equal numbers of other units are not looked through each time.
        for place in places[-50:]:
            have = self.haves[place]
            if units is not None:
                fits = bool(have.units & units)
            else:
                fits = not have.units and (have.shared is None or unit in have.shared)
            if fits and not self.used[place]:
                self.used[place] = True
                return True
        return False

    def take_any(self, key: str) -> bool:
        """Takes something with a key, whatever its unit."""
        places = self.by_key.get(key, [])
        while places:
            place = places.pop()
            if not self.used[place]:
                self.used[place] = True
                return True
        return False


class ValueMatcher:
    """Matches the values of a source with those of a translation.

    Args:
        source_language: The language of the source.
        target_language: The language of the translation.

    Example:
        >>> ValueMatcher("en", "de").missing(["2", "12,5"], "zwei und 12,6")
        [False, True]
    """

    def __init__(self, source_language: str, target_language: str) -> None:
        self._form = (
            language_format(target_language) or language_format(source_language) or ENGLISH_FORMAT
        )
        self._reader = ValueReader(self._form)
        self._source_language = source_language.split("-")[0]
        self._words = has_number_words(self._form.language)

    def missing(self, sources: list[str], target: str) -> list[bool]:
        """Tells which values a translation lacks.

        Args:
            sources: The values of the source, as the target language writes them.
            target: The translation.

        Returns:
            For each whether it is missing.
        """
        lacking, _ = self._match(sources, target, "")
        return lacking

    def count_extra(self, sources: list[str], target: str, source: str) -> int:
        """Counts the values of a translation that those of the source do not account for.

        Args:
            sources: The values of the source, as the target language writes them.
            target: The translation.
            source: The whole source, for its number words.

        Returns:
            How many there are.
        """
        _, stock = self._match(sources, target, source)
        left = {
            have.value
            for have, used in zip(stock.haves, stock.used, strict=True)
            if not used and not have.weak
        }
        return len(left)

    def _match(self, sources: list[str], target: str, source: str) -> tuple[list[bool], _Stock]:
        stock = _Stock()
        scales = set()
        found = self._reader.read(target)
        for number, value in enumerate(found):
            for have in self._haves(value, target, number):
                stock.add(have)
                scales.add(have.scale)
        open_needs: list[tuple[int, _Need]] = []
        needed_scales = set()
        # Where one time is late, "4 p.m.", those beside it may be too.
        late = False
        pairs: list[tuple[int, tuple[str, str]]] = []
        for number, written in enumerate(sources):
            values = self._reader.read(written)
            pairs += [(number, pair) for pair in map(_pair_of, values) if pair]
            for need in (need for value in values for need in self._needs_of(value)):
                needed_scales.add(need.scale)
                late = late or bool(need.half_day)
                if not stock.take(need.key, frozenset({need.unit}) if need.unit else None):
                    open_needs.append((number, need))
        lacking = [False] * len(sources)
        if open_needs:
            # "25 to 55 billion": what the one language states twice, the other may state once.
            for _, need in open_needs:
                if need.scale in scales and need.scale:
                    need.others = (*need.others, need.unscaled)
                elif not need.scale and need.unscaled[2:].isdecimal():
                    # The first of "300 to 450 thousand".
                    others = (_key(need.unscaled[2:], scale) for scale in needed_scales if scale)
                    need.others = (*need.others, *others)
                if need.bare and 6 in scales:
                    need.bare = (*need.bare, need.key)
            for place, have in enumerate(stock.haves):
                if have.scale and have.scale in needed_scales:
                    stock.by_key.setdefault(have.unscaled, []).append(place)
            self._share_units(found, target, stock)
            self._match_rest(open_needs, target, stock, lacking, late=late)
        if pairs:
            self._match_pairs(pairs, target, lacking)
        if source and has_number_words(self._source_language):
            for numbers in number_words(source, self._source_language):
                for number_written in numbers:
                    stock.take_any(_key(number_written))
        return lacking, stock

    def _match_rest(
        self,
        needs: list[tuple[int, _Need]],
        target: str,
        stock: _Stock,
        lacking: list[bool],
        *,
        late: bool,
    ) -> None:
        """Matches what is not there in the plainest form."""
        mentioned = self._units_of(target)
        below_zero = _contexts().below_zero.search(target) is not None
        half_day = _contexts().half_day.search(target) is not None
        afternoon = _contexts().afternoon.search(target) is not None
        clock = late and _contexts().clock.search(target) is not None
        for written, weak in self._word_haves(target):
            stock.add(_Have(tuple(written), weak=weak))
        for number, need in needs:
            unit_there = not need.unit or need.unit in mentioned or not self._words
            keys = [need.key, *need.others]
            if below_zero and need.below_zero:
                keys.append(need.below_zero)
            # "0:30 Uhr" is 12:30 a.m., and all others are afternoon and evening.
            if half_day if need.key.startswith(("t:0:", "t:24:")) else afternoon:
                keys.extend(need.half_day)
            if clock:
                keys.extend(need.clock)
            found = False
            for key in keys:
                found = (
                    (bool(need.unit) and stock.take(key, frozenset({need.unit})))
                    or (unit_there and stock.take(key, None, need.unit))
                    or (not need.unit and stock.take_any(key))
                )
                if found:
                    break
            if not found and need.pieces and unit_there:
                taken = [stock.take_any(piece) for piece in need.pieces]
                found = all(taken)
            found = found or any(stock.take_any(key) for key in need.bare)
            if not found and not self._words and need.key in _SMALL:
                found = True
            if not found:
                lacking[number] = True

    def _share_units(self, values: list[Value], target: str, stock: _Stock) -> None:
        """Finds the units that numbers without one may have: of a neighbour, or a word nearby."""
        if not self._words:
            return
        units = [self._units_at(value, target) for value in values]
        shared = [set(own) for own in units]
        free: set[str] = set()
        at = 0
        for match in _WORD.finditer(target):
            while at < len(values) and values[at].end <= match.start():
                at += 1
            inside = at < len(values) and values[at].start <= match.start()
            beside = at and units[at - 1] and match.start() - values[at - 1].end <= _BESIDE
            if inside or beside:
                continue
            free |= self._units_of_word(match[0])
            # "5 britische Pfund"
            if at and match.start() - values[at - 1].end <= _NEAR:
                shared[at - 1] |= self._units_of_word(match[0])
            if at < len(values) and values[at].start - match.end() <= _BESIDE:
                shared[at] |= self._units_of_word(match[0])
        places = list(pairwise(range(len(values))))
        joint = _unit_joint()
        joins = [
            values[after].start - values[place].end < 30
            and joint.fullmatch(target, values[place].end, values[after].start) is not None
            for place, after in places
        ]
        for place, after in reversed(places):
            if joins[place] and not units[place]:
                shared[place] |= shared[after]
        for place, after in places:
            if joins[place] and not units[after] and values[place].unit_first:
                shared[after] |= shared[place]
        # "60 Milliarden an Wert und zwei Milliarden Dollar"
        by_value = [
            frozenset(own | free) if value.scale else frozenset(own)
            for own, value in zip(shared, values, strict=True)
        ]
        for have in stock.haves:
            if have.value >= 0:
                have.shared = by_value[have.value]

    def _match_pairs(
        self, pairs: list[tuple[int, tuple[str, str]]], target: str, lacking: list[bool]
    ) -> None:
        """Matches the order of the two numbers of ranges and scores, and what joins them."""
        joined: Counter[tuple[str, str]] = Counter()
        listed: set[tuple[str, str]] = set()
        torn: Counter[tuple[str, str]] = Counter()
        before, end, joins = "", 0, False
        for match in _NUMBER.finditer(target):
            short = match.end() - match.start() < 40
            read = read_number(match[0], self._form) if short else None
            key = _key(read[0]) if read else ""
            between = target[end : match.start()]
            joint = _joint().fullmatch(between) if before and key and len(between) < 30 else None
            if joint is None:
                joins = False
                if before and key and len(between) < 30 and _no_joint().fullmatch(between):
                    torn[before, key] += 1
            elif not joint["listing"]:
                joined[before, key] += 1
                joins = True
            elif not joins:
                # Not the "1 und 3" of "3:1 und 3:1".
                listed.add((before, key))
            before, end = key, match.end()
        for number, (first, last) in pairs:
            if joined[first, last]:
                joined[first, last] -= 1
            elif (first, last) not in listed and (joined[last, first] or torn[first, last]):
                lacking[number] = True

    def _units_of(self, target: str) -> set[str]:
        units: set[str] = set()
        for match in _WORD.finditer(target):
            units |= self._units_of_word(match[0])
        for have in self._reader.read(target):
            if have.unit:
                units.add(_unit(have.unit))
        for sign, unit in (("%", "%"), ("€", "euro"), ("$", "dollar"), ("£", "GBP"), ("°", "°")):
            if sign in target:
                units.add(unit)
        if "cent" in units and _contexts().per_cent.search(target):
            units.add("%")
        return units

    def _word_haves(self, target: str) -> list[tuple[list[str], bool]]:
        found: list[tuple[list[str], bool]] = []
        if self._words:
            found = [
                ([_key(number) for number in numbers], True)
                for numbers in number_words(target, self._form.language)
            ]
            for match in _contexts().clock_words[self._form.language].finditer(target):
                for numbers in number_words(match[2], self._form.language):
                    found.append((_clock_keys(match[1].lower(), numbers[0]), True))
        for match in _WORD.finditer(target):
            word = match[0].lower()
            month = self._form.months.get(word)
            if month:
                found.append(([f"m:{month}", f"n:{month}"], True))
            hour = _NOON.get(word)
            if hour is not None:
                found.append(([f"t:{hour}:00", f"n:{hour}"], True))
        return found

    def _needs_of(self, value: Value) -> list[_Need]:
        kind = value.kind
        if kind == "range":
            return [need for part in value.parts for need in self._needs_of(part)]
        if kind == "date":
            # A number that is no part of a date is no month, "21,2,1920"; the day of one may be,
            # as in "03/04/2025".
            needs = [_Need(f"m:{value.month}", others=(f"d:{value.month}",))]
            days = [part.day for part in value.parts] or [value.day]
            needs += [_Need(f"n:{day}") for day in days if day]
            if value.year:
                needs.append(_Need(_key(value.year)))
            return needs
        if kind == "time":
            return [_time_need(value)]
        if kind == "fraction":
            return [_fraction_need(value)]
        if kind in ("chain", "code"):
            return [_Need(_key(digits)) for digits in _DIGITS.findall(value.written)]
        key = _key(value.number, value.scale, value.sign)
        need = _Need(key, unit=_unit(value.unit), scale=value.scale)
        need.unscaled = _key(value.number, 0, value.sign)
        if value.unit == "m":
            # "25m people"
            need.bare = (_key(value.number, 6, value.sign),)
        whole, _, decimals = value.number.partition(".")
        if len(decimals) == 2 and not value.unit:
            # A time, or a verse.
            need.others = (f"p:{whole.lstrip('0') or '0'}:{decimals}",)
        elif decimals == "000" and not value.unit:
            # "2.000 people" in English: of things that are counted, thousands.
            need.others = (_key(whole + decimals),)
        if _is_minus(value.sign):
            need.below_zero = _key(value.number, value.scale)
            if value.doubtful_sign:
                need.others = (need.below_zero,)
        elif kind == "number" and len(value.number) < 3 and 0 < int(value.number) < 24:
            # One end of "from 1 to 4 p.m."
            hour = int(value.number)
            if hour > 12:
                need.half_day = (f"n:{hour - 12}",)
            elif hour < 12:
                need.clock = (f"n:{hour + 12}", f"t:{hour + 12}:00")
        elif kind == "decade":
            need.others = (_key(value.number[-2:]), _key("19" + value.number[-2:]))
            if value.number.endswith("00"):
                need.others = (_key(str(int(value.number) // 100 + 1)),)
        return [need]

    def _haves(self, value: Value, text: str, number: int) -> list[_Have]:
        kind = value.kind
        if self._form.language == "en" and _NO_ENGLISH_TIME.match(text, value.start):
            return [_Have((f"x:{value.written}",), value=number)]
        if kind == "range":
            return [have for part in value.parts for have in self._haves(part, text, number)]
        if kind == "date":
            month: tuple[str, ...] = (f"m:{value.month}", f"n:{value.month}")
            if self._is_foreign_date(value):
                month = month[1:]
            haves = [_Have(month, value=number)]
            days = [part.day for part in value.parts] or [value.day]
            haves += [_Have((f"n:{day}", f"d:{day}"), value=number) for day in days if day]
            if value.year:
                haves.append(_Have((_key(value.year),), value=number))
            return haves
        if kind == "time":
            keys = [f"t:{value.hour}:{value.minute or '00'}"]
            keys.append(f"p:{value.hour}:{value.minute or '00'}")
            if not value.minute:
                keys.append(f"n:{value.hour}")
            return [_Have(tuple(keys), value=number)]
        if kind == "fraction":
            need = _fraction_need(value)
            keys = [need.key, *(other for other in need.others)]
            return [_Have(tuple(keys), value=number)]
        if kind in ("chain", "code"):
            return [
                _Have((_key(digits),), weak=kind == "code", value=number)
                for digits in _DIGITS.findall(value.written)
            ]
        if value.sign and self._has_foreign_decimal(value):
            # "+7.4" in German: with a sign it is no time, and no verse.
            return [_Have((f"x:{value.written}",), value=number)]
        keys = [_key(value.number, value.scale, value.sign)]
        if value.doubtful_sign:
            keys.append(_key(value.number, value.scale))
        if kind == "decade":
            if value.number.endswith("00"):
                keys.append(_key(str(int(value.number) // 100 + 1)))
            keys.append(_key(value.number[-2:]))
        if not value.number.isdecimal() and len(value.number) < 8:
            whole, _, decimals = value.number.partition(".")
            keys.append(f"p:{whole.lstrip('0') or '0'}:{decimals}")
        return [
            _Have(
                tuple(keys),
                self._units_at(value, text),
                value=number,
                scale=value.scale,
                unscaled=_key(value.number, 0, value.sign),
            )
        ]

    def _is_foreign_date(self, value: Value) -> bool:
        """Returns whether a date is written in an order or with marks of another language."""
        if self._form.language == "en":
            # "20.2.2025", "20. February"
            return _DOTTED_DAY.match(value.written) is not None
        # "12/31/2025"
        month_first = re.match(r"(\d{1,2})/(\d{1,2})/", value.written)
        return month_first is not None and int(month_first[1]) != value.day

    def _has_foreign_decimal(self, value: Value) -> bool:
        if "." not in value.number:
            return False
        mark = re.search(r"(\D)\d+\D*\Z", value.written)
        return mark is not None and mark[1] in ".," and mark[1] != self._form.decimal

    def _units_at(self, value: Value, text: str) -> frozenset[str]:
        if value.unit:
            unit = _unit(value.unit)
            return frozenset({unit, "°C", "°F"}) if unit == "°" else frozenset({unit})
        if _GENERATION.fullmatch(value.written):
            # What some write "3g".
            return frozenset({"g"})
        unit = unit_after(text, value.end)
        if unit:
            return frozenset({unit})
        match = _WORDS_AFTER.match(text, value.end)
        if match is None:
            return frozenset()
        return self._units_of_word(match[1]) or self._units_of_word(match[1].split("-")[0])

    def _units_of_word(self, word: str) -> frozenset[str]:
        if self._form.language == "de" and word.endswith(("tre", "tres")):
            # English in a German translation: "Centimetres".
            return frozenset()
        return unit_words().get(word.lower(), frozenset())


def _pair_of(value: Value) -> tuple[str, str] | None:
    """Returns the keys of the two numbers that a dash joins."""
    if value.kind != "range" or value.parts[0].kind == "time":
        return None
    first, last = (_key(part.number) for part in value.parts)
    return (first, last) if first != last else None


@functools.cache
def _joint() -> re.Pattern[str]:
    """Returns the pattern of what joins the numbers of a range or a score."""
    words = r"bis(?:\szu)?|zu|auf|to|through|till|until|(?P<listing>und|oder|and|or)"
    dashes = "[-\u2010\u2011\u2013\u2014:/]"
    return re.compile(rf"{_UNIT_BETWEEN}(?:\s?{dashes}\s?|\s(?:{words})\s){_UNIT_BETWEEN}")


@functools.cache
def _unit_joint() -> re.Pattern[str]:
    """Returns the pattern of what stands between numbers that share a unit."""
    words = "bis|zu|und|auf|oder|mal|to|and|or|by|through|until|plus|minus"
    signs = "[-,;/x\u00d7&+\u2010\u2011\u2013\u2014]"
    return re.compile(rf"\s?(?:{signs}\s?)?(?:(?:{words})\s){{0,3}}")


@functools.cache
def _no_joint() -> re.Pattern[str]:
    return re.compile(rf"{_UNIT_BETWEEN}\s?{_UNIT_BETWEEN}")


def _unit(unit: str) -> str:
    return "dollar" if unit == "US dollar" else unit


def _key(number: str, scale: int = 0, sign: str = "") -> str:
    """Returns a name that all ways to write a number share."""
    whole, _, decimals = number.partition(".")
    if scale:
        decimals = decimals.ljust(scale, "0")
        whole, decimals = whole + decimals[:scale], decimals[scale:]
    whole = whole.lstrip("0") or "0"
    decimals = decimals.rstrip("0")
    minus = "-" if _is_minus(sign) else ""
    return f"n:{minus}{whole}{'.' + decimals if decimals else ''}"


def _is_minus(sign: str) -> bool:
    return sign not in ("", "+")


def _time_need(value: Value) -> _Need:
    minute = value.minute or "00"
    hour = value.hour
    others = [f"p:{hour}:{minute}"]
    half_day: list[str] = []
    clock: list[str] = []
    if minute == "00":
        others.append(f"n:{hour}")
    if hour in (0, 24):
        others += [f"t:{24 - hour}:{minute}"]
    twelve = hour % 12 or 12
    if twelve != hour:
        half_day = [f"t:{twelve}:{minute}", *([f"n:{twelve}"] if minute == "00" else [])]
    elif not value.half_day_known and hour < 12:
        clock = [f"t:{hour + 12}:{minute}"]
    pieces = (f"n:{hour}", _key(minute)) if value.minute else ()
    return _Need(
        f"t:{hour}:{minute}",
        others=tuple(others),
        pieces=pieces,
        half_day=tuple(half_day),
        clock=tuple(clock),
    )


def _fraction_need(value: Value) -> _Need:
    written = value.written
    sign = "-" if _is_minus(value.sign) else ""
    for vulgar, fraction in _VULGAR.items():
        written = written.replace(vulgar, " " + fraction)
    numbers = [int(digits) for digits in _DIGITS.findall(written)]
    whole = numbers[0] if len(numbers) == 3 else 0
    above, below = numbers[-2:]
    key = f"f:{sign}{above + whole * below}/{below}"
    others = []
    if 1000 % below == 0:
        thousandths = (whole * below + above) * 1000 // below
        others.append(_key(f"{thousandths // 1000}.{thousandths % 1000:03}", 0, sign))
    if (sign, whole, above, below) == ("", 0, 1, 3):
        others.append("n:1/3")
    # A sign, "¾", that a model has spelt wrongly is no two numbers.
    plain = value.written.isascii() and not sign
    pieces = tuple(_key(str(number)) for number in numbers) if plain else ()
    return _Need(key, others=tuple(others), pieces=pieces)


def _clock_keys(word: str, number: str) -> list[str]:
    """Returns the times that "half past seven" or "halb acht" may be."""
    if not number.isdigit() or int(number) > 12:
        return []
    hour = int(number)
    minute = {"half past": 30, "quarter past": 15, "viertel nach": 15}.get(word)
    if minute is None:
        hour, minute = hour - 1, 30 if word == "halb" else 45
    return [f"t:{hour % 12 + half}:{minute}" for half in (0, 12)] + [f"t:12:{minute}"]
