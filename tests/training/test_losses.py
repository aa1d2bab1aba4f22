import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.training import masked_accuracy, masked_cross_entropy


def number(tensor):
    return float(keras.ops.convert_to_numpy(tensor))


@pytest.fixture
def batch(rng):
    labels = rng.integers(0, 7, size=(3, 5))
    logits = rng.normal(size=(3, 5, 7)).astype("float32")
    mask = np.arange(5) < np.array([5, 2, 1])[:, None]
    return labels, logits, mask


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_cross_entropy_is_the_formula(batch, smoothing):
    labels, logits, mask = batch
    p = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    target = np.eye(7)[labels] * (1 - smoothing) + smoothing / 7
    expected = -(target * np.log(p)).sum(-1)[mask].mean()
    loss = masked_cross_entropy(labels, logits, mask, label_smoothing=smoothing)
    assert number(loss) == pytest.approx(expected, rel=1e-5)


def test_cross_entropy_equals_keras_own(batch):
    labels, logits, _ = batch
    ones = np.ones(labels.shape, dtype=bool)
    expected = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits)
    assert number(masked_cross_entropy(labels, logits, ones)) == pytest.approx(number(expected))


def test_accuracy_counts_real_positions_only(batch):
    labels, logits, mask = batch
    expected = (logits.argmax(-1) == labels)[mask].mean()
    assert number(masked_accuracy(labels, logits, mask)) == pytest.approx(expected)


@pytest.mark.parametrize("value", [0.0, 1e9, np.inf, np.nan])
def test_padding_never_matters(batch, value):
    labels, logits, mask = batch
    before = number(masked_cross_entropy(labels, logits, mask, label_smoothing=0.1))
    accuracy = number(masked_accuracy(labels, logits, mask))
    logits[~mask] = value
    labels[~mask] = 6
    assert number(masked_cross_entropy(labels, logits, mask, label_smoothing=0.1)) == before
    assert number(masked_accuracy(labels, logits, mask)) == accuracy


def test_masks_of_zero_and_one(batch):
    labels, logits, mask = batch
    for loss in (masked_cross_entropy, masked_accuracy):
        expected = number(loss(labels, logits, mask))
        for kind in ("int64", "float32"):
            assert number(loss(labels, logits, mask.astype(kind))) == expected
        assert number(loss(labels, logits, mask[1:2])) == number(
            loss(labels, logits, mask[[1] * 3])
        )
        with pytest.raises(InvalidInputError, match="of an additive mask"):
            loss(labels, logits, np.where(mask, 0.0, -1e9))
        with pytest.raises(InvalidInputError, match="must have the shape"):
            loss(labels, logits, mask[:2])


def test_nothing_but_padding(batch):
    labels, logits, mask = batch
    assert number(masked_cross_entropy(labels, logits, mask & False)) == 0.0
    assert number(masked_accuracy(labels, logits, mask & False)) == 0.0


def test_half_precision_logits(batch):
    labels, logits, mask = batch
    expected = number(masked_cross_entropy(labels, logits, mask))
    half = masked_cross_entropy(labels, logits.astype("float16"), mask)
    assert keras.backend.standardize_dtype(half.dtype) == "float32"
    assert number(half) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("smoothing", [-0.1, 1.0])
def test_bad_smoothing(batch, smoothing):
    with pytest.raises(InvalidInputError, match="label_smoothing"):
        masked_cross_entropy(*batch, label_smoothing=smoothing)
