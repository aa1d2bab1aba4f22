"""Measure which form of address German translations have: "Sie" or "du".

    python benchmarks/formality.py ../shared/data/parallel-dev/formality.tsv

The file has rows of English and German, each English text twice: with a translation that says "Sie"
and with one that says "du". Texts that are there once are left out. For each value of the option
``formality``: how many translations have which form, and BLEU and chrF against the translations of
the form that was wanted (of both forms where none was), in percent.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

import nlp_suite
from nlp_suite.evaluation.bleu import score_translations
from nlp_suite.tasks.translation.formality import address_form


def read_pairs(file: Path) -> list[tuple[str, str, str]]:
    """Read each English text with its formal and its informal translation."""
    found: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").split("\n"):
        if line:
            english, german = line.split("\t")[:2]
            found.setdefault(english, []).append(german)
    pairs = []
    for english, translations in found.items():
        by_form = {address_form(one, "de", english): one for one in translations}
        if {"formal", "informal"} <= set(by_form):
            pairs.append((english, by_form["formal"], by_form["informal"]))
    return pairs


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int, help="only the first so many texts")
    arguments = parser.parse_args()
    pairs = read_pairs(arguments.file)[: arguments.limit]
    sources = [english for english, _, _ in pairs]
    translator = nlp_suite.load("translate")
    print(f"{len(pairs)} texts, {translator(sources[0]).model}")
    print("| formality | formal | informal | mixed | none | BLEU | chrF | s |")
    print("|---|---|---|---|---|---|---|---|")
    for formality in (None, "consistent", "formal", "informal"):
        start = time.perf_counter()
        translations = [
            one.text for one in translator(sources, formality=formality, progress=False)
        ]
        seconds = time.perf_counter() - start
        forms = Counter(
            address_form(text, "de", source)
            for source, text in zip(sources, translations, strict=True)
        )
        references = [
            [
                own
                for form, own in zip(("formal", "informal"), both, strict=True)
                if formality in {form, None, "consistent"}
            ]
            for _, *both in pairs
        ]
        scores = score_translations(translations, references, resamples=1)
        shares = (
            f"{100 * forms[form] / len(pairs):.1f}"
            for form in ("formal", "informal", "mixed", None)
        )
        print(
            f"| {formality} | {' | '.join(shares)} | {scores.bleu.score:.1f} "
            f"| {scores.chrf.score:.1f} | {seconds:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
