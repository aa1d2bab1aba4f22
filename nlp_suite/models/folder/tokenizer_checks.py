"""Checks of a `tokenizer.json`: parts of known kinds, within limits."""

import base64
import binascii
import contextlib
import reprlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlp_suite.errors import ModelFormatError
from nlp_suite.models.folder.tokenizer_patterns import is_linear

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# How many times as long as a text all steps together may make it. The widest of Unicode's
# compatibility forms has 18 characters.
_MOST_GROWTH = 200
_UNICODE_GROWTH = 18
_MOST_STEPS = 64
_MOST_PIECES = 16
_MOST_CHARACTERS = 64
_MOST_TOKEN_CHARACTERS = 1000
_MOST_ADDED_CHARACTERS = 1_000_000
# The time that WordPiece takes for a word is quadratic.
_MOST_WORD_CHARACTERS = 256
_MOST_SCORE = 1e9
# Of a value that is too large, or too deep, to be shown.
_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother, _SHORT.maxlong = 2, 80, 80, 80


class _RefusedError(Exception):
    """Says what of a tokenizer is not accepted."""


@contextlib.contextmanager
def tokenizer_errors(name: object) -> Iterator[None]:
    """Makes whatever the library `tokenizers` raises an error that names the tokenizer.

    Args:
        name: Its file or model.

    Raises:
        ModelFormatError: If the block raises, a panic of the library's among it.

    Example:
        ```python
        from nlp_suite.models import ModelFolder

        tokenizer = ModelFolder.open("runs/my-encoder").read_tokenizer()
        with tokenizer_errors("runs/my-encoder"):
            tokenizer.encode_batch(["One sentence.", "Another one."])
        ```
    """
    try:
        yield
    except ModelFormatError:
        raise
    except BaseException as error:
        # A panic is no Exception; its class cannot be imported.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            reason = " ".join(str(error).split())[:300]
            raise ModelFormatError(f"{name} is no valid tokenizer ({reason})") from error
        raise


def check_tokenizer(file: Path, values: Mapping[str, Any], size: int) -> None:
    """Checks the description of a tokenizer before the library makes it.

    A tokenizer comes from anybody, and what its library does with an impossible one is to end
    the process, to take all its memory, or never to end. So each part must be of a known kind,
    make no text longer than a factor, and have no regular expression but those that
    take linear time.

    Args:
        file: The file, for messages.
        values: Its contents.
        size: Number of token ids of the model.

    Raises:
        ModelFormatError: At the first part that is not accepted.

    Example:
        >>> file = Path("tokenizer.json")
        >>> model = {"type": "WordLevel", "vocab": {"[UNK]": 0}, "unk_token": "[UNK]"}
        >>> check_tokenizer(file, {"model": model}, 1)
        >>> check_tokenizer(file, {"model": model, "normalizer": {"type": "X"}}, 1)
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: tokenizer.json is no valid tokenizer (normalizer: ...
    """
    try:
        _check_model(_object(values, "model"), size)
        _check_added(values.get("added_tokens"), size)
        growth = _check_steps(values.get("normalizer"), "normalizer", _NORMALIZERS)
        growth *= _check_steps(values.get("pre_tokenizer"), "pre_tokenizer", _PRE_TOKENIZERS)
        if growth > _MOST_GROWTH:
            raise _RefusedError(
                f"it can make a text {growth:,.0f} times as long, at most {_MOST_GROWTH} are "
                "accepted"
            )
        steps = _steps(values.get("post_processor"), "post_processor")
        for step in steps:
            _check_post_processor(step, size)
        if _check_steps(values.get("decoder"), "decoder", _DECODERS) > _MOST_GROWTH:
            raise _RefusedError("decoder: it makes a text too long")
    except _RefusedError as error:
        raise ModelFormatError(f"{file} is no valid tokenizer ({error})") from error


def checked_tokens(file: Path, tokenizer: "Tokenizer", size: int) -> dict[str, int]:
    """Returns the tokens of a tokenizer with their ids.

    Args:
        file: Its file, for messages.
        tokenizer: The tokenizer.
        size: Number of token ids of the model.

    Returns:
        Maps tokens to ids.

    Raises:
        ModelFormatError: If an id is none of the model's.
    """
    tokens = tokenizer.get_vocab(with_added_tokens=True)
    largest = max(tokens.values(), default=0)
    if len(tokens) > size or largest >= size:
        raise ModelFormatError(
            f"{file} has {len(tokens)} tokens and ids up to {largest}, the model only {size}"
        )
    return tokens


