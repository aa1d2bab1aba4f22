"""CTranslate2 model specifications: filled, quantized and written."""

import contextlib
import importlib
import importlib.abc
import sys
import threading
from collections.abc import Iterator, Mapping
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from nlp_suite.files import atomic_folder
from nlp_suite.layers.sinusoids import sinusoidal_positions
from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.configs.transformer_config import TransformerConfig


class SpecFiller:
    """Copies our parameters into the parts of a CTranslate2 specification.

    Args:
        parameters: Maps parameter names to float32 arrays.
        config: The model's configuration.
    """

    def __init__(
        self, parameters: Mapping[str, np.ndarray], config: EncoderConfig | TransformerConfig
    ) -> None:
        self.parameters = parameters
        self._config = config

    def norm(self, spec: Any, name: str) -> None:
        """Fills a layer norm."""
        spec.gamma = self.parameters[f"{name}.gamma"]
        spec.beta = self.parameters[f"{name}.beta"]

    def linear(self, spec: Any, *names: str) -> None:
        """Fills a dense layer, or one that projects one input in several ways at once."""
        # CTranslate2 wants (outputs, inputs), and projections of one input side by side.
        kernels = [self.parameters[f"{name}.kernel"].T for name in names]
        spec.weight = np.ascontiguousarray(np.concatenate(kernels))
        spec.bias = np.concatenate([self.parameters[f"{name}.bias"] for name in names])

    def self_attention(self, spec: Any, name: str, norm: str) -> None:
        """Fills an attention of a sequence to itself, with its norm."""
        self.linear(spec.linear[0], *(f"{name}.{part}" for part in ("query", "key", "value")))
        self.linear(spec.linear[1], f"{name}.output")
        self.norm(spec.layer_norm, norm)

    def cross_attention(self, spec: Any, name: str, norm: str) -> None:
        """Fills an attention of a sequence to another one, with its norm."""
        self.linear(spec.linear[0], f"{name}.query")
        self.linear(spec.linear[1], f"{name}.key", f"{name}.value")
        self.linear(spec.linear[2], f"{name}.output")
        self.norm(spec.layer_norm, norm)

    def feed_forward(self, spec: Any, layer: str) -> None:
        """Fills a feed-forward network, with its norm."""
        self.linear(spec.linear_0, f"{layer}.feed_forward.hidden")
        self.linear(spec.linear_1, f"{layer}.feed_forward.output")
        self.norm(spec.layer_norm, f"{layer}.feed_forward_norm")

    def positions(self, spec: Any, name: str) -> None:
        """Fills the table of positions, learned or sinusoidal."""
        config = self._config
        if config.positions == "learned":
            spec.encodings = self.parameters[f"{name}.embeddings"]
            return
        spec.encodings = sinusoidal_positions(
            config.max_length, config.model_dim, interleaved=config.positions == "sinusoidal"
        ).astype(np.float32)


def activation(specs: ModuleType, name: str) -> Any:
    """Returns CTranslate2's number of an activation.

    Args:
        specs: The module `ctranslate2.specs`.
        name: Our name.

    Returns:
        A `specs.Activation`.
    """
    return {
        "relu": specs.Activation.RELU,
        "gelu": specs.Activation.GELU,
        "gelu_tanh": specs.Activation.GELUTanh,
        "silu": specs.Activation.SWISH,
    }[name]


def write_spec(spec: Any, path: str | Path, *, quantization: str, replace: bool) -> None:
    """Checks, quantizes and writes a filled specification.

    Args:
        spec: The specification of a whole model.
        path: The folder to write, atomically.
        quantization: How the weights are stored.
        replace: Whether an existing folder is replaced; otherwise it stays.
    """
    spec.validate()
    spec.optimize(quantization=quantization)
    # What is not to be replaced is a cache, or a part of one.
    with atomic_folder(Path(path), replace=replace, sync=replace) as work:
        spec.save(str(work))


@contextlib.contextmanager
def import_specs() -> Iterator[ModuleType]:
    """Imports CTranslate2's specifications without their import of torch.

    They import torch, if it is there, only to accept its tensors; ours are NumPy arrays,
    and the import would cost seconds and hundreds of megabytes. The modules are forgotten
    afterwards, so that whoever imports them next gets them with torch.

    Yields:
        The module `ctranslate2.specs`.
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
    """Import hook that hides torch from the thread that made it, and from no other."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname == "torch" and threading.get_ident() == self._thread:
            raise ModuleNotFoundError("torch is not imported here", name="torch")
        return None
