"""Ends of translations."""

# ruff: noqa: RUF001 - marks are what this is about.

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.translation.end_marks import match_end


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        # Marks that the source does not have.
        ("Settings", "Einstellungen.", "Einstellungen"),
        ("Thanks", "Danke!", "Danke"),
        ("What time is it", "Wie spät ist es?", "Wie spät ist es"),
        ("(see below)", "(siehe unten.)", "(siehe unten)"),
        ("(see below)", "(siehe unten).", "(siehe unten)"),
        ("Save as {name}", "Als {name}. ", "Als {name} "),
        # Marks that were lost.
        ("He came.", "Er kam", "Er kam."),
        ("Is it true?", "Ist es wahr", "Ist es wahr?"),
        ("He said “no.”", "Er sagte „nein“", "Er sagte „nein.“"),
        ("He said “no”.", "Er sagte „nein“", "Er sagte „nein“."),
        ("I like C++.", "Ich mag C++", "Ich mag C++."),
        ("Press ++.", "Drücken Sie ++", "Drücken Sie ++."),
        ("Ingredients:", "Zutaten", "Zutaten:"),
        ("Well! 🙂", "Gut 🙂", "Gut! 🙂"),
        # Other marks.
        ("Stop.", "Halt!", "Halt."),
        ("Use `a:`, please.", "Bitte `a:`", "Bitte `a:`."),
        ("Really?!", "Wirklich?", "Wirklich?!"),
        ("Ingredients:", "Zutaten.", "Zutaten:"),
        ("Wait...", "Warten…", "Warten..."),
        ("Wait…", "Warten...", "Warten…"),
        ("Wait...", "Warten.", "Warten..."),
        ("Wait .", "Warten.", "Warten."),
        # Marks that are right.
        ("He said “no.”", "Er sagte „nein“.", "Er sagte „nein“."),
        ("cats, dogs, etc.", "Katzen, Hunde usw.", "Katzen, Hunde usw."),
        ("cats (dogs, etc.).", "Katzen (Hunde usw.).", "Katzen (Hunde usw.)."),
        ("cats and others", "Katzen u. a.", "Katzen u. a."),
        ("at 3 p.m.", "um 15 Uhr", "um 15 Uhr"),
        ("on the 3rd", "am 3.", "am 3."),
        ("made by ACME Inc", "von ACME Inc.", "von ACME Inc."),
        ("a lot etc!", "viel usw.", "viel usw.!"),
        ("Seleucus I", "Seleukos I.", "Seleukos I."),
        ("You press Next….", "Sie drücken auf Weiter….", "Sie drücken auf Weiter…."),
        ("You press Next….", "Sie drücken auf „Weiter“.", "Sie drücken auf „Weiter“."),
        ("He came –", "Er kam. –", "Er kam –"),
        ("He came.", "Er kam. –", "Er kam. –"),
        ("12:30", "12:30.", "12:30."),
        ("Yes.", "", ""),
        ("Yes.", "...", "..."),
    ],
)
def test_final_marks(source, target, expected):
    assert match_end(source, target, "en", "de") == expected
    assert match_end(source, expected, "en", "de") == expected


@pytest.mark.parametrize(
    ("source", "target", "languages", "expected"),
    [
        ("Komm her!", "Come here.", ("de", "en"), "Come here."),
        ("Komm her!", "Come here", ("de", "en"), "Come here!"),
        ("Komm her", "Come here.", ("de", "en"), "Come here"),
        ("Where?", "Où", ("en", "fr"), "Où\u202f?"),
        ("Where?", "Où ?", ("en", "fr"), "Où ?"),
        ("Where", "Où ?", ("en", "fr"), "Où"),
        ("The time", "¿La hora?", ("en", "es"), "La hora"),
        ("He came.", "他来了", ("en", "zh"), "他来了。"),
        ("He came.", "他来了。", ("en", "zh"), "他来了。"),
        ("他来了。", "He came", ("zh", "en"), "He came."),
        ("他来了吗？", "Did he come.", ("zh", "en"), "Did he come?"),
        ("Where?", "Πού;", ("en", "el"), "Πού;"),
        ("Πού;", "Where?", ("el", "en"), "Where?"),
        ("Where?", "أين", ("en", "ar"), "أين؟"),
        ("He came.", "เขามา", ("en", "th"), "เขามา"),
    ],
)
def test_marks_of_languages(source, target, languages, expected):
    assert match_end(source, target, *languages) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Settings", "einstellungen", "Einstellungen"),
        ("settings", "Einstellungen", "Einstellungen"),
        ("“Settings”", "„einstellungen“", "„Einstellungen“"),
        ("12 Settings", "12 einstellungen", "12 einstellungen"),
        ("Settings of npm", "npm von hier", "npm von hier"),
        ("Phones", "iPhones", "iPhones"),
        ("Use `ls -l`.", "`ls -l` hilft.", "`ls -l` hilft."),
        ("Hello, {name}!", "{name}, hallo!", "{name}, hallo!"),
        ("It is μέρα, she said.", "μέρα sagte sie.", "μέρα sagte sie."),
        ("See www.example.org/a.", "www.example.org/a: siehe.", "www.example.org/a: siehe."),
        ("The (old) one", "(alte) Sache", "(Alte) Sache"),
        ("Strait", "ßtrait", "ßtrait"),
    ],
)
def test_the_first_letter(source, target, expected):
    assert match_end(source, target, "en", "de") == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("“I am here.”", "Ich bin hier.", "„Ich bin hier.“"),
        ("“I am here”.", "Ich bin hier.", "„Ich bin hier“."),
        ('"Save"', "Speichern", '"Speichern"'),
        ("“I am here.", "Ich bin hier.", "„Ich bin hier."),
        ("I am here.”", "Ich bin hier.", "Ich bin hier.“"),
        ("“I am here.”", "»Ich bin hier.«", "»Ich bin hier.«"),
        ("“I am here.”", "\u201aIch bin hier.\u2018", "\u201aIch bin hier.\u2018"),
        ("“I” am “here”", "Ich bin hier", "Ich bin hier"),
        ("I am “here” now", "Ich bin jetzt hier", "Ich bin jetzt hier"),
    ],
)
def test_quotation_marks(source, target, expected):
    assert match_end(source, target, "en", "de") == expected


texts = st.text(st.sampled_from('aBß .!?…:"“„)]*\u0308\0\ud800🙂1。'), max_size=12)


@given(texts, texts, st.sampled_from(["de", "en", "fr", "zh", "el", "es"]))
def test_any_text(source, target, language):
    found = match_end(source, target, "en", language)
    letters = [char for char in found.casefold() if char.isalnum()]
    assert letters == [char for char in target.casefold() if char.isalnum()]


def test_long_texts_take_linear_time(assert_quick):
    def work():
        for piece in (".", "a.", '"', " ", "a ", "z. ", ")", "..", ".)", "\0", "1."):
            text = "a" + piece * (100_000 // len(piece))
            match_end(text, text + "b", "en", "de")
            match_end("Yes.", text, "en", "fr")
            match_end(text, "Ja", "en", "es")

    assert_quick(work, seconds=2)
