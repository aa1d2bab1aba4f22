"""Training configuration of translation."""

import dataclasses
import math
from typing import Any

from nlp_suite.arguments import shown
from nlp_suite.config import Config
from nlp_suite.errors import InvalidInputError
from nlp_suite.models.configs.seq2seq_config import Seq2SeqConfig
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.find import find_model_folder
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.text.languages import check_language
from nlp_suite.text.translation_tokenizers import SPECIAL_TOKENS
from nlp_suite.training.config.base import RunConfig


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TranslationDataConfig(Config):
    """The section `[data]` of a translator: the sentence pairs to train on.

    Attributes:
        train: A file, or two files of lines, that `nlp_suite.data.load_parallel` reads.
        source_language: The language to translate from: its code of ISO 639, such as "fr".
        target_language: The language to translate into.
        source_column: Name of the column of the source language where columns have names.
        target_column: Name of the column of the target language.
        validation: The same, for validation; if None, a part of `train` is. It is not checked
            whether the two have sentences in common.
        splits: The shares of `train` for training, validation and test where there is no
            `validation`; the third is left alone.
        rows: How many pairs to take from the beginning of `train`; all if None.
        clean: "ascii" for lower case letters without accents and punctuation; None to keep the
            sentences as they are.
        seed: Another seed gives other splits.
        max_tokens: Pairs with a longer side, the end counted, are left out of training and
            of the validation's loss and accuracy.
        noise: Share of the pairs of an epoch that `noisy_pair` augments: sources without
            capital letters or punctuation, or with unknown words that are to be copied.
        bpe_dropout: BPE-dropout: probability in training that a token of byte pair encoding
            is split into the two that it was merged from.
        rare_repeats: Oversampling: how often a pair with a rare source word is in an epoch.
        rare_below: In how many training sentences a word is not rare any more.
    """

    train: str | tuple[str, str]
    source_language: str
    target_language: str
    source_column: str = "source"
    target_column: str = "target"
    validation: str | tuple[str, str] | None = None
    splits: tuple[float, float, float] = (0.8, 0.1, 0.1)
    rows: int | None = None
    clean: str | None = None
    seed: int = 0
    max_tokens: int = 128
    noise: float = 0.0
    bpe_dropout: float = 0.0
    rare_repeats: int = 1
    rare_below: int = 20

    def _check(self) -> None:
        check_language("source_language", self.source_language)
        check_language("target_language", self.target_language)
        self._require(
            "splits",
            min(self.splits) >= 0 and math.isclose(sum(self.splits), 1, abs_tol=1e-6),
            "be three shares with a sum of 1",
        )
        self._require("clean", self.clean in (None, "ascii"), "be 'ascii' or left out")
        self._require("rows", self.rows is None or self.rows >= 1, "be at least 1 or left out")
        self._require("seed", 0 <= self.seed < 2**32, "be from 0 to 2**32 - 1")
        self._require("max_tokens", self.max_tokens >= 2, "be at least 2")
        self._require_share("noise", "bpe_dropout")
        self._require_positive("rare_repeats", "rare_below")


# Room for it is made before the first token is learned.
MOST_TOKENS = 1_000_000


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TranslationTokenizerConfig(Config):
    """The section `[tokenizer]` of a translator, see `nlp_suite.text.train_tokenizers`.

    Attributes:
        kind: "bpe", or "word" for a token a word.
        vocabulary_size: Largest number of tokens; 0, for "word" only, for every word.
        joint: Whether both sides have the same tokens.
    """

    kind: str = "bpe"
    vocabulary_size: int = 8000
    joint: bool = True

    def _check(self) -> None:
        self._require_one_of("kind", ("bpe", "word"))
        unlimited = self.kind == "word" and self.vocabulary_size == 0
        self._require(
            "vocabulary_size",
            unlimited or len(SPECIAL_TOKENS) < self.vocabulary_size <= MOST_TOKENS,
            f"be above {len(SPECIAL_TOKENS)} and at most {MOST_TOKENS:,}, or 0 with kind='word'",
        )


METRICS = ("bleu", "chrf", "loss")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TranslationValidationConfig(Config):
    """The section `[validation]` of a translator: how it is evaluated in training.

    Attributes:
        metric: Which epoch is the best: by "loss", "bleu" or "chrf".
        sentences: Number of validation sentences that are translated after each epoch for
            BLEU and chrF; 0 for none.
        beam_size: Number of hypotheses of that translation.
        runtime: "ctranslate2" or "keras", with which they are translated.
    """

    metric: str = "loss"
    sentences: int = 500
    beam_size: int = 1
    runtime: str = "ctranslate2"

    def _check(self) -> None:
        self._require_one_of("metric", METRICS)
        self._require("sentences", self.sentences >= 0, "be 0 or more")
        self._require_positive("beam_size")
        self._require_one_of("runtime", ("ctranslate2", "keras"))
        self._require(
            "metric",
            self.metric == "loss" or self.sentences > 0,
            "be 'loss' where no sentences are translated",
        )


