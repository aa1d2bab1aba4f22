"""A Marian checkpoint translates as a model folder of ours."""

import json
import shutil
import subprocess
import sys
import warnings

import keras
import numpy as np
import pytest
import torch
import transformers

import nlp_suite
from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.custom.ctranslate2_runtime import CTranslate2TranslationRuntime
from nlp_suite.engines.custom.keras_runtime import KerasTranslationRuntime
from nlp_suite.engines.custom.source_preprocessor import SourcePreprocessor
from nlp_suite.models import ModelFolder, Transformer, convert_marian
from nlp_suite.models.convert.marian_vocabulary import MarianVocabulary
from nlp_suite.text.translation_tokenizers import END_ID, PAD_ID, START_ID, UNKNOWN_ID

pytestmark = pytest.mark.one_backend

SENTENCES = ["I see a cat.", "They like the street.", "We know her.", "You have an apple."]
MAX_LENGTH = 10


@pytest.fixture(scope="module")
def checkpoint(make_marian):
    return make_marian(seed=3)


@pytest.fixture(scope="module")
def converted(checkpoint, tmp_path_factory):
    return convert_marian(checkpoint, tmp_path_factory.mktemp("runs") / "opus")


def original(folder):
    with warnings.catch_warnings():
        # It recommends another package, which it does not use here.
        warnings.simplefilter("ignore")
        tokenizer = transformers.MarianTokenizer.from_pretrained(folder)
    return tokenizer, transformers.MarianMTModel.from_pretrained(folder).eval()


def vocabularies(folder, converted):
    """Each side's rows of the checkpoint for our ids."""
    values = json.loads((folder / "config.json").read_text())
    sides = []
    for side, file in (("source", "vocab.json"), ("target", "target_vocab.json")):
        file = folder / file if (folder / file).is_file() else folder / "vocab.json"
        ids = json.loads(file.read_text())
        pad = values["pad_token_id"]
        size = values["vocab_size" if side == "source" else "decoder_vocab_size"]
        tokens = converted.read_tokenizer(side).get_vocab()
        sides.append(
            MarianVocabulary.order(ids, size, pad_id=pad, start_id=pad, end_id=0, pieces=tokens)
        )
    return sides


def check_tokens(folder, converted, options, **theirs):
    """Compares the ids of the sources and of what is written, on both runtimes."""
    tokenizer, model = original(folder)
    source, target = vocabularies(folder, converted)
    pad = model.config.pad_token_id
    preprocessor = SourcePreprocessor(
        converted.read_tokenizer("source"), unknown_from=converted.options["unknown_from"]
    )
    prepared = [sentence.token_ids for sentence in preprocessor.preprocess(SENTENCES)]
    inputs = tokenizer(SENTENCES, return_tensors="pt", padding=True)
    assert [[source.rows[i] for i in ids] for ids in prepared] == [
        [i for i in row if i != pad] for row in inputs["input_ids"].tolist()
    ]
    written = model.generate(
        **inputs,
        do_sample=False,
        max_new_tokens=MAX_LENGTH,
        min_new_tokens=1,
        no_repeat_ngram_size=options.no_repeat_ngram_size,
        bad_words_ids=[[pad]],
        forced_eos_token_id=None,
        **theirs,
    )
    expected = [[i for i in row if i not in (0, pad)] for row in written.tolist()]
    for runtime in (
        KerasTranslationRuntime(converted),
        CTranslate2TranslationRuntime(converted, compute_type="float32"),
    ):
        (found,) = runtime.translate([(prepared, options)])
        assert [[target.rows[i] for i in best.token_ids] for (best,) in found] == expected
    return expected


@pytest.mark.parametrize("no_repeat", [0, 2])
def test_the_same_beam_tokens_on_both_runtimes(no_repeat, checkpoint, converted):
    options = DecodingOptions(max_length=MAX_LENGTH, no_repeat_ngram_size=no_repeat)
    written = check_tokens(
        checkpoint,
        converted,
        options,
        num_beams=4,
        length_penalty=1.0,
        early_stopping=True,
        renormalize_logits=True,
    )
    assert len({tuple(row) for row in written}) > 2


