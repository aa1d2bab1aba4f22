"""Models, their configurations, and the model folders that hold them.

The configurations and the folder reader need only NumPy; the models themselves need the
`keras` extra and are imported on first use.
"""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.models.attention_weights import AttentionWeights
    from nlp_suite.models.configs.encoder_config import EncoderConfig
    from nlp_suite.models.configs.recurrent_forecaster_config import RecurrentForecasterConfig
    from nlp_suite.models.configs.seq2seq_config import Seq2SeqConfig
    from nlp_suite.models.configs.span_extractor_config import SpanExtractorConfig
    from nlp_suite.models.configs.transformer_config import TransformerConfig
    from nlp_suite.models.configs.vision_transformer_config import VisionTransformerConfig
    from nlp_suite.models.convert.keras_hub import save_keras_hub
    from nlp_suite.models.convert.marian import convert_marian
    from nlp_suite.models.encoder import Encoder
    from nlp_suite.models.folder.model_folder import ModelFolder
    from nlp_suite.models.hub.cache import find_cached, remove_cached
    from nlp_suite.models.hub.fetch import fetch_model
    from nlp_suite.models.hub.model_list import list_models
    from nlp_suite.models.hub.publish import save_to_hub
    from nlp_suite.models.layer_summaries import layer_summary
    from nlp_suite.models.recurrent_forecaster import RecurrentForecaster
    from nlp_suite.models.saving import load_model, save_model
    from nlp_suite.models.seq2seq import Seq2Seq, Seq2SeqState
    from nlp_suite.models.span_extractor import SpanExtractor
    from nlp_suite.models.transformer import Transformer
    from nlp_suite.models.vision_transformer import VisionTransformer

__all__ = [
    "AttentionWeights",
    "Encoder",
    "EncoderConfig",
    "ModelFolder",
    "RecurrentForecaster",
    "RecurrentForecasterConfig",
    "Seq2Seq",
    "Seq2SeqConfig",
    "Seq2SeqState",
    "SpanExtractor",
    "SpanExtractorConfig",
    "Transformer",
    "TransformerConfig",
    "VisionTransformer",
    "VisionTransformerConfig",
    "convert_marian",
    "fetch_model",
    "find_cached",
    "layer_summary",
    "list_models",
    "load_model",
    "remove_cached",
    "save_keras_hub",
    "save_model",
    "save_to_hub",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "AttentionWeights": ".attention_weights",
        "Encoder": ".encoder",
        "EncoderConfig": ".configs.encoder_config",
        "ModelFolder": ".folder.model_folder",
        "RecurrentForecaster": ".recurrent_forecaster",
        "RecurrentForecasterConfig": ".configs.recurrent_forecaster_config",
        "Seq2Seq": ".seq2seq",
        "Seq2SeqConfig": ".configs.seq2seq_config",
        "Seq2SeqState": ".seq2seq",
        "SpanExtractor": ".span_extractor",
        "SpanExtractorConfig": ".configs.span_extractor_config",
        "Transformer": ".transformer",
        "TransformerConfig": ".configs.transformer_config",
        "VisionTransformer": ".vision_transformer",
        "VisionTransformerConfig": ".configs.vision_transformer_config",
        "convert_marian": ".convert.marian",
        "fetch_model": ".hub.fetch",
        "find_cached": ".hub.cache",
        "layer_summary": ".layer_summaries",
        "list_models": ".hub.model_list",
        "load_model": ".saving",
        "remove_cached": ".hub.cache",
        "save_keras_hub": ".convert.keras_hub",
        "save_model": ".saving",
        "save_to_hub": ".hub.publish",
    },
    extra="keras",
)
