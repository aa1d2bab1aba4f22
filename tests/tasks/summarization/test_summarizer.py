import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp_suite
from nlp_suite import InvalidInputError, Keyword, ModelFormatError, ModelNotAvailableError
from nlp_suite.engines.lazy_embedder import LazyEmbedder
from nlp_suite.tasks.summarization import available_methods
from nlp_suite.tasks.summarization.candidates import find_candidates
from nlp_suite.tasks.summarization.summarizer import Summarizer
from nlp_suite.text import split_sentences
from nlp_suite.text.structure import find_structure


@pytest.fixture(scope="module")
def summarizer():
    return nlp_suite.load("summarize", threads=1)


def check(summary, text, count):
    """What every summary must be, whatever the method."""
    structure = find_structure(text)
    total = len(structure)
    assert summary.total_sentences == total
    assert len(summary.sentences) == min(count, len(find_candidates(text, structure)))
    indices = [sentence.index for sentence in summary.sentences]
    assert indices == sorted(set(indices))
    assert all(0 <= index < total for index in indices)
    for sentence in summary.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
        assert np.isfinite(sentence.score)
    assert str(summary) == summary.text
    assert summary.text.split() == " ".join(s.text for s in summary.sentences).split()


@pytest.mark.parametrize("method", available_methods())
@pytest.mark.parametrize("count", [1, 3, 40, 1000])
def test_every_method_gives_the_number_asked_for(summarizer, article, method, count):
    check(summarizer(article, sentences=count, method=method), article, count)


def test_sentences_are_those_of_the_language(summarizer):
    text = "Am 3. Mai regnete es. Dann schien die Sonne."
    assert summarizer(text, language="en").total_sentences == 3
    for texts in (text, [text]):
        summary = summarizer(texts, sentences=1, language="de")
        (summary,) = summary if isinstance(summary, list) else [summary]
        assert summary.total_sentences == 2
    with pytest.raises(InvalidInputError, match="language must be the code of a language"):
        summarizer(text, language="")


def test_three_sentences_by_default(summarizer, article):
    check(summarizer(article), article, 3)


@pytest.mark.parametrize(
    ("ratio", "expected"), [(1.0, 10), (0.5, 5), (0.25, 3), (0.24, 2), (0.01, 1), (1e-9, 1)]
)
def test_ratio(summarizer, ratio, expected):
    text = " ".join(f"Sentence number {i} is here." for i in range(10))
    check(summarizer(text, ratio=ratio), text, expected)


@given(st.text(), st.integers(1, 5))
def test_any_text(summarizer, text, count):
    if not split_sentences(text):
        with pytest.raises(InvalidInputError, match="nothing to summarize"):
            summarizer(text, sentences=count, language="en")
    else:
        check(summarizer(text, sentences=count, language="en"), text, count)


@pytest.mark.parametrize(
    "text",
    [
        "One line without any punctuation at all",
        "HEADLINE\n\nOnly a headline above. And one more.",
        "- eggs\n- flour\n- milk\n- butter",
        "Windows line ends.\r\nAre two characters.\r\n\r\nThey stay.",
        "\ufeffA mark before. 🦊 An emoji. Größe. עברית היא שפה. \u00a0 A space that stays.",
        "same. " * 50,
    ],
)
def test_texts_of_many_kinds(summarizer, text):
    check(summarizer(text, sentences=2), text, 2)


def test_same_text_same_summary(summarizer, article):
    for method in available_methods():
        first = summarizer(article, method=method, seed=5)
        assert summarizer(article, method=method, seed=5) == first


def test_list_keeps_the_order_and_equals_single_calls(summarizer, article):
    paragraphs = article.split("\n\n")[1:]
    texts = [paragraphs[i % len(paragraphs)] for i in (3, 1, 7, 2, 2, 5)]
    together = summarizer(texts, sentences=2)
    assert isinstance(together, list)
    for text, summary in zip(texts, together, strict=True):
        alone = summarizer(text, sentences=2)
        assert [s.index for s in alone.sentences] == [s.index for s in summary.sentences]
        check(summary, text, 2)


