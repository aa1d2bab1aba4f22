import io

import pytest


@pytest.fixture
def drawn():
    """Draws a figure as a file would have it, and gives its size in pixels."""

    def draw(figure):
        import matplotlib.image

        picture = io.BytesIO()
        figure.savefig(picture, format="png", dpi=50)
        picture.seek(0)
        height, width, _ = matplotlib.image.imread(picture).shape
        return width, height

    return draw
