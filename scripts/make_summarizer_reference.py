"""Makes the reference outputs of bert-extractive-summarizer on transformers 4, a test fixture.

transformers 4.51 is the last release beside which that library can be imported. Run this once
in an environment of its own; the package itself is not needed there:

    python -m venv reference
    reference/bin/pip install "transformers==4.51.*" torch bert-extractive-summarizer==0.10.1
    OMP_NUM_THREADS=1 reference/bin/python scripts/make_summarizer_reference.py

The checkpoints are the encoders of those of make_question_answering_reference.py. k-means can end
otherwise on another processor, whose sums differ in the last digit: only what stays the same when
the weights are changed by about a millionth is kept.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from make_question_answering_reference import (
    ARTICLE,
    FIXTURE,
    KINDS,
    write_checkpoint,
)

SETTINGS: list[dict[str, Any]] = [
    {},
    {"hidden": [-1, -2], "hidden_concat": True},
    {"reduce_option": "median", "random_state": 7},
]
# How often the weights are changed, and by how much of their size.
DRAWS, CHANGE = 20, 1e-6
CALLS: list[dict[str, Any]] = [
    {},
    {"num_sentences": 4},
    {"num_sentences": 4, "use_first": False},
    {"ratio": 0.5, "min_length": 80, "max_length": 160},
    {"num_sentences": 3, "algorithm": "gmm"},
]


def summarize(
    folder: str, text: str, settings: dict[str, Any], *, change: float, seed: int
) -> list[list[str]]:
    """Runs the library on a text with all calls.

    Args:
        folder: The checkpoint.
        text: The text.
        settings: Arguments of the library's constructor.
        change: By how much of its size each weight is changed; a standard deviation.
        seed: Another seed gives other changes.

    Returns:
        The sentences of each call of `CALLS`.
    """
    import torch
    from summarizer import Summarizer
    from transformers import AutoModel, AutoTokenizer

    encoder = AutoModel.from_pretrained(folder, output_hidden_states=True)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weights in encoder.parameters():
            weights.mul_(1 + change * torch.randn(weights.shape, generator=generator))
    summarizer = Summarizer(
        custom_model=encoder, custom_tokenizer=AutoTokenizer.from_pretrained(folder), **settings
    )
    return [summarizer(text, return_as_list=True, **call) for call in CALLS]


def main() -> None:
    """Runs the library with all settings and writes the fixture."""
    import sklearn
    import torch
    import transformers

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=FIXTURE.with_name("summarizer.json"))
    out = parser.parse_args().output
    article = ARTICLE.read_text(encoding="utf-8")
    vocabulary = json.loads(FIXTURE.read_text(encoding="utf-8"))["vocabulary"]
    sentences: dict[str, int] = {}
    cases = []
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            write_checkpoint(kind, vocabulary, Path(folder))
            for settings in SETTINGS:
                summaries = [
                    summarize(folder, article, settings, change=CHANGE if draw else 0.0, seed=draw)
                    for draw in range(1 + DRAWS)
                ]
                for i, call in enumerate(CALLS):
                    found = summaries[0][i]
                    if any(others[i] != found for others in summaries):
                        continue
                    numbers = [sentences.setdefault(one, len(sentences)) for one in found]
                    case = {"kind": kind, "settings": settings, "call": call}
                    cases.append({**case, "sentences": numbers})
    fixture = {
        "made_by": f"{Path(__file__).name}, transformers {transformers.__version__}, "
        f"torch {torch.__version__}, scikit-learn {sklearn.__version__}",
        "text": article,
        "sentences": list(sentences),
        "cases": cases,
    }
    lines = json.dumps(fixture, ensure_ascii=False, separators=(",", ":"))
    out.write_text(lines.replace('{"kind"', '\n{"kind"') + "\n", encoding="utf-8", newline="\n")
    print(f"{out}: {len(cases)} cases, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
