"""Overlapping windows of a text, and their BM25 against a question."""

import numpy as np


def window_starts(num_tokens: int, room: int, stride: int) -> range:
    """Cuts a text into overlapping windows (stride).

    The last window ends with the text; all others are full. So a span of at most `stride`
    tokens is whole in at least one of them.

    Args:
        num_tokens: Number of tokens of the text, T.
        room: Most tokens of a window, more than `stride`.
        stride: Number of tokens that two neighbouring windows share.

    Returns:
        Where each window starts, in tokens, at least one: the window at s has the tokens from
        s to min(s + room, T).

    Example:
        >>> list(window_starts(10, room=5, stride=2))
        [0, 3, 6]

    Reference:
        Devlin et al. 2019, https://arxiv.org/abs/1810.04805, whose program calls the step
        from one window to the next the stride; here it is the overlap, as in the
        `tokenizers` and `transformers` packages.
    """
    return range(0, max(num_tokens - stride, 1), room - stride)


# The usual k1 and b: how soon the frequency of a word saturates, and how much the length of a
# window counts.
_SATURATION, _LENGTH = 1.2, 0.75


def bm25_scores(
    question_ids: np.ndarray, text_ids: np.ndarray, starts: range, room: int
) -> np.ndarray:
    """Computes the BM25 of each window against a question, token by token.

    A token counts the more, the fewer windows have it: that of a name that is everywhere in the
    text counts next to nothing.

    Args:
        question_ids: Integer array of shape (Q,), the question's token ids.
        text_ids: Integer array of shape (T,), those of the text.
        starts: Where each of the W windows starts, in tokens, as `window_starts` returns it.
        room: Most tokens of a window.

    Returns:
        float64 array of shape (W,), from 0 up: the Okapi BM25 of each window.

    Example:
        >>> text = np.array([5, 6, 5, 7, 5, 8])
        >>> bm25_scores(np.array([5, 7]), text, range(0, 6, 2), room=2).argmax()
        np.int64(1)

    Reference:
        Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
        https://doi.org/10.1561/1500000019
    """
    firsts = np.array(starts)
    ends = np.minimum(firsts + room, text_ids.size)
    lengths = ends - firsts
    norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / max(lengths.mean(), 1))
    scores = np.zeros(len(starts))
    for token in np.unique(question_ids):
        places = np.flatnonzero(text_ids == token)
        counts = np.searchsorted(places, ends) - np.searchsorted(places, firsts)
        having = np.count_nonzero(counts)
        rarity = np.log1p((len(starts) - having + 0.5) / (having + 0.5))
        scores += rarity * counts * (_SATURATION + 1) / (counts + norm)
    return scores
