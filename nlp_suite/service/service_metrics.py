"""Metrics of the service, in the format of Prometheus."""

import os
from collections.abc import Callable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
    multiprocess,
)

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class ServiceMetrics:
    """Counts requests, their times and their sizes, for `GET /metrics`.

    With several processes (`PROMETHEUS_MULTIPROC_DIR`) each answers for all.

    Example:
        >>> metrics = ServiceMetrics()
        >>> metrics.watch_queue(lambda: 3, lambda: 1)
        >>> metrics.count_request("/v1/translate", "POST", 200, 0.04)
        >>> content, media_type = metrics.render()
        >>> b"nlp_suite_waiting_calls 3.0" in content
        True

    Reference:
        https://prometheus.io/docs/instrumenting/exposition_formats/
    """

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._is_shared = "PROMETHEUS_MULTIPROC_DIR" in os.environ
        self._requests = Counter(
            "nlp_suite_requests_total",
            "Requests by route, method and status.",
            ["route", "method", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "nlp_suite_request_seconds",
            "Seconds from a request's headers to the end of its answer.",
            ["route"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._characters = Counter(
            "nlp_suite_characters_total",
            "Characters of the texts that tasks were given.",
            ["task"],
            registry=registry,
        )
        self._batch_calls = Histogram(
            "nlp_suite_batch_calls",
            "Calls that were computed together.",
            buckets=_SIZES,
            registry=registry,
        )
        self._waiting = Gauge(
            "nlp_suite_waiting_calls",
            "Calls that wait for a thread.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._running = Gauge(
            "nlp_suite_running_batches",
            "Batches that are computed.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._queue: tuple[Callable[[], int], Callable[[], int]] | None = None
        if not self._is_shared:
            ProcessCollector(registry=registry)

    def watch_queue(self, waiting: Callable[[], int], running: Callable[[], int]) -> None:
        """Shows the state of a queue.

        Args:
            waiting: Says how many calls wait.
            running: Says how many batches are computed.
        """
        self._queue = waiting, running

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Counts a request that was answered.

        Args:
            route: The pattern of its path.
            method: Its method.
            status: The status of the answer.
            seconds: How long it took.
        """
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_call(self, task: str, characters: int) -> None:
        """Counts a call of a task.

        Args:
            task: The task.
            characters: How much text it was given.
        """
        self._characters.labels(task).inc(characters)

    def count_batch(self, calls: int) -> None:
        """Counts a batch.

        Args:
            calls: How many calls it had.
        """
        self._batch_calls.observe(calls)

    def render(self) -> tuple[bytes, str]:
        """Writes all metrics.

        Returns:
            The text, and its media type.
        """
        if self._queue is not None:
            waiting, running = self._queue
            self._waiting.set(waiting())
            self._running.set(running())
        registry = self._registry
        if self._is_shared:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_LATEST
