"""`nlp_suite.compare`."""

import json
import shutil

import pytest

import nlp_suite
from nlp_suite import InvalidInputError, ModelNotAvailableError, System
from nlp_suite.evaluation import (
    evaluate_answers,
    evaluate_summaries,
    reference_free_scores,
    score_translations,
)
from nlp_suite.tasks.question_answering.reader import Reader

TEXTS = ["I see a cat.", "They like her."]
HERE = {"isolated": False}


def test_every_system_has_the_result_of_its_task_for_each_input(
    translations, toy_translator, random_translator
):
    texts = list(translations.inputs)
    assert texts[:2] == TEXTS
    names = ["toy-translator", "tiny", "toy-translator 2"]
    assert list(translations.results) == names
    for name, folder in zip(names, (toy_translator, random_translator), strict=False):
        expected = nlp_suite.load("translate", model=folder)(texts, beam_size=2)
        assert list(translations.results[name]) == expected
    assert translations.results[names[0]][0].text == "Ich sehe eine Katze."
    assert all(one.errors == (None,) * 3 for one in translations.systems)


def test_the_languages_of_a_comparison():
    texts = ["Guten Morgen.", "Good morning."]
    comparison = nlp_suite.compare(
        "translate",
        texts[:1],
        systems=["custom", System(source="auto", name="automatic"), "german-english"],
        target="en",
        repeats=1,
        **HERE,
    )
    for system in comparison.systems:
        assert [one.text for one in system.results] == ["Good morning."]
    automatic = comparison.systems[1]
    assert (automatic.model, automatic.weight_bytes) == ("auto", None)
    assert automatic.load_seconds is not None
    mixed = nlp_suite.compare(
        "translate", texts, systems=["custom"], source="auto", repeats=1, **HERE
    )
    assert [one.model for one in mixed.systems[0].results] == ["german-english", "english-german"]
    assert "Guten Morgen." in str(mixed)
    with pytest.raises(InvalidInputError, match="english-german translates into 'de', got target"):
        nlp_suite.compare("translate", texts, systems=["english-german"], target="en", **HERE)
    with pytest.raises(InvalidInputError, match="chooses between models, got model=english-germ"):
        nlp_suite.compare("translate", texts, systems=["english-german"], source="auto", **HERE)


def test_costs(translations, toy_translator, random_translator):
    toy, tiny, loaded = translations.systems
    for one in translations.systems:
        assert len(one.run_seconds) == 3
        assert min(one.run_seconds) > 0
        assert one.seconds == sorted(one.run_seconds)[1]
        assert one.inputs_per_second == pytest.approx(3 / one.seconds)
        # It ran in the process of the tests.
        assert one.peak_memory is None
    assert min(toy.load_seconds, tiny.load_seconds) > 0
    assert toy.weight_bytes == (toy_translator / "model.safetensors").stat().st_size
    parameters = nlp_suite.models.ModelFolder.open(random_translator).read_parameters()
    assert tiny.parameters == sum(array.size for array in parameters.values())
    assert (loaded.load_seconds, loaded.weight_bytes, loaded.parameters) == (None, None, None)
    assert (loaded.engine, loaded.model) == ("custom", "toy-translator")


def test_agreement_is_that_of_each_pair(translations):
    toy, tiny, again = translations.results
    for name, row in translations.agreement.items():
        assert row[name] == 100
        assert row == {other: translations.agreement[other][name] for other in row}
    assert translations.agreement[toy][again] == 100
    assert translations.agreement[toy][tiny] < 50
    assert translations.differing == (0, 1, 2)


def test_scores_of_translations_are_those_of_the_evaluation(translations):
    for one in translations.systems:
        expected = score_translations(
            [result.text for result in one.results], translations.references
        )
        for name, score in (("BLEU", expected.bleu), ("chrF", expected.chrf)):
            assert one.scores[name] == score
            assert score.signature in translations.signature
    assert translations.scored == (0, 1, 2)


