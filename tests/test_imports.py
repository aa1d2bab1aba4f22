"""What is imported when: nobody waits for a framework that they do not use."""

import pkgutil
import subprocess
import sys
import types

import pytest

HEAVY = {
    "tensorflow",
    "torch",
    "jax",
    "keras",
    "transformers",
    "spacy",
    "sklearn",
    "scipy",
    "datasets",
}


def imported(code):
    code += "\nimport sys; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in result.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize(
    "code",
    [
        "import nlp_suite",
        "import nlp_suite; nlp_suite.data.load_parallel; nlp_suite.data.read_text",
        "import nlp_suite; nlp_suite.System",
        "import nlp_suite; nlp_suite.data.load_questions; nlp_suite.data.mix_contexts",
        "from nlp_suite.data import find_documents, read_documents; "
        "list(read_documents(find_documents(['/dev/null'])))",
    ],
)
def test_import_takes_only_the_standard_library(code):
    added = imported(code) - imported("pass")
    assert added - set(sys.stdlib_module_names) == {"nlp_suite"}


@pytest.mark.parametrize(
    "code",
    [
        "import nlp_suite; nlp_suite.summarize('One. Two.', sentences=1)",
        "import nlp_suite; nlp_suite.translate('I am thirsty.')",
        "import nlp_suite; nlp_suite.answer_files, nlp_suite.BatchError; import nlp_suite.batch",
        "import nlp_suite; list(nlp_suite.summarize_files('pyproject.toml', sentences=1))",
        "import nlp_suite; print(nlp_suite.compare('summarize', 'A. B.', systems=['custom']))",
        "import nlp_suite; nlp_suite.compare('translate', 'I am thirsty.', "
        "systems=['custom'] * 2, isolated=False).to_html()",
        "from nlp_suite.cli import main; main(['--help'])",
        "from nlp_suite.cli import main; main(['demo'])",
        "import nlp_suite.layers, nlp_suite.models; nlp_suite.models.ModelFolder",
        "import nlp_suite.data.parallel.load, nlp_suite.data.safe_pickle.reader",
        "import nlp_suite.compat; dir(nlp_suite.compat)",
        "import nlp_suite as n; n.answer, n.Answer",
        "import nlp_suite.tasks.question_answering.reader",
        "import nlp_suite.registry, nlp_suite.engines.pretrained, nlp_suite.engines.mean_pooling",
        "from nlp_suite.evaluation import evaluate_translations as e; e([('a', 'b')], list)",
        "from nlp_suite.evaluation import evaluate_answers as e; from types import *; "
        "e([dict(id='1', question='?', context='a', answers=[])], "
        "lambda *_: [SimpleNamespace(text='', score=1, null_score=1)])",
        "import nlp_suite.plots as p; p.plot_history([{'epoch': 1, 'loss': 2.0}])",
        "import nlp_suite.plots as p; p.plot_attention([[1.0]], ['a'], ['b'])",
    ],
)
def test_no_framework_on_the_default_path(code):
    assert not imported(code) & HEAVY


@pytest.mark.parametrize(
    "code",
    [
        "import nlp_suite; nlp_suite.translate('I see a cat.', model={!r})",
        "from nlp_suite.cli import main; main(['translate', 'I see a cat.', '--model', {!r}])",
    ],
)
def test_no_framework_for_a_translation(code, toy_translator):
    code = code.format(str(toy_translator))
    imported(code)  # The first time the model is exported.
    assert not imported(code) & (HEAVY | {"rich"})


@pytest.mark.parametrize(
    ("room", "use"),
    [
        ("compat", "__all__"),
        ("data", "load_parallel"),
        ("decoding", "__all__"),
        ("evaluation", "evaluate_answers"),
        ("export", "__name__"),
        ("layers", "__all__"),
        ("models", "ModelFolder"),
        ("numerics", "softmax([1.0, 2.0])"),
        ("plots", "plot_history"),
        ("text", "split_sentences('x')"),
        ("training", "__all__"),
    ],
)
def test_rooms_are_there_after_the_import_of_the_package_alone(room, use):
    code = f"import nlp_suite; assert {room!r} in dir(nlp_suite); nlp_suite.{room}.{use}"
    heavy = HEAVY if room != "training" else HEAVY - {"keras", "tensorflow", "torch", "jax"}
    assert not imported(code) & heavy


