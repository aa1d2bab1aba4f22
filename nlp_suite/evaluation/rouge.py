"""ROUGE-1, ROUGE-2 and ROUGE-L of summaries, by rouge-score with stemming."""

from importlib.metadata import version
from typing import NamedTuple

from nlp_suite._lazy import missing_dependency


class RougeScores(NamedTuple):
    """ROUGE of a summary: F-measures from 0 to 100.

    Attributes:
        rouge1: Overlap of words.
        rouge2: Overlap of pairs of neighbouring words.
        rouge_l: Longest common subsequence of words.
    """

    rouge1: float
    rouge2: float
    rouge_l: float


class RougeMetric:
    """ROUGE of summaries against references.

    Attributes:
        signature: What another measurement must share to be comparable.

    Raises:
        MissingDependencyError: If the package rouge-score is not installed.

    Example:
        >>> round(RougeMetric().score("the cat sat", "the cat ran").rouge1, 1)
        66.7

    Reference:
        Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries",
        https://aclanthology.org/W04-1013.
    """

    _NAMES = ("rouge1", "rouge2", "rougeL")

    def __init__(self) -> None:
        # Deferred: an optional dependency.
        try:
            from rouge_score.rouge_scorer import RougeScorer
        except ImportError as error:
            raise missing_dependency("ROUGE", error.name, "evaluation") from error
        self._scorer = RougeScorer(list(self._NAMES), use_stemmer=True)
        self.signature = f"rouge-score:{version('rouge-score')}|stemmer|F"

    def score(self, reference: str, summary: str) -> RougeScores:
        """Computes ROUGE of a summary.

        Args:
            reference: The summary to compare with.
            summary: The summary.

        Returns:
            Its F-measures.
        """
        found = self._scorer.score(reference, summary)
        return RougeScores(*(100 * found[name].fmeasure for name in self._NAMES))
