import warnings

import numpy as np
import pytest

import nlp_suite
from nlp_suite import InvalidInputError, IrrelevantQueryWarning
from nlp_suite.tasks.summarization import (
    SelectionInputs,
    SentenceSelection,
    available_methods,
    register_method,
    selection,
)
from nlp_suite.tasks.summarization.query import (
    RELEVANT,
    query_relevance,
    select_for_query,
    term_coverage,
)

TOWN = (
    "The town of Elmstead has grown for thirty years. Its market is held on Fridays. "
    "A new school for four hundred pupils opened in 2019. The physician Ida Krahl runs the "
    "hospital with ninety beds. Trains to the coast leave every hour. The town library lends "
    "books and films. Farmers of the region grow barley and hops. The school teaches Latin to "
    "all its pupils. A brewery buys the hops of the region."
)


@pytest.fixture(scope="module")
def summarizer():
    return nlp_suite.load("summarize", threads=1)


def test_coverage_weighs_rare_words_more():
    sentences = ["Cats eat fish.", "Cats sleep.", "Cats run.", "Dogs eat."]
    coverage = term_coverage("Do cats eat?", sentences)
    assert coverage[0] == pytest.approx(1.0)
    assert coverage[3] > coverage[1] > 0
    assert (term_coverage("Do they?", sentences) == 0).all()


def test_a_word_that_no_sentence_has_counts_as_well():
    sentences = ["Cats eat.", "It rains."]
    assert term_coverage("cats zebras", sentences)[0] < 0.5


def test_coverage_knows_the_language_and_scripts_without_spaces():
    assert term_coverage("Städte", ["Die Stadt liegt am Meer."], "de")[0] == pytest.approx(1.0)
    assert term_coverage("大阪", ["大阪市に行く。", "雨が降る。"]).tolist() == [1.0, 0.0]


def test_relevance_is_between_0_and_1():
    embeddings = np.array([[1, 0], [-1, 0], [0, 0], [0.6, 0.8]], np.float32)
    sentences = ["Tin.", "Lead.", "Zinc.", "Tin and lead."]
    relevance = query_relevance("tin", sentences, embeddings, [1.0, 0.0])
    assert relevance.min() == 0 < relevance.max() == pytest.approx(1.0)
    assert relevance[1] == 0.0  # Not below, though the cosine is -1.
    # Nothing but the cosine of a query without content words.
    relevance = query_relevance("Who is it?", sentences, embeddings, [1.0, 0.0])
    assert relevance == pytest.approx([1.0, 0.0, 0.0, 0.6])


def test_between_equally_relevant_sentences_the_method_decides():
    inputs = SelectionInputs(np.eye(3, dtype=np.float32), ["A.", "B.", "C."], 1, 0)
    chosen = SentenceSelection.from_scores([2], np.array([1.0, 2.0, 9.0]))
    equal = np.array([0.5, 0.5, 0.1])
    assert select_for_query(chosen, inputs, equal).indices == (1,)
    unscored = SentenceSelection((1,), (1.0,))
    assert select_for_query(unscored, inputs, equal).indices == (1,)


def test_a_relevant_sentence_unlike_the_others_is_preferred():
    embeddings = np.array([[1, 0], [0.99, 0.141], [0, 1]], np.float32)
    inputs = SelectionInputs(embeddings, ["A.", "B.", "C."], 2, 0)
    chosen = SentenceSelection.from_scores([0, 1], np.array([3.0, 2.0, 1.0]))
    assert select_for_query(chosen, inputs, np.array([0.9, 0.8, 0.5])).indices == (0, 2)


@pytest.mark.parametrize("method", available_methods())
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hospital", "The physician Ida Krahl"),
        ("medicine", "The physician Ida Krahl"),
        ("railway", "Trains to the coast"),
        ("agriculture", "Farmers of the region"),
    ],
)
def test_the_summary_is_about_the_query(summarizer, method, query, expected):
    summary = summarizer(TOWN, query=query, sentences=1, method=method)
    assert summary.text.startswith(expected)
    assert RELEVANT <= summary.relevance <= 1
    assert summary.method == method


