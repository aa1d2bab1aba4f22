from nlp_suite.batch import AnswerRow
from nlp_suite.batch.output.html_report import write_report


def make_row(**changes):
    values = {
        "question": "Who <paid>?",
        "file": "a&b.txt",
        "row": None,
        "document_id": None,
        "rank": 1,
        "answer": "Ann",
        "score": 0.5,
        "null_score": 0.25,
        "start": 12,
        "end": 15,
        "sentence": "<b>Kim</b> or\nAnn paid.",
        "sentence_start": -2,
        "engine": "custom",
        "model": "m",
        "model_version": "0" * 16,
        "fields": {},
    }
    return AnswerRow(**values | changes)


def test_answers_are_marked_in_their_sentences(tmp_path):
    path = tmp_path / "answers.html"
    rows = [
        make_row(),
        make_row(row=3, answer="", start=0, end=0, sentence="", sentence_start=0),
        make_row(question="When?"),
        make_row(question="Did Ann?", answer="", reason="yes_no", start=0, end=0),
    ]
    write_report(path, rows)
    page = path.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "Content-Security-Policy" in page
    assert "default-src 'none'" in page
    assert page.count("<h2>") == 3
    assert "<h2>Who &lt;paid&gt;?</h2>" in page
    assert "<p>&lt;b&gt;Kim&lt;/b&gt; or <mark>Ann</mark> paid.</p>" in page
    assert "a&amp;b.txt · score 0.50 · no answer 0.25" in page
    assert "<p>(no answer)</p>" in page
    assert "<p>(no answer) &lt;b&gt;Kim&lt;/b&gt; or Ann paid.</p>" in page
    assert "a&amp;b.txt, row 3" in page
    # It loads nothing, fits a phone, and knows the dark.
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page
    assert 'name="viewport"' in page
    assert "prefers-color-scheme: dark" in page
