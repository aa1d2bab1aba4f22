"""Glossary files: a term and its translation on each line."""

from pathlib import Path

from nlp_suite.data.parallel.text_formats import read_table
from nlp_suite.errors import DataFormatError

_COLUMNS = ("source", "target")


def read_glossary(path: str | Path) -> dict[str, str]:
    r"""Reads a glossary: terms, and how they must be translated.

    Args:
        path: Lines "source<TAB>target" in a `.txt` or `.tsv` file, where a header may be, or a
            `.csv` file with the columns source and target; also in gzip or zip.

    Returns:
        Maps terms to their translations, in the order of the file.

    Raises:
        InvalidInputError: If there is no such file, or it is of another format.
        DataFormatError: If a line has not two texts, a term has two translations, or the file is
            empty, damaged or not valid in its encoding.

    Example:
        ```python
        Path("terms.tsv").write_text("invoice\tRechnung\n")
        read_glossary("terms.tsv")  # {"invoice": "Rechnung"}
        ```
    """
    table = read_table(Path(path), _COLUMNS)
    glossary: dict[str, str] = {}
    places: dict[str, int] = {}
    for number, cells in table.rows:
        place = f"{table.name}, {table.unit} {number}"
        if len(cells) != 2:
            raise DataFormatError(
                f"{place}: cells: {len(cells)}, not a term and its translation between a tab"
            )
        source, target = (str(cell or "").strip() for cell in cells)
        if not source or not target:
            empty = "translation" if source else "term"
            raise DataFormatError(f"{place}: the {empty} is empty; fill it in, or remove the line")
        if glossary.setdefault(source, target) != target:
            raise DataFormatError(
                f"{place}: {source!r} is {target!r} here and {glossary[source]!r} in {table.unit} "
                f"{places[source]}; keep one of them"
            )
        places.setdefault(source, number)
    if not glossary:
        raise DataFormatError(f"{table.name} holds no terms")
    return glossary
