"""Every example in the documentation runs."""

import doctest
import importlib
import inspect
import json
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import textwrap
import types
from pathlib import Path

import numpy as np
import pytest

import nlp_suite
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.tasks.summarization import selection

ROOT = Path(__file__).parents[1]
FENCED = re.compile(r"^( *)```python\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def modules():
    for info in pkgutil.walk_packages(nlp_suite.__path__, "nlp_suite."):
        if not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)


def documented_objects():
    for module in modules():
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) != module.__name__ or name.startswith("_"):
                continue
            if not hasattr(value, "__name__"):  # A constant has the module of its class.
                continue
            yield f"{module.__name__}.{name}", value
            if inspect.isclass(value):
                for method, function in vars(value).items():
                    function = inspect.unwrap(getattr(function, "__func__", function))
                    if isinstance(function, types.FunctionType) and not method.startswith("_"):
                        yield f"{module.__name__}.{name}.{method}", function


def fenced_examples():
    for name, value in documented_objects():
        for match in FENCED.finditer(inspect.getdoc(value) or ""):
            yield pytest.param(textwrap.dedent(match[2]), id=name)


@pytest.fixture(scope="session")
def untrained_reader(tmp_path_factory):
    """The shipped encoder with a head that has learned nothing, as a model folder."""
    from nlp_suite.models import ModelFolder, SpanExtractorConfig
    from nlp_suite.models.folder.writer import write_model_folder

    encoder = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2")
    config = SpanExtractorConfig.from_dict(encoder.config.to_dict())
    parameters = encoder.read_parameters("float32")
    parameters["span_head.kernel"] = np.random.default_rng(0).normal(0, 0.02, (384, 2))
    parameters["span_head.bias"] = np.zeros(2)
    options = {"window": 384, "stride": 128, "max_question_tokens": 64, "temperature": 1.0}
    folder = tmp_path_factory.mktemp("readers") / "my-reader"
    arrays = {name: array.astype("float32") for name, array in parameters.items()}
    tokenizer = encoder.read_tokenizer()
    write_model_folder(folder, config, arrays, tokenizer, card="", task="answer", options=options)
    return folder


