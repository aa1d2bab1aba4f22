"""Transformer encoder, such as BERT's."""

import math
from pathlib import Path
from typing import Any, Self

import keras
from keras import ops

from nlp_suite.layers import EncoderStack
from nlp_suite.layers.tensor import Tensor
from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.configured_model import ConfiguredModel
from nlp_suite.models.convert.checkpoint import load_pretrained_encoder
from nlp_suite.models.convert.keras_hub import keras_hub_config, keras_hub_parameters
from nlp_suite.models.embeddings import position_embedding, token_embedding
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.models.parameters import assign_parameters


@keras.saving.register_keras_serializable(package="nlp_suite")
class Encoder(ConfiguredModel):
    """Turns token ids into contextual vectors: embeddings, then a stack of encoder layers.

    With the defaults this is BERT's encoder; `positions="sinusoidal"`,
    `embedding_norm=False`, `scale_embeddings=True`, `num_segments=0`, `activation="relu"`
    make it the encoder of "Attention Is All You Need".

    Args:
        **config: The fields of `EncoderConfig`.
        name: The model's name.
        dtype: Keras dtype or policy.

    Call arguments:
        token_ids: Integer tensor of shape (B, T).
        padding_mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, T), False at
            padding. Without it every position counts as a real token.
        segment_ids: Optional integer tensor of shape (B, T); zeros if None.
        return_attention_weights: Also return each layer's weights.

    Returns:
        Hidden states of shape (B, T, D), and on request a list with one tensor of shape
        (B, H, T, T) a layer.

    Raises:
        InvalidInputError: If a field is unknown, missing or out of range, or a mask is of another
            shape or has other values, see `nlp_suite.layers.masks`.

    Example:
        ```python
        encoder = Encoder(vocabulary_size=1000, num_layers=2, model_dim=64, num_heads=4,
                          feed_forward_dim=256, max_length=128)
        token_ids = keras.ops.convert_to_tensor([[5, 8, 2, 0], [7, 3, 9, 4]])
        hidden = encoder(token_ids, padding_mask=padding_mask(token_ids))  # (2, 4, 64)
        ```

    Reference:
        Devlin et al. 2019, "BERT", https://arxiv.org/abs/1810.04805
    """

    config: EncoderConfig

    def __init__(self, *, name: str = "encoder", dtype: Any = None, **config: Any) -> None:
        c = EncoderConfig.from_dict(config)
        super().__init__(c, name=name, dtype=dtype)
        policy = self.dtype_policy

        self.token_embedding = token_embedding(
            c.vocabulary_size, c.model_dim, stddev=0.02, name="token_embedding", dtype=policy
        )
        self.position_embedding = position_embedding(
            c.positions, c.max_length, name="position_embedding", dtype=policy
        )
        self.segment_embedding = (
            token_embedding(
                c.num_segments, c.model_dim, stddev=0.02, name="segment_embedding", dtype=policy
            )
            if c.num_segments
            else None
        )
        self.embedding_norm = (
            keras.layers.LayerNormalization(
                epsilon=c.layer_norm_epsilon, name="embedding_norm", dtype=policy
            )
            if c.embedding_norm
            else None
        )
        self.embedding_dropout = keras.layers.Dropout(c.dropout, dtype=policy)
        self.stack = EncoderStack(
            c.num_layers,
            num_heads=c.num_heads,
            feed_forward_dim=c.feed_forward_dim,
            activation=c.activation,
            dropout=c.dropout,
            attention_dropout=c.attention_dropout,
            pre_norm=c.pre_norm,
            layer_norm_epsilon=c.layer_norm_epsilon,
            name="stack",
            dtype=policy,
        )
        # Every shape is known, so the weights exist as soon as the model does.
        self.build((None, None))

    def build(self, token_ids_shape: tuple[int | None, ...]) -> None:
        hidden_shape = (*token_ids_shape, self.config.model_dim)
        self.token_embedding.build(token_ids_shape)
        self.position_embedding.build(hidden_shape)
        if self.segment_embedding is not None:
            self.segment_embedding.build(token_ids_shape)
        if self.embedding_norm is not None:
            self.embedding_norm.build(hidden_shape)
        self.stack.build(hidden_shape)
        self.built = True

    def call(
        self,
        token_ids: Tensor,
        padding_mask: Tensor | None = None,
        segment_ids: Tensor | None = None,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Tensor | tuple[Tensor, list[Tensor]]:
        x = self.embed(token_ids, segment_ids, training=training)  # (B, T, D)
        return self.stack(
            x, padding_mask, training=training, return_attention_weights=return_attention_weights
        )

    def embed(
        self, token_ids: Tensor, segment_ids: Tensor | None = None, training: bool | None = None
    ) -> Tensor:
        """Sums token, position and segment embeddings: the input of the first layer.

        Args:
            token_ids: Integer tensor of shape (B, T).
            segment_ids: Optional integer tensor of shape (B, T); zeros if None.
            training: Whether dropout is active.

        Returns:
            Tensor of shape (B, T, D).
        """
        x = self.token_embedding(token_ids)
        if self.config.scale_embeddings:
            x = ops.multiply(x, math.sqrt(self.config.model_dim))
        x = ops.add(x, self.position_embedding(x))
        if self.segment_embedding is not None:
            segment_ids = ops.zeros_like(token_ids) if segment_ids is None else segment_ids
            x = ops.add(x, self.segment_embedding(segment_ids))
        x = x if self.embedding_norm is None else self.embedding_norm(x)
        return self.embedding_dropout(x, training=training)

    def compute_output_shape(
        self, token_ids_shape: tuple[int | None, ...], *_: Any
    ) -> tuple[int | None, ...]:
        return (*token_ids_shape, self.config.model_dim)

    @classmethod
    def from_pretrained(
        cls,
        folder_or_hub_id: str | Path | ModelFolder,
        *,
        revision: str | None = None,
        dtype: Any = None,
    ) -> Self:
        """Loads a BERT or DistilBERT checkpoint, or a model folder of this package.

        Every tensor of the file must be either a weight of the encoder or part of a head
        that the encoder does not have, named in `nlp_suite.models.convert.bert`; every
        weight of the encoder must be filled.

        Args:
            folder_or_hub_id: A local folder with `config.json` and safetensors weights, a
                shipped model's name, the id of a repository on the Hugging Face Hub, or a model
                folder that was opened.
            revision: The commit, tag or branch to load; required for a hub id.
            dtype: Keras dtype or policy of the model.

        Returns:
            The encoder, filled.

        Raises:
            ModelNotAvailableError: If there is no such folder and the hub cannot give it.
            ModelFormatError: If it is of another kind, incomplete or has unknown tensors.

        Example:
            ```python
            encoder = Encoder.from_pretrained("distilbert-base-uncased", revision="main")
            ```
        """
        config, parameters = load_pretrained_encoder(folder_or_hub_id, revision=revision)
        encoder = cls(**config.to_dict(), dtype=dtype)
        assign_parameters(encoder, parameters)
        return encoder

    @classmethod
    def from_keras_hub(cls, backbone: Any, *, dtype: Any = None) -> Self:
        """Copies a BERT or DistilBERT backbone of KerasHub.

        Args:
            backbone: A `keras_hub.models.BertBackbone` or `DistilBertBackbone`.
            dtype: Keras dtype or policy of the encoder.

        Returns:
            An encoder that computes the same hidden states.

        Raises:
            InvalidInputError: If the backbone is of another kind.
            ModelFormatError: If it was changed to something that this encoder does not do.

        Example:
            ```python
            import keras_hub

            backbone = keras_hub.models.BertBackbone(
                vocabulary_size=100, num_layers=2, num_heads=2, hidden_dim=32, intermediate_dim=64
            )
            encoder = Encoder.from_keras_hub(backbone)
            ```
        """
        config = keras_hub_config(backbone)
        encoder = cls(**config.to_dict(), dtype=dtype)
        assign_parameters(encoder, keras_hub_parameters(backbone, config))
        return encoder
