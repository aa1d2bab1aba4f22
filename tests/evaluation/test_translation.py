"""BLEU and chrF of translations against references."""

import builtins
import gzip
import json
import math
import re
import time

import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.errors import DataFormatError, InvalidInputError, MissingDependencyError
from nlp_suite.evaluation import evaluate_translations, score_translations

REFERENCES = [
    "Der Hund bellt laut im Garten.",
    "Sie liest ein Buch über Bäume.",
    "Wir fahren morgen nach Köln.",
    "Das Wetter ist heute schön, sagt er.",
    "Ich habe keine Zeit für so etwas.",
] * 3
HYPOTHESES = [
    *("Der Hund bellt im Garten.", "sie liest ein Buch über die Bäume."),
    *("Wir fahren morgen nach Bonn.", "Das Wetter ist schön , sagt er .", ""),
    *REFERENCES[:5],
    *("Ein Hund ist laut.", "Sie liest.", "Morgen!", "Er sagt, das Wetter ist schön.", "Nein."),
]
PAIRS = [("Go on.", "Mach weiter."), ("Tom sleeps.", "Tom schläft."), ("Go on.", "Weiter so.")]


def test_bleu_by_hand():
    # 5 of 6 words, 3 of 5 pairs, 2 of 4 threes, 1 of 3 fours; no shorter than the reference.
    scores = score_translations(["a b c d x f"], ["a b c d e f"], tokenizer="none")
    assert scores.bleu.score == pytest.approx(100 * (5 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** 0.25)
    # All there is is right, but it is 4 words and not 6.
    scores = score_translations(["a b c d"], ["a b c d e f"], tokenizer="none")
    assert scores.bleu.score == pytest.approx(100 * math.exp(1 - 6 / 4))


def test_chrf_by_hand():
    # Precision: 3/3, 2/2, 1/1. Recall: 3/4, 2/3, 1/2, and 0/1 for the fours, of which the
    # hypothesis has none, so that order does not count. Recall weighs four times as much.
    precision, recall = 1, (3 / 4 + 2 / 3 + 1 / 2) / 3
    scores = score_translations(["abc"], ["abcd"])
    assert scores.chrf.score == pytest.approx(
        100 * 5 * precision * recall / (4 * precision + recall)
    )


@pytest.mark.parametrize(
    ("options", "theirs"),
    [
        ({}, {}),
        ({"lowercase": True}, {"lowercase": True}),
        ({"tokenizer": "intl"}, {"tokenize": "intl"}),
        ({"tokenizer": "char", "lowercase": True}, {"tokenize": "char", "lowercase": True}),
        ({"tokenizer": "none"}, {"tokenize": "none"}),
    ],
)
def test_scores_intervals_and_signatures_are_those_of_sacrebleu(options, theirs, monkeypatch):
    monkeypatch.setenv("SACREBLEU_SEED", "7")
    scores = score_translations(HYPOTHESES, REFERENCES, resamples=200, seed=7, **options)
    theirs_chrf = {name: value for name, value in theirs.items() if name == "lowercase"}
    for ours, metric in (
        (scores.bleu, sacrebleu.BLEU(**theirs)),
        (scores.chrf, sacrebleu.CHRF(**theirs_chrf)),
    ):
        expected = metric.corpus_score(HYPOTHESES, [REFERENCES], n_bootstrap=200)
        assert ours.score == pytest.approx(expected.score)
        assert (ours.high - ours.low) / 2 == pytest.approx(expected._ci, rel=1e-5)
        assert ours.signature == str(metric.get_signature())
        assert ours.low < expected._mean < ours.high


def test_which_bleu_is_which():
    """The three that papers report, on one translation that differs in case and spaces only."""
    reference = ["Tom sagt: „Nein“, und das oft."]
    plain = "tom sagt: „Nein“, und das oft."
    tokenised = "tom sagt : „ nein “ , und das oft ."

    def bleu(hypothesis, references=reference, **options):
        return score_translations([hypothesis], references, **options).bleu

    cased = bleu(plain)
    assert cased.score < 99
    assert "case:mixed" in cased.signature
    assert "tok:13a" in cased.signature
    lowered = bleu(plain, lowercase=True)
    assert lowered.score == pytest.approx(100)
    assert "case:lc" in lowered.signature
    # Split by "13a" the words of the two are not the same.
    assert bleu(tokenised, lowercase=True).score < 99
    same = ["Tom sagt : „ Nein “ , und das oft ."]
    by_spaces = bleu(tokenised, same, lowercase=True, tokenizer="none")
    assert by_spaces.score == pytest.approx(100)
    assert "case:lc" in by_spaces.signature
    assert "tok:none" in by_spaces.signature


def test_interval_depends_on_the_seed_only():
    first, again, other = (
        score_translations(HYPOTHESES, REFERENCES, seed=seed, resamples=100) for seed in (1, 1, 2)
    )
    assert first == again
    assert first.bleu.score == other.bleu.score
    assert (first.bleu.low, first.bleu.high) != (other.bleu.low, other.bleu.high)
    assert first.bleu.low < first.bleu.score < first.bleu.high


def test_several_references():
    # The second has two references, of which the second is met; the first has one.
    hypotheses = ["Mach doch bitte weiter.", "Weiter so mit dem."]
    scores = score_translations(hypotheses, [hypotheses[0], ("Mach weiter.", hypotheses[1])])
    assert scores.bleu.score == pytest.approx(100)
    assert scores.chrf.score == pytest.approx(100)
    assert "nrefs:var" in scores.bleu.signature


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=4))
def test_any_text_can_be_scored(texts):
    scores = score_translations(texts, [*texts[1:], texts[0]], resamples=2)
    for score in (scores.bleu, scores.chrf):
        assert -1e-9 <= score.low <= score.high <= 100 + 1e-9


@pytest.mark.parametrize(
    ("hypotheses", "references", "options", "message"),
    [
        ([], [], {}, "the list is empty"),
        (["a"], ["a", "b"], {}, "got 1 translations and 2 references"),
        ("a", ["a"], {}, "hypotheses must be a list of texts, got one text"),
        (["a"], "a", {}, "references must be a list of texts, got one text"),
        (["a", None], ["a", "b"], {}, r"translation 2 .* got \(None, 'b'\)"),
        (["a"], [()], {}, r"translation 1 .* got \('a',\)"),
        (["a"], [("b", 3)], {}, r"got \('a', 'b', 3\)"),
        (["a"], ["a"], {"tokenizer": "spm"}, "tokenizer must be one of .* got 'spm'"),
        (["a"], ["a"], {"resamples": 0}, "resamples must be at least 1, got 0"),
    ],
)
def test_wrong_arguments(hypotheses, references, options, message):
    with pytest.raises(InvalidInputError, match=message):
        score_translations(hypotheses, references, **options)


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
        ({"limit": 0}, "limit must be at least 1 or None, got 0"),
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
