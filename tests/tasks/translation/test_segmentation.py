"""What a translator gives to its model."""

# ruff: noqa: RUF001 - dashes are what this is about.

import re
import time
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.translation.segmentation import cut_to_fit, sentences_of_lines


def words(parts):
    return [len(part.split()) for part in parts]


def characters(parts):
    return [len(part) for part in parts]


class Source(NamedTuple):
    text: str
    num_tokens: int


def preparing(count):
    return lambda parts: [*map(Source, parts, count(parts))]


def cut(sentence, max_tokens, count=words, forbidden=()):
    parts = cut_to_fit([sentence], max_tokens, preparing(count), {sentence: forbidden})[sentence]
    for (start, end), source in parts.items():
        assert source.text == sentence[start:end]
    return [source.text for source in parts.values()]


def test_a_line_break_and_a_tab_end_a_sentence():
    text = "\tHe ran. She\r\nslept\tlong.\n\n  Why?\u2028Yes.\v"
    found = [text[start:end] for start, end in sentences_of_lines(text)]
    assert found == ["He ran.", "She", "slept", "long.", "Why?", "Yes."]


def test_the_language_of_the_text():
    text = "Il sig. Rossi dorme.\tCiao."
    for language, expected in (("it", 2), ("en", 3)):
        assert len(sentences_of_lines(text, language)) == expected


@given(st.text(st.sampled_from("aB .?!\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029\u00a0ß1\0")))
def test_all_letters_and_digits_are_in_sentences(text):
    position = 0
    for start, end in sentences_of_lines(text):
        # A number and a stop may be those of a list.
        assert re.fullmatch(r"[^\w]*(?:1\.\s[^\w]*)*", text[position:start])
        assert text[start:end] == text[start:end].strip() != ""
        assert len(text[start:end].splitlines()) == 1
        assert "\t" not in text[start:end]
        position = end
    assert not any(map(str.isalpha, text[position:]))


@given(st.text(st.sampled_from("a B1.:>#*-|`~[]()x…→🙂\n\t <!pre/")), st.sampled_from(["en", "de"]))
def test_sentences_are_in_order_and_have_no_white_space_at_their_ends(text, language):
    position = 0
    for start, end in sentences_of_lines(text, language):
        assert position <= start < end
        assert text[start:end] == text[start:end].strip()
        assert any(map(str.isalnum, text[start:end]))
        position = end


@pytest.mark.parametrize(
    ("line", "content"),
    [
        ("2. Close the window.", ["Close the window."]),
        ("  1.2.3. Close it.", ["Close it."]),
        ("IV. Results", ["Results"]),
        ("- Where are you?", ["Where are you?"]),
        ("-Where are you?", ["Where are you?"]),
        ("– Where? – Here.", ["Where?", "Here."]),
        ("* I am **very** tired.", ["I am **very** tired."]),
        ("**Note:** I am tired.", ["**Note:** I am tired."]),
        ("***Very* tired**", ["***Very* tired**"]),
        ("• One", ["One"]),
        ("(a) One", ["One"]),
        ("1) One", ["One"]),
        ("☐ One", ["One"]),
        ("- [x] One", ["One"]),
        ("- [ ] One", ["One"]),
        ("1️⃣ One", ["One"]),
        ("[1] One", ["One"]),
        ("[^note]: One", ["One"]),
        ("> > One. Two.", ["One.", "Two."]),
        (">> One", ["One"]),
        ("> [!NOTE] One", ["One"]),
        ("!!! note One", ["One"]),
        (".. warning:: One", ["One"]),
        ("## One ##", ["One"]),
        ("# 1.2 One", ["One"]),
        ("== One ==", ["One"]),
        ("[00:12] One", ["One"]),
        ("…and one", ["and one"]),
        ("... and one", ["and one"]),
        ("→ One", ["One"]),
        ("✓ One ✓", ["One"]),
        ("★★★ One", ["One"]),
        ("Well done! 👩‍💻🙂", ["Well done!"]),
        ("One more 👍🏽 *** ---", ["One more"]),
        ("Press 1️⃣", ["Press 1️⃣"]),
        ("20 °", ["20 °"]),
        # What is no mark.
        ("-12 degrees", ["-12 degrees"]),
        ("-v prints it.", ["-v prints it."]),
        ("12 men came.", ["12 men came."]),
        ("1.5 litres of milk", ["1.5 litres of milk"]),
        ("#one is trending", ["#one is trending"]),
        ("A. Smith came.", ["A. Smith came."]),
        ("Wait...", ["Wait..."]),
        ("a | b is one of both", ["a | b is one of both"]),
        ("***", []),
        ("---", []),
        ("* * *", []),
        ("🙂", []),
    ],
)
def test_marks_are_outside_of_sentences(line, content):
    assert [line[start:end] for start, end in sentences_of_lines(line)] == content
    text = f"One.\n{line}\nTwo."
    found = [text[start:end] for start, end in sentences_of_lines(text)]
    assert found == ["One.", *content, "Two."]


