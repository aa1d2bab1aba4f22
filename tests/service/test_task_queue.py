"""Calls of many clients: batches, fair shares, limits, and the end of what nobody waits for."""

import asyncio
import threading
import time
from types import SimpleNamespace

import pytest

import nlp_suite
from nlp_suite.errors import InvalidInputError
from nlp_suite.service.options import ServiceOptions
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.served_models import ServedModels
from nlp_suite.service.task_call import TaskCall
from nlp_suite.service.task_queue import TaskQueue

SECONDS = 60


class GatedModels:
    """Models whose calls end when the test says so, and which keep what they were asked for."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self._began = threading.Semaphore(0)
        self._gate = threading.Semaphore(0)

    def find(self, _key):
        return self._compute

    def _compute(self, texts, *, progress, **_options):
        alone = isinstance(texts, str)
        texts = [texts] if alone else texts
        self.batches.append(texts)
        self._began.release()
        assert self._gate.acquire(timeout=SECONDS)
        results = [SimpleNamespace(to_dict=lambda text=text: {"text": text}) for text in texts]
        return results[0] if alone else results

    async def begun(self, batches):
        """Waits until so many batches more have begun."""
        for _ in range(batches):
            assert await asyncio.to_thread(self._began.acquire, timeout=SECONDS)

    def open(self, batches):
        """Lets so many batches more end."""
        self._gate.release(batches)


def call_for(text, **options):
    return TaskCall("translate", "model", (text,), options, len(text))


def submit(queue, text, client="a", **options):
    return asyncio.create_task(queue.run(call_for(text, **options), client=client))


def run(test, models=None, **options):
    """Runs a test with a queue, which has to come to its end."""

    async def whole():
        served = models or GatedModels()
        queue = TaskQueue(served, ServiceOptions(**{"batch_milliseconds": 0, **options}))
        async with asyncio.timeout(SECONDS):
            await test(queue, served)
            await queue.close()
        assert (queue.waiting, queue.running) == (0, 0)

    asyncio.run(whole())


@pytest.fixture(scope="module")
def served():
    return ServedModels(["custom"])


def test_what_waits_is_computed_together():
    async def test(queue, models):
        first = submit(queue, "first")
        await models.begun(1)
        others = [submit(queue, f"text {i}", client=str(i % 3)) for i in range(9)]
        other = submit(queue, "text 9", beam_size=1)
        await asyncio.sleep(0)
        assert (queue.waiting, queue.running) == (10, 1)
        models.open(3)
        found = [one["text"] for one in await asyncio.gather(first, *others, other)]
        assert found == ["first", *(f"text {i}" for i in range(10))]
        assert list(map(len, models.batches)) == [1, 9, 1]

    run(test, calls_at_once=1)


def test_a_batch_has_no_more_text_than_it_may():
    async def test(queue, models):
        first = submit(queue, "first")
        await models.begun(1)
        others = [submit(queue, "x" * 30) for _ in range(7)]
        models.open(4)
        await asyncio.gather(first, *others)
        assert list(map(len, models.batches)) == [1, 3, 3, 1]

    run(test, calls_at_once=1, batch_characters=100)


@pytest.mark.parametrize("options", [{}, {"beam_size": 1}], ids=["of the same", "of another kind"])
def test_who_sends_many_does_not_make_another_wait(options):
    async def test(queue, models):
        flood = [submit(queue, f"text {i:05}", client="flood") for i in range(60)]
        await models.begun(1)
        one = submit(queue, "the other", client="other", **options)
        await asyncio.sleep(0)
        models.open(2)
        assert (await one)["text"] == "the other"
        assert sum(task.done() for task in flood) <= 20
        models.open(60)
        await asyncio.gather(*flood)

    run(test, calls_at_once=1, batch_characters=100)


def test_clients_take_turns_when_nothing_fits_together():
    async def test(queue, models):
        first = submit(queue, "first", client="z")
        await models.begun(1)
        order = [("a", 1), ("a", 2), ("a", 3), ("b", 4), ("c", 5)]
        others = [submit(queue, f"{i}", client=client, n_best=i) for client, i in order]
        models.open(6)
        await asyncio.gather(first, *others)
        assert [one for (one,) in models.batches[1:]] == ["1", "4", "5", "2", "3"]

    run(test, calls_at_once=1)


def test_long_calls_leave_a_thread_to_short_ones():
    async def test(queue, models):
        long = [submit(queue, "x" * 500, client=str(i)) for i in range(2)]
        await models.begun(1)
        assert queue.running == 1
        short = submit(queue, "short", client="2")
        await models.begun(1)
        assert models.batches[-1] == ["short"]
        models.open(3)
        await asyncio.gather(*long, short)
        assert list(map(len, models.batches)) == [1, 1, 1]

    run(test, calls_at_once=2, batch_characters=100)


def test_a_batch_that_keeps_the_cpus_busy_has_no_other_of_its_kind_beside_it():
    async def test(queue, models):
        first = submit(queue, "x" * 600)
        await models.begun(1)
        own = [submit(queue, f"text {i}", client=str(i)) for i in range(3)]
        other = submit(queue, "text", client="other", beam_size=1)
        await models.begun(1)
        assert (models.batches[1:], queue.waiting) == ([["text"]], 3)
        models.open(3)
        await asyncio.gather(first, *own, other)
        assert list(map(len, models.batches)) == [1, 1, 3]

    run(test, calls_at_once=2, threads=1)


def test_small_calls_are_computed_at_once():
    async def test(queue, models):
        both = [submit(queue, "x" * 400, client=str(i)) for i in range(2)]
        await models.begun(2)
        models.open(2)
        await asyncio.gather(*both)

    run(test, calls_at_once=2, threads=1)


def test_who_is_alone_never_waits():
    async def test(queue, models):
        for i in range(3):
            models.open(1)
            await submit(queue, f"text {i}")
        assert len(models.batches) == 3

    run(test, batch_milliseconds=10_000)


def test_the_clients_of_a_batch_are_waited_for():
    async def test(queue, models):
        models.open(2)
        blocker = submit(queue, "first")
        others = [submit(queue, f"text {i}", client=str(i)) for i in range(5)]
        await asyncio.gather(blocker, *others)
        models.open(1)
        again = [submit(queue, f"again {i}", client=str(i)) for i in range(5)]
        await asyncio.gather(*again)
        assert list(map(len, models.batches)) == [1, 5, 5]

    run(test, batch_milliseconds=10_000, calls_at_once=1)


def test_who_does_not_come_back_is_not_waited_for_long():
    async def test(queue, models):
        models.open(3)
        others = [submit(queue, f"text {i}", client=str(i)) for i in range(6)]
        await asyncio.gather(*others)
        began = time.monotonic()
        await submit(queue, "again", client="0")
        assert time.monotonic() - began < 5

    run(test, batch_milliseconds=10_000, calls_at_once=1)


def test_new_clients_do_not_starve_one_who_has_come_before():
    async def test(queue, models):
        own = [submit(queue, f"own {i}", client="a", n_best=i + 1) for i in range(3)]
        await models.begun(1)
        others = []
        for i in range(5):
            others.append(submit(queue, f"new {i}", client=f"new {i}", n_best=10 + i))
            await asyncio.sleep(0)
            models.open(1)
            await models.begun(1)
        order = [one for (one,) in models.batches]
        assert order == ["own 0", "new 0", "own 1", "new 1", "new 2", "own 2"]
        models.open(10)
        await asyncio.gather(*own, *others)

    run(test, calls_at_once=1)


def test_more_than_may_wait_are_told_when_to_try_again():
    async def test(queue, models):
        first = submit(queue, "first")
        await models.begun(1)
        others = [submit(queue, "text", client=str(i)) for i in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(RequestError, match="2 requests wait already; try again") as caught:
            await submit(queue, "text", client="z")
        assert caught.value.status == 429
        assert caught.value.retry_after >= 1
        models.open(2)
        await asyncio.gather(first, *others)
        models.open(1)
        await submit(queue, "text", client="z")

    run(test, calls_at_once=1, max_waiting=2)


def test_one_client_may_not_have_more_than_its_share():
    async def test(queue, models):
        own = [submit(queue, "text") for _ in range(2)]
        await models.begun(1)
        with pytest.raises(RequestError, match="2 requests of this client") as caught:
            await submit(queue, "text")
        assert caught.value.status == 429
        other = submit(queue, "text", client="other")
        models.open(2)
        await asyncio.gather(*own, other)

    run(test, calls_at_once=1, max_waiting_per_client=2)


def test_a_call_that_nobody_waits_for_is_not_begun():
    async def test(queue, models):
        first = submit(queue, "first")
        await models.begun(1)
        others = [submit(queue, f"text {i}") for i in range(3)]
        await asyncio.sleep(0)
        others[1].cancel()
        with pytest.raises(asyncio.CancelledError):
            await others[1]
        assert queue.waiting == 2
        models.open(2)
        await asyncio.gather(first, others[0], others[2])
        assert models.batches == [["first"], ["text 0", "text 2"]]

    run(test, calls_at_once=1)


def test_a_long_call_that_nobody_waits_for_ends_after_a_batch(served):
    sentences = [f"This is the sentence of number {i}." for i in range(200)]
    seen: list[tuple[int, int]] = []

    async def test(queue, _):
        begun = asyncio.Event()

        def observe(done, total):
            seen.append((done, total))
            if done:
                begun.set()

        key = served.choose("translate")
        text = " ".join(sentences)
        call = TaskCall("translate", key, (text,), {"beam_size": 4}, len(text))
        task = asyncio.create_task(queue.run(call, client="a", observer=observe))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await queue.close()

    run(test, models=served)
    done, total = seen[-1]
    assert total == len(sentences)
    assert done < total / 2


def plain(result):
    return [plain(one) for one in result] if isinstance(result, list) else result.to_dict()


def check_equal(found, expected):
    """Checks that values are the same; in a batch the scores in int8 differ by some thousandths."""
    if isinstance(expected, dict):
        assert found.keys() == expected.keys()
        found, expected = list(found.values()), list(expected.values())
    if isinstance(expected, list | tuple):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            check_equal(one, other)
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-5, abs=1e-2)
    else:
        assert found == expected


def test_results_are_those_of_the_python_calls(served, article):
    parts = [one for one in article.split(". ") if 20 < len(one) < 200][:10]
    calls = [
        ("translate", (parts[0],), {"beam_size": 2}),
        ("translate", (parts[1:3],), {"beam_size": 2}),
        ("translate", (parts[3:5],), {"beam_size": 2}),
        ("translate", (parts[5],), {"beam_size": 2}),
        ("translate", (parts[6],), {"beam_size": 1, "attention": True}),
        *(("summarize", (". ".join(parts[i:]),), {"sentences": 2}) for i in range(4)),
        *(("answer", ("What is it?", ". ".join(parts[i:])), {"top_k": 2}) for i in range(4)),
    ]

    async def test(queue, _):
        tasks = []
        for i, (task, arguments, options) in enumerate(calls):
            key, size = served.choose(task), sum(map(len, arguments))
            call = TaskCall(task, key, arguments, options, size)
            tasks.append(asyncio.create_task(queue.run(call, client=str(i % 3))))
        found = await asyncio.gather(*tasks)
        for (task, arguments, options), one in zip(calls, found, strict=True):
            expected = getattr(nlp_suite, task)(*arguments, **options)
            check_equal(one, plain(expected))

    run(test, models=served)


def test_each_call_of_a_batch_has_its_own_error(served):
    questions = ["What melts?", " ", "What is soft?"]

    async def test(queue, _):
        key, text = served.choose("answer"), "Tin melts at 232 degrees. Tin is soft."
        tasks = [
            asyncio.create_task(
                queue.run(TaskCall("answer", key, (one, text), {}, len(text)), client="a")
            )
            for one in questions
        ]
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(found[1], InvalidInputError)
        assert [found[0]["question"], found[2]["question"]] == [questions[0], questions[2]]
        assert "Tin" in found[0]["text"]

    run(test, models=served, calls_at_once=1)


def test_an_error_of_the_program_reaches_all_and_the_queue_goes_on():
    class Broken(GatedModels):
        def find(self, key):
            if key == "broken":
                raise RuntimeError("a bug")
            return super().find(key)

    async def test(queue, models):
        broken = [
            asyncio.create_task(
                queue.run(TaskCall("translate", "broken", ("text",), {}, 4), client="a")
            )
            for _ in range(3)
        ]
        found = await asyncio.gather(*broken, return_exceptions=True)
        assert [repr(one) for one in found] == ["RuntimeError('a bug')"] * 3
        models.open(1)
        assert (await submit(queue, "text"))["text"] == "text"

    run(test, models=Broken())
