"""Makes the first english-german, of 8.7 million parameters: three runs, stored in float16.

    pip install "nlp-suite[keras,data,evaluation]"
    KERAS_BACKEND=tensorflow python scripts/make_english_german.py deu.txt.gz --dev dev.tsv

The list of sentences is the one of 2018-05 from https://www.manythings.org/anki/, and the
pairs of --dev are in none of its lines. Each run starts where the one before has ended, with
another order of the data. Stopped at any moment, the same command continues. The english-german
that ships now has other data and a larger model: prepare_translation_data.py, train_translator.py
and write_translator.py made it.
"""

import argparse
import hashlib
import json
from pathlib import Path

import nlp_suite
from nlp_suite.config import read_toml
from nlp_suite.evaluation import evaluate_translations
from nlp_suite.models import ModelFolder
from nlp_suite.models.folder.writer import write_model_folder
from nlp_suite.training import train

NAME = "english-german"
SHA256 = "fc9632b97f46b1a4d28ea492d82082bbbbb5cacfae4ea5ababd94712af6d22ab"
CONFIGS = Path(__file__).parent / "configs"
RUNS = ("english-german", "english-german-continued", "english-german-refined")
CARD = Path(__file__).with_name("english-german.md")


def main() -> None:
    """Reads the command line, trains, and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="deu.txt.gz")
    parser.add_argument("--dev", type=Path, help="pairs to measure the model on, tab-separated")
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--output", type=Path, default=Path("runs") / f"first-{NAME}")
    arguments = parser.parse_args()

    digest = hashlib.sha256(arguments.data.read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{arguments.data} has sha256 {digest}, expected {SHA256}")
    model: Path | None = None
    for run in RUNS:
        config = read_toml(CONFIGS / f"{run}.toml").values
        config["folder"] = str(arguments.runs / run)
        config["data"]["train"] = str(arguments.data)
        if model is not None:
            config["start_from"] = str(model)
        model = train(config).model
    assert model is not None
    folder = ModelFolder.open(model)
    write_model_folder(
        arguments.output,
        folder.config,
        folder.read_parameters(dtype="float32"),
        (folder.read_tokenizer("source"), folder.read_tokenizer("target")),
        card=CARD.read_text(encoding="utf-8"),
        task=folder.task,
        options=folder.options,
        dtype="float16",
        words=folder.read_words(),
    )
    size = (arguments.output / "model.safetensors").stat().st_size
    print(f"{arguments.output}: {size:,} bytes of weights")
    if arguments.dev:
        translator = nlp_suite.load("translate", model=arguments.output)
        evaluation = evaluate_translations(arguments.dev, translator)
        print(json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
