"""Tests of `nlp_suite.text.structure.find_structure`."""

# ruff: noqa: RUF001 - dashes and quotation marks are what the texts have.

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.errors import InvalidInputError
from nlp_suite.text import split_sentences
from nlp_suite.text.structure import SentenceKind, find_structure

PARAGRAPH = (
    "The bridge over the Orne opens in May, a month later than planned. Steel was short, and so "
    "the work had to wait until the end of the winter."
)


def kinds(text: str, language: str = "en") -> list[tuple[str, str]]:
    """Returns kind and text of all sentences."""
    return [(one.kind, text[one.start : one.end]) for one in find_structure(text, language)]


def of_kind(kind: SentenceKind, text: str, language: str = "en") -> list[str]:
    """Returns the sentences of a kind."""
    return [sentence for one, sentence in kinds(text, language) if one == kind]


PROSE = [
    "",
    " \n\n ",
    "# of tea",
    PARAGRAPH,
    f"{PARAGRAPH}\n\n{PARAGRAPH}",
    f"{PARAGRAPH}\n{PARAGRAPH}\nIt is late.",
    # Lines of a wrapper that begin like something else.
    "The council met on Tuesday, and the mayor said that all of the work would cost\n"
    "copyright holders nothing, as the plans are free - and that is a good thing for\n"
    "loading docks, too.",
    "Sales of the three shops fell in the first half of the year, by more than a tenth\n"
    "- less than the owners had feared - and rose again in the autumn and winter.",
    "He was born in the small town of Orne, and moved to the city when he was 17, in\n"
    "1931. A year later he was back.",
    # What says something with a colon is no speaker, and what has "from" is no header.
    "Note: the shop is closed.\n\nNote: the bridge is closed, too.\n\nNote: so is the road.",
    "1931: The bridge is built.\n1950: The deck is replaced.\n2023: The bridge is closed.",
    "From: that we learn nothing.",
    "By John Smith's account the bridge was closed for a year.\nThat is too long, he said.",
    "Figure 3 shows the bridge.\nTable 2 has the costs of it.",
    "Dear friends of his lived there, and so he stayed for a year.\nHe left in May.",
    "Thanks to the council the bridge is open.\nBest of all, it is free.",
    "Advertisement for soap was his trade.\nSubscribe now, he wrote.",
    '"Where were you?" she asked.\n\n"At the river," said Tom.\n\nNobody spoke.',
    "A long board hangs between the trees from ropes that were made for ships; it is a swing;\n"
    "two girls in dresses as white as the snow, with green ribbons on their hats that are blown;\n"
    "they are swinging.",
    "\u201cHast du einen Paß?\u201c\n\nSie schwieg lange.\n\n\u201eHer mit dem Passe!\u201c",
    "3. Oktober war Feiertag.\nNiemand kam zur Arbeit.",
    "We use it daily.\nThis site is ours.",
    "Wait!\nStop there!\nGo on!\nIt is late.",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_has_the_spans_of_split_sentences(text: str) -> None:
    found = find_structure(text)
    assert [(one.start, one.end) for one in found] == split_sentences(text)
    assert {one.kind for one in found} <= {"prose"}
    assert {one.heading for one in found} <= {None}


def test_paragraphs_and_positions_are_counted() -> None:
    text = f"{PARAGRAPH}\n\nOne line.\nAnother line. It is longer."
    found = find_structure(text)
    assert [(one.paragraph, one.position) for one in found] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (2, 0),
        (2, 1),
    ]


HEADED = [
    "# Bridges\n\n{}",
    "## Bridges ##\n{}",
    "== Bridges ==\n{}",
    "Bridges\n=======\n\n{}",
    "Bridges\n---\n{}",
    "**Bridges**\n\n{}",
    "Bridges\n\n{}",
    "Bridges\n{}",
    "Why the bridge was closed for a year\n\n{}",
    "BRIDGES\n{}",
    "2 Bridges\n\n{}",
    "2.1 Bridges\n\n{}",
    "Bridges:\n\n{}",
    "Brücken in der Region\n\n{}",
    "大桥\n\n{}",
]


@pytest.mark.parametrize("form", HEADED)
def test_headings_are_found_without_their_marks(form: str) -> None:
    text = form.format(PARAGRAPH)
    found = find_structure(text)
    assert [one.kind for one in found] == ["heading", "prose", "prose"]
    assert [one.heading for one in found] == [None, 0, 0]
    heading = text[found[0].start : found[0].end]
    assert heading == form.partition("\n")[0].strip("#=* ")


