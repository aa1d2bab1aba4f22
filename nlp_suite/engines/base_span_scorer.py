"""Base class of the engines' span scorers."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nlp_suite.engines.interfaces import SpanInput, TextTokens
from nlp_suite.engines.span_tokenizer import SpanTokenizer
from nlp_suite.errors import ModelFormatError

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class BaseSpanScorer:
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
        base = BaseSpanScorer(tokenizer, Path("runs/my-reader"))
        question, text = base.tokenize(["Who fell?", "Jack fell down."])
        joined = base.join(question.ids, text.ids)
        ```
    """

    # What to do about weights that give no numbers.
    _remedy: str

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

    def _check_finite(self, logits: np.ndarray, batch: Sequence[SpanInput]) -> None:
        """Checks that logits of shape (B, L, 2) are finite, but for those of padding."""
        lengths = np.array([one.ids.size for one in batch])
        real = np.arange(logits.shape[1]) < lengths[:, None]
        if not np.isfinite(logits[real]).all():
            raise ModelFormatError(
                f"{self._path}: the model's scores are not finite; its weights are damaged, "
                f"{self._remedy}"
            )
