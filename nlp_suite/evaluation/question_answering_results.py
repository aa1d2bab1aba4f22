"""Results of evaluating question answering: frozen records, ready for JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nlp_suite.evaluation.bootstrap import MetricScore
from nlp_suite.evaluation.calibration import CalibrationBin
from nlp_suite.evaluation.no_answer_threshold import BestThreshold


@dataclass(frozen=True, slots=True)
class AnswerExample:
    """An answer beside the gold answers.

    Args:
        id: The question's id.
        title: The title of the article that the context is from, or "".
        question: The question.
        prediction: What was answered; "" for no answer.
        golds: The different answers that people gave; none if the context has no answer.
        score: The reader's score of its answer.
        f1: F1 of this answer, from 0 to 100.

    Example:
        >>> AnswerExample("7", "Rome", "When?", "in 1966", ("1966",), 0.8, 66.7).golds
        ('1966',)
    """

    id: str
    title: str
    question: str
    prediction: str
    golds: tuple[str, ...]
    score: float
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSubset:
    """The quality of a reader over some of the questions.

    Args:
        questions: Their number.
        unanswerable: How many of them have no answer.
        exact_match: As for all questions, see `AnswerEvaluation`.
        f1: As for all questions.
        empty: The share of them that the reader gave no answer to, from 0 to 1.
        mean_score: The mean score of its answers, the empty ones among them.
        calibration_error: As for all questions.

    Example:
        >>> score = MetricScore(50.0, 40.0, 60.0)
        >>> subset = AnswerSubset(questions=80, unanswerable=0, exact_match=score, f1=score,
        ...                       empty=0.1, mean_score=0.55, calibration_error=0.05)
        >>> subset.f1.score
        50.0
    """

    questions: int
    unanswerable: int
    exact_match: MetricScore
    f1: MetricScore
    empty: float
    mean_score: float
    calibration_error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEvaluation:
    """The quality and the speed of a reader over a set of questions.

    Args:
        exact_match: Share of questions with exactly a gold answer.
        f1: Token F1 with a gold answer.
        questions: Number of questions.
        unanswerable: How many of them have no answer.
        questions_per_second: Questions divided by the seconds that the reader took.
        calibration_error: Expected calibration error of the scores as probabilities of an
            exact match, from 0 to 1.
        calibration_bins: What it is computed from, in rising order of the scores.
        null_auroc: How well `null_score` separates questions without an answer from the others:
            area under the ROC curve, from 0 to 1; None unless there are both.
        null_average_precision: Average precision of finding those without an answer by it;
            None unless there are both.
        has_answer: The questions that have an answer; None unless there are both.
        no_answer: Those that have none; None unless there are both.
        always: All questions with the best span for each, whatever the null score, as SQuAD 1.1 is
            scored; its mean score and calibration error are those of score / (1 - null score),
            the probability given that there is an answer. None unless all have one.
        best_exact_match: The highest exact match over all thresholds of the null score; None
            unless there are both.
        best_f1: The highest F1 over all of them; None unless there are both.
        kinds: The questions of each kind, in the order of their names; empty where questions
            have no kind.
        worst: The answers with the lowest F1, of equal ones those with the highest score
            first.
        predictions: What was answered to each question, by its id.

    Example:
        >>> score = MetricScore(50.0, 40.0, 60.0)
        >>> result = AnswerEvaluation(
        ...     exact_match=score, f1=score, questions=2, unanswerable=0,
        ...     questions_per_second=9.0, calibration_error=0.1, calibration_bins=(),
        ...     null_auroc=None, worst=(), predictions={"7": "in 1966"},
        ... )
        >>> result.to_dict()["f1"]["score"]
        50.0
    """

    exact_match: MetricScore
    f1: MetricScore
    questions: int
    unanswerable: int
    questions_per_second: float
    calibration_error: float
    calibration_bins: tuple[CalibrationBin, ...]
    null_auroc: float | None
    null_average_precision: float | None = None
    has_answer: AnswerSubset | None = None
    no_answer: AnswerSubset | None = None
    always: AnswerSubset | None = None
    best_exact_match: BestThreshold | None = None
    best_f1: BestThreshold | None = None
    kinds: Mapping[str, AnswerSubset] = field(default_factory=dict)
    worst: tuple[AnswerExample, ...]
    predictions: Mapping[str, str] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Converts the result, and the records in it, to dictionaries and lists.

        Returns:
            A dictionary that `json.dumps` takes. `predictions`, as long as the data, are
            left out: `json.dumps(evaluation.predictions)` is what SQuAD's own script reads.

        Example:
            ```python
            json.dumps(answer_evaluation.to_dict())
            ```
        """
        values = asdict(self)
        del values["predictions"]
        worst = [{**example, "golds": list(example["golds"])} for example in values["worst"]]
        bins = list(values["calibration_bins"])
        return {**values, "calibration_bins": bins, "worst": worst}
