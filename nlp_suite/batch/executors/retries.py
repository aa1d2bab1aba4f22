"""Retries: attempts at a group of work items, and when it is given up."""

from typing import TYPE_CHECKING, NamedTuple, Self

from nlp_suite.batch.work_items import ComputedGroup, WorkItemGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

# Attempts at an item, each of which ended its worker, before the item is left out.
MAX_ATTEMPTS = 3


class Attempt(NamedTuple):
    """An attempt of a worker at a group.

    Attributes:
        group: The group.
        number: 1 for the first attempt at its items, 2 for the first retry, ….
    """

    group: WorkItemGroup
    number: int = 1

    def on_worker_exit(self) -> "ComputedGroup | Sequence[Self]":
        """Returns the retries after the worker has ended.

        Returns:
            The next attempts: at the whole group once more, then at each of its items by itself,
            to find the one that is to blame. After the third the group is given up, and each of
            its items has that as the reason why it has no result.

        Example:
            >>> from nlp_suite.batch.work_items import WorkItem
            >>> group = WorkItemGroup([WorkItem("Tom."), WorkItem("Ann.")], files=1)
            >>> [len(one.group.items) for one in Attempt(group, number=2).on_worker_exit()]
            [1, 1]
        """
        items, files = self.group
        if self.number == MAX_ATTEMPTS:
            reason = f"{self.number} workers have ended while they computed it; leave the file out"
            return ComputedGroup(self.group, [reason] * len(items))
        last = self.number == MAX_ATTEMPTS - 1
        parts = [[item] for item in items] if last else [items]
        return [type(self)(WorkItemGroup(part, files), self.number + 1) for part in parts]
