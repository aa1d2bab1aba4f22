import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

# Timings vary too much between machines to be a reason to fail. On CI the examples are the
# same every time; elsewhere every run tries new ones.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("ci" if os.environ.get("CI") else "default")


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
    from nlp_suite.cli.demo import TEXTS_FOLDER

    return (TEXTS_FOLDER / "bicycle.txt").read_text(encoding="utf-8")


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
    from nlp_suite.models.writing import write_model_folder
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
            options={**languages, "window": 40} if options is None else options,
        )
        return ModelFolder.open(path)

    return make


@pytest.fixture(scope="session")
def tiny_translator(make_translator: Any) -> Any:
    return make_translator()
