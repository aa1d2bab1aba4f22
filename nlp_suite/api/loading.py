"""Loading of tasks to be called many times, and giving their memory back: `load`, `unload`."""

import dataclasses
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from nlp_suite import registry
from nlp_suite.arguments import check_choice
from nlp_suite.errors import InvalidInputError
from nlp_suite.forking import ForkSafeLock
from nlp_suite.load_options import DirectionKeywords, EngineKeywords, LoadOptions, Task
from nlp_suite.memory import give_back_memory
from nlp_suite.models.directions import with_direction
from nlp_suite.option_signatures import with_options

if TYPE_CHECKING:
    from nlp_suite.tasks.question_answering.reader import Reader
    from nlp_suite.tasks.summarization.abstractive.abstractive_summarizer import (
        AbstractiveSummarizer,
    )
    from nlp_suite.tasks.summarization.summarizer import Summarizer
    from nlp_suite.tasks.translation.auto_translator import AutoTranslator
    from nlp_suite.tasks.translation.translator import Translator


# A task, its options, and the stamp of its folder.
_Key = tuple[Task, LoadOptions, tuple[tuple[int, int], ...]]


class BackboneKeywords(EngineKeywords, total=False):
    """Keyword arguments of `load` besides the task; described there."""

    model: Any
    tokenizer: Any


class _TranslatorKeywords(BackboneKeywords, DirectionKeywords, total=False):
    """Keyword arguments of `load` for a translator."""


@overload
def load(
    task: Literal["summarize"], **options: "Unpack[BackboneKeywords]"
) -> "Summarizer | AbstractiveSummarizer": ...


@overload
def load(  # type: ignore[overload-overlap]
    task: Literal["translate"],
    *,
    source: Literal["auto"],
    target: str | None = None,
    **options: "Unpack[BackboneKeywords]",
) -> "AutoTranslator": ...


@overload
def load(task: Literal["translate"], **options: "Unpack[_TranslatorKeywords]") -> "Translator": ...


@overload
def load(task: Literal["answer"], **options: "Unpack[BackboneKeywords]") -> "Reader": ...


@overload
def load(
    task: Task, **options: "Unpack[_TranslatorKeywords]"
) -> "Summarizer | AbstractiveSummarizer | Translator | AutoTranslator | Reader": ...


@with_options(LoadOptions)
def load(
    task: Task,
    *,
    model: Any = None,
    tokenizer: Any = None,
    **options: Any,
) -> "Summarizer | AbstractiveSummarizer | Translator | AutoTranslator | Reader":
    """Loads a task once, to be called many times.

    Args:
        task: "summarize", "translate" or "answer".
        model: A shipped model's name, a local folder, or a hub id; the task's default if
            None. To summarize also a BERT or DistilBERT backbone of KerasHub, or its
            `BartSeq2SeqLM`, which writes summaries.
        tokenizer: The tokenizer of such a backbone: KerasHub's, or a `tokenizers.Tokenizer`. A
            `BartSeq2SeqLM` with a preprocessor needs none.
        **options: See `nlp_suite.load_options.LoadOptions`.

    Returns:
        The task, a callable: a `Summarizer`, or an `AbstractiveSummarizer` if the model writes; a
        `Translator`, with `source="auto"` an `AutoTranslator`; or a `Reader`.

    Raises:
        InvalidInputError: If an argument is none of its possible values, or `source` or `target`
            is given for another task than "translate", or is not what the model named translates.
        ModelNotAvailableError: If there is no such model, none for that pair of languages, or a
            package is missing.
        ModelFormatError: If the model folder is damaged.

    Example:
        ```python
        summarizer = nlp_suite.load("summarize")
        for text in texts:
            print(summarizer(text, sentences=2))
        ```
    """
    if not _is_of_keras_hub(model):
        loading = LoadOptions(model=model, **options)
        if tokenizer is not None:
            raise InvalidInputError(
                "tokenizer goes with a KerasHub backbone as model; every other model has its own, "
                f"got model={model!r}"
            )
        return registry.load(task, loading)
    from nlp_suite.models import save_keras_hub

    loading = LoadOptions(**options)
    # Nothing is read from the folder any more once the task is loaded.
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / model.name
        save_keras_hub(model, folder, tokenizer)
        return registry.load(task, dataclasses.replace(loading, model=folder))


