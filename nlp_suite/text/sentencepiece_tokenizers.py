"""Conversion of SentencePiece models to `tokenizers.Tokenizer`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nlp_suite.errors import ModelFormatError
from nlp_suite.text.sentencepiece_model import SentencePieceModel
from nlp_suite.text.translation_tokenizers import END, END_ID, SPECIAL_TOKENS, UNKNOWN, UNKNOWN_ID

if TYPE_CHECKING:
    from tokenizers import Tokenizer, models, normalizers

# The log-probability, a character, of a piece that is not the SentencePiece model's own: no
# sequence of own pieces is as unlikely, so that such a piece is read only where there is no
# other way.
_FOREIGN = -1e6


def make_tokenizer(model: SentencePieceModel, vocabulary: Sequence[str]) -> "Tokenizer":
    """Converts a SentencePiece model to a tokenizer with the ids of a model of ours.

    A text whose characters the model knows is cut exactly as the model cuts it. What it does
    not know, but the vocabulary does, is read as the vocabulary's token; an encoded sentence
    ends with the end.

    Args:
        model: How to cut.
        vocabulary: The tokens by id: first our special ones, then each piece of the model,
            and others, such as those of the other language.

    Returns:
        The tokenizer; "</s>" in a text is a text like any other.

    Raises:
        ModelFormatError: If the vocabulary has a token twice, does not begin with our special
            tokens, or lacks a piece.

    Example:
        >>> model = SentencePieceModel({"▁Go": -1.0, "▁": -2.0, "G": -9.0}, "unigram", b"")
        >>> tokenizer = make_tokenizer(model, [*SPECIAL_TOKENS, *model.scores, "ß"])
        >>> tokenizer.encode("Go  Gß").tokens
        ['▁Go', '▁', 'G', 'ß', '</s>']
    """
    from tokenizers import Tokenizer, decoders, pre_tokenizers, processors

    _check_vocabulary(model, vocabulary)
    tokenizer = Tokenizer(
        _unigram(model, vocabulary)
        if model.algorithm == "unigram"
        else _byte_pairs(model, vocabulary)
    )
    tokenizer.normalizer = _normalizer(model.normalization)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {END}", special_tokens=[(END, END_ID)]
    )
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(list(SPECIAL_TOKENS))
    # Not part of what a tokenizer saves: it has to be set again after loading.
    tokenizer.encode_special_tokens = True
    return tokenizer


def _check_vocabulary(model: SentencePieceModel, vocabulary: Sequence[str]) -> None:
    known = Counter(vocabulary)
    for token, number in known.most_common(1):
        if number > 1:
            raise ModelFormatError(f"the vocabulary has {token!r} twice")
    first = tuple(vocabulary[: len(SPECIAL_TOKENS)])
    if first != SPECIAL_TOKENS:
        raise ModelFormatError(f"the vocabulary must begin with {SPECIAL_TOKENS}, got {first}")
    for piece in model.scores:
        if piece not in known:
            raise ModelFormatError(f"the vocabulary lacks the piece {piece!r}")


def _unigram(model: SentencePieceModel, vocabulary: Sequence[str]) -> "models.Model":
    from tokenizers import models

    # One of several characters costs a little less than they do one by one.
    scores = [model.scores.get(token, _FOREIGN * len(token) - 1) for token in vocabulary]
    return models.Unigram(list(zip(vocabulary, scores, strict=True)), UNKNOWN_ID)


def _byte_pairs(model: SentencePieceModel, vocabulary: Sequence[str]) -> "models.Model":
    from tokenizers import models

    ids = {token: token_id for token_id, token in enumerate(vocabulary)}
    ranked = sorted(model.scores, key=lambda piece: -model.scores[piece])
    merges = [pair for piece in ranked for pair in _halves(piece, model)]
    return models.BPE(ids, merges, unk_token=UNKNOWN, fuse_unk=True)


def _halves(piece: str, model: SentencePieceModel) -> Iterator[tuple[str, str]]:
    for i in range(1, len(piece)):
        if piece[:i] in model.scores and piece[i:] in model.scores:
            yield piece[:i], piece[i:]


def _normalizer(table: bytes) -> "normalizers.Normalizer":
    from tokenizers import Regex, normalizers

    steps: list[normalizers.Normalizer] = []
    if table:
        # The library looks up no more than one character with its marks at a time, and long
        # ones only mark by mark; composed before, they are found.
        steps += [normalizers.NFC(), normalizers.Precompiled(table)]
    # SentencePiece writes a space as "▁", and does not tell the two apart.
    steps.append(normalizers.Replace(Regex("[ ▁]+"), " "))
    return normalizers.Sequence([*steps, normalizers.Strip()])
