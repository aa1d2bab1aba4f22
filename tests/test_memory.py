import gc
import os
import platform
import subprocess
import sys
import weakref

import pytest

from nlp_suite.memory import MemoryPace, give_back_memory

CHOSEN = (
    "MALLOC_ARENA_MAX",
    "MALLOC_TRIM_THRESHOLD_",
    "MALLOC_MMAP_THRESHOLD_",
    "GLIBC_TUNABLES",
    "LD_PRELOAD",
)
# Threads that each free much at once, of blocks such as models and their results have, and live
# on. A large block is freed before, as the first model that is unloaded is. Prints how many MB
# stay, and how many arenas there are.
PROGRAM = """
import ctypes, os, sys, threading
from nlp_suite.memory import give_back_memory, keep_little_memory

# The limits count CPUs.
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
if sys.argv[1:]:
    keep_little_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fdopen.restype = ctypes.c_void_p
libc.free.argtypes = libc.malloc.argtypes = [ctypes.c_size_t]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
libc.fclose.argtypes = [ctypes.c_void_p]

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

def count_arenas():
    reading, writing = os.pipe()
    file = libc.fdopen(writing, b"w")
    libc.malloc_info(0, file)
    libc.fclose(file)
    return os.read(reading, 2**16).count(b"<heap ")

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
print(resident() - before, count_arenas())
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
    megabytes, arenas = done.stdout.split()
    return float(megabytes), int(arenas)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are those of glibc")
def test_what_threads_have_freed_is_not_kept():
    megabytes, arenas = kept()
    # What glibc does by itself, without which the rest would show nothing.
    assert megabytes > 100
    assert arenas > 4
    megabytes, arenas = kept("limited")
    assert megabytes < 10
    assert arenas == 2
    # As it is where threads had arenas before the limit.
    megabytes, arenas = kept("limited", MALLOC_ARENA_MAX="8")
    assert megabytes < 30
    assert arenas > 4


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are those of glibc")
def test_who_has_chosen_otherwise_is_not_overruled():
    assert kept("limited", MALLOC_ARENA_MAX="5")[1] == 5
    trim, mmap, arenas = (
        f"glibc.malloc.{name}" for name in ("trim_threshold", "mmap_threshold", "arena_max")
    )
    for chosen in (
        {
            "MALLOC_TRIM_THRESHOLD_": str(2**26),
            "MALLOC_MMAP_THRESHOLD_": str(2**25),
            "MALLOC_ARENA_MAX": "8",
        },
        {"GLIBC_TUNABLES": f"{trim}={2**26}:{mmap}={2**25}:{arenas}=8"},
    ):
        megabytes, number = kept("limited", **chosen)
        assert megabytes > 100
        assert number > 4


# Prints how many of 64 MB are mapped by themselves that are allocated as weights are, and how many
# of 64 MB that are allocated after them.
WEIGHTS_PROGRAM = """
import ctypes
from nlp_suite.memory import weights_apart

class Usage(ctypes.Structure):
    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Usage
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]

def mapped():
    return libc.mallinfo2().hblkhd / 2**20

before = mapped()
with weights_apart():
    for _ in range(64):
        assert libc.malloc(2**20)
within = mapped()
for _ in range(64):
    assert libc.malloc(2**20)
print(within - before, mapped() - within)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the sizes are those of glibc")
@pytest.mark.parametrize(
    ("variables", "mapped"), [({}, 64), ({"MALLOC_MMAP_THRESHOLD_": "16777216"}, 0)]
)
def test_weights_are_mapped_by_themselves_and_nothing_else_is(variables, mapped):
    environment = {name: value for name, value in os.environ.items() if name not in CHOSEN}
    command = [sys.executable, "-c", WEIGHTS_PROGRAM]
    found = subprocess.run(
        command, env=environment | variables, capture_output=True, text=True, check=True
    )
    within, later = map(float, found.stdout.split())
    assert within == pytest.approx(mapped, abs=1)
    assert later < 1


def test_memory_is_given_back_now_and_then(monkeypatch):
    now, times = [100.0], []
    monkeypatch.setattr("nlp_suite.memory.time.monotonic", lambda: now[0])
    monkeypatch.setattr("nlp_suite.memory._trim", lambda: times.append(now[0]))
    pace = MemoryPace(60)
    for second in (100, 159, 160, 161, 219.5, 220, 500, 559, 560):
        now[0] = float(second)
        assert pace.keep() is (second in times)
    assert times == [160, 220, 500, 560]


def test_a_call_gives_memory_back_when_it_is_time_to(monkeypatch):
    import nlp_suite
    from nlp_suite.engines.custom import ctranslate2_settings

    times = []
    monkeypatch.setattr("nlp_suite.memory._trim", lambda: times.append(None))
    for threads in (1, 2):
        translate = nlp_suite.load("translate", threads=threads)
        monkeypatch.setattr(ctranslate2_settings, "_memory_pace", MemoryPace(0))
        times.clear()
        translate("The cat sleeps.")
        assert times
        monkeypatch.setattr(ctranslate2_settings, "_memory_pace", MemoryPace(60))
        times.clear()
        translate("The cat sleeps.")
        assert not times


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
