"""CTranslate2 runtimes of the custom engine: encoding and beam options."""

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import ctranslate2
import numpy as np

from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.decoding.target_sequence import TargetSequence
from nlp_suite.engines.custom.ctranslate2_settings import CTranslate2Settings
from nlp_suite.engines.custom.runtime_interfaces import Batch
from nlp_suite.forking import NativeObject
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.text.translation_tokenizers import END, UNKNOWN


class CTranslate2EncoderRuntime:
    """Runs an encoder with CTranslate2: no TensorFlow, no torch, int8 on a CPU.

    The CTranslate2 form is made from the model folder at the first use and kept in the
    cache folder (`NLP_SUITE_CACHE`, or the platform's own place for caches); without a
    writable one it is made anew for every process.

    On a CPU each worker computes with one thread: for batches of a few hundred tokens two
    workers of one thread finish sooner than one worker of two threads.

    Args:
        folder: The model folder.
        device: "cpu", "cuda" or "auto".
        compute_type: "int8", "float32", …; the fastest that is accurate if None: int8
            on a CPU, float16 on a GPU.
        threads: Number of CPU workers; the CPUs that this process may use if None.

    Raises:
        InvalidInputError: If an argument is none of its possible values, or the device is
            not there.

    Example:
        ```python
        runtime = CTranslate2EncoderRuntime(ModelFolder.open("runs/my-encoder"))
        (hidden,) = runtime.encode([[[101, 7592, 102], [101, 102]]])  # (2, 3, D)
        ```
    """

    def __init__(
        self,
        folder: ModelFolder,
        *,
        device: str | None = None,
        compute_type: str | None = None,
        threads: int | None = None,
    ) -> None:
        self._settings = CTranslate2Settings.choose(device, compute_type, threads)
        self.settings = self._settings.described()
        self._encoder = NativeObject(
            self._settings.load(ctranslate2.Encoder, folder, _export_encoder),
            self.settings.device,
        )

    def encode(
        self, batches: Iterable[Batch], segments: Iterable[Batch] | None = None
    ) -> Iterator[np.ndarray]:
        """See `EncoderRuntime.encode`."""
        if segments is None:
            return self._settings.map(self._encode_batch, batches)
        pairs = zip(batches, segments, strict=True)
        return self._settings.map(lambda pair: self._encode_batch(*pair), pairs)

    def _encode_batch(self, batch: Batch, segments: Batch | None = None) -> np.ndarray:
        with self._encoder.use() as encoder:
            output = encoder.forward_batch(
                _lists(batch), token_type_ids=None if segments is None else _lists(segments)
            )
            hidden = output.last_hidden_state.to_device(ctranslate2.Device.cpu)
            return np.asarray(hidden.to(ctranslate2.DataType.float32))


