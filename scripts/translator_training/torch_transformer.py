"""The package's Transformer in PyTorch, parameter for parameter, for training."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch_training.parameters import check_architecture, from_state, to_state

from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.folder.shape_checks import check_shapes
from nlp_suite.text.translation_tokenizers import PAD_ID

# The shipped translators' kind; anything else would be trained as something that it is not.
_REQUIRED = {
    "positions": "sinusoidal",
    "activation": "relu",
    "pre_norm": True,
    "scale_embeddings": True,
    "shared_embedding": True,
    "tied_projection": True,
    "projection_bias": True,
    "shared_attention_norm": False,
    "attention_dropout": 0.0,
}


class TokenLosses(NamedTuple):
    """Sums over the real tokens of a batch.

    Attributes:
        negative_log_likelihood: Sum of -log p(token).
        smoothed: The same against labels that are smoothed; what training minimizes.
        num_tokens: Number of tokens.
    """

    negative_log_likelihood: Tensor
    smoothed: Tensor
    num_tokens: int


class TorchTransformer(nn.Module):
    """The Transformer encoder-decoder of `nlp_suite.models.Transformer`, in PyTorch.

    Args:
        config: The configuration: pre-norm, ReLU, sinusoidal positions, one tied embedding.
        dropout: Share of sub-layer outputs and embeddings dropped in training; that of the
            configuration if None.

    Raises:
        InvalidInputError: If the configuration is of another kind.
    """

    positions: Tensor

    def __init__(self, config: TransformerConfig, *, dropout: float | None = None) -> None:
        super().__init__()
        check_architecture(config, _REQUIRED)
        self.config = config
        dim = config.model_dim
        self.token_embedding = nn.Embedding(config.source_vocabulary_size, dim)
        nn.init.normal_(self.token_embedding.weight, std=dim**-0.5)
        self.dropout = nn.Dropout(config.dropout if dropout is None else dropout)
        rate = self.dropout.p
        self.encoder = _Stack(
            [_EncoderLayer(config, rate) for _ in range(config.num_encoder_layers)], config
        )
        self.decoder = _Stack(
            [_DecoderLayer(config, rate) for _ in range(config.num_decoder_layers)], config
        )
        self.output = _OutputBias(config.target_vocabulary_size)
        table = torch.from_numpy(_sinusoids(config.max_length, dim))
        self.register_buffer("positions", table, persistent=False)

    def forward(self, source_ids: Tensor, target_ids: Tensor) -> Tensor:
        """Computes the states that the output projection takes.

        Args:
            source_ids: Integer tensor of shape (B, S), padded at the end.
            target_ids: Integer tensor of shape (B, T): the target shifted right.

        Returns:
            Tensor of shape (B, T, D).
        """
        mask = (source_ids != PAD_ID)[:, None, None, :]  # (B, 1, 1, S)
        x = self._embed(source_ids)
        for layer in self.encoder.layers:
            x = layer(x, mask)
        memory = self.encoder.final_norm(x)
        x = self._embed(target_ids)
        for layer in self.decoder.layers:
            x = layer(x, memory, mask)
        states: Tensor = self.decoder.final_norm(x)
        return states

    def logits(self, states: Tensor) -> Tensor:
        """Projects states to the vocabulary.

        Args:
            states: Tensor of shape (..., D).

        Returns:
            Tensor of shape (..., V).
        """
        return functional.linear(states, self.token_embedding.weight, self.output.bias)

    def losses(
        self, source_ids: Tensor, target_ids: Tensor, labels: Tensor, *, smoothing: float = 0.0
    ) -> TokenLosses:
        """Computes the losses of a batch.

        Args:
            source_ids: Integer tensor of shape (B, S).
            target_ids: Integer tensor of shape (B, T): the labels shifted right.
            labels: Integer tensor of shape (B, T).
            smoothing: Share of each label that is spread over the vocabulary.

        Returns:
            The sums over the tokens that are not padding.
        """
        states = self(source_ids, target_ids)
        real = labels != PAD_ID
        # Padding is left out before the projection, which is a quarter of all that is computed.
        states, chosen = states[real], labels[real]
        nll = functional.cross_entropy(self.logits(states).float(), chosen, reduction="sum")
        if not smoothing:
            return TokenLosses(nll, nll, len(chosen))
        # -log p, averaged over the vocabulary, differs from that of the label by the label's
        # logit less the mean logit. Both are dot products: no second pass over all logits.
        table, bias = self.token_embedding.weight, self.output.bias
        above_mean = table[chosen] - table.mean(0)
        excess = (states.float() * above_mean).sum() + (bias[chosen] - bias.mean()).sum()
        smoothed = nll + smoothing * excess
        return TokenLosses(nll, smoothed, len(chosen))

    def load_parameters(self, parameters: Mapping[str, np.ndarray]) -> None:
        """Takes the parameters of a model folder.

        Args:
            parameters: Maps the names of a model folder to arrays.

        Raises:
            ModelFormatError: If they are not exactly those of the configuration.
        """
        shapes = {name: array.shape for name, array in parameters.items()}
        check_shapes(self.config.parameter_shapes(), shapes, source="parameters")
        self.load_state_dict(to_state(parameters))

    def export_parameters(self) -> dict[str, np.ndarray]:
        """Returns the parameters as a model folder has them.

        Returns:
            Maps the names of a model folder to float32 arrays.
        """
        return from_state(self.state_dict(), self.config.parameter_shapes())

    def _embed(self, ids: Tensor) -> Tensor:
        x = self.token_embedding(ids) * math.sqrt(self.config.model_dim)
        embedded: Tensor = self.dropout(x + self.positions[: ids.shape[1]])
        return embedded


class _OutputBias(nn.Module):
    """The bias of the projection, whose table is the embedding's."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(size))


