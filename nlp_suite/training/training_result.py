"""What a training run leaves."""

import dataclasses
from pathlib import Path


@dataclasses.dataclass(frozen=True, slots=True)
class TrainingResult:
    """Result of a training run: the model folder, its history and its validation metrics.

    Attributes:
        model: The model folder with the best weights.
        history: One row an epoch: its number, steps so far, the means of loss and accuracy in
            training, those of validation, and its seconds.
        metrics: The validation of the best weights.
        epoch: Number, from 1, of the epoch that these are from; None where they are the average
            of several.
    """

    model: Path
    history: list[dict[str, float]]
    metrics: dict[str, float]
    epoch: int | None
