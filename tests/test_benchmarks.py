"""The benchmarks run; what they measure is for docs/ to say."""

import hashlib
import importlib
import importlib.util
import json
import os
import re
import sys
import warnings
from pathlib import Path
from unittest import mock

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"

pytestmark = pytest.mark.slow


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs a benchmark and gives what it prints.

    In this process, as importing TensorFlow and torch would be most of what a new one does.
    """
    import torch

    monkeypatch.syspath_prepend(str(BENCHMARKS))

    def run(script, *arguments):
        module = importlib.import_module(script)
        monkeypatch.setattr(sys, "argv", [str(BENCHMARKS / f"{script}.py"), *arguments])
        with mock.patch.dict(os.environ), warnings.catch_warnings(action="ignore"):
            module.main()
        return capsys.readouterr().out

    threads = torch.get_num_threads()
    yield run
    torch.set_num_threads(threads)


def test_summarize(run):
    output = run("summarize", "--runs", "1", "--words", "200")
    assert "| warm call, s |" in output
    assert output.count("×") == 3


def test_answer_values(run):
    *_, row = run("answer_values").splitlines()
    kind, *_, whole = row.strip("| ").split(" | ")
    assert kind == "all"
    assert float(whole.rstrip("%")) >= 99


def test_encoder_parity(run):
    output = run("encoder_parity")
    rows = [line.strip("| ").split(" | ") for line in output.splitlines() if "e-" in line]
    differences = {(row[0], row[1]): float(row[2]) for row in rows}
    for (peer, weights), difference in differences.items():
        if not any(words in peer for words in ("as it is", "int8", "published")):
            assert difference < 1e-4, (peer, weights)
    assert len(differences) >= 7
    (cosine,) = re.findall(r"published.* cosine .* \| (0\.\d+) \|", output)
    assert float(cosine) > 0.999


def test_summary_quality(run, tmp_path, article):
    data = tmp_path / "articles.jsonl"
    record = {"article": article, "summary": article.split("\n\n")[1]}
    data.write_text(json.dumps(record) + "\n" + json.dumps(record))
    output = run("summary_quality", "--data", str(data))
    assert "| salience (default) |" in output
    assert "| bert-extractive-summarizer, use_first=True |" in output
    if importlib.util.find_spec("sumy"):
        assert "| sumy lex_rank |" in output


def test_summary_ranker(run, tmp_path, article):
    data = tmp_path / "articles.jsonl"
    first, *others = article.split("\n\n")[:4]
    records = [
        {"id": f"book{i}/1", "article": " ".join(others), "summary": first} for i in range(2)
    ]
    data.write_text("\n".join(map(json.dumps, records)))
    output = run(
        "summary_ranker",
        "--train",
        str(data),
        "--data",
        f"{data}:2",
        "--epochs",
        "1",
        "--width",
        "8",
        "--projection",
        "0",
    )
    assert "| salience + 0.5 ranker |" in output
    assert "books left out" in output


def test_keywords(run, tmp_path, article):
    data = tmp_path / "articles.jsonl"
    data.write_text(json.dumps({"article": article, "title": "The bicycle"}))
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "Bicycle.txt").write_text(article)
    output = run("keywords", "--data", str(data), "--articles", str(tmp_path / "texts"))
    rows = [line.strip("| ").split(" | ") for line in output.splitlines() if line.startswith("| ")]
    assert rows[0] == ["articles, 1", "texts, 1"]
    assert rows[1][0] == "nlp_suite"
    # Nothing is said more often than what the article is about.
    assert all(cell.startswith("100.0 / 100.0 / ") for cell in rows[1][1:])
    assert "| the first 12 words |" in output


def test_summary_cohesion(run, tmp_path, article):
    data = tmp_path / "articles.jsonl"
    data.write_text(json.dumps({"article": article, "abstract": article.split("\n\n")[1]}))
    output = run("summary_cohesion", "--data", str(data), "--reference", "abstract")
    rows = [line.strip("| ").split(" | ") for line in output.splitlines() if line.startswith("| ")]
    assert rows[0][0] == "cohesive"
    assert rows[2][:5] == ["yes", "0", "0", "0", "0"]


def test_summary_support(run, tmp_path, article):
    data = tmp_path / "articles.jsonl"
    first, *_, last = article.split("\n\n")
    records = [
        {"article": article, "abstract": first},
        {"article": last, "abstract": "It was sold in Paris in 1869. Bob Miller of Spain had 77."},
    ]
    data.write_text("\n".join(map(json.dumps, records)))
    output = run("summary_support", "--data", str(data))
    rows = [line.strip("| ").split(" | ") for line in output.splitlines() if line.startswith("| ")]
    assert [row[:3] for row in rows[1:11:5]] == [
        ["articles.jsonl", "meaning", "0.40"],
        ["articles.jsonl", "words", "0.15"],
    ]
    assert rows[11][:2] == ["texts", "sentences"]
    assert rows[12][0] == "articles.jsonl"


def test_summary_reading(run, tmp_path):
    (tmp_path / "news-1.txt").write_text(
        "Fox eats hens\n\nA fox ate two hens. Why? It was hungry.\n"
    )
    output = run("summary_reading", "--texts", str(tmp_path))
    assert "| News reports | before | 0 | 0 | 0 | 0 | 0 |" in output
    assert (
        "**news-1**: Fox eats hens\n\n> A fox ate two hens.\n> Why?\n> It was hungry.\n" in output
    )
    texts = sorted((BENCHMARKS / "data" / "summary_texts").glob("*.txt"))
    page = (BENCHMARKS.parent / "docs" / "summary-examples.md").read_text()
    assert len(texts) == 40
    assert [text.stem for text in texts if f"**{text.stem}**: " not in page] == []


def test_query_summaries(run, tmp_path, article):
    articles = tmp_path / "articles.jsonl"
    articles.write_text(json.dumps({"article": article, "abstract": article[:200]}))
    questions = tmp_path / "questions.jsonl"
    texts = ["Tin melts at 232 degrees. Bronze has tin in it.", "Ann came. Bob left in May."]
    asked = [("What is in bronze?", "tin in it"), ("When did Bob leave?", "in May")]
    rows = (
        {
            "id": str(number),
            "title": str(number),
            "context": text,
            "question": question,
            "answers": {"text": [answer], "answer_start": [text.index(answer)]},
        }
        for number, (text, (question, answer)) in enumerate(zip(texts, asked, strict=True))
    )
    questions.write_text("\n".join(map(json.dumps, rows)))
    files = ["--articles", str(articles), "--reference", "abstract", "--questions", str(questions)]
    output = run("query_summaries", *files)
    assert "| query | 100.0 (100.0 to 100.0) |" in output
    assert "- to this article: 0.0\n- to another article: 100.0" in output
    assert re.search(r"\| the same \| [1-9]\d* \| 0\.0 \|", output)


def test_sentence_splitters(run):
    output = run("sentence_splitters", "--runs", "1")
    assert "| nlp_suite |" in output


def test_toy_tasks(run):
    small = ("--symbols", "8", "--lengths", "2", "3", "--model-dim", "32", "--rate", "0.005")
    output = run("toy_tasks", *small, "--steps", "300", "--tests", "50")
    rows = [line.strip("| ").split(" | ") for line in output.splitlines() if "%" in line]
    assert [row[0] for row in rows] == ["copy", "reverse"]
    for _, match, words, steps, *_ in rows:
        # Who knows the length and guesses the symbols is right for less than 2 words in 100.
        assert float(match.rstrip("%")) > 50
        assert 40 <= int(words) <= 50
        assert steps == "300"


def test_translate(run):
    tiny = ("--layers", "1", "--dim", "16", "--heads", "2", "--ffn", "16", "--vocabulary", "300")
    output = run("translate", *tiny, "--count", "20", "--length", "4", "--runs", "1")
    assert output.count("×") == 8
    assert "| cold process, beam 4, s |" in output
    assert "| each with a fact | 19 | 4 |" in output


def test_translation_facts(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    facts = importlib.import_module("translation_facts")
    for language, other in (("en", "de"), ("de", "en")):
        sentences = facts.make_sentences(language, other, 12)
        assert len({sentence.kind for sentence in sentences}) == 28
        assert sentences == facts.make_sentences(language, other, 12)
        for sentence in sentences:
            words = len(sentence.frame.split())
            assert 3 <= words <= 9 if sentence.length == "short" else 20 <= words <= 40
            text = sentence.frame
            for fact in sentence.facts:
                text = text.replace("{}", fact.forms[-1] if fact.forms else fact.text, 1)
            assert facts.is_kept(sentence, text, language), text
            assert not facts.is_kept(sentence, sentence.frame, language)
        copies = [sentence for sentence in sentences if not sentence.facts[0].forms]
        for sentence in copies:
            assert not facts.is_kept(sentence, f"{sentence.text} {sentence.text}", language)


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        ("{} men|1,200|1.200;1200", "1.200 Mann", "1.200,5 Mann"),
        ("{} men|1,200|1.200;1200", "1\u00a0200 oder 1.200 Mann", "12.200 Mann"),
        ("at {}|-12|-12;minus 12", "bei Minus 12", "bei 12"),
        ("{} of two|12|12;zwölf", "Zwölf von 2", "ein Dutzend von 2"),
        ("use {}|%s|", "mit %s", "mit %se"),
        ("use {}|<b>|", "<b>mit", "< b>mit"),
    ],
)
def test_what_is_kept(monkeypatch, source, right, wrong):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    facts = importlib.import_module("translation_facts")
    frame, text, forms = source.split("|")
    fact = facts.Fact(text, (*forms.split(";"), "1 200") if forms else None)
    sentence = facts.Sentence("", "short", frame, frame.format(text), (fact,))
    assert facts.is_kept(sentence, right, "en") is ("oder" not in right)
    assert not facts.is_kept(sentence, wrong, "en")


def test_translation_fidelity(run, tmp_path):
    few = ("--count", "1", "--from", "en")
    output = run("translation_fidelity", *few, "--json", str(tmp_path / "all.jsonl"))
    shares = {row[0]: row[1:] for row in read_shares(output)}
    found = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert len(shares) == 29
    assert len(found) == 56
    assert min(shares["all"]) > 90
    fragile = ("--kinds", "URL", "inline code", "placeholder in braces", "--bare")
    alone = read_shares(run("translation_fidelity", *few, *fragile, "--show-lost", "1"))
    assert len(alone) == 4
    assert max(alone[-1][1:]) < min(min(shares[row[0]]) for row in alone[:-1])


def test_what_is_kept_without_a_model(run):
    # Random weights: whatever is kept is the work of protection and repair.
    kept = ("URL", "IBAN", "printf placeholder", "HTML tags", "decimal", "date", "percentage")
    few = ("--untrained", "--count", "1", "--from", "de", "--kinds", *kept, "unknown name")
    shares = {row[0]: row[1:] for row in read_shares(run("translation_fidelity", *few))}
    assert len(shares) == 9
    for kind in kept:
        assert min(shares[kind]) == 100, kind
    # A name is a word as any other to a model that does not know any.
    assert max(shares["unknown name"]) == 0


def read_shares(table):
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if " % |" in line]
    return [(row[0], *(float(cell.rstrip(" %")) for cell in row[1:])) for row in rows]


def test_false_protections(run, tmp_path):
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("See example.org, Tom.\tSieh example.org, Tom.\nRun `ls a`.\tStarte es.\n")
    output = run("translation_fidelity", "--prose", str(pairs), "--from", "en", "--show-lost", "2")
    assert "| en→de, pairs.tsv | 2 | 7 | 2 | 28.57 % |" in output
    assert "  - `ls a`" in output


def test_answer(run, tmp_path, article):
    (tmp_path / "article.txt").write_text(article, encoding="utf-8")
    small = ("--count", "6", "--documents", "2", "--words", "100", "--plain-count", "2")
    output = run("answer", "--articles", str(tmp_path), *small, "--runs", "1")
    assert "6 questions about 2 texts of" in output
    assert " words, 2 of them the plain way" in output
    assert output.count("×") == 3
    assert " | 1.0× | " in output


@pytest.fixture
def answer_sets(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("answer_quality").make_sets(None)


def test_answer_quality(run, tmp_path):
    output = run("answer_quality", "--limit", "4", "--sets", "table pages")
    assert re.search(r"^\| with an answer \| 3 \| 0 \| ", output, re.MULTILINE)
    assert re.search(r"^\| Markdown \| 4 \| 1 \| ", output, re.MULTILINE)
    assert re.search(r"AUROC of the null score [01]\.\d{3}, average precision", output)
    assert "best exact match over thresholds" in output
    run("answer_quality", "--write", str(tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == {
        "hard-questions.jsonl",
        "table-pages.jsonl",
    }


def test_every_kind_of_hard_questions_is_there(answer_sets):
    counts = {}
    for row in answer_sets["hard questions"]:
        has, none = counts.get(row["kind"], (0, 0))
        counts[row["kind"]] = (
            has + bool(row["answers"]["text"]),
            none + (not row["answers"]["text"]),
        )
        assert 50 <= len(row["context"].split()) <= 250
    assert len(counts) == 7
    for kind, (has, none) in counts.items():
        assert has + none >= 60, kind
        assert has == 0 if kind == "yes or no" else min(has, none) >= 30


def test_table_pages_are_tables_and_the_same_each_time(answer_sets):
    from nlp_suite.data.questions.rows import QuestionSource, read_examples
    from nlp_suite.text.tables import find_tables

    rows = answer_sets["table pages"]
    # All answers stand where they say.
    questions = list(read_examples([QuestionSource.of_rows(rows)]))
    assert len(questions) >= 300
    assert len({question.title for question in questions}) >= 8
    assert sum(not question.answers for question in questions) == len(questions) / 4
    for question in questions[::4]:
        (table,) = find_tables(question.context)
        assert table.records, question.context
    for question in questions:
        values = {
            question.context[slice(*field.value)]
            for table in find_tables(question.context)
            for record in table.records
            for field in record.fields
        }
        assert values.issuperset(question.answers)
    make_pages = importlib.import_module("table_pages").make_pages
    assert make_pages() == make_pages() != make_pages(seed=1)


def test_questions_find_their_paragraphs(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    quality = importlib.import_module("answer_quality")
    (human, *_) = quality.read_examples(
        [quality.read_question_file(BENCHMARKS / "data" / "hard_questions.json")]
    )
    name = hashlib.sha256(human.context.encode()).hexdigest()[:12]
    none = {"id": "a", "paragraph": name, "question": "Who?", "plausible_answer": "The",
            "answer_start": 0, "kind": "entity"}  # fmt: skip
    some = {"id": "b", "paragraph": name, "question": "Who?", "answer": "The", "answer_start": 0}
    first, second = quality.with_paragraphs([none, some], [human])
    assert first["context"] == second["context"] == human.context
    assert (first["answers"]["text"], first["is_impossible"], first["kind"]) == ([], True, "entity")
    assert second["answers"] == {"text": ["The"], "answer_start": [0]}
    assert (second["is_impossible"], second["kind"]) == (False, "")
    with pytest.raises(SystemExit, match="has no paragraph 0123"):
        quality.with_paragraphs([{**none, "paragraph": "0123"}], [human])


def test_unanswerable_questions_are_about_xquad(development_data, monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    quality = importlib.import_module("answer_quality")
    data = development_data / "qa" / "xquad-en.json.gz"
    if not data.is_file():
        pytest.skip(f"there is no {data}")
    from nlp_suite.data.questions.rows import QuestionSource, read_examples

    sets = quality.make_sets(data)
    counts = {}
    for name in ("both halves", "one style"):
        questions = list(read_examples([QuestionSource.of_rows(sets[name])]))
        counts[name] = len(questions), sum(not question.answers for question in questions)
    assert counts == {"both halves": (1910, 720), "one style": (960, 720)}
    lines = (BENCHMARKS / "data" / "unanswerable_questions.jsonl").read_text(encoding="utf-8")
    contexts = {row["id"]: row["context"] for row in sets["one style"]}
    for line in map(json.loads, lines.splitlines()):
        answer = line.get("answer") or line["plausible_answer"]
        assert contexts[line["id"]].startswith(answer, line["answer_start"])


def test_answer_files(run, tmp_path, article):
    parts = article.split("\n\n")
    rows = []
    for name, text in (("one.txt", parts[1]), ("two.txt", parts[2])):
        (tmp_path / name).write_text(text, encoding="utf-8")
        rows += [{"question": f"What is in {name}?", "file": name}]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    small = ("--share", "0.5", "--plain-count", "1")
    output = run("answer_files", "--articles", str(tmp_path), *small)
    assert "| each question of its file | 2 |" in output
    assert "| 1 questions of every file | 2 |" in output
    assert output.count("×") == 2
    assert "\n| 200 |" in output


def test_passage_retrieval(run, tmp_path, article):
    (tmp_path / "one.txt").write_text(article, encoding="utf-8")
    articles = []
    for name in ("Tom", "Ann", "Eli"):
        answers = [{"text": "cat", "answer_start": len(name) + 7}]
        row = {"id": name, "question": f"What has {name}?", "answers": answers}
        paragraphs = [{"context": f"{name} has a cat.", "qas": [row]}]
        articles.append({"title": name, "paragraphs": paragraphs})
    questions = tmp_path / "questions.json"
    questions.write_text(json.dumps({"version": "1.1", "data": articles}))
    small = ("--documents", "30", "--articles", str(tmp_path))
    output = run("passage_retrieval", "--questions", str(questions), *small)
    assert output.count("| 100.0 | 100.0 | 100.0 | 100.0 |") == 8
    assert re.search(r"\| all 3 \| \d+\.\d \| \d+\.\d \| 100\.0 \|", output)
    assert "30 documents of" in output
    assert "| answer of one question, median, ms |" in output


def test_translation_parity(run, make_translator, tmp_path):
    pairs = [("Tom has a cat!", "Tom hat eine Katze!"), ("Where is Tom?", "Wo ist Tom?")]
    for name, lines in zip(("en", "de"), zip(*pairs, strict=True), strict=True):
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    files = str(tmp_path / "en"), "--references", str(tmp_path / "de")
    output = run("translation_parity", str(make_translator().path), *files)
    assert output.count("| float32 | 100.0 |") == 2
    assert output.count("| int8 |") == 2


def test_int8_storage(run):
    output = run("int8_storage")
    sizes = dict(line.split(": ") for line in output.splitlines()[:3])
    assert float(sizes["int8"].split()[0]) < 0.27 * float(sizes["float32"].split()[0])
    rows = [line.split() for line in output.splitlines() if line.startswith("stored int8")]
    means = {(row[3].strip(","), row[5].strip(":")): float(row[7]) for row in rows}
    assert means["int8", "int8"] < 0.1 * means["int8", "exact"]
    cosines = {(row[3].strip(","), row[5].strip(":")): float(row[8]) for row in rows}
    assert 0.999 < cosines["float32", "exact"] < 1


def test_translation_scores(run, toy_translator, tmp_path):
    (tmp_path / "pairs.tsv").write_text("I see a cat.\tIch sehe eine Katze.\n" * 2)
    output = run("translation_scores", str(toy_translator), "--data", str(tmp_path / "pairs.tsv"))
    rows = [line.strip("| ").split(" | ") for line in output.splitlines() if "nrefs" in line]
    assert [row[1] for row in rows] == ["100.0"] * 3
    assert ["case:mixed" in row[-1] for row in rows] == [True, False, False]
    assert ["tok:none" in row[-1] for row in rows] == [False, False, True]


def test_echo(run):
    few = ("--seeds", "1", "--epochs", "1", "--samples", "16", "--batch-size", "8")
    output = run("echo", "--variants", "1", *few)
    rows = [line.strip("| ").split(" | ") for line in output.splitlines() if line.startswith("|")]
    assert [row[1] for row in rows[2:]] == ["none", "additive"]
    assert all(row[-1].endswith("×") for row in rows[2:])


def test_digits(run):
    output = run("digits", "--seeds", "0", "--epochs", "12", "--model-dim", "32", "--layers", "1")
    row = output.splitlines()[-1].strip("| ").split(" | ")
    # A tenth would be chance; all of the epochs and layers get to 98 %.
    assert float(row[1].rstrip("%")) > 75
    assert row[2] == "360"


def test_forecasting(run, tmp_path):
    months = [f"{1900 + i // 12}-{i % 12 + 1:02d},{50 + 40 * (i % 7)}" for i in range(240)]
    (tmp_path / "series.csv").write_text("\n".join(["Month,Sunspots", *months]))
    few = ("--seeds", "1", "--sunspot-epochs", "1", "--fibonacci-epochs", "1")
    output = run("forecasting", "--sunspots", str(tmp_path / "series.csv"), *few)
    rows = [line.strip("| ").split(" | ") for line in output.splitlines() if line.startswith("|")]
    found = {row[0]: row for row in rows}
    assert found["without attention"][3] == "11"
    assert found["with attention"][3] == "33"
    assert 0 < float(found["ours, scaled by the whole series"][1].split()[0]) < 1
    # What says always the same is hard to beat here, and must not be left out.
    assert float(found["always the training mean"][-2].split()[-1]) < 0.01


def test_language_detectors(run, monkeypatch, tmp_path):
    pairs = "Where is the old station?\tWo ist denn der alte Bahnhof?\n" * 3
    (tmp_path / "english-german").mkdir()
    (tmp_path / "english-german" / "tatoeba-dev.tsv").write_text(pairs)
    output = run("language_detectors", str(tmp_path), "--only", "nlp_suite")
    row = output.strip("| \n").split(" | ")
    assert (row[5], row[9]) == ("100.0", "100.0")
    assert row[-2:] == ["0.00 / 0.00 / 0.00 / 0.00"] * 2
    output = run("language_detectors", str(tmp_path), "--rule")
    assert output.count("false alarms, tatoeba-dev: 0 of 3") == 2
    found, number = re.search(r"pt, longer: (\d) of (\d)", output).groups()
    assert found == number


def test_formality(run, tmp_path):
    rows = ["How are you?\tWie geht es Ihnen?", "How are you?\tWie geht es dir?"]
    (tmp_path / "formality.tsv").write_text("\n".join([*rows, "I sleep.\tIch schlafe."]))
    output = run("formality", str(tmp_path / "formality.tsv"))
    assert output.startswith("1 texts, english-german")
    rows = [line.strip("| ").split(" | ") for line in output.splitlines() if line.startswith("|")]
    found = {row[0]: row for row in rows}
    assert found["formal"][1] == "100.0"
    assert found["informal"][2] == "100.0"


def test_read_documents(run, tmp_path):
    text = "Tom sleeps in the house (all day).\n" * 40
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    *pages, file = run("read_documents", str(tmp_path)).splitlines()
    assert [line.partition(" characters")[0] for line in pages] == [
        "pages of  1,000",
        "pages of 10,000",
        "pages of 30,000",
    ]
    assert "a PDF file of 1 pages, 1,4" in file


def test_service(run, tmp_path, article):
    (tmp_path / "bicycle.txt").write_text(article, encoding="utf-8")
    few = ("--seconds", "1", "--turns", "1", "--clients", "2", "--texts", "6")
    output = run("service", "--articles", str(tmp_path), *few)
    rows = [line.strip("| ").split(" | ") for line in output.splitlines()]
    found = {row[1]: row for row in rows if row[0] == "2"}
    assert found.keys() == {"service", "plain FastAPI"}
    for row in found.values():
        assert float(row[2]) > 0
        # No error, and clients that take little of a core.
        assert row[-2] == "0"
        assert float(row[-1].rstrip("%")) < 50
