"""Tests of `nlp_suite.text.tables`."""

import time

import pytest

from nlp_suite.text.tables import find_tables

STAFF = [["Name", "Office", "Joined"], ["Ada Berg", "Oslo", "2014"], ["Tom Hale", "Graz", "2009"]]
ROWS = [
    ("Ada Berg", [("Office", "Oslo"), ("Joined", "2014")]),
    ("Tom Hale", [("Office", "Graz"), ("Joined", "2009")]),
]


def _records(text: str) -> list[tuple[str | None, list[tuple[str, str]]]]:
    """Returns label, headings and values of all records of all tables of a text."""
    return [
        (
            record.label and text[slice(*record.label)],
            [(text[slice(*field.heading)], text[slice(*field.value)]) for field in record.fields],
        )
        for table in find_tables(text)
        for record in table.records
    ]


def _joined(delimiter: str, before: str = "", behind: str = "") -> str:
    return "".join(f"{before}{delimiter.join(row)}{behind}\n" for row in STAFF)


MARKDOWN = "| Name | Office | Joined |\n|---|:---:|--:|\n" + "".join(
    f"| {' | '.join(row)} |\n" for row in STAFF[1:]
)
BOX = "\n".join(
    ["+----+----+----+", *("| " + " | ".join(row) + " |" for row in STAFF), "+----+----+----+"]
)
UNICODE_BOX = "\n".join(
    [
        "\u250c\u2500\u252c\u2500\u252c\u2500\u2510",
        *("\u2502 " + " \u2502 ".join(row) + " \u2502" for row in STAFF),
        "\u2514\u2500\u2534\u2500\u2534\u2500\u2518",
    ]
)
ALIGNED = "\n".join("".join(cell.ljust(12) for cell in row).rstrip() for row in STAFF)


@pytest.mark.parametrize(
    "text",
    [
        MARKDOWN,
        MARKDOWN.replace("| ", "|").replace(" |", "|"),
        _joined(" | "),
        BOX,
        UNICODE_BOX,
        _joined("\t"),
        _joined(","),
        _joined(";"),
        _joined('","', '"', '"'),
        ALIGNED,
        MARKDOWN.replace("Ada Berg", "**Ada Berg**").replace("Oslo", "`Oslo`"),
        "Our staff is small, but it travels.\n\n" + MARKDOWN + "\nThat is all, they said.\n",
    ],
)
def test_rows_have_their_headings_and_label(text: str) -> None:
    assert _records(text) == ROWS


def test_cells_are_spans_of_the_text() -> None:
    text = "Staff:\n\n" + MARKDOWN
    (table,) = find_tables(text)
    assert text[table.start : table.end] == MARKDOWN.rstrip("\n")
    assert text[table.records[1].start : table.records[1].end] == "| Tom Hale | Graz | 2009 |"


def test_the_label_is_the_first_column_of_different_words() -> None:
    text = "No;Article;Price\n1;lamp;3,50\n2;rug;80,00\n"
    assert [label for label, _ in _records(text)] == ["lamp", "rug"]
    text = "Team,Name,Age\nred,Ann,3\nred,Ben,4\n"
    assert [label for label, _ in _records(text)] == ["Ann", "Ben"]


def test_quoted_cells_may_have_delimiters() -> None:
    text = 'Name,City,Since\n"Roe, Anna",Rome,2001\n"Low, Dan",Oslo,2002\n'
    assert [label for label, _ in _records(text)] == ["Roe, Anna", "Low, Dan"]


def test_a_heading_may_lack_its_corner_and_be_years() -> None:
    expected = [("Apples", [("2019", "3"), ("2020", "4")]), ("Pears", [("2019", "5")])]
    assert _records(" | 2019 | 2020\nApples | 3 | 4\n")[0] == expected[0]
    text = "| | 2019 | 2020 |\n|---|---|---|\n| Apples | 3 | 4 |\n| Pears | 5 | |\n"
    assert _records(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Invoice no.: 4711\nTotal: EUR 12.50\n",
        "Invoice no. = 4711\nTotal = EUR 12.50\n",
        "- Invoice no.: 4711\n- Total: EUR 12.50\n",
        "* **Invoice no.:** 4711\n* **Total:** EUR 12.50\n",
        "Invoice no. ........ 4711\nTotal . . . . . EUR 12.50\n",
        "Invoice no.\t4711\nTotal\tEUR 12.50\n",
        "| Invoice no. | 4711 |\n| Total | EUR 12.50 |\n",
        "| Field | Value |\n|---|---|\n| Invoice no. | 4711 |\n| Total | EUR 12.50 |\n",
        "Invoice no.: 4711\n\nTotal: EUR 12.50\nPaid: no\n",
    ],
)
def test_key_value_lines_are_records_without_label(text: str) -> None:
    records = [record for record in _records(text) if record[1][0][0] != "Paid"]
    assert records == [(None, [("Invoice no.", "4711")]), (None, [("Total", "EUR 12.50")])]


