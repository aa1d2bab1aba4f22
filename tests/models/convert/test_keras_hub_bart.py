"""KerasHub's BART becomes our Transformer, and writes what it wrote there."""

import keras
import numpy as np
import pytest

import nlp_suite
from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.engines.custom.text_generator import TextGenerator
from nlp_suite.models import ModelFolder, load_model, save_keras_hub
from nlp_suite.models.convert.keras_hub_bart import keras_hub_bart_config

keras_hub = pytest.importorskip("keras_hub")

to_numpy = keras.ops.convert_to_numpy
GREEDY = GenerationOptions(max_tokens=6, beam_size=1)
TEXTS = ["the rain is on the land.", "a sea", "rain, rain and a 12th tea</s> in the end"]


@pytest.fixture(scope="module")
def tokenizer():
    tokens = ["<s>", "<pad>", "</s>", "<unk>", *"abcdehilnorst.,0123456789<>/Ġ"]
    merges = []
    for word in ("the", "Ġthe", "Ġrain", "rain", "Ġis", "Ġa", "land", "Ġand", "Ġon"):
        for end in range(1, len(word)):
            if word[: end + 1] not in tokens:
                tokens.append(word[: end + 1])
                merges.append(f"{word[:end]} {word[end]}")
    tokens.append("<mask>")
    ids = {token: i for i, token in enumerate(tokens)}
    return keras_hub.models.BartTokenizer(vocabulary=ids, merges=merges)


@pytest.fixture(scope="module")
def bart(tokenizer):
    backbone = keras_hub.models.BartBackbone(
        vocabulary_size=tokenizer.vocabulary_size(),
        num_layers=2,
        num_heads=4,
        hidden_dim=32,
        intermediate_dim=48,
        max_sequence_length=40,
        dropout=0.25,
    )
    rng = np.random.default_rng(5)
    # Fresh biases are zero and fresh norms one: nothing to confuse.
    backbone.set_weights([w + rng.normal(0, 0.2, w.shape) for w in backbone.get_weights()])
    preprocessor = keras_hub.models.BartSeq2SeqLMPreprocessor(
        tokenizer, encoder_sequence_length=40, decoder_sequence_length=8
    )
    model = keras_hub.models.BartSeq2SeqLM(backbone, preprocessor)
    model.compile(sampler="greedy", run_eagerly=True)
    return model


@pytest.fixture(scope="module")
def folder(bart, tmp_path_factory):
    path = tmp_path_factory.mktemp("keras-hub") / "bart"
    save_keras_hub(bart, path)
    return ModelFolder.open(path)


def test_the_same_logits(bart, folder, rng):
    mask = np.arange(11) < np.array([11, 4, 1])[:, None]
    size = folder.config.source_vocabulary_size
    source, target = rng.integers(0, size, mask.shape), rng.integers(0, size, (3, 7))
    expected = bart(
        {
            "encoder_token_ids": source,
            "encoder_padding_mask": mask.astype("int32"),
            "decoder_token_ids": target,
            "decoder_padding_mask": np.ones((3, 7), "int32"),
        }
    )
    ours = load_model(folder.path)(source, target, source_mask=mask)
    assert np.abs(to_numpy(ours) - to_numpy(expected)).max() < 1e-4


@pytest.mark.one_backend
def test_the_same_tokens(tokenizer, folder):
    ours = folder.read_tokenizer()
    for text in [*TEXTS, "", "\n\n landing 2,500  ", "Zoë"]:
        if "</s>" in text:
            continue
        assert ours.encode(text, add_special_tokens=False).ids == tokenizer(text).tolist()
    assert ours.encode("a").tokens == ["<s>", "a", "</s>"]


@pytest.mark.one_backend
def test_it_writes_the_same(bart, folder):
    generator = TextGenerator(folder)
    assert (generator.engine, generator.model) == ("custom", "bart")
    assert generator.settings.runtime == "keras"
    assert (generator.max_source_tokens, generator.max_target_tokens) == (38, 38)
    written = generator.generate(TEXTS[:2], GREEDY)
    assert [one.text for one in written] == bart.generate(TEXTS[:2])
    assert all(0 < one.num_tokens <= 6 for one in written)


