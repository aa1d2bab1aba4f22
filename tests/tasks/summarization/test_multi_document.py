import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp_suite
from nlp_suite import InvalidInputError
from nlp_suite.tasks.summarization import SelectionInputs, available_methods
from nlp_suite.tasks.summarization.cohesion import find_links
from nlp_suite.tasks.summarization.multi_document import join_links, join_structures, told_once
from nlp_suite.tasks.summarization.selection import select_from
from nlp_suite.text.structure import find_structure

BRIDGE = {
    "Courier": (
        "The old bridge over the Elm was closed on Monday. Engineers found cracks in two of its "
        "pillars. The mayor promised a new bridge by spring."
    ),
    "Gazette": (
        "On Monday the old bridge over the river Elm was closed to all traffic. Shopkeepers fear "
        "for their trade. Engineers had found cracks in two of its pillars."
    ),
}


@pytest.fixture(scope="module")
def summarizer():
    return nlp_suite.load("summarize", threads=1)


def unit(*angles):
    """Embeddings in a plane, by their angles in degrees."""
    radians = np.radians(angles)
    return np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)


def test_the_fullest_stays_and_of_equally_full_ones_the_first():
    short, full = "Tin melts.", "Tin melts early in a hot oven."
    vectors = unit(0, 5)
    assert told_once([short, full], vectors, [0, 1]) == [1]
    assert told_once([full, short], vectors, [0, 1]) == [0]
    assert told_once([short, short], vectors, [0, 1]) == [0]


def test_nothing_is_left_out_within_one_document():
    assert told_once(["Tin melts.", "Tin melts."], unit(0, 0), [0, 0]) == [0, 1]


@pytest.mark.parametrize(
    ("angle", "other", "kept"),
    [
        (20, "Cats sleep.", [0]),  # A cosine of 0.94 is enough.
        (30, "The miners melted tin.", [0]),  # 0.87 and shared words are.
        (30, "Ores give off fumes.", [0, 1]),  # 0.87 is not.
        (45, "The miners melted tin.", [0, 1]),  # 0.71 is not, with any words.
    ],
)
def test_cosine_and_shared_words(angle, other, kept):
    sentences = ["The miners melted tin in big ovens.", other]
    assert told_once(sentences, unit(0, angle), [0, 1]) == kept


def test_reports_with_different_figures_are_two():
    vectors = unit(0, 2)
    sentences = ["The flood killed 3 people.", "The flood killed 5 people."]
    assert told_once(sentences, vectors, [0, 1]) == [0, 1]
    sentences = ["The flood killed people.", "The flood killed 5 people on 3.5 square miles."]
    assert told_once(sentences, vectors, [0, 1]) == [1]


def test_a_chain_of_similar_sentences_does_not_vanish():
    words = "Tin melts early in ovens."
    # Each is like its neighbours, the first not like the last.
    assert told_once([words] * 3, unit(0, 25, 50), [0, 1, 2]) == [0, 2]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.data())
def test_what_stays_repeats_nothing(numbers, data):
    documents = sorted(
        data.draw(st.lists(st.integers(0, 3), min_size=len(numbers), max_size=len(numbers)))
    )
    sentences = [f"Report {'abcde'[number]} came." for number in numbers]
    vectors = np.eye(5, dtype=np.float32)[numbers]
    kept = told_once(sentences, vectors, documents)
    assert kept == sorted(set(kept))
    assert {numbers[i] for i in kept} == set(numbers)
    for number in set(numbers):
        assert len({documents[i] for i in kept if numbers[i] == number}) == 1


