"""Parameter names and shapes of the models' layers."""


class ParameterShapes(dict[str, tuple[int, ...]]):
    """Maps parameter names to shapes, and knows those of whole layers.

    Example:
        >>> shapes = ParameterShapes()
        >>> shapes.dense("output", 64, 1000)
        >>> shapes
        {'output.kernel': (64, 1000), 'output.bias': (1000,)}
    """

    def embedding(self, name: str, size: int, dim: int) -> None:
        """Adds a table of `size` vectors."""
        self[f"{name}.embeddings"] = (size, dim)

    def dense(self, name: str, inputs: int, outputs: int) -> None:
        """Adds a linear layer with a bias."""
        self[f"{name}.kernel"] = (inputs, outputs)
        self[f"{name}.bias"] = (outputs,)

    def norm(self, name: str, dim: int) -> None:
        """Adds a layer norm."""
        self[f"{name}.gamma"] = (dim,)
        self[f"{name}.beta"] = (dim,)

    def attention(self, name: str, dim: int, inner_dim: int) -> None:
        """Adds a multi-head attention whose heads have `inner_dim` columns together."""
        for projection in ("query", "key", "value"):
            self.dense(f"{name}.{projection}", dim, inner_dim)
        self.dense(f"{name}.output", inner_dim, dim)

    def feed_forward(self, name: str, dim: int, hidden_dim: int) -> None:
        """Adds a position-wise feed-forward network."""
        self.dense(f"{name}.hidden", dim, hidden_dim)
        self.dense(f"{name}.output", hidden_dim, dim)

    def encoder_layer(self, name: str, dim: int, inner_dim: int, hidden_dim: int) -> None:
        """Adds an `EncoderLayer`."""
        self.attention(f"{name}.attention", dim, inner_dim)
        self.norm(f"{name}.attention_norm", dim)
        self.feed_forward(f"{name}.feed_forward", dim, hidden_dim)
        self.norm(f"{name}.feed_forward_norm", dim)

    def decoder_layer(
        self, name: str, dim: int, inner_dim: int, hidden_dim: int, *, shared_attention_norm: bool
    ) -> None:
        """Adds a `DecoderLayer`."""
        self.attention(f"{name}.self_attention", dim, inner_dim)
        self.norm(f"{name}.self_attention_norm", dim)
        self.attention(f"{name}.cross_attention", dim, inner_dim)
        if not shared_attention_norm:
            self.norm(f"{name}.cross_attention_norm", dim)
        self.feed_forward(f"{name}.feed_forward", dim, hidden_dim)
        self.norm(f"{name}.feed_forward_norm", dim)

    def recurrent_cell(self, name: str, cell: str, inputs: int, units: int) -> None:
        """Adds a "gru", which has two biases, or an "lstm"."""
        gates = 4 if cell == "lstm" else 3
        self[f"{name}.kernel"] = (inputs, gates * units)
        self[f"{name}.recurrent_kernel"] = (units, gates * units)
        self[f"{name}.bias"] = (gates * units,) if cell == "lstm" else (2, gates * units)
