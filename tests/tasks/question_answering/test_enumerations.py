import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.question_answering.enumerations import find_enumeration
from nlp_suite.text.sentence_finder import SentenceFinder

THREE = ["Anna Roe", "Ben Orr", "Cid Poe"]


def items(text, span, occurrence=0):
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(span, start + 1)
    found = find_enumeration(text, start, start + len(span), SentenceFinder(text))
    assert all(text[item.start : item.end] == item.text for item in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    return [item.text for item in found]


@pytest.mark.parametrize(
    "span",
    [
        "three members",
        "Anna Roe",
        "Orr",
        "Cid Poe",
        "Ben Orr and Cid Poe",
        "Anna Roe, Ben Orr and Cid Poe",
        "three members: Anna Roe, Ben Orr and Cid Poe",
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "There are three members: Anna Roe, Ben Orr and Cid Poe. They met in May.",
        "There are three members: Anna Roe, Ben Orr, and Cid Poe; all came.",
        "There are three members, namely Anna Roe, Ben Orr and Cid Poe.",
    ],
)
def test_whatever_part_of_it_was_found(text, span):
    if span not in text or (span == "three members" and ": " not in text):
        return
    assert items(text, span) == THREE


@pytest.mark.parametrize(
    "text",
    [
        "The members are Anna Roe, Ben Orr and Cid Poe.",
        "Anna Roe, Ben Orr and Cid Poe were elected in May.",
        "In May, Anna Roe, Ben Orr & Cid Poe were elected.",
        "Die Mitglieder sind Anna Roe, Ben Orr und Cid Poe.",
        "The band (Anna Roe, Ben Orr and Cid Poe) played in Leeds, York and Hull.",
        "Members: Anna Roe; Ben Orr; Cid Poe",
        "Members:\n- Anna Roe\n- Ben Orr\n- Cid Poe\n\nAll of them came.",
        "Members:\n\n* Anna Roe,\n* Ben Orr,\n* Cid Poe.\n",
        "Members:\n1. Anna Roe\n2. Ben Orr\n3. Cid Poe",
        "Members:\r\n\u2022 Anna Roe\r\n\u2022 Ben Orr\r\n\u2022 Cid Poe\r\n",
        "The members:\nAnna Roe\nBen Orr\nCid Poe\n\nAll of them came.",
        "| Club | Members |\n|---|---|\n| Go | Anna Roe, Ben Orr, Cid Poe |\n",
    ],
)
@pytest.mark.parametrize("span", THREE)
def test_forms_of_lists(text, span):
    assert items(text, span) == THREE


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("It sells apples, pears and plums.", "apples", "apples|pears|plums"),
        ("It sells apples, pears and plums.", "plums", "apples|pears|plums"),
        ("It has halls in Oslo, Rome and Bern.", "Rome", "Oslo|Rome|Bern"),
        ("Votes were held in 1990, 1994 and 1998.", "1994", "1990|1994|1998"),
        (
            "The dates are May 3, 2020, June 4, 2020 and July 5, 2020.",
            "June 4, 2020",
            "May 3, 2020|June 4, 2020|July 5, 2020",
        ),
        ("It borders Peru, Chile and the Comoros.", "Comoros", "Peru|Chile|the Comoros"),
        (
            "The makers are Acme Inc., Bolt Ltd. and Cone Co.",
            "Bolt Ltd.",
            "Acme Inc.|Bolt Ltd.|Cone Co.",
        ),
        (
            "Parts: a hook; a net, with floats; and a line.",
            "a hook",
            "a hook|a net, with floats|a line",
        ),
        (
            "It needs two eggs, 20 g of salt and milk.",
            "two eggs, 20 g of salt and milk",
            "two eggs|20 g of salt|milk",
        ),
        ("Fish such as cod, hake and eel live here.", "hake", "cod|hake|eel"),
    ],
)
def test_kinds_of_items(text, span, expected):
    assert items(text, span) == expected.split("|")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Anna Roe founded the club and Ben Orr led it.", "Anna Roe"),
        ("Anna Roe founded the club and Ben Orr led it.", "Ben Orr"),
        ("Anna Roe is the chair of the club.", "Anna Roe"),
        ("She was tired, but Anna Roe came.", "Anna Roe"),
        ("In 1990, Anna Roe was elected.", "Anna Roe"),
        ("When it rained, the match was cancelled, and all went home.", "the match"),
        ("One word", "word"),
        ("- Anna Roe", "Anna Roe"),
        ("Name: Anna Roe\nTown: Leeds", "Anna Roe"),
    ],
)
def test_what_is_no_enumeration(text, span):
    assert items(text, span) == []


def test_a_place_and_those_who_were_there_are_no_list():
    text = "In Leeds, Anna Roe and Ben Orr were elected."
    assert items(text, "Anna Roe") == items(text, "Ben Orr") == ["Anna Roe", "Ben Orr"]


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "A, ",
        "- a\n",
        "a; ",
        " and ",
        ", ",
        "(",
        ": ",
        "\n",
        "|",
        "\0",
        "\ud800",
        "a\u0301",
        "' ",
    ],
)
def test_long_texts_take_no_time(piece, assert_quick):
    text = f"x{piece * (100_000 // len(piece))}x"

    def work():
        find_enumeration(text, 0, 1, SentenceFinder(text))
        find_enumeration(text, len(text) - 1, len(text), SentenceFinder(text))

    assert_quick(work, seconds=1)


PIECES = [
    "Ann",
    "ben",
    "12",
    ", ",
    "; ",
    " and ",
    ". ",
    ": ",
    "\n- ",
    "\n",
    "(",
    ")",
    "|",
    "***",
    "\0",
    " the ",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=20), st.integers(0), st.integers(0))
def test_any_text(pieces, first, size):
    text = "x" + "".join(pieces) + "x"
    start = first % len(text)
    end = min(start + 1 + size % 9, len(text))
    while text[start].isspace():
        start += 1
    end = max(start + 1, len(text[:end].rstrip()))
    found = find_enumeration(text, start, end, SentenceFinder(text))
    assert len(found) != 1
    for item in found:
        assert text[item.start : item.end] == item.text != ""
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
