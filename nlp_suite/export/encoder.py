"""Export of encoders to CTranslate2."""

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from nlp_suite.export._specs import SpecFiller, activation, import_specs, write_spec
from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.folder.model_folder import ModelFolder


def export_encoder(
    folder: ModelFolder, path: str | Path, *, quantization: str = "float32", replace: bool = True
) -> None:
    """Writes an encoder for `ctranslate2.Encoder`.

    Args:
        folder: The model folder to read.
        path: The folder to write, atomically.
        quantization: How the weights are stored: "float32", "float16", "int16" or "int8".
        replace: Whether an existing folder is replaced; otherwise it stays.

    Raises:
        ModelFormatError: If the model is no encoder, or the weights are damaged or not the
            configuration's.

    Example:
        ```python
        export_encoder(ModelFolder.open("runs/my-encoder"), "my-encoder-int8", quantization="int8")
        ```
    """
    config = folder.config_as(EncoderConfig)
    parameters = folder.read_parameters(dtype="float32")
    tokens = folder.read_vocabulary()
    with import_specs() as specs:
        spec = specs.TransformerEncoderModelSpec(_encoder_spec(specs, config, parameters))
        spec.config.layer_norm_epsilon = config.layer_norm_epsilon
        spec.config.unk_token = tokens[0]
        spec.register_vocabulary(tokens)
        write_spec(spec, path, quantization=quantization, replace=replace)


def _encoder_spec(
    specs: ModuleType, config: EncoderConfig, parameters: Mapping[str, np.ndarray]
) -> Any:
    encoder = specs.TransformerEncoderSpec(
        config.num_layers,
        config.num_heads,
        pre_norm=config.pre_norm,
        activation=activation(specs, config.activation),
        num_source_embeddings=2 if config.num_segments else 1,
        embeddings_merge=specs.EmbeddingsMerge.ADD,
        layernorm_embedding=config.embedding_norm,
    )
    # CTranslate2 scales the sum of token and segment embeddings, we scale the tokens alone:
    # the factor goes into the table.
    encoder.scale_embeddings = False
    scale = np.float32(config.model_dim**0.5 if config.scale_embeddings else 1.0)
    encoder.embeddings[0].weight = parameters["token_embedding.embeddings"] * scale
    if config.num_segments:
        encoder.embeddings[1].weight = parameters["segment_embedding.embeddings"]
    fill = SpecFiller(parameters, config)
    fill.positions(encoder.position_encodings, "position_embedding")
    if config.embedding_norm:
        fill.norm(encoder.layernorm_embedding, "embedding_norm")
    for i, layer in enumerate(encoder.layer):
        fill.self_attention(
            layer.self_attention, f"layers.{i}.attention", f"layers.{i}.attention_norm"
        )
        fill.feed_forward(layer.ffn, f"layers.{i}")
    if config.pre_norm:
        fill.norm(encoder.layer_norm, "final_norm")
    return encoder
