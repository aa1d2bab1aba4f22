"""Memory that a training needs at least, against what there is."""

import dataclasses
from pathlib import Path

from nlp_suite.errors import InvalidInputError
from nlp_suite.models.configs.model_config import ModelConfig

# The weights, their gradients and the two moments of Adam, in float32.
_BYTES_PER_PARAMETER = 4 * 4
# The logits and the distribution that they are compared to, in float32.
_BYTES_PER_LOGIT = 2 * 4


def count_parameters(config: ModelConfig) -> int:
    """Counts the parameters of a model without naming each of a million layers.

    Args:
        config: The model's configuration.

    Returns:
        The number of its weights.

    Example:
        ```python
        config = TransformerConfig(source_vocabulary_size=100, target_vocabulary_size=100)
        count_parameters(config)
        ```
    """
    layers = config.layer_numbers()
    one = dataclasses.replace(config, **dict.fromkeys(layers, 1))
    # Layers after the first are all alike.
    more = {name: _total(dataclasses.replace(one, **{name: 2})) - _total(one) for name in layers}
    return _total(one) + sum((layers[name] - 1) * more[name] for name in layers)


def check_memory(
    config: ModelConfig, *, batch_tokens: int, outputs: int, available: int | None
) -> None:
    """Checks before a model is made that its training fits into the memory.

    Args:
        config: The model's configuration.
        batch_tokens: Number of tokens of a batch, at least.
        outputs: Number of logits of a token.
        available: Bytes of memory; None if that is not known.

    Raises:
        InvalidInputError: If the weights, gradients, optimizer's state and logits together, which
            are less than all that a step makes, are more.

    Example:
        ```python
        config = TransformerConfig(source_vocabulary_size=100, target_vocabulary_size=100)
        check_memory(config, batch_tokens=4096, outputs=100, available=available_memory())
        ```
    """
    parameters = count_parameters(config)
    weights, logits = parameters * _BYTES_PER_PARAMETER, batch_tokens * outputs * _BYTES_PER_LOGIT
    if available is not None and weights + logits > available:
        raise InvalidInputError(
            f"the model has {parameters:,} parameters, which take {_gigabytes(weights)} with "
            f"gradients and the optimizer's state, and the {batch_tokens:,} tokens of a batch at "
            f"least {_gigabytes(logits)}, got {_gigabytes(available)} of memory; make the model, "
            "the vocabulary or optimization.batch_size smaller"
        )


def available_memory(root: Path = Path("/")) -> int | None:
    """Reads how much memory a process can still have.

    Args:
        root: Where the system's files are.

    Returns:
        Bytes, the least of what the machine and a container have left; None where the system does
        not say.

    Example:
        ```python
        available_memory()
        ```
    """
    found = []
    try:
        for line in (root / "proc/meminfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
    except (OSError, ValueError, IndexError):
        pass
    groups = root / "sys/fs/cgroup"
    for limit, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            sizes = [int((groups / name).read_text(encoding="utf-8")) for name in (limit, used)]
        except (OSError, ValueError):  # another version, or "max"
            continue
        found.append(max(sizes[0] - sizes[1], 0))
    return min(found, default=None)


def _total(config: ModelConfig) -> int:
    total = 0
    for shape in config.parameter_shapes().values():
        size = 1
        for length in shape:
            size *= length
        total += size
    return total


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:,.1f} GB"
