"""Which reader a source of parallel text needs."""

import re
from pathlib import Path

from nlp_suite.data.pair_files import read_line_files, read_table
from nlp_suite.data.pair_source import PairSource
from nlp_suite.data.pair_tables import read_hub, read_parquet
from nlp_suite.errors import InvalidInputError

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?", re.ASCII)


def open_pairs(
    source: str | Path | tuple[str | Path, str | Path],
    columns: tuple[str, str],
    *,
    revision: str | None = None,
    subset: str | None = None,
    hub_split: str = "train",
) -> PairSource:
    """Chooses a reader by the source's form and the file's ending, and opens the source.

    Args:
        source: A file, a tuple of two files, or the id of a data set on the hub.
        columns: Names of the English and the German column where columns have names.
        revision: The commit, tag or branch of a data set on the hub.
        subset: Which configuration of a data set on the hub.
        hub_split: Which split of a data set on the hub.

    Returns:
        The rows, not yet checked.

    Raises:
        InvalidInputError: If there is no such file, or a hub id comes without a revision.
        DataFormatError: If the file is not of the format that its ending says.
        DatasetNotAvailableError: If the hub cannot give the data set.
        MissingDependencyError: If the extra `data` is needed and not installed.

    Example:
        ```python
        number, cells = next(open_pairs("deu.txt", ("en", "de")).rows)
        ```
    """
    if isinstance(source, tuple | list):
        if len(source) != 2 or not all(isinstance(path, str | Path) for path in source):
            raise InvalidInputError(
                f"a tuple must name two files, English and German, got {str(source)[:80]}"
            )
        return read_line_files(*map(Path, source))
    if not isinstance(source, str | Path):
        raise InvalidInputError(
            f"source must be a path, a tuple of two paths or a hub id, got {type(source).__name__}"
        )
    path = Path(source)
    if revision is not None:
        # The library would take a folder of that name for the data set.
        if _exists(path) or not _HUB_ID.fullmatch(str(source)):
            raise InvalidInputError(
                f"revision= is for data sets on the hub, and {str(source)!r} is a local path or no "
                "possible hub id"
            )
        return read_hub(str(source), columns, revision=revision, subset=subset, hub_split=hub_split)
    if not _exists(path):
        raise InvalidInputError(
            f"there is no file {str(source)!r}; to load a data set of that name from the Hugging "
            "Face Hub pass revision= with a commit, or revision='main' for whatever is newest"
        )
    if path.suffix.lower() in (".pkl", ".pickle"):
        # Deferred: NumPy is not needed for the others.
        from nlp_suite.data.safe_pickle import read_string_rows

        return PairSource(str(path), "row", iter(enumerate(read_string_rows(path), start=1)))
    if path.suffix.lower() == ".parquet":
        return read_parquet(path, columns)
    return read_table(path, columns)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long, a folder that may not be entered
        return False
