"""Evaluation of question answering: exact match and F1 with confidence intervals."""

import heapq
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

import numpy as np

from nlp_suite.arguments import shown
from nlp_suite.data.parallel.rows import BadRows
from nlp_suite.data.questions.load import open_questions
from nlp_suite.data.questions.rows import QuestionExample, QuestionSource, read_examples
from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation.bootstrap import bootstrap_means, check_resampling
from nlp_suite.evaluation.calibration import (
    area_under_roc,
    average_precision,
    calibration_bins,
    expected_calibration_error,
)
from nlp_suite.evaluation.no_answer_threshold import best_threshold
from nlp_suite.evaluation.question_answering_results import (
    AnswerEvaluation,
    AnswerExample,
    AnswerSubset,
)
from nlp_suite.evaluation.squad_metrics import exact_match, token_f1
from nlp_suite.progress import track

_GROUP, _GROUP_CHARACTERS, _WORST = 256, 1 << 22, 10


class ScoredAnswer(Protocol):
    """An answer with its scores, as `nlp_suite.results.Answer` is one.

    Attributes:
        text: The answer; "" for none.
        score: How probable it is that the answer is right, from 0 to 1.
        null_score: Higher the more probable it is that the text has no answer.
    """

    @property
    def text(self) -> str:
        """The answer; "" for none."""
        ...

    @property
    def score(self) -> float:
        """How probable it is that the answer is right, from 0 to 1."""
        ...

    @property
    def null_score(self) -> float:
        """Higher the more probable it is that the text has no answer."""
        ...


AnswerQuestions = Callable[[list[str], list[str]], Sequence[ScoredAnswer]]


