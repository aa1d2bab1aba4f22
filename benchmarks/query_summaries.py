"""Measure summaries about a query, and summaries of several texts; print tables as Markdown.

How often a summary of one sentence whose query is a question has its answer, and how often a
question about another article is seen to be one:

python benchmarks/query_summaries.py --questions xquad-en.json.gz

What is left of sentences that two texts have in common, word for word or nearly, and how many are
taken for repetitions that are none:

python benchmarks/query_summaries.py --articles articles.jsonl.gz
"""

import argparse
import math
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from score_tables import score_cell

from nlp_suite.data import load_questions
from nlp_suite.engines.custom.sentence_embedder import SentenceEmbedder
from nlp_suite.errors import IrrelevantQueryWarning
from nlp_suite.evaluation.summarization import read_summary_records
from nlp_suite.models.find import find_model_folder
from nlp_suite.results import Summary
from nlp_suite.tasks.summarization.candidates import find_candidates
from nlp_suite.tasks.summarization.content_words import content_words
from nlp_suite.tasks.summarization.query import RELEVANT, term_coverage
from nlp_suite.tasks.summarization.summarizer import Summarizer
from nlp_suite.text.structure import find_structure

# Okapi's own.
_K1, _B = 1.2, 0.75

# Sentences that both of two texts have, of a hundred.
_SHARED = 33


class Question(NamedTuple):
    """A question, its text, and where the answers stand in the text."""

    question: str
    text: str
    answers: Sequence[tuple[int, int]]


class CachedEmbedder(SentenceEmbedder):
    """An embedder that computes each sentence once."""

    def __init__(self) -> None:
        super().__init__(find_model_folder("summarize"))
        self._known: dict[str, Any] = {}

    def embed(self, sentences: Sequence[str]) -> Any:
        """Embed sentences (n, d)."""
        new = list(dict.fromkeys(one for one in sentences if one not in self._known))
        if new:
            self._known.update(zip(new, super().embed(new), strict=True))
        return np.stack([self._known[one] for one in sentences])


def read_questions(path: Path, *, whole: bool) -> list[Question]:
    """Read a SQuAD file; `whole` joins the paragraphs of an article to one text."""
    rows = [row for row in load_questions(str(path)) if row["answers"]["text"]]
    groups: dict[str, dict[str, None]] = {}
    for row in rows:
        groups.setdefault(row["title" if whole else "context"], {})[row["context"]] = None
    questions = []
    for row in rows:
        paragraphs = list(groups[row["title" if whole else "context"]])
        number = paragraphs.index(row["context"])
        before = sum(len(paragraph) + 2 for paragraph in paragraphs[:number])
        answers = [
            (before + start, before + start + len(answer))
            for answer, start in zip(
                row["answers"]["text"], row["answers"]["answer_start"], strict=True
            )
        ]
        questions.append(Question(row["question"], "\n\n".join(paragraphs), answers))
    return questions


def bm25(question: str, sentences: Sequence[str]) -> Any:
    """Compute Okapi BM25 of each sentence (n,), of sets of content words."""
    terms, bags = content_words(question), [content_words(one) for one in sentences]
    frequency = Counter(term for bag in bags for term in bag)
    mean = max(sum(map(len, bags)) / len(bags), 1.0)
    n = len(bags)

    def score(bag: frozenset[str]) -> float:
        saturation = (_K1 + 1) / (1 + _K1 * (1 - _B + _B * len(bag) / mean))
        return saturation * math.fsum(
            math.log1p((n - frequency[term] + 0.5) / (frequency[term] + 0.5))
            for term in terms & bag
        )

    return np.array([score(bag) for bag in bags])


def answered(question: Question, places: Sequence[tuple[int, int]]) -> float:
    """Say whether an answer stands wholly in one of the sentences: 1 or 0."""
    return float(
        any(
            start <= first and last <= end
            for start, end in places
            for first, last in question.answers
        )
    )


def measure_questions(path: Path) -> None:
    """Print how often summaries have the answer, and how often nothing is about a question."""
    embedder = CachedEmbedder()
    summarize = Summarizer(embedder)

    def by_scores(
        scores: Callable[[str, Sequence[str]], Any],
    ) -> Callable[[Question, int], list[tuple[int, int]]]:
        def choose(question: Question, count: int) -> list[tuple[int, int]]:
            structure = find_structure(question.text)
            places = [structure[i] for i in find_candidates(question.text, structure)]
            found = scores(question.question, [question.text[s.start : s.end] for s in places])
            order = np.argsort(-np.round(found, 6), kind="stable")
            return [(places[i].start, places[i].end) for i in order[:count]]

        return choose

    def by_summary(**options: Any) -> Callable[[Question, int], list[tuple[int, int]]]:
        def choose(question: Question, count: int) -> list[tuple[int, int]]:
            own = {**options, "query": question.question} if "cohesive" in options else options
            summary = summarize(question.text, sentences=count, **own)
            return [(sentence.start, sentence.end) for sentence in summary.sentences]

        return choose

    def cosine(question: str, sentences: Sequence[str]) -> Any:
        return embedder.embed(sentences) @ embedder.embed([question])[0]

    rows = {
        "no query": by_summary(),
        "cosine alone": by_scores(cosine),
        "BM25 alone": by_scores(bm25),
        "coverage alone": by_scores(term_coverage),
        "query, `cohesive=False`": by_summary(cohesive=False),
        "query": by_summary(cohesive=True),
    }
    kinds = {"paragraphs": read_questions(path, whole=False)}
    kinds["whole articles"] = read_questions(path, whole=True)
    columns = [(kind, count) for kind in kinds for count in (1, 3)]
    heads = [f"{kind}, {count} sentence{'s' * (count > 1)}" for kind, count in columns]
    print(f"{path.name}: {len(kinds['paragraphs'])} questions; share answered, per cent\n")
    print(f"| chosen by | {' | '.join(heads)} |")
    print(f"|---|{'---|' * len(heads)}")
    for name, choose in rows.items():
        cells = []
        for kind, count in columns:
            hits = [[100 * answered(one, choose(one, count))] for one in kinds[kind]]
            cells.append(score_cell(hits))
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
    texts = list(dict.fromkeys(one.text for one in kinds["whole articles"]))
    print("\nSaid to be about nothing in the article, per cent of the questions:\n")
    for name, shift in (("to this article", 0), ("to another article", 1)):
        none = 0
        for one in kinds["whole articles"]:
            text = texts[(texts.index(one.text) + shift) % len(texts)]
            none += float(summarize(text, query=one.question).relevance or 0.0) < RELEVANT
        print(f"- {name}: {100 * none / len(kinds['whole articles']):.1f}")


