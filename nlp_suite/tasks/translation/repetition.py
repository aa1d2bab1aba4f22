"""Loops: translations that repeat what their source does not."""

import functools
import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
# The longest run of words whose immediate repetition is looked for.
_LONGEST_RUN = 12
# A run of so many words is not repeated at once by chance.
_LONG_RUN = 4
# So many times in a row a few characters are repeated in no word and no mark.
_REPEATED = 6
# The words of a sequence that may come back in any part of a text, and how often.
_SEQUENCE, _FREQUENT = 3, 4


def has_loop(source: str, target: str) -> bool:
    """Tells whether a translation repeats words or characters as its source does not.

    It does if a word or a run of words stands three times in a row, or a run of four words or
    more twice; if three words come back four times; or if a few characters are repeated in a word:
    each if the source has nothing of the kind that comes near.

    Args:
        source: The source.
        target: Its translation.

    Returns:
        Whether it has a loop.

    Example:
        >>> has_loop("I see a cat.", "Ich sehe eine Katze, eine Katze, eine Katze.")
        True
        >>> has_loop("No, no, no!", "Nein, nein, nein!")
        False
    """
    # Six times two characters are twelve: most words are too short to be looked at.
    characters = _repeats_characters(target, 2 * _REPEATED)
    if characters >= _REPEATED and characters > 2 * _repeats_characters(source, 2):
        return True
    words, source_words = _words(target), _words(source)
    if len(words) - len(set(words)) < 2:
        return False
    repeated = _repeats(words, only_loops=True)
    if repeated and max(repeated, 3) > 1.5 * _repeats(source_words, only_loops=False):
        return True
    frequent = _most_frequent(words)
    return frequent >= _FREQUENT and frequent > 2 * _most_frequent(source_words)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _repeats(words: Sequence[str], *, only_loops: bool) -> int:
    """Returns how often a run of words stands in a row at most, of those rows that count."""
    most = 0
    for length in range(1, min(_LONGEST_RUN, len(words) // 2) + 1):
        same = 0
        for before, after in zip(words, [*words[length:], ""], strict=False):
            if before == after:
                same += 1
            elif same:
                times = same // length + 1
                if times >= (_times_of_loop(length, before) if only_loops else 2):
                    most = max(most, times)
                same = 0
    return most


def _times_of_loop(length: int, word: str) -> int:
    # "Die, die die Tür schließen" is a sentence, and so is "der Mann, der Mann da".
    return 2 if length >= _LONG_RUN else 4 if length == 1 and len(word) < 4 else 3


def _most_frequent(words: Sequence[str]) -> int:
    runs = zip(*(words[i:] for i in range(_SEQUENCE)), strict=False)
    return max(Counter(runs).values(), default=0)


def _repeats_characters(text: str, least: int) -> int:
    """Returns how often a character is repeated at most, or several in a word of enough letters."""
    text = text.casefold().replace("…", "...")
    single, several, word = _patterns()
    longest = 1
    for found in single.finditer(text):
        longest = max(longest, len(found[0]))
    for letters in word.finditer(text):
        if len(letters[0]) >= least:
            for found in several.finditer(letters[0]):
                longest = max(longest, len(found[0]) // len(found[1]))
    return longest


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(r"([^\s\d_])\1+"),
        re.compile(r"(.{2,12}?)\1+"),
        re.compile(r"[^\W\d_]+"),
    )
