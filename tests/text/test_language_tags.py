import pytest

from nlp_suite.text.language_tags import LanguageTag


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("de", ("de", None, None)),
        ("de-AT", ("de", None, "AT")),
        ("deu", ("de", None, None)),
        ("deu_Latn", ("de", "Latn", None)),
        ("de_DE", ("de", None, "DE")),
        # "XX" is what mBART has for no region.
        ("en_XX", ("en", None, None)),
        ("zho_Hant", ("zh", "Hant", None)),
        ("cmn_Hans", ("zh", "Hans", None)),
        ("zh-Hant-TW", ("zh", "Hant", "TW")),
        ("es-419", ("es", None, "419")),
        ("en-GB-oed", ("en", None, "GB")),
        # Macrolanguages of the codes that FLORES has.
        ("arb_Arab", ("ar", "Arab", None)),
        ("lvs_Latn", ("lv", "Latn", None)),
        ("prs_Arab", ("fa", "Arab", "AF")),
        ("nds", ("nds", None, None)),
        ("ast", ("ast", None, None)),
        # Of no standard.
        ("pob", ("pt", None, "BR")),
        ("jap", ("ja", None, None)),
        ("ns", ("nso", None, None)),
        ("tgl_Latn", ("tl", "Latn", None)),
        ("", ("", None, None)),
    ],
)
def test_what_codes_say(code, tag):
    assert LanguageTag.parse(code) == tag


def test_a_tag_is_written_as_in_bcp_47():
    assert [str(LanguageTag.parse(code)) for code in ("por_Latn", "zh_cn", "deu")] == [
        "pt-Latn",
        "zh-CN",
        "de",
    ]


@pytest.mark.parametrize(
    ("code", "script"),
    [("zh", "Hans"), ("zh-TW", "Hant"), ("zho_Hant", "Hant"), ("sr", "Cyrl"), ("tlh", None)],
)
def test_the_usual_script(code, script):
    assert LanguageTag.parse(code).likely_script == script


@pytest.mark.parametrize(("code", "other"), [("ko", "kor_Hang"), ("zh-HK", "yue_Hant")])
def test_korean_has_one_script_of_two_names(code, other):
    first, second = map(LanguageTag.parse, (code, other))
    assert first.likely_script == second.likely_script


@pytest.mark.parametrize(("code", "other"), [("no", "nob_Latn"), ("tl", "fil"), ("he", "iw")])
def test_languages_that_are_practically_one(code, other):
    assert LanguageTag.parse(code).key == LanguageTag.parse(other).key
    assert LanguageTag.parse(code).key != LanguageTag.parse("nn").key