def _check_model(model: Mapping[str, Any], size: int) -> None:
    kind = model.get("type") or _untyped(model)
    if not isinstance(kind, str) or kind not in _MODELS:
        raise _RefusedError(f"model: the type must be one of {sorted(_MODELS)}, got {_short(kind)}")
    for name in ("continuing_subword_prefix", "end_of_word_suffix"):
        if model.get(name) is not None:
            _text(model, name, empty=True)
    if kind == "Unigram":
        _check_unigram(model, size)
        return
    vocabulary = _object(model, "vocab")
    ids = list(vocabulary.values())
    if len(ids) > size:
        raise _RefusedError(f"it has {len(ids)} tokens, the model only {size}")
    if not all(type(one) is int and 0 <= one < size for one in ids):
        raise _RefusedError(f"model: each token must have an id below {size}, the model's size")
    if len(set(ids)) < len(ids):
        raise _RefusedError("model: two tokens have the same id")
    if kind == "BPE":
        # Others give another result each time.
        if model.get("dropout") not in (None, 0):
            raise _RefusedError(f"model: dropout must be null, got {_short(model['dropout'])}")
    else:
        unknown = model.get("unk_token", "[UNK]" if kind == "WordPiece" else "<unk>")
        if not isinstance(unknown, str) or unknown not in vocabulary:
            raise _RefusedError(f"model: unk_token {_short(unknown)} is no token")
    if kind == "WordPiece":
        most = model.get("max_input_chars_per_word", 100)
        if type(most) is not int or not 1 <= most <= _MOST_WORD_CHARACTERS:
            raise _RefusedError(
                f"model: max_input_chars_per_word must be from 1 to {_MOST_WORD_CHARACTERS}, got "
                f"{_short(most)}"
            )


def _untyped(model: Mapping[str, Any]) -> str:
    """Tells the type of a model of older releases, which did not write it."""
    if "max_input_chars_per_word" in model:
        return "WordPiece"
    if "merges" in model:
        return "BPE"
    return "Unigram" if "unk_id" in model else "WordLevel"


def _check_unigram(model: Mapping[str, Any], size: int) -> None:
    pieces, unknown = model.get("vocab"), model.get("unk_id")
    if not isinstance(pieces, list) or not pieces or len(pieces) > size:
        raise _RefusedError(f"model: vocab must list from 1 to {size} pieces")
    if type(unknown) is not int or not 0 <= unknown < len(pieces):
        raise _RefusedError(f"model: unk_id must be the id of a piece, got {_short(unknown)}")
    for piece in pieces:
        if (
            not isinstance(piece, list)
            or len(piece) != 2
            or not isinstance(piece[0], str)
            or not 0 < len(piece[0]) <= _MOST_TOKEN_CHARACTERS
            or isinstance(piece[1], bool)
            or not isinstance(piece[1], int | float)
            or not abs(piece[1]) <= _MOST_SCORE
        ):
            raise _RefusedError(f"model: no possible piece and score: {_short(piece)}")


def _check_added(added: Any, size: int) -> None:
    if added is None:
        return
    if not isinstance(added, list) or len(added) > size:
        raise _RefusedError(f"added_tokens must list at most {size} tokens, the model's size")
    characters = 0
    for token in added:
        content = token.get("content") if isinstance(token, dict) else None
        if not isinstance(content, str) or not 0 < len(content) <= _MOST_TOKEN_CHARACTERS:
            raise _RefusedError(f"added_tokens: {_short(token)} is no token")
        if type(token.get("id")) is not int or not 0 <= token["id"] < size:
            raise _RefusedError(f"added_tokens: the id of {_short(content)} must be below {size}")
        characters += len(content)
    if characters > _MOST_ADDED_CHARACTERS:
        raise _RefusedError(f"added_tokens have {characters:,} characters")


def _steps(part: Any, name: str) -> list[Mapping[str, Any]]:
    """Lists the steps of a part, those of sequences one by one."""
    found: list[Mapping[str, Any]] = []
    waiting = [] if part is None else [part]
    number = 0
    while waiting:
        step = waiting.pop()
        number += 1
        if number > _MOST_STEPS:
            raise _RefusedError(f"{name}: it has more than {_MOST_STEPS} steps")
        if not isinstance(step, dict) or not isinstance(step.get("type"), str):
            raise _RefusedError(f"{name}: a step must say its type, got {_short(step)}")
        if step["type"] != "Sequence":
            found.append(step)
            continue
        lists = [step[key] for key in _SEQUENCES if key in step]
        if len(lists) != 1 or not isinstance(lists[0], list) or len(lists[0]) > _MOST_STEPS:
            raise _RefusedError(f"{name}: a sequence must have at most {_MOST_STEPS} steps")
        waiting += lists[0]
    return found


_SEQUENCES = ("normalizers", "pretokenizers", "processors", "decoders")

# Checks a step, and returns how many times as long it makes a text.
Step = Callable[[Mapping[str, Any]], float]


