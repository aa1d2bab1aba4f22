"""Start and end logits of answer spans from a model of the Hugging Face Hub."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import torch
from transformers import AutoModelForQuestionAnswering

from nlp_suite.engines.batching import check_batch_tokens
from nlp_suite.engines.interfaces import SpanInput
from nlp_suite.engines.pretrained.pretrained_checkpoint import PretrainedCheckpoint, most_tokens
from nlp_suite.engines.pretrained.torch_encoder import TorchEncoder
from nlp_suite.engines.pretrained.torch_settings import TorchSettings
from nlp_suite.engines.span_tokenizer import BaseSpanScorer
from nlp_suite.errors import ModelFormatError
from nlp_suite.load_options import MODEL_OPTIONS, DeviceKeywords, LoadOptions
from nlp_suite.models.folder.tokenizer_checks import tokenizer_errors
from nlp_suite.option_signatures import with_options

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# What question answering models are trained with, nearly all of them.
USUAL_WINDOW = 384
# What the pipeline of transformers 4 took.
USUAL_STRIDE = 128
USUAL_QUESTION = 64
# Padded tokens of one batch: enough for efficient matrix products. A GPU wants more of them.
BATCH_TOKENS = {"cpu": 512, "cuda": 16_384, "mps": 16_384}
# By model_type. BigBird's sparse attention ends for good with the first short input, so that
# what it computes would depend on what it has computed before.
_MODEL_OPTIONS = {"big_bird": {"attention_type": "original_full"}}


class SpanScorer(BaseSpanScorer):
    """Scores the tokens of texts with a model that was trained to answer questions.

    Args:
        folder: A checkpoint of a model with a head for question answering.
        batch_tokens: Most padded tokens to compute at once; if None, 512 on a CPU, and 16,384
            elsewhere.
        name: The model's name in results; the folder's name if None.
        **options: What computes, and where; see `nlp_suite.load_options.LoadOptions`.

    Attributes:
        engine: "pretrained".
        model: The model's name.
        settings: What computes, and where.
        max_length: Most tokens that the model can take at once, special tokens among them.
        num_special_tokens: Number of special tokens in every input.
        temperature: 1.0, as none was fitted.
        null_slope: 1.0, as none was fitted.
        null_intercept: 0.0, as none was fitted.
        answer_temperature: None, as none was fitted.
        batch_tokens: Most padded tokens of a batch.
        window: Usual number of tokens of an input: 384, or `max_length` if that is less.
        stride: Usual number of tokens that neighbouring windows share: 128, or half of that.
        max_question_tokens: Usual largest number of tokens of a question: 64, or a third of that.

    Raises:
        InvalidInputError: If an argument is none of its possible values.
        ModelFormatError: If the checkpoint is damaged, has no head for question answering, its
            tokenizer is not fast or joins no pairs, or its input does not begin with the token
            that stands for "no answer", as that of XLNet does not.

    Example:
        ```python
        from nlp_suite.engines.pretrained.span_scorer import SpanScorer

        scorer = SpanScorer("runs/distilbert-squad")
        question, text = scorer.tokenize(["Who fell?", "Jack fell down."])
        joined = scorer.join(question.ids, text.ids)
        (logits,) = scorer.score([[joined]])  # (1, len(joined.ids), 2)
        ```

    Reference:
        Devlin et al. 2019, "BERT", https://arxiv.org/abs/1810.04805, section 4.2
    """

    engine = "pretrained"
    temperature = 1.0
    null_slope, null_intercept = 1.0, 0.0
    answer_temperature = None

    @with_options(LoadOptions, without=MODEL_OPTIONS)
    def __init__(
        self,
        folder: str | Path,
        *,
        batch_tokens: int | None = None,
        name: str | None = None,
        **options: Unpack[DeviceKeywords],
    ) -> None:
        settings = TorchSettings.choose(**options)
        self.settings = settings.described()
        self.batch_tokens = check_batch_tokens(batch_tokens, BATCH_TOKENS[settings.device])
        checkpoint = PretrainedCheckpoint(folder)
        self.model = name or checkpoint.path.name
        model = checkpoint.load_model(
            AutoModelForQuestionAnswering,
            settings,
            **_MODEL_OPTIONS.get(checkpoint.config["model_type"], {}),
        )
        tokenizer = checkpoint.load_tokenizer(model)
        fast = checkpoint.fast_tokenizer(tokenizer)
        _check_null_token(checkpoint.path, tokenizer, fast)
        self._encoder = TorchEncoder(model, tokenizer, settings)
        self.max_length = most_tokens(model, tokenizer)
        super().__init__(fast, checkpoint.path)
        self.window = min(self.max_length, USUAL_WINDOW)
        self.stride = min(self.window // 2, USUAL_STRIDE)
        self.max_question_tokens = min(self.window // 3, USUAL_QUESTION)

    def _logits(self, batches: Iterable[Sequence[SpanInput]]) -> Iterator[np.ndarray]:
        for batch in batches:
            output = self._encoder([one.ids for one in batch], [one.segments for one in batch])
            stacked = torch.stack([output.start_logits, output.end_logits], dim=-1)
            yield stacked.float().cpu().numpy()  # (B, L, 2)


def _check_null_token(path: Path, tokenizer: Any, fast: "Tokenizer") -> None:
    """Checks that a pair begins with the token whose scores are those of "no answer"."""
    with tokenizer_errors(path):
        pair = fast.encode("a", "a")
    null, ids = tokenizer.cls_token_id, pair.ids
    if null is not None and null in ids and ids[0] != null:
        raise ModelFormatError(
            f"{path}: {tokenizer.cls_token!r}, which stands for no answer, is not the first token "
            f"of this model's inputs, got {pair.tokens}; take a model "
            "that begins with it, as BERT, RoBERTa, DeBERTa, ALBERT, ELECTRA and Longformer do"
        )
