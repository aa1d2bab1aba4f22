"""Standard scores: scores of different scales made comparable."""

from typing import Any

import numpy as np
import numpy.typing as npt

from nlp_suite.tasks.summarization.selection import Scores


def standard_scores(scores: npt.NDArray[Any]) -> Scores:
    """Standardises the scores of a text's sentences to mean 0 and deviation 1.

    Args:
        scores: Scores of any scale (n,).

    Returns:
        Standard scores (n,); zeros if all scores are equal but for rounding.

    Example:
        >>> standard_scores(np.array([1.0, 3.0])).tolist()
        [-1.0, 1.0]
    """
    centred = np.asarray(scores - scores.mean(), dtype=np.float64)
    deviation = centred.std()
    # Differences of this size are rounding; dividing by them would make them matter.
    if deviation < 1e-6 * max(1.0, float(np.abs(scores).max())):
        return np.zeros_like(centred)
    return np.asarray(centred / deviation)
