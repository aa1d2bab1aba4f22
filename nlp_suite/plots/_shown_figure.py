"""Matplotlib figures that notebooks display without pyplot."""

import io

from matplotlib.figure import Figure

_DOTS_PER_INCH = 100


class ShownFigure(Figure):
    """A `Figure` that is a picture wherever IPython displays it.

    pyplot registers a formatter for its own figures with IPython; these bring theirs.
    """

    def _repr_png_(self) -> bytes:
        picture = io.BytesIO()
        self.savefig(picture, format="png", dpi=_DOTS_PER_INCH)
        return picture.getvalue()
