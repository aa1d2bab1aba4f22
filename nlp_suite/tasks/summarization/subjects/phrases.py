"""Candidate phrases: stretches of content words that may name what a text is about."""

# ruff: noqa: RUF001 - typographic hyphens and apostrophes are what this module looks for.

import dataclasses
import functools
import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from nlp_suite.tasks.summarization.content_words import content_words
from nlp_suite.tasks.summarization.subjects.weak_words import vague_nouns, weak_words

LONGEST_PHRASE = 4

# A longer word is no word: an encoded file, a line without spaces.
_LONGEST_WORD = 40
# Ideographs stand without spaces; a phrase has at least two, and occurs twice.
_LONGEST_IDEOGRAPHS = 6

# What may stand within a phrase that occurs twice: "balance of trade", "chemin de fer".
LINKS = {
    "ca": "de del d",
    "en": "of",
    "es": "de del",
    "fr": "de des du d",
    "it": "di dei del della delle d",
    "pt": "da das de do dos",
}
# In these an apostrophe parts two words, "l'Etna".
_ELIDING = frozenset({"ca", "fr", "it", "oc"})
# In these the noun is the last word of its phrase, and in those the first.
_HEAD_LAST = frozenset({"da", "de", "en", "fi", "hu", "nb", "nl", "nn", "no", "sv", "tr"})
_HEAD_FIRST = frozenset({"ca", "es", "fr", "it", "pt", "ro"})

# What stands next to an English verb: "they sell", "has sold", "sell the".
_BEFORE_VERBS_TEXT = """
    i you he she they we it who which not will would can could may might must should shall cannot
"""
_BEFORE_VERBS = frozenset(_BEFORE_VERBS_TEXT.split())
_BEFORE_PARTICIPLES_TEXT = "am are be been being had has have is was were"
_BEFORE_PARTICIPLES = frozenset(_BEFORE_PARTICIPLES_TEXT.split())
_BEFORE_ADJECTIVES = frozenset({*_BEFORE_PARTICIPLES, "as", "quite", "so", "too", "very"})
_BEHIND_VERBS_TEXT = """
    the a an his her its their our my your this these those him them us me himself herself itself
    themselves how whether
"""
_BEHIND_VERBS = frozenset(_BEHIND_VERBS_TEXT.split())

# Weak words that begin names: "New Zealand", "Great Britain".
_NAME_WORDS_TEXT = (
    "Best Big First General Good Grand Great High Little Long New Old Open Real Second"
)
_NAME_WORDS = frozenset(_NAME_WORDS_TEXT.split())

_NOUNS = frozenset({"content", "vague"})

WordKind = Literal["content", "vague", "weak", "function", "link", "ideograph"]


class Token(NamedTuple):
    """A word of a sentence.

    Args:
        text: The word.
        base: What all its forms have in common.
        kind: What it can be in a phrase: "weak" words part phrases as function words do, "vague"
            nouns need another word before them, "link" words may stand within.
        start: Where it starts in the sentence, in characters.
        end: Where it ends.
        joined: Whether nothing but white space, or an elision's mark, stands before it.

    Example:
        >>> WordReader("en").tokenize("The cats")[1][:3]
        ('cats', 'cat', 'content')
    """

    text: str
    base: str
    kind: WordKind
    start: int
    end: int
    joined: bool


@dataclasses.dataclass(slots=True)
class Phrase:
    """A phrase of a text, in all its forms.

    Args:
        bases: The base forms of its words.
        count: How many sentences it stands in.
        first: Place of the first of them.
        last: Index of the last of them.
        linked: Whether it has a function word within.
        free: Whether it stands somewhere without a content word at the side of its noun.
        capital: Whether all its words have capitals somewhere within a sentence.
        noun: Whether its last word has one.
        spellings: How it is spelt, and how often; within a sentence counts twice.

    Example:
        >>> find_phrases(["Tin is soft.", "We melt tin."]).phrases["tin",].count
        2
    """

    bases: tuple[str, ...]
    count: int = 0
    first: int = 0
    last: int = -1
    linked: bool = False
    free: bool = False
    capital: bool = False
    noun: bool = False
    spellings: Counter[str] = dataclasses.field(default_factory=Counter)

    @property
    def spelling(self) -> str:
        """How it is spelt most often; of equals the first."""
        return max(self.spellings, key=self.spellings.__getitem__)


