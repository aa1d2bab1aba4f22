"""Model cards of trained models."""

from collections.abc import Mapping, Sequence
from pathlib import Path


def model_card(title: str, files: Sequence[str | Path], metrics: Mapping[str, float]) -> str:
    """Formats the model card of a newly trained model.

    Args:
        title: What the model is.
        files: What it was trained on.
        metrics: Its validation.

    Returns:
        Markdown.

    Example:
        >>> model_card("A reader", ["data/squad.json"], {"validation_f1": 80.0}).splitlines()[2]
        'Trained by `nlp_suite.training.train` on `squad.json`.'
    """
    names = "` and `".join(Path(file).name for file in files)
    values = (f"- {name}: {value:.4f}" for name, value in metrics.items())
    return "\n".join(
        [f"# {title}", "", f"Trained by `nlp_suite.training.train` on `{names}`.", "", *values, ""]
    )