@pytest.mark.parametrize(
    ("options", "length"),
    [
        ({}, "|sentences:3|"),
        ({"sentences": 2, "method": "lead"}, "|sentences:2|"),
        ({"ratio": 0.1}, "|ratio:0.1|"),
        ({"max_words": 60, "min_words": 9}, "|max_words:60|min_words:9|"),
        ({"sentences": 2, "max_words": 60}, "|sentences:2|max_words:60|"),
    ],
    ids=str,
)
def test_scores_of_summaries_are_those_of_the_evaluation(article, options, length):
    texts = [article, *article.split("\n\n")[2:4]]
    references = [text[:200] for text in texts]
    comparison = nlp_suite.compare(
        "summarize", texts, systems=["custom"], references=references, **HERE, **options
    )
    records = [{"article": t, "summary": r} for t, r in zip(texts, references, strict=True)]
    expected = evaluate_summaries(
        records,
        lambda text, _: str(nlp_suite.summarize(text, **options)),
        count=options.get("sentences", 3),
    )
    (system,) = comparison.systems
    for name, score in (("1", expected.rouge1), ("2", expected.rouge2), ("L", expected.rouge_l)):
        assert system.scores[f"ROUGE-{name}"] == score
    assert length in comparison.signature
    if options.keys() <= {"sentences", "method"}:
        assert comparison.signature == expected.signature


def test_summaries_of_both_styles_side_by_side(article, checkpoints, generation_checkpoints):
    texts, lengths = [article[:300], article[300:700]], {"sentences": 1, "max_tokens": 9}
    encoder, writer = checkpoints / "distilbert", generation_checkpoints["bart"]
    comparison = nlp_suite.compare(
        "summarize",
        texts,
        systems=["custom", encoder, writer],
        references=[text[:100] for text in texts],
        repeats=1,
        **HERE,
        **lengths,
    )
    custom, pretrained, written = comparison.systems
    alone = nlp_suite.load("summarize", engine="pretrained", model=writer)
    # Each gets the options that are of its style.
    assert list(written.results) == alone(texts, max_tokens=9)
    assert list(custom.results) == nlp_suite.summarize(texts, sentences=1)
    assert [one.results[0].style for one in comparison.systems] == [
        "extractive", "extractive", "abstractive",
    ]  # fmt: skip
    for one in comparison.systems:
        assert one.reference_free_scores == reference_free_scores(one.results, texts)
        assert one.scores.keys() == {"ROUGE-1", "ROUGE-2", "ROUGE-L"}
    for one in (custom, pretrained):
        assert one.reference_free_scores["support"] == 100
        assert one.reference_free_scores["novel 2-grams"] == 0
    assert written.reference_free_scores["novel 2-grams"] > 0
    first, second = comparison.signature.split("; ")
    assert "|sentences:1|" in first
    assert "|sentences:any|max_tokens:9|" in second
    assert comparison.scored == (0, 1)
    found = json.loads(comparison.to_json())["systems"][2]["reference_free_scores"]
    assert found == written.reference_free_scores
    assert found.keys() == {"words", "support", "novel 1-grams", "novel 2-grams"}
    lines = str(comparison).splitlines()
    for name in found:
        (row,) = (line for line in lines if line.startswith(f" {name} "))
        assert row.split()[-1] == f"{found[name]:.1f}"


@pytest.mark.parametrize(
    ("systems", "options", "message"),
    [
        (["custom"], {"max_tokens": 9}, "max_tokens goes with abstractive .* no system writes"),
        (["writer"], {"method": "lead"}, "method goes with extractive summaries, but all systems"),
        (["custom", "writer"], {"max_tokens": 9, "max_words": 9}, "in words or in tokens, not"),
        (
            ["custom", "writer"],
            {"sentences": 1, "style": "abstractive"},
            "sentences goes with extractive summaries, but style='abstractive'",
        ),
    ],
    ids=str,
)
def test_options_of_a_style_that_no_system_has(systems, options, message, make_writer):
    known = {"custom": "custom", "writer": make_writer("One.")}
    with pytest.raises(InvalidInputError, match=message):
        nlp_suite.compare(
            "summarize", "A text.", systems=[known[one] for one in systems], **options
        )


