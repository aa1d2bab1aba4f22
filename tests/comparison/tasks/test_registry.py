"""Every task that can be loaded can be compared, and says itself how."""

import pytest

import nlp_suite
from nlp_suite.comparison.tasks.base import ComparedTask
from nlp_suite.comparison.tasks.registry import COMPARED_TASKS, find_compared_task
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import TASKS


@pytest.mark.parametrize("task", TASKS)
def test_a_task_that_can_be_loaded_can_be_compared(task):
    assert task in COMPARED_TASKS, (
        f"the task {task} cannot be compared; write a ComparedTask for it in "
        "nlp_suite/comparison/tasks/ and name that in registry.py there"
    )
    assert find_compared_task(task).name == task


@pytest.mark.parametrize("task", sorted(COMPARED_TASKS))
def test_a_loaded_task_is_known_by_its_class(task):
    loaded = nlp_suite.load(task)
    kinds = {name: one.task_classes for name, one in COMPARED_TASKS.items()}
    assert [name for name, classes in kinds.items() if isinstance(loaded, classes)] == [task]


def test_a_task_that_lacks_a_part_is_refused_by_name():
    class Incomplete(ComparedTask):
        name = "paraphrase"

    with pytest.raises(TypeError, match=r"Incomplete .*legend.*results_html"):
        Incomplete()


def test_an_unknown_task_is_named():
    message = r"task must be one of \['answer', 'summarize', 'translate'\], got 'paraphrase'"
    with pytest.raises(InvalidInputError, match=message):
        find_compared_task("paraphrase")
