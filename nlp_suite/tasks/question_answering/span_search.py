"""Span search over windows, batched over questions and texts."""

import dataclasses
import functools
import math
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from nlp_suite.engines.batching import fill_pools, sort_into_batches
from nlp_suite.engines.interfaces import SpanScorer
from nlp_suite.engines.span_tokenizer import max_text_tokens
from nlp_suite.progress import expect_work, finish_work
from nlp_suite.tasks.question_answering.aggregation import BestAnswers, SummedAnswers
from nlp_suite.tasks.question_answering.equal_spans import answer_log_probabilities
from nlp_suite.tasks.question_answering.inputs import TokenizedQuestion
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.question_answering.place_selection import have_words, sentence_breaks
from nlp_suite.tasks.question_answering.span_decoding import (
    best_places,
    best_token_spans,
    independent_log_probabilities,
    scale_null,
    span_log_probabilities,
)
from nlp_suite.tasks.question_answering.table_rendering import (
    RenderedText,
    Rendering,
    render_tables,
)
from nlp_suite.tasks.question_answering.windows import bm25_scores, window_starts
from nlp_suite.tasks.question_answering.word_alignment import SourceText
from nlp_suite.text.surrogates import without_surrogates
from nlp_suite.text.whole_values.paired_marks import complete_pairs

# Texts of so many characters are tokenized together; a longer one is by itself.
GROUP_CHARACTERS = 262_144
# Tokens of windows that are sorted by length together.
POOL_TOKENS = 32_768
# Spans of a text that are kept while its windows come back, for each answer wanted and besides:
# neighbouring windows have the same places, and some go over the end of a sentence.
KEPT_SPANS, MORE_KEPT = 4, 16
# Spans of tokens to consider in a window, beside two for each answer wanted, as the pipeline of
# transformers 4 did: several of them may become one answer.
MORE_SPANS = 10


@dataclasses.dataclass(slots=True)
class TokenizedExample:
    """A question and a text with their tokens, and the spans found while windows come back.

    Attributes:
        index: Number of the pair.
        question: The question.
        source: The text.
        starts: Where the windows to read start, in tokens.
        log_weights: Log weight of the probabilities in each, from its BM25; at most 0.
        best: The best spans so far.
        done: Number of windows that have come back.
    """

    index: int
    question: TokenizedQuestion
    source: SourceText
    starts: list[int]
    log_weights: list[float]
    best: BestAnswers | SummedAnswers
    done: int = 0


class _Window(NamedTuple):
    """The text's tokens from `start` to `end`, beside the question."""

    example: TokenizedExample
    start: int
    end: int
    length: int
    log_weight: float


