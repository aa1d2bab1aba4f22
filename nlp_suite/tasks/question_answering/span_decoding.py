"""Span probabilities from start and end logits, and the best spans of a window."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# Spans over what may be the end of a sentence that are kept of a window.
MORE_BROKEN = 4


def span_log_probabilities(
    logits: np.ndarray,
    null_logits: np.ndarray,
    *,
    max_answer_tokens: int,
    temperature: float,
    units: np.ndarray | None = None,
) -> tuple[np.ndarray, float]:
    """Computes the joint log-probability of each span's start and end.

    It is the softmax over all spans of the window that are allowed and over "no answer"
    (position 0 as start and as end) of (start logit + end logit) / temperature. Since "no
    answer" takes part, a window without an answer has low probabilities for its spans, and
    probabilities compare between windows.

    Args:
        logits: Array of shape (W, 2), finite: each token's logits as a start and as an end,
            W at least 1.
        null_logits: Array of shape (2,), finite: those of position 0.
        max_answer_tokens: Most tokens of a span, at least 1.
        temperature: Above 0; larger ones make probabilities more equal.
        units: int32 array of shape (W,): a span has tokens of one unit only, and none of unit
            -1. Any span is allowed if None.

    Returns:
        Logarithms of the probabilities, in nats: a float64 array of shape (W, D), D the
        smaller of `max_answer_tokens` and W, where [i, d] belongs to the span from token i to token
        i + d, -inf where that is not allowed, or beyond the window; and that of "no answer".

    Example:
        >>> logs, null = span_log_probabilities(
        ...     np.zeros((2, 2)), np.zeros(2), max_answer_tokens=15, temperature=1.0
        ... )
        >>> np.exp(logs).round(2).tolist(), round(math.exp(null), 2)
        ([[0.25, 0.25], [0.25, 0.0]], 0.25)

    Reference:
        Devlin et al. 2019, https://arxiv.org/abs/1810.04805, section 4.3, for spans and their
        null; Clark and Gardner 2018, https://arxiv.org/abs/1710.10723, section 3, for scores
        that compare between the parts of a text.
    """
    scaled = logits.astype(np.float64) / temperature
    null = float(null_logits.astype(np.float64).sum()) / temperature
    sums = _span_sums(scaled, max_answer_tokens)
    if units is not None:
        last = np.full(units.size + sums.shape[1] - 1, -1)
        last[: units.size] = units
        apart = sliding_window_view(last, sums.shape[1]) != units[:, None]  # (W, D)
        sums[apart | (units[:, None] < 0)] = -np.inf
    # Without the largest, whose exponential may be beyond every number.
    largest = max(float(sums.max()), null)
    sums -= largest
    null -= largest
    log_total = math.log(float(np.exp(sums).sum()) + math.exp(null))
    sums -= log_total
    return sums, null - log_total


def scale_null(
    log_probabilities: np.ndarray, null: float, *, slope: float, intercept: float
) -> tuple[np.ndarray, float]:
    """Calibrates the probability of "no answer" by Platt scaling, apart from the spans' own.

    Its log-odds are multiplied and shifted; what is left is shared by the spans as before. A
    temperature that is right for which span answers need not be right for whether one does.

    Args:
        log_probabilities: What `span_log_probabilities` returns for the spans, in nats.
        null: What it returns for "no answer".
        slope: What the log-odds are multiplied by, above 0.
        intercept: What is added to them then.

    Returns:
        Both, calibrated.

    Example:
        >>> logs, null = scale_null(np.log([[0.6, 0.2]]), math.log(0.2), slope=1.0, intercept=2.0)
        >>> np.exp(logs).round(2).tolist(), round(math.exp(null), 2)
        ([[0.26, 0.09]], 0.65)

    Reference:
        Platt 1999, "Probabilistic Outputs for Support Vector Machines and Comparisons to
        Regularized Likelihood Methods".
    """
    largest = float(log_probabilities.max())
    if (slope, intercept) == (1.0, 0.0) or largest == -math.inf:
        return log_probabilities, null
    # Not by way of 1 - p, which is 0 long before the spans have nothing.
    some = largest + math.log(float(np.exp(log_probabilities - largest).sum()))
    odds = slope * (null - some) + intercept
    spans = log_probabilities - (some + float(np.logaddexp(0.0, odds)))
    return spans, -float(np.logaddexp(0.0, -odds))


def independent_log_probabilities(
    logits: np.ndarray, null_logits: np.ndarray, *, max_answer_tokens: int, temperature: float
) -> tuple[np.ndarray, float]:
    """Computes each span's log-probability as a product of start and end.

    Start and end are chosen independently: each is a softmax over the tokens of the window and
    position 0, of logit / temperature. So pairs that are no span, as the end comes first, have
    a part of the probability.

    Args:
        logits: As for `span_log_probabilities`.
        null_logits: As for `span_log_probabilities`.
        max_answer_tokens: As for `span_log_probabilities`.
        temperature: As for `span_log_probabilities`.

    Returns:
        As `span_log_probabilities` does.

    Example:
        >>> logs, null = independent_log_probabilities(
        ...     np.zeros((1, 2)), np.zeros(2), max_answer_tokens=15, temperature=1.0
        ... )
        >>> np.exp(logs).round(2).tolist(), round(math.exp(null), 2)
        ([[0.25]], 0.25)

    Reference:
        Chen et al. 2017, "Reading Wikipedia to Answer Open-Domain Questions",
        https://arxiv.org/abs/1704.00051, section 3.2
    """
    every = np.concatenate([null_logits[None], logits]).astype(np.float64) / temperature
    every -= every.max(axis=0)
    every -= np.log(np.exp(every).sum(axis=0))
    return _span_sums(every[1:], max_answer_tokens), float(every[0].sum())


def _span_sums(values: np.ndarray, max_answer_tokens: int) -> np.ndarray:
    """Adds each token's value as a start, (W, 0), to those of the ends that it may have."""
    count = len(values)
    longest = min(max_answer_tokens, count)
    ends = np.full(count + longest - 1, -np.inf)
    ends[:count] = values[:, 1]
    return values[:, :1] + sliding_window_view(ends, longest)  # (W, D)


