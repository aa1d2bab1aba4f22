import numpy as np
import pytest

from nlp_suite.engines.span_tokenizer import SpanTokenizer
from nlp_suite.errors import InvalidInputError
from nlp_suite.models import ModelFolder
from nlp_suite.training import QuestionAnsweringConfig
from nlp_suite.training.question_answering.data import QuestionAnsweringData
from nlp_suite.training.question_answering.examples import QuestionAnsweringExamples
from nlp_suite.training.question_answering.run import split_rows


@pytest.fixture
def tokenizer(toy_encoder):
    return SpanTokenizer(ModelFolder.open(toy_encoder).read_tokenizer())


@pytest.fixture
def words(toy_encoder):
    """Reads ids."""
    tokenizer = ModelFolder.open(toy_encoder).read_tokenizer()
    return lambda ids: " ".join(tokenizer.id_to_token(int(i)) for i in ids)


@pytest.fixture
def load(toy_answer_config, tokenizer):
    def load(rows, *, validation=None, num_segments=2, fixed_shapes=False, **sections):
        config = QuestionAnsweringConfig.from_dict(toy_answer_config(**sections))
        train, held_out = (
            QuestionAnsweringExamples(part, tokenizer, config.data)
            for part in (rows, validation or rows)
        )
        options = {"num_segments": num_segments, "fixed_shapes": fixed_shapes}
        return QuestionAnsweringData(train, held_out, tokenizer, config, **options)

    return load


def row(question, context, *golds, title=""):
    answers = {"text": list(golds), "answer_start": [context.index(gold) for gold in golds]}
    return {"title": title, "question": question, "context": context, "answers": answers}


CONTEXT = "Ala sees the dog . Bea sees the cat ."


def test_a_batch_is_what_the_model_takes(load, words):
    data = load([row("who sees the cat ?", CONTEXT, "Bea", "the cat"), row("who ?", CONTEXT)])
    (plan,) = data.plan(0)
    batch = data.batch(sorted(plan, key=data._train.length))
    assert {name: (a.dtype.name, a.shape) for name, a in batch.items()} == {
        "token_ids": ("int32", (2, 18)),
        "segment_ids": ("int32", (2, 18)),
        "padding_mask": ("bool", (2, 18)),
        "candidates": ("bool", (2, 18)),
        "starts": ("int32", (2, 2)),
        "ends": ("int32", (2, 2)),
    }
    short, long = ({name: array[i] for name, array in batch.items()} for i in (0, 1))
    assert words(long["token_ids"]) == f"[CLS] who sees the cat ? [SEP] {CONTEXT} [SEP]"
    assert long["segment_ids"].tolist() == [0] * 7 + [1] * 11
    assert long["padding_mask"].all()
    assert np.flatnonzero(long["candidates"]).tolist() == [0, *range(7, 17)]
    golds = zip(long["starts"], long["ends"], strict=True)
    assert {words(long["token_ids"][s : e + 1]) for s, e in golds} == {"Bea", "the cat"}
    assert words(short["token_ids"][:15]) == f"[CLS] who ? [SEP] {CONTEXT} [SEP]"
    assert not short["padding_mask"][15:].any()
    assert not short["token_ids"][15:].any()
    # No answer: the first position.
    assert (short["starts"].tolist(), short["ends"].tolist()) == ([0, -1], [0, -1])


def test_a_model_without_segments(load):
    data = load([row("who ?", CONTEXT)], num_segments=0)
    assert not data.batch(data.plan(0)[0])["segment_ids"].any()


