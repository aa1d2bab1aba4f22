"""Texts that can be encoded."""


def without_surrogates(text: str) -> str:
    r"""Makes a text one that can be tokenized.

    A str may hold half a surrogate pair, which no tokenizer takes.

    Args:
        text: Any text.

    Returns:
        The text with "?" for each; a character too, so offsets hold.

    Example:
        >>> without_surrogates("a\ud800b")
        'a?b'
    """
    return text.encode("utf-8", "replace").decode("utf-8")