def test_a_heading_holds_until_the_next() -> None:
    text = f"1. Bridges\n{PARAGRAPH}\n\n2. Roads\n{PARAGRAPH}\n\n3. Rails\n{PARAGRAPH}"
    found = find_structure(text)
    assert [one.heading for one in found] == [None, 0, 0, None, 3, 3, None, 6, 6]


@pytest.mark.parametrize(
    "line", ["such as the ones of the", "Recall from the chapter on trade that", "x", "it is open"]
)
def test_what_is_left_of_a_sentence_is_no_heading(line: str) -> None:
    assert not of_kind("heading", f"{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH}")


def test_what_a_text_cites_is_no_prose() -> None:
    text = f"{PARAGRAPH}\n\nReferences\n\n[1] A. Roe. Rust. Orne, 2019.\n[2] B. Ott. Steel. 1931."
    assert of_kind("caption", text) == [
        "[1] A. Roe. Rust. Orne, 2019.",
        "[2] B. Ott. Steel. 1931.",
    ]


@pytest.mark.parametrize("mark", ["-", "*", "+", "•", "–", "- [ ]", "- [x]"])
def test_bullets_are_no_part_of_items(mark: str) -> None:
    text = (
        f"Buy this:\n{mark} two leeks\n{mark} a loaf of bread which\n  is still warm\n\n{PARAGRAPH}"
    )
    assert kinds(text)[:3] == [
        ("heading", "Buy this:"),
        ("list_item", "two leeks"),
        ("list_item", "a loaf of bread which\n  is still warm"),
    ]
    found = find_structure(text)
    assert (found[1].paragraph, found[1].position) == (1, 0)
    assert (found[2].paragraph, found[2].position) == (1, 1)


@pytest.mark.parametrize("marks", ["1. 2. 3.", "1) 2) 3)", "(1) (2) (3)", "a) b) c)", "a. b. c."])
def test_numbers_are_no_part_of_items(marks: str) -> None:
    steps = ["Wash the leeks.", "Cut them. Be careful.", "Boil them."]
    text = "\n".join(f"{mark} {step}" for mark, step in zip(marks.split(), steps, strict=True))
    sentences = ["Wash the leeks.", "Cut them.", "Be careful.", "Boil them."]
    assert kinds(text) == [("list_item", sentence) for sentence in sentences]


def test_lines_without_marks_are_a_list_if_they_are_short() -> None:
    text = f"{PARAGRAPH}\n\n2 leeks\n500 g potatoes\nsalt\n\n{PARAGRAPH}"
    assert of_kind("list_item", text) == ["2 leeks", "500 g potatoes", "salt"]


TABLES = [
    "| Branch | 2023 |\n|---|---|\n| North | 40 |\n| South | 69 |",
    "Branch      2022     2023\nNorth       40,000   45,000\nSouth       69,000   75,000",
    "Branch\t2022\t2023\nNorth\t40\t45\nSouth\t69\t75",
    "Name: Anna Roe\nCity: Orne\nAge: 34",
]


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_tables_are_found(table: str) -> None:
    text = f"{PARAGRAPH}\n\n{table}\n\n{PARAGRAPH}"
    rows = [line for line in table.split("\n") if "---" not in line]
    assert of_kind("table", text) == rows
    assert len(of_kind("prose", text)) == 4
    assert of_kind("table", table) == rows


CODE = [
    "```bash\npip install foo\nfoo --init\n```",
    "~~~\nWhatever it is.\n~~~",
    "```\nNo fence closes it",
    "    import foo\n    result = foo.run('x')\n    print(result)",
    "$ make install",
    ">>> import foo\n>>> foo.run()",
    "def add(a, b):\n    return a + b",
    '{\n  "name": "foo",\n  "items": [1, 2]\n}',
    "    nlp-suite translate letter.txt --to de",
]


@pytest.mark.parametrize("code", CODE)
def test_code_is_found(code: str) -> None:
    lines = [line.strip() for line in code.split("\n") if line[:3] not in ("```", "~~~")]
    text = f"To install it, call this from a shell:\n\n{code}\n\n{PARAGRAPH}"
    assert of_kind("code", text) == lines
    assert len(of_kind("prose", text)) == 3


