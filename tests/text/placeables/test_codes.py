"""Codes: IBANs, order numbers, versions, phone numbers, addresses of machines, identifiers."""

import pytest

from nlp_suite.text.placeables.verbatim import find_verbatim


def hidden(text):
    return [placeable.target for placeable in find_verbatim(text) if placeable.hidden]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Pay to DE44 5001 0517 5407 3249 31.", ["DE44 5001 0517 5407 3249 31"]),
        ("Pay to DE44500105175407324931 today.", ["DE44500105175407324931"]),
        ("IBAN: GB82 WEST 1234 5698 7654 32", ["GB82 WEST 1234 5698 7654 32"]),
        ("Card 4000 1234 5678 9010, please", ["4000 1234 5678 9010"]),
        ("Order no. 71-3320 is here.", ["71-3320"]),
        ("Order A7-3320 or KX-4711-B.", ["A7-3320", "KX-4711-B"]),
        ("Flight LH4567 at gate 12", ["LH4567"]),
        ("She lives at 118B Mill Road.", ["118B"]),
        ("Get release 4.7.1 or 4.8.0-rc1.", ["4.7.1", "4.8.0-rc1"]),
        ("Get v2.0, then version 3.1 or Kapitel 4.2.", ["v2.0", "3.1", "4.2"]),
        ("Host 192.168.0.1:8080 in 10.0.0.0/24.", ["192.168.0.1:8080", "10.0.0.0/24"]),
        ("Host 10.165.119.212, nicht 10.365.119.212", ["10.165.119.212"]),
        ("Host fe80::ab:1 is up.", ["fe80::ab:1"]),
        ("We tried 7.14.16 on 7.12.16.", ["7.14.16"]),
        ("MAC 00:1b:44:11:3a:b7!", ["00:1b:44:11:3a:b7"]),
        ("Ring +44 20 7946 0958.", ["+44 20 7946 0958"]),
        ("Ring +49 (0)30 901820-0 now", ["+49 (0)30 901820-0"]),
        ("Ring (212) 555-0187 or 555-0188.", ["(212) 555-0187", "555-0188"]),
        ("Ruf 030 901820 oder 0171/2345678 an.", ["030 901820", "0171/2345678"]),
        ("ID 123e4567-e89b-12d3-a456-426614174000", ["123e4567-e89b-12d3-a456-426614174000"]),
        ("At 0x7f and 0xFFE1", ["0x7f", "0xFFE1"]),
        ("Commit 9fceb02d0ae598e9", ["9fceb02d0ae598e9"]),
        (
            "ISBN 978-0-306-40615-7, doi 10.1038/nphys1170.",
            ["978-0-306-40615-7", "10.1038/nphys1170"],
        ),
        ("Agent 007 has the number 12345678901.", ["007", "12345678901"]),
        ("At 2024-05-01T12:00:00+02:00 it ended.", ["2024-05-01T12:00:00+02:00"]),
        ("Set max_size and user_id_2.", ["max_size", "user_id_2"]),
        ("Use --dry-run here.", ["--dry-run"]),
        ("Der LH4567-Flug", ["LH4567"]),
        ("Use app.userName, System.Text.Json", ["app.userName", "System.Text.Json"]),
        ("Call open_file() or os.getcwd().", ["open_file()", "os.getcwd()"]),
    ],
)
def test_codes_are_hidden(text, codes):
    assert hidden(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "1st, 2nd, 3rd and 20th of the 1990s, 20s, 5pm, 3D, 4K, U.S., e.g.",
        "COVID-19, B2B, MP3, H2O, CO2, A4, F-16, Q3, WW2, G20",
        "a 4-year-old, a 3-month stay, mid-1990s, top-10, 10-fold, under-21",
        "die 90er, 100er, 2-mal, 3-Zimmer-Wohnung, 20-jährig, 100%ige, 5 %ige",
        "16GB, 10kg, 220-240V, 1080p, 5km, 300W, 4x4, 120mmx80mm, 1h30",
        "12.50, 1,200, 1.200.000, 0,005, 1 000, 1'000, 3.5-inch",
        "31.12.2025, 12/31/2025, 2025-12-31, 1.2.25, 12:30, 12:30:45",
        "10-12, 1990-91, 2004/05, 3-2, 1-100, 500-1000, 16:9, 1/2",
        "THE 4-YEAR-OLD, 5PM, 1ST, TOP-10",
        "He said--and left -- at once",
    ],
)
def test_quantities_and_words_with_digits_are_not_hidden(text):
    assert hidden(text) == []


@pytest.mark.parametrize("word", ["MP3", "A4", "COVID-19", "H2O", "eth0", "C++", "C#"])
def test_short_codes_are_found_but_not_hidden(word):
    (placeable,) = find_verbatim(f"This is {word}.")

    assert (placeable.target, placeable.kind, placeable.hidden) == (word, "short code", False)


def test_a_number_with_a_stop_is_a_version_only_behind_what_has_versions():
    assert hidden("It weighs 2.5 tons.") == []
    assert hidden("It needs Python 2.5 or so.") == ["2.5"]
    assert hidden("Version 3.2.10 is out.") == ["3.2.10"]
    assert hidden("Am 3.2.10 war das.") == []
