"""A soak: hours of calls as a service makes them, with memory and descriptors that stay flat.

`NLP_SUITE_SOAK_SECONDS` (3,600) says how long; `NLP_SUITE_STRESS_SHARE` and `_SECONDS` count too.
"""

import json
import os
import random
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import nlp_suite
from nlp_suite.assets import TEXTS_FOLDER

THREADS = 4
# A call that takes longer hangs.
LIMIT = 120.0
# Every so many seconds the models are unloaded while the threads call.
UNLOADED_EVERY = 97
# What the memory of the last quarter may be above that of the third, in nine of ten seconds.
MOST_GROWTH_MB = 16.0
# Readings below which there is nothing to compare: every thread has its own memory, and it takes
# some minutes until each has computed the largest of all calls.
ENOUGH = 120
FOLDER = Path("/proc/self")


class Request(NamedTuple):
    """A call, and what it gives alone: a result, or the name of an error."""

    name: str
    call: Callable[[], Any]
    expected: str


class Reading(NamedTuple):
    """What the process holds."""

    seconds: float
    megabytes: float
    descriptors: int
    threads: int


def outcome(call: Callable[[], Any]) -> str:
    """Plain text of a result; of an error of the package its class and text."""
    try:
        found = call()
    except nlp_suite.NLPSuiteError as error:
        return f"{type(error).__name__}: {error}"
    return json.dumps(found, default=lambda one: one.to_dict())


def make_requests(rng: random.Random, number: int) -> list[Request]:
    article = (TEXTS_FOLDER / "bicycle.txt").read_text(encoding="utf-8")
    sentences = [line for line in article.replace("\n", " ").split(". ") if line]
    requests = []
    for index in range(number):
        size = rng.choice((1, 2, 3, 5, 12))
        text = ". ".join(rng.sample(sentences, size)) + "."
        task = rng.choice(("summarize", "translate", "answer", "fail"))
        options: dict[str, Any] = {}
        argument: Any = rng.choice((text, text, [text, *rng.sample(sentences, 2)]))
        if task == "summarize":
            options["sentences"] = rng.randint(1, 3)
            options["method"] = rng.choice(("salience", "semantic", "lexical", "lead", "mmr"))
            call = bound(nlp_suite.summarize, argument, **options)
        elif task == "translate":
            options["beam_size"] = rng.choice((1, 1, 2, 4))
            if rng.random() < 0.3:
                options |= rng.choice(({"source": "de"}, {"n_best": 2}))
                options["beam_size"] = max(2, options["beam_size"])
            short = argument if isinstance(argument, str) else argument[1:]
            call = bound(nlp_suite.translate, short, **options)
        elif task == "answer":
            question = rng.choice(("Who built it?", "When was that?", "What has two wheels?"))
            options["top_k"] = rng.choice((1, 3))
            call = bound(nlp_suite.answer, question, argument, **options)
        else:
            call = rng.choice(
                (
                    bound(nlp_suite.summarize, " "),
                    bound(nlp_suite.summarize, text, sentences=-1),
                    bound(nlp_suite.translate, 3),
                    bound(nlp_suite.translate, text, beam_size=0),
                    bound(nlp_suite.answer, "", text),
                    bound(nlp_suite.answer, "Who?", text, model="no-such-model"),
                    bound(nlp_suite.translate, text, source="xx"),
                )
            )
        requests.append(Request(f"{index} {task} {options}", call, outcome(call)))
    return requests


def bound(function: Callable[..., Any], *arguments: Any, **options: Any) -> Callable[[], Any]:
    return lambda: function(*arguments, **options)


def read_process(began: float) -> Reading:
    pages = int((FOLDER / "statm").read_text().split()[1])
    return Reading(
        time.monotonic() - began,
        pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
        sum(1 for _ in (FOLDER / "fd").iterdir()),
        sum(1 for _ in (FOLDER / "task").iterdir()),
    )


