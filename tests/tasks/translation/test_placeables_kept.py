"""Whatever a model writes, placeables are in the translation: with models that write nonsense."""

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nlp_suite
from nlp_suite import InvalidInputError
from nlp_suite.errors import ModelNotAvailableError

COPIED = [
    "https://shop.example.org/a?b=1#c",
    "{user_name}",
    "%1$s",
    "{{ x.y }}",
    "jane.doe@mail.example.org",
    "`git add .`",
    "#holiday",
    "DE02 1203 0000 0000 2020 51",
    "<b>",
    "</b>",
    "&nbsp;",
    "ACME Cloud",
]
WRITTEN = {
    "12.50 euros": "12,50 Euro",
    "1,234": "1.234",
    "December 31, 2025": "31. Dezember 2025",
    "-7.5": "-7,5",
    "the invoice": "Rechnung",
}
WORDS = ["I see", "a cat", "We know the dog", "her", "xyz", "They like"]
OPTIONS = {"keep": ["ACME Cloud"], "glossary": {"invoice": "Rechnung"}}


@pytest.fixture(scope="module")
def toy(toy_translator):
    return nlp_suite.load("translate", model=toy_translator, compute_type="float32", threads=1)


@pytest.fixture(scope="module")
def marian(checkpoints):
    folder = checkpoints / "opus-mt"
    return nlp_suite.load("translate", engine="pretrained", model=folder)


@pytest.fixture(params=["toy", "marian"])
def translator(request):
    return request.getfixturevalue(request.param)


def check(translation):
    """Fails if not all of a source is in its translation, or places are not those of the text."""
    source, text = translation.source, translation.text
    for stretch in COPIED:
        assert text.count(stretch) == source.count(stretch), (stretch, source, text)
    assert len(text.splitlines()) == len(source.splitlines())
    for strip in (str.lstrip, str.rstrip):
        assert len(source) - len(strip(source)) == len(text) - len(strip(text))
    end = 0
    for sentence in translation.sentences:
        assert end <= sentence.start <= sentence.end <= len(source)
        end = sentence.end
        own = source[sentence.start : sentence.end]
        assert own == own.strip()


TEXT = (
    "I see {user_name} and https://shop.example.org/a?b=1#c on December 31, 2025.\n"
    "  We know <b>the dog</b> and pay 12.50 euros (or 1,234) for the invoice of ACME Cloud.\n"
    "- %1$s likes jane.doe@mail.example.org, but at -7.5 degrees I see a cat."
)


@pytest.mark.parametrize(
    "decoding", [{}, {"n_best": 3, "attention": True}, {"beam_size": 1, "max_length": 5}]
)
def test_all_of_a_text(translator, decoding):
    translation = translator(TEXT, **OPTIONS, **decoding)
    check(translation)
    # A model that writes nonsense looks anywhere: tags can be within a value.
    written = re.sub("</?b>", "", translation.text)
    for value in WRITTEN.values():
        assert written.count(value) == 1
    assert "\n  " in translation.text
    assert "\n- " in translation.text
    if "attention" in decoding:
        assert len(translation.n_best) == 3
        for one in translation.sentences:
            assert one.attention.shape == (len(one.tokens), len(one.source_tokens))


PIECES = st.lists(
    st.sampled_from([*WORDS, *COPIED, *WRITTEN, "(", ")", ",", ".", "!", "\n", " ", "-", '"']),
    max_size=14,
).map(" ".join)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(PIECES)
def test_any_mixture_with_our_engine(toy, text):
    check(toy(text, **OPTIONS))


@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
@given(PIECES)
def test_any_mixture_with_a_checkpoint(marian, text):
    check(marian(text, **OPTIONS))


def test_the_other_runtime_writes_the_same(toy, toy_translator):
    keras = nlp_suite.load("translate", model=toy_translator, runtime="keras")
    text = "I see {user_name} or <b>the dog</b> of ACME Cloud. We pay -7.5 for the invoice."
    assert keras(text, **OPTIONS).text == toy(text, **OPTIONS).text


@pytest.mark.parametrize(
    "piece",
    [
        "https://example.org/{} ",
        "{{name{}}} ",
        "<b>{}",
        "{} ",
        "{} and ",
        "https://example.org/{} and ",
        "Hello {{name{} ",
        "\0{}\ud800 ",
        "a ",
        "word ",
        "((",
        "I see a cat.\n",
    ],
)
def test_hostile_texts_take_no_time(toy, piece):
    count = 60
    durations = []
    for size in (count, 4 * count):
        text = "".join(piece.format(i) for i in range(size))
        start = time.process_time()
        translation = toy(text)
        durations.append(time.process_time() - start)
        assert len(translation.text.splitlines()) == len(text.splitlines())
        if "/{}" in piece or "{{name{}}}" in piece:
            for i in range(size):
                assert piece.split()[0].format(i) in translation.text.split()
    assert durations[1] < 12 * durations[0] + 0.5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"glossary": {"": "x"}}, "glossary"),
        ({"glossary": {"cat": " "}}, "glossary"),
        ({"glossary": {"Cat": "Katze", "cat ": "Kater"}}, "glossary"),
        ({"keep": [""]}, "keep"),
        ({"keep": [3]}, "keep"),
        ({"formality": "rude"}, "formality"),
    ],
)
def test_options_that_are_wrong(toy, options, message):
    with pytest.raises(InvalidInputError, match=message):
        toy("I see a cat.", **options)


@pytest.mark.parametrize(
    ("pattern", "kept"), [("(?s).+", True), (r"\w+", True), (r"cat\.\nWe", False)]
)
def test_patterns_that_match_all_or_across_lines(toy, pattern, kept):
    text = "I see a cat.\nWe know the dog."
    translated = toy(text, keep=[re.compile(pattern)]).text
    assert (translated == text) is kept
    assert translated.count("\n") == 1


@pytest.mark.parametrize("pattern", ["(?s).*", "^", "(?m)$"])
def test_patterns_that_match_the_empty_text(toy, pattern):
    with pytest.raises(InvalidInputError, match="matches the empty text"):
        toy("I see a cat.", keep=[re.compile(pattern)])


def test_a_glossary_of_5_000_entries(toy):
    glossary = {f"thing{i}": f"Ding{i}" for i in range(5000)}
    start = time.process_time()
    translation = toy("I see thing7 and thing4999.", glossary=glossary)
    assert time.process_time() - start < 2
    assert "Ding7" in translation.text
    assert "Ding4999" in translation.text


def test_languages_that_no_model_has():
    for languages in (("xx", "de"), ("en", "qq")):
        with pytest.raises(InvalidInputError):
            nlp_suite.translate("I see a cat.", source=languages[0], target=languages[1])
    with pytest.raises(ModelNotAvailableError, match="en-de, de-en"):
        nlp_suite.translate("I see a cat.", source="is", target="sw")
