"""Training run of question answering, from questions to a model folder."""

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

import nlp_suite
from nlp_suite.engines.custom.span_scorer import SpanScorer
from nlp_suite.engines.span_tokenizer import SpanTokenizer, max_text_tokens
from nlp_suite.errors import InvalidInputError
from nlp_suite.models import ModelFolder, SpanExtractor, SpanExtractorConfig, save_model
from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.configs.span_extractor_config import NUM_LOGITS
from nlp_suite.models.folder.model_folder import CARD_FILE
from nlp_suite.models.folder.writer import write_model_folder
from nlp_suite.models.parameters import assign_parameters
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.text.languages import language_name
from nlp_suite.training.config import QuestionAnsweringConfig, QuestionAnsweringDataConfig
from nlp_suite.training.losses import span_accuracy, span_cross_entropy
from nlp_suite.training.model_cards import model_card
from nlp_suite.training.question_answering.data import QuestionAnsweringData
from nlp_suite.training.question_answering.examples import QuestionAnsweringExamples
from nlp_suite.training.question_answering.temperature_scaling import (
    find_answer_temperature,
    find_temperature,
)
from nlp_suite.training.run_folder import RunFolder
from nlp_suite.training.trainer import Batch, Row
from nlp_suite.training.training_run import TrainingRun

# Validation questions that decide the temperature: the share that is right is then known to
# about one per cent.
CALIBRATION_QUESTIONS = 2000

QuestionRow = Mapping[str, Any]


class QuestionAnsweringRun(TrainingRun):
    """Training run of a reader (question answering).

    Args:
        config: The run's configuration.
        folder: See `TrainingRun`.
        environment: See `TrainingRun`.

    Raises:
        NLPSuiteError: See `TrainingRun`.
    """

    remedies: ClassVar[Mapping[str, str]] = {
        **TrainingRun.remedies,
        "encoder": "restore the model folder of model.encoder",
    }

    config: QuestionAnsweringConfig
    data: QuestionAnsweringData
    model: SpanExtractor

    def __init__(
        self, config: QuestionAnsweringConfig, folder: RunFolder, environment: dict[str, Any] | None
    ) -> None:
        self.encoder = ModelFolder.open(config.model.encoder)
        self.encoder_config = self.encoder.config_as(EncoderConfig)
        if config.data.window > self.encoder_config.max_length:
            raise InvalidInputError(
                f"data.window must be at most {self.encoder_config.max_length}, the max_length of "
                f"model.encoder, got {config.data.window}"
            )
        super().__init__(config, folder, environment)
        self._check_environment("encoder", self.encoder.fingerprint())

    def _load_data(self, *, fixed_shapes: bool) -> QuestionAnsweringData:
        train, validation = load_rows(self.config.data)
        self.validation_rows = [row for row in validation if row["answers"]["text"]]
        tokenizer = SpanTokenizer(self.encoder.read_tokenizer())
        data = self.config.data
        room = max_text_tokens(data.window, data.max_question_tokens, tokenizer.num_special_tokens)
        if room <= data.stride:
            raise InvalidInputError(
                f"data.stride must be below the {room} tokens that a window leaves to the text, "
                f"got {data.stride}"
            )
        # Any answer is right there, and one that was given twice not twice as likely.
        any_answer = dataclasses.replace(data, every_answer=False)
        return QuestionAnsweringData(
            QuestionAnsweringExamples(train, tokenizer, data),
            QuestionAnsweringExamples(validation, tokenizer, any_answer),
            tokenizer,
            self.config,
            num_segments=self.encoder_config.num_segments,
            fixed_shapes=fixed_shapes,
        )

    def _model_config(self) -> EncoderConfig:
        return self.encoder_config

    def _outputs(self) -> int:
        return NUM_LOGITS

    def _make_model(self, precision: str) -> SpanExtractor:
        c = self.config
        changes: dict[str, Any] = c.model.changes()
        if isinstance(self.encoder_config, SpanExtractorConfig):
            model = SpanExtractor(dtype=precision, **self.encoder_config.to_dict() | changes)
            assign_parameters(model, self.encoder.read_parameters("float32"))
        else:
            model = SpanExtractor.from_encoder(
                self.encoder, dtype=precision, seed=c.optimization.seed, **changes
            )
        model.backbone.token_embedding.trainable = not c.model.freeze_embeddings
        return model

    def _count_steps(self) -> int:
        if not (self.config.data.unanswerable or self.config.data.joined):
            return super()._count_steps()
        # Other pairs in each epoch, so other batches.
        return sum(len(self.data.plan(i)) for i in range(self.config.optimization.epochs))

    def _objective(self, model: Any, batch: Batch, training: bool) -> dict[str, Any]:
        logits = model(
            batch["token_ids"],
            padding_mask=batch["padding_mask"],
            segment_ids=batch["segment_ids"],
            training=training,
        )
        golds = batch["starts"], batch["ends"], logits, batch["candidates"]
        # Validation compares across settings of the loss.
        c = self.config
        loss = span_cross_entropy(
            *golds,
            every_gold=training and c.data.every_answer,
            label_smoothing=c.optimization.label_smoothing if training else 0.0,
        )
        return {"loss": loss, "accuracy": span_accuracy(*golds)}

    def _tokens(self, batch: Batch) -> int:
        return int(np.count_nonzero(batch["padding_mask"]))

    def _weight(self, batch: Batch) -> float:
        return int(np.count_nonzero((batch["starts"] >= 0).any(axis=1)))

    def _save_model(self, path: Path) -> None:
        data = self.config.data
        options = {
            "window": data.window,
            "stride": data.stride,
            "max_windows": data.max_windows,
            "bm25_weight": data.bm25_weight,
            "max_question_tokens": data.max_question_tokens,
            "temperature": 1.0,
            "language": data.language,
        }
        save_model(self.model, path, self.encoder.read_tokenizer(), options=options)

    def _score(self, path: Path) -> Row:
        c = self.config.validation
        rows = self.validation_rows[: c.questions]
        if not rows:
            return {}
        from nlp_suite.evaluation.question_answering import evaluate_answers

        with self._engine_options() as options:
            reader: Any = nlp_suite.load("answer", model=path, **options)
            scores = evaluate_answers(
                rows,
                lambda questions, texts: reader(questions, texts, progress=False),
                resamples=1,
                progress=False,
            )
        return {
            "validation_exact_match": scores.exact_match.score,
            "validation_f1": scores.f1.score,
        }

    def _complete(self, path: Path) -> None:
        folder = ModelFolder.open(path)
        reading = ReadingOptions.of_model(folder.options, source=str(path))
        rows = self.validation_rows[:CALIBRATION_QUESTIONS]
        with self._engine_options() as options:
            scorer = SpanScorer(folder, **options)
            temperature = find_temperature(scorer, rows, reading)
            scorer.temperature = temperature
            answer_temperature = find_answer_temperature(scorer, rows, reading)
        write_model_folder(
            path,
            folder.config,
            folder.read_parameters("float32"),
            folder.read_tokenizer(),
            card=(path / CARD_FILE).read_text(encoding="utf-8"),
            task=folder.task,
            options={
                **folder.options,
                "temperature": temperature,
                "answer_temperature": answer_temperature,
            },
        )

    def _title(self) -> str:
        return f"A reader of {language_name(self.config.data.language)} texts"

    def _card(self, metrics: Row) -> str:
        data = self.config.data
        return model_card(self._title(), (data.language,), data.train, metrics)


