"""The page of a comparison: well formed, safe, and by itself."""

import html
import html.parser
import re

import pytest

import nlp_suite
from nlp_suite import System
from nlp_suite.tasks.question_answering.reader import Reader

HOSTILE = "<script>alert('1')</script> & \"quoted\" $title </section> Tom has a cat."
VOID = {"meta", "br"}


class Page(html.parser.HTMLParser):
    """Checks that every element is closed where it should be; collects what there is."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def check(text):
    page = Page(text)
    tags = {tag for tag, _ in page.elements}
    # Nothing that runs, or that loads something.
    assert not tags & {"script", "link", "img", "iframe", "object", "a", "base", "form"}
    for _, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes)
        assert not {"src", "href", "style"} & set(attributes)
    assert not re.search(r"https?:|url\(|@import", text)
    assert text.startswith("<!DOCTYPE html>")
    return page


@pytest.fixture(scope="module")
def hostile_answers(make_scorer):
    readers = [Reader(make_scorer()), Reader(make_scorer())]
    return nlp_suite.compare(
        "answer",
        HOSTILE,
        questions=["Who has a cat?", f"{HOSTILE[:40]}?"],
        systems=readers,
        references=[["Tom", "<b>Tom</b>"], []],
        titles=["<i>one</i>", "'two'"],
        top_k=2,
    )


def test_translations(translations):
    text = translations.to_html()
    page = check(text)
    assert "Comparison of 3 translators" in page.texts
    assert sum(tag == "section" for tag, _ in page.elements) == 3
    # Words of the random model are marked, those of the reference are not.
    assert '<mark class="other">' in text
    assert '<p class="source text" lang="en">I see a cat.</p>' in text
    assert '<span class="text" lang="de">Ich sehe eine Katze.</span>' in text
    assert '<dd class="text" lang="de">Ich sehe eine Katze.</dd>' in text
    assert "translate from English to German: 3 inputs" in text
    assert "Sie <mark" in text  # "mögen" is "lieben" in the reference
    assert "words that are not those of the reference" in text


def test_without_a_reference_translations_differ_from_each_other(toy_translator, random_translator):
    systems = [toy_translator, random_translator]
    comparison = nlp_suite.compare(
        "translate", ["I see a cat."], systems=systems, repeats=1, isolated=False
    )
    text = comparison.to_html()
    check(text)
    assert text.count('<mark class="other">') >= 2
    assert "those of the other translation" in text
    assert text.count("<table>") == 1


def test_summaries(article):
    texts = [article, f"{HOSTILE} It rains. Cats sleep. Dogs run."]
    systems = [
        "custom",
        System(model="all-MiniLM-L6-v2", compute_type="float32", name="<b>&exact"),
    ]
    comparison = nlp_suite.compare(
        "summarize", texts, systems=systems, references=texts, titles=["a.txt", "<b>.txt"],
        repeats=1, isolated=False,
    )  # fmt: skip
    text = comparison.to_html()
    page = check(text)
    assert "alert" in "".join(page.texts)
    assert any("<b>&exact" in one for one in page.texts)
    first, second = (
        [sentence.text for sentence in one.results[0].sentences] for one in comparison.systems
    )
    for sentence in set(first) & set(second):
        both = '<mark class="all"><b class="badge k0">A</b><b class="badge k1">B</b>'
        assert f"{both}{html.escape(sentence)}</mark>" in text


def test_abstractive_summaries(make_writer):
    """The sentences that support one are marked in the text, and those that nothing supports."""
    text = f"{HOSTILE} The cat sleeps in the garden all day. It rains."
    writer = make_writer("A cat sleeps in the garden. <b>A dog</b> has 7 puppies.")
    lead = nlp_suite.load("summarize")
    comparison = nlp_suite.compare(
        "summarize", text, systems=[lead, writer], sentences=1, method="lead", repeats=1
    )
    first, second = comparison.systems[1].results[0].support
    (source, *_) = first.sources
    assert "sleeps in the garden" in source.text
    assert (first.supported, second.missing) == (True, ("7",))
    shown = comparison.to_html()
    page = check(shown)
    mark = f'<mark class="k1"><b class="badge k1">B 1</b>{html.escape(source.text)}</mark>'
    assert mark in shown
    assert "1 of 2 sentences supported" in shown
    assert f'{html.escape(first.text)} <span class="score">[{source.index + 1}' in shown
    assert f'<mark class="other">{html.escape(second.text)}</mark>' in shown
    assert '<span class="error">not supported: 7 not in the text</span>' in shown
    assert "B 2" not in shown
    assert "supported by construction" in shown
    rows = shown[shown.index("<tbody>") : shown.index("</tbody>")]
    for row in (
        '<tr><th scope="row">style</th><td>extractive</td><td>abstractive</td></tr>',
        '<tr><th scope="row">support</th><td>100.0</td><td>50.0</td></tr>',
    ):
        assert row in rows
    assert sum(tag == "li" for tag, _ in page.elements) == 2


def test_answers(hostile_answers):
    text = hostile_answers.to_html()
    page = check(text)
    shown = "".join(page.texts)
    assert "<i>one</i>" in shown
    assert "<b>Tom</b>" in shown
    answer = hostile_answers.systems[0].results[0][0]
    assert f"<strong>{html.escape(answer.text)}</strong>" in text
    assert re.search(r'<mark class="k0"><b class="badge k0">A</b>', text)
    assert "(no answer)" in shown
    assert text.count("<details>") == 2
    assert '<span class="state same">same</span>' in text


def test_more_than_two_have_a_table_of_agreement(translations):
    text = translations.to_html()
    assert text.count("<table>") == 2
    assert "<h2>Agreement</h2>" in text
