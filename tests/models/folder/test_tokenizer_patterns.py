import pytest

from nlp_suite.models.folder.tokenizer_patterns import is_linear

GPT_2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA_3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
GPT_4O = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+"
    r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


@pytest.mark.parametrize(
    "pattern",
    [
        GPT_2,
        LLAMA_3,
        LLAMA_3.replace("{1,3}", ""),
        GPT_4O,
        r"\p{P}|\p{N}",
        r"\s+",
        "[ ▁]+",
        " {2,}",
        "…",
        "``",
        r"[\u00a0\u2000-\u200a▁]",
        r"[‐‑‒–—―−]",  # noqa: RUF001
        r"\d{3}",
        " ?[a-z]+",
        r"[\[\]]",
        ".",
    ],
)
def test_what_tokenizers_have(pattern):
    assert is_linear(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "(a+)+$",
        "(a|a)*$|(a+)+$",
        "a*",
        "a?",
        "a|",
        "|a",
        "a+a+b",
        "a+b",
        ".*x",
        "a{1000}",
        "a{0,5}",
        "a?a?a?a?b",
        "a++",
        "a+?",
        "(?=a)",
        r"(a)\1",
        "^a",
        "a$",
        r"\Ka",
        r"[a&&[^b]]",
        "[a",
        "a)",
        "a" * 501,
    ],
)
def test_what_may_take_more(pattern):
    assert not is_linear(pattern)
