"""Work items of a job: what is planned, computed together, and stored."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from nlp_suite.batch.store.job_store import StoredResult

# The result of an item: of each row the columns that its task fills.
Result = list[dict[str, Any]]


class WorkItem(NamedTuple):
    """A question about a text, or a text alone if the task has no questions.

    Attributes:
        text: The text.
        question: The question; "" where the task has none.
        text_key: The fingerprint of the text, by which its results are stored.
        question_key: The fingerprint of the question.
    """

    text: str
    question: str = ""
    text_key: str = ""
    question_key: str = ""

    @property
    def size(self) -> int:
        """Its cost in time and memory, in characters."""
        return len(self.text) + len(self.question)


class WorkItemGroup(NamedTuple):
    """Work items that are computed together, and stored all together or not at all.

    Attributes:
        items: The items.
        files: How many files were looked at when the group was full.
    """

    items: Sequence[WorkItem]
    files: int


class ComputedGroup(NamedTuple):
    """A group that was computed.

    Attributes:
        group: The group.
        results: Of each item its result, or the reason why it has none.
    """

    group: WorkItemGroup
    results: Sequence[Result | str]


class KnownResults(NamedTuple):
    """Results that were in the store already; executors pass them on.

    Attributes:
        results: The results.
    """

    results: "Sequence[StoredResult]"


Planned = KnownResults | WorkItemGroup
Event = KnownResults | ComputedGroup
