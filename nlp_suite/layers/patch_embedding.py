"""Patch embedding of images, as in the Vision Transformer (ViT)."""

from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.tensor import Tensor


@keras.saving.register_keras_serializable(package="nlp_suite")
class PatchEmbedding(keras.layers.Layer):
    """Splits images into P × P patches and projects the P² · C values of each to a vector.

    Args:
        model_dim: Width D of the vectors.
        patch_size: Height and width P of a patch, in pixels.

    Call arguments:
        images: Tensor of shape (B, H, W, C), H and W multiples of P.

    Returns:
        Tensor of shape (B, H / P · W / P, D), row by row.

    Raises:
        InvalidInputError: If an image is no whole number of patches high or wide.

    Example:
        ```python
        embed = PatchEmbedding(64, patch_size=4)
        patches = embed(keras.random.normal((2, 32, 24, 3)))  # (2, 48, 64)
        ```

    Reference:
        Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words", section 3.1,
        https://arxiv.org/abs/2010.11929
    """

    def __init__(self, model_dim: int, patch_size: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model_dim = model_dim
        self.patch_size = patch_size
        self.projection = keras.layers.Dense(model_dim, name="projection", dtype=self.dtype_policy)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        values = self.patch_size**2 * int(input_shape[-1] or 0)
        self.projection.build((None, None, values))

    def call(self, images: Tensor) -> Tensor:
        _, height, width, channels = images.shape
        rows, columns = self._grid(height, width)
        size = self.patch_size
        cut = ops.reshape(images, (-1, rows, size, columns, size, channels))
        patches = ops.transpose(cut, (0, 1, 3, 2, 4, 5))
        return self.projection(ops.reshape(patches, (-1, rows * columns, size * size * channels)))

    def _grid(self, height: int, width: int) -> tuple[int, int]:
        if height % self.patch_size or width % self.patch_size:
            raise InvalidInputError(
                f"images must be multiples of {self.patch_size} pixels high and wide, got "
                f"{height} x {width}"
            )
        return height // self.patch_size, width // self.patch_size

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        batch, height, width, _ = input_shape
        rows, columns = self._grid(int(height or 0), int(width or 0))
        return (batch, rows * columns, self.model_dim)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "model_dim": self.model_dim,
            "patch_size": self.patch_size,
        }
