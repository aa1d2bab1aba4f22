import dataclasses
import subprocess
import sys

import pandas as pd
import pytest

import nlp_suite
from nlp_suite import (
    Alternative,
    Answer,
    AnswerItem,
    AnswerPlace,
    InvalidInputError,
    MissingDependencyError,
    Sentence,
    SentenceTranslation,
    Summary,
    Translation,
    to_dataframe,
)

TEXT = "Kim has a cat. Tom has a dog. Eli has a bird."
QUESTIONS = ["Who has a dog?", "Who has a bird?"]


@pytest.fixture
def answers(lexical_reader):
    return lexical_reader(QUESTIONS, TEXT)


def translation(text, quality=None):
    sentence = SentenceTranslation(
        text=text,
        start=0,
        end=3,
        score=-0.5,
        tokens=("a",),
        source_tokens=("b",),
        n_best=(Alternative(text, -0.5), Alternative("x", -2.0)),
        quality=quality,
    )
    return Translation(text=text, source="one", sentences=(sentence,), engine="custom", model="m")


def summary(text="One."):
    return Summary(text, (Sentence(text, 0, 0, 4, 1.0),), 9, "lead", "custom", "m")


def test_a_row_for_each_answer(answers):
    frame = to_dataframe(answers)
    assert isinstance(frame, pd.DataFrame)
    assert frame["question"].tolist() == QUESTIONS
    assert frame.columns[0] == "question"
    assert {*frame.columns} == {field.name for field in dataclasses.fields(Answer)}
    for answer, row in zip(answers, frame.to_dict("records"), strict=True):
        plain = answer.to_dict()
        # pandas has its own value for what is missing.
        assert row.pop("document") is plain.pop("document") is None
        assert row == plain


def test_one_result_is_one_row(answers):
    pd.testing.assert_frame_equal(to_dataframe(answers[0]), to_dataframe(answers[:1]))
    assert to_dataframe(summary()).shape == (1, 12)
    pd.testing.assert_frame_equal(to_dataframe(iter(answers)), to_dataframe(answers))


def test_members_and_places_are_lists_of_dictionaries(answers):
    item = AnswerItem(text="Kim", start=0, end=3)
    place = AnswerPlace(text="Kim", start=0, end=3, score=0.5, document="a.txt")
    answer = dataclasses.replace(answers[0], items=(item,), places=(place,), document="a.txt")
    (row,) = to_dataframe(answer).to_dict("records")
    assert (row["items"], row["places"]) == ([item.to_dict()], [place.to_dict()])
    assert row["document"] == "a.txt"
    assert to_dataframe(answer.items).to_dict("records") == [item.to_dict()]
    assert to_dataframe(answer.places).to_dict("records") == [place.to_dict()]


def test_lists_of_answers_have_pair_and_rank(lexical_reader):
    found = lexical_reader(QUESTIONS, TEXT, top_k=3)
    frame = to_dataframe(found)
    assert [*frame.columns[:3]] == ["pair", "rank", "question"]
    places = [(n, rank) for n, own in enumerate(found) for rank in range(1, len(own) + 1)]
    assert list(zip(frame["pair"], frame["rank"], strict=True)) == places
    assert frame["text"].tolist() == [one.text for own in found for one in own]
    assert frame[frame["rank"] == 1]["question"].tolist() == QUESTIONS


def test_summaries():
    frame = to_dataframe([summary(), summary("Two.")])
    assert [*frame.columns] == [field.name for field in dataclasses.fields(Summary)]
    assert frame.loc[1, "sentences"] == [Sentence("Two.", 0, 0, 4, 1.0).to_dict()]
    (row,) = to_dataframe(summary().sentences).to_dict("records")
    assert row == Sentence("One.", 0, 0, 4, 1.0).to_dict()


def test_sentences_of_several_texts_say_which_they_are_from():
    texts = {"Courier": "A cat sleeps.", "Gazette": "Rain fell on the town."}
    sentences = nlp_suite.summarize(texts, together=True, method="lead").sentences
    frame = to_dataframe(sentences)
    assert frame["document"].tolist() == ["Courier", "Gazette"]
    assert frame.to_dict("records") == [one.to_dict() for one in sentences]


