"""`nlp-suite compare`."""

import json

import pytest

import nlp_suite
from nlp_suite.cli import main
from nlp_suite.evaluation import evaluate_answers, score_translations

HERE = ["--no-isolated", "--repeats", "1"]


@pytest.fixture
def compare(capsys):
    def run(*arguments):
        status = main(["compare", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def lines(tmp_path):
    (tmp_path / "text.en").write_text("I see a cat.\r\n\r\nThey like her.\n", newline="")
    (tmp_path / "text.de").write_text("Ich sehe eine Katze.\n\nSie lieben sie.\n", "utf-8")
    return [tmp_path / "text.en", "--reference", tmp_path / "text.de"]


def test_translate_in_processes_of_their_own(compare, lines, toy_translator, checkpoints, tmp_path):
    """Our engine beside the pretrained one, from the files to the page."""
    page = tmp_path / "page.html"
    systems = ["--system", toy_translator, "-s", checkpoints / "opus-mt"]
    status, output, _ = compare("translate", *lines, *systems, "--html", page, "--json")
    assert status == 0
    comparison = json.loads(output)
    assert comparison["inputs"] == ["I see a cat.", "They like her."]
    assert comparison["titles"] == ["Line 1", "Line 3"]
    assert comparison["references"] == [["Ich sehe eine Katze."], ["Sie lieben sie."]]
    ours, theirs = comparison["systems"]
    assert [one["text"] for one in ours["results"]] == ["Ich sehe eine Katze.", "Sie mögen sie."]
    assert (ours["engine"], theirs["engine"]) == ("custom", "pretrained")
    expected = nlp_suite.translate(
        comparison["inputs"], engine="pretrained", model=checkpoints / "opus-mt"
    )
    assert [one["text"] for one in theirs["results"]] == [one.text for one in expected]
    # PyTorch and transformers are in one process, and not in the other.
    assert 2e7 < ours["peak_memory"] < 2e8 < theirs["peak_memory"]
    scores = score_translations(
        [one["text"] for one in ours["results"]], ["Ich sehe eine Katze.", "Sie lieben sie."]
    )
    assert ours["scores"]["BLEU"]["score"] == pytest.approx(scores.bleu.score)
    assert "Comparison of 2 translators" in page.read_text(encoding="utf-8")


def test_summarize(compare, tmp_path, article):
    file, summary = tmp_path / "article.txt", tmp_path / "summary.txt"
    file.write_text(article, encoding="utf-8")
    summary.write_text(article[:300], encoding="utf-8")
    arguments = [file, "--reference", summary, "-s", "custom", "-n", 2, "--method", "lead"]
    status, output, error = compare("summarize", *arguments, *HERE)
    assert (status, error) == (0, "")
    assert output.startswith("summarize: 1 input, 1 system, median of 1 run\n")
    assert "ROUGE-L" in output
    assert f"{file}: How the bicycle found its shape" in output
    # The heading is the first sentence, and no part of a summary.
    assert "[2] For most of" in output


def test_summarize_in_both_styles(compare, tmp_path, article, generation_checkpoints):
    file = tmp_path / "article.txt"
    file.write_text(article[:300], encoding="utf-8")
    systems = ["-s", "custom", "-s", generation_checkpoints["bart"]]
    lengths = ["--sentences", 1, "--max-tokens", 9, "--beam-size", 1]
    status, output, _ = compare("summarize", file, *systems, *lengths, "--json", *HERE)
    assert status == 0
    chosen, written = json.loads(output)["systems"]
    assert len(chosen["results"][0]["sentences"]) == 1
    assert chosen["reference_free_scores"]["support"] == 100
    assert written["results"][0]["style"] == "abstractive"
    assert written["reference_free_scores"]["novel 1-grams"] > 0
    status, _, error = compare("summarize", file, "-s", "custom", "--max-tokens", 9, *HERE)
    assert status == 2
    assert "--max-tokens goes with abstractive summaries, but no system writes" in error


def test_summarize_records_with_their_references(compare, tmp_path):
    record = {"article": "One is here. Two is there. Three.", "summary": "Two is there."}
    file = tmp_path / "articles.jsonl"
    file.write_text(f"{json.dumps(record)}\n" * 3)
    arguments = ["summarize", file, "-s", "custom", "--limit", 2, "-n", 1, "--json", *HERE]
    status, output, _ = compare(*arguments)
    assert status == 0
    comparison = json.loads(output)
    assert comparison["titles"] == [f"{file}, article 1", f"{file}, article 2"]
    assert comparison["references"] == [["Two is there."]] * 2
    assert comparison["signature"].endswith("|sentences:1|bootstrap:1000|seed:0")


def test_answer(compare, tmp_path, checkpoints):
    for name in ("Tom", "Ann"):
        (tmp_path / f"{name}.txt").write_text(f"{name} has a cat. It likes {name} much.")
    files = [tmp_path / "Tom.txt", tmp_path / "Ann.txt"]
    asked = ["-q", "Who has a cat?", "--question", "Who likes what?"]
    model = checkpoints / "distilbert-squad"
    status, output, _ = compare("answer", *files, *asked, "-s", model, "--json", *HERE)
    assert status == 0
    comparison = json.loads(output)
    assert comparison["titles"] == [str(file) for file in files for _ in range(2)]
    assert comparison["questions"] == ["Who has a cat?", "Who likes what?"] * 2
    assert comparison["references"] is None
    (system,) = comparison["systems"]
    reader = nlp_suite.load("answer", engine="pretrained", model=model)
    expected = reader(comparison["questions"], comparison["inputs"])
    assert [one["text"] for one in system["results"]] == [one.text for one in expected]


def test_answer_questions_with_their_answers(compare, tmp_path, checkpoints):
    paragraphs = [
        {
            "context": f"{name} has a cat, and it sleeps.",
            "qas": [
                {
                    "id": name,
                    "question": "Who has a cat?",
                    "answers": [{"text": name, "answer_start": 0}],
                }
            ],
        }
        for name in ("Tom", "Ann")
    ]
    file = tmp_path / "questions.json"
    data = [{"title": "Cats", "paragraphs": paragraphs}]
    file.write_text(json.dumps({"version": "1.1", "data": data}))
    model = checkpoints / "distilbert-squad"
    status, output, _ = compare("answer", file, "-s", model, "--json", *HERE)
    assert status == 0
    comparison = json.loads(output)
    assert comparison["references"] == [["Tom"], ["Ann"]]
    reader = nlp_suite.load("answer", engine="pretrained", model=model)
    expected = evaluate_answers(file, reader).f1
    scores = comparison["systems"][0]["scores"]
    assert scores["F1"] == {"score": expected.score, "low": expected.low, "high": expected.high}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sing", "text.en"], "task must be one of"),
        (["translate", "nowhere.txt"], "nowhere.txt does not exist"),
        (["translate", "empty"], "there is nothing to translate in empty"),
        (["translate", "text.en", "-s", "nope"], "'nope', which is neither an engine"),
        (["translate", "text.en", "-q", "Who?"], "--question goes with answer"),
        (["translate", "text.en", "--limit", "0"], "limit must be at least 1, got 0"),
        (["translate", "text.en", "--reference", "empty"], "a line for each of text.en, which has"),
        (["translate", "text.en", "text.en", "--reference", "empty"], "once for each FILE, got 1"),
        (["translate", "text.en", "-s", "custom", "-n", "3"], "got 'sentences'"),
        (["translate", "text.en", "-s", "custom", "--html", "."], "'.' is a folder"),
        (["answer", "text.en"], "answer needs --question for a text such as text.en"),
        (["answer", "text.en", "-q", "?", "--reference", "empty"], "answer takes no --reference"),
        (["summarize", "a.jsonl", "--reference", "empty"], "has its references itself"),
        (["compare"], "Missing argument"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, message, compare, lines, monkeypatch):
    monkeypatch.chdir(lines[0].parent)
    (lines[0].parent / "empty").touch()
    status, output, error = compare(*arguments)
    assert (status, output) == (2, "")
    assert error.startswith("nlp-suite: ")
    assert error.count("\n") == 1
    assert message in error


def test_the_default_needs_the_pretrained_model(compare, lines, monkeypatch):
    """Without a network, the error of that engine is all there is."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    status, output, error = compare("translate", lines[0])
    assert (status, output) == (2, "")
    assert "hf download Helsinki-NLP/opus-mt-en-de" in error
    assert error.count("\n") == 1
