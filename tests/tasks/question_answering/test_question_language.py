import subprocess
import sys

import pytest

from nlp_suite import LanguageMismatchWarning
from nlp_suite.tasks.question_answering import question_language
from nlp_suite.tasks.question_answering.question_language import warn_of_other_languages

FOREIGN = {
    "Wo steht die neue Brücke?": "German",
    "Wann wurde das Haus gebaut?": "German",
    "Où est la nouvelle gare ?": "French",
    "¿Dónde está la estación nueva?": "Spanish",
    "Где находится новый мост?": "Russian",
    "新しい橋はどこにありますか": "Japanese",
}
ENGLISH = [
    "Where is the new bridge?",
    "who paid",
    "Capital of Belarus?",
    "Name two rivers",
    "Is Anna a member?",
    "Population",
    "Who wrote 'Die Brücke über den Fluss'?",
    "List all towns",
    "IBAN?",
]


@pytest.fixture(autouse=True)
def nobody_was_warned(monkeypatch):
    monkeypatch.setattr(question_language, "_warned", set())


@pytest.mark.parametrize("question", FOREIGN)
def test_a_question_in_another_language(question):
    with pytest.warns(LanguageMismatchWarning, match=f"in {FOREIGN[question]}, but m reads Engl"):
        warn_of_other_languages(["Who?", question], "en", "m")


@pytest.mark.parametrize("question", ENGLISH)
def test_a_question_that_may_be_english(question):
    # Warnings are errors here.
    warn_of_other_languages([question], "en", "m")


def test_each_language_is_said_once():
    with pytest.warns(LanguageMismatchWarning) as warned:
        warn_of_other_languages([*FOREIGN, *FOREIGN], "en", "m")
    # Warnings are errors here.
    warn_of_other_languages(FOREIGN, "en", "m")
    assert len(warned) == len(set(FOREIGN.values()))


def test_a_reader_of_another_language():
    warn_of_other_languages(["Wo steht die neue Brücke?"], "de", "m")
    with pytest.warns(LanguageMismatchWarning, match="in English, but m reads German"):
        warn_of_other_languages(["Where does the new bridge stand?"], "de", "m")


def test_the_detection_is_not_loaded_for_questions_that_are_clearly_english():
    code = (
        "import sys; from nlp_suite.tasks.question_answering.question_language import *\n"
        "warn_of_other_languages(['Where is the bridge?', 'Who paid?'], 'en', 'm')\n"
        "assert 'nlp_suite.text.language_detection' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("piece", ["a", "a ", "ü", "?", "\0", "\ud800", "a\u0301", "漢"])
def test_long_questions_take_no_time(piece, assert_quick):
    assert_quick(
        lambda: warn_of_other_languages([piece * (100_000 // len(piece))], "en", "m"), seconds=1
    )
