"""A learning rate for runs whose length is known."""

from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError


@keras.saving.register_keras_serializable(package="nlp_suite")
class LinearSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """Linear warmup, then linear decay to zero.

    A run that ends with small steps gets more out of the same number of them than one with
    `WarmupSchedule`, but has to know that number beforehand.

    Args:
        peak: The highest rate.
        warmup_steps: Number of steps of the rise.
        total_steps: Number of steps of the run; above `warmup_steps`.

    Call arguments:
        step: The number of steps taken so far, from 0, as Keras counts them.

    Returns:
        The rate of the next step, a float32 scalar; 0 after the last.

    Raises:
        InvalidInputError: If an argument is out of its range.

    Example:
        ```python
        optimizer = keras.optimizers.Adam(LinearSchedule(1e-3, 400, 10_000), beta_2=0.98)
        ```
    """

    def __init__(self, peak: float, warmup_steps: int, total_steps: int) -> None:
        super().__init__()
        if not peak > 0:
            raise InvalidInputError(f"peak must be positive, got {peak!r}")
        if not 1 <= warmup_steps < total_steps:
            raise InvalidInputError(
                f"warmup_steps must be from 1 to below total_steps ({total_steps}), got "
                f"{warmup_steps!r}"
            )
        self.peak = peak
        self.warmup_steps = warmup_steps
        self.total_steps = total_steps

    def __call__(self, step: Any) -> Any:
        """Returns the rate of the step after `step`."""
        step = ops.add(ops.cast(step, "float32"), 1.0)
        rise = ops.divide(step, self.warmup_steps)
        # The step after the last would have the rate 0.
        fall = ops.divide(
            ops.subtract(self.total_steps + 1.0, step),
            self.total_steps + 1.0 - self.warmup_steps,
        )
        return ops.multiply(ops.maximum(ops.minimum(rise, fall), 0.0), self.peak)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            "peak": self.peak,
            "warmup_steps": self.warmup_steps,
            "total_steps": self.total_steps,
        }
