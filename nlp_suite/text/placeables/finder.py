"""Finding placeables in a source, and those that a target lacks."""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nlp_suite.text.placeables.glossary import Glossary
from nlp_suite.text.placeables.keep import KeepList
from nlp_suite.text.placeables.placeable import Placeable
from nlp_suite.text.placeables.values import VALUE_KINDS, ValueFinder
from nlp_suite.text.placeables.verbatim import SHORT_CODE, find_verbatim

# Languages that are not written in Latin script.
_OTHER_SCRIPTS = """
ab am ar as av ba be bg bn bo ce cu cv dv dz el fa gu he hi hy ii ja ka kk km kn ko kv ky lo mk ml
mn mr my ne or os pa ps ru sa sd si sr ta te tg th ti tt ug uk ur yi zh
"""
# What they enclose is translated, and may be moved: they are no part of other placeables.
_ENCLOSING = frozenset({"tag", "mark"})
_FEW = 8
# "No. 5" as languages write it: the abbreviation without its capital, and a number or a code.
_NUMBER_SIGNS = {"de": "nr.", "en": "no."}


class PlaceableFinder:
    """Finds the placeables of a source, and those that a translation of it lacks.

    What overlaps is settled so: what the user wants to keep comes first, then the glossary, then
    what every translation copies, then values; but a term in a longer stretch that is copied, in
    a URL say, is part of that. Hidden neighbours with nothing or a blank between are one, but
    for tags and marks, and a blank parts what the user wants to keep from others.

    Args:
        source_language: The language of the source, a code of ISO 639.
        target_language: The language of the translation.
        keep: What shall be copied: words, and compiled regular expressions.
        glossary: Maps terms of the source to what they must be translated to.

    Attributes:
        source_language: As above.
        target_language: As above.

    Raises:
        InvalidInputError: If keep or glossary is not of that form; see `KeepList`, `Glossary`.

    Example:
        >>> finder = PlaceableFinder("en", "de", keep=["ACME Cloud"], glossary={"bill": "Rechnung"})
        >>> found = finder.find("The bill of ACME Cloud, {name}: 12.50 euros.")
        >>> [(p.kind, p.target) for p in found][:3]
        [('glossary', 'Rechnung'), ('keep', 'ACME Cloud'), ('placeholder', '{name}')]
        >>> lacking = finder.missing(found, "Die Rechnung der ACME Cloud: 12,50 Euro.")
        >>> [p.target for p in lacking]
        ['{name}']
    """

    def __init__(
        self,
        source_language: str,
        target_language: str,
        *,
        keep: Iterable[str | re.Pattern[str]] = (),
        glossary: Mapping[str, str] | None = None,
    ) -> None:
        self.source_language = source_language
        self.target_language = target_language
        languages = (source_language, target_language)
        self._number_signs = tuple(_NUMBER_SIGNS.get(one.partition("-")[0]) for one in languages)
        self._keep = KeepList(keep)
        self._glossary = Glossary({} if glossary is None else glossary, target_language)
        self._values = ValueFinder(source_language, target_language)
        primary = {code.partition("-")[0] for code in (source_language, target_language)}
        self._other_scripts = primary.isdisjoint(_OTHER_SCRIPTS.split())

    def find(self, text: str) -> list[Placeable]:
        """Finds the placeables of a text.

        Args:
            text: The source, a sentence say.

        Returns:
            Them, sorted; they do not overlap.
        """
        found = find_verbatim(text, other_scripts=self._other_scripts)
        found = _merged(self._numbered(text), found)
        found = _merged(self._glossary.find(text), found)
        found = _merged(self._keep.find(text), found)
        found = _joined(text, found)
        values = self._values.find(text, found)
        return sorted([*found, *values], key=_start) if values else found

    def _numbered(self, text: str) -> list[Placeable]:
        """Finds "No. 4711", of which a model that sees no number takes the first word for a no."""
        source, target = self._number_signs
        if source is None or target is None or source not in text.lower():
            return []
        return [
            Placeable(*match.span(), "numbered", f"{target.capitalize()} {match[1]}")
            for match in _numbered_pattern(source).finditer(text)
        ]

    def missing(self, placeables: Sequence[Placeable], target: str) -> list[Placeable]:
        """Returns the placeables that a translation lacks: each must be there as often.

        Copies must stand there exactly (short codes in any case), and not as a part of another
        word or number or of another copy; `Glossary.missing` and `ValueFinder.missing` say which
        other forms of terms and values will do.

        Args:
            placeables: What `find` found in the source.
            target: The translation.

        Returns:
            Those that it lacks, sorted.
        """
        if not placeables:
            return []
        copies, short_codes, terms, values = [], [], [], []
        for placeable in placeables:
            if placeable.kind == "glossary":
                terms.append(placeable)
            elif placeable.kind in VALUE_KINDS:
                values.append(placeable)
            elif placeable.kind == SHORT_CODE:
                short_codes.append(placeable)
            else:
                copies.append(placeable)
        lacking = [
            *_missing_copies(copies, target),
            *_missing_short_codes(short_codes, target),
            *self._glossary.missing(terms, target),
        ]
        if values:
            others = [*copies, *short_codes]
            lacking += self._values.missing(values, _without(others, target))
        return sorted(lacking, key=_start)

    def count_added(self, placeables: Sequence[Placeable], source: str, target: str) -> int:
        """Counts the values of a translation that its source does not have.

        Args:
            placeables: What `find` found in the source.
            source: The source, whose number words may account for digits.
            target: The translation.

        Returns:
            How many there are.
        """
        return self._values.count_extra(placeables, target, source)


