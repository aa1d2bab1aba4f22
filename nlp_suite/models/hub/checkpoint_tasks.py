"""Which tasks a checkpoint can do, by its configuration."""

from collections.abc import Mapping
from typing import Any

from nlp_suite.load_options import TASKS, Task

# The families whose encoder embeds the sentences of a summary.
_ENCODERS = frozenset(
    [
        "albert",
        "bert",
        "camembert",
        "deberta",
        "deberta-v2",
        "distilbert",
        "electra",
        "longformer",
        "mobilebert",
        "modernbert",
        "mpnet",
        "roberta",
        "xlm-roberta",
    ]
)
# The families with a decoder, and what their checkpoints were made for.
_GENERATORS: Mapping[str, tuple[Task, ...]] = {
    "bart": ("summarize",),
    "led": ("summarize",),
    "m2m_100": ("translate",),
    "marian": ("translate",),
    "mbart": ("summarize", "translate"),
    "mt5": ("summarize",),
    "nllb-moe": ("translate",),
    "pegasus": ("summarize",),
    "t5": ("summarize", "translate"),
}


def checkpoint_tasks(config: Mapping[str, Any]) -> tuple[Task, ...]:
    """Says which tasks a checkpoint or model folder can do.

    Args:
        config: The contents of its `config.json`.

    Returns:
        The tasks; none if the model is of another kind, or of a family that is not known here.

    Example:
        >>> checkpoint_tasks({"model_type": "bert", "architectures": ["BertForQuestionAnswering"]})
        ('answer',)
        >>> checkpoint_tasks({"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"]})
        ()
    """
    if "format_version" in config:
        return tuple(task for task in TASKS if task == config.get("task"))
    kind = config.get("model_type")
    if not isinstance(kind, str) or "auto_map" in config:
        return ()
    architectures = config.get("architectures")
    names = architectures if isinstance(architectures, list) else []
    if any(isinstance(one, str) and one.endswith("ForQuestionAnswering") for one in names):
        return ("answer",)
    if kind in _ENCODERS:
        return ("summarize",)
    return _GENERATORS.get(kind, ())
