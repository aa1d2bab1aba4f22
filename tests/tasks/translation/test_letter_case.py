"""Sentences in capitals."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.translation.letter_case import is_all_capitals, to_capitals, to_sentence_case


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DO NOT OPEN THE DOOR.", True),
        ("GAS IN THE KITCHEN", True),
        ("SAVE AS", True),
        ("I KNOW", True),
        ("WARNING", True),
        ("WARNING!", True),
        ("HAUPTSTRAßE", True),
        ("TÜR ZU", True),
        ("CAN'T STOP", True),
        ("NASA LAUNCHES A ROCKET", True),
        ("ОТКРОЙТЕ ДВЕРЬ", True),
        ("OPEN", False),
        ("NASA", False),
        ("USA", False),
        ("USB, PDF & HDMI", False),
        ("XVIII", False),
        ("XII. VIII", False),
        ("HTTPS", False),
        ("I", False),
        ("A B C", False),
        ("AB-1234 CDE567", False),
        ("Do not OPEN THE DOOR", False),
        ("ßß ßß", False),
        ("打开 窗户", False),
        ("12:30", False),
        ("", False),
    ],
)
def test_what_is_all_capitals(text, expected):
    assert is_all_capitals(text) is expected


def test_placeables_are_not_looked_at():
    text = "CLICK {name} NOW"
    assert not is_all_capitals(text)
    assert is_all_capitals(text, [(6, 12)])
    assert to_sentence_case(text, [(6, 12)]) == "Click {name} now"
    assert not is_all_capitals("ORDER NUMBER", [(0, 12)])


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("DO NOT OPEN THE DOOR.", "en", "Do not open the door."),
        ("MAY I GO? I'M LATE.", "en", "May I go? I'm late."),
        ("“STOP,” HE SAID", "en", "“Stop,” he said"),
        ("SHOP ON MONDAY IN GERMANY", "en-GB", "Shop on Monday in Germany"),
        ("NASA'S TV IN WORLD WAR II", "en", "NASA's TV in world war II"),
        ("12 MEN, MAX_SIZE AND A4B", "en", "12 men, MAX_SIZE and A4B"),
        ("BITTE DIE TÜR ZU", "de", "Bitte die Tür zu"),
        ("AM STAND DER FIRMA", "de", "Am Stand der Firma"),
        ("DAS ROTE HAUS", "de", "Das rote haus"),
        ("ICH BIN IN DER WOHNUNG", "de", "Ich bin in der Wohnung"),
        ("DIE ALTEN KINDER, DIE KINDER", "de", "Die alten kinder, die Kinder"),
        ("HAUPTSTRAßE", "de", "Hauptstraße"),
        ("UN CHAT EN MAI", "fr", "Un chat en mai"),
        ("İSTANBUL'DA BİR EV", "tr", "İstanbul'da bİr ev"),
    ],
)
def test_sentence_case(text, language, expected):
    assert to_sentence_case(text, language=language) == expected


def test_what_stays_begins_a_sentence():
    assert to_sentence_case("{NAME} IS HERE", [(0, 6)]) == "{NAME} is here"
    assert to_sentence_case("<B>GO HOME</B>", [(0, 3), (10, 14)]) == "<B>go home</B>"


@given(
    st.text(st.sampled_from("AÄßẞİI'. {}1_ῌŉǅ\ud800\0"), max_size=40),
    st.integers(0, 40),
    st.sampled_from(["en", "de", "el"]),
)
def test_every_character_has_its_place(text, end, language):
    spans = [(end // 2, end)] if end <= len(text) else []
    written = to_sentence_case(text, spans, language)
    assert len(written) == len(text)
    for start, stop in spans:
        assert written[start:stop] == text[start:stop]
    assert [*map(str.casefold, written)] == [*map(str.casefold, text)]


@pytest.mark.parametrize(
    ("text", "kept", "expected"),
    [
        ("Öffne die Straße!", [], "ÖFFNE DIE STRASSE!"),
        ("Hallo {name}, nimm {n}.", ["{n}", "{name}"], "HALLO {name}, NIMM {n}."),
        ("5 km und kmx", ["5 km"], "5 km UND KMX"),
        ("ab abc", ["ab", "abc", ""], "ab abc"),
        ("xab abx", ["ab"], "XAB ABX"),
        ("größe", ["GRÖSSE"], "GRÖSSE"),
    ],
)
def test_capitals(text, kept, expected):
    assert to_capitals(text, kept) == expected


def test_long_texts_take_linear_time():
    started = time.process_time()
    for piece in ("A", "AB ", "I'", "A.", "\0", "_"):
        text = piece * (60_000 // len(piece))
        is_all_capitals(text)
        to_sentence_case(text, [(at, at + 1) for at in range(0, 50_000, 5)], "de")
        to_capitals(text.lower(), [f"{{{number}}}" for number in range(10_000)] + ["a" * 500])
    assert time.process_time() - started < 4
