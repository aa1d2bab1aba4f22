import gc
import os
import platform
import subprocess
import sys
import weakref

import pytest

from nlp_suite.memory import give_back_memory

CHOSEN = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES", "LD_PRELOAD")
# Threads that each free much at once, of blocks such as models and their results have, and live
# on. A large block is freed before, as the first model that is unloaded is. Prints what stays, MB.
PROGRAM = """
import ctypes, os, sys, threading
from nlp_suite.memory import give_back_memory, keep_little_memory

if sys.argv[1:]:
    keep_little_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = libc.malloc.argtypes = [ctypes.c_size_t]

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

def use(sizes):
    blocks = [libc.malloc(size) for size in sizes]
    for block, size in zip(blocks, sizes):
        ctypes.memset(block, 1, size)
    for block in blocks:
        libc.free(block)

def work():
    use([2**20] * 24)
    done.wait()
    ended.wait()

use([30 * 2**20])
before = resident()
done, ended = threading.Barrier(7), threading.Barrier(7)
threads = [threading.Thread(target=work) for _ in range(6)]
for thread in threads:
    thread.start()
done.wait()
give_back_memory()
print(resident() - before)
ended.wait()
"""


def kept(*arguments, **variables):
    environment = {name: value for name, value in os.environ.items() if name not in CHOSEN}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=environment | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are those of glibc")
def test_arenas_of_threads_keep_little():
    # What glibc does by itself, without which the rest would show nothing.
    assert kept() > 100
    assert kept("limited") < 30
    # Who has chosen otherwise is not overruled.
    assert (
        kept("limited", MALLOC_TRIM_THRESHOLD_=str(2**26), MALLOC_MMAP_THRESHOLD_="30000000") > 100
    )


class Circle:
    def __init__(self):
        self.itself = self


def test_circles_are_freed_where_a_framework_makes_them(monkeypatch):
    circle = Circle()
    gone = weakref.ref(circle)
    del circle
    gc.disable()
    try:
        for name in ("keras", "torch"):
            monkeypatch.delitem(sys.modules, name, raising=False)
        give_back_memory()
        assert gone() is not None
        monkeypatch.setitem(sys.modules, "keras", object())
        give_back_memory()
        assert gone() is None
    finally:
        gc.enable()
