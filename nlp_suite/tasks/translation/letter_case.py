"""Letter case of whole sentences: all capitals are read as such, and come out as such."""

import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"[\w'\u2019]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?]\s")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_VOWELS = frozenset("AEIOUY\u00c4\u00d6\u00dcÀÁÂÃÅÆÈÉÊËÌÍÎÏÒÓÔÕØÙÚÛÝ\u0152\u0178")

# Of at least two letters with a vowel, and yet spelt in capitals in any text.
_ACRONYMS_TEXT = """
USA UK EU UN UAE UNO NASA ESA NATO UNESCO UNICEF OPEC FIFA UEFA IOC IMF OECD ASEAN FBI CIA NSA IBM
SAP AWS API APIS GUI CPU GPU RAM USB URL URI URLS UID UUID ISO IEC IEEE ANSI ASCII JPEG GIF AVI
MPEG JSON YAML AJAX SAAS PAAS IAAS WLAN WIFI COVID HIV DNA RNA ADHD OCD CEO CFO CTO COO CIO VIP
ATM PIN PUK IBAN BIC SEPA EUR GAAP IFRS AI VR IOT OLED LCD UHD EDV EKG CDU CSU SPD FDP AFD ÖVP SPÖ
TÜV ADAC AOK ARD BMW VW OHG LKW PKW KFZ UFO SOS OK FAQ FAQS ID UI UX IDE SQL
"""
_ACRONYMS = frozenset(_ACRONYMS_TEXT.split())
# Words that English writes with a capital wherever they stand; "may" and "march" are others too.
_ENGLISH_NAMES_TEXT = """
MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY MONDAYS SUNDAYS FRIDAYS SATURDAYS JANUARY
FEBRUARY APRIL JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER CHRISTMAS EASTER GERMANY
GERMAN GERMANS ENGLAND ENGLISH BRITAIN BRITISH FRANCE FRENCH EUROPE EUROPEAN AMERICA AMERICAN
AMERICANS AUSTRIA AUSTRIAN SWITZERLAND SWISS ITALY ITALIAN SPAIN SPANISH RUSSIA RUSSIAN CHINA
CHINESE JAPAN JAPANESE INDIA INDIAN AFRICA AFRICAN ASIA ASIAN AUSTRALIA AUSTRALIAN CANADA CANADIAN
UKRAINE UKRAINIAN POLAND POLISH BERLIN LONDON PARIS MUNICH VIENNA ROME MOSCOW WASHINGTON I'M I'LL
I'VE I'D
"""
_ENGLISH_NAMES = frozenset(_ENGLISH_NAMES_TEXT.split())
# Endings that only nouns have in German, and what a noun mostly follows.
_GERMAN_NOUN_ENDINGS = re.compile(
    "(?:(?:UNG|HEIT|KEIT|SCHAFT|TION|ITÄT)(?:EN)?|ISMUS|NIS(?:SE)?|LINGE?)$"
)
_GERMAN_BEFORE_NOUNS_TEXT = """
DER DIE DAS DEN DEM DES EIN EINE EINEN EINEM EINER EINES KEIN KEINE KEINEN KEINEM KEINER IM AM ZUM
ZUR VOM BEIM INS ANS MEIN MEINE MEINEN MEINEM MEINER DEIN DEINE DEINEN IHR IHRE IHREN IHREM IHRER
SEIN SEINE SEINEN SEINEM SEINER UNSER UNSERE UNSEREN UNSEREM UNSERER DIESE DIESER DIESES DIESEN
DIESEM JEDE JEDER JEDES JEDEN JEDEM MIT OHNE FÜR GEGEN DURCH
"""
_GERMAN_BEFORE_NOUNS = frozenset(_GERMAN_BEFORE_NOUNS_TEXT.split())
_GERMAN_NO_NOUNS_TEXT = """
DER DIE DAS DEN DEM DES EIN EINE EINEN EINEM EINER EINES ICH DU ER SIE ES WIR IHR MICH DICH UNS
EUCH IHM IHN IHNEN SICH NICHT UND ODER IST SIND WAR WAREN HAT HABEN WIRD WERDEN SEHR AUCH NOCH NUR
SCHON HIER DORT DA JETZT HEUTE MORGEN IMMER ALLE ALLEN ALLES DIESE DIESER DIESES DIESEN DIESEM
MEINE MEINEN MEINEM MEINER IHRE IHREN IHREM IHRER SEINE UNSERE ZWEI DREI VIER FÜNF WAS WER WO WIE
IN AN AUF MIT OHNE FÜR VON ZU
"""
_GERMAN_NO_NOUNS = frozenset(_GERMAN_NO_NOUNS_TEXT.split())
_ADJECTIVE_ENDINGS = ("E", "EN", "ER", "ES", "EM")


def is_all_capitals(text: str, spans: Sequence[tuple[int, int]] = ()) -> bool:
    """Tells whether a sentence is written in capitals, and is not an acronym or a code.

    It has no small letter but "ß", which capitals may keep, and it has at least two words or one
    of five letters or more. Acronyms, Roman numerals, letters beside digits and words without a
    vowel are none.

    Args:
        text: The sentence.
        spans: Start and end of stretches that are not looked at, in order.

    Returns:
        Whether it is.

    Example:
        >>> [is_all_capitals(text) for text in ("CLOSE THE DOOR!", "CLOSE", "NASA", "USB 3.0 PC")]
        [True, True, False, False]
    """
    words = 0
    for start, end in _outside(text, spans):
        stretch = text[start:end]
        if any(char.islower() and char != "\u00df" for char in stretch):
            return False
        for token in _TOKEN.findall(stretch):
            words += _weight(token)
    return words > 1


