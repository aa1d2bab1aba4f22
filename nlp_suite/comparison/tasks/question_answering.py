"""Comparison of answers: agreement, exact match and F1."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nlp_suite.comparison.inputs import ComparisonInputs
from nlp_suite.comparison.rendering.html_marking import MarkedSpan, escape, mark_spans
from nlp_suite.comparison.rendering.html_rows import result_rows
from nlp_suite.comparison.tasks.base import (
    READ_DOCUMENTS,
    ComparedTask,
    References,
    texts_of,
)
from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation.bootstrap import MetricScore
from nlp_suite.option_signatures import option_names
from nlp_suite.results import Answer
from nlp_suite.tasks.question_answering.inputs import pair_up
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.question_answering.reader import Reader

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison
    from nlp_suite.data.texts import Text, Texts

# Characters up to which the text of an answer is shown whole; one may have many questions.
_WHOLE = 20_000


class ComparedQuestionAnswering(ComparedTask):
    """Comparison of answers: agreement by the F1 of their words, scores by exact match and F1.

    The agreement of two answers is their F1 by the rules of SQuAD, as if one were the gold
    answer of the other; which one makes no difference. With `top_k` the first answers are
    compared.

    Example:
        >>> ComparedQuestionAnswering().make_inputs(["One text.", "Another."], "Who?").questions
        ('Who?', 'Who?')
    """

    name = "answer"
    options = ("top_k", *option_names(ReadingOptions))
    agreement_metric = "F1 of the answers' words, in %"
    task_classes = (Reader,)
    performer = "reader"

    def make_inputs(
        self, inputs: "Text | Texts", questions: str | Iterable[str] | None
    ) -> ComparisonInputs:
        """See `ComparedTask.make_inputs`."""
        texts = texts_of("inputs", inputs, many=READ_DOCUMENTS)
        if questions is None:
            raise InvalidInputError(
                "the task answer needs questions: one for all inputs, or a list with one for each"
            )
        asked = texts_of("questions", questions)
        pairs = pair_up(
            asked[0] if isinstance(questions, str) else list(asked),
            texts[0] if isinstance(inputs, str | os.PathLike) else list(texts),
        )
        return ComparisonInputs(tuple(pairs[1]), tuple(pairs[0]))

    def check_references(self, references: References) -> tuple[tuple[str, ...], ...]:
        """See `ComparedTask.check_references`; a question has any number of gold answers."""
        golds = [(own,) if isinstance(own, str) else own for own in references]
        for i, own in enumerate(golds):
            if not isinstance(own, list | tuple) or not all(isinstance(one, str) for one in own):
                raise InvalidInputError(
                    f"references[{i}] must be an answer or a list of answers, got {own!r:.80}"
                )
        # An answer of nothing is none.
        return tuple(tuple(one for one in own if one) for own in golds)

    def check_packages(self, *, agreement: bool, scores: bool) -> None:
        """See `ComparedTask.check_packages`; nothing of an extra is needed."""

    def call(self, loaded: Any, inputs: ComparisonInputs, options: Mapping[str, Any]) -> list[Any]:
        """See `ComparedTask.call`."""
        questions = list(inputs.questions or ())
        return list(loaded(questions, list(inputs.texts), progress=False, **options))

    def call_one(
        self, loaded: Any, inputs: ComparisonInputs, index: int, options: Mapping[str, Any]
    ) -> Any:
        """See `ComparedTask.call_one`."""
        questions = inputs.questions or ()
        return loaded(questions[index], inputs.texts[index], progress=False, **options)

    def lines(self, result: Answer | Sequence[Answer]) -> list[str]:
        """Returns the first answer's text and score."""
        answer = best_answer(result)
        return [f"{' '.join(answer.text.split()) or '(no answer)'}  ({answer.score:.2f})"]

    def results_html(self, comparison: "Comparison", index: int) -> str:
        """See `ComparedTask.results_html`; the answers in their sentences, and the text."""
        golds = comparison.references[index] if comparison.references else None

        def shown(system: int, result: Answer | Sequence[Answer]) -> str:
            others = () if isinstance(result, Answer) else result[1:]
            return _answer_html(best_answer(result), golds, system) + _others_html(others)

        question = escape((comparison.questions or ())[index])
        rows = result_rows(comparison, index, shown)
        return f'<p class="source">{question}</p>\n{rows}{_text_html(comparison, index)}'

    def legend(self, comparison: "Comparison") -> str:  # noqa: ARG002
        """See `ComparedTask.legend`."""
        return "Marked: the answer in its sentence."

    def same(self, first: Any, second: Any) -> bool:
        """Returns whether two first answers are the same words at the same place."""
        ours, theirs = best_answer(first), best_answer(second)
        return (ours.start, ours.end) == (theirs.start, theirs.end)

    def agreement(self, first: Sequence[Any], second: Sequence[Any]) -> float:
        """Computes the mean F1 of the answers of one by those of the other, in per cent."""
        from nlp_suite.evaluation import token_f1

        pairs = zip(map(best_answer, first), map(best_answer, second), strict=True)
        return 100 * sum(token_f1(one.text, [other.text]) for one, other in pairs) / len(first)

    def scores(
        self,
        results: Sequence[Any],
        inputs: ComparisonInputs,
        options: Mapping[str, Any],  # noqa: ARG002
    ) -> tuple[dict[str, MetricScore], str]:
        """Computes exact match and F1, as `nlp_suite.evaluation.evaluate_answers` does."""
        from nlp_suite.evaluation import bootstrap_means, exact_match, token_f1

        texts = [best_answer(result).text for result in results]
        table = [
            (100 * exact_match(text, golds), 100 * token_f1(text, golds))
            for text, golds in zip(texts, inputs.references or (), strict=True)
        ]
        exact, f1 = bootstrap_means(table)
        return {"exact match": exact, "F1": f1}, "SQuAD v2.0|bootstrap:1000|seed:0"


