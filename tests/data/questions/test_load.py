"""Questions with answers, from files of every form that they come in."""

import gzip
import json
import logging

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.data import load_questions
from nlp_suite.data.questions.rows import QuestionSource, read_examples

datasets = pytest.importorskip("datasets")

CONTEXT = " Tom  sleeps.\r\nÄlter als 😀 Ann?\u2028 "
ROWS = [
    {
        "id": "a",
        "title": "Tom",
        "question": "Who sleeps? ",
        "context": CONTEXT,
        "answers": {"text": ["Tom", "Tom  sleeps"], "answer_start": [1, 1]},
    },
    {
        "id": "b",
        "title": "Tom",
        "question": "Älter als wer?",
        "context": CONTEXT,
        "answers": {"text": ["😀 Ann"], "answer_start": [25]},
    },
    {
        "id": "c",
        "title": "",
        "question": "Who?",
        "context": "Nobody knows.",
        "answers": {"text": [], "answer_start": []},
    },
]


def pairs(row):
    return [
        {"text": text, "answer_start": start}
        for text, start in zip(*row["answers"].values(), strict=True)
    ]


def squad(version=2):
    """The rows in the nested form of SQuAD."""
    questions = [
        {"id": row["id"], "question": row["question"], "answers": pairs(row)} for row in ROWS
    ]
    if version == 2:
        for question in questions:
            question["is_impossible"] = not question["answers"]
        plausible = {"text": "Nobody", "answer_start": 0}
        questions[2]["plausible_answers"] = [plausible]
    return {
        "version": "v2.0",
        "data": [
            {"title": "Tom", "paragraphs": [{"context": CONTEXT, "qas": questions[:2]}]},
            {"paragraphs": [{"context": ROWS[2]["context"], "qas": questions[2:]}]},
            {"title": "Empty", "paragraphs": []},
        ],
    }


