"""Retries: attempts at a group of work items, and when it is given up."""

from typing import TYPE_CHECKING, NamedTuple, Self

from nlp_suite.batch.work_items import Computed, Group

if TYPE_CHECKING:
    from collections.abc import Sequence

# Attempts at a unit, each of which ended a worker, before it is left out.
MOST_DEATHS = 3


class Order(NamedTuple):
    """A group to compute, and the number of its failed attempts: workers that ended.

    Attributes:
        group: The group.
        deaths: How many workers have ended.
    """

    group: Group
    deaths: int = 0

    def after_death(self) -> "Computed | Sequence[Self]":
        """Returns the retries after a worker has ended.

        Returns:
            The orders to retry: the group once more, then each of its units by itself,
            to find the one that is to blame. A group that ends a third worker is given up.

        Example:
            >>> from nlp_suite.batch.work_items import Unit
            >>> order = Order(Group([Unit("Tom."), Unit("Ann.")], files=1), deaths=1)
            >>> [len(one.group.units) for one in order.after_death()]
            [1, 1]
        """
        (units, files), deaths = self.group, self.deaths + 1
        if deaths == MOST_DEATHS:
            reason = f"{deaths} workers have ended while they computed it; leave the file out"
            return Computed(self.group, [reason] * len(units))
        parts = [units] if deaths < MOST_DEATHS - 1 else [[unit] for unit in units]
        return [type(self)(Group(part, files), deaths) for part in parts]
