"""Compare summaries of articles with those of their German translations; prints a table.

Which sentences are chosen from the translation is compared with which are chosen from the
original, and what is chosen is scored in English against the reference:

python benchmarks/summary_languages.py --data articles.jsonl.gz --sentences 3
"""

import argparse
import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from score_tables import score_cell

import nlp_suite
from nlp_suite.engines.custom.sentence_embedder import SentenceEmbedder
from nlp_suite.evaluation.rouge import RougeMetric
from nlp_suite.evaluation.summarization import read_summary_records
from nlp_suite.models.find import find_model_folder
from nlp_suite.tasks.summarization.methods import SelectionInputs
from nlp_suite.tasks.summarization.options import DEFAULT_METHOD
from nlp_suite.tasks.summarization.selection import select_from
from nlp_suite.tasks.summarization.word_embedder import WordEmbedder
from nlp_suite.text import split_sentences

Vectors = npt.NDArray[np.float32]


class Article(NamedTuple):
    """An article in both languages, sentence by sentence."""

    english: list[str]
    german: list[str]
    reference: str
    wanted: int


def read_articles(options: argparse.Namespace) -> list[Article]:
    """Read the first articles and translate them, unless that has been done."""
    done: dict[str, str] = {}
    if options.translations and options.translations.exists():
        done = json.loads(options.translations.read_text("utf-8"))
    articles = []
    records = read_summary_records(options.data, reference=options.reference)
    for record in islice(records, options.articles):
        spans = split_sentences(record.article)
        english = [" ".join(record.article[one.start : one.end].split()) for one in spans]
        new = [sentence for sentence in dict.fromkeys(english) if sentence not in done]
        if new:
            found = nlp_suite.translate(new, source="en", target="de")
            done.update(zip(new, map(str, found), strict=True))
        count = min(options.sentences or record.sentences, len(english))
        german = [done[sentence] for sentence in english]
        articles.append(Article(english, german, record.reference, count))
    if options.translations:
        options.translations.write_text(json.dumps(done, ensure_ascii=False), "utf-8")
    return articles


def choose(
    method: str, sentences: Sequence[str], vectors: Vectors, count: int, language: str
) -> tuple[int, ...]:
    """Choose sentences by a method."""
    return select_from(
        method, SelectionInputs(vectors, sentences, count, 0, language=language)
    ).indices


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="articles and references")
    parser.add_argument("--articles", type=int, default=50, help="take the first ones")
    parser.add_argument("--sentences", type=int, help="as many as the reference if not given")
    parser.add_argument("--reference", help="the field with the reference summary")
    parser.add_argument("--method", default=DEFAULT_METHOD)
    parser.add_argument("--translations", type=Path, help="a JSON file to keep them in")
    options = parser.parse_args(arguments)
    articles = read_articles(options)
    encode = SentenceEmbedder(find_model_folder("summarize")).embed
    embed_words = WordEmbedder("de").embed
    metric = RougeMetric()
    print(f"{options.data.name}: {len(articles)} articles, {options.method}")
    print()
    print("| chosen from | stop words and stems | embeddings | agreement | ROUGE-1 / 2 / L |")
    print("|---|---|---|---|---|")
    originals = [
        choose(options.method, one.english, encode(one.english), one.wanted, "en")
        for one in articles
    ]
    rows = [
        ("the original", "English", "encoder", "en"),
        ("the translation", "English", "encoder", "en"),
        ("the translation", "German", "encoder", "de"),
        ("the translation", "German", "words", "de"),
    ]
    for text, words, embeddings, language in rows:
        embed = encode if embeddings == "encoder" else embed_words
        scores = []
        shared = []
        for one, original in zip(articles, originals, strict=True):
            sentences = one.english if text == "the original" else one.german
            chosen = choose(options.method, sentences, embed(sentences), one.wanted, language)
            summary = " ".join(one.english[index] for index in chosen)
            scores.append(metric.score(one.reference, summary))
            shared.append(len({*chosen} & {*original}) / one.wanted)
        agreement = f"{100 * np.mean(shared):.0f} %"
        print(f"| {text} | {words} | {embeddings} | {agreement} | {score_cell(scores)} |")


if __name__ == "__main__":
    main()
