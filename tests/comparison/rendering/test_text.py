import builtins

import nlp_suite
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


def test_the_text_has_tables_and_results(translations, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    text = str(translations)
    lines = text.splitlines()
    assert lines[0] == "translate: 3 inputs, 3 systems, median of 3 runs"
    assert "Agreement (chrF between the translations):" in lines
    assert "The results differ for 3 of 3 inputs." in lines
    assert "Input 1: I see a cat." in lines
    results = [line.split("  ")[-1] for line in lines if line.startswith("  toy-translator")]
    assert results[:2] == ["Ich sehe eine Katze."] * 2
    assert "  reference         Sie lieben sie." in lines
    assert lines[-1] == translations.signature
    assert "\x1b" not in text


def test_the_text_is_whole_in_a_notebook(translations, monkeypatch):
    class ZMQInteractiveShell:
        """What rich looks for in a notebook."""

    expected = str(translations)
    monkeypatch.setattr(builtins, "get_ipython", ZMQInteractiveShell, raising=False)
    assert str(translations) == expected


def test_a_narrow_terminal_folds_the_tables(translations, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    table = str(translations).split("Agreement")[0]
    assert max(map(len, table.splitlines()[1:])) <= 50


def test_one_contender_agrees_with_nobody(article):
    comparison = nlp_suite.compare(
        "summarize", [article], engines=["custom"], isolated=False, titles=["bicycle.txt"]
    )
    text = str(comparison)
    assert "Agreement" not in text
    assert text.splitlines()[0] == "summarize: 1 input, 1 system, median of 3 runs"
    for sentence in comparison.results["custom"][0].sentences:
        assert f"  [{sentence.index + 1}] {sentence.text}\n" in f"{text}\n"
    assert "bicycle.txt: " in text
