"""Model cards of trained models."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path


def model_card(
    title: str,
    languages: Sequence[str],
    files: Sequence[str | Path],
    metrics: Mapping[str, float],
) -> str:
    """Formats the model card of a newly trained model.

    Args:
        title: What the model is.
        languages: The codes of its languages.
        files: What it was trained on.
        metrics: Its validation.

    Returns:
        Markdown, with the metadata at its head that the Hugging Face Hub reads.

    Example:
        >>> card = model_card("A reader", ["fr"], ["data/squad.json"], {"validation_f1": 80.0})
        >>> card.splitlines()[1], card.splitlines()[6]
        ('language: ["fr"]', 'Trained by `nlp_suite.training.train` on `squad.json`.')
    """
    names = "` and `".join(Path(file).name for file in files)
    values = (f"- {name}: {value:.4f}" for name, value in metrics.items())
    lines = ["---", f"language: {json.dumps(list(languages))}", "---", "", f"# {title}", ""]
    lines += [f"Trained by `nlp_suite.training.train` on `{names}`.", "", *values, ""]
    return "\n".join(lines)
