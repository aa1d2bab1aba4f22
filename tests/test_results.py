import dataclasses
import json

import numpy as np
import pytest

from nlp_suite import (
    Alternative,
    Answer,
    AnswerItem,
    AnswerPlace,
    Keyword,
    Sentence,
    SentenceSupport,
    SentenceTranslation,
    SourceSentence,
    Summary,
    SummaryPart,
    Translation,
)


def sentence(text="eins", start=0, end=3, **changes):
    values = {
        "text": text,
        "start": start,
        "end": end,
        "score": -0.5,
        "tokens": ("ei", "ns"),
        "source_tokens": ("one",),
        "n_best": (Alternative(text, -0.5), Alternative("ein", -2.0)),
    }
    return SentenceTranslation(**values | changes)


def translation(*sentences, source="one  two"):
    return Translation(
        text="eins  zwei",
        source=source,
        sentences=sentences,
        engine="custom",
        model="m",
        source_language="en",
    )


def test_equal_if_all_but_the_attention_is():
    one = sentence(attention=np.ones((2, 1), "f4"))
    assert one == sentence(attention=np.zeros((2, 1), "f4"))
    assert hash(translation(one)) == hash(translation(sentence()))
    assert translation(one) != translation(sentence(score=-1.0))


def test_frozen():
    for result, field in ((sentence(), "text"), (translation(), "source")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, field, "")


def test_a_sentence_with_fewer_alternatives_keeps_its_last():
    two = sentence("zwei", 5, 8, n_best=(Alternative("zwei", -0.1),), score=-0.1)
    whole = translation(sentence(), two)
    assert [alternative.text for alternative in whole.n_best] == ["eins  zwei", "ein  zwei"]
    assert [alternative.score for alternative in whole.n_best] == pytest.approx([-0.3, -1.05])
    assert whole.score == pytest.approx(-0.3)


def test_what_the_model_did_not_see_has_no_weight():
    kept = sentence("**", 5, 7, score=0.0, tokens=(), source_tokens=(), n_best=(("**", 0.0),))
    assert translation(sentence(), kept).score == -0.5
    assert translation().score == 0.0
    assert translation().n_best == (Alternative("eins  zwei", 0.0),)


def test_plain_values():
    one = sentence(attention=np.full((2, 1), 0.5, "f4"))
    values = json.loads(json.dumps(translation(one).to_dict()))
    assert values["sentences"][0] == {
        "text": "eins",
        "start": 0,
        "end": 3,
        "score": -0.5,
        "tokens": ["ei", "ns"],
        "source_tokens": ["one"],
        "n_best": [{"text": "eins", "score": -0.5}, {"text": "ein", "score": -2.0}],
        "attention": [[0.5], [0.5]],
        "quality": None,
    }
    assert values["attention"] == [[0.5], [0.5]]
    assert values["n_best"][1] == {"text": "ein  two", "score": -2.0}
    assert set(values) == {
        "text",
        "source",
        "score",
        "quality",
        "tokens",
        "source_tokens",
        "n_best",
        "attention",
        "sentences",
        "engine",
        "model",
        "source_language",
        "target_language",
    }
    assert (values["source_language"], values["target_language"]) == ("en", None)


def test_the_quality_of_a_text_is_that_of_its_worst_sentence():
    one, two = sentence(quality=0.25), sentence("zwei", 5, 8, quality=0.75)
    assert translation(one, two).quality == translation(two, one).to_dict()["quality"] == 0.25
    assert translation(one, sentence("zwei", 5, 8)).quality is None
    assert translation().quality == 1.0


def answer(**changes):
    values = {
        "text": "<Paris>",
        "start": 113,
        "end": 120,
        "score": 0.956,
        "null_score": 0.01,
        "sentence": "She was born in <Paris> & died.",
        "sentence_start": 97,
        "question": "Where was <she> born?",
        "engine": "custom",
        "model": "m",
    }
    return Answer(**values | changes)


def no_answer(**changes):
    return answer(text="", start=0, end=0, sentence="", sentence_start=0, **changes)


