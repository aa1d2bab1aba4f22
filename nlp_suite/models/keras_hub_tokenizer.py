"""Conversion of KerasHub's WordPiece tokenizers."""

from typing import TYPE_CHECKING, Any

from nlp_suite.errors import InvalidInputError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_KIND = "WordPieceTokenizer"
_SPECIAL = ("[CLS]", "[SEP]", "[PAD]", "[MASK]")


def as_tokenizer(tokenizer: Any) -> "Tokenizer":
    """Converts a tokenizer of KerasHub to a `tokenizers.Tokenizer` that does the same.

    Args:
        tokenizer: A `keras_hub.models.BertTokenizer` or `DistilBertTokenizer`, or a
            `tokenizers.Tokenizer`, which comes back as it is.

    Returns:
        The tokenizer. It joins texts as BERT does: "[CLS] question [SEP] text [SEP]".

    Raises:
        InvalidInputError: If it is neither, or has no "[CLS]" or "[SEP]".

    Example:
        ```python
        import keras_hub

        pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "rain", "##ing"]
        theirs = keras_hub.models.BertTokenizer(vocabulary=pieces, lowercase=True)
        as_tokenizer(theirs).encode("Raining").tokens  # ['[CLS]', 'rain', '##ing', '[SEP]']
        ```
    """
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    if isinstance(tokenizer, Tokenizer):
        return tokenizer
    if not any(kind.__name__ == _KIND for kind in type(tokenizer).__mro__):
        raise InvalidInputError(
            "tokenizer must be a tokenizers.Tokenizer, or the BertTokenizer or "
            f"DistilBertTokenizer of keras_hub.models, got {type(tokenizer).__name__}"
        )
    ids = {piece: i for i, piece in enumerate(tokenizer.get_vocabulary())}
    for piece in ("[CLS]", "[SEP]"):
        if piece not in ids:
            raise InvalidInputError(f"the tokenizer's vocabulary must have {piece!r}")
    ours = Tokenizer(
        models.WordPiece(
            ids,
            unk_token=tokenizer.oov_token,
            continuing_subword_prefix=tokenizer.suffix_indicator,
        )
    )
    ours.normalizer = normalizers.BertNormalizer(
        handle_chinese_chars=tokenizer.split_on_cjk,
        strip_accents=tokenizer.strip_accents,
        lowercase=tokenizer.lowercase,
    )
    ours.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ours.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0",
        pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[(piece, ids[piece]) for piece in ("[CLS]", "[SEP]")],
    )
    ours.add_special_tokens([piece for piece in _SPECIAL if piece in ids])
    return ours
