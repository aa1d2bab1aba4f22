"""Values of a source: what the target language writes for them, and which a translation lacks."""

import subprocess
import sys
import time
from itertools import pairwise

import pytest

from nlp_suite.text.placeables.placeable import Placeable
from nlp_suite.text.placeables.values import ValueFinder

ENGLISH_GERMAN = ValueFinder("en", "de")
GERMAN_ENGLISH = ValueFinder("de", "en")


def found(finder, text):
    return [(text[value.start : value.end], value.target) for value in finder.find(text)]


@pytest.mark.parametrize(
    ("text", "span", "target"),
    [
        ("It weighs 12.50 grams", "12.50 grams", "12,50 g"),
        ("There are 1,200 of them.", "1,200", "1.200"),
        ("1,234,567.89", "1,234,567.89", "1.234.567,89"),
        ("It is 42", "42", "42"),
        ("the year 1999.", "1999", "1999"),
        ("about .75 of it", ".75", "0,75"),
        ("It costs €18.10.", "€18.10", "18,10 €"),
        ("It costs $1.50.", "$1.50", "1,50 $"),
        ("A fine of £1,200 or more", "£1,200", "1.200 £"),
        ("It lost -$5.", "-$5", "-5 $"),
        ("US$3.50 each", "US$3.50", "3,50 US$"),
        ("EUR 18.10", "EUR 18.10", "18,10 EUR"),
        ("for 12.50 euros", "12.50 euros", "12,50 Euro"),
        ("for 5 US dollars", "5 US dollars", "5 US-Dollar"),
        ("$10-20 each", "$10-20", "10-20 $"),
        ("worth $2.5 million", "$2.5 million", "2,5 Millionen Dollar"),
        ("worth $1.2bn", "$1.2bn", "1,2 Milliarden Dollar"),
        ("1 billion people", "1 billion", "1 Milliarde"),
        ("by 7.25%.", "7.25%", "7,25 %"),
        ("by 7.25 percent", "7.25 percent", "7,25 Prozent"),
        ("on December 31, 2025.", "December 31, 2025", "31. Dezember 2025"),
        ("on 31 December 2025.", "31 December 2025", "31. Dezember 2025"),
        ("on Dec. 31, 2025.", "Dec. 31, 2025", "31. Dezember 2025"),
        ("on March 3", "March 3", "3. März"),
        ("the 3rd of March", "3rd of March", "3. März"),
        ("on Sept. 11, they", "Sept. 11", "11. September"),
        ("March 3-5, 2024", "March 3-5, 2024", "3.-5. März 2024"),
        ("in May 2024", "May 2024", "Mai 2024"),
        ("until 12/31/2025.", "12/31/2025", "31.12.2025"),
        ("until 03/04/2025.", "03/04/2025", "03/04/2025"),
        ("until 2025-12-31.", "2025-12-31", "2025-12-31"),
        ("at 7:45", "7:45", "7:45"),
        ("at 3 p.m. on Monday", "3 p.m.", "15 Uhr"),
        ("at 3:30 pm", "3:30 pm", "15:30 Uhr"),
        ("at 9:40 tonight", "9:40", "21:40 Uhr"),
        ("at 12 a.m. sharp", "12 a.m.", "0 Uhr"),
        ("3-5 pm", "3-5 pm", "15-17 Uhr"),
        ("11-1 pm", "11-1 pm", "11-13 Uhr"),
        ("at 5 o'clock", "5 o'clock", "5 Uhr"),
        ("It will be -12 degrees.", "-12", "-12"),
        ("minus 12 degrees", "minus 12", "minus 12"),
        ("Add 1/2 cup.", "1/2", "1/2"),
        ("Add 1 1/2 cups.", "1 1/2", "1 1/2"),
        ("Add ½ cup.", "½", "½"),
        ("at -1/2 of it", "-1/2", "-1/2"),
        ("5-7% more", "5-7%", "5-7 %"),
        ("7 thousand million", "7 thousand million", "7 Milliarden"),
        ("114x229 pixels", "114x229", "114x229"),
        ("EUR 40 000 more", "EUR 40 000", "40.000 EUR"),
        ("the 1000th time", "1000th", "1000."),
        ("Children aged 6-12 pay", "6-12", "6-12"),
        ("6\u201312", "6\u201312", "6\u201312"),
        ("We won 3-1.", "3-1", "3-1"),
        ("Take 500 mg daily", "500 mg", "500 mg"),
        ("2.5 km away", "2.5 km", "2,5 km"),
        ("at 68°F", "68°F", "68 °F"),
        ("16GB of memory", "16GB", "16 GB"),
        ("the 1st place", "1st", "1."),
        ("the 1990s", "1990s", "1990er"),
        ("$1,000\u2013$2,000 a year", "$1,000\u2013$2,000", "1.000\u20132.000 $"),
        ("€5-€10 each", "€5-€10", "5-10 €"),
        ("USD 5-USD 10", "USD 5-USD 10", "5-10 USD"),
        ("-€5-€10", "-€5-€10", "-5-10 €"),
        ("$1.5-$2.5 million", "$1.5-$2.5 million", "1,5-2,5 Millionen Dollar"),
        ("$500k-$2m", "$500k-$2m", "500 Tausend Dollar-2 Millionen Dollar"),
        ("5-6 million people", "5-6 million", "5-6 Millionen"),
        ("5%\u20137% more", "5%\u20137%", "5\u20137 %"),
        ("5 km-7 km", "5 km-7 km", "5-7 km"),
        ("up +7.4 points", "+7.4", "+7,4"),
        ("up +$5", "+$5", "+5 $"),
        ("at 40 km / h", "40 km / h", "40 km/h"),
    ],
)
def test_german_writes_english_values(text, span, target):
    assert found(ENGLISH_GERMAN, text) == [(span, target)]


