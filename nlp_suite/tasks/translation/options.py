"""Options of translation: what to keep, a glossary, and the form of address."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict, get_args

from nlp_suite.arguments import check_choice
from nlp_suite.text.placeables.finder import PlaceableFinder

Formality = Literal["consistent", "formal", "informal"]

FORMALITIES: tuple[Formality, ...] = get_args(Formality)


class TranslationKeywords(TypedDict, total=False):
    """Keyword arguments of whatever translates; described at `TranslationOptions`."""

    keep: Sequence[str | re.Pattern[str]]
    glossary: Mapping[str, str] | None
    formality: Formality | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationOptions:
    """Options of a translation's content, the same for every engine and on every way to it.

    Args:
        keep: Words and compiled regular expressions; what they find is copied as it is.
        glossary: Maps terms of the source to terms of the target. A term is found as whole
            words; the translation may inflect the target's term as its language does.
        formality: "formal" or "informal": how a German translation addresses people, "Sie" or
            "du", where the model finds a translation of that form. "consistent": the form that
            most sentences of a text have. None: each sentence as the model writes it.

    Raises:
        InvalidInputError: If an option is of another type, or a glossary's entries clash.

    Example:
        >>> TranslationOptions(keep=["ACME Cloud"], glossary={"invoice": "Rechnung"}).formality
        'consistent'
    """

    keep: Sequence[str | re.Pattern[str]] = ()
    glossary: Mapping[str, str] | None = None
    formality: Formality | None = "consistent"

    def __post_init__(self) -> None:
        if self.formality is not None:
            check_choice("formality", self.formality, FORMALITIES)
        # It checks the others.
        self.finder("en", "de")

    def finder(self, source_language: str, target_language: str) -> PlaceableFinder:
        """Returns what finds the placeables of a pair of languages.

        Args:
            source_language: The language of the texts, its code.
            target_language: The language of the translations.

        Returns:
            The finder, with what is to be kept and the glossary.
        """
        return PlaceableFinder(
            source_language, target_language, keep=self.keep, glossary=self.glossary
        )
