"""Keras runtime of the custom engine for translation, the reference."""

from collections.abc import Iterable, Iterator

import numpy as np

from nlp_suite.decoding.beam_search import beam_search
from nlp_suite.decoding.target_sequence import TargetSequence
from nlp_suite.engines.custom.translation_runtime import Batch
from nlp_suite.engines.interfaces import DecodingOptions
from nlp_suite.models.model_folder import ModelFolder
from nlp_suite.models.saving import load_model
from nlp_suite.models.seq2seq_config import Seq2SeqConfig
from nlp_suite.models.transformer_config import TransformerConfig
from nlp_suite.text.translation_tokenizers import END_ID, PAD_ID, START_ID


class KerasTranslationRuntime:
    """Runs the model that training uses, in float32, on Keras' current backend.

    Args:
        folder: The model folder.

    Raises:
        ModelFormatError: If the model is no Transformer and no Seq2Seq, or damaged.

    Example:
        ```python
        runtime = KerasTranslationRuntime(ModelFolder.open("runs/my-translator"))
        search = DecodingOptions(max_length=20)
        ((targets,),) = runtime.translate([([[5, 8, 3]], search)])
        ```
    """

    workers = 1

    def __init__(self, folder: ModelFolder) -> None:
        folder.config_as(TransformerConfig, Seq2SeqConfig)
        self._model = load_model(folder.path, dtype="float32")

    def translate(
        self, batches: Iterable[tuple[Batch, DecodingOptions]]
    ) -> Iterator[list[list[TargetSequence]]]:
        """See `TranslationRuntime.translate`."""
        for batch, search in batches:
            yield self._translate_batch(batch, search)

    def _translate_batch(self, batch: Batch, search: DecodingOptions) -> list[list[TargetSequence]]:
        lengths = np.array([len(ids) for ids in batch])
        source_ids = np.full((len(batch), lengths.max()), PAD_ID, dtype="int32")
        for row, ids in zip(source_ids, batch, strict=True):
            row[: len(ids)] = ids
        found = beam_search(
            self._model,
            source_ids,
            np.arange(lengths.max()) < lengths[:, None],
            START_ID,
            END_ID,
            search.max_length or self._model.config.max_length,
            beam_size=search.beam_size,
            n_best=search.n_best,
            length_penalty=search.length_penalty,
            no_repeat_ngram_size=search.no_repeat_ngram_size,
            attention=search.attention,
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
