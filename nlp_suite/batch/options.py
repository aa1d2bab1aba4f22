"""Options of every batch job over files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nlp_suite.arguments import (
    MOST_BYTES,
    check_name,
    check_number,
    check_seconds,
    check_switch,
    check_whole,
    shown,
)
from nlp_suite.batch.problem import Problem
from nlp_suite.cpus import available_cpus
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import LoadKeywords, LoadOptions

# Processes, or CPUs and GPUs of one.
_MOST_WORKERS = 10_000


class FilesKeywords(LoadKeywords, total=False):
    """Keyword arguments of a job over files; described at `FilesOptions`."""

    workers: int
    ray: str | None
    worker_cpus: float
    worker_gpus: float
    text_column: str
    id_column: str | None
    keep_columns: Sequence[str]
    max_bytes: int
    time_limit: float
    hidden: bool
    null_separated: bool
    strict: bool
    escape_formulas: bool
    on_problem: Callable[[Problem], object] | None
    progress: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesOptions(LoadOptions):
    """Options of a job over files: of loading, workers, how files are read, error handling.

    Those of loading are described at `nlp_suite.load_options.LoadOptions`.

    Args:
        threads: CPU threads of each worker; if None, the CPUs that this process may use,
            divided by `workers`, and on Ray `worker_cpus`.
        workers: Number of processes, each with the model; 1 is this process itself. A worker
            that ends is replaced, and its work done again.
        ray: Where a Ray cluster is whose actors are the workers: "local" to start one on this
            machine, "auto" for the one that runs here, or its address; None for processes.
        worker_cpus: How many CPUs an actor of Ray takes, also a fraction.
        worker_gpus: How many GPUs an actor of Ray takes, also a fraction.
        text_column: Where in a table the text is.
        id_column: Where in a table the id is; None to go by numbers of rows.
        keep_columns: Further columns of tables that the output shall have.
        max_bytes: How many bytes a document may have.
        time_limit: How many seconds the parsing of a page or a PDF file may take.
        hidden: Whether files and folders in folders count whose names begin with a dot.
        null_separated: Whether paths on standard input end in NUL.
        strict: Whether the first problem ends the job.
        escape_formulas: Whether texts of a `.csv` output that begin as formulas do (with =, +, -,
            @, a tab or a line end) have an apostrophe before them, so that no spreadsheet computes
            them.
        on_problem: Called with each problem; if None, they are logged as warnings.
        progress: Whether to show a progress bar on standard error; if None, on a terminal.

    Raises:
        InvalidInputError: If a value is none of the possible ones.

    Example:
        >>> FilesOptions(workers=2).engine
        'custom'
    """

    workers: int = 1
    ray: str | None = None
    worker_cpus: float = 1.0
    worker_gpus: float = 0.0
    text_column: str = "text"
    id_column: str | None = "id"
    keep_columns: Sequence[str] = ()
    max_bytes: int = 64 << 20
    time_limit: float = 60.0
    hidden: bool = False
    null_separated: bool = False
    strict: bool = False
    escape_formulas: bool = False
    on_problem: Callable[[Problem], object] | None = None
    progress: bool | None = None

    def __post_init__(self) -> None:
        # A class with slots is made anew, which super() without arguments does not know.
        LoadOptions.__post_init__(self)
        check_whole("workers", self.workers, 1, _MOST_WORKERS)
        check_whole("max_bytes", self.max_bytes, 1, MOST_BYTES)
        self._check_ray()
        check_seconds("time_limit", self.time_limit)
        self._check_columns()
        for name in ("hidden", "null_separated", "strict", "escape_formulas"):
            check_switch(name, getattr(self, name))
        if self.progress is not None:
            check_switch("progress", self.progress)
        if self.on_problem is not None and not callable(self.on_problem):
            raise InvalidInputError(
                f"on_problem must be a function, got {type(self.on_problem).__name__}"
            )

    def _check_columns(self) -> None:
        check_name("text_column", self.text_column)
        if self.id_column is not None:
            check_name("id_column", self.id_column)
        if isinstance(self.keep_columns, str) or not isinstance(self.keep_columns, Sequence):
            raise InvalidInputError(
                f"keep_columns must be a list of names, got {shown(self.keep_columns)}"
            )
        for name in self.keep_columns:
            check_name("keep_columns", name)

    def _check_ray(self) -> None:
        if self.ray is not None and (
            not isinstance(self.ray, str) or not self.ray or not self.ray.isprintable()
        ):
            raise InvalidInputError(
                f"ray must be 'local', 'auto' or the address of a cluster, got {shown(self.ray)}"
            )
        for name, default in (("worker_cpus", 1.0), ("worker_gpus", 0.0)):
            value = getattr(self, name)
            check_number(name, value, 0, _MOST_WORKERS)
            if self.ray is None and value != default:
                raise InvalidInputError(f"{name} goes with ray; pass ray='local', or threads=")

    def loading(self) -> LoadOptions:
        """Returns the options that each worker loads the task with.

        Returns:
            The options of loading, with the threads of one worker.

        Example:
            >>> FilesOptions(device="cpu", ray="local", worker_cpus=2).loading().threads
            2
        """
        threads = self.threads
        if threads is None and self.ray is not None:
            threads = max(1, int(self.worker_cpus))
        elif threads is None and self.workers > 1:
            threads = max(1, available_cpus() // self.workers)
        return replace(LoadOptions.of(self), threads=threads)

    def reading(self) -> dict[str, Any]:
        """Returns the options that decide which documents a file has.

        Returns:
            The options of `nlp_suite.data.read_documents`.

        Example:
            >>> FilesOptions(text_column="body").reading()["text_column"]
            'body'
        """
        names = ("text_column", "id_column", "keep_columns", "max_bytes", "time_limit")
        return {name: getattr(self, name) for name in names}
