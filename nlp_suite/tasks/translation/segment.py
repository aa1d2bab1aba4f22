"""Segments: what is translated as a unit, a sentence or a part of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from nlp_suite.engines.interfaces import Hypothesis
from nlp_suite.tasks.translation.end_marks import match_end
from nlp_suite.tasks.translation.letter_case import (
    is_all_capitals,
    to_capitals,
    to_sentence_case,
)
from nlp_suite.tasks.translation.markup import Mark, put_back_marks, take_out_marks
from nlp_suite.tasks.translation.quotation_marks import pair_quotation_marks
from nlp_suite.text.placeables.finder import PlaceableFinder
from nlp_suite.text.placeables.placeable import Placeable
from nlp_suite.text.spans import replace_spans
from nlp_suite.text.surrogates import without_surrogates

# What is marked is translated, and the marks are put around the translation.
_MARKUP = frozenset({"mark", "tag"})
# What may stand around a sentence without belonging to it, so that a model need not see it.
_AROUND = frozenset({"symbol"})
_BEHIND = frozenset({"symbol", "hashtag"})


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or a part of one, as an engine gets it, and what goes around the translation.

    Args:
        text: The sentence.
        before: What the translation begins with.
        core: What is to be translated, without markup, in small letters if the sentence is in
            capitals; "" if there is nothing to translate.
        after: What the translation ends with.
        placeables: The placeables of the core, in order.
        marks: The markup of the core.
        in_capitals: Whether the sentence is in capitals.

    Example:
        >>> segment = Segment.of("OPEN THE <b>DOOR</b>. 😀", PlaceableFinder("en", "de"))
        >>> segment.core, segment.after
        ('Open the door.', ' 😀')
        >>> looked = np.eye(3)[[0, 0, 1, 2]]
        >>> tokens = ("Öffnen", "Sie", "die", "Tür")
        >>> found = Hypothesis("Öffnen Sie die Tür", tokens, 0.0, ("Open", "the", "door."), looked)
        >>> segment.finish(found, "en", "de")
        'ÖFFNEN SIE DIE <b>TÜR</b>. 😀'
    """

    text: str
    before: str
    core: str
    after: str
    placeables: tuple[Placeable, ...]
    marks: tuple[Mark, ...]
    in_capitals: bool

    @classmethod
    def of(cls, text: str, finder: PlaceableFinder) -> Self:
        """Makes a segment of a sentence.

        Args:
            text: The sentence, or a part of one.
            finder: Finds its placeables.

        Returns:
            The segment.
        """
        placeables: Sequence[Placeable] = finder.find(text)
        if not _has_letter(text, placeables):
            rendered = replace_spans(text, placeables, [one.target for one in placeables])
            return cls(text, rendered, "", "", (), (), in_capitals=False)
        start, stop = _without_surroundings(text, placeables)
        placeables = [
            Placeable(p.start - start, p.end - start, p.kind, p.target, p.hidden)
            for p in placeables
            if start <= p.start and p.end <= stop
        ]
        core, marks, inner = take_out_marks(text[start:stop], placeables, _MARKUP)
        # As an engine reads it.
        core = without_surrogates(core)
        spans = [(p.start, p.end) for p in inner]
        in_capitals = is_all_capitals(core, spans)
        if in_capitals:
            core = to_sentence_case(core, spans, finder.source_language)
        return cls(text, text[:start], core, text[stop:], inner, marks, in_capitals)

    @property
    def hidden(self) -> tuple[Placeable, ...]:
        """The placeables that a model shall not see."""
        return tuple(one for one in self.placeables if one.hidden)

    def finish(
        self,
        hypothesis: Hypothesis,
        source_language: str,
        target_language: str,
        copied: Sequence[str] = (),
    ) -> str:
        """Makes the sentence's translation of that of its core.

        Args:
            hypothesis: What an engine wrote for the core; with its attention if there is markup.
            source_language: The language of the segment, its code.
            target_language: The language of the translation.
            copied: What the engine has copied.

        Returns:
            The translation, ended as the sentence is, with its markup, in capitals if the
            sentence is, and with what stands around.
        """
        # A line of the text stays one line, whatever an engine writes.
        written = " ".join(hypothesis.text.splitlines())
        text = pair_quotation_marks(self.core, written, target_language)
        text = match_end(self.core, text, source_language, target_language)
        if self.marks:
            attention = hypothesis.attention
            text = put_back_marks(
                self.marks,
                self.core,
                written,
                hypothesis.source_tokens,
                hypothesis.tokens,
                np.zeros((0, 0)) if attention is None else attention,
                finished=text,
                whole=[*(one.target for one in self.placeables), *copied],
            )
        if self.in_capitals:
            kept = [*(one.target for one in self.placeables), *(one.text for one in self.marks)]
            text = to_capitals(text, [*kept, *copied])
        return f"{self.before}{text}{self.after}"


def _has_letter(text: str, placeables: Sequence[Placeable]) -> bool:
    return any(map(str.isalpha, replace_spans(text, placeables, [" "] * len(placeables))))


def _without_surroundings(text: str, placeables: Sequence[Placeable]) -> tuple[int, int]:
    """Returns where the part begins and ends that a model has to see."""
    start, stop = 0, len(text)
    for placeable in placeables:
        if placeable.kind not in _AROUND or text[start : placeable.start].strip():
            break
        start = placeable.end
    for placeable in reversed(placeables):
        if placeable.kind not in _BEHIND or text[placeable.end : stop].strip():
            break
        stop = placeable.start
    core = text[start:stop]
    return start + len(core) - len(core.lstrip()), stop - len(core) + len(core.rstrip())
