"""Comparison of engines and models: `compare`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict, Unpack

if TYPE_CHECKING:
    from pathlib import Path

    from nlp_suite.comparison import Comparison, System
    from nlp_suite.tasks.question_answering.reader import Reader
    from nlp_suite.tasks.summarization.summarizer import Summarizer
    from nlp_suite.tasks.translation.translator import Translator

    Entry = str | Path | tuple[str, str | Path] | System | Summarizer | Translator | Reader


class ComparisonKeywords(TypedDict, total=False):
    """Keyword arguments of the tasks that `compare` takes; described at each task."""

    sentences: int | None
    ratio: float | None
    method: str | None
    seed: int
    top_k: int | None
    window: int | None
    stride: int | None
    max_windows: int | None
    bm25_weight: float | None
    max_question_tokens: int | None
    max_answer_tokens: int
    no_answer_threshold: float | None
    scoring: str | None
    beam_size: int | None
    n_best: int
    length_penalty: float
    no_repeat_ngram_size: int
    max_length: int | None


def compare(
    task: str,
    inputs: str | Sequence[str],
    *,
    questions: str | Sequence[str] | None = None,
    engines: "Sequence[Entry]" = ("custom", "pretrained"),
    references: Sequence[str | Sequence[str]] | None = None,
    titles: Sequence[str] | None = None,
    repeats: int = 3,
    isolated: bool = True,
    device: str | None = None,
    progress: bool | None = None,
    **options: Unpack[ComparisonKeywords],
) -> "Comparison":
    """Compares engines and models on the same inputs: results, time, memory, agreement, scores.

    Each is loaded and run in a Python process of its own, one after the other. Every input is
    computed once for the result, which is not timed, and then `repeats` times for the time. An
    input that a system cannot take has an error in place of a result, and does not cost the
    others; one that cannot be loaded ends the comparison.

    Args:
        task: "summarize", "translate" or "answer".
        inputs: A text, or a list or tuple of them.
        questions: For `answer` a question, or a list or tuple of them, which go with the inputs
            as for `nlp_suite.answer`: a str with everything, two lists pair by pair.
        engines: The systems to compare, any number, each one of these: "custom" or "pretrained"; a
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
        device: "cpu" (the default), "cuda" or "auto", for those that do not say.
        progress: Whether to show a progress bar; if None, on a terminal.
        **options: The options of the task, the same for all: for `summarize` `sentences`,
            `ratio`, `method`, `seed`; for `translate` `beam_size`, `n_best`, `length_penalty`,
            `no_repeat_ngram_size`, `max_length`; for `answer` `top_k`, `window`, `stride`,
            `max_windows`, `bm25_weight`, `max_question_tokens`, `max_answer_tokens`,
            `no_answer_threshold`, `scoring`.

    Returns:
        Results, costs and agreement; with references also each system's scores.

    Raises:
        InvalidInputError: If an argument is not possible, or none can take any of the inputs.
        ModelNotAvailableError: If there is no such model, or a package is missing.
        ModelFormatError: If a model folder is damaged.

    Example:
        ```python
        comparison = nlp_suite.compare(
            "summarize", text, engines=["custom", "runs/my-encoder"], sentences=3
        )
        print(comparison)
        comparison.to_html("comparison.html")
        ```
    """
    from nlp_suite.comparison.run import run_comparison

    return run_comparison(
        task,
        inputs,
        questions=questions,
        engines=engines,
        references=references,
        titles=titles,
        repeats=repeats,
        isolated=isolated,
        device=device,
        progress=progress,
        options=options,
    )
