import pytest

from nlp_suite.batch.tasks.registry import TASK_ADAPTERS, find_adapter
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import TASKS


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_an_adapter(task):
    assert find_adapter(task).task == task


def test_a_task_without_an_adapter():
    with pytest.raises(
        InvalidInputError,
        match=r"^the task 'paraphrase' has no batch adapter, .* nlp_suite/batch/tasks/, and",
    ):
        find_adapter("paraphrase")


@pytest.mark.parametrize("adapter", TASK_ADAPTERS.values())
def test_columns_of_results_are_those_of_the_rows(adapter):
    names = ("file", "row", "document_id", "engine", "model", "model_version", "fields")
    common = dict.fromkeys(names)
    own = [name for name in adapter.row.columns() if name not in (*common, "question", "rank")]
    result = [{name: name for name in own}] * 2
    rows = adapter.make_rows(result, "Who?", common)
    assert len(rows) == 2
    for place, row in enumerate(rows, start=1):
        values = {**common, "question": "Who?", "rank": place, **result[0]}
        assert all(getattr(row, name) == values[name] for name in row.columns())
