import json

import pytest

from nlp_suite import InvalidInputError


def test_json_is_the_dictionary(translations, tmp_path):
    file = tmp_path / "new" / "comparison.json"
    text = translations.to_json(file)
    assert file.read_text(encoding="utf-8") == text
    assert json.loads(text) == translations.to_dict()
    values = translations.to_dict()
    assert [one["name"] for one in values["systems"]] == list(translations.results)
    assert values["systems"][0]["results"][0]["text"] == "Ich sehe eine Katze."
    bleu = values["systems"][0]["scores"]["BLEU"]
    assert set(bleu) == {"score", "low", "high"}
    assert bleu["score"] > 0
    assert values["differing"] == [0, 1, 2]
    assert list(file.parent.iterdir()) == [file]


def test_the_page_is_written_whole(translations, tmp_path):
    file = tmp_path / "comparison.html"
    file.write_text("old")
    assert translations.to_html(file) == file.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("write", ["to_json", "to_html"])
def test_what_cannot_be_written(translations, write, tmp_path):
    with pytest.raises(InvalidInputError, match="is a folder; give a file to write"):
        getattr(translations, write)(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInputError, match="cannot be written"):
        getattr(translations, write)(tmp_path / "file" / "page")
