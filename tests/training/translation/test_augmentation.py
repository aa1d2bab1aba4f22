import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.text import train_tokenizers
from nlp_suite.training.translation.augmentation import UNKNOWN_WORD, noisy_pair

SOURCE, TARGET = "Tom's dog can't see Boston.", "Toms Hund kann Boston nicht sehen."


def variants(source, target, count=200):
    return {noisy_pair(source, target, np.random.RandomState(seed)) for seed in range(count)}


def test_every_way_of_typing():
    assert variants(SOURCE, TARGET) == {
        ("tom's dog can't see boston.", TARGET),
        ("Tom's dog can't see Boston", TARGET),
        ("TOM'S DOG CAN'T SEE BOSTON.", TARGET),
        ("toms dog cant see boston", TARGET),
        (f"Tom's dog can't see {UNKNOWN_WORD}.", f"Toms Hund kann {UNKNOWN_WORD} nicht sehen."),
    }


def test_every_shared_word_may_be_the_unknown_one():
    sources = {source for source, _ in variants("Tom met Mary, Tom!", "Tom traf Mary, Tom!")}
    assert f"{UNKNOWN_WORD} met Mary, {UNKNOWN_WORD}!" in sources
    assert f"Tom met {UNKNOWN_WORD}, Tom!" in sources


def test_no_shared_word():
    assert {target for _, target in variants("Go on.", "Mach weiter.")} == {"Mach weiter."}
    assert ("go on", "Mach weiter.") in variants("Go on.", "Mach weiter.")
    # Within a word it is not shared.
    assert all(UNKNOWN_WORD not in source for source, _ in variants("Art is.", "Artig ist."))


def test_the_unknown_word_is_unknown():
    for tokenizer in train_tokenizers([SOURCE], [TARGET]):
        assert tokenizer.encode(f"Tom {UNKNOWN_WORD} Tom").tokens.count("<unk>") == 1


@pytest.mark.parametrize("source", ["...", "?", "'"])
def test_nothing_is_left_empty(source):
    assert all(noisy for noisy, _ in variants(source, "!"))


@given(st.text(min_size=1), st.text(), st.integers(0, 2**32 - 1))
def test_the_same_chance_gives_the_same_pair(source, target, seed):
    first, second = (noisy_pair(source, target, np.random.RandomState(seed)) for _ in range(2))
    assert first == second
    assert first[0]
