"""Placeholders of programs, templates and message formats."""

import pytest

from nlp_suite.text.placeables.verbatim import find_verbatim


def targets(text):
    return [placeable.target for placeable in find_verbatim(text)]


@pytest.mark.parametrize(
    "placeholder",
    [
        "{user}", "{0}", "{}", "{0:.2f}", "{ user }", "{{ user.first }}", "{{{html}}}",
        "{% endif %}",
        "%s", "%d", "%i", "%.2f", "%05d", "%1$s", "%2$d", "%(count)d", "%@", "%ld", "%%", "%name%",
        "${user}", "$user", "$user->name", "${{ x }}", "$[office]", "#{user}", "@{user}", "%{user}",
        "%1%", "@:menu.file", "$t(menu.file)", "__NAME__", "##NAME##", "{@link Page}", "{{/if}}",
        ":user", ":smile:", ":+1:", "[[Main Page]]", "[USER_NAME]",
        "{n, plural, =0 {nothing} one {# day} other {# days}}",
        "{who, select, female {her {x} thing} other {theirs}}",
        '{"key": "value"}',
    ],
)  # fmt: skip
def test_placeholders_are_found_whole(placeholder):
    text = f"Now {placeholder} is here."

    assert targets(text) == [placeholder]


@pytest.mark.parametrize(
    ("text", "cut"), [("Dear {name, hello", "{name"), ("Dear {{ name hello", "{{ name")]
)
def test_one_that_is_cut_stays_as_it_stands(text, cut):
    assert targets(text) == [cut]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 or 5 % or 5% discount, 100%ige, 5 %ige, 20 %-Satz.",
        "Note: this, at :30, or 12:30, Schüler:innen, a: b",
        "the set {of all things} is empty",
        "the [second] word",
        "50% saved, 20%1",
    ],
)
def test_signs_of_prose_are_none(text):
    assert targets(text) == []


def test_two_without_a_blank_between():
    assert targets("{a}{b} %d%s") == ["{a}", "{b}", "%d", "%s"]