@pytest.mark.parametrize(
    ("text", "span", "target"),
    [
        ("12,50", "12,50", "12.50"),
        ("1.200 Leute", "1.200", "1,200"),
        ("10 000 Leute", "10 000", "10,000"),
        ("10\u202f000 Leute", "10\u202f000", "10,000"),
        ("1.234.567,89", "1.234.567,89", "1,234,567.89"),
        ("Es kostet 18,10 €.", "18,10 €", "€18.10"),
        ("2,5 Millionen Euro", "2,5 Millionen Euro", "2.5 million euros"),
        ("1,5 Mrd. € mehr", "1,5 Mrd. €", "€1.5 billion"),
        ("1 Euro", "1 Euro", "1 euro"),
        ("7,25\u00a0% mehr", "7,25\u00a0%", "7.25%"),
        ("am 31. Dezember 2025", "31. Dezember 2025", "December 31, 2025"),
        ("am 31.12.2025", "31.12.2025", "December 31, 2025"),
        ("vom 3.-5. März", "3.-5. März", "March 3-5"),
        ("um 15:30 Uhr", "15:30 Uhr", "3:30 p.m."),
        ("um 15 Uhr da", "15 Uhr", "3 p.m."),
        ("um 8 Uhr", "8 Uhr", "8 o'clock"),
        ("um 8.30 Uhr", "8.30 Uhr", "8:30"),
        ("um 3 Uhr nachmittags", "3 Uhr nachmittags", "3 p.m."),
        ("von 15-17 Uhr", "15-17 Uhr", "3-5 p.m."),
        ("am 3. Tag", "3.", "3rd"),
        ("im 11. Jahr", "11.", "11th"),
        ("Es war 2025. Danach", "2025", "2025"),
        ("3. Platz für alle", "3", "3"),
        ("die 1990er", "1990er", "1990s"),
        ("bei 20 °C", "20 °C", "20°C"),
        ("für 5,- € da", "5,- €", "€5"),
        ("für 5,\u2013 €", "5,\u2013 €", "€5"),
        ("für 1.200,-- Euro", "1.200,-- Euro", "1,200 euros"),
        ("für EUR 5,-.", "EUR 5,-", "EUR 5"),
        ("für 5.- CHF", "5.- CHF", "CHF 5"),
        ("nur 5,- heute", "5", "5"),
        ("5 €\u201310 €", "5 €\u201310 €", "€5\u2013€10"),
        ("5-10 €", "5-10 €", "€5-€10"),
        ("1,5-2,5 Mio. €", "1,5-2,5 Mio. €", "€1.5-2.5 million"),
        ("5 %-7 %", "5 %-7 %", "5-7%"),
        ("um +7,4", "+7,4", "+7.4"),
    ],
)
def test_english_writes_german_values(text, span, target):
    assert found(GERMAN_ENGLISH, text) == [(span, target)]


