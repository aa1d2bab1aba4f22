import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.training.config import OptimizationConfig
from nlp_suite.training.optimizers import make_optimizer


def step(config, gradient=1.0):
    """What the first step of a hundred makes of three weights of 1."""
    optimizer = make_optimizer(config, model_dim=64, steps=100)
    weight = keras.Variable(np.ones(3, dtype="float32"))
    optimizer.build([weight])
    optimizer.apply([gradient * keras.ops.ones(3)], [weight])
    return keras.ops.convert_to_numpy(weight.value)


def test_the_papers_rate_is_the_default():
    expected = 1.0 - 64**-0.5 * 4000**-1.5
    assert step(OptimizationConfig()) == pytest.approx(np.full(3, expected), abs=1e-7)
    optimizer = make_optimizer(OptimizationConfig(), model_dim=64, steps=100)
    assert (optimizer.beta_1, optimizer.beta_2, optimizer.epsilon) == (0.9, 0.98, 1e-9)
    assert optimizer.weight_decay is None
    assert optimizer.global_clipnorm is None


def test_the_linear_rate():
    config = OptimizationConfig(schedule="linear", learning_rate=0.1, warmup_steps=10)
    assert step(config) == pytest.approx(np.full(3, 0.99), abs=1e-6)


def test_weight_decay():
    config = OptimizationConfig(
        schedule="linear", learning_rate=0.1, warmup_steps=1, weight_decay=0.5
    )
    # Adam's own step, and half a weight times the rate.
    assert step(config) == pytest.approx(np.full(3, 1 - 0.1 - 0.05), abs=1e-2)


def test_the_norm_of_the_gradients_is_limited():
    config = OptimizationConfig(clip_norm=1.0, epsilon=1.0, warmup_steps=1)
    # With an epsilon this large the size of a gradient matters to Adam.
    large, larger = (step(config, gradient=size) for size in (10.0, 1000.0))
    np.testing.assert_allclose(large, larger, atol=1e-6)
    unlimited = OptimizationConfig(epsilon=1.0, warmup_steps=1)
    assert abs(step(unlimited, 10.0) - step(unlimited, 1000.0)).max() > 1e-3


def test_a_run_that_is_over_before_the_rate_has_risen():
    config = OptimizationConfig(schedule="linear", warmup_steps=100)
    message = "optimization.warmup_steps must be below the run's 100 steps .*, got 100"
    with pytest.raises(InvalidInputError, match=message):
        make_optimizer(config, model_dim=64, steps=100)
    # The paper's rate goes on for ever.
    make_optimizer(OptimizationConfig(warmup_steps=100), model_dim=64, steps=10)
