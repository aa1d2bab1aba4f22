"""Base class of the Keras models, whose constructor arguments are a configuration."""

import dataclasses
import inspect
import re
import textwrap
from typing import Any, Self

import keras

from nlp_suite.models.configs.model_config import ModelConfig
from nlp_suite.option_signatures import descriptions

# The entry of all fields in a model's docstring.
_CONFIG = re.compile(r"^( +)\*\*config: .*$", re.MULTILINE)


class _ConfigSignature:
    """Descriptor of a model's constructor signature, in which `**config` is spelled out.

    On a model it is no attribute, so that `inspect.signature(model)` is that of a call.
    """

    def __get__(self, model: object, kind: type["ConfiguredModel"]) -> inspect.Signature:
        if model is not None:
            raise AttributeError("__signature__")
        own = list(inspect.signature(kind.__init__).parameters.values())[1:]
        if all(parameter.kind is not inspect.Parameter.VAR_KEYWORD for parameter in own):
            return inspect.Signature(own)
        fields = [
            inspect.Parameter(
                field.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=(
                    inspect.Parameter.empty
                    if field.default is dataclasses.MISSING
                    else field.default
                ),
                annotation=field.type,
            )
            for field in dataclasses.fields(_config_class(kind))
        ]
        named = [p for p in own if p.kind is not inspect.Parameter.VAR_KEYWORD]
        return inspect.Signature([*fields, *named])


class ConfiguredModel(keras.Model):
    """Keras model with `get_config` and `from_config` for its configuration.

    A subclass annotates `config` with the class of its configuration and takes its fields as
    `**config`: its signature and docstring then show each of them.

    Args:
        config: The checked constructor arguments.
        name: The model's name.
        dtype: Keras dtype or policy.
    """

    config: ModelConfig
    __signature__ = _ConfigSignature()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__doc__ is not None:  # It is under python -OO.
            fields = descriptions(_config_class(cls)).items()
            entries = inspect.cleandoc("\n".join(f"    {name}: {text}" for name, text in fields))
            cls.__doc__ = _CONFIG.sub(lambda at: textwrap.indent(entries, at[1]), cls.__doc__)

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


def _config_class(kind: type[ConfiguredModel]) -> type[ModelConfig]:
    annotations = (inspect.get_annotations(base) for base in kind.__mro__)
    found: type[ModelConfig] = next(a["config"] for a in annotations if "config" in a)
    return found