@pytest.fixture(scope="session")
def example_files(
    article,
    toy_translator,
    untrained_reader,
    checkpoints,
    generation_checkpoints,
    make_pdf,
    tmp_path_factory,
):
    """The files that the examples take for granted."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "article.txt").write_text(article, encoding="utf-8")
    paragraphs = "".join(f"<p>{part}</p>" for part in article.split("\n\n"))
    (folder / "article.html").write_text(f"<main>{paragraphs}</main>", encoding="utf-8")
    record = {"article": article, "summary": article.split("\n\n")[1]}
    (folder / "articles.jsonl").write_text(json.dumps(record))
    for source, name in (
        (MODELS_FOLDER / "all-MiniLM-L6-v2", "runs/my-encoder"),
        (MODELS_FOLDER / "all-MiniLM-L6-v2", "model"),
        (toy_translator, "runs/my-translator"),
        (untrained_reader, "runs/my-reader"),
        (checkpoints, "runs"),
        (checkpoints / "opus-mt", "opus-mt-en-de"),
        (generation_checkpoints["bart"], "runs/bart-cnn"),
        (generation_checkpoints["flan-t5"], "runs/flan-t5"),
    ):
        shutil.copytree(source, folder / name, dirs_exist_ok=True)
    write_generator(folder / "runs" / "my-bart", toy_translator)
    write_bart(folder / "runs" / "bart")
    write_pairs(folder)
    write_questions(folder)
    write_documents(folder, make_pdf)
    return folder


def write_generator(path, translator):
    """Writes the small translator as a model that writes summaries."""
    from nlp_suite.models import ModelFolder
    from nlp_suite.models.folder.writer import write_model_folder

    folder = ModelFolder.open(translator)
    options = {"start_id": 2, "end_id": 3, "pad_id": 0, "max_tokens": 20, "min_tokens": 1}
    options |= {"beam_size": 2, "length_penalty": 1.0, "no_repeat_ngram_size": 0}
    arrays = folder.read_parameters("float32")
    tokenizer = folder.read_tokenizer()
    write_model_folder(
        path, folder.config, arrays, tokenizer, card="", task="summarize", options=options
    )


def write_bart(path):
    """Writes the weights of a small BART."""
    import transformers

    sizes = {"layers": 1, "attention_heads": 2, "ffn_dim": 32}
    sides = {f"{side}_{k}": v for side in ("encoder", "decoder") for k, v in sizes.items()}
    config = transformers.BartConfig(vocab_size=50, d_model=16, max_position_embeddings=32, **sides)
    transformers.BartForConditionalGeneration(config).save_pretrained(path)


@pytest.fixture(scope="session")
def example_names():
    """The names that the examples take for granted."""
    import keras

    import nlp_suite.layers
    import nlp_suite.models

    names = {name: getattr(nlp_suite.layers, name) for name in nlp_suite.layers.__all__}
    names |= {name: getattr(nlp_suite.models, name) for name in nlp_suite.models.__all__}
    for _, value in documented_objects():
        names.setdefault(value.__name__, value)
    names |= {"json": json, "keras": keras, "nlp_suite": nlp_suite, "np": np, "Path": Path}
    return names | {"__name__": "nlp_suite.example"}


@pytest.fixture
def workspace(tmp_path, monkeypatch, article, example_files, example_names):
    """A folder with these files and names, and a function that runs code in it."""
    shutil.copytree(example_files, tmp_path, dirs_exist_ok=True, copy_function=link_or_copy)
    monkeypatch.chdir(tmp_path)
    # What an example registers is gone with it.
    monkeypatch.setattr(selection, "_METHODS", dict(selection._METHODS))
    names = example_names | {"text": article, "texts": article.split("\n\n")[1:3]}

    def run(code, name="example"):
        for maker in MAKERS:
            # Each takes a while, and few examples need one.
            if re.search(rf"\b{maker.__name__}\b", code) and maker.__name__ not in made:
                made[maker.__name__] = maker()
        names.update(made)
        exec(compile(code, name, "exec"), names)

    made = {}
    return run


def link_or_copy(source, target):
    """The largest files are always replaced, and never written again in their place."""
    (os.link if source.endswith(".safetensors") else shutil.copy2)(source, target)


def answer_evaluation():
    from nlp_suite.evaluation import evaluate_answers

    return evaluate_answers("questions.json", no_answers)


def evaluation():
    from nlp_suite.evaluation import evaluate_summaries

    records = [json.loads(Path("articles.jsonl").read_text())]
    return evaluate_summaries(records, lambda text, n: text[:100])


def encoder():
    from nlp_suite.models import load_model

    return load_model("runs/my-encoder")


def transformer():
    from nlp_suite.models import Transformer, TransformerConfig

    config = TransformerConfig.preset(
        "tiny", source_vocabulary_size=100, target_vocabulary_size=100
    )
    return Transformer(**config.to_dict())


def seq2seq():
    from nlp_suite.models import Seq2Seq

    return Seq2Seq(
        source_vocabulary_size=100,
        target_vocabulary_size=120,
        embedding_dim=8,
        encoder_units=8,
        decoder_units=16,
    )


def tokenizer():
    from nlp_suite.models import ModelFolder

    return ModelFolder.open("runs/my-encoder").read_tokenizer()


MAKERS = (answer_evaluation, evaluation, encoder, transformer, seq2seq, tokenizer)


def write_pairs(folder):
    import csv
    import gzip
    import pickle

    import pyarrow as pa
    import pyarrow.parquet as pq

    # Names, as numbers would not survive cleaning.
    names = [first + second for first in ("Al", "Be", "Cho", "Do", "Eli") for second in "aeiomnst"]
    rows = [(f"{name} has a cat.", f"{name} hat eine Katze.") for name in names]
    english, german = zip(*rows, strict=True)
    text = "".join(f"{en}\t{de}\n" for en, de in rows)
    (folder / "deu.txt").write_text(text, encoding="utf-8")
    (folder / "deu.txt.gz").write_bytes(gzip.compress(text.encode()))
    (folder / "english-german.pkl").write_bytes(pickle.dumps(np.array(rows)))
    (folder / "train.en").write_text("\n".join(english), encoding="utf-8")
    (folder / "train.de").write_text("\n".join(german), encoding="utf-8")
    with (folder / "pairs.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("english", "german"), *rows])
    pq.write_table(pa.table({"en": english, "de": german}), folder / "pairs.parquet")


def write_questions(folder):
    """Questions in the form of SQuAD, an article of one paragraph for each name."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    articles, rows = [], []
    for name in ("Tom", "Ann", "Eli", "Kim"):
        context = f"{name} has a cat, and it sleeps at {name}'s."
        answers = [{"text": name, "answer_start": 0}]
        row = {"id": name, "question": "Who has a cat?", "answers": answers}
        articles.append({"title": name, "paragraphs": [{"context": context, "qas": [row]}]})
        rows.append({**row, "context": context})
    (folder / "questions.json").write_text(json.dumps({"version": "1.1", "data": articles}))
    pq.write_table(pa.Table.from_pylist(rows), folder / "questions.parquet")


