"""Which number format a machine computes fastest in without harm to training."""

from pathlib import Path

import keras


def resolve_precision(precision: str) -> str:
    """Chooses the number format of "auto".

    Args:
        precision: "auto", or a Keras dtype policy, which is given back.

    Returns:
        "mixed_bfloat16" where a GPU or the CPU has instructions for bfloat16, else "float32".

    Example:
        >>> resolve_precision("float32")
        'float32'
    """
    if precision != "auto":
        return precision
    return "mixed_bfloat16" if _gpu_has_bfloat16() or _cpu_has_bfloat16() else "float32"


def _gpu_has_bfloat16() -> bool:
    if keras.backend.backend() == "torch":
        import torch

        return torch.cuda.is_available() and torch.cuda.is_bf16_supported()
    # Keras counts NVIDIA's GPUs from Ampere on and Google's TPUs as such.
    return bool(keras.distribution.list_devices("gpu") or keras.distribution.list_devices("tpu"))


def _cpu_has_bfloat16() -> bool:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    except OSError:  # no Linux
        return False
    return "amx_bf16" in flags or "avx512_bf16" in flags