MAIL = """From: Anna Roe <anna@example.com>
To: team@example.com,
 ben@example.com
Subject: The move

Hi all,

the office moves to the new building on 2 April. Please pack your desk until Friday, and
label each box with your name.

Thanks,
Anna

--
Anna Roe | Office Manager
Tel. +44 20 7946 0000

On 1 March Ben wrote:
> When do we move to the new
> building?
>> Nobody knows."""


def test_a_mail_is_taken_apart() -> None:
    assert kinds(MAIL) == [
        ("mail_header", "From: Anna Roe <anna@example.com>"),
        ("mail_header", "To: team@example.com,\n ben@example.com"),
        ("mail_header", "Subject: The move"),
        ("greeting", "Hi all,"),
        ("prose", "the office moves to the new building on 2 April."),
        (
            "prose",
            "Please pack your desk until Friday, and\nlabel each box with your name.",
        ),
        ("signature", "Thanks,"),
        ("signature", "Anna"),
        ("signature", "Anna Roe | Office Manager"),
        ("signature", "Tel. +44 20 7946 0000"),
        ("quoted", "On 1 March Ben wrote:"),
        ("quoted", "When do we move to the new\n> building?"),
        ("quoted", "Nobody knows."),
    ]


def test_a_german_mail_is_taken_apart() -> None:
    text = (
        "Von: Anna Roe\nGesendet: Montag, 4. März 2024 09:12\nBetreff: Umzug\n\n"
        "Liebe Kolleginnen und Kollegen,\n\ndas Büro zieht am 2. April um.\n\n"
        "Viele Grüße\nAnna\n\nGesendet von meinem Telefon\n\n"
        "Am 01.03.2024 um 10:11 schrieb Ben Ott <ben@example.com>:\n> Wann ziehen wir um?"
    )
    assert [kind for kind, _ in kinds(text, "de")] == [
        *["mail_header"] * 3,
        "greeting",
        "prose",
        *["signature"] * 3,
        *["quoted"] * 2,
    ]
    assert of_kind("prose", text, "de") == ["das Büro zieht am 2. April um."]


@pytest.mark.parametrize("end", ["Anna", "\nAnna Roe", "Cheers, Anna", "\nBest,\n\nAnna"])
def test_a_name_alone_signs_a_mail(end: str) -> None:
    text = f"Hi Ben,\nthe office moves in May. Please pack.\n{end}"
    assert [kind for kind, _ in kinds(text)][:4] == ["greeting", "prose", "prose", "signature"]
    assert of_kind("signature", text)[-1] == end.split("\n")[-1]


def test_answers_between_quoted_lines_are_prose() -> None:
    text = "Ben Ott wrote:\n> Is Friday fine?\n\nFriday is fine.\n\n> Who comes?\n\nAll of us do."
    assert of_kind("prose", text) == ["Friday is fine.", "All of us do."]


def test_what_stands_below_a_reply_is_quoted_and_what_was_sent_on_is_not() -> None:
    below = "From: Ben Ott\nSubject: Offer\n\nThe offer was signed. It is valid until May."
    text = f"{PARAGRAPH}\n\n-----Original Message-----\n{below}"
    assert len(of_kind("prose", text)) == 2
    assert of_kind("quoted", text)[-1] == "It is valid until May."
    text = f"FYI\n\n---------- Forwarded message ---------\n{below}"
    assert of_kind("prose", text)[-2:] == ["The offer was signed.", "It is valid until May."]


def test_the_addresses_of_a_letter_are_its_head() -> None:
    head = "Anna Roe\n12 Mill Lane\n\n4 March 2024"
    text = f"{head}\n\nDear Mr Ott,\n\n{PARAGRAPH}\n\nYours,\n\nAnna Roe"
    assert of_kind("mail_header", text) == ["Anna Roe", "12 Mill Lane", "4 March 2024"]
    assert of_kind("signature", text) == ["Yours,", "Anna Roe"]


CONVERSATIONS = [
    "[09:12] {}: Is the build broken?\n[09:13] {}: Yes. It is red",
    "[04.03.24, 09:12:33] {}: Is the build broken?\n[04.03.24, 09:13:01] {}: Yes. It is red",
    "12/03/2024, 09:12 - {}: Is the build broken?\n12/03/2024, 09:15 - {}: Yes. It is red",
    "{}: Is the build broken?\n{}: Yes. It is red.",
]


