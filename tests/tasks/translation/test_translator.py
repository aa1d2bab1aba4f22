import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nlp_suite
from nlp_suite import InvalidInputError, LanguageMismatchWarning, ModelFormatError
from nlp_suite.engines.interfaces import Hypothesis
from nlp_suite.tasks.translation import translator as module
from nlp_suite.tasks.translation.translator import Translator

# Sentences, words without sense, all kinds of white space, and what is no text at all.
TEXTS = st.lists(
    st.sampled_from(
        [
            "I see a cat.",
            "We know the dog.",
            "They like her",
            "an apple",
            "I",
            "x",
            "Größe.",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\t",
            "\u00a0",
            "\u2028",
            "\x1c",
            "\v",
            "\n\n",
            "---",
            "12:30",
            "-",
            "🦊",
            "漢字",
            "\0",
            "\ud800",
            "z" * 40,
            ", ",
            "; ",
        ]
    ),
    max_size=12,
).map("".join)


@pytest.fixture(scope="module")
def toy(toy_translator):
    return nlp_suite.load("translate", model=toy_translator, compute_type="float32", threads=1)


# With an engine of which we know what it writes.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("go on.", "GO ON."),
        (
            "  one two.  three\tfour.\r\n\r\n\n\tfive \n",
            "  ONE TWO.  THREE\tFOUR.\r\n\r\n\n\tFIVE \n",
        ),
        ("no line end", "NO LINE END"),
        ("verse\u2028and more\x0bhere", "VERSE\u2028AND MORE\x0bHERE"),
        ("", ""),
        (" \n\t\u00a0", " \n\t\u00a0"),
        ("ab \0 cd", "AB \0 CD"),
        ("ab \ud800 cd", "AB ? CD"),
        ("\udfff", "\udfff"),
    ],
)
def test_white_space_and_lines_stay(shouter, text, expected):
    translation = Translator(shouter)(text)
    assert translation.text == str(translation) == expected
    assert translation.source == text
    assert (translation.engine, translation.model) == ("test", "shouter")


@given(TEXTS)
def test_all_of_a_text_is_kept(make_shouter, text):
    translation = Translator(make_shouter())(text)
    # Some of it looks like the name of a file, and stays in small letters.
    assert translation.text.replace("\ud800", "?").upper() == text.replace("\ud800", "?").upper()


def test_offsets_are_those_of_the_caller_s_text(shouter):
    text = " one two.\n three. four\t"
    sentences = Translator(shouter)(text).sentences
    assert [text[s.start : s.end] for s in sentences] == ["one two.", "three.", "four"]
    assert [s.text for s in sentences] == ["ONE TWO.", "THREE.", "FOUR"]


def test_texts_are_split_in_the_source_language(shouter):
    text = "Il sig. Rossi è qui. Ciao."
    shouter.source_language, shouter.target_language = "it", "fr"
    translation = Translator(shouter)(text)
    assert [one.text for one in translation.sentences] == ["IL SIG. ROSSI È QUI.", "CIAO."]
    assert (translation.source_language, translation.target_language) == ("it", "fr")
    shouter.source_language = None
    translation = Translator(shouter)(text)
    assert len(translation.sentences) == 3
    assert translation.source_language is None


def test_what_has_no_letter_is_not_given_to_the_model(shouter):
    translation = Translator(shouter)("***\n12:30\none\n---", attention=True)
    assert shouter.calls == [["one"]]
    assert translation.text == "***\n12:30\nONE\n---"
    assert translation.score == -0.5
    assert translation.sentences[0].attention.shape == (0, 0)


def test_each_different_sentence_is_translated_once(shouter):
    texts = ["one. two.", "two.", "two. three.\none."]
    translations = Translator(shouter)(texts)
    assert shouter.calls == [["one.", "two.", "three."]]
    assert [t.text for t in translations] == [text.upper() for text in texts]


def test_all_texts_are_translated_together_in_groups_of_limited_size(shouter, monkeypatch):
    monkeypatch.setattr(module, "GROUP_SENTENCES", 3)
    texts = [f"to{first} goes.\nto{second} stays." for first in "abc" for second in "xyzu"]
    assert [t.text for t in Translator(shouter)(texts)] == [text.upper() for text in texts]
    assert [len(call) for call in shouter.calls] == [3, 3, 1]


