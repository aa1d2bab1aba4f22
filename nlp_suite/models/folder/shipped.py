"""Models shipped with the package."""

from pathlib import Path

from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.files import restore_folder


def shipped_models() -> list[str]:
    """Lists the models shipped with the package.

    Returns:
        Their names, sorted.
    """
    return sorted(path.name for path in MODELS_FOLDER.iterdir() if path.is_dir())


def find_local(name: str | Path) -> Path | None:
    """Finds the folder of a shipped model, or a local folder.

    Args:
        name: A shipped model's name, or a folder.

    Returns:
        Its folder; None if there is none of that name.

    Example:
        >>> find_local("all-MiniLM-L6-v2").name
        'all-MiniLM-L6-v2'
    """
    if isinstance(name, str) and name in shipped_models():
        return MODELS_FOLDER / name
    path = Path(name)
    if not path.is_dir() and path.name:
        # Its replacement may have been cut off.
        restore_folder(path)
    return path if path.is_dir() else None


def is_shipped(path: Path) -> bool:
    """Tells whether a model folder is one of those that are shipped with the package.

    Args:
        path: The folder.

    Returns:
        True if it is.

    Example:
        >>> is_shipped(Path("runs/my-model"))
        False
    """
    return path.parent == MODELS_FOLDER
