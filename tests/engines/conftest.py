import numpy as np
import pytest

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(f"w{i}" for i in range(46))]


@pytest.fixture(scope="session")
def make_model(tmp_path_factory):
    """Writes a small random sentence encoder as a model folder, without any framework."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    from nlp_suite.models import EncoderConfig, ModelFolder
    from nlp_suite.models.folder.writer import write_model_folder

    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))

    def make(options=None, seed=0, **changes):
        config = EncoderConfig(
            **{
                "vocabulary_size": 56,
                "num_layers": 2,
                "model_dim": 16,
                "num_heads": 2,
                "feed_forward_dim": 32,
                "max_length": 24,
            }
            | changes
        )
        rng = np.random.default_rng(seed)
        parameters = {
            name: rng.normal(1.0 if name.endswith("gamma") else 0.0, 0.3, shape).astype("f4")
            for name, shape in config.parameter_shapes().items()
        }
        path = tmp_path_factory.mktemp("models") / "tiny"
        write_model_folder(
            path,
            config,
            parameters,
            tokenizer,
            card="# Tiny",
            task="summarize",
            options={"pooling": "mean", "window": 16} if options is None else options,
        )
        return ModelFolder.open(path)

    return make


@pytest.fixture(scope="session")
def tiny_model(make_model):
    return make_model()


QUESTIONS = ["Who built the first bicycle?", "When?", "How many wheels does it have?"]


@pytest.fixture(scope="session")
def span_inputs(article):
    """A function: what a scorer makes of questions and windows of different lengths."""

    def make(scorer):
        *questions, text = scorer.tokenize([*QUESTIONS, article])
        return [
            scorer.join(questions[i % 3].ids, text.ids[7 * i : 7 * i + 5 + (5 * i) % 23])
            for i in range(12)
        ]

    return make


@pytest.fixture(scope="session")
def scores():
    """A function: the scores of inputs in batches of a size, an array each, without padding."""

    def score(scorer, inputs, size):
        batches = [inputs[i : i + size] for i in range(0, len(inputs), size)]
        return [
            logits[row, : one.ids.size]
            for batch, array in zip(batches, scorer.score(iter(batches)), strict=True)
            for row, (one, logits) in enumerate((one, array) for one in batch)
        ]

    return score


@pytest.fixture(scope="session")
def worst():
    """A function: the largest difference between the arrays of two lists."""

    def difference(ours, theirs):
        return max(np.abs(a - b).max() for a, b in zip(ours, theirs, strict=True))

    return difference


class RecordingTokenizer:
    """A tokenizer that keeps what it was given."""

    def __init__(self, tokenizer):
        self._tokenizer = tokenizer
        self.texts = []

    def __getattr__(self, name):
        return getattr(self._tokenizer, name)

    def __call__(self, texts, **options):
        self.texts += texts
        return self._tokenizer(texts, **options)

    def encode_batch(self, texts, **options):
        self.texts += texts
        return self._tokenizer.encode_batch(texts, **options)


@pytest.fixture(scope="session")
def recording_tokenizer():
    return RecordingTokenizer
