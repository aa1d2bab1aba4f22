# ruff: noqa: RUF001 - languages have their own letters and marks.

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import InvalidInputError
from nlp_suite.text.language_detection import DetectedLanguage, detect_language, other_language
from nlp_suite.text.languages import LANGUAGE_NAMES

SENTENCES = {
    "cs": "Kde je prosím nejbližší lékárna?",
    "da": "Hvad hedder den nærmeste banegård, og hvornår går toget?",
    "de": "Wo ist denn hier die nächste Apotheke?",
    "en": "Where is the nearest chemist's, please?",
    "es": "¿Dónde está la farmacia más cercana?",
    "fr": "Où se trouve la pharmacie la plus proche ?",
    "hi": "निकटतम दवा की दुकान कहाँ है?",
    "it": "Dove si trova la farmacia più vicina?",
    "ja": "一番近い薬局はどこですか。",
    "ko": "가장 가까운 약국이 어디에 있나요?",
    "nl": "Waar is de dichtstbijzijnde apotheek?",
    "pl": "Gdzie jest najbliższa apteka?",
    "pt": "Onde fica a farmácia mais próxima?",
    "ru": "Где находится ближайшая аптека?",
    "sv": "Var ligger det närmaste apoteket?",
    "tr": "En yakın eczane nerede acaba?",
    "zh": "请问最近的药店在哪里？",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_languages(language):
    found = detect_language(SENTENCES[language])
    assert isinstance(found, DetectedLanguage)
    assert found.language == language
    assert 0.6 <= found.probability <= 1


@pytest.mark.parametrize("language", SENTENCES)
def test_another_language_than_expected(language):
    for expected in ("en", "de", "fr", "eu"):
        other = other_language(SENTENCES[language], expected)
        assert other == (None if expected == language else language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ich bin krank."),
        ("de", "Wo ist die Post?"),
        ("de", "Das ist meine Schwester."),
        ("fr", "Je suis malade."),
        ("fr", "Elle est à la maison."),
        ("es", "¿Qué hora es?"),
        ("it", "Questo è mio fratello."),
        ("nl", "Ik heb honger."),
        ("pl", "To jest moja siostra."),
    ],
)
def test_function_words_make_a_few_words_enough(language, text):
    assert other_language(text, "en") == language
    assert detect_language(text).language == language


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", "Cancel", "OK", "Tom!", "12.5 + 3 = ?", "Abbrechen", "Nein.", "\U0001f600"],
)
def test_short_texts_are_not_judged(text):
    assert detect_language(text) is None
    assert detect_language(text, ["en", "de"]) is None
    assert other_language(text, "en") is None
    assert other_language(text, "de") is None


@pytest.mark.parametrize(
    "text",
    [
        "Restart Nginx",
        "Fill Colour",
        "Data Warehouse Connector",
        "Juan Carlos García",
        "Install via pip install numpy",
        "Tom liebt Mary.",
        "Passwort ändern",
        "New Dortmund",
        "Schadenfreude is a German word.",
        'She said "auf Wiedersehen" and left the room.',
        "The menu has tagliatelle al ragù and crème brûlée.",
        "Der Film heißt „The Silence of the Lambs“.",
    ],
)
def test_labels_names_and_quotations_are_no_other_language(text):
    language = "de" if text.startswith(("Tom", "Pass", "Der")) else "en"
    assert other_language(text, language) is None


@pytest.mark.parametrize(
    "text",
    [
        "SEE https://www.beispiel.de/wo/ist/der/bahnhof/und/das/ist/gut AND THE REST.",
        "Run `git commit -m die_das_der` in C:\\Benutzer\\Eigene_Dateien and see what it does.",
        "Write to hans.mueller@straßenverkehr.example or {der_die_das} about it.",
        "PLEASE KEEP THE DOOR CLOSED AT ALL TIMES.",
        "Set getUserNameFromDatenbank and undDasIstGut to 1234567890 for this.",
        "The DAS, the DIE, the BIN and the UND are registers of it.",
    ],
)
def test_what_is_no_word_does_not_mislead(text):
    assert other_language(text, "en") is None
    assert detect_language(text).language == "en"


def test_all_capitals_are_read_as_words():
    assert other_language("BITTE DIE TÜR IMMER GESCHLOSSEN HALTEN!", "en") == "de"
    assert other_language("BITTE DIE TÜR IMMER GESCHLOSSEN HALTEN!", "de") is None


