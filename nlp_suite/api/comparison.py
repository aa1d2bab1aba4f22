"""Comparison of engines and models: `compare`."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from nlp_suite.data.texts import Text, Texts
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.load_options import LoadOptions, SharedKeywords, Task
from nlp_suite.option_signatures import with_options
from nlp_suite.tasks.question_answering.options import ReadingKeywords, ReadingOptions
from nlp_suite.tasks.summarization.options import SummarizationKeywords, SummarizationOptions
from nlp_suite.tasks.translation.options import TranslationKeywords, TranslationOptions

if TYPE_CHECKING:
    from pathlib import Path

    from nlp_suite.comparison import Comparison, System
    from nlp_suite.tasks.question_answering.reader import Reader
    from nlp_suite.tasks.summarization.abstractive.abstractive_summarizer import (
        AbstractiveSummarizer,
    )
    from nlp_suite.tasks.summarization.summarizer import Summarizer
    from nlp_suite.tasks.translation.translator import Translator

    Entry = (
        str
        | Path
        | tuple[str, str | Path]
        | System
        | Summarizer
        | AbstractiveSummarizer
        | Translator
        | Reader
    )


class CompareKeywords(
    SharedKeywords,
    SummarizationKeywords,
    ReadingKeywords,
    TranslationKeywords,
    total=False,
):
    """Keyword arguments of `compare`: those of the tasks, and of what is loaded."""

    # Those of `DecodingKeywords` that summaries have not.
    n_best: int
    max_length: int | None


@with_options(
    SummarizationOptions,
    ReadingOptions,
    TranslationOptions,
    DecodingOptions,
    LoadOptions,
    without=("attention", "engine", "model", "revision"),
    unset=[SummarizationOptions, ReadingOptions, TranslationOptions, DecodingOptions],
)
def compare(
    task: Task,
    inputs: Text | Texts,
    *,
    questions: str | Iterable[str] | None = None,
    systems: "Sequence[Entry]" = ("custom", "pretrained"),
    references: Sequence[str | Sequence[str]] | None = None,
    titles: Sequence[str] | None = None,
    repeats: int = 3,
    isolated: bool = True,
    progress: bool | None = None,
    top_k: int | None = None,
    **options: Unpack[CompareKeywords],
) -> "Comparison":
    """Compares engines and models on the same inputs: results, time, memory, agreement, scores.

    Each is loaded and run in a Python process of its own, one after the other. Every input is
    computed once for the result, which is not timed, and then `repeats` times for the time. An
    input that a system cannot take has an error in place of a result, and does not cost the
    others; one that cannot be loaded ends the comparison.

    The options of the task are the same for all, its own defaults if None; those that are of
    extractive or of abstractive summaries alone reach the systems that make these. Those from
    `source` to `batch_tokens` are of the systems that do not say; `source` and `target` are of
    translators.

    Args:
        task: "summarize", "translate" or "answer".
        inputs: A text, the `Path` of a file with it, or a list or another iterable of these.
        questions: For `answer` a question, or a list of them, which go with the inputs as for
            `nlp_suite.answer`: a str with everything, two lists pair by pair.
        systems: The systems to compare, any number, each one of these: "custom" or "pretrained"; a
            shipped model's name; a local folder, a model folder of ours or a checkpoint of the
            Hugging Face Hub; "NAME@COMMIT" for a model of the hub; a pair of engine and model;
            a `nlp_suite.System`; a task that `nlp_suite.load` returned.
        references: The gold results, one for each input: a summary; a translation or several; an
            answer or several, [] where the text has none.
        titles: What to call each input, such as its file's name.
        repeats: Number of timed runs; the median counts.
        isolated: Whether each system has a process of its own. Otherwise all are loaded in
            this one, which is faster as they share libraries, and their memory is not known.
            Tasks that are loaded already always stay in this one.
        progress: Whether to show a progress bar; if None, on a terminal.
        top_k: For `answer` how many answers to give to each question, as for `nlp_suite.answer`.
        **options: Those of the task and of loading.

    Returns:
        Results, costs and agreement; with references also each system's scores.

    Raises:
        InvalidInputError: If an argument is not possible, or none can take any of the inputs.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If a model folder is damaged.

    Example:
        ```python
        comparison = nlp_suite.compare(
            "summarize", text, systems=["custom", "runs/my-encoder"], sentences=3
        )
        print(comparison)
        comparison.to_html("comparison.html")
        ```
    """
    from nlp_suite.comparison.run import run_comparison

    given: dict[str, Any] = {"top_k": top_k, **options}
    loading: Any = {name: given.pop(name, None) for name in SharedKeywords.__annotations__}
    return run_comparison(
        task,
        inputs,
        questions=questions,
        systems=systems,
        references=references,
        titles=titles,
        repeats=repeats,
        isolated=isolated,
        progress=progress,
        loading=loading,
        options={name: value for name, value in given.items() if value is not None},
    )
