"""Tests of sentence splitting."""

# ruff: noqa: RUF001 - typographic quotation marks and full-width stops are what is tested.

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite.errors import InvalidInputError
from nlp_suite.text import SentenceSpan, split_sentences


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


# "|" stands where one sentence ends and the next begins.
CASES = [
    # Abbreviations and initials
    "Dr. Hale saw Mr. Brook and Ms. Lund on Monday.| All three were well.",
    "They opened an office in the U.S. in March.| It closed in May.",
    "They live in the U.K.| We live in Spain.",
    "Take fruit, e.g. an apple.| Or take none.",
    "The larger one, i.e. the red one, is sold.",
    "Compare e.g. The Times with a smaller paper.",
    "No. 5 is alive.| No. 6 is not.",
    "J. R. R. Tolkien and C. S. Lewis were friends.| They met often.",
    "He met Dr. No on the island.| It went badly.",
    "Harbour Ltd. bought Quay Inc. in 2003.| Both are gone.",
    "She works for Quay Inc. A spokesman declined to comment.".replace("Inc. A", "Inc.| A"),
    "The talk begins at 6 p.m. on Friday.| Bring a friend.",
    "Nails, screws, etc. are extra.| Paint is not.",
    "We sell nails, screws, etc.| Delivery takes a week.",
    "See Vol. 3, Figs. 2 and 4, and Eq. 7.| They agree.",
    "The Lat. aqua means water.| It is a noun.",
    "Please pay invoice no. INV-2026-0412 today.| Thank you.",
    "See nos. A1 and No. (B-2).| They differ.",
    "He said no.| Then 5 of us left.",
    "The jury voted no.| Senator Gray was absent.",
    # Numbers and units
    "The pound rose to $1.3666 on Friday.| It had been at $1.35.",
    "The plank is 3.5 m long.| It is heavy.",
    "He swam it in 21.3 s.| Nobody has been faster.",
    "It happened in 1998.| The town was smaller then.",
    "Profit fell 3.2%.| Sales rose 0.4%.",
    # Addresses and versions
    "See https://example.org/a.b?c=d.e for more.| It is short.",
    "Write to ann.lee@example.org.| She will answer.",
    "Version 2.0.1 is out.| Version 2.0.0 was withdrawn.",
    # Ellipses, questions, exclamations
    "He waited...| Nobody came.",
    "I think… no, I know.",
    "The bell rang…| The room fell silent.",
    "What?!| You sold it?| Never!",
    "He left.Then she slept.",
    "Fans of Yahoo! were surprised.| So was I.",
    # Quotations and brackets
    '"He left."| Then the rain began.',
    '"Is it far?" she asked.| He shook his head.',
    "“I was tired.| I went home,” he said.",
    'The coach said: "We lost.| We will learn from it."| He smiled.',
    'She called it "a farce".| Others agreed.',
    "She read “Go. Dog. Go!” aloud.",
    'The mayor resigned. "I am tired," she said.'.replace('. "I', '.| "I'),
    "He said nothing.| (He rarely does.)| She left.",
    "He never came back.)| Then it rained.",
    # Headlines, lists, blank lines
    "Harbour wall to be rebuilt\n|Work on the wall begins in May.| It will take a year.",
    "Early life\n\n|She was born in York.",
    "What now?\n|Nobody knows.",
    "1. Boil water.\n|2. Add salt.\n|3. Wait.",
    "1) first\n|2) second",
    "- milk\n|- bread\n|- eggs",
    "• one\n|• two",
    "- a coat that is warm enough for the long winter evenings\n|- a torch, and a spare bulb.",
    "(a) the buyer;\n|(b) the seller.",
    "2.1 Scope\n|This part covers pumps.",
    "Title\r\n\r\n|One line.\r\n|Another line",
    "\n\n  One.|\t Two.\n \n",
    "first\x0b|second\x0c|third\x85|fourth\u2028|fifth\u2029|sixth",
    # Wrapped paragraphs
    "The committee met on Tuesday to discuss the new harbour wall, and after\n"
    "three hours of debate it agreed to wait until spring.| Nobody in the room\n"
    "was surprised.",
    "    The old road climbs slowly through the woods above the town, and from\r\n"
    "its highest point one can see the sea.",
    "The prize was handed over in the town hall by the former footballer Tom\nHale.| He smiled.",
    "Harbour wall to be rebuilt after the winter storms\n|Council votes for a new library and park",
    "Please remember the following points when you pack for the journey, as\n"
    "there are no shops:\n"
    "|- bring a warm coat, since the evenings are cold even in the middle of\n"
    "the summer\n"
    "|- bring a torch",
    "The boat of my father lay dark on the shore,\n|The wind of the winter was loud at the door;\n"
    "|The oars of my brothers were broken and old,\n|The hearts of my sisters were bitter and cold",
    # Other scripts and odd characters
    "今日は雨です。|明日は晴れますか？|はい！",
    "Привет.| Как дела?",
    "Cafe\u0301 life.| Cre\u0300me too.",
    "He left 😀.| She stayed.",
    "Great work. 👍",
    "a null\x00 inside.| Fine.",
    "J.\u00a0Hale came.|\u00a0He\u2003left.",
    "A tab\there.| Then\tanother.",
    "a lone \ud800 surrogate.| Fine.",
    "M. B\u00a0. Hale left.| Nobody asked.",
    "no stop at all",
    "...",
]


@pytest.mark.parametrize("marked", CASES)
def test_case(marked: str) -> None:
    expected = [sentence.strip() for sentence in marked.split("|")]
    assert sentences(marked.replace("|", "")) == expected


