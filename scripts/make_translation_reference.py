"""Makes the reference outputs of transformers' translation pipeline, a test fixture.

transformers 5 has no such pipeline any more. Run this once with the last release that had it,
in an environment of its own; the package itself is not needed there:

    python -m venv reference
    reference/bin/pip install "transformers==4.57.*" torch sentencepiece
    reference/bin/python scripts/make_translation_reference.py

The checkpoints are random, and come from the recipe in this file alone: a frozen random number
generator of NumPy, a seed for each tensor's name. So they are the same everywhere, and the tests
make them anew. Each is a family's: its architecture, its kind of tokenizer, its way of being told
the languages, and the settings of generation that its published checkpoints have; without
`early_stopping`, which the package does not have.
"""

import argparse
import hashlib
import json
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tokenizers import (
    AddedToken,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

ROOT = Path(__file__).parents[1]
ARTICLE = ROOT / "nlp_suite" / "assets" / "texts" / "bicycle.txt"
FIXTURE = ROOT / "tests" / "fixtures" / "translation.json"

DIM, LAYERS, HEADS, HIDDEN, POSITIONS = 32, 1, 4, 64, 96
_STACKS = {
    f"{side}_{name}": value
    for side in ("encoder", "decoder")
    for name, value in (("layers", LAYERS), ("attention_heads", HEADS), ("ffn_dim", HIDDEN))
}
_SIZES = {"d_model": DIM, "max_position_embeddings": POSITIONS, "scale_embedding": True, **_STACKS}
_FAIRSEQ = ("<s>", "<pad>", "</s>", "<unk>")
_FAIRSEQ_IDS = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2}
_M2M = {
    **_SIZES,
    **_FAIRSEQ_IDS,
    "model_type": "m2m_100",
    "architectures": ["M2M100ForConditionalGeneration"],
    "activation_function": "relu",
    "decoder_start_token_id": 2,
}
_M2M_CODES = (
    "af am ar ast az ba be bg bn br bs ca ceb cs cy da de el en es et fa ff fi fr fy ga gd gl gu "
    "ha he hi hr ht hu hy id ig ilo is it ja jv ka kk km kn ko lb lg ln lo lt lv mg mk ml mn mr ms "
    "my ne nl no ns oc or pa pl ps pt ro ru sd si sk sl so sq sr ss su sv sw ta th tl tn tr uk ur "
    "uz vi wo xh yi yo zh zu"
)
_M2M_LANGUAGES = _M2M_CODES.split()
_NLLB_LANGUAGES = (
    "arb_Arab", "deu_Latn", "eng_Latn", "fra_Latn", "lvs_Latn", "por_Latn", "zho_Hans", "zho_Hant"
)  # fmt: skip
_MBART_CODES = (
    "ar_AR cs_CZ de_DE en_XX es_XX et_EE fi_FI fr_XX gu_IN hi_IN it_IT ja_XX kk_KZ ko_KR lt_LT "
    "lv_LV my_MM ne_NP nl_XX ro_RO ru_RU si_LK tr_TR vi_VN zh_CN af_ZA az_AZ bn_IN fa_IR he_IL "
    "hr_HR id_ID ka_GE km_KH mk_MK ml_IN mn_MN mr_IN pl_PL ps_AF pt_XX sv_SE sw_KE ta_IN te_IN "
    "th_TH tl_XX uk_UA ur_PK xh_ZA gl_ES sl_SI"
)
_MBART_LANGUAGES = _MBART_CODES.split()
_MARIAN = {
    **_SIZES,
    "model_type": "marian",
    "architectures": ["MarianMTModel"],
    "activation_function": "swish",
    "eos_token_id": 0,
    "share_encoder_decoder_embeddings": True,
}


