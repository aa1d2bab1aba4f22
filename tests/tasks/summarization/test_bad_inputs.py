"""What a summarizer makes of texts that are none, or not of one kind."""

import time

import pytest

import nlp_suite
from nlp_suite import InvalidInputError, LanguageMismatchWarning
from nlp_suite.tasks.summarization import available_methods

ARTICLE = (
    "Tin is a soft metal. It melts at 232 degrees. Most tin is used in solder. "
    "The largest mines are in China. Bronze is made of tin and copper."
)
MENU = "Home\nNews\nSport\nWeather\nShop\nAbout us\nContact\nLog in\n"
COOKIES = "We use cookies to improve your experience.\nAccept all | Reject all\n"
HEADINGS = "# Tin\n\n## Where it is found\n\n## What it is used for\n\n### Solder\n\n## Prices\n"
TABLE = "| metal | melts at | price |\n|---|---|---|\n| tin | 232 | 25 |\n| lead | 327 | 2 |\n"
VERSE = (
    "The tin man walked along the shore,\nHis heart was made of lead,\n"
    "He had not been so cold before,\nAnd nobody was dead.\n\n"
    "The sea came in, the sea went out,\nThe gulls were white and grey,\n"
    "He turned his rusty head about\nAnd slowly walked away.\n"
)
CHAT = (
    "[10:01] anna: did the tin arrive?\n[10:02] ben: not yet\n"
    "[10:02] ben: the ship is late, the harbour was closed because of the storm\n"
    "[10:04] anna: ok lol\n[10:05] anna: then we cannot start the furnace before Monday\n"
    "[10:06] ben: I will tell the customer today\n[10:07] anna: thx 👍\n"
)
MIXED = (
    "Tin is a soft metal. It melts at 232 degrees. Most tin is used in solder.\n\n"
    "Zinn ist ein weiches Metall. Es schmilzt bei 232 Grad. Das meiste Zinn wird zum Löten "
    "gebraucht.\n\nThe price of tin rose last year. Der Preis von Kupfer fiel dagegen."
)
QUOTES = '"Tin is soft," he said. "It melts."\n\n"Does it?" she asked.\n\n"Yes," he said.\n'


@pytest.fixture(scope="module")
def summarizer():
    return nlp_suite.load("summarize", threads=1)


def texts_of(summary):
    return [" ".join(sentence.text.split()) for sentence in summary.sentences]


@pytest.mark.parametrize("method", available_methods())
def test_a_sentence_that_is_repeated_is_told_once(summarizer, method):
    text = "Tin melts early. " * 1000
    summary = summarizer(text, method=method, title=True, keywords=3)
    assert texts_of(summary) == ["Tin melts early."]
    assert summary.total_sentences == 1000
    assert summary.keywords
    assert summary.title.startswith("Tin")


def test_one_other_sentence_among_a_thousand(summarizer):
    text = "Tin melts early. " * 500 + "Copper is red. " + "Tin melts early. " * 500
    assert texts_of(summarizer(text)) == ["Tin melts early.", "Copper is red."]


def test_only_headings(summarizer):
    summary = summarizer(HEADINGS, sentences=2, title=True)
    headings = ["Tin", "Where it is found", "What it is used for", "Solder", "Prices"]
    assert len(summary.sentences) == 2
    assert set(texts_of(summary)) < set(headings)
    assert summary.title in headings


def test_names_of_parts_are_no_subject(summarizer):
    text = "EXECUTIVE SUMMARY\n\nTin is soft. Tin melts early.\n\nConclusion\n\nSoft tin is dear."
    summary = summarizer(text, title=True, keywords=9)
    phrases = {keyword.text.casefold() for keyword in summary.keywords}
    assert "tin" in " ".join(phrases)
    assert not phrases & {"executive summary", "conclusion"}
    assert "tin" in summary.title.casefold()


