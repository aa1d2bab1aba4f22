"""What the routes of the tasks return is what the Python calls do."""

import json

import pytest

import nlp_suite
from nlp_suite.service.schemas.results import (
    AnswerResult,
    ComparisonResult,
    SummaryResult,
    TranslationResult,
)

TEXT = "Tin melts at 232 °C. It was alloyed with copper. That made bronze."
QUESTION = "What was tin alloyed with?"


def plain(result):
    if isinstance(result, list):
        return [plain(one) for one in result]
    # As JSON has it: a tuple is a list.
    return json.loads(json.dumps(result.to_dict()))


@pytest.mark.parametrize(
    ("body", "call"),
    [
        ({"text": "Good morning."}, lambda: nlp_suite.translate("Good morning.")),
        (
            {"text": ["Good morning.", "Two cats sleep."], "beam_size": 2, "n_best": 2},
            lambda: nlp_suite.translate(
                ["Good morning.", "Two cats sleep."], beam_size=2, n_best=2
            ),
        ),
        (
            {"text": "Guten Morgen.", "source": "de"},
            lambda: nlp_suite.translate("Guten Morgen.", source="de"),
        ),
        (
            {"text": "Das ist ein Hund, der schläft.", "source": "auto", "target": "en"},
            lambda: nlp_suite.translate(
                "Das ist ein Hund, der schläft.", source="auto", target="en"
            ),
        ),
        (
            {
                "text": "The ACME bill is here.",
                "keep": ["ACME"],
                "glossary": {"bill": "Beleg"},
            },
            lambda: nlp_suite.translate(
                "The ACME bill is here.", keep=["ACME"], glossary={"bill": "Beleg"}
            ),
        ),
        (
            {"text": "Where are you?", "formality": None, "attention": True},
            lambda: nlp_suite.translate("Where are you?", formality=None, attention=True),
        ),
        (
            {"text": "A dog.", "model": "english-german", "engine": "custom"},
            lambda: nlp_suite.translate("A dog.", model="english-german"),
        ),
        ({"text": "12 \n"}, lambda: nlp_suite.translate("12 \n")),
    ],
)
def test_translate_gives_what_the_call_gives(client, body, call):
    found = client.post("/v1/translate", json=body)
    assert found.status_code == 200, found.text
    assert found.json() == plain(call())


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"sentences": 1, "keywords": 2, "title": True},
        {"query": "copper", "sentences": 1, "method": "semantic"},
        {"ratio": 0.5, "cohesive": False, "language": "en"},
    ],
)
def test_summarize_gives_what_the_call_gives(client, options):
    found = client.post("/v1/summarize", json={"text": TEXT, **options})
    assert found.status_code == 200, found.text
    assert found.json() == plain(nlp_suite.summarize(TEXT, **options))


def test_several_texts_get_a_summary_each_or_one_together(client):
    texts = [TEXT, "Zinc is cheap. It was known early. Brass has it."]
    each = client.post("/v1/summarize", json={"text": texts, "sentences": 1}).json()
    assert each == plain(nlp_suite.summarize(texts, sentences=1))
    named = {"tin.txt": texts[0], "zinc.txt": texts[1]}
    body = {"text": named, "sentences": 2, "together": True}
    together = client.post("/v1/summarize", json=body).json()
    assert together == plain(nlp_suite.summarize(named, sentences=2, together=True))
    assert {one["document"] for one in together["sentences"]} <= set(named)


@pytest.mark.parametrize(
    ("question", "text", "options"),
    [
        (QUESTION, TEXT, {}),
        (QUESTION, TEXT, {"top_k": 3}),
        ([QUESTION, "What made bronze?"], TEXT, {}),
        (QUESTION, [TEXT, "Zinc is cheap."], {"always": True}),
        ([QUESTION, "What is cheap?"], [TEXT, "Zinc is cheap."], {"top_k": 2}),
        (QUESTION, {"tin": TEXT, "zinc": "Zinc is cheap."}, {"group": True}),
    ],
)
def test_answer_gives_what_the_call_gives(client, question, text, options):
    found = client.post("/v1/answer", json={"question": question, "text": text, **options})
    assert found.status_code == 200, found.text
    assert found.json() == plain(nlp_suite.answer(question, text, **options))


def test_compare_runs_the_served_models(client):
    body = {
        "task": "answer",
        "inputs": [TEXT],
        "questions": QUESTION,
        "systems": ["custom"],
        "options": {"top_k": 2},
    }
    found = client.post("/v1/compare", json=body)
    assert found.status_code == 200, found.text
    (system,) = found.json()["systems"]
    assert system["model"] == "english-reader"
    assert system["results"][0][0]["text"] == "copper"
    ComparisonResult.model_validate(found.json())


