"""The progress bars of the Hugging Face Hub's client."""

import contextlib
import os
import sys
from collections.abc import Iterator

# A variable of the environment, and its value, that make the client show progress bars.
_ALWAYS = ("TQDM_POSITION", "-1")


@contextlib.contextmanager
def client_progress(show: bool | None) -> Iterator[None]:
    """Shows the progress bars of the hub's client while a block runs, or keeps them away.

    Args:
        show: Whether to show them; if None, only if standard error is a terminal. Who has turned
            them off by `HF_HUB_DISABLE_PROGRESS_BARS` gets none.

    Yields:
        Nothing.

    Example:
        ```python
        with client_progress(False):
            print("No bar is shown here.")
        ```
    """
    from huggingface_hub.utils.tqdm import (
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    if show is None:
        show = sys.stderr.isatty()
    if are_progress_bars_disabled():
        yield
        return
    position = os.environ.get(_ALWAYS[0])
    if show:
        # It has no other way to ask for bars where standard error is no terminal.
        os.environ.update([_ALWAYS])
    else:
        disable_progress_bars()
    try:
        yield
    finally:
        if not show:
            enable_progress_bars()
        elif position is None:
            del os.environ[_ALWAYS[0]]
        else:
            os.environ[_ALWAYS[0]] = position
