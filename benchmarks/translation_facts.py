"""Random facts that a translation has to keep, and what counts as kept.

A check of its own, which shares nothing with the one that the package has: the generator of a value
knows its right forms in the target language.
"""

import itertools
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

DATA = Path(__file__).parent / "data" / "translation_fidelity"
PARTS: dict[str, Any] = tomllib.loads((DATA / "facts.toml").read_text(encoding="utf-8"))
Rng = np.random.Generator
Item = TypeVar("Item")

MINUS, EN_DASH = "\u2212", "\u2013"
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}
NUMBER_WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn zwanzig",
}
OTHER_NUMBER_WORDS = {
    "en": "one thirty forty hundred thousand third first half",
    "de": "ein dreißig vierzig hundert zweihundert tausend zweimal dreimal halb mehrmals",
}
TENS = {
    "en": "thirty forty fifty sixty seventy eighty ninety",
    "de": "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
}
# The symbol, and the words of English and German for it.
UNITS: dict[str, dict[str, tuple[str, ...]]] = {
    "km": {
        "en": ("kilometres", "kilometers", "kilometre", "kilometer", "kms"),
        "de": ("Kilometer", "Kilometern"),
    },
    "m": {"en": ("metres", "meters", "metre", "meter"), "de": ("Meter", "Metern")},
    "cm": {
        "en": ("centimetres", "centimeters", "centimetre", "centimeter"),
        "de": ("Zentimeter", "Zentimetern"),
    },
    "kg": {
        "en": ("kilograms", "kilos", "kilogram", "kilogrammes"),
        "de": ("Kilogramm", "Kilo", "Kilos"),
    },
    "g": {"en": ("grams", "grammes", "gram"), "de": ("Gramm",)},
    "mg": {"en": ("milligrams", "milligram", "milligrammes"), "de": ("Milligramm",)},
    "l": {"en": ("litres", "liters", "litre", "liter", "L"), "de": ("Liter", "Litern")},
    "ml": {
        "en": ("millilitres", "milliliters", "millilitre", "milliliter", "mL"),
        "de": ("Milliliter", "Millilitern"),
    },
    "km/h": {
        "en": ("kilometres per hour", "kilometers per hour", "kilometres an hour", "kph"),
        "de": ("Kilometer pro Stunde", "Stundenkilometer", "Kilometern pro Stunde"),
    },
    "°C": {"en": ("degrees Celsius", "degrees C"), "de": ("Grad Celsius", "Grad")},
    "GB": {"en": ("gigabytes",), "de": ("Gigabyte",)},
    "MB": {"en": ("megabytes",), "de": ("Megabyte",)},
    "kWh": {"en": ("kilowatt hours", "kilowatt-hours"), "de": ("Kilowattstunden",)},
}
# The symbol, what may stand before a number, and what behind it.
CURRENCIES: dict[str, dict[str, tuple[str, ...]]] = {
    "€": {"en": ("euros", "euro", "EUR", "€"), "de": ("Euro", "Euros", "EUR", "€")},
    "$": {
        "en": ("dollars", "dollar", "USD", "US dollars", "$"),
        "de": ("Dollar", "Dollars", "US-Dollar", "USD", "$"),
    },
    "£": {
        "en": ("pounds", "pound", "GBP", "£", "pounds sterling"),
        "de": ("Pfund", "britische Pfund", "Pfund Sterling", "GBP", "£"),
    },
}
CODES = {"€": "EUR", "$": "USD", "£": "GBP"}
FRACTION_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "1/2": {
        "en": ("half", "one half"),
        "de": ("halb", "halbe", "halben", "halber", "halbes", "halbem", "Hälfte"),
    },
    "1/3": {"en": ("third", "one third"), "de": ("Drittel", "Drittels")},
    "2/3": {
        "en": ("two thirds", "two-thirds"),
        "de": ("zwei Drittel", "zwei Dritteln", "zweidrittel"),
    },
    "1/4": {"en": ("quarter", "one quarter", "fourth"), "de": ("Viertel", "Viertels")},
    "3/4": {
        "en": ("three quarters", "three-quarters", "three fourths"),
        "de": ("drei Viertel", "drei Vierteln", "dreiviertel"),
    },
    "1 1/2": {
        "en": ("one and a half", "1.5", "1½", "1 ½"),
        "de": ("anderthalb", "eineinhalb", "1,5", "1½", "1 ½"),
    },
    "2 1/2": {
        "en": ("two and a half", "2.5", "2½", "2 ½"),
        "de": ("zweieinhalb", "2,5", "2½", "2 ½"),
    },
}
CHARACTERS = {"1/2": "½", "1/4": "¼", "3/4": "¾", "1/3": "⅓", "2/3": "⅔"}
# Digits of an IBAN behind the two that check them, by country.
IBAN_DIGITS = {"DE": 18, "AT": 16, "CH": 17, "ES": 20, "BE": 12, "PL": 24}


