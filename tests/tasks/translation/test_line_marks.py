"""Marks of lines that are no part of sentences."""

import pytest

from nlp_suite.tasks.translation.line_marks import (
    find_label,
    find_tables,
    is_table_row,
    skip_line_marks,
    table_cells,
    trim_symbols,
)


def test_marks_end_at_the_end_of_the_line():
    text = "- \n- One"
    assert skip_line_marks(text, 0, 2, "en") == 2
    assert skip_line_marks(text, 3, len(text), "en") == 5
    assert skip_line_marks("1.", 0, 2, "en") == 0


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("TOM: One", (3, 5, False)),
        ("TOM : One", (3, 6, False)),
        ("TOM'S CAT #2: One", (12, 14, False)),
        ("TIP: One", (3, 5, True)),
        ("Tom: One", None),
        ("TOM: ", None),
        ("12: One", None),
        ("ONE TWO THREE FOUR FIVE: Six", None),
        ("TOM: RUN AWAY", None),
    ],
)
def test_labels(text, label):
    assert find_label(text, 0, len(text)) == label


def test_symbols_are_trimmed_and_nothing_else():
    for text, left in (
        ("→ - One 🙂", "One"),
        ("One #", "One"),
        ("C#", "C#"),
        ("One…", "One…"),
        ("™ ®", "™ ®"),
        ("→", ""),
        ("", ""),
    ):
        start, end = trim_symbols(text, 0, len(text))
        assert text[start:end] == left


def test_tables():
    assert find_tables("a | b\nc | d") == []
    assert find_tables("a\n--\nb") == []
    text = "x\n a | b\r\n---|---\r\n c | d\r\n\r\ne | f"
    assert [text[start:end] for start, end in find_tables(text)] == [" a | b\r\n---|---\r\n c | d"]
    assert not is_table_row("a |", 0, 3)
    assert is_table_row("a | b |", 0, 7)
    assert [*table_cells("|a", 0, 2)] == [(0, 0), (1, 2)]


@pytest.mark.parametrize("piece", ["|-|\n", "A ", "A:", "→ ", "- ", "\ufe0f", "#", "A" * 10])
def test_long_texts_take_linear_time(piece, assert_quick):
    text = piece * (100_000 // len(piece))

    def work():
        find_tables(text)
        skip_line_marks(text, 0, len(text), "de")
        find_label(text, 0, len(text))
        trim_symbols(text, 0, len(text))
        trim_symbols(f"a{text}", 0, len(text) + 1)

    assert_quick(work, seconds=1)
