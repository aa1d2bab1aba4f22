"""How languages write numbers, dates and times."""

import pytest

from nlp_suite.text.placeables.language_formats import (
    ENGLISH_FORMAT,
    GERMAN_FORMAT,
    language_format,
    read_number,
    write_number,
)


@pytest.mark.parametrize(
    ("form", "written", "number", "grouped"),
    [
        (ENGLISH_FORMAT, "1,200", "1200", True),
        (ENGLISH_FORMAT, "1,234,567.80", "1234567.80", True),
        (ENGLISH_FORMAT, "12,34,567", "1234567", True),
        (ENGLISH_FORMAT, "1\u202f200", "1200", True),
        (ENGLISH_FORMAT, "1.200", "1.200", False),
        (ENGLISH_FORMAT, "12,50", "12.50", False),
        (ENGLISH_FORMAT, "0,125", "0.125", False),
        (ENGLISH_FORMAT, "1.234,56", "1234.56", True),
        (ENGLISH_FORMAT, "٣٤", "34", False),
        (GERMAN_FORMAT, "1.200", "1200", True),
        (GERMAN_FORMAT, "1'200", "1200", True),
        (GERMAN_FORMAT, "1,200", "1.200", False),
        (GERMAN_FORMAT, "12.50", "12.50", False),
        (GERMAN_FORMAT, "1,234,567", "1234567", True),
    ],
)
def test_numbers_are_read(form, written, number, grouped):
    assert read_number(written, form) == (number, grouped)


@pytest.mark.parametrize(
    "written", ["1,2,3", "1.2.3", "1.2,3.4", "1:2", "1,20,30", "1.200,300,400"]
)
def test_what_is_no_number_is_not_read(written):
    assert read_number(written, ENGLISH_FORMAT) is None


def test_what_was_written_is_read_again():
    for language in ("en", "de", "fr", "sv", "hi", "pt-BR", "de-CH"):
        form = language_format(language)
        for number in ("1", "12.5", "1200", "1234567.25"):
            written = write_number(number, True, form)
            assert read_number(written, form) == (number, number not in ("1", "12.5"))


def test_regions_are_looked_up():
    assert language_format("pt-BR").currency_first
    assert not language_format("pt-PT").currency_first
    assert language_format("en-GB") is ENGLISH_FORMAT


@pytest.mark.parametrize("language", ["xx", "", "not a code", "e" * 100])
def test_what_the_cldr_does_not_know_has_no_format(language):
    assert language_format(language) is None


def test_dates_of_the_cldr_become_templates():
    assert language_format("es").date == "{day} de {month} de {year}"
    assert language_format("zh").date == "{year}年{month_number}月{day}日"
    assert language_format("fi").time == "{hour}.{minute}"