def test_a_long_sentence_is_translated_in_parts(shouter):
    sentence = "one, two and three,  four and five; six and seven"
    translation = Translator(shouter)(f"Go on. {sentence}\n")
    assert translation.text == f"GO ON. {sentence.upper()}\n"
    assert [part.text for part in translation.sentences] == [
        "GO ON.",
        "ONE, TWO AND THREE,",
        "FOUR AND FIVE;",
        "SIX AND SEVEN",
    ]
    starts = [part.start for part in translation.sentences]
    assert starts == [0, 7, 7 + sentence.index("four"), 7 + sentence.index("six")]


def test_only_what_is_cut_is_prepared_again(shouter):
    prepared = []
    original = shouter.prepare

    def prepare(sentences, placeables):
        prepared.extend(sentences)
        return original(sentences, placeables)

    shouter.prepare = prepare
    Translator(shouter)("go on.\none, two and three,  four and five; six and seven\ngo on.\n*")
    assert prepared[:2] == ["go on.", "one, two and three,  four and five; six and seven"]
    assert prepared[2:4] == ["one, two and three,", "four and five; six and seven"]
    assert prepared[4:] == ["four and five;", "six and seven"]


def test_a_line_of_100_000_characters_without_a_space(shouter):
    translation = Translator(shouter)("x" * 100_000)
    assert translation.text == "X" * 100_000
    # Most parts are the same.
    assert sum(map(len, shouter.calls)) < 10


def test_the_scores_of_sentences_are_weighted_by_their_tokens(shouter):
    original = shouter.translate
    shouter.translate = lambda *arguments: [
        [hypothesis._replace(score=-float(len(hypothesis.tokens))) for hypothesis in hypotheses]
        for hypotheses in original(*arguments)
    ]
    translation = Translator(shouter)("one two three. four.\n*")
    assert translation.score == pytest.approx((4 * -3 + 2 * -1) / 6)


def test_alternatives_of_a_whole_text(shouter):
    translation = Translator(shouter)(" one. two.\n*", n_best=3, attention=True)
    assert [a.text for a in translation.n_best] == [
        " ONE. TWO.\n*",
        " XONE. XTWO.\n*",
        " XXONE. XXTWO.\n*",
    ]
    assert [a.score for a in translation.n_best] == [-0.5, -1.5, -2.5]
    assert translation.n_best[0] == (translation.text, translation.score)
    assert [a.text for a in translation.sentences[1].n_best] == ["TWO.", "XTWO.", "XXTWO."]


def test_attention_of_a_whole_text_is_zero_between_sentences(shouter):
    translation = Translator(shouter)("one two. three.", attention=True)
    np.testing.assert_array_equal(translation.attention, np.eye(3))
    assert translation.tokens == ("ONE", "TWO.", "THREE.")
    assert translation.source_tokens == ("one", "two.", "three.")
    assert Translator(shouter)("one").attention is None
    assert Translator(shouter)("", attention=True).attention is None


def test_a_line_break_of_an_engine_does_not_break_a_line(shouter):
    shouter.translate = lambda sentences, options, suppressed: [
        [module.Hypothesis("A\nB", ("A", "B"), -1.0, ("a",))] for _ in sentences
    ]
    assert Translator(shouter)("a\nb").text == "A B\nA B"


def test_the_options_reach_the_engine(shouter):
    seen = []
    original = shouter.translate

    def record(sentences, options, suppressed):
        seen.append(options)
        return original(sentences, options)

    shouter.translate = record
    translate = Translator(shouter)
    translate("a")
    translate("a", n_best=6)
    translate(
        "a",
        beam_size=2,
        n_best=2,
        length_penalty=0,
        no_repeat_ngram_size=3,
        max_length=7,
        attention=True,
    )
    assert [(o.beams, o.n_best) for o in seen] == [(4, 1), (6, 6), (2, 2)]
    assert (seen[2].length_penalty, seen[2].no_repeat_ngram_size) == (0.0, 3)
    assert (seen[2].max_length, seen[2].attention) == (7, True)


