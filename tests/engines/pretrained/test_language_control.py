"""How models of many languages are told theirs, and what that leaves of a text."""

import json
import re
import shutil

import pytest
import torch
import transformers

import nlp_suite
from nlp_suite import InvalidInputError, MissingDependencyError, ModelFormatError
from nlp_suite.cli import main
from nlp_suite.engines.pretrained.sentence_translator import SentenceTranslator
from nlp_suite.load_options import LoadOptions
from nlp_suite.models.find import find_model

MANY = {
    "marian-multilingual": ("en", "de"),
    "m2m100": ("en", "de"),
    "nllb": ("en", "de"),
    "mbart50": ("en", "de"),
    "t5": ("en", "de"),
}


@pytest.fixture(scope="module")
def load(translation_checkpoints):
    """Loads a family's checkpoint for a direction."""

    def load(family, source=None, target=None):
        return SentenceTranslator(translation_checkpoints(family), source=source, target=target)

    return load


@pytest.fixture(scope="module", params=MANY)
def translator(request, translation_checkpoints):
    source, target = MANY[request.param]
    folder = translation_checkpoints(request.param)
    with nlp_suite.load(
        "translate", engine="pretrained", model=folder, source=source, target=target
    ) as loaded:
        yield loaded


TEXT = (
    "# The wheel\r\n\r\n  - [ ] It was {name}, see https://example.org/a?b=1 at once.\r\n"
    "\t2. He paid 1,200 dollars on December 31, 2025.\t***\n"
    "```sh\nmake test\n```\n> They like it\n\n  \U0001f98a \n"
)


def test_lines_marks_and_placeables_stay(translator):
    translation = translator(TEXT, beam_size=1, max_length=10)
    assert re.findall(r"\r\n|\n", translation.text) == re.findall(r"\r\n|\n", TEXT)
    ours, theirs = (text.splitlines() for text in (translation.text, TEXT))
    for line, other in zip(ours, theirs, strict=True):
        mark = re.match(r"[\s#>-]*(\[ \] |\d\. )?", other)[0]
        assert line.startswith(mark)
    for kept in ("{name}", "https://example.org/a?b=1", "1.200", "31. Dezember 2025", "\t***"):
        assert kept in translation.text
    assert "```sh\nmake test\n```" in translation.text
    assert ours[-1] == theirs[-1]
    for sentence in translation.sentences:
        assert translation.source[sentence.start : sentence.end] in TEXT
    assert (translation.source_language, translation.target_language) == ("en", "de")