def write_documents(folder, make_pdf):
    """A folder with an article of each kind."""
    (folder / "article.pdf").write_bytes(make_pdf(["Tom sleeps."]))
    articles = folder / "articles"
    articles.mkdir()
    (articles / "ann.html").write_text("<html><body><h1>Ann</h1><p>Ann paid 12 euros.</p></html>")
    (articles / "kim.pdf").write_bytes(make_pdf(["Kim has a cat."]))
    (articles / "rows.csv").write_text("id,body\na1,Eli reads.\na2,Ben writes.\n")
    rows = [{"id": "b1", "body": "Jim sings.", "question": "Who sings?"}, {"id": "b2"}]
    (articles / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (articles / "tom.txt").write_text("Tom sleeps.")


def no_answers(questions, contexts):
    return [types.SimpleNamespace(text="", score=0.5, null_score=0.5) for _ in questions]


# These examples show a download or a decorator on nothing.
NOT_RUN = ('from_pretrained("distilbert', "__getattr__, __dir__", "...")


@pytest.mark.parametrize("code", list(fenced_examples()))
def test_fenced_example(code, workspace, capsys):
    if any(mark in code for mark in NOT_RUN):
        pytest.skip("needs the network, or shows a form only")
    workspace(code)


@pytest.mark.parametrize("module", [pytest.param(m, id=m.__name__) for m in modules()])
def test_prompt_examples(module):
    globs = {**vars(module), "nlp_suite": nlp_suite, "np": np}
    finder = doctest.DocTestFinder(exclude_empty=True)
    runner = doctest.DocTestRunner(
        checker=TensorChecker(),
        optionflags=doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL,
    )
    for test in finder.find(module, extraglobs=globs):
        runner.run(test)
    assert runner.failures == 0


class TensorChecker(doctest.OutputChecker):
    """Lets an example show a tensor by its values, as every backend prints it differently."""

    def check_output(self, want, got, optionflags):
        if "True" in want and "[" in want:
            return re.findall("True|False", want) == re.findall("True|False", got)
        return super().check_output(want, got, optionflags)


PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"]


def blocks(page, language):
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_readme_python(workspace, capsys):
    (code,) = blocks(ROOT / "README.md", "python")
    assert len(code.strip().splitlines()) <= 10
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out


def test_readme_shell(workspace, tmp_path):
    commands, (setup, *usage) = [], blocks(ROOT / "README.md", "sh")
    assert "make demo" in setup
    assert "make test" in setup
    for block in usage:
        commands += block.strip().splitlines()
    assert len(commands) >= 3
    (tmp_path / "articles.jsonl").rename(tmp_path / "plain.jsonl")
    subprocess.run(["bash", "-c", "gzip -c plain.jsonl > articles.jsonl.gz"], check=True)
    bin_folder = Path(sys.executable).parent
    for command in commands:
        # The example address does not exist; the file stands for what it would give.
        local = re.sub(r"curl -s \S+", "cat article.txt", command)
        environment = os.environ | {"PATH": f"{bin_folder}:{os.environ['PATH']}"}
        result = subprocess.run(["bash", "-c", local], capture_output=True, env=environment)
        assert result.returncode == 0, result.stderr.decode()
        assert result.stdout


@pytest.mark.parametrize("page", [pytest.param(page, id=page.stem) for page in PAGES])
def test_python_of_a_page(page, workspace):
    for code in blocks(page, "python"):
        workspace(code, page.name)


def test_links_in_the_documentation_exist():
    for page in (ROOT / "README.md", *PAGES):
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def table_rows(page, heading):
    """The cells of the table under a heading, without its head."""
    text = page.read_text(encoding="utf-8")
    table = re.search(rf"{re.escape(heading)}\n\n?((?:\|.*\n)+)", text)[1]
    return [line.strip("| ").split(" | ") for line in table.splitlines() if "--" not in line][1:]


@pytest.mark.parametrize(
    ("source", "target", "frame"), [("en", "de", "{}"), ("de", "en", "die {} Ausgabe")]
)
def test_values_are_written_as_the_page_says(source, target, frame):
    from nlp_suite.text.placeables.finder import PlaceableFinder

    page = ROOT / "docs" / "translation.md"
    rows = table_rows(page, "and are written as the target language does:")
    assert len(rows) > 10
    finder = PlaceableFinder(source, target)
    for row in rows:
        given, wanted = row if source == "en" else reversed(row)
        # A German ordinal alone is the end of a sentence.
        assert [one.target for one in finder.find(frame.format(given))] == [wanted]


@pytest.mark.parametrize(
    ("source", "heading"), [("en", "English into German"), ("de", "German into English")]
)
def test_limits_are_those_of_the_shipped_models(source, heading):
    rows = table_rows(ROOT / "docs" / "translation.md", f"### {heading}")
    translations = nlp_suite.load("translate", source=source)([row[1] for row in rows])
    other = [
        (row[1], one.text, one.quality)
        for row, one in zip(rows, translations, strict=True)
        if (one.text, one.quality) != (row[2], pytest.approx(float(row[3]), abs=0.1))
    ]
    # Processors round otherwise, which changes a few.
    assert len(other) <= len(rows) // 5, other
