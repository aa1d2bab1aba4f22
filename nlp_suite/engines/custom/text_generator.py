"""Text generation with the Transformer of a model folder, such as summaries of BART."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, Unpack

from nlp_suite.arguments import shown
from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.engines.batching import check_batch_tokens, sort_into_batches
from nlp_suite.engines.computed_numbers import check_computed
from nlp_suite.engines.custom.runtime_choice import make_generation_runtime
from nlp_suite.engines.interfaces import GeneratedText
from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.load_options import MODEL_OPTIONS, DeviceKeywords, LoadOptions
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.models.folder.tokenizer_checks import tokenizer_errors
from nlp_suite.option_signatures import with_options
from nlp_suite.progress import expect_work, finish_work
from nlp_suite.text.surrogates import without_surrogates

# Padded source tokens of one batch, times the beams.
BATCH_TOKENS = 4096


class TextGenerator:
    """Writes a target to each text with the Transformer of a model folder.

    It runs on `runtime="keras"` only, its default.

    Args:
        folder: A model folder of a Transformer whose task is "summarize".
        batch_tokens: Most padded source tokens to compute at once, times the beams; 4,096 if
            None.
        name: The model's name in results; the folder's name if None.
        **options: What computes, and where; see `nlp_suite.load_options.LoadOptions`.

    Attributes:
        engine: "custom".
        model: The model's name.
        settings: What computes, and where.
        max_source_tokens: Most tokens of a text, without those before and behind it.
        max_target_tokens: Most tokens that it can write, the end among them.
        default_options: What it does where the options of a call are None, as the folder says.

    Raises:
        InvalidInputError: If an argument is none of its possible values.
        ModelFormatError: If the model is no Transformer, or the folder's options are not those
            of a generator.
        MissingDependencyError: If Keras is not installed.

    Example:
        ```python
        from nlp_suite.decoding.generation_options import GenerationOptions

        generator = TextGenerator(ModelFolder.open("runs/my-bart"))
        (written,) = generator.generate(["It rained all day."], GenerationOptions(max_tokens=20))
        ```

    Reference:
        Lewis et al. 2020, "BART: Denoising Sequence-to-Sequence Pre-training",
        https://arxiv.org/abs/1910.13461
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
        config = folder.config_as(TransformerConfig)
        options["runtime"] = options.get("runtime") or "keras"
        if options["runtime"] != "keras":
            raise InvalidInputError(
                f"a generator runs on runtime='keras' only, got runtime={options['runtime']!r}"
            )
        self._markers, self.default_options = _check_options(folder, config)
        self._tokenizer = folder.read_tokenizer()
        # A marker's name in a text is a text.
        self._tokenizer.encode_special_tokens = True
        with tokenizer_errors(folder.path):
            self._num_added = len(self._tokenizer.encode("").ids)
        self.max_source_tokens = config.max_length - self._num_added
        self.max_target_tokens = config.max_length - 1 - len(self._markers["prefix_ids"])
        self._runtime = make_generation_runtime(folder, options)
        self.settings = self._runtime.settings

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See `nlp_suite.engines.interfaces.TextGenerator.count_tokens`."""
        return [len(ids) for ids in self._encode(texts, add_special_tokens=False)]

    def generate(
        self,
        texts: Sequence[str],
        options: GenerationOptions,
        advance: Callable[[int], None] | None = None,
    ) -> list[GeneratedText]:
        """Writes a target to each text by beam search.

        Args:
            texts: Texts of at most `max_source_tokens` tokens; their order and batching do not
                matter to the result.
            options: How long, and how to search.
            advance: Called with how many more texts are done.

        Returns:
            A target for each text, in their order.

        Raises:
            InvalidInputError: If a text is too long, or an option too large for the model.
        """
        chosen = _filled(options, self.default_options, self.max_target_tokens)
        sources = self._encode(texts, add_special_tokens=True)
        for ids in sources:
            counted = len(ids) - self._num_added
            if counted > self.max_source_tokens:
                raise InvalidInputError(
                    f"a text has {counted} tokens, the model {self.model} reads at most "
                    f"{self.max_source_tokens}; split it"
                )
        written = [GeneratedText("", 0)] * len(texts)
        budget = max(1, self._batch_tokens // (chosen.beam_size or 1))
        expect_work(len(texts))
        for batch in sort_into_batches(range(len(texts)), lambda i: len(sources[i]), budget):
            found = self._runtime.generate([sources[i] for i in batch], chosen, **self._markers)
            check_computed([one.score for one in found], "scores", self.model)
            for index, target in zip(batch, found, strict=True):
                text = self._tokenizer.decode(list(target.token_ids), skip_special_tokens=True)
                written[index] = GeneratedText(text, len(target.token_ids))
            finish_work(len(batch))
            if advance is not None:
                advance(len(batch))
        return written

    def _encode(self, texts: Sequence[str], *, add_special_tokens: bool) -> list[list[int]]:
        with tokenizer_errors(f"the tokenizer of {self.model}"):
            encodings = self._tokenizer.encode_batch(
                [without_surrogates(text) for text in texts], add_special_tokens=add_special_tokens
            )
        return [encoding.ids for encoding in encodings]


def _filled(
    options: GenerationOptions, defaults: GenerationOptions, most: int
) -> GenerationOptions:
    """Fills what a call leaves open, and checks it against the model."""
    given = {
        name: value for name, value in dataclasses.asdict(options).items() if value is not None
    }
    if given.get("max_tokens", 0) > most or given.get("min_tokens", 0) > most:
        name = "max_tokens" if given.get("max_tokens", 0) > most else "min_tokens"
        raise InvalidInputError(f"{name} must be at most {most} for this model, got {given[name]}")
    filled = dataclasses.asdict(defaults) | given
    # A limit that the call sets goes before the model's own other one.
    if filled["min_tokens"] > filled["max_tokens"]:
        own = "min_tokens" if "max_tokens" in given else "max_tokens"
        filled[own] = filled["max_tokens" if own == "min_tokens" else "min_tokens"]
    return GenerationOptions(**filled)


def _check_options(
    folder: ModelFolder, config: TransformerConfig
) -> tuple[dict[str, Any], GenerationOptions]:
    options = dict(folder.options)
    prefix = options.pop("prefix_ids", [])
    if not isinstance(prefix, list) or len(prefix) > config.max_length - 2:
        raise ModelFormatError(
            f"{folder.path}: prefix_ids must be a list of at most {config.max_length - 2} token "
            f"ids, got {shown(prefix)}"
        )
    ids = {name: options.pop(name, None) for name in ("start_id", "end_id", "pad_id")}
    size = config.target_vocabulary_size
    for name, given in (*ids.items(), *(("prefix_ids", one) for one in prefix)):
        if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given < size:
            raise ModelFormatError(
                f"{folder.path}: {name} must be a token id below {size}, got {shown(given)}"
            )
    fields = [field.name for field in dataclasses.fields(GenerationOptions)]
    for key in sorted(options):
        if key not in fields:
            raise ModelFormatError(f"{folder.path}: unknown option {key!r}")
    for key in fields:
        if options.get(key) is None:
            raise ModelFormatError(f"{folder.path}: the option {key} is missing")
    try:
        defaults = GenerationOptions(**options)
    except InvalidInputError as error:
        raise ModelFormatError(f"{folder.path}: {error}") from error
    most = config.max_length - 1 - len(prefix)
    if options["max_tokens"] > most:
        raise ModelFormatError(
            f"{folder.path}: max_tokens must be at most {most}, got {options['max_tokens']}"
        )
    return {**ids, "prefix_ids": tuple(prefix)}, defaults
