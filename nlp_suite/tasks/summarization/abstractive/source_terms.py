"""Names and numbers of a text, and those that a summary has beside them."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence

from nlp_suite.text.indexing.stop_words import stop_words
from nlp_suite.text.placeables.number_words import has_number_words, number_words
from nlp_suite.text.words import fold_word

# Languages that begin every noun with a capital.
_CAPITAL_NOUNS = frozenset({"de", "lb"})

# What makes an adjective, a plural or a possessive of a name: Iran, Iranians.
_ENDINGS = (
    *("s", "es", "n", "i", "an", "ans", "ian", "ians", "ese", "ish", "ic", "e", "er", "ers"),
    *("is", "os", "as", "a", "o"),
)
_SHORTEST_STEM = 3

# The powers of ten of the words that stand behind a number, in English and German.
_SCALES = {
    "thousand": 3,
    "k": 3,
    "tausend": 3,
    "million": 6,
    "millions": 6,
    "m": 6,
    "mn": 6,
    "mio": 6,
    "millionen": 6,
    "billion": 9,
    "billions": 9,
    "bn": 9,
    "mrd": 9,
    "milliarde": 9,
    "milliarden": 9,
    "trillion": 12,
    "trillions": 12,
    "tn": 12,
}


class SourceTerms:
    """The names and numbers of a text, to be asked whether they include those of a sentence.

    A name is a word with a capital that does not begin its sentence; a number is one in digits.
    Names are not looked for in German, whose nouns all have a capital.

    Args:
        texts: The text, or several that count as one.
        language: The code of their language.

    Example:
        >>> terms = SourceTerms(["Iran sold 1,500 of the two million barrels."], "en")
        >>> terms.missing("About 1500 Iranian barrels, of 2 million, went to South Korea in 2019.")
        ('South Korea', '2019')
    """

    def __init__(self, texts: Iterable[str], language: str) -> None:
        self._language = language.partition("-")[0]
        self._words: set[str] = set()
        self._initials: set[str] = set()
        self._numbers: set[str] = set()
        for text in texts:
            self._words.update(fold_word(match[0]) for match in _word().finditer(text))
            self._initials.update(_initials(text))
            self._numbers.update(key for _, keys in _numbers(text) for key in keys)
            if has_number_words(self._language):
                for keys in number_words(text, self._language):
                    self._numbers.update(keys)

    def missing(self, sentence: str) -> tuple[str, ...]:
        """Finds the names and numbers of a sentence that the text lacks.

        Args:
            sentence: The sentence.

        Returns:
            They, as the sentence has them, each once: names first.
        """
        numbers = (
            written for written, keys in _numbers(sentence) if self._numbers.isdisjoint(keys)
        )
        return tuple(dict.fromkeys([*self._missing_names(sentence), *numbers]))

    def _missing_names(self, sentence: str) -> Iterator[str]:
        if self._language in _CAPITAL_NOUNS or sentence.upper() == sentence:
            return
        first = last = -1
        for number, match in enumerate(_word().finditer(sentence)):
            word = match[0]
            if not number or not self._is_missing_name(word):
                continue
            # The words of a name are one name.
            if first >= 0 and sentence[last : match.start()] in (" ", "-"):
                last = match.end()
                continue
            if first >= 0:
                yield sentence[first:last]
            first, last = match.span()
        if first >= 0:
            yield sentence[first:last]

    def _is_missing_name(self, word: str) -> bool:
        folded = fold_word(word)
        if len(word) < 2 or not word[0].isupper() or folded in self._words:
            return False
        if folded in stop_words(self._language) or (word.isupper() and word in self._initials):
            return False
        stems = [folded, *(folded.removesuffix(end) for end in _ENDINGS if folded.endswith(end))]
        return not any(
            stem + end in self._words
            for stem in stems
            if len(stem) >= _SHORTEST_STEM
            for end in ("", *_ENDINGS)
        )


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]+")


@functools.cache
def _number() -> re.Pattern[str]:
    return re.compile(r"\d+(?:[.,]\d+)*(?:[ -]?([^\W\d_]+))?")


@functools.cache
def _grouped() -> re.Pattern[str]:
    return re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def _numbers(text: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Finds the numbers of a text as they are written, with all that each may be written as."""
    for match in _number().finditer(text):
        after = match[1]
        written = match[0] if after is None else match[0][: match.start(1) - match.start()]
        written = written.rstrip(" -")
        digits = written.replace(",", "").replace(".", "")
        whole = written.replace(",", ".")
        if _grouped().fullmatch(written) or whole.count(".") > 1:
            whole = digits
        keys = [whole.lstrip("0") or "0"]
        scale = _SCALES.get(after.lower()) if after else None
        if scale is not None and len(whole) <= 2 * scale:
            before, _, behind = whole.partition(".")
            if len(behind) <= scale:
                keys.append((before + behind.ljust(scale, "0")).lstrip("0") or "0")
        yield written, keys


def _initials(text: str) -> Iterator[str]:
    """Makes abbreviations of the runs of words with capitals: United Nations, UN."""
    letters = ""
    last = -1
    for match in _word().finditer(text):
        word = match[0]
        if word[0].isupper():
            joined = last >= 0 and text[last : match.start()] in (" ", "-")
            letters = letters + word[0] if joined and len(letters) < 8 else word[0]
            last = match.end()
            if len(letters) > 1:
                # Of the end of the run too, before which another name may stand.
                yield from (letters[start:] for start in range(len(letters) - 1))
