"""Registry of the tasks that can be compared."""

from collections.abc import Mapping

from nlp_suite.arguments import check_choice
from nlp_suite.comparison.tasks.base import ComparedTask
from nlp_suite.comparison.tasks.question_answering import ComparedQuestionAnswering
from nlp_suite.comparison.tasks.summarization import ComparedSummarization
from nlp_suite.comparison.tasks.translation import ComparedTranslation

COMPARED_TASKS: Mapping[str, ComparedTask] = {
    task.name: task
    for task in (ComparedQuestionAnswering(), ComparedSummarization(), ComparedTranslation())
}


def find_compared_task(task: str) -> ComparedTask:
    """Looks up how a task is compared.

    Args:
        task: The task's name.

    Returns:
        Its `ComparedTask`.

    Raises:
        InvalidInputError: If there is no such task.

    Example:
        >>> find_compared_task("translate").agreement_metric
        'chrF between the translations'
    """
    check_choice("task", task, sorted(COMPARED_TASKS))
    return COMPARED_TASKS[task]
