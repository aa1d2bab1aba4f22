import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import ModelFormatError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.engines.custom.span_scorer import SpanScorer
from nlp_suite.models import ModelFolder, SpanExtractorConfig
from nlp_suite.models.folder import tensor_file
from nlp_suite.models.folder.writer import write_model_folder

OPTIONS = {"window": 48, "stride": 8, "max_question_tokens": 16, "temperature": 1.5}


@pytest.fixture(scope="module")
def make_reader(tmp_path_factory):
    """Writes a small random SpanExtractor that reads English as BERT does."""
    tokenizer = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2").read_tokenizer()

    def make(options=OPTIONS, edit=None, tokenizer=tokenizer, **changes):
        config = SpanExtractorConfig(
            **{
                "vocabulary_size": tokenizer.get_vocab_size(),
                "num_layers": 2,
                "model_dim": 32,
                "num_heads": 2,
                "feed_forward_dim": 64,
                "max_length": 64,
            }
            | changes
        )
        rng = np.random.default_rng(0)
        parameters = {
            name: rng.normal(1.0 if name.endswith("gamma") else 0.0, 0.3, shape).astype("f4")
            for name, shape in config.parameter_shapes().items()
        }
        if edit is not None:
            edit(parameters)
        path = tmp_path_factory.mktemp("readers") / "tiny-reader"
        write_model_folder(
            path, config, parameters, tokenizer, card="", task="answer", options=options
        )
        return ModelFolder.open(path)

    return make


@pytest.fixture(scope="module")
def reader(make_reader):
    return make_reader()


@pytest.fixture(scope="module")
def scorer(reader):
    return SpanScorer(reader, compute_type="float32")


@pytest.fixture(scope="module")
def inputs(scorer, span_inputs):
    return span_inputs(scorer)


def test_attributes(scorer, reader):
    assert (scorer.engine, scorer.model) == ("custom", "tiny-reader")
    assert (scorer.max_length, scorer.num_special_tokens) == (64, 3)
    assert (scorer.window, scorer.stride, scorer.max_question_tokens) == (48, 8, 16)
    assert scorer.temperature == 1.5
    assert (scorer.null_slope, scorer.null_intercept) == (1.0, 0.0)
    assert scorer.answer_temperature is None
    assert SpanScorer(reader, name="mine").model == "mine"


KINDS = {
    "bert": {},
    "without segments": {"num_segments": 0},
    "one segment": {"num_segments": 1},
    "pre-norm": {"pre_norm": True},
    "sinusoidal": {"positions": "sinusoidal", "scale_embeddings": True},
}


@pytest.mark.parametrize("kind", KINDS)
def test_ctranslate2_computes_what_keras_does(kind, make_reader, inputs, scores, worst):
    from keras import ops

    from nlp_suite.models import load_model

    reader = make_reader(**KINDS[kind])
    exact = scores(SpanScorer(reader, compute_type="float32"), inputs, 5)
    assert worst(exact, scores(SpanScorer(reader, runtime="keras"), inputs, 5)) < 1e-4
    # And both compute what the model that was trained does.
    model = load_model(reader.path)
    for one, logits in zip(inputs[:3], exact, strict=False):
        segments = one.segments if reader.config.num_segments > 1 else 0 * one.segments
        whole = ops.convert_to_numpy(model(one.ids[None], segment_ids=segments[None]))
        assert np.abs(whole[0] - logits).max() < 1e-4


def test_segments_matter(scorer, inputs, scores, worst):
    zeros = [one._replace(segments=0 * one.segments) for one in inputs]
    assert worst(scores(scorer, inputs, 4), scores(scorer, zeros, 4)) > 0.1


@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_company_and_order_do_not_matter(scorer, inputs, scores, worst, random, size):
    expected = scores(scorer, inputs, 1)
    order = list(range(len(inputs)))
    random.shuffle(order)
    found = scores(scorer, [inputs[i] for i in order], size)
    assert worst(found, [expected[i] for i in order]) < 1e-4


def test_int8_is_close(reader, scorer, inputs, scores, worst):
    exact, rounded = (scores(s, inputs, 4) for s in (scorer, SpanScorer(reader)))
    spread = np.std(np.concatenate(exact))
    assert 0 < worst(exact, rounded) < spread
    close = np.corrcoef(np.concatenate(exact).ravel(), np.concatenate(rounded).ravel())[0, 1]
    assert close > 0.99


def test_batches_are_taken_as_they_are_needed(reader, inputs):
    """Memory does not grow with the number of batches."""
    taken = []

    def batches():
        for i in range(100):
            taken.append(i)
            yield inputs[:1]

    found = SpanScorer(reader, threads=1).score(batches())
    assert next(found).shape == (1, inputs[0].ids.size, 2)
    assert len(taken) < 10
    found.close()
    assert list(SpanScorer(reader).score([])) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"window": 65}, "window must be at most 64, the model's max_length, got 65"),
        ({"window": None}, "window must be a whole number from 1 up, got None"),
        ({"window": True}, "got True"),
        ({"stride": 0}, "stride must be a whole number from 1 up, got 0"),
        ({"stride": 29}, "stride must be below the 29 tokens that a window of 48 leaves"),
        ({"max_question_tokens": "16"}, "max_question_tokens must be a whole number"),
        ({"temperature": 0}, "temperature must be positive, got 0"),
        ({"temperature": float("nan")}, "NaN is no number of JSON"),
        ({"temperature": "1"}, "temperature must be positive, got '1'"),
        ({"null_slope": 0}, "null_slope must be positive, got 0"),
        ({"null_slope": True}, "null_slope must be positive, got True"),
        ({"answer_temperature": 0}, "answer_temperature must be positive, got 0"),
        ({"answer_temperature": None}, "answer_temperature must be positive, got None"),
        ({"null_intercept": float("inf")}, "Infinity is no number of JSON"),
        ({"null_intercept": None}, "null_intercept must be a finite number, got None"),
        ({"colour": 1}, "unknown option 'colour'"),
    ],
)
def test_options_of_another_kind_of_model(change, message, make_reader):
    with pytest.raises(ModelFormatError) as caught:
        SpanScorer(make_reader(options=OPTIONS | change))
    assert message in str(caught.value)
    assert "tiny-reader" in str(caught.value)


def test_other_models(make_reader):
    with pytest.raises(ModelFormatError, match="must be 'SpanExtractor', got 'Encoder'"):
        SpanScorer(ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2"))


def test_a_tokenizer_that_joins_nothing(make_reader):
    from tokenizers import Tokenizer, models

    with pytest.raises(ModelFormatError, match=r"tiny-reader: the tokenizer must join"):
        SpanScorer(make_reader(tokenizer=Tokenizer(models.WordLevel({"[UNK]": 0}, "[UNK]"))))


@pytest.mark.parametrize("name", ["span_head.kernel", "layers.1.feed_forward.output.kernel"])
def test_weights_that_make_no_numbers(name, make_reader, inputs, monkeypatch):
    monkeypatch.setattr(tensor_file, "_LARGEST_WEIGHT", np.inf)

    def damage(parameters):
        parameters[name][3] = 3e38

    scorer = SpanScorer(make_reader(edit=damage), compute_type="float32")
    message = r"tiny-reader has computed (inf|-inf|nan) in its span logits, .* are damaged"
    with pytest.raises(ModelFormatError, match=message):
        list(scorer.score([inputs[:2]]))
