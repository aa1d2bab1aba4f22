"""Writes small random checkpoints, with the files that those of the hub have."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sentencepiece
import torch
import transformers

from nlp_suite.assets import MODELS_FOLDER


def write_encoders(folder: Path) -> None:
    """Writes "distilbert" and "distilbert-squad", which has a head for question answering."""
    sizes = {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64}
    config = transformers.DistilBertConfig(**sizes, max_position_embeddings=96)
    for name, kind in (("distilbert", "Model"), ("distilbert-squad", "ForQuestionAnswering")):
        _save(_random(f"DistilBert{kind}", config), folder / name)
        # It has the vocabulary of BERT.
        shutil.copy(MODELS_FOLDER / "all-MiniLM-L6-v2" / "tokenizer.json", folder / name)
        (folder / name / "tokenizer_config.json").write_text('{"do_lower_case": true}')


def write_marian(
    folder: Path,
    pairs: Sequence[tuple[str, str]],
    *,
    separate: bool = False,
    seed: int = 1,
    end_bias: float = 3.0,
    dtype: Any = None,
    generation: Mapping[str, Any] | None = None,
    save: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Writes a Marian whose vocabulary is that of a few sentences and their translations.

    The vocabulary lacks the source's piece "▁h", as that of a real checkpoint lacks some.
    """
    folder.mkdir()
    pieces = [
        _write_pieces(folder / f"{side}.spm", texts)
        for side, texts in zip(("source", "target"), zip(*pairs, strict=True), strict=True)
    ]
    sizes = {"vocab": _number(pieces[0] | pieces[1])}
    if separate:
        # A padding of the same id on both sides, as there is one setting for it.
        sizes = {"vocab": _number(pieces[0]), "target_vocab": _number(pieces[1])}
        both = max(map(len, sizes.values()))
        sizes = {side: {**size, "<pad>": both - 1} for side, size in sizes.items()}
    for side, size in sizes.items():
        (folder / f"{side}.json").write_text(json.dumps(size))
    languages = {"source_lang": "en", "target_lang": "de"}
    values = {**languages, "separate_vocabs": separate, "tokenizer_class": "MarianTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(values))

    pad = sizes["vocab"]["<pad>"]
    stack = {"layers": 2, "attention_heads": 4, "ffn_dim": 64}
    config = transformers.MarianConfig(
        **{
            "vocab_size": pad + 1,
            "decoder_vocab_size": pad + (3 if separate else 1),
            "d_model": 32,
            "max_position_embeddings": 64,
            "pad_token_id": pad,
            "decoder_start_token_id": pad,
            "eos_token_id": 0,
            "activation_function": "swish",
            "scale_embedding": True,
            "share_encoder_decoder_embeddings": not separate,
        }
        | {f"{side}_{key}": size for side in ("encoder", "decoder") for key, size in stack.items()}
        | changes
    )
    torch.manual_seed(seed)
    model = transformers.MarianMTModel(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "embed_positions" in name:
                continue
            flat = name.endswith("bias") or "norm" in name
            spread = 0.05 if flat else 0.3 if "embed" in name or "shared" in name else 0.4
            parameter.copy_(torch.randn_like(parameter) * spread)
            if name.endswith("norm.weight"):
                parameter.add_(1)
        model.final_logits_bias.normal_()
        # The end of some targets, but not of all, comes within a few steps.
        model.final_logits_bias[0, 0] += end_bias
        # What has learned from texts does not write "<unk>".
        model.final_logits_bias[0, 1] -= 5
    if generation is not None:
        # All Marians of the hub forbid the padding.
        for name, value in {"bad_words_ids": [[pad]], **generation}.items():
            setattr(model.generation_config, name, value)
    _save(model.to(dtype or torch.float32), folder, **save or {})


def _write_pieces(path: Path, texts: Sequence[str]) -> set[str]:
    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=file,
            vocab_size=70,
            hard_vocab_limit=False,
            character_coverage=1.0,
            num_threads=1,
            minloglevel=2,
        )
    model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return {model.id_to_piece(i) for i in range(3, len(model))}


def _number(pieces: set[str]) -> dict[str, int]:
    tokens = ["</s>", "<unk>", *sorted(pieces - {"▁h"}), "<pad>"]
    return {token: i for i, token in enumerate(tokens)}


def _random(kind: str, config: Any) -> Any:
    torch.manual_seed(5)
    model = getattr(transformers, kind)(config)
    with torch.no_grad():
        # Fresh models have biases of zero and norms of one: nothing to confuse.
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return model


def _save(model: Any, folder: Path, **options: Any) -> None:
    logging = transformers.utils.logging
    logging.disable_progress_bar()
    model.save_pretrained(folder, **options)
    logging.enable_progress_bar()
