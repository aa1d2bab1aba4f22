"""Small random question-answering checkpoints of many families, the recipe of a test fixture.

They come from the recipe in this file alone: the tokenizers from a list of word pieces, the
weights from a frozen random number generator of NumPy, a seed for each tensor's name. So they are
the same everywhere, with transformers 4 and 5. `make_question_answering_reference.py` runs the
pipeline of transformers 4 on them, and the tests make them anew.
"""

import hashlib
import json
import warnings
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

# Words that are tokens of their own, as a fine-tuned checkpoint may have added some.
ADDED = ["velocipede", "1860s"]
BERT_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ROBERTA_SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 512,
    "hidden_act": "gelu",
}


def write_family(kind: str, vocabulary: Sequence[str], folder: Path) -> str:
    """Writes a checkpoint of a family with its tokenizer, as the hub has them.

    Args:
        kind: A key of `FAMILIES`, a model_type of transformers.
        vocabulary: The word pieces, behind the five special tokens of BERT.
        folder: An empty folder.

    Returns:
        SHA-256 of the weights' file.
    """
    import torch
    from transformers import AutoConfig, AutoModelForQuestionAnswering

    make_tokenizer, tokenizer_class, changes, settings = FAMILIES[kind]
    tokenizer = make_tokenizer(vocabulary[len(BERT_SPECIAL) :])
    special = BERT_SPECIAL if tokenizer.token_to_id("[PAD]") is not None else ROBERTA_SPECIAL
    config = {
        **SIZES,
        "vocab_size": tokenizer.get_vocab_size(),
        "pad_token_id": tokenizer.token_to_id(special[0 if special is BERT_SPECIAL else 1]),
        "bos_token_id": 2 if special is BERT_SPECIAL else 0,
        "eos_token_id": 3 if special is BERT_SPECIAL else 2,
        # BigBird and Longformer find the end of the question by it.
        "sep_token_id": tokenizer.token_to_id("[SEP]") or tokenizer.token_to_id("</s>"),
        **changes,
    }
    # DeBERTa in transformers 5.0 uses what torch has deprecated since.
    with warnings.catch_warnings(action="ignore"), torch.device("meta"):
        # The method has no annotations.
        auto: Any = AutoModelForQuestionAnswering
        model = auto.from_config(AutoConfig.for_model(kind, **config))
    shapes = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    weights = save({name: _draw(name, shapes[name]) for name in sorted(shapes)}, {"format": "pt"})
    (folder / "model.safetensors").write_bytes(weights)
    config |= {"model_type": kind, "architectures": [type(model).__name__]}
    (folder / "config.json").write_text(json.dumps(config))
    tokenizer.save(str(folder / "tokenizer.json"))
    length = config["max_position_embeddings"] - (special is ROBERTA_SPECIAL) * 2
    values = {"tokenizer_class": tokenizer_class, "model_max_length": length, **settings}
    (folder / "tokenizer_config.json").write_text(json.dumps(values))
    return hashlib.sha256(weights).hexdigest()


def _draw(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Draws a tensor, so large that scores differ from token to token."""
    # This old generator promises the same numbers in all releases; the new one does not.
    draw = np.random.RandomState(zlib.crc32(name.encode())).standard_normal(shape)
    if "norm" in name.lower():
        draw = draw * 0.1 + name.endswith("weight")
    elif name.endswith("bias"):
        draw = draw * 0.1
    elif name.startswith("qa_"):
        draw = draw * 0.55
    elif "embeddings" not in name:
        draw = draw * 1.2 / shape[-1] ** 0.5
    return np.asarray(draw, np.float32)


def word_pieces(special: Sequence[str], *joints: str) -> Callable[[Sequence[str]], Tokenizer]:
    """Makes BERT's uncased tokenizer, with other special tokens and joints perhaps."""

    def make(pieces: Sequence[str]) -> Tokenizer:
        ids = {piece: i for i, piece in enumerate([*special, *pieces])}
        unknown = next(token for token in special if "unk" in token.lower())
        tokenizer = Tokenizer(models.WordPiece(ids, unk_token=unknown))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        _join(tokenizer, *joints)
        tokenizer.add_special_tokens(list(special))
        tokenizer.add_tokens(ADDED)
        return tokenizer

    return make


def byte_pairs(special: Sequence[str]) -> Callable[[Sequence[str]], Tokenizer]:
    """Makes GPT-2's tokenizer of bytes, whose merges spell the words from left to right."""

    def make(pieces: Sequence[str]) -> Tokenizer:
        tokens = [*special, *sorted(pre_tokenizers.ByteLevel.alphabet())]
        merges: list[tuple[str, str]] = []
        for piece in pieces:
            word = piece[2:] if piece.startswith("##") else f"Ġ{piece}"
            if not piece.isascii() or not piece.strip("#").isalnum():
                continue
            for end in range(1, len(word)):
                if word[: end + 1] not in tokens:
                    merges.append((word[:end], word[end]))
                    tokens.append(word[: end + 1])
        tokenizer = Tokenizer(models.BPE({t: i for i, t in enumerate(tokens)}, merges))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        if special is ROBERTA_SPECIAL:
            tokenizer.post_processor = processors.RobertaProcessing(
                ("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False
            )
        else:
            _join(tokenizer, "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1")
        tokenizer.add_special_tokens(
            [AddedToken(t, lstrip=t in ("<mask>", "[MASK]"), normalized=False) for t in special]
        )
        tokenizer.add_tokens(ADDED)
        return tokenizer

    return make


def unigrams(
    special: Sequence[str], normalizer: Any, splitter: Any, *joints: str
) -> Callable[[Sequence[str]], Tokenizer]:
    """Makes a tokenizer of SentencePiece's unigram kind; a piece is rarer than those before."""

    def make(pieces: Sequence[str]) -> Tokenizer:
        known = [p[2:] if p.startswith("##") else p for p in pieces]
        known += [f"▁{p}" for p in pieces if not p.startswith("##")]
        known += [p.upper() for p in pieces if len(p) == 1 and p.isascii() and p.isalpha()]
        scored = [(p, -4 - i / 256) for i, p in enumerate(dict.fromkeys(["▁", *known]))]
        vocabulary = [(token, 0.0) for token in special] + scored
        unknown = next(i for i, token in enumerate(special) if "unk" in token.lower())
        tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=unknown, byte_fallback=False))
        tokenizer.normalizer = normalizer
        tokenizer.pre_tokenizer = splitter
        _join(tokenizer, *joints)
        tokenizer.add_special_tokens(list(special))
        tokenizer.add_tokens(ADDED)
        return tokenizer

    return make


