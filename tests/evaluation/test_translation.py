"""Evaluation of a translator over pairs: scores, speed, the worst examples."""

import builtins
import gzip
import json
import re
import time

import pytest
import sacrebleu

from nlp_suite.errors import DataFormatError, InvalidInputError, MissingDependencyError
from nlp_suite.evaluation import evaluate_translations, score_translations

PAIRS = [("Go on.", "Mach weiter."), ("Tom sleeps.", "Tom schläft."), ("Go on.", "Weiter so.")]


def test_every_row_counts_as_it_stands():
    received = []

    def translate(sentences):
        received.append(sentences)
        return ["Mach weiter.", "Tom schläft.", "Mach weiter."]

    result = evaluate_translations(PAIRS, translate)
    assert received == [["Go on.", "Tom sleeps.", "Go on."]]
    expected = score_translations(
        ["Mach weiter.", "Tom schläft.", "Mach weiter."], [target for _, target in PAIRS]
    )
    assert (result.bleu, result.chrf) == (expected.bleu, expected.chrf)
    assert (result.pairs, result.sentences) == (3, 3)
    worst = result.worst[0]
    assert (worst.source, worst.hypothesis) == ("Go on.", "Mach weiter.")
    assert worst.references == ("Weiter so.",)
    assert [round(example.chrf) for example in result.worst[1:]] == [100, 100]


def test_rows_of_one_source_as_its_references():
    def translate(sentences):
        assert sentences == ["Go on.", "Tom sleeps."]
        return ["Weiter so.", "Tom schläft."]

    result = evaluate_translations(PAIRS, translate, group_references=True)
    assert result.chrf.score == pytest.approx(100)
    assert (result.pairs, result.sentences) == (3, 2)
    (example,) = (e for e in result.worst if e.source == "Go on.")
    assert example.references == ("Mach weiter.", "Weiter so.")


def test_the_other_direction_on_the_same_data():
    def translate(sentences):
        assert sentences == ["Mach weiter.", "Tom schläft.", "Weiter so."]
        return ["Go on.", "Tom sleeps.", "Go on."]

    result = evaluate_translations(PAIRS, translate, reverse=True)
    assert result.chrf.score == pytest.approx(100)
    assert result.worst[0].references == ("Go on.",)


def test_the_ten_worst():
    sources = [f"sentence {i}" for i in range(30)]
    target = "abcdefghijklmnopqrstuvwxyzäöüß"
    result = evaluate_translations(
        [(source, target) for source in sources],
        lambda chunk: [target[: 1 + int(source.split()[1])] for source in reversed(chunk)][::-1],
    )
    assert [example.source for example in result.worst] == sources[:10]
    chrf = [example.chrf for example in result.worst]
    assert chrf == sorted(chrf)
    third = result.worst[2]
    assert third.chrf == sacrebleu.sentence_chrf(third.hypothesis, [target]).score


def test_case_counts_in_the_examples_as_it_does_in_the_scores():
    pairs = [("Go.", "GEH.")]
    # Cased, one of four characters is right, the full stop, and nothing longer.
    for lowercase, expected in ((True, 100), (False, 100 * (1 / 4) / 4)):
        result = evaluate_translations(pairs, lambda _: ["geh."], lowercase=lowercase)
        assert result.worst[0].chrf == pytest.approx(result.chrf.score)
        assert result.chrf.score == pytest.approx(expected)


class Translation:
    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text


@pytest.mark.parametrize("limit", [None, 300, 1000])
def test_translations_come_in_chunks_and_may_be_objects(limit):
    sizes = []

    def translate(sentences):
        sizes.append(len(sentences))
        return [Translation(sentence.upper()) for sentence in sentences]

    pairs = ((f"word {i}", f"WORD {i}") for i in range(600))
    result = evaluate_translations(pairs, translate, limit=limit, resamples=1)
    assert result.chrf.score == pytest.approx(100)
    assert sum(sizes) == result.pairs == min(limit or 600, 600)
    assert max(sizes) == 256
    # No row after the limit is looked at.
    if limit == 300:
        assert next(pairs) == ("word 300", "WORD 300")


def test_speed_is_that_of_translating_alone():
    def slow_pairs():
        for pair in PAIRS[:2]:
            time.sleep(0.2)
            yield pair

    def translate(sentences):
        time.sleep(0.05)
        return sentences

    speed = evaluate_translations(slow_pairs(), translate, resamples=1).sentences_per_second
    assert 2 / 0.4 < speed <= 2 / 0.05


