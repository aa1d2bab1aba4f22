import os
import signal
import subprocess
import sys
import time
import zlib

import pytest

from nlp_suite import DataFormatError, MissingDependencyError
from nlp_suite.data.documents.extractor import Extractor
from nlp_suite.data.documents.parsers.pdf_text import extract_pdf_text

PARAGRAPH = "The committee met on Tuesday and agreed on most of the points of its agenda. " * 4


@pytest.fixture(scope="module")
def extractor():
    with Extractor(max_bytes=1 << 20, time_limit=60) as extractor:
        yield extractor


def page(extractor, text):
    return extractor.extract("html", text.encode(), "a.html")


def test_main_text_of_a_page(extractor):
    menu = "".join(f'<li><a href="/{n}">Section {n} of the site</a></li>' for n in range(30))
    text = page(
        extractor,
        f"""<!doctype html><html><head><title>The Daily</title><style>p {{}}</style></head><body>
        <nav><ul>{menu}</ul></nav><article><h1>Report</h1><p>{PARAGRAPH}</p>
        <ul><li>First point: money</li></ul><p>Fish &amp; <b>chips</b>, H<sub>2</sub>O.</p>
        <script>document.write("written by a script")</script><p>{PARAGRAPH}</p></article>
        <section id="comments"><p>I like this article.</p></section>
        <footer>All rights reserved.</footer></body></html>""",
    )
    for part in ("Report", PARAGRAPH.strip(), "First point: money", "Fish & chips, H2O."):
        assert part in text
    for part in ("Section", "The Daily", "written by a script", "I like", "rights", "<", "&amp;"):
        assert part not in text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<p>Tom sleeps.</p>", "Tom sleeps."),
        ("Tom <b>sleeps</b>, and Ann reads.", "Tom sleeps, and Ann reads."),
        (
            "<div>Tom <b>sleeps</b>, and <a href=x>Ann</a> reads.</div>",
            "Tom sleeps, and Ann reads.",
        ),
        (
            "<html><body><h1>Note</h1><ul><li><i>Ann</i>, who reads</ul><p>a</p></html>",
            "Note\nAnn, who reads\na",
        ),
        ("<html><body><h1>Note</h1><p>Ann paid 12 euros.</p></html>", "Note\nAnn paid 12 euros."),
        ("<html><body><h1>List</h1><ul><li>Milk<li>Bread</ul></html>", "List\nMilk\nBread"),
        ("<html><head><title>Title</title></head><body></body></html>", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_short_pages(extractor, data, text):
    assert page(extractor, data) == text


LOST = {
    "lists in cells": "<table><tr><td>Mon<td><ul><li>Red1<li>Red2</ul></tr><tr><th><ol><li>Red3"
    "</ol><td><dl><dt>Red4<dd>Red5</dl></table>",
    "lists in lists": "<table><tr><td><ul><li>Red1<ul><li>Red2</ul></ul><td>Red3</table>",
    "tables in cells": "<table><tr><td>Red1<table><tr><td>Red2<td>Red3</table><td>Red4</table>",
    "blocks in cells": "<table><caption>Red1</caption><tr><th><p>Red2<p>Red3<td><pre>Red4</pre>"
    "<td><details><summary>Red5</summary>Red6</details></table>",
    "definitions": "<dl><dt>Red1<dd>Red2<dd><p>Red3</p><ul><li>Red4</ul></dl>",
    "details": "<details><summary>Red1</summary><p>Red2</p>Red3</details>",
    "captions": "<figure><img src=x><figcaption>Red1</figcaption></figure>",
    "code": "<pre>Red1\n  Red2</pre><pre><code>Red3</code></pre>",
    "without scripts": "<noscript><p>Red1</p></noscript>",
    "quotations": "<blockquote>Red1<p>Red2</blockquote><address>Red3</address>",
}
MENUS = (
    "<nav><ul><li><a href=/1>Menu one</a><li>Menu two</ul></nav>",
    '<div class="cookie-banner"><p>We use cookies. Menu three</p></div>',
    '<ul role="navigation"><li>Menu four</ul>',
    "<footer>Menu five</footer>",
)


@pytest.mark.parametrize("part", LOST.values(), ids=LOST)
def test_no_word_of_the_main_part_is_lost_and_menus_are_left_out(extractor, part):
    menus = "".join(MENUS)
    for body in (
        f"{menus}<main><article><h1>Report</h1><p>{PARAGRAPH}</p>{part}<p>{PARAGRAPH}</p></article>"
        "</main>",
        f"{menus}<h1>Report</h1><p>Tom sleeps.</p>{part}",
    ):
        text = page(extractor, f"<html><body>{body}</body></html>")
        assert "Menu" not in text
        assert "Report" in text
        for number in range(1, 1 + part.count("Red")):
            assert text.count(f"Red{number}") == 1


def test_a_page_of_nothing_but_a_menu_is_read(extractor):
    assert page(extractor, "<html><body><nav><p>Tom sleeps.</p></nav></body></html>") == (
        "Tom sleeps."
    )


def test_a_main_part_that_is_lost_is_noticed(extractor):
    """Whatever else the library leaves out by its own rules, such as parts with a certain class."""
    part = "".join(f'<div class="sidebar-outbrain">{word} {PARAGRAPH}</div>' for word in "αβγ")
    body = f"{MENUS[0]}<main><h1>Report</h1><p>{PARAGRAPH}</p>{part}</main>{MENUS[3]}"
    text = page(extractor, f"<html><body>{body}</body></html>")
    assert all(word in text for word in "αβγ")
    assert "Menu" not in text


def test_declared_encoding(extractor):
    data = "<html><head><meta charset=koi8-r></head><body><p>Москва</p></body></html>"
    assert extractor.extract("html", data.encode("koi8-r"), "a.html") == "Москва"


def test_nothing_is_fetched(extractor, tmp_path):
    (tmp_path / "a.txt").write_text("from a file")
    url = (tmp_path / "a.txt").as_uri()
    data = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{url}">]><html><body><p>Tom &x; <iframe src="{url}">'
    )
    assert "from a file" not in page(extractor, data)


