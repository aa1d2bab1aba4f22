"""Language identification: fastText's compressed model of 176 languages, and function words.

References:
    Joulin et al., "Bag of Tricks for Efficient Text Classification", EACL 2017;
    "FastText.zip: Compressing Text Classification Models", arXiv:1612.03651.
"""

import functools
import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from nlp_suite.assets import LANGUAGE_DETECTION_MODEL
from nlp_suite.forking import ForkSafeLock, native_call
from nlp_suite.text.function_words import languages_of_word
from nlp_suite.text.languages import LANGUAGE_NAMES, check_language
from nlp_suite.text.surrogates import without_surrogates

# No more of a text is looked at.
_CHARACTERS = 1000
# A text needs that many words and letters; of scripts that are not Latin fewer letters will do.
_MIN_WORDS, _MIN_LETTERS, _MIN_OTHER_LETTERS = 2, 6, 4
_LAST_LATIN = "\u024f"
# How much likelier each function word makes its languages, and what the model's probability of a
# language is at least where a function word speaks for it: measured, as the thresholds are, by
# benchmarks/language_detectors.py.
_FUNCTION_WORD_FACTOR = math.exp(1.5)
_LEAST_PROBABILITY = 0.002
# The probability of a language of which there are function words, or none, in the text.
_CLEAR_WITH_FUNCTION_WORDS, _CLEAR, _SURE = 0.6, 0.8, 0.97
# Languages of the model that are written nearly as another, and two old codes.
_SAME_AS = {
    **dict.fromkeys(("als", "bar", "pfl"), "de"),
    **dict.fromkeys(("sco", "simple"), "en"),
    "arz": "ar",
    "nb": "no",
    "nn": "no",
    "sh": "hr",
    "yue": "zh",
}


class DetectedLanguage(NamedTuple):
    """The language of a text.

    Attributes:
        language: Its code (ISO 639-1).
        probability: How sure that is, from 0 to 1.
    """

    language: str
    probability: float


def detect_language(text: str, languages: Iterable[str] | None = None) -> DetectedLanguage | None:
    """Detects the language of a text.

    The model's probabilities are multiplied by a factor for each function word of a language, so
    that three words can be enough. Web addresses, code, numbers, and abbreviations in capitals
    are left out; of a long text only the first 1,000 characters are read.

    Args:
        text: The text.
        languages: The codes of the languages that it can be in; all if None.

    Returns:
        The language and its probability; None if the text is too short, if it is unclear, or if it
        is clearly in none of the languages.

    Raises:
        InvalidInputError: If one of the languages is not the code of a language.

    Example:
        >>> detect_language("Where is the station?").language
        'en'
        >>> detect_language("Où est la gare ?", ["de", "fr"]).language
        'fr'
        >>> print(detect_language("Cancel"), detect_language("https://example.org/a"))
        None None
    """
    words = _words(text)
    if _too_short(words):
        return None
    if languages is None:
        return _clear(_probabilities(words), words)
    wanted = {_primary(language) for language in languages}
    if not wanted:
        return None
    probabilities = _probabilities(words, wanted)
    clear = _clear(probabilities, words)
    if clear is not None and clear.language not in wanted:
        return None
    among = {language: probabilities[language] for language in wanted}
    total = sum(among.values())
    return _clear({language: among[language] / total for language in among}, words)


def other_language(text: str, language: str) -> str | None:
    """Returns the language of a text that is clearly in another language than one expects.

    It is made to be silent in doubt: of 1,000 sentences in the expected language less than one is
    taken for another.

    Args:
        text: The text.
        language: The code of the expected language.

    Returns:
        The code of the other language (ISO 639-1); None if the text is in the expected language,
        too short, or unclear.

    Raises:
        InvalidInputError: If `language` is not the code of a language.

    Example:
        >>> other_language("Ich bin müde.", "en"), other_language("I am tired.", "en")
        ('de', None)
    """
    expected = _primary(language)
    # What is quoted may be in any language.
    words = _words(_quotation().sub(" ", text[:_CHARACTERS]))
    if _too_short(words):
        words = _words(text)
    if _too_short(words):
        return None
    # A word that comes back says no more than once.
    evidence = [found for word in dict.fromkeys(words) if (found := languages_of_word(word))]
    number = Counter(itertools.chain.from_iterable(evidence))
    shared = Counter(itertools.chain.from_iterable(one for one in evidence if expected in one))
    own = number[expected]

    def is_outweighed(other: str) -> bool:
        # Words that both languages have say nothing. Those that only the expected one has outweigh
        # as many of the other's.
        only_own = own - shared[other]
        return 0 < only_own >= number[other] - shared[other]

    # Most sentences are done here, without the model: it could only name what is outweighed.
    if own and all(is_outweighed(other) for other in number if other != expected):
        return None
    clear = _clear(_probabilities(words, [expected]), words)
    if clear is None or clear.language == expected or is_outweighed(clear.language):
        return None
    telling = number[clear.language] > shared[clear.language]
    if (telling and len(words) > _MIN_WORDS) or _is_not_latin(words):
        return clear.language
    # Labels, headings and names of products have few words, and often none that tells.
    # Of two words, as in "due date", one can be a word of the other by chance.
    both_tell = number[clear.language] >= len(words)
    sure = clear.probability >= _SURE and (both_tell or len(words) > _MIN_WORDS)
    return clear.language if sure else None


