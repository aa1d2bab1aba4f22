"""What people translate, with the shipped models: what must not change does not change."""

import itertools
import re

import pytest

import nlp_suite
from nlp_suite.errors import LanguageMismatchWarning


@pytest.fixture(scope="module")
def english_german():
    return nlp_suite.load("translate", model="english-german")


@pytest.fixture(scope="module")
def german_english():
    return nlp_suite.load("translate", model="german-english")


def check(translator, wanted):
    """Translates all of what is wanted in one call, and fails with what is not as wanted."""
    found = translator(list(wanted))
    wrong = [
        f"{one.source!r} -> {one.text!r} lacks {pattern!r}"
        for one, patterns in zip(found, wanted.values(), strict=True)
        for pattern in ([patterns] if isinstance(patterns, str) else patterns)
        if not re.search(pattern, one.text)
    ]
    assert not wrong, "\n".join(wrong)


def exactly(*stretches):
    """Returns patterns of stretches that no letter or figure touches."""
    return [rf"(?<!\w){re.escape(one)}(?!\w)" for one in stretches]


def test_numbers_dates_and_amounts(english_german):
    check(
        english_german,
        {
            "The bicycle costs 349.90 euros.": exactly("349,90"),
            "The village has 12,480 inhabitants.": exactly("12.480"),
            "We sold 83 tickets in 1997.": exactly("83", "1997"),
            "At night it was -7 degrees.": exactly("-7"),
            "The offer ends on June 30, 2026.": exactly("30. Juni 2026"),
            "The store opens on 5 October 2024.": exactly("5. Oktober 2024"),
            "Put 3/4 liter of milk into the bowl.": exactly("3/4"),
            "Groups of 8-10 persons need a guide.": ["\\b8[-\u2013]10\\b"],
            "They lost 0-4.": [r"\b0[-:]4\b"],
            "The repair costs £2,350.": exactly("2.350"),
            "The fee is €7.05.": exactly("7,05"),
            "Wages went up by 2.75 percent in 2023.": exactly("2,75", "2023"),
            "The bus comes at 6:35.": exactly("6:35"),
        },
    )


def test_numbers_dates_and_amounts_of_german(german_english):
    check(
        german_english,
        {
            "Das Fahrrad kostet 349,90 Euro.": exactly("349.90"),
            "Das Dorf hat 12.480 Einwohner.": exactly("12,480"),
            "In der Nacht waren es -7 Grad.": exactly("-7"),
            "Das Angebot endet am 30. Juni 2026.": exactly("June 30, 2026"),
            "Man braucht 3/4 Liter Milch.": exactly("3/4"),
            "Die Löhne stiegen um 2,75 Prozent.": exactly("2.75"),
            "Der Bus kommt um 6:35 Uhr.": exactly("6:35"),
        },
    )


PLACEHOLDERS = {
    "Good evening {first_name}, how are you?": "{first_name}",
    "%d files were copied.": "%d",
    "The file %s does not exist.": "%s",
    "Dear ${customer}, your package is on its way.": "${customer}",
    "%(user)s wrote on %(date)s.": "%(user)s %(date)s",
    "%1$s has sent you %2$d pictures.": "%1$s %2$d",
    "Do you want to delete {count} entries?": "{count}",
    "Thank you, {{ order.customer }}!": "{{ order.customer }}",
}
ADDRESSES = {
    "You find our prices at https://shop.example.org/prices?lang=en#top.": (
        "https://shop.example.org/prices?lang=en#top"
    ),
    "Send your letter to jane.doe@mail.example.org before Friday.": "jane.doe@mail.example.org",
    "Save the picture in /home/jane/pictures/cat.png.": "/home/jane/pictures/cat.png",
    "The file is in D:\\Data\\old\\list.xlsx now.": "D:\\Data\\old\\list.xlsx",
    "We are at the sea #holiday @jane_doe": "#holiday @jane_doe",
    "Type `git status` and press the key.": "`git status`",
}
CODES = {
    "Call us at +44 20 7946 0018 tomorrow.": "+44 20 7946 0018",
    "My account is GB33 BUKB 2020 1555 5555 55.": "GB33 BUKB 2020 1555 5555 55",
    "Her phone number is 555-0199.": "555-0199",
    "Order no. 88-1207 was sent yesterday.": "88-1207",
    "You need version 10.4.2 of the program.": "10.4.2",
    "The flight LH1832 is late.": "LH1832",
    "The printer has the address 192.168.7.20.": "192.168.7.20",
    "He works at 10B Mill Road.": "10B",
}


@pytest.mark.parametrize("sources", [PLACEHOLDERS, ADDRESSES, CODES])
def test_placeholders_addresses_and_codes(english_german, sources):
    # File paths and account numbers have spaces of their own.
    check(
        english_german,
        {source: [re.escape(one) for one in _parts(kept)] for source, kept in sources.items()},
    )


def _parts(kept):
    return [kept] if re.match(r"[+GD{]", kept) else kept.split(" ") if "`" not in kept else [kept]


def test_placeholders_addresses_and_codes_of_german(german_english):
    check(
        german_english,
        {
            "Guten Abend {first_name}, wie geht es Ihnen?": [r"\{first_name\}"],
            "%1$s hat Ihnen %2$d Bilder geschickt.": [r"%1\$s", r"%2\$d"],
            "Unsere Preise stehen auf https://shop.example.org/preise.": [
                r"https://shop\.example\.org/preise"
            ],
            "Schreiben Sie an jane.doe@mail.example.org.": [r"jane\.doe@mail\.example\.org"],
            "Rufen Sie uns unter 030 1234567 an.": ["030 1234567"],
            "Sie brauchen Version 10.4.2 des Programms.": [r"10\.4\.2"],
        },
    )