@pytest.mark.parametrize(
    ("line", "language", "content"),
    [
        ("3. Oktober 2020", "de", "3. Oktober 2020"),
        ("II. Weltkrieg", "de", "II. Weltkrieg"),
        ("3. Fenster schließen", "de", "Fenster schließen"),
        ("3. října", "cs", "3. října"),
        ("3. Zavřete okno.", "cs", "Zavřete okno."),
    ],
)
def test_an_ordinal_number_is_no_mark(line, language, content):
    assert [line[start:end] for start, end in sentences_of_lines(line, language)] == [content]


@pytest.mark.parametrize(
    ("line", "content"),
    [
        ("TOM: Where are you?", ["Where are you?"]),
        ("MRS. O'NEILL 2: Here. Now.", ["Here.", "Now."]),
        ("- TOM: - Where?", ["Where?"]),
        ("WARNING: Do not open.", ["WARNING", "Do not open."]),
        ("STEP 2: Open it.", ["STEP 2", "Open it."]),
        ("WICHTIG: Bitte lesen.", ["WICHTIG", "Bitte lesen."]),
        ("Tom: Where are you?", ["Tom: Where are you?"]),
        ("TOM:Where", ["TOM:Where"]),
        ("TOM:", ["TOM:"]),
        ("FIRE ALARM: LEAVE THE BUILDING", ["FIRE ALARM: LEAVE THE BUILDING"]),
    ],
)
def test_speakers_stay_and_labels_do_not(line, content):
    assert [line[start:end] for start, end in sentences_of_lines(line)] == content


