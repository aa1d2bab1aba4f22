"""Other libraries behind the interface that the benchmarks call."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy.typing as npt

Encode = Callable[[list[str]], npt.NDArray[Any]]
Summarizer = Callable[[str, int], str]

# Imported by bert-extractive-summarizer 0.10.1, never used unless asked for by name, and
# removed from transformers in 4.52.
_REMOVED = ("TransfoXLModel", "TransfoXLTokenizer")


@contextlib.contextmanager
def removed_transformers_names() -> Iterator[None]:
    """Gives transformers stand-ins for the names it lost, inside the block only."""
    import transformers

    supplied = [name for name in _REMOVED if not hasattr(transformers, name)]
    for name in supplied:
        setattr(transformers, name, type(name, (), {}))
    try:
        yield
    finally:
        for name in supplied:
            delattr(transformers, name)


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
        ImportError: If the package is not installed.
    """
    with removed_transformers_names():
        from summarizer.summary_processor import (
            SummaryProcessor,
        )
        from summarizer.text_processors.sentence_handler import (
            SentenceHandler,
        )

    processor = SummaryProcessor(encode, SentenceHandler())

    def summarize(text: str, count: int) -> str:
        summary: str = processor(text, num_sentences=count, use_first=use_first)
        return summary

    return summarize
