"""Writes the training corpus of a translator: weighted, cleaned, with held-out sets.

    python scripts/prepare_translation_data.py scripts/configs/translators/continued.toml \
        --data DATA --output runs/continued-data

The configuration lists the sources with their weights, the files that must not be trained on,
and the rules of the held-out sets; a model folder in `start_from` gives the tokenizers, else they
are learned from the corpus. All files are relative to DATA.
"""

import argparse
import itertools
from pathlib import Path

from translator_training.corpus import (
    TOKENIZER_FILES,
    TRAIN_FILE,
    CorpusConfig,
    prepare_corpus,
    read_pairs,
)
from translator_training.starting_point import find_starting_point

from nlp_suite.text.translation_tokenizers import train_tokenizers

# More rows teach the tokenizer nothing, and take gigabytes.
_TOKENIZER_ROWS = 1_200_000


def main() -> None:
    """Reads the command line, and writes the corpus and the tokenizers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path, help="TOML file with the table `corpus`")
    parser.add_argument("--data", type=Path, required=True, help="folder of the sources")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--start-from", help="model folder; else `start_from` of the file")
    arguments = parser.parse_args()
    for count in prepare_corpus(
        CorpusConfig.from_toml(arguments.config), arguments.data, arguments.output
    ):
        print(*count, sep="\t")
    config, folder = find_starting_point(arguments.config, arguments.start_from)
    if folder:
        tokenizers = folder.read_tokenizer("source"), folder.read_tokenizer("target")
    else:
        rows = itertools.islice(read_pairs(arguments.output / TRAIN_FILE), _TOKENIZER_ROWS)
        english, german = zip(*rows, strict=True)
        size = config.source_vocabulary_size
        tokenizers = train_tokenizers(english, german, vocabulary_size=size, joint=True)
    for name, tokenizer in zip(TOKENIZER_FILES, tokenizers, strict=True):
        tokenizer.save(str(arguments.output / name))


if __name__ == "__main__":
    main()
