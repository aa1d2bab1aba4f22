"""Hugging Face checkpoints, checked while they are loaded."""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import transformers
from transformers import AutoTokenizer

from nlp_suite._lazy import missing_dependency
from nlp_suite.engines.pretrained.torch_settings import TorchSettings
from nlp_suite.engines.pretrained.transformers_output import quiet_transformers
from nlp_suite.errors import ModelFormatError
from nlp_suite.models.convert.checkpoint import list_shards
from nlp_suite.models.folder.model_folder import TOKENIZER_FILE, is_model_folder
from nlp_suite.models.folder.regular_files import read_json_object
from nlp_suite.models.folder.shape_checks import short_number
from nlp_suite.models.folder.tensor_file import read_header
from nlp_suite.models.folder.tokenizer_checks import check_tokenizer
from nlp_suite.models.hub.checkpoint_files import INDEX, WEIGHTS

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Where neither the model nor its tokenizer has a limit of tokens.
USUAL_LENGTH = 512
# What of a configuration is the size of a tensor.
_SIZES = frozenset(
    {
        "d_ff",
        "d_model",
        "decoder_ffn_dim",
        "decoder_vocab_size",
        "dim",
        "embedding_size",
        "encoder_ffn_dim",
        "hidden_dim",
        "hidden_size",
        "intermediate_size",
        "num_labels",
        "type_vocab_size",
        "vocab_size",
    }
)
# Tokenizers that put a token in front of a text, or behind it, which says its language; and models
# that have no other kind.
_OF_MANY_LANGUAGES = ("M2M100Tokenizer", "MBart50Tokenizer", "NllbTokenizer")
_TOLD_BY_TOKENIZERS = ("m2m_100", "nllb-moe")
# Of a table that may be computed, and of all others: heads, ids.
_MOST_POSITIONS = 2**17
_MOST_NUMBER = 2**31


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
        # transformers opens whatever has the right name.
        for file in self.path.iterdir():
            if file.exists() and not (file.is_file() or file.is_dir()):
                raise ModelFormatError(
                    f"{file} is no regular file (a device or a pipe); copy the model again"
                )
        try:
            config = read_json_object(path)
        except FileNotFoundError as error:
            raise ModelFormatError(
                f"{self.path} is no checkpoint: it has no config.json; "
                f"it has {sorted(p.name for p in self.path.iterdir())[:10]}"
            ) from error
        if not isinstance(config.get("model_type"), str):
            raise ModelFormatError(f"{path} does not say its model_type; is it a checkpoint?")
        return config

    def _check_weights(self) -> None:
        if (self.path / WEIGHTS).is_file() or (self.path / INDEX).is_file():
            self._check_sizes()
            return
        pickled = sorted(path.name for path in self.path.glob("*.bin"))
        has = f"only {pickled[0]}, a pickle, which can run code when it is read" if pickled else ""
        raise ModelFormatError(
            f"{self.path} has no {WEIGHTS}{f', {has}' if has else ''}; take a revision of the "
            "model that has one (on the hub often revision='refs/pr/1' or another pull request), "
            "or if you trust it load it with transformers and write it with save_pretrained()"
        )

    def _check_sizes(self) -> None:
        """Checks the sizes in the configuration, of which layers are made, by the weights."""
        names = [WEIGHTS] if (self.path / WEIGHTS).is_file() else list_shards(self.path)
        try:
            headers = [read_header(self.path / name)[0] for name in names]
        except FileNotFoundError as error:
            raise ModelFormatError(
                f"{error.filename} is missing; copy the whole checkpoint again"
            ) from error
        tensors = sum(map(len, headers))
        largest = max(
            (max(one.shape, default=0) for header in headers for one in header.values()), default=0
        )
        for key, value in self.config.items():
            if not isinstance(value, int):
                continue
            most = _MOST_NUMBER
            if "layer" in key:
                most = tensors
            elif key in _SIZES:
                most = largest
            elif key == "max_position_embeddings":
                most = max(largest, _MOST_POSITIONS)
            if value > most:
                raise ModelFormatError(
                    f"{self.path / 'config.json'} says {key}={short_number(value)}, where "
                    f"at most {most:,} fits to the weights; copy the checkpoint again"
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
        tied = self.config.get("tie_word_embeddings")
        if tied is False and hasattr(model.config, "scale_decoder_outputs"):
            # A T5 with an output layer of its own, such as Flan-T5, does not scale what this reads;
            # transformers 5.0 overlooks what the checkpoint says.
            model.config.scale_decoder_outputs = False
        for name, tensor in model.state_dict().items():
            if tensor.is_floating_point() and not bool(tensor.isfinite().all()):
                raise ModelFormatError(
                    f"{self.path}: {name!r} holds a value that is NaN or infinite; copy or train "
                    "the model again"
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
        needs = list(self.path.glob("*.spm")) or (
            list(self.path.glob("*.model")) and not (self.path / TOKENIZER_FILE).is_file()
        )
        if needs and not importlib.util.find_spec("sentencepiece"):
            # Without it, transformers finds that there is no such tokenizer at all.
            raise missing_dependency(f"The tokenizer of {self.path}", "sentencepiece", "pretrained")
        known = model.get_input_embeddings().num_embeddings
        described = self.path / TOKENIZER_FILE
        if described.is_file():
            check_tokenizer(described, read_json_object(described), known)
        try:
            with quiet_transformers():
                tokenizer = self._tokenizer_class().from_pretrained(
                    self.path, trust_remote_code=False, local_files_only=True
                )
        except ModelFormatError:
            raise
        except BaseException as error:
            # As many kinds as there are tokenizers, and the panics of a library.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            raise ModelFormatError(
                f"{self.path}: the tokenizer cannot be loaded: {_first_line(error)}"
            ) from error
        if len(tokenizer) <= len(tokenizer.all_special_tokens):
            # Where transformers finds no vocabulary, it makes one of the special tokens.
            raise ModelFormatError(
                f"{self.path} has no tokenizer: no tokenizer.json, vocab.txt or the like; copy it "
                "from the checkpoint that the model was trained from"
            )
        found = len(tokenizer)
        if found > known:
            raise ModelFormatError(
                f"{self.path}: the tokenizer has {found} tokens, the model knows {known}; they "
                "do not belong together"
            )
        return tokenizer

    def _tokenizer_class(self) -> Any:
        """Chooses the class of the tokenizer, the one that the checkpoint names if it matters."""
        path = self.path / "tokenizer_config.json"
        values = read_json_object(path) if path.is_file() else {}
        name = values.get("tokenizer_class")
        if not isinstance(name, str):
            return AutoTokenizer
        name = name.removesuffix("Fast")
        if name in _OF_MANY_LANGUAGES:
            # By the type of the model others are found, which know nothing of languages.
            return getattr(transformers, name)
        if self.config["model_type"] in _TOLD_BY_TOKENIZERS and not hasattr(transformers, name):
            raise ModelFormatError(
                f"{self.path} needs the tokenizer {name!r}, code of its repository, and no such "
                f"code is run; take a checkpoint with one of {', '.join(_OF_MANY_LANGUAGES)}"
            )
        return AutoTokenizer

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
        fast = self._described_tokenizer(tokenizer)
        fast.no_truncation()
        fast.no_padding()
        return fast

    def tokenize_as_described(self, tokenizer: Any) -> None:
        """Has a tokenizer take texts apart as its file says, whatever its class makes of that.

        Args:
            tokenizer: What `load_tokenizer` returned; what it adds to texts stays as it is. One
                that is not fast has no such file.
        """
        if not tokenizer.is_fast:
            return
        described, own = self._described_tokenizer(tokenizer), tokenizer.backend_tokenizer
        own.normalizer, own.pre_tokenizer = described.normalizer, described.pre_tokenizer
        own.decoder = described.decoder

    def _described_tokenizer(self, tokenizer: Any) -> "Tokenizer":
        """Reads the tokenizer as its file describes it, which `load_tokenizer` has checked.

        Where transformers 5 knows the class of a tokenizer, it makes another one of the file's
        vocabulary: that of DeBERTa joins pairs by two separators, that of XLM-R does not
        normalize. Models have learned from what the file says.
        """
        from tokenizers import Tokenizer

        described = self.path / TOKENIZER_FILE
        if described.is_file():
            fast = Tokenizer.from_file(str(described))
            added = tokenizer.get_added_vocab().items()
            # An older checkpoint may have tokens that only other files name.
            if all(fast.token_to_id(token) == token_id for token, token_id in added):
                return fast
        made: Tokenizer = tokenizer.backend_tokenizer
        return made


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


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