def growth(seconds: np.ndarray, values: np.ndarray) -> float:
    """What a line through values (least squares) rises by from the first to the last."""
    slope, _ = np.polyfit(seconds, values, 1)
    return float(slope * (seconds[-1] - seconds[0]))


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the system does not say what a process holds")
def test_soak(campaign):
    seconds = int(os.environ.get("NLP_SUITE_SOAK_SECONDS", "3600"))
    readings: list[Reading] = []
    counts = {"calls": 0, "errors": 0, "unloaded": 0}
    with warnings.catch_warnings():
        # Of texts in another language than was said, which is what some of the requests are.
        warnings.simplefilter("ignore")
        requests = make_requests(random.Random(24), 160)  # noqa: S311
        began = unloaded = time.monotonic()
        with ThreadPoolExecutor(THREADS) as pool:
            # A case takes a second, and longer where a call does.
            for rng in campaign.seeds(seconds):
                if time.monotonic() - began > seconds:
                    break
                end = time.monotonic() + 1
                pending: list[tuple[Request, Future[str]]] = []
                while time.monotonic() < end:
                    while len(pending) < 2 * THREADS:
                        request = rng.choice(requests)
                        pending.append((request, pool.submit(outcome, request.call)))
                    judge(campaign, *pending.pop(0), counts)
                if time.monotonic() - unloaded > UNLOADED_EVERY:
                    unloaded = time.monotonic()
                    counts["unloaded"] += 1
                    nlp_suite.unload(rng.choice(("summarize", "translate", "answer", None)))
                for one in pending:
                    judge(campaign, *one, counts)
                readings.append(read_process(began))
    check_flat(campaign, readings, counts)


def judge(campaign: Any, request: Request, future: Future[str], counts: dict[str, int]) -> None:
    counts["calls"] += 1
    try:
        found = future.result(LIMIT)
    except TimeoutError:
        campaign.fault("hung", request.name)
        return
    except Exception as error:
        campaign.fault("raw", f"{request.name}: {error!r}")
        return
    counts["errors"] += "Error: " in found[:40]
    if found != request.expected:
        campaign.fault("wrong", f"{request.name}: {found[:200]}")


def check_flat(campaign: Any, readings: list[Reading], counts: dict[str, int]) -> None:
    table = np.array(readings, dtype=float)
    if len(table) < ENOUGH:
        return
    # Memory falls when models are unloaded.
    quarters = [quarter[:, 1] for quarter in np.array_split(table, 4)]
    peaks = [quarter.max() for quarter in quarters]
    second = table[len(table) // 2 :]
    descriptors, threads = (growth(second[:, 0], second[:, column]) for column in (2, 3))
    # Shown by pytest -s.
    sys.stdout.write(
        f"\n{counts['calls']:,} calls, {counts['errors']:,} of them refused, in "
        f"{table[-1, 0]:,.0f} s; models unloaded {counts['unloaded']} times; most resident memory "
        f"of each quarter {', '.join(f'{peak:.0f}' for peak in peaks)} MB, median "
        f"{', '.join(f'{np.median(quarter):.0f}' for quarter in quarters)} MB; descriptors "
        f"{descriptors:+.1f} from {second[0, 2]:.0f}, threads {threads:+.1f} from "
        f"{second[0, 3]:.0f} in the second half\n"
    )
    # The most of all is that of a second in which a model was loaded while a call held the old one.
    usual = [np.percentile(quarter, 90) for quarter in quarters]
    if usual[3] > usual[2] + MOST_GROWTH_MB:
        grown = usual[3] - usual[2]
        campaign.fault("wrong", f"memory grew by {grown:.1f} MB in the last quarter")
    if descriptors > 1.5:
        campaign.fault("wrong", f"descriptors grew by {descriptors:.1f} in the second half")
    if threads > 3:
        campaign.fault("wrong", f"threads grew by {threads:.1f} in the second half")
