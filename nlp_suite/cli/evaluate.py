"""`nlp-suite evaluate`: scores of a task's results against references."""

import json
from typing import Annotated

import typer

from nlp_suite.cli.evaluate_answers import evaluate_answer
from nlp_suite.cli.evaluate_translations import evaluate_translate
from nlp_suite.errors import InvalidInputError

evaluate = typer.Typer(help="Measure a task on reference data.")
evaluate.command("translate")(evaluate_translate)
evaluate.command("answer")(evaluate_answer)


@evaluate.command("summarize")
def evaluate_summarize(
    data: Annotated[
        str, typer.Option(help="JSON Lines, or .jsonl.gz, with article and reference summary.")
    ],
    sentences: Annotated[
        str,
        typer.Option("--sentences", "-n", help="How many, or reference for the reference's."),
    ] = "reference",
    method: Annotated[str | None, typer.Option(help="How to choose the sentences.")] = None,
    engine: Annotated[str, typer.Option(help="custom or pretrained.")] = "custom",
    model: Annotated[
        str | None, typer.Option(help="A shipped model, a model folder, or a hub id.")
    ] = None,
    revision: Annotated[str | None, typer.Option(help="The commit of a hub id.")] = None,
    runtime: Annotated[str | None, typer.Option(help="ctranslate2, keras or torch.")] = None,
    compute_type: Annotated[str | None, typer.Option(help="int8, float32, …")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print ROUGE-1, ROUGE-2 and ROUGE-L of the summarizer against reference summaries."""
    import nlp_suite
    from nlp_suite.evaluation import evaluate_summaries

    if sentences != "reference" and not sentences.isdecimal():
        raise InvalidInputError(f"sentences must be a number or 'reference', got {sentences!r}")
    summarizer = nlp_suite.load(
        "summarize",
        engine=engine,
        model=model,
        revision=revision,
        runtime=runtime,
        compute_type=compute_type,
    )
    result = evaluate_summaries(
        data,
        lambda text, count: str(summarizer(text, sentences=count, method=method)),
        count="reference" if sentences == "reference" else int(sentences),
    )
    if as_json:
        typer.echo(json.dumps(result.to_dict(), indent=2))
        return
    for name, score in (
        ("ROUGE-1", result.rouge1),
        ("ROUGE-2", result.rouge2),
        ("ROUGE-L", result.rouge_l),
    ):
        typer.echo(f"{name}  {score.mean:.1f}  [{score.low:.1f}, {score.high:.1f}]")
    typer.echo(f"{result.articles} articles, {result.sentences:.2f} sentences on average")
    typer.echo(result.signature)
