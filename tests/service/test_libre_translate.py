"""LibreTranslate's interface: its own client, requests as other clients send them, and abuse."""

import io
import json
import re
import socket
import threading
import time
import urllib.error
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from libretranslatepy import LibreTranslateAPI

import nlp_suite
from nlp_suite.service import ServiceOptions, create_app
from nlp_suite.service.server import GracefulServer

ENGLISH = "Where is the station?"
GERMAN = "Wo ist der Bahnhof?"
PAIR = {"source": "en", "target": "de"}
KEY = "correct-horse-battery-staple"


def translate(client, q, **values):
    # With escapes, so that any text can be sent.
    body = json.dumps({"q": q, **PAIR, **values})
    return client.post("/translate", content=body, headers={"content-type": "application/json"})


def error_of(response):
    """The message of a refusal, which has nothing but it."""
    assert response.status_code >= 400
    (message,) = response.json().values()
    assert list(response.json()) == ["error"]
    assert isinstance(message, str)
    return message


@pytest.fixture(scope="module")
def address():
    """Where a service listens, with all that a server has."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(ServiceOptions(preload=False))
    server = GracefulServer(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield "http://{}:{}/".format(*listener.getsockname())
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="module")
def guarded(make_client, tmp_path_factory):
    """A client of a service that asks for a key."""
    path = tmp_path_factory.mktemp("keys") / "keys.txt"
    path.write_text(f"reader: {KEY}\n")
    with make_client(api_keys=str(path)) as client:
        yield client


def test_its_own_client_works(address):
    api = LibreTranslateAPI(address)
    assert api.translate(ENGLISH, "en", "de") == GERMAN
    assert api.translate(GERMAN, "auto", "en") == nlp_suite.translate(GERMAN, source="de").text
    (detected,) = api.detect(GERMAN)
    assert detected["language"] == "de"
    assert 90 < detected["confidence"] <= 100
    assert {one["code"] for one in api.languages()} == {"en", "de"}
    with pytest.raises(urllib.error.HTTPError) as refused:
        api.translate(ENGLISH, "en", "xx")
    with refused.value as answer:
        assert answer.code == 400
        assert json.load(answer) == {"error": "xx is not supported; there are en, de"}


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"q": ENGLISH, **PAIR}},
        {"json": {"q": ENGLISH, **PAIR, "format": None, "api_key": None, "alternatives": "0"}},
        {"json": {"q": ENGLISH, "source": "EN-us", "target": "DE", "api_key": ""}},
        {"data": {"q": ENGLISH, **PAIR, "format": "text", "api_key": ""}},
        {"files": {name: (None, value) for name, value in {"q": ENGLISH, **PAIR}.items()}},
        {"params": {"q": ENGLISH, **PAIR}},
        {
            "content": json.dumps({"q": ENGLISH, **PAIR}),
            "headers": {"content-type": "application/json;charset=UTF-8"},
        },
    ],
    ids=["json", "nulls", "regions", "form", "parts", "address", "charset"],
)
def test_texts_come_in_every_way(client, sent):
    found = client.post("/translate", **sent)
    assert (found.status_code, found.json()) == (200, {"translatedText": GERMAN})


def test_a_list_gets_a_list_in_its_order(client):
    texts = [ENGLISH, "", "I am thirsty.", ENGLISH, " ", "🙂"]
    found = translate(client, texts).json()
    assert found == {"translatedText": [GERMAN, "", "Ich habe Durst.", GERMAN, " ", "🙂"]}
    form = client.post("/translate", data={"q": texts[2:4], **PAIR}).json()
    assert form == {"translatedText": ["Ich habe Durst.", GERMAN]}


def test_the_language_of_each_text_is_found_out(client):
    found = translate(client, ENGLISH, source="auto").json()
    assert found["translatedText"] == GERMAN
    assert found["detectedLanguage"]["language"] == "en"
    assert 90 < found["detectedLanguage"]["confidence"] <= 100
    # A language without a model in a list stays; one in the target language does.
    french = "Bonjour, où est la gare ?"
    found = translate(client, [ENGLISH, GERMAN, french, "Cancel"], source="auto").json()
    assert found["translatedText"] == [GERMAN, GERMAN, french, "Abbrechen"]
    assert [one["language"] for one in found["detectedLanguage"]] == ["en", "de", "fr", "en"]
    assert found["detectedLanguage"][3]["confidence"] == 0
    assert error_of(translate(client, french, source="auto")).startswith("fr is not supported")
    assert "detectedLanguage" not in translate(client, ENGLISH).json()


def test_alternatives_are_other_translations(client):
    found = translate(client, ENGLISH, alternatives=3).json()
    assert found["translatedText"] == GERMAN
    best = nlp_suite.translate(ENGLISH, n_best=4).n_best
    assert found["alternatives"] == [one.text for one in best[1:]]
    assert len({GERMAN, *found["alternatives"]}) == 4
    listed = translate(client, [ENGLISH, "", GERMAN], alternatives=1, source="auto").json()
    assert listed["alternatives"] == [found["alternatives"][:1], [], []]
    page = translate(client, f"<b>{ENGLISH}</b>", alternatives=1, format="html").json()
    assert page["alternatives"] == [f"<b>{found['alternatives'][0]}</b>"]
    assert error_of(translate(client, ENGLISH, alternatives=8)) == (
        "Invalid request: alternatives parameter must be <= 7"
    )


def test_html_keeps_its_tags(client):
    source = (
        "<!DOCTYPE html><html lang='en'><style>p { color: red }</style><title>My house</title>"
        "<script>let a = 'Good morning';</script><p class=x>I live in <a href='?a=1&b=2'>a small"
        "\n   house</a>.<br>It is <code>very_old</code>.</p><!-- so --><ul><li>Salt &amp; pepper"
    )
    found = translate(client, source, format="html").json()["translatedText"]
    assert found == (
        "<!DOCTYPE html><html lang='en'><style>p { color: red }</style><title>Mein Haus</title>"
        "<script>let a = 'Good morning';</script><p class=x>Ich wohne in <a href='?a=1&b=2'>einem "
        "kleinen Haus</a>.<br>Es ist <code>very_old</code>.</p><!-- so --><ul>"
        "<li>Salz &amp; Pfeffer"
    )
    # What reads like a tag is none.
    text = translate(client, "Is 1 &lt; 2, or is it a &lt;b&gt;?", format="html").json()
    assert "<" not in text["translatedText"]


def test_parts_of_html_address_people_alike(client):
    source = (
        "<p>Can you help me?</p><p>Do you have your key?</p><p>Please sit down.</p>"
        "<p>Are you tired? Go to bed!</p>"
    )
    found = translate(client, source, format="html").json()["translatedText"]
    formal = bool(re.search(r"\b(Sie|Ihr|Ihnen)\b", found))
    assert formal != bool(re.search(r"\b(du|dein\w*|dich|dir)\b", found, re.IGNORECASE)), found


def test_a_language_into_itself_changes_nothing(client):
    assert translate(client, ENGLISH, target="en").json() == {"translatedText": ENGLISH}
    found = translate(client, f"<b>{ENGLISH}</b>", source="auto", target="en", format="html").json()
    assert found["translatedText"] == f"<b>{ENGLISH}</b>"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"q": ""}, "missing q"),
        ({"q": None}, "missing q"),
        ({"q": []}, "missing q"),
        ({"q": 7}, "a text or a list of texts"),
        ({"q": {"a": "b"}}, "a text or a list of texts"),
        ({"q": ["a", None]}, "a text or a list of texts"),
        ({"q": ["a"] * 1001}, "exceeds text limit"),
        ({"q": "a" * 5001}, r"request \(5001\) exceeds text limit \(5000\)"),
        ({"source": ""}, "missing source"),
        ({"source": ["en"]}, "source parameter must be a text"),
        ({"source": "xx"}, "xx is not supported; there are en, de"),
        ({"target": None}, "missing target"),
        ({"target": "auto"}, "auto is not supported"),
        ({"target": "\ud800"}, "is not supported"),
        ({"format": "xml"}, "xml format is not supported"),
        ({"format": 1}, "format parameter"),
        ({"alternatives": "many"}, "not a number"),
        ({"alternatives": 1.5}, "not a number"),
        ({"alternatives": [1]}, "not a number"),
        ({"alternatives": True}, "not a number"),
        ({"alternatives": 10**400}, "not a number"),
        ({"alternatives": float("nan")}, "not a number"),
        ({"api_key": 7}, "api_key parameter must be a text"),
    ],
)
def test_wrong_values_are_refused(client, values, message):
    found = translate(client, **{"q": ENGLISH, **values})
    assert found.status_code == 400
    assert re.search(message, error_of(found))


@pytest.mark.parametrize("path", ["/translate", "/detect", "/translate_file"])
@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b""),
        ("application/json", b"{"),
        ("application/json", b"[1]"),
        ("application/json", b'{"q": "\xff"}'),
        ("application/json", b'{"q":' * 5000),
        ("text/plain", b"q=a"),
        ("multipart/form-data", b"q=a"),
        ("multipart/form-data; boundary=x", b"q=a"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("application/x-www-form-urlencoded", b"&=&;%"),
        ("application/x-www-form-urlencoded", b"a&" * 5000),
        ("nonsense", b"\0"),
    ],
)
def test_broken_bodies_are_refused(client, path, media_type, body):
    found = client.post(path, content=body, headers={"content-type": media_type})
    assert found.status_code == 400
    assert error_of(found)


@pytest.mark.parametrize(
    "text",
    ["\ud800 Good morning.", "Good\0morning.", "\x0b\x1c\u2028", "<b", "<!--", "<a '", "&#0;"],
)
def test_any_text_is_translated(client, text):
    for form in ("text", "html"):
        found = translate(client, text, source="auto", format=form)
        assert found.status_code == 200
        assert isinstance(found.json()["translatedText"], str)


def test_the_language_of_a_text_is_told(client):
    def detect(q):
        return client.post("/detect", json={"q": q}).json()

    assert [one["language"] for one in detect("Bonjour, où est la gare ?")] == ["fr"]
    assert detect("Cancel") == [{"confidence": 0, "language": "en"}]
    both = detect([f"{GERMAN} Ich suche ihn schon seit einer Stunde.", ENGLISH, "x"])
    assert [one["language"] for one in both] == ["de", "en"]
    assert client.post("/detect", data={"q": GERMAN}).json()[0]["language"] == "de"


def test_languages_and_settings_are_told(client):
    assert client.get("/languages").json() == [
        {"code": "en", "name": "English", "targets": ["de", "en"]},
        {"code": "de", "name": "German", "targets": ["de", "en"]},
    ]
    settings = client.get("/frontend/settings").json()
    assert settings["charLimit"] == 5000
    assert settings["keyRequired"] is settings["apiKeys"] is settings["suggestions"] is False
    assert settings["language"]["source"] == {"code": "auto", "name": "Auto Detect"}
    assert ".srt" in settings["supportedFilesFormat"]
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/spec").json() == client.get("/openapi.json").json()
    refused = client.post("/suggest", data={"q": "a", "s": "b", **PAIR})
    assert refused.status_code == 403
    assert error_of(refused) == "Suggestions are disabled on this server."


def test_other_refusals_have_the_same_form(client):
    assert client.get("/translate").status_code == 405
    error_of(client.get("/translate"))
    large = translate(client, "a" * 200_000)
    assert large.status_code == 413
    assert "bytes" in error_of(large)
    # Other routes have their own.
    assert set(client.get("/v1/translate").json()["error"]) == {"type", "message", "request_id"}


def test_keys_are_asked_for(guarded):
    assert guarded.get("/frontend/settings").json()["keyRequired"] is True
    assert guarded.get("/languages").status_code == 200
    missing = translate(guarded, ENGLISH)
    assert missing.status_code == 400
    assert "API key" in error_of(missing)
    for sent in ({"api_key": "wrong"}, {"api_key": KEY[:-1]}, {"api_key": "\ud800"}):
        wrong = translate(guarded, ENGLISH, **sent)
        assert (wrong.status_code, error_of(wrong)) == (403, "Invalid API key")
    assert translate(guarded, ENGLISH, api_key=KEY).json()["translatedText"] == GERMAN
    detected = guarded.post("/detect", data={"q": GERMAN, "api_key": KEY})
    assert detected.status_code == 200
    headers = {"authorization": f"Bearer {KEY}"}
    found = guarded.post("/translate", json={"q": ENGLISH, **PAIR}, headers=headers)
    assert found.status_code == 200


def test_too_many_requests_are_told_when_to_try_again(make_client):
    with make_client(max_waiting_per_client=1) as client, ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda i: translate(client, f"I have {i} cats."), range(24)))
    assert {one.status_code for one in found} == {200, 429}
    refused = next(one for one in found if one.status_code == 429)
    assert int(refused.headers["retry-after"]) >= 1
    assert "try again" in error_of(refused)


def send_file(client, name, data, **values):
    files = {"file": (name, data)}
    return client.post("/translate_file", files=files, data={**PAIR, **values})


def fetch(client, found):
    assert found.status_code == 200, found.text
    fetched = client.get(found.json()["translatedFileUrl"])
    assert fetched.status_code == 200
    return fetched


@pytest.mark.parametrize(
    ("name", "source", "target"),
    [
        ("a.txt", f"\ufeff{ENGLISH}\r\n\r\n- Hello.\r\n", f"\ufeff{GERMAN}\r\n\r\n- Hallo.\r\n"),
        (
            "a.md",
            f"# Rain\n\n```\nmake it\n```\n{ENGLISH}",
            f"# Regen\n\n```\nmake it\n```\n{GERMAN}",
        ),
        ("a.html", f"<p title='Rain'>{ENGLISH}</p>", f"<p title='Rain'>{GERMAN}</p>"),
        ("a.json", f'{{"key": ["{ENGLISH}", 1]}}', f'{{"key": ["{GERMAN}", 1]}}'),
        ("a.po", f'msgid "{ENGLISH}"\nmsgstr ""\n', f'msgid "{ENGLISH}"\nmsgstr "{GERMAN}"\n'),
        ("a.properties", f"the.key = {ENGLISH}\n", f"the.key = {GERMAN}\n"),
        (
            "a.srt",
            "1\n00:00:01,000 --> 00:00:02,500\nWhere is\nthe station?\n\n",
            "1\n00:00:01,000 --> 00:00:02,500\nWo ist der\nBahnhof?\n\n",
        ),
        (
            "a.vtt",
            f"WEBVTT\n\n00:01.000 --> 00:02.000\n{ENGLISH}\n",
            f"WEBVTT\n\n00:01.000 --> 00:02.000\n{GERMAN}\n",
        ),
    ],
)
def test_files_keep_their_form(client, name, source, target):
    for language in ("en", "auto"):
        fetched = fetch(client, send_file(client, name, source.encode(), source=language))
        assert fetched.content.decode() == target
        shown = f'attachment; filename="a_de.{name[2:]}"'
        assert fetched.headers["content-disposition"] == shown
        assert "sandbox" in fetched.headers["content-security-policy"]


def test_a_file_comes_back_from_a_server(address):
    import httpx

    with httpx.Client(base_url=address) as client:
        found = send_file(client, "letter.txt", io.BytesIO(ENGLISH.encode()))
        url = found.json()["translatedFileUrl"]
        assert url.startswith(f"{address}download_file/")
        assert client.get(url).text == GERMAN


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/letter.txt",
        "C:\\letter.txt",
        "letter.TXT",
        "a b\u00e9'\";\r\n.txt",
        "x" * 300 + ".md",
    ],
)
def test_no_name_reaches_a_folder_or_a_header(client, name):
    url = send_file(client, name, ENGLISH.encode()).json()["translatedFileUrl"]
    shown = url.rpartition("/download_file/")[2]
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}\.[A-Za-z0-9._-]{1,120}", shown)
    fetched = client.get(url)
    assert fetched.text == GERMAN
    assert re.fullmatch(r'attachment; filename="[\w.-]+"', fetched.headers["content-disposition"])


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.docx", b"PK\x03\x04", r"not supported; there are \.txt"),
        ("a.pdf", b"%PDF-1.7", "not supported"),
        ("no ending", b"Rain.", "not supported"),
        ("..", b"Rain.", "not supported"),
        ("a.txt", b"%PDF-1.7", "is a PDF file"),
        ("a.txt", b"\xff", "not valid UTF-8"),
        ("a.txt", b"a\0", "binary"),
        ("a.json", b"{", "is no JSON"),
        ("a.json", b"[" * 20_000, "nested too deeply"),
        ("a.po", b"nonsense", "line 1"),
        ("a.txt", b"a " * 3000, "exceeds text limit"),
    ],
)
def test_files_that_cannot_be_translated_are_refused(client, name, data, message):
    found = send_file(client, name, data)
    assert found.status_code == 400
    assert re.search(message, error_of(found))


def test_a_file_must_be_sent_as_one(client):
    for sent in ({"json": {"file": "a", **PAIR}}, {"data": {"file": "a", **PAIR}}):
        assert "missing file" in error_of(client.post("/translate_file", **sent))
    assert "missing target" in error_of(send_file(client, "a.txt", b"Rain.", target=""))


@pytest.mark.parametrize(
    "name", ["x", "a" * 32 + ".txt", "..%5c..", "%2e%2e%2fetc%2fpasswd", "%00"]
)
def test_unknown_files_are_not_found(client, name):
    found = client.get(f"/download_file/{name}")
    assert found.status_code == 404
    error_of(found)


def test_files_are_gone_with_the_service(make_client):
    with make_client() as client:
        files = client.app.state.translated_files
        name = files.put("a.txt", b"Regen.")
        assert client.get(f"/download_file/{name}").content == b"Regen."
    assert files.get(name) is None
