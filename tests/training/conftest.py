import json
import random

import pytest

NAMES = [first + second for first in ("Al", "Be", "Cho", "Do", "Eli") for second in "aeion"]
THINGS = ["cat", "dog", "bird", "fish", "goat", "horse", "mouse", "duck"]
PLACES = ["Rome", "Bonn", "Oslo", "Kiev", "Lima"]


def make_rows(count, seed):
    """Questions such as "what ?" about texts such as "in Rome sees Ala sees the dog ."."""
    chance = random.Random(seed)  # noqa: S311
    rows = []
    for i in range(count):
        phrases = {
            "who ?": chance.choice(NAMES),
            "what ?": f"the {chance.choice(THINGS)}",
            "where ?": f"in {chance.choice(PLACES)}",
        }
        context = " sees ".join(chance.sample(list(phrases.values()), 3)) + " ."
        question = chance.choice(list(phrases))
        gold = phrases[question]
        answers = {"text": [gold], "answer_start": [context.index(gold)]}
        row = {"id": str(i), "title": f"Title {i % 7}", "question": question}
        rows.append({**row, "context": context, "answers": answers})
    return rows


@pytest.fixture(scope="session")
def toy_encoder(tmp_path_factory):
    """A small random encoder that reads the toy language, as a model folder."""
    import numpy as np
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    from nlp_suite.models import EncoderConfig
    from nlp_suite.models.folder.writer import write_model_folder

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *NAMES, *THINGS, *PLACES]
    words += ["who", "what", "where", "sees", "the", "in", "?", "."]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    config = EncoderConfig(
        vocabulary_size=len(words),
        num_layers=2,
        model_dim=32,
        num_heads=4,
        feed_forward_dim=64,
        max_length=40,
        dropout=0.0,
        attention_dropout=0.0,
    )
    chance = np.random.default_rng(0)
    parameters = {}
    for name, shape in config.parameter_shapes().items():
        scale = (2 / sum(shape)) ** 0.5 if name.endswith("kernel") else 0.3
        values = chance.normal(0, scale, shape) if len(shape) == 2 else np.zeros(shape)
        parameters[name] = values.astype("f4") + (1.0 if name.endswith("gamma") else 0.0)
    path = tmp_path_factory.mktemp("encoders") / "toy-encoder"
    write_model_folder(path, config, parameters, tokenizer, card="", task="summarize", options={})
    return path


@pytest.fixture
def toy_answer_config(toy_encoder, tmp_path):
    """Makes the configuration of a short training run of a reader, as `toy_config` does."""
    sections = {
        "data": {
            "train": ["toy.json"],
            "window": 30,
            "stride": 5,
            "max_question_tokens": 8,
            "validation_share": 0.2,
        },
        "model": {"encoder": str(toy_encoder)},
        "optimization": {
            "epochs": 2,
            "batch_size": 512,
            "schedule": "linear",
            "learning_rate": 3e-3,
            "warmup_steps": 2,
            "label_smoothing": 0.0,
            "precision": "float32",
        },
        "validation": {"questions": 0},
    }

    def make(folder="run", **others):
        merged = {name: {**section, **others.get(name, {})} for name, section in sections.items()}
        return {"folder": str(tmp_path / folder), "task": "answer", **merged}

    return make


@pytest.fixture(scope="session")
def make_toy_rows():
    """Makes so many questions of the toy language."""
    return make_rows


@pytest.fixture(scope="session")
def write_squad():
    """Writes questions to a file as SQuAD has them."""

    def write(rows, file):
        articles = []
        for row in rows:
            texts, starts = row["answers"]["text"], row["answers"]["answer_start"]
            answers = [{"text": a, "answer_start": b} for a, b in zip(texts, starts, strict=True)]
            question = {"id": row["id"], "question": row["question"], "answers": answers}
            paragraph = {"context": row["context"], "qas": [question]}
            articles.append({"title": row["title"], "paragraphs": [paragraph]})
        file.write_text(json.dumps({"version": "1.1", "data": articles}))

    return write
