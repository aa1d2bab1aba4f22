"""Preprocessed source sentences."""

from collections.abc import Mapping
from typing import NamedTuple


class PreparedSentence(NamedTuple):
    """A preprocessed source sentence: its tokens, and what no token stands for.

    Attributes:
        before: Unknown characters and white space before the part that is translated.
        token_ids: The tokens of that part, the end among them; nothing but the end if
            there is nothing to translate.
        tokens: The same as text, without the end; what is unknown as it was written.
        unknown: Maps the positions of unknown tokens to what was written there.
        after: Unknown characters and white space behind the part that is translated.

    Example:
        >>> prepared = PreparedSentence("", (7, 3), ("▁Go",), {}, " 😀")
        >>> prepared.before + "Los" + prepared.after
        'Los 😀'
    """

    before: str
    token_ids: tuple[int, ...]
    tokens: tuple[str, ...]
    unknown: Mapping[int, str]
    after: str