def test_progress_bar_on_request(shouter, capsys):
    Translator(shouter)(["one.", "two."], progress=True)
    captured = capsys.readouterr()
    assert "Translating" in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"text": None}, "text must be a str, a Path, or a list or another .* got NoneType"),
        ({"text": b"bytes"}, "got bytes"),
        ({"text": {"a set"}}, "text must have an order, which a set has not"),
        ({"text": ["fine", 3]}, r"text\[1\] must be a str, got int"),
        ({"beam_size": 0}, "beam_size must be a whole number from 1 up, got 0"),
        ({"beam_size": 2.0}, "got 2.0"),
        ({"beam_size": True}, "got True"),
        ({"n_best": 0}, "n_best must be a whole number from 1 up, got 0"),
        ({"n_best": None}, "got None"),
        ({"n_best": 3, "beam_size": 2}, r"n_best must be at most beam_size \(2\), got 3"),
        ({"length_penalty": -1}, "length_penalty must be a number from 0 to 10, got -1"),
        ({"length_penalty": float("nan")}, "got nan"),
        ({"length_penalty": float("inf")}, "got inf"),
        ({"length_penalty": "1"}, "got '1'"),
        ({"no_repeat_ngram_size": -1}, "no_repeat_ngram_size must be a whole number from 0 up"),
        ({"max_length": 0}, "max_length must be a whole number from 1 up, got 0"),
        ({"attention": 1}, "attention must be True or False, got 1"),
    ],
)
def test_bad_input(shouter, arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        Translator(shouter)(**{"text": "one"} | arguments)
    assert shouter.calls == []


def test_empty_list(shouter):
    assert Translator(shouter)([]) == []
    assert [t.text for t in Translator(shouter)(("", "a"))] == ["", "A"]


# With the real engine.


def test_what_was_learned(toy, toy_pairs):
    english, german = zip(*toy_pairs, strict=True)
    translations = toy(list(english))
    assert [t.text for t in translations] == list(german)
    assert all(-0.3 < t.score < 0 for t in translations)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXTS, max_size=4))
def test_any_texts_together_and_one_by_one(toy, texts):
    together = toy(texts)
    assert [t.source for t in together] == texts
    for text, translation in zip(texts, together, strict=True):
        alone = toy(text)
        assert translation.text == alone.text
        assert translation.score == pytest.approx(alone.score, abs=1e-4)
        assert translation.tokens == alone.tokens
        assert len(translation.text.splitlines()) == len(text.splitlines())
        outside, position, kept, end = [], 0, [], 0
        for sentence in translation.sentences:
            outside.append(text[position : sentence.start])
            start = translation.text.index(sentence.text, end)
            kept.append(translation.text[end:start])
            position, end = sentence.end, start + len(sentence.text)
        assert [*kept, translation.text[end:]] == [*outside, text[position:]]


def test_a_list_keeps_its_order(toy, toy_pairs, rng):
    pairs = [toy_pairs[i] for i in rng.integers(len(toy_pairs), size=700)]
    assert [t.text for t in toy([en for en, _ in pairs])] == [de for _, de in pairs]


def test_n_best_and_attention(toy):
    translation = toy("We have the dog. I know her.", n_best=3, attention=True)
    assert len(translation.n_best) == 3
    assert translation.n_best[0] == (translation.text, pytest.approx(translation.score))
    scores = [alternative.score for alternative in translation.n_best]
    assert scores == sorted(scores, reverse=True)
    for sentence in translation.sentences:
        assert sentence.attention.shape == (len(sentence.tokens), len(sentence.source_tokens))
        assert "".join(sentence.tokens).replace("▁", " ").strip() == sentence.text
    shape = len(translation.tokens), len(translation.source_tokens)
    assert translation.attention.shape == shape
    # Without the end of the sentence, to which some of it goes.
    assert (translation.attention.sum(axis=1) <= 1.001).all()


def test_a_sentence_beyond_the_window(toy):
    text = "I see a cat, " * 200 + "we know the dog."
    translation = toy(text)
    assert len(translation.sentences) > 50
    parts = [text[sentence.start : sentence.end] for sentence in translation.sentences]
    assert " ".join(parts) == text
    assert translation.text == " ".join(sentence.text for sentence in translation.sentences)
    assert all("Katze" in sentence.text for sentence in translation.sentences[:50])


def test_to_dict_is_ready_for_json(toy):
    for text, one in (("I see a cat.", True), ("I see a cat. We know her.\n", False), ("", False)):
        translation = toy(text, n_best=2, attention=True)
        values = json.loads(json.dumps(translation.to_dict()))
        assert values["text"] == translation.text
        assert values["source"] == text
        assert values["score"] == translation.score
        assert (values["engine"], values["model"]) == ("custom", "toy-translator")
        assert tuple(values["tokens"]) == translation.tokens
        assert values["n_best"] == [
            {"text": text, "score": score} for text, score in translation.n_best
        ]
        assert (values["attention"] is not None) == one
        for sentence, plain in zip(translation.sentences, values["sentences"], strict=True):
            np.testing.assert_allclose(plain["attention"], sentence.attention, atol=1e-6)
            assert (plain["start"], plain["end"]) == (sentence.start, sentence.end)
    assert toy("I see a cat.").to_dict()["attention"] is None


