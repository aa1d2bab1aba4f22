import pytest

from nlp_suite.text.languages import (
    LANGUAGE_NAMES,
    is_language_code,
    language_name,
    language_rule,
)


def test_every_code_of_two_letters_has_a_name():
    assert len(LANGUAGE_NAMES) == 183
    assert LANGUAGE_NAMES["aa"] == "Afar"
    assert LANGUAGE_NAMES["bi"] == "Bislama"
    assert LANGUAGE_NAMES["fy"] == "Western Frisian"
    assert LANGUAGE_NAMES["zu"] == "Zulu"
    for code, name in LANGUAGE_NAMES.items():
        assert is_language_code(code)
        assert name == " ".join(name.split())
        assert name[0].isupper()


@pytest.mark.parametrize("code", ["de", "gsw", "pt-BR", "zh-Hant-TW"])
def test_codes(code):
    assert is_language_code(code)


@pytest.mark.parametrize("code", ["", "d", "DE", "xx", "xx-DE", "de_DE", "de-", "German", "de\n"])
def test_what_is_no_code(code):
    assert not is_language_code(code)
    assert "ISO 639" in language_rule(code)


def test_names():
    assert language_name("it") == "Italian"
    assert language_name("zh-Hant-TW") == "Chinese (Hant-TW)"
    assert language_name("gsw-CH") == "gsw-CH"


def test_the_rule_knows_languages_by_name():
    assert "(that of French is 'fr')" in language_rule(" french")
    assert "that of" not in language_rule("Klingon")
