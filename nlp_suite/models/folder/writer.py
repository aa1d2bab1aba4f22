"""Writing of model folders from a configuration and NumPy arrays, without Keras."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlp_suite.errors import InvalidInputError
from nlp_suite.files import atomic_folder
from nlp_suite.models.architectures import architecture_name
from nlp_suite.models.configs.model_config import ModelConfig
from nlp_suite.models.folder.int8_storage import to_int8
from nlp_suite.models.folder.model_folder import (
    CARD_FILE,
    CONFIG_FILE,
    FORMAT_VERSION,
    MODEL_CHECKSUM,
    SIDE_TOKENIZER_FILES,
    TARGET_WORDS_FILE,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    WORDS_FILE,
    model_checksum,
)
from nlp_suite.models.folder.regular_files import hash_regular
from nlp_suite.models.folder.shape_checks import check_shapes
from nlp_suite.models.folder.tensor_file import write_tensors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

STORAGE_TYPES = ("float16", "float32", "int8")


def write_model_folder(
    path: str | Path,
    config: ModelConfig,
    parameters: Mapping[str, np.ndarray],
    tokenizer: "Tokenizer | tuple[Tokenizer, Tokenizer] | None",
    *,
    card: str,
    task: str,
    options: Mapping[str, Any],
    dtype: str = "float32",
    words: Collection[str] | None = None,
    target_words: Collection[str] | None = None,
) -> None:
    """Writes a model folder, atomically.

    Args:
        path: Where to write; an existing folder is replaced.
        config: The model's constructor arguments.
        parameters: Maps parameter names to arrays.
        tokenizer: The tokenizer that made the model's token ids, or that of the source and
            that of the target; None for a model that takes no tokens.
        card: The model card, Markdown.
        task: What the model was made for.
        options: Further options of the task; plain values for JSON.
        dtype: "float32", "float16" for half the size, or "int8" for a quarter: matrices in 8
            bits with a scale for each row, see `nlp_suite.models.folder.int8_storage`.
        words: The source words of a translator's training data, as
            `nlp_suite.text.words.collect_words` returns them; None not to say.
        target_words: The same of the target.

    Raises:
        InvalidInputError: If `dtype` is none of them, or the tokenizers are not those that a
            model of this kind takes.
        ModelFormatError: If the parameters are not exactly those of `config`.
    """
    if dtype not in STORAGE_TYPES:
        raise InvalidInputError(f"dtype must be one of {STORAGE_TYPES}, got {dtype!r}")
    tokenizers = _tokenizer_files(config, tokenizer)
    expected = config.parameter_shapes()
    check_shapes(expected, {n: a.shape for n, a in parameters.items()}, source="parameters")
    values = {
        "format_version": FORMAT_VERSION,
        "architecture": architecture_name(type(config)),
        "task": task,
        "options": dict(options),
        "model": config.to_dict(),
    }
    ordered = {name: parameters[name] for name in expected}
    if dtype == "int8":
        arrays = to_int8(ordered)
    else:
        arrays = {n: np.ascontiguousarray(a, dtype=dtype) for n, a in ordered.items()}
    with atomic_folder(Path(path)) as folder:
        (folder / CONFIG_FILE).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
        for name, of_file in tokenizers.items():
            # Their own `save` raises a bare Exception where a disk is full.
            (folder / name).write_text(of_file.to_str(pretty=True), encoding="utf-8")
        for name, of_side in ((WORDS_FILE, words), (TARGET_WORDS_FILE, target_words)):
            if of_side is not None:
                lines = "".join(f"{word}\n" for word in sorted(of_side))
                (folder / name).write_text(lines, encoding="utf-8", newline="\n")
        # Beside the values, so that both change together.
        checksums = {
            file.name: hash_regular(file).hex()
            for file in folder.iterdir()
            if file.name != CONFIG_FILE
        }
        checksums[MODEL_CHECKSUM] = model_checksum(
            architecture_name(type(config)), config.to_dict()
        )
        (folder / WEIGHTS_FILE).write_bytes(write_tensors(arrays, checksums))
        (folder / CARD_FILE).write_text(card, encoding="utf-8")


def _tokenizer_files(
    config: ModelConfig, tokenizer: "Tokenizer | tuple[Tokenizer, Tokenizer] | None"
) -> dict[str, "Tokenizer"]:
    sides = list(config.vocabulary_sizes())
    if not sides:
        if tokenizer is not None:
            raise InvalidInputError(
                f"a model that takes no tokens takes no tokenizer, got {type(tokenizer).__name__}"
            )
        return {}
    if tokenizer is None:
        raise InvalidInputError(f"a model with the sides {sides} takes a tokenizer, got None")
    if not isinstance(tokenizer, tuple):
        return {TOKENIZER_FILE: tokenizer}
    if len(tokenizer) != 2 or len(sides) != 2:
        raise InvalidInputError(
            f"a model with the sides {sides} takes one tokenizer"
            f"{' or one for each' if len(sides) == 2 else ''}, got {len(tokenizer)}"
        )
    return {SIDE_TOKENIZER_FILES[s]: t for s, t in zip(sides, tokenizer, strict=True)}
