import pytest

from nlp_suite import InvalidInputError
from nlp_suite.text.languages import (
    LANGUAGE_NAMES,
    check_language,
    is_language_code,
    is_language_group,
    language_name,
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
    with pytest.raises(InvalidInputError, match=r"^language must be the code .* got "):
        check_language("language", code)


def test_groups_are_no_languages():
    groups = ["aav", "gem", "gmw", "hbs", "mul", "roa", "sla", "tut", "zle", "zls", "zlw", "znd"]
    assert all(map(is_language_group, groups))
    assert not any(map(is_language_group, [*LANGUAGE_NAMES, "deu", "nds", "nor", "zho", "ROMANCE"]))


def test_names():
    assert language_name("it") == "Italian"
    assert language_name("zh-Hant-TW") == "Chinese (Hant-TW)"
    assert language_name("gsw-CH") == "gsw-CH"


@pytest.mark.parametrize(
    ("value", "code"), [("italian", "it"), ("Norwegian Bokmål", "nb"), ("Klingon", "fr"), (3, "fr")]
)
def test_the_message_knows_languages_by_name(value, code):
    check_language("language", code)
    with pytest.raises(InvalidInputError) as caught:
        check_language("language", value)
    assert str(caught.value) == (
        f"language must be the code of a language (ISO 639), such as {code!r}, got {value!r}"
    )
