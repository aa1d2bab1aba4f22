"""Options that several commands share, and the composition of commands from them."""

import functools
import inspect
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from nlp_suite.arguments import check_encodable, check_path
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import COMPUTE_TYPES, DEVICES, ENGINES, RUNTIMES

# A file could not be read.
INCOMPLETE = 1
BAD_INPUT = 2

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", help="Files, folders, globs, or - for a list on standard input."
    ),
]
Rows = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="A .jsonl, .csv or .parquet file, beside which what is found is kept; without it, "
        "JSON lines go to standard output as they are found.",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print JSON, with all that is known of each result.")
]
Html = Annotated[Path | None, typer.Option(help="Also write a page, to be read, to this file.")]
Limit = Annotated[int | None, typer.Option(help="Take only so many rows of the data.")]
Seed = Annotated[int, typer.Option(help="Seed of what is drawn at random.")]
Language = Annotated[
    str | None,
    typer.Option(
        metavar="CODE",
        help="Language of the texts, such as fr, for finding their sentences; that of the model "
        "or of the index if not given, en if it has none.",
    ),
]
Threads = Annotated[
    int | None,
    typer.Option(help="CPU threads of the model; those that it may use if not given."),
]
Workers = Annotated[int, typer.Option(help="Number of processes, each with the model.")]
Ray = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Compute on a Ray cluster: its address, auto for the one that runs on this "
        "machine, or local to start one.",
    ),
]
MarkBelow = Annotated[
    float | None,
    typer.Option(
        metavar="QUALITY",
        help='Put "[?] " before each sentence whose quality, from 0 to 1, is below this.',
    ),
]
TopK = Annotated[
    int, typer.Option("--top-k", "-k", help="How many answers to each question in each text.")
]

# Those of nlp_suite.tasks.summarization, whose import takes longer than a command's help may; a
# test holds them to it.
METHODS = (
    "bert-extractive-summarizer",
    "centrality",
    "frequency",
    "kmeans",
    "lead",
    "lexical",
    "mmr",
    "random",
    "salience",
    "semantic",
)

# Those of nlp_suite.tasks.translation.options, for the same reason.
FORMALITIES = ("consistent", "formal", "informal")

# The values of a group's options, by the names that the Python calls give them.
Values = dict[str, Any]


def choices(values: Sequence[str]) -> str:
    """Shows the possible values of an option, in the place of its type.

    Args:
        values: The values.

    Returns:
        The text for the help.

    Example:
        >>> choices(["custom", "pretrained"])
        '[custom|pretrained]'
    """
    return f"[{'|'.join(values)}]"


# Groups of options: functions without a body, whose parameters are the options.


def model_options(
    engine: Annotated[
        str,
        typer.Option(metavar=choices(ENGINES), help="Our own models, or the Hugging Face Hub's."),
    ] = "custom",
    model: Annotated[
        str | None, typer.Option(help="A shipped model, a model folder, or a hub id.")
    ] = None,
    revision: Annotated[
        str | None, typer.Option(help="The commit, tag or branch of a hub id.")
    ] = None,
) -> None:
    """Options that choose the model; see `LoadOptions`."""


def direction_options(
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="CODE",
            help="The language of the texts, such as de, or auto to find out that of each; en if "
            "not given, or de with --to en.",
        ),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="CODE",
            help="The language to translate into; de if not given, or en where --from is another "
            "than en.",
        ),
    ] = None,
) -> None:
    """Options that choose the languages of a translator; see `LoadOptions`."""


def runtime_options(
    runtime: Annotated[
        str | None,
        typer.Option(
            metavar=choices(RUNTIMES),
            help="What computes: ctranslate2 if not given, torch with the pretrained engine.",
        ),
    ] = None,
    device: Annotated[
        str | None, typer.Option(metavar=choices(DEVICES), help="cpu if not given.")
    ] = None,
    compute_type: Annotated[
        str | None,
        typer.Option(
            metavar=choices(COMPUTE_TYPES),
            help="int8 on a CPU if not given, float16 on a GPU, float32 with torch.",
        ),
    ] = None,
    threads: Threads = None,
    batch_tokens: Annotated[
        int | None,
        typer.Option(help="Most padded tokens to compute at once; more keep a GPU busy."),
    ] = None,
) -> None:
    """Options of how a model is run; see `LoadOptions`."""