def evaluate_answers(
    data: str | Path | Sequence[str | Path] | Iterable[Mapping[str, Any]],
    answer: AnswerQuestions,
    *,
    answer_always: AnswerQuestions | None = None,
    limit: int | None = None,
    on_bad_rows: BadRows = "error",
    resamples: int = 1000,
    seed: int = 0,
    progress: bool | None = None,
) -> AnswerEvaluation:
    """Evaluates a reader against gold answers.

    Args:
        data: A file with questions (SQuAD's `.json`, `.jsonl`, `.parquet`; see
            docs/data.md), a list of such files, or the rows themselves: what
            `load_questions` or `mix_contexts` returned, or a list of dictionaries.
        answer: Takes a list of at most 256 questions and a list of as many contexts, and
            returns their answers: objects with `text`, `score` and `null_score`, such as
            `nlp_suite.results.Answer`. Questions of one context come together.
        answer_always: As `answer`, but with the best span whatever the null score. It is called
            with the questions that `answer` gave none to, as the best F1 over all thresholds
            needs their spans; without it these stay without an answer at every threshold. So
            do those whose empty answer has a `reason` other than "" or "unanswerable", unless
            every question has an answer.
        limit: How many questions to read at most; all if None.
        on_bad_rows: "error", or "skip" to leave bad rows out; as in `load_questions`.
        resamples: Number of bootstrap samples of the questions.
        seed: Seed of the bootstrap.
        progress: Whether to show a progress bar; if None, only on a terminal.

    Returns:
        Exact match and F1 by the rules of SQuAD, with 95 % intervals; the speed, which
        counts the time in `answer` alone, its first call included; how far the scores are
        from probabilities of an exact match; where some questions have an answer and some have
        none, each half by itself, how well `null_score` parts them, and the best threshold;
        where all have one, and `answer_always` is given, the best spans by themselves, as SQuAD
        1.1 is scored; where questions have a `kind`, each kind by itself; the ten worst answers;
        and every answer by the question's id.

    Raises:
        InvalidInputError: If there is no such file, an argument is out of range, or
            `answer` does not return an answer for each question.
        DataFormatError: If the data are damaged, or a row is bad.

    Example:
        >>> from types import SimpleNamespace as Answer
        >>> rows = [{"id": "1", "question": "Who sleeps?", "context": "Tom sleeps.",
        ...          "answers": {"text": ["Tom"], "answer_start": [0]}}]
        >>> def first_word(questions, contexts):
        ...     return [Answer(text=c.split()[0], score=0.7, null_score=0.1) for c in contexts]
        >>> evaluate_answers(rows, first_word).exact_match.score
        100.0

    Reference:
        Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text",
        https://arxiv.org/abs/1606.05250; for questions without an answer Rajpurkar et al.
        2018, "Know What You Don't Know", https://arxiv.org/abs/1806.03822.
    """
    # Before the work, so that nobody waits for answers that cannot be scored.
    check_resampling(resamples, seed)
    questions, contexts = _read(data, limit, on_bad_rows)
    predictions = [""] * len(questions)
    judged = np.zeros((len(questions), len(_Judgement._fields)))
    always = judged.copy()
    all_answerable = all(question.answers for question in questions)
    seconds = 0.0
    for group in track(list(_groups(contexts)), "Answering", show=progress):
        own = [questions[index] for index in group]
        begin = time.perf_counter()
        answers = answer([one.question for one in own], [one.context for one in own])
        seconds += time.perf_counter() - begin
        again = []
        for index, question, found in zip(group, own, _checked(answers, own), strict=True):
            predictions[index] = found.text
            judged[index] = _judgement(question, found)
            always[index] = judged[index]
            asked_again = all_answerable or getattr(found, "reason", "") in ("", "unanswerable")
            if not found.text and asked_again:
                again.append(index)
        if answer_always is not None and again:
            own = [questions[index] for index in again]
            answers = answer_always([one.question for one in own], [one.context for one in own])
            for index, question, found in zip(again, own, _checked(answers, own), strict=True):
                always[index] = _judgement(question, found)
    right, f1, scores, null_scores, _ = judged.T
    unanswerable = np.array([not question.answers for question in questions])

    def subset(chosen: np.ndarray, judged: np.ndarray = judged) -> AnswerSubset:
        exact, overlap = bootstrap_means(100 * judged[chosen, :2], resamples=resamples, seed=seed)
        right, _, scores, _, empty = judged[chosen].T
        return AnswerSubset(
            questions=int(chosen.sum()),
            unanswerable=int(unanswerable[chosen].sum()),
            exact_match=exact,
            f1=overlap,
            empty=float(empty.mean()),
            mean_score=float(scores.mean()),
            calibration_error=expected_calibration_error(calibration_bins(scores, right)),
        )

    def best_spans() -> AnswerSubset:
        # That there is an answer is known here, so the probability given that is measured.
        given = always.copy()
        given[:, 2] = np.minimum(always[:, 2] / np.maximum(1 - always[:, 3], always[:, 2]), 1)
        given[always[:, 2] == 0, 2] = 0
        return subset(np.full(len(questions), True), given)

    whole = subset(np.full(len(questions), True))
    both = 0 < whole.unanswerable < whole.questions
    kinds = np.array([question.kind for question in questions])
    worst = heapq.nsmallest(_WORST, range(len(questions)), key=lambda i: (f1[i], -scores[i]))
    return AnswerEvaluation(
        exact_match=whole.exact_match,
        f1=whole.f1,
        questions=whole.questions,
        unanswerable=whole.unanswerable,
        questions_per_second=len(questions) / max(seconds, 1e-9),
        calibration_error=whole.calibration_error,
        calibration_bins=calibration_bins(scores, right),
        null_auroc=area_under_roc(null_scores, unanswerable),
        null_average_precision=average_precision(null_scores, unanswerable),
        has_answer=subset(~unanswerable) if both else None,
        no_answer=subset(unanswerable) if both else None,
        always=best_spans() if all_answerable and answer_always is not None else None,
        best_exact_match=best_threshold(null_scores, always[:, 0], unanswerable) if both else None,
        best_f1=best_threshold(null_scores, always[:, 1], unanswerable) if both else None,
        kinds={kind: subset(kinds == kind) for kind in sorted(set(kinds.tolist()) - {""})},
        worst=tuple(
            _example(questions[i], predictions[i], float(scores[i]), 100 * float(f1[i]))
            for i in worst
        ),
        predictions={
            question.id: text for question, text in zip(questions, predictions, strict=True)
        },
    )


