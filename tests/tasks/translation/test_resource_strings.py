import pytest

from nlp_suite.tasks.translation.resource_strings import find_resource_strings
from nlp_suite.tasks.translation.segmentation import sentences_of_lines


@pytest.mark.parametrize(
    ("line", "strings"),
    [
        ('"title": "Settings",', ["Settings"]),
        ('{"title": "Settings", "count": 12.5e3, "on": true}', ["Settings"]),
        ('"days": ["Monday", "Tuesday"],', ["Monday", "Tuesday"]),
        (r'"link": "Read <a href=\"{url}\">this</a>."', [r"Read <a href=\"{url}\">this</a>."]),
        ('"errors": {', []),
        ('"menu.open" = "Open it";', ["Open it"]),
        ('msgid "Open %s"', []),
        ('msgid_plural "%d files"', []),
        ('msgstr "Open %s"', ["Open %s"]),
        ('msgstr[1] "%d files"', ["%d files"]),
        ('msgstr[1] ""', [""]),
        ('msgctxt "menu"', []),
        ("login.user_name=User name:", ["User name:"]),
        ("login.title = Log in", ["Log in"]),
        ("TITLE=Log in", ["Log in"]),
        ('"I know", she said: "Go on"', None),
        ('"Yes": that is all.', None),
        ('"Yes" and "no"', None),
        ("x = 5", None),
        ("example.org is down.", None),
        ("[x] Read it", None),
    ],
)
def test_strings_of_a_line(line, strings):
    found = find_resource_strings(line, 0, len(line))
    values = None if found is None else [line[start:end] for start, end in found]
    assert values == strings


def test_they_are_sentences():
    text = '{\n  "save": "Save it. Close it.",\n  "size": 4\n}\nmsgstr "Where is it?"\n'
    assert [text[start:end] for start, end in sentences_of_lines(text)] == [
        "Save it.",
        "Close it.",
        "Where is it?",
    ]


def test_keys_of_gettext_are_no_sentences():
    text = """
msgid ""
msgstr ""
"Project-Id-Version: shop 1.0\\n"
"Language: en\\n"

msgctxt "menu"
msgid "Open the file."
msgstr "Open the file."

msgid ""
"This is long "
"and goes on."
msgstr ""

msgid "%d file"
msgid_plural ""
"%d files of "
"many"
msgstr[0] "%d file"
msgstr[1] "%d files of many"
"""
    assert [text[start:end] for start, end in sentences_of_lines(text)] == [
        "Open the file.",
        "%d file",
        "%d files of many",
    ]


@pytest.mark.parametrize(
    "piece",
    ['"', '"a": ', '"a": "b", ', '{"', "a.", "a.b", 'msgid "', "\\", '"\\', "[{", "=", "a="],
)
def test_hostile_lines_take_no_time(piece, assert_quick):
    line = piece * (100_000 // len(piece))
    assert_quick(lambda: find_resource_strings(line, 0, len(line)), seconds=1)
