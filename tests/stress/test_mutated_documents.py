"""Mutated documents of each format: each is read, or is a problem, and none ends the reading."""

import csv
import gzip
import io
import json
import random
import time

import pytest

from nlp_suite import NLPSuiteError
from nlp_suite.data import find_documents, load_parallel, load_questions, read_documents
from nlp_suite.data.documents import UnreadableDocument
from nlp_suite.data.documents.formats import FORMATS

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

TEXTS = ["Tom sleeps.", "Grüße aus Köln 🦊", 'A "quoted", text', "Line\u2028end", "x" * 300]
# Files are read in groups, so that a process serves many.
GROUP = 50
# What a file may take, with the start of a process on a busy machine.
SECONDS = 30


def page() -> bytes:
    parts = "".join(f"<p>{text} <b>bold</b></p><ul><li>{text}</ul>" for text in TEXTS)
    table = "<table><tr><td><ul><li>Mon</ul><td>8:00</table><figure><figcaption>cat</figure>"
    return f"<!doctype html><html><nav>menu</nav><main>{parts}{table}</main></html>".encode()


def pdf() -> bytes:
    content = b"BT /F1 12 Tf 50 700 Td (Tom sleeps.) Tj ET"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources "
        b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def comma_separated() -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["text", "by"], *([text, "Ann"] for text in TEXTS)])
    return file.getvalue().encode()


def parquet() -> bytes:
    file = io.BytesIO()
    columns = {
        "text": TEXTS,
        "by": pa.array(range(5), pa.timestamp("us", "Europe/Paris")),
        "list": [[{"a": text}] for text in TEXTS],
    }
    pq.write_table(pa.table(columns), file, row_group_size=2)
    return file.getvalue()


def json_lines() -> bytes:
    rows = [{"text": text, "by": [1.5, {"a": None}], "id": n} for n, text in enumerate(TEXTS)]
    return "\n".join(map(json.dumps, rows)).encode()


SOURCES = {
    "txt": "\n".join(TEXTS).encode(),
    "md": ("# Head\n" + "\n".join(TEXTS)).encode("utf-16"),
    "html": page(),
    "pdf": pdf(),
    "csv": comma_separated(),
    "jsonl": json_lines(),
    "parquet": parquet(),
}
SOURCES |= {f"{name}.gz": gzip.compress(data) for name, data in SOURCES.items()}
EVIL = [b"\0", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"NaN", b"[" * 2000, b'"', b"\n", b"\r"]
EVIL += [
    b"9" * 5000,
    b"<" * 500,
    b"<table><td>" * 200,
    b"\xef\xbb\xbf",
    b"\x1f\x8b",
    b"{",
    b"1e999",
]


def mutated(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(changed) + 1)
        kind = rng.random()
        if kind < 0.5 and place < len(changed):
            changed[place] = rng.randrange(256)
        elif kind < 0.7:
            changed[place:place] = rng.choice(EVIL)
        elif kind < 0.8:
            del changed[place : place + rng.randint(1, 40)]
        elif kind < 0.9:
            changed[place:place] = changed[: rng.randrange(len(changed) + 1)]
        elif kind < 0.95:
            del changed[place:]
    return bytes(changed)


def test_every_format_has_documents_to_mutate():
    suffixes = {one.suffixes[0].removeprefix(".") for one in FORMATS.values()}
    assert suffixes <= SOURCES.keys()


@pytest.mark.parametrize("kind", SOURCES)
def test_mutated_documents(campaign, tmp_path, kind):
    group: list[bytes] = []
    for rng in campaign.seeds(2000):
        group.append(mutated(rng, SOURCES[kind]))
        if len(group) == GROUP:
            read_group(campaign, tmp_path, kind, group)
            group = []
    if group:
        read_group(campaign, tmp_path, kind, group)


def read_group(campaign, folder, kind, group):
    names = []
    for number, data in enumerate([*group, SOURCES[kind]]):
        path = folder / f"{number:03}.{kind}"
        path.write_bytes(data)
        names.append(str(path))
    seen, last = set(), time.monotonic()
    options = {"keep_columns": ["by", "list"], "time_limit": 10}
    try:
        for one in read_documents(find_documents(names), **options):
            took, last = time.monotonic() - last, time.monotonic()
            seen.add(one.file)
            if took > SECONDS:
                campaign.fault("hung", f"{one.file} took {took:.0f} s")
            if isinstance(one, UnreadableDocument):
                if "\n" in one.reason or not issubclass(one.error, NLPSuiteError):
                    campaign.fault("wrong", repr(one.reason))
                if one.file == names[-1]:
                    campaign.fault("wrong", f"the good file: {one.reason}")
            else:
                one.text.encode()
                json.dumps(dict(one.fields), default=str, allow_nan=False).encode()
    except Exception as error:
        campaign.fault("raw", f"{type(error).__name__} {error} in {kind} after {len(seen)} files")
    if lost := set(names) - seen:
        campaign.fault("lost", sorted(lost)[:3])


@pytest.mark.parametrize("kind", ["csv", "tsv", "parquet", "json", "jsonl"])
def test_mutated_training_data(campaign, tmp_path, kind):
    row = {
        "id": "1",
        "question": "Who sleeps?",
        "context": "Tom sleeps.",
        "answers": {"text": ["Tom"], "answer_start": [0]},
        "source": "Go.",
        "target": "Geh.",
    }
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([row]), file)
    paragraph = {"context": row["context"], "qas": [row]}
    data = {
        "csv": b"source,target\nGo.,Geh.\nHi!,Hallo!\n",
        "tsv": b"Go.\tGeh.\nHi!\tHallo!\n",
        "parquet": file.getvalue(),
        "json": json.dumps({"data": [{"title": "a", "paragraphs": [paragraph]}]}).encode(),
        "jsonl": json.dumps(row).encode(),
    }[kind]
    path = tmp_path / f"a.{kind}"
    for rng in campaign.seeds(200 if kind == "parquet" else 2000):
        path.write_bytes(mutated(rng, data))
        began = time.monotonic()
        for load in (load_parallel, load_questions):
            try:
                load(path, on_bad_rows="skip")
            except NLPSuiteError as error:
                if "\n" in str(error):
                    campaign.fault("wrong", f"more than a line: {error}")
            except Exception as error:
                campaign.fault("raw", f"{load.__name__}: {type(error).__name__} {error}")
        if time.monotonic() - began > 2 * SECONDS:
            campaign.fault("hung", path)
