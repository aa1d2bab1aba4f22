"""Makes the reference outputs of transformers' summarization pipeline, a test fixture.

transformers 5 has no such pipeline any more. Run this once with the last release that had it,
in an environment of its own; the package itself is not needed there:

    python -m venv reference
    reference/bin/pip install "transformers==4.57.*" torch
    reference/bin/python scripts/make_generation_reference.py

The checkpoints are random, and come from the recipe in this file alone: a frozen random number
generator of NumPy, a seed for each tensor's name. So they are the same everywhere, and the tests
make them anew. Each is a family's: its architecture, its kind of tokenizer, and the settings of
generation where its published checkpoints have them.
"""

import argparse
import hashlib
import itertools
import json
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors.numpy import save_file
from tokenizers import (
    AddedToken,
    Tokenizer,
    decoders,
    models,
    pre_tokenizers,
    processors,
    trainers,
)

ROOT = Path(__file__).parents[1]
ARTICLE = ROOT / "nlp_suite" / "assets" / "texts" / "bicycle.txt"
FIXTURE = ROOT / "tests" / "fixtures" / "generation.json"

DIM, LAYERS, HEADS, HIDDEN = 32, 1, 4, 64
_SIDES = {
    f"{side}_{name}": value
    for side in ("encoder", "decoder")
    for name, value in (("layers", LAYERS), ("attention_heads", HEADS), ("ffn_dim", HIDDEN))
}
_BART_IDS = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 2}
_BART = {"d_model": DIM, "max_position_embeddings": 256, **_SIDES, **_BART_IDS}
_T5_IDS = {"decoder_start_token_id": 0, "pad_token_id": 0, "eos_token_id": 1}
_T5 = {
    "d_model": DIM,
    "d_kv": DIM // HEADS,
    "d_ff": HIDDEN,
    "num_layers": LAYERS,
    "num_decoder_layers": LAYERS,
    "num_heads": HEADS,
    **_T5_IDS,
}
_T5_TOKENIZER = {"tokenizer_class": "T5Tokenizer", "model_max_length": 256, "extra_ids": 0}
_BART_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_T5_SPECIAL = ("<pad>", "</s>", "<unk>")
# Those of mBART, English the fourth.
_LANGUAGES = (
    *("ar_AR", "cs_CZ", "de_DE", "en_XX", "es_XX", "et_EE", "fi_FI", "fr_XX", "gu_IN", "hi_IN"),
    *("it_IT", "ja_XX", "kk_KZ", "ko_KR", "lt_LT", "lv_LV", "my_MM", "ne_NP", "nl_XX", "ro_RO"),
    *("ru_RU", "si_LK", "tr_TR", "vi_VN", "zh_CN"),
)


class Family(NamedTuple):
    """What is particular to the checkpoints of an architecture.

    Attributes:
        config: Further values of its config.json; old checkpoints have settings of generation
            there, which newer ones have in generation_config.json.
        generation: The values of generation_config.json; None if there is no such file.
        special: The special tokens, the first ids.
        tokenizer_config: The values of tokenizer_config.json.
        end_bias: What the end of a target is made likelier by.
        embedding_scale: The size of the embeddings: the larger, the more a model repeats itself
            that has the same for reading and writing.
        weight_scale: The size of all others: the larger, the more varied is what it writes.
        prefix: What is put before a text that the pipeline puts none before.
    """

    config: Mapping[str, Any]
    generation: Mapping[str, Any] | None
    special: tuple[str, ...]
    tokenizer_config: Mapping[str, Any]
    end_bias: float
    embedding_scale: float = 1.0
    weight_scale: float = 1.2
    prefix: str = ""


