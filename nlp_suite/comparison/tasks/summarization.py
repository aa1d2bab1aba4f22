"""Comparison of summaries: agreement and ROUGE."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nlp_suite.comparison.inputs import ComparisonInputs
from nlp_suite.comparison.rendering.html_marking import MarkedSpan, mark_spans
from nlp_suite.comparison.rendering.html_rows import result_rows
from nlp_suite.comparison.tasks.base import (
    READ_DOCUMENTS,
    ComparedTask,
    References,
    check_no_questions,
    check_visible,
    texts_of,
)
from nlp_suite.evaluation.bootstrap import MetricScore
from nlp_suite.option_signatures import option_names
from nlp_suite.results import Summary
from nlp_suite.tasks.summarization.abstractive.abstractive_summarizer import AbstractiveSummarizer
from nlp_suite.tasks.summarization.length import DEFAULT_SENTENCES
from nlp_suite.tasks.summarization.options import SummarizationOptions
from nlp_suite.tasks.summarization.summarizer import Summarizer

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison
    from nlp_suite.data.texts import Text, Texts


class ComparedSummarization(ComparedTask):
    """Comparison of summaries: agreement by shared sentences, scores by ROUGE.

    The agreement of two summaries is twice the number of sentences in both, divided by the
    number of sentences of both together. Where both have equally many, that is the share of the
    sentences of one that the other has, too.

    Example:
        >>> import nlp_suite
        >>> text = "Tin melts at 232 °C. It was alloyed with copper. That made bronze."
        >>> short, long = (nlp_suite.summarize(text, sentences=n) for n in (1, 3))
        >>> ComparedSummarization().agreement([short], [long])
        50.0
    """

    name = "summarize"
    options = option_names(SummarizationOptions)
    agreement_metric = "shared sentences, F1 in %"
    task_classes = (Summarizer, AbstractiveSummarizer)
    performer = "summarizer"

    def make_inputs(
        self, inputs: "Text | Texts", questions: str | Iterable[str] | None
    ) -> ComparisonInputs:
        """See `ComparedTask.make_inputs`."""
        check_no_questions(self.name, questions)
        texts = texts_of("inputs", inputs, many=READ_DOCUMENTS)
        check_visible("inputs", texts)
        return ComparisonInputs(texts)

    def check_references(self, references: References) -> tuple[tuple[str, ...], ...]:
        """See `ComparedTask.check_references`; a summary has one reference."""
        texts = texts_of("references", references)
        check_visible("references", texts)
        return tuple((text,) for text in texts)

    def check_packages(self, *, agreement: bool, scores: bool) -> None:  # noqa: ARG002
        """See `ComparedTask.check_packages`."""
        if scores:
            _evaluate(["One."], ["One."], count=1)

    def call(self, loaded: Any, inputs: ComparisonInputs, options: Mapping[str, Any]) -> list[Any]:
        """See `ComparedTask.call`."""
        return list(loaded(list(inputs.texts), progress=False, **options))

    def call_one(
        self, loaded: Any, inputs: ComparisonInputs, index: int, options: Mapping[str, Any]
    ) -> Any:
        """See `ComparedTask.call_one`."""
        return loaded(inputs.texts[index], progress=False, **options)

    def lines(self, result: Summary) -> list[str]:
        """Formats the summary's sentences with their numbers in the text, from 1 on."""
        return [
            f"[{sentence.index + 1}] {' '.join(sentence.text.split())}"
            for sentence in result.sentences
        ]

    def results_html(self, comparison: "Comparison", index: int) -> str:
        """See `ComparedTask.results_html`; the text with the sentences that each chose."""

        def numbers(_: int, summary: Summary) -> str:
            chosen = ", ".join(str(sentence.index + 1) for sentence in summary.sentences)
            return f"sentences {chosen} of {summary.total_sentences}"

        summaries: list[Summary | None] = [one.results[index] for one in comparison.systems]
        spans = [
            MarkedSpan(sentence.start, sentence.end, i)
            for i, summary in enumerate(summaries)
            for sentence in (summary.sentences if summary else ())
        ]
        text = mark_spans(comparison.inputs[index], spans, len(summaries))
        return f'{result_rows(comparison, index, numbers)}<div class="text">{text}</div>\n'

    def legend(self, comparison: "Comparison") -> str:  # noqa: ARG002
        """See `ComparedTask.legend`."""
        return "Marked: the sentences that each took, with the letters of those who took them."

    def same(self, first: Summary, second: Summary) -> bool:
        """Returns whether two summaries have the same sentences."""
        return _spans(first) == _spans(second)

    def agreement(self, first: Sequence[Summary], second: Sequence[Summary]) -> float:
        """Computes the share of sentences that both have, the mean over the inputs, in per cent."""
        return sum(map(_shared, first, second)) / len(first)

    def scores(
        self, results: Sequence[Summary], inputs: ComparisonInputs, options: Mapping[str, Any]
    ) -> tuple[dict[str, MetricScore], str]:
        """Computes ROUGE of the summaries, as `nlp_suite.evaluation.evaluate_summaries` does."""
        references = inputs.references or ()
        # What may say the length in the place of a number of sentences.
        length = {
            name: options[name]
            for name in ("ratio", "max_words", "min_words")
            if options.get(name) is not None
        }
        count = options.get("sentences") or (1 if length else DEFAULT_SENTENCES)
        ready = iter(results)
        evaluation = _evaluate(
            inputs.texts,
            [reference for (reference,) in references],
            count=count,
            summarizer=lambda *_: str(next(ready)),
        )
        signature = evaluation.signature
        if length:
            # The evaluation asks for numbers only; the summaries are there already.
            asked = "|".join(f"{name}:{value}" for name, value in length.items())
            own = f"|sentences:{count}|" if options.get("sentences") else "|"
            signature = signature.replace(f"|sentences:{count}|", f"{own}{asked}|")
        return {
            "ROUGE-1": evaluation.rouge1,
            "ROUGE-2": evaluation.rouge2,
            "ROUGE-L": evaluation.rouge_l,
        }, signature


def _evaluate(
    texts: Sequence[str],
    references: Sequence[str],
    *,
    count: int,
    summarizer: Any = lambda text, _: text,
) -> Any:
    from nlp_suite.evaluation import evaluate_summaries

    records = [
        {"article": text, "reference": reference}
        for text, reference in zip(texts, references, strict=True)
    ]
    return evaluate_summaries(records, summarizer, count=count)


def _spans(summary: Summary) -> set[tuple[int, int]]:
    return {(sentence.start, sentence.end) for sentence in summary.sentences}


def _shared(first: Summary, second: Summary) -> float:
    ours, theirs = _spans(first), _spans(second)
    if not ours and not theirs:
        # Texts of their own.
        return 100.0 if first.text == second.text else 0.0
    return 200 * len(ours & theirs) / (len(ours) + len(theirs))
