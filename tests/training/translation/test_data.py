from collections import Counter

import numpy as np
import pytest

from nlp_suite.data import load_parallel
from nlp_suite.errors import InvalidInputError
from nlp_suite.text.translation_tokenizers import END_ID, PAD_ID, START_ID, UNKNOWN_ID
from nlp_suite.training import TranslationConfig
from nlp_suite.training.translation.data import TranslationData


@pytest.fixture
def load(toy_file, toy_config):
    def load(*, fixed_shapes=False, file=toy_file, tokenizers=None, **sections):
        config = TranslationConfig.from_dict(toy_config(**sections))
        pairs = load_parallel(file, splits=config.data.splits)
        return TranslationData.load(pairs, config, fixed_shapes=fixed_shapes, tokenizers=tokenizers)

    return load


def texts(data, batch):
    """The sentences of a batch's rows that are not only padding."""
    source, target = data.tokenizers
    rows = [row for row in range(len(batch["labels"])) if batch["labels"][row].any()]
    return [
        (source.decode(batch["source_ids"][row]), target.decode(batch["labels"][row]))
        for row in rows
    ]


def test_a_batch_is_what_the_model_takes(load):
    data = load()
    batch = data.batch(data.plan(0)[0])
    source, target, labels = batch["source_ids"], batch["target_ids"], batch["labels"]
    assert len(source) == len(target) == len(labels)
    assert target.shape == labels.shape
    for source_row, target_row, label_row in zip(source, target, labels, strict=True):
        length = np.count_nonzero(label_row)
        assert label_row[length - 1] == END_ID
        assert list(target_row[:length]) == [START_ID, *label_row[: length - 1]]
        assert not target_row[length:].any()
        assert source_row[np.count_nonzero(source_row) - 1] == END_ID


@pytest.mark.parametrize("fixed_shapes", [False, True])
@pytest.mark.parametrize("batch_type", ["tokens", "pairs"])
def test_every_pair_is_in_every_epoch_once(load, toy_pairs, batch_type, fixed_shapes):
    size = {"tokens": 100, "pairs": 7}[batch_type]
    sections = {"batch_type": batch_type, "batch_size": size}
    data = load(optimization=sections, fixed_shapes=fixed_shapes)
    epochs = []
    for epoch in (0, 1):
        batches = [data.batch(plan) for plan in data.plan(epoch)]
        epochs.append([pair for batch in batches for pair in texts(data, batch)])
        if batch_type == "tokens":
            assert all(batch["labels"].size <= size for batch in batches)
            assert all(batch["source_ids"].size <= size for batch in batches)
        else:
            assert {batch["labels"].shape[1] for batch in batches} == {data._widest[1]}
            assert {len(plan.indices) for plan in data.plan(epoch)[:-1]} == {7}
    validation = [pair for batch in data.validation_batches() for pair in texts(data, batch)]
    assert sorted(validation) == sorted(zip(*data.validation_texts, strict=True))
    assert sorted(epochs[0] + validation) == sorted(toy_pairs)
    assert sorted(epochs[0]) == sorted(epochs[1])
    assert epochs[0] != epochs[1]


def test_the_same_epoch_is_the_same(load):
    first, second = load(data={"noise": 0.5}), load(data={"noise": 0.5})
    for one, other in zip(first.plan(3), second.plan(3), strict=True):
        for name, ids in first.batch(one).items():
            np.testing.assert_array_equal(second.batch(other)[name], ids)
    assert first.fingerprint() == second.fingerprint()


def test_the_fingerprint_is_of_all_that_matters(load):
    others = [
        load(data={"splits": [0.7, 0.3, 0.0]}),
        load(data={"noise": 0.5}),
        load(tokenizer={"vocabulary_size": 60}),
        load(),
    ]
    assert len({data.fingerprint() for data in others}) == 4
    assert load().fingerprint() == load(optimization={"seed": 9}).fingerprint()


