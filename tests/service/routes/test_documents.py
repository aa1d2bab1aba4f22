"""The route that reads files."""

import gzip
import json

import pytest

import nlp_suite

TEXT = "Tin melts at 232 °C. It was alloyed with copper. That made bronze."


def post(client, name, data, **fields):
    return client.post("/v1/documents", files={"file": (name, data)}, data=fields)


def test_a_text_is_read_summarized_asked_and_translated(client):
    found = post(
        client,
        "tin.txt",
        TEXT.encode(),
        summary_sentences=1,
        questions=["What was tin alloyed with?", "Who sang?"],
        source="en",
        target="de",
    )
    assert found.status_code == 200, found.text
    (document,) = found.json()["documents"]
    assert document["name"] == "tin.txt"
    assert document["text"] == TEXT
    assert document["summary"]["text"] == nlp_suite.summarize(TEXT, sentences=1).text
    assert [one["text"] for one in document["answers"]] == ["copper", ""]
    assert document["translation"]["text"] == nlp_suite.translate(TEXT).text
    assert found.json()["problems"] == []


def test_only_what_is_asked_for_is_done(client):
    (document,) = post(client, "tin.txt", TEXT.encode()).json()["documents"]
    assert (document["summary"], document["answers"], document["translation"]) == (None, [], None)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tin.txt.gz", gzip.compress(TEXT.encode())),
        ("tin.html", f"<html><body><article><p>{TEXT}</p></article></body></html>".encode()),
        ("tin.md", TEXT.encode()),
        ("no ending", TEXT.encode()),
        ("../../etc/passwd", TEXT.encode()),
        ("tin.latin.txt", TEXT.encode("latin-1")),
    ],
)
def test_files_of_many_kinds_are_read(client, name, data):
    found = post(client, name, data).json()
    assert [one["text"].strip() for one in found["documents"]] == [TEXT]
    assert found["documents"][0]["name"] == name.rpartition("/")[2]


def test_a_pdf_is_read(client, make_pdf):
    (document,) = post(client, "tin.pdf", make_pdf(["Tin melts."])).json()["documents"]
    assert document["text"].strip() == "Tin melts."


def test_each_row_of_a_table_is_a_document(client):
    rows = [{"id": "a", "text": TEXT}, {"id": "b", "text": "Zinc is cheap."}, {"id": "c"}]
    data = "\n".join(json.dumps(row) for row in rows).encode()
    found = post(client, "rows.jsonl", data, summary_sentences=1).json()
    assert [one["text"] for one in found["documents"]] == [TEXT, "Zinc is cheap."]
    (problem,) = found["problems"]
    assert "rows.jsonl" in problem["file"]
    assert "tmp" not in problem["file"] + problem["reason"]


@pytest.mark.parametrize(
    ("name", "data"), [("a.pdf", b"%PDF-1.4 no"), ("a.txt", b" "), ("a.txt", b"")]
)
def test_what_cannot_be_read_is_a_problem(client, name, data):
    found = post(client, name, data)
    assert found.status_code == 200
    assert found.json()["documents"] == []
    (problem,) = found.json()["problems"]
    assert name in problem["reason"] or name in problem["file"]
    assert "/tmp" not in json.dumps(problem)  # noqa: S108


def test_limits_hold_for_files(client):
    assert post(client, "a.txt", b"a " * 3_000).status_code == 413
    assert post(client, "a.txt", b"a" * 200_000).status_code == 413
    assert post(client, "a.txt", b"a", questions=["Who?"] * 51).status_code == 422
    assert post(client, "a.txt", b"a", summary_sentences=0).status_code == 422
    assert client.post("/v1/documents", data={"target": "de"}).status_code == 422
    assert client.post(
        "/v1/documents", content=b"--x", headers={"content-type": "multipart/form-data; boundary=x"}
    ).status_code in (400, 422)


def test_events_tell_the_result(client):
    files = {"file": ("tin.txt", TEXT.encode())}
    found = client.post(
        "/v1/documents",
        files=files,
        data={"target": "de", "source": "en"},
        headers={"accept": "text/event-stream"},
    )
    last = found.text.strip().split("\n\n")[-1].split("\n")
    assert last[0] == "event: result"
    (document,) = json.loads(last[1].removeprefix("data: "))["documents"]
    assert document["translation"]["text"] == nlp_suite.translate(TEXT).text
