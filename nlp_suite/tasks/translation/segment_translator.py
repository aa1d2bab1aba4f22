"""Translation of segments that is checked, and done again where something is lost."""

import dataclasses
import functools
import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from nlp_suite._lazy import lazy_property
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.interfaces import Hypothesis, PreparedSource, SentenceTranslator
from nlp_suite.tasks.translation.formality import (
    AddressForm,
    address_form,
    suppressed_sequences,
)
from nlp_suite.tasks.translation.names import restore_names
from nlp_suite.tasks.translation.repetition import has_loop
from nlp_suite.tasks.translation.segment import Segment
from nlp_suite.text.placeables.finder import PlaceableFinder
from nlp_suite.text.placeables.placeable import Placeable
from nlp_suite.text.spans import replace_spans

# Hypotheses among which one is looked for that has everything.
RETRY_HYPOTHESES = 8
# No hypothesis has everything of a translation that lacks more than that.
RETRY_MISSING = 4
# What has more placeables than that, or than half of its other words, is a list, whose parts are
# translated by themselves at once.
MOST_PLACEABLES, FEW_PLACEABLES = 16, 8
# What a segment that is written in a loop is done again with.
RETRY_NO_REPEAT = 3
# So often parts are cut: around what is missing, then around all.
_MOST_CUTS = 2


class Faults(NamedTuple):
    """What is wrong with a translation; compares by how bad it is.

    Attributes:
        missing: Number of placeables and copied names that it lacks.
        loops: Whether it repeats itself.
        added: Number of values that the source does not have.
        wrong_form: 2 if it addresses people in another form than it should, 1 if it addresses
            nobody, although another hypothesis does.

    Example:
        >>> Faults(0, False, 0, 2) < Faults(1, False, 0, 0), any(Faults(0, False, 0, 0))
        (True, False)
    """

    missing: int
    loops: bool
    added: int
    wrong_form: int


class TranslatedSegment(NamedTuple):
    """A segment's hypotheses, the best first, and what is wrong with the best.

    Attributes:
        segment: The segment.
        source: How the engine read it.
        hypotheses: Its hypotheses, with finished texts.
        faults: The faults of the first.
    """

    segment: Segment
    source: PreparedSource
    hypotheses: tuple[Hypothesis, ...]
    faults: Faults


class _Candidate(NamedTuple):
    faults: Faults
    hypothesis: Hypothesis
    missing: tuple[Placeable, ...]


