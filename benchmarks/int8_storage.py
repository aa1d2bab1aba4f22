"""Measure the loss of weight-only int8 quantization, on the shipped all-MiniLM-L6-v2 weights.

    python benchmarks/int8_storage.py

Sentences of the shipped article, hidden states at real tokens, CTranslate2 on a CPU.
"""

import tempfile
from pathlib import Path

import numpy as np

from nlp_suite.assets import MODELS_FOLDER, TEXTS_FOLDER
from nlp_suite.engines.custom.ctranslate2_runtime import CTranslate2EncoderRuntime
from nlp_suite.engines.custom.ctranslate2_settings import temporary_cache
from nlp_suite.models import ModelFolder
from nlp_suite.models.folder.writer import write_model_folder
from nlp_suite.text import split_sentences


def main() -> None:
    """Prints sizes and largest differences."""
    shipped = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2")
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
                shipped.read_parameters("float32"),
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
    exact = states["float32", "float32"]
    print(f"{len(sentences)} sentences, hidden states from {exact.min():.2f} to {exact.max():.2f}")
    for (storage, compute), found in states.items():
        for name, other in (("exact", exact), (f"{compute}", states["float32", compute])):
            worst, mean = np.abs(found - other).max(), np.abs(found - other).mean()
            print(f"stored {storage}, computed {compute}, against {name}: {worst:.1e} {mean:.1e}")


if __name__ == "__main__":
    main()
