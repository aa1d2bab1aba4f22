"""Our reader gives what the question-answering pipeline of transformers 4 gave.

The reference was made by scripts/make_question_answering_reference.py.
"""

import functools

import pytest

import nlp_suite
from nlp_suite.engines.custom.span_scorer import SpanScorer
from nlp_suite.engines.pretrained.span_scorer import SpanScorer as PretrainedScorer
from nlp_suite.models import ModelFolder
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.question_answering.reader import Reader
from nlp_suite.tasks.question_answering.windows import window_starts

NAMES = {"max_seq_len": "window", "doc_stride": "stride", "max_answer_len": "max_answer_tokens"}
OPTIONS = {"window": 384, "stride": 128, "max_question_tokens": 64, "temperature": 1.0}


@pytest.fixture(scope="module")
def folders(reference_checkpoints, tmp_path_factory):
    from tokenizers import Tokenizer

    from nlp_suite.models import SpanExtractor, save_model

    folders = {}
    for kind, checkpoint in reference_checkpoints.items():
        extractor = SpanExtractor.from_pretrained(checkpoint)
        tokenizer = Tokenizer.from_file(str(checkpoint / "tokenizer.json"))
        path = tmp_path_factory.mktemp("readers") / kind
        save_model(extractor, path, tokenizer, options=OPTIONS)
        folders[kind] = ModelFolder.open(path)
    return folders


@pytest.fixture(scope="module")
def scorers(folders):
    return {
        kind: SpanScorer(folder, compute_type="float32", threads=1)
        for kind, folder in folders.items()
    }


@pytest.fixture(scope="module")
def readers(scorers, reference_checkpoints):
    """Each engine's, by the kind of model."""
    load = functools.partial(nlp_suite.load, "answer", engine="pretrained")
    independent = ReadingOptions(scoring="independent")
    return {
        "custom": {kind: Reader(scorer, independent) for kind, scorer in scorers.items()},
        "pretrained": {kind: load(model=path) for kind, path in reference_checkpoints.items()},
    }


def read(reader, question, text, options):
    """Answers a case as the pipeline would give it."""
    options = dict(options)
    count = options.pop("top_k", 1)
    impossible = options.pop("handle_impossible_answer", False)
    ours = {NAMES[name]: value for name, value in options.items()}
    answers = reader(question, text, top_k=count, **ours)
    rows = [(one.start, one.end, one.text, one.score) for one in answers]
    if impossible:
        rows.append((0, 0, "", answers[0].null_score))
    return sorted(rows, key=lambda row: -row[3])[:count]


def cuts_a_word(scorer, question, text, options):
    """Tells whether a window ends or starts within a word or a character."""
    (asked,), (tokens,) = (scorer.tokenize([one]) for one in (question, text))
    window, stride = options.get("max_seq_len", 384), options.get("doc_stride", 128)
    room = window - asked.ids.size - scorer.num_special_tokens
    starts = window_starts(tokens.ids.size, room, stride)
    edges = {*starts, *(start + room for start in starts)}
    inner = [edge for edge in edges if 0 < edge < tokens.ids.size]
    return any(tokens.words[edge] == tokens.words[edge - 1] for edge in inner)


def stripped(row):
    """Takes white space off the ends of an answer, which the pipeline gave with some tokenizers."""
    start, _, text, score = row
    start += len(text) - len(text.lstrip())
    return [start, start + len(text.strip()), text.strip(), score]


