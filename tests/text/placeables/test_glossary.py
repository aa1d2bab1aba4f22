"""Glossaries."""

import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.text.placeables.glossary import Glossary


def targets(glossary, text):
    return [placeable.target for placeable in glossary.find(text)]


def test_terms_are_found_in_any_case():
    glossary = Glossary({"invoice": "Rechnung", "delivery note": "Lieferschein"}, "de")

    assert targets(glossary, "The Invoice and the delivery  note, no invoices") == [
        "Rechnung",
        "Lieferschein",
    ]


def test_a_term_with_a_capital_within_a_word_is_found_in_its_own_case():
    glossary = Glossary({"IT": "EDV", "iPlan": "iPlan", "Cloud Plan": "Wolkenplan"}, "de")

    assert targets(glossary, "it, IT, iplan, iPlan, cloud plan") == ["EDV", "iPlan", "Wolkenplan"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Rechnung folgt", "Invoice"),
        ("„Rechnung“ folgt", "Invoice"),
        ("Die Rechnung folgt", "invoice"),
        ("DIE RECHNUNG FOLGT", "INVOICE"),
    ],
)
def test_the_case_of_a_target_follows_its_place(text, target):
    assert targets(Glossary({"Rechnung": "invoice"}, "en"), text) == [target]


def test_a_target_is_not_hidden():
    (term,) = Glossary({"bill": "Rechnung"}, "de").find("a bill")

    assert (term.start, term.end, term.kind, term.hidden) == (2, 6, "glossary", False)


@pytest.mark.parametrize(
    ("language", "target", "translation"),
    [
        ("de", "Rechnung", "die Rechnungen"),
        ("de", "Vertrag", "des Vertrags"),
        ("de", "Vertrag", "des VERTRAGES"),
        ("de", "Rechnung", "die Rechnungsnummer"),
        ("de", "Rechnung", "alle Monatsrechnungen"),
        ("de", "Wolke", "die Wolken-Rechnung"),
        ("de", "neue Rechnung", "der neuen Rechnung"),
        ("de", "neues Konto", "mit neuem Konto"),
        ("de", "Konto", "Ihr Konto."),
        ("en", "invoice", "two invoices"),
        ("en", "box", "Boxes"),
        ("en", "delivery", "deliveries"),
        ("en", "bill", "billed"),
        ("fr", "facture", "la Facture"),
        ("de", "100 %", "bei 100 %"),
        ("de", "→", "a → b"),
    ],
)
def test_forms_of_a_target_are_accepted(language, target, translation):
    glossary = Glossary({"term": target}, language)

    assert glossary.missing(glossary.find("a term"), translation) == []


@pytest.mark.parametrize(
    ("language", "target", "translation"),
    [
        ("de", "Rechnung", "der Beleg"),
        ("de", "Haus", "die Häuser"),
        ("de", "Tee", "der Teer und die Steeple"),
        ("de", "neue Rechnung", "die Rechnung ist neu"),
        ("en", "bill", "billiard"),
        ("en", "cloud bill", "cloud and bill"),
        ("fr", "facture", "factures"),
        ("de", "→", "a b"),
        ("de", "Konto", ""),
    ],
)
def test_other_words_are_not(language, target, translation):
    glossary = Glossary({"term": target}, language)
    terms = glossary.find("a term")

    assert glossary.missing(terms, translation) == terms


def test_each_must_be_there_as_often_as_in_the_source():
    glossary = Glossary({"bill": "Rechnung", "invoice": "Rechnung"}, "de")
    terms = glossary.find("a bill, an invoice, a bill")

    assert glossary.missing(terms, "Rechnung, Rechnungen") == terms[2:]
    assert glossary.missing([], "") == []


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ([("a", "b")], "must be a mapping"),
        ("a", "must be a mapping"),
        ({"a": 1}, "must be str"),
        ({1: "a"}, "must be str"),
        ({"": "a"}, "empty"),
        ({"a": " "}, "empty"),
        ({"a\nb": "c"}, "line breaks"),
        ({"a": "b\0"}, "NULs"),
        ({"bill": "Rechnung", "Bill": "Schein"}, "clash, 'bill': 'Rechnung' and 'Bill': 'Schein'"),
        ({"a bill": "x", "a  bill": "y"}, "clash"),
    ],
)
def test_what_is_no_glossary_is_an_error(terms, message):
    with pytest.raises(InvalidInputError, match=message):
        Glossary(terms, "de")


def test_entries_that_differ_in_case_alone_may_agree():
    assert targets(Glossary({"bill": "Schein", "Bill": "Schein"}, "de"), "bill") == ["Schein"]
