"""How languages write numbers, dates and times (CLDR)."""

import functools
import re
from dataclasses import dataclass

# Blanks that part thousands: no-break, narrow no-break, thin.
NARROW_BLANKS = "\u00a0\u202f\u2009"

_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_GERMAN_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_ENGLISH_ABBREVIATIONS = (
    ("Jan", 1),
    ("Feb", 2),
    ("Mar", 3),
    ("Apr", 4),
    ("Jun", 6),
    ("Jul", 7),
    ("Aug", 8),
    ("Sept", 9),
    ("Sep", 9),
    ("Oct", 10),
    ("Nov", 11),
    ("Dec", 12),
)
_GERMAN_ABBREVIATIONS = (
    ("Jänner", 1),
    ("Jan", 1),
    ("Feb", 2),
    ("Feber", 2),
    ("Mär", 3),
    ("Mrz", 3),
    ("Apr", 4),
    ("Jun", 6),
    ("Jul", 7),
    ("Aug", 8),
    ("Sept", 9),
    ("Sep", 9),
    ("Okt", 10),
    ("Nov", 11),
    ("Dez", 12),
)


@dataclass(frozen=True, slots=True)
class LanguageFormat:
    """How a language writes numbers, dates and times.

    Args:
        language: The code of the language, without a region.
        decimal: The decimal separator.
        group: The separator of thousands that is written.
        groups: All separators of thousands that are read.
        percent: A percentage, with {} for the number.
        currency_first: Whether a currency's symbol stands before the number.
        currency_space: Whether a blank stands between the two.
        months: The names and abbreviations of months in small letters, without a stop, and
            their numbers.
        month_names: The twelve names that dates are written with.
        date: A date, with {day}, {month} (or {month_number}) and {year}.
        time: A time of the day, with {hour} and {minute}.

    Example:
        >>> language_format("de").decimal
        ','
    """

    language: str
    decimal: str
    group: str
    groups: str
    percent: str
    currency_first: bool
    currency_space: bool
    months: dict[str, int]
    month_names: tuple[str, ...]
    date: str
    time: str


def _months(names: tuple[str, ...], others: tuple[tuple[str, int], ...]) -> dict[str, int]:
    months = {name.lower(): number for number, name in enumerate(names, 1)}
    months.update((name.lower(), number) for name, number in others)
    return months


ENGLISH_FORMAT = LanguageFormat(
    language="en",
    decimal=".",
    group=",",
    groups=", " + NARROW_BLANKS,
    percent="{}%",
    currency_first=True,
    currency_space=False,
    months=_months(_ENGLISH_MONTHS, _ENGLISH_ABBREVIATIONS),
    month_names=_ENGLISH_MONTHS,
    date="{month} {day}, {year}",
    time="{hour}:{minute}",
)
GERMAN_FORMAT = LanguageFormat(
    language="de",
    decimal=",",
    group=".",
    groups=".'\u2019 " + NARROW_BLANKS,
    percent="{} %",
    currency_first=False,
    currency_space=True,
    months=_months(_GERMAN_MONTHS, _GERMAN_ABBREVIATIONS),
    month_names=_GERMAN_MONTHS,
    date="{day}. {month} {year}",
    time="{hour}:{minute} Uhr",
)


@functools.cache
def language_format(language: str) -> LanguageFormat | None:
    """Returns how a language writes values.

    English and German are known here; other languages are looked up in the CLDR with Babel,
    which takes some 40 ms at the first of them.

    Args:
        language: A code of ISO 639; a region may follow it.

    Returns:
        The format; None for a language of which the CLDR knows nothing.

    Example:
        >>> language_format("fr").date
        '{day} {month} {year}'
        >>> language_format("xx") is None
        True
    """
    base = language.split("-")[0].split("_")[0]
    known = {"en": ENGLISH_FORMAT, "de": GERMAN_FORMAT}.get(base)
    return known or _cldr_format(language, base)


