"""Cloze questions of plain paragraphs: recurring span selection, a step before the training.

A name or a number stands in two sentences; in one of them it is masked, and the reader finds it
in the others. No one has to write such questions (Dhingra et al. 2018, "Simple and Effective
Semi-Supervised Question Answering"; Ram et al. 2021, "Few-Shot Question Answering by Pretraining
Span Selection").
"""

import functools
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nlp_suite.text.sentences import split_sentences

MASK = "[MASK]"
_FEWEST_SENTENCES = 3
_LONGEST_SENTENCE = 300
# They begin sentences, and name nothing.
_NO_NAMES = """
A An And As At But By During For From He Her His However I If In It Its Many On One Or She Since So
Some Such That The Their There These They This Those To We What When Where Which While Who With You
"""


def make_cloze_questions(
    paragraphs: Iterable[Mapping[str, Any]], number: int, *, absent: float = 0.2, seed: int = 0
) -> Iterator[dict[str, Any]]:
    """Makes cloze questions, at most one for each name or number of a paragraph.

    Args:
        paragraphs: Rows with a `title` and a `context`.
        number: So many are made, or as many as the paragraphs have.
        absent: Share of them whose masked words are nowhere else in the text.
        seed: Another seed gives other questions.

    Yields:
        Rows as those of `nlp_suite.data.load_questions`.
    """
    rng = random.Random(f"{seed} cloze")  # noqa: S311
    texts = {row["context"]: row["title"] for row in paragraphs}
    made = [row for text, title in texts.items() for row in _of_paragraph(text, title, absent, rng)]
    rng.shuffle(made)
    yield from made[:number]


def _of_paragraph(
    text: str, title: str, absent: float, rng: random.Random
) -> Iterator[dict[str, Any]]:
    spans = split_sentences(text, "en")
    sentences = [text[span.start : span.end] for span in spans]
    if len(sentences) < _FEWEST_SENTENCES:
        return
    no_names = set(_NO_NAMES.split())
    where: dict[str, set[int]] = {}
    for number, sentence in enumerate(sentences):
        for match in _mention().finditer(sentence):
            if match[0] not in no_names:
                where.setdefault(match[0], set()).add(number)
    for mention, numbers in sorted(where.items()):
        recurs = len(numbers) > 1
        # Mentions that stand once are many.
        if not recurs and rng.random() >= absent / (1 - absent) / 3:
            continue
        asked = rng.choice(sorted(numbers))
        if len(sentences[asked]) > _LONGEST_SENTENCE:
            continue
        context = " ".join(one for n, one in enumerate(sentences) if n != asked)
        word = re.compile(rf"(?<!\w){re.escape(mention)}(?!\w)")
        starts = [match.start() for match in word.finditer(context)]
        if bool(starts) == recurs:
            yield {
                "id": f"cloze {mention}",
                "title": title,
                "question": word.sub(MASK, sentences[asked]),
                "context": context,
                "answers": {"text": [mention] * len(starts), "answer_start": starts},
            }


@functools.cache
def _mention() -> re.Pattern[str]:
    """Names of up to four words, and numbers."""
    word = r"[A-Z][\w'\u2019-]*\w"
    return re.compile(rf"(?<![\w-]){word}(?: {word}){{0,3}}(?!\w)|(?<![\w.,])\d[\d,.]*\d(?!\w)")