def _join(tokenizer: Tokenizer, pair: str) -> None:
    names = {part.partition(":")[0] for part in pair.split()} - {"$A", "$B"}
    tokenizer.post_processor = processors.TemplateProcessing(
        single=pair[: pair.index(" ", pair.index("$A") + 5)],
        pair=pair,
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in sorted(names)],
    )


_BERT_PAIR = "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1"
_ROBERTA_PAIR = "<s>:0 $A:0 </s>:0 </s>:0 $B:0 </s>:0"
_METASPACE = pre_tokenizers.Metaspace(prepend_scheme="always")
_SPACES = normalizers.Replace(Regex(" {2,}"), " ")
_ALBERT = normalizers.Sequence(
    [
        normalizers.Replace("``", '"'),
        normalizers.Replace("''", '"'),
        normalizers.NFKD(),
        normalizers.StripAccents(),
        normalizers.Lowercase(),
        _SPACES,
    ]
)
_DEBERTA = normalizers.Sequence([normalizers.Strip(), _SPACES])
_XLM_ROBERTA = normalizers.Sequence(
    [normalizers.NFKC(), normalizers.Strip(left=False), normalizers.Replace(Regex(" {2,}"), "▁")]
)
_BIG_BIRD = normalizers.Sequence(
    [normalizers.Strip(left=False), normalizers.Replace(Regex(" {2,}"), "▁")]
)

_RELATIVE = {"relative_attention": True, "type_vocab_size": 0, "position_biased_input": False}
# The tokenizer, the name of its class, what the configuration has beside the sizes, and what the
# tokenizer's has, as the usual checkpoints of the hub have them.
FAMILIES: Mapping[
    str, tuple[Callable[[Sequence[str]], Tokenizer], str, dict[str, Any], dict[str, Any]]
] = {
    "electra": (
        word_pieces(BERT_SPECIAL, _BERT_PAIR),
        "ElectraTokenizer",
        {"embedding_size": 16, "type_vocab_size": 2},
        {"do_lower_case": True},
    ),
    "mpnet": (
        word_pieces(
            ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"], "<s>:0 $A:0 </s>:0 </s>:0 $B:1 </s>:1"
        ),
        "MPNetTokenizer",
        {"max_position_embeddings": 514},
        {"do_lower_case": True},
    ),
    "roberta": (
        byte_pairs(ROBERTA_SPECIAL),
        "RobertaTokenizer",
        {"max_position_embeddings": 130, "type_vocab_size": 1},
        {},
    ),
    "longformer": (
        byte_pairs(ROBERTA_SPECIAL),
        "LongformerTokenizer",
        {"max_position_embeddings": 1026, "type_vocab_size": 1, "attention_window": [16, 32]},
        {},
    ),
    "deberta": (
        byte_pairs(BERT_SPECIAL),
        "DebertaTokenizer",
        {**_RELATIVE, "pos_att_type": "c2p|p2c", "max_relative_positions": -1},
        {},
    ),
    "deberta-v2": (
        unigrams(BERT_SPECIAL, _DEBERTA, pre_tokenizers.Sequence([_METASPACE]), _BERT_PAIR),
        "DebertaV2Tokenizer",
        {
            **_RELATIVE,
            "pos_att_type": ["p2c", "c2p"],
            "max_relative_positions": -1,
            "position_buckets": 32,
            "norm_rel_ebd": "layer_norm",
            "share_att_key": True,
        },
        {"do_lower_case": False},
    ),
    "albert": (
        unigrams(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"], _ALBERT, _METASPACE, _BERT_PAIR),
        "AlbertTokenizer",
        {"embedding_size": 16, "type_vocab_size": 2, "num_hidden_groups": 1, "inner_group_num": 1},
        {"do_lower_case": True},
    ),
    "xlm-roberta": (
        unigrams(ROBERTA_SPECIAL, _XLM_ROBERTA, _METASPACE, _ROBERTA_PAIR),
        "XLMRobertaTokenizer",
        {"max_position_embeddings": 514, "type_vocab_size": 1},
        {},
    ),
    "big_bird": (
        unigrams(
            ["<pad>", "</s>", "<s>", "<unk>", "[CLS]", "[SEP]", "[MASK]"],
            normalizers.Sequence(
                [normalizers.Strip(left=False), normalizers.Replace(Regex(" {2,}"), "▁")]
            ),
            _METASPACE,
            _BERT_PAIR,
        ),
        "BigBirdTokenizer",
        {"block_size": 16, "num_random_blocks": 1, "type_vocab_size": 2, "use_bias": True},
        {},
    ),
}
