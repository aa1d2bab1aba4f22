import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite import InvalidInputError
from nlp_suite.decoding import beam_decode, greedy_decode
from nlp_suite.models import Seq2Seq, Seq2SeqConfig
from nlp_suite.models.parameters import named_parameters

to_numpy = keras.ops.convert_to_numpy

TINY = {
    "source_vocabulary_size": 11,
    "target_vocabulary_size": 13,
    "embedding_dim": 6,
    "encoder_units": 4,
    "decoder_units": 8,
    "max_length": 16,
}
VARIANTS = {
    "additive": {},
    "none": {"attention": None, "encoder_cell": "lstm", "decoder_cell": "lstm"},
    "one-hot": {"embedding_dim": None, "decoder_cell": "lstm", "attention_units": 5},
    "dot": {"attention": "dot", "encoder_cell": "lstm", "num_encoder_layers": 2},
    "two layers": {"num_decoder_layers": 2, "decoder_cell": "lstm", "num_encoder_layers": 2},
    "general": {
        "attention": "general",
        "alignment": "local-m",
        "radius": 1,
        "bidirectional": False,
    },
    "concat": {"attention": "concat", "alignment": "local-p", "radius": 2, "num_decoder_layers": 2},
    "feeding": {"attention": "general", "input_feeding": True, "alignment": "local-p", "radius": 2},
    "feeding local-m": {
        "attention": "general",
        "input_feeding": True,
        "alignment": "local-m",
        "radius": 1,
        "decoder_cell": "lstm",
        "num_decoder_layers": 2,
    },
}
SOURCE = np.array([[5, 8, 2, 0], [7, 3, 9, 4]])
TARGET = np.array([[1, 6, 9, 2, 7], [1, 4, 3, 0, 0]])
MASKS = SOURCE != 0, TARGET != 0


# These have both kinds of steps; what the attentions compute is tested on every backend with
# their layers. On JAX each takes half a minute, nearly all of it to compile loops.
EVERYWHERE = ("additive", "feeding local-m")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=() if name in EVERYWHERE else pytest.mark.one_backend)
        for name in VARIANTS
    ],
)
def seq2seq(request):
    keras.utils.set_random_seed(5)
    return Seq2Seq(**TINY | VARIANTS[request.param])


def test_shapes_and_attention_weights(seq2seq):
    logits, weights = seq2seq(SOURCE, TARGET, *MASKS, return_attention_weights=True)
    assert logits.shape == (2, 5, 13)
    assert weights.encoder == weights.decoder == []
    if seq2seq.config.attention is None:
        assert weights.cross == []
        return
    (cross,) = weights.cross
    assert cross.shape == (2, 1, 5, 4)
    cross = to_numpy(cross)
    assert (cross[0, ..., 3] == 0).all()
    if seq2seq.config.alignment == "global":
        np.testing.assert_allclose(cross.sum(-1), 1.0, atol=1e-5)


def test_parameter_names_are_the_configuration_s(seq2seq):
    shapes = {name: tuple(v.shape) for name, v in named_parameters(seq2seq).items()}
    assert shapes == seq2seq.config.parameter_shapes()


def test_teacher_forcing_is_step_by_step(seq2seq):
    expected = to_numpy(seq2seq(SOURCE, TARGET, *MASKS))
    state = seq2seq.make_cache(seq2seq.encode(SOURCE, MASKS[0]), 5)
    steps = []
    for start in range(5):
        logits, state = seq2seq.decode_step(TARGET[:, start : start + 1], state, start, MASKS[0])
        steps.append(to_numpy(logits))
    stepwise = np.concatenate(steps, axis=1)
    np.testing.assert_allclose(stepwise[MASKS[1]], expected[MASKS[1]], atol=1e-5)


def test_steps_may_be_of_several_tokens(seq2seq):
    expected = to_numpy(seq2seq(SOURCE, TARGET, MASKS[0]))
    state = seq2seq.encode(SOURCE, MASKS[0])
    first, state = seq2seq.decode_step(TARGET[:, :3], state, 0, MASKS[0])
    second, _ = seq2seq.decode_step(TARGET[:, 3:], state, 3, MASKS[0])
    found = np.concatenate([to_numpy(first), to_numpy(second)], axis=1)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_later_tokens_change_no_earlier_logits(seq2seq):
    other = TARGET.copy()
    other[:, 3:] = 11
    before = to_numpy(seq2seq(SOURCE, TARGET, MASKS[0]))
    after = to_numpy(seq2seq(SOURCE, other, MASKS[0]))
    np.testing.assert_array_equal(before[:, :3], after[:, :3])
    assert np.abs(before[:, 3:] - after[:, 3:]).max() > 1e-5


