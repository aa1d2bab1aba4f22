"""Measurement of a system in a subprocess; messages are JSON, which cannot run code."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from nlp_suite import errors
from nlp_suite.comparison.inputs import ComparisonInputs
from nlp_suite.comparison.measurement import Job, Measurement
from nlp_suite.comparison.resources import peak_memory
from nlp_suite.comparison.system import System
from nlp_suite.errors import NLPSuiteError
from nlp_suite.results import (
    Alternative,
    Answer,
    Sentence,
    SentenceTranslation,
    Summary,
    Translation,
)

_RECORDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        *(Alternative, Answer, Sentence, SentenceTranslation, Summary, Translation),
        *(ComparisonInputs, System, Job, Measurement),
    )
}


def write_message(value: Any) -> bytes:
    """Serializes a job, a measurement or an error to JSON.

    Args:
        value: The value: plain ones, lists, tuples, mappings, paths, errors of ours, and the
            results of the tasks.

    Returns:
        JSON.

    Raises:
        InvalidInputError: If something in it is none of these.

    Example:
        >>> write_message(("One.", 2))
        b'{"tuple": ["One.", 2]}'
    """
    return json.dumps(_plain(value)).encode()


def read_message(message: bytes) -> Any:
    """Deserializes what `write_message` returned.

    Args:
        message: The JSON.

    Returns:
        The value.

    Raises:
        ValueError: If it is something else.

    Example:
        >>> read_message(write_message(ComparisonInputs(("One.",))))
        ComparisonInputs(texts=('One.',), questions=None, references=None, titles=None)
    """
    return _value(json.loads(message))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.generic):
        return value.item()
    name = type(value).__name__
    if type(value) is _RECORDS.get(name):
        return {name: {field: _plain(getattr(value, field)) for field in _fields(value)}}
    if isinstance(value, errors.NLPSuiteError):
        # A subclass that is not defined there is sent as its base class.
        kind = name if getattr(errors, name, None) is type(value) else "NLPSuiteError"
        return {"error": [kind, str(value)]}
    if isinstance(value, Path):
        return {"path": str(value)}
    if isinstance(value, tuple):
        return {"tuple": [_plain(one) for one in value]}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {"mapping": [[_plain(key), _plain(one)] for key, one in value.items()]}
    raise errors.InvalidInputError(
        f"another process cannot be told of the {name} {value!r:.80}; give plain values, or pass "
        "isolated=False"
    )


def _fields(record: Any) -> tuple[str, ...]:
    if dataclasses.is_dataclass(record):
        return tuple(field.name for field in dataclasses.fields(record))
    return tuple(record._fields)


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return [_value(one) for one in plain]
    if not isinstance(plain, dict):
        return plain
    ((kind, content),) = plain.items()
    if kind in _RECORDS:
        return _RECORDS[kind](**{name: _value(one) for name, one in content.items()})
    if kind == "error":
        return getattr(errors, content[0])(content[1])
    if kind == "path":
        return Path(content)
    if kind == "tuple":
        return tuple(_value(one) for one in content)
    if kind == "mapping":
        return {_value(key): _value(one) for key, one in content}
    raise ValueError(f"an unknown kind of message, {kind!r}")


_SCRIPT = """
import sys
sys.path[:] = {path!r}
from nlp_suite.comparison.subprocess_run import answer_parent
answer_parent()
"""


def run_in_own_process(job: Job) -> Measurement:
    """Measures a system in a Python subprocess.

    Nothing that was loaded before makes its loading faster, no other system's threads or
    memory are in its way, and the process's peak memory is its own.

    Args:
        job: What to measure; there is something to load.

    Returns:
        Results and times, with the peak memory of the process. The time of loading includes
        the import of the engine's libraries, not the start of Python.

    Raises:
        NLPSuiteError: What loading raises, or if the process ends before it is done.

    Example:
        ```python
        from nlp_suite.comparison.inputs import ComparisonInputs

        system = nlp_suite.System(model="runs/my-translator")
        job = Job("translate", system, ComparisonInputs(("I see a cat.",)), {}, repeats=3)
        print(run_in_own_process(job).peak_memory)
        ```
    """
    # Not multiprocessing, which runs the caller's script again unless that guards against it.
    process = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _SCRIPT.format(path=sys.path)],
        input=write_message(job),
        stdout=subprocess.PIPE,
        check=False,
    )
    if process.returncode != 0:
        raise NLPSuiteError(_obituary(job, process.returncode))
    reply: Measurement | NLPSuiteError = read_message(process.stdout)
    if isinstance(reply, NLPSuiteError):
        raise reply
    return reply


def answer_parent() -> None:
    """Reads a job from standard input, and writes its measurement or error to standard output.

    Example:
        ```python
        subprocess.run([sys.executable, "-c", "from ... import answer_parent; answer_parent()"])
        ```
    """
    # An interrupt from the keyboard reaches the parent too, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reply: Measurement | NLPSuiteError
    with os.fdopen(os.dup(1), "wb") as stream:
        # What a library prints must not get among the answer.
        os.dup2(2, 1)
        job: Job = read_message(sys.stdin.buffer.read())
        try:
            reply = job.run()._replace(peak_memory=peak_memory())
        except NLPSuiteError as error:
            reply = error
        stream.write(write_message(reply))


def _obituary(job: Job, status: int) -> str:
    system = job.system
    name = f"{system.engine} {system.model or ''}".strip() if system else ""
    if status < 0:
        return (
            f"the process of {name} was ended by signal {-status}, perhaps for lack of memory; "
            "give fewer inputs at a time or a smaller model"
        )
    return (
        f"the process of {name} failed with status {status}; what it wrote on standard error "
        "says why, and isolated=False runs it in this process"
    )
