from collections.abc import Callable

import pytest


def test_quadratic_time_is_seen(assert_linear: Callable[..., None]) -> None:
    assert_linear(lambda size: sum(range(size)), 200_000)
    with pytest.raises(AssertionError, match=r"1000: .* 4000: "):
        assert_linear(lambda size: [sum(range(size)) for _ in range(size)], 1_000, 0.01)


def test_slow_work_is_seen(assert_quick: Callable[..., None]) -> None:
    runs: list[int] = []
    assert_quick(lambda: runs.append(0), seconds=5)
    assert len(runs) == 1
    with pytest.raises(AssertionError, match="and 0 s are allowed"):
        assert_quick(lambda: runs.append(0), seconds=0)
    assert len(runs) == 4