@pytest.mark.parametrize(
    ("language", "text", "target"),
    [
        ("fr", "1,234.5", "1\u202f234,5"),
        ("fr", "€18.10", "18,10 €"),
        ("fr", "December 31, 2025", "31 décembre 2025"),
        ("fr", "March 3", "3 mars"),
        ("es", "December 31, 2025", "31 de diciembre de 2025"),
        ("ja", "December 31, 2025", "2025年12月31日"),
        ("fi", "3:30 pm", "15.30"),
        ("tr", "7.5%", "%7,5"),
        ("la", "1,234.5", "1,234.5"),
        ("zh", "300 people", "300"),
    ],
)
def test_other_languages_are_those_of_the_cldr(language, text, target):
    [value] = ValueFinder("en", language).find(text)
    assert value.target == target


@pytest.mark.parametrize(
    "text",
    [
        "$5-€10",
        "5 kg-7%",
        "€5 \u2013 €3 less",
        "1,000 to 2,000 euros",
    ],
)
def test_amounts_that_are_no_range(text):
    values = ENGLISH_GERMAN.find(text)
    assert len(values) == 2
    assert "range" not in {value.kind for value in values}


@pytest.mark.parametrize("text", ["C+5", "3+4", "a+1"])
def test_a_plus_between_terms_is_no_sign(text):
    assert "+" not in {value.target[0] for value in ENGLISH_GERMAN.find(text)}


def test_a_model_does_not_see_the_dash_in_the_place_of_cents():
    values = GERMAN_ENGLISH.find("5,- € statt 7 €")
    assert [(value.target, value.hidden) for value in values] == [("€5", True), ("€7", False)]


def test_a_stop_of_the_target_is_not_doubled():
    [value] = GERMAN_ENGLISH.find("Er kommt um 15 Uhr.")
    assert value.target == "3 p.m"


def test_places_are_those_of_the_text():
    text = "On March 3, 300 people paid €5 each."
    values = ENGLISH_GERMAN.find(text)
    assert [text[value.start : value.end] for value in values] == ["March 3", "300", "€5"]
    assert not any(value.hidden for value in values)


def test_what_is_taken_is_left_out():
    text = "Call 555 or 666 now"
    taken = [Placeable(5, 8, "phone", "555")]
    assert [value.target for value in ENGLISH_GERMAN.find(text, taken)] == ["666"]


