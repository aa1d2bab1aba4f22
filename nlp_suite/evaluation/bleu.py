"""BLEU and chrF of translations, by sacreBLEU, with confidence intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.arguments import check_choice
from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation.bootstrap import MetricScore

# sacreBLEU has more; these need no download and no other package.
TOKENIZERS = ("13a", "intl", "char", "none")


@dataclass(frozen=True, slots=True)
class CorpusScore(MetricScore):
    """A corpus-level score from 0 to 100, with its confidence interval and signature.

    Attributes:
        score: The score.
        low: Lower end of the 95 % bootstrap interval.
        high: Upper end of it.
        signature: sacreBLEU's account of how it was computed. Scores compare only if
            everything in it is the same.

    Example:
        >>> CorpusScore(27.3, 26.1, 28.4, "nrefs:1|case:mixed|tok:13a").score
        27.3
    """

    signature: str


@dataclass(frozen=True, slots=True)
class TranslationScores:
    """BLEU and chrF of translations against their references.

    Args:
        bleu: Precision of sequences of one to four words.
        chrf: F-measure of sequences of one to six characters, recall counted double.

    Example:
        >>> bleu, chrf = CorpusScore(27.3, 26.1, 28.4, ""), CorpusScore(54.0, 53.2, 54.9, "")
        >>> TranslationScores(bleu, chrf).chrf.score
        54.0
    """

    bleu: CorpusScore
    chrf: CorpusScore


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
    bleu, chrf = bleu_and_chrf(lowercase=lowercase, tokenizer=tokenizer)
    if resamples < 1:
        raise InvalidInputError(f"resamples must be at least 1, got {resamples}")
    most = max(map(len, grouped))
    # sacreBLEU wants the first reference of every sentence, then every second one, and so on.
    streams = [[own[i] if i < len(own) else None for own in grouped] for i in range(most)]
    return TranslationScores(
        _corpus_score(bleu, hypotheses, streams, resamples, seed),
        _corpus_score(chrf, hypotheses, streams, resamples, seed),
    )


def bleu_and_chrf(*, lowercase: bool = False, tokenizer: str = "13a") -> tuple[Any, Any]:
    """Makes sacreBLEU's metrics.

    Args:
        lowercase: As in `score_translations`.
        tokenizer: As in `score_translations`.

    Returns:
        `sacrebleu.BLEU` and `sacrebleu.CHRF`.

    Raises:
        InvalidInputError: If there is no such tokenizer.
        MissingDependencyError: If the package sacrebleu is not installed.

    Example:
        >>> _, chrf = bleu_and_chrf()
        >>> round(chrf.sentence_score("Tom sleeps.", ["Tom sleeps."]).score)
        100
    """
    check_choice("tokenizer", tokenizer, TOKENIZERS)
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ImportError as error:
        raise missing_dependency("BLEU", error.name, "evaluation") from error
    # Without force it warns of tokenised text, which is what "none" is for.
    bleu = BLEU(lowercase=lowercase, tokenize=tokenizer, force=tokenizer == "none")
    return bleu, CHRF(lowercase=lowercase)


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
