"""Evaluation of translation: BLEU and chrF with confidence intervals."""

import heapq
import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.data.parallel.load import open_pairs
from nlp_suite.data.parallel.rows import BadRows, PairSource, read_pairs
from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation.translation_results import (
    CorpusScore,
    TranslationEvaluation,
    TranslationExample,
    TranslationScores,
)
from nlp_suite.progress import track

Translate = Callable[[list[str]], Sequence[object]]

# sacreBLEU has more; these need no download and no other package.
TOKENIZERS = ("13a", "intl", "char", "none")

_CHUNK, _WORST = 256, 10


def score_translations(
    hypotheses: Sequence[str],
    references: Sequence[str | Sequence[str]],
    *,
    lowercase: bool = False,
    tokenizer: str = "13a",
    resamples: int = 1000,
    seed: int = 12345,
) -> TranslationScores:
    """Computes BLEU and chrF of translations against references.

    As it stands this is cased, detokenised BLEU: texts go in as a reader sees them, and
    sacreBLEU splits both sides into words by the rules of the WMT evaluations ("13a").
    `lowercase=True` computes lower-cased BLEU by the same rules. `tokenizer="none"` takes the
    texts for tokenised already and splits at spaces only; together with `lowercase=True`
    that is the "lower-cased tokenised" BLEU of many papers. The three differ by several
    points on the same translations: never compare one with another.

    Args:
        hypotheses: The translations, N of them, N at least 1; one may be empty.
        references: For each one what it should be, or several ways to put it.
        lowercase: Whether case makes no difference, for BLEU and for chrF.
        tokenizer: What splits texts into words for BLEU: "13a", "intl" (by Unicode
            categories), "char" or "none". chrF needs no words.
        resamples: Number of bootstrap samples of the N pairs.
        seed: Seed of the bootstrap.

    Returns:
        BLEU and chrF of all translations together, each with its 95 % interval and its
        signature.

    Raises:
        InvalidInputError: If there is nothing to compare, the numbers of texts differ, or
            an argument is out of range.
        MissingDependencyError: If the package sacrebleu is not installed.

    Example:
        >>> scores = score_translations(["The cat sat down."], ["The cat sat down."])
        >>> round(scores.bleu.score, 1)
        100.0
        >>> scores.bleu.signature.startswith("nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:13a")
        True

    Reference:
        Papineni et al. 2002, "BLEU: a Method for Automatic Evaluation of Machine
        Translation", https://aclanthology.org/P02-1040. Popović 2015, "chrF: character
        n-gram F-score for automatic MT evaluation", https://aclanthology.org/W15-3049.
        Post 2018, "A Call for Clarity in Reporting BLEU Scores",
        https://aclanthology.org/W18-6319. Koehn 2004, "Statistical Significance Tests for
        Machine Translation Evaluation", https://aclanthology.org/W04-3250.
    """
    grouped = _checked_references(hypotheses, references)
    bleu, chrf = _metrics(lowercase, tokenizer)
    if resamples < 1:
        raise InvalidInputError(f"resamples must be at least 1, got {resamples}")
    most = max(map(len, grouped))
    # sacreBLEU wants the first reference of every sentence, then every second one, and so on.
    streams = [[own[i] if i < len(own) else None for own in grouped] for i in range(most)]
    return TranslationScores(
        _corpus_score(bleu, hypotheses, streams, resamples, seed),
        _corpus_score(chrf, hypotheses, streams, resamples, seed),
    )


def evaluate_translations(
    data: str | Path | tuple[str | Path, str | Path] | Iterable[Sequence[str]],
    translate: Translate,
    *,
    source_column: str = "en",
    target_column: str = "de",
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
    if limit is not None and limit < 1:
        raise InvalidInputError(f"limit must be at least 1 or None, got {limit}")
    # Before the work, so that nobody waits for translations that cannot be scored.
    _, chrf = _metrics(lowercase, tokenizer)
    pairs = _pair_source(data, (source_column, target_column))
    pairs = pairs._replace(rows=itertools.islice(pairs.rows, limit))
    sources, targets = read_pairs(pairs, on_bad_rows=on_bad_rows)
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


def _checked_references(
    hypotheses: Sequence[str], references: Sequence[str | Sequence[str]]
) -> list[tuple[str, ...]]:
    for name, texts in (("hypotheses", hypotheses), ("references", references)):
        if isinstance(texts, str):
            raise InvalidInputError(f"{name} must be a list of texts, got one text; put it in []")
    if not hypotheses:
        raise InvalidInputError("there is no translation to score, the list is empty")
    if len(hypotheses) != len(references):
        raise InvalidInputError(
            f"every translation needs its reference, got {len(hypotheses)} translations and "
            f"{len(references)} references"
        )
    grouped = [(own,) if isinstance(own, str) else tuple(own) for own in references]
    for number, (hypothesis, own) in enumerate(zip(hypotheses, grouped, strict=True), start=1):
        if not own or not all(isinstance(text, str) for text in (hypothesis, *own)):
            raise InvalidInputError(
                f"translation {number} and its references must be texts, got "
                f"{repr((hypothesis, *own))[:80]}"
            )
    return grouped


def _metrics(lowercase: bool, tokenizer: str) -> tuple[Any, Any]:
    if tokenizer not in TOKENIZERS:
        raise InvalidInputError(f"tokenizer must be one of {TOKENIZERS}, got {tokenizer!r}")
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ImportError as error:
        raise missing_dependency("BLEU", error.name, "evaluation") from error
    # Without force it warns of tokenised text, which is what "none" is for.
    bleu = BLEU(lowercase=lowercase, tokenize=tokenizer, force=tokenizer == "none")
    return bleu, CHRF(lowercase=lowercase)


def _corpus_score(
    metric: Any,
    hypotheses: Sequence[str],
    streams: Sequence[Sequence[str | None]],
    resamples: int,
    seed: int,
) -> CorpusScore:
    """Computes a corpus score with sacreBLEU's interval, which itself would need gigabytes for it.

    `corpus_score(n_bootstrap=…)` holds the counts of all samples at once. Here each sample
    is the sum of the counts times how often it draws each sentence; samples, interval and
    signature are the same.
    """
    import numpy as np

    counts = metric._extract_corpus_statistics(hypotheses, streams)
    table = np.asarray(counts, dtype=np.float64)
    score = metric._compute_score_from_stats(table.sum(axis=0)).score
    generator = np.random.default_rng(seed)
    drawn = (generator.choice(len(table), size=len(table)) for _ in range(resamples))
    samples = sorted(
        metric._compute_score_from_stats(np.bincount(sample, minlength=len(table)) @ table).score
        for sample in drawn
    )
    cut = resamples // 40
    metric.n_bootstrap, metric.seed = resamples, seed
    return CorpusScore(
        float(score),
        float(samples[cut]),
        float(samples[-cut - 1]),
        str(metric.get_signature()),
    )
