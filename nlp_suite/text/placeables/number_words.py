"""Number words of English and German."""

import functools
import re

_ENGLISH_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_GERMAN_SMALL = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
    "fünfzehn sechzehn siebzehn achtzehn neunzehn"
)
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_ENGLISH_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_GERMAN_SCALES = {
    "million": 6,
    "millionen": 6,
    "milliarde": 9,
    "milliarden": 9,
    "billion": 12,
    "billionen": 12,
}
_ENGLISH_OTHERS = {
    "a": "1",
    "an": "1",
    "once": "1",
    "single": "1",
    "both": "2",
    "twice": "2",
    "double": "2",
    "doubled": "2",
    "couple": "2",
    "pair": "2",
    "triple": "3",
    "tripled": "3",
    "dozen": "12",
    "dozens": "12",
    "half": "0.5 2",
    "halves": "0.5 2",
    "quarter": "0.25 4",
    "quarters": "0.25 4",
    "no": "0",
    "none": "0",
}
_GERMAN_OTHERS = {
    "ein": "1",
    "eine": "1",
    "einen": "1",
    "einem": "1",
    "einer": "1",
    "eines": "1",
    "einmal": "1",
    "einzige": "1",
    "einzigen": "1",
    "einziger": "1",
    "einziges": "1",
    "zwo": "2",
    "beide": "2",
    "beiden": "2",
    "beider": "2",
    "beides": "2",
    "doppelt": "2",
    "doppelte": "2",
    "doppelten": "2",
    "verdoppelt": "2",
    "paar": "2",
    "zweien": "2",
    "zweier": "2",
    "dreien": "3",
    "dreier": "3",
    "erste": "1",
    "ersten": "1",
    "erster": "1",
    "erstes": "1",
    "erstem": "1",
    "dutzend": "12",
    "dutzende": "12",
    "halb": "0.5",
    "halbe": "0.5",
    "halben": "0.5",
    "halber": "0.5",
    "halbes": "0.5",
    "hälfte": "0.5 2",
    "viertel": "0.25 4",
    "dreiviertel": "0.75",
    "drittel": "1/3 3",
    "anderthalb": "1.5",
    "eineinhalb": "1.5",
    "zweieinhalb": "2.5",
    "dreieinhalb": "3.5",
    "kein": "0",
    "keine": "0",
    "keinen": "0",
    "keiner": "0",
    "keinerlei": "0",
}
_WORD = re.compile(r"[^\W\d_]+")
_GERMAN_HEADS = re.compile(
    "null|ein|zwei|zwan|drei|drit|vier|fünf|sech|sieb|ach|neun|zehn|elf|zwölf|hundert|tausend"
)
# What German hangs on a number: "zweitägig", "dreimal", "fünffach", "zwölfjährigen".
_GERMAN_TAILS = re.compile(
    r"(?:mal|malig|fach|tägig|jährig|stündig|minütig|wöchig|monatig|teilig|stellig|seitig|"
    r"stöckig|köpfig|prozentig|spurig|zeilig|spaltig|türig|sitzig|eckig|dimensional|"
    r"stufig|sprachig|kampf|erlei|einhalb|er|ern|ter|te|ten|tes|tem|tens|ster|ste|sten|stes|"
    r"stem|stel|tel|jährlich|monatlich|wöchentlich|zimmer)(?:e[nmrs]?|s)?\Z"
)


def has_number_words(language: str) -> bool:
    """Returns whether the number words of a language are known.

    Args:
        language: A code of ISO 639.

    Returns:
        Whether it is English or German.

    Example:
        >>> has_number_words("fr")
        False
    """
    return language in ("en", "de")


def number_words(text: str, language: str) -> list[list[str]]:
    """Finds the number words of a text, and what each may stand for.

    Args:
        text: The text.
        language: Its language.

    Returns:
        The numbers in digits that each number word may stand for, in the order of the text.

    Example:
        >>> number_words("zwölf von zweihundertfünfzig", "de")
        [['12'], ['250']]
        >>> number_words("two hundred and fifty of the first", "en")
        [['2', '200', '250'], ['100'], ['50'], ['1']]
    """
    words = [match[0].lower() for match in _WORD.finditer(text)]
    return _english(words) if language == "en" else _german(words)