def test_public_names_exist():
    import nlp_suite
    import nlp_suite.data.documents
    import nlp_suite.layers
    import nlp_suite.models
    import nlp_suite.plots
    import nlp_suite.training

    for module in (
        nlp_suite,
        nlp_suite.data,
        nlp_suite.data.documents,
        nlp_suite.layers,
        nlp_suite.models,
        nlp_suite.plots,
        nlp_suite.training,
    ):
        # A submodule of that name would hide the function once it is imported.
        submodules = {info.name for info in pkgutil.iter_modules(module.__path__)}
        hidden = submodules & set(module.__all__)
        assert all(isinstance(getattr(module, name), types.ModuleType) for name in hidden)
        assert set(dir(module)) | {"__version__"} >= set(module.__all__)
        for name in module.__all__:
            assert getattr(module, name) is not None
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            module.nothing  # noqa: B018


WITHOUT = """
import os, sys
os.environ["KERAS_BACKEND"] = "tensorflow"

class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == {hidden!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Hide())
# A child process gets the same path.
sys.path.insert(0, {folder!r})
import nlp_suite
from nlp_suite.cli import main
try:
    exec({code!r})
except nlp_suite.MissingDependencyError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("hidden", "code", "extra"),
    [
        ("keras", "from nlp_suite.layers import EncoderLayer", "keras"),
        ("tensorflow", "from nlp_suite.models import Encoder", "keras"),
        ("keras", "nlp_suite.summarize('A. B.', runtime='keras')", "keras"),
        ("keras", "nlp_suite.translate('A', model={toy!r}, runtime='keras')", "keras"),
        (
            "sklearn",
            "nlp_suite.summarize('A. B. C.', sentences=2, method='kmeans')",
            "clustering",
        ),
        ("summarizer", "from nlp_suite.compat import Summarizer", "compat"),
        ("spacy", "from nlp_suite.compat import SentenceHandler", "compat"),
        (
            "transformers",
            "nlp_suite.summarize('A. B.', method='bert-extractive-summarizer')",
            "compat",
        ),
        ("datasets", "nlp_suite.data.load_parallel(__file__)", "data"),
        (
            "datasets",
            "import nlp_suite.data.questions.table_formats as q; q.question_dataset([], 'A table')",
            "data",
        ),
        (
            "pyarrow",
            "import pathlib, nlp_suite.data.parallel.table_formats as p; "
            "p.read_parquet(pathlib.Path(__file__), ())",
            "data",
        ),
        (
            "datasets",
            "import nlp_suite.data.parallel.table_formats as p; p.read_hub('a', (), revision='b')",
            "data",
        ),
        (
            "sacrebleu",
            "import nlp_suite.evaluation as e; e.score_translations(['a'], ['a'])",
            "evaluation",
        ),
        ("sacrebleu", "nlp_suite.compare('translate', 'A', systems=['custom'] * 2)", "evaluation"),
        (
            "rouge_score",
            "nlp_suite.compare('summarize', 'A.', systems=['custom'], references=['A.'])",
            "evaluation",
        ),
        (
            "matplotlib",
            "import nlp_suite.plots; nlp_suite.plots.plot_forecast([1, 2], [1, 2], 1)",
            "keras",
        ),
        (
            "tensorboardX",
            "import nlp_suite.training.history as t; t.TensorBoardLog('log')",
            "keras",
        ),
        ("transformers", "nlp_suite.compare('summarize', 'A. B.')", "pretrained"),
        ("torch", "main(['compare', 'summarize', __file__])", "pretrained"),
        ("pyarrow", "nlp_suite.summarize_files(__file__, 'rows.parquet')", "data"),
        ("torch", "nlp_suite.summarize('A. B.', engine='pretrained')", "pretrained"),
        ("transformers", "nlp_suite.load('translate', engine='pretrained')", "pretrained"),
        ("transformers", "main(['answer', '?', __file__, '--engine', 'pretrained'])", "pretrained"),
        ("rouge_score", "main(['evaluate', 'summarize', '--data', __file__])", "evaluation"),
    ],
)
def test_a_missing_extra_says_what_to_install(hidden, code, extra, tmp_path, toy_translator):
    script = tmp_path / "script.py"
    code = code.format(toy=str(toy_translator))
    folder = tmp_path / "hidden"
    folder.mkdir()
    (folder / f"{hidden}.py").write_text(
        f"raise ModuleNotFoundError(\"No module named '{hidden}'\", name='{hidden}')"
    )
    script.write_text(WITHOUT.format(hidden=hidden, folder=str(folder), code=code))
    result = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
    message = result.stdout.strip().splitlines()[-1:] or result.stderr.strip().splitlines()[-1:]
    assert f'pip install "nlp-suite[{extra}]"' in message[0]
    assert hidden in message[0]
