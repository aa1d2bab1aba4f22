"""Polar questions: those that yes or no answers, which is no span of a text."""

import functools
import re

_WH_WORDS = frozenset(
    """
    who whom whose what which when where why how whence who's what's when's where's why's how's
    whos whats wheres hows who'd what'd who'll what'll who're what're who've
    """.split()  # noqa: SIM905
)
_RELATIVE = frozenset(("who", "which", "whose", "whom", "where", "when"))
_AUXILIARIES = frozenset(
    """
    is are was were am do does did has have had can could will would shall should may might must
    """.split()  # noqa: SIM905
)
_NEGATED = frozenset(f"{one}{end}" for one in _AUXILIARIES for end in ("n't", "nt")) | frozenset(
    ("can't", "cant", "cannot", "won't", "wont", "shan't", "ain't", "aint")
)
# These are also names, and a month.
_NAMES = frozenset(("will", "may", "can", "do"))
# What asks for a condition where it stands before its subject: "Had he lived, who …".
_CONDITIONAL = frozenset(("had", "were", "should"))
_PREPOSITIONS = frozenset(
    """
    of in on at to for from by with without about against during under over into through after
    before since until between among near around as than according
    """.split()  # noqa: SIM905
)
_PRONOUNS = frozenset(("he", "she", "it", "they", "we", "you", "i", "this", "that", "these"))
_PRONOUNS |= frozenset(("those", "there"))
_DETERMINERS = frozenset(
    """
    a an the his her its their our my your any some no every each all both many most few several
    another other such one two three
    """.split()  # noqa: SIM905
)
_PARTICIPLES = frozenset(
    """
    born built made known called named held found won lost written sung drawn given taken sent
    left sold bought paid led set put cut
    """.split()  # noqa: SIM905
)
# Before the clause that asks.
_OPENERS = frozenset(
    ("and", "but", "so", "then", "well", "ok", "okay", "please", "hi", "hello", "now", "also")
)
# Verbs that have a question as their object, in any form.
_ASKING = frozenset(
    """
    know knows knew known tell tells told say says said saying explain explains explained show
    shows shown showed find found remember remembers recall see mention mentions mentioned state
    states stated describe describes described clear sure guess think learn decide understand
    specify specifies specified indicate indicates indicated reveal reveals revealed give gives
    given name list figure ask wonder wondering check confirm verify determine identify idea
    """.split()  # noqa: SIM905
)
_REQUESTS = _ASKING | frozenset(("help", "provide", "read", "let", "have", "get", "point", "write"))
_ADDRESSED = frozenset(("you", "u", "i", "we", "anyone", "someone", "anybody", "somebody"))
_BETWEEN = _PREPOSITIONS | frozenset(
    """
    me us him her them you anything something out exactly precisely please text up
    """.split()  # noqa: SIM905
)
_POLITE = frozenset(("please", "kindly", "ever", "possibly", "perhaps", "maybe", "also", "just"))
_OPEN = frozenset(("any", "anyone", "anybody", "anything", "anywhere", "ever"))
_TAGS = frozenset(("right", "correct", "true", "yes", "no"))


def is_polar_question(question: str) -> bool:
    """Returns whether an English question wants a yes or a no.

    It is one if a clause of it begins with an auxiliary verb and its subject ("In 1990, did it
    …?"), or asks whether or if something is so. It is none if it offers alternatives ("Did Rome or
    Carthage win?"), asks for something politely ("Can you tell me the date?"), or has a question
    for something in it ("Do you know who paid?", "Will Smith was born when?"). In doubt it is none.

    Args:
        question: The question.

    Returns:
        Whether it is one.

    Example:
        >>> is_polar_question("Isn't Anna the chair?"), is_polar_question("Is it red or blue?")
        (True, False)
        >>> is_polar_question("Tell me whether it rained"), is_polar_question("Did it rain when?")
        (True, False)

    Reference:
        Huddleston and Pullum 2002, "The Cambridge Grammar of the English Language", chapter 10
    """
    plain = question.replace("\u2019", "'").replace("\u02bc", "'")
    plain, both_named = _either_way().subn(" whether ", plain)
    clauses = [_words(clause) for clause in _clause_end().split(plain)]
    clauses = [clause for clause in clauses if clause]
    words = [word.lower() for clause in clauses for word in clause]
    if len(words) < 2 or _asks_for_something(clauses, words):
        return False
    if "or" in words and not _OPEN.intersection(words[: words.index("or")]):
        return False
    if both_named or _asks_whether(words):
        return True
    if len(clauses) > 1 and len(clauses[-1]) == 1 and clauses[-1][0].lower() in _TAGS:
        return True
    if any(_begins_with_auxiliary(clause) for clause in clauses):
        return True
    first = clauses[0]
    if first[0].lower() in _PREPOSITIONS and _has_inversion(first):
        return True
    # "She is the chair?", but not "It is".
    said = len(first) > 2 and first[0].lower() in _PRONOUNS and first[1].lower() in _AUXILIARIES
    return said and question.rstrip().endswith(("?", "\uff1f"))


