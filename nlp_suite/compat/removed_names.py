"""Stand-ins for names that newer transformers removed."""

import contextlib
import importlib
import threading
from collections.abc import Iterator
from types import ModuleType
from typing import Any, ClassVar, NoReturn

from nlp_suite.errors import ModelNotAvailableError

# bert-extractive-summarizer 0.10.1 imports them, and uses them only for a model of this kind;
# transformers lost them in 4.52.
REMOVED_NAMES = ("TransfoXLModel", "TransfoXLTokenizer")


class _Removed:
    """Stands for a class that is no longer there."""

    @classmethod
    def from_pretrained(cls, *_: Any, **__: Any) -> NoReturn:
        raise ModelNotAvailableError(
            f"this release of transformers has no {cls.__name__}; choose another kind of model, "
            'such as "Bert" or "DistilBert"'
        )


class _StandIns:
    """The stand-ins supplied to modules, and how many open blocks need them."""

    lock: ClassVar = threading.Lock()
    supplied: ClassVar[list[tuple[ModuleType, str, type]]] = []
    blocks: ClassVar = 0


@contextlib.contextmanager
def removed_transformers_names() -> Iterator[None]:
    """Adds stand-ins for removed names to transformers, inside the block only.

    Names that are there stay as they are. Several threads may be inside at once: the
    stand-ins go when the last one leaves, with or without an error.

    Yields:
        Nothing.

    Raises:
        ModuleNotFoundError: If transformers is not installed.

    Example:
        >>> with removed_transformers_names():
        ...     import transformers
        ...     inside = hasattr(transformers, "TransfoXLModel")
        >>> inside, hasattr(transformers, "TransfoXLModel")
        (True, False)
    """
    # It puts a new `transformers` in the place of the one before, which would be too late below.
    importlib.import_module("transformers.processing_utils")
    transformers = importlib.import_module("transformers")
    with _StandIns.lock:
        if _StandIns.blocks == 0:
            for name in REMOVED_NAMES:
                if not hasattr(transformers, name):
                    stand_in = type(name, (_Removed,), {})
                    setattr(transformers, name, stand_in)
                    _StandIns.supplied.append((transformers, name, stand_in))
        _StandIns.blocks += 1
    try:
        yield
    finally:
        with _StandIns.lock:
            _StandIns.blocks -= 1
            if _StandIns.blocks == 0:
                for module, name, stand_in in _StandIns.supplied:
                    if vars(module).get(name) is stand_in:
                        delattr(module, name)
                _StandIns.supplied.clear()
