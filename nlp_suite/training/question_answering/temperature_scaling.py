"""Temperature scaling (Guo et al. 2017) of a reader's probabilities."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp_suite.engines.interfaces import SpanInput, SpanScorer, TextTokens
from nlp_suite.evaluation.squad_metrics import exact_match
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.question_answering.reader import Reader

# The search ends when the temperature is known to about one per cent.
_LOWEST, _HIGHEST, _STEPS = 0.25, 8.0, 12
_GOLDEN = (math.sqrt(5) - 1) / 2


def find_temperature(
    scorer: SpanScorer,
    rows: Sequence[Mapping[str, Any]],
    options: ReadingOptions | None = None,
    *,
    given_an_answer: bool = False,
) -> float:
    """Fits the temperature (scaling) that calibrates a reader's scores best.

    Training makes a reader overconfident. The temperature changes no order of a window's
    answers; it is chosen so that the log-likelihood of what happened, whether each answer is
    exactly a gold one, is the highest.

    Args:
        scorer: The reader's model. It computes each window once; its own temperature makes no
            difference.
        rows: Questions that it was not trained on, rows of `load_questions`; those without
            an answer are left out.
        options: How texts are read.
        given_an_answer: Whether the scores are those of the spans among themselves, without
            the part that "no answer" has, which then wants a calibration of its own.

    Returns:
        The temperature, from 0.25 to 8; 1 if no question has an answer.

    Example:
        ```python
        rows = [{"question": "Who fell?", "context": "Jack fell down.",
                 "answers": {"text": ["Jack"], "answer_start": [0]}}]
        extractor = SpanExtractor.from_encoder("all-MiniLM-L6-v2")
        options = {"window": 384, "stride": 128, "max_question_tokens": 64, "temperature": 1.0}
        save_model(extractor, "runs/untrained", tokenizer, options=options)
        find_temperature(SpanScorer(ModelFolder.open("runs/untrained")), rows)  # from 0.25 to 8
        ```

    Reference:
        Guo et al. 2017, "On Calibration of Modern Neural Networks",
        https://arxiv.org/abs/1706.04599
    """
    answered = [row for row in rows if row["answers"]["text"]]
    if not answered:
        return 1.0
    questions = [row["question"] for row in answered]
    texts = [row["context"] for row in answered]
    recorded = RecordedScorer(scorer)
    reader = Reader(recorded, options)

    def loss(logarithm: float) -> float:
        recorded.rewind(math.exp(logarithm))
        answers = reader(questions, texts, always=True, progress=False)
        right = np.array(
            [
                exact_match(answer.text, row["answers"]["text"])
                for answer, row in zip(answers, answered, strict=True)
            ]
        )
        scores = np.array([answer.score for answer in answers])
        if given_an_answer:
            scores /= np.maximum(1 - np.array([answer.null_score for answer in answers]), 1e-12)
        return _cross_entropy(scores, right > 0)

    return _minimize(loss)


def find_answer_temperature(
    scorer: SpanScorer, rows: Sequence[Mapping[str, Any]], options: ReadingOptions | None = None
) -> float:
    """Fits the temperature of answers, whose score is that of all spans with their words.

    It changes neither an answer nor whether there is one, only scores. It is chosen so that
    the log-likelihood of what happened is the highest: that an answer is exactly a gold one, or
    that there is none if the reader says so.

    Args:
        scorer: The reader's model, with its temperature and its scaling of "no answer". It computes
            each window once.
        rows: Questions that it was not trained on, rows of `load_questions`, those without an
            answer too, in the share that scores are to be calibrated for.
        options: How texts are read, and from which null score on there is no answer.

    Returns:
        The temperature, from 0.25 to 8; that of the scorer if there is no question.

    Example:
        ```python
        scorer = SpanScorer(ModelFolder.open("english-reader"))
        rows = list(load_questions("questions.json"))
        find_answer_temperature(scorer, rows)
        ```

    Reference:
        Guo et al. 2017, "On Calibration of Modern Neural Networks",
        https://arxiv.org/abs/1706.04599
    """
    if not rows:
        return scorer.temperature
    questions = [row["question"] for row in rows]
    texts = [row["context"] for row in rows]
    recorded = RecordedScorer(scorer)
    recorded.null_slope, recorded.null_intercept = scorer.null_slope, scorer.null_intercept
    reader = Reader(recorded, options)

    def loss(logarithm: float) -> float:
        recorded.rewind(scorer.temperature)
        recorded.answer_temperature = math.exp(logarithm)
        answers = reader(questions, texts, progress=False)
        right = np.array(
            [
                exact_match(answer.text, row["answers"]["text"]) > 0
                if answer and row["answers"]["text"]
                else not answer and not row["answers"]["text"]
                for answer, row in zip(answers, rows, strict=True)
            ]
        )
        return _cross_entropy(np.array([answer.score for answer in answers]), right)

    return _minimize(loss)


def _cross_entropy(scores: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    clipped = np.clip(scores, 1e-6, 1 - 1e-6)
    return -float(np.mean(np.log(np.where(right, clipped, 1 - clipped))))


def _minimize(loss: Callable[[float], float]) -> float:
    """Finds the temperature whose logarithm has the least loss, by golden-section search."""
    low, high = math.log(_LOWEST), math.log(_HIGHEST)
    points = [high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)]
    losses = [loss(point) for point in points]
    for _ in range(_STEPS):
        if losses[0] < losses[1]:
            high = points[1]
            points = [high - _GOLDEN * (high - low), points[0]]
            losses = [loss(points[0]), losses[0]]
        else:
            low = points[0]
            points = [points[1], low + _GOLDEN * (high - low)]
            losses = [losses[1], loss(points[1])]
    return round(math.exp(points[int(np.argmin(losses))]), 3)


class RecordedScorer:
    """Caches a scorer: computes at the first pass, and replays the scores at every other.

    Its "no answer" is not calibrated.

    Args:
        scorer: The scorer.
    """

    def __init__(self, scorer: SpanScorer) -> None:
        self.engine = scorer.engine
        self.model = scorer.model
        self.settings = scorer.settings
        self.max_length = scorer.max_length
        self.num_special_tokens = scorer.num_special_tokens
        self.temperature = scorer.temperature
        self.null_slope, self.null_intercept = 1.0, 0.0
        self.answer_temperature: float | None = None
        self.batch_tokens = scorer.batch_tokens
        self._scorer = scorer
        self._logits: list[np.ndarray] = []
        self._next = 0

    def rewind(self, temperature: float) -> None:
        """Starts another pass over the same inputs.

        Args:
            temperature: The temperature of it.
        """
        self.temperature = temperature
        self._next = 0

    def tokenize(self, texts: Sequence[str]) -> list[TextTokens]:
        """See `nlp_suite.engines.interfaces.SpanScorer.tokenize`."""
        return self._scorer.tokenize(texts)

    def join(self, question_ids: np.ndarray, text_ids: np.ndarray) -> SpanInput:
        """See `nlp_suite.engines.interfaces.SpanScorer.join`."""
        return self._scorer.join(question_ids, text_ids)

    def score(self, batches: Iterable[Sequence[SpanInput]]) -> Iterator[np.ndarray]:
        """See `nlp_suite.engines.interfaces.SpanScorer.score`."""
        if self._next == len(self._logits):
            self._logits.extend(self._scorer.score(batches))
            first, self._next = self._next, len(self._logits)
            yield from self._logits[first:]
        else:
            for _ in batches:
                self._next += 1
                yield self._logits[self._next - 1]
