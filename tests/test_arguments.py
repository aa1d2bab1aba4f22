"""Checks of arguments: one line of ours for whatever is given."""

import math
import pathlib

import numpy as np
import pytest

import nlp_suite
from nlp_suite.arguments import (
    check_choice,
    check_encodable,
    check_name,
    check_number,
    check_path,
    check_seconds,
    check_switch,
    check_whole,
    shown,
)
from nlp_suite.batch.options import FilesOptions
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import LoadOptions
from nlp_suite.retrieval.options import IndexingOptions
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.summarization.options import SummarizationOptions


class Unshown:
    def __repr__(self):
        raise ValueError("no")


STRANGE = [
    *(2**63 - 1, 2**63, -(2**63) - 1, 10**30, 10**400, 10**5000, -(10**5000)),
    *(1e308, -1e308, math.nan, math.inf, -math.inf, -0.5, 1.5),
    *("", "1", "a\0b", "\ud800", "x" * 100_000, b"1", [], {}, (), object(), Unshown(), 1j),
    *(np.float64("nan"), np.zeros(3), True, -1),
]
CHECKS = [
    lambda value: check_whole("name", value, 1, 10**6),
    lambda value: check_number("name", value, 0, 10),
    lambda value: check_number("name", value, 0),
    lambda value: check_seconds("name", value),
    lambda value: check_choice("name", value, ("a", "b")),
    lambda value: check_switch("name", value),
    lambda value: check_name("name", value),
    lambda value: check_path("name", value),
]


@pytest.mark.parametrize("check", CHECKS)
def test_whatever_is_given_is_taken_or_refused_in_one_short_line(check):
    refused = []
    for value in STRANGE:
        try:
            check(value)
        except InvalidInputError as error:
            refused.append(str(error))
    assert len(refused) > 10
    for message in refused:
        assert message.startswith("name must ") or "not valid UTF-8" in message
        assert len(message) < 300
        assert "\n" not in message


@pytest.mark.parametrize(
    "path",
    ["", "a\0b", "x" * 256, "ä" * 128, "a/" * 2050, "a/" + "x" * 300, "\ud800", None, 3, ["a"]],
)
def test_paths_that_no_file_can_have(path):
    with pytest.raises(InvalidInputError, match="output must be a path"):
        check_path("output", path)


@pytest.mark.parametrize("path", ["a", "x" * 255, "a/" * 2000, "caf\udce9", "-", pathlib.Path()])
def test_paths_that_a_file_may_have(path):
    check_path("output", path)


def test_what_is_shown():
    assert shown("Tom") == "'Tom'"
    assert shown("x" * 1000) == "'" + "x" * 78 + "…"
    assert shown(10**5000) == "a whole number of 16610 bits"
    assert shown(Unshown()) == "a Unshown"
    with pytest.raises(InvalidInputError, match="the question is not valid UTF-8"):
        check_encodable("question", "\ud800")


EXTREMES = [
    (DecodingOptions, "beam_size", 2**63 - 1),
    (DecodingOptions, "n_best", 1001),
    (DecodingOptions, "length_penalty", 1e308),
    (DecodingOptions, "length_penalty", math.nan),
    (DecodingOptions, "no_repeat_ngram_size", 10**30),
    (DecodingOptions, "max_length", 10**6),
    (LoadOptions, "threads", 10**6),
    (LoadOptions, "batch_tokens", 2**40),
    (LoadOptions, "model", ""),
    (LoadOptions, "model", "a\0b"),
    (LoadOptions, "model", "x" * 5000),
    (LoadOptions, "revision", ""),
    (LoadOptions, "revision", "main\0"),
    (LoadOptions, "revision", "x" * 100_000),
    (ReadingOptions, "window", 2**31),
    (ReadingOptions, "bm25_weight", 1e308),
    (ReadingOptions, "no_answer_threshold", math.nan),
    (SummarizationOptions, "sentences", 2**63),
    (SummarizationOptions, "ratio", math.nan),
    (SummarizationOptions, "seed", 2**32),
    (SummarizationOptions, "query", "Tom \ud800"),
    (FilesOptions, "workers", 10**9),
    (FilesOptions, "worker_cpus", 10**400),
    (FilesOptions, "max_bytes", 2**63),
    (FilesOptions, "time_limit", 1e308),
    (FilesOptions, "text_column", "\ud800"),
    (FilesOptions, "id_column", ""),
    (FilesOptions, "keep_columns", ["a\0"]),
    (FilesOptions, "ray", "local\0"),
    (FilesOptions, "on_problem", 3),
    (IndexingOptions, "time_limit", math.inf),
    (IndexingOptions, "text_column", ""),
]


@pytest.mark.parametrize(("kind", "name", "value"), EXTREMES)
def test_extreme_options_are_refused_by_name(kind, name, value):
    with pytest.raises(InvalidInputError, match=name):
        kind(**{name: value})


def test_options_are_refused_before_a_model_is_loaded(monkeypatch):
    def fail(*_, **__):
        raise AssertionError("a model is loaded")

    monkeypatch.setattr("nlp_suite.registry.load", fail)
    for call, options in (
        (lambda **o: nlp_suite.translate("Tom.", **o), {"beam_size": 2**63}),
        (lambda **o: nlp_suite.translate("Tom.", **o), {"keep": 3}),
        (lambda **o: nlp_suite.summarize("Tom. Ann.", **o), {"seed": -1}),
        (lambda **o: nlp_suite.answer("Who?", "Tom.", **o), {"window": 0}),
        (lambda **o: nlp_suite.answer("Who?", "Tom.", **o), {"top_k": 0}),
        (lambda **o: nlp_suite.translate_files("a", **o), {"length_penalty": 1e308}),
        (lambda **o: nlp_suite.summarize_files("a", **o), {"output": "a\0.jsonl"}),
        (lambda **o: nlp_suite.answer_files(["Who?"], "a", **o), {"workers": 2**40}),
        (lambda **o: nlp_suite.compare("translate", "Tom.", **o), {"beam_size": 0}),
        (lambda **o: nlp_suite.compare("summarize", "Tom.", **o), {"sentences": 2**63}),
        (lambda **o: nlp_suite.compare("answer", "Tom.", questions="Who?", **o), {"stride": -1}),
        (lambda **o: nlp_suite.compare("translate", "Tom.", **o), {"threads": 10**6}),
        (lambda **o: nlp_suite.index("a", **o), {"path": ""}),
        (lambda **o: nlp_suite.PassageIndex(**o), {"passage_words": 2**63}),
    ):
        with pytest.raises(InvalidInputError):
            call(**options)