@pytest.mark.parametrize("engine", ["custom", "pretrained"])
def test_the_same_answers(engine, pipeline_reference, scorers, readers):
    equal = several_windows = empty = 0
    cases = [case for case in pipeline_reference["cases"] if case["kind"] in scorers]
    for case in cases:
        options = case["options"]
        question = pipeline_reference["questions"][case["question"]]
        text = pipeline_reference["texts"][case["text"]]
        # Where it had too few answers it gave empty ones that cannot be.
        expected = [row for row in case["answers"] if row[3] > 0]
        ours = read(readers[engine][case["kind"]], question, text, options)
        message = f"{case}: {ours}"
        assert [list(row[:3]) for row in ours] == [row[:3] for row in expected], message
        for mine, theirs in zip(ours, expected, strict=True):
            if cuts_a_word(scorers[case["kind"]], question, text, options):
                # It read part of a word there, as another answer than the whole of it.
                assert mine[3] > theirs[3] - 1e-4, message
            else:
                assert mine[3] == pytest.approx(theirs[3], abs=1e-4), message
        differences = [abs(a[3] - b[3]) for a, b in zip(ours, expected, strict=True)]
        equal += max(differences) < 1e-4 and len(expected) == len(case["answers"])
        empty += expected[0][2] == ""
        several_windows += len(text) > 600
    assert len(cases) == 248
    assert equal == 243
    assert several_windows > 20
    assert empty > 0


def test_the_keras_runtime(pipeline_reference, folders):
    options = ReadingOptions(scoring="independent")
    readers = {
        kind: Reader(SpanScorer(folder, runtime="keras"), options)
        for kind, folder in folders.items()
    }
    cases = [case for case in pipeline_reference["cases"] if case["kind"] in readers]
    for case in cases[::25]:
        question = pipeline_reference["questions"][case["question"]]
        text = pipeline_reference["texts"][case["text"]]
        for mine, theirs in zip(
            read(readers[case["kind"]], question, text, case["options"]),
            case["answers"],
            strict=True,
        ):
            assert list(mine[:3]) == theirs[:3]
            assert mine[3] == pytest.approx(theirs[3], abs=1e-4)


@pytest.mark.parametrize(
    ("kind", "cases", "cut"),
    [
        ("electra", 14, 1),
        ("mpnet", 14, 0),
        ("roberta", 14, 1),
        ("longformer", 14, 3),
        ("deberta", 13, 0),
        ("deberta-v2", 13, 0),
        ("albert", 13, 0),
        ("xlm-roberta", 13, 0),
        ("big_bird", 13, 1),
    ],
)
def test_the_same_answers_of_other_families(
    kind, cases, cut, pipeline_reference, reference_families
):
    scorer = PretrainedScorer(reference_families[kind])
    reader = Reader(
        scorer,
        ReadingOptions(
            window=scorer.window,
            stride=scorer.stride,
            max_question_tokens=scorer.max_question_tokens,
            scoring="independent",
        ),
    )
    of_kind = [case for case in pipeline_reference["cases"] if case["kind"] == kind]
    different = 0
    for case in of_kind:
        question = pipeline_reference["questions"][case["question"]]
        text = pipeline_reference["texts"][case["text"]]
        expected = [stripped(row) for row in case["answers"] if row[3] > 0]
        ours = [list(row) for row in read(reader, question, text, case["options"])]
        spans = [row[:3] for row in ours] == [row[:3] for row in expected]
        scores = [row[3] for row in expected]
        if not spans or [row[3] for row in ours] != pytest.approx(scores, abs=1e-5):
            # It read part of a word there, as another answer than the whole of it.
            limits = {"max_seq_len": scorer.window, "doc_stride": scorer.stride}
            assert cuts_a_word(scorer, question, text, limits | case["options"]), (case, ours)
            different += 1
    assert (len(of_kind), different) == (cases, cut)


def test_our_own_scoring_is_another(pipeline_reference, scorers):
    text = pipeline_reference["texts"][-1]
    for scorer in scorers.values():
        joint, default = (
            Reader(scorer)("Who built it?", text, top_k=3, **options)
            for options in ({"scoring": "joint"}, {})
        )
        assert joint == default
        independent = Reader(scorer)("Who built it?", text, top_k=3, scoring="independent")
        assert [one.score for one in joint] != [one.score for one in independent]
