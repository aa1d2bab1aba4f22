"""How a translation model is told its languages: by prefixes, language tokens, or not at all."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from nlp_suite.engines.pretrained.language_codes import (
    choose_code,
    find_code,
    listed,
    plain_language,
)
from nlp_suite.errors import InvalidInputError
from nlp_suite.models.directions import Direction, agreed_language, complete_direction, language_of
from nlp_suite.text.language_tags import LanguageTag
from nlp_suite.text.languages import language_name

# What T5 was trained to translate, https://arxiv.org/abs/1910.10683, section 2.4.
_T5_PAIRS = (Direction("en", "de"), Direction("en", "fr"), Direction("en", "ro"))


class LanguageControl(NamedTuple):
    """What tells a model which languages to read and to write.

    Attributes:
        source_language: The language that it reads, its code; None if nobody says.
        target_language: The language that it writes.
        prefix: What every source begins with.
        first_token: The token that every target begins with, its id; None for none.
        start_token: What the decoder begins with, its id; None for what the checkpoint says.
        language_tokens: The ids of the tokens that stand for languages.
    """

    source_language: str | None
    target_language: str | None
    prefix: str = ""
    first_token: int | None = None
    start_token: int | None = None
    language_tokens: frozenset[int] = frozenset()

    @classmethod
    def choose(
        cls,
        config: Mapping[str, Any],
        tokenizer: Any,
        source: str | None,
        target: str | None,
        model: str,
    ) -> "LanguageControl":
        """Chooses how a model is told a direction, and sets its tokenizer to that.

        Args:
            config: The contents of the checkpoint's `config.json`.
            tokenizer: Its tokenizer.
            source: The language to translate from: a code of BCP 47, or one of the model's; None
                for the only one that the model has. Of a model with several, one that is not given
                is English, or German where the other one is English.
            target: The language to translate into.
            model: The model's name, for errors.

        Returns:
            What tells it.

        Raises:
            InvalidInputError: If the model does not have the languages, or has several and none is
                given.
        """
        request = _Request(config, tokenizer, source, target, model)
        for choose in _WAYS:
            found = choose(request)
            if found is not None:
                return found
        return cls(*request.own_languages())


class _Request(NamedTuple):
    config: Mapping[str, Any]
    tokenizer: Any
    source: str | None
    target: str | None
    model: str

    def own_languages(self) -> tuple[str | None, str | None]:
        own = (getattr(self.tokenizer, f"{side}_lang", None) for side in ("source", "target"))
        given = (self.source, self.target)
        source, target = (
            agreed_language(name, *pair, self.model)
            for name, pair in zip(("source", "target"), zip(own, given, strict=True), strict=True)
        )
        return source, target

    def completed(self, what: str) -> tuple[str, str]:
        """Returns both languages where a model has several of them."""
        if self.source is None and self.target is None:
            raise InvalidInputError(
                f"the model {self.model} {what}; pass source= and target= with two of them"
            )
        other = complete_direction(self.source, self.target)
        return self.source or other.source, self.target or other.target


def _by_language_tokens(request: _Request) -> LanguageControl | None:
    """M2M100, NLLB and mBART: a token of the source's language, and a target's first token."""
    tokenizer = request.tokenizer
    if not hasattr(tokenizer, "src_lang"):
        return None
    ids = _language_tokens(tokenizer)
    codes = [*ids]
    source, target = request.completed(f"translates between several languages ({listed(codes)})")
    own_source = choose_code(source, codes, "source", request.model)
    own_target = choose_code(target, codes, "target", request.model)
    tokenizer.src_lang = own_source
    # What makes the tokens of targets.
    tokenizer.tgt_lang = own_target
    # The first mBART was trained to begin with the language, all others to write it first.
    begins = type(tokenizer).__name__ in ("MBartTokenizer", "MBartTokenizerFast")
    return LanguageControl(
        plain_language(own_source),
        plain_language(own_target),
        first_token=None if begins else ids[own_target],
        start_token=ids[own_target] if begins else None,
        language_tokens=frozenset(ids.values()),
    )


def _language_tokens(tokenizer: Any) -> dict[str, int]:
    codes = getattr(tokenizer, "lang_code_to_id", None)
    if codes is None:
        pattern = re.compile("[a-z]{2,3}_[A-Z][A-Za-z]{1,3}")
        special = filter(pattern.fullmatch, tokenizer.all_special_tokens)
        codes = {code: tokenizer.convert_tokens_to_ids(code) for code in special}
    return {code: one for code, one in codes.items() if one != tokenizer.unk_token_id}


def _by_target_token(request: _Request) -> LanguageControl | None:
    """Marian: where it has several targets, a token in front of the source, such as ">>deu<<"."""
    if getattr(request.tokenizer, "supported_language_codes", None) is None:
        return None
    vocabulary = request.tokenizer.encoder
    codes = [one[2:-2] for one in vocabulary if one.startswith(">>") and one.endswith("<<")]
    if not codes:
        # So that ">>", with which a text may begin, does not make a language of its first words.
        return LanguageControl(*request.own_languages(), prefix=" ")
    own = getattr(request.tokenizer, "target_lang", None)
    target = request.target
    if target is None:
        target = own if own is not None and find_code(own, codes) else None
        target = codes[0] if len(codes) == 1 else target
    if target is None:
        raise InvalidInputError(
            f"the model {request.model} writes several languages ({listed(codes)}); pass target= "
            "with one of them"
        )
    code = choose_code(target, codes, "target", request.model)
    source, _ = request._replace(target=None).own_languages()
    return LanguageControl(source, plain_language(code), prefix=f">>{code}<< ")


def _by_task_prefix(request: _Request) -> LanguageControl | None:
    """T5: words in front of the source, such as "translate English to German: "."""
    prefixes = _task_prefixes(request.config)
    prefix = request.config.get("prefix")
    is_t5 = request.config.get("model_type") == "t5"
    if not prefixes and isinstance(prefix, str):
        return LanguageControl(*request.own_languages(), prefix=prefix)
    if not prefixes and is_t5:
        prefixes = {pair: _t5_prefix(pair) for pair in _T5_PAIRS}
    if not prefixes:
        return None
    pairs = ", ".join(map(str, prefixes))
    if request.source is None and request.target is None and len(prefixes) == 1:
        ((direction, prefix),) = prefixes.items()
        return LanguageControl(*direction, prefix=prefix)
    source, target = request.completed(f"translates several pairs of languages ({pairs})")
    keys = tuple(LanguageTag.parse(one).key for one in (source, target))
    for direction, prefix in prefixes.items():
        if tuple(LanguageTag.parse(one).key for one in direction) == keys:
            own_source, own_target = map(language_of, direction)
            return LanguageControl(own_source, own_target, prefix=prefix)
    raise InvalidInputError(
        f"the model {request.model} translates {pairs}, got {source} to {target}; one that was "
        "trained for another pair says its prefix in the task_specific_params of its config.json"
    )


def _task_prefixes(config: Mapping[str, Any]) -> dict[Direction, str]:
    tasks = config.get("task_specific_params")
    found = {}
    for task, settings in tasks.items() if isinstance(tasks, dict) else ():
        match = re.fullmatch("translation_([A-Za-z-]+)_to_([A-Za-z-]+)", task)
        prefix = settings.get("prefix") if isinstance(settings, dict) else None
        if match is not None and isinstance(prefix, str):
            found[Direction(match[1], match[2])] = prefix
    return found


def _t5_prefix(direction: Direction) -> str:
    return f"translate {language_name(direction.source)} to {language_name(direction.target)}: "


_WAYS: tuple[Callable[[_Request], LanguageControl | None], ...] = (
    _by_language_tokens,
    _by_target_token,
    _by_task_prefix,
)