def load_rows(data: QuestionAnsweringDataConfig) -> tuple[list[QuestionRow], list[QuestionRow]]:
    """Loads the questions of a run.

    Args:
        data: Which.

    Returns:
        The rows to train on, and those to validate with.

    Raises:
        InvalidInputError: If there is no such file.
        DataFormatError: If one is damaged.
    """
    from nlp_suite.data import load_questions

    rows = list(load_questions(list(data.train)))
    if data.validation is not None:
        return rows, list(load_questions(data.validation))
    return split_rows(rows, data.validation_share, seed=data.seed)


def split_rows(
    rows: Iterable[QuestionRow], share: float, *, seed: int
) -> tuple[list[QuestionRow], list[QuestionRow]]:
    """Splits questions by their texts, so that no text is on both sides.

    Args:
        rows: Rows of `nlp_suite.data.load_questions`.
        share: Share of the texts of the second part.
        seed: Another seed gives another split.

    Returns:
        Both parts, in the order of the rows. Where a text goes depends on the text and the
        seed alone.

    Example:
        >>> rows = [{"context": f"Text {i}."} for i in range(1000)]
        >>> [len(part) for part in split_rows(rows, 0.1, seed=0)]
        [899, 101]
    """
    parts: tuple[list[QuestionRow], list[QuestionRow]] = ([], [])
    for row in rows:
        digest = hashlib.sha256(f"{seed}\0{row['context']}".encode("utf-8", "replace")).digest()
        parts[int.from_bytes(digest[:8], "big") < share * 2**64].append(row)
    return parts
