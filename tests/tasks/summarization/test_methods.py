"""The selection of summary sentences."""

import pkgutil
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.tasks.summarization import (
    DEFAULT_METHOD,
    SelectionInputs,
    SentenceSelection,
    available_methods,
    describe_methods,
    methods,
    register_method,
    select,
    selection,
)
from nlp_suite.tasks.summarization.content_words import content_words
from nlp_suite.tasks.summarization.methods.frequency import word_frequency
from nlp_suite.tasks.summarization.methods.lexical import lexical_centrality
from nlp_suite.tasks.summarization.methods.salience import opening_coverage
from nlp_suite.tasks.summarization.methods.semantic import semantic_centrality
from nlp_suite.tasks.summarization.redundancy import (
    NEAR_DUPLICATE,
    maximal_marginal_relevance,
    without_near_duplicates,
)
from nlp_suite.tasks.summarization.selection import select_from
from nlp_suite.text.structure import find_structure

METHODS = available_methods()
DOCUMENTATION = (Path(__file__).parents[3] / "docs" / "summarization.md").read_text("utf-8")
ORDER_FREE = ("centrality", "frequency", "lexical", "semantic")


def unit(rows):
    """Scale rows to length one and leave zeros as they are."""
    rows = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def documents():
    """Small documents in which repeated sentences and zero vectors are common."""
    words = st.sampled_from(["cat", "cats", "dog", "the", "rain", "1998", "", "...", "新闻", "éé"])
    vector = st.lists(st.sampled_from([-1.0, 0.0, 0.5, 1.0]), min_size=3, max_size=3)
    sentence = st.lists(words, max_size=4).map(" ".join)
    return st.lists(st.tuples(sentence, vector), min_size=1, max_size=8).map(
        lambda rows: ([row[0] for row in rows], unit([row[1] for row in rows]))
    )


def random_document(n, d=16, seed=0):
    generator = np.random.default_rng(seed)
    words = np.array([f"word{i}" for i in range(n // 2 + 2)])
    rows = generator.integers(len(words), size=(n, 6))
    return [" ".join(words[row]) for row in rows], unit(generator.normal(size=(n, d)))


def test_methods():
    assert set(METHODS) == {
        "bert-extractive-summarizer",
        "centrality",
        "frequency",
        "kmeans",
        "lead",
        "lexical",
        "mmr",
        "random",
        "salience",
        "semantic",
    }
    assert DEFAULT_METHOD in METHODS


@pytest.mark.parametrize(
    "module", [module.name for module in pkgutil.iter_modules(methods.__path__)]
)
def test_each_module_of_a_method_is_registered_and_documented(module):
    name = f"{methods.__name__}.{module}"
    registered = selection._METHODS.items()
    own = [method for method, (select, _) in registered if select.__module__ == name]
    assert len(own) == 1, f"{name} must have one function under register_method, and has {own}"
    assert f"\n| `{own[0]}`" in DOCUMENTATION, (
        f"the table of methods in docs/summarization.md has no row for {own[0]}"
    )


def test_methods_are_described_in_a_line():
    described = describe_methods()
    assert tuple(described) == METHODS
    for name, line in described.items():
        assert line.endswith("."), f"the docstring of the method {name} needs a first line"
    assert described["lead"] == (
        "Selects the first sentences: the baseline that is hard to beat on news."
    )


# The first call of k-means imports scikit-learn, so no deadline; and it is slow.
@pytest.mark.parametrize("method", METHODS)
@settings(deadline=None, max_examples=50)
@given(document=documents(), count=st.integers(1, 10), seed=st.integers(0, 3))
def test_contract(method, document, count, seed):
    sentences, vectors = document
    before = vectors.copy()
    chosen = select(method, vectors, sentences, count, seed=seed)
    assert len(chosen.indices) == len(chosen.scores) == min(count, len(sentences))
    assert list(chosen.indices) == sorted(set(chosen.indices))
    assert all(0 <= index < len(sentences) for index in chosen.indices)
    assert all(type(index) is int for index in chosen.indices)
    assert np.isfinite(chosen.scores).all()
    assert all(type(score) is float for score in chosen.scores)
    assert chosen == select(method, vectors, sentences, count, seed=seed)
    np.testing.assert_array_equal(vectors, before)


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"random", "kmeans"}))
@settings(deadline=None)
@given(n=st.integers(1, 40), count=st.integers(1, 40), zero=st.booleans())
def test_ties_go_to_the_earlier_sentence(method, n, count, zero):
    row = np.zeros(33) if zero else np.linspace(-1, 1, 33)
    chosen = select(method, unit([row] * n), ["The same cat."] * n, count)
    assert chosen.indices == tuple(range(min(count, n)))


