"""Abstractive summaries with an encoder-decoder of the Hugging Face Hub."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Unpack

import torch
from transformers import AutoModelForSeq2SeqLM, LogitsProcessor, LogitsProcessorList
from transformers.cache_utils import DynamicCache, EncoderDecoderCache

from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.engines.batching import check_batch_tokens, sort_into_batches
from nlp_suite.engines.computed_numbers import check_computed
from nlp_suite.engines.interfaces import GeneratedText
from nlp_suite.engines.pretrained.generation_settings import TOKEN_SETTINGS, GenerationSettings
from nlp_suite.engines.pretrained.pretrained_checkpoint import PretrainedCheckpoint, most_tokens
from nlp_suite.engines.pretrained.torch_encoder import pad, padding_id
from nlp_suite.engines.pretrained.torch_settings import TorchSettings
from nlp_suite.engines.pretrained.transformers_output import quiet_transformers
from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.forking import ForkSafeLock, NativeObject, native_call
from nlp_suite.load_options import MODEL_OPTIONS, DeviceKeywords, LoadOptions
from nlp_suite.models.hub.checkpoint_tasks import checkpoint_tasks
from nlp_suite.option_signatures import with_options
from nlp_suite.progress import expect_work, finish_work
from nlp_suite.text.surrogates import without_surrogates

# Padded tokens of one batch, of sources and targets, times the beams: decoding reads all weights
# for each token, so that many texts cost little more than one. A GPU wants more of them.
BATCH_TOKENS = {"cpu": 16_384, "cuda": 131_072, "mps": 65_536}
# A number that no target has where positions are relative.
UNLIMITED = 100_000
# How SentencePiece writes a space. Its models were trained on texts without other white space.
_WORD_START = "▁"
# How Pegasus writes the end of a line.
_LINE_END = "<n>"
_PEGASUS = ("pegasus", "pegasus_x", "bigbird_pegasus")


class TextGenerator:
    """Writes summaries with an encoder-decoder: BART, Pegasus, T5, mBART, mT5, LED and the like.

    Args:
        folder: The checkpoint.
        task: The key of its `task_specific_params` that holds.
        batch_tokens: Most padded tokens to compute at once, of sources and targets, times the
            beams; if None, 16,384 on a CPU, and more elsewhere.
        name: The model's name in results; the folder's name if None.
        **options: What computes, and where; see `nlp_suite.load_options.LoadOptions`.

    Attributes:
        engine: "pretrained".
        model: The model's name.
        settings: What computes, and where.
        max_source_tokens: Most tokens of a text, without special tokens and the prefix.
        max_target_tokens: Most tokens that the model can write.
        default_options: What the checkpoint does where the options of a call are None.
        prefix: What is put before every text, such as "summarize: " for T5.

    Raises:
        InvalidInputError: If an argument is none of its possible values.
        ModelFormatError: If the checkpoint is damaged, or holds no encoder-decoder.

    Example:
        ```python
        from nlp_suite.decoding.generation_options import GenerationOptions
        from nlp_suite.engines.pretrained.text_generator import TextGenerator

        generator = TextGenerator("runs/bart-cnn", threads=4)
        texts = ["Tin melts at 232 degrees, and lead at 327.", "Tom sleeps. Ann reads."]
        first, second = generator.generate(texts, GenerationOptions(max_tokens=20))
        ```

    Reference:
        Lewis et al. 2020, "BART", https://arxiv.org/abs/1910.13461
    """

    engine = "pretrained"

    @with_options(LoadOptions, without=MODEL_OPTIONS)
    def __init__(
        self,
        folder: str | Path,
        *,
        task: str = "summarization",
        batch_tokens: int | None = None,
        name: str | None = None,
        **options: Unpack[DeviceKeywords],
    ) -> None:
        self._torch = TorchSettings.choose(**options)
        self.settings = self._torch.described()
        self._batch_tokens = check_batch_tokens(batch_tokens, BATCH_TOKENS[self._torch.device])
        checkpoint = PretrainedCheckpoint(folder)
        self.model = name or checkpoint.path.name
        if task == "summarization" and checkpoint_tasks(checkpoint.config) == ("translate",):
            raise ModelFormatError(
                f"{checkpoint.path} holds a translator, {checkpoint.config['model_type']!r}, which "
                "writes no summaries; call nlp_suite.translate with it, or take a model such as "
                "facebook/bart-large-cnn"
            )
        model = checkpoint.load_model(AutoModelForSeq2SeqLM, self._torch)
        self._model = NativeObject(model, self._torch.device)
        self._tokenizer = checkpoint.load_tokenizer(model)
        # It is changed by being used.
        self._tokenizing = ForkSafeLock()
        self._pad_id = padding_id(model, self._tokenizer)
        self._special = _special_ids(self._tokenizer)
        self._has_one_space = _knows(self._tokenizer, _WORD_START)
        kind = str(checkpoint.config["model_type"])
        self._has_global_attention = kind == "led"
        self._line_end = _LINE_END if kind in _PEGASUS else None

        source_positions, target_positions = _positions(model, self._tokenizer)
        # The decoder's start takes one of the positions.
        self.max_target_tokens = target_positions - 1
        self._generation = GenerationSettings.read(
            checkpoint.path, checkpoint.config, task, self.max_target_tokens
        )
        self.default_options = self._generation.options
        self.prefix = self._generation.prefix
        self._num_added = len(self._tokenize([""])[0])
        self.max_source_tokens = source_positions - self._num_added
        if self.max_source_tokens < 1:
            raise ModelFormatError(
                f"{checkpoint.path}: the model reads {source_positions} tokens, and "
                f"{self._num_added} of them are taken by special tokens and the prefix "
                f"{self.prefix!r}; take another checkpoint"
            )
        tokens = {name: getattr(model.generation_config, name, None) for name in TOKEN_SETTINGS}
        if self._generation.forced_end is not None:
            tokens["forced_eos_token_id"] = self._generation.forced_end
        _check_ids(checkpoint.path, tokens, model.get_output_embeddings().weight.shape[0])
        ends = tokens["eos_token_id"]
        self._end_ids = frozenset(ends if isinstance(ends, list) else [ends])
        model.generation_config = type(model.generation_config)(**tokens)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Counts the tokens of texts.

        Args:
            texts: Texts of any length.

        Returns:
            How many tokens each has, without special tokens and the prefix.
        """
        return [self._num_tokens(ids) for ids in self._tokenize(texts)]

    def generate(
        self,
        texts: Sequence[str],
        options: GenerationOptions,
        advance: Callable[[int], None] | None = None,
    ) -> list[GeneratedText]:
        """Writes a summary of each text.

        Args:
            texts: Texts of at most `max_source_tokens` tokens; their order and batching do not
                matter to the result.
            options: How long, and how to search.
            advance: Called with how many more texts are done.

        Returns:
            A summary of each, in their order; an empty one of a text without a token.

        Raises:
            InvalidInputError: If a text is too long, or the model cannot write as many tokens.
            ModelFormatError: If the model computes what is no number.
        """
        rows = self.generate_ids(texts, options, advance)
        return [self.detokenize(ids) for ids in rows]

    def generate_ids(
        self,
        texts: Sequence[str],
        options: GenerationOptions,
        advance: Callable[[int], None] | None = None,
    ) -> list[list[int]]:
        """Writes the tokens of a summary of each text.

        Args:
            texts: As for `generate`.
            options: As for `generate`.
            advance: As for `generate`.

        Returns:
            The token ids of each, without the decoder's start, the end among them.

        Raises:
            InvalidInputError: As for `generate`.
            ModelFormatError: As for `generate`.
        """
        chosen = self._generation.complete(options)
        max_tokens, beams = chosen.max_tokens or 1, chosen.beam_size or 1
        if max_tokens > self.max_target_tokens:
            raise InvalidInputError(
                f"max_tokens is {max_tokens}, and the model {self.model} writes at most "
                f"{self.max_target_tokens}"
            )
        sources = self._tokenize(texts)
        for ids in sources:
            if self._num_tokens(ids) > self.max_source_tokens:
                raise InvalidInputError(
                    f"a text has {self._num_tokens(ids)} tokens, the model {self.model} reads at "
                    f"most {self.max_source_tokens}; split it"
                )
        written: list[list[int]] = [[] for _ in texts]
        known = [i for i, text in enumerate(texts) if text.strip() and self._num_tokens(sources[i])]
        if advance is not None and len(known) < len(texts):
            advance(len(texts) - len(known))
        expect_work(len(known))
        batches = sort_into_batches(
            known, lambda i: len(sources[i]) + max_tokens, max(1, self._batch_tokens // beams)
        )
        for batch in batches:
            for i, ids in zip(
                batch, self._search([sources[i] for i in batch], chosen), strict=True
            ):
                written[i] = ids
            finish_work(len(batch))
            if advance is not None:
                advance(len(batch))
        return written

    def _search(
        self, batch: Sequence[Sequence[int]], options: GenerationOptions
    ) -> list[list[int]]:
        inputs: dict[str, Any] = pad(batch, self._pad_id, self._torch.device)
        if self._has_global_attention:
            # As the model was trained to summarize: the first token attends to all, and all to it.
            first = torch.zeros_like(inputs["input_ids"])
            first[:, 0] = 1
            inputs["global_attention_mask"] = first
        search = dict(self._generation.search)
        if (options.beam_size or 1) > 1:
            search["length_penalty"] = options.length_penalty
        else:
            search.pop("early_stopping", None)
        largest = _LargestLogit()
        with self._model.use() as model, quiet_transformers(), self._torch.computing():
            rows = model.generate(
                **inputs,
                **search,
                do_sample=False,
                num_beams=options.beam_size,
                max_new_tokens=options.max_tokens,
                min_new_tokens=options.min_tokens,
                no_repeat_ngram_size=options.no_repeat_ngram_size,
                past_key_values=_BeamCache(DynamicCache(), DynamicCache()),
                logits_processor=LogitsProcessorList([largest]),
                use_cache=True,
            ).tolist()
        check_computed(largest.values(), "logits", self.model)
        return [self._until_end(row[1:]) for row in rows]

    def _tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        if not texts:
            return []
        asked = [self.prefix + without_surrogates(text) for text in texts]
        if self._has_one_space:
            # Not every release of transformers leaves that to the tokenizer.
            asked = [" ".join(text.split()) for text in asked]
        with native_call(), self._tokenizing, quiet_transformers():
            # The name of a special token, "</s>" say, is text like any other.
            found = self._tokenizer(asked, split_special_tokens=True, return_attention_mask=False)
        rows: list[list[int]] = found["input_ids"]
        return rows

    def _num_tokens(self, ids: Sequence[int]) -> int:
        # The prefix alone may end in a space, a token that a text takes in.
        return max(0, len(ids) - self._num_added)

    def _until_end(self, ids: list[int]) -> list[int]:
        end = next((i for i, one in enumerate(ids) if one in self._end_ids), len(ids) - 1)
        return ids[: end + 1]

    def detokenize(self, ids: Sequence[int]) -> GeneratedText:
        """Writes the text of tokens.

        Args:
            ids: Token ids, as `generate_ids` returns them.

        Returns:
            Their text without special tokens, and without spaces at its ends; a line for each that
            Pegasus writes.
        """
        kept = [one for one in ids if one not in self._special]
        with native_call(), self._tokenizing:
            text: str = self._tokenizer.decode(kept, clean_up_tokenization_spaces=False)
        if self._line_end is not None:
            text = "\n".join(part.strip() for part in text.split(self._line_end))
        return GeneratedText(text.strip(), len(kept))


class _BeamCache(EncoderDecoderCache):
    """Key/value cache of a beam search, the keys and values of the source left where they are."""

    def reorder_cache(self, beam_idx: torch.LongTensor) -> None:
        # The hypotheses of a text change places among themselves only, and have one source.
        self.self_attention_cache.reorder_cache(beam_idx)


class _LargestLogit(LogitsProcessor):
    """Keeps the largest logit of each step, which is no number where any is none."""

    def __init__(self) -> None:
        self._largest: list[torch.Tensor] = []

    def __call__(self, _input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        self._largest.append(scores.amax())
        return scores

    def values(self) -> list[float]:
        return torch.stack(self._largest).tolist() if self._largest else []


def _special_ids(tokenizer: Any) -> frozenset[int]:
    # A tokenizer of no class of its own knows some only by what its file says of them.
    added = tokenizer.added_tokens_decoder.items()
    return frozenset(tokenizer.all_special_ids) | {i for i, token in added if token.special}


def _knows(tokenizer: Any, piece: str) -> bool:
    found = tokenizer.convert_tokens_to_ids(piece)
    return found is not None and found != tokenizer.unk_token_id


def _positions(model: Any, tokenizer: Any) -> tuple[int, int]:
    """Finds how many tokens a model can read, and how many it can write."""
    config = model.config
    source = getattr(config, "max_encoder_position_embeddings", None)
    source = most_tokens(model, tokenizer) if source is None else source
    target = getattr(config, "max_decoder_position_embeddings", None)
    target = getattr(config, "max_position_embeddings", None) if target is None else target
    return min(int(source), tokenizer.model_max_length), int(target or UNLIMITED)


def _check_ids(path: Path, tokens: dict[str, Any], vocabulary: int) -> None:
    if tokens["decoder_start_token_id"] is None and tokens["bos_token_id"] is None:
        raise ModelFormatError(
            f"{path}: the configuration has no decoder_start_token_id; add it, it is the id that "
            "a summary begins with"
        )
    for name, value in tokens.items():
        ids = [value]
        while any(isinstance(one, list) for one in ids):
            ids = [each for one in ids for each in (one if isinstance(one, list) else [one])]
        for one in ids:
            if one is not None and not (isinstance(one, int) and 0 <= one < vocabulary):
                raise ModelFormatError(
                    f"{path}: {name} is {one!r}, and the model has {vocabulary} tokens, from 0; "
                    "copy the checkpoint again"
                )
