import pytest

from nlp_suite.cli import main


def test_exports_a_model_folder(toy_translator, tmp_path, capsys):
    out = tmp_path / "exported"
    assert main(["export", str(toy_translator), "--to", "ctranslate2", "--output", str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert {"model.bin", "config.json", "source_tokenizer.json"} <= {p.name for p in out.iterdir()}
    assert main(["export", str(toy_translator), "--output", str(out)]) == 2
    assert "there is something at" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none", "-o", "x"], "none"),
        (["english-german", "-o", "x", "--to", "onnx"], "'onnx' is not"),
        (["english-german", "-o", "x", "--quantization", "int4"], "'int4' is not one of"),
        (["english-german"], "--output"),
    ],
)
def test_bad_arguments(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["export", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert len(error.splitlines()) == 1
    assert not list(tmp_path.iterdir())
