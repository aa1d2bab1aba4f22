"""Model folders and caches that are damaged or hostile: refused in a sentence, or no different."""

import contextlib
import json
import os
import queue
import random
import shutil
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.configs.span_extractor_config import SpanExtractorConfig
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.folder.writer import write_model_folder
from nlp_suite.text.translation_tokenizers import train_tokenizers

SECONDS = 60
TASKS = ("summarize", "answer", "translate")
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "tom", "sees", "a", "cat", "ann", "##s", ".", "3"]
HOSTILE: list[Any] = [
    10**9,
    10**30,
    -1,
    0,
    1,
    2,
    0.5,
    1e300,
    True,
    None,
    "",
    "a" * 10_000,
    "\ud800",
    [],
    {},
    ["x"],
    [[[[[]]]]],
    {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 60},
    {"type": "Split", "pattern": {"Regex": "(a|a)*$|(a+)+$"}, "behavior": "Isolated"},
    {"type": "Strip", "content": " ", "start": 9, "stop": 9},
    {"type": "NFKD"},
    {"type": "ByteLevel"},
    {"type": "Precompiled", "precompiled_charsmap": "/////w=="},
]


class Server:
    """The process that loads the folders; another one after an abort."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()

    def ask(self, **case: str) -> dict[str, Any]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-W", "ignore", str(Path(__file__).with_name("model_server.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            self._lines = queue.Queue()
            threading.Thread(
                target=self._read, args=(self._process, self._lines), daemon=True
            ).start()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(case) + "\n")
        self._process.stdin.flush()
        try:
            line = self._lines.get(timeout=SECONDS)
        except queue.Empty:
            self.close()
            return {"hung": f"no answer in {SECONDS} s"}
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        status = self._process.wait()
        self.close()
        return {"raw": f"the process ended with status {status}"}

    @staticmethod
    def _read(process: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put("")

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A tiny model folder of each task, of random weights."""
    parent = tmp_path_factory.mktemp("originals")
    bert = Tokenizer(models.WordPiece({word: i for i, word in enumerate(WORDS)}))
    bert.normalizer = normalizers.BertNormalizer()
    bert.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    bert.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    pair = train_tokenizers(
        ["Tom sees a cat. Ann sees 3 dogs."], ["Tom sieht eine Katze. Ann sieht 3 Hunde."]
    )
    sizes: dict[str, Any] = {
        "model_dim": 16,
        "num_heads": 2,
        "feed_forward_dim": 32,
        "max_length": 64,
    }
    encoder: dict[str, Any] = {"vocabulary_size": len(WORDS), "num_layers": 2}
    languages = {"source_language": "en", "target_language": "de", "max_source_tokens": 48}
    reading = {"window": 48, "stride": 16, "max_question_tokens": 8, "temperature": 1.0}
    kinds: dict[str, tuple[Any, Any, dict[str, Any]]] = {
        "summarize": (
            EncoderConfig(**encoder, **sizes),
            bert,
            {"pooling": "mean", "window": 32},
        ),
        "answer": (SpanExtractorConfig(**encoder, **sizes), bert, reading),
        "translate": (
            TransformerConfig(
                source_vocabulary_size=pair[0].get_vocab_size(),
                target_vocabulary_size=pair[1].get_vocab_size(),
                num_encoder_layers=1,
                num_decoder_layers=1,
                **sizes,
            ),
            pair,
            languages,
        ),
    }
    for task, (config, tokenizer, options) in kinds.items():
        rng = np.random.default_rng(1)
        parameters = {
            name: rng.normal(float(name.endswith("gamma")), 0.3, shape).astype("f4")
            for name, shape in config.parameter_shapes().items()
        }
        write_model_folder(
            parent / task,
            config,
            parameters,
            tokenizer,
            card="# Tiny",
            task=task,
            options=options,
            dtype="int8" if task == "translate" else "float32",
            words=["tom", "sees", "cat"] if task == "translate" else None,
        )
    return {task: parent / task for task in kinds}


@pytest.fixture(scope="module")
def expected(
    originals: dict[str, Path], server: Server, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    cache = str(tmp_path_factory.mktemp("cache"))
    found = {
        task: server.ask(task=task, folder=str(folder), cache=cache)
        for task, folder in originals.items()
    }
    assert all("result" in one for one in found.values()), found
    return {task: one["result"] for task, one in found.items()}


def flip(rng: random.Random, file: Path) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(rng.randint(1, 5)):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    file.write_bytes(content)


def cut(rng: random.Random, file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: rng.randrange(len(content))])


def zero(rng: random.Random, file: Path) -> None:
    content = bytearray(file.read_bytes())
    start = rng.randrange(len(content))
    stop = start + rng.choice([16, 512, 4096])
    content[start:stop] = bytes(len(content[start:stop]))
    file.write_bytes(content)


def replace_by_a_special_file(rng: random.Random, file: Path) -> None:
    if rng.random() < 0.5:
        file = file.with_name(rng.choice(["extra", "target_words.txt", "source_words.txt"]))
    with contextlib.suppress(FileNotFoundError):
        file.unlink()
    if rng.random() < 0.4:
        os.mkfifo(file)
    else:
        file.symlink_to(rng.choice(["/dev/zero", "/dev/tty", "nowhere", ".", file.name, "/proc"]))


def remove(rng: random.Random, file: Path) -> None:
    del rng
    file.unlink()


