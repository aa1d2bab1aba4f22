"""A reader's scorer that needs no weights."""

import functools
from typing import Any

import numpy as np

from nlp_suite.engines.interfaces import RuntimeSettings


class LexicalScorer:
    """Finds an answer among the words that stand near those of the question.

    Not a good reader, but a real one: it reads what it gets, token by token, with the tokenizer
    of a shipped model, and a word that stands between two of the question wins.
    """

    engine, model = "test", "lexical"
    settings = RuntimeSettings("test", "cpu", "float32")
    max_length, num_special_tokens, temperature = 512, 3, 1.0
    null_slope, null_intercept, answer_temperature = 1.0, 0.0, None
    batch_tokens = 512

    def __init__(self) -> None:
        self._tokenizer = _shipped_tokenizer()
        self._first, self._last = map(self._tokenizer.token_to_id, ("[CLS]", "[SEP]"))

    def tokenize(self, texts: Any) -> Any:
        from nlp_suite.engines.interfaces import TextTokens

        return [
            TextTokens(
                np.array(encoding.ids, "int32"),
                *np.array(encoding.offsets, "int32").reshape(-1, 2).T,
                np.array(encoding.word_ids, "int32"),
            )
            for encoding in self._tokenizer.encode_batch(texts, add_special_tokens=False)
        ]

    def join(self, question_ids: Any, text_ids: Any) -> Any:
        from nlp_suite.engines.interfaces import SpanInput

        last = [self._last]
        ids = np.concatenate([[self._first], question_ids, last, text_ids, last]).astype("int32")
        start = len(question_ids) + 2
        return SpanInput(ids, (np.arange(len(ids)) >= start).astype("int32"), start)

    def score(self, batches: Any) -> Any:
        for batch in batches:
            # What no model says of padding must not matter.
            logits = np.full((len(batch), max(len(one.ids) for one in batch), 2), np.nan, "f4")
            for row, one in zip(logits, batch, strict=True):
                row[: len(one.ids)] = self.logits(one)
            yield logits

    def logits(self, one: Any) -> np.ndarray:
        """Gives the logits of one input, of shape (L, 2)."""
        question, text = one.ids[1 : one.text_start - 1], one.ids[one.text_start :]
        # The vocabulary begins with punctuation and frequent words, which say little.
        asked = np.isin(text, question[question > 2200])
        distances = np.subtract.outer(np.arange(len(text)), np.flatnonzero(asked))
        closeness = np.exp(-(distances**2) / 16)
        near = np.where(distances > 0, closeness, 0).sum(axis=1)
        near *= np.where(distances < 0, closeness, 0).sum(axis=1)
        logits = np.ones((len(one.ids), 2), "f4")
        logits[one.text_start :] = np.where(asked | (text < 2200), -2, 9 * np.sqrt(near) - 2)[
            :, None
        ]
        return logits


@functools.cache
def _shipped_tokenizer() -> Any:
    from nlp_suite.assets import MODELS_FOLDER
    from nlp_suite.models import ModelFolder

    return ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2").read_tokenizer()
