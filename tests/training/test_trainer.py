import os
import signal
import subprocess
import sys
import time

import keras
import numpy as np
import pytest

from nlp_suite import ModelFormatError, TrainingError
from nlp_suite.training import Trainer

SCRIPT = """
import sys
import time
import keras
import numpy as np
from nlp_suite.models import Encoder
from nlp_suite.training import Trainer, WarmupSchedule, token_batches

keras.utils.set_random_seed(int(sys.argv[2]))
rng = np.random.RandomState(0)
token_ids = rng.randint(1, 20, size=(96, 6))
labels = (token_ids[:, 0] < token_ids[:, -1]).astype("float32")

inputs = keras.Input((6,), dtype="int32")
encoder = Encoder(vocabulary_size=20, num_layers=1, model_dim=16, num_heads=2,
                  feed_forward_dim=32, max_length=6, dropout=0.2)
outputs = keras.layers.Dense(1)(encoder(inputs)[:, 0])
model = keras.Model(inputs, outputs)

def objective(model, batch, training):
    logits = model(batch["ids"], training=training)[:, 0]
    losses = keras.ops.binary_crossentropy(batch["labels"], logits, from_logits=True)
    return keras.ops.mean(losses)

trainer = Trainer(model, keras.optimizers.Adam(WarmupSchedule(16, 20)), objective, sys.argv[1],
                  checkpoint_steps=5)

def load(indices):
    time.sleep(0.02)  # so that there is time to be killed
    return {"ids": token_ids[indices], "labels": labels[indices]}

history = trainer.fit(
    lambda epoch: token_batches([6] * 96, 48, seed=4, epoch=epoch),
    epochs=12,
    load=load,
)
np.savez(sys.argv[1] + "/result.npz", *model.get_weights(),
         losses=[row["loss"] for row in history])
"""


def start(folder, seed):
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SCRIPT, str(folder), str(seed)],
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
    )


# At which steps to kill. Elsewhere each start costs much time for the compilation.
KILLS = (5, 80) if keras.backend.backend() == "tensorflow" else (80,)


@pytest.mark.slow
@pytest.mark.skipif(keras.backend.backend() == "torch", reason="test_killed_runs.py kills there")
def test_a_killed_run_ends_like_one_that_was_never_stopped(tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    with start(whole, seed=1) as process:
        assert process.wait() == 0
    delays = np.random.default_rng(0).uniform(0, 0.1, size=len(KILLS))
    for attempt, (reached, delay) in enumerate(zip(KILLS, delays, strict=True)):
        # Another seed from the second attempt on: everything must come from the checkpoint.
        with start(killed, seed=1 + attempt) as process:
            while last_step(killed) < reached:
                assert process.poll() is None
                time.sleep(0.01)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
    assert 80 <= last_step(killed) < 144
    with start(killed, seed=9) as process:
        assert process.wait() == 0
    with np.load(whole / "result.npz") as expected, np.load(killed / "result.npz") as found:
        for name in expected.files:
            np.testing.assert_array_equal(found[name], expected[name])
        assert expected["losses"][-1] < expected["losses"][0]


def last_step(folder):
    names = (folder / "checkpoints").glob("step-*")
    return max((int(path.name.removeprefix("step-")) for path in names), default=-1)


def make(folder, width=2, **options):
    keras.utils.set_random_seed(0)
    inputs = keras.Input((2,))
    model = keras.Model(inputs, keras.layers.Dense(width, name="dense")(inputs))

    def objective(model, batch, training):
        return keras.ops.mean(keras.ops.square(model(batch["x"], training=training) - 1.0))

    return Trainer(model, keras.optimizers.SGD(0.1), objective, folder, **options)


BATCHES = [{"x": np.ones((4, 2), "float32")}] * 3


def test_history_and_continuation(tmp_path):
    first = make(tmp_path).fit(lambda epoch: BATCHES, 2, validate=lambda: {"score": 1.0})
    assert [(row["epoch"], row["step"], row["score"]) for row in first] == [
        (1, 3, 1.0),
        (2, 6, 1.0),
    ]
    assert first[1]["loss"] < first[0]["loss"]
    more = make(tmp_path).fit(lambda epoch: BATCHES, 4, validate=lambda: {"score": 2.0})
    assert more[:2] == first
    assert [row["score"] for row in more] == [1.0, 1.0, 2.0, 2.0]
    again = make(tmp_path).fit(lambda epoch: pytest.fail("there is nothing left to do"), 4)
    assert again == more


def test_stopping_early_is_remembered(tmp_path):
    rows = make(tmp_path).fit(lambda epoch: BATCHES, 9, after_epoch=lambda rows: len(rows) == 2)
    assert len(rows) == 2
    assert len(make(tmp_path).fit(lambda epoch: BATCHES, 9)) == 2


def test_trains_like_keras_own_fit(tmp_path):
    trainer = make(tmp_path)
    trainer.fit(lambda epoch: BATCHES, 2)
    other = make(tmp_path / "other").model
    other.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
    x = np.ones((12, 2), "float32")
    other.fit(x, np.ones((12, 2)), batch_size=4, epochs=2, verbose=0)
    for ours, theirs in zip(trainer.model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_a_checkpoint_of_another_model(tmp_path):
    make(tmp_path).fit(lambda epoch: BATCHES, 1)
    with pytest.raises(ModelFormatError, match=r"shape \(2, 2\), expected \(2, 3\)"):
        make(tmp_path, width=3).fit(lambda epoch: BATCHES, 2)


def test_a_loss_that_is_no_number(tmp_path):
    bad = [{"x": np.full((4, 2), np.nan, "float32")}]
    with pytest.raises(TrainingError, match="the loss is nan"):
        make(tmp_path).fit(lambda epoch: bad, 1)
    assert make(tmp_path).store.newest().step == 0
