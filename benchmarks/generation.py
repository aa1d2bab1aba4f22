"""Compare our text generator with plain loops over `model.generate`; prints a Markdown table.

    python benchmarks/generation.py --threads 2

A hundred texts of mixed length, from one sentence to sixteen, are summarized by a random
checkpoint of the size of a real one: speed does not depend on what the weights are, as every
summary here has as many tokens. The loops are what is mostly written: one text after the other, and
batches of eight as the texts come. The table says of how many texts all write the same tokens. On
a machine that has other things to do, CPU time with one thread is what can be compared.
"""

import argparse
import functools
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.engines.pretrained.text_generator import TextGenerator

ARTICLE = Path(__file__).parents[1] / "nlp_suite" / "assets" / "texts" / "bicycle.txt"
BEAMS, BATCH = 4, 8
SIDES = ("encoder", "decoder")


def bart_config(layers: tuple[int, int], **values: int) -> Any:
    """Make the configuration of a BART, with so many layers of encoder and decoder."""
    names: dict[str, Any] = {
        f"{side}_layers": count for side, count in zip(SIDES, layers, strict=True)
    }
    names |= {f"{side}_attention_heads": values["heads"] for side in SIDES}
    names |= {f"{side}_ffn_dim": 4 * values["d_model"] for side in SIDES}
    return transformers.BartConfig(vocab_size=50_264, d_model=values["d_model"], **names)


def t5_config() -> Any:
    """Make the configuration of google-t5/t5-small."""
    values: dict[str, Any] = {"decoder_start_token_id": 0, "prefix": ""}
    return transformers.T5Config(**values)


SHAPES: dict[str, Callable[[], Any]] = {
    "t5-small": t5_config,
    "bart-base": lambda: bart_config((6, 6), d_model=768, heads=12),
    "distilbart-12-6": lambda: bart_config((12, 6), d_model=1024, heads=16),
}


# Writes the token ids of a summary of each text.
Way = Callable[[Sequence[str]], list[list[int]]]


class Timing(NamedTuple):
    """What a way to summarize took, in seconds, and the tokens that it wrote."""

    wall: float
    cpu: float
    rows: list[list[int]]


def write_checkpoint(shape: str, folder: Path) -> None:
    """Write a random checkpoint with a tokenizer of the article's words."""
    config = SHAPES[shape]()
    config.use_cache = True
    torch.manual_seed(0)
    make_model: Any = transformers.AutoModelForSeq2SeqLM.from_config
    model = make_model(config).eval()
    model.save_pretrained(folder)
    names = ("<s>", "<pad>", "</s>", "<unk>") if shape != "t5-small" else ("<pad>", "</s>", "<unk>")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=2000,
        special_tokens=list(names),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator([ARTICLE.read_text(encoding="utf-8")], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", names.index("</s>"))]
    )
    special: Any = {"pad_token": "<pad>", "eos_token": "</s>"}
    make_tokenizer: Any = transformers.PreTrainedTokenizerFast
    make_tokenizer(tokenizer_object=tokenizer, **special, model_max_length=1024).save_pretrained(
        folder
    )


def make_texts(count: int, seed: int = 0) -> list[str]:
    """Cut texts of one to sixteen sentences out of the article, short ones more often."""
    sentences = re.split(r"(?<=[.!?])\s+", ARTICLE.read_text(encoding="utf-8"))
    draw = random.Random(seed)  # noqa: S311
    texts = []
    for _ in range(count):
        length = round(2 ** draw.uniform(0, 4))
        start = draw.randrange(max(1, len(sentences) - length))
        texts.append(" ".join(sentences[start : start + length]))
    return texts


def run(work: Way, texts: Sequence[str]) -> Timing:
    """Time a way to summarize, after a text that does not count."""
    work(texts[:1])
    wall, cpu = time.perf_counter(), time.process_time()
    rows = work(texts)
    return Timing(time.perf_counter() - wall, time.process_time() - cpu, rows)


def loop(folder: Path, tokens: int, batch: int, device: str) -> Way:
    """Make the plain loop over `model.generate`."""
    model: Any = transformers.AutoModelForSeq2SeqLM.from_pretrained(folder).eval().to(device)
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder)

    def work(texts: Sequence[str]) -> list[list[int]]:
        rows = []
        for start in range(0, len(texts), batch):
            asked = list(texts[start : start + batch])
            inputs = tokenizer(asked, padding=True, return_tensors="pt").to(device)
            inputs.pop("token_type_ids", None)
            with torch.inference_mode():
                found = model.generate(
                    **inputs, num_beams=BEAMS, max_new_tokens=tokens, min_new_tokens=tokens
                )
            rows += [row[1:] for row in found.tolist()]
        return rows

    return work


def main() -> None:
    """Time the loops and ours in turn."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shape", choices=sorted(SHAPES), default="t5-small")
    parser.add_argument("--texts", type=int, default=100)
    parser.add_argument("--tokens", type=int, default=40)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--batches", action="store_true", help="also a loop in batches of 8")
    parser.add_argument("--batch-tokens", type=int, nargs="*")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    logging: Any = transformers.logging
    logging.set_verbosity_error()
    texts, tokens = make_texts(arguments.texts), arguments.tokens
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_checkpoint(arguments.shape, folder)
        options = GenerationOptions(max_tokens=tokens, min_tokens=tokens, beam_size=BEAMS)
        ways: dict[str, Way] = {}
        for most in arguments.batch_tokens or [None]:
            ours = TextGenerator(folder, device=arguments.device, batch_tokens=most, name="ours")
            label = "TextGenerator" + (f", batch_tokens={most}" if most else "")
            ways[label] = functools.partial(ours.generate_ids, options=options)
        lengths = sorted(ours.count_tokens(texts))
        if arguments.batches:
            ways["loop, batches of 8"] = loop(folder, tokens, BATCH, arguments.device)
        ways["loop, one by one"] = loop(folder, tokens, 1, arguments.device)
        print(
            f"{arguments.shape}, {len(texts)} texts of {lengths[0]} to {lengths[-1]} tokens, half "
            f"below {lengths[len(lengths) // 2]}; {tokens} tokens written of each, {BEAMS} beams; "
            f"{arguments.device}, {arguments.threads} threads, torch {torch.__version__}, "
            f"transformers {transformers.__version__}\n"
        )
        results = {}
        for label, work in ways.items():
            results[label] = run(work, texts)
            print(f"{label}: {results[label].wall:.1f} s", file=sys.stderr, flush=True)
    slowest = results["loop, one by one"]
    print("| | seconds | CPU seconds | times as fast | in CPU time | equal summaries |")
    print("|---|---|---|---|---|---|")
    for label, found in results.items():
        equal = sum(a == b for a, b in zip(found.rows, slowest.rows, strict=True))
        print(
            f"| {label} | {found.wall:.1f} | {found.cpu:.1f} | {slowest.wall / found.wall:.1f} | "
            f"{slowest.cpu / found.cpu:.1f} | {equal} of {len(texts)} |"
        )


if __name__ == "__main__":
    main()
