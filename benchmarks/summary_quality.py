"""Compare summarization methods by ROUGE over kinds of text; prints a Markdown table.

    python benchmarks/summary_quality.py --data news.jsonl.gz:3 textbook.jsonl.gz --articles folder

Each file of --data is a column: articles with their reference summaries, summarised in as many
sentences as the reference has, or in the number behind the colon. A file whose records have
`other_references` gets another column with the mean over these. --articles takes a folder of
encyclopedia articles (one paragraph a line): the paragraph that defines the subject is the
reference, and the rest of the article is summarised. Every method gets the same embeddings, other
libraries as well: those of the package, or with --weights of a checkpoint.
"""

import argparse
import gzip
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from peers import SUMY_METHODS, Encode, Summarizer, bert_extractive_summarizer, sumy_summarizer
from score_tables import PARTS, add_part, score_cell

from nlp_suite.engines.custom.sentence_embedder import SentenceEmbedder
from nlp_suite.evaluation.rouge import RougeMetric
from nlp_suite.evaluation.summarization import REFERENCE_FIELDS, read_summary_records
from nlp_suite.models.find import find_model_folder
from nlp_suite.tasks.summarization import DEFAULT_METHOD, available_methods
from nlp_suite.tasks.summarization import summarizer as package

PEER = "bert-extractive-summarizer"

_DEFINITION = (
    r"^(?:(?:The|A|An|In [\w ]+?, an?|In [\w ]+?, the) )?{subject}s?"
    r"(?: or [\w ]+|,? (?:also |historically |often |commonly )?(?:known as|called) [\w ]+,?"
    r"| of the United States of America,[^,]{{0,60}},| \(.{{0,300}}\)(?:,[^,]{{0,100}},)?"
    r"|,[^,]{{0,80}},)? (?:is|are) (?:an?|the|one|any|classified)\b"
)


def definition_records(folder: Path) -> list[dict[str, str]]:
    """Make records of the articles that have a paragraph defining their subject.

    Args:
        folder: Text files named after their subjects, one paragraph a line.

    Returns:
        Records with `article` (all other paragraphs) and `summary` (the definition).
    """
    records = []
    for path in sorted(folder.glob("*.txt")):
        subject = re.sub(r"_(?:United_States|mathematics|U_S)$", "", path.stem).removesuffix("s")
        escaped = ".".join(re.escape(part) for part in subject.split("_"))
        pattern = re.compile(_DEFINITION.format(subject=escaped), re.IGNORECASE)
        paragraphs = [line.strip() for line in path.read_text("utf-8").split("\n") if line.strip()]
        found = next((i for i, p in enumerate(paragraphs) if pattern.search(p[:500])), None)
        if found is not None:
            rest = paragraphs[:found] + paragraphs[found + 1 :]
            records.append({"article": "\n\n".join(rest), "summary": paragraphs[found]})
    return records


