"""`nlp-suite demo`."""

import time
from pathlib import Path

import typer

TEXTS_FOLDER = Path(__file__).parent.parent / "assets" / "texts"


def demo() -> None:
    """Summarize the article that comes with the package."""
    import nlp_suite
    from nlp_suite.data import read_text

    file = TEXTS_FOLDER / "bicycle.txt"
    text = read_text(file)
    started = time.perf_counter()
    summary = nlp_suite.summarize(text, sentences=3)
    seconds = time.perf_counter() - started

    typer.echo(f"{text.splitlines()[0]}, in {len(summary.sentences)} sentences:\n")
    for sentence in summary.sentences:
        typer.echo(f"  {' '.join(sentence.text.split())}\n")
    typer.echo(
        f"{len(summary.sentences)} of {summary.total_sentences} sentences, chosen by "
        f"{summary.method} on {summary.model} in {seconds:.2f} s, the model's loading included."
    )
    typer.echo("Your own text: nlp-suite summarize FILE --sentences 3")
