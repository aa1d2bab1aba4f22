"""Memory that a process gives back to the system."""

import ctypes
import gc
import sys

# Their models refer to themselves, so that nothing but a collection frees them.
_FRAMEWORKS = ("keras", "torch")


def give_back_memory() -> None:
    """Gives memory that is not used any more back to the operating system.

    Allocators keep what was freed for the next time. That of glibc is asked to give it back;
    others do it by themselves, or not at all. Where a framework is loaded, garbage is collected
    first, which takes some tenths of a second.

    Example:
        >>> give_back_memory()
    """
    if any(name in sys.modules for name in _FRAMEWORKS):
        gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
