"""Vision Transformer (ViT) for image classification."""

from typing import Any, Self

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers import EncoderStack, LearnedPositionalEmbedding, PatchEmbedding
from nlp_suite.layers.feed_forward import ACTIVATIONS
from nlp_suite.layers.tensor import Tensor
from nlp_suite.models.configs.vision_transformer_config import VisionTransformerConfig
from nlp_suite.models.configured_model import ConfiguredModel
from nlp_suite.models.interpolation import interpolation_matrix
from nlp_suite.models.parameters import assign_parameters, named_parameters


@keras.saving.register_keras_serializable(package="nlp_suite")
class VisionTransformer(ConfiguredModel):
    """Classifies images, whose patches are the tokens of a Transformer's encoder.

    A learned class token stands before the patches, each place has a learned position, and
    pre-norm encoder layers read the sequence. The head sees the class token's vector only.

    Images of another size than the model was made for are taken as well: each patch then gets
    the position that the learned ones, as a grid, have at its place. The class token's stays.

    Args:
        **config: The fields of `VisionTransformerConfig`.
        name: The model's name.
        dtype: Keras dtype or policy.

    Call arguments:
        images: Tensor of shape (B, H, W, C), H and W multiples of the patch size P.
        return_attention_weights: Also return each layer's weights.

    Returns:
        Logits of shape (B, classes), float32 whatever the encoder computes in, and on request
        a list with one tensor of shape (B, heads, T, T) a layer, T = 1 + H / P · W / P; place
        0 is the class token's.

    Raises:
        InvalidInputError: If a field is unknown, missing or out of range, or the images are of
            another shape.

    Example:
        ```python
        model = VisionTransformer(image_size=(32, 24), patch_size=4, num_channels=3,
                                  num_classes=10, num_layers=2, model_dim=64, num_heads=4,
                                  feed_forward_dim=256)
        logits = model(keras.random.normal((2, 32, 24, 3)))  # (2, 10)
        logits = model(keras.random.normal((2, 64, 64, 3)))  # (2, 10)
        ```

    Reference:
        Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words",
        https://arxiv.org/abs/2010.11929
    """

    config: VisionTransformerConfig

    def __init__(
        self, *, name: str = "vision_transformer", dtype: Any = None, **config: Any
    ) -> None:
        c = VisionTransformerConfig.from_dict(config)
        super().__init__(c, name=name, dtype=dtype)
        policy = self.dtype_policy
        rows, columns = c.grid

        self.patch_embedding = PatchEmbedding(
            c.model_dim, c.patch_size, name="patch_embedding", dtype=policy
        )
        self.position_embedding = LearnedPositionalEmbedding(
            1 + rows * columns, name="position_embedding", dtype=policy
        )
        self.embedding_dropout = keras.layers.Dropout(c.dropout, dtype=policy)
        self.stack = EncoderStack(
            c.num_layers,
            num_heads=c.num_heads,
            feed_forward_dim=c.feed_forward_dim,
            activation=c.activation,
            dropout=c.dropout,
            attention_dropout=c.attention_dropout,
            pre_norm=True,
            layer_norm_epsilon=c.layer_norm_epsilon,
            name="stack",
            dtype=policy,
        )
        self.head_hidden = (
            keras.layers.Dense(
                c.head_dim or c.model_dim,
                activation=ACTIVATIONS["gelu"],
                name="head_hidden",
                dtype=policy,
            )
            if c.head == "mlp"
            else None
        )
        self.head_output = keras.layers.Dense(
            c.num_classes,
            kernel_initializer="glorot_uniform" if c.head == "mlp" else "zeros",
            name="head_output",
            # A softmax over many classes needs more than half precision.
            dtype="float32",
        )
        self.build((None, *c.image_size, c.num_channels))

    def build(self, images_shape: tuple[int | None, ...]) -> None:
        dim = self.config.model_dim
        self.class_token = self.add_weight(
            shape=(1, 1, dim), initializer="zeros", name="class_token"
        )
        self.patch_embedding.build(images_shape)
        self.position_embedding.build((None, None, dim))
        self.stack.build((None, None, dim))
        hidden_shape = (None, dim)
        if self.head_hidden is not None:
            self.head_hidden.build(hidden_shape)
            hidden_shape = (None, self.head_hidden.units)
        self.head_output.build(hidden_shape)
        self.built = True

    def call(
        self,
        images: Tensor,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Tensor | tuple[Tensor, list[Tensor]]:
        x = self.embed(images, training=training)  # (B, T, D)
        hidden, weights = self.stack(x, training=training, return_attention_weights=True)
        seen = hidden[:, 0]
        seen = seen if self.head_hidden is None else self.head_hidden(seen)
        logits = self.head_output(seen)
        return (logits, weights) if return_attention_weights else logits

    def embed(self, images: Tensor, training: bool | None = None) -> Tensor:
        """Prepends the class token to the patches, and adds the positional embeddings.

        Args:
            images: Tensor of shape (B, H, W, C).
            training: Whether dropout is active.

        Returns:
            Tensor of shape (B, T, D), the input of the first layer.

        Raises:
            InvalidInputError: If the images are of another shape.
        """
        c = self.config
        known = isinstance(images, keras.KerasTensor) or None not in images.shape[1:]
        if not known and len(images.shape) == 4:
            # A graph of TensorFlow made for batches of any shape: they are of the model's own.
            images = ops.reshape(images, (-1, *c.image_size, c.num_channels))
        shape = tuple(images.shape)
        if len(shape) != 4 or shape[3] != c.num_channels or None in shape[1:3]:
            raise InvalidInputError(
                f"images must be of shape (batch, height, width, {c.num_channels}), height and "
                f"width known, got {shape}"
            )
        patches = self.patch_embedding(ops.cast(images, self.compute_dtype))
        token = ops.cast(self.class_token, self.compute_dtype)
        token = ops.broadcast_to(token, (ops.shape(patches)[0], 1, c.model_dim))
        x = ops.concatenate([token, patches], axis=1)
        size = c.patch_size
        positions = self.positions((shape[1] // size, shape[2] // size))
        x = ops.add(x, ops.cast(positions, self.compute_dtype))
        return self.embedding_dropout(x, training=training)

    def positions(self, grid: tuple[int, int]) -> Tensor:
        """Returns the positional embeddings for images of any size.

        Args:
            grid: Number of patches from top to bottom, and from left to right.

        Returns:
            Tensor of shape (1 + rows · columns, D), the class token's position first; the
            learned ones themselves for images of the size that the model was made for.
        """
        table = ops.convert_to_tensor(self.position_embedding.embeddings)
        if tuple(grid) == self.config.grid:
            return table
        (rows, columns), dim, kind = self.config.grid, self.config.model_dim, table.dtype
        down, across = (
            ops.convert_to_tensor(interpolation_matrix(old, new, self.config.interpolation), kind)
            for old, new in zip(self.config.grid, grid, strict=True)
        )
        learned = ops.reshape(table[1:], (rows, columns * dim))
        # (new rows, columns, D) to (new rows, new columns, D).
        stretched = ops.reshape(ops.matmul(down, learned), (grid[0], columns, dim))
        stretched = ops.matmul(across, stretched)
        return ops.concatenate([table[:1], ops.reshape(stretched, (-1, dim))], axis=0)

    def adapt(
        self, *, image_size: tuple[int, int] | None = None, num_classes: int | None = None
    ) -> Self:
        """Makes a copy for fine-tuning: for images of another size, for other classes.

        Args:
            image_size: Height and width of the images, in pixels; the positions become those
                of the new grid, and are trained as such. As it is if None.
            num_classes: Number of classes; the head becomes a linear layer of zeros. The head
                stays if None.

        Returns:
            The copy; this model does not change.

        Raises:
            InvalidInputError: If a value is out of its range.

        Example:
            ```python
            model = VisionTransformer(image_size=(8, 8), patch_size=2, num_channels=1,
                                      num_classes=100, num_layers=1, model_dim=16, num_heads=2,
                                      feed_forward_dim=32)
            tuned = model.adapt(image_size=(12, 12), num_classes=10)
            logits = tuned(keras.random.normal((2, 12, 12, 1)))  # (2, 10), zeros
            ```

        Reference:
            Dosovitskiy et al. 2021, section 3.2
        """
        config = self.config.to_dict() | {"image_size": image_size or self.config.image_size}
        if num_classes is not None:
            config |= {"num_classes": num_classes, "head": "linear", "head_dim": None}
        copy = type(self)(**config, name=self.name, dtype=self.dtype_policy)
        kept = {
            name: variable
            for name, variable in named_parameters(self).items()
            if num_classes is None or not name.startswith("head_")
        }
        parameters = {
            name: ops.convert_to_numpy(variable)
            for name, variable in (named_parameters(copy) | kept).items()
        }
        parameters["position_embedding.embeddings"] = ops.convert_to_numpy(
            self.positions(copy.config.grid)
        )
        assign_parameters(copy, parameters)
        return copy

    def compute_output_shape(
        self, images_shape: tuple[int | None, ...], *_: Any
    ) -> tuple[int | None, ...]:
        return (images_shape[0], self.config.num_classes)
