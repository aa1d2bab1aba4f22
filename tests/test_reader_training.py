"""The training of the shipped reader: questions, mixture, model, loop and model folder."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest

import nlp_suite
from nlp_suite.data import load_questions
from nlp_suite.errors import InvalidInputError
from nlp_suite.models import ModelFolder, SpanExtractor, save_model
from nlp_suite.models.configs.span_extractor_config import SpanExtractorConfig

SCRIPTS = Path(__file__).parents[1] / "scripts"
CONFIGS = sorted((SCRIPTS / "configs" / "readers").glob("*.toml"))
QUESTIONS = sorted((SCRIPTS / "reader_training" / "questions").glob("*.jsonl.gz"))

pytestmark = [pytest.mark.one_backend, pytest.mark.usefixtures("scripts_path")]

NAMES = ("Anna", "Boris", "Clara", "David", "Emil", "Frida", "Georg", "Hanna")
TOWNS = ("Berlin", "London", "Paris", "Rome", "Vienna", "Oslo", "Madrid", "Athens")


def module(name):
    return importlib.import_module(f"reader_training.{name}")


def read_log(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


def paragraph(n):
    """The nth of 56 texts, in which two people do two things in two towns."""
    one, other = NAMES[n % 8], NAMES[(n + 1 + n // 8) % 8]
    there, elsewhere = TOWNS[n % 8], TOWNS[(n + 2 + n // 8) % 8]
    return f"{one} came from {there} to sing. {other} came from {elsewhere} to read."


def squad(file, numbers, *, impossible=False):
    """Writes questions as SQuAD has them."""
    articles = []
    for n in numbers:
        text = paragraph(n)
        reader = text.split(". ")[1].split()[0]
        answer = {"text": reader, "answer_start": text.index(reader)}
        question = {
            "id": f"{file.stem} {n}",
            "question": f"Who came from {text.split()[3]} to dance?"
            if impossible
            else "Who came to read?",
            "answers": [] if impossible else [answer],
        }
        articles.append(
            {"title": f"T{n % 3}", "paragraphs": [{"context": text, "qas": [question]}]}
        )
    file.write_text(json.dumps({"data": articles}))


@pytest.fixture
def reader_toml(tmp_path, monkeypatch):
    """A mixture of every kind of source."""
    written, data = module("written_questions"), tmp_path / "data"
    data.mkdir()
    squad(data / "some.json", range(40))
    squad(data / "none.json", range(10), impossible=True)
    squad(data / "test.json", range(30, 48))

    def about(n):
        text = paragraph(n)
        key = written.paragraph_key(text)
        name = text.split()[0]
        yield written.WrittenQuestion(key, "Who sang?", name)
        yield written.WrittenQuestion(key, "Who sang first?", plausible=name, kind="exclusion")

    folder = tmp_path / "questions"
    folder.mkdir()
    for name, numbers in (("ours", range(10)), ("held", range(10, 16))):
        questions = [question for n in numbers for question in about(n)]
        written.write_questions(folder / f"{name}.jsonl.gz", questions)
    monkeypatch.setattr(module("mixture"), "WRITTEN_FOLDER", folder)
    file = tmp_path / "toy.toml"
    file.write_text(
        """
        start_from = "toy"

        [training]
        epochs = 12
        batch_tokens = 512
        window = 96
        stride = 8
        learning_rate = 3e-3
        warmup_steps = 5
        dropout = 0.0
        joined = 0.2
        bfloat16 = false
        log_steps = 5

        [mixture]
        exclude = ["test.json"]
        validation = ["held.jsonl.gz"]
        paragraphs = ["some.json"]
        made_from = ["some.json"]
        tables = 7

        [mixture.sources]
        "some.json" = 1
        "none.json" = 1.5

        [mixture.written]
        "ours.jsonl.gz" = 2

        [mixture.made]
        sentence = 6
        negation = 4
        other_title = 5
        """
    )
    return file


def mix(file, tmp_path, output="mixture"):
    mixture = module("mixture")
    config = mixture.MixtureConfig.from_toml(file)
    return mixture.prepare_mixture(config, tmp_path / "data", tmp_path / output)


class TestWrittenQuestions:
    def test_questions_come_back_with_their_paragraphs(self, tmp_path):
        written = module("written_questions")
        key = written.paragraph_key("Tom sleeps.")
        questions = [
            written.WrittenQuestion(key, "Who sleeps?", "Tom"),
            written.WrittenQuestion(key, "What does Tom do?", "sleeps", 4),
            written.WrittenQuestion(key, "Who “eats”?", plausible="Tom", kind="antonym"),
        ]
        written.write_questions(tmp_path / "q.jsonl.gz", questions)
        before = (tmp_path / "q.jsonl.gz").read_bytes()
        assert b"sleeps." not in before
        assert written.read_questions(tmp_path / "q.jsonl.gz") == questions
        written.write_questions(tmp_path / "q.jsonl.gz", questions)
        assert (tmp_path / "q.jsonl.gz").read_bytes() == before
        rows = written.join_paragraphs(questions, [{"title": "T", "context": "Tom sleeps."}])
        answers = [row["answers"] for row in rows]
        assert answers == [
            {"text": ["Tom"], "answer_start": [0]},
            {"text": ["sleeps"], "answer_start": [4]},
            {"text": [], "answer_start": []},
        ]

    def test_what_is_wrong_is_said(self, tmp_path):
        written = module("written_questions")
        paragraphs = [{"title": "T", "context": "Tom sleeps."}]
        key = written.paragraph_key("Tom sleeps.")
        for question, message in (
            (written.WrittenQuestion("0" * 16, "Who?"), "no paragraph has the key 0000"),
            (written.WrittenQuestion(key, "Who?", "Tom", 1), "'Tom' is not at 1"),
        ):
            with pytest.raises(InvalidInputError, match=message):
                list(written.join_paragraphs([question], paragraphs))
        with pytest.raises(InvalidInputError, match="cannot be read as questions"):
            written.read_questions(tmp_path / "none.jsonl.gz")

    def test_no_paragraph_is_in_two_of_our_files_and_no_question_twice(self):
        written = module("written_questions")
        validation = written.WrittenQuestion._fields.index("paragraph")
        files = {file.stem: written.read_questions(file) for file in QUESTIONS}
        held = {question[validation] for question in files["validation.jsonl"]}
        for name, questions in files.items():
            assert len({(q.paragraph, q.question) for q in questions}) == len(questions)
            # As many without an answer as with one, and all kinds of these.
            none = [question for question in questions if not question.answer]
            assert 0.4 < len(none) / len(questions) < 0.6
            assert all(question.plausible and question.kind for question in none)
            if name != "validation.jsonl":
                assert held.isdisjoint(question.paragraph for question in questions)


class TestTables:
    def test_the_answer_is_the_cell_that_is_asked_for(self):
        rows = list(module("tables").make_table_questions(300, seed=5))
        assert rows == list(module("tables").make_table_questions(300, seed=5))
        assert len({row["context"] for row in rows}) == 300
        answered = [row for row in rows if row["answers"]["text"]]
        assert 0.6 < len(answered) / 300 < 0.8
        for row in answered:
            (answer,), (start,) = row["answers"]["text"], row["answers"]["answer_start"]
            before, after = row["context"][:start], row["context"][start:]
            assert after.startswith(f"{answer}.")
            # "The Price of lamp is $12.50.": the row of the question, where there are rows.
            cell = before[before.rindex("The ") :]
            if " of " in cell:
                assert cell.split(" of ", 1)[1].removesuffix(" is ") in row["question"]

    def test_what_has_no_answer_asks_for_no_cell_of_the_table(self):
        tables = module("tables")
        wordings = {}
        for column in (*tables._LINES, *(one for scene in tables._SCENES for one in scene.columns)):
            wordings.setdefault(column.heading, set()).update(column.questions)
        unanswerable = 0
        for row in tables.make_table_questions(200, seed=6):
            parts = row["context"].split("The ")[1:]
            cells = [part.split(" is ")[0] for part in parts if " is " in part]
            asked = set()
            for cell in cells:
                heading, _, label = cell.partition(" of ")
                asked |= {one.format(row=label) for one in wordings[heading]}
            assert (row["question"] in asked) == bool(row["answers"]["text"])
            unanswerable += not row["answers"]["text"]
        assert unanswerable > 20


class TestClozeQuestions:
    TEXT = (
        "Anna Berg left Oslo in 1931. In Rome she met Boris. Boris had known Anna Berg as a child. "
        "They sang."
    )

    def make(self, text, **options):
        rows = [{"title": "T", "context": text}, {"title": "T", "context": text}]
        return list(module("cloze_questions").make_cloze_questions(rows, 99, **options))

    def test_what_recurs_is_asked_for_where_its_sentence_is_taken_out(self):
        rows = self.make(self.TEXT, absent=0.0)
        assert {row["answers"]["text"][0] for row in rows} == {"Anna Berg", "Boris"}
        for row in rows:
            mention = row["answers"]["text"][0]
            assert row["question"].count("[MASK]") == 1
            assert mention not in row["question"]
            assert row["question"].replace("[MASK]", mention) not in row["context"]
            starts = row["answers"]["answer_start"]
            assert [row["context"][n : n + len(mention)] for n in starts] == [mention]

    def test_what_stands_once_has_no_answer(self):
        rows = [row for row in self.make(self.TEXT, absent=0.8) if not row["answers"]["text"]]
        asked = {row["question"]: row["context"] for row in rows}
        assert "Oslo" not in asked["Anna Berg left [MASK] in 1931."]
        assert "1931" not in asked["Anna Berg left Oslo in [MASK]."]

    def test_the_seed_decides_and_short_texts_give_none(self):
        assert self.make(self.TEXT, seed=1) == self.make(self.TEXT, seed=1)
        assert self.make("Anna met Boris. Boris left Anna.") == []


class TestMixture:
    def test_every_source_as_often_as_it_should_be(self, reader_toml, tmp_path):
        counts = {count.source: count for count in mix(reader_toml, tmp_path)}
        # Ten texts are excluded, wherever they occur.
        # Six of the others validate.
        assert counts["some.json"][1:] == (30, 24, 0)
        assert counts["none.json"].read == 10
        assert counts["none.json"].answered == 0
        assert 10 < counts["none.json"].unanswerable < 20
        assert counts["ours.jsonl.gz"][1:] == (20, 20, 20)
        assert counts["sentence"].unanswerable == 6
        assert counts["negation"].unanswerable == 0
        assert counts["other_title"].unanswerable == 5
        assert counts["sentence"].answered <= 6
        assert counts["other_title"].answered == 0
        assert sum(counts["tables"][2:]) == 7
        written = json.loads((tmp_path / "mixture" / "sources.json").read_text())
        assert written == [count._asdict() for count in counts.values()]

        train, validation = (
            load_questions(tmp_path / "mixture" / f"{name}.jsonl.gz")
            for name in ("train", "validation")
        )
        assert len(train) == sum(count.answered + count.unanswerable for count in counts.values())
        assert len(validation) == 12
        test = {row["context"] for row in load_questions(tmp_path / "data" / "test.json")}
        assert test.isdisjoint(train["context"])
        assert set(train["context"]).isdisjoint(validation["context"])
        read = module("mixture").read_rows(tmp_path / "mixture" / "validation.jsonl.gz")
        assert [row["question"] for row in read] == list(validation["question"])

    def test_the_same_files_give_the_same_bytes(self, reader_toml, tmp_path):
        for name in ("one", "two"):
            mix(reader_toml, tmp_path, name)
        for file in ("train.jsonl.gz", "validation.jsonl.gz"):
            assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()

    def test_without_written_questions_some_texts_validate(self, tmp_path, reader_toml):
        mixture = module("mixture")
        config = mixture.MixtureConfig({"some.json": 1}, validation_share=0.1)
        (count,) = mixture.prepare_mixture(config, tmp_path / "data", tmp_path / "out")
        assert count[1:] == (40, 36, 0)
        parts = [
            set(load_questions(tmp_path / "out" / f"{name}.jsonl.gz")["context"])
            for name in ("train", "validation")
        ]
        assert parts[0].isdisjoint(parts[1])
        assert list(map(len, parts)) == [36, 4]

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ('"some.json" = 1', '"some.json" = 0', "sources must map files to weights above 0"),
            ('exclude = ["test.json"]', "omit = 1", r"unknown keys \['omit'\]"),
            ("negation = 4", "nonsense = 4", "made must map kinds out of"),
            ("negation = 4", "negation = 0", "made must map kinds out of"),
            ('"ours.jsonl.gz" = 2', '"held.jsonl.gz" = 2', "about paragraphs of the validation"),
            ('["some.json"]', '["test.json"]', "no paragraph has the key"),
        ],
    )
    def test_what_is_wrong_is_said(self, reader_toml, tmp_path, old, new, message):
        text = reader_toml.read_text()
        assert old in text
        reader_toml.write_text(text.replace(old, new))
        with pytest.raises(InvalidInputError, match=message):
            mix(reader_toml, tmp_path)

    @pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
    def test_configurations_are_valid(self, file):
        module("training_loop").ReaderTrainingConfig.from_toml(file)
        # One goes on with the questions of another.
        if "[mixture]" not in file.read_text():
            return
        config = module("mixture").MixtureConfig.from_toml(file)
        assert config.exclude == ("qa/xquad-en.json.gz",)
        assert not any("xquad" in name for name in (*config.sources, *config.made_from))
        assert {*config.written, *config.validation} <= {file.name for file in QUESTIONS}


@pytest.fixture
def small_config():
    return SpanExtractorConfig(
        vocabulary_size=50,
        num_layers=2,
        model_dim=16,
        num_heads=2,
        feed_forward_dim=32,
        max_length=64,
        attention_dropout=0.0,
    )


class TestTorchReader:
    def test_computes_what_the_keras_model_does(self, small_config, rng):
        import keras
        import torch

        from nlp_suite.models.parameters import assign_parameters
        from nlp_suite.training.losses import span_accuracy, span_cross_entropy

        parameters = {
            name: rng.normal(scale=0.3, size=shape).astype(np.float32)
            for name, shape in small_config.parameter_shapes().items()
        }
        ids = rng.integers(1, 50, size=(3, 8))
        segments = np.repeat([[0, 0, 0, 1, 1, 1, 1, 1]], 3, axis=0)
        mask = np.arange(8) < np.array([[8], [6], [8]])
        candidates = mask & ((np.arange(8) > 3) | (np.arange(8) == 0))
        starts, ends = np.array([[4, 6], [0, -1], [5, -1]]), np.array([[5, 6], [0, -1], [7, -1]])
        reference = SpanExtractor(**small_config.to_dict())
        assign_parameters(reference, parameters)
        logits = reference(ids, padding_mask=mask, segment_ids=segments)
        golds = (starts, ends, logits, candidates)
        expected = keras.ops.convert_to_numpy(logits)

        reader = module("torch_reader")
        model = reader.TorchReader(small_config).eval()
        model.load_parameters(parameters)
        with torch.no_grad():
            found = model(*map(torch.from_numpy, (ids, segments, mask)))
            losses, right = reader.span_losses(
                found, *map(torch.from_numpy, (candidates, starts, ends))
            )
        np.testing.assert_allclose(found.numpy()[mask], expected[mask], rtol=1e-4, atol=1e-4)
        for ours, theirs in ((losses, span_cross_entropy), (right, span_accuracy)):
            reference = keras.ops.convert_to_numpy(theirs(*golds))
            assert float(ours.float().mean()) == pytest.approx(float(reference.mean()), rel=1e-4)
        exported = model.export_parameters()
        assert list(exported) == list(parameters)
        assert all(np.array_equal(exported[name], parameters[name]) for name in parameters)

    def test_an_encoder_gets_a_new_head(self, small_config, rng):
        model = module("torch_reader").TorchReader(small_config)
        before = model.export_parameters()
        encoder = {name: array for name, array in before.items() if "span_head" not in name}
        encoder["embedding_norm.beta"] = rng.normal(size=16).astype(np.float32)
        model.load_parameters(encoder)
        after = model.export_parameters()
        assert np.array_equal(after["embedding_norm.beta"], encoder["embedding_norm.beta"])
        assert np.array_equal(after["span_head.kernel"], before["span_head.kernel"])

    def test_distillation_is_the_divergence_from_the_mean_of_the_teachers(self):
        import torch

        losses = module("torch_reader").distillation_losses
        logits = torch.tensor([[[0.0, 2.0], [0.0, 0.0], [5.0, 5.0]]])
        candidates = torch.tensor([[True, True, False]])
        same = losses(logits, [logits, logits], candidates, temperature=2.0)
        assert same.tolist() == pytest.approx([0.0], abs=1e-6)
        # Starts: 1/4 and 3/4, the mean of 1/2, 1/2 and 0, 1; ends as the logits have them.
        apart = logits.clone()
        apart[0, :2, 0] = torch.tensor([-40.0, 40.0])
        (loss,) = losses(logits, [logits, apart], candidates, temperature=1.0).tolist()
        starts = 0.25 * np.log(0.25 / 0.5) + 0.75 * np.log(0.75 / 0.5)
        assert loss == pytest.approx(starts, abs=1e-5)
        # What cannot be an answer teaches nothing.
        hidden = logits.clone()
        hidden[0, 2] = -50.0
        assert losses(logits, [hidden], candidates, temperature=1.0).tolist() == pytest.approx(
            [0.0], abs=1e-6
        )

    def test_another_kind_of_model_is_an_error(self, small_config):
        values = {**small_config.to_dict(), "activation": "relu"}
        with pytest.raises(InvalidInputError, match="activation must be 'gelu'"):
            module("torch_reader").TorchReader(SpanExtractorConfig.from_dict(values))


@pytest.fixture
def toy_reader(tmp_path):
    """A model folder of a small untrained reader of the toy texts."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    words = " ".join(paragraph(n) for n in range(56)).replace(".", " .").lower().split()
    words += ["who", "first", "dance", "sang", "not", "never", "n", "'", "t", "?"]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sorted(set(words))]
    tokenizer = Tokenizer(models.WordPiece({word: n for n, word in enumerate(vocabulary)}))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    model = SpanExtractor(
        vocabulary_size=len(vocabulary),
        num_layers=2,
        model_dim=32,
        num_heads=2,
        feed_forward_dim=64,
        max_length=96,
    )
    options = {"window": 96, "stride": 8, "max_question_tokens": 16, "temperature": 1.0}
    save_model(model, tmp_path / "toy", tokenizer, options=options)
    return tmp_path / "toy"