PLACES = tuple(AnswerPlace(text="<Paris>", start=n, end=n + 7, score=0.5) for n in (3, 113))


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (answer(), "Answer('<Paris>', score=0.96, start=113)"),
        (
            answer(document="a.txt", places=PLACES),
            "Answer('<Paris>', score=0.96, start=113, document='a.txt', places=2)",
        ),
        (no_answer(reason="yes_no"), "Answer('', score=0.96, reason='yes_no')"),
        (no_answer(), "Answer('', score=0.96)"),
        (AnswerItem(text="Ann", start=3, end=6), "AnswerItem('Ann', start=3, end=6)"),
        (PLACES[0], "AnswerPlace('<Paris>', score=0.50, start=3, end=10)"),
        (Sentence("One.", 0, 1, 5, 0.5), "Sentence('One.', index=0, start=1, end=5, score=0.50)"),
        (
            Summary("One.", (Sentence("One.", 0, 0, 4, 1.0),), 9, "lead", "custom", "m"),
            "Summary('One.', sentences=1, total_sentences=9, words=1, method='lead')",
        ),
        (Alternative("eins", -0.5), "Alternative('eins', score=-0.50)"),
        (sentence(), "SentenceTranslation('eins', start=0, end=3, score=-0.50)"),
        (
            translation(sentence(quality=0.931)),
            "Translation('eins  zwei', source='one  two', score=-0.50, quality=0.93, "
            "source_language='en')",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_representations_are_short(result, shown):
    assert repr(result) == shown


def test_representations_of_long_results_are_short():
    long = "a\n" * 100_000
    results = [
        answer(text=long),
        Summary(long, (), 9, "lead", "custom", "m"),
        translation(sentence(long, end=200_000), source=long),
    ]
    for result in results:
        assert len(repr(result)) < 400
        assert len(result._repr_html_()) < 10_000
    many = tuple(Sentence("One.", n, 0, 4, 1.0) for n in range(1000))
    page = Summary("One.", many, 1000, "lead", "custom", "m")._repr_html_()
    assert page.count("One.") == 50
    assert "… (950 more sentences)" in page


def test_a_notebook_marks_the_answer_in_its_sentence():
    page = answer(document="<a>.txt", places=PLACES)._repr_html_()
    assert "<b>Where was &lt;she&gt; born?</b>" in page
    assert "She was born in <mark>&lt;Paris&gt;</mark> &amp; died." in page
    assert "score 0.96 · &lt;a&gt;.txt · 2 places" in page
    # One whose sentence is not that of its place.
    assert "<mark>&lt;Paris&gt;</mark>" in answer(sentence="")._repr_html_()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("unanswerable", "most likely the text has none"),
        ("yes_no", "the question wants a yes or a no"),
        ("unreadable", "the model sees no token of the text"),
        ("", "No answer."),
    ],
)
def test_a_notebook_says_why_there_is_no_answer(reason, words):
    page = no_answer(reason=reason)._repr_html_()
    assert words in page
    assert "<mark>" not in page


def test_a_notebook_shows_the_sentence_that_decides():
    page = answer(text="", start=0, end=0, reason="yes_no")._repr_html_()
    assert "She was born in &lt;Paris&gt; &amp; died." in page


def test_a_notebook_shows_the_sentences_of_a_summary():
    sentences = (Sentence("One <1>.", 0, 0, 8, 1.0), Sentence("Four.", 3, 20, 25, 1.0))
    page = Summary("One <1>. Four.", sentences, 9, "lead", "custom", "m")._repr_html_()
    assert "<b>[1]</b> One &lt;1&gt;.</div>" in page
    assert "<b>[4]</b> Four.</div>" in page
    assert "2 of 9 sentences · 3 words · lead · m" in page


