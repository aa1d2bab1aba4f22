"""Machine translation of texts of any length."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Unpack, overload

import numpy as np

from nlp_suite.decoding.options import DecodingKeywords, DecodingOptions
from nlp_suite.engines.interfaces import Hypothesis, SentenceTranslator
from nlp_suite.errors import InvalidInputError
from nlp_suite.option_signatures import with_options
from nlp_suite.progress import track
from nlp_suite.results import Alternative, SentenceTranslation, Translation
from nlp_suite.tasks.translation.segmentation import cut_to_fit, sentences_of_lines
from nlp_suite.text import SentenceSpan
from nlp_suite.text.spans import replace_spans

# Different sentences that an engine gets at once: enough to sort them into even batches, few
# enough for the progress to be seen.
GROUP_SENTENCES = 512


class Translator:
    """Translates texts of any length.

    A text is taken apart into lines and sentences, the sentences are translated, and are put
    back in their places: white space and line breaks stay as they are. So does a sentence
    without any letter. A sentence that is too long for the model is translated in parts.

    Args:
        translator: The engine's part.

    Example:
        ```python
        translator = nlp_suite.load("translate", model="runs/my-translator")
        translation = translator("I see a cat.")
        ```
    """

    def __init__(self, translator: SentenceTranslator[Any]) -> None:
        self._translator = translator

    @overload
    def __call__(
        self,
        text: str,
        *,
        progress: bool | None = None,
        **options: Unpack[DecodingKeywords],
    ) -> Translation: ...

    @overload
    def __call__(
        self,
        text: list[str] | tuple[str, ...],
        *,
        progress: bool | None = None,
        **options: Unpack[DecodingKeywords],
    ) -> list[Translation]: ...

    @with_options(DecodingOptions)
    def __call__(
        self,
        text: str | list[str] | tuple[str, ...],
        *,
        progress: bool | None = None,
        **options: Unpack[DecodingKeywords],
    ) -> Translation | list[Translation]:
        """Translates one text, or each of several.

        Sentences of all texts are translated together, each different one once.

        Args:
            text: The text, of any length, or a list or tuple of texts.
            progress: Whether to show a progress bar on standard error; if None, only if that is
                a terminal and there is enough to do.
            **options: See `nlp_suite.decoding.options.DecodingOptions`.

        Returns:
            The translation; for several texts a list of them in their order. A text without
            any letter comes back as it is.

        Raises:
            InvalidInputError: If a text is no str, or an option is out of its range.
        """
        decoding = DecodingOptions(**options)
        if isinstance(text, str):
            return self._translate([text], decoding, progress)[0]
        if not isinstance(text, list | tuple):
            raise InvalidInputError(
                f"text must be a str, or a list or tuple of str, got {type(text).__name__}"
            )
        for i, one in enumerate(text):
            if not isinstance(one, str):
                raise InvalidInputError(f"text[{i}] must be a str, got {type(one).__name__}")
        return self._translate(text, decoding, progress)

    def _translate(
        self, texts: Sequence[str], options: DecodingOptions, progress: bool | None
    ) -> list[Translation]:
        language = self._translator.source_language or "en"
        spans = [sentences_of_lines(text, language) for text in texts]
        parts, found = self._translate_sentences(
            (text[start:end] for text, own in zip(texts, spans, strict=True) for start, end in own),
            options,
            progress,
        )
        translations = []
        for text, own in zip(texts, spans, strict=True):
            cut = [
                SentenceSpan(start + part.start, start + part.end)
                for start, end in own
                for part in parts.get(text[start:end], [SentenceSpan(0, end - start)])
            ]
            sentences = tuple(
                _sentence(text[start:end], start, found.get(text[start:end]), options)
                for start, end in cut
            )
            translations.append(
                Translation(
                    text=replace_spans(text, sentences, [one.text for one in sentences]),
                    source=text,
                    sentences=sentences,
                    engine=self._translator.engine,
                    model=self._translator.model,
                    source_language=self._translator.source_language,
                    target_language=self._translator.target_language,
                )
            )
        return translations

    def _translate_sentences(
        self, sentences: Iterable[str], options: DecodingOptions, progress: bool | None
    ) -> tuple[dict[str, list[SentenceSpan]], dict[str, list[Hypothesis]]]:
        """Translates each different sentence that has a letter.

        Returns:
            The parts of each sentence that was too long for the model, and the hypotheses of
            each sentence or part.
        """
        parts: dict[str, list[SentenceSpan]] = {}
        found: dict[str, list[Hypothesis]] = {}
        for group in track(list(_groups(sentences)), "Translating", show=progress):
            cuts = cut_to_fit(group, self._translator.max_source_tokens, self._translator.prepare)
            parts |= {sentence: [*cut] for sentence, cut in cuts.items() if len(cut) > 1}
            sources = {
                sentence[start:end]: source
                for sentence, cut in cuts.items()
                for (start, end), source in cut.items()
            }
            for texts in _groups(text for text in sources if text not in found):
                hypotheses = self._translator.translate([sources[text] for text in texts], options)
                found.update(zip(texts, hypotheses, strict=True))
        return parts, found


def _groups(sentences: Iterable[str]) -> Iterator[list[str]]:
    """Groups the different sentences that have a letter."""
    different = dict.fromkeys(sentences)
    waiting = (sentence for sentence in different if any(map(str.isalpha, sentence)))
    while group := list(itertools.islice(waiting, GROUP_SENTENCES)):
        yield group


def _sentence(
    source: str, start: int, hypotheses: Sequence[Hypothesis] | None, options: DecodingOptions
) -> SentenceTranslation:
    """Makes the result of a sentence, one that was not translated if there is no hypothesis."""
    hypotheses = hypotheses or [Hypothesis(source, (), 0.0, ())]
    best = hypotheses[0]
    attention = best.attention
    if options.attention and attention is None:
        attention = np.zeros((len(best.tokens), len(best.source_tokens)), np.float32)
    # A line of the text stays one line, whatever an engine writes.
    texts = [" ".join(hypothesis.text.splitlines()) for hypothesis in hypotheses]
    return SentenceTranslation(
        text=texts[0],
        start=start,
        end=start + len(source),
        score=best.score,
        tokens=best.tokens,
        source_tokens=best.source_tokens,
        n_best=tuple(
            Alternative(text, hypothesis.score)
            for text, hypothesis in zip(texts, hypotheses, strict=True)
        ),
        attention=attention,
    )
