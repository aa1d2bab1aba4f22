"""Translations of hostile texts: lines and white space stay, places are right, nothing is lost."""

import functools
import random
import re
import warnings
from typing import Any

import pytest

import nlp_suite
from nlp_suite.results import Translation

WORDS = {
    "en": ("the", "a", "cat", "house", "sees", "Tom", "red", "very", "not", "is", "was", "in"),
    "de": ("der", "ein", "Katze", "Haus", "sieht", "Tom", "rot", "sehr", "nicht", "ist", "war"),
}
# What reaches a translation as it is written, each as often as in the source.
KEPT = (
    "https://example.org/a?b=1",
    "anna@example.org",
    "{name}",
    "{{ user }}",
    "%s",
    "%1$d",
    "${total}",
    "/etc/hosts",
    r"C:\notes\todo.txt",
    "report.pdf",
    "`git add`",
    "snake_case",
    "run()",
    "DE89370400440532013000",
    "192.168.0.1",
    "\N{GRINNING FACE}",
    "\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}",
    "猫",
    "שלום",
)
# What may be written otherwise.
OTHERS = (
    "12.50 euros",
    "$1,234.50",
    "31.12.2025",
    "2:30 p.m.",
    "50%",
    "-12",
    "1/2",
    "<b>",
    "</b>",
    "**",
    "[link](https://example.org)",
    "&nbsp;",
    '"',
    "„",
    "“",
    "(",
    ")",
    "\0",
    "\x1b[31m",
    "\ud800",
    "\udfff",
    "\u200b",
    "\u202e",
    "\ufeff",
    "e\u0301",
    "x" * 60,
    "?" * 60,
    "</s>",
    "<unk>",
    "⟨0⟩",
    "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}",
)
ENDS = (".", "!", "?", "...", ":", "", ";")
STARTS = ("", "", "", "- ", "* ", "1. ", "> ", "# ", "| ", "Anna: ", "    ", "\t", "[ ] ")
LINE_ENDS = ("\n", "\n", "\n\n", "\r\n", "\r", "\u2028", "\x0b", "\x0c", "\x85", "\n```\n")
# Characters at which Python ends a line.
LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def make_sentence(rng: random.Random, language: str, kept: list[str]) -> str:
    words = []
    for _ in range(rng.randint(1, 6)):
        draw = rng.random()
        if draw < 0.8:
            words.append(rng.choice(WORDS[language]))
        elif draw < 0.9:
            words.append(rng.choice(KEPT))
            kept.append(words[-1])
        else:
            words.append(rng.choice(OTHERS))
    sentence = rng.choice((" ", " ", " ", " ", "\u00a0", "  ")).join(words)
    return sentence[:1].upper() + sentence[1:] + rng.choice(ENDS)


def make_text(rng: random.Random, language: str) -> tuple[str, list[str]]:
    """A text, and what of it must be kept."""
    kept: list[str] = []
    lines = []
    for _ in range(rng.choice((1, 1, 1, 1, 2, 3))):
        sentences = [make_sentence(rng, language, kept) for _ in range(rng.choice((1, 1, 1, 2)))]
        lines.append(rng.choice(STARTS) + " ".join(sentences))
    text = rng.choice(("", "", "", " ", "\n")) + lines[0]
    for line in lines[1:]:
        text += rng.choice(LINE_ENDS) + line
    return text + rng.choice(("", "", "", "\n", " ", "\r\n")), kept


def make_options(rng: random.Random) -> dict[str, Any]:
    options: dict[str, Any] = {"beam_size": 1}
    if rng.random() < 0.1:
        options = {"beam_size": rng.choice((2, 4)), "n_best": rng.choice((1, 2))}
    if rng.random() < 0.05:
        options["attention"] = True
    if rng.random() < 0.1:
        options["formality"] = rng.choice(("formal", "informal"))
    if rng.random() < 0.1:
        options["keep"] = ["cat", "Katze"]
    if rng.random() < 0.1:
        options["glossary"] = {"house": "Heim", "Haus": "home"}
    if rng.random() < 0.05:
        options["max_length"] = rng.choice((1, 3, 20))
    if rng.random() < 0.05:
        options["no_repeat_ngram_size"] = rng.choice((1, 3))
    return options


def faults_of(text: str, kept: list[str], found: Translation, options: dict[str, Any]) -> list[str]:
    """What is not as it is promised of a translation."""
    faults = []
    if found.source != text:
        faults.append("source")
    position, rest, result = 0, [], found.text
    for sentence in found.sentences:
        if not position <= sentence.start <= sentence.end <= len(text):
            faults.append("places")
        rest.append(text[position : sentence.start])
        position = sentence.end
        if len(sentence.n_best) > options.get("n_best", 1):
            faults.append("n_best")
        if sentence.quality is not None and not 0 <= sentence.quality <= 1:
            faults.append("quality")
        matrix = sentence.attention
        if matrix is not None and matrix.shape != (
            len(sentence.tokens),
            len(sentence.source_tokens),
        ):
            faults.append("attention")
    rest.append(text[position:])
    # What is between the sentences stays, and the sentences stand between it.
    for i, between in enumerate(rest):
        if not result.startswith(between):
            faults.append(f"between: {between!r}")
            break
        result = result[len(between) :]
        if i < len(found.sentences):
            if not result.startswith(found.sentences[i].text):
                faults.append("sentence")
                break
            result = result[len(found.sentences[i].text) :]
    else:
        if result:
            faults.append("more than the sentences")
    if LINE_END.findall(found.text) != LINE_END.findall(text):
        faults.append("lines")
    if "max_length" not in options:
        lost = [one for one in set(kept) if found.text.count(one) < text.count(one)]
        faults += [f"lost: {one!r}" for one in lost]
    return faults


@functools.cache
def load_precise(source: str) -> Any:
    """A translator that computes in float32."""
    target = {"en": "de", "de": "en"}[source]
    return nlp_suite.load("translate", source=source, target=target, compute_type="float32")


@pytest.mark.filterwarnings("ignore::nlp_suite.LanguageMismatchWarning")
def test_translations(campaign):
    translators = {
        source: nlp_suite.load("translate", source=source, target=target)
        for source, target in (("en", "de"), ("de", "en"))
    }
    for rng in campaign.seeds(20_000):
        language = rng.choice(("en", "de"))
        translate = translators[language]
        made = [make_text(rng, language) for _ in range(rng.choice((1, 2, 3)))]
        texts, options = [text for text, _ in made], make_options(rng)
        what = f"{language} {options} {texts!r}"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                warnings.simplefilter("ignore", nlp_suite.LanguageMismatchWarning)
                found = translate(texts, **options)
                which = rng.randrange(len(texts))
                alone = translate(texts[which], **options) if rng.random() < 0.3 else None
        except nlp_suite.NLPSuiteError as error:
            campaign.fault("wrong", f"refused: {error} {what}")
            continue
        except Exception as error:
            campaign.fault("raw", f"{error!r} {what}")
            continue
        if alone is not None and alone.text != found[which].text:
            # Rounding to 8 bits may hit another value, as sums have other terms of padding.
            precise = load_precise(language)
            together = precise(texts, **options)[which].text
            alone_text = precise(texts[which], **options).text
            if alone_text != together:
                campaign.fault("wrong", f"alone {alone_text!r}, not {together!r}: {what}")
        for (text, kept), one in zip(made, found, strict=True):
            for fault in faults_of(text, kept, one, options):
                kind = "lost" if fault.startswith("lost") else "wrong"
                campaign.fault(kind, f"{fault}: {text!r} -> {one.text!r} {options}")
