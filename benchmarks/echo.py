"""Train recurrent models on the echo task; prints a Markdown table.

    KERAS_BACKEND=tensorflow python benchmarks/echo.py --seeds 10

Five of 50 symbols come in, the first two are to come out, then zeros; in the harder variant four to
nine of seven symbols, padded with zeros to ten, of which the last and the first are to come out.
Widths, cells, one-hot vectors and the number of 5,000 samples are those of the published runs;
ours goes through the samples twice in batches, which the published ones did one by one, with a
call of `fit` for each. That way is timed in the same run, on the same model: some of the calls, and
all 5,000 steps without what `fit` does around them. Compiling counts in every time.

A model counts as right where the whole sequence is, on 100 new samples, each step reading the
model's own last output.
"""

import argparse
import time
from typing import Any, NamedTuple

import keras
import numpy as np

from nlp_suite.data.series import Examples, echo_pairs, padded_echo_pairs
from nlp_suite.models import Seq2Seq

NEW_SAMPLES, UNITS, TIMED_FITS = 100, 150, 500


class Variant(NamedTuple):
    """A problem, and what was published of it, in % without and with attention."""

    name: str
    make: Any
    symbols: int
    pads: bool
    published: tuple[str, str]


VARIANTS = (
    Variant("first two of five", echo_pairs, 50, False, ("18 to 29, mean 23.1", "mean 95.7")),
    Variant("last and first of ten", padded_echo_pairs, 8, True, ("9 to 20", "100")),
)


def make_model(variant: Variant, attention: str | None) -> tuple[Seq2Seq, keras.Model]:
    """Make a model, and what trains it: both with the same weights."""
    seq2seq = Seq2Seq(
        source_vocabulary_size=variant.symbols,
        target_vocabulary_size=variant.symbols + 1,
        embedding_dim=None,
        encoder_cell="lstm",
        encoder_units=UNITS,
        bidirectional=False,
        decoder_cell="gru" if attention else "lstm",
        decoder_units=UNITS,
        attention=attention,
    )
    source, target = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    mask = source != 0 if variant.pads else None
    model = keras.Model([source, target], seq2seq(source, target, mask))
    return seq2seq, model


def inputs_of(variant: Variant, examples: Examples) -> list[np.ndarray]:
    """Give the source and the target shifted right; behind the symbols comes the start."""
    start = np.full((len(examples.targets), 1), variant.symbols, "int32")
    return [examples.inputs, np.concatenate([start, examples.targets[:, :-1]], axis=1)]


def compile_model(model: keras.Model, rate: Any) -> None:
    """Compile a model."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, jit_compile=False)


def train(
    variant: Variant, attention: str | None, seed: int, options: argparse.Namespace
) -> tuple[float, float]:
    """Train once; give the share of right sequences in %, and the seconds."""
    keras.utils.set_random_seed(seed)
    examples = variant.make(options.samples, seed=2 * seed)
    batches = options.samples // options.batch_size
    steps = options.epochs * batches
    started = time.perf_counter()
    seq2seq, model = make_model(variant, attention)
    compile_model(
        model,
        keras.optimizers.schedules.CosineDecay(
            0.0, steps, warmup_target=options.rate, warmup_steps=steps // 10
        ),
    )
    used = batches * options.batch_size
    inputs = [one[:used] for one in inputs_of(variant, examples)]
    model.fit(
        inputs,
        examples.targets[:used],
        batch_size=options.batch_size,
        epochs=options.epochs,
        verbose=0,
    )
    seconds = time.perf_counter() - started

    new = variant.make(NEW_SAMPLES, seed=2 * seed + 1)
    mask = new.inputs != 0 if variant.pads else None
    logits = seq2seq.free_run(new.inputs, variant.symbols, new.targets.shape[1], mask)
    found = keras.ops.convert_to_numpy(logits).argmax(-1)
    return 100 * float((found == new.targets).all(axis=1).mean()), seconds


def single_samples(variant: Variant, attention: str | None, count: int, by: str) -> float:
    """Give the seconds of training with one sample after the other."""
    keras.utils.set_random_seed(0)
    examples = variant.make(count, seed=0)
    _, model = make_model(variant, attention)
    compile_model(model, 1e-3)
    source, target = inputs_of(variant, examples)
    options = {"verbose": 0} if by == "fit" else {}
    started = time.perf_counter()
    for i in range(count):
        one = slice(i, i + 1)
        getattr(model, by)([source[one], target[one]], examples.targets[one], **options)
    return time.perf_counter() - started


def main() -> None:
    """Read the command line, train, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--rate", type=float, default=8e-3)
    parser.add_argument("--samples", type=int, default=5000)
    parser.add_argument("--variants", type=int, nargs="+", choices=(0, 1), default=(0, 1))
    options = parser.parse_args()
    print(f"Keras {keras.__version__}, {keras.backend.backend()}; seeds 0 to {options.seeds - 1}\n")
    print("| | attention | published, % | ours, % | s a run | by `fit`, s | by step, s | ratios |")
    print("|---|---|---|---|---|---|---|---|")
    for variant in (VARIANTS[chosen] for chosen in options.variants):
        for attention, published in zip((None, "additive"), variant.published, strict=True):
            runs = [train(variant, attention, seed, options) for seed in range(options.seeds)]
            right, seconds = zip(*runs, strict=True)
            timed = min(TIMED_FITS, options.samples)
            fits = single_samples(variant, attention, timed, "fit") * options.samples / timed
            steps = single_samples(variant, attention, options.samples, "train_on_batch")
            mean = float(np.mean(seconds))
            print(
                f"| {variant.name} | {attention or 'none'} | {published} | "
                f"{min(right):.0f} to {max(right):.0f}, mean {np.mean(right):.1f} | {mean:.1f} | "
                f"{fits:.0f} | {steps:.0f} | {fits / mean:.0f}×, {steps / mean:.1f}× |",
                flush=True,
            )


if __name__ == "__main__":
    main()
