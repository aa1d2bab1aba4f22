"""What is computed together and what is kept while many texts are read."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nlp_suite.engines.interfaces import RuntimeSettings, SpanInput, TextTokens
from nlp_suite.tasks.question_answering import span_search
from nlp_suite.tasks.question_answering.reader import Reader

QUESTION = "Where did pedals come in the 1860s?"


@pytest.fixture
def scorer(random_scorer):
    return random_scorer()


def test_each_text_and_each_question_is_tokenized_once(scorer, article, monkeypatch):
    monkeypatch.setattr(span_search, "GROUP_CHARACTERS", 50)
    scorer.calls = []
    texts = ["One text.", "Another text that is long enough for a group.", "One text."]
    Reader(scorer)(["Who?", "Who?", "When?"] * 2, texts * 2)
    assert scorer.calls == [["Who?", "When?"], texts[:2]]
    scorer.calls = []
    Reader(scorer)([f"Who is {i}?" for i in range(9)], article)
    assert len(scorer.calls) == 2
    scorer.calls = []
    different = [f"{'A long text. ' * 3}{i}" for i in range(6)]
    Reader(scorer)("Who?", different)
    # In groups, which are no longer than must be.
    assert scorer.calls[1:] == [different[i : i + 2] for i in (0, 2, 4)]


def test_company_and_order_do_not_matter(scorer, article, monkeypatch):
    paragraphs = [*article.split("\n\n"), article]
    expected = [Reader(scorer)(QUESTION, text, top_k=3, window=24, stride=6) for text in paragraphs]
    for pool, batch in ((32_768, 512), (100, 60), (1, 1)):
        monkeypatch.setattr(span_search, "POOL_TOKENS", pool)
        monkeypatch.setattr(scorer, "batch_tokens", batch)
        together = Reader(scorer)(QUESTION, paragraphs[::-1], top_k=3, window=24, stride=6)
        assert together[::-1] == expected


def test_batches_are_sorted_and_bounded(scorer, article, monkeypatch):
    seen = []
    plain = scorer.score

    def record(batches):
        batches = list(batches)
        seen.append([[len(one.ids) for one in batch] for batch in batches])
        return plain(batches)

    monkeypatch.setattr(scorer, "score", record)
    monkeypatch.setattr(span_search, "POOL_TOKENS", 900)
    paragraphs = article.split("\n\n")[1:]
    Reader(scorer)(["Who?", "Where was it built?"] * len(paragraphs), paragraphs * 2)
    assert len(seen) > 1
    for pool in seen:
        lengths = [length for batch in pool for length in batch]
        assert lengths == sorted(lengths)
        assert sum(lengths) < 900 + 384
        for batch in pool:
            assert len(batch) == 1 or max(batch) * len(batch) <= 512
    assert any(len(batch) > 1 for pool in seen for batch in pool)


def test_no_input_is_longer_than_the_window(scorer, article, monkeypatch):
    seen = []
    plain = scorer.join

    def record(question_ids, text_ids):
        joined = plain(question_ids, text_ids)
        seen.append(len(joined.ids))
        return joined

    monkeypatch.setattr(scorer, "join", record)
    for question in ("Who?", QUESTION, "Where " * 30):
        Reader(scorer)(question, article, window=100, stride=20)
        assert max(seen) == 100
        seen.clear()


class WordScorer:
    """Takes words as tokens, needs hardly any memory, and has much to say about the number 7."""

    engine, model = "test", "words"
    max_length, num_special_tokens, temperature = 512, 3, 1.0
    settings = RuntimeSettings("test", "cpu", "float32")
    null_slope, null_intercept, answer_temperature = 1.0, 0.0, None
    batch_tokens = 512

    def tokenize(self, texts):
        for text in texts:
            spans = np.fromiter(
                (edge for match in re.finditer(r"\S+", text) for edge in match.span()), "int32"
            ).reshape(-1, 2)
            starts, ends = spans[:, 0].copy(), spans[:, 1].copy()
            ids = ends - starts
            yield TextTokens(ids, starts, ends, np.arange(len(ids), dtype="int32"))

    def join(self, question_ids, text_ids):
        ids = np.concatenate([[0], question_ids, [0], text_ids, [0]]).astype("int32")
        return SpanInput(ids, np.zeros_like(ids), len(question_ids) + 2)

    def score(self, batches):
        for batch in batches:
            logits = np.zeros((len(batch), max(len(one.ids) for one in batch), 2), "f4")
            for row, one in zip(logits, batch, strict=True):
                # The longest word is the best answer.
                row[one.text_start : len(one.ids)] = one.ids[one.text_start :, None] / 2
            yield logits


def print_memory(num_copies, num_texts, options):
    """Run in a process of its own: prints the longest answer and how far memory grew, in KB."""
    from nlp_suite.assets import TEXTS_FOLDER

    body = " ".join((TEXTS_FOLDER / "bicycle.txt").read_text(encoding="utf-8").split())
    special = "The word is unforgettableness."
    half = [body] * (num_copies // 2)
    text = "\n\n".join([*half, special, *half])
    reader = Reader(WordScorer())
    reader("What word?", special)
    texts = [f"{text} {i}" for i in range(num_texts)] if num_texts else text
    before = peak_memory()
    answers = reader("What word?", texts, **options)
    sys.stdout.write(f"{peak_memory() - before} {answers[-1] if num_texts else answers}")


def peak_memory():
    # Unlike what the resource module tells, without the memory of the process that started this.
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])


def memory(*arguments):
    code = f"import runpy; runpy.run_path({__file__!r})['print_memory'](*{arguments!r})"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    kilobytes, answer = result.stdout.split(maxsplit=1)
    assert answer.strip() == "unforgettableness."
    return int(kilobytes)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak memory from /proc")
def test_a_text_of_5_megabytes_in_bounded_memory():
    few = memory(1200, None, {})
    # 925,000 tokens: copies of the text, four numbers a token of the scorer's and four of the
    # reader's; the logits alone of all windows and spans would be 170 MB.
    assert few < 90_000
    # Five times as many windows.
    assert memory(1200, None, {"window": 256, "stride": 202}) < few + 5_000


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak memory from /proc")
def test_texts_are_not_tokenized_all_at_once():
    # What is returned, and a little for each that waits; the tokens of all are 14 MB.
    assert memory(2, 400, {}) < 5_000
