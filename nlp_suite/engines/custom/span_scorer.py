"""Start and end logits of answer spans from the `SpanExtractor` of a model folder."""

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Unpack, cast

import numpy as np

from nlp_suite.engines.batching import check_batch_tokens
from nlp_suite.engines.custom.runtime_choice import make_encoder_runtime
from nlp_suite.engines.interfaces import SpanInput
from nlp_suite.engines.span_tokenizer import BaseSpanScorer, max_text_tokens
from nlp_suite.errors import ModelFormatError
from nlp_suite.load_options import MODEL_OPTIONS, DeviceKeywords, LoadOptions
from nlp_suite.models.configs.span_extractor_config import HEAD_PARAMETERS, SpanExtractorConfig
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.option_signatures import with_options

_OPTIONS = (
    "window",
    "stride",
    "max_windows",
    "bm25_weight",
    "max_question_tokens",
    "no_answer_threshold",
    "language",
    "temperature",
    "null_slope",
    "null_intercept",
    "answer_temperature",
)

# Padded tokens of one batch: enough for efficient matrix products, few enough for a CPU's
# caches. A longer window is a batch of its own.
BATCH_TOKENS = 512


class SpanScorer(BaseSpanScorer):
    """Scores the tokens of texts with the `SpanExtractor` of a model folder.

    The runtime computes the encoder's hidden states, NumPy the head in float32.

    Args:
        folder: A model folder whose task is "answer".
        batch_tokens: Most padded tokens to compute at once; 512 if None.
        name: The model's name in results; the folder's name if None.
        **options: What computes, and where; see `nlp_suite.load_options.LoadOptions`.

    Attributes:
        engine: "custom".
        model: The model's name.
        settings: What computes, and where.
        max_length: Most tokens that the model can take at once, special tokens among them.
        num_special_tokens: Number of special tokens in every input.
        temperature: See `nlp_suite.engines.interfaces.SpanScorer`.
        null_slope: See `nlp_suite.engines.interfaces.SpanScorer`.
        null_intercept: See `nlp_suite.engines.interfaces.SpanScorer`.
        answer_temperature: See `nlp_suite.engines.interfaces.SpanScorer`.
        batch_tokens: Most padded tokens of a batch.
        window: Number of tokens of an input in training, special tokens among them.
        stride: Number of tokens that neighbouring windows of a text had in common there.
        max_question_tokens: Largest number of tokens of a question there.

    Raises:
        InvalidInputError: If an argument is none of its possible values.
        ModelFormatError: If the model is no `SpanExtractor`, or the folder's options or its
            tokenizer are not those of one.
        MissingDependencyError: If the Keras runtime is asked for without Keras.

    Example:
        ```python
        extractor = SpanExtractor.from_encoder("all-MiniLM-L6-v2")
        options = {"window": 384, "stride": 128, "max_question_tokens": 64, "temperature": 1.0}
        save_model(extractor, "runs/untrained", tokenizer, options=options)
        scorer = SpanScorer(ModelFolder.open("runs/untrained"))
        question, text = scorer.tokenize(["Who fell?", "Jack fell down."])
        joined = scorer.join(question.ids, text.ids)
        (logits,) = scorer.score([[joined]])  # (1, len(joined.ids), 2)
        ```
    """

    engine = "custom"

    @with_options(LoadOptions, without=MODEL_OPTIONS)
    def __init__(
        self,
        folder: ModelFolder,
        *,
        batch_tokens: int | None = None,
        name: str | None = None,
        **options: Unpack[DeviceKeywords],
    ) -> None:
        self.model = name or folder.path.name
        config = folder.config_as(SpanExtractorConfig)
        self.max_length = config.max_length
        super().__init__(folder.read_tokenizer(), folder.path)
        self.window, self.stride, self.max_question_tokens = _check_sizes(
            folder, self.max_length, self.num_special_tokens
        )
        self.temperature = _check_positive(folder, "temperature", folder.options.get("temperature"))
        # Older folders, and readers of texts that all have an answer, have no such fit.
        self.null_slope = _check_positive(folder, "null_slope", folder.options.get("null_slope", 1))
        self.null_intercept = _check_finite_number(folder, "null_intercept", 0)
        self.answer_temperature = None
        if "answer_temperature" in folder.options:
            value = folder.options["answer_temperature"]
            self.answer_temperature = _check_positive(folder, "answer_temperature", value)
        self._has_segments = config.num_segments > 1
        self.batch_tokens = check_batch_tokens(batch_tokens, BATCH_TOKENS)
        head = folder.read_parameters("float32", only=HEAD_PARAMETERS)
        self._kernel, self._bias = (head[name] for name in HEAD_PARAMETERS)
        self._runtime = make_encoder_runtime(folder, options)
        self.settings = self._runtime.settings

    def _logits(self, batches: Iterable[Sequence[SpanInput]]) -> Iterator[np.ndarray]:
        of_ids, of_segments = itertools.tee(batches)
        ids = ([one.ids for one in batch] for batch in of_ids)
        segments = ([one.segments for one in batch] for batch in of_segments)
        states = self._runtime.encode(ids, segments if self._has_segments else None)
        for hidden in states:
            # What is no number is refused by name.
            with np.errstate(over="ignore", invalid="ignore"):
                logits = hidden @ self._kernel + self._bias
            yield logits  # (B, L, 2)


def _check_sizes(
    folder: ModelFolder, max_length: int, num_special_tokens: int
) -> tuple[int, int, int]:
    options = folder.options
    for name in options:
        if name not in _OPTIONS:
            raise ModelFormatError(f"{folder.path}: unknown option {name!r}")
    window, stride, question = (
        _number(folder, name) for name in ("window", "stride", "max_question_tokens")
    )
    if window > max_length:
        raise ModelFormatError(
            f"{folder.path}: window must be at most {max_length}, the model's max_length, got "
            f"{window}"
        )
    room = max_text_tokens(window, question, num_special_tokens)
    if room <= stride:
        raise ModelFormatError(
            f"{folder.path}: stride must be below the {room} tokens that a window of {window} "
            f"leaves to the text, got {stride}"
        )
    return window, stride, question


def _number(folder: ModelFolder, name: str) -> int:
    value = folder.options.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ModelFormatError(
            f"{folder.path}: {name} must be a whole number from 1 up, got {value!r}"
        )
    return value


def _check_positive(folder: ModelFolder, name: str, value: object) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < cast("float", value) < math.inf:
        raise ModelFormatError(f"{folder.path}: {name} must be positive, got {value!r}")
    return float(cast("float", value))


def _check_finite_number(folder: ModelFolder, name: str, default: float) -> float:
    value = folder.options.get(name, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise ModelFormatError(f"{folder.path}: {name} must be a finite number, got {value!r}")
    return float(value)