def checkpoint_encoder(folder: str) -> Encode:
    """Embed sentences with a checkpoint: mean over tokens, then unit length."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)
    model.eval()

    def encode(sentences: list[str]) -> np.ndarray[Any, Any]:
        order = sorted(range(len(sentences)), key=lambda index: len(sentences[index]))
        result = np.empty((len(sentences), model.config.hidden_size), dtype=np.float32)
        for start in range(0, len(order), 64):
            places = order[start : start + 64]
            batch = [sentences[place] for place in places]
            inputs = tokenizer(
                batch, padding=True, truncation=True, max_length=256, return_tensors="pt"
            )
            with torch.inference_mode():
                hidden = model(**inputs).last_hidden_state
            mask = inputs["attention_mask"][..., None]
            mean = (hidden * mask).sum(1) / mask.sum(1)
            vectors = torch.nn.functional.normalize(mean, dim=1).numpy()
            result[places] = vectors
        return result

    return encode


def package_encoder() -> Encode:
    """Embed sentences as the package does by default."""
    return SentenceEmbedder(find_model_folder("summarize")).embed


class CachedEmbedder:
    """Embeds each sentence once, however many methods are measured.

    Args:
        encode: Takes sentences and returns their embeddings (n, d).
    """

    def __init__(self, encode: Encode) -> None:
        self.engine, self.model = "custom", "cached"
        self._encode = encode
        self._known: dict[str, np.ndarray[Any, Any]] = {}

    @property
    def settings(self) -> Any:
        """Nothing that anybody asks for."""
        raise NotImplementedError

    def embed(self, sentences: Sequence[str]) -> np.ndarray[Any, Any]:
        """Embed sentences.

        Args:
            sentences: The sentences.

        Returns:
            Their embeddings (n, d).
        """
        new = list(dict.fromkeys(s for s in sentences if s not in self._known))
        if new:
            self._known.update(zip(new, self._encode(new), strict=True))
        return np.stack([self._known[sentence] for sentence in sentences])


class Column(NamedTuple):
    """A set of articles with what is measured on them.

    Attributes:
        title: Heading of the column.
        articles: The texts.
        references: The references of each: the mean over them is what counts.
        counts: How many sentences each summary may have.
    """

    title: str
    articles: list[str]
    references: list[list[str]]
    counts: list[int]


def read_columns(data: str, part: slice) -> list[Column]:
    """Read the columns of a file: one, or two if its records have other references.

    Args:
        data: The file, with ":" and a number of sentences behind it or not.
        part: Which of its records.

    Returns:
        The columns.
    """
    name, _, number = data.partition(":")
    path = Path(name)
    rows = _read_rows(path)[part]
    field = next(key for key in (*REFERENCE_FIELDS, "abstract") if key in rows[0])
    records = list(read_summary_records(rows, reference=field))
    counts = [int(number) if number else record.sentences for record in records]
    words = f"{number} sentences" if number else "as many sentences"
    title = f"{path.name.split('.')[0]}, {len(records)}, {words}"
    articles = [record.article for record in records]
    columns = [Column(title, articles, [[record.reference] for record in records], counts)]
    if all(row.get("other_references") for row in rows):
        others = [row["other_references"] for row in rows]
        columns.append(Column(f"{title}, other references", articles, others, counts))
    return columns


def by_group(data: str, part: slice) -> list[Column]:
    """Read a column for each group of records: for each book, if an id is "book/section".

    Args:
        data: See `read_columns`.
        part: Which of the records.

    Returns:
        The columns, by the names of the groups.
    """
    name = data.partition(":")[0]
    groups = [row["id"].partition("/")[0] for row in _read_rows(Path(name))[part]]
    column = read_columns(data, part)[0]
    columns = []
    for group in sorted(set(groups)):
        chosen = [i for i, own in enumerate(groups) if own == group]
        columns.append(
            Column(
                f"{group}, {len(chosen)}",
                [column.articles[i] for i in chosen],
                [column.references[i] for i in chosen],
                [column.counts[i] for i in chosen],
            )
        )
    return columns


def _read_rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        return [json.loads(line) for line in lines]


def definitions_column(folder: Path) -> Column:
    """Make the column of encyclopedia articles.

    Args:
        folder: See `definition_records`.

    Returns:
        The column.
    """
    records = list(read_summary_records(definition_records(folder)))
    return Column(
        f"{folder.name}, {len(records)}, as many sentences",
        [record.article for record in records],
        [[record.reference] for record in records],
        [record.sentences for record in records],
    )


def summarizers(weights: str | None, names: Sequence[str] | None) -> dict[str, Summarizer]:
    """Make the summarizers of the table, by the name of their row.

    Args:
        weights: The checkpoint that embeds; None for the package's encoder.
        names: The methods of the package and the other libraries to measure; None for all.

    Returns:
        They take a text and a number of sentences. Libraries that are not installed are left out.
    """
    encode = checkpoint_encoder(weights) if weights else package_encoder()
    embedder = CachedEmbedder(encode)
    summarize = package.Summarizer(embedder)

    def with_package(method: str) -> Summarizer:
        return lambda text, count: str(summarize(text, sentences=count, method=method))

    # bert-extractive-summarizer stands below, as its users have it.
    own = [method for method in available_methods() if method != PEER]
    makers: dict[str, Callable[[], Summarizer]] = {
        **{method: partial(with_package, method) for method in own},
        **{
            f"{PEER}, use_first={first}": partial(
                bert_extractive_summarizer, embedder.embed, use_first=first
            )
            for first in (True, False)
        },
        **{f"sumy {method}": partial(sumy_summarizer, method) for method in SUMY_METHODS},
    }
    rows = {}
    for name in names or makers:
        try:
            rows[name] = makers[name]()
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return rows


def measure(column: Column, summarizer: Summarizer, metric: RougeMetric) -> np.ndarray[Any, Any]:
    """Measure a summarizer on a column.

    Args:
        column: The articles.
        summarizer: What is measured.
        metric: ROUGE.

    Returns:
        ROUGE-1, ROUGE-2 and ROUGE-L of each article (n, 3).
    """
    rows = []
    for article, references, count in zip(*column[1:], strict=True):
        summary = summarizer(article, count)
        rows.append(np.mean([metric.score(one, summary) for one in references], axis=0))
    return np.array(rows)


def table(columns: Sequence[Column], rows: Mapping[str, Summarizer], minus: Sequence[str]) -> str:
    """Measure every summarizer on every column.

    Args:
        columns: The columns.
        rows: The summarizers.
        minus: Names of rows whose difference to the default is wanted as well, article by article.

    Returns:
        The Markdown.
    """
    metric = RougeMetric()
    scores: dict[str, list[np.ndarray[Any, Any]]] = {}
    for name, summarizer in rows.items():
        scores[name] = [measure(column, summarizer, metric) for column in columns]
        print(f"{name} is measured", file=sys.stderr)
    titles = " | ".join(column.title for column in columns)
    lines = [
        "ROUGE-1 / 2 / L F in per cent, in brackets the 95 % interval of ROUGE-1",
        "",
        f"| method | {titles} |",
        f"|---|{'---|' * len(columns)}",
    ]
    for name, values in scores.items():
        shown = f"{name} (default)" if name == DEFAULT_METHOD else name
        lines.append(f"| {shown} | {' | '.join(map(score_cell, values))} |")
    for name in minus:
        pairs = zip(scores[DEFAULT_METHOD], scores[name], strict=True)
        cells = " | ".join(score_cell(own - other) for own, other in pairs)
        lines.append(f"| {DEFAULT_METHOD} - {name} | {cells} |")
    return "\n".join([*lines, "", f"{metric.signature}|bootstrap:1000|seed:0"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", nargs="*", default=[], help="files, FILE or FILE:SENTENCES")
    parser.add_argument("--by-group", action="store_true", help="a column for each book of --data")
    parser.add_argument("--articles", type=Path, help="folder of encyclopedia articles")
    parser.add_argument("--methods", nargs="*", help="rows of the table; all if not given")
    parser.add_argument("--minus", nargs="*", default=[], help="rows to compare the default with")
    parser.add_argument("--weights", help="checkpoint that embeds the sentences")
    add_part(parser, "of --data: all records")
    options = parser.parse_args(arguments)
    read = by_group if options.by_group else read_columns
    columns = [one for data in options.data for one in read(data, PARTS[options.part])]
    if options.articles:
        columns.append(definitions_column(options.articles))
    print(table(columns, summarizers(options.weights, options.methods), options.minus))


if __name__ == "__main__":
    main()
