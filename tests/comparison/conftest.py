from pathlib import Path
from typing import Any

import pytest

import nlp_suite
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.question_answering.reader import Reader

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
