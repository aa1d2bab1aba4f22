"""Attention heat maps."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nlp_suite.errors import InvalidInputError
from nlp_suite.plots.figures import as_array, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches: a cell, wide enough for a line of its label; a letter; and what is around a map.
_CELL, _LETTER, _MARGIN, _BAR = 0.26, 0.085, 0.6, 0.8
_FONT_SIZE = 9


def plot_attention(
    weights: Any, source_tokens: Sequence[str], target_tokens: Sequence[str]
) -> "Figure":
    """Draws what each target token attends to, as a heat map.

    The figure grows with the sentences and the longest token, so that every label can be read.
    Several heads become a grid of maps, row by row, whose colours mean the same.

    Args:
        weights: Attention weights of shape (T, S), or (H, T, S) of several heads: a row for
            each target token, a column for each source token.
        source_tokens: The S tokens that are attended to, from left to right.
        target_tokens: The T tokens that attend, from top to bottom.

    Returns:
        A figure with a panel for each head, and a colour bar as its last axes.

    Raises:
        InvalidInputError: If the weights have another shape, are negative, or are no finite
            numbers.
        MissingDependencyError: If matplotlib is not installed.

    Example:
        >>> weights = [[0.9, 0.1, 0.0], [0.2, 0.1, 0.7]]
        >>> figure = plot_attention(weights, ["I", "am", "tired"], ["bin", "müde"])
        >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
        ['bin', 'müde']

    Reference:
        Bahdanau et al. 2015, figure 3, https://arxiv.org/abs/1409.0473
    """
    array = as_array("weights", weights, 2, 3)
    expected = (len(target_tokens), len(source_tokens))
    if array.shape[-2:] != expected:
        raise InvalidInputError(
            f"weights must have a row for each of the {expected[0]} target tokens and a column "
            f"for each of the {expected[1]} source tokens, got the shape {array.shape}"
        )
    if array.min() < 0:
        raise InvalidInputError(f"weights must not be negative, got {array.min():g}")
    heads = array.reshape(-1, *expected)
    columns = math.ceil(math.sqrt(len(heads)))
    rows = math.ceil(len(heads) / columns)

    longest_source, longest_target = (
        max(map(len, tokens)) * _LETTER for tokens in (source_tokens, target_tokens)
    )
    upright = longest_source > _CELL
    width = expected[1] * _CELL + longest_target + _MARGIN
    height = expected[0] * _CELL + (longest_source if upright else 0) + _MARGIN
    figure = new_figure(columns * width + _BAR, rows * height)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for number, (panel, head) in enumerate(zip(panels, heads, strict=False), start=1):
        image = panel.imshow(head, cmap="viridis", vmin=0.0, vmax=array.max(), aspect="equal")
        # A dollar is a dollar: matplotlib would set what is between two as a formula.
        look: dict[str, Any] = {"fontsize": _FONT_SIZE, "parse_math": False}
        panel.xaxis.tick_top()
        panel.set_xticks(
            range(expected[1]), list(source_tokens), rotation=90 if upright else 0, **look
        )
        panel.set_yticks(range(expected[0]), list(target_tokens), **look)
        if len(heads) > 1:
            panel.set_xlabel(f"Head {number}")
    for panel in panels[len(heads) :]:
        panel.remove()
    figure.colorbar(image, ax=list(panels[: len(heads)]), label="Attention weight")
    return figure
