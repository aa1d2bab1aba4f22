import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.errors import InvalidInputError
from nlp_suite.text import train_tokenizers
from nlp_suite.text.translation_tokenizers import END_ID, PAD_ID, SPECIAL_TOKENS, START_ID

ENGLISH = ["Go on.", "Go!", "He said (twice): \"It's 10:45, isn't it?\"", "Tom-Tom has 1,200 cats."]
GERMAN = ["Mach weiter.", "Geh!", "„Schön“, sagte er – zweimal …", "Tom hat 1.200 Katzen; Ärger?"]  # noqa: RUF001

BPE = train_tokenizers(ENGLISH, GERMAN, vocabulary_size=120)
APART = train_tokenizers(ENGLISH, GERMAN, vocabulary_size=90, joint=False)
WORDS = train_tokenizers(ENGLISH, GERMAN, kind="word", vocabulary_size=None, joint=False)


def alphabet(texts):
    return sorted(set("".join(texts)) - {" "})


def texts_of(characters):
    space = st.sampled_from([" ", "\t", "\n", "\u00a0", "\u2009"])
    return st.text(st.one_of(st.sampled_from(characters), space), max_size=40)


def one_space(text):
    return " ".join(text.split())


@pytest.mark.parametrize("tokenizers", [BPE, APART], ids=["joint", "apart"])
@given(text=texts_of(alphabet(GERMAN)))
def test_the_target_comes_back(tokenizers, text):
    target = tokenizers[1]
    assert target.decode(target.encode(text).ids) == one_space(text)


@pytest.mark.parametrize("tokenizers", [BPE, APART], ids=["joint", "apart"])
@given(text=texts_of(alphabet(ENGLISH)))
def test_the_source_comes_back(tokenizers, text):
    source = tokenizers[0]
    assert source.decode(source.encode(text).ids) == one_space(text)


@given(st.lists(st.sampled_from(["Mach", "weiter.", "Katzen,", "Katzen;", "„Schön“", "…"])))
def test_words_come_back(words):
    target = WORDS[1]
    assert target.decode(target.encode(" ".join(words)).ids) == " ".join(words)


@given(st.text())
def test_any_text_has_tokens_and_an_end(text):
    for tokenizer in (*BPE, *WORDS):
        ids = tokenizer.encode(text).ids
        assert ids[-1] == END_ID
        assert not {PAD_ID, START_ID, END_ID} & set(ids[:-1])


def test_what_is_read_as_something_else():
    source, target = BPE
    typed = source.encode('It\'s "Tom-Tom"...').ids
    assert source.encode("It’s „Tom–Tom“…").ids == typed  # noqa: RUF001
    assert target.decode(target.encode("„Tom“ – …").ids) == "„Tom“ – …"  # noqa: RUF001
    for tokenizer in BPE:
        assert tokenizer.decode(tokenizer.encode("To\u00adm ▁\u200b has\ufeff").ids) == "Tom has"
        decomposed = unicodedata.normalize("NFD", "Ärger")
        assert tokenizer.encode(decomposed).ids == tokenizer.encode("Ärger").ids


@pytest.mark.parametrize("tokenizer", [*BPE, *APART, *WORDS])
def test_special_tokens(tokenizer):
    vocabulary = tokenizer.get_vocab()
    assert [vocabulary[token] for token in SPECIAL_TOKENS] == [0, 1, 2, 3]
    assert tokenizer.encode("").ids == [END_ID]
    assert tokenizer.encode("Tom <pad></s>").ids.count(END_ID) == 1


def test_unknown_characters():
    source, _ = BPE
    encoding = source.encode("Tom 日本 has")
    assert encoding.tokens.count("<unk>") == 1
    assert source.decode(encoding.ids) == "Tom  has"
    assert WORDS[0].encode("Nobody has cats").ids[0] == 1