def test_long_texts_give_windows_that_overlap(load, words, tokenizer):
    context = " ".join(["Ala sees the dog ."] * 9 + ["Bea sees the cat ."])
    rows = [row("who sees the cat ?", context, "Bea sees", "dog . Bea")]
    windows = load(rows)._train.windows()
    text = tokenizer.tokenize([context])[0].ids
    # 30 tokens, 3 of them special, 5 of the question: 22 of the text, 17 of them new.
    starts = [0, 17, 34]
    assert [w.text.tolist() for w in windows] == [text[s : s + 22].tolist() for s in starts]
    assert [w.golds for w in windows[:2]] == [(), ()]
    found = {words(windows[2].text[s : e + 1]) for s, e in windows[2].golds}
    assert found == {"Bea sees", "dog . Bea"}


def test_an_answer_that_a_window_cuts_is_none_of_it(load):
    context = " ".join(["Ala sees the dog ."] * 9)
    inside = context.index("sees the dog . Ala", 80)
    rows = [row("who ?", context)]
    rows[0]["answers"] = {"text": ["sees the dog . Ala"], "answer_start": [inside]}
    tokens = [w.golds for w in load(rows)._train.windows()]
    assert tokens[0] == ()
    assert any(tokens)


def test_answers_inside_of_a_token_are_that_token(load):
    (window,) = load([row("who ?", CONTEXT, "la sees the do")])._train.windows()
    assert window.golds == ((0, 3),)


def test_an_answer_counts_once_or_as_often_as_it_was_given(load):
    rows = [row("who ?", CONTEXT, "Bea", "Bea sees", "Bea")]
    for every_answer, golds in ((False, ((5, 5), (5, 6))), (True, ((5, 5), (5, 5), (5, 6)))):
        (window,) = load(rows, data={"every_answer": every_answer})._train.windows()
        assert window.golds == golds


def test_what_is_left_out(load):
    rows = [
        row("who ?", CONTEXT, "Bea"),
        # Nine tokens are more than max_question_tokens.
        row("who sees the cat . who sees the ?", CONTEXT, "Bea"),
        # Its only answer is a space.
        row("who ?", CONTEXT) | {"answers": {"text": [" "], "answer_start": [3]}},
    ]
    assert len(load(rows)._train) == 1


def test_pairs_without_an_answer(load, make_toy_rows):
    rows = make_toy_rows(60, seed=1)
    data = load(rows, data={"unanswerable": 0.5, "same_title": 1.0})
    epochs = []
    for epoch in (0, 0, 1):
        windows = [window for plan in data.plan(epoch) for window in plan]
        drawn = [window for window in windows if not window.golds]
        assert len(windows) == 90
        assert 28 <= len(drawn) <= 30
        epochs.append({(w.question.tobytes(), w.text.tobytes()) for w in drawn})
    assert epochs[0] == epochs[1] != epochs[2]
    # Every one of them asks about a text that lacks the answer to that question there.
    tokens = data._train
    texts = {ids.tobytes(): number for number, ids in enumerate(tokens._contexts)}
    for question, text in epochs[0]:
        own = [q for q in tokens._questions if q.ids.tobytes() == question]
        titles = {tokens._titles[q.context] for q in own}
        assert any(
            not any(answer in tokens._lower[texts[text]] for answer in q.answers) for q in own
        )
        assert tokens._titles[texts[text]] in titles


def test_a_text_that_all_share_has_no_second_one(load):
    data = load([row("who ?", CONTEXT, "Bea")], data={"unanswerable": 1.0})
    assert [len(plan) for plan in data.plan(0)] == [1]


def test_every_window_in_every_epoch_once(load, make_toy_rows):
    rows = make_toy_rows(100, seed=2)
    data = load(rows, optimization={"batch_size": 100})
    for epoch in (0, 1):
        plans = data.plan(epoch)
        assert sum(map(len, plans)) == 100
        sizes = [data.batch(plan)["token_ids"].size for plan in plans]
        assert max(sizes) <= 100
    assert data.num_tokens == sum(
        int(data.batch(plan)["padding_mask"].sum()) for plan in data.plan(0)
    )
    assert sum(len(batch["starts"]) for batch in data.validation_batches()) == 100


