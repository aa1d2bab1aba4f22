"""Beam search, the reference implementation."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.decoding.target_sequence import TargetSequence
from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.tensor import Tensor
from nlp_suite.models.seq2seq import Seq2Seq
from nlp_suite.models.transformer import Transformer

# The log-probability of what cannot be; finite, so that sums of it are numbers.
_NEVER = np.float32(-1e30)


def beam_decode(
    model: Transformer | Seq2Seq,
    source_ids: Tensor,
    source_mask: Tensor | None,
    start_id: int,
    end_id: int,
    max_length: int,
    *,
    beam_size: int = 4,
    n_best: int = 1,
    length_penalty: float = 1.0,
    no_repeat_ngram_size: int = 0,
    min_length: int = 1,
    prefix_ids: Sequence[int] = (),
    suppressed_ids: Sequence[int] = (),
    suppressed_sequences: Sequence[Sequence[int]] = (),
    attention: bool = False,
) -> list[list[TargetSequence]]:
    """Searches for the most probable targets of each source by beam search.

    Each step keeps the `beam_size` most probable prefixes. A target whose end is among the
    `beam_size` best candidates is finished; the best candidate without an end takes its place.
    The search for a source is over as soon as `beam_size` targets are finished, and without a
    length penalty as soon as the best candidate is finished and there are `n_best`. This is the
    search of CTranslate2, which finds the same tokens.

    Args:
        model: The model.
        source_ids: Integer array of shape (B, S).
        source_mask: Boolean array of shape (B, S), False at padding; None if there is none.
        start_id: The id that the model was trained to begin with.
        end_id: The id that it was trained to end with.
        max_length: Largest number of tokens to write, the end among them.
        beam_size: Number of hypotheses that each step keeps; 1 is greedy decoding.
        n_best: Number of targets returned for each source, at most `beam_size`.
        length_penalty: Finished targets compare by their log-probability divided by their
            length, the end among it, to this power.
        no_repeat_ngram_size: No sequence of that many tokens is written twice; 0 for no limit.
        min_length: Smallest number of tokens before the end.
        prefix_ids: What every target begins with behind the start, such as the "<s>" of BART. It
            is no part of what is returned, nor of a length, and its probability does not count.
        suppressed_ids: Tokens that are never written.
        suppressed_sequences: Sequences of tokens that are never written.
        attention: Whether to return the cross-attention.

    Returns:
        For each source `n_best` targets, the best first. The probabilities are those among
        the tokens that may be written.

    Raises:
        InvalidInputError: If an argument is out of its range, or `max_length` is beyond
            learned positions.

    Example:
        ```python
        source_ids = np.array([[5, 8, 2, 0], [7, 3, 9, 4]])
        found = beam_decode(
            transformer, source_ids, source_ids != 0, start_id=1, end_id=2, max_length=20
        )
        found[0][0].token_ids
        ```

    Reference:
        Graves 2012, "Sequence Transduction with Recurrent Neural Networks",
        https://arxiv.org/abs/1211.3711; Klein et al. 2020, "Efficient and High-Quality Neural
        Machine Translation with OpenNMT", https://aclanthology.org/2020.ngt-1.25
    """
    # It checks them.
    DecodingOptions(
        beam_size=beam_size,
        n_best=n_best,
        length_penalty=length_penalty,
        no_repeat_ngram_size=no_repeat_ngram_size,
        max_length=max_length,
        attention=attention,
    )
    if attention and isinstance(model, Seq2Seq) and model.config.attention is None:
        raise InvalidInputError("attention must be False for a model without one, got True")
    source_ids = ops.convert_to_tensor(source_ids)
    encoder_output = model.encode(source_ids, source_mask, training=False)
    batch_size = source_ids.shape[0]
    # Every prefix is a row of the batch. At first all of a source are the same, and all
    # but one are ruled out.
    rows = np.repeat(np.arange(batch_size), beam_size)
    cache: Any = _take(model.make_cache(encoder_output, len(prefix_ids) + max_length), rows)
    mask = None if source_mask is None else np.asarray(source_mask)[rows]
    prefix = np.array([start_id, *prefix_ids], "int32")
    given, computed = len(prefix), 0
    sequences = np.tile(prefix, (batch_size, beam_size, 1))
    scores = np.full((batch_size, beam_size), _NEVER)
    scores[:, 0] = 0.0
    searches = [
        BeamHypotheses(beam_size, n_best, length_penalty, end_id, given) for _ in range(batch_size)
    ]
    active = searches

    for step in range(max_length):
        tokens = sequences[:, :, computed:]
        tokens = tokens.reshape(-1, tokens.shape[-1])
        logits, cache = model.decode_step(tokens, cache, computed, mask)
        computed = given + step
        forbidden = _repeating(sequences[:, :, 1:], no_repeat_ngram_size, logits.shape[-1])
        forbidden[:, list(suppressed_ids)] = True
        _suppress(forbidden, sequences[:, :, given:], suppressed_sequences)
        if step < min_length:
            forbidden[:, end_id] = True
        sequences, scores, origins = _extend(sequences, scores, logits, forbidden)
        is_last = step == max_length - 1
        kept = np.array(
            [
                search.finish(candidates, of_them, is_last=is_last)
                for search, candidates, of_them in zip(active, sequences, scores, strict=True)
            ]
        )
        alive = np.flatnonzero([not search.done for search in active])
        if not alive.size:
            break
        active = [active[i] for i in alive]
        kept = kept[alive]
        sequences = np.take_along_axis(sequences[alive], kept[:, :, None], axis=1)
        scores = np.take_along_axis(scores[alive], kept, axis=1)
        origins = np.take_along_axis(origins[alive], kept, axis=1)
        rows = (alive[:, None] * beam_size + origins).reshape(-1)
        cache = _take(cache, rows)
        mask = None if mask is None else mask[rows]

    found = [search.best() for search in searches]
    if attention:
        return _with_attention(model, found, encoder_output, source_mask, prefix)
    return found


class BeamHypotheses:
    """Finished hypotheses of one source, the n best of which are its targets.

    Args:
        beam_size: Number of hypotheses that each step keeps.
        n_best: Number of targets wanted.
        length_penalty: Power of the length that log-probabilities are divided by.
        end_id: The token that ends a hypothesis.
        given: Number of tokens that a hypothesis begins with, the start among them.
    """

    def __init__(
        self, beam_size: int, n_best: int, length_penalty: float, end_id: int, given: int = 1
    ) -> None:
        self._given = given
        self._beam_size = beam_size
        self._n_best = n_best
        self._length_penalty = length_penalty
        self._end_id = end_id
        self._finished: list[tuple[np.ndarray, float]] = []
        self._likeliest_finished = False
        self.done = False

    def finish(self, candidates: np.ndarray, scores: np.ndarray, *, is_last: bool) -> list[int]:
        """Collects the finished ones of the best candidates.

        Args:
            candidates: Token ids (2K, T + 1), the best first.
            scores: Their log-probabilities (2K,).
            is_last: Whether no step follows, so that all of them are finished.

        Returns:
            Places of the K candidates that are continued.
        """
        ended = candidates[:, -1] == self._end_id
        others = (i for i in range(self._beam_size, len(candidates)) if not ended[i])
        kept = list(range(self._beam_size))
        for i in range(self._beam_size):
            if ended[i] or is_last:
                self._finished.append((candidates[i, self._given :], float(scores[i])))
                self._likeliest_finished |= i == 0
                kept[i] = next(others, i)
        if self._length_penalty == 0:
            # Every prefix can only become less likely.
            enough = self._likeliest_finished and len(self._finished) >= self._n_best
        else:
            enough = len(self._finished) >= self._beam_size
        self.done = is_last or enough
        return kept

    def best(self) -> list[TargetSequence]:
        """Ranks the finished hypotheses by their score with the length penalty.

        Returns:
            The n best, the best first.
        """
        ranked = sorted(self._finished, key=lambda t: -t[1] / len(t[0]) ** self._length_penalty)
        return [
            TargetSequence(
                tuple(int(token_id) for token_id in ids if token_id != self._end_id),
                score / len(ids),
            )
            for ids, score in ranked[: self._n_best]
        ]


def _extend(
    sequences: np.ndarray, scores: np.ndarray, logits: Tensor, forbidden: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Finds twice as many candidates as beams, so that enough have no end.

    Returns the candidates (B, 2K, T + 1), their scores, and their prefixes (B, 2K).
    """
    batch_size, beam_size, _ = sequences.shape
    vocabulary_size = logits.shape[-1]
    logits = ops.where(forbidden, _NEVER, ops.cast(logits[:, -1], "float32"))
    totals = ops.add(scores.reshape(-1, 1), ops.log_softmax(logits, axis=-1))
    totals = ops.reshape(totals, (batch_size, beam_size * vocabulary_size))
    best, indices = (
        ops.convert_to_numpy(x) for x in ops.top_k(totals, min(2, vocabulary_size) * beam_size)
    )
    origins, tokens = np.divmod(indices.astype("int32"), np.int32(vocabulary_size))
    beginnings = np.take_along_axis(sequences, origins[:, :, None], axis=1)
    return np.concatenate([beginnings, tokens[:, :, None]], axis=-1), np.array(best), origins


