"""Time question answering against a plain loop over transformers; prints a Markdown table.

    python benchmarks/answer.py --articles FOLDER --count 1000 --documents 50

FOLDER has text files; one that holds more is cut to `--words` words. Questions are made of the
words of the article that they are about. Both models are BERT with the dimensions of
all-MiniLM-L6-v2 and the same random weights. Ours is `nlp_suite.load("answer")`: one call for all
questions, int8, all cores; once as the shipped reader does it, which chooses the windows that have
most to do with the question, and once with all windows of the plain way. The plain way is what the
examples of transformers do: one question at a time, windows of 384 tokens padded to that length,
float32, all cores, and the best span of the logits in NumPy. It answers every n-th question only,
so as to end; all start anew in each run, in turn. Memory is measured in a process of its own for
each.
"""

import argparse
import concurrent.futures
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

import nlp_suite
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.comparison.resources import peak_memory
from nlp_suite.cpus import available_cpus
from nlp_suite.models import ModelFolder
from nlp_suite.models.convert.checkpoint import load_pretrained_span_extractor
from nlp_suite.models.folder.writer import write_model_folder

T = TypeVar("T")

ENCODER, READER = "all-MiniLM-L6-v2", "english-reader"
WINDOW, STRIDE, ANSWER_TOKENS = 384, 128, 15
# What the plain way does.
WHOLE = {"window": WINDOW, "stride": STRIDE, "max_windows": 0, "bm25_weight": 0.0}


class Case(NamedTuple):
    """A question and the text that it is about."""

    question: str
    text: str


