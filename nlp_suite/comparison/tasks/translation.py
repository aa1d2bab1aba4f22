"""Comparison of translations: agreement, BLEU and chrF."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nlp_suite.comparison.inputs import ComparisonInputs
from nlp_suite.comparison.rendering.html_marking import badge, escape, lang, mark_differences
from nlp_suite.comparison.rendering.html_rows import result_rows
from nlp_suite.comparison.tasks.base import (
    READ_DOCUMENTS,
    ComparedTask,
    References,
    check_no_questions,
    texts_of,
)
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation.bootstrap import MetricScore
from nlp_suite.option_signatures import option_names
from nlp_suite.results import Translation
from nlp_suite.tasks.translation.auto_translator import AutoTranslator
from nlp_suite.tasks.translation.options import TranslationOptions
from nlp_suite.tasks.translation.translator import Translator
from nlp_suite.text.languages import language_name

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison
    from nlp_suite.data.texts import Text, Texts

_GAP = 'At <i class="gap"></i> there are words missing.'


class ComparedTranslation(ComparedTask):
    """Comparison of translations: agreement by chrF, scores by BLEU and chrF.

    chrF counts what the translation lacks double, so it depends on which of two is the
    reference. The agreement is the mean of both ways.

    Example:
        ```python
        translations = nlp_suite.translate(["I see a cat."], model="runs/my-translator")
        assert ComparedTranslation().agreement(translations, translations) == 100
        ```
    """

    name = "translate"
    options = (
        *option_names(TranslationOptions),
        *option_names(DecodingOptions, without=("attention",)),
    )
    agreement_metric = "chrF between the translations"
    task_classes = (Translator, AutoTranslator)
    performer = "translator"

    def make_inputs(
        self, inputs: "Text | Texts", questions: str | Iterable[str] | None
    ) -> ComparisonInputs:
        """See `ComparedTask.make_inputs`."""
        check_no_questions(self.name, questions)
        return ComparisonInputs(texts_of("inputs", inputs, many=READ_DOCUMENTS))

    def check_references(self, references: References) -> tuple[tuple[str, ...], ...]:
        """See `ComparedTask.check_references`; a text has one translation or several."""
        grouped = [(own,) if isinstance(own, str) else own for own in references]
        for i, own in enumerate(grouped):
            valid = isinstance(own, list | tuple) and all(isinstance(one, str) for one in own)
            if not valid or not own:
                raise InvalidInputError(
                    f"references[{i}] must be a translation or a list of them, got {own!r:.80}"
                )
        return tuple(map(tuple, grouped))

    def check_packages(self, *, agreement: bool, scores: bool) -> None:
        """See `ComparedTask.check_packages`."""
        if agreement or scores:
            _score(["a"], ["a"], resamples=1)

    def call(self, loaded: Any, inputs: ComparisonInputs, options: Mapping[str, Any]) -> list[Any]:
        """See `ComparedTask.call`."""
        return list(loaded(list(inputs.texts), progress=False, **options))

    def call_one(
        self, loaded: Any, inputs: ComparisonInputs, index: int, options: Mapping[str, Any]
    ) -> Any:
        """See `ComparedTask.call_one`."""
        return loaded(inputs.texts[index], progress=False, **options)

    def describe(self, comparison: "Comparison") -> str:
        """See `ComparedTask.describe`; with the languages, if all systems have the same."""
        source, target = _languages(itertools.chain(*comparison.results.values()))
        if not (source and target):
            return self.name
        return f"{self.name} from {language_name(source)} to {language_name(target)}"

    def lines(self, result: Translation) -> list[str]:
        """Formats the translation in one line."""
        return [" ".join(result.text.split())]

    def results_html(self, comparison: "Comparison", index: int) -> str:
        """See `ComparedTask.results_html`; the words that another translation does not have."""
        systems = comparison.systems
        texts = [None if one.results[index] is None else str(one.results[index]) for one in systems]
        references = comparison.references[index] if comparison.references else ()

        def marked(system: int, translation: Translation) -> str:
            text = str(translation)
            base = references[0] if references else texts[0]
            if not references and system == 0:
                base = texts[1] if len(texts) == 2 else text
            shown = escape(text) if base is None else mark_differences(text, base)
            return f'<span class="text"{lang(translation.target_language)}>{shown}</span>'

        read, written = _languages(system.results[index] for system in systems)
        source = f'<p class="source text"{lang(read)}>{escape(comparison.inputs[index])}</p>\n'
        return source + result_rows(comparison, index, marked, reference_language=written)

    def legend(self, comparison: "Comparison") -> str:
        """See `ComparedTask.legend`."""
        count = len(comparison.systems)
        if comparison.references:
            return f"Marked: words that are not those of the reference. {_GAP}"
        if count == 1:
            return ""
        other = "the other translation" if count == 2 else badge(0)
        return f"Marked: words that are not those of {other}. {_GAP}"

    def same(self, first: Translation, second: Translation) -> bool:
        """Returns whether two translations have the same text."""
        return first.text == second.text

    def agreement(self, first: Sequence[Translation], second: Sequence[Translation]) -> float:
        """Computes chrF of all translations of one by those of the other, the mean of both ways."""
        ours, theirs = list(map(str, first)), list(map(str, second))
        pairs = ((ours, theirs), (theirs, ours))
        return float(sum(_score(*pair, resamples=1).chrf.score for pair in pairs) / 2)

    def scores(
        self,
        results: Sequence[Translation],
        inputs: ComparisonInputs,
        options: Mapping[str, Any],  # noqa: ARG002
    ) -> tuple[dict[str, MetricScore], str]:
        """Computes BLEU and chrF, as `nlp_suite.evaluation.score_translations` does."""
        found = _score(list(map(str, results)), inputs.references or ())
        signature = f"BLEU {found.bleu.signature}; chrF {found.chrf.signature}"
        return {"BLEU": found.bleu, "chrF": found.chrf}, signature


def _languages(results: Iterable[Translation | None]) -> tuple[str | None, str | None]:
    """Returns the source and the target language; None for one in which results differ."""
    found = [result for result in results if result is not None]
    sources = {translation.source_language for translation in found}
    targets = {translation.target_language for translation in found}
    return (
        sources.pop() if len(sources) == 1 else None,
        targets.pop() if len(targets) == 1 else None,
    )


def _score(hypotheses: Sequence[str], references: Sequence[Any], **options: Any) -> Any:
    # Deferred: an optional dependency.
    from nlp_suite.evaluation import score_translations

    return score_translations(hypotheses, references, **options)
