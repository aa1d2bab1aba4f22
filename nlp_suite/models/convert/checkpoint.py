"""Loading of pretrained checkpoints, from a folder or the Hugging Face Hub."""

from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from nlp_suite.errors import ModelFormatError
from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.configs.span_extractor_config import SpanExtractorConfig
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.convert.bart import BART_TYPES, bart_config, bart_parameters
from nlp_suite.models.convert.bert import bert_config, bert_parameters
from nlp_suite.models.convert.marian_checkpoint import marian_config, marian_parameters
from nlp_suite.models.folder.model_folder import ModelFolder, is_model_folder
from nlp_suite.models.folder.regular_files import read_json_object
from nlp_suite.models.folder.shape_checks import check_layers
from nlp_suite.models.folder.shipped import find_local
from nlp_suite.models.folder.tensor_file import read_tensors
from nlp_suite.models.hub.checkpoint_files import INDEX, WEIGHTS
from nlp_suite.models.hub.download import download

Config = TypeVar("Config", bound=EncoderConfig)


def load_pretrained_encoder(
    name: str | Path | ModelFolder, *, revision: str | None = None
) -> tuple[EncoderConfig, dict[str, np.ndarray]]:
    """Reads a checkpoint or model folder as an encoder's configuration and parameters.

    Args:
        name: A local folder, a shipped model's name, the id of a repository on the hub, or a
            model folder that was opened.
        revision: The commit, tag or branch; required for a hub id.

    Returns:
        The configuration, and float32 arrays under our parameter names; heads are left out.

    Raises:
        ModelNotAvailableError: If there is no such folder and the hub cannot give it.
        ModelFormatError: If it is of another kind, incomplete or has unknown tensors.
        InvalidInputError: If a hub id comes without a revision.
    """
    if isinstance(name, ModelFolder):
        return _read_encoder(name)
    folder = find_checkpoint(name, revision=revision)
    if is_model_folder(folder):
        return _read_encoder(ModelFolder.open(folder))
    return _read_checkpoint(name, folder, EncoderConfig)


def load_pretrained_span_extractor(
    name: str | Path, *, revision: str | None = None
) -> tuple[SpanExtractorConfig, dict[str, np.ndarray]]:
    """Reads a checkpoint or model folder with a head for question answering.

    Args:
        name: As for `load_pretrained_encoder`.
        revision: As for `load_pretrained_encoder`.

    Returns:
        The configuration, and float32 arrays under our parameter names.

    Raises:
        ModelNotAvailableError: If there is no such folder and the hub cannot give it.
        ModelFormatError: If it is of another kind, has no such head, is incomplete or has
            unknown tensors.
        InvalidInputError: If a hub id comes without a revision.
    """
    folder = find_checkpoint(name, revision=revision)
    if is_model_folder(folder):
        model = ModelFolder.open(folder)
        return model.config_as(SpanExtractorConfig), model.read_parameters(dtype="float32")
    return _read_checkpoint(name, folder, SpanExtractorConfig)


def load_pretrained_transformer(
    name: str | Path, *, revision: str | None = None
) -> tuple[TransformerConfig, dict[str, np.ndarray]]:
    """Reads a Marian, BART, mBART or Pegasus checkpoint, or a model folder, as a Transformer.

    Args:
        name: As for `load_pretrained_encoder`.
        revision: As for `load_pretrained_encoder`.

    Returns:
        The configuration, and float32 arrays under our parameter names; the token ids are
        those of the checkpoint.

    Raises:
        ModelNotAvailableError: If there is no such folder and the hub cannot give it.
        ModelFormatError: If it is of another kind, incomplete or has unknown tensors.
        InvalidInputError: If a hub id comes without a revision.
    """
    folder = find_checkpoint(name, revision=revision)
    if is_model_folder(folder):
        model = ModelFolder.open(folder)
        return model.config_as(TransformerConfig), model.read_parameters(dtype="float32")
    values = read_json(folder / "config.json")
    try:
        kind = values.get("model_type")
        if kind not in ("marian", *BART_TYPES):
            kinds = sorted(("marian", *BART_TYPES))
            raise ModelFormatError(f"model_type must be one of {kinds}, got {kind!r}")
        config = marian_config(values) if kind == "marian" else bart_config(values)
        tensors = _read_all_tensors(folder)
        check_layers(config, len(tensors), source="the checkpoint")
        if kind == "marian":
            return config, marian_parameters(tensors, config)
        return config, bart_parameters(tensors, kind, config)
    except ModelFormatError as error:
        raise ModelFormatError(f"{name}: {error}") from error


def find_checkpoint(name: str | Path, *, revision: str | None = None) -> Path:
    """Finds a checkpoint or model folder, downloading it if it is on the hub.

    Args:
        name: As for `load_pretrained_encoder`.
        revision: As for `load_pretrained_encoder`.

    Returns:
        The folder.

    Raises:
        ModelNotAvailableError: If there is no such folder and the hub cannot give it.
        InvalidInputError: If a hub id comes without a revision.
    """
    return find_local(name) or download(str(name), revision=revision)


def _read_encoder(model: ModelFolder) -> tuple[EncoderConfig, dict[str, np.ndarray]]:
    config = EncoderConfig(**model.config_as(EncoderConfig).to_dict())
    parameters = model.read_parameters(dtype="float32")
    return config, {name: parameters[name] for name in config.parameter_shapes()}


def _read_checkpoint(
    name: str | Path, folder: Path, kind: type[Config]
) -> tuple[Config, dict[str, np.ndarray]]:
    values = read_json(folder / "config.json")
    try:
        config = kind(**bert_config(values).to_dict())
        tensors = _read_all_tensors(folder)
        check_layers(config, len(tensors), source="the checkpoint")
        return config, bert_parameters(tensors, values["model_type"], config)
    except ModelFormatError as error:
        raise ModelFormatError(f"{name}: {error}") from error


def _read_all_tensors(folder: Path) -> dict[str, np.ndarray]:
    if (folder / INDEX).is_file():
        shards = list_shards(folder)
        return {n: a for shard in shards for n, a in read_tensors(folder / shard).items()}
    if not (folder / WEIGHTS).is_file():
        raise ModelFormatError(
            f"there is no {WEIGHTS}; other formats are not read, convert it with "
            "save_pretrained(..., safe_serialization=True)"
        )
    return read_tensors(folder / WEIGHTS)


def list_shards(folder: Path) -> list[str]:
    """Lists the files that the index of a checkpoint in several files names.

    Args:
        folder: The checkpoint, which has such an index.

    Returns:
        The names of the files, sorted; files of the folder itself.

    Raises:
        ModelFormatError: If the index is damaged, or leads out of the folder.
    """
    places = read_json(folder / INDEX).get("weight_map")
    if not isinstance(places, dict) or not all(isinstance(one, str) for one in places.values()):
        raise ModelFormatError(f"{folder / INDEX} does not say which tensor is in which file")
    shards = sorted(set(places.values()))
    for shard in shards:
        if Path(shard).name != shard:
            raise ModelFormatError(f"{INDEX} names {shard!r}, which is outside the folder")
    return shards


def read_json(path: Path) -> dict[str, Any]:
    """Reads a JSON object of a checkpoint.

    Args:
        path: The file.

    Returns:
        The object.

    Raises:
        ModelFormatError: If the file is missing or damaged, or holds something else.
    """
    try:
        return read_json_object(path)
    except FileNotFoundError as error:
        raise ModelFormatError(
            f"{path.parent} is no model: it has no {path.name}; "
            f"it has {sorted(p.name for p in path.parent.iterdir())[:10]}"
        ) from error
