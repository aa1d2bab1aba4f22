"""Resource use: peak memory of a process, size and parameter count of a model."""

import math
import re
import sys
from pathlib import Path
from typing import NamedTuple

import safetensors

from nlp_suite.errors import ModelFormatError
from nlp_suite.models.convert.checkpoint import read_json
from nlp_suite.models.folder.model_folder import ModelFolder, is_model_folder
from nlp_suite.models.hub.checkpoint_files import INDEX, WEIGHTS


class ModelSize(NamedTuple):
    """Size of a model, in bytes and parameters.

    Attributes:
        weight_bytes: Bytes of the files with its weights.
        parameters: How many numbers the weights are. Scales of 8-bit storage do not count; the
            heads of a checkpoint that its task does not use do.
    """

    weight_bytes: int
    parameters: int


def measure_size(folder: Path) -> ModelSize:
    """Measures a model folder or a checkpoint, without reading the weights themselves.

    Args:
        folder: The folder, with weights in safetensors form.

    Returns:
        Its size.

    Raises:
        ModelFormatError: If a file is missing or damaged.

    Example:
        >>> from nlp_suite.assets import MODELS_FOLDER
        >>> measure_size(MODELS_FOLDER / "all-MiniLM-L6-v2").parameters
        22565376
    """
    files = _weight_files(folder)
    try:
        weight_bytes = sum(file.stat().st_size for file in files)
        if is_model_folder(folder):
            shapes = ModelFolder.open(folder).config.parameter_shapes()
            return ModelSize(weight_bytes, sum(map(math.prod, shapes.values())))
        return ModelSize(weight_bytes, sum(map(_count, files)))
    except (OSError, safetensors.SafetensorError) as error:
        raise ModelFormatError(
            f"{folder}: the weights cannot be read ({error}); copy or download them again"
        ) from error


def _weight_files(folder: Path) -> list[Path]:
    if not (folder / INDEX).is_file():
        return [folder / WEIGHTS]
    names = sorted(set(read_json(folder / INDEX).get("weight_map", {}).values()))
    return [folder / Path(name).name for name in names]


def _count(file: Path) -> int:
    with safetensors.safe_open(file, framework="numpy") as tensors:
        return sum(math.prod(tensors.get_slice(name).get_shape()) for name in tensors.keys())  # noqa: SIM118


def peak_memory() -> int | None:
    """Returns the peak resident memory (RSS) of this process since it was started.

    Returns:
        Bytes; None where the system does not report it, as on Windows.

    Example:
        ```python
        print(peak_memory() / 1e6, "MB")
        ```

    Reference:
        VmHWM in proc_pid_status(5),
        https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    """
    try:
        # Not getrusage, where Linux counts what the parent had when it started this process.
        status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        status = ""
    if found := re.search(r"VmHWM:\s+(\d+) kB", status):
        return int(found[1]) * 1024
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
