"""Language codes (ISO 639) and the English names of languages (CLDR)."""

import re

from nlp_suite.arguments import shown
from nlp_suite.errors import InvalidInputError

# All codes of two letters.
_NAMES = """
aa Afar, ab Abkhazian, ae Avestan, af Afrikaans, ak Akan, am Amharic, an Aragonese, ar Arabic,
as Assamese, av Avaric, ay Aymara, az Azerbaijani, ba Bashkir, be Belarusian, bg Bulgarian,
bi Bislama, bm Bambara, bn Bangla, bo Tibetan, br Breton, bs Bosnian, ca Catalan, ce Chechen,
ch Chamorro, co Corsican, cr Cree, cs Czech, cu Church Slavic, cv Chuvash, cy Welsh, da Danish,
de German, dv Divehi, dz Dzongkha, ee Ewe, el Greek, en English, eo Esperanto, es Spanish,
et Estonian, eu Basque, fa Persian, ff Fula, fi Finnish, fj Fijian, fo Faroese, fr French,
fy Western Frisian, ga Irish, gd Scottish Gaelic, gl Galician, gn Guarani, gu Gujarati, gv Manx,
ha Hausa, he Hebrew, hi Hindi, ho Hiri Motu, hr Croatian, ht Haitian Creole, hu Hungarian,
hy Armenian, hz Herero, ia Interlingua, id Indonesian, ie Interlingue, ig Igbo, ii Sichuan Yi,
ik Inupiaq, io Ido, is Icelandic, it Italian, iu Inuktitut, ja Japanese, jv Javanese, ka Georgian,
kg Kongo, ki Kikuyu, kj Kuanyama, kk Kazakh, kl Kalaallisut, km Khmer, kn Kannada, ko Korean,
kr Kanuri, ks Kashmiri, ku Kurdish, kv Komi, kw Cornish, ky Kyrgyz, la Latin, lb Luxembourgish,
lg Ganda, li Limburgish, ln Lingala, lo Lao, lt Lithuanian, lu Luba-Katanga, lv Latvian,
mg Malagasy, mh Marshallese, mi Māori, mk Macedonian, ml Malayalam, mn Mongolian, mr Marathi,
ms Malay, mt Maltese, my Burmese, na Nauru, nb Norwegian Bokmål, nd North Ndebele, ne Nepali,
ng Ndonga, nl Dutch, nn Norwegian Nynorsk, no Norwegian, nr South Ndebele, nv Navajo, ny Nyanja,
oc Occitan, oj Ojibwa, om Oromo, or Odia, os Ossetic, pa Punjabi, pi Pali, pl Polish, ps Pashto,
pt Portuguese, qu Quechua, rm Romansh, rn Rundi, ro Romanian, ru Russian, rw Kinyarwanda,
sa Sanskrit, sc Sardinian, sd Sindhi, se Northern Sami, sg Sango, si Sinhala, sk Slovak,
sl Slovenian, sm Samoan, sn Shona, so Somali, sq Albanian, sr Serbian, ss Swati, st Southern Sotho,
su Sundanese, sv Swedish, sw Swahili, ta Tamil, te Telugu, tg Tajik, th Thai, ti Tigrinya,
tk Turkmen, tl Tagalog, tn Tswana, to Tongan, tr Turkish, ts Tsonga, tt Tatar, tw Twi, ty Tahitian,
ug Uyghur, uk Ukrainian, ur Urdu, uz Uzbek, ve Venda, vi Vietnamese, vo Volapük, wa Walloon,
wo Wolof, xh Xhosa, yi Yiddish, yo Yoruba, za Zhuang, zh Chinese, zu Zulu
"""

LANGUAGE_NAMES: dict[str, str] = dict(
    entry.split(maxsplit=1) for entry in " ".join(_NAMES.split()).split(",")
)

# Collections of languages (ISO 639-5), "mul" for any, and the macrolanguage whose members are
# called by their own codes.
_GROUPS_TEXT = """
aav afa alg alv apa aqa aql art ath auf aus awd azc bad bai bat ber bih bnt btk cai cau cba ccn
ccs cdc cdd cel cmc cpe cpf cpp crp csu cus day dmn dra egx esx euq fiu fox gem gme gmq gmw grk
hbs hmx hok hyx iir ijo inc ine ira iro itc jpx kar kdo khi kro map mkh mno mul mun myn nah nai
ngf nic nub omq omv oto paa phi plf poz pqe pqw pra qwe roa sai sal sdv sem sgn sio sit sla smi
son sqj ssa syd tai tbq trk tup tut tuw wak wen xgn xnd ypk zhx zle zls zlw znd
"""
_GROUPS = frozenset(_GROUPS_TEXT.split())

_TAG = re.compile(r"([a-z]{2,3})((?:-[A-Za-z0-9]{1,8})*)")


def is_language_code(code: str) -> bool:
    """Returns whether a text is the code of a language.

    Args:
        code: A code of ISO 639 in small letters, of two letters or, for languages that have no
            such code, of three; a script or a region may follow it, as in BCP 47.

    Returns:
        Whether the code has that form and, where it has two letters, is one of the standard.

    Example:
        >>> [is_language_code(code) for code in ("fr", "pt-BR", "nds", "French", "xx")]
        [True, True, True, False, False]
    """
    match = _TAG.fullmatch(code)
    return match is not None and (len(match[1]) == 3 or match[1] in LANGUAGE_NAMES)


def is_language_group(code: str) -> bool:
    """Returns whether a code stands for several languages.

    Args:
        code: A code of ISO 639.

    Returns:
        Whether it is that of a family or another collection of languages.

    Example:
        >>> is_language_group("roa"), is_language_group("mul"), is_language_group("ron")
        (True, True, False)
    """
    return code in _GROUPS


def language_name(code: str) -> str:
    """Returns the English name of a language.

    Args:
        code: Its code.

    Returns:
        The name, a script or a region in brackets behind it; the code itself if it is not one
        of the two-letter codes of ISO 639.

    Example:
        >>> language_name("fr"), language_name("pt-BR"), language_name("nds")
        ('French', 'Portuguese (BR)', 'nds')
    """
    primary, _, rest = code.partition("-")
    name = LANGUAGE_NAMES.get(primary)
    if name is None:
        return code
    return f"{name} ({rest})" if rest else name


def check_language(name: str, code: object) -> None:
    """Checks that an argument is the code of a language.

    Args:
        name: The argument's name.
        code: Its value.

    Raises:
        InvalidInputError: If it is not; the message has the code if a language's name was given.

    Example:
        >>> check_language("source_language", "italian")
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: source_language must be the code of a language ...
    """
    given = code if isinstance(code, str) else ""
    if is_language_code(given):
        return
    found = [known for known, own in LANGUAGE_NAMES.items() if own.casefold() == given.casefold()]
    if is_language_code(given.replace("_", "-")):
        # A locale of POSIX.
        found = [given.replace("_", "-")]
    raise InvalidInputError(
        f"{name} must be the code of a language (ISO 639), such as {(found or ['fr'])[0]!r}, got "
        f"{shown(code)}"
    )
