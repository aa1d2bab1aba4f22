"""Tags, entities, marks of Markdown, inline code, formulas."""

import pytest

from nlp_suite.text.placeables.verbatim import find_verbatim


def targets(text):
    return [placeable.target for placeable in find_verbatim(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Press <b>Stop</b> now.", ["<b>", "</b>"]),
        ('A <a class="x y" href="https://x.example/a">page</a>', None),
        ("One<br/>two<x id='7'/> <!-- no -->", ["<br/>", "<x id='7'/>", "<!-- no -->"]),
        ("Fish&nbsp;&amp; chips &#8364; &#xAB;", ["&nbsp;", "&amp;", "&#8364;", "&#xAB;"]),
        ("a < b and c > d, AT&T; R&D", []),
        ("She is **so** glad, *very*.", ["**", "**", "*", "*"]),
        ("She is __so__ glad, ~~not~~ _very_.", ["__", "__", "~~", "~~", "_", "_"]),
        ("**Only opened", ["**"]),
        ("only closed**", ["**"]),
        ("2 * 3 * 4, 5* hotels, f**k, _", []),
        ("*Only opened", []),
        ("Type `git add .` and ``a`b``.", ["`git add .`", "``a`b``"]),
        ("Type <kbd class='k'>Ctrl</kbd> now.", ["<kbd class='k'>Ctrl</kbd>"]),
        ("``One'' and ``two'', `three' and `four'", []),
        ("A lonely ` mark", []),
        ("See [our page](https://x.example/a_(b)).", ["[", "](https://x.example/a_(b))"]),
        ('An ![image](i.png "title")', ["![", '](i.png "title")']),
        ("See [here][ref] and note[^2].", ["[", "][ref]", "[^2]"]),
        ("It is so.[2][3] Why", ["[2][3]"]),
        ("[![Built](a.svg)](https://x.example) It", ["[![Built](a.svg)](https://x.example)"]),
        ("[b]bold[/b] [url=x]y[/url]", ["[b]", "[/b]", "[url=x]", "[/url]"]),
        (r"With $x^2 + y_1$ and \frac{a}{b}, $n$", ["$x^2 + y_1$", r"\frac{a}{b}", "$n$"]),
        ("Between $5 and $6", []),
        ("Dear ${a}, see #${b}", ["${a}", "${b}"]),
        ("Hi <%= user %> and <?php echo $a->b; ?>", ["<%= user %>", "<?php echo $a->b; ?>"]),
        (r"One\nTwo", [r"\n"]),
        ("If a <= b && c != d -> e, a < b - c", ["<=", "&&", "!=", "->"]),
        ("\u00a9 Acme\u2122, \u00a7 5", ["\u00a9", "\u2122", "\u00a7"]),
        ("Use std::vector here", ["std::vector"]),
    ],
)  # fmt: skip
def test_markup(text, expected):
    if expected is None:
        expected = ['<a class="x y" href="https://x.example/a">', "</a>"]

    assert targets(text) == expected
