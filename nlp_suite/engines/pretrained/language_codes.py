"""Finding a language among the codes that a multilingual model has for its own."""

from collections.abc import Sequence

from nlp_suite.errors import InvalidInputError
from nlp_suite.text.language_tags import LanguageTag
from nlp_suite.text.languages import language_name

# So many codes of a model a message names.
_MOST_NAMED = 12


def find_code(language: str, codes: Sequence[str]) -> str | None:
    """Finds the code of a language among those of a model.

    The model's own spelling comes first. Else the language has to be the same; of several codes
    the one with its script (where none is said, the usual one) and its region is taken, or the one
    without a region. What says a script, or a region where another one is written, gets no other
    script.

    Args:
        language: A code of BCP 47, or one of the model's.
        codes: The model's codes: of FLORES, of ISO 639, or locales.

    Returns:
        The code, as the model writes it; None if it has none.

    Example:
        >>> codes = ["deu_Latn", "por_Latn", "zho_Hans", "zho_Hant"]
        >>> [find_code(one, codes) for one in ("de-AT", "zh", "zh-TW", "deu_Latn", "fr")]
        ['deu_Latn', 'zho_Hans', 'zho_Hant', 'deu_Latn', None]
        >>> find_code("zh-TW", ["en_XX", "zh_CN"]) is None
        True
    """
    spelt = {_plain(code): code for code in sorted(codes, reverse=True)}
    if language in codes or _plain(language) in spelt:
        return language if language in codes else spelt[_plain(language)]
    wanted = LanguageTag.parse(language)
    script = wanted.likely_script
    usual = LanguageTag(wanted.language).likely_script
    strict = wanted.script is not None or script != usual

    def fit(code: str) -> tuple[bool, ...] | None:
        own = LanguageTag.parse(code)
        if own.key != wanted.key or (strict and own.likely_script != script):
            return None
        return (
            own.likely_script != script,
            own.script is None,
            own.region != wanted.region,
            own.region is not None,
            not code.lower().startswith(wanted.language),
        )

    found = [(one, len(code), code) for code in codes if (one := fit(code)) is not None]
    return min(found)[-1] if found else None


def choose_code(language: str, codes: Sequence[str], name: str, model: str) -> str:
    """Chooses the code of a language, or says which ones there are.

    Args:
        language: A code of BCP 47, or one of the model's.
        codes: The model's codes.
        name: "source" or "target".
        model: The model's name, for the error.

    Returns:
        The code, as the model writes it.

    Raises:
        InvalidInputError: If it has none.

    Example:
        >>> choose_code("fr", ["de_DE", "en_XX"], "target", "my-model")
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: the model my-model has no French to translate into ...
    """
    code = find_code(language, codes)
    if code is None:
        verb = "from" if name == "source" else "into"
        raise InvalidInputError(
            f"the model {model} has no {_called(language)} to translate {verb} "
            f"({name}={language!r}); it has {listed(codes)}"
        )
    return code


def listed(codes: Sequence[str]) -> str:
    """Lists a model's codes for a message.

    Args:
        codes: The codes.

    Returns:
        The first of them in their order of the alphabet, and how many there are in all.

    Example:
        >>> listed(["de_DE", "en_XX"])
        'de_DE, en_XX'
    """
    names = sorted(codes)
    shown = ", ".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown}, … ({len(names)} in all)"


def plain_language(code: str) -> str:
    """Returns the language of a model's code in the codes that results have.

    Args:
        code: The model's code.

    Returns:
        Its language, with a script that is not the usual one.

    Example:
        >>> [plain_language(one) for one in ("deu_Latn", "de_DE", "zho_Hant", "pt_br", "pt_XX")]
        ['de', 'de', 'zh-Hant', 'pt', 'pt']
    """
    tag = LanguageTag.parse(code)
    usual = LanguageTag(tag.language).likely_script
    other = None if usual in (None, tag.likely_script) else tag.likely_script
    return str(LanguageTag(tag.language, other))


def _plain(code: str) -> str:
    return code.replace("-", "_").casefold()


def _called(language: str) -> str:
    tag = LanguageTag.parse(language)
    name = language_name(tag.language)
    rest = "-".join(filter(None, tag[1:]))
    return f"{name} ({rest})" if rest else name
