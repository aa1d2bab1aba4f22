"""Retries: attempts at a group of work items, and when it is given up."""

from typing import TYPE_CHECKING, NamedTuple, Self

from nlp_suite.batch.work_items import ComputedGroup, WorkItemGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

# Attempts at an item, each of which ended a worker, before it is left out.
MAX_ATTEMPTS = 3


class Attempt(NamedTuple):
    """A group to compute, and the number of its failed attempts: workers that ended.

    Attributes:
        group: The group.
        deaths: How many workers have ended.
    """

    group: WorkItemGroup
    deaths: int = 0

    def after_death(self) -> "ComputedGroup | Sequence[Self]":
        """Returns the retries after a worker has ended.

        Returns:
            The orders to retry: the group once more, then each of its items by itself,
            to find the one that is to blame. A group that ends a third worker is given up.

        Example:
            >>> from nlp_suite.batch.work_items import WorkItem
            >>> group = WorkItemGroup([WorkItem("Tom."), WorkItem("Ann.")], files=1)
            >>> order = Attempt(group, deaths=1)
            >>> [len(one.group.items) for one in order.after_death()]
            [1, 1]
        """
        (items, files), deaths = self.group, self.deaths + 1
        if deaths == MAX_ATTEMPTS:
            reason = f"{deaths} workers have ended while they computed it; leave the file out"
            return ComputedGroup(self.group, [reason] * len(items))
        parts = [items] if deaths < MAX_ATTEMPTS - 1 else [[item] for item in items]
        return [type(self)(WorkItemGroup(part, files), deaths) for part in parts]
