"""Recurrent decoder with attention."""

from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.additive_attention import AdditiveAttention
from nlp_suite.layers.attentional_state import AttentionalState
from nlp_suite.layers.luong_attention import SCORES, LuongAttention
from nlp_suite.layers.masks import attached_mask, check_unseen, read_padding_mask
from nlp_suite.layers.recurrent_cells import CELLS, make_cell, states_per_cell
from nlp_suite.layers.tensor import Tensor

ATTENTIONS = ("additive", *SCORES)


@keras.saving.register_keras_serializable(package="nlp_suite")
class RecurrentDecoder(keras.layers.Layer):
    """Decodes a sequence step by step, attending to another one at each step.

    With additive attention, the *previous* state s_{t-1} of the top layer asks, and the context
    c_t is an input of the step: s_t = f(s_{t-1}, [x_t; c_t]). With Luong's, the *current* state
    s_t asks. Either way the output is s̃_t = tanh(W_c [c_t; s_t]), and without attention s_t.

    Args:
        cell: "gru" or "lstm".
        units: Width of the states and of the outputs.
        num_layers: Number of layers.
        attention: "additive", Luong's "dot", "general" or "concat", or None for no attention.
        alignment: "global", "local-m" or "local-p", see `LuongAttention`.
        radius: The D of local alignments, in positions.
        attention_units: Width of the attention's own networks; `units` if None.
        input_feeding: Whether s̃_{t-1} is an input of each step too, Luong's section 3.3; past
            alignments are then known.

    Call arguments:
        x: Tensor of shape (B, T, D).
        states: The states to start from, `num_states` tensors of shape (B, units).
        values: The annotations to attend to, of shape (B, S, D_v).
        keys: What `project` returned for them.
        values_mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, S), False at
            padding. A mask that Keras attached to the values is used as well.
        padding_mask: Optional mask of shape (B, T), False at padding, which is stepped over
            wherever it stands. A mask that Keras attached to `x` is used as well, see
            `nlp_suite.layers.masks`.
        start: The t of the first step, an integer.

    Returns:
        The outputs, of shape (B, T, units); the attention weights, of shape (B, T, S), or None;
        and the last states.

    Raises:
        InvalidInputError: If an argument is none of its possible values, or a mask is of another
            shape or has other values.

    Example:
        ```python
        decoder = RecurrentDecoder("gru", 16)
        annotations, x = keras.random.normal((2, 7, 8)), keras.random.normal((2, 5, 4))
        decoder.build(x.shape, annotations.shape)
        states = tuple(keras.ops.zeros((2, 16)) for _ in range(decoder.num_states))
        keys = decoder.project(annotations)
        outputs, weights, states = decoder(x, states, annotations, keys)  # (2, 5, 16), (2, 5, 7)
        ```

    Reference:
        Bahdanau et al. 2015, https://arxiv.org/abs/1409.0473; Luong et al. 2015,
        https://arxiv.org/abs/1508.04025
    """

    def __init__(
        self,
        cell: str,
        units: int,
        num_layers: int = 1,
        attention: str | None = "additive",
        alignment: str = "global",
        radius: int = 10,
        attention_units: int | None = None,
        input_feeding: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if cell not in CELLS:
            raise InvalidInputError(f"cell must be one of {CELLS}, got {cell!r}")
        if attention is not None and attention not in ATTENTIONS:
            raise InvalidInputError(
                f"attention must be one of {ATTENTIONS} or None, got {attention!r}"
            )
        is_luong = attention in SCORES
        if input_feeding and not is_luong:
            raise InvalidInputError(
                f"input_feeding needs an attention of {SCORES}, got {attention!r}"
            )
        if alignment != "global" and not is_luong:
            raise InvalidInputError(
                f"alignment {alignment!r} needs an attention of {SCORES}, got {attention!r}"
            )
        self.cell = cell
        self.units = units
        self.num_layers = num_layers
        self.attention = attention
        self.alignment = alignment
        self.radius = radius
        self.attention_units = attention_units
        self.input_feeding = input_feeding
        self.supports_masking = True
        self.states_per_cell = states_per_cell(cell)
        self.num_states = num_layers * self.states_per_cell + input_feeding
        policy, width = self.dtype_policy, attention_units or units
        self.cells = [
            make_cell(cell, units, name=f"cell_{i}", dtype=policy) for i in range(num_layers)
        ]
        if attention == "additive":
            self.attend = AdditiveAttention(width, name="attention", dtype=policy)
        elif attention is not None:
            self.attend = LuongAttention(
                attention, alignment, radius, width, name="attention", dtype=policy
            )
        if attention is not None:
            self.attentional_state = AttentionalState(units, name="attentional_state", dtype=policy)

    def build(
        self, x_shape: tuple[int | None, ...], values_shape: tuple[int | None, ...], *_: Any
    ) -> None:
        batch, _steps, dim = x_shape
        value_dim = int(values_shape[-1] or 0)
        width = int(dim or 0) + self.input_feeding * self.units
        if self.attention == "additive":
            width += value_dim
        for cell in self.cells:
            cell.build((batch, width))
            width = self.units
        if self.attention is not None:
            self.attend.build((batch, None, self.units), values_shape)
            self.attentional_state.build((batch, None, value_dim), (batch, None, self.units))
        self.built = True

    def project(self, values: Tensor) -> Tensor:
        """Computes the part of the attention that is the same at every step.

        Args:
            values: The annotations, of shape (B, S, D_v).

        Returns:
            The keys: W₁ h_i of additive attention, of shape (B, S, attention_units), and the
            annotations themselves if there is nothing to compute.
        """
        return self.attend.project(values) if self.attention == "additive" else values

    def call(
        self,
        x: Tensor,
        states: tuple[Tensor, ...],
        values: Tensor,
        keys: Tensor,
        values_mask: Tensor | None = None,
        padding_mask: Tensor | None = None,
        start: int | Tensor = 0,
    ) -> tuple[Tensor, Tensor | None, tuple[Tensor, ...]]:
        mask_shape, attached = ops.shape(x)[:2], attached_mask(x)
        x = check_unseen(x, values_mask, padding_mask)
        padding_mask = read_padding_mask(padding_mask, mask_shape, attached)
        values_mask = read_padding_mask(values_mask, ops.shape(values)[:2], attached_mask(values))
        source = values, keys, values_mask
        steps = x.shape[1]
        if steps == 1:
            mask = None if padding_mask is None else padding_mask[:, 0]
            carry = self._step(self._carry(states, values), x[:, 0], mask, start, *source)
            stacked = tuple(part[:, None] for part in carry)
        else:
            carry, stacked = self._scan(x, states, padding_mask, start, *source)
        outputs, weights = stacked[self.num_states], stacked[self.num_states + 1 :]
        states = tuple(carry[: self.num_states])
        if weights:
            return outputs, weights[0], states
        if self.attention is None:
            return outputs, None, states
        context, alpha = self.attend(
            outputs, values, values_mask=values_mask, start=start, return_attention_weights=True
        )
        return self.attentional_state(context, outputs), alpha, states

    @property
    def _attends_within(self) -> bool:
        # Luong's attention changes no state, so that all steps can attend at once afterwards.
        return self.attention == "additive" or self.input_feeding

    def _carry(self, states: tuple[Tensor, ...], values: Tensor) -> tuple[Tensor, ...]:
        """Adds room for a step's output and weights to the states."""
        carry = [ops.cast(state, self.compute_dtype) for state in states]
        carry.append(ops.zeros_like(carry[0]))
        if self._attends_within:
            carry.append(ops.zeros_like(values[..., 0]))
        return tuple(carry)

    def _scan(
        self,
        x: Tensor,
        states: tuple[Tensor, ...],
        padding_mask: Tensor | None,
        start: int | Tensor,
        *source: Tensor,
    ) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
        # On TensorFlow Keras scans several sequences only where their length is known. So there
        # is one: a mask is its last column, and the position is counted.
        if padding_mask is not None:
            x = ops.concatenate([x, ops.cast(padding_mask, x.dtype)[..., None]], axis=-1)

        def body(carry: Any, at_step: Tensor) -> tuple[Tensor, Tensor]:
            position, *carry = carry
            mask = None
            if padding_mask is not None:
                at_step, mask = at_step[:, :-1], ops.greater(at_step[:, -1], 0)
            carry = self._step(tuple(carry), at_step, mask, position, *source)
            carry = (ops.add(position, 1), *carry)
            # TensorFlow's scan wants to collect what it hands on.
            return carry, carry

        first = (ops.convert_to_tensor(start, "int32"), *self._carry(states, source[0]))
        carry, stacked = ops.scan(body, first, ops.swapaxes(x, 0, 1))
        return carry[1:], tuple(ops.swapaxes(part, 0, 1) for part in stacked[1:])

    def _step(
        self,
        carry: tuple[Tensor, ...],
        x: Tensor,
        mask: Tensor | None,
        position: int | Tensor,
        values: Tensor,
        keys: Tensor,
        values_mask: Tensor | None,
    ) -> tuple[Tensor, ...]:
        """Computes the next states, an output and weights from the states and an input (B, D)."""
        states = carry[: self.num_states]
        each = self.states_per_cell
        options = {"values_mask": values_mask, "return_attention_weights": True}
        extra: list[Tensor] = []
        if self.attention == "additive":
            query = states[(self.num_layers - 1) * each][:, None]
            context, weights = self.attend(query, values, projected=keys, **options)
            x = ops.concatenate([x, context[:, 0]], axis=-1)
        elif self.input_feeding:
            x = ops.concatenate([x, states[-1]], axis=-1)
        new: list[Tensor] = []
        for i, cell in enumerate(self.cells):
            x, of_cell = cell(x, list(states[i * each : (i + 1) * each]))
            new.extend(of_cell)
        if self.input_feeding:
            context, weights = self.attend(x[:, None], values, start=position, **options)
        if self._attends_within:
            x = self.attentional_state(context[:, 0], x)
            extra.append(weights[:, 0])
        if self.input_feeding:
            new.append(x)
        if mask is not None:
            new = [
                ops.where(mask[:, None], after, before)
                for after, before in zip(new, states, strict=True)
            ]
        return (*new, x, *extra)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "cell": self.cell,
            "units": self.units,
            "num_layers": self.num_layers,
            "attention": self.attention,
            "alignment": self.alignment,
            "radius": self.radius,
            "attention_units": self.attention_units,
            "input_feeding": self.input_feeding,
        }