def test_empty_list(summarizer):
    assert summarizer([]) == []


def test_many_texts_are_embedded_in_groups(summarizer, monkeypatch):
    from nlp_suite.tasks.summarization import source_document as module

    monkeypatch.setattr(module, "GROUP_SENTENCES", 3)
    texts = [f"Text {i} begins. It goes on. It ends." for i in range(7)]
    summaries = summarizer(texts, sentences=1)
    assert [s.text for s in summaries] == [summarizer(t, sentences=1).text for t in texts]


def test_progress_bar_on_request(summarizer, capsys):
    summarizer(["One. Two.", "Three. Four."], progress=True)
    captured = capsys.readouterr()
    assert "Summarizing" in captured.err
    assert captured.out == ""


class CountingEmbedder:
    """Embeds with the shipped model, and keeps what it was given."""

    engine = "custom"
    model = "counting"

    def __init__(self, embedder):
        self.settings = embedder.settings
        self.calls = []
        self._embedder = embedder

    def embed(self, sentences):
        self.calls.append(list(sentences))
        return self._embedder.embed(sentences)


def test_what_a_method_does_not_use_is_not_computed(summarizer):
    embedder = CountingEmbedder(summarizer._embedder)
    counting = Summarizer(embedder)
    texts = ["One is here. Two is there.", "Three came. Four went."]
    for method in ("lead", "lexical", "random"):
        counting(texts, sentences=1, method=method)
        counting(texts[0], sentences=1, method=method)
    assert embedder.calls == []
    counting(texts, sentences=1, method="semantic")
    assert embedder.calls == [["One is here.", "Two is there.", "Three came.", "Four went."]]


def test_a_model_that_is_not_used_is_not_loaded():
    def fail():
        raise AssertionError("the model was loaded")

    lazy = Summarizer(LazyEmbedder(fail, engine="custom", model="mine"))
    for method in ("lead", "lexical", "random"):
        summary = lazy("One is here. Two is there.", sentences=1, method=method)
        assert (summary.engine, summary.model) == ("custom", "mine")
    with pytest.raises(AssertionError, match="was loaded"):
        lazy("One is here. Two is there.", sentences=1, method="semantic")
    with pytest.raises(AssertionError, match="was loaded"):
        lazy.load()


def test_a_method_of_one_s_own_may_ask_for_embeddings_that_it_did_not_announce(summarizer):
    from nlp_suite.tasks.summarization import SentenceSelection, register_method, selection

    seen = []

    @register_method("curious", embeds=False)
    def select_curious(inputs):
        seen.append((inputs.embeddings.shape, [s.kind for s in inputs.structure]))
        return SentenceSelection((0,), (1.0,))

    try:
        summarizer("# A title\n\nOne is here. Two is there.", sentences=1, method="curious")
    finally:
        del selection._METHODS["curious"]
    assert seen == [((2, 384), ["prose", "prose"])]


@pytest.mark.parametrize("method", available_methods())
def test_no_sentence_twice(summarizer, method):
    text = "The shop is closed. " * 30 + "Come  back soon. THE SHOP is closed. Come back soon."
    summary = summarizer(text, sentences=5, method=method)
    assert [s.text for s in summary.sentences] == ["The shop is closed.", "Come  back soon."]
    assert summary.total_sentences == 33


def test_only_sentences_are_chosen(summarizer):
    text = "# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nIt rains now. Cats sleep.\n\n- One thing."
    summary = summarizer(text, sentences=9)
    assert [s.text for s in summary.sentences] == ["It rains now.", "Cats sleep.", "One thing."]
    assert [s.text for s in summarizer("# A\n\n# B\n", sentences=1).sentences] == ["A"]


TALE = (
    "Anna keeps hens behind the old mill. A fox came to the mill in spring. It took two hens. "
    "Anna built a fence of wire around the hens. However, the fox dug under the wire. "
    "Why did the wire not help? The ground at the mill is soft. "
    "The miller said: “Take stones. They hold any fox. The old mill has stones.” "
    "Anna laid stones of the mill along the wire. Now the hens are safe from the fox."
)


