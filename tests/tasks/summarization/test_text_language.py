import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp_suite
from nlp_suite import LanguageMismatchWarning
from nlp_suite.tasks.summarization import text_language
from nlp_suite.tasks.summarization.text_language import (
    find_language,
    is_known,
    warn_of_unknown_language,
)

GERMAN = (
    "Der Rat der Stadt hat eine neue Brücke beschlossen. Die Brücken der Stadt sind alt. "
    "Das Wetter war gut. Der Bau der Brücke beginnt im Herbst. Katzen schlafen am Tag."
)
ENGLISH = "The council of the town wants a new bridge. The bridges are old. The weather was fine."
FRENCH = "Le conseil de la ville veut un nouveau pont. Les ponts sont vieux. Il a fait beau hier."


@pytest.fixture(autouse=True)
def nobody_was_warned(monkeypatch):
    monkeypatch.setattr(text_language, "_warned", set())


@pytest.fixture(scope="module")
def summarizer():
    return nlp_suite.load("summarize", threads=1)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        (FRENCH, "fr"),
        (ENGLISH, "en"),
        ("Совет города решил построить новый мост через реку.", "ru"),
        ("市议会决定修建一座新桥。旧桥已经很危险了。", "zh"),
        ("新しい橋の建設", "ja"),
        ("Νέα γέφυρα", "el"),
        ("새 다리", "ko"),
        ("猫", "zh"),
        # In doubt.
        ("Tin 5 t 42%", "en"),
        ("def f(x): return x", "en"),
        ("\0\ud800", "en"),
        # Most of it counts.
        ("Startseite Über uns und die Anfahrt zu uns. " * 15 + ENGLISH * 30, "en"),
        ("About us and the way to us. " * 15 + GERMAN * 30, "de"),
        (GERMAN * 30 + "This is the end of the text, and the authors thank you. " * 10, "de"),
    ],
)
def test_languages(text, language):
    assert find_language(text) == language


@pytest.mark.parametrize("unit", [GERMAN * 10, ENGLISH * 10, "a\u0301\u0323", "a"])
def test_a_long_text_takes_no_longer(unit, assert_quick):
    text = unit * (1_000_000 // len(unit))
    assert_quick(lambda: find_language(text), seconds=0.5)


@pytest.mark.parametrize(
    ("language", "model", "known"),
    [
        ("en", "all-MiniLM-L6-v2", True),
        ("en-GB", "all-MiniLM-L6-v2", True),
        ("de", "all-MiniLM-L6-v2", False),
        ("de", "sentence-transformers/all-MiniLM-L6-v2", False),
        ("de", "folder/all-mpnet-base-v2/", False),
        ("de", "paraphrase-multilingual-MiniLM-L12-v2", True),
        ("de", "my-own", True),
    ],
)
def test_what_models_know(language, model, known):
    assert is_known(language, model) == known


def test_each_language_is_said_once():
    with warnings.catch_warnings(record=True, action="always") as warned:
        for language in ("de", "de", "fr", "de"):
            warn_of_unknown_language(language, "m")
    assert [str(one.message)[:32] for one in warned] == [
        "a text seems to be in German, wh",
        "a text seems to be in French, wh",
    ]


def test_a_text_in_another_language_is_summarized_by_its_rules(summarizer):
    with pytest.warns(LanguageMismatchWarning, match="German, which all-MiniLM-L6-v2") as warned:
        found = nlp_suite.summarize(GERMAN, sentences=2)
    assert warned[0].filename == __file__
    # Warnings are errors here: who says the language is not warned, and nobody twice.
    assert summarizer(GERMAN, sentences=2, language="de").to_dict() == found.to_dict()
    assert summarizer([GERMAN, ENGLISH], sentences=2)[0].to_dict() == found.to_dict()


def test_methods_that_embed_nothing_say_nothing(summarizer):
    assert summarizer(GERMAN, sentences=2, method="lexical").total_sentences == 5


def test_stop_words_and_stems_are_those_of_the_language(summarizer):
    german, english = (
        summarizer(GERMAN, sentences=5, method="lexical", language=code) for code in ("de", "en")
    )
    # "Katzen schlafen am Tag" and "Das Wetter war gut" share no content word with the others.
    assert [one.score > 0 for one in german.sentences] == [True, True, False, True, False]
    # "Brücken" is no form of "Brücke" by English rules.
    assert german.sentences[1].score > english.sentences[1].score


@pytest.mark.parametrize("method", ["centrality", "mmr", "salience", "semantic"])
def test_sentences_of_a_script_that_the_encoder_cannot_read_are_told_apart(summarizer, method):
    # To it these are one sentence four times.
    text = "แมวดำนอนบนเสื่อ\n\nแมวดำกินปลา\n\nแมวดำวิ่งในสวน\n\nรถไฟออกตอนเช้า"
    summary = summarizer(text, sentences=4, method=method, language="th")
    assert len({round(one.score, 6) for one in summary.sentences}) > 1


def test_languages_of_a_list_do_not_matter_to_each_other(summarizer):
    with warnings.catch_warnings(action="ignore", category=LanguageMismatchWarning):
        texts = [GERMAN, ENGLISH, FRENCH, GERMAN + " Ende."]
        together = summarizer(texts, sentences=2)
        alone = [summarizer(text, sentences=2) for text in texts]
    assert [one.to_dict() for one in together] == [one.to_dict() for one in alone]


def test_several_texts_are_compared_in_the_language_of_most(summarizer):
    texts = [GERMAN, ENGLISH, GERMAN.replace("neue", "weitere")]
    with pytest.warns(LanguageMismatchWarning, match="German"):
        summary = summarizer(texts, sentences=3, together=True)
    assert len(summary.sentences) == 3


def test_a_query_in_the_language_of_the_text(summarizer):
    summary = summarizer(GERMAN, sentences=1, query="Wann schlafen die Katzen?", language="de")
    assert str(summary) == "Katzen schlafen am Tag."


@given(st.text(min_size=1).map(lambda text: text + "x"), st.sampled_from([None, "de", "ja", "tr"]))
def test_any_text_has_a_summary(summarizer, text, language):
    with warnings.catch_warnings(action="ignore", category=LanguageMismatchWarning):
        assert summarizer(text, sentences=1, language=language).text


def test_what_the_encoder_makes_of_a_script_that_it_cannot_read(summarizer):
    vectors = summarizer._embedder.embed(["แมวนอนบนเสื่อ", "รถไฟออกตอนเช้า"])
    assert vectors[0] @ vectors[1] > 0.99