@pytest.mark.parametrize("method", ORDER_FREE)
@settings(deadline=None)
@given(permutation=st.permutations(range(12)))
def test_order_of_sentences_does_not_matter(method, permutation):
    sentences, vectors = random_document(12, seed=1)
    plain = select(method, vectors, sentences, 4)
    moved = select(method, vectors[permutation], [sentences[i] for i in permutation], 4)
    assert {permutation[index] for index in moved.indices} == set(plain.indices)


@pytest.mark.parametrize("method", METHODS)
def test_no_sentences(method):
    assert select(method, np.empty((0, 4), np.float32), [], 2) == SentenceSelection((), ())


@pytest.mark.parametrize("method", METHODS)
def test_everything_when_more_is_wanted_than_there_is(method):
    sentences, vectors = random_document(5)
    assert select(method, vectors, sentences, 9).indices == (0, 1, 2, 3, 4)


def test_scores_belong_to_their_sentences():
    scores = np.array([0.3, 0.9, 0.1, 0.5])
    assert SentenceSelection.from_scores([3, 1], scores) == SentenceSelection((1, 3), (0.9, 0.5))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"method": "best"}, "method must be one of .*, centrality, .* received 'best'"),
        ({"count": 0}, "count must be .* received 0"),
        ({"count": True}, "received True"),
        ({"count": 1.5}, "received 1.5"),
        ({"sentences": ["One."]}, r"received \(3, 3\) for 1 sentences"),
        ({"embeddings": np.zeros(3)}, r"received \(3,\)"),
        ({"embeddings": np.full((3, 3), np.nan)}, "inf or nan"),
        ({"embeddings": np.full((3, 3), np.inf)}, "inf or nan"),
    ],
)
def test_wrong_arguments(change, message):
    arguments = {"method": "lead", "embeddings": np.eye(3), "sentences": ["a"] * 3, "count": 1}
    with pytest.raises(InvalidInputError, match=message):
        select(**{**arguments, **change})


def test_a_name_is_registered_once():
    with pytest.raises(InvalidInputError, match="'lead' already"):
        register_method("lead")(lambda _: SentenceSelection((), ()))


# The methods, one by one.


def test_lead_scores_fall():
    chosen = select("lead", np.eye(4), list("abcd"), 3)
    assert chosen == SentenceSelection((0, 1, 2), (1.0, 0.75, 0.5))


def test_random_depends_on_the_seed_and_grows():
    sentences, vectors = random_document(50)
    runs = [select("random", vectors, sentences, 5, seed=seed).indices for seed in range(5)]
    assert len(set(runs)) == 5
    longer = select("random", vectors, sentences, 9, seed=0).indices
    assert set(runs[0]) < set(longer)


def test_random_is_uniform():
    hits = np.zeros(4)
    for seed in range(2000):
        hits[list(select("random", np.eye(4), list("abcd"), 1, seed=seed).indices)] += 1
    assert (np.abs(hits / 2000 - 0.25) < 0.05).all()


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 5), shuffle=st.permutations(range(30)))
def test_kmeans_takes_one_sentence_of_each_cluster(seed, shuffle):
    generator = np.random.default_rng(7)
    cluster = np.arange(30) % 5
    vectors = unit(np.eye(5)[cluster] + generator.normal(scale=0.02, size=(30, 5)))
    order = list(shuffle)
    chosen = select("kmeans", vectors[order], ["a"] * 30, 5, seed=seed).indices
    assert sorted(cluster[order][list(chosen)]) == [0, 1, 2, 3, 4]


def test_kmeans_takes_the_nearest_to_the_centre():
    angles = np.array([0.0, 0.1, 0.3, 2.0, 2.2, 2.3])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    chosen = select("kmeans", vectors, ["a"] * 6, 2)
    assert chosen.indices == (1, 4)
    assert all(0.98 < score <= 1 for score in chosen.scores)


def test_kmeans_with_fewer_points_than_clusters():
    vectors = unit([[1, 0]] * 4 + [[0, 1]])
    chosen = select("kmeans", vectors, ["a"] * 5, 3).indices
    assert len(chosen) == 3
    assert 4 in chosen


