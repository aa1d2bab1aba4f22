"""Number of CPUs that this process may use."""

import os


def available_cpus() -> int:
    """Counts the CPUs that this process may run on.

    Returns:
        At least 1.

    Example:
        >>> available_cpus() >= 1
        True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
