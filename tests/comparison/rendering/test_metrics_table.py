"""The rows of metrics, and the numbers in them."""

from nlp_suite.comparison.rendering.metrics_table import format_number, metric_rows


def test_metrics_have_a_value_for_each_system(translations):
    rows = {row.name: row.values for row in metric_rows(translations)}
    assert rows["engine"] == ("custom",) * 3
    assert rows["model"] == ("toy-translator", "tiny", "toy-translator")
    assert rows["load, s"][2] == rows["parameters, M"][2] == "-"
    assert rows["BLEU"][0].endswith("]")
    # Nothing of the kind was measured, and nobody failed.
    assert not {"peak memory, MB", "errors"} & set(rows)


def test_numbers_have_three_digits():
    values = (123456, 1234.5, 123.4, 12.34, 1.234, 0.1234, 0.01234, 0.001234, 0, None)
    expected = "123,456 1,234 123 12.3 1.23 0.123 0.0123 0.0012 0 -"
    assert " ".join(format_number(value) for value in values) == expected
    assert format_number(2_500_000, 1e6) == "2.50"
