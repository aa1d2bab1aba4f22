"""Stemming: words reduced to their stems by the Snowball algorithms."""

import functools
import threading
from typing import Any

# Names of the algorithms by languages; those that share one are written nearly alike.
_ALGORITHMS = {
    "ar": "arabic",
    "bs": "serbian",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hr": "serbian",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}

# No language has longer ones; some algorithms take quadratic time.
_LONGEST_WORD = 100

# A stemmer has a state.
_own = threading.local()


@functools.lru_cache(maxsize=1 << 15)
def stem(word: str, language: str) -> str:
    """Reduces a word to its stem.

    Args:
        word: The word, case folded and composed (NFC).
        language: The code of its language.

    Returns:
        The stem, which need not be a word; the word itself where the language has no algorithm.

    Example:
        >>> [stem(word, "de") for word in ("häuser", "hauses", "haus")]
        ['haus', 'haus', 'haus']
        >>> stem("nyumba", "sw")
        'nyumba'

    Reference:
        Porter 2001, "Snowball: A Language for Stemming Algorithms", https://snowballstem.org.
    """
    algorithm = _ALGORITHMS.get(language.partition("-")[0])
    if algorithm is None or len(word) > _LONGEST_WORD:
        return word
    return str(_stemmer(algorithm).stemWord(word))


def _stemmer(algorithm: str) -> Any:
    stemmers = _own.__dict__
    if algorithm not in stemmers:
        # Deferred: it loads the algorithms of all languages.
        import snowballstemmer

        stemmers[algorithm] = snowballstemmer.stemmer(algorithm)
    return stemmers[algorithm]