def test_digits_of_a_word_are_no_value():
    assert ENGLISH_GERMAN.find("MP3 and H2O") == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("1,200 people", "1200 Menschen"),
        ("1,200 people", "1 200 Menschen"),
        ("12.50 each", "je 12.50"),
        ("2 cats", "zwei Katzen"),
        ("1 cat", "Ich sehe einen Kater"),
        ("the 2nd cat", "die zweite Katze"),
        ("a 3-day trip", "ein dreitägiger Ausflug"),
        ("250 cats", "zweihundertfünfzig Katzen"),
        ("12 eggs", "ein Dutzend Eier"),
        ("-12 degrees", "minus 12 Grad"),
        ("-12 degrees", "\u221212 Grad"),
        ("-12 degrees", "12 Grad unter null"),
        ("aged 6-12", "von 6 bis 12 Jahren"),
        ("won 3-1", "gewannen 3:1"),
        ("1/2 cup", "½ Tasse"),
        ("1/2 cup", "eine halbe Tasse"),
        ("2/3 of it", "zwei Drittel davon"),
        ("1 1/2 cups", "1,5 Tassen"),
        ("5%", "5 Prozent"),
        ("5%", "fünf Prozent"),
        ("10% to 20%", "10 bis 20 Prozent"),
        ("$5", "5 Dollar"),
        ("€5", "5 EUR"),
        ("£5", "5 Pfund"),
        ("10 km", "10 Kilometer"),
        ("8-GB memory", "8 GB Speicher"),
        ("20°C", "20 Grad"),
        ("the 1990s", "die Neunziger"),
        ("2.5 billion", "2,5 Milliarden"),
        ("2.5 million", "2.500.000"),
        ("from 25 billion to 55 billion", "von 25 auf 55 Mrd."),
        ("25 to 55 billion", "25 Milliarden bis 55 Milliarden"),
        ("25m people", "25 Millionen Menschen"),
        ("150M rows", "150 Mio. Zeilen"),
        ("150M rows", "150M Zeilen"),
        ("100 billion dollars", "die 100-Milliarden-Dollar-Grenze"),
        ("at 23.45", "um 23:45 Uhr"),
        ("the 1700s", "das 18. Jahrhundert"),
        ("an 8mm drill", "ein 8-mm-Bohrer"),
        ("a .45 round", "eine .45-Patrone"),
        ("at 3 p.m.", "um 15:00 Uhr"),
        ("at 3 p.m.", "um 3 Uhr nachmittags"),
        ("at 3:30 p.m.", "um halb vier nachmittags"),
        ("at 12 p.m.", "am Mittag"),
        ("at 9:40 tonight", "heute Abend um 9:40 Uhr"),
        ("at 7:45", "um 7.45 Uhr"),
        ("at 7:45", "um 7 Uhr 45"),
        ("from 1 to 4 pm", "von 13 bis 16 Uhr"),
        ("December 31, 2025", "31.12.2025"),
        ("December 31, 2025", "31. Dez. 2025"),
        ("12/31/2025", "31. Dezember 2025"),
        ("John 3:16", "Johannes 3,16"),
        ("03/04/2025", "4. März 2025"),
        ("03/04/2025", "03/04/2025"),
        ("12/31/2025", "31/12/2025"),
        ("+7.4", "+7,4"),
        ("+7.4", "um 7,4 gestiegen"),
        ("€5-€10", "5 bis 10 Euro"),
        ("€5-€10", "5 € bis 10 €"),
        ("€5-€10", "zwischen 5 und 10 €"),
        ("$1.5-$2.5 million", "1,5 bis 2,5 Millionen Dollar"),
        ("5-6 million people", "5 Millionen bis 6 Millionen Menschen"),
        ("5m-6m people", "5 bis 6 Millionen Menschen"),
        ("300 to 450 thousand", "300.000 bis 450.000"),
        ("2.000 people", "2.000 Menschen"),
        ("3g reception", "3G-Empfang"),
        ("aged 6-12", "von 6 bis zu 12 Jahren"),
        ("won 3-1", "gewannen 3 zu 1"),
        ("lost 1-3, won 3-1", "verlor 1:3, gewann 3:1"),
        ("€5, €6 and €7", "5, 6 und 7 €"),
        ("from 5% to 10%", "von 5 auf 10 Prozent"),
        ("£5", "5 britische Pfund"),
        ("$6 billion and $2 billion", "6 Milliarden an Wert und zwei Milliarden Dollar"),
        ("$5 and $10", "$5 und 10"),
        ("5 cm x 10 cm", "5 x 10 cm"),
    ],
)
def test_other_forms_of_a_value_are_not_missing(source, target):
    values = ENGLISH_GERMAN.find(source)
    assert values
    assert ENGLISH_GERMAN.missing(values, target) == []
    assert ENGLISH_GERMAN.count_extra(values, target) == 0


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("-12 degrees", "12 Grad"),
        ("500 mg", "500 Meilen"),
        ("500 mg", "500 g"),
        ("216 millilitres", "216 Millilitres"),
        ("269 centimetres", "269 Zentimetres"),
        ("12 degrees Celsius", "12 Fahrenheit"),
        ("98889", "9889"),
        ("€18.10", "18,10 Dollar"),
        ("€18.10", "18,10"),
        ("5%", "5"),
        ("1,200", "1,200"),
        ("12.50", "1250"),
        ("2.5 billion", "2,5 Billionen"),
        ("2 and 2", "2"),
        ("December 31, 2025", "31. November 2025"),
        ("December 31, 2025", "Dezember 2025"),
        ("at 3 p.m.", "um 3 Uhr"),
        ("1/2 cup", "eine Tasse"),
        ("¾ mile", "3ampa4 Meilen"),
        ("at 7:15", "um 19:15 Uhr"),
        ("at 7:15 a.m.", "um 19:15 Uhr"),
        ("£40 million", "40 Millionen GB"),
        ("6-12", "6"),
        ("3-1", "3:2"),
        ("30 people", "drei Leute"),
        ("-1/2 of it", "1/2 davon"),
        ("114x229 pixels", "114x29 Pixel"),
        ("10 trillion", "10 Trillionen"),
        ("On 12/31/2025 we close.", "Am 12/31/2025 schließen wir."),
        ("+7.4", "+7.4"),
        ("-7.4", "-7.4"),
        ("3-1", "1-3"),
        ("3-1", "1:3"),
        ("3-1", "1 zu 3"),
        ("lost 3-1, won 1-3", "verlor 3:1 und 3:1"),
        ("1.5-2.5 km", "2,5-1,5 km"),
        ("$1,000\u2013$2,000", "1.000 2.000 $"),
        ("€5-€10", "5 € 10 €"),
        ("5-10 kg", "10-5 kg"),
        ("€4.32 more", "4,32 mehr €"),
        ("€4.77 for a room", "Es waren Euro für ein Zimmer ohne Bad 4,77"),
        ("3 of €5", "5 von 3 €"),
        ("3 of €5", "5 statt 3 Euro"),
        ("5 kg", "5 Euro und 3 kg"),
    ],
)
def test_values_that_a_translation_lacks(source, target):
    values = ENGLISH_GERMAN.find(source)
    assert [one.target for one in ENGLISH_GERMAN.missing(values, target)] == [values[-1].target]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("um 15:30 Uhr", "at 3:30 p.m."),
        ("um 15:30 Uhr", "at 15:30"),
        ("um 15 Uhr", "at three in the afternoon"),
        ("um 7:30 Uhr", "at half past seven"),
        ("31.12.2025", "31 Dec 2025"),
        ("2,5 Mrd. €", "€2.5bn"),
        ("2,5 Millionen", "2.5 million"),
        ("250 Katzen", "two hundred and fifty cats"),
        ("1.200 Katzen", "twelve hundred cats"),
        ("5 Prozent", "five per cent"),
        ("am 3. Tag", "on the third day"),
    ],
)
def test_other_forms_in_english_are_not_missing(source, target):
    values = GERMAN_ENGLISH.find(source)
    assert values
    assert GERMAN_ENGLISH.missing(values, target) == []


