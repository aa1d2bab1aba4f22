"""Saving of figures to image files."""

from pathlib import Path
from typing import TYPE_CHECKING

from nlp_suite.errors import InvalidInputError
from nlp_suite.files import atomic_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PICTURE_FORMATS = ("pdf", "png", "svg")
_DOTS_PER_INCH = 120


def picture_format(path: str | Path) -> str:
    """Returns the image format of a file name, by its suffix.

    Args:
        path: Where the picture shall be.

    Returns:
        "pdf", "png" or "svg".

    Raises:
        InvalidInputError: If the name ends in anything else.
    """
    kind = Path(path).suffix.removeprefix(".").lower()
    if kind not in PICTURE_FORMATS:
        ends = ", ".join(f".{one}" for one in PICTURE_FORMATS)
        raise InvalidInputError(f"a picture's name must end in one of {ends}, got {str(path)!r}")
    return kind


def write_figure(figure: "Figure", path: str | Path) -> None:
    """Writes a figure into a file, whole or not at all.

    Args:
        figure: What a function of `nlp_suite.plots` returns.
        path: A .pdf, .png or .svg file; an existing one is replaced.

    Raises:
        InvalidInputError: If the name ends in anything else.
        OSError: If the file cannot be written; one that stood there is as it was.

    Example:
        ```python
        figure = plot_attention([[0.9, 0.1]], ["I", "am"], ["bin"])
        write_figure(figure, "attention.svg")
        ```
    """
    kind = picture_format(path)
    with atomic_file(Path(path)) as file, file.open("wb") as stream:
        figure.savefig(stream, format=kind, dpi=_DOTS_PER_INCH)
