"""Adapters of other libraries for the benchmarks."""

from collections.abc import Callable
from typing import Any

import numpy.typing as npt

Encode = Callable[[list[str]], npt.NDArray[Any]]
Summarizer = Callable[[str, int], str]


def bert_extractive_summarizer(encode: Encode, *, use_first: bool = True) -> Summarizer:
    """Wraps bert-extractive-summarizer with embeddings of ours.

    Its own sentence splitter, its own filter of sentences by length and its own clustering
    run; only the encoder is replaced, so that methods and not models are compared.

    Args:
        encode: Takes sentences and returns their embeddings (n, d).
        use_first: Its option of the same name, on by default there: the first sentence is
            always taken.

    Returns:
        The summarizer.

    Raises:
        MissingDependencyError: If the package is not installed.
    """
    from nlp_suite.compat import SentenceHandler, SummaryProcessor

    processor = SummaryProcessor(encode, SentenceHandler())

    def summarize(text: str, count: int) -> str:
        summary: str = processor(text, num_sentences=count, use_first=use_first)
        return summary

    return summarize