def test_bert_extractive_summarizer_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "summarizer.cluster_features", None)
    with pytest.raises(ModelNotAvailableError) as caught:
        select("bert-extractive-summarizer", np.eye(3), list("abc"), 2)
    assert str(caught.value) == (
        "The method 'bert-extractive-summarizer' needs the package bert-extractive-summarizer, "
        'which is not installed. Run: pip install "nlp-suite[compat]"'
    )


def test_kmeans_without_scikit_learn_gives_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.cluster", None)
    with pytest.raises(ModelNotAvailableError, match=r'pip install "nlp-suite\[clustering\]"'):
        select("kmeans", np.eye(3), list("abc"), 2)


@pytest.fixture(scope="module")
def library():
    """bert-extractive-summarizer itself, on given embeddings."""
    from nlp_suite.compat import SentenceHandler, SummaryProcessor

    def summarize(sentences, vectors, count, seed=12345):
        known = dict(zip(sentences, vectors, strict=True))
        encode = lambda texts: np.stack([known[text] for text in texts])  # noqa: E731
        processor = SummaryProcessor(encode, SentenceHandler(), random_state=seed)
        return processor(" ".join(sentences), num_sentences=count, return_as_list=True)

    return summarize


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_bert_extractive_summarizer_is_the_library_s(library, count):
    _, vectors = random_document(20, seed=6)
    sentences = [f"This is number {i} of the sentences of this text." for i in range(20)]
    for seed in (0, 3):
        chosen = select("bert-extractive-summarizer", vectors, sentences, count, seed=seed)
        expected = library(sentences, vectors, count, seed=12345 + seed)
        assert [sentences[i] for i in chosen.indices] == expected
        assert chosen.scores == (1.0,) * count


def test_bert_extractive_summarizer_gives_the_number_where_the_library_does_not(library):
    _, vectors = random_document(6, seed=6)
    long = "This sentence goes on and on, " * 20 + "until it has six hundred characters."
    sentences = [
        "It is short.",
        "The second sentence has more than forty characters.",
        long,
        "The fourth sentence has more than forty characters, too.",
        "It is short as well.",
        "The sixth sentence, the last, has more than forty again.",
    ]
    expected = library(sentences, vectors, 5)
    assert expected == [sentences[i] for i in (1, 3, 5)]
    chosen = select("bert-extractive-summarizer", vectors, sentences, 5)
    assert chosen == SentenceSelection((0, 1, 2, 3, 5), (0.0, 1.0, 0.0, 1.0, 1.0))
    assert library(sentences[:1], vectors[:1], 1) == []
    chosen = select("bert-extractive-summarizer", vectors[:1], sentences[:1], 1)
    assert chosen == SentenceSelection((0,), (0.0,))


def test_mmr_avoids_a_duplicate():
    vectors = unit([[1, 0.1, 0], [1, 0.1, 0], [1, 0, 0.9], [-1, 0, 0]])
    assert select("mmr", vectors, list("abcd"), 2).indices == (0, 2)
    assert select("semantic", vectors, list("abcd"), 2).indices == (0, 1)


def test_mmr_follows_its_formula():
    _, vectors = random_document(12, seed=3)
    total = vectors.sum(0)
    relevance = vectors @ total / np.linalg.norm(total)
    taken, values = [], {}
    for _ in range(5):
        best, best_value = -1, -np.inf
        for i in set(range(12)) - set(taken):
            penalty = max((float(vectors[i] @ vectors[j]) for j in taken), default=0.0)
            value = 0.7 * relevance[i] - 0.3 * penalty
            if value > best_value:
                best, best_value = i, value
        taken.append(best)
        values[best] = best_value
    chosen = select("mmr", vectors, ["a"] * 12, 5)
    assert chosen.indices == tuple(sorted(taken))
    np.testing.assert_allclose(chosen.scores, [values[i] for i in chosen.indices], atol=1e-6)
    # The others are worth what they would be as the next one.
    for i in set(range(12)) - set(taken):
        penalty = max(float(vectors[i] @ vectors[j]) for j in taken)
        assert abs(chosen.all_scores[i] - (0.7 * relevance[i] - 0.3 * penalty)) < 1e-6


def test_semantic_centrality_is_the_mean_cosine():
    _, vectors = random_document(9, seed=2)
    cosines = vectors @ vectors.T
    expected = (cosines.sum(1) - np.diag(cosines)) / 8
    np.testing.assert_allclose(semantic_centrality(vectors), expected, atol=1e-6)


