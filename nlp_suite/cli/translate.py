"""`nlp-suite translate` and `nlp-suite translate-files`."""

import contextlib
import itertools
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp_suite.arguments import check_number
from nlp_suite.cli.files_command import files_command
from nlp_suite.cli.options import (
    AsJson,
    MarkBelow,
    Paths,
    Rows,
    Values,
    check_output,
    composed_of,
    decoding_options,
    direction_options,
    file_options,
    translation_options,
    translation_values,
    translator_options,
)
from nlp_suite.display import json_text
from nlp_suite.errors import InvalidInputError
from nlp_suite.files import atomic_file, unwritable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from nlp_suite.batch.job import BatchJob
    from nlp_suite.data.files.line_blocks import LineBlock
    from nlp_suite.results import Translation


@composed_of(
    content=translation_options,
    decoding=decoding_options,
    loading=translator_options,
    parsing=file_options,
)
def translate(
    text: Annotated[
        str,
        typer.Argument(
            help="A file (text, page, PDF, table with texts; also in gzip), - for standard input, "
            "or the text itself."
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file, when all is done.")
    ] = None,
    n_best: Annotated[
        int,
        typer.Option(
            "--n-best", "-n", help="How many translations to print of each line, parted by tabs."
        ),
    ] = 1,
    mark_below: MarkBelow = None,
    *,
    content: Values,
    decoding: Values,
    loading: Values,
    parsing: Values,
    as_json: AsJson = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            help="Draw what each token of the translation looked at into this .png, .svg or .pdf "
            "file; a text of several sentences gets a file for each, numbered."
        ),
    ] = None,
) -> None:
    """Translate TEXT line by line: English into German unless --from and --to say otherwise.

    Line n of the output is line n of the input, empty lines included. A file may have any
    number of lines: what is read is translated and written before more is read.
    """
    import nlp_suite
    from nlp_suite.progress import progress_bar

    check_output("--output", output)
    check_output("--plot", plot)
    if mark_below is not None:
        _check_marks(mark_below, as_json=as_json)
    options = {**translation_values(content), **decoding}
    blocks, size = _read(text, parsing)
    if plot is not None:
        _check_plot(plot, size)
    translator = nlp_suite.load("translate", **loading)
    # A bar and the translations cannot share a terminal.
    visible = size is not None and sys.stderr.isatty()
    visible = visible and (output is not None or not sys.stdout.isatty())
    with _writer(output) as write, progress_bar("Translating", size or None, show=visible) as bar:
        for block in blocks:
            lines = [line.removesuffix("\n").removesuffix("\r") for line in block.lines]
            translations = translator(
                lines, n_best=n_best, attention=plot is not None, progress=False, **options
            )
            if plot is not None:
                _draw(plot, translations)
            if as_json:
                objects = (json_text(one.to_dict()) for one in translations)
                write("".join(f"{one}\n" for one in objects))
            else:
                ends = (line[len(bare) :] for line, bare in zip(block.lines, lines, strict=True))
                columns = (_columns(one, mark_below) for one in translations)
                write("".join(itertools.chain(*zip(columns, ends, strict=True))))
            bar(block.size)


def _read(text: str, parsing: Values) -> "tuple[Iterable[LineBlock], int | None]":
    """Returns the lines of the input and its bytes: 0 for a stream, None for a text argument."""
    from nlp_suite.cli.inputs import STANDARD_INPUT, check_no_path, read_lines
    from nlp_suite.data.files.line_blocks import LineBlock

    if text == STANDARD_INPUT:
        return read_lines(text, parsing), 0
    try:
        status = Path(text).stat()
    except (OSError, ValueError):  # No file has such a name.
        status = None
    if status and not stat.S_ISDIR(status.st_mode):
        return read_lines(text, parsing), status.st_size
    check_no_path(text)
    return [LineBlock([f"{line}\n" for line in text.split("\n")], 0)], None


@contextlib.contextmanager
def _writer(output: Path | None) -> "Iterator[Callable[[str], object]]":
    if output is None:
        # Line ends shall stay, and each block shall be seen at once.
        terminal = sys.stdout.isatty()
        yield lambda text: typer.echo(text if terminal else text.encode(), nl=False)
        return
    try:
        # A link stays one. A pipe or a device is written to, never replaced.
        path, special = output.resolve(), output.exists() and not output.is_file()
        with (
            contextlib.nullcontext(path) if special else atomic_file(path) as new,
            new.open("w", encoding="utf-8", newline="") as stream,
        ):
            yield stream.write
    except OSError as error:
        raise unwritable(output, error) from error


def _check_marks(below: float, *, as_json: bool) -> None:
    check_number("--mark-below", below, 0, 1)
    if as_json:
        raise InvalidInputError(
            "--mark-below marks text; --json has the quality of each sentence, so give one of them"
        )


def _check_plot(path: Path, size: int | None) -> None:
    """Checks, before anything is translated, that a plot can be made."""
    from nlp_suite.plots.figure_files import picture_format
    from nlp_suite.plots.figures import new_figure

    picture_format(path)
    if size is not None:
        raise InvalidInputError("--plot draws sentences; give them instead of a file or a stream")
    # Also that matplotlib is missing.
    new_figure(1, 1)


def _draw(path: Path, translations: "Iterable[Translation]") -> None:
    from nlp_suite.plots import plot_attention, write_figure

    # A sentence of which nothing is translated has nothing to be drawn.
    drawn = [
        sentence
        for translation in translations
        for sentence in translation.sentences
        if sentence.tokens and sentence.source_tokens
    ]
    for number, sentence in enumerate(drawn, start=1):
        numbered = path.with_stem(f"{path.stem}-{number}") if len(drawn) > 1 else path
        figure = plot_attention(sentence.attention, sentence.source_tokens, sentence.tokens)
        try:
            write_figure(figure, numbered)
        except OSError as error:
            raise unwritable(numbered, error) from error


def _columns(translation: "Translation", mark_below: float | None) -> str:
    """Returns the alternatives between tabs, or the only one with the tabs that it may have.

    The quality is that of the best, which is the first.
    """
    from nlp_suite.tasks.translation.doubt_marks import mark_doubtful

    alternatives = [alternative.text for alternative in translation.n_best]
    if mark_below is not None:
        alternatives[0] = mark_doubtful(translation, mark_below)
    if len(alternatives) == 1:
        return alternatives[0]
    return "\t".join(text.replace("\t", " ") for text in alternatives)


@files_command(content=translation_options, decoding=decoding_options, direction=direction_options)
def translate_files(
    paths: Paths,
    output: Rows = None,
    mark_below: MarkBelow = None,
    *,
    content: Values,
    decoding: Values,
    direction: Values,
    options: Values,
) -> "BatchJob[Any]":
    """Translate many files: English into German unless --from and --to say otherwise.

    Stopped at any moment and run again, it goes on where it was. Exit status 1 says that a file
    could not be read.
    """
    import nlp_suite

    return nlp_suite.translate_files(
        paths,
        output,
        mark_below=mark_below,
        **translation_values(content),
        **decoding,
        **direction,
        **options,
    )
