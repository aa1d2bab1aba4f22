"""Interfaces between tasks and engines."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.text.placeables.placeable import Placeable


class RuntimeSettings(NamedTuple):
    """What computes, and where.

    Attributes:
        runtime: "ctranslate2", "keras" or "torch".
        device: "cpu", "cuda", …
        compute_type: "int8", "float32", …

    Example:
        >>> RuntimeSettings("ctranslate2", "cpu", "int8").device
        'cpu'
    """

    runtime: str
    device: str
    compute_type: str


class SentenceEmbedder(Protocol):
    """Computes the sentence embeddings that a summary is chosen by.

    Attributes:
        engine: The engine's name, such as "custom".
        model: The model's name.
        settings: What computes, and where.
    """

    engine: str
    model: str

    @property
    def settings(self) -> RuntimeSettings:
        """What computes, and where."""
        ...

    def embed(self, sentences: Sequence[str]) -> np.ndarray:
        """Embeds sentences.

        Args:
            sentences: The sentences; their order and batching do not matter to the result.

        Returns:
            float32 array of shape (len(sentences), D) with rows of length one.
        """
        ...


class Hypothesis(NamedTuple):
    """A hypothesis of beam search: one translation of a sentence.

    Attributes:
        text: The target.
        tokens: Its tokens, without markers of start and end.
        score: Mean log-probability of its tokens, the end among them, in nats.
        source_tokens: The tokens of the sentence, without markers.
        attention: Attention weights of each token over the tokens of the sentence, of shape
            (len(tokens), len(source_tokens)); the mean over the heads of the last layer.
    """

    text: str
    tokens: tuple[str, ...]
    score: float
    source_tokens: tuple[str, ...]
    attention: np.ndarray | None = None


class PreparedSource(Protocol):
    """A source sentence as an engine takes it, tokenized.

    Attributes:
        num_tokens: Number of tokens, as they count towards the most that the model can take.
        copied: What the model does not know, names say, so that the engine copies it.
    """

    @property
    def num_tokens(self) -> int:
        """See above."""
        ...

    @property
    def copied(self) -> Sequence[str]:
        """See above."""
        ...


Source = TypeVar("Source", bound=PreparedSource)


class SentenceTranslator(Protocol[Source]):
    """Translates sentences; what a text is made of is the task's concern.

    A sentence is prepared, which tokenizes it, and then translated: so its tokens are counted
    before, and it is tokenized once.

    Attributes:
        engine: The engine's name, such as "custom".
        model: The model's name.
        settings: What computes, and where.
        max_source_tokens: Most tokens of a source that the model can take.
        source_language: The language that it reads, its code; None if unknown.
        target_language: The language that it writes, its code; None if unknown.
        confidence: Weights of the confidence of its translations; None if nobody has fitted
            them.
        target_words: The words of the target language that it knows; None if unknown.
    """

    engine: str
    model: str
    settings: RuntimeSettings
    max_source_tokens: int
    source_language: str | None
    target_language: str | None
    confidence: Mapping[str, float] | None
    target_words: Collection[str] | None

    def prepare(
        self, sentences: Sequence[str], placeables: Sequence[Sequence[Placeable]] | None = None
    ) -> list[Source]:
        """Tokenizes sentences.

        Args:
            sentences: Sentences of any length; lone surrogates become "?".
            placeables: The placeables of each that the model shall not translate, in order; none
                if None. An engine does what it can for their targets to stand in the
                hypotheses; who needs them checks these.

        Returns:
            A source of each sentence.
        """
        ...

    def tokenize_target(self, text: str) -> tuple[int, ...]:
        """Returns the ids of the tokens that a target has for a text, without the end."""
        ...

    def translate(
        self,
        sources: Sequence[Source],
        options: DecodingOptions,
        suppressed: Sequence[Sequence[int]] = (),
    ) -> list[list[Hypothesis]]:
        """Translates prepared sentences.

        Args:
            sources: Sources of at most `max_source_tokens` tokens; their order and batching do
                not matter to the result.
            options: How to search.
            suppressed: Sequences of ids, as `tokenize_target` returns them, that no hypothesis may
                have.

        Returns:
            For each source `options.n_best` hypotheses, the best first.
        """
        ...


class GeneratedText(NamedTuple):
    """What a model has written to a text.

    Attributes:
        text: The target.
        num_tokens: Number of its tokens, without markers of start and end.

    Example:
        >>> GeneratedText("A bicycle has two wheels.", 6).num_tokens
        6
    """

    text: str
    num_tokens: int


class TextGenerator(Protocol):
    """Writes a target to each text, such as a summary; what is a text is the task's concern.

    Attributes:
        engine: The engine's name, such as "pretrained".
        model: The model's name.
        settings: What computes, and where.
        max_source_tokens: Most tokens of a text that the model can take, as `count_tokens` counts
            them: what it wants before and behind a text has its place already.
        max_target_tokens: Most tokens that it can write, the end among them.
        default_options: What it does where the options of a call are None; none of them is None.
    """

    engine: str
    model: str
    settings: RuntimeSettings
    max_source_tokens: int
    max_target_tokens: int
    default_options: GenerationOptions

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Counts the tokens of texts of any length, without those of start, end and prefix."""
        ...

    def generate(
        self,
        texts: Sequence[str],
        options: GenerationOptions,
        advance: Callable[[int], None] | None = None,
    ) -> list[GeneratedText]:
        """Writes a target to each text.

        Args:
            texts: Texts of at most `max_source_tokens` tokens; their order and batching do not
                matter to the result.
            options: How long, and how to search.
            advance: Called with how many more texts are done, as `nlp_suite.progress.progress_bar`
                has it.

        Returns:
            A target for each text, in their order.

        Raises:
            InvalidInputError: If a text is too long, or an option too large for the model.
        """
        ...


