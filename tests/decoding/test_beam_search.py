import itertools

import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.decoding import beam_decode, greedy_decode
from nlp_suite.models import Transformer, TransformerConfig

START, END, VOCABULARY = 1, 2, 7
SOURCE = np.array([[5, 3, 4, 0, 0], [6, 3, 5, 4, 6], [4, 0, 0, 0, 0]])
MASK = SOURCE != 0


@pytest.fixture(scope="module")
def transformer():
    config = TransformerConfig.preset(
        "tiny",
        source_vocabulary_size=VOCABULARY,
        target_vocabulary_size=VOCABULARY,
        positions="learned",
        max_length=12,
    )
    model = Transformer(**config.to_dict())
    # Fresh weights give nearly the same probability to every token, and others on each backend.
    rng = np.random.default_rng(3)
    for variable in model.weights:
        mean = 1.0 if variable.path.endswith("gamma") else 0.0
        value = rng.normal(mean, 0.35, variable.shape)
        if variable.path == f"{model.name}/output/bias":
            value[END] += 1.5
        variable.assign(value)
    return model


def search(model, **options):
    return beam_decode(model, SOURCE, MASK, START, END, **{"max_length": 8} | options)


def log_probabilities(model, row, targets):
    """The log-probability of each token of targets of one length, without the cache.

    No target begins with the end.
    """
    targets = np.array(targets)
    ids, mask = (np.repeat(x[row : row + 1], len(targets), axis=0) for x in (SOURCE, MASK))
    shifted = np.concatenate([np.full((len(targets), 1), START), targets[:, :-1]], axis=1)
    logits = np.array(
        keras.ops.convert_to_numpy(model(ids, shifted, source_mask=mask)), dtype="float64"
    )
    logits[:, 0, END] = -np.inf
    logits -= np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    return np.take_along_axis(logits, targets[:, :, None], axis=-1)[:, :, 0]


def test_a_beam_of_one_is_greedy_decoding(transformer):
    expected = greedy_decode(transformer, SOURCE, MASK, START, END, max_length=8, pad_id=END)
    found = search(transformer, beam_size=1, min_length=0)
    assert [list(best.token_ids) for (best,) in found] == [
        [t for t in row if t != END] for row in expected.tolist()
    ]


@pytest.mark.one_backend
def test_a_wide_beam_finds_the_best_target_there_is(transformer):
    """All targets of up to three tokens, scored one by one."""
    tokens = [t for t in range(VOCABULARY) if t != END]
    ended = [*itertools.product(tokens, repeat=1)], [*itertools.product(tokens, repeat=2)]
    targets = [[(*t, END) for t in of_length] for of_length in ended]
    targets.append([*itertools.product(tokens, repeat=3)])
    totals = [
        {
            target: value
            for of_length in targets
            for target, value in zip(
                of_length,
                log_probabilities(transformer, row, of_length).sum(axis=1),
                strict=True,
            )
        }
        for row in range(len(SOURCE))
    ]
    # So wide that with a length penalty no source is done before every target is.
    for length_penalty, n_best in ((0.0, 1), (1.0, 3), (2.0, 3)):
        found = search(
            transformer, max_length=3, beam_size=300, n_best=n_best, length_penalty=length_penalty
        )
        for best, of_row in zip(found, totals, strict=True):
            ranked = sorted(of_row, key=lambda t: -of_row[t] / len(t) ** length_penalty)
            assert [b.token_ids for b in best] == [
                tuple(t for t in target if t != END) for target in ranked[:n_best]
            ]


@pytest.mark.one_backend
def test_scores_are_means_and_sorted(transformer):
    for row, targets in enumerate(search(transformer, beam_size=4, n_best=4)):
        assert len(targets) == 4
        assert len({target.token_ids for target in targets}) == 4
        scores = [target.score for target in targets]
        assert scores == sorted(scores, reverse=True)
        for ids, score, _ in targets:
            written = (*ids, END) if len(ids) < 8 else ids
            expected = log_probabilities(transformer, row, [written]).mean()
            assert score == pytest.approx(expected, abs=1e-4)


@pytest.mark.one_backend
def test_neighbours_do_not_matter(transformer):
    together = search(transformer, n_best=2)
    for row, targets in enumerate(together):
        ids = SOURCE[row : row + 1, : MASK[row].sum()]
        (alone,) = beam_decode(transformer, ids, None, START, END, 8, n_best=2)
        assert [t.token_ids for t in alone] == [t.token_ids for t in targets]


@pytest.mark.one_backend
@pytest.mark.parametrize("size", [1, 2, 3])
def test_nothing_is_written_twice(size, transformer):
    repeated = search(transformer, length_penalty=3.0, max_length=6)
    assert any(len(set(best.token_ids)) < len(best.token_ids) for (best,) in repeated)
    for targets in search(
        transformer, n_best=4, no_repeat_ngram_size=size, max_length=6, length_penalty=3.0
    ):
        for target in targets:
            ids = target.token_ids
            windows = [ids[i : i + size] for i in range(len(ids) - size + 1)]
            assert len(windows) == len(set(windows))


@pytest.mark.one_backend
def test_the_shortest_length(transformer):
    lengths = [len(best.token_ids) for (best,) in search(transformer, length_penalty=0.0)]
    assert min(lengths) < 5
    for targets in search(transformer, n_best=4, min_length=5, length_penalty=0.0):
        assert all(len(target.token_ids) >= 5 for target in targets)


@pytest.mark.one_backend
def test_attention_is_that_of_the_model(transformer):
    for row, targets in enumerate(search(transformer, n_best=2, attention=True)):
        for ids, _, attention in targets:
            _, weights = transformer(
                SOURCE[row : row + 1],
                np.array([[START, *ids[:-1]]]),
                source_mask=MASK[row : row + 1],
                return_attention_weights=True,
            )
            expected = keras.ops.convert_to_numpy(weights.cross[-1])[0].mean(axis=0)
            np.testing.assert_allclose(attention, expected, atol=1e-5)
            assert not attention[:, ~MASK[row]].any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_best": 5}, r"n_best must be at most beam_size \(4\), got 5"),
        ({"n_best": 0}, "got 0"),
        ({"max_length": 0}, "max_length must be a whole number from 1 up, got 0"),
        ({"max_length": 13}, "12 positions, got a cache of 13"),
    ],
)
def test_bad_options(options, message, transformer):
    with pytest.raises(InvalidInputError, match=message):
        search(transformer, **options)


@pytest.mark.one_backend
def test_suppressed_tokens_count_for_nothing(transformer):
    """As if the model did not know them: the others share the whole probability."""
    suppressed = [5, 6]
    found = search(transformer, beam_size=3, n_best=3, suppressed_ids=suppressed)
    assert not set(suppressed) & {t for of in found for best in of for t in best.token_ids}
    bias = transformer.output_projection.bias
    before = keras.ops.convert_to_numpy(bias).copy()
    bias.assign(np.where(np.isin(np.arange(VOCABULARY), suppressed), -1e4, before))
    try:
        expected = search(transformer, beam_size=3, n_best=3)
    finally:
        bias.assign(before)
    assert [b.token_ids for of in found for b in of] == [b.token_ids for of in expected for b in of]
    scores, others = ([b.score for of in all_ for b in of] for all_ in (found, expected))
    np.testing.assert_allclose(scores, others, atol=1e-5)
