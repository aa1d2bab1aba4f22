import re
import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from nlp_suite import ModelFormatError
from nlp_suite.engines.custom.source_preprocessor import PreprocessedSource, SourcePreprocessor
from nlp_suite.text.placeables.placeable import Placeable
from nlp_suite.text.sentencepiece_model import SentencePieceModel
from nlp_suite.text.sentencepiece_tokenizers import make_tokenizer
from nlp_suite.text.translation_tokenizers import (
    END_ID,
    SPECIAL_TOKENS,
    UNKNOWN_ID,
    train_tokenizers,
)

KNOWN = frozenset(["tom", "has", "a", "cat", "where", "is", "likes", "or", "s", "now"])
TEXTS = [string.ascii_letters, string.digits + ".,!?-'\"", "Go on (now). Tom has a cat."]


def make_reader(kind="bpe"):
    source, _ = train_tokenizers(TEXTS, TEXTS, kind=kind, vocabulary_size=150)
    return SourcePreprocessor(source)


@pytest.fixture(scope="module")
def preprocessor():
    return make_reader()


@pytest.fixture(scope="module")
def word_reader():
    return make_reader("word")


@pytest.fixture(scope="module")
def namer():
    source, _ = train_tokenizers(TEXTS, TEXTS, vocabulary_size=150)
    return SourcePreprocessor(source, KNOWN)


def read(preprocessor, sentence):
    (prepared,) = preprocessor.preprocess([sentence])
    return prepared


def written(prepared):
    """The sentence again, white space as the tokens have it."""
    return prepared.before + "".join(prepared.tokens).replace("▁", " ").strip() + prepared.after


@pytest.mark.parametrize(
    ("sentence", "as_if"),
    [
        ("Señor Tóm", "Senor Tom"),
        ("cafe\u0301", "cafe"),
        ("ﬁnd １２ Ｔｏｍ", "find 12 Tom"),  # noqa: RUF001
        ("Tom’s “cat” – now", 'Tom\'s "cat" - now'),  # noqa: RUF001
        ("Go\u00a0on\u2009now", "Go on now"),
        ("Go\x1con\u2028now\tTom", "Go on now Tom"),
        ("Tom\u200b has\ufeff a ca\u00adt.", "Tom has a cat."),
        ("1\ufe0f\u20e3 cat", "1 cat"),
        ("5 m²", "5 m2"),
    ],
)
def test_known_forms(preprocessor, sentence, as_if):
    prepared = read(preprocessor, sentence)
    assert prepared == read(preprocessor, as_if)
    assert not prepared.unknown
    assert (prepared.before, prepared.after) == ("", "")


@pytest.mark.parametrize(
    ("sentence", "before", "after"),
    [
        ("Go on. 😀", "", " 😀"),
        ("👩‍👩‍👧 ❤️  Go on.", "👩‍👩‍👧 ❤️  ", ""),
        ("Привет, Tom. 日本\n", "Привет", " 日本\n"),
        ("  Go on.\t", "  ", "\t"),
        ("\u200b😀Go😀", "\u200b😀", "😀"),
    ],
)
def test_what_is_kept_aside(preprocessor, sentence, before, after):
    prepared = read(preprocessor, sentence)
    assert (prepared.before, prepared.after) == (before, after)
    assert not prepared.unknown
    assert written(prepared) == sentence


@pytest.mark.parametrize("sentence", ["", " ", "\n\t", "😀", " 日本 語。", "\u200b", "⠀", "\0\x01"])
def test_nothing_to_translate(preprocessor, sentence):
    prepared = read(preprocessor, sentence)
    assert prepared == PreprocessedSource(sentence, (END_ID,), (), {}, "")


@pytest.mark.parametrize(
    ("sentence", "stretches"),
    [
        ("Go 😀 on", ["😀"]),
        ("Go😀on", ["😀"]),
        ("Go 日本、語 on", ["日本、語"]),
        ("Go 日本  \u3000語 on 👍🏽 now", ["日本  \u3000語", "👍🏽"]),
        ("Go (٣٤) on", ["٣٤"]),
        ("Go ❤️.", ["❤️"]),
        ("Tom \ue000 \ue001 cat", ["\ue000 \ue001"]),
        ("Tom ▁▂▃ cat", ["▂▃"]),
    ],
)
def test_a_stretch_within_is_one_token(preprocessor, sentence, stretches):
    prepared = read(preprocessor, sentence)
    assert list(prepared.unknown.values()) == stretches
    assert prepared.token_ids.count(UNKNOWN_ID) == len(stretches)
    assert all(prepared.token_ids[i] == UNKNOWN_ID for i in prepared.unknown)
    assert all(prepared.tokens[i] == text for i, text in prepared.unknown.items())