class Fact(NamedTuple):
    """A fact in a source.

    Attributes:
        text: How the source has it.
        forms: The right forms of it in the target; None if that is the text itself.

    Example:
        >>> Fact("1,200", ("1.200", "1200")).forms
        ('1.200', '1200')
    """

    text: str
    forms: tuple[str, ...] | None = None


class Sentence(NamedTuple):
    """A source with its facts.

    Attributes:
        kind: Their kind.
        length: "short" or "long".
        frame: What it was before the facts were put in.
        text: The source.
        facts: The facts, in order.
    """

    kind: str
    length: str
    frame: str
    text: str
    facts: tuple[Fact, ...]


def make_sentences(source: str, target: str, count: int, seed: int = 0) -> list[Sentence]:
    """Makes sentences of every kind of fact, short and long.

    Args:
        source: The language of the sentences, "en" or "de".
        target: The language that they will be translated into.
        count: Sentences of each kind and length.
        seed: Of the choice of facts.

    Returns:
        The sentences.

    Example:
        >>> sentences = make_sentences("en", "de", 2)
        >>> len(sentences) == 2 * 2 * len(KINDS)
        True
    """
    made = []
    frames = read_frames(source)
    for (kind, (group, make)), length in itertools.product(KINDS.items(), ("short", "long")):
        # Each kind has a sequence of its own, so that a new one changes no other.
        rng = np.random.default_rng([seed, *f"{source}{kind}{length}".encode()])
        for i in range(count):
            frame = frames[length][group][i % len(frames[length][group])]
            facts = make(rng, frame, source, target)
            before, *rest = frame.split("{}")
            text = before
            for fact, part in zip(facts, rest, strict=True):
                # An abbreviation ends a sentence with its own stop.
                text += fact.text + part.removeprefix("." if fact.text[-2:] == "m." else "")
            made.append(Sentence(kind, length, frame, text, tuple(facts)))
    return made


def read_frames(language: str) -> dict[str, dict[str, list[str]]]:
    """Reads the frames of a language.

    Args:
        language: "en" or "de".

    Returns:
        For "short" and "long" the frames of each group.
    """
    read = tomllib.loads((DATA / f"{language}.toml").read_text(encoding="utf-8"))
    return {
        length: {group: lines.strip().splitlines() for group, lines in groups.items()}
        for length, groups in read.items()
    }


