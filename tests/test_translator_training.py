"""The training of the shipped translators: corpus, augmentation, model, loop and model folder."""

import importlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

import nlp_suite
from nlp_suite.errors import InvalidInputError
from nlp_suite.models import ModelFolder
from nlp_suite.models.configs.transformer_config import TransformerConfig

SCRIPTS = Path(__file__).parents[1] / "scripts"
CONFIGS = sorted((SCRIPTS / "configs" / "translators").glob("*.toml"))

pytestmark = [pytest.mark.one_backend, pytest.mark.usefixtures("scripts_path")]


def module(name):
    return importlib.import_module(f"translator_training.{name}")


def read_log(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


@pytest.fixture
def small_config():
    return TransformerConfig(
        source_vocabulary_size=50,
        target_vocabulary_size=50,
        num_encoder_layers=2,
        num_decoder_layers=2,
        model_dim=16,
        num_heads=2,
        feed_forward_dim=32,
        max_length=64,
        pre_norm=True,
        shared_embedding=True,
        tied_projection=True,
    )


@pytest.fixture
def corpus_toml(tmp_path, toy_pairs):
    """A corpus of the toy language, with a set to hold out and one to exclude."""
    data = tmp_path / "data"
    data.mkdir()
    pairs = [*toy_pairs, *((f"{en[:-1]} now.", f"{de[:-1]} jetzt.") for en, de in toy_pairs)]
    text = "".join(f"{en}\t{de}\n" for en, de in pairs)
    (data / "toy.tsv").write_text(text, encoding="utf-8")
    (data / "again.tsv").write_text(text + "Go!\tGeh!\n", encoding="utf-8")
    (data / "test.tsv").write_text("i see HER\tx\n-\tWir mögen den Hund!\n", encoding="utf-8")
    (data / "dev.tsv").write_text("You see a cat.\tDu siehst eine Katze.\n", encoding="utf-8")
    file = tmp_path / "toy.toml"
    file.write_text(
        """
        [model]
        source_vocabulary_size = 120
        target_vocabulary_size = 120
        num_encoder_layers = 1
        num_decoder_layers = 1
        model_dim = 32
        num_heads = 2
        feed_forward_dim = 64
        max_length = 64
        pre_norm = true
        shared_embedding = true
        tied_projection = true

        [training]
        steps = 100
        batch_tokens = 1024
        max_tokens = 32
        learning_rate = 1e-2
        warmup_steps = 10
        dropout = 0.0
        noise = 0.1
        bfloat16 = false
        workers = 0

        [corpus]
        exclude = ["test.tsv", "dev.tsv"]
        validation = { dev = "dev.tsv" }

        [[corpus.held_out]]
        name = "now"
        sources = ["toy.tsv"]
        pairs = 5
        min_words = 4

        [corpus.sources]
        "toy.tsv" = 2.0
        "again.tsv" = 1.0
        """
    )
    return file


class TestAugmentation:
    def test_numbers_are_the_same_on_both_sides(self):
        augmentation = module("augmentation")
        augmenter = augmentation.PairAugmenter(seed=4, noise=0.0)
        pair = augmentation.TextPair("Tom paid 12 of 345 people.", "Tom zahlte 12 von 345 Leuten.")
        swap = str.maketrans(",.", ".,")
        seen = set()
        for _ in range(400):
            english, german = augmenter.vary_facts(pair)
            paid, of = re.fullmatch(r".+ paid (\S+) of (\S+) people\.", english).groups()
            zahlte, von = re.fullmatch(r".+ zahlte (\S+) von (\S+) Leuten\.", german).groups()
            assert (zahlte, von) == (paid.translate(swap), of.translate(swap))
            assert english.split(" paid")[0] == german.split(" zahlte")[0]
            seen |= {paid, of}
        assert any("," in number for number in seen)
        assert any("." in number for number in seen)
        assert len(seen) > 100

    def test_a_year_stays_a_year_and_one_stays_one(self):
        augmentation = module("augmentation")
        augmenter = augmentation.PairAugmenter(seed=4, noise=0.0)
        pair = augmentation.TextPair("1 man in 1987.", "1 Mann 1987.")
        years = set()
        for _ in range(100):
            english, german = augmenter.vary_facts(pair)
            (year,) = re.fullmatch(r"1 man in (\d{4})\.", english).groups()
            assert german == f"1 Mann {year}."
            years.add(year)
        assert len(years) > 20
        assert all(1700 <= int(year) <= 2030 for year in years)

    def test_words_are_unknown_on_both_sides_or_on_none(self):
        augmentation = module("augmentation")
        augmenter = augmentation.PairAugmenter(seed=4, noise=0.99)
        source, target = (
            "Ask Anna at a@b.example about {name}.",
            "Frag Anna, a@b.example, zu {name}.",
        )
        hidden = 0
        for _ in range(200):
            degraded = augmenter.degrade(source, target)
            counts = [text.count(augmentation.UNKNOWN) for text in degraded]
            assert counts[0] == counts[1]
            hidden += counts[0] > 0
        assert 80 < hidden < 180

    def test_without_noise_nothing_gets_worse(self):
        augmenter = module("augmentation").PairAugmenter(seed=4, noise=0.0)
        assert {augmenter.degrade("Ask Anna.", "Frag Anna.") for _ in range(50)} == {
            ("Ask Anna.", "Frag Anna.")
        }


class TestCorpus:
    def test_no_side_of_an_excluded_or_held_out_pair_is_trained_on(self, corpus_toml, tmp_path):
        corpus, key = module("corpus"), module("augmentation").sentence_key
        config = corpus.CorpusConfig.from_toml(corpus_toml)
        counts = corpus.prepare_corpus(config, tmp_path / "data", tmp_path / "out")
        held_out = list(corpus.read_pairs(tmp_path / "out" / "held-out" / "now.tsv"))
        assert len(held_out) == 5
        assert all(len(pair.english.split()) >= 4 for pair in held_out)
        forbidden = {key(side) for pair in held_out for side in pair}
        forbidden |= {key(s) for s in ("I see her.", "Wir mögen den Hund.", "You see a cat.")}
        rows = list(corpus.read_pairs(tmp_path / "out" / corpus.TRAIN_FILE))
        assert not forbidden & {key(side) for pair in rows for side in pair}

        first, second = counts
        assert first.excluded == 8
        assert first.rows == 2 * (first.read - 8)
        # All but one are in the first source, too.
        assert (second.duplicates, second.rows) == (second.read - 9, 1)
        assert len(rows) == first.rows + 1
        written = json.loads((tmp_path / "out" / corpus.COUNTS_FILE).read_text())
        assert written == [count._asdict() for count in counts]

    def test_the_same_files_give_the_same_bytes(self, corpus_toml, tmp_path):
        corpus = module("corpus")
        config = corpus.CorpusConfig.from_toml(corpus_toml)
        for name in ("one", "two"):
            corpus.prepare_corpus(config, tmp_path / "data", tmp_path / name)
        for file in (corpus.TRAIN_FILE, "held-out/now.tsv"):
            assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()

    def test_a_weight_below_one_takes_a_part(self, corpus_toml, tmp_path):
        corpus = module("corpus")
        config = corpus.CorpusConfig({"toy.tsv": 0.5})
        (count,) = corpus.prepare_corpus(config, tmp_path / "data", tmp_path / "out")
        assert 0.35 < count.rows / count.read < 0.65

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ('"again.tsv" = 1.0', '"again.tsv" = 0', "weights above 0"),
            (
                'exclude = ["test.tsv", "dev.tsv"]',
                'omit = ["test.tsv"]',
                r"unknown keys \['omit'\]",
            ),
            ('sources = ["toy.tsv"]', "", "held_out is wrong"),
            ("pairs = 5", "pairs = 500", "asks for 500 pairs, its sources have"),
            ('"again.tsv" = 1.0', '"none.tsv" = 1', "there is no file"),
            ('["test.tsv", "dev.tsv"]', '["none*.tsv"]', "has no file 'none"),
        ],
    )
    def test_what_is_wrong_is_said(self, corpus_toml, tmp_path, old, new, message):
        corpus = module("corpus")
        text = corpus_toml.read_text()
        assert old in text
        corpus_toml.write_text(text.replace(old, new))
        with pytest.raises(InvalidInputError, match=message):
            corpus.prepare_corpus(
                corpus.CorpusConfig.from_toml(corpus_toml), tmp_path / "data", tmp_path / "out"
            )

    @pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
    def test_configurations_are_valid(self, file):
        config = module("corpus").CorpusConfig.from_toml(file)
        assert {"english-german/tatoeba-dev.tsv", "parallel-dev/*.tsv", "multi30k/*.gz"} <= set(
            config.exclude
        )
        assert {rule.name for rule in config.held_out} == {"chat", "interface"}
        module("training_loop").TranslatorTrainingConfig.from_toml(file)


