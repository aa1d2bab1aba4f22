import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.errors import InvalidInputError
from nlp_suite.numerics import attend, general_attention, softmax

# Four words, three dimensions: the published worked example, to all its digits.
WORDS = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]])
PUBLISHED = [
    [0.98522025, 1.74174051, 0.75652026],
    [0.90965265, 1.40965265, 0.5],
    [0.99851226, 1.75849334, 0.75998108],
    [0.99560386, 1.90407309, 0.90846923],
]


@pytest.fixture
def projected():
    random = np.random.RandomState(42)
    return [WORDS @ random.randint(3, size=(3, 3)) for _ in range(3)]


def test_published_numbers(projected):
    output, weights = general_attention(*projected)
    assert np.abs(output - PUBLISHED).max() < 5.1e-9
    np.testing.assert_allclose(weights.sum(-1), 1.0)


def test_one_query_at_a_time_gives_the_same(projected):
    queries, keys, values = projected
    for query, expected in zip(queries, PUBLISHED, strict=True):
        output, weights = attend(query, keys, values)
        assert np.abs(output - expected).max() < 5.1e-9
        assert weights.shape == (4,)


@given(st.integers(0, 2**31), st.lists(st.booleans(), min_size=5, max_size=5))
def test_hidden_values_never_reach_the_output(seed, visible):
    rng = np.random.default_rng(seed)
    queries, keys, values = (rng.normal(size=(2, 5, 3)) for _ in range(3))
    mask = np.array(visible)
    before, weights = general_attention(queries, keys, values, mask=mask)
    keys[:, ~mask], values[:, ~mask] = 1e4, -1e4
    np.testing.assert_array_equal(general_attention(queries, keys, values, mask=mask)[0], before)
    assert (weights[..., ~mask] == 0).all()
    if not mask.any():
        assert (before == 0).all()


def test_what_a_mask_may_be():
    """0 and 1 of any type; of two axes, beside queries of three, it is one of padding."""
    rng = np.random.default_rng(0)
    queries, keys, values = (rng.normal(size=(2, 2, 3)) for _ in range(3))
    padding = np.array([[True, True], [True, False]])
    expected, _ = general_attention(queries, keys, values, mask=padding[:, None])
    for mask in (padding, padding.astype(int), padding.astype("float32")):
        output, _ = general_attention(queries, keys, values, mask=mask)
        np.testing.assert_array_equal(output, expected)
    with pytest.raises(InvalidInputError, match="of an additive mask give mask == 0"):
        general_attention(queries, keys, values, mask=np.where(padding, 0.0, -1e9))
    with pytest.raises(InvalidInputError, match=r"of shape \(B, S\), .* got \(3, 3\)"):
        general_attention(queries, keys, values, mask=np.tri(3))


def test_softmax_of_large_and_of_no_scores():
    np.testing.assert_allclose(softmax([1e6, 1e6]), 0.5)
    np.testing.assert_array_equal(softmax([[-np.inf, -np.inf], [0, -np.inf]]), [[0, 0], [1, 0]])
    np.testing.assert_allclose(softmax([[1.0], [1.0]], axis=0), 0.5)


@pytest.mark.parametrize(
    "shapes", [((3, 2), (4, 3), (4, 2)), ((3, 2), (4, 2), (5, 2)), ((2,), (4, 2), (4, 2))]
)
def test_shapes_that_do_not_go_together(shapes):
    with pytest.raises(InvalidInputError, match=r"got \("):
        general_attention(*map(np.ones, shapes))


def test_a_query_is_a_vector():
    with pytest.raises(
        InvalidInputError, match=r"query must have the shape \(d_k,\), got \(1, 2\)"
    ):
        attend(np.ones((1, 2)), np.ones((3, 2)), np.ones((3, 2)))
