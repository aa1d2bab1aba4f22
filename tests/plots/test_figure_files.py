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


def test_a_failure_leaves_the_old_picture(figure, tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def fail(stream, **_):
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(figure, "savefig", fail)
    with pytest.raises(OSError, match="No space left"):
        write_figure(figure, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
