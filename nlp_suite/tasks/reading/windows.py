"""Overlapping windows of a text, and their BM25 against a question."""


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