def is_kept(sentence: Sentence, translation: str, source: str) -> bool:
    """Says whether a translation has all the facts of a sentence.

    What is copied must be there as often as in the source, as a whole. A value must be there once,
    in one of its right forms, and without another number beside it.

    Args:
        sentence: The sentence.
        translation: Its translation.
        source: The sentence's language.

    Returns:
        Whether they are all kept.

    Example:
        >>> fact = Fact("1,200", ("1.200", "1200"))
        >>> sentence = Sentence("thousands", "short", "{} men", "1,200 men", (fact,))
        >>> is_kept(sentence, "1.200 Männer", "en"), is_kept(sentence, "1.20 Männer", "en")
        (True, False)
    """
    values = [fact.forms for fact in sentence.facts if fact.forms is not None]
    copies = [fact.text for fact in sentence.facts if fact.forms is None]
    suffix = r"(?:(?!\w)|(?=s(?!\w)))" if sentence.kind == "unknown name" else r"(?!\w)"
    for text in copies:
        pattern = _pattern(text, suffix)
        if len(re.findall(pattern, translation)) != len(re.findall(pattern, sentence.text)):
            return False
    rest = re.sub(r"[\u00a0\u202f\u2009]", " ", translation)
    for forms in values:
        ordered = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
        pattern = (
            rf"(?<!\w)(?<!\d[.,:/\-{MINUS}{EN_DASH}])(?<![\-{MINUS}](?=\d))(?:{ordered})"
            rf"(?!\w)(?![.,:/\-{EN_DASH}]\d)"
        )
        found = re.findall(pattern, rest, re.IGNORECASE)
        if not found or sum(any(map(str.isdigit, form)) for form in found) > 1:
            return False
        rest = re.sub(pattern, "", rest, flags=re.IGNORECASE)
    return not values or _has_numbers(sentence.frame, source) or not re.search(r"\d", rest)


def _pattern(text: str, suffix: str) -> str:
    before = r"(?<!\w)" if re.match(r"\w", text) else ""
    return before + re.escape(text) + (suffix if re.search(r"\w\Z", text) else "")


def _has_numbers(frame: str, language: str) -> bool:
    """Says whether a frame has a number in words, which a translation may have in digits."""
    words = f"{NUMBER_WORDS[language]} {TENS[language]} {OTHER_NUMBER_WORDS[language]}".split()
    return any(word.lower().startswith(tuple(words)) for word in re.findall(r"\w+", frame))


# What is copied.


def _pick(rng: Rng, items: Sequence[Item]) -> Item:
    return items[int(rng.integers(len(items)))]


def _digits(rng: Rng, count: int) -> str:
    return "".join(str(digit) for digit in rng.integers(0, 10, count))


def _word(rng: Rng) -> str:
    return _pick(rng, PARTS["words"])


def _url(rng: Rng) -> str:
    end = _pick(rng, ("com", "org", "de", "net", "co.uk", "io"))
    host = f"{_word(rng)}{_pick(rng, ('', '-' + _word(rng)))}.{end}"
    path = _pick(
        rng,
        (
            "",
            "/",
            f"/{_word(rng)}",
            f"/{_word(rng)}/{_word(rng)}.html",
            f"/{_word(rng)}?id={rng.integers(1000)}",
            f"/{_word(rng)}?q={_word(rng)}&page={rng.integers(1, 20)}",
            f"/{_word(rng)}/{_word(rng)}#{_word(rng)}",
            f"/~{_word(rng)}/{rng.integers(2000, 2030)}/{_word(rng)}_{_word(rng)}",
        ),
    )
    start = _pick(rng, ("https://", "https://www.", "http://", "www.", "ftp://"))
    return f"{start}{host}{path}"


def _email(rng: Rng) -> str:
    a, b, c = (_word(rng) for _ in range(3))
    user = _pick(
        rng, (a, f"{a}.{b}", f"{a}_{b}", f"{a}+{b}", f"{a[0]}.{b}", f"{a}{rng.integers(99)}")
    )
    return f"{user}@{_pick(rng, ('', 'mail.'))}{c}.{_pick(rng, ('com', 'de', 'org', 'co.uk'))}"


def _path(rng: Rng) -> str:
    a, b, c = (_word(rng) for _ in range(3))
    name = f"{c}.{_pick(rng, ('txt', 'docx', 'pdf', 'json', 'py', 'log', 'png', 'tar.gz', 'xlsx'))}"
    return _pick(
        rng,
        (
            f"C:\\Users\\{a.capitalize()}\\{name}",
            f"D:\\{a}\\{b}\\{name}",
            f"\\\\{a}\\{b}\\{name}",
            f"/home/{a}/{b}/{name}",
            f"/etc/{a}/{b}.conf",
            f"~/{a.capitalize()}/{name}",
            f"../{a}/{name}",
            f"./{a}/{name}",
            f"{a}/{b}/{name}",
            f"{a}_{b}-{rng.integers(1, 30)}.{name.split('.', 1)[1]}",
        ),
    )


