import io
import re

import pytest

from nlp_suite.training import training_progress
from nlp_suite.training.training_progress import TrainingProgress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(training_progress.time, "monotonic", lambda: now[0])
    return now


def test_a_line_a_minute_where_there_is_no_terminal(capsys, clock):
    with TrainingProgress(total_tokens=10_000) as progress:
        for seconds, tokens in ((59, 500), (1, 100), (59, 300), (1, 300)):
            clock[0] += seconds
            progress.update(epoch=2, tokens=tokens, loss=4.25)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "epoch 2  6.0 %  loss 4.250  10 tokens/s  16 min left",
        "epoch 2  12.0 %  loss 4.250  10 tokens/s  15 min left",
    ]


def test_what_an_earlier_process_did_is_no_speed(capsys, clock):
    with TrainingProgress(total_tokens=10_000) as progress:
        progress.skip(8_800)
        clock[0] += 60
        progress.update(epoch=9, tokens=600, loss=1.0)
    assert capsys.readouterr().err == "epoch 9  94.0 %  loss 1.000  10 tokens/s  1 min left\n"


def test_a_text_between(capsys):
    with TrainingProgress(total_tokens=10) as progress:
        progress.line("epoch 1 [done]")
    assert capsys.readouterr().err == "epoch 1 [done]\n"


@pytest.mark.parametrize("show", [None, True])
def test_a_bar_on_a_terminal(monkeypatch, show):
    terminal = Terminal() if show is None else io.StringIO()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("COLUMNS", "120")
    with TrainingProgress(total_tokens=200, show=show) as progress:
        progress.skip(100)
        progress.update(epoch=3, tokens=50, loss=2.5)
        progress.line("scores [of] epoch 3")
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", terminal.getvalue())
    assert "scores [of] epoch 3" in shown
    assert re.search(r"epoch 3 .* 75 %  loss 2\.500 [\d,]+ tokens/s", shown)


def test_nothing_if_that_is_wanted(capsys, clock):
    with TrainingProgress(total_tokens=10, show=False) as progress:
        clock[0] += 1000
        progress.update(epoch=1, tokens=5, loss=1.0)
        progress.line("a line")
    assert capsys.readouterr() == ("", "")
