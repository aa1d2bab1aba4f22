"""Evaluation of translation: BLEU and chrF with confidence intervals."""

import heapq
import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nlp_suite.arguments import check_choice, check_name, check_whole, shown
from nlp_suite.data.parallel.load import open_pairs
from nlp_suite.data.parallel.rows import BadRows, PairSource, read_pairs
from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation.bleu import bleu_and_chrf, score_translations
from nlp_suite.evaluation.bootstrap import check_resampling
from nlp_suite.evaluation.translation_results import TranslationEvaluation, TranslationExample
from nlp_suite.progress import track

Translate = Callable[[list[str]], Sequence[object]]

_CHUNK, _WORST = 256, 10


def evaluate_translations(
    data: str | Path | tuple[str | Path, str | Path] | Iterable[Sequence[str]],
    translate: Translate,
    *,
    source_column: str = "source",
    target_column: str = "target",
    reverse: bool = False,
    limit: int | None = None,
    group_references: bool = False,
    on_bad_rows: BadRows = "error",
    lowercase: bool = False,
    tokenizer: str = "13a",
    resamples: int = 1000,
    seed: int = 12345,
    progress: bool | None = None,
) -> TranslationEvaluation:
    """Evaluates a translator against reference translations.

    Args:
        data: A file with a pair on each line ("source<TAB>target", CSV, …; see
            docs/data.md), a tuple of two files whose lines belong together, or the pairs
            themselves.
        translate: Takes a list of at most 256 sentences and returns their translations: texts,
            or objects whose `str()` is the text.
        source_column: Name of the source's column where columns have names.
        target_column: Name of the references' column.
        reverse: Whether the targets are translated, and the sources their references: for the
            other direction on the same data.
        limit: How many rows to read at most; all if None.
        group_references: Whether rows with the same source are one sentence with several
            references, translated once. Otherwise every row counts as it stands.
        on_bad_rows: "error", or "skip" to leave rows out that lack a side.
        lowercase: As in `score_translations`.
        tokenizer: As in `score_translations`.
        resamples: As in `score_translations`.
        seed: As in `score_translations`.
        progress: Whether to show a progress bar; if None, only on a terminal.

    Returns:
        BLEU, chrF, the speed, and the ten translations with the lowest chrF.

    Raises:
        InvalidInputError: If there is no such file, an argument is out of range, or
            `translate` does not return one translation for each sentence.
        DataFormatError: If the data are damaged, or a row lacks a side.
        MissingDependencyError: If the package sacrebleu is not installed.

    Example:
        >>> pairs = [("Go on.", "Mach weiter."), ("Tom sleeps.", "Tom schläft.")]
        >>> evaluation = evaluate_translations(pairs, lambda sentences: ["Tom schläft."] * 2)
        >>> evaluation.worst[0].references
        ('Mach weiter.',)
    """
    if limit is not None:
        check_whole("limit", limit, 1)
    check_choice("on_bad_rows", on_bad_rows, ("error", "skip"))
    check_resampling(resamples, seed)
    for name, column in (("source_column", source_column), ("target_column", target_column)):
        check_name(name, column)
    # Before the work, so that nobody waits for translations that cannot be scored.
    _, chrf = bleu_and_chrf(lowercase=lowercase, tokenizer=tokenizer)
    pairs = _pair_source(data, (source_column, target_column))
    pairs = pairs._replace(rows=itertools.islice(pairs.rows, limit))
    sources, targets = read_pairs(pairs, on_bad_rows=on_bad_rows)
    if reverse:
        sources, targets = targets, sources
    references: list[tuple[str, ...]] = [(target,) for target in targets]
    if group_references:
        of_source: dict[str, tuple[str, ...]] = {}
        for source, target in zip(sources, targets, strict=True):
            of_source[source] = (*of_source.get(source, ()), target)
        sources, references = list(of_source), list(of_source.values())
    hypotheses, seconds = _translated(sources, translate, progress)
    scores = score_translations(
        hypotheses,
        references,
        lowercase=lowercase,
        tokenizer=tokenizer,
        resamples=resamples,
        seed=seed,
    )
    examples = (
        TranslationExample(source, hypothesis, own, chrf.sentence_score(hypothesis, own).score)
        for source, hypothesis, own in zip(sources, hypotheses, references, strict=True)
    )
    return TranslationEvaluation(
        scores.bleu,
        scores.chrf,
        pairs=len(targets),
        sentences=len(sources),
        sentences_per_second=len(sources) / max(seconds, 1e-9),
        worst=tuple(heapq.nsmallest(_WORST, examples, key=lambda example: example.chrf)),
    )


def _pair_source(data: Any, columns: tuple[str, str]) -> PairSource:
    if isinstance(data, str | Path):
        return open_pairs(data, columns)
    if isinstance(data, tuple | list) and any(isinstance(part, str | Path) for part in data):
        return open_pairs(tuple(data), columns)
    if not isinstance(data, Iterable) or getattr(data, "ndim", 1) == 0:
        raise InvalidInputError(
            f"data must be a file, two files or pairs of sentences, got {shown(data)}"
        )
    return PairSource("the input", "pair", _numbered(data))


def _numbered(pairs: Iterable[Any]) -> Iterator[tuple[int, Sequence[object]]]:
    for number, pair in enumerate(pairs, start=1):
        # A text of two letters would pass for a pair of sentences.
        yield number, pair if isinstance(pair, tuple | list) else (pair,)


def _translated(
    sources: Sequence[str], translate: Translate, progress: bool | None
) -> tuple[list[str], float]:
    hypotheses: list[str] = []
    seconds = 0.0
    for start in track(range(0, len(sources), _CHUNK), "Translating", show=progress):
        chunk = list(sources[start : start + _CHUNK])
        begin = time.perf_counter()
        translations = translate(chunk)
        seconds += time.perf_counter() - begin
        if not isinstance(translations, list | tuple) or len(translations) != len(chunk):
            raise InvalidInputError(
                f"translate must return a list of {len(chunk)} translations for as many "
                f"sentences, got {repr(translations)[:80]}"
            )
        hypotheses += map(str, translations)
    return hypotheses, seconds
