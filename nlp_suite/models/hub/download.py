"""Downloads from the Hugging Face Hub."""

from pathlib import Path

from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.models.folder.model_folder import TARGET_WORDS_FILE, WORDS_FILE

WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"

# What is fetched of a repository: nothing that could run code when it is read.
DOWNLOADED = (
    "config.json",
    "generation_config.json",
    "model*.safetensors",
    INDEX,
    WORDS_FILE,
    TARGET_WORDS_FILE,
    "tokenizer*.json",
    "*_tokenizer.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "target_vocab.json",
    "merges.txt",
    "source.spm",
    "target.spm",
    "spiece.model",
    "sentencepiece.bpe.model",
    "tokenizer.model",
)


def download(hub_id: str, *, revision: str | None) -> Path:
    """Downloads the configuration, weights and tokenizer of a repository on the hub.

    Weights are fetched in safetensors form only. What is in the hub's cache is not fetched
    again, and is used where the hub cannot be reached. A hub that does not answer is given up
    after `HF_HUB_ETAG_TIMEOUT` seconds, 10 by default; `HF_HUB_OFFLINE=1` asks none.

    Args:
        hub_id: "name" or "owner/name".
        revision: The commit, tag or branch to fetch.

    Returns:
        The folder in the hub's cache.

    Raises:
        InvalidInputError: If no revision is given: a download is pinned or asked for by name.
        ModelNotAvailableError: If the hub cannot be reached or has no such repository.
    """
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.constants import HF_HUB_CACHE, HF_HUB_ETAG_TIMEOUT
    from huggingface_hub.errors import HFValidationError

    if revision is None:
        raise InvalidInputError(
            f"{hub_id!r} is no local folder; to download it from the Hugging Face Hub pass "
            "revision= with a commit, or revision='main' for whatever is newest"
        )
    reason: Exception | None = None
    try:
        try:
            # The download itself would wait for this answer without end.
            HfApi().model_info(hub_id, revision=revision, timeout=HF_HUB_ETAG_TIMEOUT)
        except HFValidationError:
            raise
        except Exception as error:  # every network library has its own family of errors
            reason = error
        return Path(
            snapshot_download(
                hub_id,
                revision=revision,
                allow_patterns=list(DOWNLOADED),
                local_files_only=reason is not None,
            )
        )
    except HFValidationError as error:
        raise ModelNotAvailableError(
            f"{hub_id!r} is neither a local folder nor a possible hub id"
        ) from error
    except Exception as error:  # of the network, of the cache, of the disk
        cause = reason or error
        raise ModelNotAvailableError(
            f"{hub_id!r} at revision {revision!r} is no local folder, is not in the cache "
            f"({HF_HUB_CACHE}) and could not be downloaded ({type(cause).__name__}). Where there "
            f"is a network, run: hf download {hub_id} --revision {revision} --local-dir FOLDER; "
            "then pass FOLDER, or set HF_HUB_CACHE to a cache that has the model"
        ) from cause