def best_answer(result: Answer | Sequence[Answer]) -> Answer:
    """Returns the first of the answers to a question.

    Args:
        result: What a reader returned: an answer, or with `top_k` a list of them.

    Returns:
        The answer.

    Example:
        ```python
        reader = nlp_suite.load("answer", model="runs/my-reader")
        assert best_answer(reader("Who?", text, top_k=2)) == reader("Who?", text)
        ```
    """
    return result if isinstance(result, Answer) else result[0]


def _answer_html(answer: Answer, golds: tuple[str, ...] | None, system: int) -> str:
    judgement = ""
    if golds is not None:
        from nlp_suite.evaluation import exact_match, token_f1

        right = exact_match(answer.text, golds) == 1
        f1 = f"F1 {100 * token_f1(answer.text, golds):.0f}"
        judgement = f' <span class="state">{"right" if right else f1}</span>'
    text = escape(answer.text) if answer else "(no answer)"
    first = f'<strong>{text}</strong> <span class="score">{answer.score:.2f}</span>{judgement}'
    if not answer:
        return first
    start = answer.start - answer.sentence_start
    span = MarkedSpan(start, start + len(answer.text), system)
    return f'{first}<div class="text">{mark_spans(answer.sentence, [span], systems=0)}</div>'


def _others_html(answers: Sequence[Answer]) -> str:
    if not answers:
        return ""
    shown = ", ".join(f"{escape(one.text) or '(no answer)'} {one.score:.2f}" for one in answers)
    return f'<div class="score">then {shown}</div>'


def _text_html(comparison: "Comparison", index: int) -> str:
    """Renders the text with the first answers marked, unless it is long."""
    text = comparison.inputs[index]
    if len(text) > _WHOLE:
        return ""
    results = [one.results[index] for one in comparison.systems]
    answers = [None if result is None else best_answer(result) for result in results]
    spans = [MarkedSpan(one.start, one.end, i) for i, one in enumerate(answers) if one]
    marked = mark_spans(text, spans, len(answers))
    return f'<details><summary>The text</summary><div class="text">{marked}</div></details>\n'