@pytest.mark.parametrize("target", ["at 3:20 a.m.", "at 3:20 until the morning", "at 3:20"])
def test_the_half_of_the_day_must_be_the_right_one(target):
    values = GERMAN_ENGLISH.find("um 15.20 Uhr")
    assert GERMAN_ENGLISH.missing(values, target) == values
    assert GERMAN_ENGLISH.missing(values, f"{target} in the afternoon") == []


@pytest.mark.parametrize("target", ["on 21,2,1920", "on 21, 1920", "on 21.2.1920"])
def test_the_month_of_a_date_must_be_part_of_a_date(target):
    values = GERMAN_ENGLISH.find("am 21.2.1920")
    assert GERMAN_ENGLISH.missing(values, target) == values


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("fr", "1,234.5 km", "1 234,5 km"),
        ("fr", "December 31, 2025", "le 31 décembre 2025"),
        ("fr", "at 3:30 p.m.", "à 15h30"),
        ("es", "1,200 people on March 3", "1200 personas el 3 de marzo"),
        ("ja", "December 31, 2025", "2025年12月31日"),
        ("zh", "300 people", "有300人"),
        ("ar", "300 people", "٣٠٠ شخص"),
        ("ru", "€1,200", "1 200 евро"),
    ],
)
def test_values_are_read_in_other_languages(language, source, target):
    finder = ValueFinder("en", language)
    values = finder.find(source)
    assert values
    assert finder.missing(values, target) == []
    assert finder.missing(values, "x 999") == values


