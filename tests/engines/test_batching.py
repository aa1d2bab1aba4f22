import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.engines.batching import check_batch_tokens, fill_pools, sort_into_batches
from nlp_suite.errors import InvalidInputError

ITEMS = st.lists(st.text("ab", max_size=12), max_size=40)
LIMITS = st.integers(1, 30)


@given(ITEMS, LIMITS)
def test_pools_hold_everything_in_order(items, limit):
    pools = list(fill_pools(items, len, limit))
    assert [item for pool in pools for item in pool] == items
    for pool in pools:
        assert sum(map(len, pool[:-1])) < limit
    assert all(sum(map(len, pool)) >= limit for pool in pools[:-1])


def test_a_pool_is_given_before_more_is_taken():
    items = iter(["aaa", "b"])
    assert next(fill_pools(items, len, 3)) == ["aaa"]
    assert list(items) == ["b"]


@given(ITEMS, LIMITS)
def test_batches_are_sorted_and_bounded(items, limit):
    batches = list(sort_into_batches(items, len, limit))
    assert [item for batch in batches for item in batch] == sorted(items, key=len)
    for batch in batches:
        assert len(batch) == 1 or len(batch) * len(batch[-1]) <= limit
    # None is smaller than it must be.
    for batch, following in itertools.pairwise(batches):
        assert (len(batch) + 1) * len(following[0]) > limit


def test_the_size_of_batches_is_the_engine_s_or_the_caller_s():
    assert check_batch_tokens(None, 512) == 512
    assert check_batch_tokens(7, 512) == 7
    for wrong in (0, -1, 1.5, True, "512"):
        with pytest.raises(InvalidInputError, match="batch_tokens must be a whole number from 1"):
            check_batch_tokens(wrong, 512)
