"""Print summaries of forty texts of eight kinds, and count their faults.

Prints docs/summary-examples.md, all but what a reader has found in it, which is kept:

python benchmarks/summary_reading.py
python benchmarks/summary_reading.py --update
"""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import nlp_suite
from nlp_suite.results import Summary
from nlp_suite.tasks.summarization.candidates import find_candidates
from nlp_suite.tasks.summarization.cohesion import count_faults, find_links
from nlp_suite.tasks.summarization.options import DEFAULT_METHOD
from nlp_suite.tasks.summarization.text_language import find_language
from nlp_suite.text.structure import find_structure

TEXTS = Path(__file__).parent / "data" / "summary_texts"
PAGE = Path(__file__).parents[1] / "docs" / "summary-examples.md"
# What a reader has written stands below this heading, and stays.
FINDINGS = "## What is wrong with them"

KINDS = {
    "news": "News reports",
    "textbook": "Textbook sections",
    "encyclopedia": "Encyclopedia articles",
    "story": "Stories",
    "minutes": "Minutes and transcripts",
    "mail": "Mail",
    "report": "Reports with headings, lists and tables",
    "web": "Web pages as copied text",
}
FAULTS = ("opening", "question", "announcement", "quotation")
SENTENCES, KEYWORDS = 3, 5

INTRODUCTION = f"""\
# Forty summaries

Forty texts of eight kinds, written for this (`benchmarks/data/summary_texts/`), each with things
that trip a summarizer: pronouns at the beginning of sentences, quotations over several sentences,
questions with their answers, captions, headings without stops, lists, menus, quoted mail. Of each
the page shows the title, the summary of {SENTENCES} sentences and {KEYWORDS} key phrases that
`summarize(text, sentences={SENTENCES}, title=True, keywords={KEYWORDS})` gives, so that it can be
judged by reading; [summarization](summarization.md) says how they come about.

`python benchmarks/summary_reading.py` prints the page, with `--update` it writes it. What a reader
found in them stands at the end.
"""

COUNTED = f"""\
"Before" is `method="centrality", cohesive=False`, the others are `{DEFAULT_METHOD}`, the default,
with `cohesive=False` and `cohesive=True`. Numbers are those of sentences, of fifteen in each row:
that begin with what refers to nothing, are questions without an answer, end with a colon, or are a
part of a quotation; and of those that are no prose but items of lists or what somebody said, which
is as it should be in minutes.
"""


def read_texts(folder: Path = TEXTS) -> dict[str, str]:
    """Read the texts, by name, in the order of the kinds."""
    return {
        path.stem: path.read_text(encoding="utf-8")
        for kind in KINDS
        for path in sorted(folder.glob(f"{kind}-*.txt"))
    }


def faults_of(text: str, summary: Summary) -> Counter[str]:
    """Count what sentences of a summary miss beside them, and those that are no prose."""
    language = find_language(text)
    structure = find_structure(text, language)
    candidates = find_candidates(text, structure)
    places = {index: place for place, index in enumerate(candidates)}
    chosen = [sentence.index for sentence in summary.sentences]
    links = find_links(text, structure, candidates, language)
    faults = count_faults([places[index] for index in chosen], links)
    faults["no prose"] = sum(structure[index].kind != "prose" for index in chosen)
    return faults


def table_of_faults(texts: Mapping[str, str]) -> list[str]:
    """Count the faults of each kind of text as they were, without and with cohesion."""
    columns = ("before", "not cohesive", "cohesive")
    faults: dict[tuple[str, str], Counter[str]] = {}
    for name, text in texts.items():
        kind = name.rpartition("-")[0]
        before = nlp_suite.summarize(text, sentences=SENTENCES, method="centrality", cohesive=False)
        loose = nlp_suite.summarize(text, sentences=SENTENCES, cohesive=False)
        cohesive = nlp_suite.summarize(text, sentences=SENTENCES)
        for column, summary in zip(columns, (before, loose, cohesive), strict=True):
            counts = faults.setdefault((kind, column), Counter())
            counts.update(faults_of(text, summary))
    lines = [
        COUNTED,
        f"| texts | | {' | '.join(FAULTS)} | no prose |",
        f"|---|---|{'---|' * (len(FAULTS) + 1)}",
    ]
    for kind, heading in KINDS.items():
        for column in columns:
            counts = faults.get((kind, column), Counter())
            cells = " | ".join(str(counts[fault]) for fault in (*FAULTS, "no prose"))
            lines.append(f"| {heading if column == columns[0] else ''} | {column} | {cells} |")
    for column in columns:
        total = sum((faults[key] for key in faults if key[1] == column), Counter())
        cells = " | ".join(f"**{total[fault]}**" for fault in (*FAULTS, "no prose"))
        lines.append(f"| {'**All**' if column == columns[0] else ''} | {column} | {cells} |")
    return lines


def example(name: str, text: str) -> list[str]:
    """Show one summary."""
    summary = nlp_suite.summarize(text, sentences=SENTENCES, title=True, keywords=KEYWORDS)
    phrases = ", ".join(keyword.text for keyword in summary.keywords)
    return [
        f"**{name}**: {_escaped(summary.title)}",
        "",
        *(f"> {_escaped(' '.join(sentence.text.split()))}" for sentence in summary.sentences),
        "",
        f"*{_escaped(phrases)}*",
        "",
    ]


def _escaped(text: str) -> str:
    for mark in "\\`*_<>[]|":
        text = text.replace(mark, f"\\{mark}")
    return text


def page(texts: Mapping[str, str], findings: str = "") -> str:
    """Compose the page."""
    lines = [INTRODUCTION, "## Faults", "", *table_of_faults(texts), ""]
    for kind, heading in KINDS.items():
        lines += [f"## {heading}", ""]
        for name, text in texts.items():
            if name.rpartition("-")[0] == kind:
                lines += example(name, text)
    return "\n".join(lines).rstrip() + "\n" + findings


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--texts", type=Path, default=TEXTS, help="a folder of KIND-NUMBER.txt")
    parser.add_argument("--update", action="store_true", help="write docs/summary-examples.md")
    options = parser.parse_args(arguments)
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    _, heading, rest = old.partition(f"\n{FINDINGS}\n")
    printed = page(read_texts(options.texts), heading + rest)
    if options.update:
        PAGE.write_text(printed, encoding="utf-8")
    else:
        print(printed, end="")


if __name__ == "__main__":
    main()
