import io
import itertools
import os
import re
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import InvalidInputError, UnsafeFileError
from nlp_suite.data.documents import DocumentFile, UnreadableDocument, find_documents
from nlp_suite.data.documents.formats import known_format


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "a/b.txt",
        "a/c/d.md",
        "a/c/.e.txt",
        "a/.f/g.txt",
        "a/h.jpg",
        "a/i.txt.gz",
        "j.pdf",
    ):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(name)
    return tmp_path


def names(*paths, **options):
    return [
        one.file if isinstance(one, DocumentFile) else str(one) for one in found(*paths, **options)
    ]


def found(*paths, **options):
    return list(find_documents(paths, **options))


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a"], ["a/b.txt", "a/c/d.md", "a/i.txt.gz"]),
        (["."], ["./a/b.txt", "./a/c/d.md", "./a/i.txt.gz", "./j.pdf"]),
        # A file that is named counts whatever its ending, and its dot.
        (["a/h.jpg", "a/c/.e.txt"], ["a/h.jpg", "a/c/.e.txt"]),
        (["a/c/../b.txt"], ["a/c/../b.txt"]),
        (["j.pdf", "a/c"], ["j.pdf", "a/c/d.md"]),
        (["a/*.txt"], ["a/b.txt"]),
        (["a/[h-j]*"], ["a/h.jpg", "a/i.txt.gz"]),
        (["**/*.?d*"], ["a/c/d.md", "j.pdf"]),
        (["a/**"], ["a/b.txt", "a/c/d.md", "a/h.jpg", "a/i.txt.gz"]),
        # Folders that a glob matches are like folders that are named.
        (["[ab]"], ["a/b.txt", "a/c/d.md", "a/i.txt.gz"]),
        (["a/.f/*", "*/.[f]"], ["a/.f/g.txt"]),
        (["./*/c/*"], ["./a/c/d.md"]),
    ],
)
def test_paths(folder, paths, expected):
    assert names(*paths) == expected
    assert all(Path(one.path).samefile(one.given) for one in found(*paths))


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a/b.txt", "a", "a/c/../b.txt"], ["a/b.txt", "a/c/d.md", "a/i.txt.gz"]),
        (["a", "a/b.txt", "."], ["a/b.txt", "a/c/d.md", "a/i.txt.gz", "./j.pdf"]),
        (["a/c", "a"], ["a/c/d.md", "a/b.txt", "a/i.txt.gz"]),
        (["a/c", "a/c", "a/c/*.md"], ["a/c/d.md"]),
        # What the first did not take is still to be found.
        (["a/*.txt", "a/*"], ["a/b.txt", "a/c/d.md", "a/h.jpg", "a/i.txt.gz"]),
        (["a", "a/h.jpg", "a/h.jpg"], ["a/b.txt", "a/c/d.md", "a/i.txt.gz", "a/h.jpg"]),
    ],
)
def test_each_file_once(folder, paths, expected):
    assert names(*paths) == expected


@given(
    st.lists(
        st.sampled_from(
            ["a", "a/b", "a/b/x.txt", "a/*", "**/*.txt", "a/**/b", "y.log", "*", "[a]"]
        ),
        min_size=1,
        max_size=4,
    )
)
def test_each_file_once_whatever_the_paths(tmp_path_factory, paths):
    base = tmp_path_factory.getbasetemp() / "once"
    for name in ("a/x.txt", "a/b/x.txt", "a/b/b/z.md", "a/k.log", "y.log", "y.txt"):
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).touch()
    single = [[one.path for one in found(str(base / path))] for path in paths]
    together = [one.path for one in found(*(str(base / path) for path in paths))]
    assert together == list(dict.fromkeys(itertools.chain(*single)))


def test_hidden_and_excluded(folder):
    assert names("a/c", "a/.f", hidden=True) == ["a/c/.e.txt", "a/c/d.md", "a/.f/g.txt"]
    assert names("a", exclude=["a/b.txt", Path("a/c")]) == ["a/i.txt.gz"]
    assert names("a/b.txt", exclude=[folder / "a" / "b.txt"]) == []


def test_order_does_not_depend_on_the_system(tmp_path):
    files = [f"{number}.txt" for number in range(50)]
    for name in sorted(files, key=lambda name: name[::-1]):
        (tmp_path / name).touch()
    assert [Path(name).name for name in names(tmp_path)] == sorted(files)


@pytest.mark.parametrize(("separator", "null_separated"), [(b"\n", False), (b"\0", True)])
def test_list_on_standard_input(folder, monkeypatch, separator, null_separated):
    Path("*").write_text("no glob")
    lines = [b"a/c", b"", b"j.pdf", b"*", b"-", b"gone\xff.txt"]
    stdin = io.TextIOWrapper(io.BytesIO(separator.join(lines)))
    monkeypatch.setattr("sys.stdin", stdin)
    assert names("-", "a/b.txt", null_separated=null_separated) == [
        "a/c/d.md",
        "j.pdf",
        "*",
        "- does not exist; correct the path",
        "gone\\xff.txt does not exist; correct the path",
        "a/b.txt",
    ]


def test_a_list_is_read_as_it_comes(folder, monkeypatch):
    readable, writable = os.pipe()
    with os.fdopen(readable, "rb") as stream, os.fdopen(writable, "wb", 0) as writer:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(stream))
        files = find_documents("-")
        writer.write(b"j.pdf\na/b")
        assert next(files).file == "j.pdf"
        writer.write(b".txt\n")
        assert next(files).file == "a/b.txt"


