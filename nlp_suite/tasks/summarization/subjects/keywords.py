"""Key phrases: what a text is about, in its own words."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

from nlp_suite.results import Keyword
from nlp_suite.tasks.summarization.subjects.phrases import FoundPhrases, Phrase, find_phrases

# Title words that key phrases have are as many in a wide neighbourhood of these.
COUNT_POWER, FREQUENCY_POWER, LENGTH_POWER, PLACE_POWER = 0.45, 0.3, 0.8, 0.4

# A phrase is left to a longer one that has this share of its sentences.
_ABSORBING_SHARE = 0.5


def find_keywords(
    sentences: Sequence[str],
    count: int,
    language: str = "en",
    places: Sequence[int] | None = None,
) -> tuple[Keyword, ...]:
    """Finds the key phrases of a text.

    A phrase is scored by how many sentences it stands in, how many its words stand in, how many
    words it has, and where it stands first:
    n_p^0.45 · mean(n_w)^0.3 · |p|^0.8 / (1 + first)^0.4. It is left to a longer one that has half
    of its sentences, a name to the full name, and what is nearly said by a better one is
    passed over. All forms of a word count as one.

    Args:
        sentences: The sentences of the text.
        count: Most phrases to find, at least 1.
        language: The code of its language.
        places: The place of each sentence in its text; if None, they are one after the other.

    Returns:
        Up to `count` phrases as the text spells them, the best first. Scores are shares of the
        best one's.

    Example:
        >>> text = ["The price of raw milk rose.", "Farmers sell raw milk.", "Milk prices vary."]
        >>> [keyword.text for keyword in find_keywords(text, 2)]
        ['raw milk', 'price']

    Reference:
        Campos et al. 2020, "YAKE! Keyword Extraction from Single Documents Using Multiple Local
        Features", Information Sciences 509, for counts and places. Frantzi, Ananiadou and Mima
        2000, "Automatic Recognition of Multi-Word Terms: the C-value/NC-value Method",
        International Journal on Digital Libraries 3(2), for phrases within phrases.
    """
    return rank_keywords(find_phrases(sentences, language, places), count)


def rank_keywords(found: FoundPhrases, count: int) -> tuple[Keyword, ...]:
    """Ranks phrases, as `find_keywords` does.

    Args:
        found: The phrases.
        count: Most phrases to keep.

    Returns:
        The best first.

    Example:
        >>> rank_keywords(find_phrases(["Tin is soft.", "We melt tin."]), 1)[0].text
        'tin'
    """
    absorbed = _absorbed(found.phrases)
    scored = sorted(
        (
            (_score(phrase, found.frequency), phrase)
            for key, phrase in found.phrases.items()
            if key not in absorbed
        ),
        key=lambda pair: -pair[0],
    )
    told = _Told()
    keywords: list[Keyword] = []
    for score, phrase in scored:
        if len(keywords) == count:
            break
        if told.admits(phrase):
            keywords.append(Keyword(phrase.spelling, score / scored[0][0]))
    return tuple(keywords)


def _score(phrase: Phrase, frequency: Mapping[str, int]) -> float:
    length = len(phrase.bases)
    mean = sum(frequency[base] for base in phrase.bases) / length
    return math.exp(
        COUNT_POWER * math.log(phrase.count)
        + FREQUENCY_POWER * math.log(mean)
        + LENGTH_POWER * math.log(length)
        - PLACE_POWER * math.log1p(phrase.first)
    )


def _absorbed(phrases: Mapping[tuple[str, ...], Phrase]) -> set[tuple[str, ...]]:
    """Finds the phrases that are left to longer ones."""
    absorbed: set[tuple[str, ...]] = set()
    for key, phrase in phrases.items():
        for part in _parts(key):
            shorter = phrases.get(part)
            if shorter is None:
                continue
            often = phrase.count > 1 and phrase.count >= _ABSORBING_SHARE * shorter.count
            surname = phrase.capital and part == key[-1:] and shorter.capital
            if often or (surname and phrase.first <= shorter.first):
                absorbed.add(part)
    return absorbed


def _parts(key: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    for length in range(1, len(key)):
        for start in range(len(key) - length + 1):
            yield key[start : start + length]


class _Told:
    """What phrases have said."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._alone: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()
        self._initials: set[str] = set()
        self._acronyms: set[str] = set()

    def admits(self, phrase: Phrase) -> bool:
        """Takes a phrase unless a phrase before it has said nearly the same."""
        own = sorted(set(phrase.bases))
        pairs = set(itertools.combinations(own, 2))
        initials, acronym = _initials(phrase), _acronym(phrase)
        if (
            (len(own) == 1 and own[0] in self._words)
            or not self._alone.isdisjoint(own)
            or not self._pairs.isdisjoint(pairs)
            or acronym in self._initials
            or initials in self._acronyms
        ):
            return False
        self._words.update(own)
        self._alone.update(own if len(own) == 1 else ())
        self._pairs.update(pairs)
        self._initials.update([initials] if initials else ())
        self._acronyms.update([acronym] if acronym else ())
        return True


def _initials(phrase: Phrase) -> str:
    words = phrase.spelling.replace("-", " ").split()
    return "".join(word[0] for word in words).casefold() if len(words) > 1 else ""


def _acronym(phrase: Phrase) -> str:
    letters = phrase.spelling.replace(".", "")
    return letters.casefold() if len(letters) > 1 and letters.isupper() else ""
