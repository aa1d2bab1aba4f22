"""Recurrent sequence-to-sequence model with attention, and its decoding state."""

from typing import Any, NamedTuple

import keras
from keras import ops

from nlp_suite.layers import RecurrentDecoder, RecurrentEncoder, TokenProjection
from nlp_suite.layers.tensor import Tensor
from nlp_suite.models.attention_weights import AttentionWeights
from nlp_suite.models.configs.seq2seq_config import Seq2SeqConfig
from nlp_suite.models.configured_model import ConfiguredModel
from nlp_suite.models.embeddings import token_embedding


class Seq2SeqState(NamedTuple):
    """Decoding state: the encoded source and the decoder's states.

    Attributes:
        values: The encoder's annotations, of shape (B, S, W).
        keys: What the attention makes of them once for all steps, of shape (B, S, ...).
        states: The decoder's states, each of shape (B, decoder_units).

    Example:
        ```python
        state = seq2seq.encode(np.array([[5, 8, 2]]))
        logits, state = seq2seq.decode_step(np.array([[1]]), state, start=0)
        ```
    """

    values: Tensor
    keys: Tensor
    states: tuple[Tensor, ...]


_DECODER_FIELDS = ("attention", "alignment", "radius", "attention_units", "input_feeding")


@keras.saving.register_keras_serializable(package="nlp_suite")
class Seq2Seq(ConfiguredModel):
    """Predicts each next token of a target sequence from a source sequence, with recurrent layers.

    The encoder reads the source; a linear layer with a tanh makes the decoder's first states of
    the encoder's last ones; the decoder reads the target up to each position, and with attention
    also the encoder's annotation of each source position. It decodes with `greedy_decode` and
    `beam_decode`, as the `Transformer` does.

    Args:
        **config: The fields of `Seq2SeqConfig`.
        name: The model's name.
        dtype: Keras dtype or policy.

    Call arguments:
        source_ids: Integer tensor of shape (B, S).
        target_ids: Integer tensor of shape (B, T): the target shifted right (teacher forcing),
            so that the logits at a position are those of the token after it.
        source_mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, S), False at
            padding. Without it every position counts as a real token.
        target_mask: Optional mask of shape (B, T), the same for the target.
        return_attention_weights: Also return `AttentionWeights`, whose `cross` has the weights,
            of shape (B, 1, T, S), of one head; it is empty without attention.

    Returns:
        Logits of shape (B, T, V), and the weights on request.

    Raises:
        InvalidInputError: If a field is unknown, missing or out of range, or a mask is of another
            shape or has other values, see `nlp_suite.layers.masks`.

    Example:
        ```python
        seq2seq = Seq2Seq(
            source_vocabulary_size=100, target_vocabulary_size=120, embedding_dim=16,
            encoder_units=16, decoder_units=32,
        )
        source_ids, target_ids = np.array([[5, 8, 2, 0]]), np.array([[1, 6, 9]])
        logits = seq2seq(source_ids, target_ids, source_ids != 0)  # (1, 3, 120)
        found = greedy_decode(
            seq2seq, source_ids, source_ids != 0, start_id=1, end_id=2, max_length=20
        )
        ```

    Reference:
        Sutskever et al. 2014, https://arxiv.org/abs/1409.3215; Bahdanau et al. 2015,
        https://arxiv.org/abs/1409.0473; Luong et al. 2015, https://arxiv.org/abs/1508.04025
    """

    config: Seq2SeqConfig

    def __init__(self, *, name: str = "seq2seq", dtype: Any = None, **config: Any) -> None:
        c = Seq2SeqConfig.from_dict(config)
        super().__init__(c, name=name, dtype=dtype)
        policy = self.dtype_policy
        if c.embedding_dim is not None:
            self.source_embedding = self._embedding("source_embedding", c.source_vocabulary_size)
            self.target_embedding = self._embedding("target_embedding", c.target_vocabulary_size)
        self.dropout = keras.layers.Dropout(c.dropout, dtype=policy)
        self.encoder = RecurrentEncoder(
            c.encoder_cell,
            c.encoder_units,
            c.num_encoder_layers,
            c.bidirectional,
            c.dropout,
            name="encoder",
            dtype=policy,
        )
        self.decoder = RecurrentDecoder(
            c.decoder_cell,
            c.decoder_units,
            c.num_decoder_layers,
            name="decoder",
            dtype=policy,
            **{field: getattr(c, field) for field in _DECODER_FIELDS},
        )
        made = self.decoder.num_states - c.input_feeding
        self.bridge = keras.layers.Dense(
            made * c.decoder_units, activation="tanh", name="bridge", dtype=policy
        )
        self.output_projection = TokenProjection(
            c.target_vocabulary_size, name="output", dtype=policy
        )
        # Every shape is known, so the weights exist as soon as the model does.
        self.build((None, None))

    def _embedding(self, name: str, size: int) -> Any:
        # Vectors of about length 1, as those of one-hot are.
        dim = self.config.embedding_dim or size
        return token_embedding(size, dim, stddev=dim**-0.5, name=name, dtype=self.dtype_policy)

    def build(self, ids_shape: tuple[int | None, ...]) -> None:
        c = self.config
        batch, _ = ids_shape
        if c.embedding_dim is not None:
            self.source_embedding.build(ids_shape)
            self.target_embedding.build(ids_shape)
        self.encoder.build((*ids_shape, c.embedding_dim or c.source_vocabulary_size))
        self.bridge.build((batch, c.encoder_dim * (2 if c.encoder_cell == "lstm" else 1)))
        self.decoder.build(
            (*ids_shape, c.embedding_dim or c.target_vocabulary_size), (*ids_shape, c.encoder_dim)
        )
        self.output_projection.build((*ids_shape, c.decoder_units))
        self.built = True

    def call(
        self,
        source_ids: Tensor,
        target_ids: Tensor,
        source_mask: Tensor | None = None,
        target_mask: Tensor | None = None,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Tensor | tuple[Tensor, AttentionWeights]:
        state = self.encode(source_ids, source_mask, training=training)
        logits, encoder, cross = self.decode(
            target_ids,
            state,
            source_mask,
            target_mask,
            training=training,
            return_attention_weights=True,
        )
        if return_attention_weights:
            return logits, AttentionWeights(encoder, [], cross)
        return logits

    def encode(
        self, source_ids: Tensor, source_mask: Tensor | None = None, training: bool | None = None
    ) -> Seq2SeqState:
        """Encodes the source.

        Args:
            source_ids: Integer tensor of shape (B, S).
            source_mask: Optional mask of shape (B, S), False at padding.
            training: Whether dropout is active.

        Returns:
            The state that decoding starts from.
        """
        x = self._embed("source", source_ids, training)  # (B, S, D)
        values, final = self.encoder(x, padding_mask=source_mask, training=training)
        c = self.config
        first = self.bridge(final)
        states = ops.split(first, first.shape[-1] // c.decoder_units, axis=-1)
        if c.input_feeding:
            states.append(ops.zeros_like(states[0]))
        return Seq2SeqState(values, self.decoder.project(values), tuple(states))

    def decode(
        self,
        target_ids: Tensor,
        encoder_output: Seq2SeqState,
        source_mask: Tensor | None = None,
        target_mask: Tensor | None = None,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Any:
        """Predicts the token after each position of the target.

        Args:
            target_ids: Integer tensor of shape (B, T).
            encoder_output: What `encode` returned.
            source_mask: Optional mask of shape (B, S), False at padding.
            target_mask: Optional mask of shape (B, T), False at padding.
            training: Whether dropout is active.
            return_attention_weights: Also return the weights.

        Returns:
            Logits of shape (B, T, V), and on request two lists, as a `Transformer` returns: one
            without anything, and one with a tensor (B, 1, T, S), or nothing without attention.
        """
        logits, weights, _ = self._decode(
            target_ids, encoder_output, source_mask, target_mask, 0, training
        )
        if return_attention_weights:
            return logits, [], [] if weights is None else [weights[:, None]]
        return logits

    def make_cache(self, encoder_output: Seq2SeqState, length: int) -> Seq2SeqState:  # noqa: ARG002
        """Returns the state that `decode_step` starts with; it does not depend on the length.

        Args:
            encoder_output: What `encode` returned.
            length: Number of target positions.

        Returns:
            The same.
        """
        return encoder_output

    def decode_step(
        self,
        target_ids: Tensor,
        cache: Seq2SeqState,
        start: int,
        source_mask: Tensor | None = None,
        target_mask: Tensor | None = None,
    ) -> tuple[Tensor, Seq2SeqState]:
        """Predicts the token after each new position.

        Args:
            target_ids: The new tokens, integer tensor of shape (B, T): often only one, or at
                first a whole prefix.
            cache: What `encode` or the step before returned.
            start: Number of target positions before the new ones.
            source_mask: Optional mask of shape (B, S), False at padding.
            target_mask: Optional mask of shape (B, T), False at padding.

        Returns:
            The logits (B, T, V) that `decode` would give there, and the new state.

        Example:
            ```python
            state = seq2seq.encode(np.array([[5, 8, 2]]))
            logits, state = seq2seq.decode_step(np.array([[1]]), state, start=0)
            logits, state = seq2seq.decode_step(np.array([[7]]), state, start=1)
            ```
        """
        logits, _, states = self._decode(target_ids, cache, source_mask, target_mask, start, False)
        return logits, cache._replace(states=states)

    def free_run(
        self,
        source_ids: Tensor,
        start_id: int,
        length: int,
        source_mask: Tensor | None = None,
        training: bool | None = None,
    ) -> Tensor:
        """Decodes a target of a given length from its own tokens (free running), greedily.

        Unlike `greedy_decode` it stops at no end and its logits have gradients, so that a model
        can learn from its own output.

        Args:
            source_ids: Integer tensor of shape (B, S).
            start_id: The token that targets begin with.
            length: Number T of tokens to predict.
            source_mask: Optional mask of shape (B, S), False at padding.
            training: Whether dropout is active.

        Returns:
            Logits of shape (B, T, V).

        Example:
            ```python
            logits = seq2seq.free_run(np.array([[5, 8, 2]]), start_id=1, length=6)  # (1, 6, 120)
            ```
        """
        state = self.encode(source_ids, source_mask, training=training)
        tokens = ops.full_like(ops.convert_to_tensor(source_ids)[:, :1], start_id)
        steps = []
        for start in range(length):
            logits, _, states = self._decode(tokens, state, source_mask, None, start, training)
            state = state._replace(states=states)
            tokens = ops.cast(ops.argmax(logits, axis=-1), tokens.dtype)
            steps.append(logits)
        return ops.concatenate(steps, axis=1)

    def _decode(
        self,
        target_ids: Tensor,
        state: Seq2SeqState,
        source_mask: Tensor | None,
        target_mask: Tensor | None,
        start: int,
        training: bool | None,
    ) -> tuple[Tensor, Tensor | None, tuple[Tensor, ...]]:
        x = self._embed("target", target_ids, training)  # (B, T, D)
        x, weights, states = self.decoder(
            x,
            state.states,
            state.values,
            state.keys,
            values_mask=source_mask,
            padding_mask=target_mask,
            start=start,
        )
        return self.output_projection(self.dropout(x, training=training)), weights, states

    def _embed(self, side: str, ids: Tensor, training: bool | None) -> Tensor:
        if self.config.embedding_dim is None:
            size = self.config.vocabulary_sizes()[side]
            return ops.one_hot(ops.convert_to_tensor(ids), size, dtype=self.compute_dtype)
        embedding = self.source_embedding if side == "source" else self.target_embedding
        return self.dropout(embedding(ids), training=training)

    def compute_output_spec(
        self,
        source_ids: Tensor,
        target_ids: Tensor,
        source_mask: Tensor | None = None,  # noqa: ARG002
        target_mask: Tensor | None = None,  # noqa: ARG002
        training: bool | None = None,  # noqa: ARG002
        return_attention_weights: bool = False,
    ) -> Any:
        (batch, source), (_, target) = source_ids.shape, target_ids.shape
        size, dtype = self.config.target_vocabulary_size, self.compute_dtype
        logits = keras.KerasTensor((batch, target, size), dtype=dtype)
        if not return_attention_weights:
            return logits
        cross = [keras.KerasTensor((batch, 1, target, source), dtype=dtype)]
        return logits, AttentionWeights([], [], [] if self.config.attention is None else cross)
