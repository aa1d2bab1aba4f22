"""Anaphoric openings: pronouns and connectives that begin a sentence, in English and German."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence

# As much of a sentence as its opening can be in.
_HEAD = 240
_TOKENS = 14


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split()) for line in text.splitlines() if line.strip())


# English.
_CONNECTIVES = _words("""
    accordingly additionally afterward afterwards also and but consequently conversely furthermore
    hence however indeed likewise meanwhile moreover nevertheless nonetheless nor or otherwise
    secondly similarly so then thereafter therefore thirdly thus yet
""")
# These connect, or answer, where a comma follows: "Still, he went", but "Still waters".
_BEFORE_COMMA = _words("""
    again besides earlier eventually finally instead lastly later no rather second soon still third
    though too yes
""")
_PHRASES = _phrases("""
    after all
    as a consequence
    as a result
    as such
    as well as this
    at that point
    at that time
    at the same time
    by contrast
    by comparison
    by then
    even so
    for example
    for instance
    from then on
    in addition ,
    in contrast ,
    in fact
    in other words
    in that case
    in the same way
    in turn
    not only that
    of course
    on the contrary
    on the one hand
    on the other hand
    one such
    since then
    that said
    the latter
    the same
    to this end
    until then
    what is more
""")
_PERSONAL = _words("he her hers him his it its she their theirs them they")
_DEMONSTRATIVES = _words("that these this those")
_POINTING = _PERSONAL | _DEMONSTRATIVES | _words("others such")
# "This year" points to the day of writing, "this chapter" to the text itself.
_SELF_EXPLAINING = _words("""
    afternoon article autumn book century chapter decade document evening fall guide lesson module
    month morning page paper report season section spring story summer text tutorial unit week
    weekend winter year
""")
_MODIFIED = _words("from in of on that which who whose with without")
_QUANTITIES = _words("all both each either few many most neither none one several some three two")
_PREPOSITIONS = _words("""
    after as at because before besides by despite during for from given in like of on since through
    to under until upon with without
""")
_INTRODUCTIONS = _PREPOSITIONS | _words("""
    although earlier if last later now once recently soon though today when while yesterday
""")
# What may stand between such a word and a pronoun and is no antecedent of it.
_TIMES = _words("""
    a an day days early end few hours in late last monday month months next night of only shortly
    same some that the this time tuesday two three wednesday thursday friday saturday sunday week
    weeks year years january february march april may june july august september october november
    december summer winter spring autumn morning evening , just ago
""")
_EXPLETIVE_VERBS = _words("""
    appears appeared became becomes can could has had is isn't may might must rained rains remains
    remained seemed seems should snowed takes took turned turns was wasn't will would
""")
_AGENTS = _words("between by from into with")
_CLAUSES = _words("how if that to when where whether who why")

# German.
_GERMAN_CONNECTIVES = _words("""
    aber allerdings also anschließend andererseits ansonsten auch außerdem ausserdem dabei dadurch
    dafür dagegen daher damit danach daneben dann daran darauf daraufhin daraus darin darum darunter
    darüber davon davor dazu dazwischen demgegenüber demnach demzufolge denn dennoch deshalb
    deswegen doch dort dorthin ebenfalls ebenso ferner folglich gleichwohl hierbei hierdurch hierfür
    hiermit hierzu hingegen indes indessen infolgedessen inzwischen jedoch nichtsdestotrotz oder
    schließlich so somit sondern sonst stattdessen trotzdem und unterdessen vielmehr währenddessen
    zudem überdies
""")
_GERMAN_PHRASES = _phrases("""
    auf der anderen seite
    im gegensatz dazu
    im gegenteil
    im übrigen
    in der tat
    mit anderen worten
    zum beispiel
""")
_GERMAN_PRONOUNS = _words("""
    beide beiden deren derselbe dessen dieselbe dasselbe er erstere ersterer ersteres es ihm ihn
    ihnen ihr ihre ihrem ihren ihrer ihres jene jenem jenen jener jenes letztere letzterer letzteres
    sein seine seinem seinen seiner seines sie solch solche solchem solchen solcher solches
""")
_GERMAN_DEMONSTRATIVES = _words("dies diese diesem diesen dieser dieses")
_GERMAN_SELF_EXPLAINING = _words("""
    abend abschnitt artikel buch frühjahr frühling herbst jahr jahres jahrhundert kapitel mittag
    monat monats morgen nachmittag seite sommer tag tage tagen text winter woche wochen wochenende
    wochenendes
""")
_GERMAN_PREPOSITIONS = _words("""
    an auf aus bei durch für gegen in mit nach neben seit trotz um unter von vor wegen während zu
    über
""")
_GERMAN_VERBS = _words("""
    bedeutet bedeutete bleibt darf führt führte gilt galt geht ging hat hatte hatten haben heißt
    ist kann könnte lag liegt macht machte muss sei sind soll sollte steht waren war wird will
    wurde wurden wäre würde zeigt zeigte
""")
_GERMAN_EXPLETIVE_VERBS = _words("""
    dauert dauerte fehlt fehlte gab geht gibt ging handelt handelte heißt hieß kam kommt regnet
    regnete schneit schneite
