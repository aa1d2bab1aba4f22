import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite import InvalidInputError
from nlp_suite.decoding import greedy_decode
from nlp_suite.layers import padding_mask
from nlp_suite.models import Transformer, TransformerConfig
from nlp_suite.models.parameters import assign_parameters, named_parameters

to_numpy = keras.ops.convert_to_numpy

TINY = TransformerConfig.preset(
    "tiny", source_vocabulary_size=40, target_vocabulary_size=50, max_length=16
).to_dict()
JOINT = {
    "source_vocabulary_size": 50,
    "pre_norm": True,
    "positions": "learned",
    "shared_embedding": True,
    "tied_projection": True,
}
QUIRKS = {
    "key_dim": 5,
    "shared_attention_norm": True,
    "num_encoder_layers": 1,
    "positions": "sinusoidal_halves",
    "activation": "silu",
    "scale_embeddings": False,
    "tied_projection": True,
    "projection_bias": False,
}
SOURCE = np.array([[5, 8, 2, 0], [7, 3, 9, 4]])
TARGET = np.array([[1, 6, 9], [1, 4, 0]])


@pytest.fixture(scope="module")
def transformer():
    return Transformer(**TINY)


@pytest.fixture(scope="module")
def one_layer():
    return Transformer(**TINY | {"num_encoder_layers": 1, "num_decoder_layers": 1})


# The one that shares its embeddings has no operation that the others have not.
@pytest.fixture(
    scope="module",
    params=[{}, pytest.param(JOINT, marks=pytest.mark.one_backend), QUIRKS],
    ids=["paper", "joint", "quirks"],
)
def any_transformer(request):
    return Transformer(**TINY | request.param)


def masked(model, source=SOURCE, target=TARGET, **options):
    return model(source, target, source_mask=source != 0, target_mask=target != 0, **options)


def test_shapes_and_attention_weights(any_transformer):
    c = any_transformer.config
    logits, weights = masked(any_transformer, return_attention_weights=True)
    assert logits.shape == (2, 3, 50)
    assert [tuple(w.shape) for w in weights.encoder] == [(2, 2, 4, 4)] * c.num_encoder_layers
    assert [tuple(w.shape) for w in weights.decoder] == [(2, 2, 3, 3)] * c.num_decoder_layers
    assert [tuple(w.shape) for w in weights.cross] == [(2, 2, 3, 4)] * c.num_decoder_layers
    assert (to_numpy(weights.encoder[0])[0, :, :, 3] == 0).all()
    assert (to_numpy(weights.cross[1])[0, :, :, 3] == 0).all()
    assert (np.triu(to_numpy(weights.decoder[1]), k=1) == 0).all()
    np.testing.assert_array_equal(to_numpy(logits), to_numpy(masked(any_transformer)))


def test_encode_and_decode_are_the_two_halves(any_transformer):
    mask = SOURCE != 0
    encoder_output = any_transformer.encode(SOURCE, mask)
    assert encoder_output.shape == (2, 4, 32)
    logits = any_transformer.decode(TARGET, encoder_output, mask, TARGET != 0)
    np.testing.assert_array_equal(to_numpy(logits), to_numpy(masked(any_transformer)))


def test_parameter_names_are_the_configuration_s(any_transformer):
    shapes = {name: tuple(v.shape) for name, v in named_parameters(any_transformer).items()}
    assert shapes == any_transformer.config.parameter_shapes()


def test_parameter_names(transformer):
    names = set(named_parameters(transformer))
    assert {
        "source_embedding.embeddings",
        "target_embedding.embeddings",
        "encoder.layers.0.attention.query.kernel",
        "encoder.layers.1.feed_forward_norm.gamma",
        "decoder.layers.0.self_attention.key.bias",
        "decoder.layers.0.cross_attention.query.kernel",
        "decoder.layers.1.cross_attention_norm.beta",
        "output.kernel",
        "output.bias",
    } <= names


def test_assigned_parameters_make_the_same_model(any_transformer):
    other = Transformer(**any_transformer.config.to_dict(), name="other")
    assert np.abs(to_numpy(masked(other)) - to_numpy(masked(any_transformer))).max() > 1e-2
    parameters = {n: to_numpy(v) for n, v in named_parameters(any_transformer).items()}
    assign_parameters(other, parameters)
    np.testing.assert_array_equal(to_numpy(masked(other)), to_numpy(masked(any_transformer)))


# An example is two passes of a whole model; the layers have such tests of their own.
@settings(max_examples=settings.default.max_examples // 4)
@given(
    st.integers(0, 2**31),
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 5)), min_size=2, max_size=2),
)
def test_padding_never_changes_an_output(one_layer, seed, lengths):
    rng = np.random.default_rng(seed)
    source_mask = np.arange(6) < np.array(lengths)[:, :1]
    target_mask = np.arange(5) < np.array(lengths)[:, 1:]
    source, target = rng.integers(1, 40, (2, 6)), rng.integers(1, 50, (2, 5))
    before = to_numpy(one_layer(source, target, source_mask, target_mask))
    source = np.where(source_mask, source, rng.integers(0, 40, (2, 6)))
    target = np.where(target_mask, target, rng.integers(0, 50, (2, 5)))
    after = to_numpy(one_layer(source, target, source_mask, target_mask))
    np.testing.assert_array_equal(after[target_mask], before[target_mask])