@pytest.mark.parametrize("form", CONVERSATIONS)
@pytest.mark.parametrize("names", [("Anna", "Ben Ott"), ("ROE", "OTT"), ("Anna Roe", "Speaker 2")])
def test_turns_keep_the_speaker_and_lose_the_time(form: str, names: tuple[str, str]) -> None:
    text = form.format(*names)
    assert [sentence.rstrip(".") for sentence in of_kind("turn", text)] == [
        f"{names[0]}: Is the build broken?",
        f"{names[1]}: Yes",
        "It is red",
    ]
    assert [one.paragraph for one in find_structure(text)] == [0, 1, 1]


def test_speakers_of_an_interview_are_found_between_paragraphs() -> None:
    text = (
        f"{PARAGRAPH}\n\nROE: It opens in May.\n\nREPORTER: Who pays?\n\n"
        "ROE: The county does.\n\nIt has the money."
    )
    assert [kind for kind, _ in kinds(text)] == ["prose", "prose", *["turn"] * 3, "prose"]


def test_speakers_in_capitals_need_no_colon_and_may_speak_once() -> None:
    text = "The SPEAKER. Who objects?\n\nMr. OTT. I do. It is old.\n\nThe SPEAKER. Go on."
    assert [one.paragraph for one in find_structure(text) if one.kind == "turn"] == [
        *(0, 0, 1, 1, 1, 2, 2)
    ]
    text = (
        f"{PARAGRAPH}\n\nCHAIR: Who objects?\nOTT: I do.\n[laughter]\nROE: So do I.\nCHAIR: Go on."
    )
    assert len(of_kind("turn", text)) == 5


def test_nicknames_do_without_stops() -> None:
    text = "<anna> is it broken\n<ben> since this morning\n* carla has joined\n<anna> can we revert"
    assert [kind for kind, _ in kinds(text)] == ["turn", "turn", "menu", "turn"]
    text = "anna: is it broken\nben: since this morning\nanna: can we revert\nben: i did it already"
    assert {kind for kind, _ in kinds(text)} == {"turn"}


def test_names_above_what_is_said_are_captions() -> None:
    text = "Anna Roe  9:12 AM\nIt is back.\nBen Ott  9:15 AM\nWho was told?"
    assert [kind for kind, _ in kinds(text)] == ["caption", "turn"] * 2
    text = "ANNA\nWhere were you?\n\nBEN\nAt the river. It rained.\n\nANNA\nAgain?"
    assert of_kind("caption", text) == ["ANNA", "BEN", "ANNA"]
    assert len(of_kind("turn", text)) == 4


def test_times_of_subtitles_are_left_out() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,500\nIt opens in May,\nthey say.\n\n"
    text += "2\n00:00:03,000 --> 00:00:04,500\nWho pays?"
    assert kinds(text) == [("turn", "It opens in May,\nthey say."), ("turn", "Who pays?")]


CAPTIONS = [
    "Photograph: AP",
    "Photo by Mia Lund",
    "Image source, Getty Images",
    "Getty Images",
    "(Reuters)",
    "Figure 3: Cars on the bridge. In May there were few.",
    "Fig. 3. Cars on the bridge",
    "Table 1: Visitors by branch",
    "By John Smith",
    "By Anna Roe and Ben Ott, Orne Gazette",
    "Published 12 March 2024",
    "Foto: dpa",
    "Abb. 2: Gäste am Tag der offenen Tür",
    "Von Anna Roe",
    "PUBLISHED:",
    "09:12 EST, 4 March 2024",
    "Angry: Mia Lund (right) says that her bakery lost a third of its customers",
    "[laughter]",
]


@pytest.mark.parametrize("caption", CAPTIONS)
def test_captions_and_credits_are_found(caption: str) -> None:
    assert of_kind("caption", f"{PARAGRAPH}\n{caption}\n{PARAGRAPH}") == [caption]
    assert of_kind("caption", f"{PARAGRAPH}\n\n{caption}\n\n{PARAGRAPH}") == [caption]