def test_values_are_found_in_other_languages():
    [date, amount, number] = ValueFinder("fr", "en").find("Le 3 mars 2024, 18,10 € et 1 200 mots")
    assert date.target == "March 3, 2024"
    assert amount.target == "€18.10"
    assert number.target == "1,200"
    [number] = ValueFinder("zh", "en").find("有300人")
    assert number.target == "300"


def test_babel_is_not_imported_for_english_and_german():
    code = (
        "import sys\n"
        "from nlp_suite.text.placeables.values import ValueFinder\n"
        "finder = ValueFinder('en', 'de')\n"
        "finder.find('no digits')\n"
        "assert 'nlp_suite.text.placeables.value_reader' not in sys.modules\n"
        "assert not finder.missing(finder.find('$1,200'), '1.200 Dollar')\n"
        "print('babel' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_small_numbers_may_be_words_of_any_language():
    finder = ValueFinder("en", "fr")
    assert finder.missing(finder.find("2 cats"), "deux chats") == []
    assert finder.missing(finder.find("2000 cats"), "des chats") != []


def test_values_that_the_source_does_not_have_are_counted():
    values = ENGLISH_GERMAN.find("2 cats")
    assert ENGLISH_GERMAN.count_extra(values, "2 Katzen und 3 Hunde am 5.6.2024") == 2
    assert ENGLISH_GERMAN.count_extra([], "3 Hunde", "three dogs") == 0
    code = Placeable(0, 6, "code", "BA 249")
    assert ENGLISH_GERMAN.count_extra([code], "Flug BA 249") == 0


@pytest.mark.parametrize("finder", [ENGLISH_GERMAN, GERMAN_ENGLISH, ValueFinder("fr", "ru")])
@pytest.mark.parametrize(
    "text",
    [
        "1." * 2_000,
        "1," * 2_000,
        "1, " * 2_000,
        "1 " * 2_000,
        "1-" * 2_000,
        "-" * 100_000 + "1",
        "1" * 100_000,
        "1 000" + " 000" * 1_000,
        "$" * 100_000 + "1",
        "1/2 " * 1_000,
        "1" + "a" * 100_000,
        "1" + " " * 100_000,
        "May " * 2_000 + "1",
        "1 million " * 1_000,
        "hundert" * 10_000 + " 1",
        "\x00\ud8001\u0301",
        "٣٤ and 1२",
        "½" * 1_000,
        "€5-" * 2_000,
        "5,- € " * 1_000,
        "3-1 und " * 1_000,
        "+" * 100_000 + "7.4",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_any_text_is_read_in_linear_time(finder, text):
    start = time.process_time()
    values = finder.find(text)
    finder.missing(values, text)
    finder.count_extra(values, text, text)
    finder.missing(values, "x")
    assert time.process_time() - start < 3
    assert all(a.end <= b.start for a, b in pairwise(values))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("um 03:10 Uhr", "at 03:10am"),
        ("um 23.35 Uhr", "at 23:35pm"),
        ("um 23.55 Uhr", "at 23,55pm"),
        ("um 7.55 Uhr", "at 7,55 p.m."),
    ],
)
def test_a_half_of_the_day_with_24_hours_is_no_time_of_english(source, target):
    values = GERMAN_ENGLISH.find(source)
    assert GERMAN_ENGLISH.missing(values, target) == values


@pytest.mark.parametrize("target", ["at 03:10", "at 3:10 a.m.", "at 3.10am"])
def test_other_ways_to_write_a_time_in_english(target):
    assert GERMAN_ENGLISH.missing(GERMAN_ENGLISH.find("um 03:10 Uhr"), target) == []