def _repeating(sequences: np.ndarray, size: int, vocabulary_size: int) -> np.ndarray:
    """Marks the tokens that would repeat an n-gram of `size` tokens, (B * K, V)."""
    batch_size, beam_size, length = sequences.shape
    flat = sequences.reshape(batch_size * beam_size, length)
    forbidden = np.zeros((len(flat), vocabulary_size), dtype=bool)
    if size and length >= size:
        windows = np.lib.stride_tricks.sliding_window_view(flat, size, axis=1)
        ending = flat[:, None, length - size + 1 :]
        rows, places = np.nonzero((windows[:, :, :-1] == ending).all(axis=-1))
        forbidden[rows, windows[rows, places, -1]] = True
    return forbidden


def _suppress(
    forbidden: np.ndarray, sequences: np.ndarray, suppressed: Sequence[Sequence[int]]
) -> None:
    """Marks the tokens that would end one of several sequences, in (B * K, V)."""
    flat = sequences.reshape(len(forbidden), -1)
    for *before, last in suppressed:
        if flat.shape[1] >= len(before):
            ending = flat[:, flat.shape[1] - len(before) :]
            forbidden[(ending == before).all(axis=-1), last] = True


def _take(cache: Any, rows: np.ndarray) -> Any:
    # On torch a cache would otherwise hold on to everything that led to it.
    return keras.tree.map_structure(lambda x: ops.take(ops.stop_gradient(x), rows, axis=0), cache)