def test_a_later_token_never_changes_an_earlier_output(any_transformer, rng):
    target = rng.integers(1, 50, (2, 5))
    before = to_numpy(any_transformer(SOURCE, target))
    for position in range(1, 5):
        changed = target.copy()
        changed[:, position] = changed[:, position] % 49 + 1
        after = to_numpy(any_transformer(SOURCE, changed))
        np.testing.assert_array_equal(after[:, :position], before[:, :position])
        assert np.abs(after[:, position] - before[:, position]).max() > 1e-3


def test_batch_of_one_equals_batch_of_many(any_transformer):
    together = to_numpy(masked(any_transformer))
    alone = to_numpy(any_transformer(SOURCE[:1, :3], TARGET[:1]))
    np.testing.assert_allclose(alone[0], together[0], atol=1e-5)


def test_the_source_and_its_order_matter(any_transformer):
    before = to_numpy(any_transformer(SOURCE[1:], TARGET[1:]))
    after = to_numpy(any_transformer(SOURCE[1:, ::-1].copy(), TARGET[1:]))
    assert np.abs(after - before).max() > 1e-3


@pytest.mark.parametrize("start", [0, 3])
def test_steps_with_a_cache_equal_the_full_pass(any_transformer, start, rng):
    target = rng.integers(1, 50, (2, 6))
    full = to_numpy(any_transformer(SOURCE, target, source_mask=SOURCE != 0))
    encoder_output = any_transformer.encode(SOURCE, SOURCE != 0)
    cache = any_transformer.make_cache(encoder_output, length=8)
    for begin, end in [(0, start)] * (start > 0) + [(i, i + 1) for i in range(start, 6)]:
        logits, cache = any_transformer.decode_step(
            target[:, begin:end], cache, begin, source_mask=SOURCE != 0
        )
        np.testing.assert_allclose(to_numpy(logits), full[:, begin:end], atol=1e-5)


