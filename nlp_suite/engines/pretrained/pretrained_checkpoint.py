"""Hugging Face checkpoints, checked while they are loaded."""

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from transformers import AutoTokenizer

from nlp_suite._lazy import missing_dependency
from nlp_suite.engines.pretrained.torch_settings import TorchSettings
from nlp_suite.engines.pretrained.transformers_output import quiet_transformers
from nlp_suite.errors import ModelFormatError
from nlp_suite.models.convert.hub import INDEX, WEIGHTS
from nlp_suite.models.folder.model_folder import is_model_folder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Where neither the model nor its tokenizer has a limit of tokens.
USUAL_LENGTH = 512


class PretrainedCheckpoint:
    """A folder with a configuration, weights in safetensors form and a tokenizer.

    No code of the checkpoint is run, and no pickle is read. Nothing is downloaded.

    Args:
        folder: The folder.

    Attributes:
        path: The folder.
        config: The contents of its `config.json`.

    Raises:
        ModelFormatError: If it is another kind of folder, or has no weights in safetensors
            form.

    Example:
        ```python
        from transformers import AutoModel

        checkpoint = PretrainedCheckpoint("runs/distilbert")
        model = checkpoint.load_model(AutoModel, TorchSettings.choose(), unused="pooler.")
        tokenizer = checkpoint.load_tokenizer(model)
        ```
    """

    def __init__(self, folder: str | Path) -> None:
        self.path = Path(folder)
        if is_model_folder(self.path):
            raise ModelFormatError(
                f"{self.path} is a model folder of this package, not a checkpoint of the Hugging "
                "Face Hub; load it with engine='custom'"
            )
        self.config = self._read_config()
        self._check_weights()

    def _read_config(self) -> dict[str, Any]:
        path = self.path / "config.json"
        try:
            config = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ModelFormatError(
                f"{self.path} is no checkpoint: it has no config.json; "
                f"it has {sorted(p.name for p in self.path.iterdir())[:10]}"
            ) from error
        except ValueError as error:
            raise ModelFormatError(f"{path} is not valid JSON ({error})") from error
        if not isinstance(config, dict) or not isinstance(config.get("model_type"), str):
            raise ModelFormatError(f"{path} does not say its model_type; is it a checkpoint?")
        return config

    def _check_weights(self) -> None:
        if (self.path / WEIGHTS).is_file() or (self.path / INDEX).is_file():
            return
        pickled = sorted(path.name for path in self.path.glob("*.bin"))
        has = f"only {pickled[0]}, a pickle, which can run code when it is read" if pickled else ""
        raise ModelFormatError(
            f"{self.path} has no {WEIGHTS}{f', {has}' if has else ''}; take a revision of the "
            "model that has one (on the hub often revision='refs/pr/1' or another pull request), "
            "or if you trust it load it with transformers and write it with save_pretrained()"
        )

    def load_model(
        self, kind: Any, settings: TorchSettings, *, unused: str | None = None, **options: Any
    ) -> Any:
        """Loads the weights, every one that the task needs.

        Args:
            kind: One of transformers' `AutoModel` classes.
            settings: Where and how to compute.
            unused: Weights whose names begin so may be missing.
            **options: Others of `from_pretrained`.

        Returns:
            The model, on its device, for inference.

        Raises:
            ModelFormatError: If its architecture does not fit the class, weights are missing,
                or a file is damaged.
            MissingDependencyError: If a package is missing.
        """
        try:
            with quiet_transformers():
                model, info = kind.from_pretrained(
                    self.path,
                    dtype=settings.dtype,
                    use_safetensors=True,
                    trust_remote_code=False,
                    local_files_only=True,
                    output_loading_info=True,
                    **options,
                )
        except ImportError as error:
            raise missing_dependency("engine='pretrained'", error.name, "pretrained") from error
        except Exception as error:  # whatever is wrong with a file, or with what it describes
            raise ModelFormatError(
                f"{self.path} cannot be loaded as {kind.__name__}: {_first_line(error)}"
            ) from error
        missing = sorted(info["missing_keys"])
        if unused is not None:
            missing = [name for name in missing if not name.startswith(unused)]
        if missing:
            raise ModelFormatError(
                f"{self.path} lacks {len(missing)} weights that {type(model).__name__} needs, "
                f"such as {missing[0]!r}; it was made for something else, take a checkpoint that "
                "was trained for this task"
            )
        return model.eval().to(settings.device)

    def load_tokenizer(self, model: Any) -> Any:
        """Loads the tokenizer of a model.

        Args:
            model: The loaded model.

        Returns:
            The tokenizer.

        Raises:
            ModelFormatError: If there is none, a damaged one, or one of another model.
            MissingDependencyError: If a package is missing.
        """
        if list(self.path.glob("*.spm")) and not importlib.util.find_spec("sentencepiece"):
            # Without it, transformers finds that there is no such tokenizer at all.
            raise missing_dependency(f"The tokenizer of {self.path}", "sentencepiece", "pretrained")
        try:
            with quiet_transformers():
                tokenizer = AutoTokenizer.from_pretrained(
                    self.path, trust_remote_code=False, local_files_only=True
                )
        except Exception as error:  # as many kinds as there are tokenizers
            raise ModelFormatError(
                f"{self.path}: the tokenizer cannot be loaded: {_first_line(error)}"
            ) from error
        if len(tokenizer) <= len(tokenizer.all_special_tokens):
            # Where transformers finds no vocabulary, it makes one of the special tokens.
            raise ModelFormatError(
                f"{self.path} has no tokenizer: no tokenizer.json, vocab.txt or the like; copy it "
                "from the checkpoint that the model was trained from"
            )
        known, found = model.get_input_embeddings().num_embeddings, len(tokenizer)
        if found > known:
            raise ModelFormatError(
                f"{self.path}: the tokenizer has {found} tokens, the model knows {known}; they "
                "do not belong together"
            )
        return tokenizer

    def fast_tokenizer(self, tokenizer: Any) -> "Tokenizer":
        """Returns the fast tokenizer, which reports the character offsets of its tokens.

        Args:
            tokenizer: What `load_tokenizer` returned.

        Returns:
            The one of the package tokenizers. It neither truncates nor pads.

        Raises:
            ModelFormatError: If there is none.
        """
        if not tokenizer.is_fast:
            raise ModelFormatError(
                f"{self.path}: {type(tokenizer).__name__} does not say where in a text its tokens "
                "stand; take a checkpoint with a tokenizer.json"
            )
        fast: Tokenizer = tokenizer.backend_tokenizer
        fast.no_truncation()
        fast.no_padding()
        return fast


def most_tokens(model: Any, tokenizer: Any) -> int:
    """Finds the maximum input length of a model, in tokens.

    Args:
        model: A model of transformers.
        tokenizer: Its tokenizer.

    Returns:
        The number of its positions, or the tokenizer's limit if that is less, special tokens
        included.
    """
    positions = getattr(model.config, "max_position_embeddings", None) or USUAL_LENGTH
    for name, module in model.named_modules():
        # RoBERTa counts positions from the one behind its padding's.
        if (
            name.endswith("position_embeddings")
            and getattr(module, "padding_idx", None) is not None
        ):
            positions = min(positions, module.num_embeddings - module.padding_idx - 1)
    # A very large number there means that there is no known limit.
    return int(min(positions, tokenizer.model_max_length))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