@settings(max_examples=6)
@given(data=st.data())
def test_padding_changes_nothing(seq2seq, data):
    """Neither how much there is, nor what stands there."""
    # JAX compiles for each length.
    length = data.draw(st.sampled_from([1, 4]))
    extra = data.draw(st.sampled_from([0, 2]))
    ids = st.integers(0, 10)
    source = data.draw(st.lists(ids, min_size=length, max_size=length))
    filler = data.draw(st.lists(ids, min_size=extra, max_size=extra))
    padded_source = np.array([source + filler])
    source_mask = np.arange(length + extra)[None] < length
    padded_target = np.concatenate([TARGET[:1], [filler]], axis=1).astype("int64")
    target_mask = np.arange(5 + extra)[None] < 5
    alone = to_numpy(seq2seq(np.array([source]), TARGET[:1]))
    padded = to_numpy(seq2seq(padded_source, padded_target, source_mask, target_mask))
    np.testing.assert_allclose(padded[:, :5], alone, atol=1e-5)


def test_padding_of_a_target_is_stepped_over(seq2seq):
    if seq2seq.config.alignment == "local-m":
        pytest.skip("its positions count padding")
    target = np.array([[0, 0, 1, 0, 6]])
    logits = to_numpy(seq2seq(SOURCE[1:], target, target_mask=target != 0))
    expected = to_numpy(seq2seq(SOURCE[1:], np.array([[1, 6]])))
    np.testing.assert_allclose(logits[:, [2, 4]], expected, atol=1e-5)


def test_decoding(seq2seq, naive_greedy_decode):
    arguments = {"start_id": 1, "end_id": 2, "max_length": 7}
    expected = naive_greedy_decode(seq2seq, SOURCE, MASKS[0], **arguments)
    found = greedy_decode(seq2seq, SOURCE, MASKS[0], **arguments)
    np.testing.assert_array_equal(found, expected)
    one_beam = beam_decode(seq2seq, SOURCE, MASKS[0], **arguments, beam_size=1, min_length=0)
    for (target,), row in zip(one_beam, found.tolist(), strict=True):
        assert list(target.token_ids) == row[: row.index(2) if 2 in row else None]


def test_free_running_reads_its_own_tokens(seq2seq):
    logits = to_numpy(seq2seq.free_run(SOURCE, 1, 4, MASKS[0]))
    assert logits.shape == (2, 4, 13)
    own = np.concatenate([[[1], [1]], logits.argmax(-1)[:, :-1]], axis=1)
    np.testing.assert_allclose(logits, to_numpy(seq2seq(SOURCE, own, MASKS[0])), atol=1e-5)


def test_keras_configuration_round_trip(seq2seq):
    config = seq2seq.get_config()
    assert Seq2Seq.from_config(config).get_config() == config
    assert Seq2SeqConfig.from_dict(seq2seq.config.to_dict()) == seq2seq.config


def test_symbolic_shapes(seq2seq):
    inputs = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    logits, weights = seq2seq(*inputs, return_attention_weights=True)
    assert logits.shape == (None, None, 13)
    assert [w.shape for w in weights.cross] == [(None, 1, None, None)] * bool(
        seq2seq.config.attention
    )


def test_half_precision_gives_about_the_same(seq2seq):
    half = Seq2Seq(**seq2seq.config.to_dict(), dtype="mixed_bfloat16")
    half.set_weights(seq2seq.get_weights())
    logits = half(SOURCE, TARGET, *MASKS)
    assert keras.backend.standardize_dtype(logits.dtype) == "bfloat16"
    found = to_numpy(keras.ops.cast(logits, "float32"))
    expected = to_numpy(seq2seq(SOURCE, TARGET, *MASKS))
    np.testing.assert_allclose(found[MASKS[1]], expected[MASKS[1]], atol=0.05)


def test_beam_search_finds_what_is_likelier_than_greedy(rng):
    keras.utils.set_random_seed(1)
    model = Seq2Seq(**TINY)
    for variable in model.weights:
        variable.assign(rng.normal(size=variable.shape))
    arguments = {"start_id": 1, "end_id": 2, "max_length": 6, "length_penalty": 0.0}

    def total(target):
        ids = [1, *target.token_ids, 2]
        logits = model(SOURCE[1:], np.array([ids[:-1]]))
        logits = to_numpy(keras.ops.log_softmax(logits, axis=-1))[0]
        return sum(logits[i, token] for i, token in enumerate(ids[1:]))

    found = beam_decode(model, SOURCE[1:], None, **arguments, beam_size=8, n_best=3, attention=True)
    for target in found[0]:
        assert target.attention.shape == (len(target.token_ids), 4)
        if len(target.token_ids) < 6:
            expected = total(target) / (len(target.token_ids) + 1)
            assert target.score == pytest.approx(expected, abs=1e-4)
    (greedy,) = beam_decode(model, SOURCE[1:], None, **arguments, beam_size=1)[0]
    assert found[0][0].score * (len(found[0][0].token_ids) + 1) >= (
        greedy.score * (len(greedy.token_ids) + 1) - 1e-5
    )


def test_there_is_no_attention_to_ask_for():
    model = Seq2Seq(**TINY | {"attention": None})
    with pytest.raises(InvalidInputError, match="attention must be False"):
        beam_decode(model, SOURCE, None, 1, 2, 5, attention=True)
