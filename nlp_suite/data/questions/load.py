"""Loading questions with answers (SQuAD) from any supported format."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nlp_suite.arguments import shown
from nlp_suite.data.files.sources import check_hub_names, find_file
from nlp_suite.data.parallel.rows import BadRows
from nlp_suite.data.questions.json_formats import read_question_file
from nlp_suite.data.questions.rows import QuestionSource, read_examples
from nlp_suite.data.questions.table_formats import (
    question_dataset,
    read_question_hub,
    read_question_parquet,
)
from nlp_suite.errors import InvalidInputError

if TYPE_CHECKING:
    import datasets

QuestionFiles = str | Path | Sequence[str | Path]


def load_questions(
    source: QuestionFiles,
    *,
    limit: int | None = None,
    on_bad_rows: BadRows = "error",
    revision: str | None = None,
    subset: str | None = None,
    hub_split: str = "train",
) -> "datasets.Dataset":
    """Loads questions about texts with their answers, as in SQuAD.

    Texts stay as they are. Every answer is checked to be where it says; none is moved.

    Args:
        source: A `.json` file in the form of SQuAD v1.1 or v2.0, a `.jsonl` file with an
            object for each question, both also in gzip, a `.parquet` file, the id of a data
            set on the hub, or a list of these, which are read one after the other.
        limit: How many questions to load at most; all if None.
        on_bad_rows: "error", or "skip" to leave out rows that lack something, whose answer
            is not where it says, or whose id an earlier row has; their number is logged.
        revision: The commit, tag or branch of a data set on the hub, required there.
        subset: Which configuration of a data set on the hub.
        hub_split: Which split of a data set on the hub to read.

    Returns:
        The columns `id`, `title` ("" where there is none), `question`, `context` and
        `answers`: a dictionary of the lists `text` and `answer_start`, in characters; both
        are empty where the context has no answer. Where a row has a `kind`, there is that
        column too ("" where there is none).

    Raises:
        InvalidInputError: If there is no such file, an argument is out of range, or a hub id
            comes without a revision.
        DataFormatError: If a file is damaged, or a row of it is bad.
        DatasetNotAvailableError: If the hub cannot provide the data set.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        questions = load_questions("questions.json")
        questions[0]["answers"]  # {"text": ["Tom"], "answer_start": [0]}
        ```

    Reference:
        Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text",
        https://arxiv.org/abs/1606.05250. Rajpurkar et al. 2018, "Know What You Don't Know:
        Unanswerable Questions for SQuAD", https://arxiv.org/abs/1806.03822.
    """
    sources = open_questions(source, revision=revision, subset=subset, hub_split=hub_split)
    rows = read_examples(sources, limit=limit, on_bad_rows=on_bad_rows)
    return question_dataset(rows, "load_questions")


def open_questions(
    source: QuestionFiles,
    *,
    revision: str | None = None,
    subset: str | None = None,
    hub_split: str = "train",
) -> Iterator[QuestionSource]:
    """Opens each source of questions with the reader of its format.

    All sources are looked for at once, and each is opened when it is its turn.

    Args:
        source: As for `load_questions`.
        revision: As for `load_questions`.
        subset: As for `load_questions`.
        hub_split: As for `load_questions`.

    Returns:
        The rows of each source, not yet checked.

    Raises:
        InvalidInputError: If there is no such file, or a hub id comes without a revision.
        DataFormatError: While they are read, if a file is not what its ending says.
        DatasetNotAvailableError: While they are read, if the hub cannot provide the data set.

    Example:
        ```python
        next(open_questions("questions.json")).name  # "questions.json"
        ```
    """
    check_hub_names(subset, hub_split)
    sources = [source] if isinstance(source, str | Path) else source
    if not isinstance(sources, list | tuple) or not all(
        isinstance(one, str | Path) for one in sources
    ):
        raise InvalidInputError(
            "source must be a path, a hub id or a list of them, got "
            f"{type(source).__name__} {shown(source)}"
        )
    if not sources:
        raise InvalidInputError("source must name a file at least, got an empty list")
    places = [(str(one), find_file(one, revision)) for one in sources]

    def opened() -> Iterator[QuestionSource]:
        for name, path in places:
            if path is None:
                yield read_question_hub(
                    name, revision=str(revision), subset=subset, hub_split=hub_split
                )
            elif path.suffix.lower() == ".parquet":
                yield read_question_parquet(path)
            else:
                yield read_question_file(path)

    return opened()
