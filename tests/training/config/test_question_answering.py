import json

import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.training import QuestionAnsweringConfig
from nlp_suite.training.config import (
    OptimizationConfig,
    QuestionAnsweringDataConfig,
    QuestionAnsweringModelConfig,
    QuestionAnsweringValidationConfig,
)

SMALLEST = {"folder": "run", "data": {"train": ["squad.json"]}}

TOML = """
folder = "run"
task = "answer"

[data]
train = ["a.json", "b.json.gz", "c.parquet"]
language = "fr"
unanswerable = 0.5

[model]
dropout = 0.2

[optimization]
epochs = 3

[validation]
metric = "f1"
"""


def test_a_toml_file(tmp_path):
    file = tmp_path / "run.toml"
    file.write_text(TOML)
    config = QuestionAnsweringConfig.from_toml(file)
    assert config.data == QuestionAnsweringDataConfig(
        train=("a.json", "b.json.gz", "c.parquet"), language="fr", unanswerable=0.5
    )
    assert config.model == QuestionAnsweringModelConfig(dropout=0.2)
    assert config.model.changes() == {"dropout": 0.2}
    assert config.optimization == OptimizationConfig(epochs=3)
    assert config.validation == QuestionAnsweringValidationConfig(metric="f1")
    assert QuestionAnsweringConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"data": {}}, "data: QuestionAnsweringDataConfig lacks the key 'train'"),
        ({"data": {"train": []}}, "data: train must name at least one file"),
        (
            {"data": {"language": "French"}},
            "language must be the code of a language (ISO 639), such",
        ),
        ({"data": {"train": "a.json"}}, "train must be of type tuple[str, ...], got 'a.json'"),
        ({"data": {"train": ["a", 3]}}, "train must be of type tuple[str, ...], got ('a', 3)"),
        ({"data": {"validation_share": 0}}, "validation_share must be above 0 and below 1"),
        ({"data": {"window": 192}}, "window must be above max_question_tokens + stride (64 + 128)"),
        ({"data": {"unanswerable": -1}}, "unanswerable must be from 0 to 10"),
        ({"data": {"same_title": 1.1}}, "same_title must be from 0 to 1"),
        ({"data": {"joined": -0.1}}, "joined must be from 0 to 1"),
        ({"data": {"stride": 0}}, "stride must be at least 1"),
        ({"task": "sing"}, "task must be one of ('answer',), got task='sing'"),
        ({"model": {"dropout": 1.0}}, "model: dropout must be in [0, 1)"),
        (
            {"model": {"preset": "tiny"}},
            "model: unknown key 'preset' in QuestionAnsweringModelConfig",
        ),
        (
            {"optimization": {"batch_type": "pairs"}},
            "optimization.batch_type must be 'tokens' for a",
        ),
        (
            {"optimization": {"batch_size": 383}},
            "optimization.batch_size must be at least data.window (384), got 383",
        ),
        ({"validation": {"metric": "bleu"}}, "validation: metric must be one of"),
        (
            {"validation": {"metric": "f1", "questions": 0}},
            "metric must be 'loss' where no questions are answered",
        ),
    ],
)
def test_mistakes(values, message):
    data = {**SMALLEST["data"], **values.get("data", {})}
    if values == {"data": {}}:
        data = {}
    with pytest.raises(InvalidInputError) as caught:
        QuestionAnsweringConfig.from_dict(SMALLEST | values | {"data": data})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
