"""The training corpus: weighted sources, held-out sets, and what must not be trained on."""

import gzip
import hashlib
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, NamedTuple, Self

from torch_training.configuration import check_weights, read_table

from nlp_suite.errors import InvalidInputError
from translator_training.augmentation import TextPair, sentence_key

TRAIN_FILE = "train.tsv.gz"
COUNTS_FILE = "sources.json"
HELD_OUT_FOLDER = "held-out"
VALIDATION_FOLDER = "validation"
TOKENIZER_FILES = ("source_tokenizer.json", "target_tokenizer.json")


class HeldOutSet(NamedTuple):
    """A rule that takes pairs of one kind of text out of the sources.

    Attributes:
        name: Name of the file that gets the pairs.
        sources: The sources to take them from.
        pairs: How many.
        seed: Another seed takes others.
        min_words: Fewest English words of a pair.
        max_words: Most English words of a pair.
    """

    name: str
    sources: tuple[str, ...]
    pairs: int
    seed: int = 0
    min_words: int = 1
    max_words: int = 100


class SourceCount(NamedTuple):
    """What became of the pairs of one source.

    Attributes:
        source: The file.
        weight: How often each of its pairs stands in an epoch.
        read: Its pairs.
        long: Those with a side that is too long.
        excluded: Those with a side in an excluded or held-out set.
        duplicates: Those that an earlier source has, too.
        rows: Its rows in the corpus, repetitions counted.
    """

    source: str
    weight: float
    read: int
    long: int
    excluded: int
    duplicates: int
    rows: int


class CorpusConfig(NamedTuple):
    """What a corpus is made of; files are relative to the data folder.

    Attributes:
        sources: Maps files of pairs to how often each pair stands in an epoch; 0.3 for a
            random part.
        exclude: Files, or patterns of files, whose sentences must not occur on either side.
        held_out: Sets to take out of the sources, and to exclude.
        validation: Maps names to files of pairs on which the loss is measured.
        max_characters: Longest side of a pair.
        validation_pairs: Most pairs of a validation set.
    """

    sources: Mapping[str, float]
    exclude: tuple[str, ...] = ()
    held_out: tuple[HeldOutSet, ...] = ()
    validation: Mapping[str, str] = MappingProxyType({})
    max_characters: int = 500
    validation_pairs: int = 1000

    @classmethod
    def from_toml(cls, file: str | Path) -> Self:
        """Reads the table `corpus` of a configuration file.

        Args:
            file: The TOML file.

        Returns:
            The configuration.

        Raises:
            InvalidInputError: If the table or a key of it is missing, unknown or wrong.
        """
        values = read_table(file, "corpus", cls._fields)
        sources = values.get("sources", {})
        if not sources:
            raise InvalidInputError(
                f"{file}: corpus.sources must map files to weights above 0, got {sources!r}"
            )
        check_weights(file, "corpus.sources", sources)
        try:
            held_out = tuple(
                HeldOutSet(**{**rule, "sources": tuple(rule["sources"])})
                for rule in values.get("held_out", ())
            )
        except (TypeError, KeyError) as error:
            raise InvalidInputError(f"{file}: corpus.held_out is wrong ({error})") from error
        values["exclude"] = tuple(values.get("exclude", ()))
        return cls(**{**values, "held_out": held_out})