ARCHITECTURES = ("transformer", "seq2seq")
_DROPOUTS = ("dropout", "attention_dropout")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TranslationConfig(RunConfig):
    """Configuration of a training run of translation.

    Attributes:
        folder: The run's folder, made if it is not there. This path and those in `data` start
            at the working directory, not at the TOML file.
        data: The sentence pairs to train on.
        task: "translate".
        start_from: A shipped model's name or a model folder whose weights and tokenizers the run
            starts with. `tokenizer` is then left out, and so is `model` but for its dropout.
        tokenizer: How they are tokenized.
        model: A `preset` of `TransformerConfig.preset`, and any of the fields of
            `TransformerConfig` that shall differ from it, without the vocabulary sizes. With
            `architecture` "seq2seq" in place of "transformer", any fields of `Seq2SeqConfig`.
        optimization: How the model is trained.
        validation: How it is evaluated.

    Example:
        ```python
        config = TranslationConfig.from_dict(
            {
                "folder": "runs/translator",
                "data": {
                    "train": "deu.txt",
                    "source_language": "en",
                    "target_language": "de",
                    "splits": [0.96, 0.02, 0.02],
                },
                "model": {"preset": "small", "pre_norm": True},
                "optimization": {"epochs": 10},
            }
        )
        ```
    """

    data: TranslationDataConfig
    task: str = "translate"
    start_from: str | None = None
    tokenizer: TranslationTokenizerConfig = dataclasses.field(
        default_factory=TranslationTokenizerConfig
    )
    model: dict[str, Any] = dataclasses.field(default_factory=dict)
    validation: TranslationValidationConfig = dataclasses.field(
        default_factory=TranslationValidationConfig
    )

    def initial(self) -> ModelFolder:
        """Opens the model that `start_from` names.

        Returns:
            Its folder.

        Raises:
            ModelNotAvailableError: If there is none of that name.
            ModelFormatError: If it is damaged.
            InvalidInputError: If it was made for another task.
        """
        return find_model_folder("translate", self.start_from)

    def model_config(self, source_size: int, target_size: int) -> Seq2SeqConfig | TransformerConfig:
        """Returns the model's constructor arguments for the sizes of the vocabularies.

        Args:
            source_size: Number of token ids of the source.
            target_size: Number of token ids of the target.

        Returns:
            The model's constructor arguments.

        Raises:
            InvalidInputError: If the section `[model]` has an unknown key or a value out of
                range.
        """
        fields = dict(self.model)
        if self.start_from is not None:
            before = self.initial().config_as(TransformerConfig, Seq2SeqConfig)
            if isinstance(before, Seq2SeqConfig):
                self._check_runtime()
            return before.from_dict(before.to_dict() | fields)
        sizes = {"source_vocabulary_size": source_size, "target_vocabulary_size": target_size}
        architecture = fields.pop("architecture", "transformer")
        if architecture not in ARCHITECTURES:
            raise InvalidInputError(
                f"architecture must be one of {ARCHITECTURES}, got {shown(architecture)}"
            )
        if architecture == "seq2seq":
            return Seq2SeqConfig.from_dict(sizes | fields)
        return TransformerConfig.preset(fields.pop("preset", "base"), **sizes, **fields)

    def _check_runtime(self) -> None:
        runtime = self.validation.runtime
        if self.validation.sentences and runtime != "keras":
            raise InvalidInputError(
                f"validation.runtime must be 'keras' for a seq2seq, got {runtime!r}"
            )

    def _check(self) -> None:
        self._require_one_of("task", ("translate",))
        for key in ("source_vocabulary_size", "target_vocabulary_size"):
            self._require("model", key not in self.model, f"leave out {key}, the data decides it")
        self._require(
            "model",
            self.tokenizer.joint or not self.model.get("shared_embedding"),
            "have no shared_embedding where the tokenizer is not joint",
        )
        preset = self.model.get("preset", "base")
        self._require("model", isinstance(preset, str), "have a str as its preset")
        if self.start_from is not None:
            self._require(
                "model",
                self.model.keys() <= set(_DROPOUTS),
                f"have no keys but {' and '.join(_DROPOUTS)} where start_from gives the rest",
            )
            self._require(
                "tokenizer",
                self.tokenizer == TranslationTokenizerConfig(),
                "be left out, start_from has tokenizers",
            )
            return
        # Whatever else is wrong with the section is said before any data is read.
        try:
            model = self.model_config(100, 100)
        except InvalidInputError as error:
            raise InvalidInputError(f"model: {error}") from error
        if isinstance(model, Seq2SeqConfig):
            self._check_runtime()
            return
        longest = self.data.max_tokens if model.positions == "learned" else 2
        if model.max_length < longest:
            raise InvalidInputError(
                f"model.max_length must be at least {longest}"
                f"{', which is data.max_tokens' if longest > 2 else ''}, got {model.max_length}"
            )
