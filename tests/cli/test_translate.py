"""`nlp-suite translate`, in a process of its own where that matters."""

import io
import json
import os
import subprocess
import sys
import threading

import pytest

from nlp_suite.cli import main

SOURCE = "I see a cat. We know the dog.\n\n  They like her.\n***\nYou have a house."
TARGET = "Ich sehe eine Katze. Wir kennen den Hund.\n\n  Sie mögen sie.\n***\nDu hast ein Haus."


@pytest.fixture
def translate(toy_translator, capfdbinary):
    def run(*arguments):
        status = main(["translate", "--model", str(toy_translator), *map(str, arguments)])
        captured = capfdbinary.readouterr()
        return status, captured.out.decode(), captured.err.decode()

    return run


@pytest.fixture
def start(toy_translator):
    def start(*arguments, **keywords):
        command = [sys.executable, "-m", "nlp_suite", "translate", "--model", str(toy_translator)]
        return subprocess.Popen([*command, *map(str, arguments)], **keywords)

    return start


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "file.txt"
    file.write_bytes(SOURCE.encode())
    return file


def test_a_text(translate):
    assert translate("I see a cat.") == (0, "Ich sehe eine Katze.\n", "")
    assert translate(SOURCE) == (0, TARGET + "\n", "")
    assert translate("") == (0, "\n", "")
    assert translate("I see a cat.\0")[:2] == (0, "Ich sehe eine Katze.\0\n")


def test_the_languages(translate, capfdbinary):
    assert main(["translate", "Guten Morgen.", "--from", "de", "--to", "en"]) == 0
    assert capfdbinary.readouterr().out == b"Good morning.\n"
    assert main(["translate", "Guten Morgen.", "--to", "en-GB", "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["source_language"] == "de"
    assert main(["translate", "Guten Morgen.\nGood morning.", "--from", "auto"]) == 0
    assert capfdbinary.readouterr().out == b"Good morning.\nGuten Morgen.\n"
    assert translate("I see a cat.", "--from", "en")[0] == 0


def test_what_is_kept_and_the_glossary(tmp_path, capfdbinary):
    glossary = tmp_path / "terms.tsv"
    glossary.write_text("invoice\tBeleg\n", encoding="utf-8")
    text = "Do you have the invoice 7-XA of Kim Apple?"
    command = ["translate", text, "--keep", "Kim Apple", "--keep-pattern", r"\d-X\w"]
    outputs = {}
    for form in ("formal", "informal"):
        assert main([*command, "--glossary", str(glossary), "--formality", form]) == 0
        outputs[form] = capfdbinary.readouterr().out.decode()
        for kept in ("Kim Apple", "7-XA", "Beleg"):
            assert kept in outputs[form]
    assert "Sie " in outputs["formal"]
    assert "du " in outputs["informal"]


def test_sentences_of_low_quality_are_marked(make_translator, capfdbinary):
    languages = {"source_language": "en", "target_language": "de", "max_source_tokens": 20}
    # It is as good as certain that nothing is good.
    confidence = {"bias": -20.0, "score": 0.0, "source_length": 0.0, "length_ratio": 0.0}
    folder = make_translator(options={**languages, "confidence": confidence}).path
    command = ["translate", "Go on (now).\n\nTom has a cat!", "--model", str(folder)]
    assert main([*command, "-n", "2"]) == 0
    plain = capfdbinary.readouterr().out.decode().split("\n")
    assert main([*command, "-n", "2", "--mark-below", "0.5"]) == 0
    marked = capfdbinary.readouterr().out.decode().split("\n")
    assert marked == [f"[?] {line}" if line else "" for line in plain]
    assert main([*command, "-n", "2", "--mark-below", "0"]) == 0
    assert capfdbinary.readouterr().out.decode().split("\n") == plain


def test_a_file(translate, file):
    assert translate(file) == (0, TARGET, "")
    file.write_bytes(SOURCE.replace("\n", "\r\n").encode("utf-16"))
    assert translate(file) == (0, TARGET.replace("\n", "\r\n"), "")
    file.write_bytes(b"")
    assert translate(file) == (0, "", "")


def test_standard_input(translate, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SOURCE.encode() + b"\n")))
    assert translate("-") == (0, TARGET + "\n", "")


def test_a_pipe_with_a_name(translate, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=[SOURCE])
    writer.start()
    assert translate(tmp_path / "pipe") == (0, TARGET, "")
    writer.join()


