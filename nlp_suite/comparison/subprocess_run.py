"""Measurement of a system in a child process."""

import contextlib
import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from nlp_suite.comparison.inputs import ComparisonInputs
from nlp_suite.comparison.measurement import Job, Measurement
from nlp_suite.comparison.resources import peak_memory
from nlp_suite.comparison.system import System
from nlp_suite.errors import InvalidInputError, NLPSuiteError
from nlp_suite.processes import (
    ChildProcess,
    connect_to_parent,
    error_from_plain,
    error_to_plain,
    read_frame,
    write_frame,
)
from nlp_suite.results import (
    Alternative,
    Answer,
    Keyword,
    Sentence,
    SentenceSupport,
    SentenceTranslation,
    SourceSentence,
    Summary,
    SummaryPart,
    Translation,
)

_RECORDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        Alternative,
        Answer,
        Keyword,
        Sentence,
        SentenceSupport,
        SentenceTranslation,
        SourceSentence,
        Summary,
        SummaryPart,
        Translation,
        ComparisonInputs,
        System,
        Job,
        Measurement,
    )
}


def encode_message(value: Any) -> bytes:
    """Serializes a job, a measurement or an error to JSON.

    Args:
        value: The value: plain ones, lists, tuples, mappings, paths, compiled patterns, errors of
            ours, and the results of the tasks.

    Returns:
        JSON.

    Raises:
        InvalidInputError: If something in it is none of these.

    Example:
        >>> encode_message(("One.", 2))
        b'{"tuple": ["One.", 2]}'
    """
    return json.dumps(_plain(value)).encode()


def decode_message(message: bytes) -> Any:
    """Deserializes what `encode_message` returned.

    Args:
        message: The JSON.

    Returns:
        The value.

    Raises:
        ValueError: If it is something else.

    Example:
        >>> decode_message(encode_message(ComparisonInputs(("One.",))))
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
    if isinstance(value, NLPSuiteError):
        return {"error": error_to_plain(value)}
    if isinstance(value, Path):
        return {"path": str(value)}
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        return {"pattern": [value.pattern, value.flags]}
    if isinstance(value, tuple):
        return {"tuple": [_plain(one) for one in value]}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {"mapping": [[_plain(key), _plain(one)] for key, one in value.items()]}
    raise InvalidInputError(
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
        return error_from_plain(content)
    if kind == "path":
        return Path(content)
    if kind == "pattern":
        return re.compile(*content)
    if kind == "tuple":
        return tuple(_value(one) for one in content)
    if kind == "mapping":
        return {_value(key): _value(one) for key, one in content}
    raise ValueError(f"an unknown kind of message, {kind!r}")


def run_in_own_process(job: Job) -> Measurement:
    """Measures a system in a child process.

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
    with contextlib.closing(ChildProcess("nlp_suite.comparison.subprocess_run")) as child:
        child.send_bytes(encode_message(job))
        data = child.receive_bytes()
        status = child.wait()
    if data is None or status != 0:
        raise NLPSuiteError(_exit_reason(job, status))
    reply: Measurement | NLPSuiteError = decode_message(data)
    if isinstance(reply, NLPSuiteError):
        raise reply
    return reply


def main() -> None:
    """Reads a job from the parent process, and sends back its measurement or error.

    Example:
        ```sh
        python -m nlp_suite.comparison.subprocess_run < request > reply
        ```
    """
    requests, replies = connect_to_parent()
    data = read_frame(requests)
    if data is None:
        return
    job: Job = decode_message(data)
    reply: Measurement | NLPSuiteError
    try:
        reply = job.run()._replace(peak_memory=peak_memory())
    except NLPSuiteError as error:
        reply = error
    write_frame(replies, encode_message(reply))


def _exit_reason(job: Job, status: int) -> str:
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


if __name__ == "__main__":
    main()
