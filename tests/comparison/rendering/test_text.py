import builtins

import nlp_suite


def test_the_text_has_tables_and_results(translations, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    text = str(translations)
    lines = text.splitlines()
    assert lines[0] == "translate from English to German: 3 inputs, 3 systems, median of 3 runs"
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


def test_one_system_agrees_with_nobody(article):
    comparison = nlp_suite.compare(
        "summarize", [article], systems=["custom"], isolated=False, titles=["bicycle.txt"]
    )
    text = str(comparison)
    assert "Agreement" not in text
    assert text.splitlines()[0] == "summarize: 1 input, 1 system, median of 3 runs"
    for sentence in comparison.results["custom"][0].sentences:
        assert f"  [{sentence.index + 1}] {sentence.text}\n" in f"{text}\n"
    assert "bicycle.txt: " in text
