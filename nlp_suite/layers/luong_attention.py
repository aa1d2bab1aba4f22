"""Multiplicative attention, global or local (Luong et al., 2015)."""

from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.masked_softmax import masked_softmax
from nlp_suite.layers.masks import attached_mask, check_unseen, read_padding_mask
from nlp_suite.layers.tensor import Tensor

SCORES = ("dot", "general", "concat")
ALIGNMENTS = ("global", "local-m", "local-p")


@keras.saving.register_keras_serializable(package="nlp_suite")
class LuongAttention(keras.layers.Layer):
    """Luong attention: scores source states h against the target state s of the *same* step.

    Scores: "dot" s_tᵀ h_i, "general" s_tᵀ W h_i, "concat" vᵀ tanh(W [s_t; h_i]). A softmax makes
    weights of them: over all positions ("global"), or over those within D of a centre p_t.
    "local-m", monotonic alignment, takes p_t = t, as if both languages had the same order.
    "local-p", predictive alignment, predicts p_t = S · sigmoid(v_pᵀ tanh(W_p s_t)), S being the
    source's real length, and multiplies the weights by a Gaussian of deviation D / 2 around it,
    so that p_t has a gradient.

    Args:
        score: "dot", "general" or "concat".
        alignment: Which positions share the weights: "global", "local-m" or "local-p".
        radius: The D of local alignments, in positions; 10 in the paper.
        units: Width of the networks of "concat" and "local-p"; that of the states if None.

    Call arguments:
        query: Tensor of shape (B, T, D_q), the target states.
        values: Tensor of shape (B, S, D_v), the source states.
        values_mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, S), True at
            real positions. A mask that Keras attached to the values is used as well. Where none
            may be seen, the context is zero.
        start: The position t of the first query, for decoding step by step.
        return_attention_weights: Also return the weights.

    Returns:
        The contexts, of shape (B, T, D_v), and the weights of shape (B, T, S) on request. Those
        of "local-p" add up to less than 1, as in the paper.

    Raises:
        InvalidInputError: If an argument is none of its possible values, or "dot" gets states of
            different widths, or the mask is of another shape or has other values, see
            `nlp_suite.layers.masks`.

    Example:
        ```python
        attention = LuongAttention("general")
        targets, sources = keras.random.normal((2, 5, 32)), keras.random.normal((2, 7, 48))
        context, weights = attention(targets, sources, return_attention_weights=True)
        # (2, 5, 48), (2, 5, 7)
        ```

    Reference:
        Luong et al. 2015, "Effective Approaches to Attention-based Neural Machine Translation",
        section 3, https://arxiv.org/abs/1508.04025
    """

    def __init__(
        self,
        score: str = "dot",
        alignment: str = "global",
        radius: int = 10,
        units: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if score not in SCORES:
            raise InvalidInputError(f"score must be one of {SCORES}, got {score!r}")
        if alignment not in ALIGNMENTS:
            raise InvalidInputError(f"alignment must be one of {ALIGNMENTS}, got {alignment!r}")
        if radius < 1:
            raise InvalidInputError(f"radius must be at least 1, got {radius}")
        self.score = score
        self.alignment = alignment
        self.radius = radius
        self.units = units
        self.supports_masking = True

    def build(
        self, query_shape: tuple[int | None, ...], values_shape: tuple[int | None, ...]
    ) -> None:
        query_dim, self._value_dim = int(query_shape[-1] or 0), int(values_shape[-1] or 0)
        units = self.units or query_dim
        if self.score == "dot" and query_dim != self._value_dim:
            raise InvalidInputError(
                f"score='dot' needs states of one width, got {query_dim} and {self._value_dim}; "
                "use 'general'"
            )
        if self.score == "general":
            self.kernel = self.add_weight((query_dim, self._value_dim), name="kernel")
        elif self.score == "concat":
            self.kernel = self.add_weight((query_dim + self._value_dim, units), name="kernel")
            self.score_kernel = self.add_weight((units,), "glorot_uniform", name="score_kernel")
        if self.alignment == "local-p":
            self.position_kernel = self.add_weight((query_dim, units), name="position_kernel")
            self.position_score = self.add_weight((units,), "glorot_uniform", name="position_score")

    def call(
        self,
        query: Tensor,
        values: Tensor,
        values_mask: Tensor | None = None,
        start: int = 0,
        return_attention_weights: bool = False,
    ) -> Tensor | tuple[Tensor, Tensor]:
        query = check_unseen(query, values_mask)
        scores = ops.cast(self._scores(query, values), "float32")  # (B, T, S)
        values_mask = read_padding_mask(values_mask, ops.shape(values)[:2], attached_mask(values))
        visible = None if values_mask is None else values_mask[:, None]  # (B, 1, S)
        if self.alignment == "global":
            weights = masked_softmax(scores, visible)
        else:
            center = self._center(query, values, values_mask, start)
            positions = ops.cast(ops.arange(ops.shape(values)[1]), "float32")
            distance = ops.subtract(positions, center[..., None])  # (B or 1, T, S)
            near = ops.less_equal(ops.abs(distance), float(self.radius))
            near = near if visible is None else ops.logical_and(near, visible)
            weights = masked_softmax(scores, ops.broadcast_to(near, ops.shape(scores)))
            if self.alignment == "local-p":
                deviation = self.radius / 2
                gaussian = ops.exp(-ops.square(distance) / (2 * deviation**2))
                weights = ops.multiply(weights, gaussian)
        weights = ops.cast(weights, self.compute_dtype)
        context = ops.matmul(weights, values)
        return (context, weights) if return_attention_weights else context

    def _scores(self, query: Tensor, values: Tensor) -> Tensor:
        if self.score == "concat":
            query_dim = query.shape[-1]
            asked = ops.matmul(query, self.kernel[:query_dim])
            offered = ops.matmul(values, self.kernel[query_dim:])
            hidden = ops.tanh(ops.add(asked[:, :, None], offered[:, None]))
            return ops.matmul(hidden, self.score_kernel)
        if self.score == "general":
            query = ops.matmul(query, self.kernel)
        return ops.matmul(query, ops.swapaxes(values, -1, -2))

    def _center(self, query: Tensor, values: Tensor, mask: Tensor | None, start: int) -> Tensor:
        """Returns p_t, of shape (1, T) or (B, T)."""
        if self.alignment == "local-m":
            length = ops.shape(query)[1]
            return ops.cast(ops.add(start, ops.arange(length)), "float32")[None]
        hidden = ops.tanh(ops.matmul(query, self.position_kernel))
        share = ops.sigmoid(ops.cast(ops.matmul(hidden, self.position_score), "float32"))
        if mask is None:
            return ops.multiply(share, ops.cast(ops.shape(values)[1], "float32"))
        length = ops.sum(ops.cast(mask, "float32"), axis=-1, keepdims=True)  # (B, 1)
        return ops.multiply(share, length)

    def compute_output_shape(
        self, query_shape: tuple[int | None, ...], values_shape: tuple[int | None, ...]
    ) -> tuple[int | None, ...]:
        return (*query_shape[:-1], values_shape[-1])

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "score": self.score,
            "alignment": self.alignment,
            "radius": self.radius,
            "units": self.units,
        }
