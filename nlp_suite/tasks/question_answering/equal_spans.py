"""Probabilities of answers as words: spans at one place that differ in nothing that counts."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nlp_suite.tasks.question_answering.grouping import equality_key

# Spans at a place that may be the same answer, and how much less likely than the best they may be:
# the rest has next to nothing, and a reader that knows nothing must not cost more.
_MOST, _LEAST = 32, 1e-4


def answer_log_probabilities(
    log_probabilities: np.ndarray,
    text: str,
    starts: np.ndarray,
    ends: np.ndarray,
    lefts: np.ndarray,
    rights: np.ndarray,
    *,
    sharpness: float,
) -> np.ndarray:
    """Computes the probability that the words at a place are the answer.

    "Rhine", "the Rhine" and "Rhine," at one place are one answer (see
    `nlp_suite.tasks.question_answering.grouping.group_spans`), so the probabilities of the spans
    add up. How sure a model is among spans is another question than how sure it is among answers:
    before that, the spans' logarithms are multiplied by `sharpness`, and what they have together is
    kept.

    Args:
        log_probabilities: As for `nlp_suite.tasks.question_answering.span_decoding.best_spans`.
        text: The text.
        starts: As there.
        ends: As there.
        lefts: Integer array of shape (n,), where the answers start in the text.
        rights: Integer array of shape (n,), where they end.
        sharpness: Above 0; below 1 probabilities become more equal.

    Returns:
        float64 array of shape (n,), in nats.

    Example:
        >>> text = "the Rhine"
        >>> logs = np.log([[0.1, 0.3], [0.5, 1e-9]])
        >>> tokens = np.array([0, 4]), np.array([3, 9])
        >>> found = answer_log_probabilities(
        ...     logs, text, *tokens, np.array([4]), np.array([9]), sharpness=1.0
        ... )
        >>> np.exp(found).round(2).tolist()
        [0.8]
    """
    longest = log_probabilities.shape[1]
    all_rights = sliding_window_view(np.append(ends, np.zeros(longest - 1, ends.dtype)), longest)
    scaled = log_probabilities * sharpness
    scaled += _log_total(log_probabilities) - _log_total(scaled)
    found = np.full(len(lefts), -np.inf)
    keys: dict[tuple[int, int], object] = {}

    def key(left: int, right: int) -> object:
        if (left, right) not in keys:
            keys[left, right] = equality_key(text[left:right])
        return keys[left, right]

    for i, (left, right) in enumerate(zip(lefts.tolist(), rights.tolist(), strict=True)):
        meets = (starts[:, None] < right) & (all_rights > left)
        near = np.flatnonzero(meets & (scaled > -np.inf))
        values = scaled.flat[near]
        near = near[values > values.max(initial=-np.inf) + math.log(_LEAST)]
        near = near[np.argsort(-scaled.flat[near], kind="stable")[:_MOST]]
        first, offset = np.divmod(near, longest)
        wanted = key(left, right)
        same = [
            key(*span) == wanted
            for span in zip(starts[first].tolist(), ends[first + offset].tolist(), strict=True)
        ]
        found[i] = _log_total(scaled.flat[near[np.array(same, dtype=bool)]])
    return found


def _log_total(values: np.ndarray) -> float:
    largest = float(values.max(initial=-np.inf))
    if largest == -math.inf:
        return largest
    return largest + math.log(float(np.exp(values - largest).sum()))