""")
_GERMAN_SUBORDINATORS = _words("als bevor da nachdem obwohl sobald weil wenn während")
_GERMAN_CLAUSES = _words("dass daß ob wann warum was wenn wer wie wo zu")


def needs_context(sentence: str, language: str | None = None) -> bool:
    """Says whether a sentence begins with what only the sentence before it explains.

    That is a personal or demonstrative pronoun ("He", "This", "Dieser") or a connective
    ("However,", "But", "Jedoch"), also behind a short introduction ("In 2010 he …", "For this
    reason"). Not meant are pronouns that refer to nothing ("It is known that …", "Es gibt …"),
    to what follows ("Those who …"), to the day or to the text itself ("This year", "This
    chapter").

    Args:
        sentence: A sentence; quotation marks before its first word do not matter.
        language: Its language, a code such as "de"; English and German if None. Of other
            languages nothing is known.

    Returns:
        True if it does.

    Example:
        >>> [needs_context(s) for s in ("But it rained.", "It is known that it rained.")]
        [True, False]
        >>> needs_context("Jedoch regnete es.", "de")
        True
    """
    tokens = _token().findall(sentence[:_HEAD])[:_TOKENS]
    if not tokens:
        return False
    low = [token.casefold().replace("’", "'") for token in tokens]  # noqa: RUF001
    if low[:2] in (["so", "far"], ["so", "that"]):
        return False
    if language is None:
        return any(check(tokens, low) for check in _CHECKS.values())
    check = _CHECKS.get(language.replace("_", "-").partition("-")[0].casefold())
    return check is not None and check(tokens, low)


@functools.cache
def _token() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[,;:]")  # noqa: RUF001


def _begins(low: Sequence[str], phrases: Sequence[Sequence[str]]) -> bool:
    return any(tuple(low[: len(phrase)]) == phrase for phrase in phrases)


def _english(tokens: Sequence[str], low: Sequence[str]) -> bool:
    first, second, third = (*low, "", "", "")[:3]
    if first in _CONNECTIVES:
        return True
    if (first in _BEFORE_COMMA and second == ",") or _begins(low, _PHRASES):
        return True
    if first == "both":
        return "and" not in low
    if first == "neither":
        return "nor" not in low
    if first in _QUANTITIES and second == "of":
        return third in _POINTING and third != "those"
    if _stem(first) == "it":
        return not _is_expletive(low)
    if _stem(first) in _POINTING:
        return not _explains_itself(_stem(first), second)
    if first == "if" and second in {"he", "she", "they"}:
        return _points_behind_introduction(tokens, low)
    if first not in _INTRODUCTIONS:
        return False
    if first in _PREPOSITIONS and second in {"him", "them"}:
        return True
    if second in _DEMONSTRATIVES or (second == "of" and third in _DEMONSTRATIVES):
        at = 1 if second in _DEMONSTRATIVES else 2
        after = (*low, "", "")[at + 1]
        return not _explains_itself(low[at], after)
    return _points_behind_introduction(tokens, low)


def _stem(word: str) -> str:
    return word.partition("'")[0]


def _explains_itself(pronoun: str, following: str) -> bool:
    if pronoun == "those":
        return following in _MODIFIED
    if pronoun == "that" and following in {"of", "which", "who"}:
        return True
    return pronoun in _DEMONSTRATIVES and (
        following in _SELF_EXPLAINING or (pronoun, following) == ("these", "days")
    )


def _is_expletive(low: Sequence[str]) -> bool:
    verb = low[1] if len(low) > 1 else ""
    if len(low) > 3 and low[2].endswith("ed") and low[3] in _AGENTS:
        # "It is caused by a virus that …".
        return False
    if low[0] != "it" or verb in _EXPLETIVE_VERBS:
        return any(word in _CLAUSES for word in low[2:]) or verb.startswith(("rain", "snow"))
    return False


def _points_behind_introduction(tokens: Sequence[str], low: Sequence[str]) -> bool:
    for at, word in enumerate(low[1:6], start=1):
        if word in {"he", "she", "they", "his", "her", "their"}:
            # "When he was twelve, Anna moved": the name follows.
            commas = [i for i in range(at, len(low) - 1) if low[i] == ","]
            return not any(
                tokens[i + 1][0].isupper() and tokens[i + 1] != "I" and low[i + 1] not in _PERSONAL
                for i in commas
            )
        if word not in _TIMES and not word[0].isdigit():
            return False
    return False


def _german(tokens: Sequence[str], low: Sequence[str]) -> bool:
    first, second, third = (*low, "", "", "")[:3]
    if first in _GERMAN_CONNECTIVES or _begins(low, _GERMAN_PHRASES):
        return True
    if first in {"ja", "nein"}:
        return second == ","
    if first == "es":
        return second not in _GERMAN_EXPLETIVE_VERBS and not any(
            word in _GERMAN_CLAUSES for word in low[2:]
        )
    if first in _GERMAN_PRONOUNS:
        return True
    if first in _GERMAN_DEMONSTRATIVES:
        return second not in _GERMAN_SELF_EXPLAINING
    if first in {"das", "der", "die"}:
        return second in _GERMAN_VERBS
    if first in _GERMAN_PREPOSITIONS and second in _GERMAN_DEMONSTRATIVES:
        return third not in _GERMAN_SELF_EXPLAINING
    if first in _GERMAN_PREPOSITIONS and tokens[1:2] in (["ihm"], ["ihn"], ["ihnen"]):
        return True
    # A capital is the reader: "Wenn Sie …".
    return first in _GERMAN_SUBORDINATORS and second in {"er", "sie", "es"} and tokens[1] == second


_CHECKS: Mapping[str, Callable[[Sequence[str], Sequence[str]], bool]] = {
    "en": _english,
    "de": _german,
}
