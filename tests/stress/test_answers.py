"""Answers to random questions about random texts, hostile ones among them."""

import math
import random
from typing import Any

import pytest

import nlp_suite
from nlp_suite import NLPSuiteError

CASES = 20_000
# The share of the cases that are computed again in company.
COMPANY = 0.15
# Scores of other batches differ by rounding: of float32, as int8 would hide what else differs.
TOLERANCE = 1e-3
WORDS = """
the a of in and Who When What is was not built Rhine Cologne 1887 2031-03-17 12,5 % $3.2 million
Dr. Acme Inc. a.b@example.org https://example.org/#x (see) «no» it's Jean-Luc 51°30 [SEP] [CLS]
</s> naïve Zoë 東京 日本語。 مرحبا שלום नमस्ते Ελλάδα 🇩🇪 e\u0301 \u200d \ufdfa \u01c5 \xdf \u0130
""".split()  # noqa: SIM905
MARKS = [
    " ",
    " ",
    " ",
    " ",
    "\n",
    ". ",
    ", ",
    "\t",
    " | ",
    ": ",
    "\r\n",
    "\n- ",
    "\u2028",
    "",
    "; ",
]
ODD = [
    "\ud800",
    "\0",
    "\x1b[31m",
    "\u202e",
    "\ufeff",
    "\u0301" * 40,
    "a" * 300,
    "((((",
    "-" * 90,
    "\xa0",
]


def make_text(rng: random.Random, most: int) -> str:
    """Joins words, marks and what no text should have."""
    pieces = []
    for _ in range(rng.randint(1, most)):
        pieces.append(rng.choice(ODD) if rng.random() < 0.04 else rng.choice(WORDS))
        pieces.append(rng.choice(MARKS))
    return "".join(pieces)


def make_options(rng: random.Random) -> dict[str, Any]:
    """Draws some of the options of reading."""
    possible: dict[str, Any] = {
        "window": rng.choice([40, 96, 256, 512]),
        "stride": rng.choice([0, 4, 16]),
        "max_windows": rng.choice([0, 1, 3]),
        "bm25_weight": rng.choice([0.0, 0.5, 100.0]),
        "max_answer_tokens": rng.choice([1, 15, 600]),
        "no_answer_threshold": rng.choice([0, 0.3, 1]),
        "always": rng.random() < 0.5,
        "group": rng.random() < 0.5,
        "language": rng.choice(["en", "de", "ja"]),
        "scoring": rng.choice(["joint", "independent"]),
        "max_question_tokens": rng.choice([16, 30]),
    }
    return {name: value for name, value in possible.items() if rng.random() < 0.3}


def problems(found: list[Any], text: str, top_k: int, options: dict[str, Any]) -> list[str]:
    """Says which properties of a pair's answers do not hold."""
    wrong = []
    if not 1 <= len(found) <= top_k:
        wrong.append(f"{len(found)} answers for top_k={top_k}")
    spans = [one for one in found if one]
    if any(text[one.start : one.end] != one.text or not one.text for one in spans):
        wrong.append("an answer is no slice of the text")
    if len({(one.start, one.end) for one in spans}) < len(spans):
        wrong.append("an answer twice")
    # Of the old pipeline's way scores add up, over windows even above 1.
    largest = math.inf if options.get("scoring") == "independent" else 1 + 1e-9
    if not all(0 <= one.score <= largest and 0 <= one.null_score <= 1 + 1e-9 for one in found):
        wrong.append("a score is no probability")
    scores = [one.score for one in spans]
    if scores != sorted(scores, reverse=True):
        wrong.append(f"scores are not sorted: {scores}")
    empty = [one for one in found if not one]
    if empty and (found[0] is not empty[0] or len(empty) > 1 or not empty[0].reason):
        wrong.append("an empty answer that is not first, alone or without a reason")
    return wrong


@pytest.mark.filterwarnings("ignore::nlp_suite.errors.LanguageMismatchWarning")
def test_answers(campaign: Any) -> None:
    reader = nlp_suite.load("answer", compute_type="float32")
    for rng in campaign.seeds(CASES):
        question, text = make_text(rng, 9), make_text(rng, rng.choice([3, 30, 120]))
        options, top_k = make_options(rng), rng.choice([1, 1, 3, 20])
        given = f"{question!a}, {text!a}, top_k={top_k}, {options}"
        try:
            alone = reader(question, text, top_k=top_k, progress=False, **options)
        except NLPSuiteError:
            continue
        except Exception as error:
            campaign.fault("raw", f"{error!r} for {given}")
            continue
        for what in problems(alone, text, top_k, options):
            campaign.fault("wrong", f"{what} for {given}")
        if rng.random() < COMPANY:
            texts = [make_text(rng, 60) + "a" for _ in range(3)]
            place = rng.randint(0, 3)
            texts.insert(place, text)
            together = reader(question, texts, top_k=top_k, progress=False, **options)
            if len(together) != len(texts):
                campaign.fault("lost", f"{len(together)} of {len(texts)} texts for {given}")
            elif not are_alike(alone, together[place]):
                campaign.fault("wrong", f"{together[place]} with others, {alone} alone: {given}")


def are_alike(ours: list[Any], theirs: list[Any]) -> bool:
    """Whether answers are the same, but for what rounding may exchange."""
    if len(ours) != len(theirs):
        return False
    pairs = list(zip(ours, theirs, strict=True))
    close = all(abs(one.score - other.score) < TOLERANCE for one, other in pairs)
    return close and all(
        (one.start, one.end) == (other.start, other.end)
        or any(
            abs(one.score - near.score) < TOLERANCE
            for near in ours
            if (near.start, near.end) != (one.start, one.end)
        )
        for one, other in pairs
    )
