import csv
import gzip
import logging
import os
import pickle
import subprocess
import sys
import time
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp_suite
from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.data.parallel.splits import sentence_key

datasets = pytest.importorskip("datasets")

PAIRS = [
    ("Go.", "Geh."),
    ("Go.", "Gehen Sie!"),
    ("Who's there?", "Wer ist da? Ärger; „Öl“, süß."),
    ('She said, "Hi!"', 'Sie sagte: "Hallo!"'),
    ("Rain\u2028or shine", "Regen\x0bund\x85mehr 🦊"),
    ("It rains.", "Es regnet."),
    ("x" * 100_000, "y" * 100_000),
]


def load(source, **options):
    return nlp_suite.data.load_parallel(source, **options)


def pairs_of(splits):
    return [(row["source"], row["target"]) for part in splits.values() for row in part]


def write(path, rows=PAIRS, *, data=None):
    """Writes rows in the form that the name says, or the bytes given."""
    text = "".join("\t".join(row) + "\n" for row in rows)
    if data is not None:
        path.write_bytes(data)
    elif path.name.endswith(".pkl"):
        path.write_bytes(pickle.dumps(np.array(rows, dtype=object)))
    elif path.name.endswith(".csv"):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("id", "target", "source"), *((7, b, a) for a, b in rows)])
    elif path.name.endswith(".parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        sources, targets = zip(*rows, strict=True)
        table = {"target": targets, "id": [1] * len(rows), "source": sources}
        pq.write_table(pa.table(table), path)
    elif path.name.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode()))
    elif path.name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("_about.txt", "Not a list.")
            archive.writestr("deu.txt", text)
    else:
        path.write_text(text, encoding="utf-8", newline="")
    return path


NAMES = ["a.pkl", "a.txt", "a.tsv", "a", "a.txt.gz", "a.zip", "a.csv", "a.parquet"]


@pytest.mark.parametrize("name", NAMES)
def test_every_form_gives_the_same(tmp_path, name):
    result = load(write(tmp_path / name), seed=3)
    assert list(result) == ["train", "validation", "test"]
    assert sorted(pairs_of(result)) == sorted(PAIRS)
    expected = load(write(tmp_path / "expected.tsv"), seed=3)
    for split, part in result.items():
        assert part.column_names == ["source", "target"]
        assert part.features["source"].dtype == "string"
        assert part.to_dict() == expected[split].to_dict()


def test_lines_of_two_files(tmp_path):
    pairs = [("Go.", "Geh."), ("A\tb", "C\td"), ("E", "F")]
    source, target = tmp_path / "train.en.gz", tmp_path / "train.de"
    source.write_bytes(gzip.compress("".join(f"{en}\r\n" for en, _ in pairs).encode()))
    target.write_text("\n".join(de for _, de in pairs))
    assert sorted(pairs_of(load((source, str(target))))) == sorted(pairs)
    target.write_text("Geh.\n")
    with pytest.raises(DataFormatError, match=r"train.en.gz has 3 lines and .*train.de has 1"):
        load((source, target))
    target.write_text("Geh.\n\nF\n")
    with pytest.raises(DataFormatError, match="line 2: the target side is empty"):
        load((source, target))
    assert len(pairs_of(load((source, target), on_bad_rows="skip", splits=(0.5, 0, 0.5)))) == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "Go.\tGeh.\tCC-BY 2.0, someone & somebody\nHi.\tHallo!\tCC-BY\n"),
        ("a.txt", "\ufeffGo.\tGeh.\r\n\r\nHi.\tHallo!\r\n\r\n"),
        ("a.tsv", "target\tn\tsource\nGeh.\t1\tGo.\nHallo!\t2\tHi."),
        ("a.csv", '\ufeff"source","target"\r\n"Go.","Geh."\r\n\r\n"Hi.","Hallo!"'),
        ("a.csv", "target;source\nGeh.;Go.\nHallo!;Hi.\n"),
        ("a.csv", "target\tsource\nGeh.\tGo.\nHallo!\tHi.\n"),
    ],
)
def test_forms_of_text(tmp_path, name, text):
    path = write(tmp_path / name, data=text.encode())
    assert sorted(pairs_of(load(path, splits=(0.5, 0.5, 0)))) == [
        ("Go.", "Geh."),
        ("Hi.", "Hallo!"),
    ]


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_named_columns(tmp_path, name):
    path = write(tmp_path / name)
    swapped = load(path, source_column="target", target_column="source")
    assert sorted(pairs_of(swapped)) == sorted((de, en) for en, de in PAIRS)
    with pytest.raises(DataFormatError, match=r"'english'.*pass source_column="):
        load(path, source_column="english")


