import itertools
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.text import sentence_finder, split_sentences
from nlp_suite.text.sentence_finder import SentenceFinder

LINES = st.lists(
    st.sampled_from(
        [
            "Dr. Smith paid.",
            "He left. She",
            "stayed for a while. And",
            "- an item",
            "TITLE",
            "\n",
            "\r\n",
            "\n\n",
            "\r\n\r\n",
            " \n",
            "\u2028",
            "\x85",
            "\n\t\n",
            "  ",
            "\r",
            "It cost $1.50 (really). Then",
            "the wrapped line goes on for as long as forty.",
        ]
    ),
    max_size=20,
).map("".join)


def check_every_place(text, step=1):
    """The sentence at each place is what splitting the whole text gives."""
    finder = SentenceFinder(text)
    sentences = split_sentences(text)
    for sentence in sentences:
        places = [at for at in range(*sentence, step) if not text[at].isspace()]
        for place in places:
            assert finder.find(place, place + 1) == sentence
    for first, second in itertools.pairwise(sentences):
        assert finder.find(first.end - 1, second.start + 1) == (first.start, second.end)


def test_the_sentences_of_an_article(article):
    check_every_place(article, step=9)


@pytest.mark.parametrize("width", [60, 72])
def test_the_sentences_of_a_wrapped_article(article, width):
    lines = [textwrap.fill(line, width) for line in article.splitlines()]
    check_every_place("\n".join(lines), step=9)
    check_every_place("\r\n".join(lines), step=9)


@given(LINES)
def test_any_lines(text):
    check_every_place(text)


def test_a_long_text_is_not_split_as_a_whole(article, monkeypatch):
    split = []

    def record(text, language):
        split.append(len(text))
        return split_sentences(text, language)

    monkeypatch.setattr(sentence_finder, "split_sentences", record)
    line = " ".join(article.split())
    text = "\n".join([line] * 1200)
    assert len(text) > 5e6
    finder = SentenceFinder(text)
    own = split_sentences(line)
    for number in (0, 7, 600, 1199):
        offset = number * (len(line) + 1)
        # Not the ends of the line, where titles may run on.
        for sentence in own[5:-5:9]:
            found = finder.find(offset + sentence.start, offset + sentence.end)
            assert found == (offset + sentence.start, offset + sentence.end)
    assert max(split) <= 2 * sentence_finder.REACH


@pytest.mark.parametrize("text", ["x" * 50_000, "\u3042" * 50_000, "x \n" * 20_000])
def test_a_text_without_an_end(text):
    start, end = SentenceFinder(text).find(30_000, 30_001)
    assert start <= 30_000 < end
    assert end - start <= 2 * sentence_finder.REACH


def test_the_language_of_the_text():
    text = "Es regnete am 3. Mai. Dann nicht."
    assert SentenceFinder(text, "de").find(0, 1) == (0, 21)
    assert SentenceFinder(text).find(0, 1) == (0, 16)


def test_a_span_beyond_the_reach():
    text = "One begins. " + "It is long " * 5000 + ". It ends here. Another."
    start, end = SentenceFinder(text).find(12, text.index("ends"))
    assert start == 12
    assert text[:end].endswith("It ends here.")


def test_neighbourhoods_are_split_once(article, monkeypatch):
    calls = []

    def counted(*arguments):
        calls.append(0)
        return split_sentences(*arguments)

    monkeypatch.setattr(sentence_finder, "split_sentences", counted)
    finder = SentenceFinder(article)
    place = article.index("Pedals came")
    for _ in range(2):
        finder.find(place, place + 6)
        finder.find(place + 50, place + 51)
    assert len(calls) == 1
    text = "Yes.\n\n" * 200
    finder = SentenceFinder(text)
    for place in range(0, len(text), 6):
        assert finder.find(place, place + 3) == (place, place + 4)
    assert len(calls) == 201


@pytest.mark.parametrize("space", ["\u2028", "\n", "\x1c", "\xa0", " "])
def test_white_space_is_of_a_sentence_beside_it(space):
    text = f"Tom sleeps (a lot).{space}Ann reads."
    assert SentenceFinder(text).find(19, 20) in [(0, 19), (20, 30)]
    assert SentenceFinder(f"Tom sleeps.{space}").find(11, 12) == (0, 11)
    assert SentenceFinder(space * 3).find(1, 2) == (1, 2)