def decoding_options(
    beam_size: Annotated[
        int | None,
        typer.Option(help="How many hypotheses to follow at once, 4 if not given; 1 is greedy."),
    ] = None,
    length_penalty: Annotated[
        float, typer.Option(help="0 favours short translations, larger values longer ones.")
    ] = 1.0,
    no_repeat_ngram_size: Annotated[
        int,
        typer.Option(help="Write no sequence of so many tokens twice in a sentence; 0: no limit."),
    ] = 0,
    max_length: Annotated[
        int | None,
        typer.Option(help="Most tokens to write for a sentence; twice the source if not given."),
    ] = None,
) -> None:
    """Options of the search for a translation; see `DecodingOptions`."""


def translation_options(
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="Copy this as it is; repeatable."),
    ] = None,
    keep_pattern: Annotated[
        list[str] | None,
        typer.Option(metavar="REGEX", help="Copy what this regular expression finds; repeatable."),
    ] = None,
    glossary: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Terms and their translations: lines of source<TAB>target, or .csv with these "
            "columns.",
        ),
    ] = None,
    formality: Annotated[
        str,
        typer.Option(
            metavar=choices((*FORMALITIES, "any")),
            help="How a German translation addresses people: Sie (formal), du (informal), the "
            "same through a text, or any.",
        ),
    ] = "consistent",
) -> None:
    """Options of a translation's content; see `translation_values`, `TranslationOptions`."""


def reading_options(
    window: Annotated[
        int | None,
        typer.Option(
            help="Most tokens that the model gets at once; the model's own if not given, "
            "256 for english-reader."
        ),
    ] = None,
    stride: Annotated[
        int | None,
        typer.Option(
            help="Tokens that neighbouring windows share; the model's own if not given, "
            "96 for english-reader."
        ),
    ] = None,
    max_windows: Annotated[
        int | None,
        typer.Option(
            help="Read so many windows of a text, those with most words of the question (BM25), 0 "
            "for all; the model's own if not given, 4 for english-reader."
        ),
    ] = None,
    bm25_weight: Annotated[
        float | None,
        typer.Option(
            help="How much these words count for the score, from 0 up; the model's own if not "
            "given, 0.5 for english-reader."
        ),
    ] = None,
    max_question_tokens: Annotated[
        int | None,
        typer.Option(
            help="Most tokens of a question; the model's own if not given, 64 for english-reader."
        ),
    ] = None,
    max_answer_tokens: Annotated[int, typer.Option(help="Most tokens of an answer.")] = 15,
    no_answer_threshold: Annotated[
        float | None,
        typer.Option(
            help="Say that a text has no answer from this null score on, from 0 to 1; the model's "
            "own if not given."
        ),
    ] = None,
    always: Annotated[
        bool, typer.Option("--always", help="Give the best words of a text in any case.")
    ] = False,
    group: Annotated[
        bool, typer.Option("--group", help="Take equal answers of several places together.")
    ] = False,
    language: Language = None,
    scoring: Annotated[
        str | None,
        typer.Option(
            metavar=choices(("joint", "independent")),
            help="joint, whose scores compare between texts, if not given; independent, as in "
            "transformers 4, with the pretrained engine.",
        ),
    ] = None,
) -> None:
    """Options of span search; see `ReadingOptions`."""


