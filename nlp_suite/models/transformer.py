"""Transformer encoder-decoder (Vaswani et al., 2017)."""

import math
from pathlib import Path
from typing import Any, Self

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers import DecoderLayerCache, DecoderStack, EncoderStack, TokenProjection
from nlp_suite.layers.tensor import Tensor
from nlp_suite.models.attention_weights import AttentionWeights
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.configured_model import ConfiguredModel
from nlp_suite.models.convert.checkpoint import load_pretrained_transformer
from nlp_suite.models.embeddings import position_embedding, token_embedding
from nlp_suite.models.parameters import assign_parameters

# What every encoder and decoder layer takes as it stands in the configuration.
_LAYER_FIELDS = (
    "num_heads",
    "feed_forward_dim",
    "key_dim",
    "activation",
    "dropout",
    "attention_dropout",
    "pre_norm",
    "layer_norm_epsilon",
)


@keras.saving.register_keras_serializable(package="nlp_suite")
class Transformer(ConfiguredModel):
    """Predicts each next token of a target sequence from a source sequence.

    The encoder reads the source, the decoder reads it and the target up to each position.
    With the defaults this is the base model of "Attention Is All You Need".

    Args:
        **config: The fields of `TransformerConfig`.
        name: The model's name.
        dtype: Keras dtype or policy.

    Call arguments:
        source_ids: Integer tensor of shape (B, S).
        target_ids: Integer tensor of shape (B, T): the target shifted right, so that the
            logits at a position are those of the token after it.
        source_mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, S), False at
            padding. Without it every position counts as a real token.
        target_mask: Optional mask of shape (B, T), the same for the target.
        return_attention_weights: Also return `AttentionWeights`.

    Returns:
        Logits of shape (B, T, V), and the weights on request.

    Raises:
        InvalidInputError: If a field is unknown, missing or out of range, or a mask is of another
            shape or has other values, see `nlp_suite.layers.masks`.

    Example:
        ```python
        config = TransformerConfig.preset(
            "tiny", source_vocabulary_size=100, target_vocabulary_size=120
        )
        transformer = Transformer(**config.to_dict())
        source_ids = keras.ops.convert_to_tensor([[5, 8, 2, 0], [7, 3, 9, 4]])
        target_ids = keras.ops.convert_to_tensor([[1, 6, 9], [1, 4, 0]])
        masks = padding_mask(source_ids), padding_mask(target_ids)
        logits = transformer(source_ids, target_ids, *masks)  # (2, 3, 120)
        ```

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", https://arxiv.org/abs/1706.03762
    """

    config: TransformerConfig

    def __init__(self, *, name: str = "transformer", dtype: Any = None, **config: Any) -> None:
        c = TransformerConfig.from_dict(config)
        super().__init__(c, name=name, dtype=dtype)
        policy = self.dtype_policy

        if c.shared_embedding:
            self.source_embedding = self._embedding("token_embedding", c.source_vocabulary_size)
            self.target_embedding = self.source_embedding
        else:
            self.source_embedding = self._embedding("source_embedding", c.source_vocabulary_size)
            self.target_embedding = self._embedding("target_embedding", c.target_vocabulary_size)
        self.source_position_embedding = self._positions("source_position_embedding")
        self.target_position_embedding = self._positions("target_position_embedding")
        self.source_embedding_norm = self._norm("source_embedding_norm")
        self.target_embedding_norm = self._norm("target_embedding_norm")
        self.embedding_dropout = keras.layers.Dropout(c.dropout, dtype=policy)
        layer = {field: getattr(c, field) for field in _LAYER_FIELDS}
        self.encoder = EncoderStack(c.num_encoder_layers, name="encoder", dtype=policy, **layer)
        self.decoder = DecoderStack(
            c.num_decoder_layers,
            name="decoder",
            dtype=policy,
            shared_attention_norm=c.shared_attention_norm,
            **layer,
        )
        size, bias, tied = c.target_vocabulary_size, c.projection_bias, c.tied_projection
        self.output_projection = TokenProjection(size, bias, tied, name="output", dtype=policy)
        # Every shape is known, so the weights exist as soon as the model does.
        self.build((None, None))

    def _embedding(self, name: str, size: int) -> Any:
        # Scaled by √D, an embedding then has the variance 1 that the layers expect; as a tied
        # projection it gives logits of variance 1.
        dim = self.config.model_dim
        return token_embedding(size, dim, stddev=dim**-0.5, name=name, dtype=self.dtype_policy)

    def _positions(self, name: str) -> Any:
        c = self.config
        return position_embedding(c.positions, c.max_length, name=name, dtype=self.dtype_policy)

    def _norm(self, name: str) -> Any:
        c = self.config
        if not c.embedding_norm:
            return None
        return keras.layers.LayerNormalization(
            epsilon=c.layer_norm_epsilon, name=name, dtype=self.dtype_policy
        )

    def build(self, ids_shape: tuple[int | None, ...]) -> None:
        hidden_shape = (*ids_shape, self.config.model_dim)
        self.source_embedding.build(ids_shape)
        if not self.config.shared_embedding:
            self.target_embedding.build(ids_shape)
        if self.config.embedding_norm:
            self.source_embedding_norm.build(hidden_shape)
            self.target_embedding_norm.build(hidden_shape)
        for layer in (
            self.source_position_embedding,
            self.target_position_embedding,
            self.encoder,
            self.decoder,
            self.output_projection,
        ):
            layer.build(hidden_shape)
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
        encoder_output, encoder_weights = self.encode(
            source_ids, source_mask, training=training, return_attention_weights=True
        )  # (B, S, D)
        logits, decoder_weights, cross_weights = self.decode(
            target_ids,
            encoder_output,
            source_mask,
            target_mask,
            training=training,
            return_attention_weights=True,
        )  # (B, T, V)
        if return_attention_weights:
            return logits, AttentionWeights(encoder_weights, decoder_weights, cross_weights)
        return logits

    def encode(
        self,
        source_ids: Tensor,
        source_mask: Tensor | None = None,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Any:
        """Encodes the source.

        Args:
            source_ids: Integer tensor of shape (B, S).
            source_mask: Optional mask of shape (B, S), False at padding.
            training: Whether dropout is active.
            return_attention_weights: Also return each layer's weights.

        Returns:
            Tensor of shape (B, S, D), and on request a list of tensors (B, H, S, S).
        """
        x = self.source_embedding(source_ids)  # (B, S, D)
        return self.encoder(
            self._embed(x, self.source_position_embedding(x), self.source_embedding_norm, training),
            source_mask,
            training=training,
            return_attention_weights=return_attention_weights,
        )

    def decode(
        self,
        target_ids: Tensor,
        encoder_output: Tensor,
        source_mask: Tensor | None = None,
        target_mask: Tensor | None = None,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Any:
        """Predicts the token after each position of the target.

        Args:
            target_ids: Integer tensor of shape (B, T).
            encoder_output: What `encode` returned, of shape (B, S, D).
            source_mask: Optional mask of shape (B, S), False at padding.
            target_mask: Optional mask of shape (B, T), False at padding.
            training: Whether dropout is active.
            return_attention_weights: Also return each layer's weights.

        Returns:
            Logits of shape (B, T, V), and on request two lists of tensors (B, H, T, T) and
            (B, H, T, S).
        """
        x = self.target_embedding(target_ids)  # (B, T, D)
        x, *weights = self.decoder(
            self._embed(x, self.target_position_embedding(x), self.target_embedding_norm, training),
            encoder_output,
            target_mask,
            source_mask,
            training=training,
            return_attention_weights=True,
        )
        logits = self._project(x)
        return (logits, *weights) if return_attention_weights else logits

    def make_cache(self, encoder_output: Tensor, length: int) -> list[DecoderLayerCache]:
        """Creates the key/value cache that `decode_step` starts with.

        Args:
            encoder_output: What `encode` returned, of shape (B, S, D).
            length: Number of target positions that the cache has room for.

        Returns:
            One cache a decoder layer.

        Raises:
            InvalidInputError: If the model has learned positions, and not as many.
        """
        known = self.config.max_length
        if self.config.positions == "learned" and length > known:
            raise InvalidInputError(f"the model has {known} positions, got a cache of {length}")
        return self.decoder.make_cache(encoder_output, length)

    def decode_step(
        self,
        target_ids: Tensor,
        cache: list[DecoderLayerCache],
        start: int,
        source_mask: Tensor | None = None,
        target_mask: Tensor | None = None,
    ) -> tuple[Tensor, list[DecoderLayerCache]]:
        """Predicts the token after each new position, without computing the earlier ones again.

        Args:
            target_ids: The new tokens, integer tensor of shape (B, T): often only one, or
                at first a whole prefix.
            cache: What `make_cache` or the step before returned.
            start: Number of target positions before the new ones.
            source_mask: Optional mask of shape (B, S), False at padding.
            target_mask: Optional mask of shape (B, cache length), False at padding.

        Returns:
            The logits (B, T, V) that `decode` would give there, and the new cache.

        Raises:
            InvalidInputError: If the cache has no room for the new tokens.

        Example:
            ```python
            encoder_output = transformer.encode(np.array([[5, 8, 2]]))
            cache = transformer.make_cache(encoder_output, length=10)
            logits, cache = transformer.decode_step(np.array([[1]]), cache, start=0)
            logits, cache = transformer.decode_step(np.array([[7]]), cache, start=1)
            ```
        """
        x = self.target_embedding(target_ids)  # (B, T, D)
        positions = self.target_position_embedding(x, start=start)
        x, cache = self.decoder(
            self._embed(x, positions, self.target_embedding_norm, training=False),
            padding_mask=target_mask,
            encoder_padding_mask=source_mask,
            cache=cache,
            start=start,
            training=False,
        )
        return self._project(x), cache

    def _embed(self, tokens: Tensor, positions: Tensor, norm: Any, training: bool | None) -> Tensor:
        if self.config.scale_embeddings:
            tokens = ops.multiply(tokens, math.sqrt(self.config.model_dim))
        x = ops.add(tokens, positions)
        x = x if norm is None else norm(x)
        return self.embedding_dropout(x, training=training)

    def _project(self, x: Tensor) -> Tensor:
        tied = self.config.tied_projection
        table = ops.convert_to_tensor(self.target_embedding.embeddings) if tied else None
        return self.output_projection(x, table)

    def compute_output_spec(
        self,
        source_ids: Tensor,
        target_ids: Tensor,
        source_mask: Tensor | None = None,  # noqa: ARG002
        target_mask: Tensor | None = None,  # noqa: ARG002
        training: bool | None = None,  # noqa: ARG002
        return_attention_weights: bool = False,
    ) -> Any:
        c = self.config
        (batch, source), (_, target) = source_ids.shape, target_ids.shape

        def tensor(*shape: int | None) -> Any:
            return keras.KerasTensor((batch, *shape), dtype=self.compute_dtype)

        def maps(number: int, *lengths: int | None) -> list[Any]:
            return [tensor(c.num_heads, *lengths) for _ in range(number)]

        logits = tensor(target, c.target_vocabulary_size)
        if not return_attention_weights:
            return logits
        encoder = maps(c.num_encoder_layers, source, source)
        decoder = maps(c.num_decoder_layers, target, target)
        cross = maps(c.num_decoder_layers, target, source)
        return logits, AttentionWeights(encoder, decoder, cross)

    @classmethod
    def from_pretrained(
        cls, folder_or_hub_id: str | Path, *, revision: str | None = None, dtype: Any = None
    ) -> Self:
        """Loads a Marian, BART, mBART or Pegasus checkpoint, or a model folder of this package.

        The model computes what `transformers.MarianMTModel`, `BartForConditionalGeneration` and
        so on do, for the same token ids: a checkpoint's padding, end and start have other ids
        than ours. Every tensor of the file must be a weight of the model, and every weight must
        be filled. `nlp_suite.models.convert_marian` makes a translator of a Marian checkpoint.

        Args:
            folder_or_hub_id: A local folder with `config.json` and safetensors weights, a
                shipped model's name, or the id of a repository on the Hugging Face Hub.
            revision: The commit, tag or branch to load; required for a hub id.
            dtype: Keras dtype or policy of the model.

        Returns:
            The Transformer, filled.

        Raises:
            ModelNotAvailableError: If there is no such folder and the hub cannot give it.
            ModelFormatError: If it is of another kind, incomplete or has unknown tensors.
            InvalidInputError: If a hub id comes without a revision.

        Example:
            ```python
            transformer = Transformer.from_pretrained("opus-mt-en-de")
            ```
        """
        config, parameters = load_pretrained_transformer(folder_or_hub_id, revision=revision)
        transformer = cls(**config.to_dict(), dtype=dtype)
        assign_parameters(transformer, parameters)
        return transformer
