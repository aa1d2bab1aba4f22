import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.training.config import OptimizationConfig


def test_the_ends_of_the_ranges():
    config = OptimizationConfig(
        epochs=1,
        stop_after=1,
        batch_type="pairs",
        batch_size=1,
        warmup_steps=1,
        beta_1=0.0,
        weight_decay=0.0,
        clip_norm=0.001,
        label_smoothing=0.0,
        seed=0,
        checkpoint_steps=1,
        average_epochs=1,
        patience=1,
    )
    assert OptimizationConfig.from_dict(config.to_dict()) == config


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *((field, 0) for field in ("epochs", "batch_size", "warmup_steps", "checkpoint_steps")),
        *((field, 0) for field in ("average_epochs", "patience", "learning_rate", "epsilon")),
        *((field, True) for field in ("epochs", "patience", "beta_1")),
        *((field, 1.0) for field in ("beta_1", "beta_2", "label_smoothing", "weight_decay")),
        ("learning_rate", float("inf")),
        ("clip_norm", 0.0),
        ("clip_norm", float("nan")),
        ("batch_type", "rows"),
        ("schedule", "cosine"),
        ("precision", "float16"),
        ("seed", -1),
        ("epochs", 2.0),
        ("stop_after", 0),
        ("stop_after", 21),
    ],
)
def test_out_of_range(field, value):
    with pytest.raises(InvalidInputError, match=f"^{field} must .*{value}"):
        OptimizationConfig(**{field: value})