@functools.cache
def _numbered_pattern(sign: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w.])(?i:{re.escape(sign)})\s?((?:[A-Za-z]{{1,4}}[-/]?)?\d[\w/-]*(?:\.\d+)*)"
    )


def _start(placeable: Placeable) -> int:
    return placeable.start


def _merged(first: Sequence[Placeable], second: Sequence[Placeable]) -> list[Placeable]:
    """Merges sorted placeables; of those that overlap, those in `first` are taken.

    But what lies in a longer one of `second` that is copied whole is a part of that.
    """
    if not first:
        return list(second)
    merged: list[Placeable] = []
    i = 0
    for placeable in second:
        while i < len(first) and first[i].end <= placeable.start:
            merged.append(first[i])
            i += 1
        stop = i
        while stop < len(first) and first[stop].start < placeable.end:
            stop += 1
        overlapping = first[i:stop]
        if not overlapping or (placeable.hidden and _is_longer(placeable, overlapping)):
            merged.append(placeable)
            i = stop
    return [*merged, *first[i:]]


def _is_longer(placeable: Placeable, others: Sequence[Placeable]) -> bool:
    start, end = others[0].start, others[-1].end
    inside = placeable.start <= start and end <= placeable.end
    return inside and end - start < placeable.end - placeable.start


def _joined(text: str, placeables: Sequence[Placeable]) -> list[Placeable]:
    """Joins hidden neighbours, which leaves a model fewer holes to fill."""
    joined: list[Placeable] = []
    run: list[Placeable] = []
    for placeable in placeables:
        if run and not _joins(text, run[-1], placeable):
            joined.append(_whole(text, run))
            run = []
        run.append(placeable)
    if run:
        joined.append(_whole(text, run))
    return joined


def _joins(text: str, placeable: Placeable, following: Placeable) -> bool:
    if not (placeable.hidden and following.hidden):
        return False
    if any(one.target != text[one.start : one.end] for one in (placeable, following)):
        return False
    kinds = (placeable.kind, following.kind)
    if not _ENCLOSING.isdisjoint(kinds):
        return False
    between = text[placeable.end : following.start]
    return between == "" or (between == " " and "keep" not in kinds)


def _whole(text: str, run: Sequence[Placeable]) -> Placeable:
    if len(run) == 1:
        return run[0]
    start, end = run[0].start, run[-1].end
    longest = max(run, key=lambda placeable: placeable.end - placeable.start)
    return Placeable(start, end, longest.kind, text[start:end])


def _missing_copies(copies: Sequence[Placeable], target: str) -> list[Placeable]:
    lacking = _lacking(copies, [[copy.target] for copy in copies], target)
    if not lacking:
        return []
    # Neighbours that were joined may stand apart.
    parts = [_parts(copy.target) for copy in copies]
    if all(len(texts) == 1 for texts in parts):
        return lacking
    return _lacking(copies, parts, target)


def _missing_short_codes(codes: Sequence[Placeable], target: str) -> list[Placeable]:
    if not codes:
        return []
    # ".mp3 files" may be "MP3-Dateien".
    texts = [[code.target.lstrip(".").casefold()] for code in codes]
    return _lacking(codes, texts, target.casefold())


def _parts(text: str) -> list[str]:
    parts = [placeable.target for placeable in find_verbatim(text)]
    whole = "".join("".join(parts).split()) == "".join(text.split())
    return parts if whole else [text]


def _lacking(
    copies: Sequence[Placeable], texts: Sequence[Sequence[str]], target: str
) -> list[Placeable]:
    """Returns the copies of which a text is not left in the target."""
    wanted = {part for parts in texts for part in parts}
    left = Counter(text for _, text in _occurrences(wanted, target))
    lacking = []
    for copy, parts in zip(copies, texts, strict=True):
        left.subtract(parts)
        if any(left[part] < 0 for part in parts):
            lacking.append(copy)
    return lacking


def _occurrences(texts: Iterable[str], target: str) -> Iterator[tuple[int, str]]:
    """Finds texts in a target, where they stand by themselves; the longest first."""
    by_start: dict[str, list[str]] = {}
    for text in sorted(texts, key=len, reverse=True):
        by_start.setdefault(text[0], []).append(text)
    lengths = {start: sorted({*map(len, group)}, reverse=True) for start, group in by_start.items()}
    known = {start: frozenset(group) for start, group in by_start.items()}
    i = 0
    while i < len(target):
        group = by_start.get(target[i])
        if group is None:
            i += 1
            continue
        if len(group) <= _FEW:
            there = (text for text in group if target.startswith(text, i))
        else:
            # One look-up for each length, however many texts there are.
            slices = (target[i : i + length] for length in lengths[target[i]])
            there = (text for text in slices if text in known[text[0]])
        found = next((text for text in there if _alone(target, i, text)), None)
        if found is not None:
            yield i, found
        i += len(found or "1")


def _without(copies: Sequence[Placeable], target: str) -> str:
    """Returns a target without the copies in it, of which no part is a value."""
    kept = []
    done = 0
    for start, text in _occurrences({copy.target for copy in copies}, target):
        kept.append(target[done:start])
        done = start + len(text)
    return " ".join([*kept, target[done:]])


def _alone(target: str, start: int, text: str) -> bool:
    """Says whether a text is no part of a longer word or number."""
    end = start + len(text)
    if _is_latin(text[0]) and start and _is_latin(target[start - 1]):
        return False
    # A genitive is one word with what it is made from; letters may follow "%d".
    return (
        not _is_latin(text[-1])
        or not _is_latin(target[end : end + 1])
        or (text[-1].isalpha() and target[end] == "s" and not _is_latin(target[end + 1 : end + 2]))
        or text[0] in "%$:\\{"
    )


def _is_latin(character: str) -> bool:
    return character.isalnum() and character < "\u0250"
