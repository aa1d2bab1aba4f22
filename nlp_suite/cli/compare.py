"""`nlp-suite compare`."""

from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from nlp_suite.arguments import check_encodable, check_one_standard_input
from nlp_suite.cli.options import (
    AsJson,
    Html,
    Limit,
    Values,
    check_output,
    choices,
    composed_of,
    decoding_options,
    direction_options,
    file_options,
    given_values,
    reading_options,
    runtime_options,
    summarization_options,
    translation_options,
    translation_values,
)
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import TASKS, Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlp_suite.load_options import Task

# Files that hold questions or articles together with their gold results.
_QUESTION_FILES = (".json", ".jsonl", ".parquet")


@composed_of(
    summarizing=summarization_options,
    content=translation_options,
    decoding=decoding_options,
    reading=reading_options,
    direction=direction_options,
    running=runtime_options,
    parsing=file_options,
)
def compare(
    task: Annotated[str, typer.Argument(metavar=choices(TASKS), help="What they are to do.")],
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="summarize: texts, or .jsonl with article and summary. translate: texts, line by "
            "line. answer: texts, or without --question SQuAD's .json, .jsonl or .parquet.",
        ),
    ],
    system: Annotated[
        list[str] | None,
        typer.Option(
            "--system",
            "-s",
            help="custom, pretrained, a shipped model, a model folder, or NAME@COMMIT of the hub; "
            "give it for each. By default custom and pretrained.",
        ),
    ] = None,
    question: Annotated[
        list[str] | None,
        typer.Option("--question", "-q", help="A question about each file; may be repeated."),
    ] = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(
            help="What is right, for each FILE: summarize: a summary. translate: a file of as "
            "many lines."
        ),
    ] = None,
    limit: Limit = None,
    repeats: Annotated[int, typer.Option(help="Timed runs; the median counts.")] = 3,
    isolated: Annotated[
        bool, typer.Option(help="Run each in a process of its own, which measures its memory.")
    ] = True,
    *,
    summarizing: Values,
    content: Values,
    decoding: Values,
    reading: Values,
    direction: Values,
    running: Values,
    parsing: Values,
    html: Html = None,
    as_json: AsJson = False,
) -> None:
    """Give the FILEs to several systems, and print what each makes of them.

    The table has the seconds, the memory and the size of each, how near their results are, and
    with references the scores.
    """
    import nlp_suite
    from nlp_suite.comparison.tasks.registry import find_compared_task

    find_compared_task(task)
    check_output("--html", html)
    if limit is not None and limit < 1:
        raise InvalidInputError(f"limit must be at least 1, got {limit}")
    if task != "answer" and question:
        raise InvalidInputError(f"--question goes with answer, got it for {task}")
    # Of all tasks; what is not given is the task's own.
    # What two groups have is told by the one whose default it has.
    own = {name: value for name, value in summarizing.items() if name not in decoding}
    options: Any = {
        **given_values(summarization_options, own),
        **translation_values(given_values(translation_options, content)),
        **given_values(decoding_options, decoding),
        **given_values(reading_options, reading),
        **direction,
        **running,
    }
    comparison = nlp_suite.compare(
        cast("Task", task),
        **_read(task, files, question or [], reference or [], limit, parsing),
        systems=system or ("custom", "pretrained"),
        repeats=repeats,
        isolated=isolated,
        **options,
    )
    if html is not None:
        comparison.to_html(html)
    typer.echo(comparison.to_json() if as_json else str(comparison), nl=not as_json)


