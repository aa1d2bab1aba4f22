"""The files of a repository of the Hugging Face Hub that are fetched and loaded."""

from collections.abc import Collection
from fnmatch import fnmatchcase

WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
CONFIG = "config.json"

# Any of these says how texts become tokens.
_TOKENIZERS = (
    "tokenizer.json",
    "*_tokenizer.json",
    "vocab.txt",
    "vocab.json",
    "target_vocab.json",
    "merges.txt",
    "source.spm",
    "target.spm",
    "spiece.model",
    # Of DeBERTa v2 and v3.
    "spm.model",
    "sentencepiece.bpe.model",
    "tokenizer.model",
)

# What is fetched of a repository: nothing that could run code when it is read.
DOWNLOADED = (
    CONFIG,
    "generation_config.json",
    WEIGHTS,
    "model-*.safetensors",
    INDEX,
    # Of our own translators.
    "source_words.txt",
    "target_words.txt",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    *_TOKENIZERS,
)


def is_downloaded(name: str) -> bool:
    """Tells whether a file of a repository is fetched.

    Args:
        name: Its path in the repository.

    Returns:
        True if it is one of those that are loaded.

    Example:
        >>> is_downloaded("model.safetensors"), is_downloaded("onnx/model.safetensors")
        (True, False)
    """
    return "/" not in name and _matches(name, DOWNLOADED)


def has_weights(names: Collection[str]) -> bool:
    """Tells whether there are weights in safetensors form among files.

    Args:
        names: Their paths in the repository.

    Returns:
        True if the file of the weights is there, or the index of several.

    Example:
        >>> has_weights(["config.json", "pytorch_model.bin"])
        False
    """
    return WEIGHTS in names or INDEX in names


def has_tokenizer(names: Collection[str]) -> bool:
    """Tells whether there is a tokenizer among files.

    Args:
        names: Their paths in the repository.

    Returns:
        True if there is a file that can be the whole of one, or a part of one.

    Example:
        >>> has_tokenizer(["config.json", "vocab.txt"])
        True
    """
    return any(_matches(name, _TOKENIZERS) for name in names)


def _matches(name: str, patterns: Collection[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
