import keras
import numpy as np

from nlp_suite.layers import causal_mask, padding_mask


def test_padding_mask_marks_the_three_zeros():
    mask = keras.ops.convert_to_numpy(padding_mask([1, 2, 3, 4, 0, 0, 0]))
    assert mask.tolist() == [True] * 4 + [False] * 3


def test_padding_mask_of_another_id():
    mask = keras.ops.convert_to_numpy(padding_mask([[5, 1], [1, 0]], pad_id=1))
    assert mask.tolist() == [[True, False], [False, True]]


def test_causal_mask_hides_every_later_position():
    mask = keras.ops.convert_to_numpy(causal_mask(5))
    np.testing.assert_array_equal(mask, np.tril(np.ones((5, 5), dtype=bool)))


def test_causal_mask_of_a_part_is_the_part_of_the_whole():
    whole = keras.ops.convert_to_numpy(causal_mask(7))
    part = keras.ops.convert_to_numpy(causal_mask(3, key_length=7, start=2))
    np.testing.assert_array_equal(part, whole[2:5])
