"""Stores and indexes that are damaged: never a wrong row in silence, never an error that is raw."""

import json
import random
import shutil
from contextlib import closing
from pathlib import Path

import pytest

import nlp_suite
from nlp_suite.batch import planner
from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.retrieval import PassageIndex, index_file

PAGE = 4096
QUESTIONS = ["Who sleeps?", "What did Ann pay?", "Where is the stone?"]
WORDS = ["Tom", "Ann", "Eli", "sleeps", "paid", "euros", "reads", "river", "stone", "twelve", "old"]


def make_text(rng: random.Random, sentences: int) -> str:
    return " ".join(
        " ".join(rng.choices(WORDS, k=rng.randint(3, 12))).capitalize() + "."
        for _ in range(sentences)
    )


def damage(rng: random.Random, path: Path, others: list[bytes]) -> str:
    """Damages a file of SQLite in one of many ways; returns how."""
    data = bytearray(path.read_bytes())
    pages = max(1, len(data) // PAGE)
    kind = rng.choice(
        ["bits", "bits", "bytes", "zeros", "page", "swap", "cut", "grow", "journal", "wal", "mix"]
    )
    if kind == "bits":
        for _ in range(rng.choice([1, 1, 2, 10, 100])):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    elif kind == "bytes":
        start, length = rng.randrange(len(data)), rng.randint(1, 3000)
        data[start : start + length] = rng.randbytes(len(data[start : start + length]))
    elif kind == "zeros":
        page = rng.randrange(pages)
        data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    elif kind == "page":
        page = rng.randrange(pages)
        data[page * PAGE : (page + 1) * PAGE] = rng.randbytes(PAGE)
    elif kind == "swap":
        first, second = (rng.randrange(pages) * PAGE for _ in range(2))
        one, two = data[first : first + PAGE], data[second : second + PAGE]
        data[first : first + PAGE], data[second : second + PAGE] = two, one
    elif kind == "cut":
        del data[rng.randrange(len(data)) :]
    elif kind == "grow":
        data += rng.randbytes(rng.randint(1, 3 * PAGE))
    elif kind == "mix":
        # A page of an earlier state of the file, or of another one.
        page, other = rng.randrange(pages), rng.choice(others)
        data[page * PAGE : (page + 1) * PAGE] = other[page * PAGE : (page + 1) * PAGE] or b"\0"
    else:
        journal = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + rng.randbytes(rng.randint(0, 5000))
        path.with_name(f"{path.name}-{kind}").write_bytes(journal)
    path.write_bytes(data)
    return kind


def compute(settings, task, items):
    return [
        [
            {
                "answer": item.text[:5],
                "reason": "",
                "score": len(item.text) / 1000,
                "null_score": 0.25,
                "start": 0,
                "end": 5,
                "sentence": item.text,
                "sentence_start": 0,
            }
        ]
        for item in items
    ]


@pytest.fixture
def job(tmp_path, monkeypatch, tiny_reader):
    """Runs a job whose answers cost nothing, in a folder; returns its rows."""
    rng = random.Random(0)  # noqa: S311
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(JobSettings, "load", lambda _: None)
    monkeypatch.setattr(JobSettings, "compute", compute)
    monkeypatch.setattr("nlp_suite.batch.executors.local.LocalExecutor.close", lambda _: None)
    monkeypatch.setattr(planner, "GROUP_CHARACTERS", 5000)
    Path("articles").mkdir()
    for number in range(40):
        Path(f"articles/{number:02d}.txt").write_text(make_text(rng, rng.randint(1, 20)))
    rows = [{"text": make_text(rng, 3), "by": number} for number in range(40)]
    Path("articles/rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    def run(paths="articles"):
        run = nlp_suite.answer_files(
            QUESTIONS, paths, "out.jsonl", model=tiny_reader, keep_columns=["by"]
        ).finish()
        return Path("out.jsonl").read_text().splitlines(), run

    return run


def compare(campaign, rows, expected, what):
    if rows == expected:
        return
    if missing := set(expected) - set(rows):
        campaign.fault("wrong" if len(rows) == len(expected) else "lost", (what, missing))
    elif len(rows) > len(set(rows)):
        campaign.fault("doubled", what)
    else:
        campaign.fault("wrong", (what, set(rows) - set(expected)))


def test_damaged_stores(campaign, job, tmp_path):
    earlier_paths = [f"articles/{number:02d}.txt" for number in range(20)]
    store = tmp_path / "out.jsonl.job"
    job(earlier_paths)
    earlier = store.read_bytes()
    expected, _ = job()
    whole = store.read_bytes()
    other = b"".join(random.Random(1).randbytes(PAGE) for _ in range(len(whole) // PAGE))  # noqa: S311
    for rng in campaign.seeds(500):
        for left in tmp_path.glob("out.jsonl*"):
            left.unlink()
        store.write_bytes(whole)
        kinds = [damage(rng, store, [earlier, other]) for _ in range(rng.choice([1, 1, 3]))]
        if rng.random() < 0.02:
            store.write_bytes(whole[:60] + bytes([0, 0, 0, rng.randrange(256)]) + whole[64:])
            kinds.append("version")
        for _ in range(4):
            try:
                rows, _ = job()
            except nlp_suite.NLPSuiteError as error:
                if "\n" in str(error):
                    campaign.fault("raw", f"{kinds}: {error}")
                if "delete it" in str(error) or "another program" in str(error):
                    store.unlink()
                elif "start the same job again" not in str(error):
                    campaign.fault("raw", f"{kinds}: no advice in {error}")
            except Exception as error:
                campaign.fault("raw", f"{kinds}: {error!r}")
                break
            else:
                compare(campaign, rows, expected, kinds)
                break
        else:
            campaign.fault("hung", f"{kinds}: not done after four starts")


def look(path):
    """What an index says: passages of questions, names and texts."""
    with closing(PassageIndex.open(path)) as index:
        found = [index.search(question, k=20) for question in QUESTIONS]
        names = index.documents
        return found, names, [index.text(name) for name in names[::7]]


def test_damaged_indexes(campaign, tmp_path, monkeypatch):
    monkeypatch.setattr(index_file, "_PATIENCE", 0.01)
    rng = random.Random(0)  # noqa: S311
    texts = {f"{number}.txt": make_text(rng, 30) for number in range(80)}
    path = tmp_path / "my.index"
    with PassageIndex(path) as index:
        index.add(dict(list(texts.items())[:50]))
        earlier = path.read_bytes()
        index.add(texts)
    whole, expected = path.read_bytes(), look(path)
    other = b"".join(random.Random(1).randbytes(PAGE) for _ in range(len(whole) // PAGE))  # noqa: S311
    for rng in campaign.seeds(500):
        for left in tmp_path.glob("my.index*"):
            left.unlink()
        path.write_bytes(whole)
        kinds = [damage(rng, path, [earlier, other]) for _ in range(rng.choice([1, 1, 3]))]
        try:
            if look(path) != expected:
                campaign.fault("wrong", kinds)
            copy = tmp_path / "my.index.copy"
            shutil.copy(path, copy)
            # To be brought up to date may need what a search does not.
            with PassageIndex(copy) as index:
                index.add({**texts, "new.txt": "New words."}, remove_others=True)
                index.remove("new.txt")
            if look(copy)[1] != expected[1]:
                campaign.fault("lost", kinds)
        except nlp_suite.NLPSuiteError as error:
            if "\n" in str(error):
                campaign.fault("raw", f"{kinds}: {error}")
        except Exception as error:
            campaign.fault("raw", f"{kinds}: {error!r}")
