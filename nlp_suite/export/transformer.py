"""Export of Transformers to CTranslate2."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from nlp_suite.errors import ModelFormatError
from nlp_suite.export._specs import SpecFiller, activation, import_specs, write_spec
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.text.translation_tokenizers import END, SPECIAL_TOKENS, START, UNKNOWN


def export_transformer(
    folder: ModelFolder, path: str | Path, *, quantization: str = "float32", replace: bool = True
) -> None:
    """Writes a Transformer for `ctranslate2.Translator`.

    The translator starts each target with our start and ends it with our end, adds nothing
    to the source, and returns as attention the mean over the heads of the last layer.

    Args:
        folder: The model folder to read.
        path: The folder to write, atomically.
        quantization: How the weights are stored: "float32", "float16", "int16" or "int8".
        replace: Whether an existing folder is replaced; otherwise it stays.

    Raises:
        ModelFormatError: If the model is no Transformer, its tokenizers are not a
            translator's, or the weights are damaged or not the configuration's.

    Example:
        ```python
        export_transformer(
            ModelFolder.open("runs/my-translator"), "my-translator-int8", quantization="int8"
        )
        ```
    """
    config = folder.config_as(TransformerConfig)
    parameters = folder.read_parameters(dtype="float32")
    tokens = {side: folder.read_vocabulary(side) for side in config.vocabulary_sizes()}
    for side, of_side in tokens.items():
        _check_special_tokens(folder, side, of_side)
    with import_specs() as specs:
        spec = specs.TransformerSpec(
            _encoder_spec(specs, config, parameters), _decoder_spec(specs, config, parameters)
        )
        spec.config.layer_norm_epsilon = config.layer_norm_epsilon
        spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = UNKNOWN, START, END
        spec.config.decoder_start_token = START
        spec.register_source_vocabulary(tokens["source"])
        spec.register_target_vocabulary(tokens["target"])
        write_spec(spec, path, quantization=quantization, replace=replace)


def _check_special_tokens(folder: ModelFolder, side: str, tokens: Sequence[str]) -> None:
    first = tuple(tokens[: len(SPECIAL_TOKENS)])
    if first != SPECIAL_TOKENS:
        raise ModelFormatError(
            f"{folder.path}: the {side} tokenizer must begin with {SPECIAL_TOKENS}, got {first}; "
            "make it with nlp_suite.text.translation_tokenizers.train_tokenizers"
        )


def _encoder_spec(
    specs: ModuleType, config: TransformerConfig, parameters: Mapping[str, np.ndarray]
) -> Any:
    encoder = specs.TransformerEncoderSpec(
        config.num_encoder_layers,
        config.num_heads,
        pre_norm=config.pre_norm,
        activation=activation(specs, config.activation),
        layernorm_embedding=config.embedding_norm,
        head_dim=config.head_dim,
    )
    # The table may be the projection's too, so that the factor must stay out of it.
    encoder.scale_embeddings = config.scale_embeddings
    table = "token_embedding" if config.shared_embedding else "source_embedding"
    encoder.embeddings[0].weight = parameters[f"{table}.embeddings"]
    fill = SpecFiller(parameters, config)
    fill.positions(encoder.position_encodings, "source_position_embedding")
    if config.embedding_norm:
        fill.norm(encoder.layernorm_embedding, "source_embedding_norm")
    for i, layer in enumerate(encoder.layer):
        name = f"encoder.layers.{i}"
        fill.self_attention(layer.self_attention, f"{name}.attention", f"{name}.attention_norm")
        fill.feed_forward(layer.ffn, name)
    if config.pre_norm:
        fill.norm(encoder.layer_norm, "encoder.final_norm")
    return encoder


def _decoder_spec(
    specs: ModuleType, config: TransformerConfig, parameters: Mapping[str, np.ndarray]
) -> Any:
    decoder = specs.TransformerDecoderSpec(
        config.num_decoder_layers,
        config.num_heads,
        pre_norm=config.pre_norm,
        activation=activation(specs, config.activation),
        layernorm_embedding=config.embedding_norm,
        head_dim=config.head_dim,
        alignment_layer=-1,
        alignment_heads=config.num_heads,
    )
    decoder.scale_embeddings = config.scale_embeddings
    table = "token_embedding" if config.shared_embedding else "target_embedding"
    decoder.embeddings.weight = parameters[f"{table}.embeddings"]
    fill = SpecFiller(parameters, config)
    fill.positions(decoder.position_encodings, "target_position_embedding")
    if config.embedding_norm:
        fill.norm(decoder.layernorm_embedding, "target_embedding_norm")
    for i, layer in enumerate(decoder.layer):
        name = f"decoder.layers.{i}"
        self_norm = f"{name}.self_attention_norm"
        cross_norm = self_norm if config.shared_attention_norm else f"{name}.cross_attention_norm"
        fill.self_attention(layer.self_attention, f"{name}.self_attention", self_norm)
        fill.cross_attention(layer.attention, f"{name}.cross_attention", cross_norm)
        fill.feed_forward(layer.ffn, name)
    if config.pre_norm:
        fill.norm(decoder.layer_norm, "decoder.final_norm")
    decoder.projection.weight = (
        parameters[f"{table}.embeddings"]
        if config.tied_projection
        else np.ascontiguousarray(parameters["output.kernel"].T)
    )
    if config.projection_bias:
        decoder.projection.bias = parameters["output.bias"]
    return decoder
