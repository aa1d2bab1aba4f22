import keras
import numpy as np
import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.training import span_accuracy, span_cross_entropy

to_numpy = keras.ops.convert_to_numpy


def softmax(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


@pytest.fixture
def batch(rng):
    """Three examples: two gold answers, one, and none in the text; then a row of padding."""
    logits = rng.normal(size=(4, 6, 2)).astype("f4")
    candidates = np.array([[1, 0, 1, 1, 1, 0], [1, 0, 0, 1, 1, 1], [1, 0, 1, 1, 0, 0], [0] * 6])
    starts = np.array([[2, 3], [4, -1], [0, -1], [-1, -1]], "int32")
    ends = np.array([[2, 4], [5, -1], [0, -1], [-1, -1]], "int32")
    return starts, ends, logits, candidates.astype(bool)


def expected(starts, ends, logits, candidates):
    """The probability of a right span, counted one by one."""
    losses = []
    for row in range(3):
        allowed = np.flatnonzero(candidates[row])
        start, end = (
            dict(zip(allowed, softmax(logits[row, allowed, i]), strict=True)) for i in (0, 1)
        )
        golds = [(s, e) for s, e in zip(starts[row], ends[row], strict=True) if s >= 0]
        losses.append(-np.log(sum(start[s] * end[e] for s, e in golds)))
    return losses


def test_the_likelihood_of_any_gold_answer(batch):
    loss = float(to_numpy(span_cross_entropy(*batch)))
    assert loss == pytest.approx(np.mean(expected(*batch)), rel=1e-5)


def test_no_credit_for_the_start_of_one_gold_with_the_end_of_another():
    logits = np.full((1, 6, 2), -20.0, "f4")
    logits[0, 1, 0] = logits[0, 5, 1] = 20.0
    golds = np.array([[1, 4]]), np.array([[2, 5]])
    assert float(to_numpy(span_cross_entropy(*golds, logits, np.ones((1, 6), bool)))) > 30


def test_every_gold_answer_as_often_as_it_was_given(batch):
    starts, ends, logits, candidates = batch
    # The second one of the first example was given twice; the others have one.
    first, second = (
        expected(*(np.maximum(a[:, [i]], a[:, [0]]) for a in (starts, ends)), logits, candidates)
        for i in (0, 1)
    )
    starts, ends = (np.concatenate([array, array[:, 1:]], axis=1) for array in (starts, ends))
    loss = span_cross_entropy(starts, ends, logits, candidates, every_gold=True)
    wanted = [(first[0] + 2 * second[0]) / 3, *first[1:]]
    assert float(to_numpy(loss)) == pytest.approx(np.mean(wanted), rel=1e-5)


def test_label_smoothing(batch):
    *_, logits, candidates = batch
    of_all = [
        -sum(np.log(softmax(logits[row, candidates[row], i])).mean() for i in (0, 1))
        for row in range(3)
    ]
    mixed = 0.9 * np.array(expected(*batch)) + 0.1 * np.array(of_all)
    loss = float(to_numpy(span_cross_entropy(*batch, label_smoothing=0.1)))
    assert loss == pytest.approx(mixed.mean(), rel=1e-5)
    with pytest.raises(InvalidInputError, match=r"label_smoothing must be in \[0, 1\)"):
        span_cross_entropy(*batch, label_smoothing=1.0)


def test_only_candidates_and_real_rows_count(batch):
    starts, ends, logits, candidates = batch
    loss, accuracy = (to_numpy(f(*batch)) for f in (span_cross_entropy, span_accuracy))
    other = np.where(candidates[..., None], logits, 1e4).astype("f4")
    other[3] = np.inf
    np.testing.assert_array_equal(
        to_numpy(span_cross_entropy(starts, ends, other, candidates)), loss
    )
    np.testing.assert_array_equal(
        to_numpy(span_accuracy(starts, ends, other, candidates)), accuracy
    )
    nothing = tuple(array[3:] for array in batch)
    assert float(to_numpy(span_cross_entropy(*nothing))) == 0.0
    assert float(to_numpy(span_accuracy(*nothing))) == 0.0


def test_accuracy(batch):
    starts, ends, logits, candidates = batch
    logits = np.zeros_like(logits)
    # The second gold of the first; the right start alone; "no answer".
    for row, start, end in ((0, 3, 4), (1, 4, 3), (2, 0, 0)):
        logits[row, start, 0] = logits[row, end, 1] = 5.0
    accuracy = float(to_numpy(span_accuracy(starts, ends, logits, candidates)))
    assert accuracy == pytest.approx(2 / 3)


def test_gradients_are_finite(batch):
    """A start that is ruled out, and logits beyond what a softmax can tell apart."""
    starts, ends, logits, candidates = batch
    variable = keras.Variable(logits * 1000)
    layer = keras.layers.Dense(2, use_bias=False)
    layer.build((4, 6, 2))
    model = keras.Sequential([layer])
    before = to_numpy(layer.kernel).copy()
    loss = lambda _, logits: span_cross_entropy(starts, ends, logits, candidates)  # noqa: E731
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=loss, jit_compile=False)
    model.train_on_batch(to_numpy(variable), logits)
    assert np.isfinite(to_numpy(layer.kernel)).all()
    assert np.abs(to_numpy(layer.kernel) - before).max() > 0