def _iban(rng: Rng) -> str:
    country = _pick(rng, tuple(IBAN_DIGITS))
    account = _digits(rng, IBAN_DIGITS[country])
    letters = "".join(str(ord(letter) - 55) for letter in country)
    compact = f"{country}{98 - int(account + letters + '00') % 97:02d}{account}"
    grouped = " ".join(compact[i : i + 4] for i in range(0, len(compact), 4))
    return _pick(rng, (compact, grouped, grouped))


def _code(rng: Rng) -> str:
    letters = "".join(_pick(rng, "ABCDEFGHKLMNPRSTUVWXYZ") for _ in range(3))
    return _pick(
        rng,
        (
            f"{letters[:2]}{_digits(rng, 4)}",
            f"{rng.integers(10, 99)}-{_digits(rng, 4)}",
            f"{letters[0]}-{_digits(rng, 4)}-{letters[1:]}",
            f"INV-{rng.integers(2010, 2030)}-{_digits(rng, 5)}",
            f"#{rng.integers(1, 9)}{_digits(rng, 4)}",
            f"{letters}-{rng.integers(10, 99)}B",
            f"1Z{_digits(rng, 3)}{letters[:2]}{_digits(rng, 10)}",
            f"{letters}{_digits(rng, 3)}/{rng.integers(10, 99)}",
            f"{_digits(rng, 3)}-{_digits(rng, 7)}-{_digits(rng, 7)}",
            f"{rng.integers(1, 9)}{_digits(rng, 12)}",
        ),
    )


def _version(rng: Rng) -> str:
    a, b, c = (int(n) for n in rng.integers(0, 20, 3))
    return _pick(
        rng,
        (
            f"{a}.{b}.{c}",
            f"{a}.{b}.{c}",
            f"v{a}.{b}.{c}",
            f"v{a}.{b}",
            f"{a}.{b}.{c}-beta.{b}",
            f"{a}.{b}.{c}-rc{c}",
            f"{a}.{b}.{rng.integers(1000, 30000)}.{rng.integers(1000, 9999)}",
        ),
    )


def _ip(rng: Rng) -> str:
    v4 = ".".join(str(n) for n in [10, *rng.integers(0, 256, 3)])
    any_v4 = ".".join(str(n) for n in rng.integers(1, 256, 4))
    groups = [f"{n:x}" for n in rng.integers(1, 65536, 5)]
    return _pick(
        rng,
        (
            v4,
            any_v4,
            f"192.168.{rng.integers(256)}.{rng.integers(1, 255)}",
            f"{v4}:{rng.integers(1000, 9999)}",
            f"{v4}/24",
            f"2001:db8::{groups[0]}:{groups[1]}:{groups[2]}",
            f"fe80::{groups[3]}:{groups[4]}",
        ),
    )


def _phone(rng: Rng) -> str:
    return _pick(
        rng,
        (
            f"+49 {rng.integers(30, 99)} {rng.integers(1, 9)}{_digits(rng, 6)}",
            f"+49-89-{rng.integers(1, 9)}{_digits(rng, 5)}",
            f"+1 ({rng.integers(201, 999)}) 555-{_digits(rng, 4)}",
            f"+44 20 7946 {_digits(rng, 4)}",
            f"555-{_digits(rng, 4)}",
            f"0{rng.integers(30, 99)}/{rng.integers(1, 9)}{_digits(rng, 6)}",
            f"0151 {rng.integers(1, 9)}{_digits(rng, 7)}",
            f"({rng.integers(201, 999)}) 555-{_digits(rng, 4)}",
            f"+43 1 {_digits(rng, 3)} {_digits(rng, 2)} {_digits(rng, 2)}",
            f"0{rng.integers(30, 99)} {_digits(rng, 3)} {_digits(rng, 3)}",
        ),
    )


