"""Time our translator against transformers' MarianMTModel and CTranslate2; prints Markdown tables.

    python benchmarks/translate.py --sentences english.txt --count 1000

The first two tables are about the engine. Both have random weights of the same dimensions, read the
same token ids in the same batches, sorted by length, and write the same number of tokens a
sentence, in the same run and in turn. Ours computes in int8 on all cores, with one thread a worker;
transformers in float32, with as many threads as there are cores. A batch of one is one call a
sentence: one worker, one thread. Cold is a new process that translates one sentence, from its start
to its end, with the models' files already in the system's cache: `nlp-suite translate` against a
script of five lines. Memory is the most that such a process has, its resident set.

The last table is about all that a translation is: a shipped model, texts to texts, with sentence
splitting, protection of what must stay, checks and repair, against CTranslate2 called directly with
the same weights, search, batches and threads, on tokens that were made before the time is taken.
Of a second kind are sentences of which each has an address, a code or a value to keep.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from translation_facts import KINDS, make_sentences

import nlp_suite
from nlp_suite.cpus import available_cpus
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.custom.ctranslate2_runtime import CTranslate2TranslationRuntime
from nlp_suite.engines.custom.sentence_translator import BATCH_TOKENS
from nlp_suite.export.transformer import export_transformer
from nlp_suite.models import ModelFolder, TransformerConfig
from nlp_suite.models.find import find_model_folder
from nlp_suite.models.folder.writer import write_model_folder
from nlp_suite.text.translation_tokenizers import END_ID, PAD_ID, START_ID, train_tokenizers

Batch = list[list[int]]
WORDS = 3000
SENTENCE = "A word that is not there costs as much as one that is."
OURS = """
import nlp_suite
nlp_suite.translate({sentence!r}, model={folder!r}, beam_size={beam}, max_length={length})
"""
PEER = """
from transformers import MarianMTModel, PreTrainedTokenizerFast
tokenizer = PreTrainedTokenizerFast.from_pretrained({folder!r})
model = MarianMTModel.from_pretrained({folder!r}).eval()
inputs = tokenizer({sentence!r}, return_tensors="pt", return_token_type_ids=False)
options = {{"num_beams": {beam}, "min_new_tokens": {length}, "max_new_tokens": {length}}}
print(tokenizer.decode(model.generate(**inputs, do_sample=False, **options)[0]))
"""
# Asked of the process itself: what a parent is told of a child may be its own memory.
MEMORY = """
from nlp_suite.comparison.resources import peak_memory
print(peak_memory())
"""


def invented_sentences(count: int) -> list[str]:
    """Make sentences of invented words, of 4 to 25 words each."""
    rng = np.random.default_rng(0)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words = ["".join(rng.choice(letters, rng.integers(2, 9))) for _ in range(WORDS)]
    return [" ".join(rng.choice(words, rng.integers(4, 26))) + "." for _ in range(count)]


def ours(config: TransformerConfig, tokenizer: Any, folder: str) -> CTranslate2TranslationRuntime:
    """Load our engine on random weights that never write the end."""
    rng = np.random.default_rng(0)
    parameters = {
        name: np.ones(shape, "f4") if name.endswith("gamma") else rng.normal(0, 0.05, shape)
        for name, shape in config.parameter_shapes().items()
    }
    # So a sentence is as long as it may be: as many tokens as the other library writes.
    parameters["output.bias"][END_ID] = -1e4
    options = {"source_language": "en", "target_language": "de", "max_source_tokens": 128}
    write_model_folder(
        folder, config, parameters, tokenizer, card="", task="translate", options=options
    )
    return CTranslate2TranslationRuntime(ModelFolder.open(folder))


def marian(config: TransformerConfig) -> Any:
    """Make a MarianMTModel with random weights and the same dimensions."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    torch.set_num_threads(available_cpus())
    torch.manual_seed(0)
    model: Any = MarianMTModel(
        MarianConfig(
            vocab_size=config.source_vocabulary_size,
            d_model=config.model_dim,
            encoder_layers=config.num_encoder_layers,
            decoder_layers=config.num_decoder_layers,
            encoder_attention_heads=config.num_heads,
            decoder_attention_heads=config.num_heads,
            encoder_ffn_dim=config.feed_forward_dim,
            decoder_ffn_dim=config.feed_forward_dim,
            activation_function="relu",
            max_position_embeddings=config.max_length,
            scale_embedding=True,
            pad_token_id=PAD_ID,
            eos_token_id=END_ID,
            forced_eos_token_id=None,
            decoder_start_token_id=START_ID,
        )
    )
    return model.eval()


def in_batches(ids: Sequence[list[int]], size: int) -> Iterator[Batch]:
    """Sort by length and cut into batches."""
    ordered = sorted(ids, key=len, reverse=True)
    for i in range(0, len(ordered), size):
        yield list(ordered[i : i + size])


