"""Which reader a source of parallel text needs."""

from pathlib import Path

from nlp_suite.data.files.sources import find_file
from nlp_suite.data.pair_files import read_line_files, read_table
from nlp_suite.data.pair_source import PairSource
from nlp_suite.data.pair_tables import read_hub, read_parquet
from nlp_suite.errors import InvalidInputError


def open_pairs(
    source: str | Path | tuple[str | Path, str | Path],
    columns: tuple[str, str],
    *,
    revision: str | None = None,
    subset: str | None = None,
    hub_split: str = "train",
) -> PairSource:
    """Opens a source of parallel text with the reader of its format.

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
        DatasetNotAvailableError: If the hub cannot provide the data set.
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
    path = find_file(source, revision)
    if path is None:
        return read_hub(
            str(source), columns, revision=str(revision), subset=subset, hub_split=hub_split
        )
    if path.suffix.lower() in (".pkl", ".pickle"):
        # Deferred: NumPy is not needed for the others.
        from nlp_suite.data.safe_pickle import read_string_rows

        return PairSource(str(path), "row", iter(enumerate(read_string_rows(path), start=1)))
    if path.suffix.lower() == ".parquet":
        return read_parquet(path, columns)
    return read_table(path, columns)