def test_blocks_with_the_same_keys_are_records_with_their_first_value_as_label() -> None:
    text = "Name: Ann\nPhone: 11\n\nName: Ben\nPhone: 12\n"
    assert _records(text) == [("Ann", [("Phone", "11")]), ("Ben", [("Phone", "12")])]
    assert _records(text.replace("\n\n", "\n")) == _records(text)


def test_two_columns_under_a_heading_are_rows() -> None:
    assert _records("Item\tPrice\nlamp\t12.50\nrug\t80.00\n") == [
        ("lamp", [("Price", "12.50")]),
        ("rug", [("Price", "80.00")]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "He came, he saw, he won.\nShe ate, drank, slept.\nThey ran, sat, lay.\n",
        "Roses are red,\nviolets are blue,\nsugar is sweet, my love,\nand so are you.\n",
        "ANN: Where were you?\nBEN: At home.\nANN: I see.\nBEN: Good.\n",
        "Note: the shop is closed.\nWe are sorry for that.\n",
        "https://example.com/a\nhttps://example.com/b\n",
        "It is late:  go home.  Now.\nIt was  fine.\n",
        "a | b\nThat is what a pipe does.\n",
        "See the notes: they are long\n",
        "Article 1: The parties shall meet.\nArticle 2: They shall talk.\n",
        "1,250 people came, some by bus, others on foot\n",
        "x\n" * 5,
        "",
    ],
)
def test_prose_is_no_table(text: str) -> None:
    assert _records(text) == []


def test_the_colon_of_a_time_is_no_key() -> None:
    text = "Station   Departs   Track\nAshby     08:56     4\nMarstow   21:05     11\n"
    assert _records(text) == [
        ("Ashby", [("Departs", "08:56"), ("Track", "4")]),
        ("Marstow", [("Departs", "21:05"), ("Track", "11")]),
    ]
    text = "Departs: 08:56\nArrives at 10:20: platform 4\n"
    assert [fields for _, fields in _records(text)] == [
        [("Departs", "08:56")],
        [("Arrives at 10:20", "platform 4")],
    ]


def test_a_row_that_is_too_short_keeps_what_it_has() -> None:
    text = MARKDOWN + "| Ken | \n"
    assert _records(text)[:2] == ROWS


PIECES = ["a|", "|\n", "a\tb\n", "a:b\n", ", ", "  a", "\n", "a: ", ".... ", '"a",', "-", "a,b,c\n"]
ODD_PIECES = ["\\|", "\x00|", "\ud800:\ud800\n", "e\u0301 = 1\n"]


