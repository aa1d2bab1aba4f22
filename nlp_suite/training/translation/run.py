"""Training run of translation, from sentence pairs to a model folder."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

import nlp_suite
from nlp_suite.data import load_parallel
from nlp_suite.evaluation import score_translations
from nlp_suite.layers import padding_mask
from nlp_suite.models import Seq2Seq, Seq2SeqConfig, Transformer, TransformerConfig, save_model
from nlp_suite.models.parameters import assign_parameters
from nlp_suite.text.languages import language_name
from nlp_suite.text.translation_tokenizers import PAD_ID
from nlp_suite.training.config import TranslationConfig, TranslationDataConfig
from nlp_suite.training.losses import masked_accuracy, masked_cross_entropy
from nlp_suite.training.model_cards import model_card
from nlp_suite.training.run_folder import RunFolder
from nlp_suite.training.trainer import Batch, Row
from nlp_suite.training.training_run import TrainingRun
from nlp_suite.training.translation.data import TranslationData

if TYPE_CHECKING:
    import datasets


class TranslationRun(TrainingRun):
    """Training run of a translator.

    Args:
        config: The run's configuration.
        folder: See `TrainingRun`.
        environment: See `TrainingRun`.

    Raises:
        NLPSuiteError: See `TrainingRun`.
    """

    remedies: ClassVar[Mapping[str, str]] = {
        **TrainingRun.remedies,
        "start_from": "restore the model that it started from (the values are its hashes)",
    }

    config: TranslationConfig
    data: TranslationData
    model: Seq2Seq | Transformer

    def __init__(
        self, config: TranslationConfig, folder: RunFolder, environment: dict[str, Any] | None
    ) -> None:
        if config.validation.sentences:
            # A missing package shall not end the first epoch.
            score_translations([""], [""], resamples=1)
        self.initial = None if config.start_from is None else config.initial()
        super().__init__(config, folder, environment)
        if self.initial is not None:
            self._check_environment("start_from", self.initial.fingerprint())

    def _load_data(self, *, fixed_shapes: bool) -> TranslationData:
        given = None
        if self.initial is not None:
            given = self.initial.read_tokenizer("source"), self.initial.read_tokenizer("target")
        return TranslationData.load(
            _load_pairs(self.config.data),
            self.config,
            tokenizers=self.folder.read_tokenizers() if self.started else given,
            fixed_shapes=fixed_shapes,
        )

    def _model_config(self) -> Seq2SeqConfig | TransformerConfig:
        source, target = (tokenizer.get_vocab_size() for tokenizer in self.data.tokenizers)
        return self.config.model_config(source, target)

    def _make_model(self, precision: str) -> Seq2Seq | Transformer:
        config = self._model_config()
        kind = Seq2Seq if isinstance(config, Seq2SeqConfig) else Transformer
        model = kind(dtype=precision, **config.to_dict())
        if self.initial is not None:
            assign_parameters(model, self.initial.read_parameters(dtype="float32"))
        return model

    def _objective(self, model: Any, batch: Batch, training: bool) -> dict[str, Any]:
        source_ids, target_ids, labels = batch["source_ids"], batch["target_ids"], batch["labels"]
        masks = padding_mask(source_ids), padding_mask(target_ids)
        logits = model(source_ids, target_ids, *masks, training=training)
        mask = padding_mask(labels)
        # Validation compares across settings of the smoothing.
        smoothing = self.config.optimization.label_smoothing if training else 0.0
        loss = masked_cross_entropy(labels, logits, mask, label_smoothing=smoothing)
        return {"loss": loss, "accuracy": masked_accuracy(labels, logits, mask)}

    def _tokens(self, batch: Batch) -> int:
        return int(np.count_nonzero(batch["labels"] != PAD_ID))

    def _save_model(self, path: Path) -> None:
        max_source_tokens = min(self.config.data.max_tokens, self.model.config.max_length)
        save_model(
            self.model,
            path,
            self.data.tokenizers,
            options={
                "source_language": self.config.data.source_language,
                "target_language": self.config.data.target_language,
                "max_source_tokens": max_source_tokens,
            },
            words=self._words(),
        )

    def _words(self) -> frozenset[str] | None:
        if self.initial is None:
            return self.data.words
        before = self.initial.read_words()
        return None if before is None else before | self.data.words

    def _score(self, path: Path) -> Row:
        c = self.config.validation
        if not c.sentences:
            return {}
        sources, references = (side[: c.sentences] for side in self.data.validation_texts)
        with self._engine_options() as options:
            translator: Any = nlp_suite.load("translate", model=path, **options)
            translations = translator(sources, beam_size=c.beam_size, progress=False)
        scores = score_translations([str(t) for t in translations], references, resamples=1)
        return {"validation_bleu": scores.bleu.score, "validation_chrf": scores.chrf.score}

    def _title(self) -> str:
        source, target = self.config.data.source_language, self.config.data.target_language
        return f"A translator from {language_name(source)} to {language_name(target)}"

    def _card(self, metrics: Row) -> str:
        data = self.config.data
        files = (data.train,) if isinstance(data.train, str) else data.train
        languages = (data.source_language, data.target_language)
        return model_card(self._title(), languages, files, metrics)


def _load_pairs(data: TranslationDataConfig) -> "datasets.DatasetDict":
    clean: Literal["ascii"] | None = "ascii" if data.clean else None
    load = partial(
        load_parallel,
        source_column=data.source_column,
        target_column=data.target_column,
        seed=data.seed,
        clean=clean,
    )
    if data.validation is None:
        return load(data.train, splits=data.splits, rows=data.rows)
    pairs = load(data.train, splits=(1.0, 0.0, 0.0), rows=data.rows)
    pairs["validation"] = load(data.validation, splits=(0.0, 1.0, 0.0))["validation"]
    return pairs
