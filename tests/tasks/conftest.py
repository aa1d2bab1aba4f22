import zlib

import numpy as np
import pytest

from nlp_suite.engines.interfaces import Hypothesis, RuntimeSettings
from nlp_suite.text.spans import replace_spans
from nlp_suite.text.surrogates import without_surrogates


class Source(str):
    copied = ()

    @property
    def num_tokens(self):
        # A word has a token for each three characters or fewer.
        return sum(-(-len(word) // 3) for word in self.split())


class Shouter:
    """An engine whose translations are easy to foretell: words in capitals."""

    engine, model, max_source_tokens = "test", "shouter", 8
    settings = RuntimeSettings("test", "cpu", "float32")
    source_language, target_language, confidence = "en", None, None
    target_words = None

    def __init__(self):
        self.calls = []

    def prepare(self, sentences, placeables=None):
        placed = placeables or [()] * len(sentences)
        return [
            Source(without_surrogates(replace_spans(text, own, [one.target for one in own])))
            for text, own in zip(sentences, placed, strict=True)
        ]

    def tokenize_target(self, text):
        return tuple(map(ord, text))

    def translate(self, sentences, options, suppressed=()):
        self.calls.append(list(sentences))
        for sentence in sentences:
            assert sentence.num_tokens <= self.max_source_tokens
            sentence.encode()
        return [
            [
                Hypothesis(
                    "X" * rank + sentence.upper(),
                    tuple(sentence.upper().split()),
                    -0.5 - rank,
                    tuple(sentence.split()),
                    np.eye(len(sentence.split()), dtype="f4") if options.attention else None,
                )
                for rank in range(options.n_best)
            ]
            for sentence in sentences
        ]


@pytest.fixture(scope="session")
def make_shouter():
    return Shouter


@pytest.fixture
def shouter():
    return Shouter()


@pytest.fixture(scope="session")
def random_scorer(make_scorer):
    """Reads with the tokenizer of a real model, and scores by a hash of what it reads."""

    class RandomScorer(make_scorer):
        model = "random"
        calls = None

        def tokenize(self, texts):
            for text in texts:
                text.encode()
            if self.calls is not None:
                self.calls.append(list(texts))
            return super().tokenize(texts)

        def logits(self, one):
            rng = np.random.default_rng(zlib.crc32(one.ids.tobytes()))
            return rng.normal(scale=3, size=(len(one.ids), 2)).astype("f4")

    return RandomScorer


@pytest.fixture
def scorer(random_scorer):
    return random_scorer()
