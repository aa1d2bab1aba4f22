"""Losses and accuracies: masked cross-entropy over tokens, span likelihood of answers."""

from typing import Any

from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.masks import check_unseen, read_padding_mask


def masked_cross_entropy(
    labels: Any, logits: Any, mask: Any, *, label_smoothing: float = 0.0
) -> Any:
    """Averages the cross-entropy over the positions that are not padding.

    With label smoothing ε the target distribution is (1 - ε) on the label plus ε spread
    evenly over the whole vocabulary.

    Args:
        labels: Integer tensor of shape (B, T).
        logits: Tensor of shape (B, T, V).
        mask: Mask of shape (B, T), booleans or 0 and 1 of any type, False at padding.
        label_smoothing: The ε, from 0 up to but not including 1; 0.1 in the paper.

    Returns:
        Scalar, float32, in nats; 0 if everything is padding.

    Raises:
        InvalidInputError: If `label_smoothing` is out of its range, or the mask is of another
            shape or has other values, see `nlp_suite.layers.masks`.

    Example:
        ```python
        logits = keras.random.normal((2, 3, 10))
        labels = keras.ops.convert_to_tensor([[4, 2, 0], [7, 0, 0]])
        loss = masked_cross_entropy(labels, logits, padding_mask(labels), label_smoothing=0.1)
        ```

    Reference:
        Szegedy et al. 2016, "Rethinking the Inception Architecture", section 7,
        https://arxiv.org/abs/1512.00567, for label smoothing.
    """
    if not 0.0 <= label_smoothing < 1.0:
        raise InvalidInputError(f"label_smoothing must be in [0, 1), got {label_smoothing!r}")
    # Sums over a large vocabulary need more than half precision.
    logits = ops.cast(logits, "float32")
    size = logits.shape[-1]
    # Written out, as picking the label's logit has a slow gradient on some backends.
    targets = (1.0 - label_smoothing) * ops.one_hot(labels, size) + label_smoothing / size
    return _masked_mean(ops.categorical_crossentropy(targets, logits, from_logits=True), mask)


def masked_accuracy(labels: Any, logits: Any, mask: Any) -> Any:
    """Computes the share of positions, padding left out, whose likeliest token is the label.

    Args:
        labels: Integer tensor of shape (B, T).
        logits: Tensor of shape (B, T, V).
        mask: Mask of shape (B, T), booleans or 0 and 1 of any type, False at padding.

    Returns:
        Scalar, float32, from 0 to 1; 0 if everything is padding.

    Raises:
        InvalidInputError: See `masked_cross_entropy`.

    Example:
        ```python
        logits = keras.random.normal((2, 3, 10))
        labels = keras.ops.convert_to_tensor([[4, 2, 0], [7, 0, 0]])
        accuracy = masked_accuracy(labels, logits, padding_mask(labels))
        ```
    """
    predicted = ops.argmax(logits, axis=-1)
    right = ops.equal(ops.cast(predicted, "int32"), ops.cast(labels, "int32"))
    return _masked_mean(ops.cast(right, "float32"), mask)


def _masked_mean(values: Any, mask: Any) -> Any:
    # Selected, not multiplied: an infinite loss at a padded position is no concern.
    seen = read_padding_mask(mask, ops.shape(values))
    total = check_unseen(ops.sum(ops.where(seen, values, 0.0)), mask)
    return total / ops.maximum(ops.sum(ops.cast(seen, "float32")), 1.0)


# Low enough that a softmax gives 0, and finite, so that no gradient is a NaN.
_NEVER = -1e9


