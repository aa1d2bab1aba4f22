"""Random pickle programs: valid ones, mutated ones, and ones that try to run code."""

import os
import pickle
import pickletools
import random
import resource

import numpy as np

from nlp_suite import NLPSuiteError
from nlp_suite.data import read_string_array
from nlp_suite.data.safe_pickle.machine import evaluate


class Evil:
    """Asks to have a function called when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("ran",)


ROWS = [["Go.", "Geh."], ["Hi! 🦊", "Grüße"]]
VALUES = [
    np.array(ROWS),
    np.array(ROWS, dtype=object),
    np.asfortranarray(np.array(ROWS)),
    np.array([["a", 1]], dtype=object),
    np.array([1.5]),
    ROWS,
    {"a": {1, 2}, "b": (None, True, b"x", bytearray(b"y"), 2**70, 1.5)},
    Evil(),
    [Evil()],
    np.array([[Evil()]], dtype=object),
]
WHOLE = [pickle.dumps(value, protocol) for value in VALUES for protocol in range(6)]
CODES = [code.code.encode("latin-1") for code in pickletools.opcodes]
NAMES = [
    b"cnumpy\ndtype\n",
    b"cnumpy\nndarray\n",
    b"cnumpy.core.multiarray\n_reconstruct\n",
    b"cnumpy._core.numeric\n_frombuffer\n",
    b"c_codecs\nencode\n",
    b"c__builtin__\nbytes\n",
    b"cos\nsystem\n",
    b"cbuiltins\neval\n",
    b"ios\nsystem\n",
    b"Pos\n",
]
PIECES = [
    b"(", b"]", b"}", b")", b"N", b"K\x01", b"J\xff\xff\xff\x7f", b"M\xff\xff", b"X\x02\0\0\0U1",
    b"X\x02\0\0\0O8", b"C\x04a\0\0\0", b"I9999999999\n", b"L1L\n", b"F1e999\n", b"Va\\ud800\n",
    b"S'a'\n", b"U\x01a", b"h\0", b"q\0", b"\x94", b"g0\n", b"p0\n", b"0", b"1", b"2", b"t", b"l",
    b"d", b"\x85", b"\x86", b"\x87", b"a", b"e", b"s", b"u", b"R", b"b", b"\x8f", b"\x90", b"\x91",
    b"\x93", b"\x88", b"\x89", b"\x80\x05", b"\x95\x08\0\0\0\0\0\0\0", b"\x8a\x01\x7f", b".",
    b"\x8e\xff\xff\xff\xff\xff\xff\xff\xff", b"\x8b\xff\xff\xff\xff", b"\x97", b"\x98", b"\x82\x01",
]  # fmt: skip


def program(rng: random.Random) -> bytes:
    kind = rng.random()
    if kind < 0.1:
        return rng.choice(WHOLE)
    if kind < 0.5:
        data = bytearray(rng.choice(WHOLE))
        for _ in range(rng.randint(1, 8)):
            place = rng.randrange(len(data) + 1)
            what = rng.random()
            if what < 0.5 and place < len(data):
                data[place] ^= 1 << rng.randrange(8)
            elif what < 0.7:
                data[place:place] = rng.choice(PIECES + NAMES + CODES)
            elif what < 0.85:
                del data[place : place + rng.randint(1, 9)]
            else:
                other = rng.choice(WHOLE)
                start = rng.randrange(len(other))
                data[place:] = other[start:]
        return bytes(data)
    if kind < 0.9:
        words = rng.choices(PIECES + NAMES, k=rng.randint(1, 40))
        return b"".join(words) + b"." * rng.randint(0, 1)
    if kind < 0.95:
        return rng.choice(PIECES) * rng.randint(1, 3000) + rng.choice([b"R.", b"b.", b"t.", b"."])
    return rng.randbytes(rng.randint(0, 200))


def test_pickle_programs(campaign, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path, ran = tmp_path / "a.pkl", tmp_path / "ran"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for rng in campaign.seeds(100_000):
        data = program(rng)
        try:
            # One in ten through the file, as that costs more.
            if rng.random() < 0.1:
                path.write_bytes(data)
                array = read_string_array(path)
                if array.ndim != 2 or array.dtype.kind != "U":
                    campaign.fault("wrong", f"{data[:200]!r} gives {array.dtype} {array.shape}")
            else:
                evaluate(data)
        except NLPSuiteError as error:
            if "\n" in str(error):
                campaign.fault("wrong", f"more than a line: {error}")
        except Exception as error:
            campaign.fault("raw", f"{type(error).__name__} {error} of {data[:300]!r}")
        if ran.exists():
            campaign.fault("wrong", f"something ran: {data[:300]!r}")
            ran.rmdir()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if grown > 300 << 10:
        campaign.fault("wrong", f"memory grew by {grown >> 10} MiB")


def test_pickled_arrays_come_back(campaign, tmp_path):
    path = tmp_path / "a.pkl"
    for rng in campaign.seeds(2000):
        rows, columns = rng.randint(1, 5), rng.randint(1, 4)
        cells = [
            ["".join(rng.choices("aß🦊\u2028 é", k=rng.randint(1, 9))) for _ in range(columns)]
            for _ in range(rows)
        ]
        array = np.array(cells, dtype=rng.choice([object, str]), order=rng.choice("CF"))
        path.write_bytes(pickle.dumps(array, rng.randrange(6)))
        if read_string_array(path).tolist() != cells:
            campaign.fault("wrong", cells)
