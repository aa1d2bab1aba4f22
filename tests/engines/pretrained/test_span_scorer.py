import json
import shutil

import numpy as np
import pytest
import torch
import transformers
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from tokenizers import ByteLevelBPETokenizer, Tokenizer, models, pre_tokenizers, processors

from nlp_suite import ModelFormatError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.engines.custom.span_scorer import SpanScorer as CustomScorer
from nlp_suite.engines.pretrained.span_scorer import SpanScorer
from nlp_suite.models import ModelFolder, SpanExtractor, save_model

SMALL = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
}


@pytest.fixture(scope="module")
def scorer(checkpoints):
    return SpanScorer(checkpoints / "distilbert-squad")


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    """A checkpoint of BERT, which has segments."""
    folder = tmp_path_factory.mktemp("bert")
    torch.manual_seed(0)
    config = transformers.BertConfig(**SMALL, initializer_range=0.3)
    transformers.BertForQuestionAnswering(config).save_pretrained(folder)
    shutil.copy(MODELS_FOLDER / "all-MiniLM-L6-v2" / "tokenizer.json", folder)
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": true}')
    return folder


@pytest.fixture(scope="module")
def roberta(tmp_path_factory, article):
    """A checkpoint of RoBERTa, whose tokens are bytes and whose separators are doubled."""
    folder = tmp_path_factory.mktemp("roberta")
    tokenizer = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer.train_from_iterator([article], 400, 2, show_progress=False, special_tokens=special)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    tokenizer.save_model(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = transformers.RobertaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        max_position_embeddings=132,
        type_vocab_size=1,
        initializer_range=0.3,
        **SMALL,
    )
    transformers.RobertaForQuestionAnswering(config).save_pretrained(folder)
    return folder


def test_attributes(scorer, bert):
    assert (scorer.engine, scorer.model) == ("pretrained", "distilbert-squad")
    assert (scorer.max_length, scorer.num_special_tokens, scorer.temperature) == (96, 3, 1.0)
    assert (scorer.window, scorer.stride, scorer.max_question_tokens) == (96, 48, 32)
    usual = SpanScorer(bert, name="mine")
    assert (usual.model, usual.max_length) == ("mine", 512)
    assert (usual.window, usual.stride, usual.max_question_tokens) == (384, 128, 64)


@pytest.mark.parametrize("kind", ["distilbert", "bert"])
def test_our_own_extractor_gives_the_same(
    kind, scorer, bert, checkpoints, tmp_path, span_inputs, scores, worst
):
    folder = bert if kind == "bert" else checkpoints / "distilbert-squad"
    theirs = SpanScorer(folder)
    tokenizer = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2").read_tokenizer()
    options = {"window": 90, "stride": 30, "max_question_tokens": 15, "temperature": 1.0}
    extractor = SpanExtractor.from_pretrained(folder)
    save_model(extractor, tmp_path / "ours", tokenizer, task="answer", options=options)
    ours = CustomScorer(ModelFolder.open(tmp_path / "ours"), compute_type="float32")
    given = span_inputs(ours)
    for a, b in zip(given, span_inputs(theirs), strict=True):
        assert all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))
    assert worst(scores(theirs, given, 5), scores(ours, given, 5)) < 1e-4


@pytest.mark.parametrize("kind", ["distilbert", "bert", "roberta"])
def test_pairs_are_those_of_the_model_s_own_tokenizer(
    kind, request, checkpoints, article, scores, worst
):
    folder = checkpoints / "distilbert-squad"
    if kind != "distilbert":
        folder = request.getfixturevalue(kind)
    scorer = SpanScorer(folder)
    question, context = "How many wheels does it have?", article[:150]
    reference = transformers.AutoTokenizer.from_pretrained(folder)
    pair = reference(question, context, return_offsets_mapping=True, return_tensors="pt")
    offsets = pair.pop("offset_mapping")[0].tolist()
    asked, text = scorer.tokenize([question, context])
    joined = scorer.join(asked.ids, text.ids)
    assert joined.ids.tolist() == pair["input_ids"][0].tolist()
    last = joined.text_start + text.ids.size
    places = [[s, e] for s, e in zip(text.starts.tolist(), text.ends.tolist(), strict=True)]
    assert places == offsets[joined.text_start : last]
    assert len(set(text.words.tolist())) > 20
    model = transformers.AutoModelForQuestionAnswering.from_pretrained(folder)
    with torch.no_grad():
        output = model(**pair)
    expected = torch.stack([output.start_logits, output.end_logits], dim=-1)[0].numpy()
    assert worst(scores(scorer, [joined], 1), [expected]) < 1e-4


def test_separators_of_roberta_are_doubled(roberta):
    scorer = SpanScorer(roberta)
    question, text = scorer.tokenize(["Who?", "Zoë did."])
    joined = scorer.join(question.ids, text.ids)
    assert joined.ids[joined.text_start - 2 : joined.text_start].tolist() == [2, 2]
    # Padding takes two of its 132 positions.
    assert (scorer.num_special_tokens, scorer.max_length) == (4, 130)
    assert {"Zoë did."[s:e] for s, e in zip(text.starts, text.ends, strict=True)} >= {"."}


