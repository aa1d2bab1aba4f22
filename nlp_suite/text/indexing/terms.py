"""Index terms: words, and character n-grams where words are not separated by spaces."""

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# ruff: noqa: RUF001, RUF002 - Turkish has a dotless i.

# The marks of an apostrophe within a word.
_APOSTROPHE = "'’"

# Scripts that put no spaces between words. A Chinese or Japanese word has about two characters;
# the letters of the others stand for sounds, and two of them say little.
_IDEOGRAPHS = (
    r"\u3005-\u3007\u3021-\u3029\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U000323af"
)
_SYLLABLES = (
    r"\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0edc-\u0edf"
    r"\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1780-\u17b3\u17d7\u17dc"
)
_IDEOGRAPH_GRAM, _SYLLABLE_GRAM = 2, 3

# Joiners are no letters, and stand within words of Persian and Hindi.
_JOINERS = "\u200c\u200d"

# Marks in disorder are sorted in quadratic time.
_LONGEST_COMPOSED = 200

_TURKIC = frozenset({"az", "tr"})


class Term(NamedTuple):
    """A word, or a stretch of characters of a script without spaces.

    Args:
        text: It, folded.
        gram: How many characters of it make a term; 0 if it is one word.

    Example:
        >>> list(find_words("Tom's cat")), list(find_words("東京"))
        ([Term(text="tom's", gram=0), Term(text='cat', gram=0)], [Term(text='東京', gram=2)])
    """

    text: str
    gram: int


def find_terms(text: str, language: str = "en") -> list[str]:
    """Finds the terms by which a text is indexed.

    A term is a word: letters, their marks and digits, with apostrophes between them. Chinese,
    Japanese, Thai, Lao, Khmer and Burmese have no spaces between words; there each two or, of an
    alphabet, each three neighbouring characters are a term.

    Args:
        text: The text.
        language: The code of its language, for the folding of case; Turkish has its own i.

    Returns:
        The terms in their order, case folded and composed (NFC).

    Example:
        >>> find_terms("Größe 42 isn't SMALL"), find_terms("東京都庁")
        (['grösse', '42', "isn't", 'small'], ['東京', '京都', '都庁'])

    Reference:
        Nie, Gao, Zhang and Zhou 2000, "On the Use of Words and N-grams for Chinese Information
        Retrieval", IRAL, for bigrams.
    """
    if not _beyond_plain().search(text):
        return _plain_word().findall(fold_term(text, language))
    terms: list[str] = []
    for word, gram in find_words(text, language):
        terms += character_grams(word, gram) if gram else (word,)
    return terms


def find_words(text: str, language: str = "en") -> Iterator[Term]:
    """Finds the words of a text, and stretches without spaces.

    Args:
        text: The text.
        language: As in `find_terms`.

    Yields:
        Them in their order, folded.

    Example:
        >>> [word for word, _ in find_words("İki  ev.", "tr")]
        ['iki', 'ev']
    """
    if not _beyond_plain().search(text):
        for word in _plain_word().findall(fold_term(text, language)):
            yield Term(word, 0)
        return
    for match in _any_word().finditer(text.replace("\u00ad", "")):
        gram = {"ideographs": _IDEOGRAPH_GRAM, "syllables": _SYLLABLE_GRAM}.get(
            match.lastgroup or "", 0
        )
        yield Term(fold_term(match.group(), language), gram)


def fold_term(word: str, language: str = "en") -> str:
    """Folds the case of a word.

    Args:
        word: The word.
        language: The code of its language.

    Returns:
        It in lower case and composed (NFC), ß as ss, without joiners; an I with its dot is an i.

    Example:
        >>> fold_term("STRASSE"), fold_term("Straße"), fold_term("ISI", "tr")
        ('strasse', 'strasse', 'ısı')
    """
    turkic = language.partition("-")[0] in _TURKIC
    if word.isascii() and not turkic:
        return word.lower()
    if len(word) <= _LONGEST_COMPOSED:
        word = unicodedata.normalize("NFC", word)
    if turkic:
        word = word.replace("I", "ı").replace("İ", "i")
    folded = word.casefold().replace("i\u0307", "i")
    return folded.translate(_no_joiners()) if _JOINERS[0] in word or _JOINERS[1] in word else folded


def character_grams(characters: str, size: int) -> Iterable[str]:
    """Cuts characters into overlapping n-grams; a mark stays with its letter.

    Args:
        characters: The characters.
        size: How many of them a gram has.

    Returns:
        The grams; all the characters if they are too few for one.

    Example:
        >>> list(character_grams("ภาษาไทย", 3))
        ['ภาษ', 'าษา', 'ษาไ', 'าไท', 'ไทย']
    """
    letters = split_characters(characters)
    if len(letters) <= size:
        return ("".join(letters),)
    return ("".join(letters[i : i + size]) for i in range(len(letters) - size + 1))


def split_characters(characters: str) -> list[str]:
    """Cuts characters apart; a mark stays with its letter.

    Args:
        characters: The characters.

    Returns:
        Them.

    Example:
        >>> len(split_characters("น้ำ")), len(split_characters("東京"))
        (2, 2)
    """
    return [match.group() for match in _character().finditer(characters)]


@functools.cache
def _no_joiners() -> dict[int, None]:
    return {ord(joiner): None for joiner in _JOINERS}


@functools.cache
def _plain_word() -> re.Pattern[str]:
    return re.compile(rf"[^\W_]+(?:[{_APOSTROPHE}][^\W_]+)*")


@functools.cache
def _beyond_plain() -> re.Pattern[str]:
    # Without marks, joiners and other scripts the simpler pattern finds the same.
    return re.compile("[\u00ad\u0300-\u1fff\u200c\u200d\u2c00-\U0010ffff]")


@functools.cache
def _marks() -> str:
    """Makes the inside of a character class of all marks: to Python they are no letters."""
    # Few characters are no letters, and it takes long to ask for the category of all.
    others = re.findall(r"[^\w\s]", "".join(map(chr, range(0x300, 0x1F000))))
    points = (ord(other) for other in others if unicodedata.category(other)[0] == "M")
    # Of a run, all have the same difference from their place in the list.
    runs = itertools.groupby(enumerate(points), lambda pair: pair[1] - pair[0])
    ranges = ([point for _, point in run] for _, run in runs)
    return "".join(f"\\U{run[0]:08x}-\\U{run[-1]:08x}" for run in ranges)


@functools.cache
def _any_word() -> re.Pattern[str]:
    marks = _marks() + _JOINERS
    letter = rf"(?:(?![{_IDEOGRAPHS}{_SYLLABLES}])[^\W_])"
    part = rf"{letter}(?:{letter}|[{marks}])*"
    return re.compile(
        rf"(?P<word>{part}(?:[{_APOSTROPHE}]{part})*)"
        rf"|(?P<ideographs>[{_IDEOGRAPHS}][{_IDEOGRAPHS}{marks}]*)"
        rf"|(?P<syllables>[{_SYLLABLES}][{_SYLLABLES}{marks}]*)"
    )


@functools.cache
def _character() -> re.Pattern[str]:
    # What begins with a mark stays whole, too.
    return re.compile(rf"(?s:.)[{_marks()}{_JOINERS}]*")