@functools.cache
def _either_way() -> re.Pattern[str]:
    """Both answers, named."""
    return re.compile(r"\b(?:yes or no|true or false|whether or not|or not|or no)\b", re.IGNORECASE)


@functools.cache
def _clause_end() -> re.Pattern[str]:
    return re.compile(r"[,;:!?()\u2013\u2014\uff1f]|[.\-](?=\s)")


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[\w$\u20ac\u00a3%&]+(?:'\w+)?")


def _words(clause: str) -> list[str]:
    """Returns the words of a clause without what opens it."""
    words = _word().findall(clause)
    opened = 0
    while opened < len(words) and words[opened].lower() in _OPENERS:
        opened += 1
    return words[opened:]


def _asks_for_something(clauses: list[list[str]], words: list[str]) -> bool:
    """Returns whether a word such as "who" asks, and is not that of a relative clause."""
    if _is_request(words):
        return True
    for number, clause in enumerate(clauses):
        lower = [word.lower() for word in clause]
        for i, word in enumerate(lower):
            if word not in _WH_WORDS:
                continue
            if i == 0:
                if _is_subordinate(clauses, number):
                    continue
                return True
            if i == 1 and lower[0] in _PREPOSITIONS:
                return True
            if "whether" in lower[:i]:
                break
            if not _begins_with_auxiliary(clause) and not (
                word in _RELATIVE and any(map(_begins_with_auxiliary, clauses[number + 1 :]))
            ):
                # "In 1990 what was built?"
                return True
            # At its own place in the sentence: "… was born when?", "… in which year?"
            last = number == len(clauses) - 1
            if last and len(lower) - i <= (3 if word in ("which", "what", "how") else 1):
                return True
            before = i - 1
            while before > 0 and lower[before] in _BETWEEN and i - before < 4:
                before -= 1
            if lower[before] in _ASKING:
                return True
    return False


def _is_subordinate(clauses: list[list[str]], number: int) -> bool:
    """Returns whether a clause that begins with a word such as "who" asks nothing."""
    clause = [word.lower() for word in clauses[number][:2]]
    inverted = len(clause) > 1 and (clause[1] in _AUXILIARIES or clause[1] in _NEGATED)
    if number == 0:
        # "When Rome fell, did …?"
        inverts = any(map(_begins_with_auxiliary, clauses[1:]))
        return clause[0] in ("when", "where") and len(clause) > 1 and not inverted and inverts
    first = clauses[0][0].lower()
    # "Is Anna, who paid, a member?", but not "Had he lived, who would be king?".
    return (
        clause[0] in _RELATIVE and _begins_with_auxiliary(clauses[0]) and first not in _CONDITIONAL
    )


def _is_request(words: list[str]) -> bool:
    """Returns whether something is asked for politely: "Could you please give me …?"."""
    if not (words[0] in _AUXILIARIES or words[0] in _NEGATED) or words[1] not in _ADDRESSED:
        return False
    rest = [word for word in words[2:6] if word not in _POLITE]
    if not rest or rest[0] not in _REQUESTS:
        return False
    return not {"if", "whether", "that"}.intersection(words[2:9])


def _asks_whether(words: list[str]) -> bool:
    for i, word in enumerate(words):
        if word == "whether":
            return True
        if word == "if" and any(before in _ASKING for before in words[max(i - 3, 0) : i]):
            return True
    return False


def _begins_with_auxiliary(clause: list[str]) -> bool:
    first = clause[0].lower()
    if first in _NEGATED:
        return len(clause) > 1
    if first not in _AUXILIARIES or len(clause) < 2:
        return False
    subject = clause[1].lower()
    if not _may_be_subject(subject):
        return False
    if first in _NAMES and clause[0][0].isupper() and not clause[0].isupper():
        if first == "may" and subject[0].isdigit():
            return False
        if clause[1][0].isupper() and subject not in _PRONOUNS and subject not in _DETERMINERS:
            # "Will Smith was …", "Will Smith's wife", "Will Smith".
            owner = subject.endswith("'s")
            finite = any(not _may_be_subject(word.lower()) for word in clause[2:4])
            return not finite and len(clause) > (3 if owner else 2)
    return True


def _may_be_subject(word: str) -> bool:
    participle = word in _PARTICIPLES or (len(word) > 4 and word.endswith("ed"))
    return word not in _PREPOSITIONS and word not in _AUXILIARIES and not participle


def _has_inversion(clause: list[str]) -> bool:
    """Returns whether an auxiliary stands before its subject: "In 1990 did she …?"."""
    for i, word in enumerate(clause[1:-1], start=1):
        lower = word.lower()
        if lower in ("that", "to"):
            return False
        if lower in _AUXILIARIES or lower in _NEGATED:
            subject = clause[i + 1]
            known = subject.lower() in _PRONOUNS or subject.lower() in _DETERMINERS
            return known or (subject[0].isupper() and not subject.isupper())
    return False