def json_lines(rows):
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def test_columns(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(squad()))
    questions = load_questions(path)
    assert isinstance(questions, datasets.Dataset)
    assert list(questions) == ROWS
    assert list(questions.features) == ["id", "title", "question", "context", "answers"]
    assert questions.features["answers"]["answer_start"] == datasets.List(datasets.Value("int32"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", json.dumps(squad(version=1)).encode()),
        ("a.json", b"\xef\xbb\xbf" + json.dumps(squad(), ensure_ascii=False).encode()),
        ("a.json.gz", gzip.compress(json.dumps(squad()).encode())),
        ("A.JSON", json.dumps({"data": ROWS}).encode()),
        ("a.jsonl", json_lines(ROWS)),
        ("a.jsonl", json_lines(ROWS).replace(b"\n", b"\r\n") + b" \n\n"),
        ("a.jsonl", json_lines({**row, "answers": pairs(row)} for row in ROWS)),
        ("a.jsonl.gz", gzip.compress(json_lines(ROWS))),
    ],
)
def test_forms_of_json(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    assert list(load_questions(str(path))) == ROWS


@pytest.mark.parametrize("listed", [True, False])
def test_parquet(tmp_path, listed):
    path = tmp_path / "a.parquet"
    rows = [{**row, "answers": pairs(row)} for row in ROWS] if listed else ROWS
    pq.write_table(pa.Table.from_pylist(rows).append_column("more", [[1, 2, 3]]), path)
    assert list(load_questions(path)) == ROWS


def test_what_it_gives_can_be_written_and_loaded_again(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(json_lines(ROWS))
    questions = load_questions(tmp_path / "a.jsonl")
    questions.to_parquet(tmp_path / "b.parquet")
    questions.to_json(tmp_path / "b.jsonl")
    for name in ("b.parquet", "b.jsonl"):
        assert list(load_questions(tmp_path / name)) == ROWS


def test_several_files_one_after_the_other(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(json_lines(ROWS[2:]))
    (tmp_path / "b.jsonl").write_bytes(json_lines(ROWS[:2]))
    files = [tmp_path / "a.jsonl", str(tmp_path / "b.jsonl")]
    assert list(load_questions(files)) == [ROWS[2], *ROWS[:2]]
    with pytest.raises(DataFormatError, match=r"a\.jsonl, line 1, question 'c': an earlier"):
        load_questions([*files, files[0]])


def test_the_hub(monkeypatch, tables_in_this_process):
    """A stand-in for the hub gives the columns, and is asked for the revision."""

    class Builder:
        hash = "v1"

        def __init__(self, *asked, **options):
            assert asked == ("owner/questions",)
            assert options == {"name": "plain", "revision": "v1"}

        def download_and_prepare(self):
            pass

        def as_dataset(self, split):
            assert split == "dev"
            return datasets.Dataset.from_list(ROWS).add_column("more", [1, 2, 3])

    monkeypatch.setattr(datasets, "load_dataset_builder", Builder)
    options = {"revision": "v1", "subset": "plain", "hub_split": "dev"}
    assert list(load_questions("owner/questions", **options)) == ROWS
    with pytest.raises(InvalidInputError, match=r"no file 'owner/questions'.*pass revision="):
        load_questions("owner/questions")


def test_fewer_rows(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines(ROWS[:2]) + b"no JSON\n")
    assert list(load_questions([path, path], limit=2)) == ROWS[:2]
    with pytest.raises(DataFormatError, match="line 3: it is no JSON"):
        load_questions(path, limit=3)


def test_odd_values_in_memory():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    for field, value in (
        ("id", True),
        ("question", deep),
        ("answers", deep),
        ("answers", 10**5000),
    ):
        with pytest.raises(DataFormatError, match=r"question 1.*; correct it"):
            load_rows([{**ROWS[0], field: value}])
    # A number that no text can be made of names a question all the same.
    (row,) = load_rows([{**ROWS[0], "id": 10**5000}])
    assert row.id == "a whole number of 16610 bits"


def load_rows(rows):
    return list(read_examples([QuestionSource.of_rows(rows)]))


def without(field, row=ROWS[0]):
    return {name: value for name, value in row.items() if name != field}


def answered(texts, starts, **more):
    return {**ROWS[0], "answers": {"text": texts, "answer_start": starts}, **more}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (answered(["Tom"], [0]), r"answer 'Tom' is not at 0, where the context has ' To'"),
        (answered(["Tom "], [1, 2]), "1 answers and 2 'answer_start'"),
        # No white space is forgiven, and no start is counted from the end.
        (answered(["Tom sleeps"], [1]), "where the context has 'Tom  sleep'"),
        (answered([CONTEXT[-1]], [-1]), "an answer must be a text, and one is ' '"),
        (answered(["Ann"], [-7]), "must be a number of characters, and it is -7"),
        (answered(["Tom"], [1.0]), "and it is 1.0"),
        (answered(["Tom"], [True]), "and it is True"),
        (answered(["Tom"], [10**30]), "where the context has ''"),
        (answered([""], [0]), "one is ''"),
        (answered([None], [0]), "one is None"),
        (answered(["Tom"], [1], is_impossible=True), "has 1 answers, and 'is_impossible'"),
        (answered([], [], is_impossible=False), "has 0 answers, and 'is_impossible'"),
        (answered(["Tom"], [1], is_impossible="no"), "'is_impossible' is 'no'"),
        ({**ROWS[0], "answers": {"text": ["Tom"]}}, "no 'answer_start'"),
        ({**ROWS[0], "answers": ["Tom"]}, r"no 'text' and 'answer_start': \['Tom'\]"),
        ({**ROWS[0], "answers": "Tom"}, "no 'text' and 'answer_start': 'Tom'"),
        ({**ROWS[0], "answers": [{"answer": "Tom"}]}, "one is None"),
        (without("answers"), "no 'answers'; without an answer they are an empty list"),
        (without("id"), "line 2: it has no 'id'"),
        (without("question"), "question 'a': it has no 'question'"),
        (without("context"), "it has no 'context'"),
        ({**ROWS[0], "question": " \t"}, "its 'question' is empty"),
        ({**ROWS[0], "context": ["Tom"]}, "its 'context' is a list, not a text"),
        ({**ROWS[0], "title": 5}, "its 'title' is a int, not a text"),
        ({**ROWS[0], "id": True}, "its 'id' is a bool, not a text"),
        ({**ROWS[0], "question": "Wh\0?"}, "its 'question' has a NUL character"),
        ({**ROWS[0], "question": "\ud83d?"}, r"'question' has half a character, U\+D83D"),
        (ROWS[1], "line 2, question 'b': an earlier question has the same id"),
        (["a"], "it is a list, not an object"),
    ],
)
def test_bad_rows_are_named_or_left_out(tmp_path, caplog, row, message):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines([ROWS[1]]) + f"{json.dumps(row)}\n".encode() + json_lines(ROWS[2:]))
    with pytest.raises(DataFormatError, match=message) as caught:
        load_questions(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    with caplog.at_level(logging.WARNING):
        assert list(load_questions(path, on_bad_rows="skip")) == ROWS[1:]
    assert "left out 1 bad rows; the first is" in caplog.text


def test_a_bad_row_of_squad_is_found_by_its_place_and_id(tmp_path):
    tree = squad()
    tree["data"][0]["paragraphs"][0]["qas"][1]["answers"][0]["answer_start"] = 0
    path = tmp_path / "a.json"
    path.write_text(json.dumps(tree))
    place = r"a\.json, data\[0\]\.paragraphs\[0\]\.qas\[1\], question 'b': the answer '😀 Ann'"
    with pytest.raises(DataFormatError, match=f"{place}.*on_bad_rows='skip'"):
        load_questions(path)


def test_ids_may_be_numbers_and_answers_of_unanswerable_rows_missing():
    rows = [
        {**without("answers"), "id": 7, "title": None, "is_impossible": True},
        {**ROWS[0], "answers": {"text": "Tom", "answer_start": 1}},
    ]
    source = QuestionSource("a", iter([(str(n), row) for n, row in enumerate(rows)]))
    first, second = read_examples([source])
    assert (first.id, first.title, first.answers, first.answer_starts) == ("7", "", (), ())
    assert (second.answers, second.answer_starts) == (("Tom",), (1,))


HALF = gzip.compress(json.dumps(squad()).encode())[:200]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.json", b"", "is empty"),
        ("a.jsonl", b"\n \n", "holds no questions"),
        ("a.json", b'{"data": []}', "holds no questions"),
        ("a.json", b"Who?", "is no JSON"),
        ("a.json", json_lines(ROWS), "is no JSON .*for an object on each line call it .jsonl"),
        ("a.json", b"[" * 100_000, "is no JSON"),
        ("a.jsonl", json_lines(ROWS)[:-9], "line 3: it is no JSON"),
        ("a.jsonl", b"[" * 100_000, "line 1: it is no JSON"),
        ("a.jsonl", b'{"id": 1' + b"0" * 9999 + b"}", "line 1: it is no JSON .Exceeds"),
        ("a.json", b"[]", "an object with a list 'data', and it is a list"),
        ("a.json", b'{"questions": []}', r"list 'data', and it has \['questions'\]"),
        ("a.json", b'{"data": {}}', r"list 'data', and it has \['data'\]"),
        ("a.json", b'{"data": [5]}', r"data\[0\] must be .*'paragraphs', and it is a int"),
        ("a.json", b'{"data": [{"title": "a"}]}', r"'paragraphs', and it has \['title'\]"),
        ("a.json", b'{"data": [{"paragraphs": [{}]}]}', r"data\[0\].paragraphs\[0\] .*'qas'"),
        ("a.json", b'{"data": [{"paragraphs": [{"qas": [5]}]}]}', r"qas\[0\]: it is a int"),
        ("a.json", b'{"data": [{"paragraphs": [{"qas": [{}]}]}]}', "it has no 'context'"),
        ("a.json", b'{"da\0ta": []}', "binary file"),
        ("a.json", b'{"data": "caf\xe9"}', "not valid UTF-8"),
        ("a.json.gz", HALF, "damaged gzip data"),
        ("a.parquet", b"PAR1" * 10, "no Parquet file"),
        ("a.parquet", b"", "no Parquet file"),
    ],
)
def test_bad_files(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DataFormatError, match=message) as caught:
        load_questions(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_only_bad_rows(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines([without("id")]))
    with pytest.raises(DataFormatError, match=r"no questions, the first problem is in .*line 1"):
        load_questions(path, on_bad_rows="skip")


def test_parquet_without_the_columns(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"question": ["Who?"], "text": ["Tom sleeps."]}), path)
    message = r"a\.parquet has the columns \['question', 'text'\], and lacks \['id', 'context'"
    with pytest.raises(DataFormatError, match=message):
        load_questions(path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"source": "nowhere.json"}, "there is no file 'nowhere.json'"),
        ({"source": ["good.jsonl", "nowhere.json"]}, "there is no file 'nowhere.json'"),
        ({"source": "a\0b"}, "there is no file"),
        ({"source": "."}, "is a folder"),
        ({"source": "a.tsv"}, r"a\.tsv ends in '\.tsv'; give questions as \.json"),
        ({"source": 5}, "got int 5"),
        ({"source": [5]}, "got list"),
        ({"source": []}, "got an empty list"),
        ({"source": "good.jsonl", "revision": "main"}, "revision= is for data sets on the hub"),
        ({"source": "good.jsonl", "limit": 0}, "limit must be .* got 0"),
        ({"source": "good.jsonl", "limit": 1.5}, "limit must be .* got 1.5"),
        ({"source": "good.jsonl", "on_bad_rows": "drop"}, "got 'drop'"),
    ],
)
def test_bad_arguments(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.jsonl").write_bytes(json_lines(ROWS))
    (tmp_path / "a.tsv").write_text("Who?\tTom\n")
    with pytest.raises(InvalidInputError, match=message):
        load_questions(**arguments)


def test_a_table_beyond_all_memory_is_an_error(tmp_path, monkeypatch):
    """Nested, the context stands there once; in the table every question has a copy."""
    monkeypatch.setattr("nlp_suite.data.questions.table_formats._MOST_BYTES", 1 << 20)
    monkeypatch.setattr("nlp_suite.data.questions.table_formats._BLOCK_CHARACTERS", 1 << 17)
    context = "Tom sleeps. " * 1000
    tree = squad()
    questions = [
        {"id": str(i), "question": "Who?", "answers": [{"text": "Tom", "answer_start": 0}]}
        for i in range(200)
    ]
    tree["data"][0]["paragraphs"] = [{"context": context, "qas": questions}]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(tree))
    assert path.stat().st_size < 1 << 16
    with pytest.raises(DataFormatError, match=r"take more than .* GiB as a table; pass limit="):
        load_questions(path)
    assert len(load_questions(path, limit=50)) == 50


