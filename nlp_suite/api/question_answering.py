"""Question answering: `answer` for texts, `answer_files` for many files."""

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Unpack, overload

from nlp_suite.api.loading import load_cached
from nlp_suite.arguments import LARGEST_WHOLE, check_one_standard_input, check_whole
from nlp_suite.batch.options import FilesKeywords, FilesOptions
from nlp_suite.load_options import DIRECTION_OPTIONS, LoadKeywords, LoadOptions
from nlp_suite.option_signatures import option_names, take, with_options
from nlp_suite.results import Answer
from nlp_suite.tasks.question_answering.options import (
    ReadingKeywords,
    ReadingOptions,
    Scoring,
    WindowKeywords,
)

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchJob
    from nlp_suite.batch.questions import Questions
    from nlp_suite.batch.tasks.question_answering import AnswerRow
    from nlp_suite.data.texts import Text, Texts
    from nlp_suite.tasks.question_answering.document_answers import Documents

PathLike = str | os.PathLike[str]


class AnswerKeywords(ReadingKeywords, LoadKeywords, total=False):
    """Keyword arguments of `answer` besides `top_k`, on which the result's type depends."""

    progress: bool | None


class AnswerFilesKeywords(WindowKeywords, FilesKeywords, total=False):
    """Keyword arguments of `answer_files` besides its own; described there."""


@overload
def answer(  # type: ignore[overload-overlap]
    question: str,
    text: "Text | Documents",
    *,
    top_k: None = None,
    **options: Unpack[AnswerKeywords],
) -> Answer: ...


@overload
def answer(  # type: ignore[overload-overlap]
    question: str,
    text: "Text | Documents",
    *,
    top_k: int,
    **options: Unpack[AnswerKeywords],
) -> list[Answer]: ...


@overload
def answer(
    question: Iterable[str],
    text: "Text | Texts | Documents",
    *,
    top_k: None = None,
    **options: Unpack[AnswerKeywords],
) -> list[Answer]: ...


@overload
def answer(
    question: Iterable[str],
    text: "Text | Texts | Documents",
    *,
    top_k: int,
    **options: Unpack[AnswerKeywords],
) -> list[list[Answer]]: ...


@with_options(ReadingOptions, LoadOptions, without=DIRECTION_OPTIONS, unset=[ReadingOptions])
def answer(
    question: str | Iterable[str],
    text: "Text | Texts | Documents",
    *,
    top_k: int | None = None,
    progress: bool | None = None,
    **options: Any,
) -> Answer | list[Answer] | list[list[Answer]]:
    """Answers a question with a span of a text.

    The first call loads the model, later calls with the same one reuse it. Lists are read
    together, each text tokenized once.

    Args:
        question: The question, or a list or another iterable of them.
        text: The text, of any length, or the `Path` of a file with it; or a list or another
            iterable of these, such as a pandas Series or a NumPy array. Two lists go together pair
            by pair; a single one goes with everything in a list. A mapping of names to texts, or
            an index that `nlp_suite.index` made, is one source for each question: the best answers
            over all documents, with the name of the `document`.
        top_k: How many answers to give of each pair, the best first; as many as there are if
            these are fewer. One, and not as a list, if None.
        progress: Whether to show a progress bar; if None, on a terminal if there is enough
            to do.
        **options: See `nlp_suite.tasks.question_answering.options.ReadingOptions` and
            `nlp_suite.load_options.LoadOptions`.

    Returns:
        For a question and a text an `Answer`, or with `top_k` a list of them, all different; as
        soon as one is a list, a list of such, in its order. It is always
        `text[answer.start : answer.end] == answer.text`.

    Raises:
        InvalidInputError: If a question or a text is not a str or has no visible character, a
            file cannot be read, a question is too long, two lists are not of one length, or an
            option is out of its range.
        DataFormatError: If a file is damaged or has no text.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If the model folder is damaged.

    Example:
        ```python
        answer = nlp_suite.answer("Who built the velocipede?", text, model="runs/my-reader")
        assert text[answer.start : answer.end] == answer.text
        ```
    """
    # Before a model is loaded, whose own values stand for what is not given.
    ReadingOptions().changed(**take(ReadingOptions, options))
    if top_k is not None:
        check_whole("top_k", top_k, 1, LARGEST_WHOLE)
    reader = load_cached("answer", LoadOptions(**take(LoadOptions, options)))
    answers: Answer | list[Answer] | list[list[Answer]] = reader(
        question, text, top_k=top_k, progress=progress, **take(ReadingOptions, options)
    )
    return answers


