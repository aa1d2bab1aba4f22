"""Cells of tables of scores, and which part of the texts they are measured on."""

import argparse
from collections.abc import Sequence
from typing import Any

import numpy as np

from nlp_suite.evaluation.bootstrap import bootstrap_means

# Choices are made on one half, and measured on the other.
PARTS = {"all": slice(None), "tuning": slice(0, None, 2), "held-out": slice(1, None, 2)}


def score_cell(scores: Sequence[Sequence[float]] | np.ndarray[Any, Any]) -> str:
    """Format the means of scores, and the interval of the first.

    Args:
        scores: Scores of shape (texts, measures).

    Returns:
        Such as "41.1 / 19.3 (39.2 to 43.1)".
    """
    first, *_ = means = bootstrap_means(scores)
    numbers = " / ".join(f"{mean.score:.1f}" for mean in means)
    return f"{numbers} ({first.low:.1f} to {first.high:.1f})"


def add_part(parser: argparse.ArgumentParser, of: str) -> None:
    """Add the option --part, whose value is a key of `PARTS`.

    Args:
        parser: The parser.
        of: What the parts are of, for its help.
    """
    parser.add_argument(
        "--part",
        choices=tuple(PARTS),
        default="all",
        help=f"{of}, the 1st, 3rd, 5th, ... or the 2nd, 4th, 6th, ...",
    )