def summarization_options(
    style: Annotated[
        str | None,
        typer.Option(
            metavar=choices(("extractive", "abstractive")),
            help="Sentences of the text, or what a model writes; what the model can do if not "
            "given.",
        ),
    ] = None,
    sentences: Annotated[int | None, typer.Option("--sentences", "-n", help="How many.")] = None,
    ratio: Annotated[
        float | None,
        typer.Option(
            "--ratio", "-r", help="Or which share of them, up to 1; of words, where a model writes."
        ),
    ] = None,
    max_words: Annotated[int | None, typer.Option(help="Most words of a summary.")] = None,
    min_words: Annotated[int | None, typer.Option(help="Fewest words of a summary.")] = None,
    min_length: Annotated[
        int | None, typer.Option(help="Fewest characters of a sentence that may be chosen.")
    ] = None,
    query: Annotated[
        str | None, typer.Option(help="What the summary should be about: words or a question.")
    ] = None,
    keywords: Annotated[
        int | None, typer.Option(help="How many key phrases to print below the summary.")
    ] = None,
    title: Annotated[bool, typer.Option("--title", help="Whether to print a title above.")] = False,
    cohesive: Annotated[
        bool,
        typer.Option(
            "--cohesive/--no-cohesive",
            help="Whether sentences come with those that they cannot be read without.",
        ),
    ] = True,
    method: Annotated[
        str | None,
        typer.Option(
            metavar=choices(METHODS),
            help="How to choose them; salience if not given.",
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Language of the texts, such as fr, for finding their sentences and comparing "
            "their words; the one that each text is clearly in if not given, else en.",
        ),
    ] = None,
    seed: Seed = 0,
    max_tokens: Annotated[
        int | None, typer.Option(help="Most tokens of a summary that a model writes.")
    ] = None,
    min_tokens: Annotated[
        int | None, typer.Option(help="Fewest tokens of a summary that a model writes.")
    ] = None,
    beam_size: Annotated[
        int | None,
        typer.Option(
            help="How many hypotheses a model that writes follows at once, its own number if not "
            "given; 1 is greedy."
        ),
    ] = None,
    length_penalty: Annotated[
        float | None,
        typer.Option(
            help="0 favours short summaries, larger values longer ones; the model's own if not "
            "given."
        ),
    ] = None,
    no_repeat_ngram_size: Annotated[
        int | None,
        typer.Option(
            help="Write no sequence of so many tokens twice, 0: no limit; the model's own if not "
            "given."
        ),
    ] = None,
) -> None:
    """Options of sentence selection, and of what a model writes; see `SummarizationOptions`."""


def job_options(
    workers: Workers = 1,
    ray: Ray = None,
    worker_cpus: Annotated[
        float, typer.Option(help="CPUs of each worker on Ray, also a fraction.")
    ] = 1.0,
    worker_gpus: Annotated[
        float, typer.Option(help="GPUs of each worker on Ray, also a fraction.")
    ] = 0.0,
    keep_columns: Annotated[
        list[str] | None,
        typer.Option(
            "--keep-column", help="A further column of tables for the output; repeatable."
        ),
    ] = None,
    escape_formulas: Annotated[
        bool,
        typer.Option(
            "--escape-formulas",
            help="Put an apostrophe before texts of a .csv output that spreadsheets would compute.",
        ),
    ] = False,
) -> None:
    """Options of how a job over files is run; see `FilesOptions`."""


def file_options(
    text_column: Annotated[str, typer.Option(help="Where in a table the text is.")] = "text",
    id_column: Annotated[
        str, typer.Option(help="Where in a table the id is, if there is one.")
    ] = "id",
    max_bytes: Annotated[int, typer.Option(help="How many bytes a document may have.")] = 64 << 20,
    time_limit: Annotated[
        float, typer.Option(help="Seconds that the parsing of a page or a PDF file may take.")
    ] = 60.0,
) -> None:
    """Options of how a file is read, by jobs and by commands that take a few files."""


def finding_options(
    hidden: Annotated[
        bool,
        typer.Option("--hidden", help="Read files and folders whose names begin with a dot."),
    ] = False,
    null_separated: Annotated[
        bool, typer.Option("--null", "-0", help="Paths on standard input end in NUL.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first file that cannot be read.")
    ] = False,
) -> None:
    """Options of how files are found; see `FilesOptions`, `IndexingOptions`."""


Group = Callable[..., None] | tuple[Callable[..., None], ...]