def test_the_same_greedy_tokens_on_both_runtimes(checkpoint, converted):
    options = DecodingOptions(beam_size=1, max_length=MAX_LENGTH, no_repeat_ngram_size=1)
    written = check_tokens(checkpoint, converted, options, num_beams=1)
    assert len({tuple(row) for row in written}) > 2


def test_separate_vocabularies(make_marian, tmp_path):
    folder = make_marian(separate=True)
    converted = convert_marian(folder, tmp_path / "opus")
    assert converted.config.source_vocabulary_size != converted.config.target_vocabulary_size
    options = DecodingOptions(beam_size=1, max_length=MAX_LENGTH, no_repeat_ngram_size=1)
    check_tokens(folder, converted, options, num_beams=1)


def test_separate_tables_of_one_vocabulary(make_marian, tmp_path):
    folder = make_marian(tie_word_embeddings=False)
    options = DecodingOptions(beam_size=1, max_length=MAX_LENGTH, no_repeat_ngram_size=1)
    check_tokens(folder, convert_marian(folder, tmp_path / "opus"), options, num_beams=1)


def test_the_padding_is_never_written(make_marian, tmp_path):
    """Not even where it is by far the likeliest: its logit is then the largest."""
    folder = make_marian()
    model = transformers.MarianMTModel.from_pretrained(folder)
    with torch.no_grad():
        model.final_logits_bias[0, model.config.pad_token_id] += 100
    model.save_pretrained(folder)
    converted = convert_marian(folder, tmp_path / "opus")
    options = DecodingOptions(beam_size=1, max_length=MAX_LENGTH, no_repeat_ngram_size=1)
    check_tokens(folder, converted, options, num_beams=1)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-4), ("float16", 0.1)])
def test_logits_of_the_folder(dtype, tolerance, checkpoint, converted, tmp_path, rng):
    folder = convert_marian(checkpoint, tmp_path / "opus", dtype=dtype)
    assert folder.config == converted.config
    source, target = vocabularies(checkpoint, folder)
    rows, known = np.array(source.rows), source.unknown_from
    mask = np.arange(8) < np.array([8, 3, 5])[:, None]
    source_ids = np.where(mask, rng.integers(3, known, mask.shape), PAD_ID)
    target_ids = rng.integers(3, known, (3, 6))
    target_ids[:, 0] = START_ID
    _, model = original(checkpoint)
    with torch.no_grad():
        expected = model(
            input_ids=torch.tensor(rows[source_ids]),
            attention_mask=torch.tensor(mask).long(),
            decoder_input_ids=torch.tensor(rows[target_ids]),
        ).logits.numpy()[:, :, rows]
    ours = keras.ops.convert_to_numpy(
        Transformer.from_pretrained(folder.path)(source_ids, target_ids, source_mask=mask)
    )
    written = np.setdiff1d(np.arange(len(rows)), target.suppressed)
    assert np.abs(ours - expected)[:, :, written].max() < tolerance
    assert (ours[:, :, target.suppressed] < -9000).all()


def test_it_loads_like_any_model_of_ours(converted):
    translator = nlp_suite.load("translate", model=converted.path)
    result = translator("They like the street. 😀 I see a cat.")
    assert "😀" in result.text
    reference = nlp_suite.load("translate", model=converted.path, runtime="keras")
    exact = nlp_suite.load("translate", model=converted.path, compute_type="float32")
    texts = [*SENTENCES, "I see a 日本 cat, 😀."]
    assert [r.text for r in exact(texts)] == [r.text for r in reference(texts)]


