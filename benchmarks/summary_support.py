"""Measure how well support tells what a text says; prints tables in Markdown.

Sentences of summaries that people wrote are looked for in the article that they are of, which says
nearly all of it, and in another one, which does not; and with a name or a number exchanged:

python benchmarks/summary_support.py --data news.jsonl.gz textbook.jsonl.gz
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nlp_suite.engines.custom.sentence_embedder import SentenceEmbedder
from nlp_suite.evaluation.summarization import read_summary_records
from nlp_suite.models.find import find_model_folder
from nlp_suite.tasks.summarization.abstractive.source_terms import SourceTerms
from nlp_suite.tasks.summarization.abstractive.support import (
    SUPPORTING_SIMILARITY,
    nearest_sentences,
)
from nlp_suite.tasks.summarization.options import SummarizationOptions
from nlp_suite.tasks.summarization.source_document import SourceDocument, read_document
from nlp_suite.tasks.summarization.word_embedder import WordEmbedder
from nlp_suite.text import split_sentences

Vectors = npt.NDArray[np.float32]
Similarities = npt.NDArray[np.float64]


class Article(NamedTuple):
    """An article and the sentences of its summary."""

    document: SourceDocument
    summary: list[str]


def read_articles(data: Path, options: argparse.Namespace) -> list[Article]:
    """Read articles with their summaries, in an order drawn at random."""
    records = list(read_summary_records(data, reference=options.reference))
    drawn = [records[i] for i in np.random.default_rng(0).permutation(len(records))]
    reading = SummarizationOptions(language="en")
    return [
        Article(
            read_document(one.article, "article", reading),
            [one.reference[span.start : span.end] for span in split_sentences(one.reference)],
        )
        for one in drawn[: options.articles]
    ]


def highest(summary: Vectors, source: Vectors) -> list[float]:
    """Find the similarity of the nearest sentence for each of a summary."""
    return [nearest[0][1] for nearest in nearest_sentences(summary, source)]


def compare(
    articles: Sequence[Article], embedder: SentenceEmbedder | WordEmbedder
) -> tuple[Similarities, Similarities, Similarities]:
    """Compare with the own article, with another, and sentences of an article with the others."""
    sources = [embedder.embed(one.document.sentences) for one in articles]
    summaries = [embedder.embed(one.summary) for one in articles]
    others = [*sources[1:], sources[0]]
    within = []
    for source in sources:
        cosines = source @ source.T
        np.fill_diagonal(cosines, -1)
        within.append(cosines.max(axis=1))
    own, other = (
        np.array([one for pair in zip(summaries, texts, strict=True) for one in highest(*pair)])
        for texts in (sources, others)
    )
    return own, other, np.concatenate(within).astype(float)


def auroc(positive: Similarities, negative: Similarities) -> float:
    """Compute how often a positive is above a negative, equal ones by half."""
    above = (positive[:, None] > negative).mean()
    return float(above + (positive[:, None] == negative).mean() / 2)


def exchanges(articles: Sequence[Article]) -> tuple[int, int, int, int, int]:
    """Count sentences, those with something missing, of another article, and exchanges found."""
    terms = [SourceTerms([one.document.text], "en") for one in articles]
    rng = np.random.default_rng(0)
    # Names and numbers of summaries that their own article has.
    known = [
        [
            term
            for sentence in one.summary
            for term in SourceTerms([""], "en").missing(sentence)
            if term not in own.missing(sentence)
        ]
        for one, own in zip(articles, terms, strict=True)
    ]
    sentences = own_missing = other_missing = tried = found = 0
    for number, one in enumerate(articles):
        following = (number + 1) % len(articles)
        for sentence in one.summary:
            sentences += 1
            lacking = set(terms[number].missing(sentence))
            own_missing += bool(lacking)
            other_missing += bool(terms[following].missing(sentence))
            for term in SourceTerms([""], "en").missing(sentence):
                is_number = term[0].isdigit()
                pool = [one for one in known[following] if one[0].isdigit() == is_number]
                pool = [one for one in pool if one != term]
                if term in lacking or not pool:
                    continue
                wrong = pool[rng.integers(len(pool))]
                tried += 1
                found += bool(set(terms[number].missing(sentence.replace(term, wrong))) - lacking)
    return sentences, own_missing, other_missing, tried, found


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--reference", default="abstract", help="the field with the summary")
    parser.add_argument("--articles", type=int, default=100, help="take so many of each file")
    options = parser.parse_args(arguments)
    encoder = SentenceEmbedder(find_model_folder("summarize"))
    embedders: dict[str, SentenceEmbedder | WordEmbedder] = {
        "meaning": encoder,
        "words": WordEmbedder("en"),
    }
    read = {data.name: read_articles(data, options) for data in options.data}
    print("| texts | by | from | own article | another | left out of its article | AUROC |")
    print("|---|---|---|---|---|---|---|")
    for name, articles in read.items():
        for kind, embedder in embedders.items():
            own, other, within = compare(articles, embedder)
            least = SUPPORTING_SIMILARITY[kind]
            for threshold in (least - 0.1, least - 0.05, least, least + 0.05, least + 0.1):
                shares = " | ".join(
                    f"{100 * (values >= threshold).mean():.1f} %" for values in (own, other, within)
                )
                area = f"{auroc(own, other):.3f}"
                print(f"| {name} | {kind} | {threshold:.2f} | {shares} | {area} |")
    print()
    print("| texts | sentences | own article | another | exchanged | of these found |")
    print("|---|---|---|---|---|---|")
    for name, articles in read.items():
        sentences, own_missing, other_missing, tried, found = exchanges(articles)
        print(
            f"| {name} | {sentences} | {100 * own_missing / sentences:.1f} % | "
            f"{100 * other_missing / sentences:.1f} % | {tried} | "
            f"{100 * found / max(tried, 1):.1f} % |"
        )


if __name__ == "__main__":
    main()
