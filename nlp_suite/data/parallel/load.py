"""Loading parallel text (bitext) of two languages from any supported format."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nlp_suite._lazy import missing_dependency
from nlp_suite.arguments import check_choice, shown
from nlp_suite.data.files.sources import check_hub_names, find_file
from nlp_suite.data.parallel.rows import DEFAULT_COLUMNS, BadRows, PairSource, read_pairs
from nlp_suite.data.parallel.splits import split_by_sentence
from nlp_suite.data.parallel.table_formats import read_hub, read_parquet
from nlp_suite.data.parallel.text_formats import read_line_files, read_table
from nlp_suite.errors import InvalidInputError
from nlp_suite.text.cleaning import clean_ascii

if TYPE_CHECKING:
    import datasets


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
        columns: Names of the source's and the target's column; others than the default must be
            there.
        revision: The commit, tag or branch of a data set on the hub.
        subset: Which configuration of a data set on the hub.
        hub_split: Which split of a data set on the hub.

    Returns:
        The rows, not yet checked.

    Raises:
        InvalidInputError: If there is no such file, a hub id comes without a revision, or
            columns are named of what has no names of columns.
        DataFormatError: If the file is not of the format that its ending says, or lacks the
            columns.
        DatasetNotAvailableError: If the hub cannot provide the data set.
        MissingDependencyError: If the extra `data` is needed and not installed.

    Example:
        ```python
        number, cells = next(open_pairs("deu.txt", ("source", "target")).rows)
        ```
    """
    if isinstance(source, tuple | list):
        if len(source) != 2 or not all(isinstance(path, str | Path) for path in source):
            raise InvalidInputError(
                f"a tuple must name two files, source and target, got {str(source)[:80]}"
            )
        _check_unnamed(columns, "two files")
        return read_line_files(*map(Path, source))
    if not isinstance(source, str | Path):
        raise InvalidInputError(
            f"source must be a path, a tuple of two paths or a hub id, got {type(source).__name__}"
        )
    check_hub_names(subset, hub_split)
    path = find_file(source, revision)
    if path is None:
        return read_hub(
            str(source), columns, revision=str(revision), subset=subset, hub_split=hub_split
        )
    if path.suffix.lower() in (".pkl", ".pickle"):
        _check_unnamed(columns, str(path))
        # Deferred: NumPy is not needed for the others.
        from nlp_suite.data.safe_pickle.reader import read_string_rows

        return PairSource(str(path), "row", iter(enumerate(read_string_rows(path), start=1)))
    if path.suffix.lower() == ".parquet":
        return read_parquet(path, columns)
    return read_table(path, columns)


def _check_unnamed(columns: tuple[str, str], what: str) -> None:
    if columns != DEFAULT_COLUMNS:
        raise InvalidInputError(
            f"{what}: columns have no names there, so that {columns[0]!r} and {columns[1]!r} "
            "cannot be found; leave source_column= and target_column= out: the source is the first"
        )


_SPLITS = ("train", "validation", "test")
_CLEANINGS = ("ascii",)


def load_parallel(
    source: str | Path | tuple[str | Path, str | Path],
    *,
    source_column: str = "source",
    target_column: str = "target",
    splits: Sequence[float] = (0.8, 0.1, 0.1),
    seed: int = 0,
    rows: int | None = None,
    clean: Literal["ascii"] | None = None,
    on_bad_rows: BadRows = "error",
    revision: str | None = None,
    subset: str | None = None,
    hub_split: str = "train",
) -> "datasets.DatasetDict":
    """Loads sentences of two languages, and splits them for training.

    No two splits share a source sentence, not even in another case, with other white
    space, or in another Unicode form. The splits and the order in them depend on the seed and
    on the set of pairs only, so they are the same on every machine.

    Args:
        source: A pickled array of strings (`.pkl`), lines "source<TAB>target" (`.txt`,
            `.tsv`), `.csv` with a header, text also in gzip or zip, `.parquet`, a tuple of
            two files with a sentence on each line, or the id of a data set on the hub. Where
            columns have no names, the source language is the first.
        source_column: Name of the column of the source language; one other than "source" must
            be there.
        target_column: Name of the column of the target language, likewise.
        splits: Shares of training, validation and test in the rows, with a sum of 1.
        seed: Another seed gives other splits and another order.
        rows: How many pairs to take from the beginning, before anything is shuffled; all
            if None.
        clean: "ascii" for lower case letters without accents, punctuation and digits
            (`nlp_suite.text.clean_ascii`); None to keep the sentences as they are.
        on_bad_rows: "error", or "skip" to leave rows out that lack a side; their number is
            logged.
        revision: The commit, tag or branch of a data set on the hub, required there.
        subset: Which configuration of a data set on the hub.
        hub_split: Which split of a data set on the hub to read.

    Returns:
        The splits `train`, `validation` and `test` with the columns `source`
        and `target`.

    Raises:
        InvalidInputError: If there is no such file, an argument is out of range, or a hub id
            comes without a revision.
        DataFormatError: If the file is damaged or lacks the columns, or a row of it lacks a side.
        UnsafeFileError: If a pickle asks for anything but an array of strings.
        DatasetNotAvailableError: If the hub cannot provide the data set.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        pairs = load_parallel("deu.txt", splits=(0.6, 0.2, 0.2))
        pairs["train"][0]  # {"source": "Go on.", "target": "Mach weiter."}
        ```
    """
    _check_arguments(splits, seed, rows, clean, on_bad_rows)
    try:
        import datasets
    except ImportError as error:
        raise missing_dependency("load_parallel", error.name, "data") from error

    pairs = open_pairs(
        source,
        (source_column, target_column),
        revision=revision,
        subset=subset,
        hub_split=hub_split,
    )
    sources, targets = read_pairs(
        pairs, rows=rows, clean=clean_ascii if clean else None, on_bad_rows=on_bad_rows
    )
    features = datasets.Features(dict.fromkeys(("source", "target"), datasets.Value("string")))
    result = datasets.DatasetDict()
    parts = split_by_sentence(sources, targets, splits, seed)
    for name, indices in zip(_SPLITS, parts, strict=True):
        columns = {
            "source": [sources[i] for i in indices],
            "target": [targets[i] for i in indices],
        }
        result[name] = datasets.Dataset.from_dict(columns, features=features)
    return result


def _check_arguments(
    splits: Sequence[float], seed: int, rows: int | None, clean: object, on_bad_rows: object
) -> None:
    numbers = isinstance(splits, tuple | list) and all(
        isinstance(share, int | float) and 0 <= share <= 1 for share in splits
    )
    if not numbers or len(splits) != 3 or not math.isclose(sum(splits), 1, abs_tol=1e-6):
        raise InvalidInputError(
            "splits must be three shares with a sum of 1, such as (0.8, 0.1, 0.1), got "
            f"{shown(splits)}"
        )
    if type(seed) is not int or not 0 <= seed < 2**64:
        raise InvalidInputError(f"seed must be an integer from 0 to 2**64 - 1, got {shown(seed)}")
    if rows is not None and (type(rows) is not int or rows < 1):
        raise InvalidInputError(f"rows must be an integer of at least 1 or None, got {shown(rows)}")
    if clean is not None and not (isinstance(clean, str) and clean in _CLEANINGS):
        raise InvalidInputError(f"clean must be 'ascii' or None, got {shown(clean)}")
    check_choice("on_bad_rows", on_bad_rows, ("error", "skip"))
