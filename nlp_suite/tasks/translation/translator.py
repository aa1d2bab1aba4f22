"""Machine translation of texts of any length."""

import itertools
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Unpack, overload

import numpy as np

from nlp_suite.data.texts import Text, Texts, read_texts
from nlp_suite.decoding.options import DecodingKeywords, DecodingOptions
from nlp_suite.display import call_repr
from nlp_suite.engines.engine_handle import EngineHandle
from nlp_suite.engines.interfaces import Hypothesis, PreparedSource, SentenceTranslator
from nlp_suite.errors import LanguageMismatchWarning
from nlp_suite.option_signatures import take, with_options
from nlp_suite.progress import track
from nlp_suite.results import Alternative, SentenceTranslation, Translation
from nlp_suite.tasks.loaded_task import LoadedTask
from nlp_suite.tasks.translation.confidence import ConfidenceEstimator, ConfidenceFeatures
from nlp_suite.tasks.translation.formality import AddressForm, address_form, majority_form
from nlp_suite.tasks.translation.options import TranslationKeywords, TranslationOptions
from nlp_suite.tasks.translation.segment import Segment
from nlp_suite.tasks.translation.segment_translator import SegmentTranslator, TranslatedSegment
from nlp_suite.tasks.translation.segmentation import cut_to_fit, sentences_of_lines
from nlp_suite.text import SentenceSpan
from nlp_suite.text.language_detection import other_language
from nlp_suite.text.languages import language_name
from nlp_suite.text.spans import replace_spans

# The language of a model that says nothing of it.
UNKNOWN_LANGUAGE = "en"

# Different sentences that an engine gets at once: enough to sort them into even batches, few
# enough for the progress to be seen.
GROUP_SENTENCES = 512


class TranslateKeywords(DecodingKeywords, TranslationKeywords, total=False):
    """Keyword arguments of a `Translator`; described there."""


class Translator(LoadedTask[SentenceTranslator[Any]]):
    """Translates texts of any length.

    A text is taken apart into lines and sentences, the sentences are translated, and are put
    back in their places: white space, line breaks, marks of lists, headings and tables, and
    blocks of code stay as they are. A sentence that is too long for the model is translated in
    parts.

    Placeables are carried over: URLs, codes, placeholders and such as they are, numbers, dates
    and amounts as the target language writes them. Each translation is checked for them, and
    made again where one is missing; see
    `nlp_suite.tasks.translation.segment_translator.SegmentTranslator`.

    A sentence that is clearly in another language than the model reads is left as it is, with
    a `LanguageMismatchWarning`.

    Args:
        translator: The engine's part, or the handle that loads it.

    Example:
        ```python
        translator = nlp_suite.load("translate", model="runs/my-translator")
        translation = translator("I see a cat.")
        ```
    """

    def __init__(
        self, translator: SentenceTranslator[Any] | EngineHandle[SentenceTranslator[Any]]
    ) -> None:
        super().__init__(translator)
        weights = self._engine.confidence
        self._estimator = None if weights is None else ConfidenceEstimator(weights)
        engine = self._engine
        self._described = {
            "model": engine.model,
            "engine": engine.engine,
            "source": engine.source_language,
            "target": engine.target_language,
            **engine.settings._asdict(),
        }

    def __repr__(self) -> str:
        return call_repr("Translator", **self._described, closed=self.closed or None)

    @overload
    def __call__(  # type: ignore[overload-overlap]
        self,
        text: Text,
        *,
        progress: bool | None = None,
        **options: Unpack[TranslateKeywords],
    ) -> Translation: ...

    @overload
    def __call__(
        self,
        text: Texts,
        *,
        progress: bool | None = None,
        **options: Unpack[TranslateKeywords],
    ) -> list[Translation]: ...

    @with_options(TranslationOptions, DecodingOptions)
    def __call__(
        self,
        text: Text | Texts,
        *,
        progress: bool | None = None,
        **options: Unpack[TranslateKeywords],
    ) -> Translation | list[Translation]:
        """Translates one text, or each of several.

        Sentences of all texts are translated together, each different one once.

        Args:
            text: The text, of any length, or the `Path` of a file with it; or a list or another
                iterable of these, such as a pandas Series.
            progress: Whether to show a progress bar on standard error; if None, only if that is
                a terminal and there is enough to do.
            **options: See `nlp_suite.tasks.translation.options.TranslationOptions` and
                `nlp_suite.decoding.options.DecodingOptions`.

        Returns:
            The translation; for several texts a list of them in their order.

        Raises:
            InvalidInputError: If a text is no str, a file cannot be read, or an option is out of
                its range.
            DataFormatError: If a file is damaged or has no text.
            ClosedTaskError: If the task was closed.
            ForkedProcessError: If the model cannot be loaded again in a forked child.
        """
        with self._in_use():
            call = _Call(
                self._engine,
                self._estimator,
                TranslationOptions(**take(TranslationOptions, options)),
                DecodingOptions(**take(DecodingOptions, options)),
                progress,
            )
            texts = read_texts("text", text, many="translate_files")
            if isinstance(texts, str):
                return call.translate([texts])[0]
            return call.translate(texts)