FAMILIES = {
    # sshleifer/distilbart-cnn-12-6
    "distilbart": Family(
        {
            **_BART,
            "model_type": "bart",
            "architectures": ["BartForConditionalGeneration"],
            "activation_function": "gelu",
            "scale_embedding": False,
            "force_bos_token_to_be_generated": True,
            "early_stopping": True,
            "length_penalty": 2.0,
            "max_length": 23,
            "min_length": 9,
            "no_repeat_ngram_size": 3,
            "num_beams": 4,
        },
        None,
        (*_BART_SPECIAL, "<mask>"),
        {"tokenizer_class": "BartTokenizer", "model_max_length": 256},
        end_bias=6.0,
        embedding_scale=0.5,
    ),
    # facebook/bart-large-cnn
    "bart": Family(
        {
            **_BART,
            "model_type": "bart",
            "architectures": ["BartForConditionalGeneration"],
            "activation_function": "gelu",
            "scale_embedding": False,
            "forced_eos_token_id": 2,
            "task_specific_params": {
                "summarization": {
                    "early_stopping": True,
                    "length_penalty": 2.0,
                    "max_length": 28,
                    "min_length": 8,
                    "no_repeat_ngram_size": 3,
                    "num_beams": 4,
                }
            },
        },
        {
            **_BART_IDS,
            "forced_bos_token_id": 0,
            "forced_eos_token_id": 2,
            "early_stopping": True,
            "length_penalty": 2.0,
            "max_length": 22,
            "min_length": 6,
            "no_repeat_ngram_size": 3,
            "num_beams": 4,
        },
        (*_BART_SPECIAL, "<mask>"),
        {"tokenizer_class": "BartTokenizer", "model_max_length": 256},
        end_bias=8.0,
        embedding_scale=0.5,
    ),
    # google/pegasus-xsum
    "pegasus": Family(
        {
            **_BART,
            "model_type": "pegasus",
            "architectures": ["PegasusForConditionalGeneration"],
            "activation_function": "relu",
            "scale_embedding": True,
            "normalize_before": True,
            "normalize_embedding": False,
            "static_position_embeddings": True,
            "add_final_layer_norm": True,
            "bos_token_id": 0,
            "pad_token_id": 0,
            "eos_token_id": 1,
            "decoder_start_token_id": 0,
            "forced_eos_token_id": 1,
            "length_penalty": 0.6,
            "max_length": 24,
            "num_beams": 8,
        },
        None,
        ("<pad>", "</s>", "<unk>", "<mask_1>", "<mask_2>"),
        {"tokenizer_class": "PegasusTokenizer", "model_max_length": 256, "offset": 0},
        end_bias=10.0,
        weight_scale=6.0,
    ),
    # google-t5/t5-small
    "t5": Family(
        {
            **_T5,
            "model_type": "t5",
            "architectures": ["T5ForConditionalGeneration"],
            "feed_forward_proj": "relu",
            "tie_word_embeddings": True,
            "n_positions": 256,
            "task_specific_params": {
                "summarization": {
                    "early_stopping": True,
                    "length_penalty": 2.0,
                    "max_length": 24,
                    "min_length": 6,
                    "no_repeat_ngram_size": 3,
                    "num_beams": 4,
                    "prefix": "summarize: ",
                },
                "translation_en_to_de": {
                    "early_stopping": True,
                    "max_length": 50,
                    "num_beams": 4,
                    "prefix": "translate English to German: ",
                },
            },
        },
        None,
        _T5_SPECIAL,
        _T5_TOKENIZER,
        end_bias=2.5,
        embedding_scale=0.3,
        weight_scale=6.0,
    ),
    # google/flan-t5-small
    "flan-t5": Family(
        {
            **_T5,
            "model_type": "t5",
            "architectures": ["T5ForConditionalGeneration"],
            "feed_forward_proj": "gated-gelu",
            "tie_word_embeddings": False,
            "n_positions": 256,
        },
        _T5_IDS,
        _T5_SPECIAL,
        _T5_TOKENIZER,
        end_bias=2.0,
        weight_scale=6.0,
        prefix="summarize: ",
    ),
    # csebuetnlp/mT5_multilingual_XLSum
    "mt5": Family(
        {
            **_T5,
            "model_type": "mt5",
            "architectures": ["MT5ForConditionalGeneration"],
            "feed_forward_proj": "gated-gelu",
            "tie_word_embeddings": False,
            "length_penalty": 0.6,
            "max_length": 24,
            "no_repeat_ngram_size": 2,
            "num_beams": 4,
        },
        None,
        _T5_SPECIAL,
        _T5_TOKENIZER,
        end_bias=2.0,
        weight_scale=2.0,
    ),
    # Checkpoints made from facebook/mbart-large-cc25
    "mbart": Family(
        {
            **_BART,
            "model_type": "mbart",
            "architectures": ["MBartForConditionalGeneration"],
            "activation_function": "gelu",
            "scale_embedding": True,
            "decoder_start_token_id": 7,
            "max_length": 90,
            "num_beams": 3,
        },
        {
            **_BART_IDS,
            "decoder_start_token_id": 7,
            "forced_eos_token_id": 2,
            "early_stopping": True,
            "max_length": 24,
            "num_beams": 5,
            "repetition_penalty": 1.3,
        },
        (*_BART_SPECIAL, *_LANGUAGES, "<mask>"),
        {"tokenizer_class": "MBartTokenizer", "model_max_length": 256, "src_lang": "en_XX"},
        end_bias=3.0,
        weight_scale=6.0,
    ),
    # allenai/led-base-16384
    "led": Family(
        {
            **{key: value for key, value in _BART.items() if key != "max_position_embeddings"},
            "model_type": "led",
            "architectures": ["LEDForConditionalGeneration"],
            "activation_function": "gelu",
            "attention_window": [16] * LAYERS,
            "max_encoder_position_embeddings": 512,
            "max_decoder_position_embeddings": 128,
            "max_length": 24,
            "num_beams": 4,
            "length_penalty": 2.0,
            "no_repeat_ngram_size": 3,
        },
        None,
        (*_BART_SPECIAL, "<mask>"),
        {"tokenizer_class": "LEDTokenizer", "model_max_length": 512},
        end_bias=6.0,
        embedding_scale=0.5,
    ),
}
# Those of a call.
OPTIONS: list[dict[str, Any]] = [
    {},
    {"num_beams": 1},
    {"max_length": 12, "min_length": 4},
    {"num_beams": 3, "length_penalty": 0.5, "no_repeat_ngram_size": 2},
    {"num_beams": 2, "min_new_tokens": 16, "max_new_tokens": 26},
]
# Where neither file of a checkpoint has a length, the pipeline let the model write 256 tokens,
# whatever max_length a call or task_specific_params had. That takes long, so one text, to which
# Flan-T5 writes as many, is enough for it.
LONG_TEXT = 1
SHORT: list[dict[str, Any]] = [
    {"num_beams": 1, "max_new_tokens": 23},
    {"max_new_tokens": 11, "min_new_tokens": 3},
    {"num_beams": 3, "length_penalty": 0.5, "no_repeat_ngram_size": 2, "max_new_tokens": 23},
    {"num_beams": 2, "min_new_tokens": 16, "max_new_tokens": 26},
]
ODD = [
    "Yes.",
    "Größe, Straße und Ähnliches; naïve façade, Łódź.",
    "A fox 🦊 and a flag 🇩🇪, and thumbs 👍🏽 up.",
    "自行车是在1817年发明的。It was 德国.",
    "Tabs\tin\ta\ttable,  two spaces ,\nand lines .",
    "Don't, can't, won't: “quoted” — and dashed – twice…",  # noqa: RUF001
]


