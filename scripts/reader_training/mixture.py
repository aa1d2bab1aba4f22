"""The questions that a reader is trained on: weighted sources, written and made ones, mixed."""

import gzip
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from torch_training.configuration import check_weights, read_table

from nlp_suite.data import load_questions, make_unanswerable, mix_contexts
from nlp_suite.data.questions.make_unanswerable import KINDS
from nlp_suite.errors import InvalidInputError
from reader_training.cloze_questions import make_cloze_questions
from reader_training.tables import make_table_questions
from reader_training.written_questions import join_paragraphs, read_questions

TRAIN_FILE = "train.jsonl.gz"
VALIDATION_FILE = "validation.jsonl.gz"
COUNTS_FILE = "sources.json"
WRITTEN_FOLDER = Path(__file__).parent / "questions"

# Those of `make_unanswerable`, and questions that are asked of another text.
_MADE = (*KINDS, "same_title", "other_title")
# So many questions are tried for each that is wanted: not every one can be changed.
_TRIED = 10

Row = Mapping[str, Any]


def read_rows(file: str | Path) -> list[Row]:
    """Reads a file that `prepare_mixture` wrote, without a package that reads tables.

    Args:
        file: `TRAIN_FILE` or `VALIDATION_FILE` of its folder.

    Returns:
        Rows as those of `load_questions`.

    Raises:
        FileNotFoundError: If there is no such file.
    """
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class SourceCount(NamedTuple):
    """What became of the questions of one source.

    Attributes:
        source: The file, or the kind of change.
        read: Its questions.
        answered: Its rows in the mixture that have an answer, repetitions counted.
        unanswerable: Those that have none.
    """

    source: str
    read: int
    answered: int
    unanswerable: int


class MixtureConfig(NamedTuple):
    """What a mixture is made of; files are relative to the data folder.

    Attributes:
        sources: Maps files of questions to how often each question is in the mixture; 0.3 for a
            random part.
        written: Maps files of written questions (see `written_questions`, in its folder
            `questions`) to the same.
        validation: Files of written questions, on which the training is validated; none for
            a random part of the texts of the sources.
        paragraphs: Files of questions that have the paragraphs of the written ones.
        made: Maps kinds of questions without an answer (those of `make_unanswerable`,
            "same_title" and "other_title" for the context of another question) to their number.
        made_from: Files of questions that these are made from.
        tables: Number of questions about made tables.
        clozes: Number of cloze questions, of the texts of `made_from`.
        pairs: Share of the made ones beside which the question stands as it was.
        exclude: Files of questions whose texts must not occur.
        validation_share: Share of the texts of the sources that validate where no file does.
        seed: Another seed gives another mixture.
    """

    sources: Mapping[str, float] = MappingProxyType({})
    written: Mapping[str, float] = MappingProxyType({})
    validation: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    made: Mapping[str, int] = MappingProxyType({})
    made_from: tuple[str, ...] = ()
    tables: int = 0
    clozes: int = 0
    pairs: float = 0.5
    exclude: tuple[str, ...] = ()
    validation_share: float = 0.03
    seed: int = 0

    @classmethod
    def from_toml(cls, file: str | Path) -> Self:
        """Reads the table `mixture` of a configuration file.

        Args:
            file: The TOML file.

        Returns:
            The configuration.

        Raises:
            InvalidInputError: If the table or a key of it is missing, unknown or wrong.
        """
        values = read_table(file, "mixture", cls._fields)
        if not (values.get("sources") or values.get("clozes") or values.get("validation")):
            raise InvalidInputError(f"{file}: mixture.sources must map files to weights above 0")
        for table in ("sources", "written"):
            check_weights(file, f"mixture.{table}", values.get(table, {}))
        made = values.get("made", {})
        if not all(kind in _MADE and type(n) is int and n > 0 for kind, n in made.items()):
            raise InvalidInputError(
                f"{file}: mixture.made must map kinds out of {_MADE} to numbers, got {made!r}"
            )
        lists = ("validation", "paragraphs", "made_from", "exclude")
        fields: dict[str, Any] = {k: tuple(v) if k in lists else v for k, v in values.items()}
        return cls(**fields)


