"""`nlp-suite models`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp_suite.cli.messages import MessagingCommand
from nlp_suite.cli.options import AsJson, choices
from nlp_suite.display import json_text
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import TASKS

if TYPE_CHECKING:
    from nlp_suite.models.hub.model_list import ListedModel

models = typer.Typer(
    help="List the models that are shipped, cached or known; fetch, find, remove and publish them."
)

_COMMIT_LENGTH = 40
_PLACES = {
    "shipped": "shipped with the package",
    "cached": "in the cache of the Hugging Face Hub, {cache}",
    "incomplete": "in this cache only in part, to be fetched again",
    "known": "known, to be fetched; the size is that of the weights",
}

Name = Annotated[str, typer.Argument(metavar="NAME", help="A hub id, such as owner/name.")]
Revision = Annotated[
    str | None,
    typer.Option(help="The commit, tag or branch of a hub id."),
]
Token = Annotated[
    str | None,
    typer.Option(
        help="A token of your account, for a gated or private model; that of HF_TOKEN, or of hf "
        "auth login, if not given."
    ),
]
Progress = Annotated[
    bool | None, typer.Option(help="A progress bar; otherwise only on a terminal.")
]
Filter = Annotated[
    str | None, typer.Option(metavar=choices(TASKS), help="Only those that can do this.")
]
WithPaths = Annotated[bool, typer.Option("--path", help="Also print where each of them is.")]


@models.callback(invoke_without_command=True)
def _models(
    context: typer.Context,
    task: Filter = None,
    as_json: AsJson = False,
    with_paths: WithPaths = False,
) -> None:
    if context.invoked_subcommand is None:
        _print_models(task, as_json, with_paths)


@models.command("list", cls=MessagingCommand)
def list_models(
    task: Filter = None, as_json: AsJson = False, with_paths: WithPaths = False
) -> None:
    """List the models that are shipped, cached or known, as the command without another does."""
    _print_models(task, as_json, with_paths)


@models.command(cls=MessagingCommand)
def fetch(
    name: Name, revision: Revision = None, token: Token = None, progress: Progress = None
) -> None:
    """Fetch a model of the hub into its cache, and check it.

    Files that are there are not fetched again.
    """
    from nlp_suite.models import fetch_model

    fetched = fetch_model(name, revision=revision, token=token, progress=progress)
    about = [", ".join(fetched.tasks), " ".join(fetched.languages), fetched.licence or ""]
    typer.echo(
        f"{name} at {fetched.commit}: {'; '.join(filter(None, about))}\n"
        f"{len(fetched.files)} files, {_size(fetched.num_bytes)}, checked\n{fetched.path}"
    )


@models.command(cls=MessagingCommand)
def path(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A shipped model, or a hub id; the cache without."),
    ] = None,
    revision: Revision = None,
) -> None:
    """Print the folder of a model that is here, or that of the cache."""
    from nlp_suite.models import find_cached
    from nlp_suite.models.folder.shipped import find_local, shipped_models
    from nlp_suite.models.hub.cache import cache_folder

    if name is None:
        typer.echo(cache_folder())
    elif name in shipped_models():
        typer.echo(find_local(name))
    else:
        typer.echo(find_cached(name, revision).path)


@models.command(cls=MessagingCommand)
def remove(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove a model from the cache of the hub, which other programs may use too."""
    from nlp_suite.models import remove_cached
    from nlp_suite.models.hub.cache import cache_folder, check_removable

    check_removable(name)
    if not yes:
        if sys.stdin is None or not sys.stdin.isatty():
            raise InvalidInputError("nobody can be asked here; pass --yes to remove the model")
        if not typer.confirm(f"Remove {name} from {cache_folder()}?", err=True):
            typer.echo(f"{name} is kept")
            return
    typer.echo(f"removed {name}: {_size(remove_cached(name))} are free again")


@models.command(cls=MessagingCommand)
def push(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A model folder.")],
    name: Name,
    private: Annotated[
        bool, typer.Option("--private", help="Make a repository that only you can see.")
    ] = False,
    message: Annotated[str | None, typer.Option(help="The message of the commit.")] = None,
    token: Token = None,
    progress: Progress = None,
) -> None:
    """Publish a model folder with its card on the hub; nothing else that lies there."""
    from nlp_suite.models import save_to_hub

    published = save_to_hub(
        folder, name, private=private, token=token, message=message, progress=progress
    )
    typer.echo(
        f"{published.url}\n{len(published.files)} files, {_size(published.num_bytes)}\n"
        f"load it with: --model {name} --revision {published.commit}"
    )


def _print_models(task: str | None, as_json: bool, with_paths: bool) -> None:
    from nlp_suite.models import list_models
    from nlp_suite.models.hub.cache import cache_folder

    listed = list_models(task)  # type: ignore[arg-type]
    if as_json:
        typer.echo(json_text([model.to_dict() for model in listed], indent=2))
        return
    rows = {id(model): _row(model, with_paths) for model in listed}
    widths = [max(map(len, column)) for column in zip(*rows.values(), strict=True)]
    for place, title in _PLACES.items():
        there = [rows[id(model)] for model in listed if model.place == place]
        if there:
            typer.echo(f"{title.format(cache=cache_folder())}:")
            for row in there:
                typer.echo(f"  {_line(row, widths)}")


def _row(model: "ListedModel", with_path: bool) -> list[str]:
    revision = model.revision or ""
    if model.place == "known" and not revision:
        revision = "needs --revision"
    elif len(revision) == _COMMIT_LENGTH:
        revision = revision[:12]
    row = [
        model.name,
        ", ".join(model.tasks),
        " ".join(model.languages),
        "" if model.num_bytes is None else _size(model.num_bytes),
        model.licence or "",
        revision,
    ]
    return [*row, str(model.path or "")] if with_path else row


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _size(num_bytes: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if round(num_bytes) < 1000:
            return f"{num_bytes:.0f} {unit}"
        num_bytes /= 1000
    return f"{num_bytes:.1f} GB"
