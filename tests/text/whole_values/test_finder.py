"""Each value as a whole, from whatever part of it an answer has."""

# ruff: noqa: RUF001 - typographic apostrophes, dashes and primes are what is tested.

import itertools
import re

import pytest

from nlp_suite.text.whole_values.finder import find_whole_values

# The value, a sentence with it, and what of it is an answer by itself.
WHOLE = {
    "addresses": [
        ("k.moor@example.com", "Write to {} at once."),
        ("ina_b+x@mail.co.uk", "Mail <{}>, please."),
        ("https://docs.example.org/v3/start.html#first", "It is at {} now."),
        ("http://example.org/a_(b)?c=1,2", "See ({})."),
        ("www.example.net/faq", "See {}."),
        ("example.co.uk", "See {}, or ask."),
        ("/etc/nginx/nginx.conf", "Open {} first."),
        (r"C:\Users\ina\notes.txt", "Open {} first."),
        (r"C:\Program Files\App\run.exe", "Open {} first."),
        ("~/work/report_final.docx", "Open {} first."),
        ("src/main.py", "Open {} first."),
        ("report-2031.pdf", "Open {}."),
        ("192.168.0.1:8080", "It listens at {} now."),
        ("2001:db8::ff00:42:8329", "It listens at {} now."),
        ("00:1B:44:11:3A:B7", "It has {} on it."),
        ("@ina_b", "Says {} there."),
        ("localhost:8080/faq", "It listens at {} now."),
        ("git@example.org:team/lamp.git", "Clone {} first."),
        ("C:/Users/ina/notes.txt", "Open {} first."),
    ],
    "codes": [
        ("DE89 3704 0044 0532 0130 00", "Pay to {} by Friday."),
        ("GB29NWBK60161331926819", "Pay to {}."),
        ("DEUTDEFF500", "The BIC is {}."),
        ("AH-12345", "Order {} was sent."),
        ("45-2219", "Order {} was sent."),
        ("2031/00317-B", "File {} was lost."),
        ("#4711", "Order {} was sent."),
        ("INV_2031_07", "Bill {} was paid."),
        ("978-3-16-148410-0", "ISBN {} is it."),
        ("978 3 16 148410 0", "ISBN {} is it."),
        ("0-306-40615-X", "ISBN {} is it."),
        ("10.1000/xyz123(2)", "The DOI {} leads to it."),
        ("2.3.1-beta.2", "Version {} came out."),
        ("v1.10", "Version {} came out."),
        ("B-XY 1234", "The car {} left."),
        ("AB12 CDE", "The car {} left."),
        ("AB-123-CD", "The car {} left."),
        ("4111 1111 1111 1111", "The card {} was stolen."),
        ("1Z 999 AA1 01 2345 6784", "The parcel {} came."),
        ("SW1A 1AA", "She lives at {} now."),
        ("K1A 0B1", "She lives at {} now."),
        ("#ff8800", "A hue of {} is it."),
        ("KA 01 AB 1234", "The car {} left."),
        ("550e8400-e29b-41d4-a716-446655440000", "The key {} is lost."),
    ],
    "phone numbers": [
        ("+44 (0)20 7946 0958", "Call {} now."),
        ("+49 30 901820", "Call {}."),
        ("(555) 010-9999", "Call {}."),
        ("555-010-9999", "Call {}."),
        ("020 7946 0958", "Call {}."),
        ("01 23 45 67 89", "Call {}."),
        ("030/1234567", "Call {}."),
        ("1-800-555-0199", "Call {}."),
    ],
    "amounts": [
        ("EUR 1,234.50", "It costs {} in all."),
        ("$3.2 billion", "It costs {}."),
        ("€ 5", "It costs {}."),
        ("1.234,50 €", "It costs {}."),
        ("20 million euros", "It costs {}."),
        ("US$5 million", "It costs {}."),
        ("US $5 million", "It costs {}."),
        ("500 USD", "It costs {} today."),
        ("Rs. 500", "It costs {}."),
        ("12 US dollars", "It costs {}."),
        ("12,5 %", "A share of {} came."),
        ("45%", "A share of {} came."),
        ("7.5 per cent", "A share of {} came."),
        ("3.5 million", "Some {} people came."),
        ("1 234 567", "Some {} people came."),
        ("1,234,567", "Some {} people came."),
    ],
    "measures": [
        ("-3.5 °C", "It is {} here."),
        ("−12 °C", "It is {} here."),
        ("minus 5 °C", "It is {} here."),
        ("20°C", "It is {} here."),
        ("2.4 GHz", "A chip of {} is in it."),
        ("120 km/h", "It goes {} at most."),
        ("9.8 m/s²", "It gains {} then."),
        ("±0.5 mm", "It is right to {} there."),
        ("6 ft 2 in", "He is {} tall."),
        ("5'11\"", "He is {} tall."),
        ("10 x 20 cm", "A box of {} is it."),
        ("10 × 20 × 30 mm", "A box of {} is it."),
        ("6.02 × 10^23 kg", "A mass of {} is it."),
        ("10-12 km", "They ran {} in all."),
        ("10 – 12 km", "They ran {} in all."),
        ("$5–$10", "It costs {} there."),
        ("51°30′26″N 0°7′39″W", "It is at {} there."),
        ("51.5074, -0.1278", "It is at {} there."),
        ("40.7128° N, 74.0060° W", "It is at {} there."),
        ("48.8566 N, 2.3522 E", "It is at {} there."),
        ("3/4", "Cut {} of it."),
        ("1 1/2", "Take {} cups."),
        ("2 ½", "Take {} cups."),
        ("16:9", "A ratio of {} is it."),
        ("3-0", "They won {} at home."),
    ],
    "times and dates": [
        ("2031-03-17", "Signed on {} in Leeds."),
        ("17.03.2031", "Signed on {} in Leeds."),
        ("2031-03-01T09:30:00+01:00", "At {} it ended."),
        ("12 March 2031", "Signed on {} in Leeds.", "March 2031", "2031"),
        ("March 12, 2031", "Signed on {} in Leeds.", "March", "2031"),
        ("12th of March 2031", "Signed on {}.", "of March 2031", "March 2031", "2031"),
        ("3. Mai 2031", "Gezeichnet am {} in Bern.", "Mai 2031", "2031"),
        ("9 a.m.", "It opens at {} daily."),
        ("10 p.m.", "It opens at {}"),
        ("5:30 pm", "It opens at {}."),
        ("9a.m.", "It opens at {} daily."),
        ("09:30 Uhr", "Es beginnt um {} im Saal."),
        ("14:00 GMT", "It starts at {} daily."),
        ("10:00 a.m. EST", "It starts at {} daily."),
        ("7 o'clock", "It starts at {} daily."),
    ],
    "words": [
        ("O'Neill", "The name is {} here."),
        ("O’Neill", "The name is {} here."),
        ("Jean-Luc", "The name is {} here."),
        ("Stratford-upon-Avon", "They went to {} then."),
        ("twenty-first", "It was the {} time."),
        ("rock 'n' roll", "They played {} there."),
        ("don't", "They {} go."),
        ("T-shirt", "He wore a {} then."),
        ("2,4-dinitrophenol", "It is made of {} here."),
        ("C++", "He wrote {} then."),
        ("AT&T", "He works at {} now."),
        ("node.js", "He uses {} now."),
        ("TCP/IP", "It speaks {} now."),
        ("COVID-19", "She had {} then."),
        ("Ca(OH)2", "It is made of {} here."),
        ("CuSO4·5H2O", "It is made of {} here."),
        ("Qxe7+", "He played {} then."),
        ("O-O-O", "He played {} then."),
        ("e8=Q#", "He played {} then."),
        ("U.S.", "They went to the {} in 2031."),
        ("U.S.A.", "They went to the {}"),
        ("Ph.D.", "She has a {} now."),
        ("e.g.", "It says {} there."),
    ],
    "more": [
        ("Maria.O'Hara@jobs.example.ie", "Write to {} today."),
        ("urn:isbn:0451450523", "It is {} there."),
        ("arXiv:1706.03762v5", "See {} for it."),
        ("$HOME/.config/app.toml", "Put it in {} please."),
        ("CHF 1'450.–", "It is {} a month."),
        ("4.2 m x 3.8 m", "It measures {} inside."),
        ("5 m × 4 m × 3 m", "It is {} large."),
        ("5 ± 0.2 mm", "It is {} long."),
        ("5.4 l/100 km", "It takes {} of fuel."),
        ("85 dB(A)", "It has {} at night."),
        ("≤ 5 mg", "Take {} of it."),
        ("§§ 12", "See {} for it."),
        ("1:59:40.2", "The time was {} in all."),
        ("'80s", "It was in the {} there."),
        ("0900 hours", "It starts at {} there."),
        ("089 / 12 34 56-78", "Dial {} at once."),
        ("RR 123 456 785 DE", "Track {} now."),
        ("EP 1 234 567 B1", "Patent {} was granted."),
        ("US 9,876,543 B2", "Patent {} was granted."),
        ("ISO 9001:2015", "It meets {} now."),
        ("IEEE 802.11ax", "It meets {} now."),
        ("4(2)(b)", "Section {} applies."),
        ("rgb(255,136,0)", "Use {} here."),
        ("ASP.NET", "It uses {} here."),
        ("J. R. R. Tolkien", "It was {} who came.", "Tolkien"),
        ("1. e4", "White began with {} there."),
        ("3...Nf6", "Black went {} then."),
    ],
}


