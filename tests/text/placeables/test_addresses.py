"""URLs, e-mail addresses, @names, hashtags, paths and file names."""

import pytest

from nlp_suite.text.placeables.verbatim import find_verbatim


def found(text):
    return [(placeable.kind, placeable.target) for placeable in find_verbatim(text)]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Our answers are at https://shop.example/help.", "https://shop.example/help"),
        ("(see http://shop.example/a?b=1&c=%20d#e)", "http://shop.example/a?b=1&c=%20d#e"),
        ("Is it ftp://files.example/x?", "ftp://files.example/x"),
        ("“https://en.example/Rome_(film)”, she said", "https://en.example/Rome_(film)"),
        ("[https://shop.example/a]", "https://shop.example/a"),
        ("Go to www.shop.example, please.", "www.shop.example"),
        ("Go to shop.com/sale!", "shop.com/sale"),
        ("It is on news.com.", "news.com"),
        ("At localhost://a:80/b;", "localhost://a:80/b"),
        ("<https://shop.example/x> works", "<https://shop.example/x>"),
        ("https://api.example/users/{id}/posts is new", "https://api.example/users/{id}/posts"),
        ("Der Müller.de-Gutschein gilt", "Müller.de"),
    ],
)
def test_a_url_ends_before_the_punctuation_of_its_sentence(text, url):
    assert found(text) == [("url", url)]


@pytest.mark.parametrize(
    "text",
    [
        "Look.at this.",
        "The end.It was late.",
        "d.h.es geht",
        "e.g. this, i.e. that",
        "at 5 p.m.to go",
    ],
)
def test_a_missing_blank_makes_no_domain(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask info@shop.example.", [("email", "info@shop.example")]),
        ("(mailto:a.b+c@x-y.example.org)", [("email", "mailto:a.b+c@x-y.example.org")]),
        ("Thanks, @jane.doe!", [("mention", "@jane.doe")]),
        ("Follow @me@social.example.", [("mention", "@me@social.example")]),
        ("Install @scope/pack-age.", [("mention", "@scope/pack-age")]),
        ("A picnic #summer2024 #Grün", [("hashtag", "#summer2024"), ("hashtag", "#Grün")]),
        ("It is red, #c0ffee.", [("hashtag", "#c0ffee")]),
        ("See ticket #4512.", [("hashtag", "#4512")]),
        ("You are #1 @ home & #", []),
    ],
)
def test_email_addresses_names_and_hashtags(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (r"Save D:\Photos\trip.png now", r"D:\Photos\trip.png"),
        (r"In C:\Program Files\Editor\edit.exe.", r"C:\Program Files\Editor\edit.exe"),
        (r"On \\server\share\all, it is.", r"\\server\share\all"),
        ("Edit /etc/hosts.", "/etc/hosts"),
        ("Run ./build.sh, then rest.", "./build.sh"),
        ("It is in ~/music.", "~/music"),
        ("Up in ../../lib/x", "../../lib/x"),
        ("Read docs/index.md first", "docs/index.md"),
        ("Send me invoice_7.docx!", "invoice_7.docx"),
        ("Öffne Bericht-2.final.PDF bitte", "Bericht-2.final.PDF"),
        ("Delete *.tmp please", "*.tmp"),
        ("die /boot-Partition", "/boot"),
    ],
)
def test_paths_and_file_names(text, path):
    assert found(text) == [("path", path)]


@pytest.mark.parametrize(
    "text",
    [
        "and/or, he/she, A/B, I/O, TCP/IP, n/a",
        "24/7 and 1/2 and 3 / 4",
        "Groß-/Kleinschreibung",
        "red/green/blue",
        "Ende.Das war gut.",
        "Two kinds of Node: one.two",
    ],
)
def test_slashes_and_stops_of_prose_are_no_paths(text):
    assert found(text) == []


def test_an_ending_of_file_names_may_be_written_in_another_way():
    (ending,) = find_verbatim("Only .docx files, please.")

    assert (ending.target, ending.hidden) == (".docx", False)
