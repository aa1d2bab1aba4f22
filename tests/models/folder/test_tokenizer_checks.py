"""Tokenizers that would end the process, fill the memory or never end are refused."""

import base64
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from nlp_suite import ModelFormatError
from nlp_suite.models.folder.tokenizer_checks import (
    check_charsmap,
    check_tokenizer,
    checked_tokens,
    tokenizer_errors,
)
from nlp_suite.text.sentencepiece_model import SentencePieceModel

GPT_2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA_3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)

FILE = Path("tokenizer.json")
WORDS = {"[UNK]": 0, "a": 1, "b": 2}


@pytest.fixture(scope="module")
def table():
    """The table of NFKC that SentencePiece's models have."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["Tom sleeps.", "Ann paid."]),
        model_writer=model,
        vocab_size=17,
        minloglevel=2,
    )
    return SentencePieceModel.parse(FILE, model.getvalue()).normalization


def described(tokenizer):
    return json.loads(tokenizer.to_str())


def make(**parts):
    tokenizer = Tokenizer(models.WordLevel(WORDS, "[UNK]"))
    for name, part in parts.items():
        setattr(tokenizer, name, part)
    return tokenizer


def byte_level():
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    ids = {letter: i for i, letter in enumerate(["<s>", "</s>", *letters])}
    # As that of GPT-2 is published: an unknown token that is none, and no type.
    return Tokenizer(models.BPE(ids, [], unk_token="", fuse_unk=False))


def bert():
    tokenizer = Tokenizer(models.WordPiece(WORDS | {"[CLS]": 3, "[SEP]": 4}))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 4), ("[CLS]", 3))
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def roberta():
    tokenizer = byte_level()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 1), ("<s>", 0))
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def llama_3():
    tokenizer = byte_level()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(LLAMA_3), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    template = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 0)]
    )
    tokenizer.post_processor = processors.Sequence([processors.ByteLevel(), template])
    return tokenizer


def llama_2():
    ids = {"<unk>": 0, **{f"<0x{i:02X}>": i + 1 for i in range(256)}}
    tokenizer = Tokenizer(models.BPE(ids, [], fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return tokenizer


def xlm_roberta(table):
    tokenizer = Tokenizer(models.Unigram([("<unk>", 0.0), ("▁a", -1.0), ("▁", -2.0)], 0))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(table), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def albert(table):
    tokenizer = xlm_roberta(table)
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("``", '"'),
            normalizers.NFKD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Precompiled(table),
        ]
    )
    return tokenizer


def test_those_in_wide_use_are_accepted(table):
    made = [bert(), roberta(), llama_3(), llama_2(), xlm_roberta(table), albert(table)]
    made.append(make(pre_tokenizer=pre_tokenizers.Split(Regex(GPT_2), "isolated")))
    for tokenizer in made:
        size = tokenizer.get_vocab_size()
        check_tokenizer(FILE, described(tokenizer), size)
        assert len(checked_tokens(FILE, tokenizer, size)) == size


@pytest.mark.parametrize("kind", [bert, roberta])
def test_older_releases_wrote_no_type(kind):
    values = described(kind())
    del values["model"]["type"]
    check_tokenizer(FILE, values, 300)


def change(values, path, value):
    *parents, last = path.split(".")
    for name in parents:
        values = values[name]
    values[last] = value


def sequence(kind, name, steps):
    return {"type": kind, name: steps}


LONGER = {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 10}


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("normalizer", sequence("Sequence", "normalizers", [LONGER] * 10), "10,000,000,000 times"),
        ("normalizer", LONGER | {"pattern": {"Regex": "(a+)+$"}}, "'(a+)+$' is not accepted"),
        ("normalizer", LONGER | {"pattern": {"String": ""}}, "the pattern '' is not accepted"),
        ("normalizer", LONGER | {"pattern": None}, "no possible pattern"),
        ("normalizer", LONGER | {"content": "a" * 65}, "content must be a short text"),
        ("normalizer", {"type": "Prepend", "prepend": "a" * 1000}, "prepend must be a short"),
        (
            "normalizer",
            sequence("Sequence", "normalizers", [{"type": "Prepend", "prepend": "a"}] * 65),
            "at most 64 steps",
        ),
        ("normalizer", {"type": "Sorcery"}, "normalizer: the type must be one of"),
        ("normalizer", {"type": ["NFC"]}, "a step must say its type"),
        ("normalizer", [], "a step must say its type"),
        ("normalizer", {"type": "Precompiled", "precompiled_charsmap": "x"}, "charsmap"),
        ("normalizer", {"type": "Precompiled", "precompiled_charsmap": "AAAAAAAA"}, "shorter"),
        (
            "pre_tokenizer",
            {"type": "Split", "pattern": {"Regex": "(a|a)*$"}, "behavior": "Isolated"},
            "is not accepted",
        ),
        ("pre_tokenizer", {"type": "FixedLength", "length": 0}, "no possible length: 0"),
        ("pre_tokenizer", sequence("Sequence", "normalizers", 3), "a sequence must have"),
        ("decoder", {"type": "Strip", "content": " ", "start": 0, "stop": 9}, "stop must be 0"),
        ("decoder", {"type": "BPEDecoder", "suffix": ""}, "suffix must be a short text"),
        (
            "decoder",
            sequence("Sequence", "decoders", [LONGER] * 10),
            "decoder: it makes a text too long",
        ),
        ("post_processor", {"type": "Chain"}, "post_processor: unknown type 'Chain'"),
        ("post_processor.single", [{"Sequence": {"id": "A", "type_id": 0}}] * 2000, "16 pieces"),
        ("post_processor.single", [{"Sequence": {"id": "A", "type_id": 0}}] * 2, "A once"),
        ("post_processor.single", [{"Sequence": {"id": "A", "type_id": 9}}], "must be 0 or 1"),
        ("post_processor.single", [{"SpecialToken": {"id": "x", "type_id": 0}}], "no piece"),
        ("post_processor.pair", [3], "no piece of a template"),
        ("post_processor.special_tokens.[UNK].ids", [9], "must be below 3"),
        ("post_processor.special_tokens.[UNK].ids", [], "no possible special token"),
        (
            "post_processor",
            {"type": "BertProcessing", "sep": ["[SEP]", 5], "cls": ["[CLS]", 0]},
            "sep must be a token with an id below 3",
        ),
        ("model", None, "model must be an object"),
        ("post_processor.single", [{"SpecialToken": {"id": {}, "type_id": 0}}], "no piece"),
        ("model.unk_token", ["a"], "unk_token ['a'] is no token"),
        ("model.type", {"a": 1}, "model: the type must be one of"),
        ("model.type", "Oracle", "model: the type must be one of"),
        ("model.vocab", {"[UNK]": 0, "a": 3}, "an id below 3"),
        ("model.vocab", {"[UNK]": 0, "a": -1}, "an id below 3"),
        ("model.vocab", {"[UNK]": 0, "a": True}, "an id below 3"),
        ("model.vocab", {"[UNK]": 0, "a": 0}, "two tokens have the same id"),
        ("model.vocab", WORDS | {"c": 3}, "it has 4 tokens, the model only 3"),
        ("model.vocab", [], "vocab must be an object"),
        ("model.unk_token", "c", "unk_token 'c' is no token"),
        ("added_tokens", [{"id": 3, "content": "x"}], "the id of 'x' must be below 3"),
        ("added_tokens", [{"id": 1, "content": ""}], "is no token"),
        ("added_tokens", [{"id": 1, "content": "x"}] * 4, "at most 3 tokens"),
        ("added_tokens", {}, "added_tokens must list"),
    ],
)
def test_what_is_refused(path, value, message):
    template = processors.TemplateProcessing(single="[UNK] $A", special_tokens=[("[UNK]", 0)])
    values = described(make(post_processor=template))
    check_tokenizer(FILE, values, 3)
    change(values, path, value)
    with pytest.raises(ModelFormatError, match=re.escape(message)):
        check_tokenizer(FILE, values, 3)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("model.unk_id", None, "unk_id must be the id of a piece, got None"),
        ("model.unk_id", 3, "unk_id must be the id of a piece, got 3"),
        ("model.vocab", [], "from 1 to 3 pieces"),
        ("model.vocab", [["", 0.0]], "no possible piece and score"),
        ("model.vocab", [["a", 1e300]], "no possible piece and score"),
        ("model.vocab", [["a" * 1001, 0.0]], "no possible piece and score"),
        ("model.vocab", [["a", True]], "no possible piece and score"),
        ("model.vocab", ["a"], "no possible piece and score"),
    ],
)
def test_a_unigram_model_that_is_refused(path, value, message, table):
    values = described(xlm_roberta(table))
    change(values, path, value)
    if path == "model.vocab" and value:
        values["model"]["unk_id"] = 0
    with pytest.raises(ModelFormatError, match=re.escape(message)):
        check_tokenizer(FILE, values, 3)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("model.max_input_chars_per_word", 10**9, "from 1 to 256, got 1000000000"),
        ("model.continuing_subword_prefix", "#" * 100, "continuing_subword_prefix must be"),
    ],
)
def test_a_word_piece_model_that_is_refused(path, value, message):
    values = described(bert())
    change(values, path, value)
    with pytest.raises(ModelFormatError, match=message):
        check_tokenizer(FILE, values, 5)


def test_random_merges_are_refused():
    values = described(byte_level())
    values["model"]["dropout"] = 0.5
    with pytest.raises(ModelFormatError, match="dropout must be null"):
        check_tokenizer(FILE, values, 300)


def test_a_table_of_normalization(table):
    assert check_charsmap(table) == 18
    size = int.from_bytes(table[:4], "little")
    units = np.frombuffer(table[4 : 4 + size], "<u4")
    seen = 0
    # Whatever is damaged: an error, or a table with which the library reads nothing outside.
    for place in range(0, units.size, units.size // 60):
        changed = units.copy()
        changed[place] ^= 0x7FFFFC00
        damaged = table[:4] + changed.tobytes() + table[4 + size :]
        try:
            check_charsmap(damaged)
        except ValueError:
            seen += 1
            continue
        normalizers.Precompiled(damaged).normalize_str("ﬁ Ⅷ ㍿ é a")
    assert seen > 10
    for short in (b"", table[:4], table[:1000], b"\xff" * 8, table[: 4 + size] + b"\xff"):
        with pytest.raises(ValueError, match=r"shorter|outside|decode|within"):
            check_charsmap(short)
    with pytest.raises(ValueError, match="within a character"):
        check_charsmap(table[: 4 + size] + "é".encode() * 100_000)


def test_tables_one_after_the_other(table):
    step = {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(table).decode()}
    values = described(make())
    values["normalizer"] = sequence("Sequence", "normalizers", [step, {"type": "NFKC"}])
    check_tokenizer(FILE, values, 3)
    values["normalizer"]["normalizers"] *= 2
    with pytest.raises(ModelFormatError, match="324 times as long"):
        check_tokenizer(FILE, values, 3)


def test_errors_and_panics_of_the_library():
    class PanicException(BaseException):
        pass

    for error in (PanicException("index out of\nbounds"), Exception("no such token")):
        with (
            pytest.raises(ModelFormatError, match=r"model is no valid tokenizer \((index|no such)"),
            tokenizer_errors("model"),
        ):
            raise error
    for kept in (KeyboardInterrupt(), ModelFormatError("as it is")):
        with pytest.raises(type(kept)), tokenizer_errors("model"):
            raise kept


def test_added_tokens_beyond_the_model():
    tokenizer = make()
    tokenizer.add_tokens([AddedToken("x"), AddedToken("y")])
    with pytest.raises(ModelFormatError, match="5 tokens and ids up to 4, the model only 4"):
        checked_tokens(FILE, tokenizer, 4)
