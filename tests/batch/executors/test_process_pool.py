from nlp_suite.batch.executors.local import LocalExecutor
from nlp_suite.batch.executors.process_pool import WorkerPool
from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.work_items import ComputedGroup, KnownResults, WorkItem, WorkItemGroup
from nlp_suite.load_options import LoadOptions


def test_the_pool_computes_what_one_process_computes(tiny_reader):
    settings = JobSettings.make(
        "answer", LoadOptions(model=tiny_reader, threads=1), options={"top_k": 2}
    )
    # Half a surrogate pair, a quotation mark and a NUL must survive the way to a worker.
    texts = ["Tom sleeps.", 'Ann "reads" \ud800 it.\nYes.', "Kim\0sings.", "Eli paid."]
    groups = [WorkItemGroup([WorkItem(text, "Who?", i, 0)], i) for i, text in enumerate(texts)]
    plan = [groups[0], KnownResults(["a result"]), *groups[1:]]
    expected = list(LocalExecutor(settings).run(plan))
    pool = WorkerPool(settings, workers=2)
    found = list(pool.run(plan))
    assert len(pool.pids) == 2
    pool.close()
    assert pool.pids == []
    assert KnownResults(["a result"]) in found

    def computed(events):
        events = (event for event in events if isinstance(event, ComputedGroup))
        return sorted(events, key=lambda event: event.group.files)

    assert len(computed(found)) == 4
    assert computed(found) == computed(expected)


def test_no_worker_starts_for_nothing(tiny_reader):
    settings = JobSettings.make("answer", LoadOptions(model=tiny_reader), options={"top_k": 1})
    pool = WorkerPool(settings, workers=3)
    assert list(pool.run([KnownResults(["a result"])])) == [KnownResults(["a result"])]
    assert pool.pids == []
    # A group takes one, however many there may be.
    assert len(list(pool.run([WorkItemGroup([WorkItem("Tom.", "Who?")], 1)]))) == 1
    assert len(pool.pids) == 1
    pool.close()