def prepare_mixture(
    config: MixtureConfig, data: str | Path, output: str | Path
) -> list[SourceCount]:
    """Writes the questions to train on and to validate with.

    The same files give the same mixture, whose rows `load_questions` reads.

    Args:
        config: What it is made of.
        data: The folder of the sources.
        output: The folder to write to.

    Returns:
        The counts of each source, in order; also written to `sources.json`.

    Raises:
        InvalidInputError: If a file is missing, or the paragraph of a written question.
        DataFormatError: If a file is damaged.
    """
    output = Path(output)
    output.mkdir(parents=True, exist_ok=True)
    files = _Files(Path(data), config)
    rows: list[Row] = []
    counts: list[SourceCount] = []

    def add(source: str, read: int, new: Sequence[Row]) -> None:
        answered = sum(bool(row["answers"]["text"]) for row in new)
        counts.append(SourceCount(source, read, answered, len(new) - answered))
        rows.extend(new)

    validation = [row for name in config.validation for row in files.written(name)]
    held_out = {row["context"] for row in validation}
    if not config.validation:
        held_out = files.hold_out()
        validation = [
            row for name in config.sources for row in files.read(name) if row["context"] in held_out
        ]
    for name, weight in config.sources.items():
        read = files.read(name)
        usable = [row for row in read if row["context"] not in held_out]
        add(name, len(read), list(_weighted(usable, weight, f"{config.seed} {name}")))
    for name, weight in config.written.items():
        read = files.written(name)
        if any(row["context"] in held_out for row in read):
            raise InvalidInputError(f"{name} has questions about paragraphs of the validation")
        add(name, len(read), list(_weighted(read, weight, f"{config.seed} {name}")))
    pool = [
        row
        for name in config.made_from
        for row in files.read(name)
        if row["answers"]["text"] and row["context"] not in held_out
    ]
    for kind, number in config.made.items():
        add(kind, len(pool), list(_made(pool, kind, number, config)))
    if config.tables:
        add("tables", config.tables, list(make_table_questions(config.tables, seed=config.seed)))
    if config.clozes:
        clozes = list(make_cloze_questions(pool, config.clozes, seed=config.seed))
        add("clozes", len(pool), clozes)
    random.Random(config.seed).shuffle(rows)  # noqa: S311
    _write_rows(output / TRAIN_FILE, rows)
    _write_rows(output / VALIDATION_FILE, validation)
    text = json.dumps([count._asdict() for count in counts], indent=1)
    (output / COUNTS_FILE).write_text(text + "\n", encoding="utf-8")
    return counts


class _Files:
    """The questions of the data folder's files, each file read once."""

    def __init__(self, data: Path, config: MixtureConfig) -> None:
        self._data = data
        self._config = config
        self._read: dict[str, list[Row]] = {}
        self._excluded = {
            row["context"] for name in config.exclude for row in load_questions(data / name)
        }

    def read(self, name: str) -> list[Row]:
        """Reads the questions of a file, but those about an excluded text."""
        if name not in self._read:
            rows = list(load_questions(self._data / name))
            self._read[name] = [row for row in rows if row["context"] not in self._excluded]
        return self._read[name]

    def written(self, name: str) -> list[Row]:
        """Reads written questions, with their paragraphs."""
        paragraphs = (row for file in self._config.paragraphs for row in self.read(file))
        return list(join_paragraphs(read_questions(WRITTEN_FOLDER / name), paragraphs))

    def hold_out(self) -> set[str]:
        """Draws the texts that validate."""
        contexts = sorted({r["context"] for name in self._config.sources for r in self.read(name)})
        count = round(self._config.validation_share * len(contexts))
        return set(random.Random(self._config.seed).sample(contexts, count))  # noqa: S311


def _weighted(rows: Iterable[Row], weight: float, seed: str) -> Iterator[Row]:
    rng = random.Random(seed)  # noqa: S311
    for row in rows:
        yield from [row] * (int(weight) + (rng.random() < weight % 1))


def _made(pool: list[Row], kind: str, number: int, config: MixtureConfig) -> Iterator[Row]:
    """Makes questions without an answer, some with the question as it was behind it."""
    rng = random.Random(f"{config.seed} {kind}")  # noqa: S311
    tried = rng.sample(pool, min(len(pool), _TRIED * number))
    # Questions of several files may have one id.
    rows = [{**row, "id": f"{n} {row['id']}"} for n, row in enumerate(tried)]
    share = min(1.0, number / max(1, len(rows)))
    if kind in KINDS:
        changed = make_unanswerable(rows, share, kinds=[kind], seed=config.seed)
    else:
        changed = mix_contexts(
            rows, share, same_title=float(kind == "same_title"), seed=config.seed
        )
    for before, after in zip(rows, changed, strict=True):
        if not after["answers"]["text"]:
            yield after
            if kind in KINDS and rng.random() < config.pairs:
                yield before


def _write_rows(file: Path, rows: Iterable[Row]) -> None:
    fields = ("title", "question", "context", "answers")
    lines = (
        json.dumps({"id": str(n), **{k: row[k] for k in fields}}, ensure_ascii=False) + "\n"
        for n, row in enumerate(rows)
    )
    # Without a time in its header, the same rows give the same bytes.
    file.write_bytes(gzip.compress("".join(lines).encode(), compresslevel=4, mtime=0))