class FoundPhrases(NamedTuple):
    """The phrases of a text.

    Args:
        phrases: The phrases, by the base forms of their words.
        frequency: In how many sentences each base form stands.

    Example:
        >>> find_phrases(["Tin is soft.", "Tin melts."]).frequency["tin"]
        2
    """

    phrases: dict[tuple[str, ...], Phrase]
    frequency: Counter[str]


def find_phrases(
    sentences: Sequence[str], language: str = "en", places: Sequence[int] | None = None
) -> FoundPhrases:
    """Finds the stretches of up to four content words that could be noun phrases.

    As in RAKE, function words and marks part them. There is no tagger: a word is no noun if
    what stands next to it in the text says that it is a verb, and in the languages that begin
    nouns with capitals, if it never has one. "of" and its like may stand within a phrase that
    occurs twice. Where words are not separated by spaces, phrases are characters that occur
    together twice.

    Args:
        sentences: The sentences of the text.
        language: The code of its language.
        places: The place of each sentence in its text; if None, they are one after the other.

    Returns:
        The phrases and the frequencies of their words.

    Example:
        >>> found = find_phrases(["Prices rise. The price of raw milk rises, they say."])
        >>> sorted(" ".join(phrase) for phrase in found.phrases)
        ['milk', 'price', 'raw milk']

    Reference:
        Rose, Engel, Cramer and Cowley 2010, "Automatic Keyword Extraction from Individual
        Documents", in Text Mining: Applications and Theory, for candidates without a tagger.
    """
    language = language.replace("_", "-").partition("-")[0].casefold()
    words = WordReader(language)
    found = FoundPhrases({}, Counter())
    contexts: Counter[str] = Counter()
    verbal: Counter[str] = Counter()
    for index, sentence in enumerate(sentences):
        tokens = words.tokenize(sentence)
        found.frequency.update(
            {token.base for token in tokens if token.kind not in ("function", "link")}
        )
        if language == "en":
            for at, token in enumerate(tokens):
                if token.kind == "content":
                    contexts[token.base] += 1
                    verbal[token.base] += _is_verbal(tokens, at)
        place = index if places is None else places[index]
        _collect(found.phrases, sentence, tokens, index, place, language)
    verbs = {base for base, count in verbal.items() if 2 * count >= contexts[base]}
    nouns = language == "de" and any(phrase.noun for phrase in found.phrases.values())
    tagged = bool(weak_words(language))
    kept = {
        key: phrase
        for key, phrase in found.phrases.items()
        if phrase.free
        and (phrase.count > 1 or not phrase.linked)
        # Without a list of verbs, words that stand together twice are most likely no sentence.
        and (phrase.count > 1 or tagged or len(key) == 1 or phrase.capital)
        and (phrase.noun or not nouns)
        # "parents seeking access" is no noun phrase, "mobile gaming market" may be one.
        and (phrase.count > 1 or language != "en" or not any(b.endswith("ing") for b in key[1:-1]))
        and (phrase.capital or not (key[0] in verbs or key[-1] in verbs))
    }
    return FoundPhrases(kept, found.frequency)


