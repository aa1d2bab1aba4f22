"""Adapters of the sentence splitters that ``sentence_splitters.py`` compares.

A splitter takes a text and returns the start and end offset of every sentence.
"""

import importlib
import re
import warnings
from collections.abc import Callable

from nlp_suite.text import split_sentences
from nlp_suite.text.sentences import paragraphs

OURS = "nlp_suite"

Spans = list[tuple[int, int]]
Splitter = Callable[[str], Spans]


def locate(text: str, sentences: list[str]) -> Spans:
    """Find sentences that a library gives as strings, in order; what it changed is lost."""
    spans, offset = [], 0
    for sentence in sentences:
        at = text.find(sentence.strip(), offset)
        if at >= 0 and sentence.strip():
            spans.append((at, at + len(sentence.strip())))
            offset = spans[-1][1]
    return spans


def _ours() -> Splitter:
    return lambda text: [(s.start, s.end) for s in split_sentences(text)]


def _sentencex() -> Splitter:
    sentencex = importlib.import_module("sentencex")
    return lambda text: locate(text, sentencex.segment("en", text))


def _spacy() -> Splitter:
    spacy = importlib.import_module("spacy")
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10**9
    return lambda text: [(s.start_char, s.end_char) for s in nlp(text).sents]


def _pysbd() -> Splitter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        segmenter = importlib.import_module("pysbd").Segmenter(language="en", clean=False)
    return lambda text: locate(text, segmenter.segment(text))


def _syntok() -> Splitter:
    segmenter = importlib.import_module("syntok.segmenter")

    def split(text: str) -> Spans:
        return [
            (sentence[0].offset, sentence[-1].offset + len(sentence[-1].value))
            for paragraph in segmenter.analyze(text)
            for sentence in paragraph
            if sentence
        ]

    return split


def _blingfire() -> Splitter:
    blingfire = importlib.import_module("blingfire")
    return lambda text: list(blingfire.text_to_sentences_and_offsets(text)[1])


def _punkt() -> Splitter:
    punkt = importlib.import_module("nltk.tokenize.punkt")
    tokenizer = punkt.PunktSentenceTokenizer()
    return lambda text: list(tokenizer.span_tokenize(text))


CANDIDATES: dict[str, tuple[str, str, Callable[[], Splitter]]] = {
    OURS: ("nlp-suite", "from nlp_suite.text import split_sentences; split_sentences('A.')", _ours),
    "sentencex": ("sentencex", "import sentencex", _sentencex),
    "spaCy sentencizer": ("spacy", "import spacy; spacy.blank('en')", _spacy),
    "pysbd": ("pysbd", "import pysbd", _pysbd),
    "syntok": ("syntok", "import syntok.segmenter", _syntok),
    "blingfire": ("blingfire", "import blingfire", _blingfire),
    "NLTK Punkt, untrained": ("nltk", "import nltk.tokenize.punkt", _punkt),
}


def with_line_rules(splitter: Splitter) -> Splitter:
    """Apply a splitter within the stretches that this package's rules for lines leave."""

    def split(text: str) -> Spans:
        return [
            (start + left, start + right)
            for start, end in paragraphs(text)
            for left, right in splitter(re.sub(r"\s", " ", text[start:end]))
        ]

    return split
