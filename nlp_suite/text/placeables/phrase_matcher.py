"""Matching of many phrases at once, by their words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nlp_suite.text.words import fold_word

# A word with its combining marks, or any other sign; blanks before it.
_TOKEN = re.compile(r"(\s*)([\w\u0300-\u036f]+|\S)")


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
            tokens = [(blank, token) for _, _, blank, token in _tokens(phrase)]
            for position, (blank, token) in enumerate(tokens):
                key = _key(bool(blank and position), token)
                node = node.following.setdefault(key, _Node())
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
        if not self._root.following:
            return
        tokens = list(_tokens(text))
        starts = self._root.following
        i = 0
        while i < len(tokens):
            if tokens[i][3] not in starts:
                i += 1
                continue
            found = self._longest(text, tokens, i)
            if found is None:
                i += 1
                continue
            stop, phrase = found
            yield tokens[i][0], tokens[stop - 1][1], phrase
            i = stop

    def _longest(
        self, text: str, tokens: list[tuple[int, int, bool, str]], first: int
    ) -> tuple[int, int] | None:
        node = self._root
        found = None
        start = tokens[first][0]
        for i in range(first, len(tokens)):
            _, end, blank, token = tokens[i]
            following = node.following.get(_key(blank and i > first, token))
            if following is None:
                break
            node = following
            phrase = node.any_case
            if node.exact:
                phrase = node.exact.get(" ".join(text[start:end].split()), phrase)
            if phrase is not None:
                found = i + 1, phrase
        return found


def _tokens(text: str) -> Iterator[tuple[int, int, bool, str]]:
    for match in _TOKEN.finditer(text):
        blank, token = match.groups()
        folded = token.casefold() if token.isascii() else fold_word(token)
        yield *match.span(2), bool(blank), folded


def _key(blank: bool, token: str) -> str:
    return " " + token if blank else token
