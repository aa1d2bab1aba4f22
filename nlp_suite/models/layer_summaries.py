"""Layer summaries: the parts of an encoder or decoder layer, as text."""

import keras

from nlp_suite.layers import DecoderLayer, EncoderLayer


def layer_summary(
    layer: EncoderLayer | DecoderLayer, model_dim: int, length: int = 5, source_length: int = 7
) -> str:
    """Lists the parts of a layer, in the order in which data pass through them.

    Args:
        layer: The layer; it is built if it is not yet.
        model_dim: Model width D.
        length: Length of the sequence in the shapes that are shown.
        source_length: Length of the encoder's output in those of a decoder layer.

    Returns:
        A table with a row a part (its name, class, output shape and number of parameters)
        and the number of all parameters.

    Example:
        ```python
        print(layer_summary(DecoderLayer(num_heads=8, feed_forward_dim=2048), model_dim=512))
        ```
    """
    inputs = [keras.Input((length, model_dim), name="x")]
    if isinstance(layer, DecoderLayer):
        inputs.append(keras.Input((source_length, model_dim), name="encoder_output"))
    if not layer.built:
        layer.build(*(x.shape for x in inputs))
    # Not layer(...), which would be one part.
    graph = keras.Model(inputs, layer.call(*inputs))
    rows = [("part", "class", "output shape", "parameters")]
    for part in graph.operations:
        # Operations without weights, the residuals' additions, have names of no meaning.
        is_layer = isinstance(part, keras.layers.Layer)
        rows.append(
            (
                part.name if is_layer else "",
                type(part).__name__,
                str(part.output.shape),
                f"{part.count_params() if is_layer else 0:,}",
            )
        )
    rows.append(("total", type(layer).__name__, "", f"{layer.count_params():,}"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            (
                *(f"{cell:<{w}}" for cell, w in zip(row, widths[:3], strict=False)),
                row[3].rjust(widths[3]),
            )
        )
        for row in rows
    )
