"""Options of every public call and command, out of any sensible range."""

import contextlib
import inspect
import io
import math
import random
import re
import signal
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nlp_suite
from nlp_suite.cli import main
from nlp_suite.evaluation import evaluate_answers, evaluate_summaries, evaluate_translations

# There is none of this name, so whatever is possible ends when it is looked for.
MODEL = "no-such-model"


class Strange:
    """An object whose every method fails."""

    def __repr__(self) -> str:
        raise ValueError("no representation")

    def __len__(self) -> int:
        raise ValueError("no length")


EXTREME: list[Any] = [
    *(0, 1, -1, 2, 3, 1000, 2**15, 2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, -(2**63), 10**30),
    *(10**400, 10**5000, -(10**5000), 0.0, -0.0, 0.5, 1.0, 1e-320, 1e308, -1e308),
    *(math.nan, math.inf, -math.inf, 1j, Decimal("NaN"), Fraction(1, 3), True, False, None),
    *("", " ", "a", "1", "0.5", "\0", "a\0b", "\ud800", "caf\udce9", "x" * 300, "x" * 100_000),
    *("../..", "/", ".", "~", "-", "*", "[", "a\nb", "\x1b[2J", "\u202eabc", "é" * 200),
    *(b"bytes", bytearray(b"x"), [], [None], ["a"], ["a\0b"], [1], ["\ud800"], (), ("a", 1), {}),
    *({"a": 1}, {"a": "b"}, {1: 2}, {"": ""}, set(), {"a"}, range(3), object, object(), Strange()),
    *(
        len,
        Path(),
        Path("a\0b"),
        Path("x" * 300),
        re.compile("a*"),
        re.compile(b"a"),
        re.compile(""),
    ),
    *(np.int64(3), np.float32("nan"), np.zeros(3), np.zeros((2, 2)), np.str_("a"), np.array(1)),
    *("auto", "de", "en", "custom", "pretrained", "cpu", "cuda", "int8", "float32", "local"),
]
WORDS = [str(one) for one in EXTREME if isinstance(one, int | float) and abs(one) < 10**400]
WORDS += [
    one for one in EXTREME if isinstance(one, str) and "\0" not in one and "\ud800" not in one
]


def _never(*_: Any) -> Any:
    raise AssertionError("it is computed")


# What is asked for, with the arguments that have no default.
CALLS: dict[str, tuple[Any, dict[str, Any]]] = {
    "translate": (nlp_suite.translate, {"text": "Tom."}),
    "summarize": (nlp_suite.summarize, {"text": "Tom sleeps. Ann reads."}),
    "answer": (nlp_suite.answer, {"question": "Who?", "text": "Tom."}),
    "translate_files": (nlp_suite.translate_files, {"paths": "a.txt"}),
    "summarize_files": (nlp_suite.summarize_files, {"paths": "a.txt"}),
    "answer_files": (nlp_suite.answer_files, {"questions": ["Who?"], "paths": "a.txt"}),
    "compare": (nlp_suite.compare, {"task": "translate", "inputs": "Tom.", "systems": [MODEL]}),
    "load": (nlp_suite.load, {"task": "translate"}),
    "System": (nlp_suite.System, {}),
    "index": (nlp_suite.index, {"documents": "nowhere.txt"}),
    "PassageIndex": (nlp_suite.PassageIndex, {}),
    "find_documents": (nlp_suite.data.find_documents, {"paths": "a.txt"}),
    "read_documents": (nlp_suite.data.read_documents, {"found": []}),
    "load_parallel": (nlp_suite.data.load_parallel, {"source": "nowhere.tsv"}),
    "load_questions": (nlp_suite.data.load_questions, {"source": "nowhere.json"}),
    "evaluate_answers": (evaluate_answers, {"data": "nowhere.json", "answer": _never}),
    "evaluate_summaries": (evaluate_summaries, {"records": "nowhere.jsonl", "summarizer": _never}),
    "evaluate_translations": (evaluate_translations, {"data": "nowhere.tsv", "translate": _never}),
    "export_model": (nlp_suite.export.export_model, {"model": MODEL, "output": "new"}),
}
COMMANDS = [
    ["translate", "Tom."],
    ["summarize", "text.txt"],
    ["answer", "Who?", "text.txt"],
    ["translate-files", "text.txt"],
    ["summarize-files", "text.txt"],
    ["answer-files", "-q", "nowhere.txt", "text.txt"],
    ["compare", "translate", "text.txt", "-s", MODEL],
    ["evaluate", "translate", "--data", "nowhere.tsv"],
    ["evaluate", "answer", "--data", "nowhere.json"],
    ["evaluate", "summarize", "--data", "nowhere.jsonl"],
    ["index", "nowhere.txt", "-o", "new.index"],
    ["export", MODEL, "-o", "new"],
    ["train", "translate", "--config", "nowhere.toml"],
]


