"""Training environment: software versions, and memory allocation."""

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
