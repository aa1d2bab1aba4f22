"""Training by configuration: `train`."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nlp_suite.arguments import shown
from nlp_suite.config import read_toml
from nlp_suite.errors import InvalidInputError
from nlp_suite.training.config import QuestionAnsweringConfig, RunConfig, TranslationConfig
from nlp_suite.training.question_answering.backbones import keep_backbone
from nlp_suite.training.question_answering.run import QuestionAnsweringRun
from nlp_suite.training.run_folder import RunFolder, TrainingResult
from nlp_suite.training.training_run import TrainingRun, run_training
from nlp_suite.training.translation.run import TranslationRun

# Task -> what a configuration of it is checked by, and what it runs.
_RUNS: Mapping[str, tuple[type[RunConfig], type[TrainingRun]]] = {
    "answer": (QuestionAnsweringConfig, QuestionAnsweringRun),
    "translate": (TranslationConfig, TranslationRun),
}


def train(
    config: QuestionAnsweringConfig | TranslationConfig | Mapping[str, Any] | str | Path,
    *,
    task: str | None = None,
    model: Any = None,
    tokenizer: Any = None,
    progress: bool | None = None,
) -> TrainingResult:
    """Trains what a configuration describes, or resumes where it was stopped.

    However the process ended, the same call continues from the last checkpoint, and ends with
    the same weights as if it had never stopped; for a run that has finished it returns the same
    result at once. Everything the run writes is in its folder: the configuration,
    `history.csv` and `history.png`, `tensorboard/`, the model folders `last`, `best` and
    `averaged`, and `model`, the one to use.

    Args:
        config: A TOML file, or what stands in one: the fields of `TranslationConfig` or of
            `QuestionAnsweringConfig`.
        task: "translate" or "answer"; if None, the `task` of the configuration, which is
            "translate" where it has none.
        model: The encoder that a reader starts from, in the place of `model.encoder`: a BERT
            or DistilBERT backbone of KerasHub, which is copied into the run's folder and
            stays as it is.
        tokenizer: That backbone's tokenizer: KerasHub's, or a `tokenizers.Tokenizer`.
        progress: Whether to show a progress bar; if None, a bar on a terminal and a line a
            minute elsewhere.

    Returns:
        Where the model is, its history and its validation.

    Raises:
        InvalidInputError: If a key is unknown or missing, a value is of the wrong type or out
            of range, the data is not there, the backbone is of another kind, or the run's
            folder holds another run.
        DataFormatError: If the data or the run's folder is damaged.
        TrainingError: If the loss is not a finite number, the disk is full, or another process
            trains in the run's folder.

    Example:
        ```python
        result = train(
            {
                "folder": "runs/example",
                "data": {
                    "train": "deu.txt",
                    "source_language": "en",
                    "target_language": "de",
                    "splits": [0.8, 0.2, 0.0],
                },
                "tokenizer": {"vocabulary_size": 100},
                "model": {"preset": "tiny"},
                "optimization": {"epochs": 2, "batch_size": 200},
                "validation": {"sentences": 4},
            }
        )
        model = load_model(result.model)
        ```
    """
    toml = read_toml(config) if isinstance(config, str | Path) else None
    values: Any = config if toml is None else toml.values
    given = values.get("task") if isinstance(values, Mapping) else getattr(values, "task", None)
    if task and given and task != given:
        name = "the configuration" if toml is None else toml.path
        raise InvalidInputError(f"{name} is for the task {shown(given)}, not for {shown(task)}")
    task = task or given or "translate"
    if not isinstance(task, str) or task not in _RUNS:
        raise InvalidInputError(f"task must be one of {sorted(_RUNS)}, got {shown(task)}")
    kind, run = _RUNS[task]
    if toml is not None:
        values = kind.from_toml(toml)
    elif isinstance(values, Mapping):
        values = kind.from_dict(values)
    elif not isinstance(values, kind):
        raise InvalidInputError(
            f"config must be a TOML file, a mapping or a {kind.__name__}, got "
            f"{type(config).__name__}"
        )
    if model is not None or tokenizer is not None:
        values = _with_backbone(values, model, tokenizer)
    folder = RunFolder(values.folder, toml=None if toml is None else toml.content)
    return run_training(run, values, folder, progress=progress)


def _with_backbone(config: Any, backbone: Any, tokenizer: Any) -> QuestionAnsweringConfig:
    if not isinstance(config, QuestionAnsweringConfig):
        raise InvalidInputError("model and tokenizer go with the task 'answer' only")
    path = Path(config.folder) / "encoder"
    keep_backbone(backbone, tokenizer, path)
    return dataclasses.replace(config, model=dataclasses.replace(config.model, encoder=str(path)))
