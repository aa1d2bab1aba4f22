"""Work items of a job, their groups, and their outcomes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from nlp_suite.batch.unit import Outcome, Unit


class Known(NamedTuple):
    """Rows whose results are in the store already.

    Attributes:
        rows: The rows.
    """

    rows: Sequence[Any]


class Group(NamedTuple):
    """Units that are computed together, and stored all together or not at all.

    Attributes:
        units: The units.
        files: How many files were looked at when the group was full.
    """

    units: Sequence[Unit]
    files: int


class Computed(NamedTuple):
    """A computed group with the outcome of each unit.

    Attributes:
        group: The units.
        outcomes: What became of each.
    """

    group: Group
    outcomes: Sequence[Outcome]


Planned = Known | Group
Event = Known | Computed