def to_sentence_case(text: str, spans: Sequence[tuple[int, int]] = (), language: str = "en") -> str:
    """Writes a sentence that is all in capitals in small letters.

    The first letter of each sentence, acronyms, Roman numerals and words without a vowel keep
    their capitals, and of English also "I" and names of days, months, languages and some countries.
    German nouns are known by some endings, or as they follow an article; of others capitals do
    not tell whether they are nouns, so they become small. Nor do they tell "ss" from "ß".

    Args:
        text: The sentence.
        spans: Start and end of stretches that stay as they are, in order.
        language: Its language.

    Returns:
        The sentence, in which every character has its place.

    Example:
        >>> to_sentence_case("MAY I COPY {NAME} TO THE USB STICK?", [(11, 17)])
        'May I copy {NAME} to the USB stick?'
        >>> to_sentence_case("DIE HEIZUNG IST WARM", language="de")
        'Die Heizung ist warm'
    """
    code = language.partition("-")[0].lower()
    written: list[str] = []
    position = 0
    first = True
    for start, end in _outside(text, spans):
        stretch = text[position:start]
        written.append(stretch)
        # What stays as it is begins the sentence as a word does.
        first = first and not any(map(str.isalnum, stretch))
        at = start
        before = ""
        for token in _TOKEN.finditer(text, start, end):
            word = token[0]
            between = text[at : token.start()]
            written.append(between)
            first = first or bool(_SENTENCE_END.search(between))
            if between.strip():
                before = ""
            last = text[token.end() : token.end() + 1].strip() or token.end() == end
            written.append(_small(word, before, code, first=first, last=bool(last)))
            first = first and not any(map(str.isalnum, word))
            before, at = word, token.end()
        written.append(text[at:end])
        position = end
    written.append(text[position:])
    return "".join(written)


def to_capitals(text: str, kept: Sequence[str] = ()) -> str:
    """Writes a translation in capitals, but for what is placed in it.

    "ß" becomes "SS", which German orthography admits beside the capital "ẞ" and every font has.

    Args:
        text: The translation.
        kept: Texts that stay as they are, wherever they stand as whole words.

    Returns:
        The translation in capitals.

    Example:
        >>> to_capitals("Öffnen Sie {name} auf der Straße!", ["{name}"])
        'ÖFFNEN SIE {name} AUF DER STRASSE!'
    """
    lengths: dict[str, list[int]] = {}
    for one in sorted(set(kept), key=len, reverse=True):
        own = lengths.setdefault(one[:1], [])
        if one and (not own or own[-1] != len(one)):
            own.append(len(one))
    wanted = frozenset(kept)
    pieces: list[str] = []
    position = at = 0
    while at < len(text):
        found = next(
            (
                length
                for length in lengths.get(text[at], ())
                if text[at : at + length] in wanted and _is_whole(text, at, at + length)
            ),
            0,
        )
        if found:
            pieces += (text[position:at].upper(), text[at : at + found])
            position = at + found
        at += found or 1
    pieces.append(text[position:].upper())
    return "".join(pieces)


def _outside(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    position = 0
    for start, end in spans:
        yield position, start
        position = max(position, end)
    yield position, len(text)


def _weight(token: str) -> int:
    """Counts a token as no word, one, or as enough to be a sentence."""
    bare = token.replace("'", "").replace("\u2019", "")
    if bare in ("I", "A"):
        return 1
    if not bare.isalpha() or len(bare) < 2 or _keeps_capitals(token):
        return 0
    if not any(map(str.isupper, bare)):
        return 0
    return 2 if len(bare) > 4 else 1


def _keeps_capitals(token: str, language: str = "en") -> bool:
    """Tells whether a word of capitals is no ordinary one."""
    if _ROMAN.fullmatch(token) or (token in _ACRONYMS and language in ("en", "de")):
        return True
    # The vowels of other scripts are not known.
    return token.isascii() and _VOWELS.isdisjoint(token)


def _small(word: str, before: str, language: str, *, first: bool, last: bool) -> str:
    if any(char.isdigit() or char == "_" for char in word):
        return word
    stem = word.removesuffix("'S").removesuffix("\u2019S")
    if len(word) > 1 and _keeps_capitals(stem, language):
        return stem + word[len(stem) :].lower()
    small = "".join(low if len(low := char.lower()) == 1 else char for char in word)
    capital = first
    if language == "en":
        capital = capital or word == "I" or word.replace("\u2019", "'") in _ENGLISH_NAMES
    elif language == "de":
        capital = capital or _is_german_noun(word, before, last=last)
    if not capital:
        return small
    letter = _LETTERS.search(word)
    at = letter.start() if letter else 0
    return small[:at] + word[at : at + 1] + small[at + 1 :]


def _is_german_noun(word: str, before: str, *, last: bool) -> bool:
    if len(word) < 3 or word in _GERMAN_NO_NOUNS:
        return False
    if len(word) > 5 and _GERMAN_NOUN_ENDINGS.search(word):
        return True
    # It may be an adjective, if the noun can still follow.
    return before in _GERMAN_BEFORE_NOUNS and (last or not word.endswith(_ADJECTIVE_ENDINGS))


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not (text[start].isalnum() and before.isalnum()) and not (
        text[end - 1].isalnum() and after.isalnum()
    )