def test_cells_of_tables():
    text = r"""
| Name  | What \| why |
|:------|-----------:|
| Tom   | 2. One. Two. |

left | right
--- | ---
up   | down

this | that
> | quoted |
│ box │ two │
"""
    assert [text[start:end] for start, end in sentences_of_lines(text)] == [
        "Name", r"What \| why", "Tom", "One.", "Two.", "left", "right", "up", "down",
        "this | that", "quoted", "box", "two",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "piece",
    ["|", "> ", "```\n", "a|", "|a b. C", "~~~a\n", "1. ", "→", "\ufe0f", "A.", "- ", "(", "[",
     "<pre", "<pre>", "<!--", "|-\n", "#", "=", " ", "…", "\0", "\ud800", "A: ", "A-", "[^", "-->"],
)  # fmt: skip
def test_hostile_text_takes_linear_time(piece, assert_quick):
    text = piece * (60_000 // len(piece) if " " not in piece and "|" not in piece else 10_000)

    def work():
        sentences_of_lines(text)
        sentences_of_lines(f"x {text} y")

    assert_quick(work, seconds=2)


@pytest.mark.parametrize(
    ("sentence", "window", "parts"),
    [
        ("one two three", 3, ["one two three"]),
        ("one two, three four", 2, ["one two,", "three four"]),
        ("one two  three four", 2, ["one two", "three four"]),
        # A clause ends where white space follows, so no number is cut.
        ("about 1,000 men", 2, ["about", "1,000 men"]),
        # The end of a clause wins over white space nearer to the middle,
        ("one two three; four five six seven", 4, ["one two three;", "four five six seven"]),
        ("he came \u2013 she went away", 5, ["he came \u2013", "she went away"]),
        # but not if it is far from there.
        ("so, two three four five six", 3, ["so, two three", "four five six"]),
    ],
)
def test_where_a_sentence_is_cut(sentence, window, parts):
    assert cut(sentence, window) == parts


def test_a_word_is_cut_only_if_there_is_no_other_way():
    assert cut("ab cdefghijkl", 6, characters) == ["ab", "cdefg", "hijkl"]
    assert cut("ab", 0, characters) == ["a", "b"]


@given(
    st.text(st.sampled_from("ab ,;:\t\u2013"), min_size=1, max_size=80).map(str.strip).filter(len),
    st.integers(1, 9),
    st.sampled_from([words, characters]),
)
def test_every_part_fits_and_nothing_is_lost(sentence, window, count):
    parts = cut(sentence, window, count)
    assert all(parts)
    assert all(n <= window for n in count(parts))
    rest = sentence
    for part in parts:
        before, found, rest = rest.partition(part)
        assert found == part
        assert not before.strip()
    assert not rest.strip()


@pytest.mark.parametrize(
    ("sentence", "forbidden", "window", "parts"),
    [
        ("one two three four", [(4, 13)], 2, ["one", "two three", "four"]),
        ("one two, three four", [(4, 14)], 2, ["one", "two, three", "four"]),
        # It is longer than a part, and has no other place to cut.
        ("one two three four", [(0, 18)], 2, ["one two three four"]),
        ("one two three four", [(0, 13)], 2, ["one two three", "four"]),
    ],
)
def test_a_sentence_is_not_cut_within_a_forbidden_stretch(sentence, forbidden, window, parts):
    assert cut(sentence, window, forbidden=forbidden) == parts


def test_a_word_is_cut_beside_a_forbidden_stretch():
    assert cut("abcdefgh", 4, characters, forbidden=[(3, 6)]) == ["abc", "def", "gh"]
    assert cut("abcdefgh", 4, characters, forbidden=[(3, 8)]) == ["abc", "defgh"]
    long = "x" * 30_000
    assert cut(long, 50, characters, forbidden=[(0, 30_000)]) == [long]


@given(
    st.text(st.sampled_from("ab ,"), min_size=1, max_size=60).map(str.strip).filter(len),
    st.lists(st.integers(0, 60), max_size=8, unique=True).map(sorted),
    st.integers(1, 9),
)
def test_no_part_starts_or_ends_within_a_forbidden_stretch(sentence, ends, window):
    ends = [at for at in ends if at <= len(sentence)]
    forbidden = [*zip(ends[::2], ends[1::2], strict=False)]
    found = cut_to_fit([sentence], window, preparing(characters), {sentence: forbidden})[sentence]
    assert "".join(sentence.split()) == "".join(
        "".join(part.text for part in found.values()).split()
    )
    for span in found:
        for start, end in forbidden:
            assert not any(start < at < end for at in span)


def test_what_fits_is_not_cut_and_all_are_prepared_together():
    calls = []

    def count(parts):
        calls.append(list(parts))
        return words(parts)

    found = cut_to_fit(["one two", "three four five six", "seven"], 2, preparing(count))
    assert [len(parts) for parts in found.values()] == [1, 2, 1]
    assert calls == [
        ["one two", "three four five six", "seven"],
        ["three four", "five six"],
    ]


@pytest.mark.parametrize("text", ["x" * 100_000, "x, " * 30_000 + "x", "x" * 50_000 + " y" * 9_999])
def test_a_very_long_line(text):
    started = time.process_time()
    assert max(map(len, cut(text, 50, characters))) <= 50
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("<p>One thing</p><p>Another</p>", ["One thing", "Another"]),
        ("<li>12.50 euros<br/>with tax</li>", ["12.50 euros", "with tax"]),
        ('<tr><td class="a">Name</td><TD>Age</TD></tr>', ["Name", "Age"]),
        ("<p>A <b>bold</b> word</p>", ["A <b>bold</b> word"]),
        ("Write `<br>` where a line ends.", ["Write `<br>` where a line ends."]),
        ("Jane Doe | Sales Manager", ["Jane Doe", "Sales Manager"]),
        ("P(A | B) and x | y", ["P(A | B) and x | y"]),
        ("Qty  Item name      Total", ["Qty", "Item name", "Total"]),
        ("Two  spaces by mistake.", ["Two  spaces by mistake."]),
    ],
)
def test_layout_is_outside_of_sentences(line, sentences):
    assert [line[start:end] for start, end in sentences_of_lines(line)] == sentences


@pytest.mark.parametrize("piece", ["<p ", "<br>", "a   ", " | Ab", "`<p>", "   "])
def test_layout_of_hostile_lines_takes_no_time(piece):
    start = time.process_time()
    sentences_of_lines(piece * (100_000 // len(piece)))
    assert time.process_time() - start < 3