def test_a_notebook_shows_the_title_and_the_key_phrases_of_a_summary():
    summary = Summary(
        "One.",
        (Sentence("One.", 0, 0, 4, 1.0),),
        9,
        "lead",
        "custom",
        "m",
        keywords=(Keyword("<ones>", 1.0), Keyword("twos", 0.5)),
        title="One & all",
    )
    page = summary._repr_html_()
    assert page.index("<b>One &amp; all</b>") < page.index("<b>[1]</b> One.")
    assert "<i>&lt;ones&gt; · twos</i>" in page
    assert repr(summary).endswith("method='lead', keywords=2, title='One & all')")
    values = summary.to_dict()
    assert values["keywords"] == [{"text": "<ones>", "score": 1.0}, {"text": "twos", "score": 0.5}]
    assert values["title"] == "One & all"
    assert repr(Keyword("twos", 0.5)) == "Keyword('twos', score=0.50)"


SOURCE = SourceSentence("Tin <melts>.", 4, 9, 21, 0.814)
WRITTEN = Summary(
    "Tin melts. Bob eats. Ann reads in 2031.",
    (),
    9,
    "",
    "pretrained",
    "m",
    style="abstractive",
    support=(
        SentenceSupport("Tin melts.", 0, 10, (SOURCE,), 0.814),
        SentenceSupport("Bob eats.", 11, 20, (), 0.2),
        SentenceSupport("Ann reads in 2031.", 21, 39, (SOURCE,), 0.814, ("Ann <R>", "2031")),
    ),
    parts=(SummaryPart("Tin melts.", 0, 21), SummaryPart("Bob eats.", 22, 40, "b.txt")),
)


def test_sentences_of_an_abstractive_summary_that_nothing_supports():
    assert [one.supported for one in WRITTEN.support] == [True, False, False]
    assert WRITTEN.unsupported == WRITTEN.support[1:]
    assert Summary("One.", (), 9, "lead", "custom", "m").unsupported == ()


def test_representations_of_an_abstractive_summary():
    assert repr(WRITTEN) == (
        "Summary('Tin melts. Bob eats. Ann reads in 2031.', style='abstractive', "
        "total_sentences=9, words=8, unsupported=2, parts=2)"
    )
    assert repr(WRITTEN.support[2]) == (
        "SentenceSupport('Ann reads in 2031.', supported=False, similarity=0.81, sources=1, "
        "missing=('Ann <R>', '2031'))"
    )
    assert repr(SOURCE) == (
        "SourceSentence('Tin <melts>.', index=4, start=9, end=21, similarity=0.81)"
    )
    assert repr(WRITTEN.parts[1]) == "SummaryPart('Bob eats.', start=22, end=40, document='b.txt')"


def test_an_abstractive_summary_as_plain_values():
    values = json.loads(json.dumps(WRITTEN.to_dict()))
    assert (values["style"], values["sentences"], values["words"]) == ("abstractive", [], 8)
    assert values["support"][0]["sources"] == [
        {"text": "Tin <melts>.", "index": 4, "start": 9, "end": 21, "similarity": 0.814}
    ]
    assert [one["supported"] for one in values["support"]] == [True, False, False]
    assert values["support"][2]["missing"] == ["Ann <R>", "2031"]
    assert values["parts"] == [
        {"text": "Tin melts.", "start": 0, "end": 21},
        {"text": "Bob eats.", "start": 22, "end": 40, "document": "b.txt"},
    ]


def test_a_notebook_shows_what_supports_an_abstractive_summary():
    page = WRITTEN._repr_html_()
    assert "Tin melts. <small>[5]</small></div>" in page
    assert "Bob eats. <mark>no sentence of the text says so</mark></div>" in page
    assert "[5]</small> <mark>not in the text: Ann &lt;R&gt;, 2031</mark></div>" in page
    assert "abstractive, of 9 sentences · 8 words · m" in page
    bare = dataclasses.replace(WRITTEN, support=())._repr_html_()
    assert "Ann reads in 2031.</div>" in bare
    many = dataclasses.replace(WRITTEN, support=WRITTEN.support * 20)._repr_html_()
    assert "… (10 more sentences)" in many


def test_a_notebook_shows_source_and_target():
    page = translation(sentence(quality=0.931), source="one <b>\n\ttwo")._repr_html_()
    assert '<span lang="en">one &lt;b&gt;\n\ttwo</span>' in page
    assert "<span>eins  zwei</span>" in page
    assert "en → ? · quality 0.93 · m" in page
