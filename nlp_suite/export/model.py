"""Export of any model folder to another program's format, with its tokenizers."""

import shutil
from collections.abc import Callable
from pathlib import Path

from nlp_suite.arguments import check_choice
from nlp_suite.errors import InvalidInputError
from nlp_suite.export.encoder import export_encoder
from nlp_suite.export.formats import EXPORT_FORMATS, QUANTIZATIONS, ExportFormat, Quantization
from nlp_suite.export.transformer import export_transformer
from nlp_suite.files import atomic_folder, unwritable
from nlp_suite.models.folder.model_folder import ModelFolder

# How CTranslate2 runs each architecture.
_EXPORTERS: dict[str, Callable[..., None]] = {
    "Encoder": export_encoder,
    "SpanExtractor": export_encoder,
    "Transformer": export_transformer,
}


def export_model(
    model: str | Path,
    output: str | Path,
    *,
    to: ExportFormat = "ctranslate2",
    quantization: Quantization = "int8",
) -> Path:
    """Exports a model folder for use without this package.

    A Transformer becomes a folder for `ctranslate2.Translator`, an encoder one for
    `ctranslate2.Encoder`; so does the encoder of a reader, whose two logits a token stay in
    its model folder. The tokenizers of the model lie beside the weights, for the `tokenizers`
    library: CTranslate2 takes tokens and returns tokens.

    Args:
        model: A shipped model's name, or a model folder.
        output: The folder to write, atomically; it must not exist, or be empty.
        to: The format: "ctranslate2".
        quantization: How the weights are stored: "float32", "float16", "int16" or "int8".

    Returns:
        The folder.

    Raises:
        InvalidInputError: If a value is none of the possible ones, `output` is there already
            or cannot be written, or the format has no such architecture.
        ModelNotAvailableError: If there is no such model.
        ModelFormatError: If it is damaged.

    Example:
        ```python
        export_model("english-german", "english-german-ct2", quantization="float32")
        ```
    """
    check_choice("to", to, EXPORT_FORMATS)
    check_choice("quantization", quantization, QUANTIZATIONS)
    folder = ModelFolder.open(model)
    exporter = _EXPORTERS.get(folder.architecture)
    if exporter is None:
        raise InvalidInputError(
            f"CTranslate2 runs {', '.join(sorted(_EXPORTERS))}, not the {folder.architecture} "
            f"at {folder.path}; it runs in Keras: nlp_suite.models.load_model"
        )
    path = Path(output)
    try:
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise InvalidInputError(
                f"there is something at {path} already; remove it, or name another folder"
            )
        with atomic_folder(path) as work:
            form = work / "form"
            exporter(folder, form, quantization=quantization)
            for file in form.iterdir():
                file.rename(work / file.name)
            form.rmdir()
            for tokenizer in sorted(folder.path.glob("*tokenizer.json")):
                shutil.copyfile(tokenizer, work / tokenizer.name)
    except OSError as error:
        raise unwritable(path, error) from error
    return path