def faults_of_tale(chosen):
    """Openings alone, the question without its answer, half a quotation."""
    lonely = sum(later in chosen and later - 1 not in chosen for later in (2, 4))
    return lonely + (5 in chosen and 6 not in chosen) + (len({7, 8, 9} & chosen) in {1, 2})


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
def test_a_summary_reads_well_by_itself(summarizer, count):
    chosen = {sentence.index for sentence in summarizer(TALE, sentences=count).sentences}
    assert len(chosen) == count
    assert faults_of_tale(chosen) == 0


@pytest.mark.parametrize("method", available_methods())
def test_summaries_of_every_method_read_better(summarizer, method):
    faults = dict.fromkeys((True, False), 0)
    for cohesive in faults:
        for count in range(1, 9):
            summary = summarizer(TALE, sentences=count, method=method, cohesive=cohesive)
            chosen = {sentence.index for sentence in summary.sentences}
            assert len(chosen) == count
            faults[cohesive] += faults_of_tale(chosen)
    # They stay where everything else says far less.
    assert faults[True] < faults[False] or faults[False] == 0


def test_what_begins_a_sentence_is_read_in_the_language_that_was_found(summarizer):
    # A pronoun in German, a verb in Spanish.
    text = (
        "Los barcos salen del puerto. Es la ciudad más grande de España, y la capital de los "
        "museos. Los museos de la ciudad abren por la mañana. La capital tiene un río grande."
    )
    options = {"sentences": 1, "method": "lexical"}
    assert summarizer(text, **options).text.startswith("Es la ciudad")
    assert not summarizer(text, **options, language="de").text.startswith("Es la ciudad")


def test_cohesion_may_be_switched_off(summarizer):
    loose = summarizer(TALE, sentences=4, method="random", cohesive=False, seed=2)
    drawn = summarizer(TALE, sentences=4, method="random", seed=2)
    assert {5, 6} & {s.index for s in loose.sentences} == {5}
    assert [s.index for s in loose.sentences] != [s.index for s in drawn.sentences]
    assert len(drawn.sentences) == 4


@pytest.mark.parametrize("method", available_methods())
@pytest.mark.parametrize("cohesive", [True, False])
@pytest.mark.parametrize("most", [8, 20, 40, 1000])
def test_no_more_words_than_asked_for(summarizer, method, cohesive, most):
    summary = summarizer(TALE, max_words=most, method=method, cohesive=cohesive)
    assert 0 < summary.words <= most
    if not cohesive:
        rest = [s for s in summarizer(TALE, ratio=1.0).sentences if s not in summary.sentences]
        left = {s.index for s in rest} - {s.index for s in summary.sentences}
        shortest = min((len(s.text.split()) for s in rest if s.index in left), default=most)
        assert summary.words + shortest > most or most == 1000
    if most == 1000:
        assert len(summary.sentences) == 12


def test_words_and_sentences(summarizer):
    assert len(summarizer(TALE, max_words=1000, sentences=2).sentences) == 2
    assert summarizer(TALE, max_words=20, sentences=5).words <= 20
    assert summarizer(TALE, min_words=30).words >= 30
    assert len(summarizer(TALE, min_words=1).sentences) == 1
    assert summarizer(TALE, sentences=1, min_words=30).words >= 30
    assert len(summarizer(TALE, sentences=5, min_words=1).sentences) == 5
    assert 30 <= summarizer(TALE, min_words=30, max_words=40).words <= 40
    assert len(summarizer(TALE, min_words=1000).sentences) == 12


def test_no_sentence_is_as_short_as_asked_for(summarizer):
    (only,) = summarizer(TALE, max_words=1).sentences
    (best,) = summarizer(TALE, sentences=1).sentences
    assert only == best


def test_the_length_of_a_sentence(summarizer):
    summary = summarizer(TALE, sentences=12, min_length=36)
    assert 3 < len(summary.sentences) < 12
    assert all(len(sentence.text) >= 36 for sentence in summary.sentences)
    assert len(summarizer(TALE, sentences=3, min_length=500).sentences) == 3


