"""Content words: stop words dropped, the others reduced to their stems."""

from collections.abc import Iterable, Iterator

from nlp_suite.text.indexing.stemming import stem
from nlp_suite.text.indexing.stop_words import is_stop_gram, stop_words
from nlp_suite.text.indexing.terms import Term, character_grams, find_words

# Languages that write a short word and an apostrophe before another word, "l'Etna", and those
# that write an ending behind the apostrophe, "Ankara'da".
_ELIDING = frozenset({"ca", "fr", "it", "oc"})
_ENDING = frozenset({"az", "de", "nl", "tr"})


def content_words(sentence: str, language: str = "en") -> frozenset[str]:
    """Finds the words that say what a sentence is about.

    Words are folded to lower case, what an apostrophe adds to them is cut off, stop words are
    dropped, and the others are reduced to their stems: in English by three rules that make
    plurals singular, else by the Snowball algorithm of the language. Where words are not
    separated by spaces, character n-grams stand for them.

    Args:
        sentence: A sentence.
        language: The code of its language; without stop words or an algorithm for it, every word
            counts as it is written.

    Returns:
        The different content words; none if there are none.

    Example:
        >>> sorted(content_words("The cities' cats don't like the city's dog."))
        ['cat', 'city', 'dog', 'like']
        >>> sorted(content_words("Die Katzen der Städte und die Katze der Stadt.", "de"))
        ['katz', 'stadt']
        >>> sorted(content_words("東京都"))
        ['京都', '東京']

    Reference:
        Harman 1991, "How Effective Is Suffixing?", JASIS 42(1), for the plural rules; `stem` and
        `find_terms` name the sources of the others.
    """
    return content_terms(find_words(sentence, language), language)


def content_terms(words: Iterable[Term], language: str = "en") -> frozenset[str]:
    """Finds the words that say what a sentence is about among its words.

    Args:
        words: The words of the sentence, as `find_words` gives them.
        language: As for `content_words`.

    Returns:
        As `content_words`.

    Example:
        >>> sorted(content_terms(find_words("The cities' cats.")))
        ['cat', 'city']
    """
    language = language.partition("-")[0]
    stopped = stop_words(language)
    found: set[str] = set()
    for text, gram in words:
        if gram:
            found.update(
                one for one in character_grams(text, gram) if not is_stop_gram(one, language)
            )
        elif language == "en":
            word = _base(text)
            if word not in stopped:
                found.add(_singular(word))
        else:
            found.update(
                stem(word, language) for word in _parts(text, language) if word not in stopped
            )
    return frozenset(found)


def _base(word: str) -> str:
    stem, apostrophe, ending = word.replace("’", "'").rpartition("'")  # noqa: RUF001
    if apostrophe and ending in {"d", "ll", "m", "re", "s", "ve"}:
        return stem
    if apostrophe and ending == "t" and stem.endswith("n") and len(stem) > 1:
        return stem.removesuffix("n") if stem != "can" else stem
    return word


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies") and not word.endswith(("aies", "eies")):
        return word.removesuffix("ies") + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word.removesuffix("s")
    return word if word.endswith(("us", "ss")) else word.removesuffix("s")


def _parts(word: str, language: str) -> Iterator[str]:
    parts = word.replace("’", "'").split("'")  # noqa: RUF001
    if language in _ELIDING:
        yield from parts
    elif language in _ENDING:
        yield parts[0]
    else:
        yield "'".join(parts)
