"""Names that a model has misspelt, as the source has them."""

import difflib
import functools
import re
from collections.abc import Collection

from nlp_suite.text.words import fold_word

# Shorter words are like too many others.
_SHORTEST = 4
# "Okonkwo" and "Oconkwo" are that similar, "Heizkörper" and "Heater" are not.
_SIMILAR = 0.75
# A genitive's ending is no part of a name.
_ENDINGS = frozenset({"ens", "es", "ns", "s"})


def restore_names(source: str, target: str, known_words: Collection[str]) -> str:
    """Writes names as the source does where a translation has something like them.

    A model that spells a name which it never saw letter by letter gets a letter wrong now and
    then. A word of the translation counts as misspelt if it has a capital, is no known word, and
    is nearly a word with a capital of the source that the translation lacks.

    Args:
        source: The source.
        target: The translation.
        known_words: The words of the target's language, as
            `nlp_suite.text.words.collect_words` returns them.

    Returns:
        The translation, with the source's spelling of such words.

    Example:
        >>> restore_names("Okonkwo lacht.", "Oconkwo laughs.", {"laughs"})
        'Okonkwo laughs.'
    """
    written = dict.fromkeys(_word().findall(target))
    lacking = [one for one in dict.fromkeys(_word().findall(source)) if one not in written]
    if not lacking:
        return target
    names = [one for one in lacking if _may_be_name(one, known_words)]
    if not names:
        return target
    known = set(_word().findall(source))
    odd = [one for one in written if one not in known and _may_be_name(one, known_words)]
    for name in names:
        similar = [one for one in odd if _is_misspelt(one, name)]
        if len(similar) == 1:
            odd.remove(similar[0])
            target = re.sub(rf"(?<!\w){similar[0]}(?!\w)", name, target)
    return target


def _may_be_name(word: str, known_words: Collection[str]) -> bool:
    return (
        len(word) >= _SHORTEST
        and word[0].isupper()
        and not word.isupper()
        and fold_word(word) not in known_words
    )


def _is_misspelt(word: str, name: str) -> bool:
    if word[0] != name[0] or (name.startswith(word) and name[len(word) :] in _ENDINGS):
        return False
    matcher = difflib.SequenceMatcher(None, word, name, autojunk=False)
    return matcher.real_quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]{1,40}")