@settings(deadline=None)
@given(
    bags=st.lists(
        st.frozensets(st.sampled_from(["ant", "bee", "cow", "dog", "elk"])),
        min_size=1,
        max_size=8,
        unique=True,
    )
)
def test_lexical_centrality_counts_shared_words(bags):
    expected = [
        sum(len(bag & other) for k, other in enumerate(bags) if k != i)
        for i, bag in enumerate(bags)
    ]
    sentences = [" ".join(sorted(bag)) for bag in bags]
    assert lexical_centrality(sentences, 0.0).tolist() == expected
    mean = sum(map(len, bags)) / len(bags)
    corrected = [
        count / (2 / 3 + len(bag) / mean / 3) if mean else 0
        for count, bag in zip(expected, bags, strict=True)
    ]
    np.testing.assert_allclose(lexical_centrality(sentences), corrected)


def test_lexical_centrality_does_not_let_boilerplate_vote_for_itself():
    text = ["Ships sail north.", "Ships sail south.", "Click here now please."]
    once = lexical_centrality(text)
    often = lexical_centrality(text + text[2:] * 20)
    np.testing.assert_array_equal(once, often[:3])
    assert often[3:].max() == 0


def test_lexical_centrality_prefers_dense_to_long():
    text = ["Ships sail.", "Ships sail into a wide and gloomy unknown fjord today.", "Ships sail!"]
    scores = lexical_centrality(["Sailors like ships that sail.", *text])
    assert scores[1] > scores[2]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The cats and the CAT weren't there.", {"cat"}),
        ("Cities, churches, buses, gases, glass; the virus!", None),
        ("She’s sure he can't, won't and didn't.", {"sure"}),  # noqa: RUF001
        ("O'Neill's 1,500 tons in 1998", {"o'neill", "1", "500", "ton", "1998"}),
        ("", set()),
        ("... -- !", set()),
        ("of the and", set()),
    ],
)
def test_content_words(sentence, expected):
    if expected is None:
        assert {"city", "glass", "virus"} <= content_words(sentence)
    else:
        assert content_words(sentence) == expected


def test_centrality_joins_words_and_meaning():
    sentences, vectors = random_document(10, seed=4)
    lexical, semantic = lexical_centrality(sentences), semantic_centrality(vectors)
    lexical, semantic = ((s - s.mean()) / s.std() for s in (lexical, semantic))
    chosen = select("centrality", vectors, sentences, 10)
    np.testing.assert_allclose(chosen.scores, 0.85 * lexical + 0.15 * semantic, atol=1e-6)


def test_centrality_without_words_goes_by_meaning():
    vectors = unit([[0, 1, 0], [1, 0.7, 0], [1, 0, 0.7], [0, 0, 1]])
    chosen = select("centrality", vectors, ["。"] * 4, 2).indices
    assert chosen == select("semantic", vectors, ["。"] * 4, 2).indices == (1, 2)


def test_centrality_without_embeddings_goes_by_words():
    sentences, vectors = random_document(10, seed=5)
    chosen = select("centrality", np.zeros_like(vectors), sentences, 3).indices
    assert chosen == select("lexical", vectors, sentences, 3).indices


def test_centrality_leaves_out_a_near_duplicate():
    vectors = unit([[1, 0, 0], [1, 0.05, 0], [0.6, 0.8, 0], [0, 0, 1]])
    sentences = ["Ships sail north today.", "Ships sail north.", "Ships sail.", "It rains."]
    scores = select("centrality", vectors, sentences, 4).scores
    assert scores[1] > scores[0] > scores[2] > scores[3]
    assert select("centrality", vectors, sentences, 2).indices == (1, 2)
    assert select("centrality", vectors, sentences, 4).indices == (0, 1, 2, 3)


@settings(deadline=None)
@given(n=st.integers(1, 900), distinct=st.integers(1, 600), share=st.floats(0.01, 1))
def test_near_duplicates_come_last(n, distinct, share):
    vectors = np.eye(600, dtype=np.float32)[np.arange(n) % distinct]
    order = np.random.default_rng(n).permutation(n)
    count = max(1, int(share * n))
    chosen = without_near_duplicates(order, vectors, count, 0.9)
    assert len(chosen) == len(set(chosen)) == count
    assert len({index % distinct for index in chosen}) == min(count, n, distinct)


def structure_of(text):
    found = find_structure(text, "en")
    return found, [text[sentence.start : sentence.end] for sentence in found]


