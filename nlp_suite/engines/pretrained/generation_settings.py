"""Generation settings of a checkpoint: lengths, search, prefix and tokens."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from nlp_suite.arguments import check_number, check_switch, check_whole, shown
from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.models.folder.regular_files import read_json_object

GENERATION_CONFIG = "generation_config.json"
# What the summarization pipeline of transformers 4 did where a checkpoint did not say.
USUAL_OPTIONS = GenerationOptions(
    max_tokens=256, min_tokens=0, beam_size=4, length_penalty=1.0, no_repeat_ngram_size=0
)
# The settings that go with the weights: which tokens mean what, and which are forced or forbidden.
TOKEN_SETTINGS = (
    "decoder_start_token_id",
    "bos_token_id",
    "eos_token_id",
    "pad_token_id",
    "forced_bos_token_id",
    "forced_eos_token_id",
    "bad_words_ids",
    "suppress_tokens",
    "begin_suppress_tokens",
)

# What transformers 4 forced at the limit of a target's length, where a checkpoint without a
# generation_config.json did not say; later releases force nothing then.
_FORCED_ENDS = {
    **dict.fromkeys(("bart", "blenderbot", "blenderbot-small", "mbart", "mvp", "plbart"), 2),
    **dict.fromkeys(("pegasus", "pegasus_x"), 1),
}

# What an option is called in a checkpoint, and what is added to the value there: its lengths are
# those of a whole target, the decoder's start among them. The first that is there holds.
_NAMES = {
    "max_tokens": (("max_new_tokens", 0), ("max_length", -1)),
    "min_tokens": (("min_new_tokens", 0), ("min_length", -1)),
    "beam_size": (("num_beams", 0),),
    "length_penalty": (("length_penalty", 0),),
    "no_repeat_ngram_size": (("no_repeat_ngram_size", 0),),
}
# transformers' own max_length: files that were written with all its values have it, too.
_UNSET_LENGTH = 20
_LARGEST_PENALTY = 1e6


def _check_early_stopping(name: str, value: Any) -> None:
    if value != "never":
        check_switch(name, value)


def _check_penalty(name: str, value: Any) -> None:
    check_number(name, value, 1 / _LARGEST_PENALTY, _LARGEST_PENALTY)


# Settings of the search that are no options of a call.
_SEARCH: Mapping[str, Callable[[str, Any], None]] = {
    "early_stopping": _check_early_stopping,
    "encoder_no_repeat_ngram_size": lambda name, value: check_whole(name, value, 0),
    "encoder_repetition_penalty": _check_penalty,
    "renormalize_logits": check_switch,
    "repetition_penalty": _check_penalty,
}
# The word that T5 was trained with.
_T5_PREFIX = "summarize: "


class GenerationSettings(NamedTuple):
    """What a checkpoint says about the texts that it writes.

    Attributes:
        options: The options of a call that says nothing; none of them is None.
        search: Further settings of the search, by the names that transformers has for them.
        forced_end: The token that a target ends with at its limit, its id, where an old checkpoint
            does not say; None where it says, or its family has none.
        prefix: What every text begins with that the model reads.
    """

    options: GenerationOptions
    search: Mapping[str, Any]
    prefix: str
    forced_end: int | None = None

    @classmethod
    def read(
        cls, folder: Path, config: Mapping[str, Any], task: str, max_target_tokens: int
    ) -> "GenerationSettings":
        """Reads the settings of a checkpoint.

        What `task_specific_params` has for the task is stronger than `generation_config.json`,
        and this than `USUAL_OPTIONS`. Of a checkpoint without that file, `config.json` has its
        values. Sampling does not count: the same text always has the same target.

        Args:
            folder: The checkpoint.
            config: The contents of its `config.json`.
            task: A key of `task_specific_params`, such as "summarization".
            max_target_tokens: Most tokens that the model can write.

        Returns:
            The settings.

        Raises:
            ModelFormatError: If a setting has no possible value.

        Example:
            >>> import tempfile
            >>> config = {"model_type": "t5", "max_length": 200, "num_beams": 2}
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     settings = GenerationSettings.read(Path(folder), config, "summarization", 512)
            >>> settings.options.max_tokens, settings.options.beam_size, settings.prefix
            (199, 2, 'summarize: ')
        """
        specific = _object(folder, config.get("task_specific_params"), "task_specific_params")
        chosen = _object(folder, specific.get(task), f"task_specific_params[{task!r}]")
        try:
            general: Mapping[str, Any] = read_json_object(folder / GENERATION_CONFIG)
        except FileNotFoundError:
            general = config
        forced_end = None
        if general is config and "forced_eos_token_id" not in config:
            forced_end = _FORCED_ENDS.get(str(config.get("model_type")))
        if general.get("max_length") == _UNSET_LENGTH:
            general = {**general, "max_length": None}
        try:
            options = _read_options((chosen, general), max_target_tokens)
            search = dict(_read_search({**general, **chosen}))
        except InvalidInputError as error:
            raise ModelFormatError(
                f"{folder}: a setting of generation in {GENERATION_CONFIG} or config.json has no "
                f"possible value: {error}; copy the checkpoint again, or correct it there"
            ) from error
        return cls(options, search, _read_prefix(folder, config, chosen, task), forced_end)

    def complete(self, options: GenerationOptions) -> GenerationOptions:
        """Fills in what a call does not say.

        Args:
            options: The options of a call.

        Returns:
            Options of which none is None. A fewest number of tokens that only the checkpoint has
            gives way to the most that the call has.

        Raises:
            InvalidInputError: If the call's fewest number of tokens is more than the most that
                the checkpoint has.

        Example:
            >>> settings = GenerationSettings(USUAL_OPTIONS, {}, "")
            >>> settings.complete(GenerationOptions(beam_size=1)).max_tokens
            256
        """
        given = dataclasses.asdict(options)
        values = {
            name: getattr(self.options, name) if value is None else value
            for name, value in given.items()
        }
        if values["min_tokens"] > values["max_tokens"]:
            if given["max_tokens"] is None:
                raise InvalidInputError(
                    f"min_tokens is {shown(values['min_tokens'])}, and the model stops at "
                    f"{values['max_tokens']} tokens; pass max_tokens= as well"
                )
            values["min_tokens"] = values["max_tokens"]
        return GenerationOptions(**values)


def _object(folder: Path, value: Any, name: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ModelFormatError(
            f"{folder / 'config.json'}: {name} must be an object, got {shown(value)}; copy the "
            "checkpoint again"
        )
    return value


def _read_options(
    sources: tuple[Mapping[str, Any], ...], max_target_tokens: int
) -> GenerationOptions:
    values = dataclasses.asdict(USUAL_OPTIONS)
    for option, names in _NAMES.items():
        found = (
            (source[name], added) for source in sources for name, added in names if name in source
        )
        value, added = next(((v, a) for v, a in found if v is not None), (values[option], 0))
        if added and isinstance(value, int) and not isinstance(value, bool):
            # A length of 0 is that of no target, and there is always one.
            value = max(value + added, 1 if option == "max_tokens" else 0) if value >= 0 else value
        values[option] = value
    # Each by itself first: a number that is none would be compared otherwise.
    GenerationOptions(**{**values, "min_tokens": None})
    GenerationOptions(min_tokens=values["min_tokens"])
    values["max_tokens"] = min(values["max_tokens"], max_target_tokens)
    values["min_tokens"] = min(values["min_tokens"], values["max_tokens"])
    return GenerationOptions(**values)


def _read_search(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, check in _SEARCH.items():
        value = values.get(name)
        if value is not None:
            check(name, value)
            yield name, value


def _read_prefix(
    folder: Path, config: Mapping[str, Any], chosen: Mapping[str, Any], task: str
) -> str:
    for source in (chosen, config):
        prefix = source.get("prefix")
        if isinstance(prefix, str):
            return prefix
        if prefix is not None:
            raise ModelFormatError(
                f"{folder / 'config.json'}: prefix must be a text, got {shown(prefix)}; copy the "
                "checkpoint again"
            )
    return _T5_PREFIX if config.get("model_type") == "t5" and task == "summarization" else ""