def best_spans(
    log_probabilities: np.ndarray, starts: np.ndarray, ends: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Finds the best different spans of a window.

    Several spans of tokens may be one span of characters; it has the probability of the best.

    Args:
        log_probabilities: float64 array of shape (W, D), as `span_log_probabilities` returns.
        starts: Integer array of shape (W,): where an answer starts that starts with a token.
        ends: Integer array of shape (W,): where an answer ends that ends with a token.
        count: Number of spans to find.

    Returns:
        Three arrays of shape (n,), n the smaller of `count` and the number of different
        spans: logarithms of their probabilities, where they start, where they end; the best
        first, of equal ones that which starts, then that which ends, first.

    Example:
        >>> logs = np.array([[-1.0, -3.0], [-2.0, -np.inf]])
        >>> best_spans(logs, np.array([0, 4]), np.array([3, 8]), count=2)[1:]
        (array([0, 4]), array([3, 8]))
    """
    flat = log_probabilities.ravel()
    longest = log_probabilities.shape[1]
    wanted = 4 * count
    while True:
        everything = wanted >= flat.size
        # All that are as good as the last one wanted, so that what is found among equals
        # does not depend on chance.
        least = -np.inf if everything else np.partition(flat, -wanted)[-wanted]
        chosen = np.flatnonzero((flat >= least) & (flat > -np.inf))
        first, offset = np.divmod(chosen, longest)
        left, right = starts[first], ends[first + offset]
        order = np.lexsort((right, left, -flat[chosen]))
        order = order[left[order] < right[order]]
        spans = left[order].astype(np.int64) << 32 | right[order]
        kept = order[np.sort(np.unique(spans, return_index=True)[1])]
        if everything or kept.size >= count:
            kept = kept[:count]
            return flat[chosen[kept]], left[kept], right[kept]
        wanted *= 4


def best_places(
    log_probabilities: np.ndarray,
    starts: np.ndarray,
    ends: np.ndarray,
    count: int,
    *,
    breaks: np.ndarray,
    has_word: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Finds the best spans of a window that do not overlap (non-maximum suppression).

    Spans that go over a break or have no word, and are better than the last of these, stand beside
    them, the best `count + MORE_BROKEN`: whether a stop ends a sentence or an abbreviation is not
    known here, and a text may have nothing but marks.

    Args:
        log_probabilities: As for `best_spans`.
        starts: As for `best_spans`.
        ends: As for `best_spans`.
        count: Number of spans to find.
        breaks: Integer array of shape (B,), sorted: places in the text where a sentence may end.
        has_word: Boolean array of shape (W,): whether a token has a letter or a digit.

    Returns:
        Three arrays of shape (n,), as `best_spans` returns them. A span that goes over a break or
        has no word may overlap with others.

    Example:
        >>> logs = np.array([[-1.0, -1.5], [-2.0, -9.0], [-3.0, -np.inf]])
        >>> tokens = np.array([0, 4, 8]), np.array([3, 7, 11])
        >>> best_places(logs, *tokens, 2, breaks=np.array([3]), has_word=np.array([True] * 3))[1:]
        (array([0, 0, 4]), array([3, 7, 7]))
    """
    longest = log_probabilities.shape[1]
    rights, breaks_before, words_before = (
        sliding_window_view(np.concatenate([one, np.zeros(longest - 1, one.dtype)]), longest)
        for one in (ends, np.searchsorted(breaks, ends), np.cumsum(has_word))
    )  # (W, D)
    lefts = np.broadcast_to(starts[:, None], rights.shape)
    passed = breaks_before > np.searchsorted(breaks, starts)[:, None]
    passed |= words_before == (words_before[:, 0] - has_word)[:, None]
    whole = np.where(passed | (lefts >= rights), -np.inf, log_probabilities)
    found: list[tuple[float, int, int]] = []
    while len(found) < count:
        if found:
            left, right = found[-1][1:]
            whole[(lefts < right) & (rights > left)] = -np.inf
        place = int(whole.argmax())
        value = float(whole.flat[place])
        if value == -np.inf:
            break
        found.append((value, int(lefts.flat[place]), int(rights.flat[place])))
    # Those that are worse than all that is found already are not needed.
    least = found[-1][0] if len(found) == count else -np.inf
    over = passed & (log_probabilities > least)
    chosen = np.flatnonzero(over & (lefts < rights))
    if chosen.size:
        chosen = chosen[np.argsort(-log_probabilities.flat[chosen], kind="stable")]
        # Several spans of tokens may be one span of characters.
        chosen = chosen[: 4 * (count + MORE_BROKEN)]
        columns = (table.flat[chosen].tolist() for table in (lefts, rights, log_probabilities))
        broken: dict[tuple[int, int], float] = {}
        for left, right, value in zip(*columns, strict=True):
            broken.setdefault((left, right), value)
        found += [(value, *span) for span, value in broken.items()][: count + MORE_BROKEN]
        found.sort(key=lambda span: (-span[0], span[1:]))
    table = np.array(found).reshape(-1, 3)
    return table[:, 0], table[:, 1].astype(np.int64), table[:, 2].astype(np.int64)


def best_token_spans(
    log_probabilities: np.ndarray, starts: np.ndarray, ends: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Finds the best spans of tokens of a window, some of which may be one span of characters.

    Args:
        log_probabilities: float64 array of shape (W, D), as `independent_log_probabilities`
            returns.
        starts: As for `best_spans`.
        ends: As for `best_spans`.
        count: Number of spans of tokens to consider.

    Returns:
        Three arrays of shape (n,), n at most `count`: as `best_spans` returns, but not different
        from each other.

    Example:
        >>> logs = np.array([[-1.0, -3.0], [-2.0, -np.inf]])
        >>> best_token_spans(logs, np.array([0, 0]), np.array([3, 3]), count=2)[1:]
        (array([0, 0]), array([3, 3]))
    """
    flat = log_probabilities.ravel()
    order = np.argsort(-flat, kind="stable")[:count]
    order = order[flat[order] > -np.inf]
    first, offset = np.divmod(order, log_probabilities.shape[1])
    left, right = starts[first], ends[first + offset]
    visible = left < right
    return flat[order][visible], left[visible], right[visible]
