"""What calls tell whoever observes them."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

import nlp_suite
from nlp_suite.progress import expect_work, finish_work, observe_work

SENTENCES = [f"There are {i} dogs in the house of number {i}." for i in range(70)]
TEXT = " ".join(SENTENCES)


class StoppedError(Exception):
    pass


@pytest.mark.parametrize(
    "call",
    [
        lambda: nlp_suite.translate(TEXT, beam_size=1),
        lambda: nlp_suite.summarize(TEXT, method="semantic"),
        lambda: nlp_suite.answer("How many dogs are there?", SENTENCES),
    ],
    ids=["translate", "summarize", "answer"],
)
def test_a_call_tells_how_far_it_is_and_can_be_ended(call):
    seen = []
    with observe_work(lambda done, total: seen.append((done, total))):
        result = call()
    done, total = seen[-1]
    assert done == total >= len(SENTENCES)
    assert all(before <= after for (before, _), (after, _) in itertools.pairwise(seen))
    assert all(one <= most for one, most in seen)
    # More than one step, of several at once.
    assert len({one for one, _ in seen}) > 2

    calls = []

    def stop(done, total):
        calls.append(done)
        if done:
            raise StoppedError

    with pytest.raises(StoppedError), observe_work(stop):
        call()
    assert calls[-1] < total
    assert len([one for one in calls if one]) == 1
    # Nothing is left of it.
    assert call() == result


def test_threads_are_observed_by_themselves():
    def run(number):
        seen = []
        with observe_work(lambda done, total: seen.append((done, total))):
            expect_work(number)
            finish_work(number)
        return seen

    with ThreadPoolExecutor(4) as pool:
        for number, seen in enumerate(pool.map(run, range(1, 20)), 1):
            assert seen == [(0, number), (number, number)]


def test_without_an_observer_nothing_is_told():
    expect_work(3)
    finish_work(3)