class SpanSearch:
    """Reads texts window by window and keeps the best spans.

    Each text is tokenized once, however many questions there are about it. The windows of all
    pairs are sorted by length in pools of limited size and computed in batches.

    Args:
        scorer: Tokenizes texts and computes start and end logits.
        options: How texts are read.
        count: Number of spans to find for each pair.
        advance: Called with the number of characters read since the last call, for a progress bar.
    """

    def __init__(
        self,
        scorer: SpanScorer,
        options: ReadingOptions,
        count: int,
        advance: Callable[[int], None],
    ) -> None:
        self._scorer = scorer
        self._options = options
        self._count = count
        self._advance = advance

    def search(
        self, questions: Sequence[TokenizedQuestion], texts: Sequence[str]
    ) -> Iterator[TokenizedExample]:
        """Searches each text for spans that answer the question beside it.

        Args:
            questions: The questions.
            texts: As many texts.

        Yields:
            Each pair as soon as all of its windows were computed, in any order.

        Raises:
            ModelFormatError: If the model computes numbers that are not finite.
        """
        windows = self._windows(self._examples(questions, texts))
        for pool in fill_pools(windows, attrgetter("length"), POOL_TOKENS):
            # Where the model sees no token, there is nothing to compute.
            yield from (window.example for window in pool if window.start == window.end)
            for window, null_logits, logits in self._score(
                [window for window in pool if window.start < window.end]
            ):
                self._decode(window, null_logits, logits)
                if window.example.done == len(window.example.starts):
                    yield window.example

    def _examples(
        self, questions: Sequence[TokenizedQuestion], texts: Sequence[str]
    ) -> Iterator[TokenizedExample]:
        """Yields all questions about one text, then those about the next."""
        places: dict[str, list[int]] = {}
        for i, text in enumerate(texts):
            places.setdefault(text, []).append(i)
        for group in fill_pools(places, len, GROUP_CHARACTERS):
            for source in self._tokenize(group):
                for i in places[source.text]:
                    windows = self._select_windows(questions[i].ids, source.ids)
                    best = self._aggregator(source.text)
                    yield TokenizedExample(i, questions[i], source, *windows, best)

    def _select_windows(
        self, question_ids: np.ndarray, text_ids: np.ndarray
    ) -> tuple[list[int], list[float]]:
        """Returns the starts of the windows to read, and their weights."""
        options, room = self._options, self._room(question_ids)
        starts = window_starts(text_ids.size, room, options.stride)
        count = min(options.max_windows or len(starts), len(starts))
        if len(starts) == 1 or (count == len(starts) and not options.bm25_weight):
            return list(starts), [0.0] * len(starts)
        scores = bm25_scores(question_ids, text_ids, starts, room)
        # Of equal ones the first; then in the text's order again.
        chosen = np.sort(np.argsort(-scores, kind="stable")[:count])
        log_weights = options.bm25_weight * (scores[chosen] - scores.max())
        return np.array(starts)[chosen].tolist(), log_weights.tolist()

    def _aggregator(self, text: str) -> BestAnswers | SummedAnswers:
        if self._options.scoring == "joint":
            return BestAnswers(KEPT_SPANS * self._count + MORE_KEPT)
        return SummedAnswers(text, self._count)

    def _tokenize(self, texts: Sequence[str]) -> list[SourceText]:
        language = self._options.language
        renderings: list[Rendering | None] = [None] * len(texts)
        joint = self._options.scoring == "joint"
        if joint:
            renderings = [render_tables(text, language) for text in texts]
        read = [one.text if one else text for one, text in zip(renderings, texts, strict=True)]
        tokenized = self._scorer.tokenize([without_surrogates(text) for text in read])
        return [
            RenderedText(text, rendering, tokens, language)
            if rendering
            else SourceText(text, tokens, language, whole_values=joint)
            for text, rendering, tokens in zip(texts, renderings, tokenized, strict=True)
        ]

    def _room(self, question_ids: np.ndarray) -> int:
        return max_text_tokens(
            self._options.window, question_ids.size, self._scorer.num_special_tokens
        )

    def _windows(self, examples: Iterator[TokenizedExample]) -> Iterator[_Window]:
        for example in examples:
            room = self._room(example.question.ids)
            for start, log_weight in zip(example.starts, example.log_weights, strict=True):
                end = min(start + room, example.source.ids.size)
                length = self._options.window - room + end - start
                yield _Window(example, start, end, length, log_weight)

    def _score(self, pool: Sequence[_Window]) -> Iterator[tuple[_Window, np.ndarray, np.ndarray]]:
        """Yields each window with the logits of "no answer" and of the text's tokens."""
        batches = list(sort_into_batches(pool, attrgetter("length"), self._scorer.batch_tokens))
        inputs = [
            [
                self._scorer.join(example.question.ids, example.source.ids[start:end])
                for example, start, end, *_ in batch
            ]
            for batch in batches
        ]
        scores = self._scorer.score(inputs)
        expect_work(len(pool))
        for batch, joined, logits in zip(batches, inputs, scores, strict=True):
            for window, one, padded in zip(batch, joined, logits, strict=True):
                first = one.text_start
                yield window, padded[0], padded[first : first + window.end - window.start]
            finish_work(len(batch))

    def _decode(self, window: _Window, null_logits: np.ndarray, logits: np.ndarray) -> None:
        example, start, end, _, log_weight = window
        source = example.source
        starts, ends = source.starts[start:end], source.ends[start:end]
        joint = self._options.scoring == "joint"
        probabilities = independent_log_probabilities
        if joint:
            units = None if source.units is None else source.units[start:end]
            probabilities = functools.partial(span_log_probabilities, units=units)
        logs, null = probabilities(
            logits,
            null_logits,
            max_answer_tokens=self._options.max_answer_tokens,
            temperature=self._scorer.temperature,
        )
        if joint:
            slope, intercept = self._scorer.null_slope, self._scorer.null_intercept
            logs, null = scale_null(logs, null, slope=slope, intercept=intercept)
            # Of a window that is less relevant "no answer" has what its spans lose.
            if (weight := math.exp(log_weight)) < 1:
                null = float(np.logaddexp(math.log1p(-weight), log_weight + null))
            breaks = sentence_breaks(source.text, int(starts.min()), int(ends.max()))
            has_word = have_words(source.text, starts, ends)
            found = best_places(logs, starts, ends, self._count, breaks=breaks, has_word=has_word)
        else:
            found = best_token_spans(logs, starts, ends, 2 * self._count + MORE_SPANS)
        spans, lefts, rights = found
        if isinstance(example.best, BestAnswers):
            scores = spans
            if self._scorer.answer_temperature is not None:
                sharpness = self._scorer.temperature / self._scorer.answer_temperature
                scores = answer_log_probabilities(
                    logs, source.text, starts, ends, lefts, rights, sharpness=sharpness
                )
            lefts, rights = complete_pairs(source.text, lefts, rights)
            values = spans + log_weight
            scores = scores + log_weight
            example.best.add(values, lefts, rights, null, window=start, log_scores=scores)
        else:
            example.best.add(spans + log_weight, lefts, rights, null, window=start)
        size, count = len(source.text), len(example.starts)
        before = size * example.done // count
        example.done += 1
        self._advance(size * example.done // count - before)
