"""TaskAdapter items of a job, their groups, and their outcomes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

# The result of an item is a list of plain values for each row; or the reason why there is none.
Outcome = list[list[object]] | str


class WorkItem(NamedTuple):
    """A work item: a question about a text, or a text alone if the task has no questions.

    Attributes:
        text: The text.
        question: The question; "" where the task has none.
        text_id: The text's number in the store.
        question_id: The question's number in the store.
    """

    text: str
    question: str = ""
    text_id: int = 0
    question_id: int = 0

    @property
    def size(self) -> int:
        """Its cost in time and memory, in characters."""
        return len(self.text) + len(self.question)


class Known(NamedTuple):
    """Rows whose results are in the store already.

    Attributes:
        rows: The rows.
    """

    rows: Sequence[Any]


class WorkItemGroup(NamedTuple):
    """Units that are computed together, and stored all together or not at all.

    Attributes:
        items: The items.
        files: How many files were looked at when the group was full.
    """

    items: Sequence[WorkItem]
    files: int


class ComputedGroup(NamedTuple):
    """A computed group with the outcome of each item.

    Attributes:
        group: The items.
        outcomes: What became of each.
    """

    group: WorkItemGroup
    outcomes: Sequence[Outcome]


Planned = Known | WorkItemGroup
Event = Known | ComputedGroup
