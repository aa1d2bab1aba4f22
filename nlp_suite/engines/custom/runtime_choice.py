"""Choice of the custom engine's runtime: CTranslate2 or Keras."""

import importlib
from collections.abc import Mapping
from typing import Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.engines.custom.runtime_interfaces import (
    EncoderRuntime,
    GenerationRuntime,
    TranslationRuntime,
)
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import DeviceKeywords, Runtime
from nlp_suite.models.folder.model_folder import ModelFolder

# Classes by module, as only the module of the chosen one is imported.
_CTRANSLATE2 = "nlp_suite.engines.custom.ctranslate2_runtime"
_KERAS = "nlp_suite.engines.custom.keras_runtime"
_ENCODERS: dict[Runtime, tuple[str, str]] = {
    "ctranslate2": (_CTRANSLATE2, "CTranslate2EncoderRuntime"),
    "keras": (_KERAS, "KerasEncoderRuntime"),
}
_TRANSLATORS: dict[Runtime, tuple[str, str]] = {
    "ctranslate2": (_CTRANSLATE2, "CTranslate2TranslationRuntime"),
    "keras": (_KERAS, "KerasTranslationRuntime"),
}
_GENERATORS: dict[Runtime, tuple[str, str]] = {"keras": (_KERAS, "KerasGenerationRuntime")}


def make_encoder_runtime(folder: ModelFolder, options: DeviceKeywords) -> EncoderRuntime:
    """Makes the runtime of an encoder, or of a model with one as its backbone.

    Args:
        folder: The model folder.
        options: The runtime, "ctranslate2" if None or "keras", the reference; the others are for
            CTranslate2, as Keras chooses for itself.

    Returns:
        The runtime; the other one is not imported.

    Raises:
        InvalidInputError: If there is no such runtime, or an option is not for it.
        MissingDependencyError: If the Keras runtime is asked for without Keras.
    """
    runtime: EncoderRuntime = _make(_ENCODERS, folder, options)
    return runtime


def make_translation_runtime(folder: ModelFolder, options: DeviceKeywords) -> TranslationRuntime:
    """Makes the runtime of a translator.

    Args:
        folder: The model folder.
        options: See `make_encoder_runtime`.

    Returns:
        The runtime; the other one is not imported.

    Raises:
        InvalidInputError: See `make_encoder_runtime`.
        MissingDependencyError: See `make_encoder_runtime`.
    """
    runtime: TranslationRuntime = _make(_TRANSLATORS, folder, options)
    return runtime


def make_generation_runtime(folder: ModelFolder, options: DeviceKeywords) -> GenerationRuntime:
    """Makes the runtime of a generator.

    Args:
        folder: The model folder.
        options: The runtime, which is "keras".

    Returns:
        The runtime.

    Raises:
        InvalidInputError: See `make_encoder_runtime`.
        MissingDependencyError: If Keras is not installed.
    """
    runtime: GenerationRuntime = _make(_GENERATORS, folder, options)
    return runtime


def _make(
    classes: Mapping[Runtime, tuple[str, str]], folder: ModelFolder, options: DeviceKeywords
) -> Any:
    runtime: Runtime = options.get("runtime") or "ctranslate2"
    settings = {name: value for name, value in options.items() if name != "runtime"}
    if runtime not in classes:
        raise InvalidInputError(f"runtime must be one of {tuple(classes)}, got {runtime!r}")
    if runtime == "keras":
        for name, value in settings.items():
            if value is not None:
                raise InvalidInputError(
                    f"{name} belongs to runtime='ctranslate2', got {value!r} with "
                    "runtime='keras'; Keras takes its settings from its own configuration"
                )
        settings = {}
    module, name = classes[runtime]
    try:
        kind = getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as error:
        raise missing_dependency(f"runtime={runtime!r}", error.name, "keras") from error
    return kind(folder, **settings)
