"""The shipped reader gives values whole."""

import pytest

import nlp_suite

CASES = [
    ("For lost bags write to bags.kiel@harbour.example.", "Where to write for lost bags?",
     "bags.kiel@harbour.example"),
    ("The map is kept at https://maps.example.org/kiel?z=4 now.", "What is the address of the map?",
     "https://maps.example.org/kiel?z=4"),
    ("Pay the fee to SE45 5000 0000 0583 9825 7466 by noon.", "To which account is the fee paid?",
     "SE45 5000 0000 0583 9825 7466"),
    ("Call +47 (0)22 12 34 56 when the boat is late.", "Which number is called?",
     "+47 (0)22 12 34 56"),
    ("The sail was sold for EUR 2,310.75 in the port.", "For how much was the sail sold?",
     "EUR 2,310.75"),
    ("The firm lost $4.7 billion in the storm.", "How much did the firm lose?", "$4.7 billion"),
    ("At dawn the deck had -7.5 °C and was white.", "How cold was the deck at dawn?", "-7.5 °C"),
    ("The contract was signed on 2033-08-21 in Oslo.", "When was the contract signed?",
     "2033-08-21"),
    ("The pilot comes aboard at 6:45 a.m. each day.", "When does the pilot come aboard?",
     "6:45 a.m."),
    ("Your order KL-90417-B was shipped by train.", "Which order was shipped?", "KL-90417-B"),
    ("She has worked for Fjord Lines Inc. since she was young.", "For whom has she worked?",
     "Fjord Lines Inc."),
    ("The mate was called Tim O'Brien and came late.", "What was the mate called?", "Tim O'Brien"),
]  # fmt: skip


@pytest.fixture(scope="module")
def answers():
    texts, questions, _ = zip(*CASES, strict=True)
    reader = nlp_suite.load("answer")
    return reader(list(questions), list(texts), always=True, progress=False)


@pytest.mark.parametrize("number", range(len(CASES)))
def test_whole(answers, number):
    assert answers[number].text == CASES[number][2]
