"""Titles: a text's own, or its most telling clause or noun phrase as a headline."""

# ruff: noqa: RUF001 - typographic dashes and quotation marks are what this module looks for.

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from nlp_suite.results import Keyword
from nlp_suite.tasks.summarization.subjects.phrases import LONGEST_PHRASE, Token, WordReader
from nlp_suite.text.structure import SentenceKind, StructuredSentence

LONGEST_TITLE = 12
# The key phrases that a headline is made of.
TITLE_KEYWORDS = 10
LENGTH_POWER, PLACE_POWER = 0.3, 0.2
# Content words of a headline below which a shorter one is no better.
FULL_LENGTH = 2
# What a headline of one common noun, "Goat", counts beside others.
COMMON_NOUN_WEIGHT = 0.6

# As much of a body as is compared with the lines above it.
_BODY_CHARACTERS = 5_000
# So many characters are no headline, however few spaces they have.
_MOST_CHARACTERS = 120

_BODY: frozenset[SentenceKind] = frozenset({"prose", "turn", "list_item", "verse"})

# Headings that say what a part of a text is, not what it is about.
_GENERIC_TEXT = """
    abstract appendix article background chapter conclusion content contents executive figure
    foreword home introduction overview page paragraph part preface section summary table unit
    volume of paper purpose this abschnitt anhang einführung einleitung fazit hintergrund
    inhalt inhaltsverzeichnis kapitel seite start startseite teil vorwort zusammenfassung
    chapitre partie résumé capítulo parte resumen i ii iii iv v vi vii viii ix x xi xii
"""
_GENERIC = frozenset(_GENERIC_TEXT.split())


def find_title(text: str, structure: Sequence[StructuredSentence]) -> str | None:
    r"""Finds the title that a text has: a heading before everything else, or a mail's subject.

    Args:
        text: The text.
        structure: Its sentences.

    Returns:
        The title; None if there is none, or only one like "Introduction".

    Example:
        >>> from nlp_suite.text.structure import find_structure
        >>> text = "# Chapter 1\n\n## Tin and\tits uses\n\nTin is soft."
        >>> find_title(text, find_structure(text))
        'Tin and its uses'
    """
    head = list(itertools.takewhile(lambda one: one.kind not in _BODY, structure))
    if any(one.kind == "menu" for one in head):
        # A title stands among the links and the name of the page.
        return _title_of_page(text, structure, head)
    for sentence in head:
        line = " ".join(text[sentence.start : sentence.end].split())
        if sentence.kind == "mail_header":
            subject = _subject().match(line)
            if subject and subject["title"]:
                return subject["title"]
        elif sentence.kind == "heading" and not names_a_part(line):
            return line.rstrip(" :") or None
    return None


def names_a_part(heading: str) -> bool:
    """Says whether a heading tells what a part of a text is, and not what it is about.

    Args:
        heading: The heading.

    Returns:
        True if it has no other words than those that name parts.

    Example:
        >>> names_a_part("Chapter 2: Introduction"), names_a_part("Chapter 2: Tin")
        (True, False)
    """
    return _GENERIC.issuperset(re.findall(r"[^\W\d_]+", heading.casefold()))


def _title_of_page(
    text: str, structure: Sequence[StructuredSentence], head: Sequence[StructuredSentence]
) -> str | None:
    """Finds the line above the body that shares most words with it."""
    body = text[structure[len(head)].start :][:_BODY_CHARACTERS] if head != structure else ""
    known = set(_words_of(body))
    best, highest = None, 0.0
    for sentence in head:
        if sentence.kind not in ("menu", "heading"):
            continue
        line = " ".join(text[sentence.start : sentence.end].split())
        words = set(_words_of(line)) - _GENERIC
        shared = len(words & known)
        # A word or two may stand in any link.
        if shared < 2 or 2 * shared <= len(words) or len(line) > _MOST_CHARACTERS:
            continue
        score = shared * shared / len(words)
        if score > highest:
            best, highest = line.rstrip(" :"), score
    below = [one for one in head if one.kind in ("menu", "heading")][-1]
    if best is None and below.kind == "heading":
        best = " ".join(text[below.start : below.end].split()).rstrip(" :")
    return best or None


def _words_of(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) > 3]


