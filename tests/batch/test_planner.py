import pytest

from nlp_suite.batch import planner as module
from nlp_suite.batch.planner import Planner
from nlp_suite.batch.questions import Question
from nlp_suite.batch.store.job_store import JobStore
from nlp_suite.batch.store.schema import open_store
from nlp_suite.batch.work_items import KnownResults, WorkItemGroup
from nlp_suite.data import find_documents

QUESTIONS = ["Who?", "What?", "Where?", "Who?"]


@pytest.fixture
def plan(tmp_path, write_articles, monkeypatch):
    """Plans a job, of which some groups are computed, and lists what was planned."""
    monkeypatch.setattr(module, "GROUP_CHARACTERS", 900)
    folder = write_articles(tmp_path / "articles", 9)
    (folder / "00004.txt").write_text((folder / "00001.txt").read_text())

    def plan(computed=lambda place: True, questions=QUESTIONS, keep=True):
        groups, known = [], []
        with open_store(tmp_path / "store" if keep else None) as connection:
            store = JobStore(connection, "0" * 32, keep=keep)
            store.start(map(Question, questions))
            planner = Planner(store, {}, pytest.fail)
            for event in planner.plan(find_documents(folder)):
                if isinstance(event, KnownResults):
                    known += event.results
                    continue
                assert isinstance(event, WorkItemGroup)
                groups.append([(item.text, item.question) for item in event.items])
                if computed(len(groups) - 1):
                    for item in event.items:
                        key = item.text_key, item.question_key
                        planner.waiting.pop(key)
                        if keep:
                            store.add_result(*key, [{"answer": item.question}])
            store.commit()
            planner.close()
        return groups, known

    return plan


def test_groups_are_of_one_size_and_hold_each_unit_once(plan):
    groups, known = plan(lambda _: False)
    assert known == []
    items = [item for group in groups for item in group]
    assert len(items) == len(set(items)) == 8 * 3
    sizes = [sum(len(text) + len(question) + 64 for text, question in one) for one in groups]
    assert all(size >= 900 for size in sizes[:-1])
    for group, size in zip(groups, sizes, strict=True):
        text, question = group[-1]
        assert size - len(text) - len(question) - 64 < 900


@pytest.mark.parametrize("done", [{0}, {1, 2}, {0, 3, 4}, set(range(99))])
def test_the_groups_that_remain_are_the_same(plan, done):
    whole, _ = plan(lambda _: False)
    plan(lambda place: place in done)
    groups, known = plan()
    assert groups == [group for place, group in enumerate(whole) if place not in done]
    assert plan()[0] == []
    assert len(plan()[1]) == 9 * 4
    assert all(one.result == [{"answer": one.question.text}] for one in known)


def test_without_a_store_texts_do_not_mix(plan):
    groups, known = plan(lambda _: False, keep=False)
    assert known == []
    assert len({item for group in groups for item in group}) == 8 * 3