def make_tokenizer(family: str, article: str) -> Tokenizer:
    """Makes a family's tokenizer, with a vocabulary of the article: BPE of bytes, or unigram."""
    special = FAMILIES[family].special
    end = ("</s>", special.index("</s>"))
    if family in ("bart", "distilbart", "led"):
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=480,
            special_tokens=list(special),
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            show_progress=False,
        )
        tokenizer.train_from_iterator([article], trainer)
        tokenizer.post_processor = processors.RobertaProcessing(
            end, ("<s>", 0), add_prefix_space=False
        )
        return tokenizer
    words = Counter(article.split())
    pieces = [f"▁{word}" for word, _ in words.most_common(160) if word.isalpha()]
    ends = Counter(word[-n:] for word in words if word.isalpha() for n in (2, 3) if len(word) > n)
    pieces += [piece for piece, _ in ends.most_common(80)]
    # How Pegasus writes the end of a line.
    pieces += ["<n>"] if family == "pegasus" else []
    letters = ["▁", *(chr(code) for code in range(33, 127)), *"äöüßÄÖÜéï“”’–—…🦊年"]  # noqa: RUF001
    vocabulary = [(piece, 0.0) for piece in special]
    for i, piece in enumerate(dict.fromkeys([*pieces, *letters])):
        vocabulary.append((piece, -3.0 - 0.05 * i if len(piece) > 1 else -14.0 - 0.01 * i))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=special.index("<unk>")))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
        ]
    )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    shape, added = "$A </s>", [end]
    if family == "mbart":
        shape, added = "$A </s> en_XX", [end, ("en_XX", special.index("en_XX"))]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in special])
    tokenizer.post_processor = processors.TemplateProcessing(single=shape, special_tokens=added)
    return tokenizer


