"""Translation with the Transformer or the Seq2Seq of a model folder."""

import dataclasses
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Unpack

from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.batching import (
    check_batch_tokens,
    check_source_lengths,
    length_bucket,
    max_target_length,
)
from nlp_suite.engines.computed_numbers import check_computed
from nlp_suite.engines.custom.runtime_choice import make_translation_runtime
from nlp_suite.engines.custom.source_preprocessor import PreprocessedSource, SourcePreprocessor
from nlp_suite.engines.custom.target_postprocessor import TargetPostprocessor
from nlp_suite.engines.interfaces import Hypothesis
from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.load_options import MODEL_OPTIONS, DeviceKeywords, LoadOptions
from nlp_suite.models.configs.seq2seq_config import Seq2SeqConfig
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.option_signatures import with_options
from nlp_suite.progress import expect_work, finish_work
from nlp_suite.text.placeables.placeable import Placeable
from nlp_suite.text.translation_tokenizers import SPECIAL_TOKENS

# Padded source tokens of one batch, times the beams: enough for efficient matrix products, few
# enough for a CPU's caches. Half and twice as much are up to a fifth slower.
BATCH_TOKENS = 1024


class SentenceTranslator:
    """Translates sentences with the Transformer or the Seq2Seq of a model folder.

    Unknown characters and words are copied (unknown-word replacement): see `SourcePreprocessor`
    and `TargetPostprocessor`. A Seq2Seq runs on `runtime="keras"` only, its default.

    Args:
        folder: A model folder whose task is "translate".
        batch_tokens: Most padded source tokens to compute at once, times the beams; 1,024 if
            None.
        name: The model's name in results; the folder's name if None.
        **options: What computes, and where; see `nlp_suite.load_options.LoadOptions`.

    Attributes:
        engine: "custom".
        model: The model's name.
        settings: What computes, and where.
        max_source_tokens: Most tokens of a source, the end among them.
        source_language: The language that it reads, "en" say.
        target_language: The language that it writes.
        confidence: Weights of the confidence of its translations, if the folder has them.
        target_words: The words of the target language that it knows, if the folder has them.

    Raises:
        InvalidInputError: If an argument is none of its possible values.
        ModelFormatError: If the model is neither of the two, or the folder's options or
            tokenizers are not those of a translator.
        MissingDependencyError: If the Keras runtime is asked for without Keras.

    Example:
        ```python
        translator = SentenceTranslator(ModelFolder.open("runs/my-translator"))
        sources = translator.prepare(["Tom has a cat."])
        ((best,),) = translator.translate(sources, DecodingOptions())
        ```
    """

    engine = "custom"

    @with_options(LoadOptions, without=MODEL_OPTIONS)
    def __init__(
        self,
        folder: ModelFolder,
        *,
        batch_tokens: int | None = None,
        name: str | None = None,
        **options: Unpack[DeviceKeywords],
    ) -> None:
        self.model = name or folder.path.name
        self._batch_tokens = check_batch_tokens(batch_tokens, BATCH_TOKENS)
        config = folder.config_as(TransformerConfig, Seq2SeqConfig)
        if isinstance(config, Seq2SeqConfig):
            options["runtime"] = options.get("runtime") or "keras"
            if options["runtime"] == "ctranslate2":
                raise InvalidInputError(
                    "a Seq2Seq runs on runtime='keras' only, got runtime='ctranslate2'"
                )
        self._has_attention = not isinstance(config, Seq2SeqConfig) or config.attention is not None
        self._max_length = config.max_length
        own = _check_options(folder, config)
        self.max_source_tokens: int = own["max_source_tokens"]
        self.source_language: str | None = own["source_language"]
        self.target_language: str | None = own["target_language"]
        self.confidence: Mapping[str, float] | None = own.get("confidence")
        self.target_words: Collection[str] | None = folder.read_words("target")
        self._preprocessor = SourcePreprocessor(
            folder.read_tokenizer("source"), folder.read_words(), own.get("unknown_from")
        )
        self._postprocessor = TargetPostprocessor(folder.read_tokenizer("target"))
        self._runtime = make_translation_runtime(folder, options)
        self.settings = self._runtime.settings

    def prepare(
        self, sentences: Sequence[str], placeables: Sequence[Sequence[Placeable]] | None = None
    ) -> list[PreprocessedSource]:
        """Preprocesses and tokenizes sentences.

        Args:
            sentences: Sentences of any length; lone surrogates become "?".
            placeables: The placeables of each that the model shall not see: it reads an unknown
                token for each, and their targets are put where it writes one.

        Returns:
            A source of each sentence.
        """
        return self._preprocessor.preprocess(sentences, placeables)

    def tokenize_target(self, text: str) -> tuple[int, ...]:
        """Returns the ids of the tokens that a target has for a text, without the end."""
        return self._postprocessor.tokenize(text)

    def translate(
        self,
        sources: Sequence[PreprocessedSource],
        options: DecodingOptions,
        suppressed: Sequence[Sequence[int]] = (),
    ) -> list[list[Hypothesis]]:
        """Translates prepared sentences.

        Args:
            sources: What `prepare` returned, of at most `max_source_tokens` tokens each; their
                order and batching do not matter to the result.
            options: How to search; `max_length` is twice the source's length and some more
                if None, and at most the number of positions that the model knows.
            suppressed: Sequences of ids, as `tokenize_target` returns them, that no hypothesis may
                have.

        Returns:
            For each source `options.n_best` hypotheses, the best first. A sentence without
            a known character comes back as it is.

        Raises:
            InvalidInputError: If a sentence is too long.
        """
        check_source_lengths((s.num_tokens for s in sources), self.max_source_tokens, self.model)
        hypotheses = [[Hypothesis(s.before, (), 0.0, ())] * options.n_best for s in sources]
        batches = list(self._batches(sources, options.beams))
        work = (
            ([sources[i].token_ids for i in batch], self._batch_options(batch, sources, options))
            for batch in batches
        )
        found = self._runtime.translate(work, suppressed, to_copy=not options.attention)
        expect_work(sum(map(len, batches)))
        for batch, results in zip(batches, found, strict=True):
            for index, targets in zip(batch, results, strict=True):
                check_computed([one.score for one in targets], "scores", self.model)
                hypotheses[index] = [
                    self._postprocessor.postprocess(
                        sources[index], target, attention=options.attention
                    )
                    for target in targets
                ]
            finish_work(len(batch))
        return hypotheses

    def _batches(
        self, sources: Sequence[PreprocessedSource], beam_size: int
    ) -> Iterator[list[int]]:
        """Yields the indices of batches of what there is to translate, the longest first."""
        lengths = [source.num_tokens for source in sources]
        order = sorted((i for i, n in enumerate(lengths) if n > 1), key=lambda i: -lengths[i])
        # No worker shall wait while another one has all the work.
        share = sum(lengths[i] for i in order) / self._runtime.workers
        budget = min(self._batch_tokens / beam_size, share)
        batch: list[int] = []
        for i in order:
            if batch and (
                lengths[batch[0]] * (len(batch) + 1) > budget
                or length_bucket(lengths[batch[0]]) != length_bucket(lengths[i])
            ):
                yield batch
                batch = []
            batch.append(i)
        if batch:
            yield batch

    def _batch_options(
        self, batch: Sequence[int], sources: Sequence[PreprocessedSource], options: DecodingOptions
    ) -> DecodingOptions:
        """Returns how to decode a batch: with a limit, and with attention where it copies."""
        limit = max_target_length(sources[batch[0]].num_tokens, options.max_length)
        return dataclasses.replace(
            options,
            max_length=min(limit, self._max_length),
            attention=options.attention
            or (self._has_attention and any(sources[i].unknown for i in batch)),
        )


