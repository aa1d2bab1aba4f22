import pytest

from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.tasks.summarization.abstractive.lengths import WritingLimits, WrittenLength
from nlp_suite.tasks.summarization.options import SummarizationOptions

BART = WritingLimits(max_tokens=142, min_tokens=56, most=1023)


def length(words=1000, tokens=1000, **options):
    return WrittenLength.of(SummarizationOptions(**options), words, tokens)


def limits(model=BART, **options):
    found = length(**options).limits(GenerationOptions(beam_size=2), model)
    assert found.beam_size == 2
    return found.max_tokens, found.min_tokens


def test_words_become_tokens_by_the_tokens_of_a_word():
    assert length(max_words=8) == (8, None, 9, None)
    assert length(max_words=8, tokens=1500) == (8, None, 13, None)
    assert length(min_words=8, tokens=1500) == (None, 8, None, 12)
    # A script without spaces.
    assert length(max_words=1, words=1, tokens=300) == (1, None, 304, None)


def test_a_ratio_is_of_words_and_asks_for_half_as_many():
    assert length(ratio=0.015)[:2] == (15, 7)
    assert length(ratio=0.0001)[:2] == (1, 1)
    assert length(ratio=0.015, min_words=12)[:2] == (15, 12)
    assert length(ratio=0.015, max_words=10)[:2] == (10, 7)
    assert length(ratio=0.015, min_words=20)[:2] == (20, 20)


def test_nothing_is_asked_to_be_longer_than_the_text():
    assert length(min_words=99, words=10, tokens=15).min_words == 10
    assert length(min_tokens=99, words=10, tokens=15).min_tokens == 15


def test_limits_near_each_other_are_one_so_that_texts_are_computed_together():
    found = {length(max_words=100, words=500, tokens=500 + n).max_tokens for n in range(100)}
    assert len(found) <= 7
    assert all(number >= 101 for number in found)
    assert {length(max_words=words).max_tokens >= words + 1 for words in range(1, 900)} == {True}


def test_what_the_model_does_gives_way_to_what_is_asked_for():
    assert limits() == (None, None)
    assert limits(max_tokens=300) == (300, 56)
    assert limits(max_tokens=60) == (60, 30)
    assert limits(min_tokens=100) == (200, 100)
    assert limits(min_tokens=60) == (142, 60)
    assert limits(max_tokens=60, min_tokens=50) == (60, 50)
    # The engine says that it is too much.
    assert limits(max_tokens=5000) == (5000, 56)
    assert limits(max_words=900, words=900, tokens=1800)[0] == 1023


def test_parts_have_together_what_is_asked_for():
    def parts(number, readable=1022, **options):
        found = length(**options).part_limits(GenerationOptions(), BART, number, readable)
        return found.max_tokens, found.min_tokens

    assert parts(5) == (142, 56)
    assert parts(5, max_tokens=60) == (142, 56)
    assert parts(5, min_tokens=900) == (270, 180)
    assert parts(2, min_tokens=900) == (511, 450)
    # Never more than half of what is read.
    assert parts(5, readable=100) == (50, 25)
    assert parts(5, readable=1) == (1, 0)


@pytest.mark.parametrize(
    ("text", "tokens", "cut"),
    [
        ("One two. Three four. Five.", 9, "One two. Three four. Five."),
        ("One two. Three four five. Six.", 9, "One two. Three four five."),
        ("One two three four five six seven.", 9, "One two three four five"),
        # The limit of tokens has cut the last sentence off.
        ("One two. Three four", 5, "One two."),
        ("One two. Three four", 4, "One two. Three four"),
        ("One two", 5, "One two"),
        ("One two. “Three four.”", 5, "One two. “Three four.”"),
        ("", 0, ""),
    ],
)
def test_a_summary_ends_with_a_sentence(text, tokens, cut):
    assert WrittenLength(5, None, 6, None).cut(text, tokens, "en") == cut


def test_a_summary_of_so_many_tokens_stays_as_it_was_written():
    assert length(max_tokens=2).cut("One two. Three", 3, "en") == "One two. Three"


def test_summaries_of_parts_are_the_summary_if_no_shorter_one_is_asked_for():
    assert not length().is_reached(10)
    assert not length(max_tokens=50).is_reached(10)
    assert length(min_tokens=50).is_reached(99)
    assert not length(min_tokens=50).is_reached(100)
    assert not length(min_tokens=50, max_tokens=80).is_reached(99)