def _braces(rng: Rng) -> str:
    a, b, n = _word(rng), _word(rng), rng.integers(4)
    forms = ("{%s}", "{%s}", "{{ %s.name }}", "{{%s}}", "{%s_id}", "{%s, number}", "{%s:.2f}")
    form = _pick(rng, (*forms, "{{ %s | upper }}", "{%s, date, short}", f"{{{n}}}", f"{{{b}.%s}}"))
    return form % a if "%" in form else form


def _printf(rng: Rng) -> str:
    name, n = _word(rng), rng.integers(1, 4)
    forms = ("%s", "%d", "%i", "%.2f", "%@", "%lu", "%5.1f", "%-10s", "%03d", "%x")
    return _pick(rng, (*forms, f"%{n}$s", f"%{n}$d", f"%({name})s", f"%({name})d"))


def _template(rng: Rng) -> str:
    a, b = _word(rng), _word(rng)
    some = (f"${{{a}}}", f"${{{a}.{b}}}", f":{a}", f"%{{{a}}}", f"#{{{a}}}", f"<%= {a}.{b} %>")
    return _pick(rng, (*some, f"%{a.upper()}%", f"${a}", f":{a}_{b}"))


def _inline_code(rng: Rng) -> str:
    return f"`{_pick(rng, PARTS['code'])}`"


def _tag(rng: Rng) -> str:
    a, b = _word(rng), _word(rng)
    return _pick(
        rng,
        (
            f"#{a}",
            f"#{a}{b.capitalize()}",
            f"@{a}",
            f"@{a}_{b}",
            f"@{a}{rng.integers(99)}",
            f"#{a}2025",
        ),
    )


def _name(rng: Rng) -> str:
    parts = (PARTS[f"{place}_syllables"] for place in ("first", "middle", "last"))
    return _pick(rng, ("".join(_pick(rng, part) for part in parts), _pick(rng, PARTS["names"])))


def _copied(make: Callable[[Rng], str]) -> "Make":
    """Makes facts that are copied, all of a sentence different."""

    def make_facts(rng: Rng, frame: str, source: str, target: str) -> list[Fact]:  # noqa: ARG001
        texts: dict[str, None] = {}
        while len(texts) < frame.count("{}"):
            texts[make(rng)] = None
        return [Fact(text) for text in texts]

    return make_facts