class _Stack(nn.Module):
    """Layers, and the norm after the last."""

    def __init__(self, layers: list[nn.Module], config: TransformerConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.final_norm = nn.LayerNorm(config.model_dim, eps=config.layer_norm_epsilon)


class _Attention(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.num_heads = config.num_heads
        inner = config.num_heads * config.head_dim
        self.query = _linear(config.model_dim, inner)
        self.key = _linear(config.model_dim, inner)
        self.value = _linear(config.model_dim, inner)
        self.output = _linear(inner, config.model_dim)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor | None) -> Tensor:
        """Attends to the memory; without a mask each position to those up to itself."""
        heads = functional.scaled_dot_product_attention(
            self._split(self.query(x)),
            self._split(self.key(memory)),
            self._split(self.value(memory)),
            attn_mask=mask,
            is_causal=mask is None,
        )
        output: Tensor = self.output(heads.transpose(1, 2).flatten(2))
        return output

    def _split(self, x: Tensor) -> Tensor:
        batch, length, _ = x.shape
        return x.view(batch, length, self.num_heads, -1).transpose(1, 2)


class _FeedForward(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.hidden = _linear(config.model_dim, config.feed_forward_dim)
        self.output = _linear(config.feed_forward_dim, config.model_dim)

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.output(functional.relu(self.hidden(x)))
        return output


class _EncoderLayer(nn.Module):
    def __init__(self, config: TransformerConfig, dropout: float) -> None:
        super().__init__()
        self.attention, self.attention_norm = _Attention(config), _norm(config)
        self.feed_forward, self.feed_forward_norm = _FeedForward(config), _norm(config)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        h = self.attention_norm(x)
        x = x + self.dropout(self.attention(h, h, mask))
        summed: Tensor = x + self.dropout(self.feed_forward(self.feed_forward_norm(x)))
        return summed


class _DecoderLayer(nn.Module):
    def __init__(self, config: TransformerConfig, dropout: float) -> None:
        super().__init__()
        self.self_attention, self.self_attention_norm = _Attention(config), _norm(config)
        self.cross_attention, self.cross_attention_norm = _Attention(config), _norm(config)
        self.feed_forward, self.feed_forward_norm = _FeedForward(config), _norm(config)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        h = self.self_attention_norm(x)
        # Padding is at the end, so that the causal mask already hides it from real positions.
        x = x + self.dropout(self.self_attention(h, h, None))
        x = x + self.dropout(self.cross_attention(self.cross_attention_norm(x), memory, mask))
        summed: Tensor = x + self.dropout(self.feed_forward(self.feed_forward_norm(x)))
        return summed


def _linear(inputs: int, outputs: int) -> nn.Linear:
    layer = nn.Linear(inputs, outputs)
    nn.init.xavier_uniform_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def _norm(config: TransformerConfig) -> nn.LayerNorm:
    return nn.LayerNorm(config.model_dim, eps=config.layer_norm_epsilon)


def _sinusoids(length: int, dim: int) -> np.ndarray:
    column = np.arange(dim)
    angles = np.arange(length)[:, None] * 10000.0 ** (-2.0 * (column // 2) / dim)
    return np.where(column % 2 == 0, np.sin(angles), np.cos(angles)).astype(np.float32)
