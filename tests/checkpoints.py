"""Writes small random checkpoints, with the files that those of the hub have."""

import json
import shutil
from pathlib import Path
from typing import Any

import sentencepiece
import torch
import transformers

from nlp_suite.models.shipped import MODELS_FOLDER

SIDES = ("encoder", "decoder")


def write_encoders(folder: Path) -> None:
    """Writes "distilbert" and "distilbert-squad", which has a head for question answering."""
    sizes = {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64}
    config = transformers.DistilBertConfig(**sizes, max_position_embeddings=96)
    for name, kind in (("distilbert", "Model"), ("distilbert-squad", "ForQuestionAnswering")):
        _save(_random(f"DistilBert{kind}", config), folder / name)
        # It has the vocabulary of BERT.
        shutil.copy(MODELS_FOLDER / "all-MiniLM-L6-v2" / "tokenizer.json", folder / name)
        (folder / name / "tokenizer_config.json").write_text('{"do_lower_case": true}')


def write_translator(folder: Path, sentences: list[str], **changes: Any) -> None:
    """Writes a Marian whose vocabulary is that of a few sentences."""
    folder.mkdir()
    for side in ("source", "target"):
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sentences * 3),
            model_prefix=str(folder / side),
            vocab_size=90,
            hard_vocab_limit=False,
            minloglevel=2,
            num_threads=1,
        )
        (folder / f"{side}.model").rename(folder / f"{side}.spm")
    lines = (folder / "source.vocab").read_text(encoding="utf-8").splitlines()
    tokens = ["</s>", "<unk>", *(line.split("\t")[0] for line in lines[3:]), "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({t: i for i, t in enumerate(tokens)}))
    (folder / "tokenizer_config.json").write_text('{"source_lang": "en", "target_lang": "de"}')
    pad_id = len(tokens) - 1
    config = transformers.MarianConfig(
        **{
            "vocab_size": len(tokens),
            "d_model": 32,
            "max_position_embeddings": 96,
            "activation_function": "swish",
            "scale_embedding": True,
            "pad_token_id": pad_id,
            "decoder_start_token_id": pad_id,
        }
        | {f"{side}_{key}": n for side in SIDES for key, n in (("layers", 2), ("ffn_dim", 64))}
        | {f"{side}_attention_heads": 4 for side in SIDES}
        | changes
    )
    model = _random("MarianMTModel", config, 0.2)
    with torch.no_grad():
        # The end of some targets, but not of all, comes within a few steps.
        model.final_logits_bias[0, 0] = 0.7
    settings = {"bad_words_ids": [[pad_id]], "forced_eos_token_id": 0, "renormalize_logits": True}
    # The hub's have these as well, which are a matter of taste.
    for name, value in {**settings, "num_beams": 6, "max_length": 96}.items():
        setattr(model.generation_config, name, value)
    _save(model, folder)


def _random(kind: str, config: Any, spread: float = 0.1) -> Any:
    torch.manual_seed(5)
    model = getattr(transformers, kind)(config)
    with torch.no_grad():
        # Fresh models have biases of zero and norms of one: nothing to confuse.
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * spread)
    return model


def _save(model: Any, folder: Path) -> None:
    logging = transformers.utils.logging
    logging.disable_progress_bar()
    model.save_pretrained(folder)
    logging.enable_progress_bar()