def test_words_and_marks_stand_alone():
    tokens = WORDS[0].encode("Tom-Tom has 12 cats.").tokens
    assert tokens == ["▁Tom", "-", "Tom", "▁has", "▁", "1", "2", "▁cats", ".", "</s>"]
    _, target = BPE
    marks = set(".,;:!?()-–„“…0123456789")  # noqa: RUF001
    for token in target.get_vocab():
        assert token in SPECIAL_TOKENS or len(token) == 1 or not marks & set(token)


def test_joint_sides_have_the_same_tokens():
    assert BPE[0].get_vocab() == BPE[1].get_vocab()
    assert APART[0].get_vocab() != APART[1].get_vocab()
    assert "ä" not in "".join(APART[0].get_vocab())


def test_sizes():
    assert BPE[0].get_vocab_size() <= 120
    assert [side.get_vocab_size() for side in APART] == [
        min(90, side.get_vocab_size()) for side in APART
    ]
    cut, _ = train_tokenizers(ENGLISH, GERMAN, kind="word", vocabulary_size=10, joint=False)
    assert cut.get_vocab_size() == 10
    # What is commonest is kept.
    assert "." in cut.get_vocab()
    # Characters are never given up for the size.
    small, _ = train_tokenizers(["abc"], ["def"], vocabulary_size=5)
    assert set("abcdef") <= set(small.get_vocab())


def test_what_is_loaded_is_what_was_saved():
    loaded = type(BPE[1]).from_str(BPE[1].to_str())
    assert loaded.encode("Schön – ja").ids == BPE[1].encode("Schön – ja").ids  # noqa: RUF001


SCRIPT = """
import hashlib
from nlp_suite.text import train_tokenizers
english = [f"{a}{b} has {c} cats." for a in "ABCDEF" for b in "aeiou" for c in range(9)]
for kind, joint in (("bpe", True), ("bpe", False), ("word", False)):
    for side in train_tokenizers(english, english[::-1], kind=kind, joint=joint):
        print(hashlib.sha256(side.to_str().encode()).hexdigest())
"""


def test_another_process_learns_the_same():
    first, second = (
        subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
        for _ in range(2)
    )
    assert first.stdout == second.stdout
    assert len(first.stdout.split()) == 6


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "letters"}, "kind must be 'bpe' or 'word', got 'letters'"),
        ({"vocabulary_size": None}, "vocabulary_size may be None for kind='word' only"),
        ({"vocabulary_size": 4}, "vocabulary_size must be above 4, got 4"),
    ],
)
def test_errors(options, message):
    with pytest.raises(InvalidInputError, match=message):
        train_tokenizers(ENGLISH, GERMAN, **options)


def test_the_published_pairs(development_data):
    """The cleaned pickle of 10,000 pairs, as whole words.

    What is published of 9,000 of its pairs is "about 2,400 English and 3,860 German words", the
    longest sentences 7 and 12 tokens with a start and an end. The file has 3,853 German words
    in all, and no sentence of more than 9.
    """
    from nlp_suite.data import load_parallel

    file = development_data / "english-german" / "english-german-both.pkl"
    words, lengths = {}, {}
    for share in (0.9, 1.0):
        pairs = load_parallel(file, splits=(share, 1 - share, 0.0))["train"]
        sides = list(pairs["source"]), list(pairs["target"])
        tokenizers = train_tokenizers(*sides, kind="word", vocabulary_size=None, joint=False)
        words[share] = [t.get_vocab_size() - len(SPECIAL_TOKENS) for t in tokenizers]
        lengths[share] = [
            max(len(encoding.ids) for encoding in tokenizer.encode_batch(side))
            for tokenizer, side in zip(tokenizers, sides, strict=True)
        ]
    assert words == {0.9: [2470, 3615], 1.0: [2598, 3853]}
    # Ours has an end, and no start: 5 words and 9.
    assert lengths == {0.9: [6, 10], 1.0: [6, 10]}
