"""Campaigns: many random cases of one kind of attack, each repeatable from its seed.

`make stress` runs them all and writes their table. The environment says how much of
them is run:

- `NLP_SUITE_STRESS_SEED` (24): another seed makes other cases.
- `NLP_SUITE_STRESS_SHARE` (1): 0.1 runs a tenth of the cases of each campaign.
- `NLP_SUITE_STRESS_PART` (1/1): 2/8 runs the second of eight parts, as other machines run the
  others.
- `NLP_SUITE_STRESS_SECONDS` (no limit): a campaign begins no case after so many seconds.
- `NLP_SUITE_STRESS_TABLE` (stress.md): where the table goes.
- `NLP_SUITE_STRESS_CASE`: only the case of this number, to look at one again.

A test takes the fixture `campaign`, goes over `campaign.seeds(number)` and counts what went wrong
by `campaign.fault(kind, what)`; the test fails in the end if there was anything.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

import pytest

Fault = Literal["lost", "doubled", "wrong", "raw", "hung"]


@dataclass
class Campaign:
    """The cases of one test, and what went wrong in them.

    Attributes:
        name: The name of the test, without `test_`.
        cases: How many were begun.
        seconds: How long they took.
        faults: How often each kind of fault was counted: rows that were lost, doubled or wrong,
            errors that are not the package's own, and cases that did not end.
        first: The first faults, in words.
    """

    name: str
    cases: int = 0
    seconds: float = 0.0
    faults: Counter[Fault] = field(default_factory=Counter)
    first: list[str] = field(default_factory=list)
    _case: int = 0

    def seeds(self, number: int) -> Iterator[random.Random]:
        """One random generator a case; the same one in every run with the same seed."""
        seed = os.environ.get("NLP_SUITE_STRESS_SEED", "24")
        share = float(os.environ.get("NLP_SUITE_STRESS_SHARE", "1"))
        part, parts = map(int, os.environ.get("NLP_SUITE_STRESS_PART", "1/1").split("/"))
        limit = float(os.environ.get("NLP_SUITE_STRESS_SECONDS", "inf"))
        only = os.environ.get("NLP_SUITE_STRESS_CASE")
        began = time.monotonic()
        cases = max(parts, round(number * share))
        wanted = [int(only)] if only else range(part - 1, cases, parts)
        for case in wanted:
            if time.monotonic() - began > limit:
                break
            self._case = case
            self.cases += 1
            before = time.monotonic()
            yield random.Random(f"{seed} {self.name} {case}")  # noqa: S311
            self.seconds += time.monotonic() - before

    def fault(self, kind: Fault, what: object) -> None:
        """Counts a fault of the present case; `what` says what was seen."""
        self.faults[kind] += 1
        if len(self.first) < 10:
            self.first.append(f"case {self._case}: {kind}: {what!s:.500}")

    def row(self) -> str:
        """The campaign's row of the table."""
        cells = [self.name.replace("_", " "), f"{self.cases:,}", f"{self.seconds:,.0f}"]
        cells += [str(self.faults[kind]) for kind in get_args(Fault)]
        return f"| {' | '.join(cells)} |"


_ROWS = pytest.StashKey[list[str]]()


@pytest.fixture
def campaign(request: pytest.FixtureRequest) -> Iterator[Campaign]:
    """The campaign of the test, which fails with the first faults that were counted."""
    campaign = Campaign(request.node.name.removeprefix("test_"))
    yield campaign
    rows = request.config.stash.setdefault(_ROWS, [])
    rows.append(campaign.row())
    # After each, as they take hours together.
    _write_table(rows, request.config.rootpath)
    assert campaign.cases > 0, "no case was run"
    assert not campaign.faults, "\n".join([str(dict(campaign.faults)), *campaign.first])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.stress)


def _write_table(rows: list[str], root: Path) -> None:
    kinds = get_args(Fault)
    lines = [
        f"| campaign | cases | seconds | {' | '.join(kinds)} |",
        f"|---|--:|--:|{'--:|' * len(kinds)}",
        *rows,
    ]
    path = Path(os.environ.get("NLP_SUITE_STRESS_TABLE", root / "stress.md"))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