def make_cases(folder: Path, count: int, documents: int, words: int) -> list[Case]:
    """Make questions about articles, those of one article one after the other."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise SystemExit(f"{folder} has no .txt files")
    rng = np.random.default_rng(0)
    cases = []
    for i in range(documents):
        # Fewer files than documents: the next round takes what stands behind.
        rest = (
            files[i % len(files)].read_text(encoding="utf-8").split(" ")[i // len(files) * words :]
        )
        text = " ".join(rest[:words])
        own = [word for word in text.split() if word.isalpha()]
        for _ in range(count // documents):
            chosen = rng.choice(own, rng.integers(4, 9)).tolist()
            cases.append(Case(f"What is the {' '.join(chosen)}?", text))
    return cases


def write_models(folder: Path) -> None:
    """Write the same random model for both: "bert" for transformers, "reader" for us."""
    import torch
    import transformers

    from nlp_suite.engines.pretrained.transformers_output import quiet_transformers

    source = ModelFolder.open(MODELS_FOLDER / ENCODER)
    values = source.config.to_dict()
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=values["vocabulary_size"],
        hidden_size=values["model_dim"],
        num_hidden_layers=values["num_layers"],
        num_attention_heads=values["num_heads"],
        intermediate_size=values["feed_forward_dim"],
        max_position_embeddings=values["max_length"],
        initializer_range=0.2,
    )
    with quiet_transformers():
        transformers.BertForQuestionAnswering(config).save_pretrained(folder / "bert")
    tokenizer = source.read_tokenizer()
    make_tokenizer: Any = transformers.PreTrainedTokenizerFast
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "cls", "sep")}
    make_tokenizer(tokenizer_object=tokenizer, **special).save_pretrained(folder / "bert")
    own, parameters = load_pretrained_span_extractor(folder / "bert")
    write_model_folder(
        folder / "reader",
        own,
        parameters,
        tokenizer,
        card="",
        task="answer",
        options=ModelFolder.open(MODELS_FOLDER / READER).options,
    )


def load_ours(folder: Path, **options: Any) -> Callable[[Sequence[Case]], list[str]]:
    """Load our reader, which reads as the shipped one does but for some options."""
    reader = nlp_suite.load("answer", model=folder / "reader")

    def answer(cases: Sequence[Case]) -> list[str]:
        questions, texts = zip(*cases, strict=True)
        found = reader(list(questions), list(texts), progress=False, **options)
        return [one.text for one in found]

    return answer


def load_whole(folder: Path) -> Callable[[Sequence[Case]], list[str]]:
    """Load our reader, which reads all windows of the plain way."""
    return load_ours(folder, **WHOLE)


def load_plain(folder: Path) -> Callable[[Sequence[Case]], list[str]]:
    """Load the model in transformers, to be called question by question."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    from nlp_suite.engines.pretrained.transformers_output import quiet_transformers

    torch.set_num_threads(available_cpus())
    with quiet_transformers():
        model = AutoModelForQuestionAnswering.from_pretrained(folder / "bert").eval()
    tokenizer = AutoTokenizer.from_pretrained(folder / "bert")
    # A start, and an end that is not before it nor too far behind.
    possible = np.triu(np.ones((WINDOW, WINDOW), bool)) & np.tri(
        WINDOW, k=ANSWER_TOKENS - 1, dtype=bool
    )

    def answer_one(case: Case) -> str:
        inputs = tokenizer(
            case.question,
            case.text,
            max_length=WINDOW,
            stride=STRIDE,
            truncation="only_second",
            padding="max_length",
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = inputs.pop("offset_mapping").numpy()
        inputs.pop("overflow_to_sample_mapping")
        of_text = np.array([[i == 1 for i in inputs.sequence_ids(w)] for w in range(len(offsets))])
        with torch.inference_mode():
            output = model(**inputs)
        best = (-np.inf, "")
        for window, allowed in enumerate(of_text):
            starts, ends = output.start_logits[window].numpy(), output.end_logits[window].numpy()
            scores = starts[:, None] + ends
            scores[~(possible & allowed[:, None] & allowed)] = -np.inf
            first, last = np.unravel_index(scores.argmax(), scores.shape)
            found = case.text[offsets[window, first, 0] : offsets[window, last, 1]]
            best = max(best, (float(scores[first, last]), found))
        return best[1]

    return lambda cases: [answer_one(case) for case in cases]


LOADERS = {"ours": load_ours, "whole": load_whole, "plain": load_plain}
LABELS = {
    "ours": "nlp_suite",
    "whole": "nlp_suite, all windows of 384",
    "plain": "transformers, question by question",
}


def answer_and_measure(kind: str, folder: Path, cases: Sequence[Case]) -> float:
    """Answer questions, and give this process's own peak of memory in MiB."""
    LOADERS[kind](folder)(cases)
    return mebibytes()


def mebibytes() -> float:
    """Give this process's own peak of memory."""
    peak = peak_memory()
    if peak is None:
        raise SystemExit("this system does not say how much memory a process needs")
    return peak / 2**20


def in_a_new_process(function: Callable[..., T], *arguments: Any) -> T:
    """Run a function where its memory is its own."""
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(function, *arguments).result()


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, required=True, help="a folder of .txt files")
    parser.add_argument("--count", type=int, default=1000, help="how many questions")
    parser.add_argument("--documents", type=int, default=50, help="about how many articles")
    parser.add_argument("--words", type=int, default=1000, help="of an article, at most")
    parser.add_argument("--plain-count", type=int, default=100, help="questions the plain way")
    parser.add_argument("--runs", type=int, default=3, help="how often to repeat")
    options = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    cases = make_cases(options.articles, options.count, options.documents, options.words)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_models(folder)
        some = cases[:: max(1, len(cases) // options.plain_count)]
        work = {"ours": cases, "whole": cases, "plain": some}
        answer = {kind: load(folder) for kind, load in LOADERS.items()}
        for kind in work:
            answer[kind](some[:2])
        speeds: dict[str, list[float]] = {kind: [] for kind in work}
        for _ in range(options.runs):
            for kind, own in work.items():
                started = time.perf_counter()
                answer[kind](own)
                speeds[kind].append(len(own) / (time.perf_counter() - started))
        ratios = {
            kind: statistics.median(a / b for a, b in zip(own, speeds["plain"], strict=True))
            for kind, own in speeds.items()
        }
        memory = {
            kind: in_a_new_process(answer_and_measure, kind, folder, own)
            for kind, own in work.items()
        }

    words = statistics.mean(len(case.text.split()) for case in cases)
    print(
        f"{len(cases)} questions about {options.documents} texts of {words:,.0f} words, "
        f"{len(some)} of them the plain way; {available_cpus()} cores; medians of {options.runs} "
        "runs in turn (ratios: of the pairs)\n"
    )
    print("| | questions/s | ratio | peak memory, MiB |")
    print("|---|---|---|---|")
    for kind, label in LABELS.items():
        speed = f"{statistics.median(speeds[kind]):.1f} | {ratios[kind]:.1f}×"
        print(f"| {label} | {speed} | {memory[kind]:,.0f} |")


if __name__ == "__main__":
    main()