document_options = (file_options, finding_options)
files_options = (job_options, *document_options)
# Whatever loads a task has all of these, and what loads a translator two more.
loading_options = (model_options, runtime_options)
translator_options = (direction_options, model_options, runtime_options)


def composed_of(**groups: Group) -> Callable[[Callable[..., Any]], Any]:
    """Decorates a command: its parameters named here become the options of a group each.

    The command gets the values of a group as a dictionary, to be passed on as keyword
    arguments.

    Args:
        **groups: Maps a parameter of the command to its group: a function of this module, or
            several. An option of two groups is one option, whose value both get.

    Returns:
        The decorator.

    Example:
        ```python
        from nlp_suite.cli.options import Values, loading_options, composed_of


        @composed_of(loading=loading_options)
        def translate_one(text: str, *, loading: Values) -> None:
            print(nlp_suite.load("translate", **loading)(text))
        ```
    """
    parameters = {name: _parameters(group) for name, group in groups.items()}

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def command(**values: Any) -> Any:
            taken = {
                name: {option.name: values[option.name] for option in options}
                for name, options in parameters.items()
            }
            grouped = {name for group in taken.values() for name in group}
            own = {name: value for name, value in values.items() if name not in grouped}
            return function(**own, **taken)

        shown: dict[str, inspect.Parameter] = {}
        for one in inspect.signature(function).parameters.values():
            shown |= {option.name: option for option in parameters.get(one.name, [one])}
        # What typer reads. Options may come in any order, and be required.
        composed = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in shown.values()]
        command.__signature__ = inspect.Signature(composed)  # type: ignore[attr-defined]
        command.__annotations__ = {one.name: one.annotation for one in composed}
        return command

    return decorate


def check_output(flag: str, path: Path | None) -> None:
    """Checks, before anything is computed, that a file of this path can be there.

    Args:
        flag: The option, for the error.
        path: Its value; None if it is not given.

    Raises:
        InvalidInputError: If no file can have this path, or a folder has it.

    Example:
        >>> check_output("--html", Path("comparison.html"))
    """
    if path is None:
        return
    check_path(flag, path)
    if path.is_dir():
        raise InvalidInputError(f"{flag}: {str(path)!r} is a folder; give a file to write")


def given_values(group: Group, values: Values) -> Values:
    """Returns the values that are not the defaults of their group.

    Args:
        group: As for `composed_of`.
        values: A value for each option of the group.

    Returns:
        Those that the caller gave.

    Example:
        >>> given_values(decoding_options, {"beam_size": 2, "length_penalty": 1.0})
        {'beam_size': 2}
    """
    defaults = {one.name: one.default for one in _parameters(group)}
    return {name: value for name, value in values.items() if value != defaults[name]}


def translation_values(values: Values) -> Values:
    """Converts the values of `translation_options` to those of the Python calls.

    Args:
        values: A value for each option of the group; one that is left out is not converted.

    Returns:
        The options of `TranslationOptions`.

    Raises:
        InvalidInputError: If a pattern is no regular expression.
        DataFormatError: If the glossary is damaged.

    Example:
        >>> translation_values({"keep": ["ACME"], "keep_pattern": None, "formality": "any"})
        {'keep': ['ACME'], 'formality': None}
    """
    converted = dict(values)
    patterns = converted.pop("keep_pattern", None) or []
    if "keep" in converted or patterns:
        texts = converted.get("keep") or []
        for text in (*texts, *patterns):
            check_encodable("text to keep", text)
        converted["keep"] = [*texts, *map(_compiled, patterns)]
    if converted.get("glossary") is not None:
        from nlp_suite.data.parallel.glossary import read_glossary

        converted["glossary"] = read_glossary(converted["glossary"])
    if converted.get("formality") == "any":
        converted["formality"] = None
    return converted


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise InvalidInputError(
            f"--keep-pattern must be a regular expression, got {pattern!r}: {error}"
        ) from error


def _parameters(group: Group) -> list[inspect.Parameter]:
    functions = group if isinstance(group, tuple) else (group,)
    return [one for each in functions for one in inspect.signature(each).parameters.values()]