def span_cross_entropy(
    starts: Any,
    ends: Any,
    logits: Any,
    candidates: Any,
    *,
    every_gold: bool = False,
    label_smoothing: float = 0.0,
) -> Any:
    """Computes the mean negative log-likelihood of the gold answers over the examples.

    A span is as probable as its start times its end, each by a softmax over the candidates.
    The likelihood of an example is the sum over its gold spans: any of them is right, and the
    model need not choose. It is summed over spans, not over starts and ends apart, which would
    also reward the start of one gold with the end of another, which is no gold answer. With
    `every_gold` it is the mean of the log-likelihoods of the gold spans instead, which is least
    where each is as probable as it is frequent among them.

    With label smoothing ε the target is (1 - ε) the above plus ε spread evenly over the
    candidates of the start, and over those of the end.

    Args:
        starts: Integer tensor of shape (B, G), positions where gold answers start; -1 for
            fewer than G. An example without any, a row of padding, counts nothing.
        ends: Integer tensor of shape (B, G), positions of their last tokens.
        logits: Tensor of shape (B, T, 2), of start and end.
        candidates: Boolean tensor of shape (B, T), True where an answer may start or end:
            position 0, which stands for "no answer", and the text.
        every_gold: Whether each gold span counts, one that is there twice also twice.
        label_smoothing: The ε, from 0 up to but not including 1.

    Returns:
        Scalar, float32, in nats; 0 if there is no example.

    Raises:
        InvalidInputError: If `label_smoothing` is out of its range.

    Example:
        ```python
        logits = keras.random.normal((1, 4, 2))
        candidates = np.array([[True, False, True, True]])
        loss = span_cross_entropy(np.array([[2, 3]]), np.array([[3, 3]]), logits, candidates)
        ```

    Reference:
        Clark and Gardner 2018, "Simple and Effective Multi-Paragraph Reading Comprehension",
        section 2.2, https://arxiv.org/abs/1710.10723, for the sum over all gold answers.
    """
    if not 0.0 <= label_smoothing < 1.0:
        raise InvalidInputError(f"label_smoothing must be in [0, 1), got {label_smoothing!r}")
    logits, candidates = _read(logits, candidates)
    masked = _masked(logits, candidates)
    log_probabilities = masked - ops.logsumexp(masked, axis=1, keepdims=True)  # (B, T, 2)
    of_gold = _at(log_probabilities[..., 0], starts) + _at(log_probabilities[..., 1], ends)
    is_gold = _is_gold(starts)
    if every_gold:
        counts = ops.sum(ops.cast(is_gold, "float32"), axis=1)
        losses = -ops.sum(ops.where(is_gold, of_gold, 0.0), axis=1) / ops.maximum(counts, 1.0)
    else:
        losses = -ops.logsumexp(ops.where(is_gold, of_gold, _NEVER), axis=1)  # (B,)
    if label_smoothing:
        kept = ops.where(ops.expand_dims(candidates, -1), log_probabilities, 0.0)
        count = ops.maximum(ops.sum(ops.cast(candidates, "float32"), axis=1), 1.0)
        of_all = ops.sum(kept, axis=(1, 2)) / count
        losses = (1.0 - label_smoothing) * losses - label_smoothing * of_all
    return _mean(losses, starts)


def span_accuracy(starts: Any, ends: Any, logits: Any, candidates: Any) -> Any:
    """Computes the share of examples whose likeliest start and end are those of a gold answer.

    Args:
        starts: As for `span_cross_entropy`.
        ends: As for `span_cross_entropy`.
        logits: As for `span_cross_entropy`.
        candidates: As for `span_cross_entropy`.

    Returns:
        Scalar, float32, from 0 to 1; 0 if there is no example.

    Example:
        ```python
        logits = keras.random.normal((1, 4, 2))
        candidates = np.array([[True, False, True, True]])
        accuracy = span_accuracy(np.array([[2]]), np.array([[3]]), logits, candidates)
        ```
    """
    masked = _masked(*_read(logits, candidates))
    best = ops.cast(ops.argmax(masked, axis=1), "int32")  # (B, 2)
    right = ops.logical_and(
        ops.equal(ops.cast(starts, "int32"), best[:, :1]),
        ops.equal(ops.cast(ends, "int32"), best[:, 1:]),
    )
    return _mean(ops.cast(ops.any(right, axis=1), "float32"), starts)


def _read(logits: Any, candidates: Any) -> tuple[Any, Any]:
    seen = read_padding_mask(candidates, ops.shape(logits)[:2])
    return check_unseen(logits, candidates), seen


def _masked(logits: Any, candidates: Any) -> Any:
    return ops.where(ops.expand_dims(candidates, -1), ops.cast(logits, "float32"), _NEVER)


def _at(log_probabilities: Any, positions: Any) -> Any:
    return ops.take_along_axis(log_probabilities, ops.maximum(positions, 0), axis=1)


def _is_gold(starts: Any) -> Any:
    return ops.greater_equal(starts, 0)


def _mean(values: Any, starts: Any) -> Any:
    # Selected, not multiplied: the loss of a row without an answer is huge.
    is_example = ops.any(_is_gold(starts), axis=1)
    count = ops.sum(ops.cast(is_example, "float32"))
    return ops.sum(ops.where(is_example, values, 0.0)) / ops.maximum(count, 1.0)
