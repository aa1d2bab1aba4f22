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
    if _is_plain(text):
        return _plain_word().findall(fold_term(text, language))
    return terms_of(find_words(text, language))


def terms_of(words: Iterable[Term]) -> list[str]:
    """Makes terms of words.

    Args:
        words: The words of a text, as `find_words` gives them.

    Returns:
        What `find_terms` gives for the text.

    Example:
        >>> terms_of(find_words("東京都庁 42"))
        ['東京', '京都', '都庁', '42']
    """
    terms: list[str] = []
    for word, gram in words:
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
    if _is_plain(text):
        for word in _plain_word().findall(fold_term(text, language)):
            yield Term(word, 0)
        return
    text = text.replace("\u00ad", "")
    characters = set(text)
    pattern = _any_word(_mark_blocks(characters), unspaced=any(map(_is_unspaced, characters)))
    for match in pattern.finditer(text):
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
    blocks = _mark_blocks(set(characters))
    if not blocks:
        return list(characters)
    return [match.group() for match in _character(blocks).finditer(characters)]


@functools.cache
def _no_joiners() -> dict[int, None]:
    return {ord(joiner): None for joiner in _JOINERS}


@functools.cache
def _plain_word() -> re.Pattern[str]:
    return re.compile(rf"[^\W_]+(?:[{_APOSTROPHE}][^\W_]+)*")


def _is_plain(text: str) -> bool:
    """Tells whether a text has no marks, joiners and other scripts: simpler rules do for it."""
    return text.isascii() or not any(
        character in "\u00ad\u200c\u200d"
        or (character >= "\u0300" and not "\u2000" <= character <= "\u2bff")
        for character in set(text)
    )


def _is_unspaced(character: str) -> bool:
    """Tells whether a character may be one of a script without spaces; some others may, too."""
    return (
        "\u0e00" <= character < "\u1800" or character >= "\u3000"
    ) and not "\uac00" <= character < "\ud7a4"


# Patterns are compiled with the marks of the blocks that a text has, and not with those of all
# scripts, which takes a hundred times as long.
_BLOCK = 128


def _mark_blocks(characters: set[str]) -> tuple[int, ...]:
    """Returns the numbers of the blocks in which the marks and joiners of a text are."""
    if max(characters, default="") < "\u0300":
        return ()
    return tuple(
        sorted(
            {
                ord(character) // _BLOCK
                for character in characters
                if character >= "\u0300"
                and not character.isalnum()
                and (character in _JOINERS or unicodedata.category(character)[0] == "M")
            }
        )
    )


def _marks(blocks: tuple[int, ...]) -> str:
    """Makes the inside of a character class of marks and joiners: to Python they are no letters."""
    points = [
        point
        for block in blocks
        for point in range(block * _BLOCK, (block + 1) * _BLOCK)
        if unicodedata.category(chr(point))[0] == "M"
    ]
    # Of a run, all have the same difference from their place in the list.
    runs = itertools.groupby(enumerate(points), lambda pair: pair[1] - pair[0])
    ranges = ([point for _, point in run] for _, run in runs)
    return "".join(f"\\U{run[0]:08x}-\\U{run[-1]:08x}" for run in ranges) + _JOINERS


@functools.lru_cache(maxsize=64)
def _any_word(blocks: tuple[int, ...], *, unspaced: bool) -> re.Pattern[str]:
    letter = r"[^\W_]"
    if unspaced:
        letter = rf"(?:(?![{_IDEOGRAPHS}{_SYLLABLES}]){letter})"
    marks = _marks(blocks) if blocks else ""
    part = rf"{letter}(?:{letter}|[{marks}])*" if marks else f"{letter}+"
    word = rf"(?P<word>{part}(?:[{_APOSTROPHE}]{part})*)"
    if not unspaced:
        return re.compile(word)
    return re.compile(
        word
        + rf"|(?P<ideographs>[{_IDEOGRAPHS}][{_IDEOGRAPHS}{marks}]*)"
        + rf"|(?P<syllables>[{_SYLLABLES}][{_SYLLABLES}{marks}]*)"
    )


@functools.lru_cache(maxsize=64)
def _character(blocks: tuple[int, ...]) -> re.Pattern[str]:
    # What begins with a mark stays whole, too.
    return re.compile(rf"(?s:.)[{_marks(blocks)}]*")
