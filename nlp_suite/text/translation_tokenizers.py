"""Training of translation tokenizers, BPE or word level."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from nlp_suite.errors import InvalidInputError

if TYPE_CHECKING:
    from tokenizers import Tokenizer, normalizers

PAD, UNKNOWN, START, END = "<pad>", "<unk>", "<s>", "</s>"
# Their ids are their places in this tuple.
SPECIAL_TOKENS = (PAD, UNKNOWN, START, END)
PAD_ID, UNKNOWN_ID, START_ID, END_ID = range(4)

TokenizerKind = Literal["bpe", "word"]

# What carries no meaning, but would make another token of a word.
# "▁" is how the tokens write a space.
_WHITE_SPACE = {
    "[\u00a0\u2000-\u200a\u202f\u205f\u3000▁]": " ",
    "[\u00ad\u200b\u2060\ufeff]": "",
}
# What word processors and phones make of the characters on a keyboard.
_TYPOGRAPHY = {
    "[‘’‛`´]": "'",  # noqa: RUF001
    "[“”„‟«»]": '"',
    "[‐‑‒–—―−]": "-",  # noqa: RUF001
    "…": "...",
}


def train_tokenizers(
    source: Iterable[str],
    target: Iterable[str],
    *,
    kind: TokenizerKind = "bpe",
    vocabulary_size: int | None = 8000,
    joint: bool = True,
) -> "tuple[Tokenizer, Tokenizer]":
    """Trains the tokenizers of a translator on its training sentences.

    Words are cut into pieces (byte pair encoding) or kept whole; punctuation marks and digits
    always stand alone. The source's typographic quotes, dashes and ellipses are read as those of
    a keyboard; the target keeps its own. Decoding returns the text in Unicode's composed
    form (NFC), any run of white space as one space, without soft hyphens and zero-width
    spaces. The ids 0 to 3 are padding, unknown, start and end; an encoded sentence ends with
    the end, and "</s>" in a text is a text like any other.

    Args:
        source: Sentences of the source language.
        target: Sentences of the target language.
        kind: "bpe", or "word" for a token a word.
        vocabulary_size: Largest number of tokens of each tokenizer, the four special ones
            among them, but never fewer than the characters take; None, for "word" only, for
            every word.
        joint: Whether both sides have the same tokens, learned from both, so that the model
            can share one embedding; otherwise each side learns its own.

    Returns:
        The source's and the target's `tokenizers.Tokenizer`.

    Raises:
        InvalidInputError: If there is no such kind, or the size is out of range.

    Example:
        >>> source, target = train_tokenizers(["Go on.", "Go."], ["Mach weiter.", "Geh."])
        >>> target.decode(target.encode("Geh weiter.").ids)
        'Geh weiter.'

    Reference:
        Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units",
        https://arxiv.org/abs/1508.07909
    """
    if kind not in ("bpe", "word"):
        raise InvalidInputError(f"kind must be 'bpe' or 'word', got {kind!r}")
    if vocabulary_size is None and kind == "bpe":
        raise InvalidInputError("vocabulary_size may be None for kind='word' only")
    if vocabulary_size is not None and vocabulary_size <= len(SPECIAL_TOKENS):
        raise InvalidInputError(
            f"vocabulary_size must be above {len(SPECIAL_TOKENS)}, got {vocabulary_size!r}"
        )
    normalizers = _normalizer({**_WHITE_SPACE, **_TYPOGRAPHY}), _normalizer(_WHITE_SPACE)
    texts = [
        [normalizer.normalize_str(text) for text in side]
        for normalizer, side in zip(normalizers, (source, target), strict=True)
    ]
    if joint:
        learned = [_learn(kind, texts[0] + texts[1], vocabulary_size)] * 2
    else:
        learned = [_learn(kind, side, vocabulary_size) for side in texts]
    tokenizers = [type(tokenizer).from_str(tokenizer.to_str()) for tokenizer in learned]
    for tokenizer, normalizer in zip(tokenizers, normalizers, strict=True):
        tokenizer.normalizer = normalizer
        # Not part of what a tokenizer saves: it has to be set again after loading.
        tokenizer.encode_special_tokens = True
    return tokenizers[0], tokenizers[1]


def _learn(kind: TokenizerKind, texts: list[str], size: int | None) -> "Tokenizer":
    """Learns from normalized texts; the result has no normalizer yet."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    model = models.BPE(unk_token=UNKNOWN, fuse_unk=True)
    tokenizer = Tokenizer(model if kind == "bpe" else models.WordLevel(unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(),
            pre_tokenizers.Split(Regex(r"\p{P}|\p{N}"), behavior="isolated"),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {END}", special_tokens=[(END, END_ID)]
    )
    tokenizer.decoder = decoders.Metaspace()
    # The trainers know no "unlimited"; there are no more words than characters.
    size = size or sum(map(len, texts)) + len(SPECIAL_TOKENS) + 1
    options: dict[str, Any] = {"special_tokens": list(SPECIAL_TOKENS), "show_progress": False}
    make_trainer = trainers.BpeTrainer if kind == "bpe" else trainers.WordLevelTrainer
    trainer = make_trainer(vocab_size=size, **options)
    tokenizer.train_from_iterator(texts, trainer, length=len(texts))
    return tokenizer


def _normalizer(replacements: Mapping[str, str]) -> "normalizers.Normalizer":
    from tokenizers import Regex, normalizers

    replace = [normalizers.Replace(Regex(old), new) for old, new in replacements.items()]
    # Runs of white space are one, so that no empty word comes to be.
    runs = [normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    return normalizers.Sequence([normalizers.NFC(), *replace, *runs])
