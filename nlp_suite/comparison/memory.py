"""Peak memory of this process."""

import re
import sys
from pathlib import Path


def peak_memory() -> int | None:
    """Returns the peak resident memory (RSS) of this process since it was started.

    Returns:
        Bytes; None where the system does not report it, as on Windows.

    Example:
        ```python
        print(peak_memory() / 1e6, "MB")
        ```

    Reference:
        VmHWM in proc_pid_status(5),
        https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    """
    try:
        # Not getrusage, where Linux counts what the parent had when it started this process.
        status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        status = ""
    if found := re.search(r"VmHWM:\s+(\d+) kB", status):
        return int(found[1]) * 1024
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