@given(st.text(min_size=1).filter(lambda text: text.strip() and "\0" not in text), st.data())
def test_answers_are_where_they_say_in_any_unicode(context, data):
    try:
        context.encode()
    except UnicodeEncodeError:
        return
    start = data.draw(st.integers(0, len(context) - 1))
    end = data.draw(st.integers(start + 1, len(context)))
    text = context[start:end]
    row = {"id": "a", "question": "Who?", "context": context, "answers": [
        {"text": text, "answer_start": start}
    ]}  # fmt: skip
    (line,) = json_lines([row]).decode().rstrip("\n").split("\n")
    source = QuestionSource("a", iter([("line 1", json.loads(line))]))
    if text.isspace():
        with pytest.raises(DataFormatError, match="an answer must be a text"):
            list(read_examples([source]))
        return
    (question,) = read_examples([source])
    assert question.context == context
    assert context[question.answer_starts[0] :].startswith(question.answers[0])


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("squadshifts-new-wiki", 7938),
        ("squadshifts-reddit", 9803),
        ("squadshifts-amazon", 9885),
        ("squad-train-subset", 3547),
        ("xquad-en", 1190),
    ],
)
def test_real_files(development_data, name, rows):
    questions = load_questions(development_data / "qa" / f"{name}.json.gz")
    assert len(questions) == len(set(questions["id"])) == rows
    for batch in questions.iter(1000):
        for context, answers in zip(batch["context"], batch["answers"], strict=True):
            assert answers["text"]
            for text, start in zip(answers["text"], answers["answer_start"], strict=True):
                assert context[start : start + len(text)] == text


def test_lines_that_are_no_json_are_bad_rows(tmp_path, caplog):
    path = tmp_path / "a.jsonl"
    bad = b'{\n{"id": 1' + b"0" * 9999 + b"}\n" + b"[" * 100_000 + b"\n"
    path.write_bytes(bad + b"\xef\xbb\xbf" + json_lines(ROWS))
    with pytest.raises(DataFormatError, match=r"line 1: it is no JSON .* pass on_bad_rows='skip'"):
        load_questions(path)
    with caplog.at_level("WARNING", "nlp_suite"):
        assert list(load_questions(path, on_bad_rows="skip")) == ROWS
    assert "left out 3 bad rows" in caplog.text


def test_values_of_parquet_that_python_has_none_for(tmp_path):
    path = tmp_path / "a.parquet"
    rows = pa.Table.from_pylist(ROWS[:1]).drop_columns(["title"])
    title = pa.array([2**30], pa.date32())
    pq.write_table(rows.append_column("title", title), path)
    with pytest.raises(DataFormatError, match=r"row 1.*: its 'title' is a date32\[day\] that"):
        load_questions(path)