def test_several_translations_of_a_line(translate, file):
    file.write_text("I see a cat.\tWe know the dog.\r\n\n***\nI know her.\n")
    status, output, _ = translate(file, "--n-best", 3)
    assert status == 0
    first, empty, stars, last, rest = output.split("\n")
    assert (empty, stars, rest) == ("", "***", "")
    assert first.endswith("\r")
    best, *others = first.removesuffix("\r").split("\t")
    assert best == "Ich sehe eine Katze. Wir kennen den Hund."
    assert len(others) == 2
    assert last.split("\t")[0] == "Ich kenne sie."


def test_json_has_an_object_for_each_line(translate, file):
    status, output, _ = translate(file, "--json", "-n", 2)
    assert status == 0
    found = [json.loads(line) for line in output.splitlines()]
    assert [one["source"] for one in found] == SOURCE.split("\n")
    assert [one["text"] for one in found] == TARGET.split("\n")
    assert [len(one["sentences"]) for one in found] == [2, 0, 1, 0, 1]
    assert len(found[0]["n_best"]) == 2
    assert output.endswith("}\n")


def test_a_file_as_output(translate, file, tmp_path):
    output = tmp_path / "new" / "output.txt"
    assert translate(file, "--output", output) == (0, "", "")
    assert output.read_bytes() == TARGET.encode()
    # The output may be the input.
    assert translate(file, "-o", file) == (0, "", "")
    assert file.read_bytes() == TARGET.encode()
    link = tmp_path / "link"
    link.symlink_to(output)
    assert translate("I see a cat.", "-o", link)[0] == 0
    assert link.is_symlink()
    assert output.read_text() == "Ich sehe eine Katze.\n"
    assert translate("I see a cat.", "-o", os.devnull) == (0, "", "")
    assert not os.path.isfile(os.devnull)  # noqa: PTH113
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file.txt", "link", "new"]


def test_a_failure_leaves_the_output_as_it_was(translate, file, tmp_path):
    output = tmp_path / "output.txt"
    output.write_text("old")
    file.write_bytes(b"I see a cat.\n" * 9_999 + b"caf\0\n")
    status, _, error = translate(file, "-o", output)
    assert status == 2
    assert "binary file" in error
    assert output.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file.txt", "output.txt"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["I", "--beam-size", "0"], "--beam-size must be a whole number from 1 up, got 0"),
        (
            ["I", "--n-best", "5", "--beam-size", "2"],
            "--n-best must be at most --beam-size (2), got 5",
        ),
        (["I", "--length-penalty", "-1"], "got -1.0"),
        (["I", "--no-repeat-ngram-size", "-1"], "got -1"),
        (["I", "--max-length", "0"], "got 0"),
        (["I", "--engine", "cloud"], "got 'cloud'"),
        (["I", "--runtime", "onnx"], "runtime must be one of"),
        (["I", "--device", "tpu"], "device must be one of"),
        (["I", "--keep", " "], "an entry of keep is empty, got ' '"),
        (["I", "--keep", "caf\udce9"], "the text to keep is not valid UTF-8"),
        (["I", "--keep-pattern", "a["], "--keep-pattern must be a regular expression, got 'a['"),
        (["I", "--keep-pattern", "a*"], "a pattern of keep matches the empty text, got 'a*'"),
        (["I", "--glossary", "no.tsv"], "there is no file 'no.tsv'"),
        (["I", "--formality", "rude"], "formality must be one of"),
        (["I", "--mark-below", "2"], "--mark-below must be a number from 0 to 1, got 2.0"),
        (["I", "--mark-below", "0.5"], "the model toy-translator has no calibrated confidence"),
        (["I", "--mark-below", "0.5", "--json"], "--json has the quality of each sentence"),
        (["I", "--from", "de"], "toy-translator translates from 'en', got --from de"),
        (["I", "--to", "xx"], "--to must be the code of a language"),
        (["I", "--from", "auto"], "--from auto chooses between models, got --model"),
        (["caf\udce9"], r"the text is not valid UTF-8: 'caf\udce9'"),
        (["I", "--output", "."], "'.' is a folder"),
        (["I", "--output", "/dev/null/file"], "cannot be written"),
        (["I", "--colour"], "--colour"),
        ([], "Missing argument"),
    ],
)
def test_bad_input_is_one_line_and_status_2(translate, arguments, message):
    status, output, error = translate(*arguments)
    assert (status, output) == (2, "")
    assert error.startswith("nlp-suite: ")
    assert error.count("\n") == 1
    assert message in error


def test_no_such_model(capsys):
    assert main(["translate", "I see.", "--model", "nope"]) == 2
    assert "there is no model 'nope'" in capsys.readouterr().err
    assert main(["translate", "I see.", "--to", "ja"]) == 2
    assert "translates en to ja; there are en-de, de-en" in capsys.readouterr().err