class TextTokens(NamedTuple):
    """A tokenized text with character offsets, without special tokens.

    Attributes:
        ids: int32 array of shape (T,), the token ids.
        starts: int32 array of shape (T,), where each token starts in the text, in characters.
        ends: int32 array of shape (T,), where it ends, the character after its last.
        words: int32 array of shape (T,), not falling: tokens with the same number belong to
            one word.
    """

    ids: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    words: np.ndarray


class SpanInput(NamedTuple):
    """A question and a window of a text, joined by the model's special tokens.

    Attributes:
        ids: int32 array of shape (L,), the token ids.
        segments: int32 array of shape (L,), 0 or 1.
        text_start: Position of the window's first token; the window's tokens follow it
            without a gap. Position 0 is the one that stands for "no answer".
    """

    ids: np.ndarray
    segments: np.ndarray
    text_start: int


class SpanScorer(Protocol):
    """Computes start and end logits; what a text is made of is the task's concern.

    Attributes:
        engine: The engine's name, such as "custom".
        model: The model's name.
        settings: What computes, and where.
        max_length: Most tokens that the model can take at once, special tokens among them.
        num_special_tokens: Number of special tokens in every input.
        temperature: What the sum of a start's and an end's logit is divided by before the
            softmax; fitted on held-out questions, 1 without such a fit.
        null_slope: What the log-odds of "no answer" are multiplied by, then `null_intercept` is
            added (Platt scaling); fitted likewise, 1 without such a fit.
        null_intercept: 0 without such a fit.
        answer_temperature: The temperature by which spans share what "no answer" leaves them, when
            those with the same words add up to the score of an answer; None without such a fit,
            and spans stand for themselves.
        batch_tokens: Most padded tokens of a batch.
    """

    engine: str
    model: str
    settings: RuntimeSettings
    max_length: int
    num_special_tokens: int
    temperature: float
    null_slope: float
    null_intercept: float
    answer_temperature: float | None
    batch_tokens: int

    def tokenize(self, texts: Sequence[str]) -> list[TextTokens]:
        """Tokenizes questions or texts of any length, whole."""
        ...

    def join(self, question_ids: np.ndarray, text_ids: np.ndarray) -> SpanInput:
        """Joins a question and a window of a text to one input.

        Args:
            question_ids: int32 array of shape (Q,).
            text_ids: int32 array of shape (W,).

        Returns:
            The model's input, of Q + W + `num_special_tokens` tokens.
        """
        ...

    def score(self, batches: Iterable[Sequence[SpanInput]]) -> Iterator[np.ndarray]:
        """Computes the logits of every position as a start and as an end.

        Args:
            batches: Inputs that are to be computed together; their order and batching do not
                matter to the result.

        Yields:
            For each batch, in its order, a float32 array of shape (B, L, 2), L the longest of
            the batch: logits of start and end, all finite; those of padding mean nothing.

        Raises:
            ModelFormatError: If a logit is not finite.
        """
        ...
