"""Memory for a training loop on a CPU."""

import ctypes
import sys

# glibc's numbers for what `mallopt` sets.
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4
_TOP_PAD_BYTES = 256 * 2**20


def keep_freed_memory() -> bool:
    """Sets malloc to keep large freed blocks for the next tensor.

    By default glibc gives each back to the system, which hands it out again page by page, all
    zeros. A training step that makes and frees hundreds of megabytes then spends half of its
    time on that.

    Returns:
        Whether the allocator can be set so; elsewhere nothing happens.

    Example:
        ```python
        keep_freed_memory()
        ```

    Reference:
        mallopt(3), https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:  # another C library than glibc
        return False
    settings = {_MMAP_MAX: 0, _TRIM_THRESHOLD: -1, _TOP_PAD: _TOP_PAD_BYTES}
    return all(mallopt(key, value) == 1 for key, value in settings.items())
