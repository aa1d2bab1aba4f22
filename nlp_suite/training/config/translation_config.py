"""Training configuration of translation."""

import dataclasses
from typing import Any

from nlp_suite.errors import InvalidInputError
from nlp_suite.models.configs.seq2seq_config import Seq2SeqConfig
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.registry import find_model_folder
from nlp_suite.training.config.data_config import DataConfig
from nlp_suite.training.config.run_config import RunConfig
from nlp_suite.training.config.tokenizer_config import TokenizerConfig
from nlp_suite.training.config.validation_config import ValidationConfig

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
                "data": {"train": "deu.txt", "splits": [0.96, 0.02, 0.02]},
                "model": {"preset": "small", "pre_norm": True},
                "optimization": {"epochs": 10},
            }
        )
        ```
    """

    data: DataConfig
    task: str = "translate"
    start_from: str | None = None
    tokenizer: TokenizerConfig = dataclasses.field(default_factory=TokenizerConfig)
    model: dict[str, Any] = dataclasses.field(default_factory=dict)
    validation: ValidationConfig = dataclasses.field(default_factory=ValidationConfig)

    def initial(self) -> ModelFolder:
        """Opens the model that `start_from` names.

        Returns:
            Its folder.

        Raises:
            ModelNotAvailableError: If there is none of that name.
            ModelFormatError: If it is damaged.
            InvalidInputError: If it was made for another task.
        """
        return find_model_folder("translate", "custom", self.start_from, None)

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
                f"architecture must be one of {ARCHITECTURES}, got {architecture!r}"
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
                self.tokenizer == TokenizerConfig(),
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
