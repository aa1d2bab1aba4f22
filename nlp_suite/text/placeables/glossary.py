"""Glossary: terms and how they must be translated."""

import functools
import re
from collections.abc import Mapping, Sequence

from nlp_suite.arguments import shown
from nlp_suite.errors import InvalidInputError
from nlp_suite.text.placeables.phrase_matcher import PhraseMatcher
from nlp_suite.text.placeables.placeable import Placeable
from nlp_suite.text.words import fold_word

# Endings that a form of a target term may have, by language.
_ENDINGS = {
    "de": ("e", "en", "er", "es", "em", "s", "n", "ern", "ens", "se", "sen", "nen"),
    "en": ("s", "es", "ed", "d", "ing"),
}
# Languages that write compounds as one word.
_COMPOUNDING = frozenset({"de"})
# Of adjectives in a term of several words, "neue Rechnung".
_GERMAN_ADJECTIVE_ENDING = re.compile("(?<=...)(?:e|en|er|es|em)$")
_MIN_LENGTH_IN_COMPOUND = 4
_WORD = re.compile(r"[\w\u0300-\u036f]+")


class Glossary:
    """Terms and how they must be translated.

    - A term is found where it stands as whole words, in any case; one with a capital that is
      not the first letter of a word, "IT" or "iOS", in its own case only. Other forms of a
      term, plurals say, are entries of their own.
    - Of terms that overlap the one that starts first is taken, and of these the longest.
    - A translation has a term if it has the target in any case, with an ending of its language
      ("Rechnungen", also in the adjectives of "neue Rechnung"), or in German as the start or
      the end of a compound ("Rechnungsnummer", "Monatsrechnung"). Other changes in a word
      ("Häuser" of "Haus") are not recognized.
    - Where a translation lacks a target, it is put there as the glossary writes it, uninflected.

    Args:
        terms: Maps terms of the source to terms of the target.
        target_language: The code of the target language.

    Raises:
        InvalidInputError: If it is no mapping of str to str, a side is empty or has line breaks
            or NULs, or two entries that differ in case alone have different targets.

    Example:
        >>> glossary = Glossary({"invoice": "Rechnung"}, "de")
        >>> terms = glossary.find("Your invoice, INVOICE 7")
        >>> [(p.start, p.target) for p in terms]
        [(5, 'Rechnung'), (14, 'RECHNUNG')]
        >>> [p.start for p in glossary.missing(terms, "Ihre Rechnungen, Beleg 7")]
        [14]
    """

    def __init__(self, terms: Mapping[str, str], target_language: str) -> None:
        if not isinstance(terms, Mapping):
            raise InvalidInputError(
                "a glossary must be a mapping of terms to their translations, got "
                f"{type(terms).__name__}; write {{'invoice': 'Rechnung'}}"
            )
        targets: dict[tuple[str, bool], tuple[str, str]] = {}
        for source, target in terms.items():
            for side in (source, target):
                _check(side, source, target)
            exact = _has_inner_capital(source)
            key = " ".join(source.split()), exact
            if not exact:
                key = fold_word(key[0]), exact
            other = targets.setdefault(key, (source, target.strip()))
            if other[1] != target.strip():
                raise InvalidInputError(
                    f"two entries of the glossary clash, {other[0]!r}: {other[1]!r} and "
                    f"{source!r}: {target!r}; keep one of them"
                )
        self._language = target_language.partition("-")[0]
        self._entries = list(targets.values())
        self._matcher = PhraseMatcher(
            (source, exact) for (_, exact), (source, _) in targets.items()
        )

    def find(self, text: str) -> list[Placeable]:
        """Finds the terms in a text.

        Args:
            text: The text, a sentence say.

        Returns:
            Placeables of the kind "glossary", sorted, not hidden. The target begins with a
            capital where the term begins the text, and is in capitals where the term is.
        """
        return [
            Placeable(start, end, "glossary", self._target(text, start, end, i), hidden=False)
            for start, end, i in self._matcher.find(text)
        ]

    def _target(self, text: str, start: int, end: int, entry: int) -> str:
        source, target = self._entries[entry]
        written = text[start:end]
        if written.isupper() and len(written) > 1 and not source.isupper():
            return target.upper()
        if written[0].isupper() and not any(map(str.isalnum, text[:start])):
            return target[0].upper() + target[1:]
        return target

    def missing(self, terms: Sequence[Placeable], target: str) -> list[Placeable]:
        """Returns the terms that a translation lacks: each must be there as often as in the source.

        Args:
            terms: Terms that `find` found in the source.
            target: The translation.

        Returns:
            Those that it lacks.
        """
        if not terms:
            return []
        words = [fold_word(word) for word in _WORD.findall(target)]
        counts: dict[str, int] = {}
        lacking = []
        for term in terms:
            key = fold_word(term.target)
            if key not in counts:
                counts[key] = self._count(key, words, target)
            counts[key] -= 1
            if counts[key] < 0:
                lacking.append(term)
        return lacking

    def _count(self, term: str, words: Sequence[str], target: str) -> int:
        """Counts a term in a translation, in any of its forms."""
        wanted = _WORD.findall(term)
        if not wanted:
            return target.count(term)
        count = i = 0
        while i + len(wanted) <= len(words):
            last = len(wanted) - 1
            if all(
                self._is_form(words[i + j], word, compound=j == last or j == 0, adjective=j < last)
                for j, word in enumerate(wanted)
            ):
                count += 1
                i += len(wanted)
            else:
                i += 1
        return count

    def _is_form(self, word: str, term: str, *, compound: bool, adjective: bool) -> bool:
        if word == term:
            return True
        endings = _ENDINGS.get(self._language, ())
        if word.startswith(term) and word[len(term) :] in endings:
            return True
        if self._language == "en":
            return term[-1] == "y" and word == term[:-1] + "ies"
        if self._language not in _COMPOUNDING:
            return False
        if adjective:
            stem = _GERMAN_ADJECTIVE_ENDING.sub("", term)
            if word.startswith(stem) and word[len(stem) :] in ("", *endings):
                return True
        if not compound or len(term) < _MIN_LENGTH_IN_COMPOUND:
            return False
        return word.startswith(term) or word.endswith(_with_endings(term, self._language))


@functools.lru_cache(maxsize=1024)
def _with_endings(term: str, language: str) -> tuple[str, ...]:
    return (term, *(term + ending for ending in _ENDINGS[language]))


def _has_inner_capital(term: str) -> bool:
    return any(c.isupper() for word in _WORD.findall(term) for c in word[1:])


def _check(side: object, source: object, target: object) -> None:
    if not isinstance(side, str):
        raise InvalidInputError(
            f"both sides of a glossary's entry must be str, got {shown(source)}: {shown(target)}"
        )
    if not side.strip():
        raise InvalidInputError(
            f"a side of a glossary's entry is empty, got {source!r}: {target!r}; fill it in, or "
            "leave the entry out"
        )
    if any(c in "\0\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029" for c in side):
        raise InvalidInputError(
            f"a glossary's entry must be without line breaks and NULs, got {source!r}: {target!r}"
        )