def prepare_corpus(config: CorpusConfig, data: str | Path, output: str | Path) -> list[SourceCount]:
    """Writes a training corpus, its validation sets and its held-out sets.

    Pairs whose sides are too long, excluded or there already are left out, the others repeated
    by the weight of their source and shuffled. The same files give the same corpus.

    Args:
        config: What it is made of.
        data: The folder of the sources.
        output: The folder to write to.

    Returns:
        The counts of each source, in order; also written to `sources.json`.

    Raises:
        InvalidInputError: If a file is missing, or has too few pairs to hold out.
    """
    data, output = Path(data), Path(output)
    output.mkdir(parents=True, exist_ok=True)
    excluded = _excluded_keys(config, data)
    for held_out in config.held_out:
        pairs = _hold_out(held_out, data, excluded)
        _write_pairs(output / HELD_OUT_FOLDER / f"{held_out.name}.tsv", pairs)
        for pair in pairs:
            excluded.update(map(sentence_key, pair))
    for name, file in config.validation.items():
        pairs = list(read_pairs(_existing(data / file)))
        random.Random(1).shuffle(pairs)  # noqa: S311
        _write_pairs(output / VALIDATION_FOLDER / f"{name}.tsv", pairs[: config.validation_pairs])
    rows: list[TextPair] = []
    counts, seen = [], set[tuple[str, str]]()
    for source, weight in config.sources.items():
        rng = random.Random(source)  # noqa: S311
        read = long = hits = duplicates = 0
        before = len(rows)
        for pair in read_pairs(_existing(data / source)):
            read += 1
            if max(map(len, pair)) > config.max_characters:
                long += 1
                continue
            keys = sentence_key(pair.english), sentence_key(pair.german)
            if not excluded.isdisjoint(keys):
                hits += 1
            elif keys in seen:
                duplicates += 1
            else:
                seen.add(keys)
                rows += [pair] * (int(weight) + (rng.random() < weight % 1))
        counts.append(SourceCount(source, weight, read, long, hits, duplicates, len(rows) - before))
    random.Random(5).shuffle(rows)  # noqa: S311
    _write_pairs(output / TRAIN_FILE, rows)
    text = json.dumps([count._asdict() for count in counts], indent=1)
    (output / COUNTS_FILE).write_text(text + "\n", encoding="utf-8")
    return counts


def read_pairs(file: str | Path) -> Iterator[TextPair]:
    """Reads the pairs of a file of lines "English<TAB>German", perhaps gzipped.

    Args:
        file: The file.

    Yields:
        The pairs that have both sides, any run of white space in them as one space.
    """
    with _open_text(Path(file)) as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) >= 2 and cells[0].strip() and cells[1].strip():
                yield TextPair(" ".join(cells[0].split()), " ".join(cells[1].split()))


def _excluded_keys(config: CorpusConfig, data: Path) -> set[str]:
    keys: set[str] = set()
    for pattern in config.exclude:
        files = sorted(data.glob(pattern))
        if not files:
            raise InvalidInputError(f"{data} has no file {pattern!r} to exclude")
        for file in files:
            with _open_text(file) as lines:
                # Every cell: a file may hold one language only, or two translations.
                keys.update(sentence_key(cell) for line in lines for cell in line.split("\t"))
    return keys - {""}


def _hold_out(rule: HeldOutSet, data: Path, excluded: set[str]) -> list[TextPair]:
    """Takes the pairs whose seeded hashes are the smallest, so that their order has no say."""
    candidates: dict[str, tuple[str, TextPair]] = {}
    taken_german = set()
    for source in rule.sources:
        for pair in read_pairs(_existing(data / source)):
            english, german = map(sentence_key, pair)
            words = len(pair.english.split())
            usable = english and german and english != german
            if not usable or not rule.min_words <= words <= rule.max_words:
                continue
            if english in excluded or german in excluded:
                continue
            if english in candidates or german in taken_german:
                continue
            digest = hashlib.sha256(f"{rule.seed}\t{english}".encode()).hexdigest()
            candidates[english] = (digest, pair)
            taken_german.add(german)
    if len(candidates) < rule.pairs:
        raise InvalidInputError(
            f"held-out set {rule.name!r} asks for {rule.pairs} pairs, its sources have "
            f"{len(candidates)}"
        )
    return [pair for _, pair in sorted(candidates.values())[: rule.pairs]]


def _write_pairs(file: Path, pairs: list[TextPair]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{english}\t{german}\n" for english, german in pairs).encode()
    # Without a time in its header, the same pairs give the same bytes.
    file.write_bytes(gzip.compress(text, mtime=0) if file.suffix == ".gz" else text)


def _open_text(file: Path) -> IO[str]:
    opener: Any = gzip.open if file.suffix == ".gz" else open
    text: IO[str] = opener(file, "rt", encoding="utf-8", errors="replace", newline="\n")
    return text


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise InvalidInputError(f"there is no file {str(file)!r}")
    return file
