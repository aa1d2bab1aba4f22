"""`nlp-suite evaluate translate` on the toy translator."""

import json
import re

import pytest

import nlp_suite
from nlp_suite.cli import main
from nlp_suite.evaluation import evaluate_translations, score_translations


@pytest.fixture(scope="module")
def files(toy_pairs, tmp_path_factory):
    """Some of the pairs, the last with a reference that nobody would write."""
    folder = tmp_path_factory.mktemp("test")
    pairs = [*toy_pairs[::12], ("We like her.", "Völlig FALSCH!")]
    (folder / "test.tsv").write_text("".join(f"{en}\t{de}\n" for en, de in pairs), "utf-8")
    for name, side in zip(("test.en", "test.de"), zip(*pairs, strict=True), strict=True):
        (folder / name).write_text("".join(f"{text}\n" for text in side), "utf-8")
    return folder


@pytest.fixture
def evaluate(toy_translator, capsys):
    def run(*arguments):
        command = ["evaluate", "translate", "--model", str(toy_translator), *map(str, arguments)]
        assert main(command) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return run


def test_what_it_prints(evaluate, toy_translator, files):
    data = files / "test.tsv"
    result = evaluate_translations(data, nlp_suite.load("translate", model=toy_translator))
    assert result.bleu.score > 80
    lines = evaluate("--data", data).splitlines()
    for line, name, score in ((lines[0], "BLEU", result.bleu), (lines[1], "chrF", result.chrf)):
        assert line == f"{name}  {score.score:.1f}  [{score.low:.1f}, {score.high:.1f}]"
    assert re.fullmatch(r"9 pairs, 9 sentences, \d+\.\d sentences a second", lines[2])
    assert lines[3:5] == [f"BLEU  {result.bleu.signature}", f"chrF  {result.chrf.signature}"]
    worst = lines[lines.index("") + 2 :]
    assert worst[0].endswith("  We like her.")
    assert worst[1:3] == ["       Wir mögen sie.", "       Völlig FALSCH!"]
    assert len(worst) == 9 * 3


def test_json_and_translations(evaluate, files, tmp_path):
    output = tmp_path / "new" / "test.out"
    data = ("--data", files / "test.en", "--data", files / "test.de")
    result = json.loads(evaluate(*data, "--json", "--output", output, "--lowercase"))
    translations = output.read_text(encoding="utf-8").splitlines()
    references = (files / "test.de").read_text(encoding="utf-8").splitlines()
    assert translations[-1] == "Wir mögen sie."
    scores = score_translations(translations, references, lowercase=True)
    assert result["bleu"]["score"] == scores.bleu.score
    assert result["bleu"]["signature"] == scores.bleu.signature
    assert "case:lc" in result["chrf"]["signature"]
    assert result["pairs"] == 9
    assert result["worst"][0]["references"] == ["Völlig FALSCH!"]
    assert "low" in result["bleu"]


def test_options_reach_the_translator(evaluate, files, toy_translator, tmp_path):
    source = (files / "test.en").read_text(encoding="utf-8").splitlines()
    translator = nlp_suite.load("translate", model=toy_translator, compute_type="float32")
    plain = [str(t) for t in translator(source)]
    kept = [str(t) for t in translator(source, beam_size=1, no_repeat_ngram_size=1)]
    output = tmp_path / "test.out"
    data = ("--data", files / "test.tsv", "--output", output, "--compute-type", "float32")
    for options, expected in (
        ((), plain),
        (("--beam-size", 1, "--no-repeat-ngram-size", 1, "--length-penalty", 0.5), kept),
    ):
        evaluate(*data, *options)
        assert output.read_text(encoding="utf-8").splitlines() == expected


def test_the_other_direction_on_the_same_data(tmp_path, capsys):
    (tmp_path / "pair.tsv").write_text("Good morning.\tGuten Morgen.\n", "utf-8")
    command = ["evaluate", "translate", "--data", str(tmp_path / "pair.tsv"), "--from", "de"]
    assert main([*command, "--reverse", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["chrf"]["score"] == pytest.approx(100)
    assert result["worst"][0]["source"] == "Guten Morgen."


def test_fewer_rows(evaluate, files):
    data = ("--data", files / "test.tsv", "--json")
    few, all_of_them = (json.loads(evaluate(*data, *limit)) for limit in (("--limit", 2), ()))
    assert (few["pairs"], all_of_them["pairs"]) == (2, 9)
    # The pair that lowers the score is the last.
    assert few["bleu"]["score"] > all_of_them["bleu"]["score"]


def test_the_reference_runtime(evaluate, files):
    data = ("--data", files / "test.tsv", "--json", "--limit", 4)
    reference = json.loads(evaluate(*data, "--runtime", "keras"))
    deployed = json.loads(evaluate(*data, "--compute-type", "float32"))
    assert reference["bleu"] == deployed["bleu"]


def test_rows_of_one_source_as_its_references(evaluate, tmp_path):
    data = tmp_path / "test.tsv"
    data.write_text("I see her.\tFalsch.\nI see her.\tIch sehe sie.\nno pair\n", "utf-8")
    result = json.loads(
        evaluate(
            "--data", data, "--group", "--on-bad-rows", "skip", "--json", "--tokenizer", "intl"
        )
    )
    assert (result["pairs"], result["sentences"]) == (2, 1)
    assert result["chrf"]["score"] == pytest.approx(100)
    assert "tok:intl" in result["bleu"]["signature"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--data"),
        (("--data", "nowhere.tsv"), "there is no file 'nowhere.tsv'"),
        (("--data", "a", "--data", "b", "--data", "c"), "once or twice, got 3 files"),
        (("--data", "test.tsv", "--limit", "0"), "got 0"),
        (("--data", "test.tsv", "--tokenizer", "spm"), "got 'spm'"),
        (("--data", "test.tsv", "--beam-size", "0"), "got 0"),
        (("--data", "test.tsv", "--on-bad-rows", "ignore"), "--on-bad-rows"),
        (("--data", "test.tsv", "--runtime", "abacus"), "got 'abacus'"),
        (("--data", "test.tsv", "--device", "abacus"), "abacus"),
        (("--data", "test.tsv", "--compute-type", "int2"), "int2"),
        (("--data", "test.tsv", "--engine", "cloud"), "got 'cloud'"),
        (("--data", "test.tsv", "--target-column", "x", "--model", "nope"), "nope"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    arguments, message, toy_translator, files, monkeypatch, capsys
):
    monkeypatch.chdir(files)
    assert main(["evaluate", "translate", "--model", str(toy_translator), *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("nlp-suite: ")
    assert captured.err.count("\n") == 1
    assert message in captured.err


def test_a_wrong_option_leaves_the_old_output(files, toy_translator, tmp_path):
    output = tmp_path / "test.out"
    output.write_text("old\n")
    command = ["evaluate", "translate", "--model", str(toy_translator), "--output", str(output)]
    assert main([*command, "--data", str(files / "test.tsv"), "--tokenizer", "spm"]) == 2
    assert output.read_text() == "old\n"