NOTICES = [
    "Advertisement",
    "Share this",
    "Read more: How the bridge was built in 1931",
    "Skip to content",
    "Accept all cookies",
    "We use cookies to improve your experience. By using this site you accept our policy.",
    "Home | News | Sport | Weather",
    "Startseite > Lokales > Verkehr",
    "© 2024 Orne Gazette. All rights reserved.",
    "Sign up for our newsletter",
    "https://example.com/bridge",
    "[![Build](https://example.com/badge.svg)](https://example.com)",
    "1. Introduction ........................ 12",
    "Copyright 2024 Reuters. All rights reserved. This material may not be published again.",
    "Add to cart",
    "Anzeige",
    "Lesen Sie auch: Wie die Brücke gebaut wurde",
    "Wir verwenden Cookies, um Ihnen das beste Erlebnis zu bieten.",
    "Alle akzeptieren",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_notices_and_links_are_found(notice: str) -> None:
    assert of_kind("menu", f"{PARAGRAPH}\n\n{notice}\n\n{PARAGRAPH}") == [notice]


def test_a_text_whose_first_half_is_a_menu_has_its_title_and_prose() -> None:
    top = ["Home", "News", "Sport", "Weather", "Jobs", "Contact us", "Log in", "Start free trial"]
    end = ["Related articles", "Town hall to be painted in the autumn", "About us", "Privacy"]
    for gap in ("\n", "\n\n"):
        text = gap.join([*top, "How the bridge was repaired", PARAGRAPH, *end])
        assert of_kind("menu", text) == top + end
        assert of_kind("heading", text) == ["How the bridge was repaired"]
        assert len(of_kind("prose", text)) == 2


STANZA = (
    "The river carries down the snow\nThat winter left upon the hill,\n"
    "And all the reeds stand row on row\nWhere once the miller had his mill."
)


def test_verse_is_found_and_its_sentences_run_over_lines() -> None:
    text = (
        f"{STANZA}\n\nO tell me, water, where you run.\nThe moss is greener than the wave,\nAnd I"
    )
    found = find_structure(text)
    assert {one.kind for one in found} == {"verse"}
    assert text[found[0].start : found[0].end] == STANZA
    assert [one.paragraph for one in found] == [0, 1, 1]


def test_names_of_a_songs_parts_are_no_verse() -> None:
    lines = ["I walked along the river in the rain", "I never saw the ferryman again"]
    text = "\n".join(["[Verse 1]", *lines, "[Chorus]", *lines])
    assert of_kind("caption", text) == ["[Verse 1]", "[Chorus]"]
    assert of_kind("verse", text) == lines * 2


def test_verse_without_stops_is_given_line_by_line() -> None:
    lines = ["wait for me there", "where the road bends twice", "i will bring the bread"]
    text = "\n".join(lines) + "\n\n" + "\n".join(lines)
    assert kinds(text) == [("verse", line) for line in lines * 2]


WRAPPED = [
    "could you please send me\nthe offer before Friday? I\nhave to show it to Carla,\nwho is here.",
    "   A recipe is a list of ingredients that is followed by steps.  Each\n"
    "   of these has a number, and none of them may be left out.",
]


@pytest.mark.parametrize("text", WRAPPED)
def test_wrapped_lines_are_joined(text: str) -> None:
    assert [kind for kind, _ in kinds(text)] == ["prose"] * 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# Methods\n\n## Results\n\n## Discussion", "heading"),
        ("Bridge to reopen\n\nCouncil decides on rents\n\nNew bus line", "heading"),
        ("Introduction\nMethods\nResults\nDiscussion", "menu"),
        ("> The bridge reopens\n> in May.", "quoted"),
        ("a\tb\nc\td", "table"),
        ("---\n***", "prose"),
    ],
)
def test_a_text_of_one_kind_alone_keeps_its_sentences(text: str, kind: str) -> None:
    assert {one.kind for one in find_structure(text)} == {kind}


def test_other_types_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="text must be a string, received bytes"):
        find_structure(b"bytes")  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="language must be a code, got NoneType"):
        find_structure("One.", None)  # type: ignore[arg-type]