class SegmentTranslator:
    """Translates segments, checks what has to be in them, and repairs what is wrong.

    Each step takes the segments that are not right after those before:

    1. The model translates, without seeing the placeables that it shall copy.
    2. It sees no placeable at all, and of eight hypotheses the first is taken that has
       everything; in a loop, no three tokens may be written twice. What lacks more than four
       is not done so.
    3. The segment is translated in parts, around what is missing.
    4. Also around every other placeable and name; what has more than sixteen of them, or more
       than eight between few words, is done so at once.

    Args:
        engine: The engine's part.
        finder: Finds placeables, and which ones a translation lacks.
        options: How to search.
        form: How the translations shall address people, "formal" or "informal"; however the
            model does if None.

    Example:
        ```python
        from nlp_suite.engines.custom.sentence_translator import SentenceTranslator
        from nlp_suite.models import ModelFolder

        engine = SentenceTranslator(ModelFolder.open("runs/my-translator"))
        finder = PlaceableFinder("en", "de")
        translate = SegmentTranslator(engine, finder, DecodingOptions())
        segments = [Segment.of("See {name} in 12.5 minutes.", finder)]
        (translated,) = translate([*zip(segments, translate.prepare(segments))])
        ```
    """

    def __init__(
        self,
        engine: SentenceTranslator[Any],
        finder: PlaceableFinder,
        options: DecodingOptions,
        form: AddressForm | None = None,
    ) -> None:
        self._engine = engine
        self._finder = finder
        self._options = options
        self._form = form

    def prepare(self, segments: Sequence[Segment]) -> list[PreparedSource]:
        """Tokenizes segments.

        Args:
            segments: The segments.

        Returns:
            A source of each.
        """
        return self._engine.prepare(
            [segment.core for segment in segments], [segment.hidden for segment in segments]
        )

    def __call__(
        self, segments: Sequence[tuple[Segment, PreparedSource]]
    ) -> list[TranslatedSegment]:
        """Translates segments.

        Args:
            segments: Segments and what `prepare` returned for them, each short enough for the
                model.

        Returns:
            The translation of each.
        """
        found = self._translate(segments, depth=0)
        if self._options.attention:
            return found
        # What was looked at to put markup back.
        return [
            one._replace(hypotheses=tuple(each._replace(attention=None) for each in one.hypotheses))
            for one in found
        ]

    def _translate(
        self,
        segments: Sequence[tuple[Segment, PreparedSource]],
        depth: int,
        *,
        with_attention: bool = False,
    ) -> list[TranslatedSegment]:
        worded = [i for i, (segment, _) in enumerate(segments) if segment.core]
        lists = [i for i in worded if depth < _MOST_CUTS and _is_list(*segments[i])]
        searched = [i for i in worded if i not in {*lists}]
        candidates: dict[int, list[_Candidate]] = {}
        for attention in (False, True):
            # Markup is put back by it.
            group = [
                i for i in searched if (with_attention or bool(segments[i][0].marks)) is attention
            ]
            options = self._with_attention(self._options, attention)
            found = self._search([segments[i][1] for i in group], options)
            for i, hypotheses in zip(group, found, strict=True):
                candidates[i] = self._rank(*segments[i], hypotheses)
        self._retry(segments, candidates, with_attention=with_attention)
        around = {i: _all_placeables(*segments[i]) for i in lists}
        for i, ((faults, _, missing), *_) in candidates.items():
            if faults.missing and depth < _MOST_CUTS:
                around[i] = missing if not depth else _all_placeables(*segments[i])
        in_parts = self._in_parts([(*segments[i], own) for i, own in around.items()], depth)
        results = {
            i: self._finish(*segments[i], [c.hypothesis for c in found], found[0].faults)
            for i, found in candidates.items()
        }
        results |= dict(zip(around, in_parts, strict=True))
        return [results.get(i) or self._untouched(*segments[i]) for i in range(len(segments))]

    def _retry(
        self,
        segments: Sequence[tuple[Segment, PreparedSource]],
        candidates: dict[int, list[_Candidate]],
        *,
        with_attention: bool,
    ) -> None:
        """Adds candidates to those that have faults, of wider searches.

        What loops may not repeat itself, and where only the form of address is wrong, the words
        of the other may not be written. Where something is missing, or a value is there that the
        source does not have, the model sees no placeable.
        """
        again = {i: found[0].faults for i, found in candidates.items() if any(found[0].faults)}
        count = max(RETRY_HYPOTHESES, self._options.n_best)
        wider = dataclasses.replace(
            self._options, n_best=count, beam_size=max(count, self._options.beams)
        )
        without_loops = dataclasses.replace(wider, no_repeat_ngram_size=RETRY_NO_REPEAT)
        of_form = [i for i, faults in again.items() if not any(faults[:-1])]
        suppressed = self._suppressed if of_form else ()
        search = functools.partial(
            self._search_again, segments, candidates, with_attention=with_attention
        )
        search(of_form, wider, suppressed=suppressed)
        # Some verbs can't be left out without their polite form.
        still = [i for i in of_form if candidates[i][0].faults.wrong_form]
        rest = [
            i
            for i, faults in again.items()
            if (faults.missing or faults.added)
            and faults.missing <= RETRY_MISSING
            and not faults.loops
        ]
        search([*still, *rest], wider)
        search([i for i, faults in again.items() if faults.loops], without_loops)

    def _search_again(
        self,
        segments: Sequence[tuple[Segment, PreparedSource]],
        candidates: dict[int, list[_Candidate]],
        again: Sequence[int],
        options: DecodingOptions,
        *,
        suppressed: Sequence[Sequence[int]] = (),
        with_attention: bool,
    ) -> None:
        if not again:
            return
        wrong = [
            bool(faults.missing or faults.added)
            for faults in (candidates[i][0].faults for i in again)
        ]
        sources = self._engine.prepare(
            [segments[i][0].core for i in again],
            [
                segments[i][0].placeables if is_wrong else segments[i][0].hidden
                for i, is_wrong in zip(again, wrong, strict=True)
            ],
        )
        # What is put in a placeable's place may be longer than it.
        most = self._engine.max_source_tokens
        fitting = {
            i: source for i, source in zip(again, sources, strict=True) if source.num_tokens <= most
        }
        attention = with_attention or any(segments[i][0].marks for i in fitting)
        found = self._search(
            list(fitting.values()), self._with_attention(options, attention), suppressed
        )
        for i, hypotheses in zip(fitting, found, strict=True):
            addressed = bool(candidates[i][0].faults.wrong_form)
            more = self._rank(segments[i][0], fitting[i], hypotheses, addressed=addressed)
            both = sorted([*candidates[i], *more], key=lambda one: one.faults)
            candidates[i] = both[: self._options.n_best]

    @lazy_property
    def _suppressed(self) -> tuple[tuple[int, ...], ...]:
        if self._form is None:
            return ()
        return suppressed_sequences(
            self._form, self._finder.target_language, self._engine.tokenize_target
        )

    def _search(
        self,
        sources: Sequence[PreparedSource],
        options: DecodingOptions,
        suppressed: Sequence[Sequence[int]] = (),
    ) -> list[list[Hypothesis]]:
        return self._engine.translate(sources, options, suppressed) if sources else []

    @staticmethod
    def _with_attention(options: DecodingOptions, attention: bool) -> DecodingOptions:
        return dataclasses.replace(options, attention=options.attention or attention)

    def _rank(
        self,
        segment: Segment,
        source: PreparedSource,
        hypotheses: Sequence[Hypothesis],
        *,
        addressed: bool = False,
    ) -> list[_Candidate]:
        """Returns the hypotheses with their faults, those with the fewest first.

        Whether somebody is addressed the best of them tells, unless it is known before.
        """
        found = []
        known = self._engine.target_words
        for hypothesis in hypotheses:
            text = hypothesis.text
            if known is not None:
                text = restore_names(segment.core, text, known)
                hypothesis = hypothesis._replace(text=text)
            missing = self._missing(segment, source, text)
            wrong_form = 0
            if self._form is not None:
                form = address_form(text, self._finder.target_language, segment.core)
                addressed = addressed or form is not None
                wrong_form = 0 if form == self._form else 2 if form else int(addressed)
            added = self._finder.count_added(segment.placeables, segment.core, text)
            faults = Faults(len(missing), has_loop(segment.core, text), added, wrong_form)
            found.append(_Candidate(faults, hypothesis, missing))
        return sorted(found, key=lambda one: one.faults)

    def _missing(
        self, segment: Segment, source: PreparedSource, text: str
    ) -> tuple[Placeable, ...]:
        placeables = self._finder.missing(segment.placeables, text) if segment.placeables else ()
        return _merge(placeables, _lost(segment.core, source.copied, text))

    def _finish(
        self,
        segment: Segment,
        source: PreparedSource,
        hypotheses: Sequence[Hypothesis],
        faults: Faults,
    ) -> TranslatedSegment:
        source_language, target_language = (
            self._finder.source_language,
            self._finder.target_language,
        )
        texts = [
            segment.finish(one, source_language, target_language, source.copied)
            for one in hypotheses
        ]
        finished = (one._replace(text=t) for one, t in zip(hypotheses, texts, strict=True))
        return TranslatedSegment(segment, source, tuple(finished), faults)

    def _untouched(self, segment: Segment, source: PreparedSource) -> TranslatedSegment:
        nothing = Hypothesis(segment.before, (), 0.0, ())
        return TranslatedSegment(
            segment, source, (nothing,) * self._options.n_best, Faults(0, False, 0, 0)
        )

    def _in_parts(
        self,
        segments: Sequence[tuple[Segment, PreparedSource, Sequence[Placeable]]],
        depth: int,
    ) -> list[TranslatedSegment]:
        """Translates what stands around placeables by itself."""
        if not segments:
            return []
        cuts = []
        for segment, _, around in segments:
            cuts.append(_parts(segment.core, around, self._finder))
        # Of a list joined by "and" most parts are the same.
        parts = {part.text: part for cut in cuts for part in cut.parts}
        translated = self._translate(
            [*zip(parts.values(), self.prepare([*parts.values()]), strict=True)],
            depth + 1,
            with_attention=any(segment.marks for segment, *_ in segments),
        )
        by_text = dict(zip(parts, translated, strict=True))
        joined = []
        for (segment, source, _), cut in zip(segments, cuts, strict=True):
            own = [by_text[part.text] for part in cut.parts]
            hypotheses = [
                cut.join([one.hypotheses[rank] for one in own])
                for rank in range(self._options.n_best)
            ]
            (best, *_) = self._rank(segment, source, hypotheses[:1])
            joined.append(self._finish(segment, source, hypotheses, best.faults))
        return joined


