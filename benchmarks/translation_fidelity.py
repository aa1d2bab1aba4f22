"""Measure what a translation keeps of addresses, codes, placeholders and values.

    python benchmarks/translation_fidelity.py
    python benchmarks/translation_fidelity.py --bare --from en --kinds URL date --show-lost 2
    python benchmarks/translation_fidelity.py --prose news.tsv tatoeba-dev.tsv

Random facts of each kind are put into sentences of both languages, short and long; a Markdown
table says of how many sentences all facts are in the translation: those that are copied as often as
in the source, values once and in a form of the target language. `--bare` asks the model alone, with
nothing protected and nothing repaired. `--prose` counts the opposite fault in pairs of sentences:
words that the model does not get to see although their translation is another one.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from translation_facts import KINDS, Sentence, is_kept, make_sentences, read_frames, shares

import nlp_suite
from nlp_suite.data.parallel.load import open_pairs
from nlp_suite.data.parallel.rows import read_pairs
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.interfaces import SentenceTranslator
from nlp_suite.load_options import LoadOptions
from nlp_suite.models.directions import SHIPPED_TRANSLATORS, Direction
from nlp_suite.models.find import find_model, find_model_folder
from nlp_suite.text.words import word_spans

DIRECTIONS = (Direction("en", "de"), Direction("de", "en"))
LENGTHS = ("short", "long")
Translate = Callable[[list[str]], list[str]]


def load_engine(engine: str, model: str) -> SentenceTranslator[Any]:
    """Loads the part of an engine that translates sentences, without the task around it."""
    if engine == "custom":
        from nlp_suite.engines.custom.sentence_translator import SentenceTranslator as Custom

        return Custom(find_model_folder("translate", model))
    from nlp_suite.engines.pretrained.sentence_translator import SentenceTranslator as Pretrained

    options = LoadOptions(engine="pretrained", model=model)
    return Pretrained(find_model("translate", options).path)


def bare(engine: str, model: str) -> Translate:
    """Translates by the model alone."""
    translator = load_engine(engine, model)

    def translate(texts: list[str]) -> list[str]:
        found = translator.translate(translator.prepare(texts), DecodingOptions())
        return [best.text for best, *_ in found]

    return translate


def whole(engine: str, model: str) -> Translate:
    """Translates as `nlp_suite.translate` does."""
    translator = nlp_suite.load("translate", engine=engine, model=model)  # type: ignore[call-overload]

    def translate(texts: list[str]) -> list[str]:
        return [str(translation) for translation in translator(texts, progress=False)]

    return translate


def write_untrained_marian(folder: Path, source: str, target: str) -> None:
    """Writes a small Marian checkpoint of random weights, in the form that those of the hub have.

    Whatever is kept with it is the work of protection and repair alone.

    Args:
        folder: A new folder.
        source: The language of its source side.
        target: The language of its target side.
    """
    import sentencepiece
    import torch
    from transformers import MarianConfig, MarianMTModel

    folder.mkdir()
    pieces: set[str] = set()
    for side, language in (("source", source), ("target", target)):
        texts = [f for groups in read_frames(language).values() for g in groups.values() for f in g]
        with (folder / f"{side}.spm").open("wb") as file:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(texts),
                model_writer=file,
                vocab_size=500,
                character_coverage=1.0,
                num_threads=1,
                minloglevel=2,
            )
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
        pieces |= {model.id_to_piece(i) for i in range(3, len(model))}
    tokens = ["</s>", "<unk>", *sorted(pieces), "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}))
    settings = {"source_lang": source, "target_lang": target, "tokenizer_class": "MarianTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    pad = len(tokens) - 1
    sizes: dict[str, Any] = {
        f"{side}_{name}": size
        for side in ("encoder", "decoder")
        for name, size in (("layers", 1), ("attention_heads", 2), ("ffn_dim", 32))
    }
    torch.manual_seed(0)
    made: Any = MarianMTModel(
        MarianConfig(
            vocab_size=pad + 1,
            d_model=32,
            max_position_embeddings=512,
            pad_token_id=pad,
            decoder_start_token_id=pad,
            eos_token_id=0,
            forced_eos_token_id=0,
            scale_embedding=True,
            **sizes,
        )
    )
    made.generation_config.bad_words_ids = [[pad]]
    # What has learned from texts does not write "<unk>", and ends at some time.
    made.final_logits_bias[0, 1] -= 5
    made.final_logits_bias[0, 0] += 1
    made.save_pretrained(folder)


def show_lost(lost: Sequence[tuple[Sentence, str]], most: int) -> None:
    """Prints some of the sentences that lost a fact, by kind and length."""
    for kind in KINDS:
        for length in LENGTHS:
            own = [pair for pair in lost if (pair[0].kind, pair[0].length) == (kind, length)]
            for sentence, translation in random.Random(0).sample(own, min(most, len(own))):  # noqa: S311
                facts = ", ".join(fact.text for fact in sentence.facts)
                print(f"- {kind}, {length}: {facts}\n  {sentence.text}\n  {translation}")
    print()


def percentage(right: int, total: int) -> str:
    """Writes a share."""
    return f"{100 * right / total:.1f} %"


def print_table(columns: dict[str, dict[tuple[str, str], tuple[int, int]]]) -> None:
    """Prints the share kept, by kind, direction and length."""
    heads = [f"{name}, {length}" for name in columns for length in LENGTHS]
    print("| kind | " + " | ".join(heads) + " |")
    print("|---|" + "---|" * len(heads))
    kinds = list(dict.fromkeys(kind for counts in columns.values() for kind, _ in counts))
    for kind in kinds:
        cells = [
            percentage(*counts[kind, length]) for counts in columns.values() for length in LENGTHS
        ]
        print(f"| {kind} | " + " | ".join(cells) + " |")
    sums = [
        [sum(counts[kind, length][i] for kind in kinds) for i in (0, 1)]
        for counts in columns.values()
        for length in LENGTHS
    ]
    print("| all | " + " | ".join(percentage(*both) for both in sums) + " |")


def false_protections(
    translator: SentenceTranslator[Any],
    pairs: Sequence[tuple[str, str]],
    direction: Direction,
) -> Iterator[tuple[str, bool]]:
    """Finds the words that are hidden from a model.

    Args:
        translator: The engine's part; it hides the words that it does not know.
        pairs: Sentences and their translations.
        direction: The languages.

    Yields:
        Each hidden stretch that has words, and whether its translation has it as it is.
    """
    from nlp_suite.text.placeables.finder import PlaceableFinder

    finder = PlaceableFinder(*direction)
    hidden = [[p for p in finder.find(source) if p.hidden] for source, _ in pairs]
    prepared = translator.prepare([source for source, _ in pairs], hidden)
    for (source, reference), placeables, read in zip(pairs, hidden, prepared, strict=True):
        stretches = [source[p.start : p.end] for p in placeables]
        for stretch in (*stretches, *read.copied):
            if any(True for _ in word_spans(stretch)):
                yield stretch, stretch in reference


def print_prose(options: argparse.Namespace, direction: Direction, model: str) -> None:
    """Prints the share of words that are hidden although their translation is another one."""
    translator = load_engine(options.engine, model)
    for path in options.prose:
        read = [list(column) for column in read_pairs(open_pairs(path, ("source", "target")))]
        # The files have English on the left.
        pairs = list(zip(*(read if direction[0] == "en" else reversed(read)), strict=True))
        words = sum(1 for source, _ in pairs for _ in word_spans(source))
        wrong = [
            text for text, right in false_protections(translator, pairs, direction) if not right
        ]
        count = sum(1 for text in wrong for _ in word_spans(text))
        name = f"{'→'.join(direction)}, {Path(path).name}"
        print(f"| {name} | {len(pairs)} | {words} | {count} | {100 * count / words:.2f} % |")
        for text in random.Random(0).sample(wrong, min(options.show_lost, len(wrong))):  # noqa: S311
            print(f"  - {text}")


def measure(
    options: argparse.Namespace, direction: Direction, translate: Translate
) -> list[tuple[Sentence, str, bool]]:
    """Translates the sentences of a direction and checks them."""
    made = make_sentences(*direction, options.count, options.seed)
    sentences = [sentence for sentence in made if sentence.kind in options.kinds]
    found = translate([sentence.text for sentence in sentences])
    results = []
    for sentence, translation in zip(sentences, found, strict=True):
        # What comes back as it was keeps all, and is none.
        translated = translation != sentence.text
        kept = translated and is_kept(sentence, translation, direction.source)
        results.append((sentence, translation, kept))
    return results


def main() -> None:
    """Read the arguments, translate, print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--engine", choices=("custom", "pretrained"), default="custom")
    parser.add_argument("--model", nargs="+", help="one for each direction; the shipped ones")
    parser.add_argument("--untrained", action="store_true", help="a Marian of random weights")
    parser.add_argument("--from", dest="source", choices=("en", "de"), help="both if not given")
    parser.add_argument("--to", dest="target", choices=("en", "de"))
    parser.add_argument("--count", type=int, default=40, help="sentences of each kind and length")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=tuple(KINDS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bare", action="store_true", help="the model alone")
    parser.add_argument("--json", type=Path, help="a file for every sentence and its translation")
    parser.add_argument("--show-lost", type=int, default=0, help="of each kind and length")
    parser.add_argument("--prose", nargs="+", default=(), help="files of pairs, English first")
    options = parser.parse_args()
    directions = [
        direction
        for direction in DIRECTIONS
        if options.source in (None, direction.source) and options.target in (None, direction.target)
    ]
    if options.untrained:
        options.engine = "pretrained"
    models = options.model or [SHIPPED_TRANSLATORS[direction] for direction in directions]
    if len(models) != len(directions):
        parser.error(f"--model needs one for each of {len(directions)} directions")
    with tempfile.TemporaryDirectory() as folder:
        if options.untrained:
            models = [f"{folder}/{'-'.join(direction)}" for direction in directions]
            for direction, model in zip(directions, models, strict=True):
                write_untrained_marian(Path(model), *direction)
        if options.prose:
            print("| pairs | sentences | words | hidden, but translated in the reference | share |")
            print("|---|---|---|---|---|")
            for direction, model in zip(directions, models, strict=True):
                print_prose(options, direction, model)
            return
        load = bare if options.bare else whole
        loaded = [load(options.engine, model) for model in models]
        results = {
            "→".join(direction): measure(options, direction, translate)
            for direction, translate in zip(directions, loaded, strict=True)
        }
    for found in results.values():
        if options.show_lost:
            show_lost(
                [(s, translation) for s, translation, kept in found if not kept], options.show_lost
            )
    columns = {
        name: shares((s.kind, s.length, kept) for s, _, kept in found)
        for name, found in results.items()
    }
    print(f"{sum(map(len, results.values()))} sentences\n")
    print_table(columns)
    if options.json:
        rows = [
            {
                "direction": name,
                "kind": sentence.kind,
                "length": sentence.length,
                "facts": [fact.text for fact in sentence.facts],
                "source": sentence.text,
                "translation": translation,
                "kept": kept,
            }
            for name, found in results.items()
            for sentence, translation, kept in found
        ]
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        options.json.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