def test_pdf(extractor, make_pdf):
    data = make_pdf(["Tom (the cat) sleeps.\nAn exam-\nple of Grüße.", "", "Page three"])
    text = "Tom (the cat) sleeps.\nAn example of Grüße.\n\nPage three"
    assert extractor.extract("pdf", data, "a.pdf") == text
    assert extract_pdf_text(data, 1 << 20) == text


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: data[: len(data) // 2], "is no PDF file, or a damaged"),
        (lambda data: b"", "is no PDF file, or a damaged"),
        (lambda data: b"%PDF-1.4\n" + bytes(range(256)) * 40, "is no PDF file, or a damaged"),
        (lambda data: data.replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), "its page 1 is damaged"),
    ],
)
def test_damaged_pdf(extractor, make_pdf, change, reason):
    with pytest.raises(DataFormatError, match=reason):
        extractor.extract("pdf", change(make_pdf(["Tom sleeps."])), "a.pdf")


def pdf_bomb(make_pdf):
    """A page whose content unpacks to a thousand times its size."""
    content = b"BT /F1 11 Tf 50 740 Td 14 TL\n" + b"(Tom sleeps.) Tj T*\n" * 2_000_000 + b"ET"
    packed = zlib.compress(content, 9)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    start, end = b"5 0 obj\n", b"\nendobj\nxref"
    before, _, rest = make_pdf(["x"]).partition(start)
    return before + start + stream + end + rest.partition(end)[2]


def test_a_pdf_that_unpacks_to_too_much(make_pdf):
    with (
        Extractor(max_bytes=1 << 20, time_limit=5) as extractor,
        pytest.raises(
            DataFormatError, match=r"more than 1,048,576 bytes|too much memory|longer than"
        ),
    ):
        extractor.extract("pdf", pdf_bomb(make_pdf), "a.pdf")


def test_time_limit(extractor):
    """What parsers need hours for, as attributes are compared with each other."""
    data = "<html><body><p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">Tom</p></html>"
    with Extractor(max_bytes=1 << 20, time_limit=1) as extractor:
        start = time.monotonic()
        with pytest.raises(DataFormatError, match=r"^a.html takes longer than 1 s to parse; leave"):
            page(extractor, data)
        assert time.monotonic() - start < 30
    with Extractor(max_bytes=1 << 20, time_limit=60) as extractor:
        assert page(extractor, "<p>Tom sleeps.</p>") == "Tom sleeps."


def test_a_process_that_dies(extractor):
    assert page(extractor, "<p>Tom</p>") == "Tom"
    os.kill(extractor._process.pid, signal.SIGKILL)
    with pytest.raises(DataFormatError, match=r"a.html cannot be read: the parser crashes"):
        page(extractor, "<p>Tom</p>")
    # The next file gets a new process.
    assert page(extractor, "<p>Tom</p>") == "Tom"


def test_a_text_that_is_too_long(extractor):
    # Each reference grows into more bytes than it is written with.
    data = "<html><body><p>" + "&#8364;" * 10 + "</p></html>"
    with (
        Extractor(max_bytes=20, time_limit=60) as small,
        pytest.raises(DataFormatError, match="its text has more than 20 bytes"),
    ):
        page(small, data)
    assert page(extractor, data) == "€" * 10


def test_an_interruption_is_not_for_it(extractor):
    page(extractor, "<p>Tom</p>")
    process = extractor._process
    os.kill(process.pid, signal.SIGINT)
    assert page(extractor, "<p>Tom</p>") == "Tom"
    assert extractor._process is process


def test_it_ends_with_whoever_started_it():
    code = (
        "from nlp_suite.data.documents.extractor import Extractor; import os\n"
        "e = Extractor(max_bytes=99, time_limit=60); e.extract('html', b'<p>Tom</p>', 'a')\n"
        "print(e._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    pid = int(result.stdout)
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if state(pid) == "Z":
            return
        time.sleep(0.05)
    pytest.fail("the process lives on")


def state(pid):
    with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
        return file.read().rpartition(")")[2].split()[0]


def test_modules_in_the_current_folder_are_not_imported(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("trafilatura", "nlp_suite", "struct"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(1)")
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    with Extractor(max_bytes=99, time_limit=60) as extractor:
        assert page(extractor, "<p>Tom</p>") == "Tom"


@pytest.mark.parametrize(("kind", "package"), [("html", "trafilatura"), ("pdf", "pypdfium2")])
def test_missing_package(tmp_path, monkeypatch, kind, package):
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / f"{package}.py").write_text(
        f"raise ModuleNotFoundError('No module named {package}', name={package!r})"
    )
    monkeypatch.setattr(sys, "path", [str(hidden), *sys.path])
    with (
        Extractor(max_bytes=99, time_limit=60) as extractor,
        pytest.raises(MissingDependencyError, match=rf"needs the package {package}, .*documents\]"),
    ):
        extractor.extract(kind, b"<p>Tom</p>", "a")
