import gzip
import json

import pytest

from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.batch.questions import Question, read_questions


@pytest.fixture
def read(tmp_path):
    def read(name, text):
        data = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(data)
        return list(read_questions(tmp_path / name))

    return read


def test_a_list():
    found = list(read_questions(["Who?", {"question": "What?", "file": "a.txt", "id": 7}]))
    assert found == [Question("Who?"), Question("What?", "a.txt", {"id": 7})]


def test_a_text(read):
    expected = [Question("Who paid?"), Question("What, then?")]
    assert read("q.txt", "Who paid?\n\n  What, then?\r\n") == expected
    assert read("q", b"\xef\xbb\xbfWho paid?\nWhat, then?") == expected
    assert read("q.txt.gz", gzip.compress(b"Who paid?\nWhat, then?\n")) == expected


def test_json_lines(read):
    rows = [
        {"question": "Who?", "file": "a.txt", "id": "x", "gold": ["Tom"]},
        {"question": "What?", "file": None},
    ]
    text = "\n\n".join(map(json.dumps, rows))
    assert read("q.jsonl", text) == [
        Question("Who?", "a.txt", {"id": "x", "gold": ["Tom"]}),
        Question("What?"),
    ]


def test_csv(read):
    text = 'file;question;n\na.txt;"Who paid; and\nwhen?";1\n;What?;2\n'
    assert read("q.csv", text) == [
        Question("Who paid; and\nwhen?", "a.txt", {"n": "1"}),
        Question("What?", None, {"n": "2"}),
    ]


def test_the_questions_of_the_articles(development_data):
    path = development_data / "articles" / "questions.jsonl"
    found = list(read_questions(path))
    assert len(found) == 480
    assert len({question.file for question in found}) == 48


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("q.txt", "", "is empty"),
        ("q.jsonl", '{"question": "Who?"}\n{"question"', "q.jsonl, line 2 is no JSON"),
        ("q.jsonl", '["Who?"]', "line 1 is a JSON list, not an object"),
        ("q.jsonl", '{"ask": "Who?"}', "line 1 has no question; give it as 'question', got None"),
        ("q.jsonl", '{"question": " "}', "line 1 has no question"),
        ("q.jsonl", '{"question": "Who?", "file": 3}', "its 'file' must be a path, got 3"),
        ("q.jsonl", '{"question": "Who?", "share": NaN}', "NaN is no number of JSON"),
        ("q.csv", "ask\nWho?\n", "has no column 'question', its first line is 'ask'"),
        ("q.csv", 'question\n"Who?\n', "q.csv, line 2"),
        ("q.txt", b"\0\1", "binary"),
    ],
)
def test_bad_files(read, name, text, message):
    with pytest.raises(DataFormatError) as error:
        read(name, text)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "text", "messages"),
    [
        (
            "q.jsonl",
            b'{"question"\n{"question": "Who?"}\n[]\n'
            b'{"question": "\\ud800"}\n{"question": "\xff"}\n'
            b'{"question": "a\0"}\n{"question": "What?", "x": ' + b"[" * 9**5 + b"]" * 9**5 + b"}\n"
            b'{"question": "'
            + b"a" * (1 << 20)
            + b'"}\n{"question": "When?", "x": '
            + b"9" * 9000
            + b'}\n{"question": "When?", "file": 3}\n{"question": "What?"}',
            [
                "q.jsonl, line 1 is no JSON",
                "q.jsonl, line 3 is a JSON list, not an object",
                "q.jsonl, line 4 is not valid Unicode",
                "q.jsonl, line 5 is not valid UTF-8",
                "q.jsonl, line 6 has a NUL character",
                "q.jsonl, line 7 is no JSON",
                "q.jsonl, line 8 has more than 1,048,576 bytes",
                "q.jsonl, line 9 is no JSON",
                "q.jsonl, line 10: its 'file' must be a path",
            ],
        ),
        (
            "q.txt",
            b"Who?\na\0b\n" + b"a" * (1 << 20) + b"\n \nWhat?\n",
            ["q.txt, line 2 has a NUL", "q.txt, line 3 has more than"],
        ),
        ("q.csv", b"question,n\nWho?,1\n,2\nWhat?,3\n", ["q.csv, line 3 has no question"]),
    ],
)
def test_a_bad_line_is_one_problem(tmp_path, name, text, messages):
    (tmp_path / name).write_bytes(text)
    problems = []
    found = list(read_questions(tmp_path / name, problems.append))
    assert [question.text for question in found] == ["Who?", "What?"]
    for problem, message in zip(problems, messages, strict=True):
        assert isinstance(problem, DataFormatError)
        assert message in str(problem)
        assert "\n" not in str(problem)
    with pytest.raises(DataFormatError) as error:
        list(read_questions(tmp_path / name))
    assert messages[0] in str(error.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [("q.csv", b'question\nWho?\n"What?\n'), ("q.csv", b"ask\nWho?\n"), ("q.jsonl", b"\0\n{}")],
)
def test_a_file_that_cannot_be_read_is_an_error(tmp_path, name, text):
    (tmp_path / name).write_bytes(text)
    problems = []
    with pytest.raises(DataFormatError, match=name):
        list(read_questions(tmp_path / name, problems.append))
    assert not problems


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        (7, "questions must be a list of them or the path of a file, got int"),
        (["Who?", " "], "questions[1] must have a visible character"),
        (["caf\udce9"], r"questions[0] is not valid Unicode: 'caf\udce9'"),
        ([{"ask": "Who?"}], "questions[0] has no question"),
        ("nowhere.txt", "there is no file 'nowhere.txt'"),
    ],
)
def test_bad_lists(questions, message):
    with pytest.raises(InvalidInputError) as error:
        list(read_questions(questions))
    assert message in str(error.value)
