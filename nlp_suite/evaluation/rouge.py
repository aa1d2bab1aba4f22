"""ROUGE-1, ROUGE-2 and ROUGE-L of summaries, by rouge-score with stemming."""

import re
from importlib.metadata import version
from typing import Any, NamedTuple

from nlp_suite._lazy import missing_dependency
from nlp_suite.text.english_words import is_clearly_english
from nlp_suite.text.indexing.terms import find_words, split_characters

_APOSTROPHES = re.compile("['’]")  # noqa: RUF001


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

    References in English are scored by rouge-score as it is. It drops letters beyond ASCII and
    cuts words up there, so for other references words with such letters count whole, as they
    are written but for case; of Chinese, Japanese and other languages that put no spaces
    between words, each character counts as a word.

    Attributes:
        signature: What another measurement must share to be comparable.

    Raises:
        MissingDependencyError: If the package rouge-score is not installed.

    Example:
        >>> round(RougeMetric().score("the cat sat", "the cat ran").rouge1, 1)
        66.7
        >>> round(RougeMetric().score("Идёт дождь", "идёт снег").rouge1, 1)
        50.0

    Reference:
        Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries",
        https://aclanthology.org/W04-1013.
    """

    _NAMES = ("rouge1", "rouge2", "rougeL")

    def __init__(self) -> None:
        # Deferred: an optional dependency.
        try:
            from rouge_score.rouge_scorer import RougeScorer
            from rouge_score.tokenizers import DefaultTokenizer
        except ImportError as error:
            raise missing_dependency("ROUGE", error.name, "evaluation") from error
        tokenizer = DefaultTokenizer(use_stemmer=True)
        self._english, self._other = (
            RougeScorer(list(self._NAMES), tokenizer=one)
            for one in (tokenizer, _UnicodeTokenizer(tokenizer))
        )
        self.signature = (
            f"rouge-score:{version('rouge-score')}|stemmer|other than English:unicode|F"
        )

    def score(self, reference: str, summary: str) -> RougeScores:
        """Computes ROUGE of a summary.

        Args:
            reference: The summary to compare with.
            summary: The summary.

        Returns:
            Its F-measures.
        """
        scorer = self._english if is_clearly_english(reference) else self._other
        found = scorer.score(reference, summary)
        return RougeScores(*(100 * found[name].fmeasure for name in self._NAMES))


class _UnicodeTokenizer:
    """Tokenizer of all scripts; of ASCII text, that of rouge-score."""

    def __init__(self, ascii_tokenizer: Any) -> None:
        self._ascii_tokenizer = ascii_tokenizer

    def tokenize(self, text: str) -> list[str]:
        if text.isascii():
            return self._tokenize_ascii(text)
        tokens: list[str] = []
        for word, gram in find_words(text):
            for part in _APOSTROPHES.split(word):
                if gram:
                    tokens += split_characters(part)
                elif part.isascii():
                    tokens += self._tokenize_ascii(part)
                else:
                    tokens.append(part)
        return tokens

    def _tokenize_ascii(self, text: str) -> list[str]:
        return list(self._ascii_tokenizer.tokenize(text))
