"""`nlp-suite answer` and `nlp-suite answer-files`."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp_suite.arguments import check_encodable, check_one_standard_input
from nlp_suite.cli.files_command import files_command
from nlp_suite.cli.options import (
    AsJson,
    Html,
    Paths,
    Rows,
    TopK,
    Values,
    composed_of,
    file_options,
    loading_options,
    reading_options,
)
from nlp_suite.display import escape_controls, json_text
from nlp_suite.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nlp_suite.batch.job import BatchJob
    from nlp_suite.cli.inputs import InputText
    from nlp_suite.results import Answer
    from nlp_suite.tasks.question_answering.reader import Reader

# Files are read together up to so many characters; only their answers are kept.
_GROUP_CHARACTERS = 4_000_000
_NONE = {
    "": "no answer",
    "unanswerable": "no answer",
    "yes_no": "no answer: yes or no cannot be found in a text, this sentence may decide",
    "unreadable": "no answer: the model sees no character of the text",
}


@composed_of(reading=reading_options, loading=loading_options, parsing=file_options)
def answer(
    question: Annotated[str, typer.Argument(help="The question.")],
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE...",
            help="Texts, pages, PDF files, or tables with texts; also in gzip; or - for standard "
            "input.",
        ),
    ] = None,
    index: Annotated[
        Path | None,
        typer.Option(help="In the place of files, an index that nlp-suite index has made."),
    ] = None,
    top_k: TopK = 1,
    *,
    reading: Values,
    loading: Values,
    parsing: Values,
    as_json: AsJson = False,
) -> None:
    """Answer QUESTION with words of each FILE, the surest answer first.

    Below each answer stands the sentence that it was found in. With --index there is one answer, or
    --top-k, from all documents of the index.
    """
    import nlp_suite

    check_encodable("question", question)
    check_one_standard_input(("FILE", files or ()))
    if (index is None) == (not files):
        raise InvalidInputError("give files to answer from, or --index with an index of them")
    if index is not None:
        with nlp_suite.index(path=index) as opened:
            reader = nlp_suite.load("answer", **loading)
            answers = reader(question, opened, top_k=top_k, **reading)
        found = [(one.document or str(index), one) for one in answers]
    else:
        reader = nlp_suite.load("answer", **loading)
        found = _answer_each(reader, question, _read(files or [], parsing), top_k, reading)
    with_names = index is not None or len({name for name, _ in found}) > 1
    if as_json:
        objects = [{"file": name, **one.to_dict()} for name, one in found]
        typer.echo(json_text(objects, indent=2))
    elif sys.stdout.isatty():
        _show(found, with_names=with_names)
    else:
        for name, one in found:
            typer.echo(_heading(name, one, with_name=with_names))
            if one.sentence:
                typer.echo(f"  {''.join(_parts(one))}")


def _answer_each(
    reader: "Reader",
    question: str,
    texts: "Iterable[InputText]",
    top_k: int,
    reading: Values,
) -> "list[tuple[str, Answer]]":
    """Returns the answers of each text with its name, those of several with the surest first."""
    from nlp_suite.engines.batching import fill_pools

    found: list[tuple[str, Answer]] = []
    count = 0
    for group in fill_pools(texts, lambda one: len(one.text), _GROUP_CHARACTERS):
        answers = reader(question, [one.text for one in group], top_k=top_k, **reading)
        for one, own in zip(group, answers, strict=True):
            found += ((one.name, answer) for answer in own)
        count += len(group)
    if count > 1:
        # The score of an empty answer says how sure it is that there is none.
        found.sort(key=lambda item: (not item[1], -item[1].score))
    return found


def _read(files: "Sequence[str]", parsing: Values) -> "Iterator[InputText]":
    from nlp_suite.cli.inputs import read_inputs

    for one in read_inputs(files, parsing, many="answer-files"):
        if not one.text or one.text.isspace():
            raise InvalidInputError(
                f"{one.name} has no text: got {len(one.text)} characters, none visible"
            )
        yield one


def _heading(name: str, answer: "Answer", *, with_name: bool) -> str:
    text = _one_line(answer.text) if answer else f"({_NONE[answer.reason]})"
    return f"{f'{name}: ' if with_name else ''}{text}  ({answer.score:.2f})"


def _parts(answer: "Answer") -> tuple[str, str, str]:
    """Returns the sentence before the answer, the answer, and the rest, each on one line."""
    sentence = answer.sentence
    if not answer:
        return _one_line(sentence), "", ""
    start = answer.start - answer.sentence_start
    end = answer.end - answer.sentence_start
    return _one_line(sentence[:start]), _one_line(answer.text), _one_line(sentence[end:])


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _show(found: "Iterable[tuple[str, Answer]]", *, with_names: bool) -> None:
    """Prints answers to a terminal, with the answer marked in its sentence."""
    from rich.console import Console
    from rich.text import Text

    # What it colours itself must reach the terminal.
    console = Console(file=getattr(sys.stdout, "unescaped", sys.stdout), highlight=False)
    for name, one in found:
        heading = Text(escape_controls(_heading(name, one, with_name=with_names)))
        if one.sentence:
            before, marked, after = map(escape_controls, _parts(one))
            heading.append("\n  ").append(before)
            heading.append(marked, style="bold green").append(after)
        console.print(heading, soft_wrap=True)


@files_command(reading=reading_options)
def answer_files(
    paths: Paths,
    questions: Annotated[
        Path,
        typer.Option(
            "--questions",
            "-q",
            help="Questions, one a line, or a .jsonl or .csv file with questions and, where one "
            "is asked of one file alone, the files; - for standard input.",
        ),
    ],
    output: Rows = None,
    best: Annotated[
        bool, typer.Option("--best", help="Write only the best file for each question.")
    ] = False,
    html: Html = None,
    top_k: TopK = 1,
    *,
    reading: Values,
    options: Values,
) -> "BatchJob[Any]":
    """Ask questions of many files.

    Stopped at any moment and run again, it goes on where it was. Exit status 1 says that a file
    could not be read.
    """
    import nlp_suite

    return nlp_suite.answer_files(
        questions, paths, output, best=best, html=html, top_k=top_k, **reading, **options
    )
