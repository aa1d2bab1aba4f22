"""Saving of Keras models as model folders, by way of the folders' writer, and loading."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras import ops

from nlp_suite.models.architectures import ARCHITECTURES, architecture_name
from nlp_suite.models.configured_model import ConfiguredModel
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.models.folder.writer import write_model_folder
from nlp_suite.models.parameters import assign_parameters, named_parameters

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def save_model(
    model: ConfiguredModel,
    path: str | Path,
    tokenizer: "Tokenizer | tuple[Tokenizer, Tokenizer] | None" = None,
    *,
    card: str = "",
    task: str | None = None,
    options: Mapping[str, Any] | None = None,
    dtype: str = "float32",
    words: Collection[str] | None = None,
) -> None:
    """Saves a model with its tokenizer, atomically.

    Args:
        model: Any model of `nlp_suite.models`.
        path: The folder to write; an existing one is replaced.
        tokenizer: The tokenizer that made the model's token ids; for a `Transformer` or
            a `Seq2Seq` also that of the source and that of the target; None for a model that
            takes no tokens.
        card: The model card, Markdown.
        task: What the model was made for; if None, what such models are made for: "answer",
            "classify", "forecast", "summarize" or "translate".
        options: Further options of the task.
        dtype: "float32", "float16" for half the size, or "int8" for a quarter: matrices in 8
            bits with a scale for each row.
        words: See `nlp_suite.models.folder.writer.write_model_folder`.

    Raises:
        InvalidInputError: If `dtype` is none of them, or the model comes with other tokenizers
            than it has inputs of tokens.

    Example:
        ```python
        save_model(encoder, "runs/my-encoder", tokenizer, card="# My encoder")
        encoder = load_model("runs/my-encoder")
        ```
    """
    default_task = ARCHITECTURES[architecture_name(type(model.config))].task
    write_model_folder(
        path,
        model.config,
        {name: ops.convert_to_numpy(v) for name, v in named_parameters(model).items()},
        tokenizer,
        card=card,
        task=task or default_task,
        options=options or {},
        dtype=dtype,
        words=words,
    )


def load_model(name: str | Path | ModelFolder, *, dtype: Any = None) -> Any:
    """Loads the model of a model folder.

    Args:
        name: A shipped model's name, a folder, or one that was opened.
        dtype: Keras dtype or policy of the model.

    Returns:
        The model, of the class that the folder names, filled.

    Raises:
        ModelNotAvailableError: If there is no such folder.
        ModelFormatError: If it is incomplete, damaged or of another kind, or has changed since it
            was opened.

    Example:
        ```python
        reader = load_model("english-reader")
        encoder = load_model("runs/my-encoder")
        ```
    """
    folder = name if isinstance(name, ModelFolder) else ModelFolder.open(name)
    model_class = ARCHITECTURES[folder.architecture].load_class()
    model = model_class(**folder.config.to_dict(), dtype=dtype)
    assign_parameters(model, folder.read_parameters(dtype="float32"))
    return model
