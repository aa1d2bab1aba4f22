"""Imports all that a training needs, and forks a process for each command that it is told to run.

A line on standard input is a JSON list: a file for the output, and the arguments of the command.
The answers are the child's process id, and when it has ended its exit status, a line each.
"""

import json
import os
import sys

import ctranslate2  # noqa: F401
import datasets  # noqa: F401
import matplotlib.pyplot  # noqa: F401
import tensorboardX.proto.event_pb2  # noqa: F401
import torch

import nlp_suite.plots.learning_curves
import nlp_suite.training.runs  # noqa: F401
from nlp_suite.cli import main


def run(output: str, arguments: list[str]) -> None:
    """Runs a command in this process, and ends it."""
    handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    torch.set_num_threads(1)
    status = 99
    try:
        status = main(arguments)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


print("ready", flush=True)  # noqa: T201
for line in sys.stdin:
    process = os.fork()
    if not process:
        run(*json.loads(line))
    print(process, flush=True)  # noqa: T201
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)  # noqa: T201