def test_scores_of_answers_are_those_of_the_evaluation(readers):
    rows = [
        ("Who has a cat?", "Tom has a cat.", ["Tom", "tom!"]),
        ("Where does the cat sleep?", "The cat sleeps in the garden.", ["in the garden"]),
        ("Who flies?", "Nobody does anything.", []),
    ]
    questions, texts, golds = map(list, zip(*rows, strict=True))
    comparison = nlp_suite.compare(
        "answer", texts, questions=questions, systems=readers, references=golds
    )
    data = [
        {
            "id": question,
            "question": question,
            "context": text,
            "answers": [{"text": gold, "answer_start": text.find(gold)} for gold in own[:1]],
        }
        for question, text, own in rows
    ]
    expected = evaluate_answers(data, readers[0])
    scores = comparison.systems[0].scores
    for name, score in (("exact match", expected.exact_match), ("F1", expected.f1)):
        assert scores[name] == score
    assert comparison.questions == tuple(questions)
    for result, question, text in zip(comparison.systems[0].results, questions, texts, strict=True):
        assert result == readers[0](question, text)


LONG = "Who of all the many people that live in this town has a cat?"


def test_an_input_that_one_cannot_take_costs_nothing_else(readers):
    texts = ["Tom has a cat.", "Ann has a dog.", "Eli has a house."]
    questions = ["Who has a cat?", LONG, "Who has a house?"]
    golds = ["Tom", "Ann", "Eli"]
    comparison = nlp_suite.compare(
        "answer", texts, questions=questions, systems=readers, references=golds
    )
    able, unable = comparison.systems
    assert (able.failed, unable.failed) == (0, 1)
    assert unable.results[1] is None
    assert "more than max_question_tokens (8)" in unable.errors[1]
    assert unable.errors[::2] == (None, None)
    assert [result.text for result in unable.results if result] == ["Tom", "Eli"]
    assert unable.inputs_per_second == pytest.approx(2 / unable.seconds)
    # Scored is what both have done; so the scores compare.
    assert comparison.scored == (0, 2)
    assert (comparison.failing, comparison.differing) == ((1,), ())
    assert comparison.agreement[able.name][unable.name] is not None
    alone = nlp_suite.compare(
        "answer", texts[::2], questions=questions[::2], systems=readers, references=golds[::2]
    )
    assert [one.scores for one in comparison.systems] == [one.scores for one in alone.systems]
    page = comparison.to_html()
    assert "more than max_question_tokens (8)" in page
    assert page.count('<span class="state error">error</span>') == 1
    assert "errors" in str(comparison)


def test_a_system_that_can_take_nothing_is_left_out_of_the_scores(readers):
    comparison = nlp_suite.compare(
        "answer", "Tom has a cat.", questions=LONG, systems=readers, references=["Tom"]
    )
    able, unable = comparison.systems
    assert comparison.scored == (0,)
    assert able.scores is not None
    assert (unable.scores, unable.seconds, unable.inputs_per_second) == (None, None, None)
    assert comparison.agreement[able.name][unable.name] is None
    assert comparison.agreement[unable.name][unable.name] is None
    for text in (str(comparison), comparison.to_html(), comparison.to_json()):
        assert "more than max_question_tokens" in text


def test_what_nobody_can_take_is_an_error(readers):
    with pytest.raises(InvalidInputError, match=r"^question has 15 tokens, more than"):
        nlp_suite.compare("answer", "Tom has a cat.", questions=LONG, systems=readers[1:])
    with pytest.raises(InvalidInputError, match="sentences must be a whole number from 1 up"):
        nlp_suite.compare("summarize", "One. Two.", systems=["custom"], sentences=0, **HERE)


