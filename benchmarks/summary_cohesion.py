"""Count what misses its context in summaries, with and without cohesion; prints a table.

As Markdown, with ROUGE:

python benchmarks/summary_cohesion.py --data articles.jsonl.gz --sentences 3
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import nlp_suite
from nlp_suite.evaluation.summarization import evaluate_summaries, read_summary_records
from nlp_suite.results import Summary
from nlp_suite.tasks.summarization.candidates import find_candidates
from nlp_suite.tasks.summarization.cohesion import count_faults, find_links
from nlp_suite.tasks.summarization.options import DEFAULT_METHOD
from nlp_suite.tasks.summarization.text_language import find_language
from nlp_suite.text.structure import find_structure

KINDS = ("opening", "question", "announcement", "quotation")


def faults_of(text: str, summary: Summary) -> Counter[str]:
    """Count the sentences of a summary that miss what they need beside them."""
    language = find_language(text)
    structure = find_structure(text, language)
    candidates = find_candidates(text, structure)
    places = {index: place for place, index in enumerate(candidates)}
    chosen = [places[sentence.index] for sentence in summary.sentences]
    return count_faults(chosen, find_links(text, structure, candidates, language))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="articles and references")
    parser.add_argument("--sentences", type=int, help="as many as the reference if not given")
    parser.add_argument("--reference", help="the field with the reference summary")
    parser.add_argument("--method", default=DEFAULT_METHOD)
    options = parser.parse_args(arguments)
    records = [
        {"article": record.article, "reference": record.reference, "labels": [1] * record.sentences}
        for record in read_summary_records(options.data, reference=options.reference)
    ]
    print(f"{options.data.name}: {len(records)} texts, {options.method}; faults in 100 summaries")
    print()
    print(f"| cohesive | {' | '.join(KINDS)} | ROUGE-1 / 2 / L |")
    print(f"|---|{'---|' * (len(KINDS) + 1)}")
    for cohesive in (False, True):
        faults: Counter[str] = Counter()

        def summarize(
            text: str, count: int, cohesive: bool = cohesive, faults: Counter[str] = faults
        ) -> str:
            summary = nlp_suite.summarize(
                text, sentences=count, method=options.method, cohesive=cohesive
            )
            faults.update(faults_of(text, summary))
            return str(summary)

        result = evaluate_summaries(records, summarize, count=options.sentences or "reference")
        cells = [f"{100 * faults[kind] / len(records):.0f}" for kind in KINDS]
        scores = (result.rouge1, result.rouge2, result.rouge_l)
        rouge = " / ".join(f"{score.score:.1f}" for score in scores)
        print(f"| {'yes' if cohesive else 'no'} | {' | '.join(cells)} | {rouge} |")


if __name__ == "__main__":
    main()
