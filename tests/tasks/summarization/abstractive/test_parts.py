import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.summarization.abstractive.parts import (
    document_units,
    joined_units,
    split_into_parts,
)
from nlp_suite.text.structure import find_structure


def count_words(texts):
    return [len(text.split()) for text in texts]


def count_characters(texts):
    return list(map(len, texts))


def split(text, limit, count=count_words):
    units = document_units(text, find_structure(text))
    return [text[start:end] for start, end in split_into_parts(text, units, count, limit)]


words = st.text(alphabet="ab1 .\n\t?é🚲", min_size=1, max_size=300).filter(str.strip)


@given(text=words, limit=st.integers(1, 30), count=st.sampled_from([count_words, count_characters]))
def test_parts_are_the_whole_text_within_the_limit(text, limit, count):
    parts = split(text, limit, count)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part == part.strip() and part for part in parts)
    assert all(number <= limit for number in count(parts))


def test_parts_are_of_about_equal_size(make_text):
    # 400 words in five parts of at most 90, not four full ones and a rest.
    sizes = count_words(split(make_text(100), 90))
    assert len(sizes) == 5
    assert max(sizes) - min(sizes) <= 20


def test_a_part_begins_with_a_section(make_text):
    first, second = make_text(14), make_text(10)
    parts = split(f"# One\n\n{first}\n\n# Two\n\n{second}", 60)
    assert parts == [f"# One\n\n{first}", f"# Two\n\n{second}"]


def test_a_part_begins_with_a_paragraph_and_not_behind_a_heading(make_text):
    text = f"{make_text(10, paragraph=3)}\n\n# Here\n\n{make_text(9, paragraph=9)}"
    for limit in range(24, 60):
        assert not any(part.endswith("# Here") for part in split(text, limit))
    one, two = split("A b c d. E f g h.\n\nI j k l. M n o p. Q r s t.", 13)
    assert (one, two) == ("A b c d. E f g h.", "I j k l. M n o p. Q r s t.")


def test_a_sentence_that_is_too_long_is_cut_between_words():
    text = " ".join(f"word{number}" for number in range(100))
    parts = split(text, 30)
    assert " ".join(parts) == text
    assert len(parts) == 4


def test_a_word_that_is_too_long_is_cut_between_graphemes():
    text = "👩‍🚀" * 50
    parts = split(text, 10, count_characters)
    assert "".join(parts) == text
    assert all(part.startswith("👩") for part in parts)


def test_parts_with_more_tokens_than_their_sentences_have_together_are_split_again(make_text):
    def count(texts):
        # Each full stop within a text costs a token.
        return [len(text.split()) + text[:-1].count(".") for text in texts]

    text = make_text(60)
    parts = split(text, 40, count)
    assert all(number <= 40 for number in count(parts))
    assert "".join(parts).split() == "".join(parts).split()
    assert " ".join(parts).split() == text.split()


def test_joined_summaries_have_units_at_their_ends():
    joined, units = joined_units(["One. Two.", " ", "Three!"], "en")
    assert [joined[unit.start : unit.end].strip() for unit in units] == ["One.", "Two.", "Three!"]
    assert units[0].start == 0
    assert units[-1].end == len(joined)
    assert units[2].cost < units[1].cost
    assert joined_units([], "en") == ("", [])


@pytest.mark.parametrize("unit", ["Word. ", "w", "w ", "1.", "# A\n\n", "🚲"])
def test_long_texts_of_one_kind(unit):
    text = unit * 5000
    parts = split(text, 200, count_characters)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(part) <= 200 for part in parts)
