"""Ends of stretches without the punctuation behind them."""

from collections.abc import Set

_OPENING = {")": "(", "]": "[", "}": "{"}


def trimmed_end(text: str, start: int, end: int, marks: Set[str]) -> int:
    """Finds where a stretch ends without the punctuation of the sentence around it.

    Args:
        text: The text.
        start: Where the stretch starts.
        end: Where it ends.
        marks: Characters that are punctuation at an end. Closing brackets are, where the stretch
            does not have their counterparts.

    Returns:
        Where it ends then.

    Example:
        >>> text = "(see example.org/a_(b))."
        >>> text[5 : trimmed_end(text, 5, len(text), frozenset(".,"))]
        'example.org/a_(b)'
    """
    # Counted when the first bracket is met, and kept up to date: a row of them costs no square.
    missing: dict[str, int] = {}
    while end > start:
        last = text[end - 1]
        if last in _OPENING:
            if last not in missing:
                opening = text.count(_OPENING[last], start, end)
                missing[last] = text.count(last, start, end) - opening
            if missing[last] <= 0:
                break
            missing[last] -= 1
        elif last not in marks:
            break
        end -= 1
    return end