def scores_of(text, vectors=None):
    structure, sentences = structure_of(text)
    vectors = np.eye(len(sentences), dtype=np.float32) if vectors is None else vectors
    inputs = SelectionInputs(vectors, sentences, 1, 0, structure)
    return select_from("salience", inputs).all_scores


def test_salience_prefers_the_opening_as_far_as_it_covers_the_text():
    sentences = [f"Word{i} is here." for i in range(12)]
    one_subject = np.tile(np.float32([[1, 0]]), (12, 1))
    assert opening_coverage(one_subject) == pytest.approx(1)
    scores = select("salience", one_subject, sentences, 12).scores
    assert scores[0] == pytest.approx(scores[11] + 1.8, abs=0.3)
    assert list(scores[:5]) == sorted(scores[:5], reverse=True)
    another = unit([[0, 1]] * 3 + [[1, 0]] * 9)
    assert opening_coverage(another) == pytest.approx(3 / np.hypot(3, 9))
    assert select("salience", another, sentences, 12).scores[0] < scores[0] - 1


def test_salience_of_a_text_without_embeddings_goes_by_words_and_opening():
    sentences, vectors = random_document(9, seed=1)
    assert opening_coverage(np.zeros_like(vectors)) == 1
    assert select("salience", np.zeros_like(vectors), sentences, 1).indices == (0,)


def test_salience_does_not_favour_the_opening_of_a_conversation():
    lines = [f"word{i} is in this line of the text." for i in range(8)]
    said = "\n".join(f"{'Ann' if i % 2 else 'Bob'}: {line}" for i, line in enumerate(lines))
    assert {one.kind for one in structure_of(said)[0]} == {"turn"}
    told = scores_of(" ".join(line.capitalize() for line in lines))
    assert told[0] - told[7] > scores_of(said)[0] - scores_of(said)[7] + 0.5


def test_salience_favours_first_sentences_of_paragraphs_and_no_questions():
    paragraph = "Word{0} is in this line here. Word{1} is in this line here. Word{2} is in it too."
    text = "\n\n".join(paragraph.format(i, i + 1, i + 2) for i in range(20, 50, 3))
    scores = scores_of(text)
    assert scores[15] == pytest.approx(scores[16] + 0.2)
    asked = scores_of(text.replace("Word36 is in this line here.", 'Word36 is in this line here?"'))
    assert asked[16] == pytest.approx(scores[16] - 0.2, abs=1e-9)


def test_salience_does_not_take_a_question_for_an_opening():
    rest = " ".join(f"Word{i} is said in this text of words." for i in range(8))
    said, asked = (scores_of(f"Word9 is said in this text of words{end} {rest}") for end in ".?")
    assert said[0] == pytest.approx(asked[0] + 0.2 + 1.8 * 3 / np.sqrt(27))


def test_salience_takes_what_is_said_already_last():
    sentences, vectors = random_document(10, seed=2)
    vectors[1] = vectors[0]
    scores = select("salience", vectors, sentences, 10).scores
    assert min(scores[:2]) > min(scores[2:])
    assert len({0, 1} & set(select("salience", vectors, sentences, 9).indices)) == 1


def test_word_frequency_is_a_mean_of_at_least_ten_words():
    long = "a b c d e f g h i j k"
    scores = word_frequency([long, "a b", "a b", "A! b?"])
    # The copy counts once: a and b occur three times, the others once.
    ln = np.log1p
    np.testing.assert_allclose(scores[0], (2 * ln(3) + 9 * ln(1)) / 11)
    np.testing.assert_allclose(scores[1:], 2 * ln(3) / 10)
    assert word_frequency(["", "..."]).tolist() == [0, 0]


@settings(deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(-3, 3), st.lists(st.sampled_from([-1.0, 0.0, 0.6]), min_size=3, max_size=3)
        ),
        min_size=1,
        max_size=150,
    ),
    data=st.data(),
)
def test_marginal_relevance_is_that_of_the_definition(rows, data):
    relevance = np.array([row[0] for row in rows], dtype=np.float64)
    vectors = unit([row[1] for row in rows])
    count = data.draw(st.integers(1, len(rows)))
    expected, nearest = [], np.zeros(len(rows))
    for _ in range(count):
        value = relevance - 2.0 * nearest - 100 * (nearest >= NEAR_DUPLICATE)
        value[expected] = -np.inf
        expected.append(int(value.argmax()))
        nearest = np.maximum(nearest, (vectors @ vectors[expected[-1]]).round(5))
    assert maximal_marginal_relevance(relevance, vectors, count, 2.0) == expected
