import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import DataFormatError
from nlp_suite.data.parallel.splits import sentence_key, split_by_sentence

SHARES = (0.8, 0.1, 0.1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Go on.", "GO ON."),
        ("Go on.", " go \t on.\u00a0"),
        ("Café", "Cafe\u0301"),
        ("STRASSE", "Straße"),
        ("\u0345\u0313", "\u0313\u0345"),
        ("İ", "i\u0307"),
        ("\u0390", "\u03aa\u0301"),
    ],
)
def test_variants_have_one_key(one, other):
    assert sentence_key(one) == sentence_key(other)


def test_punctuation_makes_another_sentence():
    assert sentence_key("Go on!") != sentence_key("Go on.")


@given(st.text())
def test_key_of_a_variant(text):
    key = sentence_key(text)
    assert sentence_key(f"  {text}\n") == key
    assert sentence_key(unicodedata.normalize("NFD", text)) == key
    assert sentence_key(text.casefold()) == key


# Few different sentences, so that many rows share one.
ENGLISH = st.lists(
    st.sampled_from(["Go.", "go.", "GO. ", "No.", "Café", "CAFE\u0301", "x", "y", "z", "w", "v"]),
    min_size=8,
    max_size=60,
)
FRACTIONS = st.sampled_from([SHARES, (1, 0, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (0.3, 0.3, 0.4)])


def parts_of(sources, fractions, seed):
    return split_by_sentence(sources, [f"{i}" for i in range(len(sources))], fractions, seed)


@given(ENGLISH, FRACTIONS, st.integers(0, 2**64 - 1))
def test_parts(sources, fractions, seed):
    groups = {}
    for sentence in sources:
        groups.setdefault(sentence_key(sentence), []).append(sentence)
    wanted = sum(fraction > 0 for fraction in fractions)
    if len(groups) < wanted:
        with pytest.raises(DataFormatError, match=f"cannot make {wanted} splits"):
            parts_of(sources, fractions, seed)
        return
    parts = parts_of(sources, fractions, seed)
    assert sorted(i for part in parts for i in part) == list(range(len(sources)))
    keys = [{sentence_key(sources[i]) for i in part} for part in parts]
    assert not keys[0] & keys[1]
    assert not keys[0] & keys[2]
    assert not keys[1] & keys[2]
    largest = max(map(len, groups.values()))
    for part, fraction, of_part in zip(parts, fractions, keys, strict=True):
        assert bool(part) == (fraction > 0)
        # A part with a single sentence has it because each must have one.
        if len(of_part) > 1 and all(len(others) > 1 or not others for others in keys):
            assert abs(len(part) - fraction * len(sources)) <= largest + 1e-9


@given(ENGLISH, st.integers(0, 2**32), st.randoms(use_true_random=False))
def test_order_of_the_rows_does_not_matter(sources, seed, chance):
    if len({sentence_key(sentence) for sentence in sources}) < 3:
        return
    pairs = [(sentence, str(i)) for i, sentence in enumerate(sources)]
    mixed = chance.sample(pairs, len(pairs))

    def parts(rows):
        found = split_by_sentence(*zip(*rows, strict=True), SHARES, seed)
        return [[rows[i] for i in part] for part in found]

    assert parts(pairs) == parts(mixed)


def test_shares_of_many_sentences_are_exact():
    sources = [f"Sentence {i}." for i in range(1000)]
    assert [len(part) for part in parts_of(sources, SHARES, 0)] == [800, 100, 100]


def test_one_sentence_in_most_rows():
    sources = ["Go."] * 95 + ["a", "b", "c", "d", "e"]
    parts = parts_of(sources, SHARES, 1)
    assert all(parts)
    assert sorted(map(len, parts))[-1] >= 95


def test_the_same_everywhere():
    """These numbers must never change: they are what a seed stands for."""
    sources = [f"{i}" for i in range(12)]
    assert parts_of(sources, (0.5, 0.25, 0.25), 0) == GOLDEN[0]
    assert parts_of(sources, (0.5, 0.25, 0.25), 1) == GOLDEN[1]


GOLDEN = (
    [[11, 1, 8, 2, 0, 9], [6, 3, 4], [5, 10, 7]],
    [[6, 10, 3, 5, 9, 2], [1, 7, 4], [11, 0, 8]],
)


def test_seeds_differ():
    sources = [f"Sentence {i}." for i in range(100)]
    parts = [tuple(map(tuple, parts_of(sources, SHARES, seed))) for seed in range(20)]
    assert len(set(parts)) == 20


def test_rows_are_shuffled():
    sources = [f"{i // 5:03}" for i in range(500)]
    (part, _, _) = parts_of(sources, (1, 0, 0), 0)
    neighbours = sum(sources[a] == sources[b] for a, b in pairwise(part))
    assert neighbours < 30
    assert part != sorted(part)
