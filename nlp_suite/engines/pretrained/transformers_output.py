"""Silencing of transformers' log messages, warnings and progress bars."""

import contextlib
import threading
import warnings
from collections.abc import Iterator
from typing import Any

from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars
from transformers.utils import logging as transformers_logging

from nlp_suite.forking import ForkSafeLock

# Some of its functions have no annotations.
logging: Any = transformers_logging


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """Silences transformers' log messages, warnings and progress bars in a block.

    What matters of them is checked by this package and raised as an error. The settings are
    those of the process; they are put back when the last of such blocks, in whatever thread, ends.

    Example:
        ```python
        from transformers import AutoModel

        with quiet_transformers():
            model = AutoModel.from_pretrained("runs/distilbert")
        ```
    """
    with _lock:
        if not _blocks:
            _settings.enter_context(_silence())
        _blocks.append(threading.get_ident())
    try:
        yield
    finally:
        with _lock:
            _blocks.pop()
            if not _blocks:
                _settings.close()


# The blocks that are entered, and what puts the settings back after them.
_blocks: list[int] = []
_settings = contextlib.ExitStack()
_lock = ForkSafeLock()


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    verbosity = logging.get_verbosity()
    bars, hub_bars_disabled = logging.is_progress_bar_enabled(), are_progress_bars_disabled()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        try:
            yield
        finally:
            logging.set_verbosity(verbosity)
            if bars:
                logging.enable_progress_bar()
            # Those of the hub go on and off with them, whatever they were before.
            if hub_bars_disabled:
                disable_progress_bars()
