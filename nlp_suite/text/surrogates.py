"""Replacement of lone surrogates."""


def without_surrogates(text: str) -> str:
    r"""Replaces lone surrogates, so that a text can be encoded and tokenized.

    A str may hold a lone surrogate, which no tokenizer takes.

    Args:
        text: Any text.

    Returns:
        The text with "?" for each; a character too, so offsets hold.

    Example:
        >>> without_surrogates("a\ud800b")
        'a?b'
    """
    return text.encode("utf-8", "replace").decode("utf-8")
