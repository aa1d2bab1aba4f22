"""Writes the questions that a reader is trained on: weighted sources, written and made ones.

    python scripts/prepare_reader_data.py scripts/configs/readers/continued.toml \
        --data DATA --output runs/reader/data

The configuration lists the sources with their weights, our own questions about their paragraphs
(scripts/reader_training/questions), how many questions without an answer are made of which kind,
and the files whose texts must not occur. All files are relative to DATA.
"""

import argparse
from pathlib import Path

from reader_training.mixture import MixtureConfig, prepare_mixture


def main() -> None:
    """Reads the command line, and writes the mixture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path, help="TOML file with the table `mixture`")
    parser.add_argument("--data", type=Path, required=True, help="folder of the sources")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    config = MixtureConfig.from_toml(arguments.config)
    for count in prepare_mixture(config, arguments.data, arguments.output):
        print(*count, sep="\t")


if __name__ == "__main__":
    main()