def test_what_the_folder_says(converted):
    tokens = converted.read_tokenizer().get_vocab()
    unknown_from = converted.options["unknown_from"]
    assert converted.options == {
        "source_language": "en",
        "target_language": "de",
        "max_source_tokens": 64,
        "unknown_from": unknown_from,
    }
    assert [t for t, i in tokens.items() if i >= unknown_from] == ["▁h"]
    assert converted.task == "translate"
    card = (converted.path / "README.md").read_text(encoding="utf-8")
    assert "opus-mt-en-de" in card
    assert "Translates from English to German." in card
    preprocessor = SourcePreprocessor(converted.read_tokenizer(), unknown_from=unknown_from)
    (prepared,) = preprocessor.preprocess(["You have a cat."])
    assert list(prepared.unknown.values()) == ["h"]
    (place,) = prepared.unknown
    assert prepared.token_ids[place] == UNKNOWN_ID
    assert prepared.tokens[place : place + 3] == ("▁h", "a", "v")
    assert prepared.token_ids[-1] == END_ID


def test_languages(checkpoint, tmp_path):
    folder = tmp_path / "checkpoint"
    shutil.copytree(checkpoint, folder)
    (folder / "tokenizer_config.json").unlink()
    with pytest.raises(InvalidInputError, match="pass source_language= with a code"):
        convert_marian(folder, tmp_path / "opus", target_language="de")
    assert not (tmp_path / "opus").exists()
    converted = convert_marian(
        folder, tmp_path / "opus", source_language="en", target_language="de-AT"
    )
    assert converted.options["target_language"] == "de-AT"


def rewrite(name, change):
    def edit(folder):
        file = folder / name
        file.write_text(json.dumps(change(json.loads(file.read_text()))))

    return edit


def with_codes(ids):
    codes = [">>fra<<", ">>ita<<"]
    return {
        (codes.pop() if codes and token.startswith("▁") else token): i for token, i in ids.items()
    }


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "target.spm").unlink(), r"target\.spm is missing"),
        (lambda folder: (folder / "source.spm").write_bytes(b"\0"), "no SentencePiece model"),
        (lambda folder: (folder / "vocab.json").unlink(), r"it has no vocab\.json"),
        (lambda folder: (folder / "vocab.json").write_text("[]"), "must hold a JSON object"),
        (rewrite("vocab.json", lambda ids: ids | {"more": 1000}), "gives 'more' the id 1000"),
        (rewrite("vocab.json", with_codes), r"several languages \(>>fra<<, >>ita<<"),
        (rewrite("config.json", lambda c: c | {"pad_token_id": None}), "pad_token_id must be"),
        (rewrite("config.json", lambda c: c | {"eos_token_id": [0, 1]}), "eos_token_id must be"),
        (rewrite("config.json", lambda c: c | {"pad_token_id": 7}), "pad_token_id is 7"),
        (
            lambda folder: shutil.copy(folder / "vocab.json", folder / "target_vocab.json"),
            "target_vocab.json gives the target other ids",
        ),
    ],
)
def test_damaged_checkpoints(damage, message, checkpoint, tmp_path):
    folder = tmp_path / "checkpoint"
    shutil.copytree(checkpoint, folder)
    damage(folder)
    with pytest.raises(ModelFormatError, match=message):
        convert_marian(folder, tmp_path / "opus")
    assert not (tmp_path / "opus").exists()


def test_a_checkpoint_in_place_of_its_model_folder(checkpoint):
    with pytest.raises(
        ModelFormatError, match=r"model folder with nlp_suite\.models\.convert_marian"
    ):
        nlp_suite.load("translate", model=checkpoint)


def test_a_model_folder_of_ours(converted, tmp_path):
    with pytest.raises(InvalidInputError, match="is a model folder already"):
        convert_marian(converted.path, tmp_path / "opus")


def test_it_imports_no_framework(checkpoint, tmp_path):
    code = (
        "import sys\n"
        "from nlp_suite.models import convert_marian\n"
        f"convert_marian({str(checkpoint)!r}, {str(tmp_path / 'opus')!r})\n"
        "heavy = {'keras', 'tensorflow', 'torch', 'jax', 'transformers', 'sentencepiece'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert ModelFolder.open(tmp_path / "opus").task == "translate"
