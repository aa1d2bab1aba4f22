"""Questions asked of many files."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from nlp_suite.arguments import check_whole

if TYPE_CHECKING:
    from nlp_suite.batch.answer_row import AnswerRow
    from nlp_suite.batch.batch_run import BatchRun
    from nlp_suite.batch.files_options import FilesKeywords
    from nlp_suite.batch.question_source import Questions

PathLike = str | os.PathLike[str]


def answer_files(
    questions: "Questions",
    paths: PathLike | Sequence[PathLike],
    output: PathLike | None = None,
    *,
    top_k: int = 1,
    window: int | None = None,
    stride: int | None = None,
    max_windows: int | None = None,
    relevance: float | None = None,
    question_tokens: int | None = None,
    answer_tokens: int = 15,
    no_answer_threshold: float | None = None,
    scoring: str = "joint",
    best: bool = False,
    html: PathLike | None = None,
    **options: "Unpack[FilesKeywords]",
) -> "BatchRun[AnswerRow]":
    """Answers questions about many files, and resumes where it was stopped.

    Nothing is computed before the first row is asked for. With an `output` every result is kept
    in a store beside it, `<output>.job`: started again, the job computes only what is missing or
    has changed. The output itself is written at the end, sorted by question and then by file.

    Args:
        questions: A list of questions, each asked of every file; or of dictionaries with
            "question" and, where one is asked of one file alone, "file"; or the path of a
            `.jsonl` or `.csv` file of these, or of a text with a question on each line.
        paths: Files, folders, globs, or "-" for a list on standard input, as for
            `nlp_suite.data.find_documents`.
        output: A `.jsonl`, `.csv` or `.parquet` file; if None, rows are only yielded.
        top_k: How many answers to give of each document.
        window: Most tokens that the model gets at once, as for `nlp_suite.answer`.
        stride: Tokens that two neighbouring windows share.
        max_windows: Most windows of a document to read for a question; all if 0.
        relevance: How much the words count that a window has in common with the question.
        question_tokens: Most tokens of a question.
        answer_tokens: Most tokens of an answer.
        no_answer_threshold: From which null score on the first answer is the empty one.
        scoring: "joint" whatever the engine, as these scores compare between files, or
            "independent".
        best: Whether the output has only the file with the best answer to each question.
        html: Where to write the answers in their sentences as a page to be read.
        **options: `engine`, `model`, `workers`, `strict` and others, see
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
    from nlp_suite.batch.batch_run import BatchRun
    from nlp_suite.batch.files_options import FilesOptions
    from nlp_suite.batch.job_settings import JobSettings

    check_whole("top_k", top_k, 1)
    shared = FilesOptions(**options)
    reading = {
        "top_k": top_k,
        "window": window,
        "stride": stride,
        "max_windows": max_windows,
        "relevance": relevance,
        "question_tokens": question_tokens,
        "answer_tokens": answer_tokens,
        "no_answer_threshold": no_answer_threshold,
        "scoring": scoring,
    }
    settings = JobSettings.make("answer", options=reading, **shared.loading())
    return BatchRun(settings, questions, paths, output, shared, best=best, html=html)