class TestTorchTransformer:
    def test_computes_what_the_keras_model_does(self, small_config, rng):
        import keras
        import torch

        from nlp_suite.layers import padding_mask
        from nlp_suite.models import Transformer
        from nlp_suite.models.parameters import assign_parameters

        parameters = {
            name: rng.normal(scale=0.3, size=shape).astype(np.float32)
            for name, shape in small_config.parameter_shapes().items()
        }
        source = np.array([[5, 8, 2, 9, 3, 0], [7, 3, 9, 4, 6, 3]])
        labels = np.array([[6, 9, 4, 3, 0], [4, 4, 8, 7, 3]])
        target = np.array([[2, 6, 9, 4, 0], [2, 4, 4, 8, 7]])
        reference = Transformer(**small_config.to_dict())
        assign_parameters(reference, parameters)
        expected = keras.ops.convert_to_numpy(
            reference(source, target, padding_mask(source), padding_mask(target))
        )

        model = module("torch_transformer").TorchTransformer(small_config).eval()
        model.load_parameters(parameters)
        ids = [torch.from_numpy(array) for array in (source, target, labels)]
        with torch.no_grad():
            logits = model.logits(model(*ids[:2])).numpy()
            losses = model.losses(*ids, smoothing=0.1)
        real = labels != 0
        np.testing.assert_allclose(logits[real], expected[real], rtol=1e-4, atol=1e-4)

        log_probabilities = expected[real] - np.logaddexp.reduce(expected[real], axis=-1)[:, None]
        nll = -np.take_along_axis(log_probabilities, labels[real][:, None], axis=1)
        assert losses.num_tokens == real.sum()
        assert float(losses.negative_log_likelihood) == pytest.approx(float(nll.sum()), rel=1e-4)
        smoothed = 0.9 * nll.sum() - 0.1 * log_probabilities.mean(axis=-1).sum()
        assert float(losses.smoothed) == pytest.approx(float(smoothed), rel=1e-4)

        exported = model.export_parameters()
        assert list(exported) == list(parameters)
        assert all(np.array_equal(exported[name], parameters[name]) for name in parameters)

    def test_another_kind_of_model_is_an_error(self, small_config):
        values = {**small_config.to_dict(), "activation": "gelu"}
        with pytest.raises(InvalidInputError, match="activation must be 'relu'"):
            module("torch_transformer").TorchTransformer(TransformerConfig.from_dict(values))