def test_several_answers_of_each_text(readers):
    text = "Tom has a cat. Ann has a cat."
    comparison = nlp_suite.compare(
        "answer", text, questions=["Who has a cat?"], systems=readers, top_k=2
    )
    (answers,) = comparison.systems[0].results
    assert answers == readers[0]("Who has a cat?", text, top_k=2)
    assert len(comparison.to_dict()["systems"][0]["results"][0]) == 2
    assert f"then {answers[1].text} " in comparison.to_html()


def test_two_folders_of_one_name(toy_translator, random_translator, tmp_path):
    for run, folder in (("a", toy_translator), ("b", random_translator)):
        shutil.copytree(folder, tmp_path / run / "small")
    folders = [str(tmp_path / run / "small") for run in "ab"]
    comparison = nlp_suite.compare("translate", TEXTS, systems=folders, repeats=1, **HERE)
    assert list(comparison.results) == [f"small ({folder})" for folder in folders]
    first, second = (one.results for one in comparison.systems)
    assert first[0].text != second[0].text
    assert [len(one.run_seconds) for one in comparison.systems] == [1, 1]


def test_runtimes_of_one_model(toy_translator):
    systems = [
        System(model=toy_translator, runtime=runtime) for runtime in ("ctranslate2", "keras")
    ]
    comparison = nlp_suite.compare("translate", TEXTS, systems=systems, repeats=1, **HERE)
    names = ["toy-translator (ctranslate2)", "toy-translator (keras)"]
    assert list(comparison.results) == names
    assert comparison.agreement[names[0]][names[1]] == 100


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sing", "la"), r"task must be one of \['answer', 'summarize', 'translate'\], got 'sing'"),
        (("summarize", []), "inputs must have one text at least, got an empty list"),
        (("summarize", ["One.", " "]), r"inputs\[1\] must have a visible character"),
        (("translate", [1]), r"inputs\[0\] must be a str, got int"),
        (("translate", {"a"}), "inputs must have an order, which a set has not"),
        (("answer", "One."), "the task answer needs questions"),
        (("answer", ["One.", "Two."], {"questions": ["?"]}), "got 1 questions and 2 texts"),
        (("answer", "One.", {"questions": " "}), "question must have a visible character"),
        (("translate", "I", {"questions": "?"}), "questions go with the task answer"),
        (("summarize", "One.", {"references": ["One.", "Two."]}), "as many as there are inputs, 1"),
        (("summarize", "One.", {"references": [" "]}), r"references\[0\] must have a visible"),
        (("translate", "I", {"references": [[]]}), r"references\[0\] must be a translation"),
        (("answer", "I", {"questions": "?", "references": [3]}), r"references\[0\] must be an ans"),
        (("translate", "I", {"references": {"a"}}), "references must be a list, got set"),
        (("translate", "I", {"titles": ["a", "b"]}), "titles must be as many as there are inputs"),
        (("translate", "I", {"repeats": 0}), "repeats must be a whole number from 1 up, got 0"),
        (
            ("translate", "I", {"sentences": 2}),
            r"translate has the options keep, .* beam_size, .*'sentences'",
        ),
        (("translate", "I", {"systems": "custom"}), "systems must be a list"),
        (("translate", "I", {"systems": []}), "systems must be a list"),
        (("translate", "I", {"systems": ["custom", ("cloud", "m")]}), "got 'cloud'"),
    ],
)
def test_bad_arguments(arguments, message):
    task, inputs, *others = arguments
    with pytest.raises(InvalidInputError, match=message):
        nlp_suite.compare(task, inputs, **{"systems": ["custom"], **(others or [{}])[0]})


def test_nothing_runs_before_every_model_is_found(monkeypatch, readers):
    """Also the model of an engine that the hub would give is asked for first."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    calls = []
    monkeypatch.setattr(Reader, "__call__", lambda *arguments, **_: calls.append(arguments))
    name = "distilbert-base-uncased-distilled-squad"
    with pytest.raises(ModelNotAvailableError, match=f"hf download {name} --rev") as caught:
        nlp_suite.compare("answer", "Tom.", questions="Who?", systems=[readers[0], "pretrained"])
    assert "\n" not in str(caught.value)
    assert not calls
