"""Tokenization of questions and texts for span scorers, and the scorers' base class."""

import itertools
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nlp_suite.engines.batching import fill_pools
from nlp_suite.engines.computed_numbers import check_computed
from nlp_suite.engines.interfaces import SpanInput, TextTokens
from nlp_suite.errors import ModelFormatError
from nlp_suite.models.folder.tokenizer_checks import tokenizer_errors
from nlp_suite.text.surrogates import without_surrogates

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

# Long texts are tokenized in pieces of at most so many characters, so many of them together:
# the tokenizer's own objects take a hundred times a text's memory.
PIECE_CHARACTERS = 16_384
GROUP_CHARACTERS = 16 * PIECE_CHARACTERS

# White space for every tokenizer. What else Unicode calls so may be dropped inside a word.
_SPACE = re.compile(r"[ \t\r\n]")


class SpanTokenizer:
    """Tokenizes texts with character offsets, and joins questions and texts by special tokens.

    Args:
        tokenizer: The tokenizer of a model folder, whose post-processor joins a pair. From now
            on it reads the names of its special tokens, "[SEP]" say, as any other text.

    Raises:
        ModelFormatError: If it does not put special tokens before, between and after the two
            texts of a pair.

    Example:
        ```python
        tokenizer = SpanTokenizer(ModelFolder.open("runs/my-encoder").read_tokenizer())
        question, text = tokenizer.tokenize(["Who fell?", "Jack fell down."])
        joined = tokenizer.join(question.ids, text.ids)
        joined.ids[joined.text_start]  # the id of "jack"
        ```
    """

    def __init__(self, tokenizer: "Tokenizer") -> None:
        tokenizer.encode_special_tokens = True
        self._tokenizer = tokenizer
        self._parts = _special_tokens(tokenizer)

    @property
    def num_special_tokens(self) -> int:
        """Number of special tokens in every joined input."""
        return sum(part.size for part in self._parts.ids)

    def tokenize(self, texts: Sequence[str]) -> list[TextTokens]:
        """Tokenizes questions or texts, whole, without special tokens.

        A long text is cut at white space, which changes no token; without white space for
        16,384 characters it is cut there. A lone surrogate, which no tokenizer takes,
        is read as "?".

        Args:
            texts: The texts, of any length.

        Returns:
            The tokens of each, with their places in it.
        """
        found: list[list[TextTokens]] = [[] for _ in texts]
        for group in fill_pools(_pieces(texts), _size, GROUP_CHARACTERS):
            with tokenizer_errors("the model's tokenizer"):
                encodings = self._tokenizer.encode_batch(
                    [piece.text for piece in group], add_special_tokens=False
                )
            for piece, encoding in zip(group, encodings, strict=True):
                found[piece.owner].append(_tokens(encoding, piece.start, found[piece.owner]))
        return [TextTokens(*map(np.concatenate, zip(*pieces, strict=True))) for pieces in found]

    def join(self, question_ids: np.ndarray, text_ids: np.ndarray) -> SpanInput:
        """Joins a question and a window of a text to one input.

        Args:
            question_ids: int32 array of shape (Q,).
            text_ids: int32 array of shape (W,).

        Returns:
            The input, of Q + W + `num_special_tokens` tokens.
        """
        (before, between, after), (first, middle, last) = self._parts
        ids = np.concatenate([before, question_ids, between, text_ids, after]).astype(np.int32)
        segments = np.ones(ids.size, dtype=np.int32)
        text_start = before.size + len(question_ids) + between.size
        segments[: before.size] = first
        segments[before.size : text_start - between.size] = 0
        segments[text_start - between.size : text_start] = middle
        segments[ids.size - after.size :] = last
        return SpanInput(ids, segments, text_start)


class _Parts(NamedTuple):
    """The special tokens before, between and after a question and a text."""

    ids: tuple[np.ndarray, np.ndarray, np.ndarray]
    segments: tuple[np.ndarray, np.ndarray, np.ndarray]


class _Piece(NamedTuple):
    """A part of a text: the text's number, where it starts, and its characters."""

    owner: int
    start: int
    text: str


def _special_tokens(tokenizer: "Tokenizer") -> _Parts:
    with tokenizer_errors("the model's tokenizer"):
        pair = tokenizer.encode("a", "a")
    sides = list(pair.sequence_ids)
    if 0 in sides and 1 in sides:
        length = len(sides)
        question_stop = length - sides[::-1].index(0)
        text_stop = length - sides[::-1].index(1)
        bounds = [
            slice(0, sides.index(0)),
            slice(question_stop, sides.index(1)),
            slice(text_stop, length),
        ]
        ids, segments = (np.array(values, dtype=np.int32) for values in (pair.ids, pair.type_ids))
        parts = _Parts(
            (ids[bounds[0]], ids[bounds[1]], ids[bounds[2]]),
            (segments[bounds[0]], segments[bounds[1]], segments[bounds[2]]),
        )
        if all(part.size for part in parts.ids):
            return parts
    raise ModelFormatError(
        "the tokenizer must join a question and a text by special tokens, as BERT's "
        f"'[CLS] question [SEP] text [SEP]', got {pair.tokens}; give it such a post-processor"
    )