class TestBatches:
    def test_every_pair_once_and_no_batch_too_large(self, rng):
        batches = module("batches")
        lengths = rng.integers(2, 60, size=(300, 2))
        sides = [
            batches.EncodedSide.of([[*([7] * (n - 1)), 3] for n in side]) for side in lengths.T
        ]
        pairs = batches.EncodedPairs(*sides)
        found = pairs.batches(500, max_tokens=50, rng=rng)
        expected = np.flatnonzero(lengths.max(axis=1) <= 50)
        assert np.array_equal(np.sort(np.concatenate(found)), expected)
        arrays = [pairs.batch(rows) for rows in found]
        assert max(ids.size for batch in arrays for ids in batch) <= 500
        assert len(found) < 1.3 * sum(batch.labels.size for batch in arrays) / 500 + 8

    @pytest.mark.slow
    def test_workers_encode_what_this_process_would(self, corpus_toml, tmp_path, call_script):
        corpus, batches = tmp_path / "corpus", module("batches")
        call_script(
            "prepare_translation_data",
            corpus_toml,
            "--data",
            tmp_path / "data",
            "--output",
            corpus,
        )
        options = {"reverse": False, "noise": 0.5, "seed": 3}
        alone = batches.CorpusEncoder(corpus, workers=0, **options)
        with batches.CorpusEncoder(corpus, workers=1, **options) as encoder:
            epochs = [encoder.epoch(0), encoder.epoch(1)]
        for number, encoded in enumerate(epochs):
            for side, expected in zip(encoded, alone.epoch(number), strict=True):
                assert all(map(np.array_equal, side, expected))
        assert not np.array_equal(epochs[0].source.ids, epochs[1].source.ids)

    def test_the_target_is_the_labels_shifted(self):
        batches = module("batches")
        sides = [batches.EncodedSide.of([[5, 6, 3], [8, 3]])] * 2
        batch = batches.EncodedPairs(*sides).batch(np.array([1, 0]))
        assert batch.source_ids.shape == batch.labels.shape == (2, 8)
        assert batch.labels[:, :4].tolist() == [[8, 3, 0, 0], [5, 6, 3, 0]]
        assert batch.target_ids[:, :4].tolist() == [[2, 8, 0, 0], [2, 5, 6, 0]]


