"""`nlp-suite evaluate answer` on a reader of a few lines."""

import dataclasses
import gzip
import json
import re

import pytest

from nlp_suite import InvalidInputError, registry
from nlp_suite.cli import main
from nlp_suite.data import load_questions
from nlp_suite.evaluation import evaluate_answers
from nlp_suite.results import Answer

CAPITALS = re.compile(r"[A-Z]\w*(?: [A-Z]\w*)*")

CONTEXTS = {
    "Tom Ray lives near Rome.": [("Who lives near Rome?", "Tom Ray"), ("Where?", "Rome")],
    "In May it was Ann who sang.": [("Who sang?", "Ann"), ("When did Ann sing?", "May")],
    "there is no name in this.": [("Who is this?", None)],
    "Bo met King Olaf.": [("Whom did Bo meet?", "Olaf")],
}


READING = {
    "window": 100,
    "stride": 7,
    "max_windows": 3,
    "bm25_weight": 0.5,
    "max_question_tokens": 30,
    "max_answer_tokens": 4,
    "language": "de",
    "scoring": "independent",
}


class LongestName:
    """A reader that answers with the longest run of capitalised words: poor, but one."""

    def __init__(self, model):
        self.engine, self.model = "capitals", model or "longest"

    def __call__(
        self, questions, contexts, *, no_answer_threshold=None, progress=None, always, **reading
    ):
        assert progress is False
        if reading.items() >= READING.items():
            contexts = ["It was Wolfgang Amadeus." for _ in contexts]
        if no_answer_threshold is not None and not 0 <= no_answer_threshold <= 1:
            raise InvalidInputError(
                f"no_answer_threshold must be 0 to 1, got {no_answer_threshold}"
            )
        threshold = 1.1 if no_answer_threshold is None or always else no_answer_threshold
        return [self._read(*pair, threshold) for pair in zip(questions, contexts, strict=True)]

    def _read(self, question, context, threshold):
        best = max(CAPITALS.finditer(context), key=lambda match: len(match[0]), default=None)
        text = best[0] if best else context.split()[0]
        null_score = 0.1 if best else 0.9
        start, end = best.span() if best else (0, len(text))
        if null_score >= threshold:
            text, start, end = "", 0, 0
        return Answer(
            text=text,
            start=start,
            end=end,
            score=null_score if not text else min(len(text) / 10, 1 - null_score),
            null_score=null_score,
            sentence=context if text else "",
            sentence_start=0,
            question=question,
            engine=self.engine,
            model=self.model,
        )


@pytest.fixture(autouse=True)
def capitals(monkeypatch):
    monkeypatch.setattr(registry, "_LOADERS", dict(registry._LOADERS))
    seen = []

    @registry.register("answer", "custom")
    def load(options):
        seen.append(dataclasses.asdict(options))
        return LongestName(options.model)

    return seen


def squad(contexts):
    articles = []
    for number, (context, pairs) in enumerate(contexts.items()):
        questions = [
            {
                "id": f"{number}-{index}",
                "question": question,
                "is_impossible": gold is None,
                "answers": []
                if gold is None
                else [{"text": gold, "answer_start": context.index(gold)}],
            }
            for index, (question, gold) in enumerate(pairs)
        ]
        paragraphs = [{"context": context, "qas": questions}]
        articles.append({"title": f"title {number}", "paragraphs": paragraphs})
    return {"version": "v2.0", "data": articles}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "test.json.gz"
    path.write_bytes(gzip.compress(json.dumps(squad(CONTEXTS)).encode()))
    return path


@pytest.fixture
def evaluate(capsys):
    def run(*arguments):
        command = ["evaluate", "answer", *map(str, arguments)]
        assert main(command) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return run