def _with_attention(
    model: Transformer | Seq2Seq,
    found: Sequence[Sequence[TargetSequence]],
    encoder_output: Tensor,
    source_mask: Tensor | None,
    prefix: np.ndarray,
) -> list[list[TargetSequence]]:
    """Computes the attention of all targets at once, now that they are known."""
    targets = [target for of_source in found for target in of_source]
    rows = np.repeat(np.arange(len(found)), [len(of_source) for of_source in found])
    given, longest = len(prefix), max(len(target.token_ids) for target in targets)
    shifted = np.full((len(targets), given + longest), prefix[0], "int32")
    shifted[:, :given] = prefix
    for row, target in zip(shifted, targets, strict=True):
        row[given : given + len(target.token_ids)] = target.token_ids
    _, _, cross = model.decode(
        shifted[:, : max(given, shifted.shape[1] - 1)],
        _take(encoder_output, rows),
        None if source_mask is None else np.asarray(source_mask)[rows],
        training=False,
        return_attention_weights=True,
    )
    weights = ops.convert_to_numpy(ops.mean(cross[-1], axis=1))
    read = iter(
        target._replace(
            attention=np.array(w[given - 1 : given - 1 + len(target.token_ids)], "float32")
        )
        for target, w in zip(targets, weights, strict=True)
    )
    return [[next(read) for _ in of_source] for of_source in found]