def test_runtimes_choose_the_same_sentences(article):
    chosen = {
        runtime: [s.index for s in nlp_suite.summarize(article, runtime=runtime).sentences]
        for runtime in ("ctranslate2", "keras")
    }
    assert chosen["keras"] == chosen["ctranslate2"]


def test_to_dict_is_ready_for_json(summarizer, article):
    summary = summarizer(article, sentences=2)
    values = json.loads(json.dumps(summary.to_dict()))
    assert values["text"] == summary.text
    assert values["words"] == summary.words == len(summary.text.split())
    assert values["sentences"][1]["start"] == summary.sentences[1].start
    assert (values["engine"], values["model"]) == ("custom", "all-MiniLM-L6-v2")
    assert values["method"] in available_methods()


def test_a_model_folder_of_one_s_own(tmp_path, article):
    import shutil

    from nlp_suite.assets import MODELS_FOLDER

    shutil.copytree(MODELS_FOLDER / "all-MiniLM-L6-v2", tmp_path / "mine")
    summary = nlp_suite.summarize(article, model=tmp_path / "mine")
    assert summary.model == "mine"
    assert summary.sentences == nlp_suite.summarize(article).sentences


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"text": ""}, "nothing to summarize: got 0 characters"),
        ({"text": " \n\t\u00a0"}, "nothing to summarize: got 4 characters"),
        ({"text": None}, "text must be a str, a Path, or a list or another .* got NoneType"),
        ({"text": b"bytes"}, "got bytes"),
        ({"text": ["fine.", 3]}, r"text\[1\] must be a str, got int"),
        ({"text": ["fine.", ""]}, r"text\[1\] has nothing to summarize"),
        ({"sentences": 0}, "sentences must be a whole number from 1 up, got 0"),
        ({"sentences": -2}, "got -2"),
        ({"sentences": 1.5}, "got 1.5"),
        ({"sentences": True}, "got True"),
        ({"ratio": 0}, "ratio must be above 0 and at most 1, got 0"),
        ({"ratio": 1.01}, "got 1.01"),
        ({"ratio": float("nan")}, "got nan"),
        ({"ratio": "0.5"}, "got '0.5'"),
        ({"sentences": 2, "ratio": 0.5}, "not both"),
        ({"max_words": 0}, "max_words must be a whole number from 1 up, got 0"),
        ({"min_words": 1.5}, "min_words must be a whole number from 1 up, got 1.5"),
        ({"min_length": -1}, "min_length must be a whole number from 1 up, got -1"),
        ({"min_words": 9, "max_words": 8}, "at most max_words; got min_words=9 and max_words=8"),
        ({"cohesive": 1}, "cohesive must be True or False, got 1"),
        ({"method": "magic"}, r"method must be one of .*mmr.*got 'magic'"),
        ({"engine": "cloud"}, r"engine must be one of \['custom', 'pretrained'\], got 'cloud'"),
        ({"engine": 3}, "engine must be a str, got int"),
        ({"model": 3}, "model must be a name, a folder or a hub id, got int"),
        ({"runtime": "onnx"}, "runtime must be one of"),
        ({"device": "tpu"}, "device must be one of"),
        ({"seed": -1}, "seed must be a whole number from 0 up"),
    ],
)
def test_bad_input(arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        nlp_suite.summarize(**{"text": "One. Two."} | arguments)


def test_unknown_model():
    with pytest.raises(ModelNotAvailableError, match=r"no model 'nope'.*all-MiniLM-L6-v2"):
        nlp_suite.summarize("One. Two.", model="nope")


def test_a_checkpoint_of_another_library(tmp_path):
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).touch()
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ModelFormatError, match=r"Encoder\.from_pretrained"):
        nlp_suite.summarize("One. Two.", model=tmp_path)


