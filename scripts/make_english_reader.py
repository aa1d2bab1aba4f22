"""Makes the first english-reader: three training runs, weight-only int8.

    pip install "nlp-suite[keras,data,evaluation]"
    KERAS_BACKEND=tensorflow python scripts/make_english_reader.py FOLDER --dev dev.json

FOLDER has the files that `configs/english-reader.toml` names: SQuADShifts' new-wiki, reddit and
amazon questions and a part of SQuAD v1.1's training questions. The questions of --dev are in
none of them. Each run starts where the one before has ended, the second from the weights as they
were shipped before it: in 8 bits. Stopped at any moment, the same command continues. Of the
english-reader that ships now, 0.4 are these weights; its card says how it was made.
"""

import argparse
import hashlib
import json
from pathlib import Path

import nlp_suite
from nlp_suite.config import read_toml
from nlp_suite.evaluation import evaluate_answers
from nlp_suite.models import ModelFolder
from nlp_suite.models.folder.writer import write_model_folder
from nlp_suite.training import train

NAME = "english-reader"
CONFIGS = Path(__file__).parent / "configs"
RUNS = ("english-reader", "english-reader-refined", "english-reader-refined-again")
CARD = Path(__file__).with_name(f"first-{NAME}.md")
# It learns paragraphs in one piece; longer texts it reads in pieces of a paragraph's length.
READING = {"window": 256, "stride": 96}
SHA256 = {
    "squadshifts-new-wiki.json.gz": (
        "8e1378b2db4414d958e9f747b014ea7abc46a6fa2f7a16b26e2905cae2a59d49"
    ),
    "squadshifts-reddit.json.gz": (
        "f9e746be8d4be65a8322fcfea19329d72c94a2ef0bfb6498388b6bba4b80b197"
    ),
    "squadshifts-amazon.json.gz": (
        "8f6c40990ce02304fbfc4f8d9ce0371f7617bb8dddb07cf99b59f30be99382cf"
    ),
    "squad-train-subset.json.gz": (
        "3e28f2a7ca5962c0c604b4739b33e5243f8bcd150464efdf749e4fb1bb6aa433"
    ),
}


def store(folder: ModelFolder, path: Path) -> None:
    """Writes a trained reader as it ships.

    Args:
        folder: What the training gave.
        path: Where it shall be.
    """
    write_model_folder(
        path,
        folder.config,
        folder.read_parameters(dtype="float32"),
        folder.read_tokenizer(),
        card=CARD.read_text(encoding="utf-8"),
        task=folder.task,
        options={**folder.options, **READING},
        dtype="int8",
    )


def main() -> None:
    """Reads the command line, trains, and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder with the questions")
    parser.add_argument("--dev", type=Path, help="questions to measure the model on")
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--output", type=Path, default=Path("runs") / f"first-{NAME}")
    arguments = parser.parse_args()

    for name, expected in SHA256.items():
        digest = hashlib.sha256((arguments.data / name).read_bytes()).hexdigest()
        if digest != expected:
            raise SystemExit(f"{name} has sha256 {digest}, expected {expected}")
    model: Path | None = None
    for run in RUNS:
        config = read_toml(CONFIGS / f"{run}.toml").values
        config["data"]["train"] = [str(arguments.data / name) for name in config["data"]["train"]]
        config["folder"] = str(arguments.runs / run)
        if model is not None:
            config["model"]["encoder"] = str(model)
        trained = ModelFolder.open(train(config).model)
        model = trained.path
        if run == RUNS[0]:
            model = arguments.runs / f"{run}-int8"
            store(trained, model)
    store(trained, arguments.output)
    size = (arguments.output / "model.safetensors").stat().st_size
    print(f"{arguments.output}: {size:,} bytes of weights")
    if arguments.dev:
        reader = nlp_suite.load("answer", model=arguments.output)
        evaluation = evaluate_answers(
            arguments.dev, lambda questions, texts: reader(questions, texts, progress=False)
        )
        print(json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
