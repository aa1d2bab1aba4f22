"""Word boundaries and case folding."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"[^\W\d_]+")


def word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Finds the words of a text: runs of letters.

    Args:
        text: The text, with each letter and its marks as one character.

    Yields:
        Where each starts and ends, the character after its last.

    Example:
        >>> list(word_spans("Tom's 2 cats."))
        [(0, 3), (4, 5), (8, 12)]
    """
    for match in _WORD.finditer(text):
        yield match.span()


def fold_word(word: str) -> str:
    """Folds a word for comparison: case folded and composed (NFC).

    Args:
        word: The word.

    Returns:
        The word in lower case, composed (NFC).

    Example:
        >>> fold_word("TOM")
        'tom'
    """
    return unicodedata.normalize("NFC", word).casefold()


def collect_words(sentences: Iterable[str]) -> frozenset[str]:
    """Collects the different words of sentences.

    Args:
        sentences: The sentences.

    Returns:
        The words as `fold_word` returns them.

    Example:
        >>> sorted(collect_words(["Tom runs.", "tom's cat"]))
        ['cat', 'runs', 's', 'tom']
    """
    composed = (unicodedata.normalize("NFC", sentence) for sentence in sentences)
    return frozenset(
        fold_word(sentence[start:end])
        for sentence in composed
        for start, end in word_spans(sentence)
    )