def test_results_are_as_the_document_describes_them(client):
    translation = client.post("/v1/translate", json={"text": TEXT, "attention": True, "n_best": 2})
    TranslationResult.model_validate(translation.json())
    summary = client.post("/v1/summarize", json={"text": TEXT, "keywords": 3})
    SummaryResult.model_validate(summary.json())
    body = {"question": QUESTION, "text": {"a": TEXT}, "top_k": 2, "group": True}
    for one in client.post("/v1/answer", json=body).json():
        AnswerResult.model_validate(one)


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("translate", {"text": "A dog.", "beam_size": 9}, 422, "beam_size must be at most 8"),
        ("translate", {"text": "A dog.", "beam_size": 2, "n_best": 3}, 422, "n_best"),
        ("translate", {"text": "A dog.", "source": "fr"}, 422, "no model from 'fr'"),
        ("translate", {"text": "A dog.", "model": "/etc/passwd"}, 422, "no model for translate"),
        ("translate", {"text": "A dog.", "engine": "pretrained"}, 422, "no model for translate"),
        ("translate", {"text": "A dog.", "model": "english-german", "source": "auto"}, 422, "auto"),
        (
            "translate",
            {"text": "Il pleut sur la ville et je reste chez moi.", "source": "auto"},
            422,
            "French",
        ),
        ("translate", {"text": "A dog.", "glossary": {"": "Hund"}}, 422, "glossary"),
        ("translate", {"text": 3}, 422, "text"),
        ("translate", {"text": []}, 422, "text"),
        ("translate", {"text": ["a"] * 1001}, 422, "text"),
        ("translate", {"text": "A dog.", "beam_size": "2"}, 422, "beam_size"),
        ("translate", {"text": "A dog.", "threads": 2}, 422, "threads"),
        ("translate", {}, 422, "text"),
        ("translate", {"text": "a" * 5_001}, 413, "5,001 characters"),
        ("translate", {"text": ["a" * 3_000, "b" * 3_000]}, 413, "6,000 characters"),
        ("summarize", {"text": " "}, 422, "none of them visible"),
        ("summarize", {"text": TEXT, "sentences": 0}, 422, "sentences"),
        ("summarize", {"text": TEXT, "method": "no such"}, 422, "method"),
        ("summarize", {"text": {"a": TEXT}}, 422, "together"),
        ("summarize", {"text": {"a": "b" * 5_001}, "together": True}, 413, "characters"),
        ("answer", {"question": "", "text": TEXT}, 422, "question"),
        ("answer", {"question": QUESTION, "text": TEXT, "top_k": 0}, 422, "top_k"),
        ("answer", {"question": [QUESTION] * 2, "text": [TEXT] * 3}, 422, "3"),
        ("compare", {"task": "answer", "inputs": TEXT, "systems": ["runs/x"]}, 422, "no model"),
        ("compare", {"task": "sing", "inputs": TEXT}, 422, "task"),
        (
            "compare",
            {"task": "translate", "inputs": TEXT, "options": {"isolated": True}},
            422,
            "isolated",
        ),
        ("compare", {"task": "translate", "inputs": TEXT, "options": {"beam_size": 9}}, 422, "8"),
    ],
)
def test_what_cannot_be_done_is_refused(client, path, body, status, words):
    found = client.post(f"/v1/{path}", json=body)
    assert found.status_code == status, found.text
    error = found.json()["error"]
    assert words in error["message"]
    assert error["request_id"] == found.headers["x-request-id"]


def test_what_was_sent_is_not_sent_back_in_an_error(client):
    found = client.post("/v1/translate", json={"text": {"secret": "hunter2"}})
    assert found.status_code == 422
    assert "hunter2" not in found.text


@pytest.mark.parametrize("text", ["a \ud800 b", "\0", "\u202e abc", "😀" * 20])
def test_any_text_of_json_comes_back(client, text):
    content = json.dumps({"text": text})
    headers = {"content-type": "application/json"}
    found = client.post("/v1/translate", content=content, headers=headers)
    assert found.status_code == 200, found.text
    assert found.json()["source"] == text


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[" * 50_000, b'{"text": "\xff"}', b'{"text": ' + b"9" * 9_000 + b"}"]
)
def test_a_body_that_is_no_json_is_refused(client, content):
    headers = {"content-type": "application/json"}
    found = client.post("/v1/translate", content=content, headers=headers)
    assert found.status_code in (400, 422), found.text
    assert found.json()["error"]["message"]


def test_one_bad_text_does_not_cost_the_others_theirs(client):
    from concurrent.futures import ThreadPoolExecutor

    bodies = [{"text": " "} if i == 3 else {"text": f"{TEXT} {i}"} for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda body: client.post("/v1/summarize", json=body), bodies))
    assert [one.status_code for one in found] == [422 if i == 3 else 200 for i in range(8)]


def test_events_tell_the_progress_and_the_result(client):
    body = {"text": [f"There are {i} dogs." for i in range(40)]}
    found = client.post("/v1/translate", json=body, headers={"accept": "text/event-stream"})
    assert found.headers["content-type"].startswith("text/event-stream")
    events = [one.split("\n") for one in found.text.strip().split("\n\n")]
    names = [lines[0].removeprefix("event: ") for lines in events]
    assert names[0] == "progress"
    assert names[-1] == "result"
    assert set(names[:-1]) == {"progress"}
    shown = [json.loads(lines[1].removeprefix("data: ")) for lines in events]
    assert max(one["done"] for one in shown[:-1]) <= max(one["total"] for one in shown[:-1])
    assert shown[-1] == client.post("/v1/translate", json=body).json()


def test_an_error_of_a_stream_is_an_event(client):
    body = {"text": " "}
    found = client.post("/v1/summarize", json=body, headers={"accept": "text/event-stream"})
    last = found.text.strip().split("\n\n")[-1].split("\n")
    assert last[0] == "event: error"
    error = json.loads(last[1].removeprefix("data: "))
    assert error["status"] == 422
    assert "none of them visible" in error["error"]["message"]
