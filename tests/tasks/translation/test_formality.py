import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.translation.formality import (
    address_form,
    choose_form,
    majority_form,
    suppressed_sequences,
    suppressed_words,
)


@pytest.mark.parametrize(
    "text",
    [
        "Haben Sie schon gegessen?",
        "Ist das Ihr Hund?",
        "Ich danke Ihnen für Ihre Hilfe.",
        "Klicken Sie auf „Weiter“.",
        "Bitte setzen Sie sich.",
        "Wenn Sie Zeit haben, rufen Sie mich an!",
        "Weitere Hinweise finden Sie unten.",
        "1. Öffnen Sie die Klappe.",
        "Vergessen Sie nicht, Ihren Ausweis mitzubringen.",
        "Öffnen sie die Datei.",
        "Stellen sie sicher, dass alles da ist.",
    ],
)
def test_formal(text):
    assert address_form(text, "de") == "formal"


@pytest.mark.parametrize(
    "text",
    [
        "Hast du schon gegessen?",
        "Ist das dein Hund?",
        "Ich danke dir für Deine Hilfe.",
        "Wir haben euch und eure Eltern gesehen.",
        "Habt ihr das gehört?",
        "Was sollt ihr denn machen?",
        "Ihr geht jetzt nach Hause.",
        "Ihr könnt gern noch bleiben.",
        "Hast recht.",
        "Klicke auf „Weiter“.",
        "Öffne die Klappe.",
        "1. Öffne die Klappe.",
        "Setz dich.",
        "Komm herein!",
        "Kommt herein!",
        "Bitte warte einen Augenblick.",
        "Bitte wählt eine Farbe.",
        "Gib mir Bescheid.",
        "Lass es gut sein.",
        "SETZ DICH BITTE!",
    ],
)
def test_informal(text):
    assert address_form(text, "de") == "informal"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Der Hund schläft.",
        "Sie hat ihren Hut vergessen.",
        "Er hat ihr geholfen, und sie dankte ihm.",
        "Wir haben ihnen ihre Bücher gebracht.",
        "Sie sind gestern abgereist. Ihre Koffer sind noch da.",
        "„Sie kommen nicht“, sagte er.",
        "Ihr Vater ist Arzt.",
        "Ihr ist kalt.",
        "Kommt er heute?",
        "Kommen sie heute?",
        "Kommen sie zu spät, wartet niemand.",
        "Sei es, wie es will.",
        "Kommt Zeit, kommt Rat.",
        "Ruft die Liste der Dateien ab.",
        "Ich klicke darauf und öffne es.",
        "Klicke ich darauf, geschieht nichts.",
        "Wenn ich komme, mache ich das.",
        "Seit gestern regnet es.",
        "Die Platte fasst 16 GiB.",
        "Bitte warten.",
        "Hier klicken",
        "BITTE LASSEN SIE DIE TÜR ZU.",
        "Du meine Güte!",
        "Er sagte, das sei in Eile geschehen.",
    ],
)
def test_addresses_nobody_or_is_not_clear(text):
    assert address_form(text, "de") is None


@pytest.mark.parametrize("text", ["Hast du Ihren Schlüssel?", "Setzen Sie sich, wenn du magst."])
def test_mixed(text):
    assert address_form(text, "de") == "mixed"


@pytest.mark.parametrize(
    ("text", "source", "form"),
    [
        ("Sie sind sehr freundlich.", "You are very kind.", "formal"),
        ("Sie sind sehr freundlich.", "They are very kind.", None),
        ("Sie sind gekommen.", "They came to see you.", None),
        ("Ihr Auftrag ist fertig.", "Your order is ready.", "formal"),
        ("Ihr Auftrag ist fertig.", "Her order is ready.", None),
        ("Ihr habt gewonnen.", "You have won.", "informal"),
        ("Ihr geht nach Hause.", "You go home.", "informal"),
        ("Ihr geht es gut.", "She is fine.", None),
        ("Es ist da. Ihre Nummer ist 5.", "It is there. Your number is 5.", "formal"),
    ],
)
def test_the_source_decides_who_is_meant_where_a_sentence_begins(text, source, form):
    assert address_form(text, "de", source) == form


