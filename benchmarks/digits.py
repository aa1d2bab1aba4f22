"""Train our Vision Transformer on scikit-learn's 8 × 8 digits; prints a Markdown table.

    KERAS_BACKEND=jax python benchmarks/digits.py

Of the 1,797 images a fifth, of each digit alike, is kept for the test: the same ones for every
seed. The model is the one after the last epoch: the test chooses nothing. In training half of the
images, others in every epoch, are turned, stretched and moved a little. A killed run with --folder
goes on from its last epoch when it is started again; its times are then those of the last part.
"""

import argparse
import contextlib
import tempfile
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from nlp_suite.models import VisionTransformer
from nlp_suite.training import Trainer

CLASSES, SIZE, BRIGHTEST = 10, 8, 16.0
TEST_SHARE, WARMUP_EPOCHS, BATCHES_OF_TESTS = 0.2, 5, 512
# Changing an image blurs it, which those of the test are not.
CHANGED_SHARE = 0.5
# In radians, as a share, in pixels.
LARGEST_TURN, LARGEST_STRETCH, LARGEST_MOVE = 0.26, 0.1, 0.5


class Digits:
    """The images of handwritten digits, of which some are kept for the test."""

    def __init__(self) -> None:
        from sklearn.datasets import load_digits
        from sklearn.model_selection import train_test_split

        digits = load_digits()
        images = (digits.images[..., None] / BRIGHTEST).astype("float32")
        parts = train_test_split(
            images,
            digits.target.astype("int32"),
            test_size=TEST_SHARE,
            stratify=digits.target,
            random_state=0,
        )
        self.images, self.test_images, self.labels, self.test_labels = parts

    def batch(self, rows: np.ndarray, seed: list[int]) -> dict[str, Any]:
        """Give training images, about half of them turned, stretched and moved a little."""
        rng = np.random.default_rng(seed)
        images = self.images[rows].copy()
        changed = rng.random(len(rows)) < CHANGED_SHARE
        transforms = random_transforms(len(rows), rng)
        # All of them, as another number would be another shape to compile.
        all_changed = ops.convert_to_numpy(ops.image.affine_transform(images, transforms))
        images[changed] = all_changed[changed]
        return {"images": images, "labels": self.labels[rows]}


def random_transforms(count: int, rng: np.random.Generator) -> np.ndarray:
    """Give what `ops.image.affine_transform` takes: where each pixel comes from."""
    angle = rng.uniform(-LARGEST_TURN, LARGEST_TURN, count)
    across, down = rng.uniform(1 - LARGEST_STRETCH, 1 + LARGEST_STRETCH, (2, count))
    matrix = np.array(
        [
            [np.cos(angle) * across, np.sin(angle) * across],
            [-np.sin(angle) * down, np.cos(angle) * down],
        ]
    )
    center = (SIZE - 1) / 2
    offset = center - center * matrix.sum(axis=1)
    offset += rng.uniform(-LARGEST_MOVE, LARGEST_MOVE, offset.shape)
    (a, b), (c, d) = matrix
    zeros = np.zeros(count)
    return np.stack([a, b, offset[0], c, d, offset[1], zeros, zeros], axis=1).astype("float32")


def objective(model: Any, batch: Any, training: bool) -> Any:
    """Give the mean cross-entropy of a batch."""
    logits = model(batch["images"], training=training)
    return ops.mean(ops.sparse_categorical_crossentropy(batch["labels"], logits, from_logits=True))


def accuracy(model: VisionTransformer, digits: Digits) -> float:
    """Give the share of the test images that the model names rightly."""
    right = 0
    for start in range(0, len(digits.test_labels), BATCHES_OF_TESTS):
        part = slice(start, start + BATCHES_OF_TESTS)
        logits = ops.convert_to_numpy(model(digits.test_images[part], training=False))
        right += int((logits.argmax(axis=1) == digits.test_labels[part]).sum())
    return right / len(digits.test_labels)


def run(seed: int, digits: Digits, arguments: argparse.Namespace) -> str:
    """Train once; give a row of the table."""
    keras.utils.set_random_seed(seed)
    model = VisionTransformer(
        image_size=(SIZE, SIZE),
        patch_size=arguments.patch,
        num_channels=1,
        num_classes=CLASSES,
        num_layers=arguments.layers,
        model_dim=arguments.model_dim,
        num_heads=arguments.heads,
        feed_forward_dim=2 * arguments.model_dim,
        dropout=arguments.dropout,
    )
    # The last batch is left out where it is not full: every shape would be compiled anew.
    steps = len(digits.labels) // arguments.batch
    rate = keras.optimizers.schedules.CosineDecay(
        0.0,
        steps * arguments.epochs,
        warmup_target=arguments.rate,
        warmup_steps=steps * WARMUP_EPOCHS,
    )

    def plan(epoch: int) -> list[tuple[np.ndarray, list[int]]]:
        order = np.random.default_rng([seed, epoch]).permutation(len(digits.labels))
        parts = np.split(order[: steps * arguments.batch], steps)
        return [(rows, [seed, epoch, step]) for step, rows in enumerate(parts)]

    def show(history: Any) -> bool:
        if arguments.verbose and history[-1]["epoch"] % 5 == 0:
            print({name: round(value, 4) for name, value in history[-1].items()}, flush=True)
        return False

    start, work = time.perf_counter(), time.process_time()
    with contextlib.ExitStack() as stack:
        folder = arguments.folder or stack.enter_context(tempfile.TemporaryDirectory())
        trainer = Trainer(
            model,
            keras.optimizers.AdamW(rate, weight_decay=arguments.weight_decay),
            objective,
            Path(folder) / f"seed-{seed}",
            jit_compile=arguments.jit_compile,
        )
        history = trainer.fit(
            plan, arguments.epochs, load=lambda item: digits.batch(*item), after_epoch=show
        )
    seconds, work = time.perf_counter() - start, time.process_time() - work
    cells = [
        f"{seed}",
        f"{accuracy(model, digits):.2%}",
        f"{len(digits.test_labels)}",
        f"{model.count_params():,}",
        f"{history[-1]['epoch']}",
        f"{seconds:.0f}",
        f"{work:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Read the command line, train, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=(0, 1, 2))
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--weight-decay", type=float, default=1e-3)
    parser.add_argument("--patch", type=int, default=2)
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--model-dim", type=int, default=64)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--folder", type=Path, help="where to keep checkpoints")
    parser.add_argument("--jit-compile", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    digits = Digits()
    print(f"Keras {keras.__version__}, {keras.backend.backend()}")
    print("\n| seed | accuracy | test images | parameters | epochs | training, s | all cores, s |")
    print("|---|---|---|---|---|---|---|")
    for seed in arguments.seeds:
        print(run(seed, digits, arguments), flush=True)


if __name__ == "__main__":
    main()
