"""Train recurrent forecasters of sunspots and Fibonacci numbers; prints Markdown tables.

    KERAS_BACKEND=tensorflow python benchmarks/forecasting.py \
        --sunspots monthly-sunspots.csv --seeds 10

Both run as published: a batch is one example, Adam with Keras' own rate. What forecasts without
having learned anything from the order of the values stands beside each.
"""

import argparse
import time
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from nlp_suite.data.series import (
    Examples,
    SeriesSplit,
    fibonacci_windows,
    load_sunspots,
    sunspot_windows,
)
from nlp_suite.models import RecurrentForecaster

BATCH_SIZE = 1


def train(split: SeriesSplit, seed: int, epochs: int, **config: Any) -> RecurrentForecaster:
    """Make a forecaster and train it."""
    keras.utils.set_random_seed(seed)
    model = RecurrentForecaster(activation="tanh", output_activation="tanh", **config)
    model.compile(optimizer="adam", loss="mse")
    model.fit(*split.train, epochs=epochs, batch_size=BATCH_SIZE, verbose=0)
    return model


def squared_error(model: RecurrentForecaster, examples: Examples) -> float:
    """Give the mean squared error of a model's forecasts."""
    forecasts = model.predict(examples.inputs, verbose=0)
    return float(np.mean((forecasts - examples.targets) ** 2))


def spread(values: list[float], form: str) -> str:
    """Say the mean of the runs, and from where to where they go."""
    return f"{np.mean(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def sunspots(arguments: argparse.Namespace) -> Iterator[str]:
    """Give the table of the sunspots, line by line."""
    values = load_sunspots(arguments.sunspots).values
    yield f"Sunspots, {arguments.sunspot_epochs} epochs, {arguments.seeds} seeds:"
    yield ""
    yield "| RMSE, scaled | train | test | s a run |"
    yield "|---|---|---|---|"
    yield "| published | 0.058 | 0.077 | |"
    for scaled_by, name in (("whole", "whole series"), ("train", "training part")):
        split = sunspot_windows(values, scaled_by=scaled_by)
        runs, start = [], time.perf_counter()
        for seed in range(arguments.seeds):
            model = train(split, seed, arguments.sunspot_epochs, units=3)
            runs.append([squared_error(model, part) ** 0.5 for part in (split.train, split.test)])
        seconds = (time.perf_counter() - start) / arguments.seeds
        cells = " | ".join(spread(list(column), ".3f") for column in zip(*runs, strict=True))
        yield f"| ours, scaled by the {name} | {cells} | {seconds:.0f} |"
        last = [
            float(np.mean((part.inputs[:, -1] - part.targets) ** 2)) ** 0.5
            for part in (split.train, split.test)
        ]
        yield f"| the last month again, scaled by the {name} | {last[0]:.3f} | {last[1]:.3f} | |"


def fibonacci(arguments: argparse.Namespace) -> Iterator[str]:
    """Give the table of the Fibonacci numbers, line by line."""
    split = fibonacci_windows(1200, 20)
    yield f"Fibonacci numbers, {arguments.fibonacci_epochs} epochs, {arguments.seeds} seeds:"
    yield ""
    yield "| MSE on the test part | published | ours | parameters | s a run |"
    yield "|---|---|---|---|---|"
    for name, published, config in (
        ("without attention", "2.62e-05", {}),
        ("with attention", "9.05e-06", {"attention": "positions", "length": 20}),
    ):
        errors, start = [], time.perf_counter()
        for seed in range(arguments.seeds):
            model = train(split, seed, arguments.fibonacci_epochs, units=2, **config)
            errors.append(squared_error(model, split.test))
        seconds = (time.perf_counter() - start) / arguments.seeds
        count = model.count_params()
        yield f"| {name} | {published} | {spread(errors, '.2e')} | {count} | {seconds:.0f} |"
    targets = split.test.targets
    for name, constant in (
        ("always the training mean", float(split.train.targets.mean())),
        ("always the training median", float(np.median(split.train.targets))),
    ):
        yield f"| {name} | | {np.mean((targets - constant) ** 2):.2e} | 0 | |"
    yield ""
    share = float(np.mean(targets < 1e-3))
    yield f"{share:.1%} of the test's targets are below 0.001; the largest is {targets.max():.3g}."


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sunspots", help="CSV file or address of the monthly sunspots")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--sunspot-epochs", type=int, default=20)
    parser.add_argument("--fibonacci-epochs", type=int, default=30)
    arguments = parser.parse_args()
    tables = [sunspots] if arguments.sunspots else []
    for table in (*tables, fibonacci):
        for line in table(arguments):
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()
