"""Base class of the Keras models, whose constructor arguments are a configuration."""

from typing import Any, Self

import keras

from nlp_suite.models.configs.model_config import ModelConfig


class ConfiguredModel(keras.Model):
    """Keras model with `get_config` and `from_config` for its configuration.

    Args:
        config: The checked constructor arguments.
        name: The model's name.
        dtype: Keras dtype or policy.
    """

    config: ModelConfig

    def __init__(self, config: ModelConfig, *, name: str, dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.config = config

    @property
    def state_variables(self) -> list[Any]:
        """Lists the variables that carry state from call to call and are no parameters.

        Returns:
            Keras variables; none for most models. They are neither saved nor loaded.
        """
        return []

    def get_config(self) -> dict[str, Any]:
        return {
            **self.config.to_dict(),
            "name": self.name,
            "dtype": keras.dtype_policies.serialize(self.dtype_policy),
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        dtype = config.get("dtype")
        if isinstance(dtype, dict):
            config = {**config, "dtype": keras.dtype_policies.deserialize(dtype)}
        return cls(**config)