def test_fixed_shapes_are_few(load, tmp_path):
    file = tmp_path / "long.tsv"
    words = [f"w{a}{b}" for a in "abcdefgh" for b in "ab"]
    lines = [" ".join(words[:n]) + f" {i}" for n in range(1, 16) for i in range(4)]
    file.write_text("".join(f"{line}\t{line}\n" for line in lines))
    sections = {"file": file, "tokenizer": {"kind": "word", "vocabulary_size": 0}}
    sections["optimization"] = {"batch_size": 64}
    data, fixed = load(**sections), load(**sections, fixed_shapes=True)
    shapes, few = (
        {one.batch(plan)["labels"].shape for epoch in range(3) for plan in one.plan(epoch)}
        for one in (data, fixed)
    )
    longest = max(max(map(len, pair)) for pair in data.train)
    assert len(shapes) > len(few)
    assert {width for _, width in few} == {8, 16, longest}
    # No wider than the longest, where learned positions may end.
    assert longest < 24
    rows = {width: rows for rows, width in few}
    assert rows == {width: 64 // width for width in rows}


def test_pairs_that_are_too_long(load):
    data = load(data={"max_tokens": 7})
    every = [*data.train, *data.validation]
    assert max(len(ids) for pair in every for ids in pair) == 7
    assert 0 < len(every) < 96
    # Real translations are scored all the same.
    assert len(data.validation) < len(data.validation_texts[0])


def test_noise(load):
    data = load(data={"noise": 0.5})
    plans = data.plan(0)
    noisy = np.concatenate([plan.noisy for plan in plans])
    assert 0.3 < noisy.mean() < 0.7
    pairs = [pair for plan in plans for pair in texts(data, data.batch(plan))]
    original = {pair for plan in load().plan(0) for pair in texts(data, load().batch(plan))}
    assert {de for _, de in pairs} == {de for _, de in original}
    changed = [pair not in original for pair in pairs]
    # A pair may be as it was, all in capitals say, but none without noise is changed.
    assert not any(change and not flag for change, flag in zip(changed, noisy, strict=True))
    assert sum(changed) > 0.7 * noisy.sum()
    # Another epoch chooses others.
    assert (np.concatenate([plan.noisy for plan in data.plan(1)]) != noisy).any()


def test_split_tokens(load):
    data, whole = load(data={"bpe_dropout": 0.2}), load()
    epochs = [[data.batch(plan) for plan in data.plan(epoch)] for epoch in (0, 0, 1)]
    pairs = [pair for batch in epochs[0] for pair in texts(data, batch)]
    batches = [whole.batch(plan) for plan in whole.plan(0)]
    assert pairs == [pair for batch in batches for pair in texts(whole, batch)]
    for name in ("source_ids", "labels"):
        first, again, next_one = (
            sorted(tuple(row[row > 0]) for batch in epoch for row in batch[name])
            for epoch in epochs
        )
        assert first == again
        assert first != next_one
        tokens, before = (
            sum(np.count_nonzero(batch[name]) for batch in some) for some in (epochs[0], batches)
        )
        assert 1.05 * before < tokens < 1.5 * before
    # Of the labels, the last of the two.
    assert data.num_tokens == pytest.approx(tokens, rel=0.05)
    assert whole.num_tokens == before
    assert max(batch["source_ids"].shape[1] for batch in epochs[0]) <= data._widest[0]
    assert max(batch["labels"].shape[1] for batch in epochs[0]) <= data._widest[1]
    validation, plain = data.validation_batches(), whole.validation_batches()
    for one, other in zip(validation, plain, strict=True):
        np.testing.assert_array_equal(one["labels"], other["labels"])


def test_pairs_with_rare_words_are_there_several_times(load, tmp_path):
    file = tmp_path / "pairs.tsv"
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    # The first five stand in two sentences.
    pairs = [(f"the {word}", f"der {word}") for word in words[:5] + words]
    file.write_text("".join(f"{en}\t{de}\n" for en, de in pairs))
    sections = {"rare_repeats": 3, "rare_below": 2, "splits": [0.5, 0.5, 0.0]}
    data, plain = (
        load(file=file, data=sections),
        load(file=file, data={**sections, "rare_below": 1}),
    )
    found, once = (
        Counter(p for plan in one.plan(0) for p in texts(one, one.batch(plan)))
        for one in (data, plain)
    )
    english = Counter(word for en, _ in once.elements() for word in en.split())
    assert {1, 2} <= set(english.values())
    for pair, count in once.items():
        rare = any(english[word] < 2 for word in pair[0].split())
        assert found[pair] == count * (3 if rare else 1)
    assert data.num_tokens > plain.num_tokens
    assert len(data.validation) == len(plain.validation)


def test_no_noise_in_validation(load):
    data = load(data={"noise": 0.99})
    for batch in data.validation_batches():
        assert UNKNOWN_ID not in batch["source_ids"]
        assert PAD_ID in (0, *batch["labels"].ravel())


def test_a_loaded_tokenizer_gives_the_same(load):
    data = load()
    loaded = tuple(type(t).from_str(t.to_str()) for t in data.tokenizers)
    assert load(tokenizers=loaded).fingerprint() == data.fingerprint()
    source = loaded[0].encode("See </s>")
    assert source.ids.count(END_ID) == 1


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"data": {"splits": [1, 0, 0]}}, "there is no validation pair; change data.splits"),
        ({"data": {"splits": [0, 1, 0]}}, "there is no training pair; change data.splits"),
        ({"data": {"max_tokens": 3}}, "there is no training pair; .* data.max_tokens"),
        (
            {"data": {"bpe_dropout": 0.1}, "tokenizer": {"kind": "word"}},
            "only tokens of byte pair encoding can be split, got a WordLevel tokenizer",
        ),
        (
            {"optimization": {"batch_size": 5}},
            "optimization.batch_size must be at least the 13 tokens of the longest pair, got 5",
        ),
    ],
)
def test_errors(load, sections, message):
    with pytest.raises(InvalidInputError, match=message):
        load(**sections)
