"""Words and signs beside a number that belong to its value."""

# ruff: noqa: RUF001 - typographic apostrophes and primes are what this module looks for.

import functools

from nlp_suite.text.placeables.units import CURRENCY_CODES, CURRENCY_SIGNS, unit_signs

CURRENCY_CHARACTERS = frozenset("$€£¥₹₽₩₺₴₪฿₫¢₦₱₡₲₵")
_CURRENCIES = """
AED ARS BDT BGN BHD BRL CLP COP EGP GHS IDR ILS IRR ISK JOD KES KWD LKR MAD MXN MYR NGN OMR PEN
PHP PKR QAR RON RSD RMB SAR SGD THB TND TWD UAH UYU VND ZAR Rs Rs. Kč zł kr Ft lei DM US
"""
CURRENCIES_BEFORE = frozenset(
    (*CURRENCY_SIGNS, *CURRENCY_CODES, *_CURRENCIES.split(), *CURRENCY_CHARACTERS)
)
_CURRENCY_WORDS = """
dollar dollars euro euros cent cents pence yen yuan renminbi franc francs rupee rupees ruble
rubles rouble roubles peso pesos kroner kronor krona zloty forint rand shekels dirhams riyals
lira Euro Euros Dollar Cent Franken bitcoin bitcoins
"""
_COUNTRIES = """
US U.S. American Canadian Australian Swiss British Singapore Mexican Indian Danish Norwegian
Swedish Chinese Japanese Russian Turkish
"""
_UNIT_SIGNS = """
s sec secs hr hrs mins yr yrs K J N Pa bar mbar mol mmol eV keV MeV GeV TeV Ω kΩ MΩ lx lm dBm Nm
kN MN MPa GPa ly pc kpc Mpc AU kt kn hp bhp bpm fps ppb mmHg cal BTU PB EB kb Mb Gb Kb km2 m2 cm2
mm2 m3 cm3 mm² mm³ km³ ft² ft2 ft³ sqft dm dl dL hl ct t Mt Gt kWp TWh GWh Wh VA kVA Ah THz mK °K
°N °S °E °W Mbit Gbit kbit MB/s GB/s kB/s m/s km/s m/s² m/s2 ft/s mi/h kg/m³ g/cm³ g/l mg/l µg/l
µg/m³ mg/dl mg/dL mmol/l mmol/L mg/kg g/kg l/min L/min W/m² kWh/m² ′ ″ ‰
"""
# Words of what is measured, which are parts of a value only where an answer has them already.
_UNIT_WORDS = """
metre metres meter meters kilometre kilometres kilometer kilometers centimetre centimetres
centimeter centimeters millimetre millimetres millimeter millimeters mile miles foot feet inch
inches yard yards acre acres hectare hectares litre litres liter liters gallon gallons gram grams
kilogram kilograms kilo kilos tonne tonnes ton tons pound pounds ounce ounces watt watts kilowatt
kilowatts volt volts degree degrees knot knots
"""
UNIT_MODIFIERS = frozenset(
    ("square", "cubic", "metric", "nautical", "light", "sq", "cu", "fluid", "long", "short")
)
# What may follow a modifier.
UNIT_WORDS = frozenset((*_UNIT_WORDS.split(), "km", "m", "cm", "mm", "mi", "ft", "in"))
_SCALES = """
hundred thousand thousands million millions billion billions trillion trillions milliard crore
crores lakh lakhs dozen bn mn tn mln Mio Mio. Mrd Mrd. Tsd. Millionen Milliarden Million Milliarde
"""
_HALF_DAYS = "am pm AM PM a.m. p.m. A.M. P.M. a.m p.m Uhr o'clock o’clock noon midnight"
_TIME_ZONES = """
GMT UTC BST CET CEST EET EEST MEZ MESZ EST EDT ET CST CDT CT MST MDT MT PST PDT PT AKST HST JST
IST AEST AEDT WET hours
"""
TIME_ZONES = frozenset(_TIME_ZONES.split())
_MONTHS = """
January February March April May June July August September October November December
Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec
Januar Jänner Februar März Mai Juni Juli Oktober Dezember Okt Dez Mrz
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
"""
MONTHS = frozenset(_MONTHS.split())


@functools.cache
def words_after() -> dict[str, str]:
    """Returns what a word behind a number is to its value.

    Returns:
        By word: "unit", "modifier" (of a unit, or the unit as a word), "scale", "currency",
        "country" (of a currency), "percent", "per", "half day", or "zone" (of a time).

    Example:
        >>> words_after()["GHz"], words_after()["million"]
        ('unit', 'scale')
    """
    kinds = dict.fromkeys(TIME_ZONES, "zone")
    kinds |= dict.fromkeys((*UNIT_MODIFIERS, *_UNIT_WORDS.split()), "modifier")
    kinds |= dict.fromkeys((*unit_signs(), *_UNIT_SIGNS.split()), "unit")
    kinds |= dict.fromkeys(_SCALES.split(), "scale")
    kinds |= dict.fromkeys((*CURRENCIES_BEFORE, *_CURRENCY_WORDS.split()), "currency")
    kinds |= dict.fromkeys(_COUNTRIES.split(), "country")
    kinds |= dict.fromkeys(("%", "percent", "pct", "Prozent"), "percent")
    kinds |= dict.fromkeys(_HALF_DAYS.split(), "half day")
    kinds["per"] = "per"
    return kinds