class _Judgement(NamedTuple):
    """An answer in numbers."""

    exact_match: float
    f1: float
    score: float
    null_score: float
    empty: bool


def _judgement(question: QuestionExample, found: ScoredAnswer) -> _Judgement:
    return _Judgement(
        exact_match(found.text, question.answers),
        token_f1(found.text, question.answers),
        found.score,
        found.null_score,
        not found.text,
    )


def _read(
    data: Any, limit: int | None, on_bad_rows: BadRows
) -> tuple[list[QuestionExample], dict[str, list[int]]]:
    """Reads all questions, those of one context sharing it, and groups them by it."""
    listed = isinstance(data, list | tuple) and any(isinstance(one, str | Path) for one in data)
    if listed or isinstance(data, str | Path):
        sources: Iterable[QuestionSource] = open_questions(data)
    elif isinstance(data, Iterable):
        sources = [QuestionSource.of_rows(data)]
    else:
        raise InvalidInputError(
            f"data must be a file, a list of files or questions, got {type(data).__name__}"
        )
    questions: list[QuestionExample] = []
    contexts: dict[str, list[int]] = {}
    for question in read_examples(sources, limit=limit, on_bad_rows=on_bad_rows):
        of_context = contexts.setdefault(question.context, [])
        if of_context:
            question = question._replace(context=questions[of_context[0]].context)
        of_context.append(len(questions))
        questions.append(question)
    return questions, contexts


def _groups(contexts: Mapping[str, list[int]]) -> Iterator[list[int]]:
    """Groups questions of one context, in groups that bound the reader's memory.

    A context is only parted from itself if it has more questions than a group.
    """
    group: list[int] = []
    characters = 0
    for context, indices in contexts.items():
        full = len(group) + len(indices) > _GROUP or characters + len(context) > _GROUP_CHARACTERS
        if group and full:
            yield group
            group, characters = [], 0
        for start in range(0, len(indices) - _GROUP, _GROUP):
            yield indices[start : start + _GROUP]
        group = group + indices[-(len(indices) % _GROUP or _GROUP) :]
        characters += len(context)
    yield group


def _checked(answers: object, questions: Sequence[QuestionExample]) -> Sequence[ScoredAnswer]:
    if not isinstance(answers, list | tuple) or len(answers) != len(questions):
        raise InvalidInputError(
            f"answer must return a list of {len(questions)} answers for as many questions, got "
            f"{repr(answers)[:80]}"
        )
    for found, question in zip(answers, questions, strict=True):
        text, score, null_score = (
            getattr(found, name, None) for name in ("text", "score", "null_score")
        )
        numbers = all(isinstance(value, int | float | np.floating) for value in (score, null_score))
        # A NaN is in no interval.
        if not isinstance(text, str) or not numbers or not 0 <= cast("float", score) <= 1:
            raise InvalidInputError(
                "an answer must have a text, a score from 0 to 1 and a null_score, got "
                f"{repr(found)[:80]} for question {question.id[:80]!r}"
            )
        if not _is_finite(cast("float", null_score)):
            raise InvalidInputError(
                f"a null_score must be a finite number, got {shown(null_score)} for question "
                f"{question.id[:80]!r}"
            )
    return answers


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # No float is as large.
        return False


def _example(question: QuestionExample, prediction: str, score: float, f1: float) -> AnswerExample:
    return AnswerExample(
        id=question.id,
        title=question.title,
        question=question.question,
        prediction=prediction,
        golds=tuple(dict.fromkeys(question.answers)),
        score=score,
        f1=f1,
    )