def write_checkpoint(family: str, article: str, folder: Path) -> str:
    """Writes a checkpoint with its tokenizer, as the hub has them.

    Args:
        family: A key of `FAMILIES`.
        article: What its vocabulary is made of.
        folder: An empty folder.

    Returns:
        SHA-256 of the weights and the vocabulary.
    """
    import transformers

    made = FAMILIES[family]
    tokenizer = make_tokenizer(family, article)
    config: dict[str, Any] = {**made.config, "vocab_size": tokenizer.get_vocab_size()}
    files = {"config.json": config, "tokenizer_config.json": {**made.tokenizer_config}}
    for name, token in (("pad", "<pad>"), ("eos", "</s>"), ("unk", "<unk>")):
        files["tokenizer_config.json"][f"{name}_token"] = token
    if made.generation is not None:
        files["generation_config.json"] = {**made.generation}
    tokenizer.save(str(folder / "tokenizer.json"))

    architecture: Any = getattr(transformers, str(config["architectures"][0]))
    model = architecture(architecture.config_class(**config))
    shapes = {name: tuple(parameter.shape) for name, parameter in model.named_parameters()}
    # Whether this weight is one of its own is not for this release of transformers to say.
    shapes.pop("lm_head.weight", None)
    table = shapes[next(name for name in shapes if name.endswith("shared.weight"))]
    if config.get("tie_word_embeddings") is False:
        shapes["lm_head.weight"] = table
    digest = hashlib.sha256(json.dumps(sorted(tokenizer.get_vocab().items())).encode())
    tensors, end = {}, config["eos_token_id"]
    for name, shape in sorted(shapes.items()):
        if family == "pegasus" and "embed_positions" in name:
            # Not drawn, but computed.
            tensors[name] = model.state_dict()[name].numpy()
            continue
        tensors[name] = _draw(f"{family} {name}", shape, made.weight_scale)
        if shape == table:
            tensors[name] *= np.float32(made.embedding_scale)
            tensors[name][config["pad_token_id"]] = 0
        if made.config["model_type"] in ("t5", "mt5") and name.endswith(
            "lm_head.weight" if "lm_head.weight" in shapes else "shared.weight"
        ):
            tensors[name][end] *= np.float32(made.end_bias)
        digest.update(tensors[name].tobytes())
    if "final_logits_bias" in model.state_dict():
        bias = _draw(f"{family} bias", (config["vocab_size"],))
        bias[end] += made.end_bias
        tensors["final_logits_bias"] = bias[None]
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    for file, content in files.items():
        (folder / file).write_text(json.dumps(content))
    return digest.hexdigest()


def _draw(name: str, shape: tuple[int, ...], scale: float = 1.0) -> np.ndarray:
    # This old generator promises the same numbers in all releases; the new one does not.
    draw = np.random.RandomState(zlib.crc32(name.encode())).standard_normal(shape)
    if "norm" in name.lower():
        draw = draw * 0.1 + name.endswith("weight")
    elif name.endswith("bias"):
        draw *= 0.3
    elif "embed" not in name and "shared" not in name:
        draw *= scale / shape[-1] ** 0.5
    return draw.astype(np.float32)


def make_texts(article: str) -> list[str]:
    """Chooses what is summarized."""
    paragraphs = [part for part in article.split("\n\n") if len(part) > 100]
    return [*ODD, *(part[:260] for part in paragraphs[:4])]


def make_cases(family: str, num_texts: int) -> list[tuple[dict[str, Any], int]]:
    """Chooses the options and the number of the text of each case."""
    made = FAMILIES[family]
    if "max_length" in (made.config if made.generation is None else made.generation):
        return list(itertools.product(OPTIONS, range(num_texts)))
    return [(OPTIONS[0], LONG_TEXT), *itertools.product(SHORT, range(num_texts))]


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
    # So small a model loses more by several threads than it gains.
    torch.set_num_threads(1)
    sha256, rows = {}, []
    for family, made in FAMILIES.items():
        with tempfile.TemporaryDirectory() as folder:
            sha256[family] = write_checkpoint(family, article, Path(folder))
            # Newer releases, whose annotations a type checker sees, have no such task.
            make_pipeline: Any = transformers.pipeline
            pipeline = make_pipeline("summarization", model=folder, device="cpu")
            for options, number in make_cases(family, len(texts)):
                asked = made.prefix + texts[number]
                more = {}
                if family == "led":
                    # As its authors do it: all attend to the first token, and it to all.
                    mask = torch.zeros(1, len(pipeline.tokenizer(asked)["input_ids"]))
                    mask[:, 0] = 1
                    more = {"global_attention_mask": mask.long()}
                (found,) = pipeline(asked, return_tensors=True, **options, **more)
                ids = found["summary_token_ids"]
                (shown,) = pipeline.postprocess({"output_ids": ids[None, None]})
                row = {"family": family, "text": number, "options": options}
                rows.append({**row, "summary": shown["summary_text"], "ids": ids.tolist()})
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
