"""BM25 of windows against a question."""

import numpy as np

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