def test_few_shapes_for_backends_that_compile_each(load, make_toy_rows):
    data = load(make_toy_rows(100, seed=2), fixed_shapes=True)
    shapes = {data.batch(plan)["token_ids"].shape for plan in data.plan(0)}
    assert shapes == {(512 // 16, 16)}
    last = [data.batch(plan) for plan in data.plan(0)]
    assert any((batch["starts"] < 0).all(axis=1).any() for batch in last)


def test_the_hash_follows_everything(load):
    rows = [row("who sees the cat ?", CONTEXT, "Bea", title="a")]
    changed = [
        [row("who sees the dog ?", CONTEXT, "Bea", title="a")],
        [row("who sees the cat ?", CONTEXT, "Ala", title="a")],
        [row("who sees the cat ?", CONTEXT + " Ala", "Bea", title="a")],
        [row("who sees the cat ?", CONTEXT, "Bea", title="b")],
        rows * 2,
    ]
    assert load(rows).fingerprint() == load(rows).fingerprint()
    seen = {load(case).fingerprint() for case in [rows, *changed]}
    seen |= {load(rows, validation=case).fingerprint() for case in changed}
    assert len(seen) == 11


def test_no_text_is_on_both_sides(make_toy_rows):
    rows = make_toy_rows(300, seed=3) * 2
    train, held_out = split_rows(rows, 0.2, seed=0)
    assert len(train) + len(held_out) == 600
    assert 60 <= len(held_out) <= 180
    assert not {r["context"] for r in train} & {r["context"] for r in held_out}
    # Whatever else there is.
    assert split_rows(rows[:99], 0.2, seed=0)[1] == [r for r in rows[:99] if r in held_out]
    assert split_rows(rows, 0.2, seed=1)[1] != held_out


@pytest.mark.parametrize(("rows", "message"), [(([], None), "training"), ((None, []), "valid")])
def test_nothing_to_learn(rows, message, toy_answer_config, tokenizer):
    config = QuestionAnsweringConfig.from_dict(toy_answer_config())
    examples = [
        QuestionAnsweringExamples(
            [row("who ?", CONTEXT)] if part is None else part, tokenizer, config.data
        )
        for part in rows
    ]
    with pytest.raises(InvalidInputError, match=f"there is no {message}"):
        QuestionAnsweringData(*examples, tokenizer, config)


def test_joined_texts(load, words):
    names = ("Ala", "Bea", "Choa", "Doa")
    rows = [
        row(f"who sees the {name} ?", f"Eli sees the dog . {name} sees the cat .", name)
        for name in names
    ]
    sections = {"window": 96, "stride": 8, "max_question_tokens": 8, "unanswerable": 0.5}
    data = load(rows, data={**sections, "joined": 1.0, "same_title": 0.0})
    windows = [window for plan in data.plan(0) for window in plan]
    answered = [window for window in windows if window.golds]
    assert (len(windows), len(answered)) == (6, 4)
    for window in windows:
        assert data._train.length(window) <= 96
    for window in answered:
        own = words(window.question).split()[3]
        [(first, last)] = window.golds
        assert words(window.text[first : last + 1]) == own
        assert words(window.text).split().count(own) == 1
        assert window.text.size >= 20
    # Before as well as behind, and anew in each epoch, though the same for the same one.
    places = [
        tuple(sorted(w.golds for batch in data.plan(epoch) for w in batch if w.golds))
        for epoch in range(6)
    ]
    assert len(set(places)) > 1
    assert texts(data.plan(2)) == texts(data.plan(2)) != texts(data.plan(3))
    # What is measured stays as it is.
    apart = load(rows, data={**sections, "same_title": 0.0})
    for ours, theirs in zip(data.validation_batches(), apart.validation_batches(), strict=True):
        np.testing.assert_array_equal(ours["token_ids"], theirs["token_ids"])


def texts(plan):
    return [window.text.tolist() for batch in plan for window in batch]
