"""Content words: function words dropped, plurals reduced to the singular."""

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")  # noqa: RUF001

# Word classes that take no new members, and the commonest adverbs that only point or grade.
# They say how a sentence is built, not what it is about. Reporting verbs and titles ("said",
# "Mr") are content words by that rule.
_DETERMINERS = """
    a an the this that these those all another any both each either enough every few less
    many more most much neither no none other others own same several some such
"""
_PRONOUNS = """
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him
    his himself she her hers herself it its itself they them their theirs themselves who
    whom whose which what whatever whoever whichever
"""
# Won't leaves "wo" when its ending is cut off.
_AUXILIARIES = """
    am is are was were be been being have has had having do does did doing done can could
    may might must shall should will would wo
"""
_PREPOSITIONS = """
    about above across after against along among around at before behind below beneath
    beside between beyond by down during for from in inside into of off on onto out
    outside over per since through throughout to toward towards under until up upon via
    with within without
"""
_CONJUNCTIONS = """
    and or but nor so yet if because although though while whereas unless whether as than
    when whenever where wherever why how
"""
_ADVERBS = """
    again further here just not now once only quite rather then there too very
"""
_FUNCTION_WORDS = frozenset(
    (_DETERMINERS + _PRONOUNS + _AUXILIARIES + _PREPOSITIONS + _CONJUNCTIONS + _ADVERBS).split()
)


def content_words(sentence: str) -> frozenset[str]:
    """Finds the words that say what a sentence is about.

    Words are folded to lower case, English contractions and possessives are cut off,
    function words are dropped, and plurals are reduced to the singular by three rules.

    Args:
        sentence: A sentence. Function words and plurals are those of English; in other
            languages every word counts as it is written.

    Returns:
        The different content words; none if there are none.

    Example:
        >>> sorted(content_words("The cities' cats don't like the city's dog."))
        ['cat', 'city', 'dog', 'like']

    Reference:
        Harman 1991, "How Effective Is Suffixing?", JASIS 42(1), for the plural rules.
    """
    found = (_base(match.group().casefold()) for match in _WORD.finditer(sentence))
    return frozenset(_singular(word) for word in found if word not in _FUNCTION_WORDS)


def _base(word: str) -> str:
    stem, apostrophe, ending = word.replace("’", "'").rpartition("'")  # noqa: RUF001
    if apostrophe and ending in {"d", "ll", "m", "re", "s", "ve"}:
        return stem
    if apostrophe and ending == "t" and stem.endswith("n") and len(stem) > 1:
        return stem.removesuffix("n") if stem != "can" else stem
    return word


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies") and not word.endswith(("aies", "eies")):
        return word.removesuffix("ies") + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word.removesuffix("s")
    return word if word.endswith(("us", "ss")) else word.removesuffix("s")
