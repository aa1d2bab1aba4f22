import keras
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.training import LinearSchedule


def rates(schedule, steps):
    return [float(keras.ops.convert_to_numpy(schedule(step))) for step in range(steps)]


def test_rises_and_falls_to_zero():
    found = rates(LinearSchedule(0.8, warmup_steps=4, total_steps=8), 11)
    expected = [0.2, 0.4, 0.6, 0.8, 0.64, 0.48, 0.32, 0.16, 0.0, 0.0, 0.0]
    assert found == pytest.approx(expected, abs=1e-6)


def test_the_shortest_run():
    found = rates(LinearSchedule(1.0, warmup_steps=1, total_steps=2), 3)
    assert found == pytest.approx([1.0, 0.5, 0.0])


def test_a_long_run_never_stands_still():
    schedule = LinearSchedule(1e-3, warmup_steps=4000, total_steps=1_000_000)
    first, last = rates(schedule, 1)[0], float(keras.ops.convert_to_numpy(schedule(999_999)))
    assert first == pytest.approx(1e-3 / 4000)
    assert last == pytest.approx(1e-3 / 996_001, rel=1e-3)


def test_config_round_trip():
    schedule = LinearSchedule(1e-3, warmup_steps=7, total_steps=70)
    values = keras.optimizers.schedules.serialize(schedule)
    clone = keras.optimizers.schedules.deserialize(values)
    assert isinstance(clone, LinearSchedule)
    assert clone.get_config() == {"peak": 1e-3, "warmup_steps": 7, "total_steps": 70}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.0, 1, 2), "peak must be positive, got 0.0"),
        ((float("nan"), 1, 2), "peak must be positive, got nan"),
        ((1.0, 0, 2), r"from 1 to below total_steps \(2\), got 0"),
        ((1.0, 2, 2), r"from 1 to below total_steps \(2\), got 2"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        LinearSchedule(*arguments)