def _check_options(
    folder: ModelFolder, config: Seq2SeqConfig | TransformerConfig
) -> dict[str, Any]:
    options = dict(folder.options)
    known = (
        "source_language",
        "target_language",
        "max_source_tokens",
        "unknown_from",
        "confidence",
    )
    for key in sorted(options):
        if key not in known:
            raise ModelFormatError(f"{folder.path}: unknown option {key!r}")
    for key in known[:2]:
        if not isinstance(options.get(key), str):
            raise ModelFormatError(
                f"{folder.path}: {key} must be the code of a language, got {options.get(key)!r}"
            )
    most = options.get("max_source_tokens")
    if not isinstance(most, int) or not 2 <= most <= config.max_length:
        raise ModelFormatError(
            f"{folder.path}: max_source_tokens must be from 2 to {config.max_length}, got {most!r}"
        )
    size, special = config.source_vocabulary_size, len(SPECIAL_TOKENS)
    unknown_from = options.get("unknown_from", size)
    if not isinstance(unknown_from, int) or not special < unknown_from <= size:
        raise ModelFormatError(
            f"{folder.path}: unknown_from must be above {special} and at most {size}, "
            f"got {unknown_from!r}"
        )
    confidence = options.get("confidence", {})
    if not isinstance(confidence, dict) or not all(
        isinstance(one, int | float) and math.isfinite(one) for one in confidence.values()
    ):
        raise ModelFormatError(
            f"{folder.path}: confidence must map features to their weights, got {confidence!r}"
        )
    return options
