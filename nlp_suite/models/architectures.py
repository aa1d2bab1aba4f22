"""Registry of the model architectures: the configuration and the class of each, without Keras."""

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.configs.model_config import ModelConfig
from nlp_suite.models.configs.recurrent_forecaster_config import RecurrentForecasterConfig
from nlp_suite.models.configs.seq2seq_config import Seq2SeqConfig
from nlp_suite.models.configs.span_extractor_config import SpanExtractorConfig
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.configs.vision_transformer_config import VisionTransformerConfig

if TYPE_CHECKING:
    from nlp_suite.models.configured_model import ConfiguredModel


class Architecture(NamedTuple):
    """A model architecture.

    Attributes:
        config: Class of its configuration, which needs no Keras.
        model: Dotted path of its Keras model's class.
        task: What such a model is made for, unless its model folder says otherwise.

    Example:
        >>> ARCHITECTURES["Encoder"].model
        'nlp_suite.models.encoder.Encoder'
    """

    config: type[ModelConfig]
    model: str
    task: str

    def load_class(self) -> "type[ConfiguredModel]":
        """Imports the class of the Keras model.

        Returns:
            The class.
        """
        module, _, name = self.model.rpartition(".")
        kind: type[ConfiguredModel] = getattr(importlib.import_module(module), name)
        return kind


# The name, that of the class, is what model folders call it.
ARCHITECTURES: Mapping[str, Architecture] = {
    "Encoder": Architecture(EncoderConfig, "nlp_suite.models.encoder.Encoder", "summarize"),
    "RecurrentForecaster": Architecture(
        RecurrentForecasterConfig,
        "nlp_suite.models.recurrent_forecaster.RecurrentForecaster",
        "forecast",
    ),
    "Seq2Seq": Architecture(Seq2SeqConfig, "nlp_suite.models.seq2seq.Seq2Seq", "translate"),
    "SpanExtractor": Architecture(
        SpanExtractorConfig, "nlp_suite.models.span_extractor.SpanExtractor", "answer"
    ),
    "Transformer": Architecture(
        TransformerConfig, "nlp_suite.models.transformer.Transformer", "translate"
    ),
    "VisionTransformer": Architecture(
        VisionTransformerConfig,
        "nlp_suite.models.vision_transformer.VisionTransformer",
        "classify",
    ),
}


def architecture_name(config: type[ModelConfig]) -> str:
    """Returns the name of the architecture that a configuration belongs to.

    Args:
        config: Class of a configuration.

    Returns:
        Its key in `ARCHITECTURES`.

    Example:
        >>> architecture_name(TransformerConfig)
        'Transformer'
    """
    (name,) = (name for name, entry in ARCHITECTURES.items() if entry.config is config)
    return name
