"""Write what bert-extractive-summarizer gave on transformers 4, as a fixture of the tests.

transformers 4.51 is the last release beside which that library can be imported. Run this once
in an environment of its own; the package itself is not needed there:

    python -m venv reference
    reference/bin/pip install "transformers==4.51.*" torch bert-extractive-summarizer==0.10.1
    reference/bin/python scripts/make_summarizer_reference.py

The checkpoints are the encoders of those of make_question_answering_reference.py.
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
CALLS: list[dict[str, Any]] = [
    {},
    {"num_sentences": 4},
    {"num_sentences": 4, "use_first": False},
    {"ratio": 0.5, "min_length": 80, "max_length": 160},
    {"num_sentences": 3, "algorithm": "gmm"},
]


def main() -> None:
    """Runs the library with all settings and writes the fixture."""
    import sklearn
    import torch
    import transformers
    from summarizer import Summarizer

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=FIXTURE.with_name("summarizer.json"))
    out = parser.parse_args().out
    article = ARTICLE.read_text(encoding="utf-8")
    vocabulary = json.loads(FIXTURE.read_text(encoding="utf-8"))["vocabulary"]
    sentences: dict[str, int] = {}
    cases = []
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            write_checkpoint(kind, vocabulary, Path(folder))
            for settings in SETTINGS:
                model = Summarizer(
                    custom_model=transformers.AutoModel.from_pretrained(
                        folder, output_hidden_states=True
                    ),
                    custom_tokenizer=transformers.AutoTokenizer.from_pretrained(folder),
                    **settings,
                )
                for call in CALLS:
                    found = model(article, return_as_list=True, **call)
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
