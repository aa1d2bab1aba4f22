"""Translation with an encoder-decoder of the Hugging Face Hub."""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Unpack

from transformers import AutoModelForSeq2SeqLM

from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.decoding.target_sequence import TargetSequence
from nlp_suite.engines.batching import (
    check_batch_tokens,
    check_source_lengths,
    length_bucket,
    max_target_length,
    sort_into_batches,
)
from nlp_suite.engines.computed_numbers import check_computed
from nlp_suite.engines.interfaces import Hypothesis
from nlp_suite.engines.pretrained.forced_decoding import score_targets
from nlp_suite.engines.pretrained.generation_settings import TOKEN_SETTINGS
from nlp_suite.engines.pretrained.language_control import LanguageControl
from nlp_suite.engines.pretrained.pretrained_checkpoint import PretrainedCheckpoint, most_tokens
from nlp_suite.engines.pretrained.torch_encoder import pad, padding_id
from nlp_suite.engines.pretrained.torch_settings import TorchSettings
from nlp_suite.engines.pretrained.transformers_output import quiet_transformers
from nlp_suite.errors import ModelFormatError
from nlp_suite.forking import ForkSafeLock, NativeObject, native_call
from nlp_suite.load_options import MODEL_OPTIONS, DeviceKeywords, LoadOptions
from nlp_suite.option_signatures import with_options
from nlp_suite.progress import expect_work, finish_work
from nlp_suite.text.placeables.placeable import Placeable
from nlp_suite.text.spans import replace_spans
from nlp_suite.text.surrogates import without_surrogates

# Padded source tokens of one batch, times the beams. A GPU wants more of them.
BATCH_TOKENS = {"cpu": 1024, "cuda": 16_384, "mps": 16_384}
# How SentencePiece writes a space.
WORD_START = "▁"


class TokenizedSource(NamedTuple):
    """A source sentence and its tokens.

    Attributes:
        text: The sentence.
        ids: Its token ids, special tokens among them.
        positions: Which of them are tokens of the text.
        copied: Nothing: the model writes what it does not know letter by letter.

    Example:
        >>> TokenizedSource("Go on", (52, 30, 0), (0, 1)).num_tokens
        3
    """

    text: str
    ids: tuple[int, ...]
    positions: tuple[int, ...]
    copied: tuple[str, ...] = ()

    @property
    def num_tokens(self) -> int:
        """Number of tokens, the end among them."""
        return len(self.ids)


