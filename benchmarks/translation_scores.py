"""Score a translation model by each variant of BLEU that papers report; prints a Markdown table.

    python benchmarks/translation_scores.py runs/my-translator --data val.en.gz val.de.gz

"Tokenised" are the words of spaCy's German tokenizer, which the published scores of Multi30k
were often computed with; see docs/evaluation.md for what the forms mean.
"""

import argparse

import nlp_suite
from nlp_suite.data.parallel.load import open_pairs
from nlp_suite.data.parallel.rows import read_pairs
from nlp_suite.evaluation import score_translations

FORMS = (
    ("cased, detokenised", False, False),
    ("lower-cased, detokenised", True, False),
    ("lower-cased, tokenised", True, True),
)


def main() -> None:
    """Read the arguments, translate, print the table."""
    import spacy

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--data", nargs="+", required=True, help="a file, or two files of lines")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--compute-type", default=None)
    arguments = parser.parse_args()

    files = arguments.data[0] if len(arguments.data) == 1 else tuple(arguments.data)
    sources, references = read_pairs(open_pairs(files, ("source", "target")))
    translator = nlp_suite.load(
        "translate", model=arguments.model, compute_type=arguments.compute_type
    )
    found = [str(t) for t in translator(list(sources), beam_size=arguments.beam, progress=False)]
    words = spacy.blank("de").tokenizer

    def tokenised(texts: list[str]) -> list[str]:
        return [" ".join(token.text for token in words(text)) for text in texts]

    print(f"{len(found)} sentences, beam {arguments.beam}\n")
    print("| form | BLEU | 95 % | chrF | signature |")
    print("|---|---|---|---|---|")
    for name, lowercase, split in FORMS:
        scores = score_translations(
            tokenised(found) if split else found,
            tokenised(list(references)) if split else list(references),
            lowercase=lowercase,
            tokenizer="none" if split else "13a",
        )
        bleu, chrf = scores.bleu, scores.chrf
        print(
            f"| {name} | {bleu.score:.1f} | {bleu.low:.1f} to {bleu.high:.1f} "
            f"| {'–' if split else f'{chrf.score:.1f}'} | `{bleu.signature}` |"  # noqa: RUF001
        )


if __name__ == "__main__":
    main()
