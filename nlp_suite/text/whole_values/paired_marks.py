"""Brackets and quotation marks that an answer has without their counterpart."""

# ruff: noqa: RUF001 - typographic quotation marks are what this module looks for.

import numpy as np

_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "„": "“", "«": "»", "‹": "›"}
_CLOSING = {")": "(", "]": "[", "}": "{", "”": "“„", "»": "«", "›": "‹"}
# How far the counterpart may be, and how much may be dropped where it is farther.
_REACH = 24
_BORDERS = "\n\t|"


def complete_pairs(
    text: str, starts: np.ndarray, ends: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Completes or drops brackets and quotation marks whose counterpart is outside of a span.

    At an end of the span such a mark is dropped. Within, the span is widened to the counterpart
    if that is near, else cut before the mark if little is lost; it stays as it is otherwise.

    Args:
        text: The text.
        starts: Integer array of shape (n,): where the spans start.
        ends: Integer array of shape (n,): where they end.

    Returns:
        Two arrays of shape (n,): where they start and end then.

    Example:
        >>> text = "It is 7 km (4.3 mi) long."
        >>> starts, ends = complete_pairs(text, np.array([6, 11]), np.array([18, 18]))
        >>> [text[start:end] for start, end in zip(starts, ends)]
        ['7 km (4.3 mi)', '4.3 mi']
    """
    starts, ends = starts.copy(), ends.copy()
    for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        starts[i], ends[i] = complete_pair(text, start, end)
    return starts, ends


def complete_pair(text: str, start: int, end: int) -> tuple[int, int]:
    """Completes or drops marks of one span, as `complete_pairs` does.

    Args:
        text: The text.
        start: Where the span starts.
        end: Where it ends.

    Returns:
        Where it starts and ends then.

    Example:
        >>> complete_pair("(yes", 0, 4)
        (1, 4)
    """
    # Where a tag or an address stands in such marks; "<5" has no counterpart.
    if text[start:end].startswith("<") and text[start + 1 : min(start + 2, end)].isalpha():
        start += text.find(">", start, end) < 0
    if text[start:end].endswith(">") and text[max(start, end - 2)].isalnum():
        end -= text.find("<", start, end) < 0
    given = start, end
    for _ in range(4):
        opening, closing = _unpaired(text, start, end)
        if opening is None and closing is None:
            return start, end
        before = start, end
        if closing is not None:
            start, end = _without_closing(text, start, end, closing)
        elif opening is not None:
            start, end = _without_opening(text, start, end, opening)
        if start >= end:
            return given
        if (start, end) == before:
            break
    return start, end


def _unpaired(text: str, start: int, end: int) -> tuple[int | None, int | None]:
    """Returns the last mark that is not closed and the first that was not opened."""
    opened: list[int] = []
    for i in range(start, end):
        mark = text[i]
        if mark == '"':
            if opened and text[opened[-1]] == '"':
                opened.pop()
            elif not (i and text[i - 1].isdigit()):
                opens = (
                    i + 1 < len(text)
                    and not text[i + 1].isspace()
                    and (i == 0 or (not text[i - 1].isalnum() and text[i - 1] not in ".,!?"))
                )
                if not opens:
                    return None, i
                opened.append(i)
        elif mark == "“" and opened and text[opened[-1]] == "„":
            opened.pop()
        elif mark in _PAIRS:
            opened.append(i)
        elif mark in _CLOSING:
            if not opened:
                return None, i
            if text[opened[-1]] in _CLOSING[mark]:
                opened.pop()
    return (opened[-1] if opened else None), None


def _without_opening(text: str, start: int, end: int, mark: int) -> tuple[int, int]:
    if not text[start:mark].strip():
        return _trimmed(text, mark + 1, end)
    counterpart = '"' if text[mark] == '"' else _PAIRS[text[mark]]
    for i in range(end, min(end + _REACH, len(text))):
        if text[i] in counterpart or (text[mark] == "“" and text[i] == '"'):
            return start, i + 1
        if text[i] in _BORDERS or text[i] == text[mark]:
            break
    return _trimmed(text, start, mark) if end - mark <= _REACH else (start, end)


def _without_closing(text: str, start: int, end: int, mark: int) -> tuple[int, int]:
    if not text[mark + 1 : end].strip():
        return _trimmed(text, start, mark)
    counterpart = '"' if text[mark] == '"' else _CLOSING[text[mark]]
    for i in range(start - 1, max(start - 1 - _REACH, -1), -1):
        if text[i] in counterpart:
            return i, end
        if text[i] in _BORDERS or text[i] == text[mark]:
            break
    return _trimmed(text, mark + 1, end) if mark - start <= _REACH else (start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    start += len(part) - len(part.lstrip(" \n\t\u00a0,;"))
    return start, max(start, end - len(part) + len(part.rstrip(" \n\t\u00a0,;")))