@pytest.mark.parametrize("name", ["a.tsv", "a.txt", "a.tsv.gz"])
def test_columns_that_are_named_must_be_in_the_header(tmp_path, name):
    def table(text):
        data = text.encode()
        return write(tmp_path / name, data=gzip.compress(data) if name.endswith("gz") else data)

    columns = {"source_column": "en", "target_column": "de", "splits": (1, 0, 0)}
    assert pairs_of(load(table("de\ten\nGeh.\tGo.\n"), **columns)) == [("Go.", "Geh.")]
    for text in ("Go.\tGeh.\n", "en\tgerman\nGo.\tGeh.\n", "\nen\tde\nGo.\tGeh.\n"):
        with pytest.raises(DataFormatError, match=r"no columns 'en' and 'de' in its first line"):
            load(table(text), **columns)


def test_columns_cannot_be_named_where_they_have_no_names(tmp_path):
    paths = [tmp_path / name for name in ("a.en", "a.de")]
    for path in paths:
        path.write_text("Go.\n")
    for source in (tuple(paths), write(tmp_path / "a.pkl")):
        with pytest.raises(InvalidInputError, match=r"columns have no names there.*'en'"):
            load(source, source_column="en")


def test_nested_parquet(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [{"de": de, "en": en} for en, de in PAIRS]
    columns = {"source_column": "en", "target_column": "de"}
    pq.write_table(pa.table({"translation": rows, "id": range(len(rows))}), tmp_path / "a.parquet")
    assert sorted(pairs_of(load(tmp_path / "a.parquet", **columns))) == sorted(PAIRS)
    with pytest.raises(DataFormatError, match=r"'translation' are \['de', 'en'\].*source_column="):
        load(tmp_path / "a.parquet")
    pq.write_table(pa.table({"translation": [*rows, None]}), tmp_path / "a.parquet")
    with pytest.raises(DataFormatError, match="row 8: the source side is missing"):
        load(tmp_path / "a.parquet", **columns)


SENTENCE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).filter(
    lambda text: not text.isspace()
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pairs")


@given(
    st.lists(st.tuples(SENTENCE, SENTENCE), min_size=1, max_size=6),
    st.sampled_from(NAMES),
    st.integers(0, 2**64 - 1),
)
def test_nothing_is_lost_or_changed(folder, rows, name, seed):
    path = write(folder / name, [("First.", "Erster."), *rows])
    result = load(path, seed=seed, splits=(1, 0, 0))
    expected = [(en.strip(), de.strip()) for en, de in (("First.", "Erster."), *rows)]
    assert sorted(pairs_of(result)) == sorted(expected)
    assert len(result["train"]) == len(expected)


def test_splits_share_no_sentence(tmp_path):
    variants = ("Sentence {}.", "SENTENCE {}.", " sentence  {}. ", "Sentence {}.")
    rows = [(form.format(n), f"{n} {form}") for n in range(50) for form in variants]
    result = load(write(tmp_path / "a.tsv", rows))
    keys = [{sentence_key(sentence) for sentence in part["source"]} for part in result.values()]
    assert [len(part) for part in result.values()] == [160, 20, 20]
    assert sum(map(len, keys)) == len(set().union(*keys)) == 50


def test_cleaned_sentences_are_compared_as_cleaned(tmp_path):
    rows = [
        (f"{word}{end}", f"{word}{end}") for word in "abcdefghij" for end in (".", "!", "?!", "")
    ]
    result = load(write(tmp_path / "a.tsv", rows), clean="ascii")
    parts = [set(part["source"]) for part in result.values()]
    assert sum(map(len, parts)) == 10
    assert sorted(set().union(*parts)) == list("abcdefghij")


def test_splits_do_not_depend_on_the_order_of_the_rows(tmp_path):
    forwards = load(write(tmp_path / "a.tsv"), seed=5)
    backwards = load(write(tmp_path / "b.tsv", PAIRS[::-1]), seed=5)
    assert {k: v.to_dict() for k, v in forwards.items()} == {
        k: v.to_dict() for k, v in backwards.items()
    }


def test_rows(tmp_path):
    rows = [(f"E {n}", f"G {n}") for n in range(100)]
    path = write(tmp_path / "a.tsv", rows)
    assert sorted(pairs_of(load(path, rows=30))) == sorted(rows[:30])
    assert sorted(pairs_of(load(path, rows=100))) == sorted(rows)
    with pytest.raises(InvalidInputError, match=r"rows=101, but .* has only 100 usable pairs"):
        load(path, rows=101)
    # What comes after the rows that were asked for is no matter.
    write(path, [*rows[:50], ("bad", "")])
    assert len(pairs_of(load(path, rows=50))) == 50


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Go.", "line 3: cells: 1, not source and target"),
        ("a\tb\tc\td", "line 3: cells: 4, not source and target"),
        ("Go.\t", "line 3: the target side is empty"),
        (" \u00a0\tGeh.", "line 3: the source side is empty"),
    ],
)
def test_bad_rows(tmp_path, line, message, caplog):
    path = tmp_path / "a.tsv"
    path.write_text(f"One.\tEins.\n\n{line}\nTwo.\tZwei.\nThree.\tDrei.\n{line}\n")
    with pytest.raises(DataFormatError, match=f"a.tsv, {message}"):
        load(path)
    with pytest.raises(DataFormatError, match="pass on_bad_rows='skip'"):
        load(path)
    with caplog.at_level(logging.WARNING, "nlp_suite"):
        assert len(pairs_of(load(path, on_bad_rows="skip"))) == 3
    assert "left out 2 bad rows; the first is" in caplog.text
    assert "a.tsv, line 3" in caplog.text