class SentenceTranslator:
    """Translates sentences with an encoder-decoder, of one pair of languages or of many.

    One of many is told them when it is loaded: Marian by a token in front of a source, M2M100, NLLB
    and mBART by tokens in front of source and target, T5 by words.

    Args:
        folder: A checkpoint of Marian, M2M100, NLLB, mBART, T5, or another encoder-decoder.
        source: The language to translate from: a code of BCP 47, or one of the model's own; the
            model's only one if None.
        target: The language to translate into.
        batch_tokens: Most padded source tokens to compute at once, times the beams; if
            None, 1,024 on a CPU, and 16,384 elsewhere.
        name: The model's name in results; the folder's name if None.
        **options: What computes, and where; see `nlp_suite.load_options.LoadOptions`.

    Attributes:
        engine: "pretrained".
        model: The model's name.
        settings: What computes, and where.
        max_source_tokens: Most tokens of a source, the end and what tells the languages among
            them.
        source_language: The language that it reads, if its tokenizer or the caller says it.
        target_language: The language that it writes, if its tokenizer or the caller says it.
        confidence: None: nobody has fitted it.
        target_words: None: nobody knows them.

    Raises:
        InvalidInputError: If an argument is none of its possible values, the model does not have
            the languages, or has several and none is given.
        ModelFormatError: If the checkpoint is damaged, or holds no encoder-decoder.

    Example:
        ```python
        from nlp_suite.engines.pretrained.sentence_translator import SentenceTranslator

        translator = SentenceTranslator("runs/opus-mt")
        sources = translator.prepare(["Tom has a cat."])
        ((best,),) = translator.translate(sources, DecodingOptions())
        ```
    """

    engine = "pretrained"
    confidence: Mapping[str, float] | None = None
    target_words: Collection[str] | None = None

    @with_options(LoadOptions, without=MODEL_OPTIONS)
    def __init__(
        self,
        folder: str | Path,
        *,
        source: str | None = None,
        target: str | None = None,
        batch_tokens: int | None = None,
        name: str | None = None,
        **options: Unpack[DeviceKeywords],
    ) -> None:
        self._settings = TorchSettings.choose(**options)
        self.settings = self._settings.described()
        self._batch_tokens = check_batch_tokens(batch_tokens, BATCH_TOKENS[self._settings.device])
        checkpoint = PretrainedCheckpoint(folder)
        self.model = name or checkpoint.path.name
        _check_task(checkpoint)
        # Other kinds of attention do not give their weights away.
        model = checkpoint.load_model(
            AutoModelForSeq2SeqLM, self._settings, attn_implementation="eager"
        )
        self._model = NativeObject(model, self._settings.device)
        self._tokenizer = checkpoint.load_tokenizer(model)
        checkpoint.tokenize_as_described(self._tokenizer)
        # It has a state: which of the two languages it tokenizes.
        self._tokenizing = ForkSafeLock()
        self._control = LanguageControl.choose(
            checkpoint.config, self._tokenizer, source, target, self.model
        )
        self.source_language: str | None = self._control.source_language
        self.target_language: str | None = self._control.target_language
        self._prefix_ids = self._tokenize_prefix()
        self._special_tokens = frozenset(map(str, self._tokenizer.all_special_tokens))
        self.max_source_tokens = most_tokens(model, self._tokenizer)
        self._pad_id = padding_id(model, self._tokenizer)
        settings = model.generation_config
        kept = {name: getattr(settings, name, None) for name in TOKEN_SETTINGS}
        if self._control.start_token is not None:
            kept["decoder_start_token_id"] = self._control.start_token
        if self._control.first_token is not None:
            kept["forced_bos_token_id"] = self._control.first_token
        model.generation_config = type(settings)(**kept)
        self._bad_words: list[list[int]] = kept["bad_words_ids"] or []
        self._start_id = _start_id(checkpoint.path, kept)
        self._spaces = _as_set(self._tokenizer.convert_tokens_to_ids(WORD_START))
        self._end_ids = _as_set(kept["eos_token_id"])
        self._forbidden = _forbidden(kept)
        self._num_forced = 0 if kept["forced_bos_token_id"] is None else 1

    def _tokenize_prefix(self) -> list[int]:
        prefix = self._control.prefix.strip()
        if not prefix:
            return []
        with quiet_transformers():
            ids: list[int] = self._tokenizer(prefix, add_special_tokens=False)["input_ids"]
        return ids

    def prepare(
        self, sentences: Sequence[str], placeables: Sequence[Sequence[Placeable]] | None = None
    ) -> list[TokenizedSource]:
        """Tokenizes sentences.

        Args:
            sentences: Sentences of any length; lone surrogates become "?".
            placeables: The placeables of each; the model reads their targets in their places,
                as such models copy most of what is no word of the language that they read.

        Returns:
            A source of each sentence.
        """
        if not sentences:
            return []
        texts = [
            without_surrogates(replace_spans(text, placed, [one.target for one in placed]))
            for text, placed in zip(
                sentences, placeables or itertools.repeat((), len(sentences)), strict=True
            )
        ]
        with native_call(), self._tokenizing, quiet_transformers():
            found = self._tokenizer(
                [self._control.prefix + text for text in texts],
                # The name of a special token, "</s>" say, is text like any other.
                split_special_tokens=True,
                return_special_tokens_mask=True,
                return_attention_mask=False,
            )
        return [
            TokenizedSource(text, tuple(ids), self._positions(ids, mask))
            for text, ids, mask in zip(
                texts, found["input_ids"], found["special_tokens_mask"], strict=True
            )
        ]

    def _positions(self, ids: Sequence[int], special: Sequence[int]) -> tuple[int, ...]:
        """Returns where the tokens of a text are, without special ones and the prefix."""
        known = zip(ids, self._prefix_ids, strict=False)
        first = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], known))
        return tuple(i for i, one in enumerate(special) if not one and i >= first)

    def tokenize_target(self, text: str) -> tuple[int, ...]:
        """Returns the ids of the tokens that a target has for a text, without the end."""
        special = set(self._tokenizer.all_special_ids)
        with native_call(), self._tokenizing, quiet_transformers():
            ids = self._tokenizer(text_target=text, add_special_tokens=False)["input_ids"]
        return tuple(one for one in ids if one not in special)

    def translate(
        self,
        sources: Sequence[TokenizedSource],
        options: DecodingOptions,
        suppressed: Sequence[Sequence[int]] = (),
    ) -> list[list[Hypothesis]]:
        """Translates prepared sentences.

        Args:
            sources: What `prepare` returned, of at most `max_source_tokens` tokens each; their
                order and batching do not matter to the result.
            options: How to search; `max_length` is twice the source's length and some more
                if None, and less than the number of positions that the model knows.
            suppressed: Sequences of ids, as `tokenize_target` returns them, that no hypothesis may
                have.

        Returns:
            For each source `options.n_best` hypotheses, the best first. A sentence without
            a known token comes back as it is.

        Raises:
            InvalidInputError: If a sentence is too long.
        """
        check_source_lengths((s.num_tokens for s in sources), self.max_source_tokens, self.model)
        hypotheses = [[Hypothesis(s.text, (), 0.0, ())] * options.n_best for s in sources]
        known = [i for i, source in enumerate(sources) if self._has_known_token(source)]
        expect_work(len(known))
        for batch in _batches(known, sources, self._batch_tokens, options):
            found = self._search([sources[i].ids for i in batch], options, suppressed)
            for i, targets in zip(batch, found, strict=True):
                check_computed([one.score for one in targets], "scores", self.model)
                hypotheses[i] = [self._detokenize(sources[i], target) for target in targets]
            finish_work(len(batch))
        return hypotheses

    def _has_known_token(self, source: TokenizedSource) -> bool:
        unknown = {self._tokenizer.unk_token_id, *self._spaces}
        return any(source.ids[i] not in unknown for i in source.positions)

    def _search(
        self,
        batch: Sequence[Sequence[int]],
        options: DecodingOptions,
        suppressed: Sequence[Sequence[int]],
    ) -> list[list[TargetSequence]]:
        """Finds `n_best` targets for each of several sources of about one length."""
        inputs = pad(batch, self._pad_id, self._settings.device)
        beams: dict[str, Any] = {}
        if options.beams > 1:
            beams = {"length_penalty": options.length_penalty, "early_stopping": False}
        # What stands for the language is no part of the translation.
        limit = max_target_length(len(batch[0]), options.max_length) + self._num_forced
        forbidden = [*self._bad_words, *map(list, suppressed)]
        with self._model.use() as model, quiet_transformers(), self._settings.computing():
            rows = model.generate(
                **inputs,
                **beams,
                do_sample=False,
                num_beams=options.beams,
                num_return_sequences=options.n_best,
                no_repeat_ngram_size=options.no_repeat_ngram_size,
                bad_words_ids=forbidden or None,
                # The decoder's start takes one of the positions.
                max_new_tokens=min(limit, self.max_source_tokens - 1),
                # What is forbidden leaves its probability to the rest.
                renormalize_logits=True,
                use_cache=True,
            )
            targets = [self._until_end(row[1:]) for row in rows.tolist()]
            repeated = {
                name: tensor.repeat_interleave(options.n_best, dim=0)
                for name, tensor in inputs.items()
            }
            scored = score_targets(
                model,
                repeated,
                targets,
                self._start_id,
                forbidden=self._forbidden,
                forced=self._num_forced,
                attention=options.attention,
            )
        return [scored[i : i + options.n_best] for i in range(0, len(scored), options.n_best)]

    def _until_end(self, ids: Sequence[int]) -> list[int]:
        end = next((i for i, one in enumerate(ids) if one in self._end_ids), len(ids) - 1)
        return list(ids[: end + 1])

    def _detokenize(self, source: TokenizedSource, target: TargetSequence) -> Hypothesis:
        names = self._tokenizer.convert_ids_to_tokens(list(target.token_ids))
        places = [
            i
            for i, (one, name) in enumerate(zip(target.token_ids, names, strict=True))
            # Ids that no token has are called after the unknown one.
            if one not in self._control.language_tokens and name not in self._special_tokens
        ]
        ids = [target.token_ids[i] for i in places]
        with native_call(), self._tokenizing:
            text = self._tokenizer.decode(ids, clean_up_tokenization_spaces=False)
        attention = target.attention
        return Hypothesis(
            text.strip(),
            tuple(self._tokenizer.convert_ids_to_tokens(ids)),
            target.score,
            tuple(self._tokenizer.convert_ids_to_tokens([source.ids[i] for i in source.positions])),
            None if attention is None else attention[places][:, list(source.positions)],
        )


