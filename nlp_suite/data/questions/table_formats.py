"""Questions with answers in Arrow tables: Parquet, the hub, and what training reads."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.data.files.table_reader import (
    Batch,
    ChooseColumns,
    hub_name,
    read_hub_batches,
    read_parquet_batches,
)
from nlp_suite.data.questions.rows import QuestionExample, QuestionSource
from nlp_suite.errors import DataFormatError

if TYPE_CHECKING:
    import datasets

_NEEDED = ("id", "question", "context", "answers")
_COLUMNS = (*_NEEDED, "title", "is_impossible", "kind")

# Every row of a table has its context to itself.
_MOST_BYTES = 4 << 30
_BLOCK_ROWS, _BLOCK_CHARACTERS = 1024, 1 << 24


def read_question_parquet(path: Path) -> QuestionSource:
    """Reads a Parquet file with the columns of SQuAD.

    Args:
        path: The file.

    Returns:
        The rows, not yet checked.

    Raises:
        InvalidInputError: If there is no such file.
        DataFormatError: If it is damaged, lacks a column, or grows out of all proportion.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        place, row = next(read_question_parquet(Path("questions.parquet")).rows)
        ```
    """
    batches = read_parquet_batches(path, _column_chooser(str(path)))
    return QuestionSource(str(path), _rows(batches))


def read_question_hub(
    hub_id: str, *, revision: str, subset: str | None = None, hub_split: str = "train"
) -> QuestionSource:
    """Reads a data set of the Hugging Face Hub with the columns of SQuAD.

    Args:
        hub_id: "owner/name".
        revision: The commit, tag or branch.
        subset: Which configuration, for a data set that has several.
        hub_split: Which of the splits that it has there.

    Returns:
        The rows, not yet checked.

    Raises:
        DatasetNotAvailableError: If the hub cannot provide it.
        InvalidInputError: If it has no such subset or split.
        DataFormatError: If it lacks a column.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        read_question_hub("owner/name", revision="...")
        ```
    """
    name = hub_name(hub_id, revision)
    batches = read_hub_batches(
        hub_id, _column_chooser(name), revision=revision, subset=subset, hub_split=hub_split
    )
    return QuestionSource(name, _rows(batches))


def question_dataset(questions: Iterable[QuestionExample], name: str) -> "datasets.Dataset":
    """Converts questions to a `datasets.Dataset`, in little more memory than it takes itself.

    Args:
        questions: The questions; they are taken as they are needed.
        name: What needs the table, for the message if the package datasets is missing.

    Returns:
        The columns `id`, `title`, `question`, `context` and `answers`, this with the lists
        `text` and `answer_start`; and `kind`, if a question has one.

    Raises:
        DataFormatError: If it grows beyond 4 GiB.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        question = QuestionExample("1", "", "Who sleeps?", "Tom sleeps.", ("Tom",), (0,))
        question_dataset([question], "training")[0]["answers"]  # {"text": ["Tom"], ...}
        ```
    """
    try:
        import datasets
        import pyarrow
    except ImportError as error:
        raise missing_dependency(name, error.name, "data") from error
    text = datasets.Value("string")
    features = datasets.Features(
        {
            **dict.fromkeys(("id", "title", "question", "context"), text),
            "answers": {
                "text": datasets.List(text),
                "answer_start": datasets.List(datasets.Value("int32")),
            },
            "kind": text,
        }
    )
    batches, size, any_kind = [], 0, False
    for block in _blocks(questions):
        columns = dict(
            zip(QuestionExample._fields, map(list, zip(*block, strict=True)), strict=True)
        )
        starts = columns.pop("answer_starts")
        columns["answers"] = [
            {"text": texts, "answer_start": places}
            for texts, places in zip(columns["answers"], starts, strict=True)
        ]
        any_kind = any_kind or any(columns["kind"])
        batch = pyarrow.RecordBatch.from_pydict(columns, schema=features.arrow_schema)
        size += batch.nbytes
        if size > _MOST_BYTES:
            raise DataFormatError(
                f"the questions, each with its whole context, take more than "
                f"{_MOST_BYTES / 2**30:g} GiB as a table; pass limit=, or cut the contexts"
            )
        batches.append(batch)
    table = pyarrow.Table.from_batches(batches, schema=features.arrow_schema)
    if not any_kind:
        table = table.drop_columns(["kind"])
        del features["kind"]
    return datasets.Dataset(table, info=datasets.DatasetInfo(features=features))


def _blocks(questions: Iterable[QuestionExample]) -> Iterator[list[QuestionExample]]:
    block: list[QuestionExample] = []
    characters = 0
    for question in questions:
        block.append(question)
        characters += len(question.context)
        if len(block) == _BLOCK_ROWS or characters > _BLOCK_CHARACTERS:
            yield block
            block, characters = [], 0
    if block:
        yield block


def _column_chooser(name: str) -> ChooseColumns:
    def choose(there: Sequence[str]) -> list[str]:
        missing = [column for column in _NEEDED if column not in there]
        if missing:
            raise DataFormatError(
                f"{name} has the columns {list(there)[:10]}, and lacks {missing}; rename them"
            )
        return [column for column in _COLUMNS if column in there]

    return choose


def _rows(batches: Iterable[Batch]) -> Iterator[tuple[str, Any]]:
    number = 0
    for batch in batches:
        for cells in zip(*batch.values(), strict=True):
            number += 1
            yield f"row {number}", dict(zip(batch, cells, strict=True))