class TestTrainingLoop:
    def test_the_rate_rises_and_falls(self):
        config = module("training_loop").ReaderTrainingConfig(learning_rate=1.0, warmup_steps=10)
        rates = [config.rate(step, step / 100) for step in (0, 4, 50, 75, 100)]
        assert rates == pytest.approx([0.1, 0.48, 0.5, 0.25, 0.0])

    def test_a_stopped_run_ends_with_the_same_weights(
        self, reader_toml, tmp_path, monkeypatch, toy_reader
    ):
        import torch

        mix(reader_toml, tmp_path)
        loop, point = module("training_loop"), module("starting_point")
        values = {"window": 96, "stride": 8, "batch_tokens": 1024, "joined": 0.2, "epochs": 2}
        config = loop.ReaderTrainingConfig(
            **values, bfloat16=False, warmup_steps=1, checkpoint_seconds=1e-9
        )

        def training(run):
            model_config, folder = point.find_starting_point(reader_toml, str(toy_reader))
            torch.manual_seed(1)
            model = module("torch_reader").TorchReader(model_config, dropout=0.1)
            model.load_parameters(folder.read_parameters(dtype="float32"))
            return loop.ReaderTraining(
                model, folder.read_tokenizer(), config, tmp_path / "mixture", tmp_path / run
            ), model

        whole, expected = training("whole")
        whole.run()
        stopped, _ = training("stopped")
        step = stopped._train_step
        steps = iter(range(6))

        def stop(*arguments):
            if next(steps, None) is None:
                raise KeyboardInterrupt
            return step(*arguments)

        monkeypatch.setattr(stopped, "_train_step", stop)
        with pytest.raises(KeyboardInterrupt):
            stopped.run()
        continued, model = training("stopped")
        continued.run()
        resumed = model.export_parameters()
        for name, array in expected.export_parameters().items():
            np.testing.assert_allclose(resumed[name], array, atol=1e-5, rtol=0, err_msg=name)
        log = read_log(tmp_path / "stopped" / "log.jsonl")
        events = [line["step"] for line in log if "event" in line]
        assert events[:2] == [0, 6]
        assert events[2] == log[0]["steps"] > 6


