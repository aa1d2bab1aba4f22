import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.training.config import TranslationDataConfig

LEAST = {"train": "a", "source_language": "fr", "target_language": "pt-BR"}


def test_the_ends_of_the_ranges():
    config = TranslationDataConfig(
        **LEAST,
        source_column="french",
        target_column="brazilian",
        validation=("a.en", "a.de"),
        splits=(1, 0, 0),
        rows=1,
        clean="ascii",
        seed=2**32 - 1,
        max_tokens=2,
        noise=0.99,
        bpe_dropout=0.99,
        rare_repeats=1,
        rare_below=1,
    )
    assert TranslationDataConfig.from_dict(config.to_dict()) == config
    # Thirds have no exact sum.
    TranslationDataConfig(**LEAST, splits=(1 / 3, 1 / 3, 1 / 3))


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("train", ("a",), "type str | tuple[str, str]"),
        ("source_language", "FR", "be the code of a language (ISO 639), such as 'fr'"),
        ("source_language", "xx", "be the code of a language (ISO 639), such as 'fr'"),
        ("target_language", "Italian", "such as 'it', got 'Italian'"),
        ("target_language", None, "type str"),
        ("target_column", 2, "type str"),
        ("validation", 3, "type str | tuple[str, str] | None"),
        ("splits", (0.5, 0.4, 0.2), "be three shares with a sum of 1"),
        ("splits", (1.5, -0.5, 0.0), "be three shares with a sum of 1"),
        ("splits", (float("nan"), 0.5, 0.5), "be three shares with a sum of 1"),
        ("splits", (0.5, 0.5), "type tuple[float, float, float]"),
        ("rows", 0, "be at least 1 or left out"),
        ("clean", "utf-8", "be 'ascii' or left out"),
        ("seed", -1, "be from 0 to 2**32 - 1"),
        ("seed", 2**32, "be from 0 to 2**32 - 1"),
        ("max_tokens", 1, "be at least 2"),
        ("max_tokens", 9.0, "type int"),
        ("noise", 1.0, "be in [0, 1)"),
        ("bpe_dropout", 1.0, "be in [0, 1)"),
        ("rare_repeats", 0, "be at least 1"),
        ("rare_below", 0, "be at least 1"),
        ("noise", -0.1, "be in [0, 1)"),
    ],
)
def test_out_of_range(field, value, rule):
    with pytest.raises(InvalidInputError) as caught:
        TranslationDataConfig(**(LEAST | {field: value}))
    assert str(caught.value).startswith(f"{field} must ")
    assert rule in str(caught.value)