def test_names_that_are_hard_to_write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (b"-rf.txt", b"[1].txt", b"\xff.txt", b"a\nb.txt"):
        Path(os.fsdecode(name)).touch()
    assert names(".") == ["./-rf.txt", "./[1].txt", "./a\nb.txt", "./\\xff.txt"]
    # A path that exists is no glob.
    assert names("-rf.txt", "[1].txt") == ["-rf.txt", "[1].txt"]
    assert [one.line for one in found("a\nb.txt")] == ["a\\nb.txt"]
    for one in found("."):
        one.file.encode()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("gone.txt", "does not exist; correct the path"),
        ("gone/*.txt", "does not exist, and no file matches it as a glob"),
        ("a/*.html", "does not exist, and no file matches it as a glob"),
        ("*/../x", "has '..' after a wildcard; give the folder itself"),
        ("a\0b", "cannot be looked at: .*null"),
        ("a/b.txt/c", "cannot be looked at: Not a directory"),
        ("a" * 300, "cannot be looked at: File name too long"),
    ],
)
def test_what_is_not_there(folder, path, reason):
    (problem,) = found(path)
    assert isinstance(problem, UnreadableDocument)
    assert problem.error is InvalidInputError
    assert re.search(reason, problem.reason)
    assert "\n" not in problem.reason


def test_links(folder):
    outside = folder / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    Path("a/out.txt").symlink_to(outside / "secret.txt")
    Path("a/out").symlink_to("../outside")
    Path("a/c/up").symlink_to("..")
    Path("a/same.txt").symlink_to("b.txt")
    Path("a/none.txt").symlink_to("nowhere")
    Path("a/one").symlink_to("two")
    Path("a/two").symlink_to("one")
    Path("a/photo.txt").symlink_to("h.jpg")
    Path("a/dotted").symlink_to(".f")
    elsewhere = "is a symbolic link out of the folder, which is not followed; give what it leads to"
    unseen = "is a symbolic link to '{}', which is not looked for there; give that itself"
    circle = "is a symbolic link that leads nowhere: Too many levels of symbolic links"
    expected = [
        "a/b.txt",
        "a/c/d.md",
        f"a/dotted {unseen.format('.f')}",
        "a/i.txt.gz",
        "a/none.txt is a symbolic link that leads nowhere: No such file or directory",
        f"a/one {circle}",
        f"a/out {elsewhere}",
        f"a/out.txt {elsewhere}",
        f"a/photo.txt {unseen.format('h.jpg')}",
        f"a/two {circle}",
    ]
    assert names("a") == expected
    assert [p.error for p in found("a") if str(p).endswith(elsewhere)] == [UnsafeFileError] * 2
    assert names("a/out*") == [f"a/out {elsewhere}", f"a/out.txt {elsewhere}"]
    # Whoever names a link means what it leads to; it is one file with that.
    assert names("a/out.txt", "a/same.txt", "a/b.txt") == ["a/out.txt", "a/same.txt"]
    assert names("a/c/up")[0] == "a/c/up/b.txt"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_is_locked(folder):
    Path("a/c").chmod(0)
    try:
        assert "a/c is a folder that cannot be read: Permission denied" in names("a")
    finally:
        Path("a/c").chmod(0o700)


def test_a_folder_that_cannot_be_read(folder, monkeypatch):
    def scandir(path, real=os.scandir):
        if path.endswith("/c"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("os.scandir", scandir)
    expected = ["a/b.txt", "a/c is a folder that cannot be read: Permission denied", "a/i.txt.gz"]
    assert names("a") == expected


def test_folders_deeper_than_calls_may_be(tmp_path):
    depth = sys.getrecursionlimit() + 100
    levels = [f"{tmp_path}/{'d/' * level}" for level in range(1, depth + 1)]
    for level in levels:
        os.mkdir(level)  # noqa: PTH102
    file = f"{levels[-1]}a.txt"
    Path(file).touch()
    try:
        assert [one.path for one in found(tmp_path)] == [file]
    finally:
        # What removes the folder of the test afterwards calls itself for each.
        Path(file).unlink()
        for level in reversed(levels):
            os.rmdir(level)  # noqa: PTH106


def test_nothing_is_found_before_it_is_asked_for(folder):
    files = find_documents("a")
    Path("a/a.txt").touch()
    assert next(files).file == "a/a.txt"


def test_special_files_are_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.txt"))
        assert len(found(tmp_path)) == 2


@pytest.mark.parametrize("paths", [[], [""], [3], None, 7, b"a"])
def test_bad_arguments(paths):
    with pytest.raises(InvalidInputError, match="path"):
        find_documents(paths)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.TXT", "text"),
        ("a.md.gz", "text"),
        ("a.htm", "html"),
        ("a.JSONL.GZ", "jsonl"),
        ("a.parquet", "parquet"),
        ("a.gz", None),
        ("txt", None),
        (".txt", None),
        ("a.txt.bak", None),
    ],
)
def test_formats(name, expected):
    assert known_format(name) == expected
    assert DocumentFile(f"/{name}", name).format == (expected or "text")


def test_the_format_of_a_link_without_an_ending():
    assert DocumentFile("/a/page.html", "latest").format == "html"
