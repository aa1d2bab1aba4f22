"""Translation of texts with slots: their languages found out, those of one language together."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from nlp_suite.service.libre_translate.language_pairs import LanguagePairs, unsupported
from nlp_suite.service.libre_translate.text_slot import TextSlot
from nlp_suite.service.service_state import ServiceState
from nlp_suite.service.task_call import TaskCall
from nlp_suite.tasks.translation.formality import AddressForm, address_form, majority_form
from nlp_suite.text.language_detection import DetectedLanguage, detect_language

_Result = TypeVar("_Result")

# More characters are taken apart in a thread, so that other requests do not wait.
_MANY_CHARACTERS = 5_000


class TranslationSource(NamedTuple):
    """A text as it was sent, and what is to be translated of it.

    Attributes:
        text: The text.
        slots: Its slots.
    """

    text: str
    slots: list[TextSlot]


class TranslationOutcome(NamedTuple):
    """What became of a text.

    Attributes:
        detected: Its language.
        versions: Translations of its slots, the best first.
    """

    detected: DetectedLanguage
    versions: list[list[str]]


class TextTranslation:
    """What is done for the texts of one request.

    The slots of a text are translated with one form of address, as the sentences of a text are.

    Args:
        state: The service.
        client: Who asks.
        pairs: The languages.
        alternatives: How many other translations are wanted.

    Example:
        ```python
        async def translate(state, client, pairs, text):
            source = TranslationSource(text, find_html_slots(text))
            (outcome,) = await TextTranslation(state, client, pairs, 0).do([source], None, "de")
            return outcome
        ```
    """

    def __init__(
        self, state: ServiceState, client: str, pairs: LanguagePairs, alternatives: int
    ) -> None:
        self._state = state
        self._client = client
        self._pairs = pairs
        self._alternatives = alternatives

    async def do(
        self, sources: Sequence[TranslationSource], source: str | None, target: str
    ) -> list[TranslationOutcome]:
        """Translates texts.

        Texts in the target language stay, and so do those of several that there is no model for.

        Args:
            sources: The texts.
            source: Their language; None to find out that of each.
            target: The language to translate into.

        Returns:
            What became of each.

        Raises:
            RequestError: If there is a model for none of them, or too many calls wait.
            NLPSuiteError: What the task raises.
        """
        detected = await self._languages(sources, source, target)
        groups: dict[str, list[int]] = {}
        missing: list[str] = []
        for number, one in enumerate(detected):
            own = self._pairs.find(one.language)
            model = None if own is None else self._pairs.model(own, target)
            if own == target:
                continue
            if model is None:
                missing.append(one.language)
            elif sources[number].slots:
                groups.setdefault(model, []).append(number)
        if missing and len(missing) == len(sources):
            raise unsupported(missing[0], self._pairs.codes)
        versions = [
            [[slot.text for slot in one.slots]] * (self._alternatives + 1) for one in sources
        ]
        for model, numbers in groups.items():
            found = await self._translate(model, target, [sources[number] for number in numbers])
            for number, own_versions in zip(numbers, found, strict=True):
                versions[number] = own_versions
        return [TranslationOutcome(*one) for one in zip(detected, versions, strict=True)]

    async def _languages(
        self, sources: Sequence[TranslationSource], source: str | None, target: str
    ) -> list[DetectedLanguage]:
        if source is not None:
            return [DetectedLanguage(source, 1.0)] * len(sources)
        unclear = DetectedLanguage(self._pairs.fallback(target), 0.0)
        texts = ["\n".join(slot.visible or slot.text for slot in one.slots) for one in sources]
        codes = self._pairs.codes
        found = await aside(lambda: [detect_source(one, codes) for one in texts], texts)
        return [one or unclear for one in found]

    async def _translate(
        self, model: str, target: str, sources: Sequence[TranslationSource]
    ) -> list[list[list[str]]]:
        """Translates the slots of texts of one language together."""
        texts = [slot.text for source in sources for slot in source.slots]
        results = await self._call(model, texts)
        if any(len(source.slots) > 1 for source in sources):
            lengths = [len(source.slots) for source in sources]
            forms = await asyncio.to_thread(_unlike_forms, results, lengths, target)
            for form in dict.fromkeys(forms.values()):
                numbers = [number for number, own in forms.items() if own == form]
                again = await self._call(model, [texts[number] for number in numbers], form)
                for number, result in zip(numbers, again, strict=True):
                    results[number] = result
        waiting = iter(results)
        found = []
        for source in sources:
            own_results = [next(waiting) for _ in source.slots]
            found.append(
                [
                    [_ranked(result, rank) for result in own_results]
                    for rank in range(self._alternatives + 1)
                ]
            )
        return found

    async def _call(
        self, model: str, texts: list[str], form: AddressForm | None = None
    ) -> list[dict[str, Any]]:
        # Without options it is computed together with other requests that have none.
        options: dict[str, Any] = {}
        if self._alternatives:
            options["n_best"] = self._alternatives + 1
        if form is not None:
            options["formality"] = form
        call = TaskCall("translate", model, (texts,), options, sum(map(len, texts)))
        results: list[dict[str, Any]] = await self._state.run(call, client=self._client)
        return results


def detect_source(text: str, codes: Sequence[str]) -> DetectedLanguage | None:
    """Detects the language of a text that is to be translated.

    Args:
        text: The text.
        codes: The languages that can be translated.

    Returns:
        The language among all, or if that is not clear among these; None if neither is clear.

    Example:
        >>> detect_source("Wo ist der Bahnhof?", ["en", "de"]).language
        'de'
    """
    return detect_language(text) or detect_language(text, codes)


async def aside(work: Callable[[], _Result], texts: Sequence[str]) -> _Result:
    """Does what takes long for many or long texts in a thread, and else at once.

    Args:
        work: Does it.
        texts: The texts.

    Returns:
        What it returns.

    Example:
        >>> asyncio.run(aside(lambda: 1, ["A text."]))
        1
    """
    if len(texts) > 1 or len(texts[0]) > _MANY_CHARACTERS:
        return await asyncio.to_thread(work)
    return work()


def _unlike_forms(
    results: Sequence[dict[str, Any]], lengths: Sequence[int], target: str
) -> dict[int, AddressForm]:
    """Returns which slots address people unlike most of their text, and how that does."""
    found: dict[int, AddressForm] = {}
    first = 0
    for length in lengths:
        own = [_forms(result, target) for result in results[first : first + length]]
        wanted = majority_form(form for forms in own for form in forms)
        if wanted is not None:
            for number, forms in enumerate(own, first):
                if any(form not in (None, wanted) for form in forms):
                    found[number] = wanted
        first += length
    return found


def _forms(result: dict[str, Any], target: str) -> list[str | None]:
    return [
        address_form(one["text"], target, result["source"][one["start"] : one["end"]])
        for one in result["sentences"]
    ]


def _ranked(result: dict[str, Any], rank: int) -> str:
    best = result["n_best"]
    # Of a text without a word there is none.
    text: str = best[min(rank, len(best) - 1)]["text"] if rank and best else result["text"]
    return text
