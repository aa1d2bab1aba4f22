"""Which model becomes a reader."""

import dataclasses

from nlp_suite.config import Config


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswerModelConfig(Config):
    """The section `[model]` of a reader: the encoder that training starts from.

    Attributes:
        encoder: The model folder, or the name of a shipped model, that training starts from:
            an `Encoder`, which gets a new head, or a `SpanExtractor`, which keeps its own. Its
            tokenizer is the reader's.
        dropout: Share of sub-layer outputs and embeddings dropped in training; that of the
            encoder if None.
        attention_dropout: Share of attention weights dropped in training; that of the encoder
            if None.
        freeze_embeddings: Whether the table of the tokens' vectors stays as it is; it has half
            of the parameters of a small encoder.
    """

    encoder: str = "all-MiniLM-L6-v2"
    dropout: float | None = None
    attention_dropout: float | None = None
    freeze_embeddings: bool = False

    def _check(self) -> None:
        for field in ("dropout", "attention_dropout"):
            if getattr(self, field) is not None:
                self._require_share(field)

    def changes(self) -> dict[str, float]:
        """Returns the fields that differ from the encoder's own configuration."""
        values = {"dropout": self.dropout, "attention_dropout": self.attention_dropout}
        return {name: value for name, value in values.items() if value is not None}
