"""Calls of tasks that requests ask for, and their computation together."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from nlp_suite.api.comparison import compare
from nlp_suite.errors import NLPSuiteError
from nlp_suite.load_options import Task
from nlp_suite.service.served_models import ServedModels


@dataclasses.dataclass(frozen=True, slots=True)
class TaskCall:
    """A call of a task: what it is given, and its options.

    Calls of one task, model and options can be computed together, but for those whose inputs are
    not lists of their own.

    Attributes:
        task: "translate", "summarize" or "answer".
        model: The key of the model that is served; "" for a comparison.
        arguments: The positional arguments: a text or a list of texts; for "answer" a question
            and a text.
        options: Options of the task, by name.
        characters: How much text there is.
        systems: The engines and models that a comparison compares; none of a call of one.
    """

    task: Task
    model: str
    arguments: tuple[Any, ...]
    options: Mapping[str, Any]
    characters: int
    systems: tuple[str, ...] = ()

    @property
    def key(self) -> str | None:
        """What calls that can be computed together have in common; None for one that cannot."""
        alone = self.systems or self.options.get("together", False)
        if alone or not _have_one_length(self.arguments):
            return None
        options = json.dumps(self.options, sort_keys=True)
        return f"{self.task} {self.model} {options}"


def _have_one_length(arguments: Sequence[Any]) -> bool:
    kinds = {type(one) for one in arguments}
    if kinds == {str}:
        return True
    return kinds == {list} and len({len(one) for one in arguments}) == 1


def compute_calls(served: ServedModels, calls: Sequence[TaskCall]) -> list[Any]:
    """Computes calls that have one key together, or a single one.

    Args:
        served: The models.
        calls: The calls.

    Returns:
        For each call its results as plain values, or the error that it gets.

    Example:
        >>> served = ServedModels(["custom"])
        >>> model = served.choose("summarize")
        >>> call = TaskCall("summarize", model, ("Tin melts. It is soft.",), {"sentences": 1}, 22)
        >>> (summary,) = compute_calls(served, [call])
        >>> summary["total_sentences"]
        2
    """
    if len(calls) > 1:
        together = _join(calls)
        try:
            results = iter(_compute(served, together))
        except NLPSuiteError:
            # One of them is at fault; each is told about its own.
            return [_outcome(served, call) for call in calls]
        return [
            [next(results) for _ in call.arguments[0]]
            if isinstance(call.arguments[0], list)
            else next(results)
            for call in calls
        ]
    return [_outcome(served, call) for call in calls]


def _join(calls: Sequence[TaskCall]) -> TaskCall:
    arguments: list[list[str]] = [[] for _ in calls[0].arguments]
    for call in calls:
        for joined, own in zip(arguments, call.arguments, strict=True):
            joined.extend(own if isinstance(own, list) else [own])
    return dataclasses.replace(calls[0], arguments=tuple(arguments))


def _outcome(served: ServedModels, call: TaskCall) -> Any:
    try:
        return _compute(served, call)
    except NLPSuiteError as error:
        return error


def _compute(served: ServedModels, call: TaskCall) -> Any:
    if call.systems:
        tasks = served.system_tasks(call.task, call.systems)
        # In this process, where the models are loaded already.
        options: Any = dict(call.options)
        return compare(
            call.task, *call.arguments, systems=tasks, isolated=False, progress=False, **options
        ).to_dict()
    task = served.find(call.model)
    return _plain(task(*call.arguments, **call.options, progress=False))


def _plain(results: Any) -> Any:
    if isinstance(results, list):
        return [_plain(one) for one in results]
    return results.to_dict()