OTHER_LANGUAGES = [
    ("fr", "M. Dupont arriva à 8 h.| Il dit : « Bonjour ! »| Puis il partit."),
    ("fr", "Voir p. 12 et fig. 3.| C'est J. Martin qui vient.| Ah…| Bon."),
    ("it", "Il sig. Rossi arrivò.| Disse: «Ciao!»| Vedi pag. 12.| È G. Verdi."),
    ("de", "Zahlen Sie Nr. RE-17 und Bestellnr. B-4.| Beides nach Nr. 3."),
    ("de", "Er ging, z. B. nach Bonn.| Am 3. Mai regnete es.| Siehe S. 12 bzw. Abb. 3."),
    # A wrapper has filled these lines, though all of them begin with capitals.
    (
        "de",
        "Die Brücke über die Orne wird Ende Mai wieder geöffnet, das hat\n"
        "Bürgermeisterin Roe am Dienstag im Rat der Stadt mitgeteilt.| Die\n"
        "Reparatur hat einen Monat länger gedauert als geplant, weil Stahl\n"
        "Mangelware war und die Lieferung aus Schweden im Hafen von\n"
        "Rotterdam liegen blieb.",
    ),
    ("de-AT", "Prof. H. Meier kam am 5. Mai.| Er ging bald."),
    ("es", "El Sr. García llegó.| ¿Cómo está?| Véase la pág. 12.| Es J. Pérez."),
    ("ru", "Г-н Иванов пришёл в 8 ч. утра.| Это А. С. Пушкин."),
    ("ja", "これは本です。|私は学生です！"),
]


@pytest.mark.parametrize(("language", "marked"), OTHER_LANGUAGES)
def test_other_languages(language: str, marked: str) -> None:
    expected = [sentence.strip() for sentence in marked.split("|")]
    text = marked.replace("|", "")
    assert sentences(text, language) == expected


def test_the_language_matters() -> None:
    text = "Am 3. Mai kam Dr. No an. I am here."
    assert sentences(text, "de") == ["Am 3. Mai kam Dr. No an.", "I am here."]
    assert sentences(text)[0] == "Am 3."
    # A region and capital letters make no difference, and what is no language is read as English.
    assert sentences(text, "DE-CH") == sentences(text, "de")
    assert sentences("One is here. Two is not.", "xx") == ["One is here.", "Two is not."]
    assert sentences("One is here. Two is not.", "") == ["One is here.", "Two is not."]
    with pytest.raises(InvalidInputError, match="language must be a code, got NoneType"):
        split_sentences("One.", None)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\r\n", "\u2028\u00a0\x85"])
def test_blank_text_has_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


def test_span_slices_the_callers_text() -> None:
    text = "  One\u00a0😀 here.\r\n\r\nTwo."
    assert split_sentences(text) == [SentenceSpan(2, 13), SentenceSpan(17, 21)]


@pytest.mark.parametrize("value", [None, b"bytes", 3, ["A list."]])
def test_other_types_are_refused_by_name(value: Any) -> None:
    with pytest.raises(InvalidInputError, match=type(value).__name__):
        split_sentences(value)


PIECES = st.sampled_from(
    [
        *" .!?\n\r\t\x00\x0b\x0c\x1c\x85\u00a0\u2028\u2029\u200b\ufeff\ud800",
        *"\"'“”‘’«»()[]*-–•。！？…",
        "Dr.",
        "U.S.",
        "e.g.",
        "No. ",
        "1. ",
        "a) ",
        "...",
        "[1]",
        "etc. ",
        "J. ",
        "É. ",
        "ß. ",
        "word ",
        "Word ",
        "é",
        "e\u0301",
        "😀",
        "字",
        "١",
        "a line of some length, no more, ",
    ]
)
TEXTS = st.text(max_size=200) | st.lists(PIECES, max_size=60).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from(["en", "en", "fr", "it", "de", "ru", "zh", "ar", "xx"]))
def test_spans_partition_the_visible_text(text: str, language: str) -> None:
    offset = 0
    for start, end in split_sentences(text, language):
        assert not text[offset:start].strip()
        assert offset <= start < end
        assert text[start:end] == text[start:end].strip()
        offset = end
    assert not text[offset:].strip()


@settings(deadline=None)
@given(TEXTS)
def test_splitting_is_deterministic(text: str) -> None:
    assert split_sentences(text) == split_sentences(text)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_a_blank_line_separates_whatever_stands_around_it(first: str, second: str) -> None:
    assert sentences(f"{first}\n\n{second}") == sentences(first) + sentences(second)


@given(st.lists(st.sampled_from(["The dog barked.", "Was it late?", "Stop!"]), min_size=1))
def test_simple_sentences_come_back(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize("stop", [".", "。"])
def test_a_sentence_across_two_windows_stays_whole(stop: str) -> None:
    filler = "Some words stand here. " * 84
    sentence = "This one, on the other hand, is a good deal longer than the others are" + stop
    for shift in range(0, 120, 7):
        text = "x" * shift + " y. " + filler + sentence + " The end."
        assert sentences(text)[-2:] == [sentence, "The end."]


def test_a_very_long_sentence_stays_whole() -> None:
    text = "He counted " + "one two three " * 2000 + "and left. Then he slept."
    assert [len(sentence) for sentence in sentences(text)] == [len(text) - 15, 14]


def test_importing_the_package_loads_no_splitter() -> None:
    code = "import sys, nlp_suite.text; print('sentencex' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "False"


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["word ", "w", ".", ". ", "a. b. c. ", '"He left. ', '"', ", “", "你好。", "1. a ", "a\n"],
)
def test_a_megabyte_of_one_thing_completes(unit: str) -> None:
    # Time quadratic in the length would take many minutes here.
    text = unit * (1_000_000 // len(unit.encode()))
    spans = split_sentences(text)
    assert spans[0].start == 0
    assert spans[-1].end == len(text.rstrip())