def make_title(
    sentences: Sequence[str],
    keywords: Sequence[Keyword],
    language: str = "en",
    places: Sequence[int] | None = None,
) -> str:
    """Makes a headline of what a text says.

    It is a stretch of a sentence from the beginning of one noun phrase to the end of another or
    the same, of at most twelve words and without a mark within: the one that has most of the
    key phrases for its length, where early sentences count more than later ones.

    Args:
        sentences: The sentences of the text, at least one.
        keywords: Its key phrases, the best first.
        language: The code of its language.
        places: The place of each sentence in its text; if None, they are one after the other.

    Returns:
        A headline of at most twelve words, without a stop.

    Example:
        >>> text = ["It rained.", "Farmers sell raw milk, which is dear.", "Raw milk is fresh."]
        >>> make_title(text, [Keyword("raw milk", 1.0), Keyword("farmers", 0.9)])
        'Farmers sell raw milk'

    Reference:
        Dorr, Zajic and Schwartz 2003, "Hedge Trimmer: A Parse-and-Trim Approach to Headline
        Generation", HLT-NAACL, for headlines that are cut out of early sentences.
    """
    reader = WordReader(language)
    weights: dict[str, float] = {}
    common: set[str] = set()
    for keyword in keywords:
        for token in reader.tokenize(keyword.text):
            if token.kind not in ("function", "link"):
                weights[token.base] = max(weights.get(token.base, 0.0), keyword.score**2)
                if token.text[0].islower():
                    common.add(token.base)
    total = sum(weights.values())
    best, highest = "", 0.0
    for index, sentence in enumerate(sentences):
        place = index if places is None else places[index]
        prior = 1 / (1 + place) ** PLACE_POWER
        # No stretch of it can have more.
        if total * prior <= highest:
            continue
        tokens = reader.tokenize(sentence)
        for first, last in _stretches(tokens, weights):
            own = {one.base for one in tokens[first : last + 1] if one.kind != "function"}
            value = sum(weights.get(base, 0.0) for base in own)
            score = value * prior / max(len(own), FULL_LENGTH) ** LENGTH_POWER
            if len(own) == 1 and own <= common:
                score *= COMMON_NOUN_WEIGHT
            if score > highest:
                best, highest = sentence[tokens[first].start : tokens[last].end], score
    if not best:
        best = keywords[0].text if keywords else _cut(sentences[0])
    return _as_headline(best)


def _stretches(tokens: Sequence[Token], weights: Mapping[str, float]) -> Iterator[tuple[int, int]]:
    """Yields the first and the last word of what may be a headline."""
    for first, token in enumerate(tokens):
        if token.base not in weights or token.kind == "function":
            continue
        for _ in range(LONGEST_PHRASE):
            if not first or not tokens[first].joined or tokens[first - 1].kind != "content":
                break
            first -= 1
        if first and tokens[first].joined and tokens[first - 1].text.casefold() in _CLAUSES:
            continue
        governed = _is_governed(tokens, first)
        for last in range(first, min(first + LONGEST_TITLE, len(tokens))):
            if last > first and not tokens[last].joined:
                break
            if tokens[last].base not in weights or not _may_end(tokens, first, last):
                continue
            if not (governed and _has_verb(tokens[first : last + 1])):
                yield first, last


def _is_governed(tokens: Sequence[Token], first: int) -> bool:
    """Says whether a preposition stands before a noun phrase, which is no subject then."""
    before = first - 1
    if before >= 0 and tokens[before].text.casefold() in _DETERMINERS:
        first, before = before, before - 1
    return before >= 0 and tokens[first].joined and tokens[before].kind in ("function", "link")


def _has_verb(tokens: Sequence[Token]) -> bool:
    return any(token.kind == "weak" or token.text.casefold() in _VERBS for token in tokens)


def _may_end(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Says whether nothing behind a word belongs to it."""
    if last + 1 == len(tokens) or not tokens[last + 1].joined:
        return True
    after = tokens[last + 1]
    if after.kind not in ("function", "weak") or after.text.casefold() in _COMPLEMENTS:
        return False
    # One noun phrase may stand alone; what has more must not lose its verb.
    one = all(token.kind in ("content", "vague") for token in tokens[first : last + 1])
    return one or after.text.casefold() not in _VERBS


# "Impact of …", "Bau der …".
_COMPLEMENTS = frozenset({"der", "des", "of"})
_DETERMINERS_TEXT = """
    a an the dem den der die das ein eine einem einen einer el la las le les los il lo un una une
"""
_DETERMINERS = frozenset(_DETERMINERS_TEXT.split())
# What somebody says, asks or denies, "it is not proven that …".
_CLAUSES = frozenset({"that", "whether", "if", "dass", "daß", "ob", "wenn"})
_VERBS_TEXT = """
    am are be been being can could did do does had has have is may might must shall should was were
    will would hat haben hatte hatten ist sind war waren wird werden wurde wurden
"""
_VERBS = frozenset(_VERBS_TEXT.split())


def _cut(sentence: str) -> str:
    words = sentence[: 8 * _MOST_CHARACTERS].split(maxsplit=LONGEST_TITLE)
    return " ".join(words[:LONGEST_TITLE])[:_MOST_CHARACTERS]


def _as_headline(clause: str) -> str:
    title = " ".join(clause.split()).rstrip(".,;:–—-。 ")
    for ending in ("'s", "’s"):
        title = title.removesuffix(ending)
    # "iPhone" and "pH" stay as they are.
    first = title.partition(" ")[0]
    return title[:1].upper() + title[1:] if first.islower() else title


@functools.cache
def _subject() -> re.Pattern[str]:
    return re.compile(
        r"(?:subject|betreff|objet|asunto|oggetto|onderwerp|assunto|temat|emne|ämne)\s?:\s?"
        r"(?:(?:re|fw|fwd|aw|wg|sv|vs|rv|tr|antw)(?:\[\d+\])?\s?:\s?)*(?P<title>.*)",
        re.IGNORECASE,
    )
