"""`nlp-suite train`."""

from typing import Annotated

import typer

from nlp_suite.cli.messages import MessagingCommand

train = typer.Typer(help="Train a model from a configuration file.")


@train.callback()
def _group() -> None:
    # Its help is that of the group.
    pass


Config = Annotated[str, typer.Option(help="A TOML file, see docs/training.md.")]
Progress = Annotated[
    bool | None, typer.Option(help="A progress bar; otherwise only on a terminal.")
]


@train.command("translate", cls=MessagingCommand)
def train_translate(config: Config, progress: Progress = None) -> None:
    """Train a translator, or go on where the same command was stopped."""
    _train("translate", config, progress)


@train.command("answer", cls=MessagingCommand)
def train_answer(config: Config, progress: Progress = None) -> None:
    """Train a reader, or go on where the same command was stopped."""
    _train("answer", config, progress)


def _train(task: str, config: str, progress: bool | None) -> None:
    from nlp_suite.training import train as run

    try:
        result = run(config, task=task, progress=progress)
    except KeyboardInterrupt as error:
        kept = "the same command goes on from the last checkpoint"
        raise type(error)(kept) from None
    kept = "the average of the last epochs" if result.epoch is None else f"epoch {result.epoch}"
    typer.echo(f"kept {kept}")
    for name, value in result.metrics.items():
        typer.echo(f"{name} {value:.4f}")
    typer.echo(result.model)