def test_translations():
    frame = to_dataframe([translation("eins", 0.5), translation("ein")])
    assert [*frame.columns[:4]] == ["source", "text", "score", "quality"]
    assert frame["text"].tolist() == ["eins", "ein"]
    assert frame["quality"].isna().tolist() == [False, True]
    # Numbers, also where there are none.
    assert to_dataframe(translation("eins"))["quality"].dtype == "float64"
    sentences = to_dataframe(translation("eins").sentences)
    assert [*sentences.columns] == ["text", "start", "end", "score", "quality"]
    assert to_dataframe(translation("eins").n_best).to_dict("list") == {
        "text": ["eins", "x"],
        "score": [-0.5, -2.0],
    }


def test_nothing_is_a_frame_of_nothing():
    assert to_dataframe([]).shape == (0, 0)


def test_the_rows_of_a_job(lexical_reader, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "rows.jsonl").write_text('{"id": "r1", "text": "Kim has a mouse."}\n')
    job = nlp_suite.answer_files(QUESTIONS, tmp_path)
    rows = list(job)
    frame = to_dataframe(rows)
    assert len(frame) == 4
    assert [*frame.columns] == [*rows[0].to_dict()]
    assert frame["row"].dtype == "Int64"
    assert sorted(frame["row"].fillna(0)) == [0, 0, 1, 1]
    assert frame["score"].tolist() == [row.score for row in rows]
    assert frame["rank"].dtype == "int64"
    again = to_dataframe(nlp_suite.answer_files(QUESTIONS, tmp_path))
    pd.testing.assert_frame_equal(again, frame)


@pytest.mark.parametrize("top_k", [None, 2])
def test_a_comparison_has_rows_for_each_input_and_system(lexical_reader, top_k):
    options = {"systems": [lexical_reader] * 2, "isolated": False, "repeats": 1, "top_k": top_k}
    comparison = nlp_suite.compare(
        "answer",
        [TEXT, TEXT[15:]],
        questions=QUESTIONS[0],
        titles=["animals", "fewer"],
        **{name: value for name, value in options.items() if value is not None},
    )
    # As where one could not take the first input.
    first = comparison.systems[0]
    failed = dataclasses.replace(first, results=(None, first.results[1]), errors=("too long", None))
    frame = to_dataframe(dataclasses.replace(comparison, systems=(failed, comparison.systems[1])))
    names = list(comparison.results)
    start = ["input", "title", "system"] + (["rank"] if top_k else [])
    best = frame if top_k is None else frame[~(frame["rank"] > 1)]
    assert [*best[["input", "system"]].itertuples(index=False, name=None)] == [
        (0, names[0]),
        (0, names[1]),
        (1, names[0]),
        (1, names[1]),
    ]
    assert best["title"].tolist() == ["animals"] * 2 + ["fewer"] * 2
    assert frame.columns[-1] == "error"
    assert {*start, "text", "score"} <= {*frame.columns}
    assert frame["error"].tolist()[0] == "too long"
    assert frame["error"].isna().sum() == len(frame) - 1
    assert frame["text"].isna().tolist()[0]


@pytest.mark.parametrize(
    ("results", "message"),
    [
        ("Paris", "results must be what answer, .* returned, got str"),
        (None, "got NoneType"),
        ({"a": summary()}, "got dict"),
        ([3], "results must be of answer, .* got a int among them"),
        ([[summary()], summary()], r"results\[1\] must be a list of answers as the others are"),
        ([summary(), translation("eins")], "must be of one kind, got Summary, Translation"),
        ([[summary()], [translation("eins")]], "must be of one kind, got Summary, Translation"),
    ],
)
def test_what_is_no_result(results, message):
    with pytest.raises(InvalidInputError, match=message):
        to_dataframe(results)


def test_without_pandas(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingDependencyError, match=r"package pandas, .* Run: pip install pandas"):
        to_dataframe(summary())


def test_pandas_is_imported_for_the_first_frame_only():
    code = "import sys, nlp_suite; nlp_suite.to_dataframe; print('pandas' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert result.stdout.strip() == b"False"