def _collect(
    phrases: dict[tuple[str, ...], Phrase],
    sentence: str,
    tokens: Sequence[Token],
    index: int,
    place: int,
    language: str,
) -> None:
    for first, token in enumerate(tokens):
        if token.kind == "ideograph":
            longest, least = _LONGEST_IDEOGRAPHS, 2
        elif token.kind == "content" and not (
            _is_parted(tokens, first, language) and not token.text.endswith("er")
        ):
            longest, least = LONGEST_PHRASE, 1
        else:
            continue
        for last in range(first, min(first + longest, len(tokens))):
            if last > first and (not tokens[last].joined or _is_parted(tokens, last, language)):
                break
            kind = tokens[last].kind
            if kind == "link":
                continue
            if kind != token.kind and kind != "vague":
                break
            if last - first + 1 < least:
                continue
            own = tokens[first : last + 1]
            bases = tuple(one.base for one in own if one.kind != "link")
            phrase = phrases.setdefault(bases, Phrase(bases, first=place))
            if phrase.last != index:
                phrase.count += 1
                phrase.last = index
            elif phrase.free:
                continue
            phrase.linked = phrase.linked or len(bases) < len(own) or kind == "ideograph"
            phrase.free = phrase.free or _is_free(tokens, first, last, language)
            within = first > 0
            if within or last > first:
                phrase.noun = phrase.noun or own[-1].text[0].isupper()
            if within:
                capital = all(one.text[0].isupper() for one in own if one.kind != "link")
                phrase.capital = phrase.capital or capital
            spelling = " ".join(sentence[own[0].start : own[-1].end].split())
            for ending in ("'s", "’s"):
                spelling = spelling.removesuffix(ending) if language == "en" else spelling
            phrase.spellings[spelling] += 2 if within and not spelling.isupper() else 1


def _is_parted(tokens: Sequence[Token], at: int, language: str) -> bool:
    """Says whether a German word stands behind a noun, and is none: most of these are verbs."""
    if language != "de" or not at or not tokens[at].joined:
        return False
    before = tokens[at - 1]
    return before.kind in _NOUNS and before.text[0].isupper() and tokens[at].text[0].islower()


def _is_free(tokens: Sequence[Token], first: int, last: int, language: str) -> bool:
    """Says whether no other content word stands at the side of a phrase where its noun is."""
    if language == "en" and first == last and _is_predicate(tokens, first):
        return False
    if language in _HEAD_LAST:
        after = tokens[last + 1] if last + 1 < len(tokens) else None
        return (
            after is None
            or not after.joined
            or after.kind not in _NOUNS
            or _is_parted(tokens, last + 1, language)
        )
    if language in _HEAD_FIRST:
        return first == 0 or not tokens[first].joined or tokens[first - 1].kind not in _NOUNS
    return True


def _is_predicate(tokens: Sequence[Token], at: int) -> bool:
    """Says whether an English word is most likely an adjective behind its verb, "is soft"."""
    token = tokens[at]
    if not at or not token.joined or token.text[0].isupper() or token.text.endswith("s"):
        return False
    return tokens[at - 1].text.casefold() in _BEFORE_ADJECTIVES


def _is_verbal(tokens: Sequence[Token], at: int) -> bool:
    """Says whether an English word stands where verbs do."""
    token = tokens[at]
    before = tokens[at - 1].text.casefold() if at and token.joined else ""
    after = tokens[at + 1] if at + 1 < len(tokens) and tokens[at + 1].joined else None
    if before in _BEFORE_VERBS or (after is not None and after.text.casefold() in _BEHIND_VERBS):
        return True
    low = token.text.casefold()
    return (low.endswith("ed") and len(low) > 5 and not low.endswith("eed")) or (
        low.endswith("ing") and before in _BEFORE_PARTICIPLES
    )


