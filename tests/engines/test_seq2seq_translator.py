import keras
import numpy as np
import pytest

import nlp_suite
from nlp_suite import InvalidInputError
from nlp_suite.decoding import beam_decode
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.custom.sentence_translator import SentenceTranslator
from nlp_suite.models import ModelFolder, Seq2Seq, save_model
from nlp_suite.text import train_tokenizers
from nlp_suite.text.translation_tokenizers import END_ID, START_ID

OPTIONS = {"source_language": "en", "target_language": "de", "max_source_tokens": 16}


def translate(engine, sentences, options):
    return engine.translate(engine.prepare(sentences), options)


@pytest.fixture(scope="module")
def make_folder(toy_pairs, tmp_path_factory):
    tokenizers = train_tokenizers(
        *zip(*toy_pairs, strict=True), kind="word", vocabulary_size=None, joint=False
    )
    source_size, target_size = (tokenizer.get_vocab_size() for tokenizer in tokenizers)

    def make(attention):
        keras.utils.set_random_seed(3)
        model = Seq2Seq(
            source_vocabulary_size=source_size,
            target_vocabulary_size=target_size,
            embedding_dim=6,
            encoder_units=4,
            decoder_units=8,
            attention=attention,
            max_length=20,
        )
        path = tmp_path_factory.mktemp("seq2seq") / "my-seq2seq"
        save_model(model, path, tokenizers, options=OPTIONS)
        return path, model, tokenizers

    return make


def test_translates_what_beam_search_finds(make_folder):
    path, model, (source_tokenizer, target_tokenizer) = make_folder("additive")
    sentences = ["I see a cat.", "They know her."]
    translator = nlp_suite.load("translate", model=path)
    translations = translator(sentences, beam_size=3, max_length=6, progress=False)
    for sentence, translation in zip(sentences, translations, strict=True):
        ids = np.array([source_tokenizer.encode(sentence).ids])
        ((best,),) = beam_decode(model, ids, None, START_ID, END_ID, 6, beam_size=3)
        expected = target_tokenizer.decode(list(best.token_ids)).strip()
        # The task begins and ends a sentence as its source does.
        assert str(translation).lower().rstrip(".") == expected.lower().rstrip(".")


def test_company_changes_nothing(make_folder):
    path, _, _ = make_folder("general")
    translator = SentenceTranslator(ModelFolder.open(path))
    sentences = ["I see a cat.", "They know her."]
    options = DecodingOptions(beam_size=2, max_length=6, attention=True)
    together = translate(translator, sentences, options)
    for sentence, (expected,) in zip(sentences, together, strict=True):
        ((alone,),) = translate(translator, [sentence], options)
        assert alone.tokens == expected.tokens
        np.testing.assert_allclose(alone.attention, expected.attention, atol=1e-5)


def test_unknown_words_without_attention(make_folder):
    """Nothing says where an unknown token comes from, so it is dropped."""
    path, _, _ = make_folder(None)
    translator = SentenceTranslator(ModelFolder.open(path))
    ((found,),) = translate(translator, ["I see a zebra."], DecodingOptions(max_length=6))
    assert found.attention is None
    assert "zebra" not in found.text


def test_ctranslate2_has_no_recurrent_models(make_folder):
    path, _, _ = make_folder("dot")
    with pytest.raises(InvalidInputError, match="runs on runtime='keras' only"):
        nlp_suite.load("translate", model=path, runtime="ctranslate2")
