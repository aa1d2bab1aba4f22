"""Comparison of summaries: agreement, ROUGE, length, support and novel n-grams."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nlp_suite.comparison.inputs import ComparisonInputs
from nlp_suite.comparison.rendering.html_marking import MarkedSpan, escape, mark_spans
from nlp_suite.comparison.rendering.html_rows import result_rows
from nlp_suite.comparison.tasks.base import (
    READ_DOCUMENTS,
    ComparedTask,
    References,
    check_no_questions,
    check_visible,
    texts_of,
)
from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation.bootstrap import MetricScore
from nlp_suite.evaluation.reference_free import reference_free_scores
from nlp_suite.option_signatures import option_names
from nlp_suite.registry import summary_style
from nlp_suite.results import SentenceSupport, Summary
from nlp_suite.tasks.summarization.abstractive.abstractive_summarizer import AbstractiveSummarizer
from nlp_suite.tasks.summarization.length import DEFAULT_SENTENCES
from nlp_suite.tasks.summarization.options import (
    ABSTRACTIVE_OPTIONS,
    EXTRACTIVE_OPTIONS,
    STYLES,
    Style,
    SummarizationOptions,
)
from nlp_suite.tasks.summarization.styles import DEFAULT_WRITER
from nlp_suite.tasks.summarization.summarizer import Summarizer

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison
    from nlp_suite.comparison.system import ResolvedSystem
    from nlp_suite.data.texts import Text, Texts

# Options that are of summaries of one style alone, and what is said if no system makes any.
_OWN_OPTIONS: Mapping[Style, tuple[str, ...]] = {
    "extractive": EXTRACTIVE_OPTIONS,
    "abstractive": ABSTRACTIVE_OPTIONS,
}
_ADVICE: Mapping[Style, str] = {
    "extractive": "all systems write; leave {name} out, or add a system that chooses sentences, "
    "such as 'custom'",
    "abstractive": "no system writes; leave {name} out, or add one with a model that does, such "
    f"as ('pretrained', {DEFAULT_WRITER!r})",
}


class ComparedSummarization(ComparedTask):
    """Comparison of summaries: agreement by shared sentences, scores by ROUGE.

    The agreement of two summaries is twice the number of sentences in both, divided by the
    number of sentences of both together. Where both have equally many, that is the share of the
    sentences of one that the other has, too. An abstractive summary has, for each of its
    sentences that the text supports, the sentence of the text that is nearest to it.

    Options that are of summaries of one style alone reach the systems of that style.

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

    def options_by_kind(self, options: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """See `ComparedTask.options_by_kind`; those of each style of summaries."""
        return [_options_of(style, options) for style in STYLES]

    def check_systems(
        self, systems: "Sequence[ResolvedSystem]", options: Mapping[str, Any]
    ) -> None:
        """See `ComparedTask.check_systems`; an option is of a style that one system has."""
        for style in STYLES:
            own = _options_of(style, options)
            names = SummarizationOptions(**own).given(_OWN_OPTIONS[style])
            if names and style not in map(_style_of, systems):
                advice = _ADVICE[style].format(name=names[0])
                raise InvalidInputError(f"{names[0]} goes with {style} summaries, but {advice}")

    def call(self, loaded: Any, inputs: ComparisonInputs, options: Mapping[str, Any]) -> list[Any]:
        """See `ComparedTask.call`."""
        own = _options_of(_loaded_style(loaded), options)
        return list(loaded(list(inputs.texts), progress=False, **own))

    def call_one(
        self, loaded: Any, inputs: ComparisonInputs, index: int, options: Mapping[str, Any]
    ) -> Any:
        """See `ComparedTask.call_one`."""
        own = _options_of(_loaded_style(loaded), options)
        return loaded(inputs.texts[index], progress=False, **own)

    def attributes(self, result: Summary) -> dict[str, str]:
        """See `ComparedTask.attributes`; the style."""
        return {"style": result.style}

    def lines(self, result: Summary) -> list[str]:
        """Formats the summary's sentences with their numbers in the text, from 1 on.

        Of an abstractive summary they are those of the sentences that support each.
        """
        if result.style == "extractive":
            return [
                f"[{sentence.index + 1}] {' '.join(sentence.text.split())}"
                for sentence in result.sentences
            ]
        lines = [
            f"[{_source_numbers(one) or '-'}] {' '.join(one.text.split())}"
            + ("" if one.supported else f" ({_reason(one)})")
            for one in result.support
        ]
        return lines or [" ".join(result.text.split()) or "(nothing)"]

    def results_html(self, comparison: "Comparison", index: int) -> str:
        """See `ComparedTask.results_html`; the text with the sentences that each is based on."""

        def shown(_: int, summary: Summary) -> str:
            if summary.style == "abstractive":
                return _written_html(summary)
            chosen = ", ".join(str(sentence.index + 1) for sentence in summary.sentences)
            return f"sentences {chosen} of {summary.total_sentences}"

        summaries: list[Summary | None] = [one.results[index] for one in comparison.systems]
        spans = [
            span
            for i, summary in enumerate(summaries)
            if summary is not None
            for span in _marked_spans(i, summary)
        ]
        text = mark_spans(comparison.inputs[index], spans, len(summaries))
        return f'{result_rows(comparison, index, shown)}<div class="text">{text}</div>\n'

    def legend(self, comparison: "Comparison") -> str:
        """See `ComparedTask.legend`."""
        took = "Marked: the sentences that each took, with the letters of those who took them."
        results = (one for own in comparison.results.values() for one in own)
        if all(one is None or one.style == "extractive" for one in results):
            return took
        return (
            f"{took} Of an abstractive summary they are those that support the sentence with the "
            "number behind the letter; what the text does not support is marked in the summary. "
            "Extractive summaries are supported by construction."
        )

    def same(self, first: Summary, second: Summary) -> bool:
        """Returns whether two summaries have the same sentences, or were written alike."""
        if first.style == second.style == "extractive":
            return _spans(first) == _spans(second)
        return first.text == second.text

    def agreement(self, first: Sequence[Summary], second: Sequence[Summary]) -> float:
        """Computes the share of sentences that both have, the mean over the inputs, in per cent."""
        return sum(map(_shared, first, second)) / len(first)

    def scores(
        self, results: Sequence[Summary], inputs: ComparisonInputs, options: Mapping[str, Any]
    ) -> tuple[dict[str, MetricScore], str]:
        """Computes ROUGE of the summaries, as `nlp_suite.evaluation.evaluate_summaries` does."""
        references = inputs.references or ()
        style = results[0].style
        options = _options_of(style, options)
        # What may say the length in the place of a number of sentences.
        length = {
            name: options[name]
            for name in ("ratio", "max_words", "min_words", "max_tokens", "min_tokens")
            if options.get(name) is not None
        }
        count = options.get("sentences") or (1 if length else DEFAULT_SENTENCES)
        if style == "abstractive":
            # The model has decided it.
            count = None
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
            said = f"|sentences:{'any' if count is None else count}|"
            own = said if count is None or options.get("sentences") else "|"
            signature = signature.replace(said, f"{own}{asked}|")
        return {
            "ROUGE-1": evaluation.rouge1,
            "ROUGE-2": evaluation.rouge2,
            "ROUGE-L": evaluation.rouge_l,
        }, signature

    def reference_free_scores(
        self, results: Sequence[Summary], inputs: ComparisonInputs
    ) -> dict[str, float]:
        """See `nlp_suite.evaluation.reference_free_scores`."""
        return reference_free_scores(results, inputs.texts)


def _loaded_style(loaded: Any) -> Style:
    return "abstractive" if isinstance(loaded, AbstractiveSummarizer) else "extractive"


def _style_of(system: "ResolvedSystem") -> Style:
    if system.system is None:
        return _loaded_style(system.loaded)
    return summary_style(system.system)


def _options_of(style: Style, options: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the options without those that are of summaries of other styles alone."""
    others = {name for other, own in _OWN_OPTIONS.items() if other != style for name in own}
    return {name: value for name, value in options.items() if name not in others}


def _source_numbers(sentence: SentenceSupport) -> str:
    return ", ".join(str(source.index + 1) for source in sentence.sources)


def _reason(sentence: SentenceSupport) -> str:
    lacking = ", ".join(sentence.missing)
    return f"not supported: {f'{lacking} not in the text' if lacking else 'no sentence says so'}"


def _written_html(summary: Summary) -> str:
    """Renders an abstractive summary, a numbered line for each sentence."""
    lines = []
    for one in summary.support:
        text, numbers = escape(" ".join(one.text.split())), _source_numbers(one)
        if one.supported:
            lines.append(f'<li>{text} <span class="score">[{numbers}]</span></li>')
            continue
        near = f' <span class="score">[{numbers}]</span>' if numbers else ""
        lines.append(
            f'<li><mark class="other">{text}</mark>{near} '
            f'<span class="error">{escape(_reason(one))}</span></li>'
        )
    supported = len(summary.support) - len(summary.unsupported)
    head = f"{supported} of {len(summary.support)} sentences supported"
    return f"{head}\n<ol>\n{''.join(lines)}</ol>\n"


def _marked_spans(system: int, summary: Summary) -> list[MarkedSpan]:
    if summary.style == "extractive":
        return [MarkedSpan(one.start, one.end, system) for one in summary.sentences]
    return [
        MarkedSpan(source.start, source.end, system, number)
        for number, one in enumerate(summary.support, 1)
        if one.supported
        for source in one.sources
    ]


def _evaluate(
    texts: Sequence[str],
    references: Sequence[str],
    *,
    count: int | None,
    summarizer: Any = lambda text, _: text,
) -> Any:
    from nlp_suite.evaluation import evaluate_summaries

    records = [
        {"article": text, "reference": reference}
        for text, reference in zip(texts, references, strict=True)
    ]
    return evaluate_summaries(records, summarizer, count=count)


def _spans(summary: Summary) -> set[tuple[int, int]]:
    if summary.style == "extractive":
        return {(sentence.start, sentence.end) for sentence in summary.sentences}
    nearest = (one.sources[0] for one in summary.support if one.supported)
    return {(source.start, source.end) for source in nearest}


def _shared(first: Summary, second: Summary) -> float:
    ours, theirs = _spans(first), _spans(second)
    if not ours and not theirs:
        # Texts of their own.
        return 100.0 if first.text == second.text else 0.0
    return 200 * len(ours & theirs) / (len(ours) + len(theirs))
