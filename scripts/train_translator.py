"""Trains a translator in PyTorch, on a GPU if there is one, from scratch or from a model folder.

    python scripts/train_translator.py scripts/configs/translators/continued.toml \
        runs/continued/data --output runs/continued/english-german

The corpus is what `prepare_translation_data.py` wrote. Stopped at any moment, the same command
continues from the last checkpoint. `write_translator.py` makes a model folder of it. Needs
PyTorch 2.9 or newer.
"""

import argparse
from pathlib import Path

import torch
from translator_training.starting_point import find_starting_point
from translator_training.torch_transformer import TorchTransformer
from translator_training.training_loop import TranslatorTraining, TranslatorTrainingConfig


def main() -> None:
    """Reads the command line, and trains."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path, help="TOML file with the table `training`")
    parser.add_argument("corpus", type=Path, help="what prepare_translation_data.py wrote")
    parser.add_argument("--output", type=Path, required=True, help="for checkpoint and log")
    parser.add_argument("--start-from", help="model folder; else `start_from` of the file")
    parser.add_argument("--reverse", action="store_true", help="German to English")
    parser.add_argument("--threads", type=int, help="CPU threads")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    training = TranslatorTrainingConfig.from_toml(arguments.config)
    config, folder = find_starting_point(arguments.config, arguments.start_from)
    torch.manual_seed(training.seed)
    model = TorchTransformer(config, dropout=training.dropout)
    if folder:
        model.load_parameters(folder.read_parameters(dtype="float32"))
    TranslatorTraining(
        model, training, arguments.corpus, arguments.output, reverse=arguments.reverse
    ).run()


if __name__ == "__main__":
    main()