def test_a_long_sentence_is_translated_in_parts(translator):
    most = translator._engine.max_source_tokens
    text = "It was the first machine with two wheels, and it was fast, " * (most // 8)
    translation = translator(text, beam_size=1, max_length=3)
    assert len(translation.sentences) > 1
    for sentence in translation.sentences:
        assert len(sentence.source_tokens) <= most


def test_nothing_of_what_tells_the_language_is_in_a_result(translator):
    options = {"beam_size": 2, "n_best": 2, "attention": True, "max_length": 8}
    translation = translator("It was the first machine.", **options)
    (sentence,) = translation.sentences
    tokens = (*sentence.tokens, *sentence.source_tokens)
    assert not [one for one in tokens if re.search(r">>|<<|__|_[A-Z]|translate|German", one)]
    assert len(sentence.tokens) <= 8
    assert sentence.attention.shape == (len(sentence.tokens), len(sentence.source_tokens))
    assert "".join(sentence.source_tokens).replace("▁", " ").strip() == "It was the first machine."


@pytest.mark.parametrize(
    ("family", "source", "target", "languages"),
    [
        # What is not said is English, or German where the other one is English.
        ("nllb", None, "fr", ("en", "fr")),
        ("nllb", None, "en", ("de", "en")),
        ("mbart50", "fr_XX", None, ("fr", "en")),
        ("m2m100", "zh", "no", ("zh", "no")),
        ("nllb", "zh-TW", "deu_Latn", ("zh-Hant", "de")),
        ("t5", None, "ro", ("en", "ro")),
        ("t5", "en-GB", "fra", ("en", "fr")),
        # The source is no business of these.
        ("marian-multilingual", None, "pt-BR", ("en", "pt")),
        ("marian", None, None, ("en", "de")),
        ("marian", "en-US", "de-AT", ("en", "de")),
    ],
)
def test_the_languages_of_a_direction(load, family, source, target, languages):
    engine = load(family, source, target)
    assert (engine.source_language, engine.target_language) == languages


@pytest.mark.parametrize(
    ("family", "source", "target", "message"),
    [
        (
            "nllb",
            None,
            None,
            r"the model nllb translates between several languages \(arb_Arab, deu_Latn, .*\); pass "
            "source= and target= with two of them",
        ),
        ("nllb", "en", "tlh", r"has no tlh to translate into \(target='tlh'\); it has arb_Arab, "),
        (
            "nllb",
            "es",
            "de",
            r"has no Spanish to translate from \(source='es'\); it has arb_Arab, ",
        ),
        ("m2m100", "en", "tlh", r"it has af, am, ar, .*, … \(100 in all\)"),
        ("mbart50", "en", "zh-TW", r"has no Chinese \(TW\) to translate into"),
        (
            "marian-multilingual",
            "en",
            "it",
            "has no Italian to translate into .* it has cmn_Hans, ",
        ),
        (
            "marian-multilingual",
            None,
            None,
            r"writes several languages \(cmn_Hans, .*; pass target=",
        ),
        ("marian-multilingual", "fr", "de", "translates from 'eng', got source='fr'"),
        ("marian", "en", "fr", "translates into 'de', got target='fr'"),
        (
            "t5",
            None,
            None,
            "translates several pairs of languages .en to de, en to fr, en to ro.; p",
        ),
        ("t5", "de", "en", "translates en to de, en to fr, en to ro, got de to en; one that was"),
    ],
)
def test_languages_that_a_model_does_not_have(load, family, source, target, message):
    with pytest.raises(InvalidInputError, match=message) as caught:
        load(family, source, target)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.fixture
def changed(translation_checkpoints, tmp_path):
    """Copies a family's checkpoint and changes what is in its JSON files."""

    def change(family, **files):
        folder = shutil.copytree(translation_checkpoints(family), tmp_path / family)
        for name, changes in files.items():
            path = folder / f"{name}.json"
            values = json.loads(path.read_text()) | changes
            path.write_text(json.dumps({k: v for k, v in values.items() if v is not None}))
        return folder

    return change


@pytest.mark.parametrize(
    ("config", "target", "beginning"),
    [
        # As T5 was trained, where the configuration says nothing.
        ({"task_specific_params": None}, "fr", "translate English to French: "),
        ({"task_specific_params": None, "prefix": "into French: "}, None, "into French: "),
        ({"task_specific_params": None, "prefix": ""}, None, ""),
        ({"task_specific_params": {"translation_en_to_nl": {"prefix": "nl: "}}}, None, "nl: "),
        (
            {"task_specific_params": {"translation_en_to_nl": 3, "x": []}},
            "ro",
            "translate English t",
        ),
    ],
)
def test_the_words_for_t5(changed, config, target, beginning):
    engine = SentenceTranslator(changed("t5", config=config), target=target)
    assert engine._control.prefix.startswith(beginning)
    assert bool(engine._control.prefix) == bool(beginning)


def test_a_marian_of_a_group_of_languages(changed):
    """Its tokenizer names the group, and what it reads is not told."""
    languages = {"source_lang": "mul", "target_lang": "eng"}
    folder = changed("marian", tokenizer_config=languages)
    for source in ("de", "fr", None):
        engine = SentenceTranslator(folder, source=source)
        assert (engine.source_language, engine.target_language) == (source, "en")
    options = LoadOptions(engine="pretrained", model=folder, source="zh-TW")
    assert find_model("translate", options)[2:] == ("zh", "en")


def test_what_is_found_keeps_what_the_model_may_have_a_code_for(translation_checkpoints):
    options = {"engine": "pretrained", "source": "en", "target": "zh-TW"}
    for family in ("nllb", "marian-multilingual"):
        model = translation_checkpoints(family)
        assert (
            find_model("translate", LoadOptions(model=model, **options)).target_language == "zh-TW"
        )


def test_the_first_words_of_a_text_are_no_language(load):
    engine = load("marian")
    (source,) = engine.prepare([">>fra<< It was"])
    tokens = engine._tokenizer.convert_ids_to_tokens(list(source.ids))
    assert "".join(tokens[:-1]).replace("▁", " ").strip() == ">>fra<< It was"


def test_the_first_mbart_begins_with_the_language(tmp_path):
    """The one before mBART-50, which was not trained to write the language first."""
    special = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    tokenizer = transformers.MBartTokenizer(vocab=[*special, ("▁a", -1.0), ("▁b", -2.0)])
    tokenizer.save_pretrained(tmp_path)
    sizes = {f"{side}_{key}": 1 for side in ("encoder", "decoder") for key in ("layers", "ffn_dim")}
    config = transformers.MBartConfig(
        vocab_size=len(tokenizer), d_model=16, max_position_embeddings=32, **sizes
    )
    torch.manual_seed(0)
    transformers.MBartForConditionalGeneration(config).save_pretrained(tmp_path)
    engine = SentenceTranslator(tmp_path, source="en", target="ro")
    german, romanian = engine._tokenizer.convert_tokens_to_ids(["en_XX", "ro_RO"])
    (source,) = engine.prepare(["a b"])
    assert source.ids[-2:] == (2, german)
    assert engine._start_id == romanian
    with engine._model.use() as model:
        assert model.generation_config.decoder_start_token_id == romanian
        assert model.generation_config.forced_bos_token_id is None


def test_a_model_that_was_made_for_summaries(changed):
    folder = changed("mbart50", config={"task_specific_params": {"summarization": {}}})
    with pytest.raises(ModelFormatError, match="was made for summaries, its config"):
        SentenceTranslator(folder, source="en", target="de")


def test_a_tokenizer_that_needs_sentencepiece(translation_checkpoints, monkeypatch):
    folder = translation_checkpoints("m2m100")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingDependencyError, match="needs the package sentencepiece"):
        SentenceTranslator(folder, source="en", target="de")


def test_a_tokenizer_that_is_code_of_its_repository(changed):
    folder = changed("m2m100", tokenizer_config={"tokenizer_class": "SMALL100Tokenizer"})
    with pytest.raises(
        ModelFormatError, match="'SMALL100Tokenizer', code of its repository, and no"
    ):
        SentenceTranslator(folder, source="en", target="de")


def test_the_command_line(translation_checkpoints, capsys):
    model = ["--engine", "pretrained", "--model", str(translation_checkpoints("nllb"))]
    text, short = "It was the first.", ["--beam-size", "1", "--max-length", "4", "--json"]
    status = main(["translate", text, *model, *short, "--to", "zho_Hant"])
    found = json.loads(capsys.readouterr().out)
    assert status == 0
    assert (found["source_language"], found["target_language"]) == ("en", "zh-Hant")
    assert main(["translate", text, *model, "--to", "tlh"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "it has arb_Arab" in error