def _is_of_keras_hub(model: Any) -> bool:
    # Not imported here: a caller that has a backbone has imported KerasHub already.
    return any(kind.__module__.startswith("keras_hub.") for kind in type(model).__mro__)


def load_cached(task: Task, options: LoadOptions) -> Any:
    """Loads a task, or returns the one that was loaded before with the same options.

    Args:
        task: As for `load`.
        options: The options of `load`; a local folder that has changed since is loaded anew.

    Returns:
        The task.

    Raises:
        NLPSuiteError: What `load` raises.

    Example:
        >>> options = LoadOptions(device="cpu")
        >>> load_cached("summarize", options) is load_cached("summarize", options)
        True
    """
    key = (task, with_direction(task, options), registry.folder_stamp(options.model))
    return _cache.get(key, lambda: registry.load(task, key[1], lazy=True))


def unload(task: Task | None = None) -> None:
    """Gives back the memory of the models that `summarize`, `translate` and `answer` have loaded.

    The next call loads its model again. A call that runs in another thread ends first, and the
    next call gives back the memory of what that one used. What `load` has returned stays; it has a
    `close` of its own.

    Args:
        task: "summarize", "translate" or "answer"; all if None.

    Raises:
        InvalidInputError: If there is no such task.

    Example:
        >>> nlp_suite.unload("summarize")
    """
    if task is not None:
        check_choice("task", task, registry.task_names())
    _cache.clear(task)
    give_back_memory()


class _Entry:
    """A task that is loaded, or being loaded."""

    def __init__(self) -> None:
        self.lock = ForkSafeLock()
        self.task: Any = None
        self.failed = False


class _LoadedTasks:
    """The tasks that calls have loaded, the last used at the end."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = ForkSafeLock()
        self._entries: dict[_Key, _Entry] = {}
        # Those that calls may still use.
        self._dropped: list[weakref.ref[Any]] = []

    def get(self, key: _Key, load: Callable[[], Any]) -> Any:
        """Returns a task, which one of the threads that ask for it at once loads."""
        self._give_back_freed()
        while True:
            entry = self._entry(key)
            with entry.lock:
                if entry.failed:
                    # Another thread has failed to load it, and it is this one's turn.
                    continue
                if entry.task is None:
                    try:
                        entry.task = load()
                    except BaseException:
                        entry.failed = True
                        self._remove(key, entry)
                        raise
                    self._drop_oldest()
                return entry.task

    def _entry(self, key: _Key) -> _Entry:
        with self._lock:
            entry = self._entries.pop(key, None) or _Entry()
            self._entries[key] = entry
        return entry

    def _drop_oldest(self) -> None:
        with self._lock:
            # What cannot be loaded takes nobody's place.
            loaded = [key for key, one in self._entries.items() if one.task is not None]
            for oldest in loaded[: -self._size]:
                self._drop(oldest)
        self._give_back_freed()

    def _drop(self, key: _Key) -> None:
        # The last call that uses it frees it, which may be later.
        task = self._entries.pop(key).task
        if task is not None:
            self._dropped.append(weakref.ref(task))

    def _give_back_freed(self) -> None:
        if self._forget_freed():
            # Every thread has memory of its own, which would keep a model's for ever.
            give_back_memory()

    def _forget_freed(self) -> bool:
        with self._lock:
            dropped = self._dropped
            self._dropped = [one for one in dropped if one() is not None]
            return len(self._dropped) < len(dropped)

    def _remove(self, key: _Key, entry: _Entry) -> None:
        with self._lock:
            if self._entries.get(key) is entry:
                del self._entries[key]

    def clear(self, task: Task | None = None) -> None:
        """Forgets tasks, of all kinds or of one; the caller gives their memory back."""
        with self._lock:
            for key in [key for key in self._entries if task in (None, key[0])]:
                self._drop(key)
        self._forget_freed()


# More are seldom used by turns.
_cache = _LoadedTasks(4)