def checkpoint_parameters(folder, run):
    model = module("torch_reader").TorchReader(folder.config_as(SpanExtractorConfig))
    importlib.import_module("torch_training.checkpointed_training").load_checkpoint(model, run)
    return model.export_parameters()


@pytest.mark.slow
def test_from_questions_to_a_reader(reader_toml, tmp_path, monkeypatch, call_script, toy_reader):
    """The three scripts, one after the other, and once more mixed with where it started."""
    mixture, run, out = (tmp_path / name for name in ("mixture", "run", "model"))
    data = ["--data", tmp_path / "data"]
    call_script("prepare_reader_data", reader_toml, *data, "--output", mixture)
    start = ["--start-from", toy_reader]
    call_script("train_reader", reader_toml, mixture, "--output", run, *start)
    log = read_log(run / "log.jsonl")
    assert log[-1]["validation_loss"] < 0.5 * log[0]["validation_loss"]

    # One that learns from it begins where it ended.
    taught = tmp_path / "taught"
    teachers = ["--mean-of", run, run, "--teachers", run, run, "--seed", 5]
    call_script("train_reader", reader_toml, mixture, "--output", taught, *start, *teachers)
    first, *_, last = read_log(taught / "log.jsonl")
    assert first["validation_loss"] == pytest.approx(log[-1]["validation_loss"], abs=1e-3)
    assert last["validation_loss"] < 0.5 * log[0]["validation_loss"]

    card = tmp_path / "card.md"
    card.write_text("# A toy\n")
    written = ["write_reader", reader_toml, mixture, run, *start, "--card", card]
    written += ["--expected", "0.8"]
    # The toy knows no longer windows.
    reading = {"window": 96, "stride": 8, "max_question_tokens": 16}
    monkeypatch.setattr(importlib.import_module("write_reader"), "READING", reading)
    call_script(*written, "--output", out)
    folder = ModelFolder.open(out)
    assert (out / "README.md").read_text() == "# A toy\n"
    fitted = ("temperature", "null_slope", "null_intercept", "no_answer_threshold")
    fitted += ("answer_temperature",)
    assert all(name in folder.options for name in fitted)
    # Calibrated for one half, as by default: the odds are four to one.
    assert folder.options["no_answer_threshold"] == 0.8
    held = load_questions(mixture / "validation.jsonl.gz")
    reader = nlp_suite.load("answer", model=out)
    answers = reader(list(held["question"]), list(held["context"]), always=True, progress=False)
    right = [
        answer.text in row["answers"]["text"]
        for answer, row in zip(answers, held, strict=True)
        if row["answers"]["text"]
    ]
    assert np.mean(right) > 0.7

    mean = tmp_path / "mean"
    call_script(*written[:4], taught, *written[4:], "--output", mean, "--weights", 3, 1)
    state = ModelFolder.open(mean).read_parameters(dtype="float32")
    parts = [checkpoint_parameters(folder, path) for path in (run, taught)]
    for name, array in state.items():
        step = np.abs(array).max() / 127
        expected = 0.75 * parts[0][name] + 0.25 * parts[1][name]
        np.testing.assert_allclose(array, expected, atol=step, rtol=0)

    half = tmp_path / "half"
    call_script(*written, "--output", half, "--share", "0.5", "--dtype", "float32")
    before, whole, after = (
        ModelFolder.open(path).read_parameters(dtype="float32") for path in (toy_reader, out, half)
    )
    # What is stored in 8 bits is off by half a step at most.
    for name, array in after.items():
        step = np.abs(whole[name]).max() / 127
        np.testing.assert_allclose(array, (before[name] + whole[name]) / 2, atol=step, rtol=0)
