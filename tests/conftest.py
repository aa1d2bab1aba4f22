import importlib
import importlib.util
import json
import os
import runpy
import signal
import sqlite3  # noqa: F401 - TensorFlow's own, without full-text search, would take its place.
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

# The tests' matrices are so small that threads would only wait for each other, the more so where
# several parts of the tests share a machine. Read by torch and TensorFlow when they are imported.
for _variable in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ.setdefault(_variable, "1")

# In the background of a shell an interrupt is ignored, and would be by every process of a test.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Timings vary too much between machines to be a reason to fail. On CI the examples are the
# same every time; elsewhere every run tries new ones.
settings.register_profile("default", deadline=None, max_examples=40)
settings.register_profile("ci", deadline=None, max_examples=40, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    training = Path(__file__).parent / "training"
    for item in items:
        # A training on TensorFlow is traced first, which takes longer than to train.
        one = "torch" if training in item.path.parents else "tensorflow"
        if item.get_closest_marker("one_backend") and backend != one:
            item.add_marker(pytest.mark.skip(reason="the same on every backend"))


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Derived files of the tests, away from the user's own cache."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["NLP_SUITE_CACHE"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def development_data() -> Path:
    """The data sets that are not part of the repository."""
    folder = Path(os.environ.get("NLP_SUITE_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the development data is not at {folder}; set NLP_SUITE_DATA")
    return folder


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20)


@pytest.fixture(scope="session")
def article() -> str:
    """The article that comes with the package."""
    from nlp_suite.assets import TEXTS_FOLDER

    return (TEXTS_FOLDER / "bicycle.txt").read_text(encoding="utf-8")


# A language of its own, small enough to be learned in seconds.
TOY_SUBJECTS = {"I": "Ich", "You": "Du", "We": "Wir", "They": "Sie"}
TOY_VERBS = {
    "see": ("sehe", "siehst", "sehen", "sehen"),
    "have": ("habe", "hast", "haben", "haben"),
    "know": ("kenne", "kennst", "kennen", "kennen"),
    "like": ("mag", "magst", "mögen", "mögen"),
}
TOY_OBJECTS = {
    "a cat": "eine Katze",
    "the dog": "den Hund",
    "a house": "ein Haus",
    "the street": "die Straße",
    "an apple": "einen Apfel",
    "her": "sie",
}


@pytest.fixture(scope="session")
def toy_pairs() -> list[tuple[str, str]]:
    """The sentences that the toy translator learns, in English and German."""
    return [
        (f"{subject} {verb} {noun}.", f"{german} {forms[person]} {TOY_OBJECTS[noun]}.")
        for person, (subject, german) in enumerate(TOY_SUBJECTS.items())
        for verb, forms in TOY_VERBS.items()
        for noun in TOY_OBJECTS
    ]


@pytest.fixture(scope="session")
def toy_file(toy_pairs: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy sentences as a tab-separated list."""
    file = tmp_path_factory.mktemp("data") / "toy.tsv"
    file.write_text("".join(f"{en}\t{de}\n" for en, de in toy_pairs), encoding="utf-8")
    return file


@pytest.fixture
def toy_config(toy_file: Path, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Makes the configuration of a short training run from what is other in its sections."""
    sections: dict[str, dict[str, Any]] = {
        "data": {
            "train": str(toy_file),
            "source_language": "en",
            "target_language": "de",
            "splits": [0.8, 0.2, 0.0],
        },
        "tokenizer": {"vocabulary_size": 120},
        "model": {
            "preset": "tiny",
            "num_encoder_layers": 1,
            "num_decoder_layers": 1,
            "shared_embedding": True,
            "tied_projection": True,
        },
        "optimization": {
            "epochs": 2,
            "batch_size": 256,
            "schedule": "linear",
            "learning_rate": 1e-2,
            "warmup_steps": 2,
            "precision": "float32",
        },
        "validation": {"sentences": 0},
    }

    def make(folder: str = "run", **others: dict[str, Any]) -> dict[str, Any]:
        merged = {name: {**section, **others.get(name, {})} for name, section in sections.items()}
        return {"folder": str(tmp_path / folder), **merged}

    return make


@pytest.fixture
def write_toml(tmp_path: Path) -> Callable[..., Path]:
    """Writes a configuration, such as `toy_config` makes, to a file."""

    def write(config: dict[str, Any], name: str = "run") -> Path:
        sections = {key: value for key, value in config.items() if isinstance(value, dict)}
        lines = [f"{k} = {json.dumps(v)}" for k, v in config.items() if k not in sections]
        for section, values in sections.items():
            lines += [f"[{section}]", *(f"{k} = {json.dumps(v)}" for k, v in values.items())]
        file = tmp_path / f"{name}.toml"
        file.write_text("\n".join(lines))
        return file

    return write


@pytest.fixture(scope="session")
def toy_translator(
    toy_pairs: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A model folder with a small Transformer that has learned `toy_pairs`."""
    import keras

    from nlp_suite.layers import padding_mask
    from nlp_suite.models import Transformer, TransformerConfig, save_model
    from nlp_suite.text.translation_tokenizers import START_ID, train_tokenizers

    keras.utils.set_random_seed(3)
    tokenizers = train_tokenizers(*zip(*toy_pairs, strict=True), vocabulary_size=200)
    ids = [
        [tokenizer.encode(text).ids for text in side]
        for tokenizer, side in zip(tokenizers, zip(*toy_pairs, strict=True), strict=True)
    ]
    lengths = [max(map(len, side)) for side in ids]
    source, target = (
        np.array([row + [0] * (length - len(row)) for row in side], "int32")
        for side, length in zip(ids, lengths, strict=True)
    )
    shifted = np.pad(target, ((0, 0), (1, 0)), constant_values=START_ID)[:, :-1]
    size = tokenizers[0].get_vocab_size()
    config = TransformerConfig.preset(
        "tiny",
        source_vocabulary_size=size,
        target_vocabulary_size=size,
        num_encoder_layers=1,
        num_decoder_layers=1,
        max_length=64,
        shared_embedding=True,
        tied_projection=True,
        dropout=0.0,
    )
    transformer = Transformer(**config.to_dict())
    inputs = [keras.Input((length,), dtype="int32") for length in lengths]
    model = keras.Model(inputs, transformer(*inputs, *map(padding_mask, inputs)))
    epochs = 60
    schedule = keras.optimizers.schedules.CosineDecay(1e-2, epochs * 3)
    model.compile(
        optimizer=keras.optimizers.Adam(schedule),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        # Compiling takes longer than it saves.
        jit_compile=False,
    )
    model.fit(
        [source, shifted],
        target,
        sample_weight=(target != 0).astype("float32"),
        epochs=epochs,
        batch_size=32,
        verbose=0,
    )
    path = tmp_path_factory.mktemp("models") / "toy-translator"
    options = {"source_language": "en", "target_language": "de", "max_source_tokens": 24}
    save_model(transformer, path, tokenizers, card="# Toy", options=options)
    return path


SENTENCES = [
    ("Go on (now).", "Los (jetzt)."),
    ("Tom has a cat!", "Tom hat eine Katze!"),
    ("Where is the dog?", "Wo ist der Hund?"),
    ("I can not see it, so I stay.", "Ich kann es nicht sehen, also bleibe ich."),
    ("He sang; she danced.", "Er sang; sie tanzte."),
]


@pytest.fixture(scope="session")
def make_translator(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Writes a small random Transformer as a model folder, without any framework."""
    from nlp_suite.models import ModelFolder, TransformerConfig
    from nlp_suite.models.folder.writer import write_model_folder
    from nlp_suite.text.translation_tokenizers import END_ID, train_tokenizers

    def make(
        joint: bool = True,
        kind: Any = "bpe",
        options: dict[str, Any] | None = None,
        seed: int = 0,
        **changes: Any,
    ) -> ModelFolder:
        source, target = train_tokenizers(
            *zip(*SENTENCES, strict=True), kind=kind, vocabulary_size=120, joint=joint
        )
        config = TransformerConfig(
            **{
                # Two ids more than there are tokens, as a trained model may have.
                "source_vocabulary_size": source.get_vocab_size() + 2,
                "target_vocabulary_size": target.get_vocab_size() + 2,
                "num_encoder_layers": 2,
                "num_decoder_layers": 2,
                "model_dim": 32,
                "num_heads": 4,
                "feed_forward_dim": 64,
                "max_length": 80,
            }
            | changes
        )
        rng = np.random.default_rng(seed)
        parameters = {
            name: rng.normal(1.0 if name.endswith("gamma") else 0.0, 0.4, shape).astype("f4")
            for name, shape in config.parameter_shapes().items()
        }
        # The end of some targets, but not of all, comes within a few steps.
        if config.tied_projection:
            table = "token" if config.shared_embedding else "target"
            parameters[f"{table}_embedding.embeddings"][END_ID] *= 2.5
        else:
            parameters["output.kernel"][:, END_ID] *= 2.5
        path = tmp_path_factory.mktemp("translators") / "tiny"
        languages = {"source_language": "en", "target_language": "de"}
        write_model_folder(
            path,
            config,
            parameters,
            source if joint and source.to_str() == target.to_str() else (source, target),
            card="# Tiny",
            task="translate",
            options={**languages, "max_source_tokens": 40} if options is None else options,
        )
        return ModelFolder.open(path)

    return make


@pytest.fixture(scope="session")
def tiny_translator(make_translator: Any) -> Any:
    return make_translator()


@pytest.fixture(scope="session")
def checkpoints(
    write_marian: Callable[..., None], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Small random models with the files of the hub: distilbert, distilbert-squad, opus-mt."""
    folder = tmp_path_factory.mktemp("checkpoints")
    _run_script("checkpoints.py")["write_encoders"](folder)
    # What those of the hub say; the last two are a matter of taste.
    generation = {"forced_eos_token_id": 0, "renormalize_logits": True}
    generation |= {"num_beams": 6, "max_length": 96}
    write_marian(
        folder / "opus-mt", SENTENCES, generation=generation, seed=6, max_position_embeddings=96
    )
    return folder


@pytest.fixture(scope="session")
def write_marian() -> Callable[..., None]:
    """The function of tests/checkpoints.py, for those who need it: it imports torch."""
    function: Callable[..., None] = _run_script("checkpoints.py")["write_marian"]
    return function


@pytest.fixture(scope="session")
def assert_quick() -> Callable[..., None]:
    """The function of tests/linear_time.py."""
    function: Callable[..., None] = _run_script("linear_time.py")["assert_quick"]
    return function


@pytest.fixture(scope="session")
def assert_linear() -> Callable[..., None]:
    """The function of tests/linear_time.py."""
    function: Callable[..., None] = _run_script("linear_time.py")["assert_linear"]
    return function


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    """Makes a PDF file of the texts of its pages."""
    function: Callable[..., bytes] = _run_script("pdf_files.py")["make_pdf"]
    return function


@pytest.fixture(scope="module")
def scripts_path() -> Iterator[None]:
    """Makes the modules of scripts/ importable, as they are for a script of that folder."""
    folder = str(Path(__file__).parents[1] / "scripts")
    sys.path.insert(0, folder)
    yield
    sys.path.remove(folder)


@pytest.fixture
def call_script(scripts_path: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Calls a script of scripts/ with the words of its command line."""

    def call(name: str, *arguments: object) -> None:
        monkeypatch.setattr(sys, "argv", [name, *map(str, arguments)])
        importlib.import_module(name).main()

    return call


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A stand-in for the Hugging Face Hub, which its client talks to, with an empty cache."""
    with _run_script("hub_server.py")["hub_server"]() as server:
        # Its client reads the environment once, when it is imported.
        values = {
            "ENDPOINT": server.url,
            "HUGGINGFACE_CO_URL_TEMPLATE": server.url + "/{repo_id}/resolve/{revision}/{filename}",
            "HF_HUB_CACHE": str(tmp_path / "hub"),
            "HF_HUB_DISABLE_XET": True,
            "HF_HUB_OFFLINE": False,
            "HF_TOKEN_PATH": str(tmp_path / "token"),
        }
        for name, value in values.items():
            monkeypatch.setattr(f"huggingface_hub.constants.{name}", value)
        for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        yield server


def _run_script(name: str) -> dict[str, Any]:
    return runpy.run_path(str(Path(__file__).with_name(name)))


@pytest.fixture(scope="session")
def make_tiny_reader(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Writes a small random reader as a model folder; it reads English as BERT does."""
    from nlp_suite.assets import MODELS_FOLDER
    from nlp_suite.models import ModelFolder, SpanExtractorConfig
    from nlp_suite.models.folder.writer import write_model_folder

    tokenizer = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2").read_tokenizer()

    def make(seed: int = 0) -> Path:
        config = SpanExtractorConfig(
            vocabulary_size=tokenizer.get_vocab_size(),
            num_layers=1,
            model_dim=16,
            num_heads=2,
            feed_forward_dim=32,
            max_length=64,
        )
        rng = np.random.default_rng(seed)
        parameters = {
            name: rng.normal(1.0 if name.endswith("gamma") else 0.0, 0.3, shape).astype("f4")
            for name, shape in config.parameter_shapes().items()
        }
        options = {"window": 48, "stride": 8, "max_question_tokens": 16, "temperature": 1.5}
        path = tmp_path_factory.mktemp("readers") / "tiny-reader"
        write_model_folder(
            path, config, parameters, tokenizer, card="", task="answer", options=options
        )
        return path

    return make


@pytest.fixture(scope="session")
def tiny_reader(make_tiny_reader: Callable[..., Path]) -> Path:
    return make_tiny_reader()


@pytest.fixture(scope="session")
def make_scorer() -> Callable[[], Any]:
    """The class of tests/lexical_scorer.py."""
    kind: Callable[[], Any] = _run_script("lexical_scorer.py")["LexicalScorer"]
    return kind


@pytest.fixture
def lexical_reader(make_scorer: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A `Reader` on the lexical scorer, which "answer" also loads, whatever the model."""
    from nlp_suite import registry
    from nlp_suite.api import loading
    from nlp_suite.tasks.question_answering.reader import Reader

    scorer = make_scorer()
    reader = Reader(scorer)
    # A new one each time, as a job closes its own.
    monkeypatch.setitem(registry._LOADERS, ("answer", "custom"), lambda _: Reader(scorer))
    # What was loaded before, or will be after, is another.
    loading._cache.clear()
    yield reader
    loading._cache.clear()


@pytest.fixture(scope="session")
def pipeline_reference() -> Any:
    """What the question-answering pipeline of transformers 4 gave, and what it was asked."""
    file = Path(__file__).parent / "fixtures" / "question_answering.json"
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def reference_checkpoints(
    pipeline_reference: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The Hugging Face checkpoints that it ran on with most cases, "bert" and "distilbert"."""
    recipe = _load_script("make_question_answering_reference.py")
    folders = {}
    for kind in recipe.KINDS:
        folders[kind] = tmp_path_factory.mktemp(f"reference-{kind}")
        found = recipe.write_checkpoint(kind, pipeline_reference["vocabulary"], folders[kind])
        message = "the recipe no longer gives the weights that the pipeline had"
        assert found == pipeline_reference["sha256"][kind], message
    return folders


@pytest.fixture(scope="session")
def reference_families(
    pipeline_reference: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Those of other families, by their model_type."""
    recipe = _load_script("reader_checkpoints.py")
    folders = {}
    for kind in recipe.FAMILIES:
        folders[kind] = tmp_path_factory.mktemp(f"reference-{kind}")
        found = recipe.write_family(kind, pipeline_reference["vocabulary"], folders[kind])
        message = f"the recipe no longer gives the weights that the pipeline had for {kind}"
        assert found == pipeline_reference["sha256"][kind], message
    return folders


@pytest.fixture(scope="session")
def generation_reference() -> Any:
    """What the summarization pipeline of transformers 4 gave, and what it was asked."""
    file = Path(__file__).parent / "fixtures" / "generation.json"
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def generation_checkpoints(
    generation_reference: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The Hugging Face checkpoints that it ran on, by their family, such as "bart"."""
    recipe = _load_script("make_generation_reference.py")
    article = recipe.ARTICLE.read_text(encoding="utf-8")
    folders = {}
    for family, sha256 in generation_reference["sha256"].items():
        folders[family] = tmp_path_factory.mktemp("generation") / family
        folders[family].mkdir()
        found = recipe.write_checkpoint(family, article, folders[family])
        assert found == sha256, "the recipe no longer gives the weights that the pipeline had"
    return folders


def _load_script(name: str) -> Any:
    script = Path(__file__).parents[1] / "scripts" / name
    spec: Any = importlib.util.spec_from_file_location(script.stem, script)
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    return recipe
