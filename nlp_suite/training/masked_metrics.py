"""Losses and accuracies: masked cross-entropy over tokens, span likelihood of answers."""

from typing import Any

from keras import ops

from nlp_suite.errors import InvalidInputError


def masked_cross_entropy(
    labels: Any, logits: Any, mask: Any, *, label_smoothing: float = 0.0
) -> Any:
    """Averages the cross-entropy over the positions that are not padding.

    With label smoothing ε the target distribution is (1 - ε) on the label plus ε spread
    evenly over the whole vocabulary.

    Args:
        labels: Integer tensor of shape (B, T).
        logits: Tensor of shape (B, T, V).
        mask: Boolean tensor of shape (B, T), False at padding.
        label_smoothing: The ε, from 0 up to but not including 1; 0.1 in the paper.

    Returns:
        Scalar, float32, in nats; 0 if everything is padding.

    Raises:
        InvalidInputError: If `label_smoothing` is out of its range.

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
        mask: Boolean tensor of shape (B, T), False at padding.

    Returns:
        Scalar, float32, from 0 to 1; 0 if everything is padding.

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
    kept = ops.where(mask, values, 0.0)
    return ops.sum(kept) / ops.maximum(ops.sum(ops.cast(mask, "float32")), 1.0)