def _batches(
    indices: Sequence[int],
    sources: Sequence[TokenizedSource],
    tokens: int,
    options: DecodingOptions,
) -> Iterator[list[int]]:
    def length(i: int) -> int:
        return sources[i].num_tokens

    def bucket(i: int) -> int:
        return length_bucket(length(i))

    for _, group in itertools.groupby(sorted(indices, key=bucket), key=bucket):
        yield from sort_into_batches(group, length, max(1, tokens // options.beams))


def _check_task(checkpoint: PretrainedCheckpoint) -> None:
    tasks = checkpoint.config.get("task_specific_params")
    names = [str(name) for name in tasks] if isinstance(tasks, dict) else []
    if "summarization" in names and not any(name.startswith("translation") for name in names):
        raise ModelFormatError(
            f"{checkpoint.path} was made for summaries, its config.json says; take a checkpoint "
            "that translates, such as Helsinki-NLP/opus-mt-en-de"
        )


def _start_id(path: Path, settings: dict[str, Any]) -> int:
    for name in ("decoder_start_token_id", "bos_token_id"):
        if settings[name] is not None:
            return int(settings[name])
    raise ModelFormatError(
        f"{path}: the configuration has no decoder_start_token_id; add it, it is the id that a "
        "translation begins with"
    )


def _forbidden(settings: dict[str, Any]) -> list[int]:
    alone = [words[0] for words in settings["bad_words_ids"] or () if len(words) == 1]
    return sorted({*alone, *(settings["suppress_tokens"] or ())})


def _as_set(ids: int | Sequence[int] | None) -> set[int]:
    if ids is None:
        return set()
    return {ids} if isinstance(ids, int) else set(ids)
