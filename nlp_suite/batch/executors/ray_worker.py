"""Ray actors: one computes work items, another counts the attempts at them."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.work_items import WorkItem
from nlp_suite.errors import NLPSuiteError
from nlp_suite.processes import error_to_plain


class RayWorker:
    """Loads the task once and computes a group at each call, as Ray Data's `map_batches` asks.

    What goes wrong comes back as a message: an error that an actor raises would be retried, and
    report Ray's own files rather than the model.

    Args:
        settings: The fields of the `JobSettings`.
        attempts: The handle of a `AttemptCounter`; None to compute whatever comes.

    Example:
        ```python
        settings = JobSettings.make("summarize")
        worker = RayWorker(settings.to_dict())
        worker({"number": np.array([7]), "items": np.array(['[["Tom sleeps.", ""]]'])})
        ```
    """

    def __init__(self, settings: Mapping[str, Any], attempts: Any = None) -> None:
        self._attempts = attempts
        self._settings = JobSettings.from_dict(settings)
        self._error: dict[str, Any] | None = None
        try:
            # A machine may have another model under the same name.
            self._settings.check_model()
            self._task = self._settings.load()
        except NLPSuiteError as error:
            self._error = {"error": error_to_plain(error)}

    def __call__(self, batch: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Computes a group.

        Args:
            batch: "number", the group's, and "items", a list of texts and questions in JSON;
                both of the shape (1,).

        Returns:
            "number" as given, and "message" of the shape (1,), in JSON: as a
            `worker_process` writes it, or null if a worker has ended while it computed the group.
        """
        message = self._error
        if message is None and self._is_new(int(batch["number"][0])):
            message = self._compute(json.loads(batch["items"][0]))
        return {
            "number": batch["number"],
            "message": np.array([json.dumps(message)], dtype=object),
        }

    def _is_new(self, number: int) -> bool:
        if self._attempts is None:
            return True
        import ray

        return int(ray.get(self._attempts.begin.remote(number))) == 1

    def _compute(self, items: list[list[str]]) -> dict[str, Any]:
        given = [WorkItem(text, question) for text, question in items]
        try:
            results = self._settings.compute(self._task, given)
        except NLPSuiteError as error:
            return {"error": error_to_plain(error)}
        return {"results": results}


class AttemptCounter:
    """Counts the attempts at each group, in an actor that outlives the workers.

    Ray begins a call anew when the actor that had it ends, without an end to it. So a group that
    ends every worker would go round for ever; this is how the next worker knows.

    Example:
        >>> attempts = AttemptCounter()
        >>> attempts.begin(3), attempts.begin(3)
        (1, 2)
    """

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def begin(self, number: int) -> int:
        """Counts an attempt at a group.

        Args:
            number: The number of the group.

        Returns:
            How many have begun with it, this one included.

        Example:
            >>> AttemptCounter().begin(3)
            1
        """
        self._counts[number] += 1
        return self._counts[number]
