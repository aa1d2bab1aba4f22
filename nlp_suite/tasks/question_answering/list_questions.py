"""List questions: those that ask for several things."""

import functools
import re

_FIRST_WORDS, _SHORT = 12, 5
_ASKED_FOR = frozenset(("which", "what"))
_SINGULAR_VERBS = frozenset(("is", "was", "has", "does"))
_DETERMINERS = frozenset(
    """
    the some its their his her our your my these those examples several many all
    """.split()  # noqa: SIM905
)
_BE = frozenset(("are", "were", "have", "was", "is"))
_PLURAL_BE = frozenset(("are", "were", "have"))
_IMPERATIVES = frozenset(("list", "name", "give", "enumerate", "tell", "mention", "show", "find"))
_NUMBERS = frozenset(
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "many")
)
_SKIPPED = _NUMBERS | frozenset(
    """
    other main major different first last new official famous me us
    """.split()  # noqa: SIM905
)
# What ends the noun behind "which".
_AFTER_NOUN = frozenset(
    """
    is are was were am do does did has have had can could will would shall should may might must
    of in on at to for from by with without about during under over into between among near that
    who which besides other
    """.split()  # noqa: SIM905
)
_OPEN_ENDS = frozenset(
    """
    of in on at to for from by with without about as called
    """.split()  # noqa: SIM905
)
# What stands behind the noun of "what", and not behind a verb: "what happens with".
_NOUN_ENDS = frozenset(
    """
    are were do did have had can could will would shall should may might must of
    """.split()  # noqa: SIM905
)
_IRREGULAR = frozenset(
    """
    people men women children feet teeth mice geese criteria phenomena media data species series
    """.split()  # noqa: SIM905
)
_SINGULAR = frozenset(
    """
    gas bus lens news mathematics physics economics politics athletics series's is was has does this
    yes christmas texas paris thomas james charles kansas alias atlas bias canvas chaos cosmos
    always towards
    """.split()  # noqa: SIM905
)


def asks_for_several(question: str) -> bool:
    """Returns whether an English question asks for several things.

    It does if its subject is plural ("Who are …?", "Which countries …?", "What were the names
    …?"), or if it orders a list ("Name the three …").

    Args:
        question: The question.

    Returns:
        Whether it does.

    Example:
        >>> asks_for_several("Who are the members?"), asks_for_several("Who is the chair?")
        (True, False)
        >>> asks_for_several("Which country wins?"), asks_for_several("Which two countries won?")
        (False, True)
    """
    words = _word().findall(question[:400].lower())[: 2 * _FIRST_WORDS]
    if words and words[-1] in _OPEN_ENDS:
        # "What are rotors mounted on?"
        return False
    for i, word in enumerate(words[:_FIRST_WORDS]):
        after = words[i + 1 :]
        if not after:
            return False
        if word == "who" and after[0] in _PLURAL_BE:
            return True
        if word == "where" and after[0] in _PLURAL_BE:
            # Longer ones ask where something was done.
            return len(after) <= _SHORT and _plural_follows(after[1:])
        if word in _ASKED_FOR:
            if after[0] in _BE:
                # Not "What are birds kept for?".
                known = len(after) > 2 and after[1] in _DETERMINERS | _NUMBERS
                return after[0] in _PLURAL_BE and known and _plural_follows(after[1:])
            # "What causes …?" has no noun.
            return _is_plural_noun(after) and (word != "what" or _has_noun_end(after))
        if word in _IMPERATIVES and (i == 0 or words[i - 1] in ("please", "you")):
            return _orders_several(after)
    return False


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def _is_plural(word: str) -> bool:
    if word in _IRREGULAR:
        return True
    if word in _SINGULAR or len(word) < 4 or "'" in word or "\u2019" in word:
        return False
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _is_plural_noun(words: list[str]) -> bool:
    """Returns whether what stands behind "which" is plural: "countries have …", "two cities …"."""
    noun = ""
    for i, word in enumerate(words[:5]):
        if word in _AFTER_NOUN and not (i == 0 and word == "other"):
            return _is_plural(noun) and word not in _SINGULAR_VERBS
        if word in _NUMBERS:
            return True
        if word in _SKIPPED:
            continue
        if noun and not _may_describe(noun):
            # "country wins": the noun is behind.
            return _is_plural(noun)
        noun = word
    return _is_plural(noun)


def _has_noun_end(words: list[str]) -> bool:
    return any(word in _NOUN_ENDS for word in words[1:5])


def _may_describe(word: str) -> bool:
    return word.endswith(("an", "ish", "ese", "ic", "al", "ive", "ous", "ern", "ar", "ed", "ing"))


def _plural_follows(words: list[str]) -> bool:
    """Returns whether the first noun is plural: "the names of …"."""
    for word in words[:4]:
        if _is_plural(word) or word in _NUMBERS:
            return True
        if word in _AFTER_NOUN and word != "of":
            return False
    return False


def _orders_several(words: list[str]) -> bool:
    words = [word for word in words if word not in ("me", "us", "please")]
    if not words:
        return False
    # "Tell me who the members are", "Tell me the names".
    if words[0] in _ASKED_FOR or words[0] == "who":
        return _is_plural_noun(words[1:]) or _plural_follows(words[1:])
    for word in words[:5]:
        if _is_plural(word) or word in _NUMBERS or word == "all":
            return True
        if word in _AFTER_NOUN:
            return False
    return False