class _Between(NamedTuple):
    """What stands between parts: in the source, and in the target."""

    source: str = ""
    target: str = ""


class _Cut(NamedTuple):
    """A text in parts, and what stands before each and behind the last of them."""

    parts: tuple[Segment, ...]
    between: tuple[_Between, ...]

    def join(self, hypotheses: Sequence[Hypothesis]) -> Hypothesis:
        """Joins hypotheses of the parts to one of the whole."""
        pieces: list[Hypothesis] = []
        for between, part in itertools.zip_longest(self.between, hypotheses):
            placed, replaced = ("".join(text.split()) for text in (between.target, between.source))
            looked = np.ones((len(placed[:1]), len(replaced[:1])), np.float32)
            pieces.append(
                Hypothesis(
                    between.target,
                    (placed,) if placed else (),
                    0.0,
                    (replaced,) if replaced else (),
                    looked,
                )
            )
            if part is not None:
                pieces.append(part)
        weights = [len(one.tokens) + 1 if one.source_tokens else 0 for one in hypotheses]
        total = sum(w * one.score for w, one in zip(weights, hypotheses, strict=True))
        tokens = tuple(token for one in pieces for token in one.tokens)
        source_tokens = tuple(token for one in pieces for token in one.source_tokens)
        attention = None
        if any(one.attention is not None for one in hypotheses):
            attention = np.zeros((len(tokens), len(source_tokens)), np.float32)
            row = column = 0
            for one in pieces:
                height, width = len(one.tokens), len(one.source_tokens)
                if one.attention is not None:
                    attention[row : row + height, column : column + width] = one.attention
                row, column = row + height, column + width
        return Hypothesis(
            "".join(one.text for one in pieces),
            tokens,
            total / (sum(weights) or 1),
            source_tokens,
            attention,
        )