def compiled(function):
    """Compiles with whatever the backend has for it; its arguments are tensors then."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow

        return tensorflow.function(function)
    if keras.backend.backend() == "jax":
        import jax

        return jax.jit(function)
    return function


def test_one_compiled_step_serves_every_position(any_transformer, rng):
    target = rng.integers(1, 50, (2, 4))
    full = to_numpy(any_transformer(SOURCE, target))
    cache = any_transformer.make_cache(any_transformer.encode(SOURCE), length=4)
    traces = []

    @compiled
    def step(token, cache, start):
        traces.append(start)
        return any_transformer.decode_step(token, cache, start)

    for i in range(4):
        token, start = (keras.ops.convert_to_tensor(x) for x in (target[:, i : i + 1], i))
        logits, cache = step(token, cache, start)
        np.testing.assert_allclose(to_numpy(logits), full[:, i : i + 1], atol=1e-5)
    assert keras.backend.backend() == "torch" or len(traces) == 1


def test_learned_positions_limit_the_cache():
    model = Transformer(**TINY | {"positions": "learned"})
    with pytest.raises(InvalidInputError, match="has 16 positions, got a cache of 17"):
        model.make_cache(model.encode(SOURCE), length=17)


def test_greedy_decoding_equals_full_recomputation(any_transformer, naive_greedy_decode):
    # Large weights, so that every source leads to words of its own.
    rng = np.random.default_rng(21)
    model = Transformer(**any_transformer.config.to_dict())
    parameters = {name: to_numpy(v) for name, v in named_parameters(model).items()}
    for name, array in parameters.items():
        if name.endswith(("kernel", "embeddings")):
            parameters[name] = rng.normal(0, 0.5 if "cross" in name else 1.0, array.shape)
    assign_parameters(model, parameters)

    mask = np.arange(5) < np.array([5, 2, 4, 1])[:, None]
    source = np.where(mask, rng.integers(1, 40, mask.shape), 0)
    unended = naive_greedy_decode(model, source, mask, 1, -1, 4)
    assert greedy_decode(model, source, mask, 1, -1, 4).tolist() == unended.tolist()
    # The first source's first word is the end now: it ends at once, others later or never.
    end_id = int(unended[0, 0])
    expected = naive_greedy_decode(model, source, mask, 1, end_id, 4)
    assert expected.shape == (4, 4)
    assert expected[0].tolist() == [end_id, 0, 0, 0]
    assert greedy_decode(model, source, mask, 1, end_id, 4).tolist() == expected.tolist()


def test_greedy_decoding_stops_when_all_have_ended(transformer):
    first = greedy_decode(transformer, SOURCE[:1], None, 1, -1, 1)
    ended = greedy_decode(transformer, SOURCE[:1], None, 1, int(first[0, 0]), 9)
    assert ended.tolist() == first.tolist()


def test_greedy_decoding_without_some_tokens(transformer):
    first = [int(greedy_decode(transformer, SOURCE[:1], None, 1, -1, 1)[0, 0])]
    for _ in range(3):
        (row,) = greedy_decode(transformer, SOURCE[:1], None, 1, -1, 5, suppressed_ids=first)
        assert not set(first) & set(row.tolist())
        first.append(int(row[0]))
    logits = to_numpy(transformer(SOURCE[:1], np.array([[1]])))[0, 0]
    assert first == np.argsort(-logits)[:4].tolist()


def test_greedy_decoding_of_nothing(transformer):
    message = "max_length must be a whole number from 1 up, got 0"
    with pytest.raises(InvalidInputError, match=message):
        greedy_decode(transformer, SOURCE, None, 1, 2, 0)


def functional(model, **options):
    source, target = (keras.Input((None,), dtype="int32") for _ in range(2))
    output = model(
        source,
        target,
        source_mask=padding_mask(source),
        target_mask=padding_mask(target),
        **options,
    )
    return keras.Model([source, target], output)


def test_sequences_of_any_length_in_a_functional_model(any_transformer, rng):
    model = functional(any_transformer)
    assert model.output.shape == (None, None, 50)
    for source_length, target_length in ((3, 7), (11, 2)):
        source = rng.integers(1, 40, (2, source_length))
        target = rng.integers(1, 50, (2, target_length))
        source[0, -1] = target[1, -1] = 0
        expected = to_numpy(masked(any_transformer, source, target))
        predicted = model.predict([source, target], verbose=0)
        np.testing.assert_allclose(predicted, expected, atol=1e-5)


def test_attention_weights_in_a_functional_model():
    model = functional(Transformer(**TINY), return_attention_weights=True)
    logits, weights = model.output
    assert logits.shape == (None, None, 50)
    assert [w.shape for w in weights.cross] == [(None, 2, None, None)] * 2
    _, weights = model.predict([SOURCE, TARGET], verbose=0)
    assert [w.shape for w in weights.encoder] == [(2, 2, 4, 4)] * 2
    assert [w.shape for w in weights.decoder] == [(2, 2, 3, 3)] * 2
    assert [w.shape for w in weights.cross] == [(2, 2, 3, 4)] * 2


def test_one_training_step_changes_every_weight(any_transformer):
    model = functional(Transformer(**any_transformer.config.to_dict()))
    # A key's bias shifts all of a query's scores alike, which a softmax does not see.
    weights = [w for w in model.trainable_weights if not w.path.endswith("key/bias")]
    before = [to_numpy(w).copy() for w in weights]
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss=loss)
    model.train_on_batch([SOURCE, TARGET], TARGET)
    for weight, old in zip(weights, before, strict=True):
        assert np.abs(to_numpy(weight) - old).max() > 0, weight.path


def test_saves_as_a_keras_file(any_transformer, tmp_path):
    model = functional(any_transformer)
    model.save(tmp_path / "transformer.keras")
    loaded = keras.models.load_model(tmp_path / "transformer.keras")
    np.testing.assert_allclose(
        loaded.predict([SOURCE, TARGET], verbose=0),
        model.predict([SOURCE, TARGET], verbose=0),
        atol=1e-6,
    )


def test_config_round_trip(any_transformer):
    clone = Transformer.from_config(any_transformer.get_config())
    assert clone.config == any_transformer.config
    assert clone.get_config() == any_transformer.get_config()


@pytest.mark.parametrize("change", [{}, JOINT])
def test_mixed_precision(change):
    model = Transformer(**TINY | change, dtype="mixed_bfloat16")
    logits = masked(model)
    assert keras.backend.standardize_dtype(logits.dtype) == "bfloat16"
    assert {keras.backend.standardize_dtype(w.dtype) for w in model.weights} == {"float32"}
    cache = model.make_cache(model.encode(SOURCE), length=3)
    step, _ = model.decode_step(TARGET, cache, 0)
    assert keras.backend.standardize_dtype(step.dtype) == "bfloat16"
    # bfloat16 has three decimal digits.
    full = to_numpy(keras.ops.cast(model(SOURCE, TARGET), "float32"))
    np.testing.assert_allclose(to_numpy(keras.ops.cast(step, "float32")), full, atol=0.1)


def test_dropout_only_in_training(transformer):
    same = to_numpy(masked(transformer, training=False))
    np.testing.assert_array_equal(same, to_numpy(masked(transformer)))
    assert np.abs(to_numpy(masked(transformer, training=True)) - same).max() > 1e-2


def test_a_joint_vocabulary_has_one_table():
    model = Transformer(**TINY | JOINT)
    assert model.target_embedding is model.source_embedding
    tables = [name for name in named_parameters(model) if "token_embedding" in name]
    assert tables == ["token_embedding.embeddings"]
    assert "output.kernel" not in named_parameters(model)
