"""Question answering: `answer` for texts, `answer_files` for many files."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, overload

from nlp_suite.api.loading import load_cached
from nlp_suite.arguments import check_whole
from nlp_suite.results import Answer
from nlp_suite.tasks.question_answering.options import ReadingKeywords

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchRun
    from nlp_suite.batch.options import FilesKeywords
    from nlp_suite.batch.questions import Questions
    from nlp_suite.batch.tasks.question_answering import AnswerRow


class AnsweringKeywords(ReadingKeywords, total=False):
    """Keyword arguments of `answer` besides questions, texts and `top_k`; described there."""

    engine: str
    model: str | Path | None
    revision: str | None
    runtime: str | None
    device: str | None


Strings = list[str] | tuple[str, ...]


@overload
def answer(
    question: str, text: str, *, top_k: None = None, **options: Unpack[AnsweringKeywords]
) -> Answer: ...


@overload
def answer(
    question: str, text: str, *, top_k: int, **options: Unpack[AnsweringKeywords]
) -> list[Answer]: ...


@overload
def answer(
    question: Strings,
    text: str | Strings,
    *,
    top_k: None = None,
    **options: Unpack[AnsweringKeywords],
) -> list[Answer]: ...


@overload
def answer(
    question: str, text: Strings, *, top_k: None = None, **options: Unpack[AnsweringKeywords]
) -> list[Answer]: ...


@overload
def answer(
    question: Strings, text: str | Strings, *, top_k: int, **options: Unpack[AnsweringKeywords]
) -> list[list[Answer]]: ...


@overload
def answer(
    question: str, text: Strings, *, top_k: int, **options: Unpack[AnsweringKeywords]
) -> list[list[Answer]]: ...


def answer(
    question: str | Strings,
    text: str | Strings,
    *,
    top_k: int | None = None,
    window: int | None = None,
    stride: int | None = None,
    max_windows: int | None = None,
    bm25_weight: float | None = None,
    max_question_tokens: int | None = None,
    max_answer_tokens: int = 15,
    no_answer_threshold: float | None = None,
    scoring: str | None = None,
    engine: str = "custom",
    model: str | Path | None = None,
    revision: str | None = None,
    runtime: str | None = None,
    device: str | None = None,
    progress: bool | None = None,
) -> Answer | list[Answer] | list[list[Answer]]:
    """Answers a question with a span of a text.

    The first call loads the model, later calls with the same one reuse it. Lists are read
    together, each text tokenized once.

    Args:
        question: The question, or a list or tuple of them.
        text: The text, of any length, or a list or tuple of them. Two lists go together pair by
            pair; a str goes with everything in a list.
        top_k: How many answers to give of each pair, the best first; as many as there are if
            these are fewer. One, and not as a list, if None.
        window: Most tokens that the model gets at once: question, text and special tokens. This
            and the next four are the model's own if None.
        stride: Number of tokens that two neighbouring windows share.
        max_windows: Most windows of a text to read, those that have most words in common with the
            question; all if 0.
        bm25_weight: How much these words count for the score, not at all if 0; see
            `nlp_suite.tasks.question_answering.reader.Reader`.
        max_question_tokens: Most tokens of a question.
        max_answer_tokens: Most tokens of an answer, before it is widened to whole words.
        no_answer_threshold: From which null score on, from 0 to 1, the first answer is the
            empty one, which says that the text has none. Never if None.
        scoring: "joint" or "independent", which is what the pipeline of transformers 4 did; the
            engine's own if None.
        engine: "custom": our own encoder, offline. "pretrained": DistilBERT and others of the
            Hugging Face Hub.
        model: A shipped model's name, a local folder, or a hub id.
        revision: The commit, tag or branch of a hub id.
        runtime: "ctranslate2" (the default) or "keras", the reference; "torch" is that of
            engine="pretrained".
        device: "cpu" (the default), "cuda" or "auto", for CTranslate2; also "mps" for PyTorch.
        progress: Whether to show a progress bar; if None, on a terminal if there is enough
            to do.

    Returns:
        For a question and a text an `Answer`, or with `top_k` a list of them, all different; as
        soon as one is a list, a list of such, in its order. It is always
        `text[answer.start : answer.end] == answer.text`.

    Raises:
        InvalidInputError: If a question or a text is not a str or has no visible character, a
            question is too long, two lists are not of one length, or an option is out of its
            range.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If the model folder is damaged.

    Example:
        ```python
        answer = nlp_suite.answer("Who built the velocipede?", text, model="runs/my-reader")
        assert text[answer.start : answer.end] == answer.text
        ```
    """
    reader = load_cached(
        "answer",
        engine=engine,
        model=model,
        revision=revision,
        runtime=runtime,
        device=device,
    )
    answers: Answer | list[Answer] | list[list[Answer]] = reader(
        question,
        text,
        top_k=top_k,
        window=window,
        stride=stride,
        max_windows=max_windows,
        bm25_weight=bm25_weight,
        max_question_tokens=max_question_tokens,
        max_answer_tokens=max_answer_tokens,
        no_answer_threshold=no_answer_threshold,
        scoring=scoring,
        progress=progress,
    )
    return answers


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
    bm25_weight: float | None = None,
    max_question_tokens: int | None = None,
    max_answer_tokens: int = 15,
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
        bm25_weight: How much the words count that a window has in common with the question.
        max_question_tokens: Most tokens of a question.
        max_answer_tokens: Most tokens of an answer.
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
    from nlp_suite.batch.job import BatchRun
    from nlp_suite.batch.job_settings import JobSettings
    from nlp_suite.batch.options import FilesOptions

    check_whole("top_k", top_k, 1)
    shared = FilesOptions(**options)
    reading = {
        "top_k": top_k,
        "window": window,
        "stride": stride,
        "max_windows": max_windows,
        "bm25_weight": bm25_weight,
        "max_question_tokens": max_question_tokens,
        "max_answer_tokens": max_answer_tokens,
        "no_answer_threshold": no_answer_threshold,
        "scoring": scoring,
    }
    settings = JobSettings.make("answer", options=reading, **shared.loading())
    return BatchRun(settings, questions, paths, output, shared, best=best, html=html)
