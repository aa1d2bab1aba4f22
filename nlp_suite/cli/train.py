"""`nlp-suite train`."""

from typing import Annotated

import typer

train = typer.Typer(help="Train a model from a configuration file.")


@train.callback()
def _group() -> None:
    # A Typer group with one command needs a callback to stay a group.
    pass


@train.command("translate")
def train_translate(
    config: Annotated[str, typer.Option(help="A TOML file, see docs/training.md.")],
    progress: Annotated[
        bool | None, typer.Option(help="A progress bar; otherwise only on a terminal.")
    ] = None,
) -> None:
    """Train a translator, or go on where the same command was stopped."""
    from nlp_suite.training import train as run

    result = run(config, progress=progress)
    for name, value in result.metrics.items():
        typer.echo(f"{name} {value:.4f}")
    typer.echo(result.model)
