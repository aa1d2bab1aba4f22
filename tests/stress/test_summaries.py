"""Summaries of texts and options that nobody would think of."""

import itertools
import random
import warnings
from typing import Any

import pytest

import nlp_suite
from nlp_suite.tasks.summarization.methods import available_methods
from nlp_suite.text import split_sentences

# ruff: noqa: RUF001 - scripts, dashes and quotation marks of every kind.

PROSE = [
    *("The council met on Monday. ", "It rained. ", "Why? ", "He said so: ", "But it was late. "),
    *("“It is so. ", "It was.” ", '"Wait!" he cried. ', "Dr. Roe paid $1.50. ", "See Art. 5. "),
    *("Henry VIII. was a king. ", "Die Katze schläft. ", "Er kam am 2. Mai. ", "Il pleut. "),
    *("東京は首都です。", "Кошка спит. ", "القط نائم. ", "ภาษาไทย ", "हिन्दी है। ", "Τι είναι; "),
]
LAYOUT = [
    *("\n", "\n\n", "\r\n", "\n\n\n", "\t", "  ", "\u2028", "\x0b", "\u00a0"),
    *("# Title\n\n", "- item\n", "1. one\n", "| a | b |\n", "|---|---|\n", "```\n", "> quoted\n"),
    *("Anna: Hi.\n", "[09:12] Ben: no\n", "Subject: x\n", "Hi all,\n", "Thanks,\nAnna\n", "--\n"),
    *("Read more\n", "Photo: AP\n", "Home | News | Sport\n", "2:03 --> 2:04\n", "x = f(1);\n"),
]
ODD = [
    *(
        "\0",
        "\ud800",
        "\udfff",
        "\u200d",
        "\u200c",
        "\u0301",
        "\u202e",
        "\ufeff",
        "\ufffd",
        "\x1b[31m",
    ),
    *("😀", "👨‍👩‍👧", "🇩🇪", "e\u0301", "ﬁ", "ẞ", "İ", "ı", "\U000e0100", "\U0010ffff", "ａ", "½"),
    *("...", "…", "?!", "。。", ".", "!", ":", "(", ")", "[", "“", "”", "«", "»", "'", "’", "---"),
]
WORDS = [
    *(
        "tin",
        "Tin",
        "TIN",
        "melts",
        "the",
        "of",
        "and",
        "und",
        "der",
        "42",
        "3,5",
        "a",
        "I",
        "x" * 70,
    ),
]
LANGUAGES = ["en", "de", "fr", "tr", "zh", "th", "ar", "sr", "pt-BR", "yi"]
QUERIES = ["tin", "Why?", "東京", "who was the king", "42", "é\u0301", "a" * 300]
WORDY = ("lead", "lexical", "frequency", "random")


def _text(rng: random.Random) -> str:
    kinds = [rng.choices(group, k=rng.randint(1, 6)) for group in (PROSE, LAYOUT, ODD)]
    kinds.append([f"{word} " for word in rng.choices(WORDS, k=rng.randint(1, 6))])
    pool = [piece for kind in rng.sample(kinds, rng.randint(1, 4)) for piece in kind]
    pieces = rng.choices(pool, k=rng.choice([1, 3, 10, 30, 60]))
    if rng.random() < 0.1:
        pieces.append(rng.choice(pool) * rng.choice([50, 400]))
    return "".join(pieces)


def _options(rng: random.Random, methods: tuple[str, ...]) -> dict[str, Any]:
    options: dict[str, Any] = {"method": rng.choice(methods)}
    length = rng.randrange(4)
    if length == 0:
        options["sentences"] = rng.choice([1, 2, 3, 7, 1000])
    elif length == 1:
        options["ratio"] = rng.choice([0.001, 0.2, 0.5, 1, 1.0])
    if rng.random() < 0.4:
        options["max_words"] = rng.choice([1, 5, 20, 10**9])
    if rng.random() < 0.2:
        options["min_words"] = rng.randint(1, min(options.get("max_words", 30), 30))
    for name, value, share in (
        ("min_length", rng.choice([1, 20, 10_000]), 0.2),
        ("keywords", rng.choice([1, 5, 100]), 0.3),
        ("title", True, 0.3),
        ("cohesive", False, 0.3),
        ("language", rng.choice(LANGUAGES), 0.3),
        ("seed", rng.choice([1, 2**32 - 1]), 0.3),
    ):
        if rng.random() < share:
            options[name] = value
    return options


def _wrong(text: str, summary: nlp_suite.Summary, options: dict[str, Any]) -> str | None:
    """Says what is wrong with a summary; None if nothing is."""
    sentences = summary.sentences
    places = [(one.start, one.end) for one in sentences]
    if not sentences:
        return "it has no sentence"
    if any(text[one.start : one.end] != one.text or not one.text.strip() for one in sentences):
        return "a sentence is not the text's"
    if any(one[1] > other[0] for one, other in itertools.pairwise(places)):
        return "sentences overlap or are not in the order of the text"
    indices = [one.index for one in sentences]
    if indices != sorted(set(indices)) or indices[-1] >= summary.total_sentences:
        return "numbers of sentences are wrong"
    if any(one.score != one.score or abs(one.score) == float("inf") for one in sentences):
        return "a score is no number"
    if summary.text != " ".join(" ".join(one.text.split()) for one in sentences):
        return "its text is not that of its sentences"
    wordy = "min_words" in options
    if len(sentences) > options.get("sentences", 10**9) and not wordy:
        return "it has too many sentences"
    if not {"sentences", "ratio", "max_words", "min_words"} & {*options} and len(sentences) > 3:
        return "it has more sentences than by default"
    if summary.words > options.get("max_words", 10**9) and len(sentences) > 1:
        return "it has too many words"
    if len(summary.keywords) > options.get("keywords", 0):
        return "it has too many key phrases"
    if bool(summary.title) and (not options.get("title") or len(summary.title.split("\n")) > 1):
        return "it has a title that nobody asked for, or one of several lines"
    return None


def _check(campaign: Any, rng: random.Random, summarizer: Any, methods: tuple[str, ...]) -> None:
    text, options = _text(rng), _options(rng, methods)
    if rng.random() < 0.15:
        options["query"] = rng.choice(QUERIES)
    try:
        summary = summarizer(text, **options)
        again = summarizer(text, **options)
    except nlp_suite.InvalidInputError as error:
        if split_sentences(text) or "\n" in str(error):
            campaign.fault("raw", f"{error!s} {text[:200]!r} {options}")
        return
    except Exception as error:
        campaign.fault("raw", f"{error!r} {text[:200]!r} {options}")
        return
    if summary != again:
        campaign.fault("wrong", f"differs from call to call: {text[:300]!r} {options}")
    elif wrong := _wrong(text, summary, options):
        campaign.fault("wrong", f"{wrong}: {text[:300]!r} {options}")


@pytest.fixture(scope="module")
def summarizer() -> Any:
    return nlp_suite.load("summarize", threads=1)


def test_summaries_by_words(campaign: Any, summarizer: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for rng in campaign.seeds(18_000):
            _check(campaign, rng, summarizer, WORDY)


def test_summaries_by_meaning(campaign: Any, summarizer: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for rng in campaign.seeds(2_000):
            _check(campaign, rng, summarizer, available_methods())
