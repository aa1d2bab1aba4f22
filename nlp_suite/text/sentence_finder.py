"""Sentences around character spans, without splitting the whole text."""

import re

from nlp_suite.text import SentenceSpan, split_sentences

# How far from an answer its sentence may reach; no more than that is split for one answer.
REACH = 10_000
# Neighbourhoods that are remembered: answers to several questions often share one.
_REMEMBERED = 64

_SPACE = re.compile(r"\s+")


class SentenceFinder:
    """Finds the sentences of a text at certain places, without splitting all of it.

    A blank line ends a sentence whatever stands around it, so only the lines between two of
    them are split, and of these no more than 10,000 characters on each side of the place.

    Args:
        text: The text.
        language: Its language, as for `split_sentences`.

    Example:
        >>> finder = SentenceFinder("It was late. Dr. Smith paid $1.50.")
        >>> finder.find(17, 22)
        SentenceSpan(start=13, end=34)
    """

    def __init__(self, text: str, language: str = "en") -> None:
        self._text = text
        self._language = language
        self._split: dict[tuple[int, int], list[SentenceSpan]] = {}

    def find(self, start: int, end: int) -> SentenceSpan:
        """Finds the sentence that a span stands in.

        Args:
            start: Offset of the span's first character.
            end: Offset after its last character.

        Returns:
            The sentence; if the span goes over several, from the start of the first to the end
            of the last. White space belongs to the sentence behind it, at the end of lines to the
            one before it.
        """
        return SentenceSpan(self._sentence_at(start).start, self._sentence_at(end - 1).end)

    def _sentence_at(self, position: int) -> SentenceSpan:
        block = self._block_start(position), self._block_end(position)
        if block not in self._split:
            if len(self._split) == _REMEMBERED:
                self._split.clear()
            self._split[block] = [
                SentenceSpan(block[0] + start, block[0] + end)
                for start, end in split_sentences(self._text[slice(*block)], self._language)
            ]
        spans = self._split[block]
        last = spans[-1] if spans else SentenceSpan(position, position + 1)
        return next((span for span in spans if span.end > position), last)

    def _block_start(self, position: int) -> int:
        """Finds the start of the lines around a position that have no blank line between them."""
        limit = max(position - REACH, 0)
        reach = self._text[limit:position]
        lines = reach.splitlines(keepends=True)
        start = position
        if lines and lines[-1].splitlines()[0] == lines[-1]:
            # The place is in the middle of that line, which is therefore not blank.
            start -= len(lines.pop())
        for line in reversed(lines):
            if line.isspace():
                return start
            start -= len(line)
        if start == 0:
            return 0
        space = _SPACE.search(self._text, limit, position)
        return space.end() if space else limit

    def _block_end(self, position: int) -> int:
        limit = min(position + REACH, len(self._text))
        end = position
        for line in self._text[position:limit].splitlines(keepends=True):
            if line.isspace():
                return end
            end += len(line)
        if end == len(self._text):
            return end
        cut = max(self._text.rfind(space, position, limit) for space in " \n")
        return cut if cut > position else limit
