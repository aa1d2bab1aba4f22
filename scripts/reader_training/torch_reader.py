"""The package's SpanExtractor in PyTorch, parameter for parameter, for training."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch_training.parameters import check_architecture, from_state, to_state

from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.configs.span_extractor_config import SpanExtractorConfig
from nlp_suite.models.folder.shape_checks import check_shapes

# BERT's kind; anything else would be trained as something that it is not.
_REQUIRED = {
    "positions": "learned",
    "activation": "gelu",
    "pre_norm": False,
    "embedding_norm": True,
    "scale_embeddings": False,
    "attention_dropout": 0.0,
}
# Less than every logit, and a number in bfloat16.
_MASKED = -30000.0
_HEAD = "span_head."


class TorchReader(nn.Module):
    """The span extractor of `nlp_suite.models.SpanExtractor`, in PyTorch.

    Args:
        config: The configuration: BERT's positions, norms and activation.
        dropout: Share of sub-layer outputs and embeddings dropped in training; that of the
            configuration if None.

    Raises:
        InvalidInputError: If the configuration is of another kind.
    """

    def __init__(self, config: SpanExtractorConfig, *, dropout: float | None = None) -> None:
        super().__init__()
        check_architecture(config, _REQUIRED)
        self.config = config
        dim = config.model_dim
        rate = config.dropout if dropout is None else dropout
        self.token_embedding = nn.Embedding(config.vocabulary_size, dim)
        self.position_embedding = nn.Embedding(config.max_length, dim)
        if config.num_segments:
            self.segment_embedding = nn.Embedding(config.num_segments, dim)
        self.embedding_norm = _norm(config)
        self.dropout = nn.Dropout(rate)
        self.layers = nn.ModuleList(_Layer(config, rate) for _ in range(config.num_layers))
        self.span_head = nn.Linear(dim, 2)
        nn.init.normal_(self.span_head.weight, std=0.02)
        nn.init.zeros_(self.span_head.bias)

    def forward(self, token_ids: Tensor, segment_ids: Tensor, padding_mask: Tensor) -> Tensor:
        """Computes each token's logits as a start and as an end.

        Args:
            token_ids: Integer tensor of shape (B, T).
            segment_ids: Integer tensor of shape (B, T).
            padding_mask: Boolean tensor of shape (B, T), False at padding.

        Returns:
            float32 tensor of shape (B, T, 2).
        """
        x = self.token_embedding(token_ids) + self.position_embedding.weight[: token_ids.shape[1]]
        if self.config.num_segments:
            x = x + self.segment_embedding(segment_ids)
        x = self.dropout(self.embedding_norm(x))
        if torch.is_autocast_enabled(x.device.type):
            x = x.to(torch.get_autocast_dtype(x.device.type))
        mask = torch.zeros_like(padding_mask, dtype=x.dtype)
        mask = mask.masked_fill(~padding_mask, _MASKED)[:, None, None]  # (B, 1, 1, T)
        for layer in self.layers:
            x = layer(x, mask)
        # Probabilities are as good as the logits that they are computed of.
        with torch.autocast(x.device.type, enabled=False):
            logits: Tensor = self.span_head(x.float())
        return logits

    def load_parameters(self, parameters: Mapping[str, np.ndarray]) -> None:
        """Takes the parameters of a model folder.

        Args:
            parameters: Maps the names of a model folder to arrays. Those of the head may be
                missing, as they are from an encoder's folder; then they stay.

        Raises:
            ModelFormatError: If they are not those of the configuration.
        """
        expected = {
            name: shape
            for name, shape in self.config.parameter_shapes().items()
            if name in parameters or not name.startswith(_HEAD)
        }
        shapes = {name: array.shape for name, array in parameters.items()}
        check_shapes(expected, shapes, source="parameters")
        self.load_state_dict(self.state_dict() | to_state(parameters))

    def export_parameters(self) -> dict[str, np.ndarray]:
        """Returns the parameters as a model folder has them.

        Returns:
            Maps the names of a model folder to float32 arrays.
        """
        return from_state(self.state_dict(), self.config.parameter_shapes())


class _Layer(nn.Module):
    def __init__(self, config: EncoderConfig, dropout: float) -> None:
        super().__init__()
        self.attention, self.attention_norm = _Attention(config), _norm(config)
        self.feed_forward, self.feed_forward_norm = _FeedForward(config), _norm(config)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.attention_norm(x + self.dropout(self.attention(x, mask)))
        output: Tensor = self.feed_forward_norm(x + self.dropout(self.feed_forward(x)))
        return output


class _Attention(nn.Module):
    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.num_heads = config.num_heads
        dim = config.model_dim
        self.query, self.key, self.value, self.output = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        query, key, value = (self._split(part(x)) for part in (self.query, self.key, self.value))
        if x.is_cuda:
            heads = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        else:
            # A quarter more positions a second than the above on two cores.
            scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2) + mask
            heads = scores.softmax(-1) @ value
        output: Tensor = self.output(heads.transpose(1, 2).flatten(2))
        return output

    def _split(self, x: Tensor) -> Tensor:
        batch, length, _ = x.shape
        return x.view(batch, length, self.num_heads, -1).transpose(1, 2)


class _FeedForward(nn.Module):
    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.hidden = nn.Linear(config.model_dim, config.feed_forward_dim)
        self.output = nn.Linear(config.feed_forward_dim, config.model_dim)

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.output(functional.gelu(self.hidden(x)))
        return output


def span_losses(
    logits: Tensor, candidates: Tensor, starts: Tensor, ends: Tensor
) -> tuple[Tensor, Tensor]:
    """Computes the negative log-likelihood of any gold span, and whether the best is one.

    Args:
        logits: Float tensor of shape (B, T, 2).
        candidates: Boolean tensor of shape (B, T), False where no answer starts or ends.
        starts: Integer tensor of shape (B, G): the gold spans' first tokens, -1 for none.
        ends: Integer tensor of shape (B, G): their last tokens.

    Returns:
        Two tensors of shape (B,).
    """
    logs = logits.masked_fill(~candidates[..., None], _MASKED).log_softmax(1)
    golds = logs[..., 0].gather(1, starts.clamp(min=0)) + logs[..., 1].gather(1, ends.clamp(min=0))
    losses = -golds.masked_fill(starts < 0, -torch.inf).logsumexp(1)
    best = logs.argmax(1)  # (B, 2)
    right = ((starts == best[:, :1]) & (ends == best[:, 1:])).any(1)
    return losses, right


def distillation_losses(
    logits: Tensor, taught: Sequence[Tensor], candidates: Tensor, *, temperature: float
) -> Tensor:
    """Computes how far starts and ends are from the mean probabilities of teachers.

    Args:
        logits: Float tensor of shape (B, T, 2).
        taught: The teachers' logits, each of that shape.
        candidates: Boolean tensor of shape (B, T), False where no answer starts or ends.
        temperature: What all logits are divided by; the losses are multiplied by its square, so
            that their gradients are as large as without it.

    Returns:
        Tensor of shape (B,): the Kullback-Leibler divergences of both, added.
    """
    hidden = ~candidates[..., None]
    logs = (logits / temperature).masked_fill(hidden, _MASKED).log_softmax(1)
    of_teachers = [(one / temperature).masked_fill(hidden, _MASKED).softmax(1) for one in taught]
    target = torch.stack(of_teachers).mean(0)
    divergences = torch.xlogy(target, target) - target * logs
    return temperature**2 * divergences.sum((1, 2))


def _norm(config: EncoderConfig) -> nn.LayerNorm:
    return nn.LayerNorm(config.model_dim, eps=config.layer_norm_epsilon)