def test_a_choice_of_languages():
    assert detect_language("Das ist ein gutes Buch.", ["en", "de"]).language == "de"
    # Norwegian and Danish share most of it.
    danish = "Jeg har en bog om det."
    assert detect_language(danish, ["da", "en"]).language == "da"
    # What is clearly in none of them is not forced into one.
    assert detect_language(SENTENCES["ru"], ["en", "de"]) is None
    assert detect_language(SENTENCES["fr"], ["en", "de"]) is None
    assert detect_language(SENTENCES["fr"], ("fr-CA", "en-GB")).language == "fr"
    assert detect_language(SENTENCES["fr"], []) is None


def test_regions_and_relatives_of_the_expected_language():
    assert other_language("I have been waiting for the bus.", "en-GB") is None
    assert other_language("Jeg vet ikke hvorfor dere kom, men nå er det for sent.", "nb") is None
    assert other_language("Jeg vet ikke hvorfor dere kom, men nå er det for sent.", "en") == "no"


def test_the_longest_part_decides_and_the_rest_is_not_read():
    german = "Das ist ein Satz, der etwas länger ist. " * 40
    assert other_language(german, "en") == "de"
    assert other_language(german + SENTENCES["en"] * 10_000, "en") == "de"
    assert other_language("I have been there for a week. " * 5 + "Das ist gut.", "en") is None


@pytest.mark.parametrize("language", ["German", "xx", "", None])
def test_no_code_of_a_language(language):
    with pytest.raises(InvalidInputError, match="must be the code of a language"):
        other_language("Some text that is long enough.", language)
    with pytest.raises(InvalidInputError, match="must be the code of a language"):
        detect_language("Some text that is long enough.", [language])


@given(st.text(max_size=300) | st.text(st.characters(codec=None), max_size=100))
def test_any_text_gives_a_language_or_nothing(text):
    found = detect_language(text)
    if found is not None:
        assert found.language in LANGUAGE_NAMES
        assert 0.6 <= found.probability <= 1
    assert other_language(text, "en") in {None, *LANGUAGE_NAMES} - {"en"}


@pytest.mark.parametrize(
    "unit",
    ["a", "a ", "1.", "{", "<", "@", "\0", "\ud800", "e\u0301", "A", "-", "a-", "aB", "\n", "和"],
)
def test_hostile_texts_take_linear_time(unit, assert_quick):
    text = unit * (100_000 // len(unit))

    def work():
        detect_language(text)
        other_language(text, "en")

    assert_quick(work, seconds=0.5)


def test_nul_and_lone_surrogates_are_no_obstacle():
    assert other_language("Das ist\0 mein \ud800 alter Freund.", "en") == "de"


def test_threads_and_child_processes_agree():
    texts = list(SENTENCES.values()) * 20
    expected = [detect_language(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(detect_language, texts)) == expected
    if hasattr(os, "fork"):
        ours, theirs = multiprocessing.Pipe()
        if (child := os.fork()) == 0:
            theirs.send(detect_language(texts[0]))
            os._exit(0)
        assert ours.poll(10)
        assert ours.recv() == expected[0]
        os.waitpid(child, 0)


def test_the_model_is_loaded_at_the_first_use():
    code = (
        "import sys; import nlp_suite.text.language_detection as d; assert 'fasttext' not in "
        "sys.modules; d.other_language('Cancel', 'en'); assert 'fasttext' not in sys.modules; "
        "assert d.other_language('Das ist gut so.', 'en') == 'de'; "
        "assert not {'requests', 'urllib3', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Due date: 05/05/2024", "en"),
        ("(Mon\u2013Fri, 9am\u20135pm)", "en"),
        ("um Mitternacht, um halb elf, um 9 Uhr, um 00:15 Uhr", "de"),
    ],
)
def test_words_of_two_languages_and_words_that_come_back(text, language):
    assert other_language(text, language) is None


def test_what_is_quoted_may_be_in_any_language():
    assert other_language("He said \"c'est la vie et c'est tout\" and left.", "en") is None
    assert other_language("Sie rief „this is not what we wanted“ und ging.", "de") is None
    # Nothing but a quotation is judged.
    assert other_language('"Das ist nicht mein Hund."', "en") == "de"
