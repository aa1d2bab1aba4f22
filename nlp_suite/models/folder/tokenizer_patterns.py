"""Regular expressions of tokenizers that take linear time."""

import re

# Those of tokenizers in wide use that are more than the form below allows: GPT-2, RoBERTa and
# BART; CLIP; BLOOM; GPT-4, Llama 3 and their kind; Qwen; GPT-4o; DeepSeek. None of them takes
# more than linear time: what is repeated twice in a row are characters of different kinds, or
# ends where the next one has to begin.
_CONTRACTIONS = r"'s|'t|'re|'ve|'m|'ll|'d"
_LONG_CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_ENDS = r"\s*[\r\n]+|\s+(?!\S)|\s+"
_WORD = r"[^\r\n\p{L}\p{N}]?\p{L}+"
_MARKS = r" ?[^\s\p{L}\p{N}]+[\r\n]*"
_UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
_LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_KNOWN = frozenset(
    {
        rf"{_CONTRACTIONS}| ?\p{{L}}+| ?\p{{N}}+| ?[^\s\p{{L}}\p{{N}}]+|\s+(?!\S)|\s+",
        rf"{_CONTRACTIONS}|[\p{{L}}]+|[\p{{N}}]|[^\s\p{{L}}\p{{N}}]+",
        r" ?[^(\s|[.,!?…。，、।۔،])]+",  # noqa: RUF001
        rf"{_LONG_CONTRACTIONS}|{_WORD}|\p{{N}}{{1,3}}|{_MARKS}|{_ENDS}",
        rf"{_LONG_CONTRACTIONS}|{_WORD}|\p{{N}}|{_MARKS}|{_ENDS}",
        rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        rf"|[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        rf"|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{_ENDS}",
        r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"
        r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    }
)

_MOST_CHARACTERS = 500
_MOST_REPEATS = 64
_MOST_OPTIONAL = 3

# One character: a class, an escape, any, or itself.
_ATOM = re.compile(
    r"\[\^?\]?(?:[^\[\]\\&]|\\[pP]\{\^?\w+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[^\w]|\\[sSdDwWnrtfv])+\]"
    r"|\\[pP]\{\^?\w+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[^\w]|\\[sSdDwWnrtfv]|\."
    r"|[^|()\[\]{}*+?^$\\.]"
)
_TIMES = re.compile(r"\{(\d{1,3})(,?)(\d{0,3})\}|[*+?]")


def is_linear(pattern: str) -> bool:
    r"""Tells whether a regular expression is one of those that a tokenizer may have.

    That is: one that tokenizers in wide use have; or alternatives of single characters and
    classes one after the other, of which only the last may be repeated without a limit, and one
    must be there. The time that such an expression takes is linear in the text, and what it
    finds is never empty.

    Args:
        pattern: The expression.

    Returns:
        True if it is.

    Example:
        >>> is_linear(r"\p{P}|\p{N}"), is_linear("[ ▁]+"), is_linear("(a+)+$")
        (True, True, False)
    """
    return pattern in _KNOWN or (
        len(pattern) <= _MOST_CHARACTERS and _has_plain_alternatives(pattern)
    )


def _has_plain_alternatives(pattern: str) -> bool:
    at = required = optional = 0
    is_last = False
    while at <= len(pattern):
        if at == len(pattern) or pattern[at] == "|":
            if not required:
                return False
            at, required, optional, is_last = at + 1, 0, 0, False
            continue
        atom = _ATOM.match(pattern, at)
        if atom is None or is_last:
            return False
        least, most, at = _repeats(pattern, atom.end())
        required += least
        optional += least != most and most is not None
        is_last = most is None
        if max(least, most or 0) > _MOST_REPEATS or optional > _MOST_OPTIONAL:
            return False
    return True


def _repeats(pattern: str, at: int) -> tuple[int, int | None, int]:
    """Returns how often at least and at most, None without a limit; and where that ends."""
    found = _TIMES.match(pattern, at)
    if found is None:
        return 1, 1, at
    if found[0] in "*+?":
        least = 1 if found[0] == "+" else 0
        return least, 1 if found[0] == "?" else None, found.end()
    least = int(found[1])
    if not found[2]:
        return least, least, found.end()
    return least, int(found[3]) if found[3] else None, found.end()
