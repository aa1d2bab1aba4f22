"""Currencies and units of measurement: their signs, and their words in English and German."""

import functools

# The sign of a currency, or of a unit, and what it stands for.
CURRENCY_SIGNS = {
    "US$": "dollar",
    "AU$": "dollar",
    "CA$": "dollar",
    "NZ$": "dollar",
    "HK$": "dollar",
    "A$": "dollar",
    "C$": "dollar",
    "R$": "real",
    "$": "dollar",
    "€": "euro",
    "£": "GBP",
    "¥": "yen",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "¢": "cent",
}
CURRENCY_CODES = {
    "EUR": "euro",
    "USD": "dollar",
    "AUD": "dollar",
    "CAD": "dollar",
    "NZD": "dollar",
    "HKD": "dollar",
    "GBP": "GBP",
    "JPY": "yen",
    "CNY": "yuan",
    "INR": "INR",
    "RUB": "RUB",
    "KRW": "KRW",
    "TRY": "TRY",
    "CHF": "franc",
    "SEK": "krona",
    "NOK": "krona",
    "DKK": "krona",
    "PLN": "zloty",
    "CZK": "krona",
    "HUF": "forint",
    "BTC": "bitcoin",
}
# What an amount's word is in the other language; in the plural, and for one.
CURRENCY_WORDS = {
    "en": {
        "euros": "euro",
        "euro": "euro",
        "dollars": "dollar",
        "dollar": "dollar",
        "US dollars": "US dollar",
        "US dollar": "US dollar",
        "U.S. dollars": "US dollar",
        "U.S. dollar": "US dollar",
        "cents": "cent",
        "cent": "cent",
        "yen": "yen",
    },
    "de": {
        "Euro": "euro",
        "Euros": "euro",
        "Dollar": "dollar",
        "Dollars": "dollar",
        "US-Dollar": "US dollar",
        "Cent": "cent",
        "Cents": "cent",
        "Yen": "yen",
    },
}
CURRENCY_NAMES = {
    "en": {
        "euro": ("euro", "euros"),
        "dollar": ("dollar", "dollars"),
        "US dollar": ("US dollar", "US dollars"),
        "cent": ("cent", "cents"),
        "yen": ("yen", "yen"),
        "GBP": ("pound", "pounds"),
    },
    "de": {
        "euro": ("Euro", "Euro"),
        "dollar": ("Dollar", "Dollar"),
        "US dollar": ("US-Dollar", "US-Dollar"),
        "cent": ("Cent", "Cent"),
        "yen": ("Yen", "Yen"),
        "GBP": ("Pfund", "Pfund"),
    },
}
PERCENT_WORDS = {"en": ("percent", "per cent"), "de": ("Prozent",)}


def _measure_words(text: str) -> dict[str, str]:
    lines = (line.split(": ") for line in text.strip().splitlines())
    return {word: sign for sign, words in lines for word in words.split(", ")}


# Words of units that models misspell; another language writes the sign.
MEASURE_WORDS = {
    "en": _measure_words("""
mm: millimetres, millimeters, millimetre, millimeter
cm: centimetres, centimeters, centimetre, centimeter
m: metres, meters, metre, meter
km: kilometres, kilometers, kilometre, kilometer
km/h: kilometres per hour, kilometers per hour, kilometres an hour, kilometers an hour
ml: millilitres, milliliters, millilitre, milliliter
l: litres, liters, litre, liter
mg: milligrams, milligrammes, milligram
g: grams, grammes, gram
kg: kilograms, kilogrammes, kilogram
KB: kilobytes, kilobyte
MB: megabytes, megabyte
GB: gigabytes, gigabyte
kWh: kilowatt hours, kilowatt-hours, kilowatt hour, kilowatt-hour
°C: degrees Celsius, degrees celsius
°F: degrees Fahrenheit, degrees fahrenheit
"""),
    "de": _measure_words("""
mm: Millimeter, Millimetern
cm: Zentimeter, Zentimetern
m: Meter, Metern
km: Kilometer, Kilometern
km/h: Kilometer pro Stunde, Kilometern pro Stunde, Stundenkilometer, Stundenkilometern
ml: Milliliter, Millilitern
l: Liter, Litern
mg: Milligramm
g: Gramm
kg: Kilogramm
KB: Kilobyte, Kilobytes
MB: Megabyte, Megabytes
GB: Gigabyte, Gigabytes
kWh: Kilowattstunden, Kilowattstunde
°C: Grad Celsius
°F: Grad Fahrenheit
"""),
}