def test_other_languages_have_no_form():
    assert address_form("Hast du Zeit?", "nl") is None
    assert address_form("Tu viens ?", "fr") is None
    assert address_form("Hast du Zeit?", "de-AT") == "informal"
    assert choose_form(["Tu viens ?"], "formal", "fr") == 0


def test_the_first_translation_of_the_form_is_chosen():
    hypotheses = ["Wie heißt du?", "Wie ist der Name?", "Wie heißen Sie?"]
    assert choose_form(hypotheses, "informal", "de") == 0
    assert choose_form(hypotheses, "formal", "de") == 2
    assert choose_form(hypotheses[:2], "formal", "de") == 1
    assert choose_form(hypotheses[:1], "formal", "de") is None
    # A sentence that addresses nobody stays.
    assert choose_form(hypotheses[1:], "formal", "de") == 0
    assert choose_form([], "formal", "de") is None
    mixed = "Wenn du kommst, rufen Sie an."
    assert choose_form([mixed, hypotheses[2]], "formal", "de") == 1
    assert choose_form([mixed], "informal", "de") is None
    kind = ["Sie sind sehr nett.", "Ihr seid sehr nett."]
    assert choose_form(kind, "informal", "de", "You are very kind.") == 1
    assert choose_form(kind, "informal", "de", "They are very kind.") == 0


def test_the_form_of_a_text_is_that_of_most_of_its_sentences():
    assert majority_form([]) is None
    assert majority_form([None, None]) is None
    assert majority_form(["informal", None, "formal", "informal"]) == "informal"
    assert majority_form(["informal", "formal", None]) == "formal"
    assert majority_form(["mixed"]) == "formal"
    assert majority_form(["mixed", "informal"]) == "informal"


def test_what_a_search_must_not_write():
    formal = suppressed_words("formal", "de")
    assert {"du", "Du", "dich", "deine", "Deine", "euch", "hast", "Hast", "könnt"} <= set(formal)
    assert len(formal) == len(set(formal))
    # "her" and "their" remain.
    assert not {"ihr", "Ihr", "ihre", "Sie", "sie"} & set(formal)
    assert "sie" not in suppressed_words("informal", "de")
    assert suppressed_words("formal", "en") == ()
    for word in formal:
        text = f"{word} da!" if word.istitle() else f"nun {word}"
        assert address_form(text, "de") == "informal"
    for word in suppressed_words("informal", "de"):
        assert address_form(f"nun {word}", "de") == "formal"


def test_what_a_polite_request_begins_with_is_not_suppressed():
    pieces = {"Kommen": ("Komm", "en"), "Hören": ("Hören",), "Deinen": ("Dein", "en")}
    sequences = suppressed_sequences("formal", "de", lambda word: pieces.get(word, (word,)))
    # "Kommen Sie" needs the one; the other is a token of its own, and all of "Dein…" is unwanted.
    assert ("Komm",) not in sequences
    assert {("Hör",), ("Dein",), ("du",), ("hast",)} <= set(sequences)
    assert len(sequences) == len(set(sequences))
    by_letter = suppressed_sequences("informal", "de", tuple)
    assert ("S", "i", "e") in by_letter
    assert suppressed_sequences("formal", "fr", tuple) == ()


@given(st.text(max_size=200) | st.text(st.characters(codec=None), max_size=50))
def test_any_text_has_a_form_or_none(text):
    forms = {"formal", "informal", "mixed", None}
    assert address_form(text, "de") in forms
    assert address_form(text, "de", text) in forms


@pytest.mark.parametrize(
    "unit",
    ["a", "Sie ", "du", "Kommt ", "Kommt. ", ".", "!", "Bitte ", "\0", "\ud800", "e\u0301", "1."],
)
def test_hostile_texts_take_linear_time(unit, assert_quick):
    text = unit * (100_000 // len(unit))
    assert_quick(lambda: address_form(text, "de", text), seconds=1.0)
