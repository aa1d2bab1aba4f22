"""`nlp-suite evaluate answer`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from nlp_suite.errors import InvalidInputError

if TYPE_CHECKING:
    from nlp_suite.evaluation import AnswerEvaluation, ScoredAnswer


def evaluate_answer(
    data: Annotated[
        list[str],
        typer.Option(
            help="Questions as SQuAD's .json, as .jsonl or .parquet, also .gz; may be given "
            "several times."
        ),
    ],
    model: Annotated[
        str | None, typer.Option(help="A shipped model, a model folder, or a hub id.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Read only so many questions.")] = None,
    mix_contexts: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="Ask this share of the questions of a context that has no answer to them.",
        ),
    ] = None,
    join_contexts: Annotated[
        int | None,
        typer.Option(
            metavar="COUNT", help="Ask of long texts, each of so many contexts of the data."
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Which questions and contexts these two options choose.")
    ] = 0,
    window: Annotated[
        int | None, typer.Option(help="Most tokens that the model gets at once.")
    ] = None,
    stride: Annotated[
        int | None, typer.Option(help="Tokens that neighbouring windows share.")
    ] = None,
    max_windows: Annotated[
        int | None,
        typer.Option(
            help="Read so many windows of a text, those with most words of the question; 0 for all."
        ),
    ] = None,
    relevance: Annotated[
        float | None, typer.Option(help="How much these words count, from 0 up.")
    ] = None,
    no_answer_threshold: Annotated[
        float | None,
        typer.Option(help="Answer nothing where that is so probable, from 0 to 1."),
    ] = None,
    on_bad_rows: Annotated[
        Literal["error", "skip"],
        typer.Option(help="What to do about rows whose answer is not where it says."),
    ] = "error",
    engine: Annotated[str, typer.Option(help="custom or pretrained.")] = "custom",
    revision: Annotated[str | None, typer.Option(help="The commit of a hub id.")] = None,
    runtime: Annotated[str | None, typer.Option(help="ctranslate2, keras or torch.")] = None,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, mps or auto.")] = None,
    compute_type: Annotated[str | None, typer.Option(help="int8, float32, …")] = None,
    threads: Annotated[int | None, typer.Option(help="Number of CPU workers.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Also write the answers to this file, as JSON: {id: answer}."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print exact match, F1, speed and worst answers of the reader on reference data."""
    import nlp_suite
    from nlp_suite.evaluation import evaluate_answers
    from nlp_suite.files import atomic_file

    questions: Any = data
    if mix_contexts is not None and join_contexts is not None:
        raise InvalidInputError("got both --mix-contexts and --join-contexts; give one of them")
    if mix_contexts is not None or join_contexts is not None:
        loaded = nlp_suite.data.load_questions(data, limit=limit, on_bad_rows=on_bad_rows)
        if mix_contexts is not None:
            questions = nlp_suite.data.mix_contexts(loaded, mix_contexts, seed=seed)
        elif join_contexts is not None:
            questions = nlp_suite.data.join_contexts(loaded, join_contexts, seed=seed)
    reader: Any = nlp_suite.load(
        "answer",
        engine=engine,
        model=model,
        revision=revision,
        runtime=runtime,
        device=device,
        compute_type=compute_type,
        threads=threads,
    )

    def answer(asked: list[str], contexts: list[str]) -> "list[ScoredAnswer]":
        found: list[ScoredAnswer] = reader(
            asked,
            contexts,
            window=window,
            stride=stride,
            max_windows=max_windows,
            relevance=relevance,
            no_answer_threshold=no_answer_threshold,
            progress=False,
        )
        return found

    result = evaluate_answers(questions, answer, limit=limit, on_bad_rows=on_bad_rows)
    if output is not None:
        with atomic_file(output) as file:
            text = json.dumps(dict(result.predictions), ensure_ascii=False, indent=1)
            file.write_text(f"{text}\n", encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(result.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print(result)


def _print(result: "AnswerEvaluation") -> None:
    for name, score in (("EM", result.exact_match), ("F1", result.f1)):
        typer.echo(f"{name}  {score.mean:.1f}  [{score.low:.1f}, {score.high:.1f}]")
    without = f"{result.unanswerable} of them without an answer"
    speed = f"{result.questions_per_second:.1f} questions a second"
    typer.echo(f"{result.questions} questions, {without}, {speed}")
    typer.echo(f"Calibration error of the score  {result.calibration_error:.3f}")
    if result.null_auroc is not None:
        typer.echo(f"AUROC of the null score  {result.null_auroc:.3f}")
    typer.echo("\nThe lowest F1, the surest first, each with score, question, answer and golds:")
    for example in result.worst:
        typer.echo(f"{example.f1:5.1f}  {example.score:.2f}  {example.question}")
        for text in (example.prediction, *(example.golds or ("",))):
            typer.echo(f"             {' '.join(text.split()) or '(no answer)'}")