def _tags(rng: Rng, frame: str, source: str, target: str) -> list[Fact]:  # noqa: ARG001
    pairs = (_pick(rng, PARTS["tags"]) for _ in range(frame.count("{}") // 2))
    return [Fact(tag) for pair in pairs for tag in pair]


# What is written in the way of the target language.


def _written(whole: int, decimals: str, language: str) -> str:
    """Writes a number as a language does."""
    comma, point = (",", ".") if language == "en" else (".", ",")
    return f"{whole:,}".replace(",", comma) + (point + decimals if decimals else "")


def _numbers(whole: int, decimals: str, language: str) -> list[str]:
    """Returns the right forms of a number, without words."""
    point = "." if language == "en" else ","
    short = decimals.rstrip("0")
    return list(
        dict.fromkeys(
            text + (point + part if part else "")
            for text in (_written(whole, "", language), str(whole), f"{whole:,}".replace(",", " "))
            for part in (decimals, short)
        )
    )


def _in_words(number: int, language: str) -> list[str]:
    """Returns the word for a small number."""
    if 2 <= number <= 20:
        return [NUMBER_WORDS[language].split()[number - 2]]
    return [TENS[language].split()[number // 10 - 3]] if number in range(30, 100, 10) else []


def _value(make: Callable[[Rng, str, str], Fact]) -> "Make":
    def make_facts(rng: Rng, frame: str, source: str, target: str) -> list[Fact]:
        return [make(rng, source, target) for _ in range(frame.count("{}"))]

    return make_facts


def _integer(rng: Rng, source: str, target: str) -> Fact:  # noqa: ARG001
    number = int(rng.integers(2, 10 ** rng.integers(2, 5)))
    return Fact(str(number), (*_numbers(number, "", target), *_in_words(number, target)))


def _thousands(rng: Rng, source: str, target: str) -> Fact:
    number = int(rng.integers(1000, 10 ** rng.integers(4, 8)))
    return Fact(_written(number, "", source), tuple(_numbers(number, "", target)))


def _some_decimals(rng: Rng, most: int = 1000) -> tuple[int, str]:
    digits = _digits(rng, int(rng.integers(1, 3)))
    # What ends in a zero may lose it, so it would be another text with the same value.
    return int(rng.integers(0, most)), digits[:-1] + str(rng.integers(1, 10))


def _decimal(rng: Rng, source: str, target: str) -> Fact:
    number = _some_decimals(rng, _pick(rng, (10, 100, 1000, 100_000)))
    return Fact(_written(*number, source), tuple(_numbers(*number, target)))


def _any_number(rng: Rng, most: int) -> tuple[int, str]:
    whole = (int(rng.integers(2, most)), "")
    return _pick(rng, (whole, _some_decimals(rng, most)))


def _sign(rng: Rng, source: str, target: str) -> Fact:
    number = _any_number(rng, 100)
    signs = {
        "-": ("-", MINUS, EN_DASH, "minus "),
        MINUS: ("-", MINUS, EN_DASH, "minus "),
        "+": ("+", "plus "),
        "±": ("±", "+/-", "plus/minus ", "plus oder minus ", "plus or minus "),
    }
    sign = _pick(rng, ("-", "-", MINUS, "+", "±"))
    unit = _pick(rng, ("", "", " °C", " degrees" if source == "en" else " Grad"))
    forms = [before + form for before in signs[sign] for form in _numbers(*number, target)]
    forms += [
        f"{before} {form[len(before) :]}" for form in forms for before in sign if form[0] == sign
    ]
    return Fact(f"{sign}{_written(*number, source)}{unit}", tuple(forms))


def _percent(rng: Rng, source: str, target: str) -> Fact:
    number = _any_number(rng, 100)
    written = {"en": ("%", "%", " percent", " per cent"), "de": (" %", "%", " Prozent", " Prozent")}
    right = {"en": ("%", " %", " percent", " per cent"), "de": ("%", " %", " Prozent")}
    words = _in_words(number[0], target) if not number[1] else []
    forms = [a + b for a in (*_numbers(*number, target), *words) for b in right[target]]
    return Fact(_written(*number, source) + _pick(rng, written[source]), tuple(forms))


def _unit(rng: Rng, source: str, target: str) -> Fact:
    number, symbol = _any_number(rng, 500), _pick(rng, tuple(UNITS))
    written = _pick(rng, (symbol, symbol, UNITS[symbol][source][0]))
    forms = [
        f"{form}{space}{unit}"
        for form in _numbers(*number, target)
        for unit in (symbol, *UNITS[symbol][target])
        for space in ("", " ")
    ]
    return Fact(f"{_written(*number, source)} {written}", tuple(forms))


def _money(rng: Rng, source: str, target: str) -> Fact:
    symbol = _pick(rng, tuple(CURRENCIES))
    million = {"en": ("million", "m"), "de": ("Millionen", "Mio.", "Mio")}
    if large := rng.random() < 0.15:
        number = (int(rng.integers(2, 90)), _pick(rng, ("", str(rng.integers(1, 10)))))
    else:
        cents = _pick(rng, ("", _digits(rng, 2)))
        number = (int(rng.integers(2, 10 ** rng.integers(1, 5))), cents)
        number = (number[0] + 2, cents)
    amount = _written(*number, source) + (f" {million[source][0]}" if large else "")
    word = CURRENCIES[symbol][source][0]
    written = {
        "en": (f"{symbol}{amount}", f"{symbol}{amount}", f"{amount} {word}"),
        "de": (f"{amount} {symbol}", f"{amount} {word}", f"{amount} {word}"),
    }
    names, code = CURRENCIES[symbol][target], CODES[symbol]
    amounts = [
        form + more
        for form in _numbers(*number, target)
        for more in ([f" {name}" for name in million[target]] if large else [""])
    ]
    forms = [f"{form}{space}{name}" for form in amounts for name in names for space in (" ", "")]
    forms += [
        f"{before}{form}" for form in amounts for before in (symbol, f"{symbol} ", f"{code} ")
    ]
    return Fact(_pick(rng, written[source]), tuple(forms))


def _date(rng: Rng, source: str, target: str) -> Fact:
    day, month, year = (int(rng.integers(*ends)) for ends in ((1, 29), (1, 13), (1900, 2031)))
    iso = f"{year}-{month:02d}-{day:02d}"
    own, other = (MONTHS[language].split()[month - 1] for language in (source, target))
    numeric = f"{day:02d}.{month:02d}.{year}"
    written = {
        "en": (f"{own} {day}, {year}", f"{day} {own} {year}", f"{own} {day}", f"{day} {own}", iso),
        "de": (f"{day}. {own} {year}", f"{day}. {own}", numeric, f"{day}.{month}.{year}", iso),
    }
    text = _pick(rng, written[source])
    has_year = str(year) in text
    short = other if len(other) <= 4 else f"{other[:3]}."
    if target == "de":
        ends = [f" {year}"] if has_year else [""]
        forms = [f"{day}. {name}{end}" for name in (other, short) for end in ends]
        forms += [numeric, f"{day}.{month}.{year}", f"{day}. {month}. {year}"] if has_year else []
        forms += [] if has_year else [f"{day:02d}.{month:02d}.", f"{day}.{month}."]
    else:
        suffix = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
        days = (str(day), f"{day}{suffix}")
        ends = [f", {year}", f" {year}"] if has_year else [""]
        forms = [
            form + end
            for name, number, end in itertools.product((other, short.rstrip(".")), days, ends)
            for form in (f"{name} {number}", f"{number} {name}", f"{number} of {name}")
        ]
        if has_year and day > 12:
            # Of others it cannot be known which of the two is the month.
            forms += [f"{day}/{month}/{year}", f"{month}/{day}/{year}"]
            forms += [f"{day:02d}/{month:02d}/{year}", f"{month:02d}/{day:02d}/{year}"]
    return Fact(text, (*forms, iso))


def _time(rng: Rng, source: str, target: str) -> Fact:
    hour, minute = int(rng.integers(1, 24)), int(rng.integers(0, 12)) * 5
    half = "a.m." if hour < 12 else "p.m."
    twelve = (hour - 1) % 12 + 1
    if source == "en":
        some = [f"{hour}:{minute:02d}", f"{twelve}:{minute:02d} {half}"]
        some += [f"{twelve}:{minute:02d} {half.replace('.', '')}"]
        some += [] if minute else [f"{twelve} {half}"]
    else:
        some = [
            f"{hour}:{minute:02d} Uhr",
            f"{hour}.{minute:02d} Uhr",
            f"{hour:02d}:{minute:02d} Uhr",
        ]
        some += [] if minute else [f"{hour} Uhr"]
    digits = {f"{h}{sign}{minute:02d}" for h in (f"{hour}", f"{hour:02d}") for sign in ":."}
    if target == "de":
        forms = [*(f"{form} Uhr" for form in digits), *digits]
        part_names = ("abends", "nachmittags", "am Abend", "am Nachmittag", "mittags", "nachts")
        evening = [f"{twelve}{sign}{minute:02d} Uhr {part}" for sign in ":." for part in part_names]
        forms += evening if hour >= 12 else []
        if not minute:
            forms += [f"{hour} Uhr", *(f"{word} Uhr" for word in _in_words(hour, "de"))]
    else:
        clock = [f"{twelve}{sign}{minute:02d}" for sign in ":."] + ([] if minute else [str(twelve)])
        halves = (half, half[:-1], half.replace(".", ""))
        forms = [
            *digits,
            *(f"{form}{space}{h}" for form in clock for h in halves for space in (" ", "")),
        ]
        late = ("tonight", "at night", "in the afternoon", "in the evening", "this evening")
        forms += [f"{form} {part}" for form in clock for part in late if hour >= 12]
        # Without half of the day it is a time in the morning.
        words = [str(twelve), *_in_words(twelve, "en")] if hour <= 12 and not minute else []
        forms += [f"{word} o'clock" for word in words]
        if not minute and hour in (12,):
            forms += ["noon"]
    return Fact(_pick(rng, some), tuple(forms))


def _fractions(rng: Rng, frame: str, source: str, target: str) -> list[Fact]:  # noqa: ARG001
    some = [*FRACTION_WORDS, "3/8", "5/6", "2/5"]
    if re.search(r"\{\} (of|des|der) ", frame):
        # Nothing is more than a whole of something.
        some = [text for text in some if " " not in text]
    text = _pick(rng, some)
    forms = [text, text.replace("/", "\u2044"), *FRACTION_WORDS.get(text, {}).get(target, ())]
    if text in CHARACTERS:
        forms.append(CHARACTERS[text])
        text = _pick(rng, (text, text, CHARACTERS[text]))
    return [Fact(text, tuple(forms))]


def _range(rng: Rng, source: str, target: str) -> Fact:
    a = int(rng.integers(2, 40))
    b = a + int(rng.integers(1, 20))
    between = {"en": "to", "de": "bis"}
    text = _pick(rng, (f"{a}-{b}", f"{a}-{b}", f"{a}{EN_DASH}{b}", f"{a} {between[source]} {b}"))
    first, second = ([str(n), *_in_words(n, target)] for n in (a, b))
    signs = ["-", EN_DASH, " - ", f" {EN_DASH} ", f" {between[target]} ", f"- {between[target]} "]
    signs += [" through "] if target == "en" else []
    forms = [x + sign + y for x, y in itertools.product(first, second) for sign in signs]
    around = {"en": "between {} and {}", "de": "zwischen {} und {}"}[target]
    return Fact(text, (*forms, *(around.format(x, y) for x in first for y in second)))


Make = Callable[[Rng, str, str, str], list[Fact]]
# For each kind the group of its frames, and what makes the facts of a frame.
KINDS: dict[str, tuple[str, Make]] = {
    "URL": ("url", _copied(_url)),
    "e-mail address": ("email", _copied(_email)),
    "file path": ("path", _copied(_path)),
    "IBAN": ("iban", _copied(_iban)),
    "order or product code": ("code", _copied(_code)),
    "version": ("version", _copied(_version)),
    "IP address": ("ip", _copied(_ip)),
    "phone number": ("phone", _copied(_phone)),
    "placeholder in braces": ("variable", _copied(_braces)),
    "printf placeholder": ("variable", _copied(_printf)),
    "template placeholder": ("variable", _copied(_template)),
    "inline code": ("inline_code", _copied(_inline_code)),
    "hashtag or @name": ("tag", _copied(_tag)),
    "HTML tags": ("html", _tags),
    "emoji": ("emoji", _copied(lambda rng: _pick(rng, PARTS["emoji"]))),
    "other script": ("script", _copied(lambda rng: _pick(rng, PARTS["scripts"]))),
    "unknown name": ("name", _copied(_name)),
    "integer": ("count", _value(_integer)),
    "thousands": ("count", _value(_thousands)),
    "decimal": ("value", _value(_decimal)),
    "signed number": ("value", _value(_sign)),
    "unit": ("value", _value(_unit)),
    "date": ("date", _value(_date)),
    "time": ("time", _value(_time)),
    "amount of money": ("money", _value(_money)),
    "fraction": ("fraction", _fractions),
    "range": ("range", _value(_range)),
    "percentage": ("percent", _value(_percent)),
}


def shares(kept: Iterable[tuple[str, str, bool]]) -> dict[tuple[str, str], tuple[int, int]]:
    """Counts what is kept by kind and length.

    Args:
        kept: For each sentence its kind, its length, and whether its facts are kept.

    Returns:
        For each kind and length how many are kept, of how many.

    Example:
        >>> shares([("URL", "short", True), ("URL", "short", False)])
        {('URL', 'short'): (1, 2)}
    """
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for kind, length, is_right in kept:
        right, total = counts.get((kind, length), (0, 0))
        counts[kind, length] = (right + is_right, total + 1)
    return counts
