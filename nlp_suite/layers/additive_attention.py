"""Additive attention (Bahdanau et al., 2015)."""

from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.masked_softmax import masked_softmax
from nlp_suite.layers.masks import check_unseen, read_attention_mask
from nlp_suite.layers.tensor import Tensor

FORMS = ("sum", "concat")


@keras.saving.register_keras_serializable(package="nlp_suite")
class AdditiveAttention(keras.layers.Layer):
    """Additive attention: a small network scores each annotation h beside the query s.

    e_ti = vᵀ tanh(W₁ h_i + W₂ s_t), α = softmax(e), c_t = Σ α_ti h_i. In the paper, s is the
    decoder's *previous* state, so that the context can help to make the next one.

    Args:
        units: Width of the network between W and v.
        form: "sum" for two matrices as above, or "concat" for vᵀ tanh(W [h_i; s_t]): the same
            function, with W₁ above W₂ in one matrix.

    Call arguments:
        query: Tensor of shape (B, T, D_q), the query states.
        values: Tensor of shape (B, S, D_v), the annotations.
        values_mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, S) or
            (B, T, S), True where an annotation may be seen. A mask that Keras attached to the
            values is used as well. Where none may be seen, the context is zero.
        projected: What `project` returned for `values`, for decoding step by step.
        return_attention_weights: Also return α.

    Returns:
        The contexts, of shape (B, T, D_v), and α of shape (B, T, S) on request.

    Raises:
        InvalidInputError: If the form is none of the two, or the mask is of another shape or has
            other values, see `nlp_suite.layers.masks`.

    Example:
        ```python
        attention = AdditiveAttention(64)
        states, annotations = keras.random.normal((2, 1, 32)), keras.random.normal((2, 7, 48))
        context = attention(states, annotations)  # (2, 1, 48)
        ```

    Reference:
        Bahdanau et al. 2015, "Neural Machine Translation by Jointly Learning to Align and
        Translate", appendix A.1.2, https://arxiv.org/abs/1409.0473
    """

    def __init__(self, units: int, form: str = "sum", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if form not in FORMS:
            raise InvalidInputError(f"form must be one of {FORMS}, got {form!r}")
        self.units = units
        self.form = form
        self.supports_masking = True

    def build(
        self, query_shape: tuple[int | None, ...], values_shape: tuple[int | None, ...]
    ) -> None:
        self._value_dim, query_dim = int(values_shape[-1] or 0), int(query_shape[-1] or 0)
        if self.form == "concat":
            shape = (self._value_dim + query_dim, self.units)
            self.kernel = self.add_weight(shape, name="kernel")
        else:
            self.value_kernel = self.add_weight((self._value_dim, self.units), name="value_kernel")
            self.query_kernel = self.add_weight((query_dim, self.units), name="query_kernel")
        self.score_kernel = self.add_weight((self.units,), "glorot_uniform", name="score_kernel")

    def project(self, values: Tensor) -> Tensor:
        """Computes the part of the scores that is the same at every step of a decoder.

        Args:
            values: Tensor of shape (B, S, D_v).

        Returns:
            Tensor of shape (B, S, units).

        Example:
            ```python
            attention = AdditiveAttention(8)
            annotations = keras.random.normal((2, 7, 6))
            state = keras.random.normal((2, 1, 4))
            attention.build(state.shape, annotations.shape)
            projected = attention.project(annotations)
            context = attention(state, annotations, projected=projected)  # (2, 1, 6)
            ```
        """
        kernel = self.kernel[: self._value_dim] if self.form == "concat" else self.value_kernel
        return ops.matmul(ops.cast(values, self.compute_dtype), kernel)

    def call(
        self,
        query: Tensor,
        values: Tensor,
        values_mask: Tensor | None = None,
        projected: Tensor | None = None,
        return_attention_weights: bool = False,
    ) -> Tensor | tuple[Tensor, Tensor]:
        kernel = self.kernel[self._value_dim :] if self.form == "concat" else self.query_kernel
        if projected is None:
            projected = self.project(values)
        asked = ops.matmul(check_unseen(query, values_mask), kernel)
        hidden = ops.tanh(ops.add(projected[:, None], asked[:, :, None]))  # (B, T, S, units)
        scores = ops.cast(ops.matmul(hidden, self.score_kernel), "float32")  # (B, T, S)
        mask = read_attention_mask(values_mask, ops.shape(scores), (values,))
        weights = ops.cast(masked_softmax(scores, mask), self.compute_dtype)
        context = ops.matmul(weights, values)
        return (context, weights) if return_attention_weights else context

    def compute_output_shape(
        self, query_shape: tuple[int | None, ...], values_shape: tuple[int | None, ...]
    ) -> tuple[int | None, ...]:
        return (*query_shape[:-1], values_shape[-1])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units, "form": self.form}