@pytest.mark.one_backend
def test_it_can_be_loaded(bart):
    summarizer = nlp_suite.load("summarize", model=bart)
    text = "The rain is on the land. It is in the sea."
    summary = summarizer(text, max_tokens=3, beam_size=1)
    assert (summary.style, summary.engine, summary.model) == ("abstractive", "custom", bart.name)
    assert summary.sentences == ()
    assert "runtime='keras'" in repr(summarizer)


@pytest.mark.one_backend
def test_company_and_order_do_not_matter(folder):
    done = []
    options = GenerationOptions(max_tokens=3, beam_size=2, no_repeat_ngram_size=2)
    together = TextGenerator(folder).generate(TEXTS[1:], options, done.append)
    one_by_one = TextGenerator(folder, batch_tokens=1, name="mine")
    backwards = one_by_one.generate(TEXTS[:0:-1], options, done.append)
    assert (together, one_by_one.model) == (backwards[::-1], "mine")
    assert done == [2, 1, 1]
    # A marker in a text is text.
    assert one_by_one.count_tokens(["</s>", ""]) == [4, 0]


@pytest.mark.one_backend
def test_what_is_too_much(folder):
    generator = TextGenerator(folder)
    with pytest.raises(InvalidInputError, match="a text has 39 tokens, the model bart reads at m"):
        generator.generate(["a", "a" * 39], GREEDY)
    for name in ("max_tokens", "min_tokens"):
        with pytest.raises(InvalidInputError, match=f"{name} must be at most 38 for this model"):
            generator.generate(["a"], GenerationOptions(**{name: 39}))
    # One limit of the call goes before the other one of the model.
    assert generator.generate(["a"], GenerationOptions(max_tokens=1, beam_size=1))[0].num_tokens < 2
    with pytest.raises(InvalidInputError, match="runs on runtime='keras' only"):
        TextGenerator(folder, runtime="ctranslate2")


@pytest.mark.one_backend
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"start_id": 999}, "start_id must be a token id below"),
        ({"pad_id": True}, "pad_id must be a token id below .* got True"),
        ({"prefix_ids": 0}, "prefix_ids must be a list of at most 38 token ids, got 0"),
        ({"prefix_ids": [-1]}, "prefix_ids must be a token id below"),
        ({"max_tokens": 39}, "max_tokens must be at most 38, got 39"),
        ({"beam_size": 0}, "beam_size must be"),
        ({"beam_size": None}, "the option beam_size is missing"),
        ({"beams": 4}, "unknown option 'beams'"),
    ],
)
def test_options_that_do_not_fit(changes, message, bart, tmp_path):
    save_keras_hub(bart, tmp_path / "bart", options=changes)
    with pytest.raises(ModelFormatError, match=message):
        TextGenerator(ModelFolder.open(tmp_path / "bart"))


@pytest.mark.one_backend
def test_what_is_no_bart(bart, tmp_path):
    with pytest.raises(InvalidInputError, match=r"backbone must be a keras_hub\.models\.BartB"):
        keras_hub_bart_config(bart)
    with pytest.raises(InvalidInputError, match=r"keras_hub\.models\.BartTokenizer .* got str"):
        save_keras_hub(bart, tmp_path / "bart", "tokenizer.json")
    backbone = keras_hub.models.BartBackbone(
        vocabulary_size=9, num_layers=1, num_heads=1, hidden_dim=4, intermediate_dim=4
    )
    bare = keras_hub.models.BartSeq2SeqLM(backbone)
    with pytest.raises(InvalidInputError, match="got NoneType"):
        save_keras_hub(bare, tmp_path / "bart")
    backbone.enable_lora(2)
    with pytest.raises(ModelFormatError, match="which BART has not"):
        save_keras_hub(bare, tmp_path / "bart", bart.preprocessor.tokenizer)
