"""Every task has its part on every floor; what is missing is said in a sentence."""

import importlib.util
from pathlib import Path

import pytest

import nlp_suite
from nlp_suite.batch.tasks.registry import TASK_ADAPTERS
from nlp_suite.cli.app import app
from nlp_suite.cli.evaluate import evaluate
from nlp_suite.comparison.tasks.registry import COMPARED_TASKS
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import ENGINES, TASKS
from nlp_suite.models.find import DEFAULT_MODELS
from nlp_suite.registry import find_loader

ROOT = Path(__file__).parents[1]

# A task is called by a verb, and its modules by a noun.
NOUNS = {
    "answer": "question_answering",
    "summarize": "summarization",
    "translate": "translation",
}


def commands(group):
    for command in group.registered_commands:
        yield command.name or command.callback.__name__.replace("_", "-")


def is_loaded_by(task, engine):
    try:
        return find_loader(task, engine)
    except InvalidInputError:
        return None


def missing_parts(task):
    """What a task lacks, a sentence for each part."""
    if task not in NOUNS:
        return [f"the task {task} has no noun; add it to NOUNS in tests/test_tasks.py"]
    noun = NOUNS[task]
    has = {
        **{
            f"loader for the engine {engine}; see nlp_suite/registry.py": is_loaded_by(task, engine)
            for engine in ENGINES
        },
        **{
            f"default model for the engine {engine}; see nlp_suite/models/find.py": (task, engine)
            in DEFAULT_MODELS
            for engine in ENGINES
        },
        **{
            f"call nlp_suite.{name}; see nlp_suite/api/ and nlp_suite/__init__.py": hasattr(
                nlp_suite, name
            )
            for name in (task, f"{task}_files")
        },
        **{
            f"command nlp-suite {name}; see nlp_suite/cli/app.py": name in commands(app)
            for name in (task, f"{task}-files")
        },
        f"command nlp-suite evaluate {task}; see nlp_suite/cli/evaluate.py": task
        in commands(evaluate),
        "batch adapter; see nlp_suite/batch/tasks/registry.py": task in TASK_ADAPTERS,
        "comparison adapter; see nlp_suite/comparison/tasks/registry.py": task in COMPARED_TASKS,
        **{
            f"module nlp_suite.{room}.{noun}": importlib.util.find_spec(f"nlp_suite.{room}.{noun}")
            for room in ("api", "tasks", "batch.tasks", "comparison.tasks", "evaluation")
        },
        f"folder tests/tasks/{noun}": (ROOT / "tests" / "tasks" / noun).is_dir(),
        f"page docs/{noun.replace('_', '-')}.md": (
            ROOT / "docs" / f"{noun.replace('_', '-')}.md"
        ).is_file(),
    }
    return [f"the task {task} has no {part}" for part, there in has.items() if not there]


@pytest.mark.parametrize("task", TASKS)
def test_a_task_is_complete(task):
    assert missing_parts(task) == []


@pytest.mark.parametrize("registry", [TASK_ADAPTERS, COMPARED_TASKS])
def test_no_adapter_without_a_task(registry):
    assert set(registry) == set(TASKS)


def test_a_missing_part_is_named(monkeypatch):
    assert missing_parts("paraphrase") == [
        "the task paraphrase has no noun; add it to NOUNS in tests/test_tasks.py"
    ]
    monkeypatch.setitem(NOUNS, "paraphrase", "paraphrasing")
    missing = missing_parts("paraphrase")
    assert (
        "the task paraphrase has no batch adapter; see nlp_suite/batch/tasks/registry.py" in missing
    )
    assert "the task paraphrase has no page docs/paraphrasing.md" in missing
    assert len(missing) == len(set(missing)) == 18
