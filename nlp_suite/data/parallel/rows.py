"""Rows of parallel text, whatever the format: reading and checking them."""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from nlp_suite.data.files.plain_values import UnreadableValue
from nlp_suite.errors import DataFormatError, InvalidInputError

BadRows = Literal["error", "skip"]

# The names of columns unless others are given.
DEFAULT_COLUMNS = ("source", "target")

_log = logging.getLogger(__name__)


class PairSource(NamedTuple):
    """Unchecked rows of parallel text, as the reader of one format returns them.

    Args:
        name: What to call the file in a message.
        unit: What a number counts, "line" or "row".
        rows: For each row its number, from 1, and its cells: source, target, and perhaps
            an attribution.

    Example:
        >>> PairSource("deu.txt", "line", iter([(1, ["Go.", "Geh."])])).unit
        'line'
    """

    name: str
    unit: str
    rows: Iterator[tuple[int, Sequence[object]]]


def read_pairs(
    source: PairSource,
    *,
    rows: int | None = None,
    clean: Callable[[str], str] | None = None,
    on_bad_rows: BadRows = "error",
) -> tuple[list[str], list[str]]:
    """Reads and checks the pairs of a source, in order.

    Args:
        source: The rows.
        rows: How many pairs to read; all of them if None.
        clean: What to do to every sentence. A pair that loses all its words by that is
            dropped, and the number of such pairs is logged.
        on_bad_rows: Whether a row without two sentences is an error or is left out; the
            number of such rows is logged.

    Returns:
        The source sentences and the target sentences, without white space around them.

    Raises:
        DataFormatError: If a row has no two sentences, or none is left.
        InvalidInputError: If there are fewer pairs than `rows`.

    Example:
        >>> source = PairSource("deu.txt", "line", iter([(1, ["Go.", "Geh."])]))
        >>> read_pairs(source)
        (['Go.'], ['Geh.'])
    """
    sources: list[str] = []
    targets: list[str] = []
    bad, lost, first_bad = 0, 0, ""
    for number, cells in source.rows:
        if len(sources) == rows:
            break
        problem = _problem(cells)
        if problem:
            place = f"{source.name}, {source.unit} {number}: {problem}"
            if on_bad_rows == "error":
                raise DataFormatError(f"{place}; correct it, or pass on_bad_rows='skip'")
            bad += 1
            first_bad = first_bad or place
            continue
        sides = [str(cell).strip() for cell in cells[:2]]
        if clean:
            sides = [clean(side) for side in sides]
            if not all(sides):
                lost += 1
                continue
        sources.append(sides[0])
        targets.append(sides[1])
    if bad:
        _log.warning("left out %d bad rows; the first is %s", bad, first_bad)
    if lost:
        _log.warning("%s: cleaning left nothing of %d pairs, which were dropped", source.name, lost)
    if not sources:
        why = f", the first problem is in {first_bad}" if first_bad else ""
        raise DataFormatError(f"{source.name} holds no pairs of sentences{why}")
    if rows is not None and len(sources) < rows:
        raise InvalidInputError(
            f"rows={rows}, but {source.name} has only {len(sources)} usable pairs; ask for no more"
        )
    return sources, targets


def _problem(cells: Sequence[object]) -> str:
    if not 2 <= len(cells) <= 3:
        return f"cells: {len(cells)}, not source and target (and perhaps an attribution)"
    for side, cell in zip(("source", "target"), cells, strict=False):
        if cell is None:
            return f"the {side} side is missing"
        if isinstance(cell, UnreadableValue):
            return f"the {side} side {cell.reason}"
        if not isinstance(cell, str):
            return f"the {side} side is a {type(cell).__name__}, not a text"
        if not cell or cell.isspace():
            return f"the {side} side is empty"
        if "\0" in cell:
            return f"the {side} side has a NUL character"
    return ""
