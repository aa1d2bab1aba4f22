"""Measurement of a system in a subprocess; messages are JSON, which cannot run code."""

import os
import signal
import subprocess
import sys

from nlp_suite.comparison.job import Job
from nlp_suite.comparison.measurement import Measurement
from nlp_suite.comparison.memory import peak_memory
from nlp_suite.comparison.messages import read_message, write_message
from nlp_suite.errors import NLPSuiteError

_SCRIPT = """
import sys
sys.path[:] = {path!r}
from nlp_suite.comparison.own_process import answer_parent
answer_parent()
"""


def run_in_own_process(job: Job) -> Measurement:
    """Measures a contender in a Python subprocess.

    Nothing that was loaded before makes its loading faster, no other contender's threads or
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
        from nlp_suite.comparison.cases import Cases

        contender = nlp_suite.Contender("custom", "runs/my-translator")
        job = Job("translate", contender, Cases(("I see a cat.",)), {}, repeats=3)
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
    contender = job.contender
    name = f"{contender.engine} {contender.model or ''}".strip() if contender else ""
    if status < 0:
        return (
            f"the process of {name} was ended by signal {-status}, perhaps for lack of memory; "
            "give fewer inputs at a time or a smaller model"
        )
    return (
        f"the process of {name} failed with status {status}; what it wrote on standard error "
        "says why, and isolated=False runs it in this process"
    )
