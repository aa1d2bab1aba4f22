import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.training import WarmupSchedule


def rate(schedule, step):
    return float(keras.ops.convert_to_numpy(schedule(step)))


@pytest.mark.parametrize("step", [1, 2, 100, 3999, 4000, 4001, 100_000])
def test_formula(step):
    expected = 512**-0.5 * min(step**-0.5, step * 4000**-1.5)
    assert rate(WarmupSchedule(512), step - 1) == pytest.approx(expected, rel=1e-5)


def test_highest_at_the_end_of_the_warm_up():
    schedule = WarmupSchedule(64, warmup_steps=50, scale=2.0)
    rates = [rate(schedule, step) for step in range(200)]
    assert int(np.argmax(rates)) == 49
    assert max(rates) == pytest.approx(2.0 * 64**-0.5 * 50**-0.5, rel=1e-5)


def test_drives_an_optimizer():
    optimizer = keras.optimizers.Adam(WarmupSchedule(64, warmup_steps=10))
    weight = keras.Variable(np.ones(3, dtype="float32"))
    optimizer.build([weight])
    optimizer.apply([keras.ops.ones(3)], [weight])
    # Adam's first step is the rate itself.
    moved = 1.0 - float(keras.ops.convert_to_numpy(weight.value)[0])
    assert moved == pytest.approx(64**-0.5 * 10**-1.5, rel=1e-3)


def test_config_round_trip():
    schedule = WarmupSchedule(64, warmup_steps=7, scale=0.5)
    values = keras.optimizers.schedules.serialize(schedule)
    clone = keras.optimizers.schedules.deserialize(values)
    assert clone.get_config() == schedule.get_config()


@pytest.mark.parametrize(
    "arguments",
    [{"model_dim": 0}, {"model_dim": 8, "warmup_steps": 0}, {"model_dim": 8, "scale": -1}],
)
def test_bad_arguments(arguments):
    with pytest.raises(InvalidInputError, match="must be positive"):
        WarmupSchedule(**arguments)
