"""Compare summarization methods by ROUGE; prints Markdown tables.

    python benchmarks/summary_quality.py --data articles.jsonl.gz
    python benchmarks/summary_quality.py --articles folder --weights all-MiniLM-L6-v2

Without --weights the methods run through nlp_suite.summarize, and other libraries get its
embeddings; with it, a checkpoint embeds the sentences for all of them. --articles takes a
folder of encyclopedia articles (one paragraph a line): the paragraph that defines the subject
is the reference, and the rest of the article is summarised in as many sentences.
"""

import argparse
import functools
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from peers import Encode, Summarizer, bert_extractive_summarizer

from nlp_suite.evaluation.summarization import evaluate_summaries, read_summary_records
from nlp_suite.tasks.summarization import DEFAULT_METHOD, available_methods, select
from nlp_suite.text import split_sentences

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
    known: dict[str, np.ndarray[Any, Any]] = {}

    def encode(sentences: list[str]) -> np.ndarray[Any, Any]:
        new = sorted({s for s in sentences if s not in known}, key=lambda s: (len(s), s))
        for start in range(0, len(new), 64):
            batch = new[start : start + 64]
            inputs = tokenizer(
                batch, padding=True, truncation=True, max_length=256, return_tensors="pt"
            )
            with torch.inference_mode():
                hidden = model(**inputs).last_hidden_state
            mask = inputs["attention_mask"][..., None]
            mean = (hidden * mask).sum(1) / mask.sum(1)
            vectors = torch.nn.functional.normalize(mean, dim=1).numpy()
            known.update(zip(batch, vectors, strict=True))
        return np.stack([known[sentence] for sentence in sentences])

    return encode


@functools.cache
def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def with_encoder(method: str, encode: Encode) -> Summarizer:
    """Summarise with one of the selection methods on embeddings of any encoder."""

    def summarize(text: str, count: int) -> str:
        sentences = _sentences(text)
        chosen = select(method, encode(sentences), sentences, count).indices
        return " ".join(sentences[index] for index in chosen)

    return summarize


def with_package(method: str) -> Summarizer:
    """Summarise as users of the package do."""
    import nlp_suite

    return lambda text, count: str(nlp_suite.summarize(text, sentences=count, method=method))


def package_encoder() -> Encode:
    """Embed sentences as the package does by default."""
    from nlp_suite.engines.custom.sentence_embedder import SentenceEmbedder
    from nlp_suite.models.find import find_model_folder

    return SentenceEmbedder(find_model_folder("summarize")).embed


def summarizers(weights: str | None) -> dict[str, Summarizer]:
    """Make all summarizers of the table, by the name of their row."""
    encode = checkpoint_encoder(weights) if weights else package_encoder()
    rows = {
        f"{method} (default)" if method == DEFAULT_METHOD else method: (
            with_encoder(method, encode) if weights else with_package(method)
        )
        for method in available_methods()
        # Below as its users have it.
        if method != PEER
    }
    try:
        for use_first in (True, False):
            name = f"{PEER}, use_first={use_first}"
            rows[name] = bert_extractive_summarizer(encode, use_first=use_first)
    except ImportError as error:
        print(f"{PEER} is left out: {error}", file=sys.stderr)
    return rows


def table(
    title: str,
    records: Sequence[Mapping[str, Any]],
    rows: Mapping[str, Summarizer],
    fixed: int,
) -> str:
    """Measure every summarizer at the reference's number of sentences and at a fixed one."""
    lines = [
        f"{title}: {len(records)} articles; ROUGE-1/2/L F, in brackets the 95 % interval of R-1",
        "",
        f"| method | reference's number of sentences | {fixed} sentences |",
        "|---|---|---|",
    ]
    signature = ""
    for name, summarizer in rows.items():
        cells = []
        for count in ("reference", fixed):
            result = evaluate_summaries(records, summarizer, count=count)
            scores = (result.rouge1, result.rouge2, result.rouge_l)
            numbers = " / ".join(f"{score.score:.1f}" for score in scores)
            cells.append(f"{numbers} ({result.rouge1.low:.1f} to {result.rouge1.high:.1f})")
            signature = result.signature
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", signature.replace(f"sentences:{fixed}|", "")])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and print a table for each set of articles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="JSON Lines with articles and references")
    parser.add_argument("--articles", type=Path, help="folder of encyclopedia articles")
    parser.add_argument("--weights", help="checkpoint that embeds the sentences")
    parser.add_argument("--sentences", type=int, default=3, help="the fixed number")
    parser.add_argument(
        "--part",
        choices=("all", "tuning", "held-out"),
        default="all",
        help="of --data: all records, the 1st, 3rd, 5th, ... or the 2nd, 4th, 6th, ...",
    )
    options = parser.parse_args(arguments)
    rows = summarizers(options.weights)
    if options.data:
        parts = {"all": slice(None), "tuning": slice(0, None, 2), "held-out": slice(1, None, 2)}
        records = [
            {"article": r.article, "reference": r.reference, "labels": [1] * r.sentences}
            for r in read_summary_records(options.data)
        ][parts[options.part]]
        print(table(f"{options.data.name} ({options.part})", records, rows, options.sentences))
    if options.articles:
        print()
        print(table("Definitions", definition_records(options.articles), rows, options.sentences))


if __name__ == "__main__":
    main()
