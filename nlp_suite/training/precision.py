"""Mixed precision: the fastest number format of a machine that does not harm training."""

from pathlib import Path
from typing import Any

import keras

# The first of NVIDIA's GPUs with instructions for bfloat16 are those of Ampere.
_AMPERE = (8, 0)


def resolve_precision(precision: str) -> str:
    """Resolves "auto" to a Keras dtype policy: mixed bfloat16 where the hardware supports it.

    Args:
        precision: "auto", or a Keras dtype policy, which is returned as it is.

    Returns:
        "mixed_bfloat16" where the GPU, the TPU, or without either the CPU, has instructions
        for bfloat16, else "float32".

    Example:
        >>> resolve_precision("float32")
        'float32'
    """
    if precision != "auto":
        return precision
    accelerated = _ACCELERATORS[keras.backend.backend()]()
    has_bfloat16 = _cpu_has_bfloat16() if accelerated is None else accelerated
    return "mixed_bfloat16" if has_bfloat16 else "float32"


def has_accelerator() -> bool:
    """Tells whether a GPU or TPU computes, whose memory is not the machine's.

    Returns:
        Whether the backend has one.

    Example:
        ```python
        has_accelerator()
        ```
    """
    return _ACCELERATORS[keras.backend.backend()]() is not None


# Whether there is an accelerator with bfloat16; None if there is none at all.
def _of_tensorflow() -> bool | None:
    import tensorflow as tf

    if tf.config.list_physical_devices("TPU"):
        return True
    gpus = tf.config.list_physical_devices("GPU")
    details = [tf.config.experimental.get_device_details(gpu) for gpu in gpus]
    return all(d.get("compute_capability", (0, 0)) >= _AMPERE for d in details) if gpus else None


def _of_torch() -> bool | None:
    import torch

    if not torch.cuda.is_available():
        return None
    return torch.cuda.is_bf16_supported(including_emulation=False)


def _of_jax() -> bool | None:
    import jax

    device = jax.devices()[0]
    if device.platform == "cpu":
        return None
    return device.platform == "tpu" or _version(device) >= _AMPERE


def _version(device: Any) -> tuple[int, ...]:
    parts = str(getattr(device, "compute_capability", "")).split(".")
    return tuple(int(part) for part in parts) if all(p.isdecimal() for p in parts) else (0,)


_ACCELERATORS = {"tensorflow": _of_tensorflow, "torch": _of_torch, "jax": _of_jax}


def _cpu_has_bfloat16() -> bool:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    except OSError:  # no Linux
        return False
    return "amx_bf16" in flags or "avx512_bf16" in flags