class Family(NamedTuple):
    """What is particular to the checkpoints of a family.

    Attributes:
        config: Further values of its config.json.
        generation: The values of generation_config.json; None if there is no such file.
        tokenizer: The values of tokenizer_config.json.
        directions: Source and target as the pipeline is told them, and as the package is.
        end: The id of the end.
        end_bias: What it is made likelier by.
    """

    config: Mapping[str, Any]
    generation: Mapping[str, Any] | None
    tokenizer: Mapping[str, Any]
    directions: tuple[tuple[str, str, str, str], ...]
    end: int
    end_bias: float


FAMILIES = {
    # Helsinki-NLP/opus-mt-en-de
    "marian": Family(
        _MARIAN,
        {"num_beams": 6, "max_length": 28, "renormalize_logits": True, "forced_eos_token_id": 0},
        {"tokenizer_class": "MarianTokenizer", "source_lang": "en", "target_lang": "de"},
        (("en", "de", "en", "de"),),
        0,
        6.0,
    ),
    # Helsinki-NLP/opus-mt-en-mul; of opus-mt-en-ROMANCE the last two codes
    "marian-multilingual": Family(
        _MARIAN,
        {"num_beams": 6, "max_length": 28, "renormalize_logits": True, "forced_eos_token_id": 0},
        {"tokenizer_class": "MarianTokenizer", "source_lang": "eng", "target_lang": "mul"},
        (("", ">>deu<<", "en", "de"), ("", ">>pt_BR<<", "en", "pt-BR")),
        0,
        6.0,
    ),
    # facebook/m2m100_418M
    "m2m100": Family(
        _M2M,
        {**_FAIRSEQ_IDS, "decoder_start_token_id": 2, "num_beams": 5, "max_length": 26},
        {"tokenizer_class": "M2M100Tokenizer", "src_lang": None, "tgt_lang": None},
        (("en", "de", "en", "de"), ("de", "zh", "de-AT", "zh")),
        2,
        1.5,
    ),
    # facebook/nllb-200-distilled-600M
    "nllb": Family(
        _M2M,
        {**_FAIRSEQ_IDS, "decoder_start_token_id": 2, "max_length": 26},
        {"tokenizer_class": "NllbTokenizer", "src_lang": None, "tgt_lang": None},
        (("eng_Latn", "deu_Latn", "en", "de"), ("deu_Latn", "zho_Hant", "deu_Latn", "zh-TW")),
        2,
        1.5,
    ),
    # facebook/mbart-large-50-many-to-many-mmt
    "mbart50": Family(
        {
            **_SIZES,
            **_FAIRSEQ_IDS,
            "model_type": "mbart",
            "architectures": ["MBartForConditionalGeneration"],
            "activation_function": "relu",
            "decoder_start_token_id": 2,
            "forced_eos_token_id": 2,
        },
        {
            **_FAIRSEQ_IDS,
            "decoder_start_token_id": 2,
            "forced_eos_token_id": 2,
            "num_beams": 5,
            "max_length": 24,
        },
        {"tokenizer_class": "MBart50Tokenizer", "src_lang": None, "tgt_lang": None},
        (("en_XX", "de_DE", "en", "de"), ("pt_XX", "en_XX", "pt-BR", "en_XX")),
        2,
        2.0,
    ),
    # google-t5/t5-small
    "t5": Family(
        {
            "model_type": "t5",
            "architectures": ["T5ForConditionalGeneration"],
            "d_model": DIM,
            "d_kv": DIM // HEADS,
            "d_ff": HIDDEN,
            "num_layers": LAYERS,
            "num_decoder_layers": LAYERS,
            "num_heads": HEADS,
            "n_positions": 512,
            "feed_forward_proj": "relu",
            "tie_word_embeddings": True,
            "decoder_start_token_id": 0,
            "pad_token_id": 0,
            "eos_token_id": 1,
            "task_specific_params": {
                f"translation_en_to_{code}": {
                    "max_length": 26,
                    "num_beams": 4,
                    "prefix": f"translate English to {name}: ",
                }
                for code, name in (("de", "German"), ("fr", "French"), ("ro", "Romanian"))
            },
        },
        None,
        {"tokenizer_class": "T5Tokenizer", "model_max_length": 512, "extra_ids": 0},
        (("en", "de", "en", "de"), ("en", "ro", "en-GB", "ro")),
        1,
        1.5,
    ),
}
_TARGET_TOKENS = (">>deu<<", ">>fra<<", ">>cmn_Hans<<", ">>cmn_Hant<<", ">>pt<<", ">>pt_BR<<")
# Those of one call.
OPTIONS: list[dict[str, Any]] = [
    {},
    {"num_beams": 1},
    {"num_beams": 3, "length_penalty": 0.4, "max_new_tokens": 12},
]
ODD = [
    "Yes.",
    "Größe, Straße und Ähnliches; naïve façade.",
    "A fox 🦊 and a flag.",
    "It was 1817 (or 1818), they say: “quoted” — and dashed…",
    ">> not a language <<",
]