class _Call:
    """A call of a translator: its options, and what it has found for each different sentence."""

    def __init__(
        self,
        engine: SentenceTranslator[Any],
        estimator: ConfidenceEstimator | None,
        content: TranslationOptions,
        decoding: DecodingOptions,
        progress: bool | None,
    ) -> None:
        self._engine = engine
        self._estimator = estimator
        self._decoding = decoding
        self._formality = content.formality
        self._progress = progress
        self._source_language = engine.source_language or UNKNOWN_LANGUAGE
        # Of a language that is unknown nothing is known that differs.
        self._target_language = engine.target_language or self._source_language
        self._finder = content.finder(self._source_language, self._target_language)
        # The parts of each sentence, and the translation of each in each form of address.
        self._parts: dict[str, list[SentenceSpan]] = {}
        self._found: dict[tuple[str, str | None], TranslatedSegment] = {}

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        """Translates each of several texts."""
        spans = [sentences_of_lines(text, self._source_language) for text in texts]
        sentences = dict.fromkeys(
            text[start:end] for text, own in zip(texts, spans, strict=True) for start, end in own
        )
        foreign = self._foreign(sentences)
        form = None if self._formality == "consistent" else self._formality
        self._translate_sentences((one for one in sentences if one not in foreign), form)
        places = [
            [
                SentenceSpan(start + part.start, start + part.end)
                for start, end in own
                for part in self._parts.get(text[start:end], [SentenceSpan(0, end - start)])
            ]
            for text, own in zip(texts, spans, strict=True)
        ]
        forms: list[AddressForm | None] = [form] * len(texts)
        if self._formality == "consistent":
            forms = self._settle_forms(texts, places)
        return [
            self._assemble(text, own, chosen)
            for text, own, chosen in zip(texts, places, forms, strict=True)
        ]

    def _foreign(self, different: Collection[str]) -> Collection[str]:
        """Returns the sentences that are in another language, and warns of them."""
        if self._engine.source_language is None:
            return ()
        judged = ((one, self._other_language(one)) for one in different)
        foreign = {one: language for one, language in judged if language is not None}
        if foreign:
            (language, _), *_ = Counter(foreign.values()).most_common(1)
            name, other = language_name(self._source_language), language_name(language)
            warnings.warn(
                f"not in {name}, which {self._engine.model} reads, but in {other}, it seems, and "
                f"left as it is: {next(iter(foreign))[:60]!r} (in all {len(foreign)} of "
                f"{len(different)} different sentences); pass source={language!r} or "
                "source='auto' if there is a model for it",
                LanguageMismatchWarning,
                stacklevel=5,
            )
        return foreign

    def _other_language(self, sentence: str) -> str | None:
        language = other_language(sentence, self._source_language)
        if language is None:
            return None
        # Code between the words of a sentence says nothing about their language.
        copied = [one for one in self._finder.find(sentence) if one.hidden]
        rest = replace_spans(sentence, copied, [" "] * len(copied))
        return other_language(rest, self._source_language)

    def _translate_sentences(self, sentences: Iterable[str], form: AddressForm | None) -> None:
        """Translates each different sentence, in parts if it is too long for the model."""
        translate = SegmentTranslator(self._engine, self._finder, self._decoding, form)
        for group in track(list(_groups(sentences)), "Translating", show=self._progress):
            segments: dict[str, Segment] = {}

            def prepare(
                texts: Sequence[str],
                segments: dict[str, Segment] = segments,
            ) -> list[PreparedSource]:
                own = [Segment.of(text, self._finder) for text in texts]
                segments |= zip(texts, own, strict=True)
                return translate.prepare(own)

            cuts = cut_to_fit(group, self._engine.max_source_tokens, prepare, self._uncut(group))
            self._parts |= {sentence: [*cut] for sentence, cut in cuts.items() if len(cut) > 1}
            sources = {
                sentence[start:end]: source
                for sentence, cut in cuts.items()
                for (start, end), source in cut.items()
            }
            for texts in _groups(text for text in sources if (text, form) not in self._found):
                found = translate([(segments[text], sources[text]) for text in texts])
                self._found |= {(text, form): one for text, one in zip(texts, found, strict=True)}

    def _settle_forms(
        self, texts: Sequence[str], places: Sequence[Sequence[SentenceSpan]]
    ) -> list[AddressForm | None]:
        """Chooses the form of address of each text that mixes them, and translates it so.

        Returns:
            The form of each text; None if it mixes none.
        """
        chosen: list[AddressForm | None] = []
        waiting: dict[AddressForm, dict[str, None]] = {}
        for text, own in zip(texts, places, strict=True):
            parts = [text[start:end] for start, end in own]
            forms = [self._address_form(part) for part in parts]
            form = majority_form(forms)
            mixed = dict.fromkeys(
                part
                for part, own_form in zip(parts, forms, strict=True)
                if own_form not in (None, form)
            )
            chosen.append(form if mixed else None)
            if form and mixed:
                waiting.setdefault(form, {}).update(mixed)
        for chosen_form, mixed in waiting.items():
            self._translate_sentences(mixed, chosen_form)
        return chosen

    def _address_form(self, part: str) -> str | None:
        found = self._found.get((part, None))
        if found is None:
            return None
        return address_form(found.hypotheses[0].text, self._target_language, part)

    def _assemble(self, text: str, places: Sequence[SentenceSpan], form: str | None) -> Translation:
        sentences = tuple(
            self._sentence(text[start:end], start, self._lookup(text[start:end], form))
            for start, end in places
        )
        return Translation(
            text=replace_spans(text, sentences, [one.text for one in sentences]),
            source=text,
            sentences=sentences,
            engine=self._engine.engine,
            model=self._engine.model,
            source_language=self._engine.source_language,
            target_language=self._engine.target_language,
        )

    def _sentence(
        self, source: str, start: int, translated: TranslatedSegment | None
    ) -> SentenceTranslation:
        """Makes the result of a sentence, one that was left as it is if it is not translated."""
        hypotheses = translated.hypotheses if translated else (Hypothesis(source, (), 0.0, ()),)
        best = hypotheses[0]
        attention = best.attention
        if self._decoding.attention and attention is None:
            attention = np.zeros((len(best.tokens), len(best.source_tokens)), np.float32)
        return SentenceTranslation(
            text=best.text,
            start=start,
            end=start + len(source),
            score=best.score,
            tokens=best.tokens,
            source_tokens=best.source_tokens,
            n_best=tuple(Alternative(one.text, one.score) for one in hypotheses),
            attention=attention,
            quality=self._quality(translated),
        )

    def _quality(self, translated: TranslatedSegment | None) -> float | None:
        if self._estimator is None:
            return None
        if translated is None:
            # It should have been translated.
            return 0.0
        best = translated.hypotheses[0]
        if not best.source_tokens:
            return 1.0
        faults = translated.faults
        return self._estimator(
            ConfidenceFeatures.of(best), missing=faults.missing + faults.added, loops=faults.loops
        )

    def _lookup(self, part: str, form: str | None) -> TranslatedSegment | None:
        return self._found.get((part, form)) or self._found.get((part, None))

    def _uncut(self, sentences: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
        """Returns the stretches of long sentences that may not be cut."""
        most = self._engine.max_source_tokens
        return {
            sentence: [(one.start, one.end) for one in self._finder.find(sentence)]
            for sentence in sentences
            # A token has a character at least.
            if len(sentence) >= most
        }


def _groups(sentences: Iterable[str]) -> Iterator[list[str]]:
    """Groups the different sentences."""
    waiting = iter(dict.fromkeys(sentences))
    while group := list(itertools.islice(waiting, GROUP_SENTENCES)):
        yield group
