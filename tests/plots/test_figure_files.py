import subprocess
import sys

import pytest

from nlp_suite import InvalidInputError
from nlp_suite.plots import plot_attention, write_figure


@pytest.fixture(scope="module")
def figure():
    return plot_attention([[0.9, 0.1]], ["I", "am"], ["bin"])


@pytest.mark.parametrize(
    ("name", "start"), [("a.png", b"\x89PNG"), ("a.PDF", b"%PDF"), ("a.svg", b"<?xml")]
)
def test_the_name_gives_the_format(figure, tmp_path, name, start):
    write_figure(figure, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.jpeg", "a", ".png"])
def test_other_formats_are_refused(figure, tmp_path, name):
    with pytest.raises(InvalidInputError, match=r"end in one of \.pdf, \.png, \.svg, got"):
        write_figure(figure, tmp_path / name)
    assert not list(tmp_path.iterdir())


FULL_DISK = """
import resource, sys
from nlp_suite.plots import plot_attention, write_figure
figure = plot_attention([[0.9, 0.1]], ["I", "am"], ["bin"])
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_figure(figure, sys.argv[1])
except OSError as error:
    print(type(error).__name__)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit to set")
def test_a_full_disk_leaves_the_old_picture(figure, tmp_path):
    path = tmp_path / "a.png"
    write_figure(figure, path)
    before = path.read_bytes()
    result = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True
    )
    assert result.stdout == "OSError\n", result.stderr
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_pyplot_and_the_backend_are_left_alone(tmp_path):
    code = (
        "import sys, matplotlib\n"
        "from nlp_suite.plots import plot_history, write_figure\n"
        "assert 'matplotlib.figure' not in sys.modules\n"
        "figure = plot_history([{'epoch': 1, 'loss': 2.0}])\n"
        f"write_figure(figure, {str(tmp_path / 'a.png')!r})\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "assert 'keras' not in sys.modules\n"
        "assert matplotlib.get_backend(auto_select=False) is None\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
