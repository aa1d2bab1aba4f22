"""Training environment: software versions, and memory allocation."""

import ctypes
import platform
import subprocess
import sys
from pathlib import Path

import keras

import nlp_suite


def describe_environment() -> dict[str, str]:
    """Describes the software of a training: versions, backend, commit.

    Returns:
        The versions of Python, this package, Keras and its backend; the backend's name; and
        the commit, where the package is run from a checkout.

    Example:
        >>> describe_environment()["nlp_suite"] == nlp_suite.__version__
        True
    """
    backend = keras.backend.backend()
    environment = {
        "python": platform.python_version(),
        "nlp_suite": nlp_suite.__version__,
        "keras": keras.__version__,
        "backend": backend,
        # The package may be called otherwise than the module, such as tensorflow-cpu.
        backend: sys.modules[backend].__version__,
    }
    revision = _revision(Path(__file__).parents[2])
    return {**environment, "revision": revision} if revision else environment


def _revision(root: Path) -> str | None:
    # An installed package may lie in a repository of its user's.
    if not (root / ".git").exists():
        return None
    try:
        result = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):  # no git
        return None
    return result.stdout.strip()


# glibc's numbers for what `mallopt` sets.
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4
_TOP_PAD_BYTES = 256 * 2**20


def keep_freed_memory() -> bool:
    """Sets malloc to keep large freed blocks for the next tensor.

    By default glibc gives each back to the system, which hands it out again page by page, all
    zeros. A training step that makes and frees hundreds of megabytes then spends half of its
    time on that.

    Returns:
        Whether the allocator can be set so; elsewhere nothing happens.

    Example:
        ```python
        keep_freed_memory()
        ```

    Reference:
        mallopt(3), https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:  # another C library than glibc
        return False
    settings = {_MMAP_MAX: 0, _TRIM_THRESHOLD: -1, _TOP_PAD: _TOP_PAD_BYTES}
    return all(mallopt(key, value) == 1 for key, value in settings.items())
