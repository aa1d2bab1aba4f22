"""Tests of `nlp_suite.tasks.question_answering.table_rendering`."""

import pytest

import nlp_suite
from nlp_suite.tasks.question_answering.table_rendering import render_tables

STAFF = (
    "Who works where is said below.\n\n"
    "| Name | Office | Joined |\n|---|---|---|\n"
    "| Ada Berg | Oslo | 2014 |\n| Tom Hale | Graz | 2009 |\n\nMore is not known.\n"
)


def _render(text: str, language: str = "en") -> str:
    rendering = render_tables(text, language)
    assert rendering is not None
    return rendering.text


def test_rows_become_sentences_between_the_prose() -> None:
    assert _render(STAFF) == (
        "Who works where is said below.\n\n"
        "The Office of Ada Berg is Oslo. The Joined of Ada Berg is 2014. "
        "The Office of Tom Hale is Graz. The Joined of Tom Hale is 2009. "
        "\n\nMore is not known.\n"
    )


def test_key_value_lines_become_sentences_without_a_label() -> None:
    text = "Invoice number: 4711\nTotal: EUR 12.50\n"
    assert _render(text) == "The Invoice number is 4711. The Total is EUR 12.50. \n"


def test_other_languages_get_no_english_words() -> None:
    text = "Name\tBüro\tSeit\nAda\tOslo\t2014\nTom\tGraz\t2009\n"
    assert _render(text, "de").startswith("Büro (Ada): Oslo. Seit (Ada): 2014. ")
    assert _render("Summe: 12\nDatum: 3. Mai\n", "de-CH") == "Summe: 12. Datum: 3. Mai. \n"


def test_what_comes_from_the_text_stands_where_it_says() -> None:
    rendering = render_tables(STAFF, "en")
    assert rendering is not None
    stops = [*rendering.starts[1:].tolist(), len(rendering.text)]
    copied = 0
    for start, stop, source in zip(
        rendering.starts.tolist(), stops, rendering.sources.tolist(), strict=True
    ):
        if source >= 0:
            piece = rendering.text[start:stop]
            assert STAFF[source : source + len(piece)] == piece
            copied += len(piece)
    assert copied > len(STAFF) / 2


def test_a_text_without_a_table_is_left_alone() -> None:
    assert render_tables("It rained, and we stayed.\n", "en") is None


def test_a_table_that_would_grow_without_measure_is_left_alone() -> None:
    heading = "\t".join(f"{'long' * 24}{letter}" for letter in "abcdefghijklmnopqrst")
    text = heading + "\n" + "\n".join("\t".join("xyzuvwabcdefghijklmn") for _ in range(500))
    assert render_tables(text, "en") is None


@pytest.fixture(scope="module")
def reader() -> "nlp_suite.tasks.question_answering.reader.Reader":
    return nlp_suite.load("answer")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where is the office of Ada Berg?", "Oslo"),
        ("Where is the office of Tom Hale?", "Graz"),
        ("When did Ada Berg join?", "2014"),
        ("When did Tom Hale join?", "2009"),
    ],
)
@pytest.mark.parametrize("delimiter", [" | ", "\t", ","])
def test_a_cell_is_found_by_its_row_and_heading(
    reader: "nlp_suite.tasks.question_answering.reader.Reader",
    question: str,
    expected: str,
    delimiter: str,
) -> None:
    rows = ("Name", "Office", "Joined"), ("Ada Berg", "Oslo", "2014"), ("Tom Hale", "Graz", "2009")
    text = "Staff\n\n" + "\n".join(delimiter.join(row) for row in rows)
    answer = reader(question, text, always=True)
    assert answer.text == expected
    assert text[answer.start : answer.end] == expected
    assert answer.sentence == delimiter.join(next(row for row in rows if expected in row))


def test_an_answer_is_within_one_cell(
    reader: "nlp_suite.tasks.question_answering.reader.Reader",
) -> None:
    for answer in reader("Who works in which office?", STAFF, top_k=20, always=True):
        assert "|" not in answer.text
        assert "\n" not in answer.text


def test_scoring_of_the_removed_pipeline_reads_the_text_as_it_is(
    reader: "nlp_suite.tasks.question_answering.reader.Reader",
) -> None:
    text = "a\tb\nOffice\tOslo\n"
    answers = reader("Where is the office?", text, top_k=50, scoring="independent", always=True)
    assert any("\n" in answer.text for answer in answers)
