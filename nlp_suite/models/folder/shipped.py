"""Models shipped with the package."""

from pathlib import Path

from nlp_suite.assets import MODELS_FOLDER


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
    return Path(name) if Path(name).is_dir() else None
