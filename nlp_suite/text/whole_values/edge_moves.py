"""Where the edges of an answer go that would cut a value."""

from typing import NamedTuple


class EdgeMove(NamedTuple):
    """Edges of answers in a stretch of a text, and where they go.

    Args:
        first: Where the stretch starts, in characters.
        last: Where it ends.
        edge: Where an edge in it goes.

    Example:
        >>> EdgeMove(0, 4, 0).edge
        0
    """

    first: int
    last: int
    edge: int


class EdgeMoves:
    """Moves of the edges of answers, so that no value is cut.

    Attributes:
        starts: An answer that starts at `first` or behind it, and before `last`, starts at `edge`.
        ends: An answer that ends behind `first`, and at `last` or before it, ends at `edge`.

    Example:
        >>> moves = EdgeMoves()
        >>> moves.join(4, 9)
        >>> moves.widen(6, 7), moves.widen(0, 2)
        ((4, 9), (0, 2))
    """

    __slots__ = ("ends", "starts")

    def __init__(self) -> None:
        self.starts: list[EdgeMove] = []
        self.ends: list[EdgeMove] = []

    def join(self, start: int, end: int) -> None:
        """Keeps a stretch whole.

        Args:
            start: Where it starts.
            end: Where it ends.
        """
        self.starts.append(EdgeMove(start, end, start))
        self.ends.append(EdgeMove(start, end, end))

    def move_starts(self, first: int, last: int, edge: int) -> None:
        """Adds a move of starts.

        Args:
            first: Where the stretch starts.
            last: Where it ends.
            edge: Where an answer starts that would start in it.
        """
        self.starts.append(EdgeMove(first, last, edge))

    def move_ends(self, first: int, last: int, edge: int) -> None:
        """Adds a move of ends.

        Args:
            first: Where the stretch starts.
            last: Where it ends.
            edge: Where an answer ends that would end in it.
        """
        self.ends.append(EdgeMove(first, last, edge))

    def widen(self, start: int, end: int) -> tuple[int, int]:
        """Widens one span; for many there are arrays, in `align_to_words`.

        Args:
            start: Where it starts.
            end: Where it ends.

        Returns:
            Where it starts and ends after all moves.
        """
        left = min(
            (edge for first, last, edge in self.starts if first <= start < last), default=start
        )
        right = max((edge for first, last, edge in self.ends if first < end <= last), default=end)
        return min(start, left), max(end, right)
