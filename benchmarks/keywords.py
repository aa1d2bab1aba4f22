"""Compare key phrases and headlines with the titles of texts; prints two Markdown tables.

    python benchmarks/keywords.py --data news.jsonl.gz sections.jsonl.gz --articles folder

Each file of --data is a column: records with `article` and `title`. --articles takes a folder of
text files named after their subjects. The first table says which share of the content words of a
title is in the best 5 and 10 key phrases, and which share of the content words of the best 5 is in
the title; the second how alike headlines and titles are. YAKE and RAKE take part if they are
installed: pip install yake rake-nltk
"""

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from score_tables import PARTS, add_part, score_cell

from nlp_suite.tasks.summarization.candidates import find_candidates
from nlp_suite.tasks.summarization.content_words import content_words
from nlp_suite.tasks.summarization.subjects.keywords import find_keywords
from nlp_suite.tasks.summarization.subjects.titles import TITLE_KEYWORDS, make_title
from nlp_suite.text.indexing.stop_words import stop_words
from nlp_suite.text.structure import find_structure

Extract = Callable[[str], list[str]]
Headline = Callable[[str], str]

MOST, BEST = 10, 5


class Column(NamedTuple):
    """Texts with their titles.

    Attributes:
        name: Heading of the column.
        texts: The texts.
        titles: Their titles.
    """

    name: str
    texts: list[str]
    titles: list[str]


def read_column(path: Path, part: slice) -> Column:
    """Read a column.

    Args:
        path: A file of records, or a folder of texts named after their subjects.
        part: Which of them.

    Returns:
        The column, without texts that have no title, or one without content words.
    """
    if path.is_dir():
        files = sorted(path.glob("*.txt"))
        pairs = [(file.read_text("utf-8"), file.stem.replace("_", " ")) for file in files]
    else:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            rows = [json.loads(line) for line in lines]
        pairs = [(row["article"], row.get("title") or "") for row in rows]
    kept = [pair for pair in pairs[part] if content_words(pair[1])]
    name = f"{path.name.split('.')[0]}, {len(kept)}"
    return Column(name, [text for text, _ in kept], [title for _, title in kept])


def sentences_of(text: str) -> list[str]:
    """Split a text as a summary does."""
    structure = find_structure(text)
    candidates = find_candidates(text, structure)
    return [text[structure[i].start : structure[i].end] for i in candidates]


def package_keywords(text: str) -> list[str]:
    """Find key phrases with the package."""
    return [keyword.text for keyword in find_keywords(sentences_of(text), MOST)]


def package_title(text: str) -> str:
    """Make a headline with the package, whatever title the text has."""
    sentences = sentences_of(text)
    return make_title(sentences, find_keywords(sentences, TITLE_KEYWORDS))


def yake_keywords() -> Extract:
    """Wrap YAKE, with its own stop words and phrases of up to three words."""
    import yake

    extractor = yake.KeywordExtractor(lan="en", n=3, top=MOST)
    return lambda text: [phrase for phrase, _ in extractor.extract_keywords(text)]


def rake_keywords(longest: int) -> Extract:
    """Wrap RAKE, with the stop words of the package."""
    from nltk.tokenize import wordpunct_tokenize
    from rake_nltk import Rake

    def extract(text: str) -> list[str]:
        rake = Rake(
            stopwords=stop_words("en"),
            max_length=longest,
            include_repeated_phrases=False,
            sentence_tokenizer=sentences_of,
            word_tokenizer=wordpunct_tokenize,
        )
        rake.extract_keywords_from_text(text)
        phrases: list[str] = rake.get_ranked_phrases()
        return phrases[:MOST]

    return extract


def extractors(names: Sequence[str] | None) -> dict[str, Extract]:
    """Make what finds key phrases, by the name of its row; what is not installed is left out.

    Args:
        names: The rows; None for all.

    Returns:
        They take a text.
    """
    makers: dict[str, Callable[[], Extract]] = {
        "nlp_suite": lambda: package_keywords,
        "YAKE": yake_keywords,
        "RAKE, up to 4 words": lambda: rake_keywords(4),
        "RAKE, up to 2 words": lambda: rake_keywords(2),
    }
    found = {}
    for name in names or makers:
        try:
            found[name] = makers[name]()
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return found


def words_of(phrases: Sequence[str]) -> set[str]:
    """Collect the content words of phrases."""
    return {word for phrase in phrases for word in content_words(phrase)}


def measure_keywords(column: Column, extract: Extract) -> np.ndarray[Any, Any]:
    """Measure key phrases.

    Args:
        column: The texts.
        extract: What finds key phrases.

    Returns:
        Of each text: the share of the title's words in the best 5 and in 10, the share of the
        words of the best 5 that are the title's, the words of a phrase of the best 5 (n, 4).
    """
    rows = []
    for text, title in zip(column.texts, column.titles, strict=True):
        phrases, wanted = extract(text), content_words(title)
        best, all_words = words_of(phrases[:BEST]), words_of(phrases)
        lengths = [len(phrase.split()) for phrase in phrases[:BEST]] or [0]
        rows.append(
            (
                100 * len(best & wanted) / len(wanted),
                100 * len(all_words & wanted) / len(wanted),
                100 * len(best & wanted) / max(len(best), 1),
                np.mean(lengths),
            )
        )
    return np.array(rows)


def measure_titles(column: Column, headline: Headline) -> np.ndarray[Any, Any]:
    """Measure headlines.

    Args:
        column: The texts.
        headline: What makes a headline.

    Returns:
        Of each text: F1 of the content words of headline and title, words of the headline (n, 2).
    """
    rows = []
    for text, title in zip(column.texts, column.titles, strict=True):
        made = headline(text)
        own, wanted = content_words(made), content_words(title)
        rows.append((200 * len(own & wanted) / (len(own) + len(wanted)), len(made.split())))
    return np.array(rows)


def table(
    columns: Sequence[Column],
    rows: Mapping[str, Any],
    measure: Callable[[Column, Any], np.ndarray[Any, Any]],
    what: str,
) -> str:
    """Measure every row on every column.

    Args:
        columns: The columns.
        rows: What is measured.
        measure: Measures one on a column.
        what: What the numbers are.

    Returns:
        The Markdown.
    """
    lines = [
        what,
        "",
        f"| | {' | '.join(column.name for column in columns)} |",
        f"|---|{'---|' * len(columns)}",
    ]
    for name, row in rows.items():
        cells = [score_cell(measure(column, row)) for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
        print(f"{name} is measured", file=sys.stderr)
    return "\n".join(lines)


def first_words(number: int) -> Headline:
    """Make the headline that is the beginning of a text."""
    return lambda text: " ".join(text.split(maxsplit=number)[:number])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, nargs="*", default=[], help="files of records")
    parser.add_argument("--articles", type=Path, help="folder of texts named after their subjects")
    parser.add_argument("--rows", nargs="*", help="rows of the first table; all if not given")
    add_part(parser, "all texts")
    options = parser.parse_args(arguments)
    paths = [*options.data, *([options.articles] if options.articles else [])]
    columns = [read_column(path, PARTS[options.part]) for path in paths]
    print(
        table(
            columns,
            extractors(options.rows),
            measure_keywords,
            f"Per cent of the title's words in the best {BEST} / in {MOST} / of the words of the "
            f"best {BEST} in the title / words of a phrase",
        )
    )
    headlines = {
        "nlp_suite": package_title,
        "the first 6 words": first_words(6),
        "the first 12 words": first_words(12),
    }
    print()
    print(table(columns, headlines, measure_titles, "F1 of headline and title / words of it"))


if __name__ == "__main__":
    main()