def test_bad_cells_of_tables(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    for target, message in (
        ([None], "row 1: the target side is missing"),
        ([5], "row 1: the target side is a int, not a text"),
        (["a\0b"], "row 1: the target side has a NUL character"),
    ):
        pq.write_table(pa.table({"source": ["Go."], "target": target}), tmp_path / "a.parquet")
        with pytest.raises(DataFormatError, match=message):
            load(tmp_path / "a.parquet")
    write(tmp_path / "a.pkl", [("Go.", "a\0b")])
    with pytest.raises(DataFormatError, match="row 1: the target side has a NUL"):
        load(tmp_path / "a.pkl")
    write(tmp_path / "a.csv", data=b"source,target\nGo.\n")
    with pytest.raises(DataFormatError, match="line 2: the target side is missing"):
        load(tmp_path / "a.csv")


def test_nothing_but_bad_rows(tmp_path):
    path = write(tmp_path / "a.tsv", data=b"no tab\n")
    with pytest.raises(DataFormatError, match="holds no pairs of sentences, the first problem"):
        load(path, on_bad_rows="skip")


def test_rows_that_cleaning_empties(tmp_path, caplog):
    rows = [(f"{word}!", f"Wort {word}") for word in "abcdef"]
    path = write(tmp_path / "a.tsv", [("1984", "1984"), *rows])
    with caplog.at_level(logging.WARNING, "nlp_suite"):
        result = load(path, clean="ascii", rows=6)
    assert sorted(pairs_of(result)) == [(word, f"wort {word}") for word in "abcdef"]
    assert "cleaning left nothing of 1 pairs" in caplog.text


def test_parquet_that_grows(tmp_path, monkeypatch):
    monkeypatch.setattr("nlp_suite.data.files.table_reader._FREE_BYTES", 1 << 16)
    path = write(tmp_path / "a.parquet", [("word " * 50, "Wort " * 50)] * 20_000)
    assert path.stat().st_size < 10_000
    with pytest.raises(DataFormatError, match="out of all proportion"):
        load(path)


def test_damaged_parquet(folder, rng, tables_in_this_process):
    """In this process, as tests/data/files/test_table_reader.py has those that bring it down."""
    whole = write(folder / "a.parquet", PAIRS[:6]).read_bytes()
    for _ in range(20):
        damaged = bytearray(whole)
        damaged[rng.integers(len(whole))] = rng.integers(256)


def test_sentences_that_are_long_for_the_csv_module(tmp_path):
    path = write(tmp_path / "a.csv", data=b"source,target\n" + b"x" * 200_000 + b",y\n")
    assert pairs_of(load(path, splits=(1, 0, 0))) == [("x" * 200_000, "y")]


def test_too_few_sentences(tmp_path):
    path = write(tmp_path / "a.tsv", PAIRS[:3])
    with pytest.raises(DataFormatError, match=r"2 different source .* cannot make 3 splits"):
        load(path)
    assert len(load(path, splits=(1, 0, 0))["train"]) == 3


def test_published_files(development_data):
    folder = development_data / "english-german"
    start = time.perf_counter()
    whole = load(folder / "deu.txt.gz")
    assert time.perf_counter() - start < 60
    assert [len(part) for part in whole.values()] == [132_617, 16_576, 16_578]
    keys = [set(map(sentence_key, part["source"])) for part in whole.values()]
    assert sum(map(len, keys)) == len(set().union(*keys))
    cleaned = load(folder / "english-german-both.pkl")
    assert [len(part) for part in cleaned.values()] == [8000, 1000, 1000]
    # The first rows of the list, cleaned, are the pickle.
    again = load(folder / "deu.txt.gz", rows=10_000, clean="ascii")
    assert {k: v.to_dict() for k, v in again.items()} == {
        k: v.to_dict() for k, v in cleaned.items()
    }


def test_published_line_files(development_data):
    paths = tuple(development_data / "multi30k" / f"val.{side}.gz" for side in ("en", "de"))
    assert len(pairs_of(load(paths))) == 1014


def test_splits_are_the_same_in_every_process(tmp_path):
    path = write(tmp_path / "a.tsv", PAIRS[:6])
    code = (
        "import sys, nlp_suite; splits = nlp_suite.data.load_parallel(sys.argv[1], seed=1); "
        "print([part.to_dict()['target'] for part in splits.values()])"
    )
    expected = str([list(part["target"]) for part in load(path, seed=1).values()])
    for hash_seed in ("0", "1"):
        result = subprocess.run(
            [sys.executable, "-c", code, str(path)],
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONUTF8": "1"},
            check=True,
        )
        assert result.stdout.decode().strip() == expected
