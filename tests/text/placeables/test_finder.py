"""Finding placeables in a source, and those that a target lacks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.errors import InvalidInputError
from nlp_suite.text.placeables.finder import PlaceableFinder

FINDER = PlaceableFinder("en", "de")


def found(text, **options):
    finder = PlaceableFinder("en", "de", **options) if options else FINDER
    return [(placeable.kind, placeable.target) for placeable in finder.find(text)]


def lacking(source, target, **options):
    finder = PlaceableFinder("en", "de", **options) if options else FINDER
    return [placeable.target for placeable in finder.missing(finder.find(source), target)]


def test_all_kinds_are_found_in_their_order():
    text = "{name} pays 12.50 euros for the bill of Blue River to DE44 5001 0517 5407 3249 31."

    assert found(text, keep=["Blue River"], glossary={"bill": "Rechnung"}) == [
        ("placeholder", "{name}"),
        ("amount", "12,50 Euro"),
        ("glossary", "Rechnung"),
        ("keep", "Blue River"),
        ("code", "DE44 5001 0517 5407 3249 31"),
    ]


def test_keep_goes_before_the_glossary():
    options = {"keep": ["bill"], "glossary": {"bill payer": "Zahler", "bill": "Rechnung"}}

    assert found("the bill payer", **options) == [("keep", "bill")]


def test_what_a_user_gives_goes_before_what_is_found():
    assert found("flight BA2490", glossary={"flight BA2490": "Flug"}) == [("glossary", "Flug")]
    assert found("flight BA2490", keep=["BA2490"]) == [("keep", "BA2490")]
    assert found("the {a} thing {b}", keep=[re.compile("thing {b")]) == [
        ("placeholder", "{a}"),
        ("keep", "thing {b"),
    ]


def test_a_term_in_a_url_is_a_part_of_it():
    options = {"keep": ["example"], "glossary": {"bill": "Rechnung"}}

    assert found("See https://shop.example/bill now", **options) == [
        ("url", "https://shop.example/bill")
    ]


def test_neighbours_are_joined_unless_they_enclose_something():
    assert found("{a}{b} {c} x <b>`code`</b>") == [
        ("placeholder", "{a}{b} {c}"),
        ("tag", "<b>"),
        ("code", "`code`"),
        ("tag", "</b>"),
    ]
    assert found("{a} Acme{b}", keep=["Acme"]) == [("placeholder", "{a}"), ("keep", "Acme{b}")]


@pytest.mark.parametrize(("languages", "count"), [(("en", "de"), 1), (("en", "ru"), 0)])
def test_other_scripts_are_kept_between_languages_in_latin_script(languages, count):
    assert len(PlaceableFinder(*languages).find("He says спасибо.")) == count


@pytest.mark.parametrize(
    ("source", "target", "missing"),
    [
        ("See {a} and {b}.", "Siehe {b} und {a}.", []),
        ("See {a} and {b}.", "Siehe {a}.", ["{b}"]),
        ("See {a} and {a}.", "Siehe {a}.", ["{a}"]),
        ("Flight BA24 left.", "Flug BA2490 ging.", ["BA24"]),
        ("Flight BA24, not BA2490.", "Flug BA2490, nicht BA24.", []),
        ("Flight BA24, not BA2490.", "Flug BA2490.", ["BA24"]),
        ("Get version 3.2.1.", "Holen Sie 13.2.1.", ["3.2.1"]),
        ("Get BA2490 here.", "Der BA2490-Flug.", []),
        ("{a} {b} here", "{b} hier {a}", []),
        ("{a} {b} here", "{b} hier", ["{a} {b}"]),
        ("An mp3 file and .docx files", "Eine MP3-Datei und DOCX-Dateien", []),
        ("With A4 and MP3", "Mit A4", ["MP3"]),
        ("Get 2490 points on BA2490.", "Holen Sie Punkte auf BA2490.", ["2490"]),
        ("See 5 pages of https://x.example/5", "Siehe Seiten von https://x.example/5", ["5"]),
        ("%ds left", "noch %dSek", []),
        ("See *this* page", "Siehe *diese* Seite", []),
        ("See __this__ page", "Siehe __diese Seite", ["__"]),
        ("It costs 12.50 euros for {x}.", "Es kostet 12,50 Euro.", ["{x}"]),
        ("It costs 12.50 euros for {x}.", "Es kostet {x}.", ["12,50 Euro"]),
        ("Nothing here.", "Nichts.", []),
    ],
)
def test_each_must_be_there_as_often_as_in_the_source(source, target, missing):
    assert lacking(source, target) == missing


def test_a_name_that_is_kept_may_have_a_genitive():
    assert lacking("The plan of Acme", "Acmes Plan", keep=["Acme"]) == []
    assert lacking("The plan of Acme", "Acmeist", keep=["Acme"]) == ["Acme"]


def test_terms_of_the_glossary_are_looked_for_in_their_forms():
    glossary = {"bill": "Rechnung"}

    assert lacking("the bill {x}", "die Rechnungen {x}", glossary=glossary) == []
    assert lacking("the bill {x}", "der Schein", glossary=glossary) == ["Rechnung", "{x}"]


def test_bad_options_are_errors():
    with pytest.raises(InvalidInputError, match="keep"):
        PlaceableFinder("en", "de", keep=[""])
    with pytest.raises(InvalidInputError, match="glossary"):
        PlaceableFinder("en", "de", glossary={"": "x"})


WORDS = "{a} {b} %s <b> </b> BA24 BA2490 https://x.example/a @me :x 日本 👍 word and bill Acme"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join))
def test_a_source_lacks_none_of_its_own_copies(text):
    finder = PlaceableFinder("en", "de", keep=["Acme"])

    assert finder.missing(finder.find(text), text) == []


@given(st.text())
def test_placeables_do_not_overlap(text):
    finder = PlaceableFinder("en", "de", keep=["a", re.compile(r"\w1")], glossary={"b": "c"})
    done = 0

    for placeable in finder.find(text):
        assert done <= placeable.start < placeable.end <= len(text)
        done = placeable.end


def test_ten_thousand_in_a_line():
    text = " x ".join(f"{{name{i}}}" for i in range(10_000))
    placeables = FINDER.find(text)

    assert len(placeables) == 10_000
    assert FINDER.missing(placeables, text) == []
    assert FINDER.missing(placeables, "") == placeables


@pytest.mark.parametrize(
    ("pair", "text", "targets"),
    [
        (("en", "de"), "Your order no. 45-2219, see No. 7.", ["Nr. 45-2219", "Nr. 7"]),
        (("de", "en"), "Rechnung Nr. 2026/4711 und Nr.3", ["No. 2026/4711", "No. 3"]),
        (("en", "de"), "He said no. Then casino. 5 came.", ["5"]),
        (("en", "fr"), "order no. 12", ["12"]),
        (("en", "de"), "order no. 12 BA2490", ["Nr. 12", "BA2490"]),
    ],
)
def test_numbers_with_their_sign(pair, text, targets):
    assert [one.target for one in PlaceableFinder(*pair).find(text)] == targets