def test_a_model_of_another_task(tmp_path):
    import shutil

    from nlp_suite.assets import MODELS_FOLDER

    shutil.copytree(MODELS_FOLDER / "all-MiniLM-L6-v2", tmp_path / "m")
    config = tmp_path / "m" / "config.json"
    config.write_text(config.read_text().replace('"summarize"', '"answer"'))
    with pytest.raises(InvalidInputError, match="made for 'answer', it cannot summarize"):
        nlp_suite.summarize("One. Two.", model=tmp_path / "m")


@pytest.mark.slow
def test_a_book_in_bounded_memory(summarizer, article):
    """200 pages, about 100,000 words: the memory beyond the model's is a few megabytes."""
    import tracemalloc

    body = article.split("\n", 2)[2]
    book = "\n\n".join(body.replace("bicycle", f"bicycle {i}") for i in range(140))
    assert len(book.split()) > 95_000
    tracemalloc.start()
    try:
        summary = summarizer(book, sentences=10)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    check(summary, book, 10)
    assert peak < 60e6


def test_whatever_has_texts_in_an_order(summarizer, tmp_path):
    texts = ["One. Two.", "Three. Four."]
    (tmp_path / "a.txt").write_text(texts[0])
    expected = summarizer(texts, sentences=1)
    assert summarizer(tmp_path / "a.txt", sentences=1) == expected[0]
    for given_texts in (iter(texts), np.array(texts), [tmp_path / "a.txt", texts[1]]):
        assert summarizer(given_texts, sentences=1) == expected
    with pytest.raises(InvalidInputError, match="is a folder, not a text; give it to summarize_fi"):
        summarizer([tmp_path])


SHORT = (
    "The harbour council will rebuild the swing bridge, it says. The swing bridge is closed. "
    "Ferry operators fear for their income."
)


def test_key_phrases_and_a_title_are_given_where_they_are_asked_for(summarizer):
    plain = summarizer(SHORT, sentences=1)
    assert (plain.keywords, plain.title) == ((), "")
    summary = summarizer(SHORT, sentences=1, keywords=3, title=True)
    assert (summary.text, summary.sentences) == (plain.text, plain.sentences)
    assert summary.keywords[0] == Keyword("swing bridge", 1.0)
    assert len(summary.keywords) == 3
    assert "swing bridge" in summary.title.casefold()
    assert summarizer(SHORT, title=True).keywords == ()
    assert summarizer(SHORT, keywords=3).title == ""


def test_the_title_of_the_text_goes_first(summarizer):
    text = f"# No way across\n\n{SHORT}"
    assert summarizer(text, title=True).title == "No way across"
    listed = summarizer([text, SHORT], title=True)
    assert [one.title for one in listed] == ["No way across", summarizer(SHORT, title=True).title]


def test_several_texts_together_have_key_phrases_and_a_title(summarizer):
    other = "# No way across\n\nThe swing bridge has been repaired. Boats wait."
    summary = summarizer([SHORT, other], together=True, keywords=5, title=True)
    assert summary.keywords[0].text == "swing bridge"
    assert summary.title not in ("", "No way across")


def test_key_phrases_are_not_embedded(summarizer):
    counting = Summarizer(embedder := CountingEmbedder(summarizer._embedder))
    summary = counting(SHORT, method="lead", keywords=3, title=True)
    assert summary.keywords
    assert embedder.calls == []
    counting(SHORT, keywords=3, title=True)
    assert len(embedder.calls) == 1


def test_key_phrases_are_of_the_language_that_is_said(summarizer):
    text = "Der Wohnungsbau stockt, weil Bauland fehlt. Auch der Wohnungsbau kostet Geld."
    found = summarizer(text, keywords=9, language="de").keywords
    assert found[0].text == "Wohnungsbau"
    assert all(keyword.text.split()[-1][0].isupper() for keyword in found)


def test_who_speaks_is_no_key_phrase(summarizer):
    talk = "Anna: The budget is spent.\nBen: Who spent the budget?\nAnna: Ben, you know."
    found = [keyword.text for keyword in summarizer(talk, keywords=9).keywords]
    assert found[0] == "budget"
    assert "Anna" not in found