PIECES = [
    *("# ", "> ", "- ", "1. ", "--", "| a | b |", "```", "Hi,", "Thanks,", "From: a", "\x00"),
    *("[09:12] Anna: ", "Photo: ", "===", "    ", "\t", "\n", "\n\n", "\u2028", "\ud800", "。"),
    *("It opens in May. ", "Who pays? ", "the ", "\u0301", "\U0001f600", "(", "©", ":", "wrote:"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_sentences_are_in_order_and_visible(text: str) -> None:
    found = find_structure(text)
    assert bool(found) == bool(split_sentences(text))
    end = paragraph = position = 0
    for index, one in enumerate(found):
        assert end <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        assert one.kind in get_args(SentenceKind)
        assert (one.paragraph, one.position) in ((paragraph, position), (paragraph + 1, 0))
        assert one.heading is None or found[one.heading].kind == "heading"
        assert one.heading is None or one.heading < index
        end, paragraph, position = one.end, one.paragraph, one.position + 1


@pytest.mark.parametrize(
    "unit", ["a", "1.", "|", "<", "> ", "a\u200d", "\n", "[", "Anna: b. ", ".....1", "By A ", "-"]
)
def test_a_long_line_takes_little_time(unit: str, assert_quick: Callable[..., None]) -> None:
    text = "Hi,\n" + unit * (100_000 // len(unit)) + "\nx"
    assert_quick(lambda: find_structure(text), seconds=1.5)


@pytest.mark.parametrize("unit", [">\n", "Hi,\n", "- a\n", "-----Original Message-----\n", "```\n"])
def test_time_grows_with_the_number_of_lines(unit: str, assert_linear: Callable[..., None]) -> None:
    assert_linear(lambda lines: find_structure(unit * lines), 2_000)


@pytest.mark.parametrize(
    "top",
    [
        "The Fox and the Ferryman\nA tale",
        "Parish Council of Aston\nMinutes of the ordinary meeting held on 3 October in the Hall",
        "Project: Move of the archive\nMinutes, meeting no. 6\nSecond draft",
    ],
)
def test_a_subtitle_below_the_title_is_a_heading(top: str) -> None:
    lines = top.split("\n")
    assert of_kind("heading", f"{top}\n\n{PARAGRAPH}") == lines
    # Nothing but short lines is something else.
    assert of_kind("heading", top) == []


def test_a_numbered_heading_above_a_list_is_a_heading_as_others_are() -> None:
    sections = ["1. Method", PARAGRAPH, "2. Advice", "- close the bridge\n- paint it"]
    text = "\n\n".join([*sections, "3. Bees\nWhose?"])
    assert of_kind("heading", text) == ["1. Method", "2. Advice", "3. Bees"]
    items = f"{PARAGRAPH}\n\n1. Close the bridge\n2. Paint it\n3. Open it"
    assert of_kind("heading", items) == []


def test_a_label_and_what_it_names_are_no_sentence() -> None:
    present = "In attendance: Cllr Webb (Chair), Cllr Osei, Cllr Grant, Cllr Tully; Mrs Fox (Clerk)"
    rows = ["Key terms: bacterium, epidemic", present]
    text = "\n\n".join([PARAGRAPH, rows[0], PARAGRAPH, rows[1], PARAGRAPH])
    assert of_kind("table", text) == rows
    assert len(of_kind("prose", text)) == 6
    row = "People who never work at home  17"
    text = f"{PARAGRAPH}\n\nDays at home per week        2.1\n{row}\nWith a room 64\n\n{PARAGRAPH}"
    assert of_kind("table", text) == [row, "With a room 64"]
    notes = "Bring: tea, milk\n\nLeave: cats, dogs"
    assert of_kind("table", notes) == []


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("caption", "Figure 4.3 Molecules of water in ice and in the liquid."),
        ("caption", "Image caption,"),
        ("caption", "[Image: A wooden bin with two chambers]"),
        ("caption", "Written by Lou Park"),
        ("caption", "Text: Jule Harms, 04.06.2024, 11:20 Uhr"),
        ("menu", "Share: Facebook  Twitter  Email"),
        ("menu", "Teilen  Merken  Drucken"),
        ("menu", "You may also like"),
        ("menu", "Das könnte Sie auch interessieren"),
        ("menu", "Did you like this article? Sign up for our newsletter!"),
        ("menu", "When you buy through our links, we may earn a commission."),
        ("menu", "Comments (57) Load more"),
        ("menu", "Signed ................. Date ............"),
    ],
)
def test_what_a_page_has_between_its_paragraphs(kind: SentenceKind, line: str) -> None:
    assert of_kind(kind, f"{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH}") == [line]


def test_a_caption_below_the_word_for_it() -> None:
    text = f"{PARAGRAPH}\n\nImage caption,\nThe hall has stood empty since May\n\n{PARAGRAPH}"
    assert of_kind("caption", text)[1:] == ["The hall has stood empty since May"]
    assert of_kind("prose", "Figure 4.3 shows the bridge. It is of steel.\n\nIt opens.") != []
