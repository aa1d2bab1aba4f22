"""Mean pooling of hidden states into sentence embeddings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from nlp_suite.engines.batching import fill_pools, sort_into_batches
from nlp_suite.engines.computed_numbers import check_computed
from nlp_suite.models.folder.tokenizer_checks import tokenizer_errors
from nlp_suite.progress import expect_work, finish_work
from nlp_suite.text.surrogates import without_surrogates

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Tokens that are sorted by length together; bounds the memory, whatever the text's length.
POOL_TOKENS = 32_768
# A text is tokenized in pieces, so that one endless "sentence" needs no endless memory.
PIECE_CHARACTERS = 4096

Window = tuple[int, Sequence[int]]
Encode = Callable[[Iterable[Sequence[Sequence[int]]]], Iterable[np.ndarray]]


class MeanPooling:
    """Embeds sentences by the mean of their hidden states, normalized to length one.

    Nothing is cut off: a sentence longer than the window is encoded window by window, and the
    mean runs over all of them.

    Args:
        tokenizer: Puts the model's special tokens around a window. From now on it truncates.
        window: Most tokens of a window, special tokens among them.
        dim: D, the width of a hidden state.
        encode: Takes batches of token ids and returns their hidden states, (B, T, D) each, as
            `nlp_suite.engines.custom.runtime_interfaces.EncoderRuntime` does.
        batch_tokens: Padded tokens of one batch.

    Example:
        ```python
        runtime = KerasEncoderRuntime(ModelFolder.open("runs/my-encoder"))
        pooling = MeanPooling(tokenizer, 128, 384, runtime.encode, batch_tokens=256)
        embeddings = pooling.embed(["One sentence.", "Another one."])  # (2, 384)
        ```

    Reference:
        Reimers and Gurevych 2019, "Sentence-BERT", https://arxiv.org/abs/1908.10084
    """

    def __init__(
        self, tokenizer: "Tokenizer", window: int, dim: int, encode: Encode, *, batch_tokens: int
    ) -> None:
        tokenizer.enable_truncation(window)
        self._tokenizer = tokenizer
        self._dim = dim
        self._encode = encode
        self._batch_tokens = batch_tokens

    def embed(self, sentences: Sequence[str]) -> np.ndarray:
        """Embeds sentences.

        Args:
            sentences: The sentences; their order and batching do not matter to the result.

        Returns:
            float32 array of shape (len(sentences), D) with rows of length one.
        """
        sums = np.zeros((len(sentences), self._dim), dtype=np.float32)
        for pool in fill_pools(self._windows(sentences), _length, POOL_TOKENS):
            batches = list(sort_into_batches(pool, _length, self._batch_tokens))
            ids = ([window[1] for window in batch] for batch in batches)
            expect_work(len(pool))
            for batch, hidden in zip(batches, self._encode(ids), strict=True):
                for (index, tokens), states in zip(batch, hidden, strict=True):
                    sums[index] += states[: len(tokens)].sum(axis=0)
                finish_work(len(batch))
        # The mean's direction is the sum's.
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        check_computed(lengths, "sentence embeddings")
        return sums / np.maximum(lengths, np.finfo(np.float32).tiny)

    def _windows(self, sentences: Sequence[str]) -> Iterator[Window]:
        """Yields each sentence's windows as (index of the sentence, token ids)."""
        indices: list[int] = []
        pieces: list[str] = []
        waiting = 0
        for index, sentence in enumerate(sentences):
            for start in range(0, max(len(sentence), 1), PIECE_CHARACTERS):
                pieces.append(sentence[start : start + PIECE_CHARACTERS])
                indices.append(index)
                waiting += len(pieces[-1])
                if waiting >= 64 * PIECE_CHARACTERS:
                    yield from self._tokenize(indices, pieces)
                    indices, pieces, waiting = [], [], 0
        yield from self._tokenize(indices, pieces)

    def _tokenize(self, indices: Sequence[int], pieces: Sequence[str]) -> Iterator[Window]:
        with tokenizer_errors("the model's tokenizer"):
            encodings = self._tokenizer.encode_batch_fast([*map(without_surrogates, pieces)])
        for index, encoding in zip(indices, encodings, strict=True):
            for window in (encoding, *encoding.overflowing):
                # A tokenizer without special tokens makes nothing of an empty sentence.
                if window.ids:
                    yield index, window.ids


def _length(window: Window) -> int:
    return len(window[1])