@with_options(ReadingOptions, FilesOptions, without=DIRECTION_OPTIONS, unset=[ReadingOptions])
def answer_files(
    questions: "Questions",
    paths: PathLike | Sequence[PathLike],
    output: PathLike | None = None,
    *,
    top_k: int = 1,
    scoring: Scoring | None = "joint",
    best: bool = False,
    html: PathLike | None = None,
    **options: Unpack[AnswerFilesKeywords],
) -> "BatchJob[AnswerRow]":
    """Answers questions about many files, and resumes where it was stopped.

    Nothing is computed before the first row is asked for. With an `output` every result is kept
    in a store beside it, `<output>.job`: started again, the job computes only what is missing or
    has changed. The output itself is written at the end, sorted by question and then by file.

    Args:
        questions: A list of questions, each asked of every file; or of dictionaries with
            "question" and, where one is asked of one file alone, "file"; or the path of a
            `.jsonl` or `.csv` file of these, or of a text with a question on each line; or "-"
            for such lines on standard input.
        paths: Files, folders, globs, or "-" for a list on standard input, as for
            `nlp_suite.data.find_documents`.
        output: A `.jsonl`, `.csv` or `.parquet` file; if None, rows are only yielded.
        top_k: How many answers to give of each document.
        scoring: "joint" whatever the engine, as these scores compare between files, or
            "independent".
        best: Whether the output has only the file with the best answer to each question.
        html: Where to write the answers in their sentences as a page to be read.
        **options: See `nlp_suite.tasks.question_answering.options.ReadingOptions` and
            `nlp_suite.batch.FilesOptions`.

    Returns:
        The rows, as they are found.

    Raises:
        InvalidInputError: If an argument is none of its possible values.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If the model folder is damaged.
        BatchError: While iterating, if the output cannot be written, or another job writes it.
        DataFormatError: While iterating, if the questions cannot be read.

    Example:
        ```python
        questions = ["Who sleeps?", "What did Ann pay?"]
        for row in nlp_suite.answer_files(questions, "articles", "answers.jsonl"):
            print(row.file, row.question, row.answer, row.score)
        ```
    """
    from nlp_suite.batch.job import BatchJob
    from nlp_suite.batch.job_settings import JobSettings

    check_whole("top_k", top_k, 1, LARGEST_WHOLE)
    if isinstance(questions, str | os.PathLike):
        listed = [paths] if isinstance(paths, str | os.PathLike) else paths
        check_one_standard_input(("the questions", [questions]), ("the paths", listed))
    files = FilesOptions(**take(FilesOptions, options))
    reading = {"scoring": scoring, **take(ReadingOptions, options)}
    # The reader's own values are known once it is loaded; these are checked now.
    usual = ReadingOptions().changed(**reading)
    # No model has these; to name what is usual must not make another job of it.
    names = ("scoring", "max_answer_tokens", "always", "group")
    reading |= {name: getattr(usual, name) for name in names}
    settings = JobSettings.make(
        "answer",
        files.loading(),
        options={
            "top_k": top_k,
            **{name: reading.get(name) for name in option_names(ReadingOptions)},
        },
    )
    return BatchJob(settings, questions, paths, output, files, best=best, html=html)