@contextlib.contextmanager
def _limit(seconds: int):
    def late(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # Nothing is looked for elsewhere.
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    Path("text.txt").write_text("Tom sleeps.")
    return tmp_path


def _call(rng: random.Random) -> tuple[str, dict[str, Any]]:
    name = rng.choice(list(CALLS))
    call, needed = CALLS[name]
    parameters = inspect.signature(call).parameters
    optional = [
        one.name
        for one in parameters.values()
        if one.kind in (one.KEYWORD_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]
    chosen = rng.sample(optional, min(len(optional), rng.randint(1, 4)))
    options = {one: rng.choice(EXTREME) for one in chosen}
    # Whatever is possible ends here; a compared system is named as one.
    model = {"model": MODEL} if "model" in optional and "systems" not in optional else {}
    return name, {**needed, **options, **model}


@pytest.mark.filterwarnings("ignore")
def test_options(campaign, here):
    for rng in campaign.seeds(16_000):
        name, options = _call(rng)
        try:
            with _limit(20):
                result = CALLS[name][0](**options)
                if hasattr(result, "close"):
                    result.close()
        except nlp_suite.NLPSuiteError as error:
            # Advice may be a command on a line of its own.
            if ("\n" in str(error) and "run:" not in str(error)) or len(str(error)) > 2_000:
                campaign.fault("wrong", f"{name} {_shown(options)}: {str(error)[:300]!r}")
        except TimeoutError:
            campaign.fault("hung", f"{name} {_shown(options)}")
        except Exception as error:
            campaign.fault(
                "raw", f"{name} {_shown(options)}: {type(error).__name__} {error!s:.200}"
            )


def _shown(options: dict[str, Any]) -> str:
    return ", ".join(f"{name}={_value(value)}" for name, value in options.items())


def _value(value: Any) -> str:
    try:
        return f"{value!r:.60}"
    except ValueError:
        return f"a {type(value).__name__}"


@pytest.mark.filterwarnings("ignore")
def test_options_of_commands(campaign, here):
    import typer.main

    from nlp_suite.cli.app import app

    tree: Any = typer.main.get_command(app)
    for rng in campaign.seeds(4_000):
        command = list(rng.choice(COMMANDS))
        node = tree
        for word in command[: 2 if command[0] in ("evaluate", "train") else 1]:
            node = node.commands[word]
        flags = [one for one in node.params if one.param_type_name == "option"]
        for one in rng.sample(flags, min(len(flags), rng.randint(1, 3))):
            if one.name in ("help", "model", "system"):
                continue
            command.append(max(one.opts, key=len))
            if not one.is_flag:
                command.append(rng.choice(WORDS))
        if any(one.name == "model" for one in flags):
            command += ["--model", MODEL]
        output, errors = io.StringIO(), io.StringIO()
        try:
            with (
                _limit(20),
                contextlib.redirect_stdout(output),
                contextlib.redirect_stderr(errors),
            ):
                status = main(command)
        except TimeoutError:
            campaign.fault("hung", command)
        except BaseException as error:
            campaign.fault("raw", f"{command}: {type(error).__name__} {error!s:.200}")
        else:
            lines = errors.getvalue().splitlines()
            if status not in (0, 1, 2) or (status == 2) != (len(lines) == 1):
                campaign.fault("wrong", f"{command}: {status} {errors.getvalue()[:300]!r}")
            elif any("Traceback" in line for line in lines):
                campaign.fault("raw", f"{command}: {errors.getvalue()[:300]!r}")