def _cldr_format(language: str, base: str) -> LanguageFormat | None:
    from babel import Locale, UnknownLocaleError

    locale = None
    for code in (language.replace("_", "-"), base):
        try:
            locale = Locale.parse(code, sep="-")
            break
        except (UnknownLocaleError, ValueError):
            continue
    if locale is None:
        return None
    symbols = dict(locale.number_symbols)
    symbols = symbols.get("latn") or symbols
    group = symbols["group"]
    # A breaking blank would tear a number apart; all blanks are read.
    groups = group + " " + NARROW_BLANKS
    amount = locale.currency_formats["standard"].pattern.split(";")[0]
    percent = locale.percent_formats[None].pattern
    months: dict[str, int] = {}
    for context in ("stand-alone", "format"):
        for width in ("abbreviated", "wide"):
            for number, name in locale.months[context][width].items():
                if not name[:1].isdecimal():
                    months[name.lower().rstrip(".")] = number
    names = locale.months["format"]["wide"]
    return LanguageFormat(
        language=base,
        decimal=symbols["decimal"],
        group=group,
        groups=groups,
        percent=re.sub(r"[#,.0]+", "{}", percent, count=1).replace("\u00a0", " "),
        currency_first=amount.lstrip("\u200f\u200e").startswith("¤"),
        currency_space=any(blank in amount for blank in "\u00a0\u202f "),
        months=months,
        month_names=tuple(names[number] for number in range(1, 13)),
        date=_template(locale.date_formats["long"].pattern),
        time=_template(locale.time_formats["short"].pattern),
    )


def _template(pattern: str) -> str:
    """Returns a pattern of the CLDR as a template of str.format."""
    fields = {"d": "day", "M": "month", "L": "month", "y": "year", "h": "hour", "H": "hour"}
    fields["m"] = "minute"
    template = ""
    for match in re.finditer(r"'([^']*)'|([A-Za-z])\2*|.", pattern):
        piece, letter = match[0], match[2]
        if letter is None:
            template += match[1] if match[1] is not None else piece
        elif letter in "ML" and len(piece) < 3:
            template += "{month_number}"
        elif letter in fields:
            template += "{" + fields[letter] + "}"
    return template.replace("\u202f", " ").replace("\u00a0", " ").strip()


def read_number(written: str, form: LanguageFormat) -> tuple[str, bool] | None:
    """Reads the digits and separators of one number.

    What cannot be a number of that language is read by the other convention of the two (comma
    or point for decimals), if it leaves no doubt.

    Args:
        written: Digits, with separators between them.
        form: The language's format.

    Returns:
        The number in digits with a point for the decimals, and whether its thousands were
        parted; None if it is no number.

    Example:
        >>> read_number("1.234,50", language_format("de"))
        ('1234.50', True)
        >>> read_number("12.50", language_format("de"))
        ('12.50', False)
    """
    if written.isdecimal():
        return plain_digits(written), False
    separators = "".join(char for char in written if not char.isdecimal())
    parts = re.split(r"\D", written)
    if any(not part.isdecimal() for part in parts):
        return None
    parts = [plain_digits(part) for part in parts]
    own = _read_parts(parts, separators, form.decimal, form.groups)
    if own is not None:
        return own
    decimal = "," if form.decimal == "." else "."
    group = "." if decimal == "," else ","
    if len(separators) == 1:
        return (f"{parts[0]}.{parts[1]}", False) if separators == decimal else None
    return _read_parts(parts, separators, decimal, group + "'\u2019" + NARROW_BLANKS)


def plain_digits(digits: str) -> str:
    """Returns digits of any script as those of ASCII.

    Args:
        digits: Decimal digits.

    Returns:
        The same in 0 to 9.

    Example:
        >>> plain_digits("٣٤")
        '34'
    """
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def _read_parts(
    parts: list[str], separators: str, decimal: str, groups: str
) -> tuple[str, bool] | None:
    decimals = ""
    if separators[-1] == decimal:
        decimals = "." + parts[-1]
        parts, separators = parts[:-1], separators[:-1]
    if not separators:
        return parts[0] + decimals, False
    if separators[0] not in groups or separators != separators[0] * len(separators):
        return None
    if not 1 <= len(parts[0]) <= 3 or parts[0][0] == "0" or len(parts[-1]) != 3:
        return None
    # India parts hundreds above the thousands.
    if len({len(part) for part in parts[1:-1]} - {3}) and (
        separators[0] != "," or {len(part) for part in parts[1:-1]} != {2} or len(parts[0]) > 2
    ):
        return None
    return "".join(parts) + decimals, True


def write_number(number: str, grouped: bool, form: LanguageFormat) -> str:
    """Writes a number with the separators of a language.

    Args:
        number: Digits, with a point for the decimals.
        grouped: Whether to part thousands.
        form: The language's format.

    Returns:
        The number as that language writes it.

    Example:
        >>> write_number("1234567.50", True, language_format("de"))
        '1.234.567,50'
    """
    whole, point, decimals = number.partition(".")
    if grouped and len(whole) > 3:
        first = len(whole) % 3 or 3
        triples = [whole[at : at + 3] for at in range(first, len(whole), 3)]
        whole = form.group.join([whole[:first], *triples])
    return whole + (form.decimal + decimals if point else "")