def _check_steps(part: Any, name: str, known: Mapping[str, Step]) -> float:
    growth, of_tables, of_forms = 1.0, 1.0, 1.0
    for step in _steps(part, name):
        check = known.get(step["type"])
        if check is None:
            raise _RefusedError(
                f"{name}: the type must be one of {sorted(known)}, got {_short(step['type'])}"
            )
        try:
            factor = check(step)
        except _RefusedError as error:
            raise _RefusedError(f"{name}: {step['type']}: {error}") from error
        if step["type"] == "Precompiled":
            of_tables *= factor
        elif check is _normal_form:
            of_forms = factor
        else:
            growth *= factor
    # A normal form of a normal form, which such a table makes, is no longer.
    return growth * max(of_tables, of_forms)


def _plain(step: Mapping[str, Any]) -> float:
    del step
    return 1


def _replace(step: Mapping[str, Any]) -> float:
    content = _text(step, "content", empty=True)
    return max(1.0, len(content) / _pattern(step))


def _split(step: Mapping[str, Any]) -> float:
    _pattern(step)
    return 1


def _pattern(step: Mapping[str, Any]) -> int:
    """Checks a pattern, and returns the number of characters that it finds at least."""
    pattern = step.get("pattern")
    if not isinstance(pattern, dict) or len(pattern) != 1:
        raise _RefusedError(f"no possible pattern: {_short(pattern)}")
    ((kind, text),) = pattern.items()
    if kind == "String" and isinstance(text, str) and text:
        return len(text)
    if kind == "Regex" and isinstance(text, str) and is_linear(text):
        return 1
    raise _RefusedError(
        f"the pattern {_short(text)} is not accepted; regular expressions are those of tokenizers "
        "in wide use, and simple ones"
    )


def _prepend(step: Mapping[str, Any]) -> float:
    _text(step, "prepend", empty=True)
    return 1


def _byte_level(step: Mapping[str, Any]) -> float:
    del step
    return 4


def _fixed_length(step: Mapping[str, Any]) -> float:
    length = step.get("length")
    if type(length) is not int or not 1 <= length <= _MOST_TOKEN_CHARACTERS:
        raise _RefusedError(f"no possible length: {_short(length)}")
    return 1


def _strip_decoder(step: Mapping[str, Any]) -> float:
    # The library counts back beyond the start of shorter tokens.
    if type(step.get("start")) is not int or step.get("stop") != 0:
        raise _RefusedError("stop must be 0")
    return 1


def _precompiled(step: Mapping[str, Any]) -> float:
    table = step.get("precompiled_charsmap")
    if table is None:
        return 1
    try:
        return check_charsmap(base64.b64decode(table, validate=True))
    except (TypeError, ValueError, binascii.Error) as error:
        raise _RefusedError(f"precompiled_charsmap: {error}") from error