def run_ours(
    runtime: CTranslate2TranslationRuntime, batches: list[Batch], search: DecodingOptions
) -> int:
    """Translate, and count the tokens written. Batches of one are one call each."""
    groups = [[b] for b in batches] if len(batches[0]) == 1 else [batches]
    return sum(
        len(best.token_ids)
        for group in groups
        for targets in runtime.translate((batch, search) for batch in group)
        for (best,) in targets
    )


def run_marian(model: Any, batches: list[Batch], search: DecodingOptions) -> int:
    """Translate, and count the tokens written."""
    import torch

    written = 0
    for batch in batches:
        longest = max(map(len, batch))
        input_ids = torch.tensor([ids + [PAD_ID] * (longest - len(ids)) for ids in batch])
        output = model.generate(
            input_ids=input_ids,
            attention_mask=(input_ids != PAD_ID).long(),
            num_beams=search.beam_size,
            min_new_tokens=search.max_length,
            max_new_tokens=search.max_length,
            do_sample=False,
        )
        written += (output.shape[1] - 1) * len(batch)
    return written


def seconds(call: Callable[[], int], expected: int) -> float:
    """Time one call, which must write as many tokens as expected."""
    started = time.perf_counter()
    written = call()
    elapsed = time.perf_counter() - started
    if written != expected:
        raise SystemExit(f"{written} were written, {expected} were asked for")
    return elapsed