def edit_json(rng: random.Random, file: Path) -> None:
    """Gives one key of a configuration or tokenizer, at any depth, another value."""
    if file.suffix != ".json":
        file = rng.choice(sorted(file.parent.glob("*.json")))
    values = json.loads(file.read_text(encoding="utf-8"))
    at: Any = values
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return
        key = rng.choice(keys)
        inner = at[key]
        if isinstance(inner, dict | list) and inner and rng.random() < 0.8:
            at = inner
            continue
        choice = rng.random()
        if choice < 0.15:
            del at[key]
        elif choice < 0.3 and isinstance(at, list):
            at += [inner] * 2000
        elif isinstance(inner, int) and choice < 0.5:
            at[key] = inner + rng.choice([-1, 1, 1000, 4_000_000])
        else:
            at[key] = rng.choice(HOSTILE)
        break
    file.write_text(json.dumps(values), encoding="utf-8")


def edit_header(rng: random.Random, file: Path) -> None:
    """Swaps or changes types, shapes and places in the header of the weights."""
    file = file.with_name("model.safetensors")
    content = file.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    names = [name for name in header if name != "__metadata__"]
    one, other = rng.sample(names, 2)
    key = rng.choice(["dtype", "shape", "data_offsets"])
    choice = rng.random()
    if choice < 0.5:
        header[one][key], header[other][key] = header[other][key], header[one][key]
    elif choice < 0.7:
        header[one]["shape"] = rng.choice([[2**62, 0], [-1], [], [2**40, 2**40], ["x"], [1.5]])
    elif choice < 0.9:
        header[one][key] = rng.choice(HOSTILE)
    else:
        header[other] = header.pop(one)
    new = json.dumps(header).encode()
    said = struct.pack("<Q", rng.choice([len(new)] * 9 + [2**40]))
    file.write_bytes(said + new + content[8 + length :])


def edit_numbers(rng: random.Random, file: Path) -> None:
    """Puts other numbers among the weights, as another writer does, who stores no checksum."""
    file = file.with_name("model.safetensors")
    tensors = load_file(file)
    for name in rng.sample(sorted(tensors), 2):
        value = rng.choice([np.nan, np.inf, -np.inf, 3e38, 1e20, 9e5, -9e5, 0.0])
        array = tensors[name]
        if array.dtype.kind == "f":
            flat = array.reshape(-1)
            flat[rng.randrange(flat.size) if rng.random() < 0.5 else slice(None)] = value
        else:
            tensors[name] = np.full_like(array, rng.choice([-128, 127, 0]))
    save_file(tensors, file)


MUTATIONS: list[Callable[[random.Random, Path], None]] = [
    flip,
    flip,
    cut,
    zero,
    replace_by_a_special_file,
    remove,
    edit_json,
    edit_json,
    edit_json,
    edit_header,
    edit_numbers,
]


def read_options(folder: Path) -> Any:
    """The options of a folder, which may be edited; None if they cannot be read."""
    try:
        return json.loads((folder / "config.json").read_bytes())["options"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def test_mutated_model_folders(
    campaign: Any,
    server: Server,
    originals: dict[str, Path],
    expected: dict[str, Any],
    tmp_path: Path,
) -> None:
    for rng in campaign.seeds(2000):
        task = rng.choice(TASKS)
        folder = shutil.copytree(originals[task], tmp_path / "model" / task)
        if without_checksums := rng.random() < 0.5:
            weights = folder / "model.safetensors"
            save_file(load_file(weights), weights)
        change = rng.choice(MUTATIONS)
        file = rng.choice(sorted(folder.iterdir()))
        change(rng, file)
        found = server.ask(task=task, folder=str(folder), cache=str(tmp_path / "cache"))
        what = f"{task}, {change.__name__} of {file.name}: "
        if "raw" in found:
            campaign.fault("raw", what + found["raw"])
        elif "hung" in found:
            campaign.fault("hung", what + found["hung"])
        elif "refused" in found and ("\n" in found["refused"] or len(found["refused"]) > 3000):
            campaign.fault("raw", what + "no sentence: " + found["refused"])
        elif "result" in found and found["result"] != expected[task]:
            # Without checksums it is another model, and so it is with other options.
            is_another = without_checksums or change is edit_numbers
            if not is_another and read_options(folder) == read_options(originals[task]):
                campaign.fault("wrong", what + str(found["result"])[:200])
        shutil.rmtree(tmp_path / "model")
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)


def test_damaged_caches_of_models(
    campaign: Any,
    server: Server,
    originals: dict[str, Path],
    expected: dict[str, Any],
    tmp_path: Path,
) -> None:
    cache = tmp_path / "cache"
    for rng in campaign.seeds(250):
        task = rng.choice(TASKS)
        case = {"task": task, "folder": str(originals[task]), "cache": str(cache)}
        server.ask(**case)
        files = [file for file in sorted(cache.rglob("*")) if file.is_file()]
        if rng.random() < 0.1:
            # What a killed process has left.
            (files[0].parent.parent / f".{files[0].parent.name}.new.{'0' * 32}").mkdir()
        change = rng.choice([flip, flip, cut, zero, replace_by_a_special_file, remove])
        file = rng.choice(files)
        change(rng, file)
        found = server.ask(**case)
        what = f"{task}, {change.__name__} of {file.name}: "
        for kind in ("raw", "hung"):
            if kind in found:
                campaign.fault(kind, what + found[kind])
        if "refused" in found or found.get("result", expected[task]) != expected[task]:
            campaign.fault("wrong", what + str(found)[:200])
        shutil.rmtree(cache)
