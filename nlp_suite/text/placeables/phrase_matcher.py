"""Matching of many phrases at once, by their words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nlp_suite.text.words import fold_word

# A word with its combining marks, or any other sign.
_TOKEN = re.compile(r"[\w\u0300-\u036f]+|\S")


@dataclass(slots=True)
class _Node:
    """A node of the trie of phrases: what may follow, and the phrases that end here."""

    following: dict[str, "_Node"] = field(default_factory=dict)
    any_case: int | None = None
    exact: dict[str, int] = field(default_factory=dict)


class PhraseMatcher:
    """Finds phrases in texts where they stand as whole words, the longest first.

    The time grows with the text and the words of the longest phrase, not with the number of
    phrases. Blanks of any kind and number are alike.

    Args:
        phrases: The phrases, and whether each is found in its own case only.

    Example:
        >>> matcher = PhraseMatcher([("credit note", False), ("credit", False), ("IT", True)])
        >>> list(matcher.find("Credit  note: it is on credit, from IT."))
        [(0, 12, 0), (23, 29, 1), (36, 38, 2)]
    """

    def __init__(self, phrases: Iterable[tuple[str, bool]]) -> None:
        self._root = _Node()
        for i, (phrase, case_sensitive) in enumerate(phrases):
            node = self._root
            end = None
            for span, token in zip(*_tokens(phrase), strict=True):
                blank = end is not None and span[0] > end
                node = node.following.setdefault(_key(blank, token), _Node())
                end = span[1]
            if case_sensitive:
                node.exact.setdefault(" ".join(phrase.split()), i)
            elif node.any_case is None:
                node.any_case = i

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Finds the phrases in a text.

        Args:
            text: The text.

        Yields:
            Where each starts and ends, and its number. They do not overlap.
        """
        starts = self._root.following
        if not starts:
            return
        spans, tokens = _tokens(text)
        i = 0
        while i < len(tokens):
            found = self._longest(text, spans, tokens, i) if tokens[i] in starts else None
            if found is None:
                i += 1
                continue
            stop, phrase = found
            yield spans[i][0], spans[stop - 1][1], phrase
            i = stop

    def _longest(
        self, text: str, spans: list[tuple[int, int]], tokens: list[str], first: int
    ) -> tuple[int, int] | None:
        node = self._root
        found = None
        start = spans[first][0]
        for i in range(first, len(tokens)):
            blank = i > first and spans[i][0] > spans[i - 1][1]
            following = node.following.get(_key(blank, tokens[i]))
            if following is None:
                break
            node = following
            phrase = node.any_case
            if node.exact:
                written = " ".join(text[start : spans[i][1]].split())
                phrase = node.exact.get(written, phrase)
            if phrase is not None:
                found = i + 1, phrase
        return found


def _tokens(text: str) -> tuple[list[tuple[int, int]], list[str]]:
    """Returns the tokens of a text, case folded, and where they are."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    if text.isascii():
        text = text.lower()
        return spans, [text[start:end] for start, end in spans]
    return spans, [fold_word(text[start:end]) for start, end in spans]


def _key(blank: bool, token: str) -> str:
    return " " + token if blank else token