def make_pieces(article: str) -> list[tuple[str, float]]:
    """Chooses pieces of words, and their log-probabilities."""
    words = Counter(article.split())
    pieces = [f"▁{word}" for word, _ in words.most_common(160) if word.isalpha()]
    ends = Counter(word[-n:] for word in words if word.isalpha() for n in (2, 3) if len(word) > n)
    pieces += [piece for piece, _ in ends.most_common(80)]
    letters = ["▁", *(chr(code) for code in range(33, 127)), *"äöüßÄÖÜéï“”—…"]
    return [
        (piece, -3.0 - 0.05 * i if len(piece) > 1 else -14.0 - 0.01 * i)
        for i, piece in enumerate(dict.fromkeys([*pieces, *letters]))
    ]


def sentencepiece_model(pieces: Iterable[tuple[str, float]]) -> bytes:
    """Writes pieces as a SentencePiece model, which is a message of protocol buffers."""
    unknown, control, normal = 2, 3, 1
    rows = [("<unk>", 0.0, unknown), ("<s>", 0.0, control), ("</s>", 0.0, control)]
    rows += [(piece, score, normal) for piece, score in pieces]
    message = b""
    for piece, score, kind in rows:
        row = _bytes_field(1, piece.encode()) + b"\x15" + struct.pack("<f", score)
        message += _bytes_field(1, row + bytes([3 << 3, kind]))
    # The normalizer's name; all else as it is where nothing is said, the model a unigram one.
    return message + _bytes_field(3, _bytes_field(1, b"identity"))


def _bytes_field(number: int, content: bytes) -> bytes:
    # Lengths below 2**14 are all that is needed.
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7])
    return bytes([number << 3 | 2]) + length + content


def make_tokenizer(family: str, article: str) -> Tokenizer:
    """Makes a family's tokenizer of the package tokenizers."""
    if family == "nllb":
        special = [*_FAIRSEQ]
        trainer = trainers.BpeTrainer(
            vocab_size=360, special_tokens=special, show_progress=False, min_frequency=2
        )
        tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))  # noqa: S106
    elif family == "mbart50":
        pieces = [*((token, 0.0) for token in _FAIRSEQ), *make_pieces(article)]
        pieces += [(code, 0.0) for code in (*_MBART_LANGUAGES, "<mask>")]
        tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
    else:
        pieces = [(token, 0.0) for token in ("<pad>", "</s>", "<unk>")] + make_pieces(article)
        tokenizer = Tokenizer(models.Unigram(pieces, unk_id=2))
    space: Any = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    # About what SentencePiece's own tables do, which published tokenizers have.
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace("  ", " ")]
    )
    if family == "t5":
        space = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), space])
    tokenizer.pre_tokenizer = space
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    if family == "nllb":
        tokenizer.train_from_iterator(article.splitlines(), trainer)
        added = [*special, *_NLLB_LANGUAGES, "<mask>"]
    else:
        added = [*_FAIRSEQ, *_MBART_LANGUAGES, "<mask>"]
        added = ["<pad>", "</s>", "<unk>"] if family == "t5" else added
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in added])
    shape, first = "$A </s>", None
    if family != "t5":
        first = "eng_Latn" if family == "nllb" else "en_XX"
        shape = f"{first} $A </s>"
    tokenizer.post_processor = processors.TemplateProcessing(
        single=shape,
        special_tokens=[
            (token, tokenizer.token_to_id(token)) for token in ("</s>", first) if token is not None
        ],
    )
    return tokenizer


