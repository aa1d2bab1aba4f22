"""Compare the runtimes of a translation model with each other; prints a Markdown table.

    KERAS_BACKEND=torch python benchmarks/translation_parity.py runs/my-translator english.txt \
        --references german.txt --count 200

CTranslate2 in float32 must write the tokens that the Keras model writes. In int8 it may differ,
as little as the share of equal sentences, and with references the difference in BLEU, say.
"""

import argparse
from pathlib import Path

from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.custom.sentence_translator import SentenceTranslator
from nlp_suite.engines.interfaces import Hypothesis
from nlp_suite.load_options import ComputeType
from nlp_suite.models import ModelFolder

# What is compared with the Keras model: CTranslate2's compute types.
COMPUTE_TYPES: tuple[ComputeType, ...] = ("float32", "int8")


def read_lines(file: Path, count: int) -> list[str]:
    """Read the first lines of a file."""
    return file.read_text(encoding="utf-8").splitlines()[:count]


def translate(
    translator: SentenceTranslator, sentences: list[str], options: DecodingOptions
) -> list[Hypothesis]:
    """Give the best hypothesis of each sentence."""
    return [best for best, *_ in translator.translate(translator.prepare(sentences), options)]


def bleu(hypotheses: list[Hypothesis], references: list[str]) -> float:
    """Compute BLEU of the texts."""
    import sacrebleu

    return sacrebleu.corpus_bleu([h.text for h in hypotheses], [references]).score


def main() -> None:
    """Read the arguments, translate with each runtime, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("sentences", type=Path, help="a file with a sentence a line")
    parser.add_argument("--references", type=Path, help="their translations, a line each")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--beam", type=int, default=4)
    arguments = parser.parse_args()

    folder = ModelFolder.open(arguments.model)
    sentences = read_lines(arguments.sentences, arguments.count)
    reference = SentenceTranslator(folder, runtime="keras")
    sources = reference.prepare(sentences)
    most = reference.max_source_tokens
    fitting = [i for i, source in enumerate(sources) if source.num_tokens <= most]
    sentences = [sentences[i] for i in fitting]
    references = None
    if arguments.references:
        lines = read_lines(arguments.references, arguments.count)
        references = [lines[i] for i in fitting]

    print(f"{len(sentences)} sentences; a row compares CTranslate2 with the Keras model\n")
    print("| search | compute type | same tokens, % | largest difference of scores | BLEU |")
    print("|---|---|---|---|---|")
    for beam in (1, arguments.beam):
        options = DecodingOptions(beam_size=beam)
        expected = translate(reference, sentences, options)
        for compute_type in COMPUTE_TYPES:
            found = translate(
                SentenceTranslator(folder, compute_type=compute_type), sentences, options
            )
            pairs = list(zip(expected, found, strict=True))
            same = [(a, b) for a, b in pairs if a.tokens == b.tokens]
            score = max((abs(a.score - b.score) for a, b in same), default=0.0)
            quality = "–"  # noqa: RUF001
            if references is not None:
                before, after = bleu(expected, references), bleu(found, references)
                quality = f"{after:.2f} ({after - before:+.2f})"
            share = 100 * len(same) / len(pairs)
            search = "greedy" if beam == 1 else f"beam {beam}"
            print(f"| {search} | {compute_type} | {share:.1f} | {score:.1e} | {quality} |")


if __name__ == "__main__":
    main()