def test_what_is_clearly_in_another_language_stays(shouter):
    text = "He goes on. Das ist nicht mein Hund. Dies ist auch nicht gut."
    with pytest.warns(LanguageMismatchWarning, match="not in English.* but in German") as warned:
        translation = Translator(shouter)(text)
    assert len(warned) == 1
    assert "in all 2 of 3" in str(warned[0].message)
    assert warned[0].filename == __file__
    assert translation.text == "HE GOES ON. Das ist nicht mein Hund. Dies ist auch nicht gut."
    assert [one.tokens for one in translation.sentences][1:] == [(), ()]


@pytest.mark.parametrize("code", ["`das ist nicht gut`", "किताब नमस्ते"])
def test_what_is_copied_tells_no_language(shouter, code):
    assert Translator(shouter)(f"Read {code} first.").text == f"READ {code} FIRST."


def test_the_quality_of_sentences(shouter):
    shouter.confidence = {"score": 2.0, "source_length": 0.0, "length_ratio": 0.0, "bias": 1.0}
    with pytest.warns(LanguageMismatchWarning):
        translation = Translator(shouter)("He goes on. 12:30! Das ist nicht mein Hund.")
    # The score of each translation is -0.5; what should have been translated has none.
    assert [one.quality for one in translation.sentences] == [0.5, 1.0, 0.0]
    assert translation.quality == 0.0
    shouter.confidence = None
    assert Translator(shouter)("He goes on.").quality is None


def test_weights_of_another_confidence(shouter):
    shouter.confidence = {"speed": 1.0}
    with pytest.raises(ModelFormatError, match="needs the weights"):
        Translator(shouter)


def test_one_form_of_address_in_a_text(shouter):
    german = {
        "you come.": ["du kommst.", "Sie kommen."],
        "you go.": ["du gehst.", "Sie gehen."],
        "you sit.": ["Sie sitzen.", "du sitzt."],
        "i am.": ["ich bin."],
    }
    shouter.target_language = "de"
    shouter.translate = lambda sources, options, suppressed: [
        [
            Hypothesis(texts[min(rank, len(texts) - 1)], ("x",), -1.0 - rank, ("x",))
            for rank in range(options.n_best)
        ]
        for texts in (german[source] for source in sources)
    ]
    translate = Translator(shouter)
    text = "you come. you go. you sit. i am."
    assert translate(text).text == "du kommst. du gehst. du sitzt. ich bin."
    assert translate(text, formality=None).text == "du kommst. du gehst. Sie sitzen. ich bin."
    assert translate(text, formality="formal").text == "Sie kommen. Sie gehen. Sie sitzen. ich bin."
    # Each text for itself.
    assert [one.text for one in translate(["you come. you go.", "you sit."])] == [
        "du kommst. du gehst.",
        "Sie sitzen.",
    ]


def test_placeables_and_markup_of_a_text(shouter):
    text = "# Go on\n\n1. see {name}, **now**\n\n```\ncode x\n```\n\n| it costs 1,200.50 | b |\n"
    assert Translator(shouter)(text, keep=["Go"]).text == (
        "# Go ON\n\n1. SEE {name}, **NOW**\n\n```\ncode x\n```\n\n| IT COSTS 1,200.50 | B |\n"
    )


def test_a_long_sentence_is_never_cut_within_a_placeable(shouter):
    url = "https://example.org/" + "x" * 50
    translation = Translator(shouter)(f"one two, three {url} four five; six seven eight, nine")
    assert url in translation.text


def test_whatever_has_texts_in_an_order(shouter, tmp_path):
    (tmp_path / "a.txt").write_text("one.\n")
    translator = Translator(shouter)
    assert translator(tmp_path / "a.txt").text == "ONE.\n"
    mixed = translator(text for text in ("two.", tmp_path / "a.txt"))
    assert [one.text for one in mixed] == ["TWO.", "ONE.\n"]
    found = translator(np.array(["one.", "two."]))
    assert [(one.source, type(one.source)) for one in found] == [("one.", str), ("two.", str)]
    (tmp_path / "rows.csv").write_text("text\none.\n")
    with pytest.raises(InvalidInputError, match=r"rows.csv is a table.* give it to translate_file"):
        translator(tmp_path / "rows.csv")


def test_its_representation(shouter):
    assert repr(Translator(shouter)) == (
        "Translator(model='shouter', engine='test', source='en', runtime='test', device='cpu', "
        "compute_type='float32')"
    )