def _pieces(texts: Iterable[str]) -> Iterator[_Piece]:
    for index, text in enumerate(texts):
        start = 0
        while len(text) - start > PIECE_CHARACTERS:
            stop = start + PIECE_CHARACTERS
            # The white space belongs to what follows it: a mark may stand on it.
            backwards = text[start + 1 : stop][::-1]
            space = _SPACE.search(backwards)
            stop -= space.end() if space else 0
            yield _Piece(index, start, without_surrogates(text[start:stop]))
            start = stop
        yield _Piece(index, start, without_surrogates(text[start:]))


def _size(piece: _Piece) -> int:
    # An empty text takes memory, too.
    return len(piece.text) + 64


def _tokens(encoding: "Encoding", start: int, before: Sequence[TextTokens]) -> TextTokens:
    """Makes arrays of a piece's tokens, to follow those of the text's pieces before."""
    offsets = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2) + np.int32(start)
    words = np.array(encoding.word_ids, dtype=np.int32)
    last = next((int(piece.words[-1]) for piece in reversed(before) if piece.words.size), -1)
    ids = np.array(encoding.ids, dtype=np.int32)
    return TextTokens(ids, offsets[:, 0], offsets[:, 1], words + np.int32(last + 1))


def max_text_tokens(window: int, question_tokens: int, num_special_tokens: int) -> int:
    """Returns how many tokens of a window are left to the text.

    Args:
        window: Number of tokens of an input.
        question_tokens: Number of tokens of the question.
        num_special_tokens: Number of special tokens in every input.

    Returns:
        Most tokens of the text beside the question; below 0 if not even that fits.

    Example:
        >>> max_text_tokens(384, question_tokens=12, num_special_tokens=3)
        369
    """
    return window - question_tokens - num_special_tokens


class BaseSpanScorer(ABC):
    """Base class of span scorers: tokenizes questions and texts, and checks the logits.

    Args:
        tokenizer: The model's tokenizer.
        path: The model's folder, as errors name it.

    Attributes:
        num_special_tokens: Number of special tokens in every input.

    Raises:
        ModelFormatError: If the tokenizer joins no pairs of texts.

    Example:
        ```python
        class Blind(BaseSpanScorer):
            def _logits(self, batches):
                for batch in batches:
                    yield np.zeros((len(batch), max(one.ids.size for one in batch), 2), "float32")

        scorer = Blind(tokenizer, Path("runs/my-reader"))
        question, text = scorer.tokenize(["Who fell?", "Jack fell down."])
        (logits,) = scorer.score([[scorer.join(question.ids, text.ids)]])
        ```
    """

    def __init__(self, tokenizer: "Tokenizer", path: Path) -> None:
        try:
            self._tokenizer = SpanTokenizer(tokenizer)
        except ModelFormatError as error:
            raise ModelFormatError(f"{path}: {error}") from error
        self.num_special_tokens = self._tokenizer.num_special_tokens
        self._path = path

    def tokenize(self, texts: Sequence[str]) -> list[TextTokens]:
        """See `SpanTokenizer.tokenize`."""
        return self._tokenizer.tokenize(texts)

    def join(self, question_ids: np.ndarray, text_ids: np.ndarray) -> SpanInput:
        """See `SpanTokenizer.join`."""
        return self._tokenizer.join(question_ids, text_ids)

    def score(self, batches: Iterable[Sequence[SpanInput]]) -> Iterator[np.ndarray]:
        """Scores every position as a start and as an end.

        Args:
            batches: Inputs that are to be computed together; their order and batching do not
                matter to the result.

        Yields:
            For each batch, in its order, a float32 array of shape (B, L, 2), L the longest of
            the batch: logits of start and end; those of padding mean nothing.

        Raises:
            ModelFormatError: If a score is no finite number.
        """
        of_logits, of_lengths = itertools.tee(batches)
        for logits, batch in zip(self._logits(of_logits), of_lengths, strict=True):
            self._check_finite(logits, batch)
            yield logits

    @abstractmethod
    def _logits(self, batches: Iterable[Sequence[SpanInput]]) -> Iterator[np.ndarray]:
        """Computes the logits of each batch, in order: float32 of shape (B, L, 2)."""

    def _check_finite(self, logits: np.ndarray, batch: Sequence[SpanInput]) -> None:
        """Checks that logits of shape (B, L, 2) are finite, but for those of padding."""
        lengths = np.array([one.ids.size for one in batch])
        real = np.arange(logits.shape[1]) < lengths[:, None]
        check_computed(logits[real], "span logits", self._path)