def _read(
    task: str,
    files: "Sequence[str]",
    questions: "Sequence[str]",
    references: "Sequence[str]",
    limit: int | None,
    parsing: Values,
) -> dict[str, Any]:
    """Reads the files as inputs, titles, and what else belongs to the inputs."""
    check_one_standard_input(("FILE", files), ("--reference", references))
    if references and len(references) != len(files):
        raise InvalidInputError(
            f"give --reference once for each FILE, got {len(references)} for {len(files)}"
        )
    if task == "answer":
        if references:
            raise InvalidInputError(
                "answer takes no --reference; give SQuAD's .json, .jsonl or .parquet as FILE, "
                "without --question: it has questions, texts and answers"
            )
        rows = (
            _asked(files, questions, limit, parsing) if questions else _question_rows(files, limit)
        )
    elif task == "translate":
        rows = _lines(files, references, parsing)
    else:
        rows = _articles(files, references, parsing)
    if not rows:
        raise InvalidInputError(f"there is nothing to {task} in {', '.join(files)}")
    rows = rows[:limit]
    names = ("titles", "inputs", "questions", "references")
    read = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return {name: None if None in column else column for name, column in read.items()}


# For each input its title, its text, its question if any, and its gold result if known.
_Row = tuple[str, str, str | None, Any]


def _articles(files: "Sequence[str]", references: "Sequence[str]", parsing: Values) -> list[_Row]:
    from nlp_suite.cli.inputs import read_inputs
    from nlp_suite.evaluation.summarization import read_summary_records

    if any(file.endswith((".jsonl", ".jsonl.gz")) for file in files):
        if references:
            raise InvalidInputError("a .jsonl file has its references itself, got --reference")
        return [
            (f"{file}, article {number}", record.article, None, record.reference)
            for file in files
            for number, record in enumerate(read_summary_records(file), 1)
        ]
    inputs = list(read_inputs(files, parsing))
    given = [one.text for one in read_inputs(references, parsing)]
    right: Sequence[str | None] = given or [None] * len(inputs)
    if len(right) != len(inputs):
        raise InvalidInputError(
            f"there must be a reference for each text, got {len(right)} for {len(inputs)}"
        )
    return [(one.name, one.text, None, own) for one, own in zip(inputs, right, strict=True)]


def _lines(files: "Sequence[str]", references: "Sequence[str]", parsing: Values) -> list[_Row]:
    rows: list[_Row] = []
    for i, file in enumerate(files):
        lines = _file_lines(file, parsing)
        right = _file_lines(references[i], parsing) if references else [None] * len(lines)
        if len(right) != len(lines):
            raise InvalidInputError(
                f"{references[i]} must have a line for each of {file}, which has {len(lines)}, "
                f"got {len(right)}"
            )
        name = f"{file}, line" if len(files) > 1 else "Line"
        # An empty line is no input.
        rows += [
            (f"{name} {number}", line, None, own)
            for number, (line, own) in enumerate(zip(lines, right, strict=True), 1)
            if line.strip()
        ]
    return rows


def _file_lines(file: str, parsing: Values) -> list[str]:
    from nlp_suite.cli.inputs import read_lines

    lines = (line for block in read_lines(file, parsing) for line in block.lines)
    return [line.removesuffix("\n").removesuffix("\r") for line in lines]


def _asked(
    files: "Sequence[str]", questions: "Sequence[str]", limit: int | None, parsing: Values
) -> list[_Row]:
    from nlp_suite.cli.inputs import read_inputs

    for question in questions:
        check_encodable("question", question)
    return [
        (one.name, one.text, question, None)
        for one in read_inputs(files[:limit], parsing)
        for question in questions
    ]


def _question_rows(files: "Sequence[str]", limit: int | None) -> list[_Row]:
    from nlp_suite.data.questions.load import open_questions
    from nlp_suite.data.questions.rows import read_examples

    for file in files:
        if not file.removesuffix(".gz").endswith(_QUESTION_FILES):
            raise InvalidInputError(
                f"answer needs --question for a text such as {file}, or a file with questions: "
                f"{', '.join(_QUESTION_FILES)}"
            )
    found = read_examples(open_questions(list(files)), limit=limit)
    return [(one.title or one.id, one.context, one.question, list(one.answers)) for one in found]