def check_charsmap(table: bytes) -> float:
    """Checks the table of a SentencePiece normalizer, so that no look-up leads out of it.

    Args:
        table: The table: the size of a double array, the array, and texts ended by zeros.

    Returns:
        How many times as long it makes a text.

    Raises:
        ValueError: If it is damaged.

    Reference:
        Kudo and Richardson 2018, "SentencePiece", https://arxiv.org/abs/1808.06226
    """
    size = int.from_bytes(table[:4], "little")
    if size < 4 or size % 4 or size > len(table) - 4:
        raise ValueError("it is shorter than it says")
    units = np.frombuffer(table, "<u4", size // 4, 4).astype(np.int64)
    texts = table[4 + size :]
    texts.decode("utf-8")
    places = np.arange(len(units))
    # Of darts-clone, whose arrays these are.
    nodes = (units >> 31) == 0
    children = places ^ ((units >> 10) << ((units & (1 << 9)) >> 6))
    if (children[nodes] | 255).max(initial=0) >= len(units):
        raise ValueError("a node leads out of it")
    leaves = children[nodes & ((units >> 8) & 1 == 1)]
    starts = units[leaves] & ((1 << 31) - 1)
    if starts.max(initial=0) > len(texts):
        raise ValueError("a text is outside of it")
    # No text begins within a character.
    first = np.frombuffer(texts + b"\0", np.uint8)[starts]
    if ((first & 0xC0) == 0x80).any():
        raise ValueError("a text begins within a character")
    longest = max(map(len, texts.decode("utf-8").split("\0")), default=1)
    return max(1, longest)


def _normal_form(step: Mapping[str, Any]) -> float:
    del step
    return _UNICODE_GROWTH


def _lowercase(step: Mapping[str, Any]) -> float:
    del step
    return 2


def _bert_normalizer(step: Mapping[str, Any]) -> float:
    del step
    # A space before and behind each character of Chinese.
    return 3


_NORMALIZERS: Mapping[str, Step] = {
    "BertNormalizer": _bert_normalizer,
    "ByteLevel": _byte_level,
    "Lowercase": _lowercase,
    "NFC": _normal_form,
    "NFD": _normal_form,
    "NFKC": _normal_form,
    "NFKD": _normal_form,
    "Nmt": _plain,
    "Precompiled": _precompiled,
    "Prepend": _prepend,
    "Replace": _replace,
    "Strip": _plain,
    "StripAccents": _plain,
}
_PRE_TOKENIZERS: Mapping[str, Step] = {
    "BertPreTokenizer": _plain,
    "ByteLevel": _byte_level,
    "CharDelimiterSplit": _plain,
    "Delimiter": _plain,
    "Digits": _plain,
    "FixedLength": _fixed_length,
    "Metaspace": _plain,
    "Punctuation": _plain,
    "Split": _split,
    "UnicodeScripts": _plain,
    "Whitespace": _plain,
    "WhitespaceSplit": _plain,
}


def _decoder_texts(*names: str) -> Step:
    def check(step: Mapping[str, Any]) -> float:
        for name in names:
            # An empty one would be found between any two characters.
            _text(step, name)
        return 1

    return check


_DECODERS: Mapping[str, Step] = {
    "BPEDecoder": _decoder_texts("suffix"),
    "ByteFallback": _plain,
    "ByteLevel": _plain,
    "CTC": _decoder_texts("pad_token", "word_delimiter_token"),
    "Fuse": _plain,
    "Metaspace": _plain,
    "Replace": _replace,
    "Strip": _strip_decoder,
    "WordPiece": _decoder_texts("prefix"),
}
_MODELS = frozenset({"BPE", "Unigram", "WordLevel", "WordPiece"})


def _check_post_processor(step: Mapping[str, Any], size: int) -> None:
    kind = step["type"]
    if kind == "TemplateProcessing":
        _check_template(step, size)
    elif kind in ("BertProcessing", "RobertaProcessing"):
        for name in ("sep", "cls"):
            token = step.get(name)
            if not isinstance(token, list) or len(token) != 2 or not _is_id(token[1], size):
                raise _RefusedError(
                    f"post_processor: {name} must be a token with an id below {size}"
                )
    elif kind != "ByteLevel":
        raise _RefusedError(f"post_processor: unknown type {_short(kind)}")


def _check_template(step: Mapping[str, Any], size: int) -> None:
    special = _object(step, "special_tokens", empty=True)
    for token in special.values():
        ids = token.get("ids") if isinstance(token, dict) else None
        if not isinstance(ids, list) or not 0 < len(ids) <= _MOST_PIECES:
            raise _RefusedError(f"post_processor: no possible special token: {_short(token)}")
        if not all(_is_id(one, size) for one in ids):
            raise _RefusedError(f"post_processor: the ids of special tokens must be below {size}")
    for name, expected in (("single", ["A"]), ("pair", ["A", "B"])):
        pieces = step.get(name)
        if not isinstance(pieces, list) or len(pieces) > _MOST_PIECES:
            raise _RefusedError(f"post_processor: {name} must have at most {_MOST_PIECES} pieces")
        sequences = []
        for piece in pieces:
            if not isinstance(piece, dict) or len(piece) != 1:
                raise _RefusedError(f"post_processor: {_short(piece)} is no piece of a template")
            ((kind, value),) = piece.items()
            if not isinstance(value, dict) or not _is_id(value.get("type_id"), 2):
                raise _RefusedError("post_processor: type_id must be 0 or 1")
            if kind == "Sequence":
                sequences.append(str(value.get("id")))
            elif kind != "SpecialToken" or str(value.get("id")) not in special:
                raise _RefusedError(f"post_processor: {_short(piece)} is no piece of a template")
        if sorted(sequences) != expected:
            raise _RefusedError(f"post_processor: {name} must have {' and '.join(expected)} once")


def _is_id(value: Any, size: int) -> bool:
    return type(value) is int and 0 <= value < size


def _object(values: Mapping[str, Any], name: str, *, empty: bool = False) -> Mapping[str, Any]:
    value = values.get(name)
    if not isinstance(value, dict) or not (value or empty):
        raise _RefusedError(f"{name} must be an object, got {_short(value)}")
    return value


def _text(step: Mapping[str, Any], name: str, *, empty: bool = False) -> str:
    value = step.get(name)
    if not isinstance(value, str) or len(value) > _MOST_CHARACTERS or not (value or empty):
        raise _RefusedError(f"{name} must be a short text, got {_short(value)}")
    return value


def _short(value: Any) -> str:
    return _SHORT.repr(value)
