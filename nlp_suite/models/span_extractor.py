"""Extractive question answering model: start and end logits of answer spans."""

from pathlib import Path
from typing import Any, Self

import keras

from nlp_suite.layers.tensor import Tensor
from nlp_suite.models.configs.span_extractor_config import (
    HEAD_PARAMETERS,
    NUM_LOGITS,
    SpanExtractorConfig,
)
from nlp_suite.models.configured_model import ConfiguredModel
from nlp_suite.models.convert.checkpoint import (
    load_pretrained_encoder,
    load_pretrained_span_extractor,
)
from nlp_suite.models.encoder import Encoder
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.models.parameters import assign_parameters, named_parameters


@keras.saving.register_keras_serializable(package="nlp_suite")
class SpanExtractor(ConfiguredModel):
    """Scores each token of a question and a text as the start and as the end of the answer.

    An encoder reads both at once, the question before the text, and a linear layer makes two
    logits of each hidden state. Position 0, BERT's [CLS], stands for "no answer".

    Args:
        **config: The fields of `SpanExtractorConfig`.
        name: The model's name.
        dtype: Keras dtype or policy.
        seed: Seed of the head's weights before training; drawn anew each time if None.

    Call arguments:
        token_ids: Integer tensor of shape (B, T).
        padding_mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, T), False at
            padding. Without it every position counts as a real token.
        segment_ids: Optional integer tensor of shape (B, T), 0 at the question and 1 at the
            text; zeros if None.

    Returns:
        Logits of shape (B, T, 2), of start and end, float32 whatever the encoder computes
        in; those of padding mean nothing.

    Raises:
        InvalidInputError: If a field is unknown, missing or out of range, or a mask is of another
            shape or has other values, see `nlp_suite.layers.masks`.

    Example:
        ```python
        extractor = SpanExtractor(vocabulary_size=1000, num_layers=2, model_dim=64, num_heads=4,
                                  feed_forward_dim=256, max_length=128)
        token_ids = keras.ops.convert_to_tensor([[5, 8, 2, 0], [7, 3, 9, 4]])
        logits = extractor(token_ids, padding_mask=padding_mask(token_ids))  # (2, 4, 2)
        ```

    Reference:
        Devlin et al. 2019, "BERT", section 4.2, https://arxiv.org/abs/1810.04805
    """

    config: SpanExtractorConfig

    def __init__(
        self,
        *,
        name: str = "span_extractor",
        dtype: Any = None,
        seed: int | None = None,
        **config: Any,
    ) -> None:
        c = SpanExtractorConfig.from_dict(config)
        super().__init__(c, name=name, dtype=dtype)
        self.backbone = Encoder(name="backbone", dtype=self.dtype_policy, **c.to_dict())
        self.span_head = keras.layers.Dense(
            NUM_LOGITS,
            kernel_initializer=keras.initializers.RandomNormal(stddev=0.02, seed=seed),
            name="span_head",
            # A softmax over hundreds of tokens needs more than half precision.
            dtype="float32",
        )
        self.build((None, None))

    def build(self, token_ids_shape: tuple[int | None, ...]) -> None:
        self.span_head.build((*token_ids_shape, self.config.model_dim))
        self.built = True

    def call(
        self,
        token_ids: Tensor,
        padding_mask: Tensor | None = None,
        segment_ids: Tensor | None = None,
        training: bool | None = None,
    ) -> Tensor:
        hidden = self.backbone(
            token_ids, padding_mask=padding_mask, segment_ids=segment_ids, training=training
        )  # (B, T, D)
        return self.span_head(hidden)  # (B, T, 2)

    def compute_output_shape(
        self, token_ids_shape: tuple[int | None, ...], *_: Any
    ) -> tuple[int | None, ...]:
        return (*token_ids_shape, NUM_LOGITS)

    @classmethod
    def from_pretrained(
        cls, folder_or_hub_id: str | Path, *, revision: str | None = None, dtype: Any = None
    ) -> Self:
        """Loads a BERT or DistilBERT checkpoint with its head for question answering.

        Args:
            folder_or_hub_id: A local folder with `config.json` and safetensors weights, a
                model folder of this package, a shipped model's name, or the id of a
                repository on the Hugging Face Hub.
            revision: The commit, tag or branch to load; required for a hub id.
            dtype: Keras dtype or policy of the model.

        Returns:
            The model, filled.

        Raises:
            ModelNotAvailableError: If there is no such folder and the hub cannot give it.
            ModelFormatError: If it is of another kind, has no such head, is incomplete or has
                unknown tensors.

        Example:
            ```python
            SpanExtractor.from_pretrained("distilbert-base-cased-distilled-squad", revision="main")
            ```
        """
        config, parameters = load_pretrained_span_extractor(folder_or_hub_id, revision=revision)
        extractor = cls(**config.to_dict(), dtype=dtype)
        assign_parameters(extractor, parameters)
        return extractor

    @classmethod
    def from_encoder(
        cls,
        folder_or_hub_id: str | Path | ModelFolder,
        *,
        revision: str | None = None,
        dtype: Any = None,
        seed: int = 0,
        **changes: Any,
    ) -> Self:
        """Adds a new head to a pretrained encoder, to be fine-tuned.

        Args:
            folder_or_hub_id: Whatever `Encoder.from_pretrained` loads.
            revision: The commit, tag or branch to load; required for a hub id.
            dtype: Keras dtype or policy of the model.
            seed: Seed of the head's weights.
            **changes: Fields of the configuration that change no weight, such as `dropout`.

        Returns:
            The model.

        Raises:
            ModelNotAvailableError: If there is no such folder and the hub cannot give it.
            ModelFormatError: If it is of another kind, incomplete or has unknown tensors.
            InvalidInputError: If a change is unknown or out of its range.

        Example:
            ```python
            extractor = SpanExtractor.from_encoder("all-MiniLM-L6-v2", dropout=0.2)
            ```
        """
        config, parameters = load_pretrained_encoder(folder_or_hub_id, revision=revision)
        extractor = cls(**(config.to_dict() | changes), dtype=dtype, seed=seed)
        variables = named_parameters(extractor)
        head = {name: keras.ops.convert_to_numpy(variables[name]) for name in HEAD_PARAMETERS}
        assign_parameters(extractor, parameters | head)
        return extractor
