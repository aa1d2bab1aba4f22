"""Choice of the custom engine's runtime: CTranslate2 or Keras."""

from collections.abc import Callable
from typing import TypeVar

from nlp_suite._lazy import missing_dependency
from nlp_suite.engines.custom.runtime_interfaces import EncoderRuntime
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import DeviceKeywords
from nlp_suite.models.folder.model_folder import ModelFolder

RUNTIMES = ("ctranslate2", "keras")

Runtime = TypeVar("Runtime")


def make_runtime(
    folder: ModelFolder,
    options: DeviceKeywords,
    *,
    import_ctranslate2: Callable[[], Callable[..., Runtime]],
    import_keras: Callable[[], Callable[[ModelFolder], Runtime]],
) -> Runtime:
    """Makes the chosen runtime, and imports no other.

    Args:
        folder: The model folder.
        options: The runtime, "ctranslate2" if None or "keras", the reference; the others are for
            CTranslate2, as Keras chooses for itself.
        import_ctranslate2: Imports and returns the CTranslate2 runtime's class.
        import_keras: Imports and returns the Keras runtime's class.

    Returns:
        The runtime.

    Raises:
        InvalidInputError: If there is no such runtime, or an option is not for it.
        MissingDependencyError: If the Keras runtime is asked for without Keras.
    """
    runtime = options.get("runtime") or "ctranslate2"
    settings = {name: value for name, value in options.items() if name != "runtime"}
    if runtime not in RUNTIMES:
        raise InvalidInputError(f"runtime must be one of {RUNTIMES}, got {runtime!r}")
    if runtime == "ctranslate2":
        kind = import_ctranslate2()
        return kind(folder, **settings)
    for name, value in settings.items():
        if value is not None:
            raise InvalidInputError(
                f"{name} belongs to runtime='ctranslate2', got {value!r} with runtime='keras'; "
                "Keras takes its settings from its own configuration"
            )
    try:
        keras_kind = import_keras()
    except ModuleNotFoundError as error:
        raise missing_dependency("runtime='keras'", error.name, "keras") from error
    return keras_kind(folder)


def make_encoder_runtime(folder: ModelFolder, options: DeviceKeywords) -> EncoderRuntime:
    """Makes the runtime of an encoder, or of a model with one as its backbone.

    Args:
        folder: See `make_runtime`.
        options: See `make_runtime`.

    Returns:
        The runtime.

    Raises:
        InvalidInputError: See `make_runtime`.
        MissingDependencyError: See `make_runtime`.
    """
    return make_runtime(
        folder,
        options,
        import_ctranslate2=_import_ctranslate2,
        import_keras=_import_keras,
    )


def _import_ctranslate2() -> Callable[..., EncoderRuntime]:
    from nlp_suite.engines.custom.ctranslate2_runtime import CTranslate2EncoderRuntime

    return CTranslate2EncoderRuntime


def _import_keras() -> Callable[..., EncoderRuntime]:
    from nlp_suite.engines.custom.keras_runtime import KerasEncoderRuntime

    return KerasEncoderRuntime
