"""Jobs that are stopped between two results; those that are killed have a file of their own."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp_suite.batch import planner


@pytest.fixture
def whole(ask, articles):
    """The output of a job that is never stopped."""
    ask("whole.jsonl").finish()
    return (articles.parent / "whole.jsonl").read_bytes()


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stops=st.lists(st.integers(0, 36), max_size=4))
def test_wherever_it_stops_the_output_is_the_same(ask, articles, whole, stops):
    for path in articles.parent.glob("stopped.jsonl*"):
        path.unlink()
    for stop in stops:
        run = ask("stopped.jsonl")
        for _ in range(stop):
            next(run)
        run.close()
    run = ask("stopped.jsonl").finish()
    assert run.computed + run.reused == 36
    assert (articles.parent / "stopped.jsonl").read_bytes() == whole


def test_an_interruption_keeps_what_was_found(ask, articles, whole, monkeypatch):
    from nlp_suite.batch.tasks.question_answering import QuestionAnsweringAdapter

    compute, calls = QuestionAnsweringAdapter.compute, []

    def interrupt(self, *arguments):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return compute(self, *arguments)

    monkeypatch.setattr(QuestionAnsweringAdapter, "compute", interrupt)
    with pytest.raises(KeyboardInterrupt):
        ask("answers.jsonl").finish()
    monkeypatch.undo()
    monkeypatch.chdir(articles.parent)
    monkeypatch.setattr(planner, "GROUP_CHARACTERS", 600)
    run = ask("answers.jsonl").finish()
    assert run.reused > 0
    assert (articles.parent / "answers.jsonl").read_bytes() == whole
