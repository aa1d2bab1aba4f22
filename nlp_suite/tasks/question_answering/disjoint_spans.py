"""Spans of a text of which no two overlap."""

import bisect


class DisjointSpans:
    """Spans of a text of which no two overlap, whatever the order in which they are added.

    Example:
        >>> spans = DisjointSpans()
        >>> [spans.add(start, end) for start, end in [(4, 9), (0, 5), (0, 4), (9, 12)]]
        [True, False, True, True]
    """

    def __init__(self) -> None:
        self._bounds: list[tuple[int, int]] = []

    def is_free(self, start: int, end: int) -> bool:
        """Returns whether a span overlaps none of these.

        Args:
            start: Where it starts.
            end: Where it ends.

        Returns:
            Whether it can be added.
        """
        place = bisect.bisect(self._bounds, (start, end))
        free_before = not place or self._bounds[place - 1][1] <= start
        return free_before and (place == len(self._bounds) or end <= self._bounds[place][0])

    def add(self, start: int, end: int) -> bool:
        """Adds a span if it overlaps none of these.

        Args:
            start: Where it starts.
            end: Where it ends.

        Returns:
            Whether it was added.
        """
        if not self.is_free(start, end):
            return False
        bisect.insort(self._bounds, (start, end))
        return True
