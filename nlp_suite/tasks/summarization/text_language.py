"""The language of a text that is to be summarized, and what embedders know of it."""

import unicodedata
import warnings
from collections import Counter

from nlp_suite.errors import LanguageMismatchWarning
from nlp_suite.text.english_words import is_clearly_english
from nlp_suite.text.languages import language_name

# What is looked at: the beginning, the middle and the end. A menu or a quotation in another
# language is not the text.
_WINDOW = 1000

# The commonest language of a script, by the first word of the names of its letters: for texts in
# which the language is unclear, though not the script.
_SCRIPTS = {
    "ARABIC": "ar",
    "ARMENIAN": "hy",
    "BENGALI": "bn",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KANNADA": "kn",
    "KATAKANA": "ja",
    "KHMER": "km",
    "LAO": "lo",
    "MALAYALAM": "ml",
    "MYANMAR": "my",
    "ORIYA": "or",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
}
# So many letters tell the script.
_LETTERS = 100

# Encoders that have learned English only, by the ends of their names.
_ENGLISH_MODELS = frozenset(
    {
        "all-MiniLM-L12-v2",
        "all-MiniLM-L6-v2",
        "all-distilroberta-v1",
        "all-mpnet-base-v2",
        "bert-base-cased",
        "bert-base-uncased",
        "bert-large-cased",
        "bert-large-uncased",
        "distilbert-base-uncased",
    }
)

# The languages that somebody was warned of in this process.
_warned: set[str] = set()


def find_language(text: str) -> str:
    """Finds the language of a text.

    Args:
        text: The text.

    Returns:
        The code of the language that most of it is clearly in (ISO 639-1), else "en".

    Example:
        >>> find_language("Die Katze schläft, und der Hund wacht."), find_language("Tin. 5 t.")
        ('de', 'en')
    """
    starts = {0}
    if len(text) > _WINDOW:
        starts |= {(len(text) - _WINDOW) // 2, len(text) - _WINDOW}
    windows = [text[start : start + _WINDOW] for start in starts]
    language, number = Counter(map(_language_of, windows)).most_common(1)[0]
    return language if 2 * number > len(windows) else "en"


def _language_of(text: str) -> str:
    if is_clearly_english(text):
        return "en"
    # It takes 20 ms to load, and nearly no English text needs it.
    from nlp_suite.text.language_detection import other_language

    return other_language(text, "en") or _language_of_script(text) or "en"


def _language_of_script(text: str) -> str | None:
    """Returns the commonest language of the script that most letters are of, if it is not Latin."""
    letters = [letter for letter in text if letter.isalpha()][:_LETTERS]
    if text.isascii() or not letters:
        return None
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    # Japanese has Chinese characters, too.
    scripts = Counter(_SCRIPTS.get(name) for name in names)
    if scripts["ja"]:
        scripts["ja"] += scripts.pop("zh", 0)
    language, number = scripts.most_common(1)[0]
    return language if 2 * number > len(letters) else None


def is_known(language: str, model: str) -> bool:
    """Says whether an embedder can have learned a language.

    Args:
        language: The code of the language.
        model: The embedder's model.

    Returns:
        False for another language than English and a model that is known to have learned that
        only.

    Example:
        >>> is_known("de", "all-MiniLM-L6-v2"), is_known("de", "distiluse-base-multilingual")
        (False, True)
    """
    english = language.partition("-")[0] == "en"
    return english or model.rstrip("/").rpartition("/")[2] not in _ENGLISH_MODELS


def warn_of_unknown_language(language: str, model: str) -> None:
    """Warns that a text is in a language that the embedder has not learned.

    That is done once in a process for each language.

    Args:
        language: The code of the language, as it was found in the text.
        model: The embedder's model.

    Example:
        >>> with warnings.catch_warnings(record=True, action="always") as caught:
        ...     warn_of_unknown_language("eu", "a-model")
        >>> str(caught[0].message)[:57]
        'a text seems to be in Basque, which a-model has not learn'
    """
    if language in _warned:
        return
    _warned.add(language)
    warnings.warn(
        f"a text seems to be in {language_name(language)}, which {model} has not learned: its "
        f"sentences are compared by their words alone; pass language={language!r} if that is "
        'right, language="en" if it is not',
        LanguageMismatchWarning,
        # Whoever called nlp_suite.summarize.
        stacklevel=8,
    )
