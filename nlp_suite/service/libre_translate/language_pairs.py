"""Languages that a service translates, and the model of each pair."""

from collections.abc import Sequence

from nlp_suite.load_options import AUTO
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.served_models import ServedModel
from nlp_suite.text.languages import language_name

# What LibreTranslate's models are called by, and their languages.
_OTHER_CODES = {"pb": "pt-br", "zt": "zh-hant", "zh": "zh-hans"}


class LanguagePairs:
    """The languages that the models of a service read and write.

    Args:
        models: The models; of two for one pair the first is used.

    Attributes:
        codes: The codes of the languages, in the order of the models.

    Example:
        ```python
        pairs = LanguagePairs(ServedModels(["custom"]).models)
        key = pairs.model(pairs.find("EN"), "de")
        ```
    """

    def __init__(self, models: Sequence[ServedModel]) -> None:
        self._models: dict[tuple[str, str], str] = {}
        for one in models:
            if one.task == "translate" and one.source_language and one.target_language:
                pair = one.source_language, one.target_language
                self._models.setdefault(pair, one.key)
        self.codes = list(dict.fromkeys(code for pair in self._models for code in pair))

    def find(self, code: str) -> str | None:
        """Finds the language that a client means.

        Args:
            code: A code in any case, with or without a region.

        Returns:
            The code of the language here; None if there is no such language.
        """
        wanted = code.lower()
        wanted = wanted if wanted in self.codes else _OTHER_CODES.get(wanted, wanted)
        own = {one.lower(): one for one in reversed(self.codes)}
        if wanted in own:
            return own[wanted]
        primary = wanted.partition("-")[0]
        return next((one for one in self.codes if one.partition("-")[0] == primary), None)

    def pair(self, source: str, target: str) -> tuple[str | None, str]:
        """Returns the languages of a request.

        Args:
            source: The code of the language to translate from, or "auto".
            target: That of the language to translate into.

        Returns:
            The codes of the languages here; None for a source that is to be found out.

        Raises:
            RequestError: If one is not known, or the pair has no model.
        """
        own = None if source.lower() == AUTO else self._known(source)
        to = self._known(target)
        if own is not None and own != to and (own, to) not in self._models:
            raise RequestError(
                400,
                "InvalidInputError",
                f"{language_name(to)} ({to}) is not available as a target language from "
                f"{language_name(own)} ({own}); there are {', '.join(self.targets(own))}",
            )
        return own, to

    def _known(self, code: str) -> str:
        found = self.find(code)
        if found is None:
            raise unsupported(code, self.codes)
        return found

    def model(self, source: str, target: str) -> str | None:
        """Returns the key of the model of a pair.

        Args:
            source: The language to translate from.
            target: The language to translate into.

        Returns:
            The key; None if there is no such model.
        """
        return self._models.get((source, target))

    def targets(self, source: str) -> list[str]:
        """Returns the languages that one can be translated into, itself among them.

        Args:
            source: The language.

        Returns:
            Their codes, sorted.
        """
        return sorted({source, *(to for own, to in self._models if own == source)})

    def fallback(self, target: str) -> str:
        """Returns the language that a text is taken to be in if that is not clear.

        Args:
            target: The language to translate into.

        Returns:
            English if that can be translated, or the first language that can; the target itself if
            nothing is translated into it.
        """
        sources = [source for source, to in self._models if to == target]
        return "en" if "en" in sources else next(iter(sources), target)

    def describe(self, code: str) -> dict[str, object]:
        """Describes a language as LibreTranslate does.

        Args:
            code: Its code.

        Returns:
            Its code, its name and its targets.
        """
        return {"code": code, "name": language_name(code), "targets": self.targets(code)}


def unsupported(code: str, codes: Sequence[str]) -> RequestError:
    """Makes the error of a language that there is no model for.

    Args:
        code: What was sent.
        codes: The languages that there are.

    Returns:
        The error.

    Example:
        >>> str(unsupported("xx", ["en", "de"]))
        'xx is not supported; there are en, de'
    """
    shown = code[:40]
    return RequestError(
        400,
        "InvalidInputError",
        f"{shown} is not supported; there are {', '.join(codes) or 'none'}",
    )
