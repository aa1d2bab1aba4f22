import time

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
        ('msgid "Open %s"', ["Open %s"]),
        ('msgid_plural "%d files"', ["%d files"]),
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
    text = '{\n  "save": "Save it. Close it.",\n  "size": 4\n}\nmsgid "Where is it?"\n'
    assert [text[start:end] for start, end in sentences_of_lines(text)] == [
        "Save it.",
        "Close it.",
        "Where is it?",
    ]


@pytest.mark.parametrize(
    "piece",
    ['"', '"a": ', '"a": "b", ', '{"', "a.", "a.b", 'msgid "', "\\", '"\\', "[{", "=", "a="],
)
def test_hostile_lines_take_no_time(piece):
    line = piece * (100_000 // len(piece))
    start = time.process_time()
    find_resource_strings(line, 0, len(line))
    assert time.process_time() - start < 1
