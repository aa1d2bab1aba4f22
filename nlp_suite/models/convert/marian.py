"""Conversion of Marian checkpoints to model folders."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.convert.checkpoint import (
    find_checkpoint,
    load_pretrained_transformer,
    read_json,
)
from nlp_suite.models.convert.marian_vocabulary import MarianVocabulary
from nlp_suite.models.folder.model_folder import ModelFolder, is_model_folder
from nlp_suite.models.folder.regular_files import MOST_JSON, read_regular
from nlp_suite.models.folder.tokenizer_checks import check_charsmap
from nlp_suite.models.folder.writer import write_model_folder
from nlp_suite.text.languages import language_name
from nlp_suite.text.sentencepiece_model import SentencePieceModel
from nlp_suite.text.sentencepiece_tokenizers import make_tokenizer

# The bias of a token that is never written. Any float type can store it, and no sum of it and
# another logit is likely.
_NEVER = -1e4


def convert_marian(
    checkpoint: str | Path,
    path: str | Path,
    *,
    revision: str | None = None,
    source_language: str | None = None,
    target_language: str | None = None,
    dtype: str = "float32",
) -> ModelFolder:
    """Converts a Marian checkpoint to a model folder, which then translates as any of ours.

    The tokens come into our order, see `nlp_suite.models.convert.marian_vocabulary`, and the
    padding is never written. Needs neither Keras nor torch.

    Args:
        checkpoint: A local folder with `config.json`, safetensors weights, `source.spm`,
            `target.spm` and `vocab.json`, or the id of a repository on the Hugging Face Hub.
        path: The model folder to write; an existing one is replaced.
        revision: The commit, tag or branch of a hub id; required for one.
        source_language: The code of the language that the model reads, "en" say; if None,
            what `tokenizer_config.json` says.
        target_language: The same for the language that it writes.
        dtype: "float32", "float16" or "int8", see `save_model`.

    Returns:
        The folder.

    Raises:
        ModelNotAvailableError: If there is no such folder and the hub cannot give it.
        ModelFormatError: If it is of another kind, incomplete or damaged, or writes several
            languages.
        InvalidInputError: If a hub id comes without a revision, `dtype` is none of them, or
            the languages are neither given nor named in the checkpoint.
        MissingDependencyError: If protobuf is not installed.

    Example:
        ```python
        convert_marian("opus-mt-en-de", "runs/opus-en-de", dtype="float16")
        translator = nlp_suite.load("translate", model="runs/opus-en-de")
        ```

    Reference:
        Tiedemann and Thottingal 2020, "OPUS-MT: Building open translation services for the
        World", https://aclanthology.org/2020.eamt-1.61
    """
    folder = find_checkpoint(checkpoint, revision=revision)
    if is_model_folder(folder):
        raise InvalidInputError(f"{checkpoint} is a model folder already; load it as it is")
    kind = read_json(folder / "config.json").get("model_type")
    if kind != "marian":
        raise ModelFormatError(
            f"{checkpoint}: model_type must be 'marian' for a translator, got {kind!r}; "
            "Transformer.from_pretrained loads BART, mBART and Pegasus"
        )
    config, parameters = load_pretrained_transformer(folder)
    languages = _languages(folder, source_language, target_language)
    models = [_read_pieces(folder / name) for name in ("source.spm", "target.spm")]
    try:
        source, target = _vocabularies(folder, config, models)
    except ModelFormatError as error:
        raise ModelFormatError(f"{checkpoint}: {error}") from error
    write_model_folder(
        path,
        dataclasses.replace(
            config,
            source_vocabulary_size=len(source.tokens),
            target_vocabulary_size=len(target.tokens),
        ),
        _reordered(parameters, source, target),
        (make_tokenizer(models[0], source.tokens), make_tokenizer(models[1], target.tokens)),
        card=_card(str(checkpoint), revision, languages),
        task="translate",
        options={
            **languages,
            "max_source_tokens": config.max_length,
            "unknown_from": source.unknown_from,
        },
        dtype=dtype,
    )
    return ModelFolder.open(path)


def _read_pieces(path: Path) -> SentencePieceModel:
    try:
        model = SentencePieceModel.parse(path, read_regular(path, MOST_JSON))
    except FileNotFoundError as error:
        raise ModelFormatError(
            f"{path} is missing; copy the whole checkpoint again, with its tokenizer"
        ) from error
    if model.normalization:
        try:
            check_charsmap(model.normalization)
        except ValueError as error:
            raise ModelFormatError(
                f"{path}: the table of its normalization is damaged: {error}"
            ) from error
    return model


def _languages(folder: Path, source: str | None, target: str | None) -> dict[str, str]:
    file = folder / "tokenizer_config.json"
    stored = read_json(file) if file.is_file() else {}
    languages: dict[str, str] = {}
    for name, given, key in (
        ("source_language", source, "source_lang"),
        ("target_language", target, "target_lang"),
    ):
        code = given or stored.get(key)
        if not isinstance(code, str):
            raise InvalidInputError(
                f"the checkpoint does not say what its {name} is; pass {name}= with a code such "
                "as 'en'"
            )
        languages[name] = code
    return languages


def _vocabularies(
    folder: Path, config: TransformerConfig, models: Sequence[SentencePieceModel]
) -> tuple[MarianVocabulary, MarianVocabulary]:
    values = read_json(folder / "config.json")
    special: dict[str, Any] = {}
    for ours, theirs in (
        ("pad_id", "pad_token_id"),
        ("start_id", "decoder_start_token_id"),
        ("end_id", "eos_token_id"),
    ):
        special[ours] = values.get(theirs)
        if not isinstance(special[ours], int):
            raise ModelFormatError(f"config.json: {theirs} must be an id, got {special[ours]!r}")
    ids = read_json(folder / "vocab.json")
    codes = sorted(token for token in ids if token.startswith(">>") and token.endswith("<<"))
    if len(codes) > 1:
        raise ModelFormatError(
            f"the model writes several languages ({', '.join(codes[:3])}, …); only one of a "
            "single pair can be made a model folder"
        )
    pieces = [set(model.scores) for model in models]
    separate = (folder / "target_vocab.json").is_file()
    if config.shared_embedding and separate:
        raise ModelFormatError(
            "target_vocab.json gives the target other ids than the source, but config.json says "
            "that both share one table"
        )
    sizes = config.source_vocabulary_size, config.target_vocabulary_size
    if not separate and sizes[0] == sizes[1]:
        joint = MarianVocabulary.order(ids, sizes[0], **special, pieces=pieces[0] | pieces[1])
        return joint, joint
    target_ids = read_json(folder / "target_vocab.json") if separate else ids
    return (
        MarianVocabulary.order(ids, sizes[0], **special, pieces=pieces[0]),
        MarianVocabulary.order(target_ids, sizes[1], **special, pieces=pieces[1]),
    )


def _reordered(
    parameters: Mapping[str, np.ndarray], source: MarianVocabulary, target: MarianVocabulary
) -> dict[str, np.ndarray]:
    arrays = dict(parameters)
    for name in ("token_embedding.embeddings", "source_embedding.embeddings"):
        if name in arrays:
            arrays[name] = source.reorder(arrays[name])
    if "target_embedding.embeddings" in arrays:
        arrays["target_embedding.embeddings"] = target.reorder(
            arrays["target_embedding.embeddings"]
        )
    if "output.kernel" in arrays:
        arrays["output.kernel"] = target.reorder(arrays["output.kernel"].T).T
    arrays["output.bias"] = target.reorder(arrays["output.bias"])
    arrays["output.bias"][target.suppressed] = _NEVER
    return arrays


def _card(checkpoint: str, revision: str | None, languages: Mapping[str, str]) -> str:
    origin = f"`{checkpoint}`" + (f" at revision `{revision}`" if revision else "")
    return (
        f"# {Path(checkpoint).name}\n\n"
        f"Translates from {language_name(languages['source_language'])} to "
        f"{language_name(languages['target_language'])}. Made from the Marian checkpoint {origin} "
        "with `nlp_suite.models.convert_marian`; the "
        "checkpoint's own page says how it was trained and under which licence it may be used.\n"
    )
