"""Spans that do not overlap."""

from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.question_answering.disjoint_spans import DisjointSpans

SPAN = st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda one: (one[0], sum(one)))


@given(st.lists(SPAN))
def test_a_span_is_added_that_overlaps_none_before(spans):
    found = DisjointSpans()
    taken = []
    for start, end in spans:
        free = all(end <= left or right <= start for left, right in taken)
        assert found.is_free(start, end) == free
        assert found.add(start, end) == free
        if free:
            taken.append((start, end))
