from pathlib import Path

import keras
import pytest

from nlp_suite.training import precision
from nlp_suite.training.precision import resolve_precision


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_what_is_asked_for_is_given_back(policy):
    assert resolve_precision(policy) == policy


@pytest.mark.parametrize(
    ("accelerated", "flags", "policy"),
    [
        (True, "fpu", "mixed_bfloat16"),
        (None, "fpu amx_bf16", "mixed_bfloat16"),
        (None, "fpu avx512_bf16 sse", "mixed_bfloat16"),
        (None, "fpu avx512f", "float32"),
        # The GPU computes, whatever the processor could do.
        (False, "fpu amx_bf16", "float32"),
    ],
)
def test_auto_by_what_the_machine_has(monkeypatch, tmp_path, accelerated, flags, policy):
    # No test machine has every processor.
    (tmp_path / "cpuinfo").write_text(f"flags : {flags}\n")
    monkeypatch.setattr(precision, "Path", lambda _: tmp_path / "cpuinfo")
    monkeypatch.setitem(precision._ACCELERATORS, keras.backend.backend(), lambda: accelerated)
    assert resolve_precision("auto") == policy


def test_no_linux(monkeypatch, tmp_path):
    monkeypatch.setattr(precision, "Path", lambda _: tmp_path / "none")
    monkeypatch.setitem(precision._ACCELERATORS, keras.backend.backend(), lambda: None)
    assert resolve_precision("auto") == "float32"


def test_auto_on_this_machine():
    accelerated = precision._ACCELERATORS[keras.backend.backend()]()
    assert (accelerated is None) == (not keras.distribution.list_devices("gpu"))
    if accelerated is None and Path("/proc/cpuinfo").is_file():
        flags = Path("/proc/cpuinfo").read_text()
        fast = "amx_bf16" in flags or "avx512_bf16" in flags
        assert resolve_precision("auto") == ("mixed_bfloat16" if fast else "float32")


@pytest.mark.parametrize(
    ("capability", "expected"),
    [("8.0", True), ("9.0", True), ("12.0", True), ("7.5", False), ("gfx90a", False)],
)
def test_the_version_of_a_gpu(capability, expected):
    class Device:
        compute_capability = capability

    assert (precision._version(Device()) >= (8, 0)) == expected
    assert not precision._version(object()) >= (8, 0)