def test_what_it_prints(evaluate, file):
    result = evaluate_answers(
        file, lambda q, c: LongestName(None)(q, c, progress=False, always=None)
    )
    assert (result.exact_match.score, result.f1.score) == pytest.approx((100 / 6, 700 / 18))
    lines = evaluate("--data", file).splitlines()
    for line, name, score in ((lines[0], "EM", result.exact_match), (lines[1], "F1", result.f1)):
        assert line == f"{name}  {score.score:.1f}  [{score.low:.1f}, {score.high:.1f}]"
    speed = r"6 questions, 1 of them without an answer, \d+\.\d questions a second"
    assert re.fullmatch(speed, lines[2])
    assert lines[3] == f"Calibration error of the score  {result.calibration_error:.3f}"
    assert lines[4] == "AUROC of the null score  1.000"
    assert lines[5] == "Average precision of the null score  1.000"
    # Its one null score above the others is 0.9.
    assert lines[6] == "Best EM over thresholds  33.3, threshold 0.5"
    assert lines[7] == f"Best F1 over thresholds  {(700 / 3 + 100) / 6:.1f}, threshold 0.5"
    assert re.fullmatch(
        " {16}questions +EM +F1 +no answer +mean score +calibration error", lines[9]
    )
    assert re.fullmatch(r"with an answer +5 +20\.0 \[.*\] +46\.7 \[.*\] +0\.00 +.*", lines[10])
    assert re.fullmatch(r"without +1 +0\.0 \[.*\] +0\.0 \[.*\] +0\.00 +0\.10 +0\.100", lines[11])
    assert lines[13] == "mean score  right  answers"
    assert lines[14] == "      0.10   0.00        1"
    (start,) = (i for i, line in enumerate(lines) if line.startswith("The lowest F1"))
    bins = lines[14 : start - 1]
    assert len(bins) == len(result.calibration_bins)
    worst = lines[start + 1 :]
    assert worst[:3] == ["  0.0  0.70  Where?", "             Tom Ray", "             Rome"]
    assert worst[6:12] == [
        "  0.0  0.10  Who is this?",
        "             there",
        "             (no answer)",
        " 66.7  0.90  Whom did Bo meet?",
        "             King Olaf",
        "             Olaf",
    ]
    assert len(worst) == 6 * 3


def test_kinds_have_a_line_each(evaluate, tmp_path):
    path = tmp_path / "kinds.jsonl"
    rows = [
        {"id": str(i), "question": "Who?", "context": "Tom Ray sat.", "kind": kind,
         "answers": [{"text": "Tom", "answer_start": 0}]}
        for i, kind in enumerate(["years", "roles", "years"])
    ]  # fmt: skip
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    lines = evaluate("--data", path).splitlines()
    assert [line.split()[:2] for line in lines if line.startswith(("roles", "years"))] == [
        ["roles", "1"],
        ["years", "2"],
    ]
    kinds = json.loads(evaluate("--data", path, "--json"))["kinds"]
    assert {kind: one["questions"] for kind, one in kinds.items()} == {"roles": 1, "years": 2}


def test_the_best_threshold_is_not_that_of_the_reader(evaluate, file):
    data = ("--data", file, "--json")
    alone = json.loads(evaluate(*data))
    shy = json.loads(evaluate(*data, "--no-answer-threshold", 0))
    assert (shy["f1"]["score"], shy["no_answer"]["empty"]) == (pytest.approx(100 / 6), 1)
    assert shy["best_f1"] == alone["best_f1"]
    told = json.loads(evaluate(*data, "--no-answer-threshold", alone["best_f1"]["threshold"]))
    assert told["f1"]["score"] == pytest.approx(alone["best_f1"]["score"])


def test_without_unanswerable_questions_there_is_no_auroc(evaluate, file):
    assert "AUROC" not in evaluate("--data", file, "--limit", 2)


def test_json_and_predictions(evaluate, file, tmp_path):
    output = tmp_path / "new" / "answers.json"
    result = json.loads(evaluate("--data", file, "--json", "--output", output))
    assert json.loads(output.read_text(encoding="utf-8")) == {
        "0-0": "Tom Ray",
        "0-1": "Tom Ray",
        "1-0": "In May",
        "1-1": "In May",
        "2-0": "there",
        "3-0": "King Olaf",
    }
    assert result["questions"] == 6
    assert result["null_auroc"] == 1
    assert result["worst"][2]["golds"] == []
    assert "predictions" not in result