def print_warm(
    runtime: CTranslate2TranslationRuntime,
    model: Any,
    config: TransformerConfig,
    ids: Sequence[list[int]],
    options: argparse.Namespace,
) -> None:
    """Time both on the same batches in turn, and print the table."""
    print(
        f"{options.layers} + {options.layers} layers, D {options.dim}, {options.heads} heads, "
        f"d_ff {options.ffn}, {config.source_vocabulary_size} tokens; {available_cpus()} cores; "
        f"{len(ids)} sentences of {statistics.mean(map(len, ids)):.1f} tokens, {options.length} "
        f"written for each; medians of {options.runs} runs in turn (ratio: of the pairs)\n"
    )
    print("| batch | beam | sentences | nlp_suite, sentences/s | MarianMTModel | ratio |")
    print("|---|---|---|---|---|---|")
    for size, count in ((32, len(ids)), (1, options.count_one or max(1, len(ids) // 10))):
        batches = list(in_batches(ids[:: max(1, len(ids) // count)][:count], size))
        number = sum(map(len, batches))
        for beam in (1, options.beam):
            search = DecodingOptions(beam_size=beam, max_length=options.length)
            calls: tuple[Callable[[], int], ...] = (
                lambda b=batches, s=search: run_ours(runtime, b, s),  # type: ignore[misc]
                lambda b=batches, s=search: run_marian(model, b, s),  # type: ignore[misc]
            )
            run_ours(runtime, batches[:2], search)
            run_marian(model, batches[:2], search)
            expected = number * options.length
            runs = [[seconds(call, expected) for call in calls] for _ in range(options.runs)]
            a, b = (number / statistics.median(column) for column in zip(*runs, strict=True))
            ratio = statistics.median(theirs / our for our, theirs in runs)
            print(f"| {size} | {beam} | {number} | {a:.1f} | {b:.1f} | {ratio:.1f}× |", flush=True)


def output_of(command: Sequence[str]) -> str:
    """Run a new process, and return its last line."""
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"failed: {result.stderr}")
    return result.stdout.splitlines()[-1]


def cold(command: Sequence[str]) -> float:
    """Time a new process."""
    started = time.perf_counter()
    output_of(command)
    return time.perf_counter() - started


def megabytes(script: str) -> float:
    """Run a script in a new process, and return its peak memory."""
    return int(output_of([sys.executable, "-c", script + MEMORY])) / 1e6


def print_cold(folder: Path, model: Any, tokenizer: Any, options: argparse.Namespace) -> None:
    """Time the first translation of new processes in turn, and print the table."""
    from transformers import PreTrainedTokenizerFast

    peer = str(folder / "marian")
    model.save_pretrained(peer)
    make_tokenizer: Any = PreTrainedTokenizerFast
    make_tokenizer(tokenizer_object=tokenizer).save_pretrained(peer)
    beam, length, own = options.beam, options.length, str(folder / "model")
    script = PEER.format(folder=peer, sentence=SENTENCE, beam=beam, length=length)
    ours = [sys.executable, "-m", "nlp_suite", "translate", SENTENCE, "--beam-size", str(beam)]
    commands = (
        [*ours, "--model", own, "--max-length", str(length)],
        [sys.executable, "-c", script],
        [*ours, "--model", options.model],
    )
    own_script = OURS.format(folder=own, sentence=SENTENCE, beam=beam, length=length)
    shipped_script = OURS.format(folder=options.model, sentence=SENTENCE, beam=beam, length=None)
    for first in (own_script, shipped_script):
        megabytes(first)  # fills the caches: the first time a model is converted
    memory = [megabytes(one) for one in (own_script, script, shipped_script)]
    runs = [tuple(cold(command) for command in commands) for _ in range(options.runs)]
    a, b, shipped = (statistics.median(column) for column in zip(*runs, strict=True))
    ratio = statistics.median(theirs / our for our, theirs, _ in runs)
    print(
        "\n| one sentence, a new process | nlp_suite | MarianMTModel | ratio | the shipped model |"
    )
    print("|---|---|---|---|---|")
    print(f"| cold process, beam {beam}, s | {a:.2f} | {b:.2f} | {ratio:.1f}× | {shipped:.2f} |")
    print(
        f"| memory, MB | {memory[0]:.0f} | {memory[1]:.0f} | {memory[1] / memory[0]:.1f}× "
        f"| {memory[2]:.0f} |"
    )


def print_direct(folder: Path, texts: Sequence[str], options: argparse.Namespace) -> None:
    """Time whole translations beside CTranslate2 called directly, and print the table."""
    import ctranslate2

    own = find_model_folder("translate", options.model)
    export_transformer(own, folder / "direct", quantization="int8")
    direct = ctranslate2.Translator(
        str(folder / "direct"),
        compute_type="int8",
        inter_threads=available_cpus(),
        intra_threads=1,
    )
    translator = nlp_suite.load("translate", model=options.model)
    tokenizer = own.read_tokenizer("source")
    languages = own.options["source_language"], own.options["target_language"]
    facts = make_sentences(*languages, 1 + options.count // (2 * len(KINDS)))
    step = 1 + (len(facts) - 1) // options.count
    kinds = {"each with a fact": [sentence.text for sentence in facts[::step]]}
    if options.sentences:
        # A real model would not know what to do with invented words.
        kinds = {"as they are": list(dict.fromkeys(texts)), **kinds}
    print(f"\n| sentences, {own.path.name} | number | beam | nlp_suite | CTranslate2 | ratio |")
    print("|---|---|---|---|---|---|")
    for kind, sentences in kinds.items():
        tokens = [encoding.tokens for encoding in tokenizer.encode_batch(sentences)]
        for beam in (1, options.beam):

            def whole(sentences: list[str] = sentences, beam: int = beam) -> int:
                return len(translator(sentences, beam_size=beam, progress=False))

            def alone(tokens: list[list[str]] = tokens, beam: int = beam) -> int:
                found = direct.translate_batch(
                    tokens,
                    beam_size=beam,
                    batch_type="tokens",
                    max_batch_size=BATCH_TOKENS // beam,
                    max_input_length=0,
                )
                return len(found)

            seconds(whole, len(sentences))
            seconds(alone, len(sentences))
            runs = [
                (seconds(whole, len(sentences)), seconds(alone, len(sentences)))
                for _ in range(options.runs)
            ]
            a, b = (
                len(sentences) / statistics.median(column) for column in zip(*runs, strict=True)
            )
            ratio = statistics.median(theirs / our for our, theirs in runs)
            print(f"| {kind} | {len(sentences)} | {beam} | {a:.1f} | {b:.1f} | {ratio:.2f}× |")


def main() -> None:
    """Read the arguments, measure in turn, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sentences", type=Path, help="a file with a sentence a line")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--count-one", type=int, help="sentences at batch 1; a tenth if not given")
    parser.add_argument("--layers", type=int, default=4, help="of the encoder and of the decoder")
    parser.add_argument("--dim", type=int, default=256)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--ffn", type=int, default=1024)
    parser.add_argument("--vocabulary", type=int, default=8000)
    parser.add_argument("--length", type=int, default=20, help="tokens to write for each sentence")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--model", default="english-german", help="of the comparison as a whole")
    options = parser.parse_args()

    if options.sentences:
        lines = options.sentences.read_text(encoding="utf-8").splitlines()
        texts = [line for line in lines if line.strip()][: options.count]
    else:
        texts = invented_sentences(options.count)
    tokenizer, _ = train_tokenizers(texts, texts, vocabulary_size=options.vocabulary)
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    config = TransformerConfig(
        # Both libraries get the vocabulary that was asked for, however few tokens are used.
        source_vocabulary_size=max(options.vocabulary, tokenizer.get_vocab_size()),
        target_vocabulary_size=max(options.vocabulary, tokenizer.get_vocab_size()),
        num_encoder_layers=options.layers,
        num_decoder_layers=options.layers,
        model_dim=options.dim,
        num_heads=options.heads,
        feed_forward_dim=options.ffn,
        max_length=512,
        shared_embedding=True,
        tied_projection=True,
    )
    model = marian(config)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NLP_SUITE_CACHE"] = folder
        runtime = ours(config, tokenizer, str(Path(folder) / "model"))
        print_warm(runtime, model, config, ids, options)
        print_cold(Path(folder), model, tokenizer, options)
        print_direct(Path(folder), texts, options)


if __name__ == "__main__":
    main()
