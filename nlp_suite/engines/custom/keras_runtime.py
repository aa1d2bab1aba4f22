"""Keras runtimes of the custom engine, the reference: encoding, translation, generation."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

import keras
import numpy as np
from keras import ops

from nlp_suite.decoding.beam_search import beam_decode
from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.decoding.target_sequence import TargetSequence
from nlp_suite.engines.custom.runtime_interfaces import Batch
from nlp_suite.engines.interfaces import RuntimeSettings
from nlp_suite.errors import ForkedProcessError
from nlp_suite.forking import NativeObject, is_inherited
from nlp_suite.models.configs.seq2seq_config import Seq2SeqConfig
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.configured_model import ConfiguredModel
from nlp_suite.models.encoder import Encoder
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.models.saving import load_model
from nlp_suite.text.translation_tokenizers import END_ID, PAD_ID, START_ID


class KerasEncoderRuntime:
    """Runs the encoder that training uses, without a head, in float32, on Keras' current backend.

    Args:
        folder: The model folder.

    Raises:
        ForkedProcessError: If the backend was in use before a fork, and cannot be after it.

    Example:
        ```python
        runtime = KerasEncoderRuntime(ModelFolder.open("runs/my-encoder"))
        (hidden,) = runtime.encode([[[101, 7592, 102], [101, 102]]])  # (2, 3, D)
        ```
    """

    def __init__(self, folder: ModelFolder) -> None:
        _check_process()
        model = Encoder.from_pretrained(folder, dtype="float32")
        self.settings = _settings(model)
        self._model = NativeObject(model, self.settings.device)

    def encode(
        self, batches: Iterable[Batch], segments: Iterable[Batch] | None = None
    ) -> Iterator[np.ndarray]:
        """See `EncoderRuntime.encode`."""
        for batch, of_batch in _pairs(batches, segments):
            lengths = np.array([len(ids) for ids in batch])
            mask = np.arange(lengths.max()) < lengths[:, None]
            with self._model.use() as model:
                hidden = model(
                    _pad(batch, lengths.max()),
                    padding_mask=mask,
                    segment_ids=None if of_batch is None else _pad(of_batch, lengths.max()),
                    training=False,
                )
                states = ops.convert_to_numpy(hidden)
            yield states


class KerasTranslationRuntime:
    """Runs the model that training uses, in float32, on Keras' current backend.

    Args:
        folder: The model folder.

    Raises:
        ModelFormatError: If the model is no Transformer and no Seq2Seq, or damaged.
        ForkedProcessError: If the backend was in use before a fork, and cannot be after it.

    Example:
        ```python
        runtime = KerasTranslationRuntime(ModelFolder.open("runs/my-translator"))
        options = DecodingOptions(max_length=20)
        ((targets,),) = runtime.translate([([[5, 8, 3]], options)])
        ```
    """

    workers = 1

    def __init__(self, folder: ModelFolder) -> None:
        folder.config_as(TransformerConfig, Seq2SeqConfig)
        _check_process()
        model = load_model(folder, dtype="float32")
        self.settings = _settings(model)
        self._model = NativeObject(model, self.settings.device)

    def translate(
        self,
        batches: Iterable[tuple[Batch, DecodingOptions]],
        suppressed: Sequence[Sequence[int]] = (),
        *,
        to_copy: bool = False,  # noqa: ARG002
    ) -> Iterator[list[list[TargetSequence]]]:
        """See `TranslationRuntime.translate`."""
        for batch, options in batches:
            yield self._translate_batch(batch, options, suppressed)

    def _translate_batch(
        self, batch: Batch, options: DecodingOptions, suppressed: Sequence[Sequence[int]]
    ) -> list[list[TargetSequence]]:
        lengths = np.array([len(ids) for ids in batch])
        with self._model.use() as model:
            found = beam_decode(
                model,
                _pad(batch, lengths.max(), PAD_ID),
                np.arange(lengths.max()) < lengths[:, None],
                START_ID,
                END_ID,
                options.max_length or model.config.max_length,
                beam_size=options.beams,
                n_best=options.n_best,
                length_penalty=options.length_penalty,
                no_repeat_ngram_size=options.no_repeat_ngram_size,
                suppressed_sequences=suppressed,
                attention=options.attention,
            )
        return [
            [
                target
                if target.attention is None
                else target._replace(attention=target.attention[:, :length])
                for target in targets
            ]
            for targets, length in zip(found, lengths, strict=True)
        ]


class KerasGenerationRuntime:
    """Writes with the Transformer that training uses, in float32, on Keras' current backend.

    Args:
        folder: The model folder.

    Raises:
        ModelFormatError: If the model is no Transformer, or damaged.
        ForkedProcessError: If the backend was in use before a fork, and cannot be after it.

    Example:
        ```python
        runtime = KerasGenerationRuntime(ModelFolder.open("runs/my-bart"))
        options = GenerationOptions(
            max_tokens=20, min_tokens=1, beam_size=4, length_penalty=1.0, no_repeat_ngram_size=0
        )
        (target,) = runtime.generate(
            [[0, 8, 9, 2]], options, start_id=2, end_id=2, pad_id=1, prefix_ids=(0,)
        )
        ```
    """

    def __init__(self, folder: ModelFolder) -> None:
        folder.config_as(TransformerConfig)
        _check_process()
        model = load_model(folder, dtype="float32")
        self.settings = _settings(model)
        self._model = NativeObject(model, self.settings.device)

    def generate(
        self,
        batch: Batch,
        options: GenerationOptions,
        *,
        start_id: int,
        end_id: int,
        pad_id: int,
        prefix_ids: Sequence[int],
    ) -> list[TargetSequence]:
        """See `GenerationRuntime.generate`."""
        lengths = np.array([len(ids) for ids in batch])
        chosen = dataclasses.asdict(options)
        with self._model.use() as model:
            found = beam_decode(
                model,
                _pad(batch, lengths.max(), pad_id),
                np.arange(lengths.max()) < lengths[:, None],
                start_id,
                end_id,
                chosen.pop("max_tokens"),
                min_length=chosen.pop("min_tokens"),
                prefix_ids=prefix_ids,
                **chosen,
            )
        return [best for (best,) in found]


def _check_process() -> None:
    """Refuses what would hang, see `nlp_suite.forking`."""
    backend = keras.backend.backend()
    if not is_inherited(backend):
        return
    if backend != "torch":
        raise ForkedProcessError(
            f"runtime='keras' on {backend} cannot compute in a forked child of a process that has "
            "used it; start the process with multiprocessing.get_context('spawn'), or leave out "
            "runtime='keras'"
        )
    # OpenMP would wait for threads of the parent.
    import torch

    torch.set_num_threads(1)


def _settings(model: ConfiguredModel) -> RuntimeSettings:
    # Each backend has its own name for the device of a tensor.
    device = str(getattr(model.weights[0].value, "device", "cpu")).lower()
    kinds = ("cuda", "gpu", "mps", "tpu")
    kind = next((kind for kind in kinds if kind in device), "cpu")
    return RuntimeSettings("keras", kind, "float32")


def _pairs(
    batches: Iterable[Batch], segments: Iterable[Batch] | None
) -> Iterator[tuple[Batch, Batch | None]]:
    if segments is None:
        return ((batch, None) for batch in batches)
    return zip(batches, segments, strict=True)


def _pad(batch: Batch, width: int, pad_id: int = 0) -> np.ndarray:
    padded = np.full((len(batch), width), pad_id, dtype="int32")
    for row, ids in zip(padded, batch, strict=True):
        row[: len(ids)] = ids
    return padded
