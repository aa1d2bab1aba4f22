"""Train our Transformer to copy and to reverse; prints a Markdown table.

    KERAS_BACKEND=torch python benchmarks/toy_tasks.py

A word is 4 to 10 random symbols. What is measured is the share of 500 words, none of which
was trained on, that greedy decoding copies or reverses without a mistake.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np

from nlp_suite.decoding import greedy_decode
from nlp_suite.layers import padding_mask
from nlp_suite.models import Transformer, TransformerConfig
from nlp_suite.training import Trainer, masked_accuracy, masked_cross_entropy

START, END, FIRST_SYMBOL = 2, 3, 4
EPOCH_STEPS, WARMUP_STEPS = 100, 100


class Words:
    """Random words, and what shall be written for each.

    Args:
        reverse: Whether to write a word backwards, rather than as it is.
        symbols: Number of different symbols.
        shortest: Fewest symbols of a word.
        longest: Most symbols of a word.
        tests: Number of words to keep for the test.
        seed: Another one gives other words.
    """

    def __init__(
        self, *, reverse: bool, symbols: int, shortest: int, longest: int, tests: int, seed: int
    ) -> None:
        self.reverse, self.symbols, self.seed = reverse, symbols, seed
        self.shortest, self.longest = shortest, longest
        self.tests = np.zeros((0, longest), "int32")
        self.tests = np.unique(self._draw(tests, "test", 0), axis=0)

    def batch(self, number: int, size: int) -> dict[str, np.ndarray]:
        """Give the training batch of a number: always the same one, with no test word."""
        return self.with_targets(self._draw(size, "train", number))

    def with_targets(self, source: np.ndarray) -> dict[str, np.ndarray]:
        """Add what the decoder reads and what it shall write."""
        target = np.zeros((len(source), self.longest + 2), "int32")
        for row, word in zip(target, source, strict=True):
            symbols = word[word > 0]
            written = symbols[::-1] if self.reverse else symbols
            row[: len(symbols) + 2] = [START, *written, END]
        return {"source": source, "target": target[:, :-1], "labels": target[:, 1:]}

    def _draw(self, number: int, purpose: str, batch: int) -> np.ndarray:
        rng = np.random.default_rng([self.seed, purpose == "test", batch])
        lengths = rng.integers(self.shortest, self.longest + 1, number)
        words = rng.integers(
            FIRST_SYMBOL, FIRST_SYMBOL + self.symbols, (number, self.longest), dtype="int32"
        )
        words[np.arange(self.longest) >= lengths[:, None]] = 0
        kept = {word.tobytes() for word in self.tests}
        return words[[word.tobytes() not in kept for word in words]]


def objective(model: Any, batch: Any, training: bool) -> Any:
    """Give the loss of the Transformer over a batch."""
    logits = model([batch["source"], batch["target"]], training=training)
    return masked_cross_entropy(batch["labels"], logits, padding_mask(batch["labels"]))


def build(words: Words, arguments: argparse.Namespace) -> tuple[Transformer, keras.Model]:
    """Make the Transformer, and a model of it that makes the masks itself."""
    config = TransformerConfig.preset(
        "tiny",
        source_vocabulary_size=FIRST_SYMBOL + words.symbols,
        target_vocabulary_size=FIRST_SYMBOL + words.symbols,
        num_encoder_layers=arguments.layers,
        num_decoder_layers=arguments.layers,
        model_dim=arguments.model_dim,
        num_heads=arguments.heads,
        feed_forward_dim=2 * arguments.model_dim,
        pre_norm=True,
        dropout=0.0,
    )
    transformer = Transformer(**config.to_dict())
    inputs = [keras.Input((None,), dtype="int32") for _ in range(2)]
    logits = transformer(*inputs, *(padding_mask(ids) for ids in inputs))
    return transformer, keras.Model(inputs, logits)


def exact_match(transformer: Transformer, words: Words) -> float:
    """Give the share of the test words that greedy decoding writes without a mistake."""
    expected = words.with_targets(words.tests)["labels"]
    written = greedy_decode(
        transformer, words.tests, words.tests != 0, START, END, expected.shape[1]
    )
    written = np.pad(written, ((0, 0), (0, expected.shape[1] - written.shape[1])))
    return float((written == expected).all(axis=1).mean())


def run(reverse: bool, arguments: argparse.Namespace) -> str:
    """Train on one task; give a row of the table."""
    keras.utils.set_random_seed(arguments.seed)
    words = Words(
        reverse=reverse,
        symbols=arguments.symbols,
        shortest=arguments.lengths[0],
        longest=arguments.lengths[1],
        tests=arguments.tests,
        seed=arguments.seed,
    )
    transformer, model = build(words, arguments)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, arguments.steps, warmup_target=arguments.rate, warmup_steps=WARMUP_STEPS
    )
    check = words.with_targets(words.tests)

    def validate() -> dict[str, float]:
        logits = model([check["source"], check["target"]], training=False)
        accuracy = masked_accuracy(check["labels"], logits, check["labels"] != 0)
        return {"validation_accuracy": float(accuracy)}

    def show(row: Any) -> bool:
        if arguments.verbose:
            print({name: round(value, 4) for name, value in row.items()}, flush=True)
        return False

    start, work = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(
            model,
            keras.optimizers.Adam(rate, beta_2=0.98),
            objective,
            Path(folder),
            jit_compile=arguments.jit_compile,
        )
        epochs = -(-arguments.steps // EPOCH_STEPS)
        history = trainer.fit(
            lambda epoch: range(
                epoch * EPOCH_STEPS, min((epoch + 1) * EPOCH_STEPS, arguments.steps)
            ),
            epochs,
            load=lambda number: words.batch(number, arguments.batch),
            validate=validate,
            after_epoch=show,
        )
    seconds, work = time.perf_counter() - start, time.process_time() - work
    cells = [
        "reverse" if reverse else "copy",
        f"{exact_match(transformer, words):.1%}",
        f"{len(words.tests)}",
        f"{history[-1]['step']}",
        f"{seconds:.0f}",
        f"{work:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def use_one_thread() -> None:
    """Keep torch from sharing matrices so small that its threads only wait for each other."""
    if keras.backend.backend() == "torch":
        import torch

        torch.set_num_threads(1)


def main() -> None:
    """Read the command line, train, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", nargs="+", choices=("copy", "reverse"))
    parser.add_argument("--symbols", type=int, default=16)
    parser.add_argument("--lengths", type=int, nargs=2, default=(4, 10))
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--model-dim", type=int, default=64)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--tests", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jit-compile", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    use_one_thread()
    print(f"Keras {keras.__version__}, {keras.backend.backend()}")
    print("\n| task | exact match | test words | steps | training, s | of all cores, s |")
    print("|---|---|---|---|---|---|")
    for task in arguments.tasks or ("copy", "reverse"):
        print(run(task == "reverse", arguments), flush=True)


if __name__ == "__main__":
    main()
