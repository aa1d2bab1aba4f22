import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.training.config import TranslationTokenizerConfig


@pytest.mark.parametrize(("kind", "size"), [("bpe", 5), ("word", 5), ("word", 0)])
def test_what_is_possible(kind, size):
    config = TranslationTokenizerConfig(kind=kind, vocabulary_size=size, joint=False)
    assert TranslationTokenizerConfig.from_dict(config.to_dict()) == config


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "letters"}, "kind must be one of ('bpe', 'word'), got kind='letters'"),
        (
            {"vocabulary_size": 4},
            "vocabulary_size must be above 4 and at most 1,000,000, or 0 with kind='word', got",
        ),
        (
            {"vocabulary_size": 0},
            "vocabulary_size must be above 4 and at most 1,000,000, or 0 with kind='word', got",
        ),
        ({"kind": "word", "vocabulary_size": -1}, "got vocabulary_size=-1"),
        ({"joint": 1}, "joint must be of type bool, got 1"),
    ],
)
def test_what_is_not(values, message):
    with pytest.raises(InvalidInputError) as caught:
        TranslationTokenizerConfig(**values)
    assert message in str(caught.value)