def test_segments_matter_to_bert(bert, span_inputs, scores, worst):
    scorer = SpanScorer(bert)
    given = span_inputs(scorer)
    zeros = [one._replace(segments=0 * one.segments) for one in given]
    assert worst(scores(scorer, given, 4), scores(scorer, zeros, 4)) > 0.01


@settings(max_examples=15)
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_company_and_order_do_not_matter(scorer, span_inputs, scores, worst, random, size):
    given = span_inputs(scorer)
    expected = scores(scorer, given, 1)
    order = list(range(len(given)))
    random.shuffle(order)
    found = scores(scorer, [given[i] for i in order], size)
    assert worst(found, [expected[i] for i in order]) < 1e-4


def test_company_does_not_matter_to_roberta(roberta, span_inputs, scores, worst):
    """It counts positions by what is not padding."""
    scorer = SpanScorer(roberta)
    given = span_inputs(scorer)
    assert worst(scores(scorer, given, 12), scores(scorer, given, 1)) < 1e-4


def test_batches_are_taken_as_they_are_needed(scorer, span_inputs):
    taken = []

    def batches():
        for i in range(100):
            taken.append(i)
            yield span_inputs(scorer)[:1]

    found = scorer.score(batches())
    next(found)
    assert len(taken) == 1
    found.close()
    assert list(scorer.score([])) == []


def test_a_plain_encoder(checkpoints):
    with pytest.raises(ModelFormatError, match=r"lacks 2 weights .* was trained for this task"):
        SpanScorer(checkpoints / "distilbert")


def test_a_tokenizer_that_joins_nothing(edited):
    folder = edited("distilbert-squad", tokenizer={"post_processor": {"type": "Sequence"}})
    with pytest.raises(ModelFormatError, match="distilbert-squad"):
        SpanScorer(folder)


def test_a_model_that_does_not_begin_with_its_null_token(tmp_path):
    """As XLNet, which has it at the end."""
    tokens = ["<unk>", "<sep>", "<pad>", "<cls>", "▁", "a", "▁a"]
    tokenizer = Tokenizer(models.Unigram([(token, -1.0) for token in tokens], unk_id=0))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = [(token, tokens.index(token)) for token in ("<sep>", "<cls>")]
    config = transformers.XLNetConfig(vocab_size=20, d_model=8, n_layer=1, n_head=1, d_inner=8)
    transformers.XLNetForQuestionAnsweringSimple(config).save_pretrained(tmp_path)
    values = {"tokenizer_class": "XLNetTokenizer", "padding_side": "left"}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(values))
    for pair in ("$A <sep> $B <sep> <cls>", "<sep> $A <sep> $B <sep> <cls>"):
        tokenizer.post_processor = processors.TemplateProcessing(
            single="$A <sep> <cls>", pair=pair, special_tokens=special
        )
        tokenizer.save(str(tmp_path / "tokenizer.json"))
        message = "'<cls>', which stands for no answer, is not the first token of this model's inp"
        with pytest.raises(ModelFormatError, match=message) as caught:
            SpanScorer(tmp_path)
        assert "\n" not in str(caught.value)


def test_the_file_of_the_tokenizer_counts(bert):
    """Not what transformers makes of the vocabulary, by the name of its class."""
    folder = bert.with_name("bert-other-class")
    shutil.copytree(bert, folder)
    described = json.loads((folder / "tokenizer.json").read_text())
    described["post_processor"] = json.loads(
        processors.TemplateProcessing(
            single="[CLS] $A [SEP]",
            pair="[CLS]:0 $A:0 [SEP]:0 [SEP]:1 $B:1 [SEP]:1",
            special_tokens=[("[CLS]", 101), ("[SEP]", 102)],
        ).__getstate__()
    )
    (folder / "tokenizer.json").write_text(json.dumps(described))
    assert SpanScorer(folder).num_special_tokens == 4


def test_weights_that_are_no_numbers(edited, span_inputs):
    folder = edited("distilbert-squad")
    tensors = load_file(folder / "model.safetensors")
    tensors["qa_outputs.weight"][0, 3] = torch.nan
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelFormatError, match=r"'qa_outputs\.weight' holds a value that is NaN"):
        SpanScorer(folder)
    # Numbers each, which become infinite on their way.
    tensors["qa_outputs.weight"] = torch.full_like(tensors["qa_outputs.weight"], 3e38)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    scorer = SpanScorer(folder)
    with pytest.raises(ModelFormatError, match=r"has computed \S+ in its span logits"):
        list(scorer.score([span_inputs(scorer)[:2]]))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_gpu_gives_the_same(scorer, checkpoints, span_inputs, scores, worst):
    gpu = SpanScorer(checkpoints / "distilbert-squad", device="cuda")
    given = span_inputs(scorer)
    assert worst(scores(gpu, given, 5), scores(scorer, given, 5)) < 1e-3