def test_all_that_is_said_of_it_is_found(summarizer):
    summary = summarizer(TOWN, query="What is known of the school?", sentences=2)
    assert [sentence.index for sentence in summary.sentences] == [2, 7]
    scores = [sentence.score for sentence in summary.sentences]
    others = summarizer(TOWN, query="What is known of the school?", sentences=9).sentences
    assert min(scores) > max(one.score for one in others if one.index not in (2, 7))


def test_without_a_query_there_is_no_relevance(summarizer):
    summary = summarizer(TOWN)
    assert summary.relevance is None
    assert summary.to_dict()["relevance"] is None
    assert "relevance" not in repr(summary)
    assert "relevance=" in repr(summarizer(TOWN, query="school"))


@pytest.mark.parametrize("method", ["salience", "lead", "random"])
def test_nothing_is_about_it(summarizer, method):
    with pytest.warns(
        IrrelevantQueryWarning, match="nothing in the text seems to be about 'quantum chromo"
    ) as warned:
        summary = summarizer(TOWN, query="quantum chromodynamics", method=method)
    assert summary.relevance < RELEVANT
    assert summary.sentences == summarizer(TOWN, method=method).sentences
    assert len(warned) == 1


def test_the_warning_points_at_the_caller():
    with pytest.warns(IrrelevantQueryWarning) as warned:
        nlp_suite.summarize(TOWN, query="quantum chromodynamics")
    assert warned[0].filename == __file__


def test_a_list_is_warned_of_once(summarizer):
    texts = [TOWN, "Quarks carry a colour charge, says quantum chromodynamics. It rains.", TOWN]
    with pytest.warns(IrrelevantQueryWarning, match="nothing in 2 of 3 texts") as warned:
        summaries = summarizer(texts, query="quantum chromodynamics", sentences=1)
    assert len(warned) == 1
    assert summaries[1].text.startswith("Quarks")
    with warnings.catch_warnings(action="ignore"):
        alone = [summarizer(one, query="quantum chromodynamics", sentences=1) for one in texts]
    for one, other in zip(alone, summaries, strict=True):
        assert one.text == other.text
        assert one.relevance == pytest.approx(other.relevance, abs=1e-3)


def test_length_and_query(summarizer):
    summary = summarizer(TOWN, query="hops of farmers", max_words=16)
    assert 0 < summary.words <= 16
    assert "hops" in summary.text
    assert len(summarizer(TOWN, query="school", ratio=0.5).sentences) == 5


def test_what_is_asked_for_is_there_although_it_begins_with_a_pronoun(summarizer):
    text = "Ida Krahl is a physician. She was born in Graz in 1961. The town has a market."
    summary = summarizer(text, query="birthplace: born in Graz", sentences=1)
    assert summary.text == "She was born in Graz in 1961."
    both = summarizer(text, query="birthplace: born in Graz", sentences=2)
    assert [sentence.index for sentence in both.sentences] == [0, 1]


def test_a_method_that_scores_only_what_it_chooses(summarizer):
    @register_method("last of all", embeds=False)
    def select_last(inputs):
        n = len(inputs.sentences)
        return SentenceSelection(tuple(range(n - inputs.count, n)), (1.0,) * inputs.count)

    try:
        summary = summarizer(TOWN, query="railway", sentences=1, method="last of all")
    finally:
        del selection._METHODS["last of all"]
    assert summary.text.startswith("Trains")


@pytest.mark.parametrize(
    "query", ["a" * 2000, "1." * 1000, "school \0", "a\u200d" * 1000, "Schule 学校"]
)
def test_hostile_queries(summarizer, query):
    with warnings.catch_warnings(action="ignore"):
        summary = summarizer(TOWN, query=query, sentences=2)
    assert len(summary.sentences) == 2
    assert 0 <= summary.relevance <= 1


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "query must have a letter or a digit, got ''; leave it out"),
        (" ?!", "got ' \\?!'"),
        ("school \ud800", "the query is not valid UTF-8"),
        ("a b" * 1000, "query must have at most 2,000 characters, got 3,000"),
        (3, "query must be a str, got int"),
        (["a"], "query must be a str, got list"),
    ],
)
def test_bad_queries(summarizer, query, message):
    with pytest.raises(InvalidInputError, match=message):
        summarizer(TOWN, query=query)
