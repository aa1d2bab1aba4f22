import json

import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.models import Seq2SeqConfig
from nlp_suite.training import TranslationConfig
from nlp_suite.training.config import (
    OptimizationConfig,
    TranslationDataConfig,
    TranslationTokenizerConfig,
    TranslationValidationConfig,
)

LANGUAGES = {"source_language": "fr", "target_language": "it"}
SMALLEST = {"folder": "run", "data": {"train": "ita.txt", **LANGUAGES}}

TOML = """
folder = "run"

[data]
train = ["a.fr", "a.it"]
source_language = "fr"
target_language = "it"
splits = [0.96, 0.02, 0.02]

[model]
preset = "small"
pre_norm = true

[optimization]
epochs = 3
clip_norm = 1
"""


def test_a_toml_file(tmp_path):
    file = tmp_path / "run.toml"
    file.write_text(TOML)
    config = TranslationConfig.from_toml(file)
    assert config.data == TranslationDataConfig(
        train=("a.fr", "a.it"), **LANGUAGES, splits=(0.96, 0.02, 0.02)
    )
    assert config.optimization == OptimizationConfig(epochs=3, clip_norm=1)
    assert config.tokenizer == TranslationTokenizerConfig()
    assert config.validation == TranslationValidationConfig()
    model = config.model_config(50, 60)
    assert (model.source_vocabulary_size, model.target_vocabulary_size) == (50, 60)
    assert (model.model_dim, model.pre_norm) == (256, True)
    assert TranslationConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_the_default_model_is_the_papers():
    assert TranslationConfig.from_dict(SMALLEST).model_config(9, 9).model_dim == 512


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"folder": "run"}, "TranslationConfig lacks the key 'data'"),
        ({"data": {}}, "data: TranslationDataConfig lacks the key 'train'"),
        ({"data": {"train": "a"}}, "data: TranslationDataConfig lacks the key 'source_language'"),
        ({"data": "deu.txt"}, "data must be of type TranslationDataConfig, got 'deu.txt'"),
        ({"task": "sing"}, "task must be one of ('translate',), got task='sing'"),
        ({"folder": 3}, "folder must be of type str, got 3"),
        ({"optimisation": {}}, "unknown key 'optimisation' in TranslationConfig; did you mean"),
        ({"model": {"preset": "huge"}}, "model: preset must be one of"),
        ({"model": {"preset": ["tiny"]}}, "model must have a str as its preset"),
        ({"model": {"dim": 3}}, "model: unknown key 'dim' in TransformerConfig"),
        ({"model": {"dropout": "0.1"}}, "model: dropout must be of type float, got '0.1'"),
        ({"model": {"source_vocabulary_size": 3}}, "model must leave out source_vocabulary_size"),
        (
            {"model": {"shared_embedding": True}, "tokenizer": {"joint": False}},
            "model must have no shared_embedding where the tokenizer is not joint",
        ),
        (
            {"model": {"positions": "learned", "max_length": 100}},
            "model.max_length must be at least 128, which is data.max_tokens, got 100",
        ),
        (
            {"start_from": "model", "model": {"model_dim": 64}},
            "model must have no keys but dropout and attention_dropout where start_from gives",
        ),
        (
            {"start_from": "model", "tokenizer": {"vocabulary_size": 50}},
            "tokenizer must be left out, start_from has tokenizers",
        ),
        ({"model": {"max_length": 1}}, "model.max_length must be at least 2, got 1"),
    ],
)
def test_mistakes(values, message):
    merged = SMALLEST | values
    if values == {"folder": "run"}:
        merged = values
    with pytest.raises(InvalidInputError) as caught:
        TranslationConfig.from_dict(merged)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_learned_positions_that_are_enough():
    model = {"positions": "learned", "max_length": 20}
    values = {**SMALLEST, "data": {"train": "a", **LANGUAGES, "max_tokens": 20}, "model": model}
    assert TranslationConfig.from_dict(values).model_config(9, 9).max_length == 20


def test_a_mistake_in_a_file_names_the_file(tmp_path):
    file = tmp_path / "run.toml"
    file.write_text(TOML + "epoch = 4\n")
    with pytest.raises(InvalidInputError) as caught:
        TranslationConfig.from_toml(file)
    assert str(caught.value) == (
        f"{file}: optimization: unknown key 'epoch' in OptimizationConfig; did you mean 'epochs'?"
    )
    file.write_text(TOML + "[model]\n")
    with pytest.raises(InvalidInputError, match=r"run\.toml is no valid TOML: .*at line \d+"):
        TranslationConfig.from_toml(file)


def test_a_recurrent_model():
    values = {
        **SMALLEST,
        "model": {"architecture": "seq2seq", "decoder_units": 64, "attention": "general"},
        "validation": {"runtime": "keras"},
    }
    model = TranslationConfig.from_dict(values).model_config(50, 60)
    assert model == Seq2SeqConfig(
        source_vocabulary_size=50,
        target_vocabulary_size=60,
        decoder_units=64,
        attention="general",
    )


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"model": {"architecture": "rnn"}}, "model: architecture must be one of .*, got 'rnn'"),
        ({"model": {"architecture": "seq2seq"}}, "validation.runtime must be 'keras'"),
        ({"model": {"architecture": "seq2seq", "num_heads": 2}}, "unknown key 'num_heads'"),
    ],
)
def test_what_a_recurrent_model_lacks(sections, message):
    with pytest.raises(InvalidInputError, match=message):
        TranslationConfig.from_dict(SMALLEST | sections)