@functools.cache
def _loaded_model() -> Any:
    # Only where something is to be detected. The method behind the wrapper's own `predict`, which
    # asks for NumPy 1 where the original package fasttext is installed in place of this one.
    import fasttext

    return fasttext.load_model(str(LANGUAGE_DETECTION_MODEL)).f


_loading = ForkSafeLock()


def _model() -> Any:
    # Threads that ask for it at once would load one each.
    with _loading, native_call():
        return _loaded_model()


@functools.cache
def _not_in_words() -> re.Pattern[str]:
    """What web addresses, names of files, code and amounts have and words do not."""
    return re.compile(r"[\d@/\\_<>{}\[\]=#$%&|~^*+`]|\w[.:]\w|[a-z][A-Z]")


@functools.cache
def _quotation() -> re.Pattern[str]:
    return re.compile(r"[\"“„«][^\"“”„«»]*[\"“”»]")


@functools.cache
def _word() -> re.Pattern[str]:
    # Python counts the marks of a letter, without which no word of Hindi or Thai is whole, as no
    # part of a word: the blocks of those scripts are named.
    letter = r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u109f])"
    return re.compile(rf"{letter}+(?:-{letter}+)*")


def _words(text: str) -> list[str]:
    """Returns the words of the beginning of a text, in lower case."""
    text = unicodedata.normalize("NFC", without_surrogates(text[:_CHARACTERS]))
    tokens = [token for token in text.split() if not _not_in_words().search(token)]
    words = [word for token in tokens for word in _word().findall(token)]
    if not all(word.isupper() for word in words):
        words = [word for word in words if len(word) == 1 or not word.isupper()]
    return [word.casefold() if word.isupper() else word.lower() for word in words]


def _too_short(words: list[str]) -> bool:
    few = len(words) < _MIN_WORDS or sum(map(len, words)) < _MIN_LETTERS
    return few and not _is_not_latin(words)


def _is_not_latin(words: list[str]) -> bool:
    letters = "".join(words)
    return sum(letter > _LAST_LATIN for letter in letters) >= max(
        _MIN_OTHER_LETTERS, len(letters) // 2
    )


def _probabilities(words: list[str], at_least: Iterable[str] = ()) -> dict[str, float]:
    """Weighs the languages of words; those of `at_least` are among them."""
    evidence: Counter[str] = Counter()
    words = list(dict.fromkeys(words))
    for word in words:
        evidence.update(languages_of_word(word))
    weights = dict.fromkeys([*evidence, *at_least], _LEAST_PROBABILITY)
    predictions = _model().predict(" ".join(words) + "\n", 20, 0.0, "replace")
    for probability, label in predictions:
        code = label.removeprefix("__label__")
        language = _SAME_AS.get(code, code)
        weights[language] = weights.get(language, 0.0) + probability
    most = max(evidence.values(), default=0)
    # Less the most, so that no power overflows.
    weights = {
        language: weight * _FUNCTION_WORD_FACTOR ** (evidence[language] - most)
        for language, weight in weights.items()
    }
    total = sum(weights.values())
    return {language: weight / total for language, weight in weights.items()}


def _clear(probabilities: dict[str, float], words: list[str]) -> DetectedLanguage | None:
    """Returns the likeliest language if it is likely enough."""
    language = max(probabilities, key=lambda one: probabilities[one])
    has_function_words = any(language in languages_of_word(word) for word in words)
    least = _CLEAR_WITH_FUNCTION_WORDS if has_function_words else _CLEAR
    if probabilities[language] < least or language not in LANGUAGE_NAMES:
        return None
    return DetectedLanguage(language, min(probabilities[language], 1.0))


def _primary(language: str) -> str:
    """Checks the code of a language and returns it without script and region."""
    check_language("language", language)
    code = language.partition("-")[0]
    return _SAME_AS.get(code, code)