@pytest.mark.parametrize("piece", [*PIECES, *ODD_PIECES])
def test_time_is_linear(piece: str) -> None:
    # Quadratic time would take minutes for such a text, or an hour.
    start = time.process_time()
    find_tables(piece * (200_000 // len(piece)))
    assert time.process_time() - start < 10


PRICES = "Item;Price;Stock\nlamp;12;4\nrug;80;2\n"
PRICE_ROWS = [
    ("lamp", [("Price", "12"), ("Stock", "4")]),
    ("rug", [("Price", "80"), ("Stock", "2")]),
]


@pytest.mark.parametrize(
    "text",
    [
        PRICES.replace(";", " \uff5c "),
        PRICES.replace(";", "\u00a0\u00a0\u00a0"),
        PRICES.replace("\n", "\r\n"),
        # The headings are said again on each page.
        PRICES.replace("rug", "Item;Price;Stock\nrug"),
    ],
)
def test_bars_blanks_and_line_ends_of_other_kinds(text: str) -> None:
    assert _records(text) == PRICE_ROWS


def test_cells_of_aligned_lines_may_be_empty() -> None:
    text = (
        "Item        Price    Stock   Color\n"
        "lamp        12.50    4       red\n"
        "rug         80.00            blue\n"
        "mat                  7       green\n"
    )
    assert _records(text)[1:] == [
        ("rug", [("Price", "80.00"), ("Color", "blue")]),
        ("mat", [("Stock", "7"), ("Color", "green")]),
    ]


def test_one_blank_parts_cells_where_a_heading_starts() -> None:
    text = (
        "Name             Occupation         Born\n"
        "Ada Lovelace     mathematician      1815\n"
        "Alan Turing      computer scientist 1912\n"
    )
    assert _records(text)[1] == (
        "Alan Turing",
        [("Occupation", "computer scientist"), ("Born", "1912")],
    )


def test_comma_separated_lines_of_two_cells() -> None:
    text = "Country,Capital\nFrance,Paris\nNorway,Oslo\n"
    assert _records(text) == [("France", [("Capital", "Paris")]), ("Norway", [("Capital", "Oslo")])]


def test_a_bar_within_code_parts_nothing() -> None:
    text = "| Command | Effect |\n|---|---|\n| `ls | wc` | counts files |\n"
    assert _records(text) == [("ls | wc", [("Effect", "counts files")])]


def test_the_cell_of_a_group_of_rows_is_that_of_each() -> None:
    text = "| Region | City | Hall |\n|---|---|---|\n| North | Oslo | A |\n| | Bergen | B |\n"
    assert _records(text)[1] == ("Bergen", [("Region", "North"), ("Hall", "B")])


def test_headings_with_a_number_over_numbers() -> None:
    text = "\tQ1\tQ2\nlamp\t5\t6\nrug\t7\t8\n"
    assert _records(text)[0] == ("lamp", [("Q1", "5"), ("Q2", "6")])


@pytest.mark.parametrize("joint", ["=", "\uff1a", ":\t", " .......... "])
def test_keys_and_values_of_other_kinds(joint: str) -> None:
    records = _records(f"host{joint}example.org\nport{joint}8080\n")
    assert records == [(None, [("host", "example.org")]), (None, [("port", "8080")])]


@pytest.mark.parametrize(
    "text",
    [
        # Dialogues, with and without marks at the end of what is said.
        "Ann: Hello!\nBob: How are you?\nAnn: Fine.\nBob: Good to hear\n",
        "Interviewer: When did you start\nSmith: In 1990\nInterviewer: Why\nSmith: It was fun\n",
        "ROMEO: I love you\nJULIET: I know\n",
        "HAMLET: To be, or not to be\nGHOST: Mark me\nHAMLET: I will\n",
        "Q: What is it?\nA: A tool.\nQ: Who made it?\nA: Ann did.\n",
        # Programs, commands and their logs.
        "    y = x + 2\n    z = foo(y)\n    w = [\n",
        "int a = 5;\nint b = 7;\n",
        "INFO: started\nERROR: disk full\nWARN: retry\n",
        "May 1 10:00:01 host sshd: Accepted\nMay 1 10:00:02 host sshd: Failed\n",
        "cat a.txt | grep foo | wc -l\nls -l | sort | head\n",
        # Menus and quotations.
        "Home | About | Contact\nImprint | Terms | Help\n",
        "> a | b\n> c | d\n",
        # Prose in two columns, and of names.
        "The king went home in       The queen stayed for a\n"
        "May and was happy with      long time at the old\n"
        "his horse and his dog       house by the big lake\n",
        "London, Paris, Rome\nOslo, Bergen, Kiel\nLima, Quito, Cali\n",
        "I wondered.... why it was so\nThen I thought.... maybe not\n",
        "There are two reasons:\n- Cost: it is cheap to run\n- Speed: it is fast\n",
        "\tOnce\tupon a time there was a king.\n\tHe\thad a daughter who was very kind.\n",
    ],
)
def test_what_is_said_run_or_told_is_no_table(text: str) -> None:
    assert find_tables(text) == []


def test_a_remark_among_values_is_one_of_them() -> None:
    text = "Item: lamp\nNote: fragile\nPrice: 12\n"
    assert [fields[0] for _, fields in _records(text)][1] == ("Note", "fragile")


def test_commas_of_numbers_part_no_aligned_cells() -> None:
    text = "Town         People    Area\nMarstow      75,620    1,027\nRavensby     4,180     717\n"
    assert _records(text)[0] == ("Marstow", [("People", "75,620"), ("Area", "1,027")])
