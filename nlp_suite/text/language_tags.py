"""Language tags (BCP 47) taken apart, in whatever codes a model has for its languages."""

import re
from collections.abc import Mapping
from typing import NamedTuple, Self

# What some models call languages by that no standard has, or has for another one; and what the
# CLDR puts under a language that includes it.
_OWN_CODES = {"jap": "ja", "ns": "nso", "pob": "pt-BR", "tgl": "tl", "twi": "tw"}
# Norwegian without more is Bokmål to nearly everybody, and Tagalog's standard form is Filipino.
_SAME = {"nb": "no", "fil": "tl"}
# Korean as a whole is written in a mixture, of which models have the alphabet only.
_SAME_SCRIPT = {"Hang": "Kore"}
_SEPARATOR = re.compile("[-_]")


class LanguageTag(NamedTuple):
    """A language with what is said of its script and its region.

    Codes of three letters become those of two where there are such, by the CLDR: "deu" is "de",
    and "arb", Standard Arabic, "ar".

    Attributes:
        language: Its code, of two letters where ISO 639 has one.
        script: Such as "Hant"; None if the tag does not say.
        region: Such as "BR"; None if the tag does not say.

    Example:
        >>> LanguageTag.parse("zho_Hant"), LanguageTag.parse("pt-br").region
        (LanguageTag(language='zh', script='Hant', region=None), 'BR')

    Reference:
        RFC 5646, "Tags for Identifying Languages"; Unicode Technical Standard 35, "Likely Subtags"
    """

    language: str
    script: str | None = None
    region: str | None = None

    @classmethod
    def parse(cls, code: str) -> Self:
        """Takes a tag apart.

        Args:
            code: A tag of BCP 47, a code of FLORES such as "deu_Latn", or a locale, "de_DE"; its
                parts joined by "-" or "_". "XX" is no region.

        Returns:
            The tag; what has another form is left as it is, as its language.
        """
        first, *rest = _SEPARATOR.split(_OWN_CODES.get(code, code))
        # One code may stand for a language with a region.
        language, *more = _SEPARATOR.split(_shortest(first.lower()))
        script = region = None
        for part in (*more, *rest):
            if len(part) == 4 and part.isalpha():
                script = part.title()
            elif (len(part) == 2 and part.isalpha()) or (len(part) == 3 and part.isdigit()):
                region = None if part.upper() == "XX" else part.upper()
        return cls(language, script, region)

    def __str__(self) -> str:
        return "-".join(filter(None, self))

    @property
    def key(self) -> str:
        """The language, the same for those that are practically one."""
        language = _SEPARATOR.split(_aliases().get(self.language, self.language))[0]
        return _SAME.get(language, language)

    @property
    def likely_script(self) -> str | None:
        """The script, or the usual one of the language in its region; None if unknown."""
        if self.script is not None:
            return _SAME_SCRIPT.get(self.script, self.script)
        likely = _likely_subtags()
        found = likely.get(f"{self.language}_{self.region}") or likely.get(self.language)
        return None if found is None else found.split("_")[1]


def _shortest(language: str) -> str:
    if len(language) != 3:
        return language
    if language in _OWN_CODES:
        return _OWN_CODES[language]
    other = _aliases().get(language, language)
    # Another one of three letters is another language, or a group of them.
    return other if len(_SEPARATOR.split(other)[0]) == 2 else language


def _aliases() -> Mapping[str, str]:
    # Its data are read for the first code that needs them.
    from babel.core import get_global

    found: Mapping[str, str] = get_global("language_aliases")
    return found


def _likely_subtags() -> Mapping[str, str]:
    from babel.core import get_global

    found: Mapping[str, str] = get_global("likely_subtags")
    return found
