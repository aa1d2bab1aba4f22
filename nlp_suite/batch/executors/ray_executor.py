"""Ray executor: work items computed by an actor pool, on one machine or on many."""

import contextlib
import json
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.batch.executors.ray_worker import AttemptCounter, RayWorker
from nlp_suite.batch.executors.retries import Attempt
from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.work_items import ComputedGroup, Event, KnownResults, Planned
from nlp_suite.errors import BatchError
from nlp_suite.processes import error_from_plain

if TYPE_CHECKING:
    from nlp_suite.batch.work_items import Result

# Groups of each actor in a round. At the end of a round actors wait for the last one, and the
# next loads the model anew: with so many that takes some hundredths of the time.
GROUPS_PER_WORKER = 32


class RayExecutor:
    """Computes groups in an actor pool of Ray Data, and retries those of dead actors.

    Ray Data computes datasets that it knows from their beginning to their end. So the groups go
    there in rounds, each a dataset with a block for each group; while one is computed, the next
    is planned.

    Args:
        settings: The settings of the job.
        address: Where the cluster is: "local" to start one on this machine, which ends with the
            job, "auto" for the one that runs here, or "host:port" or "ray://host:port".
        workers: Number of actors.
        cpus: How many CPUs each takes, also a fraction.
        gpus: How many GPUs each takes, also a fraction.

    Raises:
        MissingDependencyError: If the extra `ray` is not installed.

    Example:
        ```python
        settings = JobSettings.make("summarize")
        # Nothing starts before `run` has something to compute.
        executor = RayExecutor(settings, "local", workers=2)
        assert not list(executor.run([]))
        executor.close()
        ```

    Reference:
        Moritz et al. 2018, "Ray: A Distributed Framework for Emerging AI Applications",
        https://arxiv.org/abs/1712.05889.
    """

    def __init__(
        self,
        settings: JobSettings,
        address: str,
        workers: int,
        *,
        cpus: float = 1.0,
        gpus: float = 0.0,
    ) -> None:
        try:
            import ray.data
        except ModuleNotFoundError as error:
            raise missing_dependency("A job on Ray", error.name, "ray") from error
        self._ray: Any = ray
        self._settings = settings.to_dict()
        model = settings.loading.model
        if model is not None and Path(model).is_dir():
            # Actors have other current folders.
            self._settings["loading"]["model"] = os.path.abspath(model)  # noqa: PTH100
        self._address, self._workers = address, workers
        self._cpus, self._gpus = cpus, gpus
        self._started = False

    def run(self, plan: Iterable[Planned]) -> Iterator[Event]:
        """Executes a plan.

        Args:
            plan: Groups, and results that are known.

        Yields:
            What is known, and each group or parts of it with its results, in any order.

        Raises:
            BatchError: If there is no cluster, or it fails.
            NLPSuiteError: If the task cannot be loaded, or the model is damaged.
        """
        rest = iter(plan)
        size = GROUPS_PER_WORKER * self._workers
        attempts: list[Attempt] = []
        while True:
            while len(attempts) < size and (planned := next(rest, None)) is not None:
                yield from _sort(planned, attempts)
            if not attempts:
                return
            current, attempts = dict(enumerate(attempts)), []
            for number, results in self._compute(list(current.values())):
                yield ComputedGroup(current.pop(number).group, results)
                if len(attempts) < size and (planned := next(rest, None)) is not None:
                    yield from _sort(planned, attempts)
            # Their actors have ended.
            for attempt in current.values():
                remainder = attempt.on_worker_exit()
                if isinstance(remainder, ComputedGroup):
                    yield remainder
                else:
                    attempts += remainder

    def close(self) -> None:
        """Ends the cluster, if the job has started it."""
        if self._started:
            self._ray.shutdown()
            self._started = False

    def _compute(self, attempts: Sequence[Attempt]) -> "Iterator[tuple[int, list[Result | str]]]":
        """Yields results by the attempts' numbers, without those whose actor has ended."""
        self._connect()
        data = self._ray.data
        items = [
            {
                "number": number,
                "items": json.dumps([(item.text, item.question) for item in attempt.group.items]),
            }
            for number, attempt in enumerate(attempts)
        ]
        counter = self._ray.remote(num_cpus=0)(AttemptCounter).remote()
        with _settings(data.DataContext.get_current()):
            found = data.from_items(items, override_num_blocks=len(items)).map_batches(
                RayWorker,
                batch_size=1,
                batch_format="numpy",
                # With one at a time, an actor that ends takes nothing else along.
                compute=data.ActorPoolStrategy(
                    size=min(self._workers, len(items)), max_tasks_in_flight_per_actor=1
                ),
                fn_constructor_args=(self._settings, counter),
                num_cpus=self._cpus,
                num_gpus=self._gpus,
            )
            for row in found.iter_rows():
                message = json.loads(row["message"])
                if message is None:
                    continue
                if "error" in message:
                    raise error_from_plain(message["error"])
                yield int(row["number"]), message["results"]

    def _connect(self) -> None:
        if self._ray.is_initialized():
            return
        # No usage statistics are sent to anybody.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            self._ray.init(
                self._address,
                log_to_driver=False,
                logging_level=logging.ERROR,
                **({"include_dashboard": False} if self._address == "local" else {}),
            )
        except (ConnectionError, RuntimeError, ValueError) as error:
            reason = " ".join(str(error).split())[:300]
            raise BatchError(
                f"there is no Ray cluster at {self._address!r} ({reason}); start one with "
                "ray start --head, or pass ray='local'"
            ) from error
        self._started = True


def _sort(planned: Planned, attempts: list[Attempt]) -> Iterator[KnownResults]:
    """Yields what is known, and queues the rest."""
    if isinstance(planned, KnownResults):
        yield planned
    else:
        attempts.append(Attempt(planned))


@contextlib.contextmanager
def _settings(context: Any) -> Iterator[None]:
    """Sets the options of Ray Data for the datasets made within the block."""
    ours = {
        "enable_progress_bars": False,
        "print_on_execution_start": False,
        # A block that is lost is missing then, rather than the whole dataset.
        "max_errored_blocks": -1,
    }
    theirs = {name: getattr(context, name) for name in ours}
    # Dead actors are reported here, not by Ray.
    logger = logging.getLogger("ray.data")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        for name, value in ours.items():
            setattr(context, name, value)
        yield
    finally:
        logger.setLevel(level)
        for name, value in theirs.items():
            setattr(context, name, value)
