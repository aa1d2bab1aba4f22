"""`nlp-suite export`."""

from typing import Annotated

import typer

from nlp_suite.export.formats import ExportFormat, Quantization


def export(
    model: Annotated[
        str, typer.Argument(metavar="FOLDER", help="A model folder, or a shipped model's name.")
    ],
    output: Annotated[
        str,
        typer.Option("--output", "-o", help="The folder to write; nothing may be there yet."),
    ],
    to: Annotated[ExportFormat, typer.Option(help="The format.")] = "ctranslate2",
    quantization: Annotated[
        Quantization, typer.Option(help="How the weights are stored.")
    ] = "int8",
) -> None:
    """Export a model for use without this package, with its tokenizers."""
    import nlp_suite

    typer.echo(nlp_suite.export.export_model(model, output, to=to, quantization=quantization))
