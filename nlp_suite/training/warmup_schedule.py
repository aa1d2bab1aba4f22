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
