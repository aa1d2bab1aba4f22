"""What a training run asks of its data."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from nlp_suite.training.trainer import Batch

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class TrainingData(Protocol):
    """The training and validation data of a run, as batches."""

    @property
    def tokenizers(self) -> "tuple[Tokenizer, Tokenizer] | None":
        """Those that the run made, of the source and the target; None if it made none."""
        ...

    @property
    def num_tokens(self) -> int:
        """Number of tokens of an epoch, for the progress."""
        ...

    def plan(self, epoch: int) -> Sequence[Any]:
        """Plans the batches of an epoch, always the same ones for the same epoch."""
        ...

    def batch(self, plan: Any) -> Batch:
        """Makes a planned batch."""
        ...

    def validation_batches(self) -> Sequence[Batch]:
        """Makes the batches that cover the validation data once."""
        ...

    def fingerprint(self) -> str:
        """Hashes everything that is trained on or validated with, in order."""
        ...
