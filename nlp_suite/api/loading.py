"""Loading of tasks to be called many times: `load`."""

import dataclasses
import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, overload

from nlp_suite import registry
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import ComputeType, Device, Engine, LoadOptions, Runtime

if TYPE_CHECKING:
    from nlp_suite.tasks.question_answering.reader import Reader
    from nlp_suite.tasks.summarization.summarizer import Summarizer
    from nlp_suite.tasks.translation.translator import Translator


class LoadingKeywords(TypedDict, total=False):
    """Keyword arguments of `load` besides the task; described there."""

    engine: Engine
    model: Any
    tokenizer: Any
    revision: str | None
    runtime: Runtime | None
    device: Device | None
    compute_type: ComputeType | None
    threads: int | None
    batch_tokens: int | None


@overload
def load(task: Literal["summarize"], **options: "Unpack[LoadingKeywords]") -> "Summarizer": ...


@overload
def load(task: Literal["translate"], **options: "Unpack[LoadingKeywords]") -> "Translator": ...


@overload
def load(task: Literal["answer"], **options: "Unpack[LoadingKeywords]") -> "Reader": ...


@overload
def load(task: str, **options: "Unpack[LoadingKeywords]") -> "Summarizer | Translator | Reader": ...


def load(
    task: str,
    *,
    engine: Engine = "custom",
    model: Any = None,
    tokenizer: Any = None,
    revision: str | None = None,
    runtime: Runtime | None = None,
    device: Device | None = None,
    compute_type: ComputeType | None = None,
    threads: int | None = None,
    batch_tokens: int | None = None,
) -> "Summarizer | Translator | Reader":
    """Loads a task once, to be called many times.

    Args:
        task: "summarize", "translate" or "answer".
        engine: "custom": our own models, offline. "pretrained": models of the Hugging Face
            Hub, on PyTorch.
        model: A shipped model's name, a local folder, or a hub id; the task's default if
            None. To summarize also a BERT or DistilBERT backbone of KerasHub.
        tokenizer: The tokenizer of such a backbone: KerasHub's, or a `tokenizers.Tokenizer`.
        revision: The commit, tag or branch of a hub id.
        runtime: "ctranslate2" (the default) or "keras", the reference; "torch" is that of
            engine="pretrained".
        device: "cpu" (the default), "cuda" or "auto", for CTranslate2; also "mps" for PyTorch.
        compute_type: "int8" (the default on a CPU), "float32", …, for CTranslate2; "float32"
            (the default), "float16" or "bfloat16" for PyTorch.
        threads: Number of CPU workers; the CPUs that this process may use if None.
        batch_tokens: Most padded tokens to compute at once; the engine's choice if None. Fewer
            need less memory, more keep a GPU busy.

    Returns:
        The task, a callable: a `Summarizer`, a `Translator` or a `Reader`.

    Raises:
        InvalidInputError: If an argument is none of its possible values.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If the model folder is damaged.

    Example:
        ```python
        summarizer = nlp_suite.load("summarize")
        for text in texts:
            print(summarizer(text, sentences=2))
        ```
    """
    own = _is_of_keras_hub(model)
    options = LoadOptions(
        engine=engine,
        model=None if own else model,
        revision=revision,
        runtime=runtime,
        device=device,
        compute_type=compute_type,
        threads=threads,
        batch_tokens=batch_tokens,
    )
    task_object: Summarizer | Translator | Reader
    if not own:
        if tokenizer is not None:
            raise InvalidInputError(
                "tokenizer goes with a KerasHub backbone as model; every other model has its own, "
                f"got model={model!r}"
            )
        task_object = registry.load(task, options)
        return task_object
    from nlp_suite.models import save_keras_hub

    # Nothing is read from the folder any more once the task is loaded.
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / model.name
        save_keras_hub(model, folder, tokenizer)
        task_object = registry.load(task, dataclasses.replace(options, model=folder))
    return task_object


def _is_of_keras_hub(model: Any) -> bool:
    # Not imported here: a caller that has a backbone has imported KerasHub already.
    return any(kind.__module__.startswith("keras_hub.") for kind in type(model).__mro__)


def load_cached(task: str, *, model: str | Path | None, **options: str | None) -> Any:
    """Loads a task, or returns the one that was loaded before with the same options.

    Args:
        task: As for `load`.
        model: As for `load`; a local folder that has changed since is loaded anew.
        **options: Other options of `load`.

    Returns:
        The task.

    Raises:
        InvalidInputError: If an option is not a str.
        NLPSuiteError: What else `load` raises.

    Example:
        >>> options = {"model": None, "engine": "custom"}
        >>> load_cached("summarize", **options) is load_cached("summarize", **options)
        True
    """
    for name, value in {**options, "model": model}.items():
        if value is not None and not isinstance(value, str | Path):
            raise InvalidInputError(f"{name} must be a str, got {type(value).__name__}")
    return _load_stamped(task, stamp=_stamp(model), model=model, **options)


@functools.lru_cache(maxsize=4)
def _load_stamped(task: Any, *, stamp: Any, **options: Any) -> Any:  # noqa: ARG001
    return load(task, **options)


def _stamp(model: str | Path | None) -> tuple[tuple[int, int], ...]:
    """Returns a stamp that changes when a local model folder does, so that it is loaded anew."""
    if model is None or not Path(model).is_dir():
        return ()
    stats = (file.stat() for file in sorted(Path(model).iterdir()))
    return tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)
