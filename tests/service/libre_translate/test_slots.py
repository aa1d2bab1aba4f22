"""Files of strings and subtitles keep their form."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.errors import DataFormatError
from nlp_suite.service.libre_translate.file_formats import FORMATS, TextFile
from nlp_suite.service.libre_translate.text_slot import fill_slots

texts = st.text(max_size=20).map(lambda text: text.replace("\r", ""))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def slots_of(suffix, source):
    return FORMATS[suffix](source)


def filled(suffix, source, *translations):
    return fill_slots(source, slots_of(suffix, source), translations)


@given(values, st.booleans(), st.sampled_from([None, 2]), texts)
def test_json_has_other_strings_and_nothing_else(value, is_ascii, indent, text):
    source = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    slots = slots_of(".json", source)
    written = fill_slots(source, slots, [text + slot.text for slot in slots])
    assert json.loads(written) == changed(value, text)
    assert source.isascii() is False or "\\u" not in source or written.isascii()


def changed(value, text):
    if isinstance(value, str) and any(map(str.isalpha, value)):
        return text + value
    if isinstance(value, list):
        return [changed(one, text) for one in value]
    if isinstance(value, dict):
        return {key: changed(one, text) for key, one in value.items()}
    return value


@given(texts.filter(lambda text: any(map(str.isalpha, text))), texts)
def test_messages_of_gettext_are_written_as_they_are_read(message, text):
    source = 'msgid "x"\nmsgstr "y"\n'
    once = filled(".po", source, message)
    (slot,) = slots_of(".po", once)
    assert slot.text == message
    assert once.startswith('msgid "x"\nmsgstr "')


@given(texts.filter(lambda text: any(map(str.isalpha, text))), st.booleans())
def test_properties_are_written_as_they_are_read(message, is_ascii):
    comment = "" if is_ascii else "# ä\n"
    once = filled(".properties", f"{comment}key = y\nother = 1\n", message)
    (slot,) = slots_of(".properties", once)
    assert slot.text == message
    assert once.isascii() is is_ascii


def test_gettext_has_headers_plurals_contexts_and_comments():
    source = (
        '# Rain\nmsgid ""\nmsgstr ""\n"Language: en\\n"\n\n#, fuzzy\n#~ msgid "old"\n'
        'msgctxt "menu"\nmsgid "file"\nmsgid_plural "files"\nmsgstr[0] ""\nmsgstr[1] ""\n\n'
        'msgid "key"\nmsgstr "One\\n"\n"two"\n'
    )
    assert [slot.text for slot in slots_of(".po", source)] == ["file", "files", "One\ntwo"]
    written = filled(".po", source, "Datei", "Dateien", 'Eins\n"zwei"')
    assert written == (
        source.replace('[0] ""', '[0] "Datei"')
        .replace('[1] ""', '[1] "Dateien"')
        .replace('"One\\n"\n"two"', '""\n"Eins\\n"\n"\\"zwei\\""')
    )


def test_properties_have_comments_and_lines_that_go_on():
    source = "# Rain\n! Sun\na=b\\\n   c\nurl : d\\u00e9\\ e\n12\nkey\\=x y\n"
    assert [slot.text for slot in slots_of(".properties", source)] == ["bc", "dé e", "y"]
    assert filled(".properties", source, " B", "Ü", "😀") == (
        "# Rain\n! Sun\na=\\ B\nurl : \\u00dc\n12\nkey\\=x \\ud83d\\ude00\n"
    )


def test_subtitles_keep_their_lines():
    source = (
        "WEBVTT\n\nNOTE Rain\n\n1\n00:01.000 --> 00:02.000 align:left\n"
        "<i>Where is\nthe station?</i>\n\n2\n00:00:03,000 --> 00:00:04,000\n- Yes.\n- No.\n\n"
        "00:05.000 --> 00:06.000\n{\\an8}Hi\n"
    )
    assert [slot.text for slot in slots_of(".vtt", source)] == [
        "<i>Where is the station?</i>",
        "- Yes.\n- No.",
        "Hi",
    ]
    written = filled(".vtt", source, "<i>Wo ist denn der Bahnhof?</i>", "- Ja.\n- Nein.", "Na")
    assert written == (
        source.replace("Where is\nthe station?", "Wo ist denn\nder Bahnhof?")
        .replace("Yes", "Ja")
        .replace("No.", "Nein.")
        .replace("Hi", "Na")
    )
    assert filled(".srt", "00:01 --> 00:02\na\nb\n", "Eins") == "00:01 --> 00:02\nEins\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_stays(encoding):
    file = TextFile.read(".txt", "Grüße\r\n".encode(encoding))
    assert file.write(["Größe\r\n"]) == "Größe\r\n".encode(encoding)


@pytest.mark.parametrize(
    ("suffix", "piece"),
    [
        (".json", '"a",'),
        (".po", 'msgid "a"\nmsgstr ""\n'),
        (".po", '"\\'),
        (".properties", "a=b\\\n"),
        (".properties", "\\"),
        (".properties", " "),
        (".srt", "00:01 --> 00:02\na\n"),
        (".srt", "a\n"),
        (".srt", "a <"),
        (".srt", " "),
    ],
)
def test_it_takes_time_in_proportion_to_the_file(assert_linear, suffix, piece):
    head = {".json": "[", ".srt": "00:01 --> 00:02\n", ".po": 'msgid "a'}.get(suffix, "")

    def run(size):
        source = head + piece * size
        if suffix == ".json":
            source += '"b"]'
        try:
            slots = slots_of(suffix, source)
        except DataFormatError:
            return
        fill_slots(source, slots, [slot.text for slot in slots])

    assert_linear(run, 4_000)
