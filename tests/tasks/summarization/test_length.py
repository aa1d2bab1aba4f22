from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.summarization.length import LengthLimits
from nlp_suite.tasks.summarization.options import SummarizationOptions


def limits(total=9, **options):
    return LengthLimits.of(SummarizationOptions(**options), total)


def test_three_sentences_unless_something_says_how_long():
    assert limits() == (3, None, None)
    assert limits(total=2) == (2, None, None)
    assert limits(min_length=30).sentences == 3
    assert limits(sentences=20).sentences == 9
    assert limits(ratio=0.5).sentences == 5
    assert limits(max_words=50).sentences is None
    assert limits(min_words=50).sentences is None
    assert limits(sentences=2, max_words=50) == (2, 50, None)


def test_the_best_that_fit():
    words = [5, 3, 7, 2]
    order = [2, 0, 3, 1]
    assert limits(max_words=10).fill(order, words) == [2, 3]
    assert limits(max_words=12).fill(order, words) == [2, 0]
    assert limits(max_words=1).fill(order, words) == []
    assert limits(max_words=10, sentences=1).fill(order, words) == [2]


def test_as_many_as_the_fewest_words_need():
    words = [5, 3, 7, 2]
    order = [2, 0, 3, 1]
    assert limits(min_words=7).fill(order, words) == [2]
    assert limits(min_words=8).fill(order, words) == [2, 0]
    assert limits(min_words=99).fill(order, words) == order
    assert limits(min_words=13, sentences=1).fill(order, words) == [2, 0, 3]
    assert limits(min_words=13, max_words=13, sentences=1).fill(order, words) == [2, 0]
    assert limits(min_words=1, sentences=3).fill(order, words) == [2, 0, 3]


def test_what_may_not_join_is_passed_over():
    admits = lambda index, there: index != 0 and 3 not in there  # noqa: E731
    assert limits(max_words=99).fill([2, 0, 1, 3], [5, 3, 7, 2], [3], admits) == [3]
    assert limits(max_words=99).fill([2, 0, 1, 3], [5, 3, 7, 2], [], admits) == [2, 1, 3]


def test_the_expected_number():
    assert limits(max_words=25).expected_count([10, 8, 12, 10]) == 2
    assert limits(max_words=3).expected_count([10, 8, 12, 10]) == 1
    assert limits(max_words=900).expected_count([10, 8, 12, 10]) == 4
    assert limits(min_words=21).expected_count([10, 8, 12, 10]) == 3
    assert limits(sentences=1, min_words=21).expected_count([10, 8, 12, 10]) == 3
    assert limits(sentences=3, max_words=21).expected_count([10, 8, 12, 10]) == 2
    assert limits(total=4, sentences=3).expected_count([0, 0, 0, 0]) == 3


@given(
    words=st.lists(st.integers(0, 9), min_size=1, max_size=12),
    most=st.integers(1, 40),
    count=st.none() | st.integers(1, 5),
)
def test_no_sentence_that_would_fit_is_left_out(words, most, count):
    length = limits(total=len(words), max_words=most, sentences=count)
    kept = length.fill(range(len(words)), words)
    total = sum(words[i] for i in kept)
    assert total <= most
    if count is None or len(kept) < min(count, len(words)):
        assert all(
            total + words[i] > most or total == most for i in set(range(len(words))) - {*kept}
        )