class CTranslate2TranslationRuntime:
    """Runs a Transformer with CTranslate2: no TensorFlow, no torch, int8 on a CPU.

    The CTranslate2 form is made and kept as `CTranslate2Settings.load` says. On a CPU each
    worker computes with one thread.

    Args:
        folder: The model folder.
        device: "cpu", "cuda" or "auto".
        compute_type: "int8", "float32", …; the fastest that is accurate if None: int8
            on a CPU, float16 on a GPU.
        threads: Number of CPU workers; the CPUs that this process may use if None.

    Raises:
        InvalidInputError: If an argument is none of its possible values, or the device is
            not there.
        ModelFormatError: If the model is no Transformer, or damaged.

    Example:
        ```python
        runtime = CTranslate2TranslationRuntime(ModelFolder.open("runs/my-translator"))
        options = DecodingOptions(max_length=20)
        ((targets,),) = runtime.translate([([[5, 8, 3]], options)])
        ```
    """

    def __init__(
        self,
        folder: ModelFolder,
        *,
        device: str | None = None,
        compute_type: str | None = None,
        threads: int | None = None,
    ) -> None:
        folder.config_as(TransformerConfig)
        self._settings = CTranslate2Settings.choose(device, compute_type, threads)
        self.workers = self._settings.workers
        self.settings = self._settings.described()
        self._source_tokens = folder.read_vocabulary("source")
        self._target_tokens = folder.read_vocabulary("target")
        self._target_ids = {token: token_id for token_id, token in enumerate(self._target_tokens)}
        self._translator = NativeObject(
            self._settings.load(ctranslate2.Translator, folder, _export_transformer),
            self.settings.device,
        )

    def translate(
        self,
        batches: Iterable[tuple[Batch, DecodingOptions]],
        suppressed: Sequence[Sequence[int]] = (),
        *,
        to_copy: bool = False,
    ) -> Iterator[list[list[TargetSequence]]]:
        """See `TranslationRuntime.translate`."""
        tokens = [[self._target_tokens[token_id] for token_id in ids] for ids in suppressed]
        return self._settings.map(
            functools.partial(self._translate_batch, suppressed=tokens, to_copy=to_copy), batches
        )

    def _translate_batch(
        self,
        batch_and_options: tuple[Batch, DecodingOptions],
        suppressed: list[list[str]],
        *,
        to_copy: bool,
    ) -> list[list[TargetSequence]]:
        batch, options = batch_and_options
        sources = [[self._source_tokens[token_id] for token_id in ids] for ids in batch]
        results = self._search(sources, options, suppressed)
        first_rows: list[Sequence[float] | None] = [None] * len(batch)
        if options.attention:
            wrong = [
                i
                for i, result in enumerate(results)
                if not to_copy or any(tokens[0] == UNKNOWN for tokens in result.hypotheses)
            ]
            rows = self._first_rows([sources[i] for i in wrong], options, suppressed)
            for i, row in zip(wrong, rows, strict=True):
                first_rows[i] = row
        return [
            self._targets(result, row, options)
            for result, row in zip(results, first_rows, strict=True)
        ]

    def _search(
        self, sources: list[list[str]], options: DecodingOptions, suppressed: list[list[str]]
    ) -> list[Any]:
        with self._translator.use() as translator:
            results: list[Any] = translator.translate_batch(
                sources,
                beam_size=options.beams,
                num_hypotheses=options.n_best,
                length_penalty=options.length_penalty,
                no_repeat_ngram_size=options.no_repeat_ngram_size,
                max_decoding_length=options.max_length,
                min_decoding_length=1,
                max_input_length=0,
                return_scores=True,
                return_attention=options.attention,
                suppress_sequences=suppressed or None,
                # The end counts: hypotheses compare, and are scored, by their length with it.
                return_end_token=True,
            )
        return results

    def _first_rows(
        self, sources: list[list[str]], options: DecodingOptions, suppressed: list[list[str]]
    ) -> list[Sequence[float]]:
        # The first step of CTranslate2's beam search on a CPU gives a sentence the attention
        # of an earlier one of its batch (seen in 4.8.5). Greedy search gives its own, and at
        # the first step there is nothing yet that the two could differ in.
        first = dataclasses.replace(options, beam_size=1, n_best=1, max_length=1)
        if not sources:
            return []
        return [result.attention[0][0] for result in self._search(sources, first, suppressed)]

    def _targets(
        self, result: Any, first_row: Sequence[float] | None, options: DecodingOptions
    ) -> list[TargetSequence]:
        attentions: list[Any] = [None] * len(result.hypotheses)
        if options.attention:
            attentions = [
                [attention[0] if first_row is None else first_row, *attention[1:]]
                for attention in result.attention
            ]
        return [
            self._target(tokens, score, attention, options.length_penalty)
            for tokens, score, attention in zip(
                result.hypotheses, result.scores, attentions, strict=True
            )
        ]

    def _target(
        self,
        tokens: Sequence[str],
        score: float,
        attention: Sequence[Sequence[float]] | None,
        length_penalty: float,
    ) -> TargetSequence:
        # CTranslate2 divides by length^penalty; a mean is divided by the length.
        mean = score * len(tokens) ** (length_penalty - 1.0)
        ended = tokens[-1] == END
        ids = tuple(self._target_ids[token] for token in (tokens[:-1] if ended else tokens))
        rows = None if attention is None else np.array(attention, np.float32)[: len(ids)]
        return TargetSequence(ids, mean, rows)


def _lists(batch: Batch) -> list[list[int]]:
    return [ids.tolist() if isinstance(ids, np.ndarray) else list(ids) for ids in batch]


def _export_encoder(*arguments: object, **options: object) -> None:
    # Only where there is something to export: its imports take time.
    from nlp_suite.export.encoder import export_encoder

    export_encoder(*arguments, **options)  # type: ignore[arg-type]


def _export_transformer(*arguments: object, **options: object) -> None:
    from nlp_suite.export.transformer import export_transformer

    export_transformer(*arguments, **options)  # type: ignore[arg-type]