@functools.cache
def _english_words() -> dict[str, str]:
    small, ordinals = _ENGLISH_SMALL.split(), _ENGLISH_ORDINALS.split()
    words = {word: str(number) for number, word in enumerate(small)}
    words |= {word: str(number) for number, word in enumerate(ordinals)}
    for number, word in enumerate(_ENGLISH_TENS.split(), 2):
        words[word] = str(10 * number)
        words[word[:-1] + "ieth"] = str(10 * number)
        words[word[:-1] + "ies"] = str(10 * number)
    for word in (*small, *ordinals):
        words[word + "s"] = words[word]
    return words | _ENGLISH_OTHERS


def _english(words: list[str]) -> list[list[str]]:
    known = _english_words()
    found: list[list[str]] = []
    first = following = -1  # where a number starts in `found`; the place of its next word
    total = part = 0
    for place, word in enumerate(words):
        if word == "and" and following == place and total + part >= 100:
            following = place + 1
            continue
        scale = _ENGLISH_SCALES.get(word.removesuffix("s").removesuffix("th"))
        numbers = known.get(word, "").split()
        if scale is None and not numbers:
            continue
        if following != place:
            total = part = 0
            first = len(found)
        if scale is None:
            found.append(numbers)
            if len(numbers) > 1:
                following = -1
                continue
            part += int(numbers[0])
        else:
            found.append([str(10**scale)])
            if scale == 2:
                part = (part or 1) * 100
            else:
                total, part = total + (part or 1) * 10**scale, 0
        if first < len(found) - 1 and str(total + part) not in found[first]:
            found[first].append(str(total + part))
        # Nobody counts on; a text of number words alone must not make numbers without end.
        following = place + 1 if total + part < 10**15 else -1
    return found


@functools.cache
def _german_words() -> dict[str, int]:
    small = _GERMAN_SMALL.split()
    words = {word: number for number, word in enumerate(small)}
    for ten, word in enumerate(_GERMAN_TENS.split(), 2):
        words[word] = 10 * ten
        for one, before in enumerate(("ein", *small[2:10]), 1):
            words[f"{before}und{word}"] = 10 * ten + one
    words |= {word.replace("ß", "ss"): number for word, number in words.items()}
    return words | {"ein": 1}


@functools.lru_cache(maxsize=4096)
def _german_number(word: str) -> int | None:
    """Returns the number that a German compound stands for."""
    known = _german_words()
    if word in known:
        return known[word]
    total = 0
    for power, factor in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(power)
        if found:
            times = 1 if not head else _german_number(head)
            rest = 0 if not tail else _german_number(tail.removeprefix("und"))
            if times is None or rest is None or rest >= factor:
                return None
            return total + times * factor + rest
    return None


def _german_derived(word: str) -> int | None:
    """Returns the number of a German number word, an ordinal or a word made of one."""
    if len(word) > 60 or not _GERMAN_HEADS.match(word):
        return None
    number = _german_number(word)
    # The longest number that leaves an ending.
    for cut in range(len(word) - 1, 2, -1):
        if number is not None:
            break
        if _GERMAN_TAILS.match(word, cut):
            stem = word[:cut]
            number = {"drit": 3, "sieb": 7, "ach": 8}.get(stem, _german_number(stem))
    return number


def _german(words: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    before: int | None = None
    for word in words:
        scale = _GERMAN_SCALES.get(word)
        if scale is not None:
            if before is not None:
                found[-1].append(str(before * 10**scale))
            before = None
            continue
        before = None
        other = _GERMAN_OTHERS.get(word)
        if other is not None:
            found.append(other.split())
            before = int(other) if other.isdigit() else None
            continue
        number = _german_derived(word)
        if number is not None:
            found.append([str(number)])
            before = number
    return found
