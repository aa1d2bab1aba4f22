"""Model folders in CTranslate2's form: the deployed runtime of the custom engine."""

import contextlib
import importlib
import importlib.abc
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from nlp_suite.files import atomic_folder
from nlp_suite.layers.sinusoids import sinusoidal_positions
from nlp_suite.models.encoder_config import EncoderConfig
from nlp_suite.models.model_folder import ModelFolder


def export_encoder(
    folder: ModelFolder, path: str | Path, *, quantization: str = "float32", replace: bool = True
) -> None:
    """Writes an encoder for `ctranslate2.Encoder`.

    Args:
        folder: The model folder to read.
        path: The folder to write, wholly or not at all.
        quantization: How the weights are stored: "float32", "float16", "int16" or "int8".
        replace: Whether a folder that stands there makes way; otherwise it stays.

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
    tokens = _vocabulary(folder, config.vocabulary_size)
    with _specs() as specs:
        spec = _encoder_spec(specs, config, parameters, tokens)
        spec.validate()
        spec.optimize(quantization=quantization)
        with atomic_folder(Path(path), replace=replace) as work:
            spec.save(str(work))


def _encoder_spec(
    specs: ModuleType,
    config: EncoderConfig,
    parameters: Mapping[str, np.ndarray],
    tokens: Sequence[str],
) -> Any:
    activations = {
        "relu": specs.Activation.RELU,
        "gelu": specs.Activation.GELU,
        "gelu_tanh": specs.Activation.GELUTanh,
        "silu": specs.Activation.SWISH,
    }
    encoder = specs.TransformerEncoderSpec(
        config.num_layers,
        config.num_heads,
        pre_norm=config.pre_norm,
        activation=activations[config.activation],
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
    encoder.position_encodings.encodings = (
        parameters["position_embedding.embeddings"]
        if config.positions == "learned"
        else sinusoidal_positions(config.max_length, config.model_dim).astype(np.float32)
    )

    def norm(spec: Any, name: str) -> None:
        spec.gamma, spec.beta = parameters[f"{name}.gamma"], parameters[f"{name}.beta"]

    def linear(spec: Any, *names: str) -> None:
        # CTranslate2 wants (outputs, inputs), and projections of one input side by side.
        kernels = [parameters[f"{name}.kernel"].T for name in names]
        spec.weight = np.ascontiguousarray(np.concatenate(kernels))
        spec.bias = np.concatenate([parameters[f"{name}.bias"] for name in names])

    if config.embedding_norm:
        norm(encoder.layernorm_embedding, "embedding_norm")
    for i, layer in enumerate(encoder.layer):
        attention, feed_forward = f"layers.{i}.attention", f"layers.{i}.feed_forward"
        linear(
            layer.self_attention.linear[0],
            f"{attention}.query",
            f"{attention}.key",
            f"{attention}.value",
        )
        linear(layer.self_attention.linear[1], f"{attention}.output")
        norm(layer.self_attention.layer_norm, f"layers.{i}.attention_norm")
        linear(layer.ffn.linear_0, f"{feed_forward}.hidden")
        linear(layer.ffn.linear_1, f"{feed_forward}.output")
        norm(layer.ffn.layer_norm, f"layers.{i}.feed_forward_norm")
    if config.pre_norm:
        norm(encoder.layer_norm, "final_norm")

    spec = specs.TransformerEncoderModelSpec(encoder)
    spec.config.layer_norm_epsilon = config.layer_norm_epsilon
    spec.config.unk_token = tokens[0]
    spec.register_vocabulary(list(tokens))
    return spec


def _vocabulary(folder: ModelFolder, size: int) -> list[str]:
    """Lists the tokens by id; ids that the tokenizer does not use get a name of their own."""
    tokens = [f"<unused_{i}>" for i in range(size)]
    for token, token_id in folder.read_tokenizer().get_vocab(with_added_tokens=True).items():
        tokens[token_id] = token
    return tokens


@contextlib.contextmanager
def _specs() -> Iterator[ModuleType]:
    """Imports CTranslate2's specifications without their import of torch.

    They import torch, if it is there, only to accept its tensors; ours are NumPy arrays,
    and the import would cost seconds and hundreds of megabytes. The modules are forgotten
    afterwards, so that whoever imports them next gets them with torch.
    """
    names = ("ctranslate2.specs", "ctranslate2.converters")
    if "torch" in sys.modules or any(name in sys.modules for name in names):
        yield _import_specs()
        return
    hide = _HideTorch()
    sys.meta_path.insert(0, hide)
    try:
        specs = _import_specs()
    finally:
        sys.meta_path.remove(hide)
    try:
        yield specs
    finally:
        for loaded in [m for m in sys.modules if m.startswith(names)]:
            del sys.modules[loaded]
        for name in names:
            package, _, attribute = name.partition(".")
            vars(sys.modules[package]).pop(attribute, None)


def _import_specs() -> ModuleType:
    return importlib.import_module("ctranslate2.specs")


class _HideTorch(importlib.abc.MetaPathFinder):
    """Says to the thread that made it, and to no other, that torch is not installed."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname == "torch" and threading.get_ident() == self._thread:
            raise ModuleNotFoundError("torch is not imported here", name="torch")
        return None
