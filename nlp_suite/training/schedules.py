"""Learning rate schedules: linear warmup, then inverse square root or linear decay."""

from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError


@keras.saving.register_keras_serializable(package="nlp_suite")
class WarmupSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """Linear warmup, then inverse square root decay: the Transformer's schedule.

    rate = scale · D^-0.5 · min(step^-0.5, step · warmup^-1.5), where the first step is 1. The
    two branches meet at step = warmup, where the rate is highest.

    Args:
        model_dim: Model width D.
        warmup_steps: Number of steps of the rise; 4000 in the paper.
        scale: Multiplies the rate; 1 in the paper.

    Call arguments:
        step: The number of steps taken so far, from 0, as Keras counts them.

    Returns:
        The rate of the next step, a float32 scalar.

    Raises:
        InvalidInputError: If an argument is not positive.

    Example:
        ```python
        optimizer = keras.optimizers.Adam(
            WarmupSchedule(512), beta_1=0.9, beta_2=0.98, epsilon=1e-9
        )
        ```

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 5.3,
        https://arxiv.org/abs/1706.03762
    """

    def __init__(self, model_dim: int, warmup_steps: int = 4000, scale: float = 1.0) -> None:
        super().__init__()
        for name, value in (
            ("model_dim", model_dim),
            ("warmup_steps", warmup_steps),
            ("scale", scale),
        ):
            if not value > 0:
                raise InvalidInputError(f"{name} must be positive, got {value!r}")
        self.model_dim = model_dim
        self.warmup_steps = warmup_steps
        self.scale = scale

    def __call__(self, step: Any) -> Any:
        """Returns the rate of the step after `step`."""
        step = ops.add(ops.cast(step, "float32"), 1.0)
        rate = ops.minimum(ops.rsqrt(step), ops.multiply(step, self.warmup_steps**-1.5))
        return ops.multiply(rate, self.scale * self.model_dim**-0.5)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            "model_dim": self.model_dim,
            "warmup_steps": self.warmup_steps,
            "scale": self.scale,
        }


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