def test_names_of_special_tokens_are_text(preprocessor):
    prepared = read(preprocessor, "Go </s> <unk> <pad> on")
    assert prepared.token_ids.count(END_ID) == 1
    assert set(prepared.token_ids) & {0, 2} == set()
    # "<", "/" and ">" were never seen.
    assert list(prepared.unknown.values()) == ["</", "> <", "> <", ">"]


def test_whole_words(word_reader):
    prepared = read(word_reader, "😀 Tom has 日本x, (dóg) now.")
    assert prepared.before == "😀 "
    assert prepared.tokens == (
        "▁Tom",
        "▁has",
        "▁日本x",
        ",",
        "▁",
        "(",
        "dog",
        ")",
        "▁now",
        ".",
    )
    assert prepared.unknown == {2: "日本x", 6: "dog", 8: "now"}
    assert read(word_reader, "(</s>)").unknown == {2: "</s>"}


def test_half_a_surrogate_pair(preprocessor):
    assert read(preprocessor, "Tom\ud800") == read(preprocessor, "Tom?")


CHARACTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from("aeTz .,\u0301 \u200d😀é日")


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Yanni has a cat.", ["Yanni"]),
        ("Where is Bobby Fischer?", ["Bobby Fischer"]),
        ("Toki Pona, or Yanni-Tom.", ["Toki Pona", "Yanni"]),
        ("Tom likes Roci\u0301o\u2019s cat 日本 now.", ["Roci\u0301o", "日本"]),
        ("😀 Yanni has a cat 😀", ["Yanni"]),
        # Known in whatever case, and no names.
        ("TOM HAS a zebra.", []),
        ("Has tom a yanni?", []),
    ],
)
def test_names_that_are_not_known(namer, sentence, names):
    prepared = read(namer, sentence)
    assert list(prepared.unknown.values()) == names
    assert written(prepared) == sentence.replace("\u2019", "'")


@pytest.mark.parametrize("sentence", ["Yanni", "Yanni!", "Bobby Fischer?", "😀 Yanni 日本."])
def test_nothing_but_names_is_kept_as_it_is(namer, sentence):
    assert read(namer, sentence) == PreprocessedSource(sentence, (END_ID,), (), {}, "")


@given(st.lists(st.sampled_from(["Tom", "has", "Yanni", "日本", "a", "Has", ",", "7"]), min_size=1))
def test_names_change_nothing_else(namer, words):
    sentence = " ".join(words)
    prepared = read(namer, sentence)
    assert written(prepared) == sentence
    kept = " ".join([prepared.before, *prepared.unknown.values(), prepared.after])
    assert kept.count("Yanni") == words.count("Yanni") or "Yanni" in prepared.before
    if "Yanni" not in words:
        assert prepared == SourcePreprocessor(namer._tokenizer).preprocess([sentence])[0]


def test_whole_words_need_no_list():
    source, _ = train_tokenizers(TEXTS, TEXTS, kind="word")
    sentence = "Yanni has a cat."
    assert SourcePreprocessor(source, KNOWN).preprocess([sentence]) == SourcePreprocessor(
        source
    ).preprocess([sentence])


@given(st.text(CHARACTERS, max_size=30))
def test_every_unknown_character_is_kept(preprocessor, sentence):
    prepared = read(preprocessor, sentence)
    again = written(prepared)
    # What is not there as it was, was read in another form, or is a space or an accent.
    known = set(string.printable) | {"▁"}
    missing = [c for c in sentence if c not in again and c not in known]
    for character in missing:
        forms = unicodedata.normalize("NFKD", character)
        plain = "".join(c for c in forms if unicodedata.category(c)[0] != "M")
        skipped = plain.isspace() or not plain
        assert skipped or preprocessor._form(character) is not None, (character, again)
    assert prepared.token_ids.count(UNKNOWN_ID) == len(prepared.unknown)
    assert prepared.token_ids[-1] == END_ID
    assert len(prepared.tokens) == len(prepared.token_ids) - 1


@given(st.text("😀日❤ ", max_size=6), st.text("😀日❤ ", max_size=6))
def test_the_edges_change_nothing_within(preprocessor, before, after):
    prepared = read(preprocessor, f"{before}Tom has a cat.{after}")
    assert (prepared.before, prepared.after) == (before, after)
    assert prepared.token_ids == read(preprocessor, "Tom has a cat.").token_ids


@given(st.lists(st.text("😀日本", min_size=1, max_size=3), max_size=4))
def test_as_many_unknown_tokens_as_stretches(preprocessor, stretches):
    prepared = read(preprocessor, "Go " + "".join(f"{s} cat " for s in stretches) + "on")
    assert list(prepared.unknown.values()) == stretches


