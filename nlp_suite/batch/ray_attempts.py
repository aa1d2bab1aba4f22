"""How often each group of a round was begun."""

from collections import Counter


class RayAttempts:
    """Counts the attempts at each group, in an actor that outlives the workers.

    Ray begins a call anew when the actor that had it ends, without an end to it. So a group that
    ends every worker would go round for ever; this is how the next worker knows.

    Example:
        >>> attempts = RayAttempts()
        >>> attempts.begin(3), attempts.begin(3)
        (1, 2)
    """

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def begin(self, number: int) -> int:
        """Counts an attempt at a group.

        Args:
            number: The number of the group.

        Returns:
            How many have begun with it, this one included.

        Example:
            >>> RayAttempts().begin(3)
            1
        """
        self._counts[number] += 1
        return self._counts[number]