def write_files(folder):
    rows = "".join(f"{source}\t{target}\n" for source, target in PAIRS)
    (folder / "test.tsv").write_text(rows, encoding="utf-8")
    (folder / "test.tsv.gz").write_bytes(gzip.compress(rows.encode()))
    csv = "german,english\n" + "".join(f"{target},{source}\n" for source, target in PAIRS)
    (folder / "test.csv").write_text(csv, encoding="utf-8")
    for name, side in (("test.en", 0), ("test.de", 1)):
        lines = "".join(pair[side] + "\n" for pair in PAIRS)
        (folder / name).write_text(lines, encoding="utf-8")


@pytest.mark.parametrize(
    ("names", "options"),
    [
        (["test.tsv"], {}),
        (["test.tsv.gz"], {}),
        (["test.csv"], {"source_column": "english", "target_column": "german"}),
        (["test.en", "test.de"], {}),
    ],
)
@pytest.mark.parametrize("form", [str, lambda path: path])
def test_files(tmp_path, names, options, form):
    write_files(tmp_path)
    paths = tuple(form(tmp_path / name) for name in names)

    def translate(sentences):
        assert sentences == [source for source, _ in PAIRS]
        return ["Mach weiter.", "Tom schlief.", "Weiter."]

    result = evaluate_translations(paths if len(paths) == 2 else paths[0], translate, **options)
    in_memory = evaluate_translations(PAIRS, translate)
    assert (result.bleu, result.chrf, result.worst) == (
        *(in_memory.bleu, in_memory.chrf),
        in_memory.worst,
    )


@pytest.mark.parametrize("names", [["test.tsv"], ["test.tsv.gz"], ["test.en", "test.de"]])
def test_columns_that_are_not_there_are_an_error(tmp_path, names):
    write_files(tmp_path)
    paths = tuple(tmp_path / name for name in names)
    with pytest.raises((DataFormatError, InvalidInputError), match="'german' and 'english'"):
        evaluate_translations(
            paths if len(paths) == 2 else paths[0],
            lambda sentences: sentences,
            source_column="german",
            target_column="english",
        )


def test_a_bad_row_is_named_or_left_out(tmp_path):
    path = tmp_path / "test.tsv"
    path.write_text("Go on.\tMach weiter.\nGo.\nTom sleeps.\tTom schläft.\n", encoding="utf-8")
    with pytest.raises(DataFormatError, match=r"test\.tsv, line 2"):
        evaluate_translations(path, list)
    assert evaluate_translations(path, list, on_bad_rows="skip").pairs == 2
    # It is behind the limit.
    assert evaluate_translations(path, list, limit=1).pairs == 1


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        ("nowhere.tsv", InvalidInputError, "there is no file 'nowhere.tsv'"),
        (("nowhere.en", "nowhere.de"), InvalidInputError, "nowhere.en"),
        ([], DataFormatError, "the input holds no pairs"),
        (["ab", "cd"], InvalidInputError, "there is no file 'ab'"),
        (iter(["ab", "cd"]), DataFormatError, "the input, pair 1"),
        ([("Go.", "Geh."), ("Go.", "")], DataFormatError, "the input, pair 2: .* is empty"),
    ],
)
def test_data_that_cannot_be_used(data, error, message):
    with pytest.raises(error, match=message):
        evaluate_translations(data, list)


@pytest.mark.parametrize(
    ("translate", "message"),
    [
        (lambda sentences: sentences[1:], r"a list of 3 translations .* got \['Tom"),
        (lambda sentences: "abc", "got 'abc'"),
        (lambda sentences: None, "got None"),
    ],
)
def test_a_translator_that_returns_something_else(translate, message):
    with pytest.raises(InvalidInputError, match=message):
        evaluate_translations(PAIRS, translate)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"limit": 0}, "limit must be a whole number from 1 up, got 0"),
        ({"tokenizer": "moses"}, "got 'moses'"),
    ],
)
def test_wrong_options_are_found_before_anything_is_translated(options, message):
    def translate(sentences):
        raise AssertionError("called")

    with pytest.raises(InvalidInputError, match=message):
        evaluate_translations(PAIRS, translate, **options)


def test_missing_package_gives_the_command(monkeypatch):
    original = builtins.__import__

    def without(name, *arguments, **options):
        if name.startswith("sacrebleu"):
            raise ModuleNotFoundError("No module named 'sacrebleu'", name="sacrebleu")
        return original(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    command = re.escape('pip install "nlp-suite[evaluation]"')
    with pytest.raises(MissingDependencyError, match=f"sacrebleu.*{command}"):
        evaluate_translations(PAIRS, list)


def test_to_dict_is_plain():
    result = evaluate_translations(PAIRS, list)
    plain = json.loads(json.dumps(result.to_dict()))
    assert plain == result.to_dict()
    assert set(plain) == {"bleu", "chrf", "pairs", "sentences", "sentences_per_second", "worst"}
    assert set(plain["bleu"]) == {"score", "low", "high", "signature"}
    assert set(plain["worst"][0]) == {"source", "hypothesis", "references", "chrf"}
