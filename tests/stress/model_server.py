"""A process that loads model folders and computes with them; one line in, one line out."""

import contextlib
import json
import os
import resource
import sys
import warnings
from typing import Any

from nlp_suite import NLPSuiteError, registry
from nlp_suite.load_options import LoadOptions

TEXT = "Tom sees a cat. Ann sees 3 dogs, and Öl. " + "a" * 50 + "! 日本 is far. We know it."
MEMORY = 4 << 30


def compute(task: str, folder: str) -> Any:
    """What a model makes of the text, with all its digits."""
    loaded = registry.load(task, LoadOptions(model=folder, threads=1))
    if task == "summarize":
        return loaded(TEXT, sentences=2).to_dict()
    if task == "answer":
        return loaded("Who sees a cat?", TEXT).to_dict()
    return loaded(TEXT).to_dict()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    # Libraries write to the standard output as they like.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        case = json.loads(line)
        os.environ["NLP_SUITE_CACHE"] = case["cache"]
        answer: dict[str, Any] = {}
        try:
            answer["result"] = compute(case["task"], case["folder"])
        except NLPSuiteError as error:
            answer["refused"] = str(error)
        except BaseException as error:
            answer["raw"] = f"{type(error).__name__}: {error}"[:300]
        with contextlib.suppress(BrokenPipeError):
            print(json.dumps(answer, default=str), file=out, flush=True)


if __name__ == "__main__":
    main()
