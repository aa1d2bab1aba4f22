"""Adapters of other libraries for the benchmarks."""

import re
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


SUMY_METHODS = ("lex_rank", "text_rank", "lsa", "luhn")


class _Words:
    """What sumy asks of a tokenizer; its own needs a model of NLTK to be downloaded."""

    language = "english"
    _word = re.compile(r"[^\W\d_][^\W\d_'-]*(?:['-][^\W\d_]+)*")

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(self._word.findall(sentence))


def sumy_summarizer(method: str) -> Summarizer:
    """Wraps a summarizer of sumy, with our sentences and its own stemmer and stop words.

    Args:
        method: One of `SUMY_METHODS`.

    Returns:
        The summarizer.

    Raises:
        ImportError: If the package is not installed.
    """
    import importlib

    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.nlp.stemmers import Stemmer
    from sumy.utils import get_stop_words

    from nlp_suite.text import split_sentences

    words = _Words()
    name = f"{method.title().replace('_', '')}Summarizer"
    summarizer = getattr(importlib.import_module(f"sumy.summarizers.{method}"), name)(
        Stemmer("english")
    )
    summarizer.stop_words = get_stop_words("english")

    def summarize(text: str, count: int) -> str:
        spans = split_sentences(text)
        paragraph = Paragraph([Sentence(text[start:end], words) for start, end in spans])
        chosen = summarizer(ObjectDocumentModel([paragraph]), count)
        return " ".join(str(sentence) for sentence in chosen)

    return summarize