def test_a_tokenizer_without_an_end(preprocessor):
    source, _ = train_tokenizers(TEXTS, TEXTS)
    plain = Tokenizer(source.model)
    with pytest.raises(ModelFormatError, match="end each sentence with '</s>'"):
        SourcePreprocessor(plain)


def test_long_texts_take_no_long_time(preprocessor, assert_linear):
    preprocessor.preprocess(["Go 😀 on"])
    assert_linear(lambda count: preprocessor.preprocess(["Go 😀 " * count + "on"]), 2_000)


PIECES = ["▁Tom", "▁cat", "▁a", "▁has", "▁", *"TomcathsGdg"]
UNTRAINED = ["▁dog", "dog", "x"]


@pytest.fixture(scope="module")
def piece_preprocessor():
    """Of a SentencePiece model with pieces that the translator's model does not know."""
    pieces = list(dict.fromkeys([*PIECES, *UNTRAINED]))
    model = SentencePieceModel({p: -1.0 / len(p) for p in pieces}, "unigram", b"")
    known = [*SPECIAL_TOKENS, *pieces[: -len(UNTRAINED)]]
    tokenizer = make_tokenizer(model, [*known, *UNTRAINED])
    return SourcePreprocessor(tokenizer, unknown_from=len(known)), tokenizer


@pytest.mark.parametrize(
    ("sentence", "tokens", "unknown"),
    [
        ("Tom has a cat", ("▁Tom", "▁has", "▁a", "▁cat"), {}),
        ("Tom has a dog", ("▁Tom", "▁has", "▁a", "▁dog"), {3: "dog"}),
        ("dog cat", ("▁dog", "▁cat"), {0: "dog"}),
    ],
)
def test_pieces_that_the_model_does_not_know(piece_preprocessor, sentence, tokens, unknown):
    preprocessor, _ = piece_preprocessor
    prepared = read(preprocessor, sentence)
    assert prepared.tokens == tokens
    assert prepared.unknown == unknown
    assert [i for i, token_id in enumerate(prepared.token_ids) if token_id == UNKNOWN_ID] == list(
        unknown
    )


def test_characters_that_the_model_does_not_know(piece_preprocessor):
    preprocessor, tokenizer = piece_preprocessor
    assert "x" in tokenizer.encode("Tom x cat").tokens
    prepared = read(preprocessor, "Tom x cat ё")
    assert prepared.tokens == ("▁Tom", "▁", "x", "▁cat")
    assert prepared.unknown == {2: "x"}
    assert prepared.after == " ё"


def placed(sentence, *targets):
    """A placeable for each stretch in brackets."""
    places = [match.span() for match in re.finditer(r"\[.*?\]", sentence)]
    return [
        Placeable(*place, "test", target) for place, target in zip(places, targets, strict=True)
    ]


@pytest.mark.parametrize(
    ("sentence", "targets", "as_read"),
    [
        ("Tom has [two] now.", ["zwei"], "Tom has zwei now."),
        ("Tom has[ two ]now.", ["-"], "Tom has-now."),
        ("[A] Tom has [B]", ["a b", "日"], "a b Tom has 日"),
        # Neighbours have a place each, unless they touch.
        ("Tom [A] [B][C] 日本 [D] now", list("1234"), "Tom 1 23 日本 4 now"),
        # What a placeable has in it is not looked at.
        ("Tom [Yanni's 日本 😀] has", ["x"], "Tom x has"),
        ("Tom Yanni[A] has", ["x"], "Tom Yannix has"),
    ],
)
def test_placeables(namer, sentence, targets, as_read):
    (prepared,) = namer.preprocess([sentence], [placed(sentence, *targets)])
    assert written(prepared) == as_read
    unknown = " ".join(prepared.unknown.values())
    assert all(target in unknown for target in targets)
    ids = [prepared.token_ids[i] for i in prepared.unknown]
    assert ids == [UNKNOWN_ID] * len(prepared.unknown)
    assert not set(targets) & set(prepared.copied)


def test_what_is_copied_besides_placeables(namer):
    sentence = "Yanni has [a] 日本 now."
    (prepared,) = namer.preprocess([sentence], [placed(sentence, "ein")])
    assert prepared.copied == ("Yanni", "日本")
    assert read(namer, "Tom has a cat.").copied == ()


def test_nothing_but_placeables(namer):
    sentence = "😀 [a], [b]!"
    (prepared,) = namer.preprocess([sentence], [placed(sentence, "eins", "zwei")])
    assert prepared == PreprocessedSource("😀 eins, zwei!", (END_ID,), (), {}, "")


def test_as_many_lists_of_placeables_as_sentences(namer):
    with pytest.raises(ValueError, match="shorter"):
        namer.preprocess(["Tom", "has"], [[]])
