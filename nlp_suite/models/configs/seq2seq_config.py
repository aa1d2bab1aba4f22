"""Seq2Seq configuration, and the parameter shapes that follow from it."""

import dataclasses

from nlp_suite.models.configs.model_config import ModelConfig
from nlp_suite.models.configs.parameter_shapes import ParameterShapes

CELLS = ("gru", "lstm")
LUONG_SCORES = ("dot", "general", "concat")
ALIGNMENTS = ("global", "local-m", "local-p")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Seq2SeqConfig(ModelConfig):
    """Constructor arguments of `nlp_suite.models.Seq2Seq`.

    Attributes:
        source_vocabulary_size: Number of token ids of the source.
        target_vocabulary_size: Number of token ids of the target.
        embedding_dim: Width of the token embeddings; None for one-hot vectors.
        encoder_cell: "gru" or "lstm".
        encoder_units: Width of one direction of the encoder.
        num_encoder_layers: Number of encoder layers.
        bidirectional: Whether each encoder layer reads in both directions.
        decoder_cell: "gru" or "lstm".
        decoder_units: Width of the decoder.
        num_decoder_layers: Number of decoder layers.
        attention: "additive" (Bahdanau), "dot", "general" or "concat" (Luong), or None.
        alignment: "global", or with one of Luong's attentions "local-m" or "local-p".
        radius: Number of positions to each side that a local alignment reaches.
        attention_units: Width of the attention's own networks; `decoder_units` if None.
        input_feeding: Whether the decoder reads its last output too; with Luong's only.
        max_length: Longest source and target, in tokens, that a translator takes and writes.
        dropout: Share of embeddings, and of the outputs of encoder and decoder, dropped in
            training.

    Raises:
        InvalidInputError: If a value is of the wrong type or out of its range.

    Example:
        >>> config = Seq2SeqConfig(source_vocabulary_size=100, target_vocabulary_size=120)
        >>> config.parameter_shapes()["output.kernel"]
        (256, 120)
    """

    source_vocabulary_size: int
    target_vocabulary_size: int
    embedding_dim: int | None = 256
    encoder_cell: str = "gru"
    encoder_units: int = 256
    num_encoder_layers: int = 1
    bidirectional: bool = True
    decoder_cell: str = "gru"
    decoder_units: int = 256
    num_decoder_layers: int = 1
    attention: str | None = "additive"
    alignment: str = "global"
    radius: int = 10
    attention_units: int | None = None
    input_feeding: bool = False
    max_length: int = 512
    dropout: float = 0.0

    @property
    def model_dim(self) -> int:
        """The width that a learning rate schedule may depend on: the decoder's."""
        return self.decoder_units

    @property
    def encoder_dim(self) -> int:
        """The width of the encoder's annotations."""
        return self.encoder_units * (2 if self.bidirectional else 1)

    def _check(self) -> None:
        self._require_positive(
            "source_vocabulary_size",
            "target_vocabulary_size",
            "encoder_units",
            "num_encoder_layers",
            "decoder_units",
            "num_decoder_layers",
            "radius",
            "max_length",
        )
        for field in ("embedding_dim", "attention_units"):
            if getattr(self, field) is not None:
                self._require_positive(field)
        self._require_one_of("encoder_cell", CELLS)
        self._require_one_of("decoder_cell", CELLS)
        self._require_one_of("alignment", ALIGNMENTS)
        if self.attention is not None:
            self._require_one_of("attention", ("additive", *LUONG_SCORES))
        if self.attention not in LUONG_SCORES:
            rule = f"with an attention that is none of {LUONG_SCORES}"
            self._require("alignment", self.alignment == "global", f"be 'global' {rule}")
            self._require("input_feeding", not self.input_feeding, f"be False {rule}")
        if self.attention == "dot":
            self._require(
                "decoder_units",
                self.decoder_units == self.encoder_dim,
                f"equal the encoder's width ({self.encoder_dim}) with attention='dot'",
            )
        self._require_number("radius", "max_length")
        self._require_share("dropout")

    def vocabulary_sizes(self) -> dict[str, int]:
        """See `ModelConfig.vocabulary_sizes`."""
        return {"source": self.source_vocabulary_size, "target": self.target_vocabulary_size}

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """See `ModelConfig.parameter_shapes`."""
        units, value_dim = self.decoder_units, self.encoder_dim
        shapes = ParameterShapes()
        if self.embedding_dim is not None:
            for side, size in self.vocabulary_sizes().items():
                shapes.embedding(f"{side}_embedding", size, self.embedding_dim)
        width = self.embedding_dim or self.source_vocabulary_size
        cell = self.encoder_cell
        directions = ("forward", "backward") if self.bidirectional else ("forward",)
        for i in range(self.num_encoder_layers):
            for direction in directions:
                name = f"encoder.{direction}_{i}.{cell}_cell"
                shapes.recurrent_cell(name, cell, width, self.encoder_units)
            width = value_dim
        states = 2 if self.decoder_cell == "lstm" else 1
        shapes.dense(
            "bridge",
            value_dim * (2 if cell == "lstm" else 1),
            units * states * self.num_decoder_layers,
        )
        width = self.embedding_dim or self.target_vocabulary_size
        width += value_dim if self.attention == "additive" else 0
        width += units if self.input_feeding else 0
        for i in range(self.num_decoder_layers):
            shapes.recurrent_cell(f"decoder.cell_{i}", self.decoder_cell, width, units)
            width = units
        if self.attention is not None:
            self._add_attention(shapes)
            shapes["decoder.attentional_state.kernel"] = (value_dim + units, units)
        shapes.dense("output", units, self.target_vocabulary_size)
        return dict(shapes)

    def _add_attention(self, shapes: ParameterShapes) -> None:
        query_dim, value_dim = self.decoder_units, self.encoder_dim
        width = self.attention_units or query_dim
        name = "decoder.attention"
        if self.attention == "additive":
            shapes[f"{name}.value_kernel"] = (value_dim, width)
            shapes[f"{name}.query_kernel"] = (query_dim, width)
            shapes[f"{name}.score_kernel"] = (width,)
        elif self.attention == "general":
            shapes[f"{name}.kernel"] = (query_dim, value_dim)
        elif self.attention == "concat":
            shapes[f"{name}.kernel"] = (query_dim + value_dim, width)
            shapes[f"{name}.score_kernel"] = (width,)
        if self.alignment == "local-p":
            shapes[f"{name}.position_kernel"] = (query_dim, width)
            shapes[f"{name}.position_score"] = (width,)