def test_markup_stands_around_what_it_stood_around(english_german, german_english):
    check(
        english_german,
        {
            "Press <b>Cancel</b> now.": ["<b>Abbrechen</b>"],
            "<em>The house</em> is old.": ["^<em>Das Haus</em> ist alt.$"],
            '<a href="/news?id=7">News</a>': [r'^<a href="/news\?id=7">\w+</a>$'],
            "<i>She is my sister.</i>": ["^<i>Sie ist meine Schwester.</i>$"],
            "The file <x id='2'/> is missing.": ["<x id='2'/>"],
            "I am **very** happy.": [r"\*\*sehr\*\*"],
        },
    )
    check(
        german_english,
        {
            "<em>Das Haus</em> ist alt.": ["^<em>The house</em> is old.$"],
            "Ich bin **sehr** glücklich.": [r"\*\*very\*\*"],
        },
    )


def test_unknown_names_stay(english_german):
    names = ["Adaeze", "Wieslaw", "Ngozi", "Thandiwe", "Quorblat", "Szymon", "Oisin"]
    frames = ["{} loves {}.", "{} told {} that he was ill.", "{} lives in {}.", "{} and {} came."]
    pairs = [
        (frame, first, second) for first, second in itertools.pairwise(names) for frame in frames
    ]
    check(
        english_german,
        {frame.format(*own): [rf"\b{one}\b" for one in own] for frame, *own in pairs},
    )


def test_capitals_come_out_as_capitals_and_right(english_german, german_english):
    check(
        english_german,
        {
            "DO NOT CLOSE THE WINDOW.": ["^[^a-z]*FENSTER[^a-z]*$"],
            "THE DOOR IS OPEN.": ["^DIE TÜR IST OFFEN.$"],
            "GAS IN THE HOUSE": ["^GAS IM HAUS$"],
            "GAS": ["^GAS$"],
            "PICTURE OF THE DAY": ["^BILD DES TAGES$"],
        },
    )
    check(
        german_english,
        {
            "DIE TÜR IST OFFEN.": ["^THE DOOR IS OPEN.$"],
            "BILD DES TAGES": ["^[^a-z]*PICTURE[^a-z]*$"],
        },
    )


def test_strings_of_programs(english_german, german_english):
    check(
        english_german,
        {
            "Cancel": "^Abbrechen$",
            "Edit": "^Bearbeiten$",
            "Delete": "^Löschen$",
            "Search": "^Suche",
            "Password": "^Passwort$",
            "Log in": "^Anmelden$",
            "Undo": "ückgängig",
            "Print...": r"^Drucken ?(\.\.\.|…)$",
            "File not found": "Datei.*nicht gefunden$",
        },
    )
    check(
        german_english,
        {
            "Abbrechen": "^Cancel$",
            "Löschen": "^(Delete|Clear)$",
            "Passwort": "^Password$",
            "Datei nicht gefunden": "(?i)file.*not found$",
        },
    )


def test_no_stop_is_added(english_german, german_english):
    sources = ["Good evening", "San Francisco", "Map of the city", "Tom", "Thank you", "Contact"]
    check(english_german, dict.fromkeys(sources, r"\w$"))
    sources = ["Guten Abend", "Karte der Stadt", "Danke", "Kontakt"]
    check(german_english, dict.fromkeys(sources, r"\w$"))


def test_a_page_of_markdown(english_german):
    text = """# First steps

1. Close the door.
2. Open the window.

```js
console.log("The house is big")
```

| Name | City |
|:-----|-----:|
| Anna | 24 |
"""
    lines = english_german(text).text.split("\n")
    original = text.split("\n")
    assert lines[0] == "# Erste Schritte"
    assert lines[2:4] == ["1. Schließen Sie die Tür.", "2. Öffnen Sie das Fenster."]
    assert lines[5:8] == original[5:8]
    assert lines[9:] == ["| Name | Stadt |", *original[10:]]


def test_list_marks_and_speakers(english_german):
    check(
        english_german,
        {
            "3. Open the window.": r"^3\. Öffnen Sie das Fenster\.$",
            "- Where is my book?": r"^- Wo ist mein Buch\?$",
            "* I am **so** tired.": r"^\* Ich bin \*\*so\*\* müde\.$",
            "ANNA: Where is my book?": r"^ANNA: Wo ist mein Buch\?$",
            "> Where is my book?": r"^> Wo ist mein Buch\?$",
            "b) I see a house.": r"^b\) Ich sehe ein Haus\.$",
        },
    )


@pytest.mark.parametrize("formality", ["consistent", "formal", "informal"])
def test_a_text_has_one_form_of_address(english_german, formality):
    text = "Can you hear me? What is your phone number? Please come in. You are too late."
    translated = english_german(text, formality=formality).text
    informal = re.search(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein\w*)\b", translated)
    formal = re.search(r"\b(Sie|Ihnen|Ihr\w*)\b", translated)
    assert bool(informal) != bool(formal)
    if formality != "consistent":
        assert bool(formal) == (formality == "formal")


def test_what_is_in_another_language_stays(english_german, german_english):
    text = "Wo ist denn meine Tasche? Je ne suis pas fatigué."
    with pytest.warns(LanguageMismatchWarning):
        assert english_german(text).text == text
    text = "Where is my bag? This is not my house."
    with pytest.warns(LanguageMismatchWarning):
        assert german_english(text).text == text
