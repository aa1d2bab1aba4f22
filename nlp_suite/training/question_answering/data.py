"""Question-answering examples as batches of token ids."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nlp_suite.engines.span_tokenizer import SpanTokenizer
from nlp_suite.errors import InvalidInputError
from nlp_suite.training.batching import round_up_lengths, token_batches
from nlp_suite.training.config import QuestionAnsweringConfig
from nlp_suite.training.question_answering.examples import QuestionAnsweringExamples, SpanWindow

Batch = dict[str, npt.NDArray[np.generic]]


class QuestionAnsweringData:
    """The training and validation windows of a run, as token batches.

    Args:
        train: The training questions.
        validation: The validation questions.
        tokenizer: What made the tokens.
        config: How batches are made.
        num_segments: How many segments the model knows.
        fixed_shapes: Whether batches have few different shapes, some rows and columns only
            padding, for backends that compile each shape.

    Raises:
        InvalidInputError: If there is nothing to train on or to validate with.

    Example:
        ```python
        rows = [{"title": "", "question": "Who fell?", "context": "Jack fell down.",
                 "answers": {"text": ["Jack"], "answer_start": [0]}}]
        tokenizer = SpanTokenizer(ModelFolder.open("runs/my-encoder").read_tokenizer())
        values = {"folder": "run", "data": {"train": ["squad.json"]}}
        config = QuestionAnsweringConfig.from_dict(values)
        examples = QuestionAnsweringExamples(rows, tokenizer, config.data)
        data = QuestionAnsweringData(examples, examples, tokenizer, config)
        data.batch(data.plan(epoch=0)[0])["token_ids"].shape  # (B, T)
        ```
    """

    tokenizers = None

    def __init__(
        self,
        train: QuestionAnsweringExamples,
        validation: QuestionAnsweringExamples,
        tokenizer: SpanTokenizer,
        config: QuestionAnsweringConfig,
        *,
        num_segments: int = 2,
        fixed_shapes: bool = False,
    ) -> None:
        for name, examples in (("training", train), ("validation", validation)):
            if not len(examples):
                raise InvalidInputError(
                    f"there is no {name} question; change data.validation_share, "
                    "data.max_question_tokens or the data"
                )
        self._train = train
        self._validation = validation
        self._tokenizer = tokenizer
        self._config = config
        self._last_segment = min(1, max(num_segments - 1, 0))
        self._fixed_shapes = fixed_shapes
        self._answered = train.windows()
        seed = config.optimization.seed
        # No epoch has this number.
        drawn = validation.unanswerable_windows(np.random.RandomState([seed, 2**32 - 1]))
        self._validation_windows = [*validation.windows(), *drawn]
        every = [*self._answered, *self._validation_windows]
        self._most_golds = max(1, *(len(window.golds) for window in every))

    @property
    def num_tokens(self) -> int:
        """Number of tokens of an epoch, about."""
        return sum(sum(map(self._train.length, plan)) for plan in self.plan(0))

    def plan(self, epoch: int) -> list[list[SpanWindow]]:
        """Plans the batches of an epoch, the same ones for the same epoch.

        Args:
            epoch: Its number, from 0.

        Returns:
            The windows of each batch.
        """
        seed = self._config.optimization.seed
        answered = self._answered
        if self._config.data.joined:
            answered = self._train.windows(np.random.RandomState([seed, epoch, 2]))
        random = np.random.RandomState([seed, epoch, 1])
        drawn = self._train.unanswerable_windows(random, join=True)
        return self._group([*answered, *drawn], epoch)

    def batch(self, plan: Sequence[SpanWindow]) -> Batch:
        """Makes a batch.

        Args:
            plan: Its windows.

        Returns:
            "token_ids" and "segment_ids", int32 of shape (B, T); "padding_mask" and
            "candidates", boolean of shape (B, T), False at padding, the latter also at the
            question and the special tokens but the first; "starts" and "ends", int32 of shape
            (B, G), the positions of the gold answers, 0 for none, and -1 for fewer than G.
        """
        inputs = [self._tokenizer.join(window.question, window.text) for window in plan]
        rows, width = len(plan), max(one.ids.size for one in inputs)
        golds = max(1, *(len(window.golds) for window in plan))
        if self._fixed_shapes:
            width = int(round_up_lengths(width, self._config.data.window))
            rows = max(rows, self._config.optimization.batch_size // width)
            golds = self._most_golds
        token_ids, segment_ids = np.zeros((2, rows, width), dtype=np.int32)
        padding_mask, candidates = np.zeros((2, rows, width), dtype=np.bool_)
        starts, ends = np.full((2, rows, golds), -1, dtype=np.int32)
        for i, (window, one) in enumerate(zip(plan, inputs, strict=True)):
            token_ids[i, : one.ids.size] = one.ids
            segment_ids[i, : one.ids.size] = np.minimum(one.segments, self._last_segment)
            padding_mask[i, : one.ids.size] = True
            candidates[i, 0] = True
            candidates[i, one.text_start : one.text_start + window.text.size] = True
            spans = [(one.text_start + s, one.text_start + e) for s, e in window.golds]
            for j, (start, end) in enumerate(spans or [(0, 0)]):
                starts[i, j], ends[i, j] = start, end
        return {
            "token_ids": token_ids,
            "segment_ids": segment_ids,
            "padding_mask": padding_mask,
            "candidates": candidates,
            "starts": starts,
            "ends": ends,
        }

    def validation_batches(self) -> list[Batch]:
        """Makes the batches that cover the validation's windows once.

        Returns:
            Batches as `batch` makes them.
        """
        return [self.batch(plan) for plan in self._group(self._validation_windows, 0)]

    def fingerprint(self) -> str:
        """Hashes everything that is trained on or validated with, in order.

        Returns:
            64 hexadecimal digits.
        """
        digest = hashlib.sha256()
        for examples in (self._train, self._validation):
            digest.update(len(examples).to_bytes(8, "little"))
            examples.feed(digest.update)
        return digest.hexdigest()

    def _group(self, windows: Sequence[SpanWindow], epoch: int) -> list[list[SpanWindow]]:
        lengths = np.array([self._train.length(window) for window in windows])
        if self._fixed_shapes:
            lengths = round_up_lengths(lengths, self._config.data.window)
        c = self._config.optimization
        batches = token_batches(lengths, c.batch_size, seed=c.seed, epoch=epoch)
        return [[windows[i] for i in indices] for indices in batches]
