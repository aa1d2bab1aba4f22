"""Form of address (T–V distinction) of German texts: "Sie" or "du"."""

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Literal

AddressForm = Literal["formal", "informal"]

# Pronouns of the second person, whatever their case; "ihr" is one only beside a verb of it.
_INFORMAL = frozenset(
    """
    du dich dir dein deine deinem deinen deiner deines deins deinetwegen deinerseits dus
    euch euer eure eurem euren eurer eures euretwegen
    """.split()
)
# Pronouns of the polite form where they have a capital for no other reason.
_FORMAL = frozenset("Sie Ihnen Ihr Ihre Ihrem Ihren Ihrer Ihres Ihrerseits Ihretwegen".split())
_FORMAL_POSSESSIVE = _FORMAL - {"Sie", "Ihnen"}
# Forms of verbs that are of the second person singular and nothing else.
_SECOND_SINGULAR = frozenset(
    """
    bist hast kannst willst musst sollst darfst magst weißt wirst brauchst möchtest hattest warst
    hättest wärst wärest würdest könntest solltest müsstest dürftest wolltest konntest musstest
    """.split()
)
# Forms of verbs beside which "ihr" is "you" and not "her".
_SECOND_PLURAL = frozenset(
    """
    habt seid könnt wollt müsst sollt dürft mögt wisst werdet wart hattet hättet wärt würdet
    könntet solltet müsstet dürftet wolltet konntet musstet wurdet lasst
    """.split()
)
# Imperatives of the singular which, where a sentence begins, are nothing else unless "ich" follows.
_IMPERATIVES = frozenset(
    """
    achte aktiviere aktualisiere antworte bearbeite beachte beantworte beginne behalte benutze
    beschreibe bestätige besuche bewege bleib bleibe bring bringe deaktiviere denk denke drück
    drücke entdecke entferne entscheide erfahre erinnere erkläre erstelle erzähl erzähle fahr fahre
    fang frag führe füge geh gehe genieße gib glaub glaube hab halte hilf hol hole hör höre
    importiere installiere iss kauf kaufe klick klicke komm komme kopiere lade lass lasse lauf leg
    lege lerne lies lösche mach mache melde navigiere nimm nutze öffne pass platziere probier
    probiere prüfe ruf rufe sag sage schalte schau schaue schick schicke schieb schiebe schließ
    schließe schneide schreib schreibe scrolle sei setz setze sieh speichere spiel sprich starte
    stell steck stecke stopp such tausche tippe trag trage trenne trink tritt tu tue überprüfe
    verbinde vergewissere vergiss verlass verlasse vermeide verschiebe versuch versuche verwende
    wähl wähle warte wechsle wechsele wende wirf wisch wische zeig zeige zieh ziehe ändere öffne
    """.split()
)
# Plural forms of the commonest verbs, beside which a sentence's first "Sie" is not "she".
_WORDS_OF_OTHERS = frozenset("they them their theirs she her hers".split())
_WORDS_OF_THE_ADDRESSED = frozenset("you your yours yourself yourselves".split())


def address_form(
    text: str, language: str, source: str | None = None
) -> AddressForm | Literal["mixed"] | None:
    """Finds out how a text addresses its reader.

    A German "Sie" or "Ihr" with which a sentence begins can also be "she", "they" or "her"; it
    counts as an address only where the source has a "you" and nobody else whom it could mean.

    Args:
        text: The text.
        language: The code of its language (ISO 639-1).
        source: The English text of which it is a translation, if known.

    Returns:
        "formal" or "informal"; "mixed" if it is both; None if it addresses nobody, if that is not
        clear, and for other languages than German.

    Example:
        >>> address_form("Haben Sie Ihren Schlüssel?", "de"), address_form("Setz dich!", "de")
        ('formal', 'informal')
        >>> address_form("Sie sind sehr freundlich.", "de")
        >>> address_form("Sie sind sehr freundlich.", "de", source="You are very kind.")
        'formal'
    """
    if language.partition("-")[0] != "de":
        return None
    forms = set(_forms(text, _may_be_addressed(source)))
    if len(forms) == 2:
        return "mixed"
    return forms.pop() if forms else None


def choose_form(
    hypotheses: Sequence[str], wanted: AddressForm, language: str, source: str | None = None
) -> int | None:
    """Chooses the first of several translations that has a form of address, or has none.

    Args:
        hypotheses: The translations of a sentence, best first.
        wanted: The form.
        language: The code of their language (ISO 639-1).
        source: The English sentence, if known.

    Returns:
        The index of the translation; None if each has the other form or is mixed.

    Example:
        >>> choose_form(["Kannst du mir helfen?", "Können Sie mir helfen?"], "formal", "de")
        1
    """
    for i, hypothesis in enumerate(hypotheses):
        if address_form(hypothesis, language, source) in {wanted, None}:
            return i
    return None


def majority_form(forms: Iterable[str | None]) -> AddressForm | None:
    """Returns the form of address that most sentences of a text have.

    Args:
        forms: What `address_form` says of each sentence.

    Returns:
        The form, "formal" if as many sentences have each; None if no sentence has one.

    Example:
        >>> majority_form(["informal", None, "formal", "informal"])
        'informal'
    """
    known = [form for form in forms if form is not None]
    if not known:
        return None
    return "informal" if known.count("informal") > known.count("formal") else "formal"


@functools.cache
def _token() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]+|[^\w\s]|\d")


def _forms(text: str, addressed: bool) -> Iterable[AddressForm]:
    """Yields the form of each word that has one."""
    tokens = _token().findall(text)
    capitals = text.isupper()
    begins, after_please = True, False
    for i, token in enumerate(tokens):
        if not token[0].isalpha():
            # Whatever follows a mark other than a comma and the like can begin a sentence.
            begins = begins or token not in ",;%&/()-’'"
            continue
        word = token.lower()
        before = tokens[i - 1].lower() if i else ""
        after = tokens[i + 1].lower() if i + 1 < len(tokens) else ""
        lower = token[0].islower() or begins
        if word in _INFORMAL or (word in _SECOND_SINGULAR and lower):
            yield "informal"
        elif word == "ihr" and {before, after} & _SECOND_PLURAL and (begins or token == word):
            yield "informal"
        elif (begins or after_please) and word in _IMPERATIVES and after not in {"ich", "sie"}:
            yield "informal"
        elif token in _FORMAL and not capitals and (not begins or addressed):
            yield "formal"
        after_please = word == "bitte" and (begins or after_please or i == 0 or token == word)
        begins = False


def _may_be_addressed(source: str | None) -> bool:
    if source is None:
        return False
    words = {word.lower() for word in _token().findall(source)}
    return bool(words & _WORDS_OF_THE_ADDRESSED) and not words & _WORDS_OF_OTHERS
