"""Optimizer and learning rate schedule of a configuration."""

import keras

from nlp_suite.errors import InvalidInputError
from nlp_suite.training.config import OptimizationConfig
from nlp_suite.training.schedules import LinearSchedule, WarmupSchedule


def make_optimizer(
    config: OptimizationConfig, *, model_dim: int, steps: int
) -> keras.optimizers.Optimizer:
    """Makes the Adam optimizer of a run, with its learning rate schedule.

    Args:
        config: The rates, Adam's numbers and the limit of the gradients' norm.
        model_dim: Width of the model, which decides the rate of "warmup".
        steps: Number of steps of the whole run, at whose end the rate of "linear" is 0.

    Returns:
        The optimizer.

    Raises:
        InvalidInputError: If a "linear" run is over before the rate has risen.

    Example:
        ```python
        optimizer = make_optimizer(OptimizationConfig(), model_dim=512, steps=100_000)
        ```
    """
    if config.schedule == "linear" and config.warmup_steps >= steps:
        raise InvalidInputError(
            f"optimization.warmup_steps must be below the run's {steps} steps with the schedule "
            f"'linear', got {config.warmup_steps}"
        )
    return keras.optimizers.Adam(
        WarmupSchedule(model_dim, config.warmup_steps)
        if config.schedule == "warmup"
        else LinearSchedule(config.learning_rate, config.warmup_steps, steps),
        beta_1=config.beta_1,
        beta_2=config.beta_2,
        epsilon=config.epsilon,
        weight_decay=config.weight_decay or None,
        global_clipnorm=config.clip_norm,
    )
