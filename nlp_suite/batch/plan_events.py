"""What a plan consists of, and what becomes of it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from nlp_suite.batch.unit import Outcome, Unit


class Known(NamedTuple):
    """Rows that were found before.

    Attributes:
        rows: The rows.
    """

    rows: Sequence[Any]


class Group(NamedTuple):
    """Units that are computed together, kept together, or not at all.

    Attributes:
        units: The units.
        files: How many files were looked at when the group was full.
    """

    units: Sequence[Unit]
    files: int


class Computed(NamedTuple):
    """What became of units.

    Attributes:
        group: The units.
        outcomes: What became of each.
    """

    group: Group
    outcomes: Sequence[Outcome]


Planned = Known | Group
Event = Known | Computed
