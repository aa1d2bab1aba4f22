from pathlib import Path
from typing import Any

import pytest

import nlp_suite
from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.engines.interfaces import GeneratedText, RuntimeSettings
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.question_answering.reader import Reader
from nlp_suite.tasks.summarization.abstractive.abstractive_summarizer import AbstractiveSummarizer

TEXTS = ["I see a cat.", "They like her.", "Go on (now).\nWhere is the dog?"]
GERMAN = ["Ich sehe eine Katze.", "Sie lieben sie.", "Los (jetzt).\nWo ist der Hund?"]


@pytest.fixture(scope="session")
def random_translator(make_translator: Any) -> Path:
    """A model folder with a Transformer that has learned nothing."""
    path: Path = make_translator(seed=4).path
    return path


@pytest.fixture(scope="session")
def translations(toy_translator: Path, random_translator: Path) -> Any:
    """Three translators: two folders, and one that is loaded already."""
    loaded = nlp_suite.load("translate", model=toy_translator, compute_type="float32")
    return nlp_suite.compare(
        "translate",
        TEXTS,
        systems=[toy_translator, ("custom", random_translator), loaded],
        references=GERMAN,
        beam_size=2,
        isolated=False,
    )


@pytest.fixture(scope="session")
def readers(make_scorer: Any) -> list[Reader]:
    """Two readers, the second of which takes no question of more than eight tokens."""
    short = ReadingOptions(window=64, stride=16, max_question_tokens=8)
    return [Reader(make_scorer()), Reader(make_scorer(), short)]


class FixedText:
    """Writes the same whatever it reads."""

    engine, model = "test", "writer"
    settings = RuntimeSettings("test", "cpu", "float32")
    max_source_tokens, max_target_tokens = 1000, 100
    default_options = GenerationOptions(
        max_tokens=50, min_tokens=1, beam_size=1, length_penalty=1.0, no_repeat_ngram_size=0
    )

    def __init__(self, text: str) -> None:
        self.text = text

    def count_tokens(self, texts: Any) -> list[int]:
        return [len(text.split()) for text in texts]

    def generate(self, texts: Any, options: Any, advance: Any = None) -> list[GeneratedText]:
        return [GeneratedText(self.text, len(self.text.split())) for _ in texts]


@pytest.fixture(scope="session")
def make_writer() -> Any:
    """A summarizer that writes what it is told to, whatever the text."""

    def make(text: str) -> AbstractiveSummarizer:
        embedder = nlp_suite.load("summarize")._embedder  # type: ignore[union-attr]
        return AbstractiveSummarizer(FixedText(text), embedder)

    return make
