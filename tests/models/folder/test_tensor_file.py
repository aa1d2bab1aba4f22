import json
import struct

import numpy as np
import pytest
from safetensors.numpy import load, save

from nlp_suite import ModelFormatError
from nlp_suite.models.folder.tensor_file import (
    TensorFile,
    read_header,
    read_tensors,
    write_tensors,
)


def file_of(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def one(dtype="F32", shape=(2,), offsets=(0, 8)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "shorter than its header"),
        (b"\x01\x00\x00", "shorter than its header"),
        (struct.pack("<Q", 2**63) + b"{}", "shorter than its header"),
        (struct.pack("<Q", 20_000_000) + bytes(20_000_000), "shorter than its header"),
        (file_of({"__metadata__": {"checksums": "["}}), "its checksums are not valid"),
        (file_of({"__metadata__": {"checksums": "[]"}}), "its checksums do not map"),
        (file_of({"__metadata__": {"checksums": '{"a": 1}'}}), "its checksums do not map"),
        (file_of(b"{"), "its header is not valid"),
        (file_of(b"[" * 50_000), "its header is not valid"),
        (file_of([]), "its header is no JSON object"),
        (file_of({"__metadata__": {"a": 1}}), "does not map names to texts"),
        (file_of({"a": 1}), "is no type, shape and place"),
        (file_of({"a": one() | {"more": 1}}, bytes(8)), "is no type, shape and place"),
        (file_of({"a": one("F3")}, bytes(8)), "'a' has the type F3, which is not supported"),
        (file_of({"a": one(["F32"])}, bytes(8)), "which is not supported"),
        (file_of({"a": one(shape=[2**62, 0], offsets=(0, 0))}), "no possible shape|no array"),
        (file_of({"a": one(shape=[2**55, 2**55, 0], offsets=(0, 0))}), "that no array can have"),
        (file_of({"a": one(shape=[-2])}, bytes(8)), "no possible shape"),
        (file_of({"a": one(shape=[True])}, bytes(8)), "no possible shape"),
        (file_of({"a": one(shape=[1] * 40, offsets=(0, 4))}, bytes(4)), "no possible shape"),
        (file_of({"a": one(offsets=(0, 8, 9))}, bytes(8)), "no possible place"),
        (file_of({"a": one(offsets=(8, 0))}, bytes(8)), "needs 8 bytes and has -8"),
        (file_of({"a": one(shape=[3])}, bytes(8)), "needs 12 bytes and has 8"),
        (file_of({"a": one(), "b": one()}, bytes(8)), "does not begin where the one before"),
        (file_of({"a": one(), "b": one(offsets=(4, 12))}, bytes(12)), "does not begin where"),
        (file_of({"a": one(offsets=(4, 12))}, bytes(12)), "does not begin where"),
        (file_of({"a": one()}, bytes(9)), "its tensors have 8 bytes, the file has 9"),
        (file_of({"a": one()}, bytes(7)), "its tensors have 8 bytes, the file has 7"),
        (
            file_of(b'{"a": %s, "a": %s}' % ((json.dumps(one()).encode(),) * 2), bytes(8)),
            "the key 'a' stands there twice",
        ),
    ],
)
def test_headers_that_are_refused(content, message, tmp_path):
    file = tmp_path / "model.safetensors"
    file.write_bytes(content)
    for read in (read_header, read_tensors):
        with pytest.raises(ModelFormatError, match=message):
            read(file)


def test_it_reads_what_the_library_writes(tmp_path):
    arrays = {
        "a": np.arange(6, dtype=np.float32).reshape(2, 3),
        "b": np.array(2.5, np.float16),
        "c": np.zeros((0, 4), np.int64),
        "d": np.array([True, False]),
        "e": np.array([-1, 2], np.int8),
    }
    file = tmp_path / "model.safetensors"
    file.write_bytes(save(arrays, {"format": "np"}))
    entries, checksums = read_header(file)
    assert checksums == {}
    assert {name: entry.shape for name, entry in entries.items()} == {
        name: array.shape for name, array in arrays.items()
    }
    for name, array in read_tensors(file).items():
        np.testing.assert_array_equal(array, arrays[name])
        assert array.dtype == arrays[name].dtype
        assert array.flags.writeable


def test_the_library_reads_what_it_writes(tmp_path):
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.ones(3, np.int8)}
    content = write_tensors(arrays, {"note": "x"})
    for name, array in load(content).items():
        np.testing.assert_array_equal(array, arrays[name])
    file = TensorFile.parse(tmp_path, content)
    assert file.checksums["note"] == "x"
    file.check_checksum()
    assert write_tensors(arrays, {"note": "x"}) == content


def test_each_changed_byte_is_noticed(tmp_path):
    content = write_tensors({"ab": np.linspace(-1, 1, 5, dtype=np.float32)}, {})
    file = tmp_path / "model.safetensors"
    for place in range(len(content)):
        for bit in (1, 128):
            changed = bytearray(content)
            changed[place] ^= bit
            file.write_bytes(changed)
            try:
                tensors = read_tensors(file)
            except ModelFormatError:
                continue
            # What is not noticed changes nothing that counts: a space, the name of the checksum.
            assert list(tensors) == ["ab"]
            np.testing.assert_array_equal(tensors["ab"], np.linspace(-1, 1, 5, dtype="f4"))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38, -1.1e6])
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_what_no_weight_can_be(value, dtype, tmp_path):
    if dtype == "f2" and np.isfinite(value):
        pytest.skip("float16 has no such numbers")
    array = np.ones(9, dtype)
    array[4] = value
    file = tmp_path / "model.safetensors"
    file.write_bytes(save({"fine": np.ones(2, dtype), "layers.0.bias": array}))
    with pytest.raises(ModelFormatError, match=r"'layers.0.bias' holds \S+, which no weight"):
        read_tensors(file)
