"""Measure what it takes to extract the text of HTML pages and of a PDF file.

    python benchmarks/read_documents.py TEXTS

Each text of the folder becomes a page with a menu, teasers and a footer, cut to several sizes, and
all of them together one PDF file. Seconds are those of the processor in this process, the least of
several runs, so other work on the machine matters little; the process that parses adds some
tenths of a second once.
"""

import argparse
import html
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from nlp_suite.data import read_text
from nlp_suite.data.documents.parsers.html_text import extract_page_text
from nlp_suite.data.documents.parsers.pdf_text import extract_pdf_text

SIZES = (1_000, 10_000, 30_000)
RUNS = 3
PAGES, LINES, WIDTH = 127, 50, 90
MOST_BYTES = 64 << 20


def make_page(text: str) -> bytes:
    """Makes a page of a text, with what stands around the articles of a newspaper."""
    menu = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(20))
    teasers = "".join(
        f'<div class="teaser"><a href="/t{n}">Teaser {n}</a><p>More about it.</p></div>'
        for n in range(10)
    )
    body = "".join(f"<p>{html.escape(one)}</p>" for one in text.split("\n") if one.strip())
    return (
        f"<!DOCTYPE html><html><head><title>Page</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<main><article><h1>Title</h1>{body}</article></main><aside>{teasers}</aside>"
        "<footer><p>Imprint</p></footer></body></html>"
    ).encode()


def make_pdf(lines: list[str]) -> bytes:
    """Makes a PDF file of lines of text in Latin letters."""
    pages = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        escaped = (one.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for one in page)
        shown = " ".join(f"({one}) '" for one in escaped)
        content = f"BT /F1 10 Tf 14 TL 50 800 Td {shown} ET".encode("cp1252", "replace")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\n"
        % (
            size,
            table,
            size,
        )
        + b"startxref\n%d\n%%%%EOF" % len(data)
    )


def seconds(extract: Callable[[bytes, int], str], data: bytes) -> float:
    """Returns the least processor time of several runs."""
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        extract(data, MOST_BYTES)
        taken.append(time.process_time() - start)
    return min(taken)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="a folder with .txt files")
    arguments = parser.parse_args()
    texts = [read_text(path) for path in sorted(arguments.texts.glob("*.txt"))]
    extract_page_text(make_page(texts[0]), MOST_BYTES)
    for size in SIZES:
        times = [seconds(extract_page_text, make_page(text[:size])) for text in texts]
        print(
            f"pages of {size:6,} characters: median {1000 * statistics.median(times):.1f} ms, "
            f"{1000 * min(times):.1f} to {1000 * max(times):.1f} ({len(times)} pages)"
        )
    joined = " ".join(" ".join(texts).split())
    lines = [joined[start : start + WIDTH] for start in range(0, len(joined), WIDTH)]
    lines = lines[: PAGES * LINES]
    data = make_pdf(lines)
    found = extract_pdf_text(data, MOST_BYTES)
    print(
        f"a PDF file of {-(-len(lines) // LINES)} pages, {len(found):,} characters: "
        f"{seconds(extract_pdf_text, data):.2f} s"
    )


if __name__ == "__main__":
    main()
