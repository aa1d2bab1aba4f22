"""Translation as a task of batch jobs: task adapter and output row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp_suite.batch.tasks.row import Row
from nlp_suite.batch.work_items import Result, WorkItem


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationRow(Row):
    """A translation of one of many documents: a row of the output.

    Args:
        file: The file, as it was given or found.
        row: Its row in the file, if that is a table.
        document_id: The id of that row, if it has one.
        translation: The translation, with the white space and the lines of the original; "[?] "
            before sentences of low quality if these are to be marked.
        score: Mean log-probability of its tokens, in nats.
        quality: How likely its worst sentence is good, from 0 to 1; None from a model whose
            confidence nobody has calibrated.
        source_language: The language that the model reads, its code; None if unknown.
        target_language: The language that it writes, its code; None if unknown.
        engine: The engine that translated.
        model: The model that translated; "" if the text was in the target language already.
        model_version: 16 hexadecimal digits of the model's files.
        fields: Further columns of the document's row, as `document_…`.

    Example:
        >>> TranslationRow.columns()["score"]
        'number'
    """

    file: str
    row: int | None
    document_id: str | None
    translation: str
    score: float
    quality: float | None
    source_language: str | None
    target_language: str | None
    engine: str
    model: str
    model_version: str
    fields: Mapping[str, Any]

    def __str__(self) -> str:
        return self.translation


def plain_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Converts options of a translation to plain values, which JSON can hold.

    Args:
        options: Options of a `Translator`.

    Returns:
        The same, with patterns of `keep` as mappings.

    Example:
        >>> plain_options({"keep": ["ACME", re.compile("[A-Z]+")]})
        {'keep': ['ACME', {'pattern': '[A-Z]+', 'flags': 32}]}
    """
    plain = dict(options)
    if "keep" in plain:
        plain["keep"] = [
            {"pattern": one.pattern, "flags": one.flags} if isinstance(one, re.Pattern) else one
            for one in plain["keep"]
        ]
    if plain.get("glossary") is not None:
        plain["glossary"] = dict(plain["glossary"])
    return plain


def _call_options(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the options that `plain_options` converted."""
    options = dict(plain)
    if "keep" in options:
        options["keep"] = [
            re.compile(one["pattern"], one["flags"]) if isinstance(one, dict) else one
            for one in options["keep"]
        ]
    return options


class TranslationAdapter:
    """Task adapter of translation.

    Example:
        >>> TranslationAdapter().task
        'translate'
    """

    task = "translate"
    row = TranslationRow
    probe = WorkItem("This.")

    def compute(
        self, translator: Any, items: Sequence[WorkItem], options: Mapping[str, Any]
    ) -> list[Result]:
        """Translates texts, many at once.

        Args:
            translator: A `Translator` or an `AutoTranslator`.
            items: The texts.
            options: Options of the translator's call, as `plain_options` returned them, and
                `mark_below`: the quality below which a sentence is marked; None marks nothing.

        Returns:
            Of each item its translation.

        Raises:
            InvalidInputError: If an option is out of its range, or the model has no calibrated
                confidence for `mark_below`.
        """
        # They have been imported where there is a translator, and take NumPy.
        from nlp_suite.tasks.translation.auto_translator import AutoTranslator
        from nlp_suite.tasks.translation.doubt_marks import mark_doubtful

        call = _call_options(options)
        below = call.pop("mark_below", None)
        texts = [item.text for item in items]
        results: list[Result] = []
        for one in translator(texts, progress=False, **call):
            columns = {
                "translation": one.text if below is None else mark_doubtful(one, below),
                "score": one.score,
                "quality": one.quality,
                "source_language": one.source_language,
                "target_language": one.target_language,
            }
            if isinstance(translator, AutoTranslator):
                columns["model"] = one.model
            results.append([columns])
        return results

    def make_rows(
        self,
        result: Result,
        question: str,  # noqa: ARG002
        common: Mapping[str, Any],
    ) -> list[TranslationRow]:
        """Makes a row of the result of an item.

        Args:
            result: What `compute` returned for it.
            question: "", as the task has no questions.
            common: The columns that the rows of all tasks have.

        Returns:
            The row.
        """
        return [TranslationRow(**{**common, **columns}) for columns in result]
