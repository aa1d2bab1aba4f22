"""Calibration of a reader that knows questions without an answer."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nlp_suite.engines.interfaces import SpanScorer
from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation.no_answer_threshold import best_threshold
from nlp_suite.evaluation.squad_metrics import token_f1
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.question_answering.reader import Reader
from nlp_suite.training.question_answering.temperature_scaling import (
    RecordedScorer,
    find_temperature,
)

_STEPS = 50
_SAMPLES = 300
# Nearer to 0 or 1 a score says no more.
_CERTAIN = 1e-12

Floats = npt.NDArray[np.float64]


class Calibration(NamedTuple):
    """Options of a model folder by which a reader's scores are probabilities.

    Args:
        temperature: What logits are divided by.
        null_slope: What the log-odds of "no answer" are multiplied by.
        null_intercept: What is added to them.
        no_answer_threshold: From which null score on the answer is none.

    Example:
        >>> Calibration(0.9, 0.3, 1.2, 0.5)._asdict()["temperature"]
        0.9
    """

    temperature: float
    null_slope: float
    null_intercept: float
    no_answer_threshold: float


def calibrate(
    scorer: SpanScorer,
    rows: Sequence[Mapping[str, Any]],
    options: ReadingOptions | None = None,
    *,
    answerable: float = 0.5,
    temperature: float | None = None,
) -> Calibration:
    """Fits a reader's temperature, its Platt scaling of "no answer" and its threshold.

    The temperature is that by which the spans' probabilities among themselves say best how often
    the likeliest is exactly right, on the questions with an answer; the scaling that by which
    the null score says best how many questions have none. The threshold is the median of those
    with the best F1 over all in samples of the rows (bootstrap): the best one for a few hundred
    rows is largely chance.

    Args:
        scorer: The reader's model. Its own temperature and scaling make no difference.
        rows: Questions that it was not trained on, with an answer and without one, rows of
            `load_questions`.
        options: How texts are read.
        answerable: The share of questions with an answer to calibrate for, above 0 and below 1;
            both kinds of rows are weighed so that it is theirs.
        temperature: The temperature, where it was fitted on other questions, see
            `find_temperature`; fitted on these if None.

    Returns:
        The calibration.

    Raises:
        InvalidInputError: If rows of one kind are missing, or the share is out of range.

    Example:
        ```python
        from nlp_suite.engines.custom.span_scorer import SpanScorer

        rows = [{"question": "Who fell?", "context": "Jack fell down.",
                 "answers": {"text": ["Jack"], "answer_start": [0]}},
                {"question": "Who paid?", "context": "Jack fell down.",
                 "answers": {"text": [], "answer_start": []}}]
        calibrate(SpanScorer(ModelFolder.open("english-reader")), rows).temperature
        ```

    Reference:
        Platt 1999, "Probabilistic Outputs for Support Vector Machines and Comparisons to
        Regularized Likelihood Methods"; Guo et al. 2017, https://arxiv.org/abs/1706.04599
    """
    if not 0 < answerable < 1:
        raise InvalidInputError(f"answerable must be above 0 and below 1, got {answerable}")
    unanswerable = np.array([not row["answers"]["text"] for row in rows], np.bool_)
    if not 0 < unanswerable.sum() < unanswerable.size:
        raise InvalidInputError(
            "questions with an answer and without one are needed, got "
            f"{int((~unanswerable).sum())} and {int(unanswerable.sum())}"
        )
    if temperature is None:
        temperature = find_temperature(scorer, rows, options, given_an_answer=True)
    recorded = RecordedScorer(scorer)
    recorded.rewind(temperature)
    answers = Reader(recorded, options)(
        [row["question"] for row in rows],
        [row["context"] for row in rows],
        always=True,
        progress=False,
    )
    nulls = np.clip([answer.null_score for answer in answers], _CERTAIN, 1 - _CERTAIN)
    log_odds = np.log(nulls) - np.log1p(-nulls)
    share = unanswerable.mean()
    weights = np.where(unanswerable, (1 - answerable) / share, answerable / (1 - share))
    slope, intercept = fit_platt_scaling(log_odds, unanswerable, weights)
    scaled = 1 / (1 + np.exp(-(slope * log_odds + intercept)))
    f1 = np.array(
        [
            token_f1(answer.text, row["answers"]["text"]) if row["answers"]["text"] else 0.0
            for answer, row in zip(answers, rows, strict=True)
        ]
    )
    threshold = _median_threshold(scaled, weights * f1, weights * unanswerable)
    return Calibration(temperature, round(slope, 4), round(intercept, 4), round(threshold, 3))


def likelier_threshold(calibrated: float, expected: float) -> float:
    """Returns from which null score on it is likelier that a text has no answer.

    That is 0.5 where as many questions have an answer as the null score was calibrated for, and
    more where more have one (Bayes' rule).

    Args:
        calibrated: The share of questions with an answer that it was calibrated for, above 0
            and below 1.
        expected: The share that is expected, above 0 and below 1.

    Returns:
        The threshold.

    Raises:
        InvalidInputError: If a share is out of range.

    Example:
        >>> likelier_threshold(0.5, 0.5), round(likelier_threshold(0.6, 0.9), 3)
        (0.5, 0.857)

    Reference:
        Saerens et al. 2002, "Adjusting the Outputs of a Classifier to New a Priori
        Probabilities", https://doi.org/10.1162/089976602753284446
    """
    for name, share in (("calibrated", calibrated), ("expected", expected)):
        if not 0 < share < 1:
            raise InvalidInputError(f"{name} must be above 0 and below 1, got {share}")
    odds = expected / (1 - expected) * (1 - calibrated) / calibrated
    return odds / (1 + odds)


def _median_threshold(nulls: Floats, answered: Floats, empty: Floats) -> float:
    random = np.random.RandomState(0)
    found = []
    for _ in range(_SAMPLES):
        chosen = random.randint(nulls.size, size=nulls.size)
        best = best_threshold(nulls[chosen], answered[chosen], empty[chosen])
        found.append(1.0 if best.threshold is None else best.threshold)
    return float(np.median(found))


def fit_platt_scaling(
    log_odds: Floats, truth: npt.NDArray[np.bool_], weights: Floats
) -> tuple[float, float]:
    """Fits a logistic regression of what is true on log-odds (Platt scaling).

    Args:
        log_odds: Array of shape (N,).
        truth: Array of shape (N,), neither all True nor all False.
        weights: Array of shape (N,), above 0: how much each counts.

    Returns:
        Slope and intercept, the former at least 0.01.

    Example:
        >>> odds = np.array([-2.0, -2.0, -2.0, 2.0, 2.0, 2.0])
        >>> truth = np.array([False, False, True, True, True, False])
        >>> slope, intercept = fit_platt_scaling(odds, truth, np.ones(6))
        >>> round(slope, 3), round(intercept, 3)
        (0.347, 0.0)
    """
    features = np.stack([log_odds, np.ones_like(log_odds)])  # (2, N)
    found = np.zeros(2)
    for _ in range(_STEPS):
        probabilities = 1 / (1 + np.exp(-(found @ features)))
        gradient = features @ (weights * (truth - probabilities))
        curvature = (features * (weights * probabilities * (1 - probabilities))) @ features.T
        # Where the two can be told without error, the slope would grow for ever.
        step = np.linalg.solve(curvature + 1e-3 * np.eye(2), gradient - 1e-3 * found)
        found += step
        if np.abs(step).max() < 1e-9:
            break
    return max(0.01, float(found[0])), float(found[1])