def test_repeats_are_found_in_large_numbers():
    n = 700
    vectors = np.random.default_rng(0).normal(size=(n, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    sentences = [f"Report of town {i}." for i in range(n)]
    kept = told_once(sentences * 2, np.concatenate([vectors, vectors]), [0] * n + [1] * n)
    assert kept == list(range(n))


def test_many_sentences_that_are_alike_take_no_long():
    sentences = [f"The report of day {i} came." for i in range(3000)]
    vectors = np.ones((3000, 1), np.float32)
    assert len(told_once(sentences, vectors, [0] * 1500 + [1] * 1500)) == 3000


def test_joined_structures_and_links():
    texts = ["# A\n\nOne is.\n\nIt was.", "# B\n\nTwo is. However, it was."]
    structures = [find_structure(text) for text in texts]
    joined = join_structures(structures)
    assert [s.paragraph for s in joined] == [0, 1, 2, 3, 4, 4]
    assert [s.heading for s in joined] == [None, 0, 0, None, 1, 1]
    links = join_links([find_links(t, s, range(3)) for t, s in zip(texts, structures, strict=True)])
    assert links.joined.tolist() == [True, True, False, True, True, False]
    assert links.opening.tolist() == [False, False, True, False, False, True]


@pytest.mark.parametrize("method", available_methods())
def test_repeated_news_are_told_once(summarizer, method):
    summary = summarizer(BRIDGE, together=True, sentences=9, method=method)
    told = [(sentence.document, sentence.index) for sentence in summary.sentences]
    assert told == [("Courier", 1), ("Courier", 2), ("Gazette", 0), ("Gazette", 1)]
    for sentence in summary.sentences:
        assert BRIDGE[sentence.document][sentence.start : sentence.end] == sentence.text
    assert summary.total_sentences == 6
    assert summary.text == " ".join(sentence.text for sentence in summary.sentences)


def test_texts_without_names_have_numbers(summarizer, tmp_path):
    texts = list(BRIDGE.values())
    summary = summarizer(texts, together=True, sentences=9)
    assert [sentence.document for sentence in summary.sentences] == [0, 0, 1, 1]
    assert json.loads(json.dumps(summary.to_dict()))["sentences"][3]["document"] == 1
    assert "document=1" in repr(summary.sentences[3])
    assert "<b>[1: 2]</b>" in summary._repr_html_()
    assert summarizer(iter(texts), together=True, sentences=9) == summary
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text)
    files = [tmp_path / "0.txt", tmp_path / "1.txt"]
    assert summarizer(files, together=True, sentences=9) == summary
    named = summarizer({"a": files[0], "b": texts[1]}, together=True, sentences=9)
    assert [sentence.document for sentence in named.sentences] == ["a", "a", "b", "b"]


def test_a_sentence_of_one_text_has_no_document(summarizer):
    (sentence,) = summarizer("It rains.").sentences
    assert sentence.document is None
    assert "document" not in sentence.to_dict()


def test_one_text_together_is_that_text(summarizer, article):
    alone = summarizer(article, sentences=4)
    together = summarizer([article], together=True, sentences=4)
    assert [s.index for s in together.sentences] == [s.index for s in alone.sentences]
    assert together.text == alone.text


def test_lengths_are_those_of_all(summarizer):
    assert len(summarizer(BRIDGE, together=True, ratio=0.5).sentences) == 2
    assert len(summarizer(BRIDGE, together=True).sentences) == 3
    assert 0 < summarizer(BRIDGE, together=True, max_words=12).words <= 12
    assert summarizer(BRIDGE, together=True, min_words=25).words >= 25


@pytest.mark.parametrize("method", ["lead", "salience"])
def test_the_opening_of_each_text_counts(method):
    words = ["Tin", "Zinc", "Lead", "Iron", "Gold", "Silver"]
    inputs = SelectionInputs(
        np.eye(6, dtype=np.float32),
        [f"{word} melts." for word in words],
        2,
        0,
        places=np.array([0, 1, 2, 3, 0, 1]),
        documents=[range(4), range(4, 6)],
    )
    assert select_from(method, inputs).indices == (0, 4)


def test_a_text_that_only_repeats_has_no_sentence(summarizer):
    summary = summarizer(["It rains in Rome today.", "It rains in Rome today."], together=True)
    assert [sentence.document for sentence in summary.sentences] == [0]
    assert summary.total_sentences == 2


def test_the_last_sentence_of_a_text_does_not_explain_the_next_one(summarizer):
    # "However" begins a text, which needs nothing, and stands behind one that was left out.
    texts = ["Anna keeps hens in the yard.", "Anna keeps hens in the yard. However, foxes came."]
    summary = summarizer(texts, together=True, sentences=1)
    assert summary.text == "Anna keeps hens in the yard."


def test_query_and_several_texts(summarizer):
    summary = summarizer(BRIDGE, together=True, query="fears of shops", sentences=1)
    (sentence,) = summary.sentences
    assert (sentence.document, sentence.index) == ("Gazette", 1)
    assert summary.relevance > 0.2


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("One text.", {}, "list of texts or a mapping of names to texts with together=True, got o"),
        ([], {}, "at least one text with together=True, got none"),
        ({}, {}, "at least one text with together=True, got none"),
        ({1: "One."}, {}, "names of texts must be str, got int 1"),
        ({"a": "One.", "b": " "}, {}, r"text\['b'\] has nothing to summarize"),
        (["One.", ""], {}, r"text\[1\] has nothing to summarize"),
        (["One.", 3], {}, r"text\[1\] must be a str, got int"),
        ({"One."}, {}, "text must have an order"),
        (["One."], {"together": 1}, "together must be True or False, got 1"),
        ({"a": "One."}, {"together": False}, "text must be a text or a list of texts, got dict"),
    ],
)
def test_bad_input(summarizer, text, options, message):
    with pytest.raises(InvalidInputError, match=message):
        summarizer(text, **{"together": True} | options)