class TestTrainingLoop:
    def test_the_rate_rises_stays_and_falls(self):
        config = module("training_loop").TranslatorTrainingConfig(
            steps=100, learning_rate=1.0, warmup_steps=10, constant_share=0.5
        )
        rates = [config.rate(step, step / 100) for step in (0, 4, 9, 50, 75, 100)]
        assert rates == pytest.approx([0.1, 0.5, 1.0, 1.0, 0.5, 0.0])

    @pytest.mark.parametrize("values", [{}, {"steps": 3, "seconds": 3.0}])
    def test_either_steps_or_seconds(self, values):
        with pytest.raises(InvalidInputError, match="either seconds or steps"):
            module("training_loop").TranslatorTrainingConfig(**values)

    @pytest.mark.parametrize("optimizer", ["adamw", "muon"])
    def test_a_stopped_run_ends_with_the_same_weights(
        self, corpus_toml, tmp_path, monkeypatch, call_script, optimizer
    ):
        import torch

        loop = module("training_loop")
        call_script(
            "prepare_translation_data",
            corpus_toml,
            "--data",
            tmp_path / "data",
            "--output",
            tmp_path / "corpus",
        )
        config = loop.TranslatorTrainingConfig(
            steps=9,
            batch_tokens=1024,
            bfloat16=False,
            workers=0,
            optimizer=optimizer,
            learning_rate=1e-3,
            warmup_steps=1,
            checkpoint_seconds=1e-9,
        )
        model_config = TransformerConfig.from_dict(
            nlp_suite.config.read_toml(corpus_toml).values["model"]
        )

        def training(run):
            torch.manual_seed(1)
            model = module("torch_transformer").TorchTransformer(model_config)
            return loop.TranslatorTraining(
                model, config, tmp_path / "corpus", tmp_path / run
            ), model

        whole, expected = training("whole")
        whole.run()
        stopped, _ = training("stopped")
        step = stopped._train_step
        steps = iter(range(4))

        def stop(batch):
            if next(steps, None) is None:
                raise KeyboardInterrupt
            return step(batch)

        monkeypatch.setattr(stopped, "_train_step", stop)
        with pytest.raises(KeyboardInterrupt):
            stopped.run()
        continued, model = training("stopped")
        continued.run()
        resumed = model.export_parameters()
        for name, array in expected.export_parameters().items():
            np.testing.assert_allclose(resumed[name], array, atol=1e-5, rtol=0, err_msg=name)
        log = read_log(tmp_path / "stopped" / "log.jsonl")
        assert [line["step"] for line in log if "event" in line] == [0, 4, 9]


@pytest.mark.slow
@pytest.mark.parametrize("reverse", [False, True])
def test_from_pairs_to_a_translator(corpus_toml, tmp_path, call_script, toy_pairs, reverse):
    """The three scripts, one after the other, and once more from the model folder."""
    corpus, run, out = (tmp_path / name for name in ("corpus", "run", "model"))
    direction = ["--reverse"] if reverse else []
    call_script(
        "prepare_translation_data",
        corpus_toml,
        "--data",
        tmp_path / "data",
        "--output",
        corpus,
    )
    call_script("train_translator", corpus_toml, corpus, "--output", run, *direction)
    log = read_log(run / "log.jsonl")
    assert log[-1]["dev_loss"] < 0.7 < log[0]["dev_loss"]
    written = ["write_translator", corpus_toml, corpus, run]
    call_script(*written, "--output", out, *direction)

    translator = nlp_suite.load("translate", model=out)
    known = [pair for pair in toy_pairs if pair[0].endswith("a house.")]
    sources, targets = zip(*(pair[::-1] if reverse else pair for pair in known), strict=True)
    right = [r.text == target for r, target in zip(translator(sources), targets, strict=True)]
    assert np.mean(right) > 0.7
    folder = ModelFolder.open(out)
    assert folder.options["max_source_tokens"] == 32
    assert folder.options["source_language"] == ("de" if reverse else "en")
    sides = {side: folder.read_words(side) for side in ("source", "target")}
    assert {"house", "now"} <= sides["target" if reverse else "source"]
    assert sides["source" if reverse else "target"] is None

    half = tmp_path / "half"
    shared = ["--start-from", out, "--share", "0.5", "--dtype", "float32"]
    call_script(*written, "--output", half, *shared, *direction)
    before, after = (
        folder.read_parameters(dtype="float32") for folder in map(ModelFolder.open, (out, half))
    )
    # What is stored in 8 bits is off by half a step at most, the mean with the exact by a quarter.
    for name, array in after.items():
        step = np.abs(before[name]).max() / 127
        np.testing.assert_allclose(array, before[name], atol=step / 4 + 1e-6, rtol=0)