def _write_tokenizer(family: str, article: str, folder: Path) -> tuple[int, int]:
    """Writes a family's tokenizer; returns the size of its vocabulary, and the padding's id."""
    settings = {**FAMILIES[family].tokenizer}
    for name, token in (("pad", "<pad>"), ("eos", "</s>"), ("unk", "<unk>")):
        settings[f"{name}_token"] = token
    pieces = make_pieces(article)
    if family.startswith("marian"):
        for side in ("source", "target"):
            (folder / f"{side}.spm").write_bytes(sentencepiece_model(pieces))
        tokens = ["</s>", "<unk>", *(piece for piece, _ in pieces)]
        tokens += _TARGET_TOKENS if family == "marian-multilingual" else ()
        vocabulary = {token: i for i, token in enumerate([*tokens, "<pad>"])}
        size, pad = len(vocabulary), len(tokens)
    elif family == "m2m100":
        (folder / "sentencepiece.bpe.model").write_bytes(sentencepiece_model(pieces))
        vocabulary = {
            token: i for i, token in enumerate([*_FAIRSEQ, *(piece for piece, _ in pieces)])
        }
        settings["additional_special_tokens"] = [f"__{code}__" for code in _M2M_LANGUAGES]
        # With eight words that stand for nothing.
        size, pad = len(vocabulary) + len(_M2M_LANGUAGES) + 8, 1
    else:
        tokenizer = make_tokenizer(family, article)
        tokenizer.save(str(folder / "tokenizer.json"))
        vocabulary = tokenizer.get_vocab()
        size, pad = len(vocabulary), vocabulary["<pad>"]
        if family == "nllb":
            settings["additional_special_tokens"] = [*_NLLB_LANGUAGES]
    if family in ("marian", "marian-multilingual", "m2m100"):
        (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    return size, pad


def write_checkpoint(family: str, article: str, folder: Path) -> str:
    """Writes a checkpoint with its tokenizer, as the hub has them.

    Args:
        family: A key of `FAMILIES`.
        article: What its vocabulary is made of.
        folder: An empty folder.

    Returns:
        SHA-256 of the weights and the vocabulary.
    """
    import torch
    import transformers

    made = FAMILIES[family]
    size, pad = _write_tokenizer(family, article, folder)
    marian = {"pad_token_id": pad, "decoder_start_token_id": pad}
    own = marian if family.startswith("marian") else {}
    config: dict[str, Any] = {**made.config, **own, "vocab_size": size}
    if own:
        config["decoder_vocab_size"] = size
    architecture: Any = getattr(transformers, str(config["architectures"][0]))
    model = architecture(architecture.config_class(**config)).float().eval()
    digest = hashlib.sha256(str(size).encode())
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            # Not drawn, but computed.
            if "embed_positions" in name and family.startswith("marian"):
                continue
            values = _draw(name, tuple(parameter.shape))
            digest.update(values.tobytes())
            parameter.copy_(torch.from_numpy(values))
        if hasattr(model, "final_logits_bias"):
            model.final_logits_bias[0] = torch.from_numpy(_draw("final_logits_bias", (size,)))
            model.final_logits_bias[0, made.end] += made.end_bias
        else:
            model.get_input_embeddings().weight[made.end] *= made.end_bias
    model.save_pretrained(folder)
    # As published, not as this release of transformers would write them.
    (folder / "generation_config.json").unlink(missing_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    if made.generation is not None:
        bad = {"bad_words_ids": [[pad]], "eos_token_id": 0} if own else {}
        generation = {**made.generation, **own, **bad}
        (folder / "generation_config.json").write_text(json.dumps(generation))
    return digest.hexdigest()


def _draw(name: str, shape: tuple[int, ...]) -> np.ndarray:
    # This old generator promises the same numbers in all releases; the new one does not.
    draw = np.random.RandomState(zlib.crc32(name.encode())).standard_normal(shape)
    if "norm" in name.lower():
        draw = draw * 0.1 + name.endswith("weight")
    elif name.endswith("bias"):
        draw *= 1.0 if name.startswith("final") else 0.3
    elif "embed" in name or "shared" in name:
        draw *= 0.3
    else:
        # So large that what is read matters more than the last token.
        draw *= 8 / shape[-1] ** 0.5
    return draw.astype(np.float32)


def make_texts(article: str) -> list[str]:
    """Chooses what is translated."""
    lines = [line for line in article.splitlines() if len(line) > 60]
    return [*ODD, *(line.split(". ")[0][:110] for line in lines[:4])]


def main() -> None:
    """Runs the pipelines on all cases and writes the fixture."""
    import tempfile

    import tokenizers
    import torch
    import transformers

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=FIXTURE)
    out = parser.parse_args().output
    article = ARTICLE.read_text(encoding="utf-8")
    texts = make_texts(article)
    sha256, rows = {}, []
    for family, made in FAMILIES.items():
        with tempfile.TemporaryDirectory() as folder:
            sha256[family] = write_checkpoint(family, article, Path(folder))
            for number, (source, target, _, _) in enumerate(made.directions):
                # Newer releases, whose annotations a type checker sees, have no such task.
                make_pipeline: Any = transformers.pipeline
                task = f"translation_{source}_to_{target}" if family == "t5" else "translation"
                pipeline = make_pipeline(task, model=folder, device="cpu")
                languages, before = {"src_lang": source, "tgt_lang": target}, ""
                if family.startswith("marian"):
                    languages, before = {}, f"{target} " if not source else ""
                for options in OPTIONS:
                    if family == "t5":
                        # Its pipeline writes up to 256 tokens, whatever the checkpoint says.
                        options = {"max_new_tokens": 24, **options}
                    for text in texts:
                        if family == "marian" and text.startswith(">>"):
                            # Its tokenizer takes that for a language, and drops it.
                            continue
                        (found,) = pipeline(
                            before + text, return_tensors=True, **options, **languages
                        )
                        ids = found["translation_token_ids"]
                        (shown,) = pipeline.postprocess({"output_ids": ids[None, None]})
                        used = pipeline.generation_config
                        row = {
                            "family": family,
                            "direction": number,
                            "text": texts.index(text),
                            "num_beams": options.get("num_beams", used.num_beams),
                            "length_penalty": options.get("length_penalty", used.length_penalty),
                            # What is written behind the decoder's start.
                            "max_new_tokens": options.get("max_new_tokens")
                            or used.max_new_tokens
                            or used.max_length - 1,
                        }
                        rows.append(
                            {**row, "translation": shown["translation_text"], "ids": ids.tolist()}
                        )
    fixture = {
        "made_by": f"{Path(__file__).name}, transformers {transformers.__version__}, "
        f"tokenizers {tokenizers.__version__}, torch {torch.__version__}",
        "sha256": sha256,
        "texts": texts,
        "cases": rows,
    }
    lines = json.dumps(fixture, ensure_ascii=False, separators=(",", ":"))
    out.write_text(lines.replace('{"family"', '\n{"family"') + "\n", encoding="utf-8", newline="\n")
    print(f"{out}: {len(rows)} cases, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