def _parts(text: str, around: Sequence[Placeable], finder: PlaceableFinder) -> _Cut:
    parts: list[Segment] = []
    between: list[_Between] = []
    at = 0
    gap = _Between()
    for placeable in (*around, Placeable(len(text), len(text), "end", "")):
        piece = text[at : placeable.start]
        placed = text[placeable.start : placeable.end]
        worded = piece.strip()
        if worded:
            start = len(piece) - len(piece.lstrip())
            parts.append(Segment.of(worded, finder))
            between.append(_Between(gap.source + piece[:start], gap.target + piece[:start]))
            behind = piece[start + len(worded) :]
            gap = _Between(behind + placed, behind + placeable.target)
        else:
            gap = _Between(gap.source + piece + placed, gap.target + piece + placeable.target)
        at = placeable.end
    return _Cut(tuple(parts), (*between, gap))


def _is_list(segment: Segment, source: PreparedSource) -> bool:
    count = len(segment.placeables) + len(source.copied)
    if count <= FEW_PLACEABLES or count > MOST_PLACEABLES:
        return count > MOST_PLACEABLES
    others = replace_spans(segment.core, segment.placeables, [" "] * len(segment.placeables))
    return len(others.split()) - len(source.copied) < 2 * count


def _all_placeables(segment: Segment, source: PreparedSource) -> tuple[Placeable, ...]:
    return _merge(segment.placeables, _lost(segment.core, source.copied, ""))


def _merge(placeables: Sequence[Placeable], names: Sequence[Placeable]) -> tuple[Placeable, ...]:
    """Returns both in order, without the names that a placeable has in it."""
    free = [
        name
        for name in names
        if not any(name.start < one.end and one.start < name.end for one in placeables)
    ]
    return tuple(sorted([*placeables, *free], key=lambda one: one.start))


def _lost(source: str, copied: Sequence[str], target: str) -> list[Placeable]:
    """Returns what an engine should have copied and the target has less often, with its places."""
    lost = []
    for text, count in Counter(copied).items():
        at = 0
        for _ in range(count - target.count(text)):
            at = source.find(text, at)
            if at < 0:
                break
            lost.append(Placeable(at, at + len(text), "name", text))
            at += len(text)
    return sorted(lost, key=lambda one: one.start)
