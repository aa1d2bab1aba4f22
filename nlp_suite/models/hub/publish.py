"""Publishing of model folders on the Hugging Face Hub."""

import dataclasses
import json
import re
import stat
from pathlib import Path
from typing import Any

from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.models.folder.model_folder import (
    CARD_FILE,
    CONFIG_FILE,
    SIDE_TOKENIZER_FILES,
    TARGET_WORDS_FILE,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    WORDS_FILE,
    ModelFolder,
)
from nlp_suite.models.folder.regular_files import read_regular
from nlp_suite.models.hub.client_progress import client_progress
from nlp_suite.models.hub.problems import unpublished
from nlp_suite.models.hub.repository import is_hub_id

# What is published: the files of a model folder, and nothing else that may lie there.
_FILES = (
    CARD_FILE,
    CONFIG_FILE,
    WEIGHTS_FILE,
    TOKENIZER_FILE,
    *SIDE_TOKENIZER_FILES.values(),
    WORDS_FILE,
    TARGET_WORDS_FILE,
)
_HUB_TASKS = {
    "answer": "question-answering",
    "summarize": "summarization",
    "translate": "translation",
}
_MOST_CARD = 2**20
# How tokens of the hub look.
_HUB_KEY = r"\bhf_[A-Za-z0-9]{30,}"
_HEADER = r"\A---[ \t]*\r?\n(?P<metadata>(?:(?!---).*\n)*)---[ \t]*(?:\r?\n|\Z)"


@dataclasses.dataclass(frozen=True, slots=True)
class PublishedModel:
    """A model folder on the hub.

    Attributes:
        hub_id: Its name on the hub, to be passed as `model`.
        commit: The commit, to be passed as `revision`.
        url: The address of the commit.
        files: The names of its files.
        num_bytes: Their size.
    """

    hub_id: str
    commit: str
    url: str
    files: tuple[str, ...]
    num_bytes: int


def save_to_hub(
    folder: str | Path | ModelFolder,
    hub_id: str,
    *,
    private: bool = False,
    token: str | None = None,
    message: str | None = None,
    progress: bool | None = None,
) -> PublishedModel:
    """Publishes a model folder on the Hugging Face Hub, with its card.

    The folder is checked as when it is loaded. Its own files alone are uploaded, whatever else
    lies there: configuration, weights, tokenizers, lists of words and the card, `README.md`,
    whose metadata are completed by the library, the task and the languages where it does not
    name them. All of it is one commit; what an older model of that name had and this one has not
    is removed by it.

    Args:
        folder: The model folder, as `nlp_suite.models.save_model` or a training writes it.
        hub_id: "owner/name"; made if there is none of that name.
        private: Whether only the owner may see a repository that is made.
        token: A token that may write there; that of `HF_TOKEN` or of the hub's own login if None.
        message: The message of the commit.
        progress: Whether to show progress bars; if None, only if standard error is a terminal.

    Returns:
        What was published: its commit loads the very same model again.

    Raises:
        InvalidInputError: If the name is none of the hub, or a file is a link or has a token of
            the hub in it.
        ModelFormatError: If it is no model folder, or a damaged one.
        ModelNotAvailableError: If the hub cannot be reached, or does not accept it.

    Example:
        >>> save_to_hub("runs/my-translator/model", "my-translator", private=True)
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: a model is published as 'owner/name', with your ...
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    _check_hub_id(hub_id)
    opened = folder if isinstance(folder, ModelFolder) else ModelFolder.open(folder)
    _check_contents(opened)
    contents = _contents(opened)
    try:
        api = HfApi(token=token)
        with client_progress(progress):
            api.create_repo(hub_id, private=private, exist_ok=True)
            old = set(api.list_repo_files(hub_id)) & set(_FILES) - contents.keys()
            commit = api.create_commit(
                hub_id,
                [
                    *(
                        CommitOperationAdd(name, str(one) if isinstance(one, Path) else one)
                        for name, one in contents.items()
                    ),
                    *(CommitOperationDelete(name) for name in sorted(old)),
                ],
                commit_message=message or f"Upload the model {opened.path.absolute().name}",
            )
    except Exception as error:  # every network library has its own family of errors
        raise unpublished(error, hub_id) from error
    return PublishedModel(
        hub_id,
        commit.oid,
        commit.commit_url,
        tuple(contents),
        sum(one.stat().st_size if isinstance(one, Path) else len(one) for one in contents.values()),
    )


def _check_hub_id(hub_id: str) -> None:
    if "/" in hub_id and is_hub_id(hub_id):
        return
    raise InvalidInputError(
        f"a model is published as 'owner/name', with your name or that of an organization on the "
        f"hub, got {hub_id!r}"
    )


def _check_contents(folder: ModelFolder) -> None:
    """Checks all of a folder, which `open` alone does not: weights, tokenizers, lists of words."""
    folder.read_parameters()
    for side in folder.config.vocabulary_sizes():
        folder.read_tokenizer(side)
    folder.read_words("source")
    folder.read_words("target")


def _contents(folder: ModelFolder) -> dict[str, Path | bytes]:
    """Collects what is published: paths of files, and the completed card."""
    found: dict[str, Path | bytes] = {}
    for name in _FILES:
        path = folder.path / name
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(mode):
            raise InvalidInputError(
                f"{path} is no regular file, but a link or a device, which is not published; put "
                "a copy in its place"
            )
        found[name] = path
    card = read_regular(folder.path / CARD_FILE, _MOST_CARD) if CARD_FILE in found else b""
    config = read_regular(folder.path / CONFIG_FILE)
    for name, content in ((CARD_FILE, card), (CONFIG_FILE, config)):
        if re.search(_HUB_KEY.encode(), content):
            raise InvalidInputError(
                f"{folder.path / name} has a token of the hub in it, which must not be published; "
                "take it out, and revoke it if others have seen it"
            )
    found[CARD_FILE] = _complete_card(folder, card)
    return found


def _complete_card(folder: ModelFolder, card: bytes) -> bytes:
    """Adds to the metadata of a card what the folder says and the card does not."""
    try:
        text = card.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ModelFormatError(f"{folder.path / CARD_FILE} is not UTF-8; write it anew") from error
    text = text or f"# {folder.path.absolute().name}\n"
    header = re.match(_HEADER, text)
    metadata = "" if header is None else header["metadata"]
    for name, value in _metadata(folder).items():
        # JSON is YAML.
        if not re.search(rf"^{name}[ \t]*:", metadata, flags=re.MULTILINE):
            metadata += f"{name}: {json.dumps(value)}\n"
    body = f"\n{text}" if header is None else text[header.end() :]
    return f"---\n{metadata}---\n{body}".encode()


def _metadata(folder: ModelFolder) -> dict[str, Any]:
    names = ("source_language", "target_language", "language")
    languages = [folder.options[name] for name in names if folder.options.get(name)]
    values: dict[str, Any] = {"language": languages} if languages else {}
    values["library_name"] = "nlp-suite"
    if folder.task in _HUB_TASKS:
        values["pipeline_tag"] = _HUB_TASKS[folder.task]
    return values
