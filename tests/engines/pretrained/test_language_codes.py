import pytest
from transformers.models.m2m_100 import tokenization_m2m_100
from transformers.models.mbart50 import tokenization_mbart50
from transformers.models.nllb import tokenization_nllb

from nlp_suite import InvalidInputError
from nlp_suite.engines.pretrained.language_codes import choose_code, find_code, listed
from nlp_suite.text.language_tags import LanguageTag
from nlp_suite.text.languages import LANGUAGE_NAMES

NLLB = tokenization_nllb.FAIRSEQ_LANGUAGE_CODES
MBART50 = tokenization_mbart50.FAIRSEQ_LANGUAGE_CODES
M2M100 = tokenization_m2m_100.FAIRSEQ_LANGUAGE_CODES["m2m100"]
# Some of those of opus-mt-en-ROMANCE, opus-mt-en-mul and opus-mt-tc-big-en-pt.
ROMANCE = ["fr", "fr_BE", "fr_CA", "es", "es_PE", "pt", "pt_br", "pt_BR", "it", "la", "ro"]
MUL = [
    "deu",
    "cmn",
    "cmn_Hans",
    "cmn_Hant",
    "srp_Cyrl",
    "srp_Latn",
    "jpn",
    "jpn_Hira",
    "nob",
    "ara",
]
BRAZIL = ["por", "pob"]


@pytest.mark.parametrize(
    ("language", "codes", "code"),
    [
        ("de", NLLB, "deu_Latn"),
        ("de-AT", NLLB, "deu_Latn"),
        ("deu_Latn", NLLB, "deu_Latn"),
        ("DEU-latn", NLLB, "deu_Latn"),
        ("ar", NLLB, "arb_Arab"),
        ("arz", NLLB, "arz_Arab"),
        ("fa", NLLB, "pes_Arab"),
        ("prs", NLLB, "prs_Arab"),
        ("lv", NLLB, "lvs_Latn"),
        ("no", NLLB, "nob_Latn"),
        ("nb", NLLB, "nob_Latn"),
        ("nn", NLLB, "nno_Latn"),
        ("ko", NLLB, "kor_Hang"),
        ("sw", NLLB, "swh_Latn"),
        ("sr", NLLB, "srp_Cyrl"),
        ("sr-Latn", NLLB, None),
        ("tl", NLLB, "tgl_Latn"),
        ("tw", NLLB, "twi_Latn"),
        ("ak", NLLB, "aka_Latn"),
        # FLORES says another script than the usual one, but has no other.
        ("sat", NLLB, "sat_Beng"),
        ("zh", NLLB, "zho_Hans"),
        ("zh-CN", NLLB, "zho_Hans"),
        ("zh-TW", NLLB, "zho_Hant"),
        ("zh-Hant", NLLB, "zho_Hant"),
        ("yue", NLLB, "yue_Hant"),
        ("tlh", NLLB, None),
        ("de", MBART50, "de_DE"),
        ("de_DE", MBART50, "de_DE"),
        ("en-GB", MBART50, "en_XX"),
        ("pt-BR", MBART50, "pt_XX"),
        ("zh", MBART50, "zh_CN"),
        ("zh-TW", MBART50, None),
        ("no", MBART50, None),
        ("de", M2M100, "de"),
        ("deu_Latn", M2M100, "de"),
        ("nso", M2M100, "ns"),
        ("nb", M2M100, "no"),
        ("zh-TW", M2M100, None),
        ("pt-BR", ROMANCE, "pt_BR"),
        ("pt-PT", ROMANCE, "pt"),
        ("pt", ROMANCE, "pt"),
        ("fr-CA", ROMANCE, "fr_CA"),
        ("fr", ROMANCE, "fr"),
        ("fr-FR", ROMANCE, "fr"),
        ("de", ROMANCE, None),
        ("de", MUL, "deu"),
        ("deu_Latn", MUL, "deu"),
        ("zh", MUL, "cmn_Hans"),
        ("zh-TW", MUL, "cmn_Hant"),
        ("sr-Latn", MUL, "srp_Latn"),
        ("ja", MUL, "jpn"),
        ("no", MUL, "nob"),
        ("ar", MUL, "ara"),
        ("pt", BRAZIL, "por"),
        ("pt-BR", BRAZIL, "pob"),
        ("", NLLB, None),
    ],
)
def test_the_code_of_a_language(language, codes, code):
    assert find_code(language, codes) == code
    # Whatever their order.
    assert find_code(language, sorted(codes, reverse=True)) == code


@pytest.mark.parametrize("codes", [NLLB, MBART50, M2M100, MUL, ROMANCE])
def test_a_code_of_the_model_s_is_itself(codes):
    for code in codes:
        assert find_code(code, codes) == code


def test_most_languages_of_two_letters_have_a_code_of_theirs():
    found = {language: find_code(language, NLLB) for language in LANGUAGE_NAMES}
    # All that the model has by whatever code, and no code for two of them.
    keys = {LanguageTag.parse(code).key for code in NLLB}
    assert {LanguageTag.parse(one).key for one, code in found.items() if code} == {
        key for key in keys if len(key) == 2
    }
    codes = [code for language, code in found.items() if code and language not in ("nb", "no")]
    assert len(codes) == len(set(codes)) > 100


def test_an_unknown_language():
    with pytest.raises(InvalidInputError) as caught:
        choose_code("tlh", NLLB, "target", "nllb")
    assert str(caught.value).startswith(
        "the model nllb has no tlh to translate into (target='tlh'); it has ace_Arab, ace_Latn, "
    )
    assert str(caught.value).endswith(f", … ({len(NLLB)} in all)")
    with pytest.raises(InvalidInputError, match=r"no Chinese \(TW\) to translate from \(source="):
        choose_code("zh-TW", MBART50, "source", "mbart")
    assert listed(["b", "a"]) == "a, b"
