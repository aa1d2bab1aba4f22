"""Trains a reader in PyTorch, on a GPU if there is one, from a reader or an encoder.

    python scripts/train_reader.py scripts/configs/readers/continued.toml runs/reader/data \
        --output runs/reader/run

The questions are what `prepare_reader_data.py` wrote. Stopped at any moment, the same command
continues from the last checkpoint. `write_reader.py` makes a model folder of it. Needs
PyTorch 2.9 or newer.

With --mean-of it starts from the mean weights of other runs, and with --teachers it learns their
mean prediction beside the answers.
"""

import argparse
import dataclasses
from pathlib import Path

import torch
from reader_training.starting_point import find_starting_point
from reader_training.torch_reader import TorchReader
from reader_training.training_loop import ReaderTraining, ReaderTrainingConfig
from torch_training.checkpointed_training import load_checkpoint, load_mean


def main() -> None:
    """Reads the command line, and trains."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path, help="TOML file with the table `training`")
    parser.add_argument("mixture", type=Path, help="what prepare_reader_data.py wrote")
    parser.add_argument("--output", type=Path, required=True, help="for checkpoint and log")
    parser.add_argument("--start-from", help="model folder; else `start_from` of the file")
    parser.add_argument("--mean-of", type=Path, nargs="+", default=[], help="runs to start from")
    parser.add_argument("--teachers", type=Path, nargs="+", default=[], help="runs to learn from")
    parser.add_argument("--seed", type=int, help="in place of the file's")
    parser.add_argument("--threads", type=int, help="CPU threads")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    training = ReaderTrainingConfig.from_toml(arguments.config)
    if arguments.seed is not None:
        training = dataclasses.replace(training, seed=arguments.seed)
    config, folder = find_starting_point(arguments.config, arguments.start_from)
    torch.manual_seed(training.seed)
    model = TorchReader(config, dropout=training.dropout)
    model.load_parameters(folder.read_parameters(dtype="float32"))

    def load(run: Path) -> TorchReader:
        other = TorchReader(config, dropout=0.0)
        load_checkpoint(other, run)
        return other

    if arguments.mean_of:
        load_mean(model, [load(run) for run in arguments.mean_of])
    teachers = [load(run) for run in arguments.teachers]
    ReaderTraining(
        model, folder.read_tokenizer(), training, arguments.mixture, arguments.output, teachers
    ).run()


if __name__ == "__main__":
    main()