def near_copies(sentence: str) -> Iterator[tuple[str, str]]:
    """Change a sentence in several ways: the name of the way, and the changed sentence."""
    yield "the same", sentence
    yield "an opening", f"According to reports, {sentence}"
    words = sentence.split(" ")
    if len(words) > 9:
        yield "cut by a fifth", " ".join(words[: -(len(words) // 5)]) + "."
    head, comma, tail = sentence.rstrip(".").partition(", ")
    if comma and min(len(head), len(tail)) > 20:
        yield "parts exchanged", f"{tail[0].upper()}{tail[1:]}, {head}."


def measure_repeats(path: Path, field: str | None) -> None:
    """Print what is left of what two texts share, and what is lost of what they do not."""
    summarize = Summarizer(CachedEmbedder())
    articles = [record.article for record in read_summary_records(path, reference=field)]
    left: dict[str, list[float]] = {}
    short: dict[str, list[float]] = {"together": [], "joined": []}
    for article in articles:
        structure = find_structure(article)
        sentences = [
            " ".join(article[structure[i].start : structure[i].end].split())
            for i in find_candidates(article, structure)
        ]
        third = max(1, len(sentences) * _SHARED // 100)
        first, shared, second = (
            sentences[: -2 * third],
            sentences[-2 * third : -third],
            sentences[-third:],
        )
        changed = [dict(near_copies(one)) for one in shared]
        for way in ("the same", "an opening", "cut by a fifth", "parts exchanged"):
            pairs = [
                (one, own[way]) for one, own in zip(shared, changed, strict=True) if way in own
            ]
            if not pairs or not first:
                continue
            texts = [
                " ".join([*first, *(p[0] for p in pairs)]),
                " ".join([*(p[1] for p in pairs), *second]),
            ]
            summary = summarize(texts, together=True, ratio=1.0, cohesive=False)
            there = Counter(" ".join(sentence.text.split()) for sentence in summary.sentences)
            both = [
                float(there[a] + there[b] >= 2) if a != b else float(there[a] >= 2)
                for a, b in pairs
            ]
            left.setdefault(way, []).extend(both)
            if way == "an opening":
                for name, one in (
                    ("together", summarize(texts, together=True, ratio=0.5)),
                    ("joined", summarize(" ".join(texts), ratio=0.5)),
                ):
                    said = Counter(" ".join(s.text.split()) for s in one.sentences)
                    short[name].append(float(any(said[a] and said[b] for a, b in pairs)))
    print(f"{path.name}: {len(articles)} articles, two texts of each that share a third\n")
    print("| the second text has of the shared sentences | pairs | told twice, per cent |")
    print("|---|---|---|")
    for way, both in left.items():
        print(f"| {way} | {len(both)} | {100 * sum(both) / len(both):.1f} |")
    print("\nSummaries of half of the sentences that tell one twice, per cent:")
    for name, twice in short.items():
        print(f"- {name}: {100 * sum(twice) / len(twice):.1f}")
    print("\nSentences left out where two texts share none, per cent:")
    for name, make in (("halves of an article", _halves), ("different articles", _neighbours)):
        lost = total = 0
        for texts in make(articles):
            apart = [len(one.sentences) for one in _each(summarize, texts)]
            summary = summarize(texts, together=True, ratio=1.0, cohesive=False)
            total += sum(apart)
            lost += sum(apart) - len(summary.sentences)
        print(f"- {name}: {100 * lost / total:.2f} ({lost} of {total})")


def _each(summarize: Summarizer, texts: Sequence[str]) -> list[Summary]:
    return summarize(texts, ratio=1.0, cohesive=False, method="lead", progress=False)


def _halves(articles: Sequence[str]) -> Iterator[list[str]]:
    for article in articles:
        structure = find_structure(article)
        own = [article[s.start : s.end] for s in structure if s.kind == "prose"]
        if len(own) > 1:
            yield [" ".join(own[::2]), " ".join(own[1::2])]


def _neighbours(articles: Sequence[str]) -> Iterator[list[str]]:
    for number, article in enumerate(articles):
        yield [articles[number - 1], article]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--questions", type=Path, help="questions as in SQuAD")
    parser.add_argument("--articles", type=Path, help="articles and references")
    parser.add_argument("--reference", help="the field with the reference summary")
    options = parser.parse_args(arguments)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IrrelevantQueryWarning)
        if options.questions is not None:
            measure_questions(options.questions)
        if options.articles is not None:
            measure_repeats(options.articles, options.reference)


if __name__ == "__main__":
    main()
