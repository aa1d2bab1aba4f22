"""Makes a calibrated model folder of a reader's checkpoint, perhaps mixed with other weights.

    python scripts/write_reader.py scripts/configs/readers/continued.toml \
        runs/reader/data runs/reader/run --output runs/reader/model

Of several runs the weights are the weighted mean. With --share 0.7 they are 0.7 of the
checkpoint's and 0.3 of those of a model folder: that of --mix-with, or the one that the training
started from. The temperature, the calibration
of "no answer" and the threshold are fitted on the validation questions, in the weights as they
are stored. Where the paragraphs of these were trained on, if not the questions, the reader is
surer than it should be; the temperature is then fitted on --unseen. The temperature of answers,
which changes scores alone, is fitted last, on all validation questions.
"""

import argparse
from pathlib import Path

from reader_training.mixture import VALIDATION_FILE
from reader_training.starting_point import find_starting_point
from reader_training.torch_reader import TorchReader
from torch_training.checkpointed_training import load_checkpoint, load_mean

from nlp_suite.data import load_questions
from nlp_suite.engines.custom.span_scorer import SpanScorer
from nlp_suite.models import ModelFolder
from nlp_suite.models.folder.writer import STORAGE_TYPES, write_model_folder
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.training.question_answering.calibration import calibrate, likelier_threshold
from nlp_suite.training.question_answering.temperature_scaling import (
    find_answer_temperature,
    find_temperature,
)

CARD = Path(__file__).with_name("english-reader.md")
# It learns paragraphs in one piece; longer texts it reads in pieces of a paragraph's length.
READING = {
    "window": 256,
    "stride": 96,
    "max_windows": 4,
    "bm25_weight": 0.5,
    "max_question_tokens": 64,
}


def main() -> None:
    """Reads the command line, and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path, help="TOML file that the run was made with")
    parser.add_argument("mixture", type=Path, help="what prepare_reader_data.py wrote")
    parser.add_argument("runs", type=Path, nargs="+", help="what train_reader.py wrote")
    parser.add_argument("--weights", type=float, nargs="+", help="of the runs; else all alike")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--start-from", help="model folder; else `start_from` of the file")
    parser.add_argument("--share", type=float, default=1.0, help="weight of the checkpoint")
    parser.add_argument("--mix-with", help="model folder; else what the training started from")
    parser.add_argument(
        "--unseen", type=Path, help="questions for the temperature, about texts not trained on"
    )
    parser.add_argument("--answerable", type=float, default=0.5, help="see `calibrate`")
    parser.add_argument(
        "--expected",
        type=float,
        help="share of questions with an answer that the threshold is for, see "
        "`likelier_threshold`; that with the best F1 if left out",
    )
    parser.add_argument("--card", type=Path, default=CARD, help="the folder's README.md")
    parser.add_argument("--dtype", choices=STORAGE_TYPES, default="int8")
    arguments = parser.parse_args()
    if not 0 <= arguments.share <= 1:
        raise SystemExit(f"--share must be from 0 to 1, got {arguments.share}")
    weights = arguments.weights or [1.0] * len(arguments.runs)
    if len(weights) != len(arguments.runs) or sum(weights) <= 0:
        raise SystemExit(f"--weights must be one for each run, got {weights}")
    config, start = find_starting_point(arguments.config, arguments.start_from)
    models = [TorchReader(config) for _ in arguments.runs]
    for model, run in zip(models, arguments.runs, strict=True):
        load_checkpoint(model, run)
    load_mean(models[0], models, weights)
    parameters = models[0].export_parameters()
    if arguments.share < 1:
        other = ModelFolder.open(arguments.mix_with) if arguments.mix_with else start
        before = other.read_parameters(dtype="float32")
        if before.keys() != parameters.keys():
            raise SystemExit(f"--share needs another reader to mix with, {other.path} is none")
        for name in parameters:
            parameters[name] = (
                arguments.share * parameters[name] + (1 - arguments.share) * before[name]
            )

    def write(**fitted: float) -> ModelFolder:
        write_model_folder(
            arguments.output,
            config,
            parameters,
            start.read_tokenizer(),
            card=arguments.card.read_text(encoding="utf-8"),
            task="answer",
            options={**READING, "language": "en", "temperature": 1.0, **fitted},
            dtype=arguments.dtype,
        )
        return ModelFolder.open(arguments.output)

    folder = write()
    reading = ReadingOptions.of_model(folder.options, source=str(arguments.output))
    rows = list(load_questions(arguments.mixture / VALIDATION_FILE))
    scorer = SpanScorer(folder)
    if all(row["answers"]["text"] for row in rows):
        fitted = {"temperature": find_temperature(scorer, rows, reading)}
    else:
        temperature = None
        if arguments.unseen:
            unseen = list(load_questions(arguments.unseen))
            temperature = find_temperature(scorer, unseen, reading, given_an_answer=True)
        fitted = calibrate(
            scorer, rows, reading, answerable=arguments.answerable, temperature=temperature
        )._asdict()
        if arguments.expected is not None:
            threshold = likelier_threshold(arguments.answerable, arguments.expected)
            fitted["no_answer_threshold"] = round(threshold, 3)
    folder = write(**fitted)
    reading = ReadingOptions.of_model(folder.options, source=str(arguments.output))
    fitted["answer_temperature"] = find_answer_temperature(SpanScorer(folder), rows, reading)
    write(**fitted)
    print(arguments.output, *(f"{name}={value}" for name, value in fitted.items()))


if __name__ == "__main__":
    main()
