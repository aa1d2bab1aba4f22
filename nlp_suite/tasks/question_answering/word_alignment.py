"""Word alignment: from token spans to character spans of whole words."""

import numpy as np

from nlp_suite.engines.interfaces import TextTokens
from nlp_suite.text.graphemes import is_grapheme_boundary
from nlp_suite.text.sentence_finder import SentenceFinder


def align_to_words(text: str, tokens: TextTokens) -> tuple[np.ndarray, np.ndarray]:
    """Computes the character span of whole words for answers from one token to another.

    An answer has whole words and whole characters, and no white space at its ends.

    Args:
        text: The text.
        tokens: Its T tokens.

    Returns:
        Two int32 arrays of shape (T,), `starts` and `ends`: the answer from token i to token
        j is `text[starts[i] : ends[j]]`. If all of these tokens are white space, or
        nothing at all between two characters, `starts[i]` is not below `ends[j]`.

    Example:
        >>> numbers = [np.array(row, "int32") for row in ([7, 8, 9], [0, 1, 4], [1, 3, 5])]
        >>> starts, ends = align_to_words("who a", TextTokens(*numbers, np.array([0, 0, 1])))
        >>> starts.tolist(), ends.tolist()
        ([0, 0, 4], [3, 3, 5])
    """
    if tokens.ids.size == 0:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    firsts = np.flatnonzero(np.diff(tokens.words, prepend=tokens.words[0] - 1))
    starts = np.minimum.reduceat(tokens.starts, firsts).astype(np.int32)
    ends = np.maximum.reduceat(tokens.ends, firsts).astype(np.int32)
    blank = []
    reached = 0
    # Lists of a long text's words would need several times the memory of these arrays.
    for i, (start, end) in enumerate(zip(map(int, starts), map(int, ends), strict=True)):
        word = text[start:end]
        if not word or word.isspace():
            blank.append(i)
            # An answer that would end here ends with the word before.
            ends[i] = reached
            continue
        start += len(word) - len(word.lstrip())
        end -= len(word) - len(word.rstrip())
        while not is_grapheme_boundary(text, start):
            start -= 1
        while not is_grapheme_boundary(text, end):
            end += 1
        starts[i], ends[i] = start, end
        reached = end
    for i in reversed(blank):
        # An answer that would start here starts with the word behind.
        starts[i] = starts[i + 1] if i + 1 < len(starts) else len(text)
    sizes = np.diff(firsts, append=tokens.ids.size)
    return np.repeat(starts, sizes), np.repeat(ends, sizes)


class SourceText:
    """A tokenized text with its word alignment, kept while questions are asked about it.

    Args:
        text: The caller's text.
        tokens: Its T tokens.
        language: Its language, as for `split_sentences`.

    Attributes:
        text: The caller's text.
        ids: int32 array of shape (T,), the token ids.
        starts: int32 array of shape (T,): where an answer starts that starts with a token.
        ends: int32 array of shape (T,): where an answer ends that ends with a token.
        sentences: Finds its sentences.
        units: int32 array of shape (T,): an answer has tokens of one unit only, such as a cell of
            a table, and none of unit -1; None for a text that is one unit.

    Example:
        >>> numbers = [np.array([n], "int32") for n in (7, 0, 3, 0)]
        >>> SourceText("Yes.", TextTokens(*numbers)).ends.tolist()
        [3]
    """

    __slots__ = ("ends", "ids", "sentences", "starts", "text", "units")

    def __init__(self, text: str, tokens: TextTokens, language: str = "en") -> None:
        self.text = text
        self.ids = tokens.ids
        self.starts, self.ends = align_to_words(text, tokens)
        self.sentences = SentenceFinder(text, language)
        self.units: np.ndarray | None = None