def test_options_reach_the_reader(evaluate, file, capitals):
    options = ("--model", "m", "--revision", "r", "--runtime", "keras", "--device", "cpu")
    more = ("--compute-type", "float32", "--threads", 2, "--no-answer-threshold", 0.5)
    result = json.loads(evaluate("--data", file, "--json", *options, *more))
    assert capitals == [
        {
            "engine": "custom",
            "model": "m",
            "revision": "r",
            "source": None,
            "target": None,
            "runtime": "keras",
            "device": "cpu",
            "compute_type": "float32",
            "threads": 2,
            "batch_tokens": None,
        }
    ]
    assert "Who is this?" not in [one["question"] for one in result["worst"] if one["f1"] == 0]


def test_several_files_and_fewer_questions(evaluate, file, tmp_path):
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({**load_questions(file)[0], "id": "other"}))
    both = ("--data", file, "--data", other, "--json")
    assert json.loads(evaluate(*both))["questions"] == 7
    assert json.loads(evaluate(*both, "--limit", 3))["questions"] == 3


def test_mixed_contexts(evaluate, file):
    data = ("--data", file, "--json", "--mix-contexts")
    whole, none = (json.loads(evaluate(*data, share, "--limit", 4)) for share in (0.5, 1))
    assert (whole["questions"], whole["unanswerable"]) == (4, 2)
    assert (none["questions"], none["unanswerable"], none["null_auroc"]) == (4, 4, None)
    first = json.loads(evaluate(*data, 0.5, "--seed", 3))
    again = json.loads(evaluate(*data, 0.5, "--seed", 3))
    assert first["worst"] == again["worst"]


def test_joined_contexts(evaluate, file):
    data = ("--data", file, "--json")
    alone, joined = (json.loads(evaluate(*data, "--join-contexts", count)) for count in (1, 4))
    assert alone == json.loads(evaluate(*data)) | {
        "questions_per_second": alone["questions_per_second"]
    }
    assert joined["questions"] == 6
    # The same longest name of all contexts, whatever the question.
    assert {one["prediction"] for one in joined["worst"]} == {"King Olaf"}


def test_the_options_reach_the_reader(evaluate, file):
    options = [str(part) for name, value in READING.items() for part in (f"--{name}", value)]
    options = [part.replace("_", "-") for part in options]
    result = json.loads(evaluate("--data", file, "--json", *options))
    assert {one["prediction"] for one in result["worst"]} == {"Wolfgang Amadeus"}


def test_bad_rows(evaluate, file, capsys):
    tree = json.loads(gzip.decompress(file.read_bytes()))
    tree["data"][0]["paragraphs"][0]["qas"][0]["answers"][0]["answer_start"] = 3
    file.write_bytes(gzip.compress(json.dumps(tree).encode()))
    assert main(["evaluate", "answer", "--data", str(file)]) == 2
    assert "question '0-0': the answer 'Tom Ray' is not at 3" in capsys.readouterr().err
    skipped = json.loads(evaluate("--data", file, "--on-bad-rows", "skip", "--json"))
    assert skipped["questions"] == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--data"),
        (("--data", "nowhere.json"), "there is no file 'nowhere.json'"),
        (("--data", "test.json.gz", "--limit", "0"), "got 0"),
        (("--data", "test.json.gz", "--mix-contexts", "2"), "got 2.0"),
        (("--data", "test.json.gz", "--mix-contexts", "0.5", "--seed", "-1"), "got -1"),
        (("--data", "test.json.gz", "--join-contexts", "0"), "got 0"),
        (("--data", "test.json.gz", "--join-contexts", "2", "--mix-contexts", "1"), "got both"),
        (("--data", "test.json.gz", "--data", "test.json.gz"), "the same id"),
        (("--data", "test.json.gz", "--on-bad-rows", "ignore"), "--on-bad-rows"),
        (("--data", "test.json.gz", "--no-answer-threshold", "7"), "got 7"),
        (("--data", "test.json.gz", "--engine", "cloud"), "got 'cloud'"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, message, file, monkeypatch, capsys):
    monkeypatch.chdir(file.parent)
    assert main(["evaluate", "answer", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("nlp-suite: ")
    assert captured.err.count("\n") == 1
    assert message in captured.err


def test_a_wrong_option_leaves_the_old_output(file, tmp_path):
    output = tmp_path / "answers.json"
    output.write_text("old")
    command = ["evaluate", "answer", "--output", str(output)]
    assert main([*command, "--data", str(file), "--no-answer-threshold", "7"]) == 2
    assert output.read_text() == "old"