def test_only_a_table(summarizer):
    summary = summarizer(TABLE, sentences=2, title=True, keywords=3)
    assert len(summary.sentences) == 2
    assert set(texts_of(summary)) < {line.strip() for line in TABLE.splitlines()}
    assert "|---|---|---|" not in texts_of(summary)


def test_verse(summarizer):
    summary = summarizer(VERSE, sentences=2, title=True, keywords=3)
    assert len(summary.sentences) == 2
    assert all(sentence in " ".join(VERSE.split()) for sentence in texts_of(summary))


def test_a_chat_log(summarizer):
    summary = summarizer(CHAT, sentences=2, keywords=5)
    assert len(summary.sentences) == 2
    # The times of day are no part of what is said.
    assert all(one.startswith(("anna: ", "ben: ")) for one in texts_of(summary))


def test_two_languages(summarizer):
    with pytest.warns(LanguageMismatchWarning, match="German"):
        summary = summarizer(MIXED, sentences=3, title=True, keywords=5)
    assert len(summary.sentences) == 3
    assert all(sentence in " ".join(MIXED.split()) for sentence in texts_of(summary))


@pytest.mark.parametrize("rounds", [1, 20])
def test_a_menu_is_no_part_of_the_summary(summarizer, rounds):
    text = MENU * rounds + "\n" + COOKIES + "\nAll about tin\n\n" + ARTICLE
    summary = summarizer(text, sentences=5, title=True)
    assert " ".join(texts_of(summary)) == ARTICLE
    assert summary.title == "All about tin"


def test_one_word(summarizer):
    summary = summarizer("Tin", title=True, keywords=3)
    assert texts_of(summary) == ["Tin"]
    assert summary.title == "Tin"


def test_only_quotations(summarizer):
    for count in (1, 2, 3):
        summary = summarizer(QUOTES, sentences=count)
        assert len(summary.sentences) == count
        assert summary.text.count('"') % 2 == 0


@pytest.mark.parametrize("text", ["👍", "🎉🎉🎉 👩‍👩‍👧 🇩🇪\n\n🎈", "\u200d\ufe0f", "❤️ " * 3000])
def test_only_emoji(summarizer, text):
    summary = summarizer(text, title=True, keywords=3)
    assert summary.text
    assert summary.text.split() == " ".join(texts_of(summary)).split()
    assert summary.keywords == () or all(keyword.text for keyword in summary.keywords)


@pytest.mark.parametrize("text", ["", " \n\t ", "\u2028", "\x0c\n"])
def test_nothing(summarizer, text):
    with pytest.raises(InvalidInputError, match="nothing to summarize"):
        summarizer(text)


@pytest.mark.parametrize("mark", ["\0", "\ud800", "e\u0301", "\ufeff", "\u202e"])
def test_marks_that_are_no_text(summarizer, mark):
    for text in (
        mark.join(ARTICLE.partition(" ")),
        ARTICLE.replace(" ", mark + " "),
        ARTICLE.replace(". ", f". {mark} {mark} "),
        f"{mark}\n\n{ARTICLE}\n\n{mark}",
    ):
        summary = summarizer(text, sentences=2, title=True, keywords=5, query="tin")
        # No space behind a stop: the sentences cannot be told apart.
        assert len(summary.sentences) == (1 if f".{mark} " in text else 2)
        assert all(text[one.start : one.end] == one.text for one in summary.sentences)


@pytest.mark.parametrize(
    "text", ["\0", "\ud800", "\0\0 \0", "\ud800. \udfff.", "---", "…", "\u0301"]
)
def test_marks_alone(summarizer, text):
    summary = summarizer(text, title=True, keywords=3)
    assert summary.text
    assert "\n" not in summary.title


@pytest.mark.parametrize("piece", ["a", "1.", "|", ">\n", "a\u200d", "# \n", '"', "a:\n", "?"])
def test_long_runs_take_no_time(summarizer, piece):
    start = time.process_time()
    summary = summarizer(piece * 20_000, method="lexical", title=True, keywords=3)
    assert summary.text
    # It takes a tenth of that; the machine may be busy.
    assert time.process_time() - start < 5