def parts(text, start, end):
    """Returns what becomes of each span of words and marks from one place to another."""
    moves = find_whole_values(text)
    tokens = [match.span() for match in re.finditer(r"[^\W_]+|[^\w\s]|_", text)]
    inside = [token for token in tokens if token[0] >= start and token[1] <= end]
    spans = itertools.combinations_with_replacement(inside, 2)
    return {text[slice(*moves.widen(first[0], last[1]))] for first, last in spans}


@pytest.mark.parametrize("case", [case for cases in WHOLE.values() for case in cases])
def test_whole(case):
    value, template, *answers = case
    start = template.index("{}")
    found = parts(template.replace("{}", value), start, start + len(value))
    by_themselves = {part for part in found if part.strip(" ,.") in answers}
    assert found - by_themselves == {value}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("It was there from 1914–1918.", "1914"),
        ("The 18-year-old won.", "18"),
        ("It spans 7,000,000 square kilometres.", "7,000,000"),
        ("It was Anna's bike.", "Anna"),
        ("A Berlin-based firm built it.", "Berlin"),
        ("In mid-July it rained.", "July"),
        ("They came in March 2031.", "March"),
        ("They came in March 2031.", "2031"),
        ("The bike was red.", "red"),
        ("It was no. And so on.", "no"),
        ("He saw Paris and/or Rome.", "Paris"),
        ("They left in 2031, 20 of them.", "2031"),
        ("It is a study.12 Others say no.", "study"),
        ("It ended.Then it began.", "ended"),
        ("It rose in 2031[12] again.", "2031"),
        ("The Smith (2031) study.", "2031"),
        ("In the US 2031 was cold.", "2031"),
        ("At 9 in Rome.", "9"),
        ("It has vitamin C. Another has none.", "C"),
        ("See 5 x in it.", "5"),
        ("They came in 3. Then they went.", "3"),
        ("Rome—2031—was cold.", "2031"),
    ],
)
def test_an_answer_by_itself(text, answer):
    start = text.index(answer)
    moves = find_whole_values(text)
    assert text[slice(*moves.widen(start, start + len(answer)))] == answer


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        (
            "It spans 7,000,000 square kilometres.",
            "7,000,000 square",
            "7,000,000 square kilometres",
        ),
        ("It spans 7,000,000 square kilometres.", "000", "7,000,000"),
        ("It was from 1914–18.", "18", "1914–18"),
        ("The 18-year-old won.", "year-old", "18-year-old"),
        ("She works for Acme Inc. in Leeds.", "Acme Inc", "Acme Inc."),
        ("She works for Acme Inc.", "Acme Inc", "Acme Inc."),
        ("He is John Smith Jr. himself.", "John Smith Jr", "John Smith Jr."),
        ("He moved to Washington D.C. then.", "Washington D", "Washington D.C."),
    ],
)
def test_what_an_answer_has_a_part_of(text, part, whole):
    start = text.index(part)
    moves = find_whole_values(text)
    assert text[slice(*moves.widen(start, start + len(part)))] == whole


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1 ", "1-", "1.", "1,", "1:", "1/", "1° ", "$1 ", "+1 ", "EUR 1 ", "1 x 1 ", "1 000 ",
        "12 March 2031 ", "March 12, ", "AB12 ", "DE12 1234 ", "1 a.m. ", "5'11\" ", "a-", "a.",
        "A.", "a'", "a@", "a@a", "/", "A/", "\\", "a\\ ", "C:\\a b", "http://", "www.", "(",
        "(1", "(a)", "[1]", "#", "_", "'n' ", "a\u200d", "\u0301", "\U0001f1e9", "Inc.", "漢1",
        "J. ", "A. B. C", "1. e4 ", "4(2)", "'80s", "§ 1", "$a/b", "1 m x 1 m x ",
        "\ud800",
        "a" * 4000 + "@ ", "1-" + "a" * 4000 + " ", "a." * 2000 + " ",
        "[1]" * 1300 + "x ",
        "(" * 4000 + "1 ", "1" + ")" * 4000 + " ", "a:" * 2000 + " ", "a/" * 2000 + " ",
    ],
)  # fmt: skip
def test_time_is_linear(piece, assert_quick):
    text = piece * (16_000 // len(piece))
    assert_quick(lambda: find_whole_values(text), seconds=1)


@pytest.mark.parametrize(
    "text", ["It was in 1972 .", "5 .", "It cost 5 ..", "5 . 3", "5 -", "$5 ."]
)
def test_a_mark_alone_behind_a_number_is_no_unit(text):
    # As texts have it whose tokens stand apart.
    assert find_whole_values(text) is not None