class WordReader:
    """Reads the words of a language; a form that it has met it knows.

    Args:
        language: The code of the language.

    Attributes:
        language: The same.

    Example:
        >>> [token.kind for token in WordReader("en").tokenize("They said life is hard work.")]
        ['function', 'weak', 'vague', 'function', 'weak', 'vague']
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._weak = weak_words(language)
        self._vague = vague_nouns(language)
        self._links = frozenset(LINKS.get(language, "").split())
        self._token = _eliding_token() if language in _ELIDING else _token()
        self._known: dict[str, tuple[WordKind, str]] = {}

    def tokenize(self, sentence: str) -> list[Token]:
        """Finds the words of a sentence.

        Args:
            sentence: The sentence.

        Returns:
            Its words in their order.
        """
        tokens: list[Token] = []
        last = 0
        for match in self._token.finditer(sentence):
            word, (start, end) = match[0], match.span()
            kind, base = self._known.get(word) or self._look_up(word)
            gap = sentence[last:start]
            joined = not gap or gap.isspace() or (gap in "'’" and self.language in _ELIDING)
            if (
                joined
                and tokens
                and word[0].isupper()
                and kind == "content"
                and tokens[-1].text in _NAME_WORDS
                and tokens[-1].start
            ):
                tokens[-1] = tokens[-1]._replace(kind="content")
            tokens.append(Token(word, base, kind, start, end, joined))
            last = end
        return tokens

    def _look_up(self, word: str) -> tuple[WordKind, str]:
        found = self._known[word] = self._classify(word)
        return found

    def _classify(self, word: str) -> tuple[WordKind, str]:
        low = word.casefold().replace("’", "'")
        if _ideograph().fullmatch(word):
            return ("function" if word in _IDEOGRAPHIC_STOPS else "ideograph"), word
        if low in self._links:
            return "link", low
        if len(word) > _LONGEST_WORD:
            return "weak", low
        found = content_words(word, self.language)
        # "IT", "WHO" and "US" are names.
        name = 1 < len(word) <= 5 and word.isupper() and self.language == "en"
        if not found and not name:
            return "function", low
        base = next(iter(found)) if len(found) == 1 else low
        if self.language == "de" and _is_genitive(base):
            base = base[:-1]
        digits = sum(map(str.isdigit, word))
        plain = low.removesuffix("'s")
        if plain in self._vague and not name:
            return "vague", base
        says_little = plain in self._weak and not name
        adverb = self.language == "en" and low.endswith("ly") and len(low) > 5
        # "5.5bn" and "26-year-old" count, "5G" is a name.
        counts = 2 * digits > len(word) or (word[:1].isdigit() and not word[1:2].isupper())
        if says_little or len(word) < 2 or (digits and counts):
            return "weak", base
        return ("weak" if adverb and word[0].islower() else "content"), base


def _is_genitive(stem: str) -> bool:
    """Says whether the stem of a German word has the s of "Europas" and "Neubaus" yet."""
    return len(stem) > 5 and stem[-1] == "s" and stem[-2] in "aeiou" and not stem.endswith("haus")


# Particles, pronouns and prepositions of Chinese; those of Japanese are written in hiragana.
_IDEOGRAPHIC_STOPS = frozenset(
    "的了是在不有和这那我你他她它们与及其之而或但被把从就也都很对于以为着过吗呢吧并让将向跟给已还"
    "這們與個对對於從為還"
)


@functools.cache
def _ideograph() -> re.Pattern[str]:
    return re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def _pattern(joiners: str) -> re.Pattern[str]:
    # Marks of Indic and other scripts are no letters to the module; hiragana part phrases.
    letter = (
        r"(?:[^\W_\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff]|[\u0300-\u036f\u0591-\u05bd\u064b-\u065f"
        r"\u0670\u0900-\u0963\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u200c\u200d])"
    )
    return re.compile(
        rf"[\u3400-\u4dbf\u4e00-\u9fff]|(?:[A-Z]\.){{2,8}}|{letter}+(?:(?:[{joiners}]|(?<=\d)[.,](?=\d)){letter}+)*"
    )


@functools.cache
def _token() -> re.Pattern[str]:
    return _pattern("‐‑&'’-")


@functools.cache
def _eliding_token() -> re.Pattern[str]:
    return _pattern("‐‑&-")
