"""Word alignment: from token spans to character spans of whole words."""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from nlp_suite.engines.interfaces import TextTokens
from nlp_suite.text.graphemes import GraphemeSpans
from nlp_suite.text.sentence_finder import SentenceFinder
from nlp_suite.text.whole_values.edge_moves import EdgeMove
from nlp_suite.text.whole_values.finder import find_whole_values

# Words that are looked at together, so that a long text needs little memory.
_BLOCK = 1 << 15


def align_to_words(
    text: str, tokens: TextTokens, *, whole_values: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    """Computes the character span of whole words for answers from one token to another.

    An answer has whole words and whole characters, and no white space at its ends. It does not
    cut values, such as addresses, codes, and amounts with their unit
    (`nlp_suite.text.whole_values.finder`).

    Args:
        text: The text.
        tokens: Its T tokens.
        whole_values: Whether values are whole too.

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
    visible = _trim_words(text, starts, ends)
    graphemes = GraphemeSpans(text)
    starts, ends = graphemes.starts_at(starts), graphemes.ends_at(ends)
    # Most texts have no blank words, and these arrays are large.
    if not visible.all():
        starts, ends = _pass_over_blanks(starts, ends, visible, len(text))
    if whole_values:
        moves = find_whole_values(text)
        starts = _moved(starts, moves.starts, "left", np.minimum, graphemes.starts_at)
        ends = _moved(ends, moves.ends, "right", np.maximum, graphemes.ends_at)
    sizes = np.diff(firsts, append=tokens.ids.size)
    return np.repeat(starts, sizes), np.repeat(ends, sizes)


def _trim_words(text: str, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Takes the white space off the words, in place, and returns which are visible."""
    visible = np.ones(starts.size, bool)
    blanks = [ord(character) for character in set(text) if character.isspace()]
    for block in range(0, starts.size, _BLOCK):
        part = slice(block, block + _BLOCK)
        for i in np.flatnonzero(_have_blanks(text, starts[part], ends[part], blanks)).tolist():
            start, end = int(starts[block + i]), int(ends[block + i])
            word = text[start:end]
            if not word or word.isspace():
                visible[block + i] = False
                continue
            starts[block + i] += len(word) - len(word.lstrip())
            ends[block + i] -= len(word) - len(word.rstrip())
    return visible


def _pass_over_blanks(
    starts: np.ndarray, ends: np.ndarray, visible: np.ndarray, length: int
) -> tuple[np.ndarray, np.ndarray]:
    """Returns where answers start and end that start or end with a word, visible or not."""
    order = np.arange(visible.size, dtype=np.int32)
    # An answer that would end with a blank word ends with the word before.
    before = np.maximum.accumulate(np.where(visible, order, -1))
    ends = np.where(before < 0, 0, ends[before]).astype(np.int32)
    # An answer that would start with one starts with the word behind.
    behind = np.minimum.accumulate(np.where(visible, order, visible.size)[::-1])[::-1]
    starts = np.append(starts, length)[np.where(behind < visible.size, behind, -1)]
    return starts.astype(np.int32), ends


def _have_blanks(
    text: str, starts: np.ndarray, ends: np.ndarray, blanks: Sequence[int]
) -> np.ndarray:
    """Returns which words are empty, or start or end with white space."""
    low, high = int(starts.min()), int(ends.max())
    # A character more, as a word may be nothing at the end.
    encoded = f"{text[low:high]} ".encode("utf-32-le", "surrogatepass")
    is_blank = np.isin(np.frombuffer(encoded, np.uint32), blanks)
    result: np.ndarray = (starts >= ends) | is_blank[starts - low] | is_blank[ends - low - 1]
    return result


def _moved(
    edges: np.ndarray,
    moves: Sequence[EdgeMove],
    side: Literal["left", "right"],
    farther: np.ufunc,
    whole: Callable[[np.ndarray], np.ndarray],
) -> np.ndarray:
    """Returns edges after moves, each to the farthest of its moves."""
    if not moves:
        return edges
    first, last, goal = np.array(moves, np.int32).T
    low = np.searchsorted(edges, first, side)
    high = np.searchsorted(edges, last, side)
    filled = np.flatnonzero(low < high)
    low, high, goal = low[filled], high[filled], goal[filled]
    # Most are words that are whole anyway.
    nearest = edges[high - 1] if side == "left" else edges[low]
    changed = np.flatnonzero(farther(nearest, goal) != nearest)
    low, high, goal = low[changed], high[changed], goal[changed]
    sizes = high - low
    offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    moved = edges.copy()
    farther.at(moved, np.repeat(low, sizes) + offsets, np.repeat(whole(goal), sizes))
    return moved


class SourceText:
    """A tokenized text with its word alignment, kept while questions are asked about it.

    Args:
        text: The caller's text.
        tokens: Its T tokens.
        language: Its language, as for `split_sentences`.
        whole_values: Whether answers have whole values, besides whole words.

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

    def __init__(
        self, text: str, tokens: TextTokens, language: str = "en", *, whole_values: bool = True
    ) -> None:
        self.text = text
        self.ids = tokens.ids
        self.starts, self.ends = align_to_words(text, tokens, whole_values=whole_values)
        self.sentences = SentenceFinder(text, language)
        self.units: np.ndarray | None = None