# Signs of units that are read as such in a source; each with the words that may stand for it.
# "in" and "A", say, are left out: they are words.
_UNITS = """
mm: millimeter millimeters millimetre millimetres millimetern
cm: centimeter centimeters centimetre centimetres zentimeter zentimetern
km: kilometer kilometers kilometre kilometres kilometern
m: meter meters metre metres metern
µm μm: micrometer micrometers mikrometer mikrometern
nm: nanometer nanometers nanometern
km²: quadratkilometer quadratkilometern
m²: quadratmeter quadratmetern
cm²: quadratzentimeter quadratzentimetern
m³: kubikmeter kubikmetern
cm³: kubikzentimeter kubikzentimetern
ml mL: milliliter milliliters millilitre millilitres millilitern
cl: centiliter centiliters zentiliter zentilitern
l L: liter liters litre litres litern
kg: kilogram kilograms kilogramm kilo kilos
g: gram grams gramm
mg: milligram milligrams milligramm
µg μg: microgram micrograms mikrogramm
mi: mile miles meile meilen
ft: foot feet fuß
yd yds: yard yards
lb lbs: pound pounds pfund
oz: ounce ounces unze unzen
mph: mile miles meile meilen
km/h kph kmh: kilometer kilometers stundenkilometer kilometre kilometres stundenkilometern
KB kB: kilobyte kilobytes kbyte
MB: megabyte megabytes mbyte
GB: gigabyte gigabytes gbyte
TB: terabyte terabytes
MiB: mebibyte mebibytes
GiB: gibibyte gibibytes
KiB: kibibyte kibibytes
Mbit/s Mbps: megabit megabits
Gbit/s Gbps: gigabit gigabits
kbit/s kbps: kilobit kilobits
Hz: hertz
kHz: kilohertz
MHz: megahertz
GHz: gigahertz
V: volt volts
mV: millivolt millivolts
kV: kilovolt kilovolts
W: watt watts
kW: kilowatt kilowatts
MW: megawatt megawatts
GW: gigawatt gigawatts
kWh: kilowattstunde kilowattstunden kilowatt
MWh: megawattstunde megawattstunden megawatt
mA: milliampere milliamperes
mAh: milliamperestunde milliamperestunden
dB: decibel decibels dezibel
px: pixel pixels pixeln
dpi: dpi
ms: millisecond milliseconds millisekunde millisekunden
min: minute minutes minuten mins
h: hour hours stunde stunden
kJ: kilojoule kilojoules
kcal: kilocalorie kilocalories kilokalorie kilokalorien
hPa: hektopascal
kPa: kilopascal
psi: psi
rpm: rpm
ppm: ppm
ha: hectare hectares hektar
°C: celsius
°F: fahrenheit
°: degree degrees grad
"""
_CURRENCY_ALIASES = {
    "euro": "euro euros eurobetrag",
    "dollar": "dollar dollars us-dollar bucks",
    "GBP": "pound pounds pfund quid sterling",
    "yen": "yen",
    "yuan": "yuan renminbi",
    "cent": "cent cents pence penny pennies",
    "franc": "franken franc francs",
    "INR": "rupee rupees rupie rupien",
    "RUB": "rubel ruble rubles rouble roubles",
    "real": "real reais",
    "KRW": "won",
    "TRY": "lira",
    "krona": "krone kronen krona kronor kroner",
    "zloty": "zloty",
    "forint": "forint",
    "bitcoin": "bitcoin bitcoins",
    "%": "percent prozent prozentpunkt prozentpunkte prozentpunkten percentage prozentig "
    "prozentige prozentigen prozentiger prozentiges prozentigem pct ige iger igen iges prozentual",
}


@functools.cache
def unit_signs() -> dict[str, str]:
    """Returns the signs of units of measurement, and the unit that each stands for.

    Returns:
        A name of each unit by sign; signs of one unit have one name.

    Example:
        >>> unit_signs()["kph"]
        'km/h'
    """
    signs = {}
    for line in _UNITS.strip().splitlines():
        names = line.partition(":")[0].split()
        for name in names:
            signs[name] = names[0]
    return signs


@functools.cache
def unit_words() -> dict[str, frozenset[str]]:
    """Returns the words of units and currencies, and what each may stand for.

    Returns:
        Names of units by word in small letters: "pound" is money and weight.

    Example:
        >>> sorted(unit_words()["pfund"])
        ['GBP', 'lb']
    """
    words: dict[str, set[str]] = {}
    for line in _UNITS.strip().splitlines():
        names, _, aliases = line.partition(":")
        for alias in aliases.split():
            words.setdefault(alias, set()).add(names.split()[0])
    for unit, aliases in _CURRENCY_ALIASES.items():
        for alias in aliases.split():
            words.setdefault(alias, set()).add(unit)
    # "20 degrees" leaves open which.
    for alias in ("degree", "degrees", "grad"):
        words[alias] |= {"°C", "°F"}
    return {word: frozenset(units) for word, units in words.items()}
