"""Messages between two processes, as JSON: nothing in it can run code."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np

from nlp_suite import errors
from nlp_suite.comparison.cases import Cases
from nlp_suite.comparison.contender import Contender
from nlp_suite.comparison.job import Job
from nlp_suite.comparison.measurement import Measurement
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
        *(Cases, Contender, Job, Measurement),
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
        >>> read_message(write_message(Cases(("One.",))))
        Cases(inputs=('One.',), questions=None, references=None, titles=None)
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