def test_what_was_read_is_translated_before_more_is_read(start):
    with start("-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        process.stdin.write(b"I see a cat.\n")
        assert process.stdout.readline() == b"Ich sehe eine Katze.\n"
        process.stdin.write(b"I know her.\nWe")
        assert process.stdout.readline() == b"Ich kenne sie.\n"
        process.stdin.write(b" know the dog.")
        process.stdin.close()
        assert process.stdout.readline() == b"Wir kennen den Hund."


def test_memory_does_not_grow_with_the_input(start, tmp_path):
    """The peak memory of the process is that of a file of a tenth of the size."""
    peaks, count = [], 40_000
    lines = "I see a cat.\n\nWe know the dog.\n***\nYou have a house.\n"
    for times in (count // 10, count):
        file = tmp_path / f"{times}.txt"
        file.write_text(lines * times)
        output = tmp_path / "output.txt"
        with start(file, "--output", output) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = status
        assert status == 0
        assert output.read_bytes().count(b"\n") == 5 * times
        peaks.append(usage.ru_maxrss)
    assert file.stat().st_size > 2e6
    assert peaks[1] < peaks[0] + 8_000  # KB


def test_a_reader_that_stops_early(toy_translator, tmp_path):
    file = tmp_path / "file.txt"
    file.write_text("I see a cat.\n" * 20_000)
    command = f"{sys.executable} -m nlp_suite translate --model {toy_translator} {file} | head -n 1"
    result = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True)
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode() == "Ich sehe eine Katze.\n"


def test_a_bar_on_a_terminal(toy_translator, file, tmp_path):
    """The bar is shown where the output goes elsewhere, and only there."""
    import pty

    file.write_text("I see a cat.\n" * 20_000)
    command = [sys.executable, "-m", "nlp_suite", "translate", "--model", str(toy_translator)]

    def terminal(*arguments, **keywords):
        ours, theirs = pty.openpty()
        with subprocess.Popen([*command, *arguments], stderr=theirs, **keywords) as process:
            os.close(theirs)
            seen = b""
            # Linux tells the end of a terminal by an error.
            try:
                while data := os.read(ours, 1 << 16):
                    seen += data
            except OSError:
                pass
        os.close(ours)
        assert process.returncode == 0
        return seen.decode()

    shown = terminal(str(file), "-o", str(tmp_path / "output"))
    assert "Translating" in shown
    assert "100%" in shown
    assert terminal("I see a cat.", stdout=subprocess.DEVNULL) == ""


def test_pictures_of_attention(translate, tmp_path):
    pytest.importorskip("matplotlib")
    one, many = tmp_path / "one.png", tmp_path / "many.svg"
    assert translate("I see a cat.", "--plot", one) == (0, "Ich sehe eine Katze.\n", "")
    assert one.read_bytes().startswith(b"\x89PNG")
    # "***" has no words, so there is nothing to look at.
    assert translate(SOURCE, "--plot", many) == (0, TARGET + "\n", "")
    pictures = [tmp_path / f"many-{number}.svg" for number in range(1, 5)]
    assert sorted(tmp_path.iterdir()) == sorted([one, *pictures])


def test_pictures_of_what_cannot_be_drawn(translate, file, tmp_path):
    status, output, error = translate("I see a cat.", "--plot", tmp_path / "a.gif")
    assert (status, output) == (2, "")
    assert ".pdf, .png, .svg" in error
    status, output, error = translate(file, "--plot", tmp_path / "a.png")
    assert (status, output) == (2, "")
    assert "give them instead of a file" in error
    status, output, error = translate("I see a cat.", "--plot", file / "a.png")
    assert (status, output) == (2, "")
    assert "a.png' cannot be written: " in error
    assert list(tmp_path.iterdir()) == [file]


def test_pictures_without_matplotlib(translate, tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "nlp_suite.plots._shown_figure", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    # Nothing is translated for nothing.
    monkeypatch.setattr("nlp_suite.tasks.translation.translator.Translator.__call__", None)
    status, output, error = translate("I see a cat.", "--plot", tmp_path / "a.png")
    assert (status, output) == (2, "")
    assert "pip install" in error
    assert "nlp-suite[keras]" in error


def test_another_language_is_one_line_on_standard_error(start):
    process = start("Das ist nicht mein Hund.", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out.decode()) == (0, "Das ist nicht mein Hund.\n")
    (line,) = err.decode().splitlines()
    assert line.startswith("nlp-suite: not in English, which toy-translator reads, but in German")
