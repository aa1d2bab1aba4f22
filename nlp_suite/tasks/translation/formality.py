"""Form of address (T-V distinction) of German texts: "Sie" or "du"."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

AddressForm = Literal["formal", "informal"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Pronouns of the second person, whatever their case. "ihr" is none of them: it is "her" as well.
_INFORMAL_PRONOUNS = _words(
    """
    du dich dir dein deine deinem deinen deiner deines deins deinetwegen euch euer eure eurem
    euren eurer eures euretwegen
    """
)
# Forms of verbs that are of the second person and nothing else.
_INFORMAL_VERBS = _words(
    """
    bist hast kannst willst musst sollst darfst magst weißt wirst brauchst möchtest hattest
    warst hättest wärst wärest würdest könntest solltest müsstest dürftest wolltest konntest
    musstest habt seid könnt müsst sollt dürft mögt wisst werdet hattet hättet wärt würdet
    könntet solltet müsstet dürftet wolltet konntet musstet wurdet lasst
    """
)
# Pronouns of the polite form where they have a capital for no other reason.
_FORMAL_PRONOUNS = _words("Sie Ihnen Ihr Ihre Ihrem Ihren Ihrer Ihres Ihrerseits Ihretwegen")
# Imperatives of the singular which, where a sentence begins, are nothing else unless "ich" follows.
_IMPERATIVES = _words(
    """
    achte aktiviere aktualisiere antworte bearbeite beachte beantworte beginne behalte benutze
    beschreibe bestätige besuche bewege bleib bleibe bring bringe deaktiviere denk denke drück
    drücke entdecke entferne entscheide erfahre erinnere erkläre erstelle erzähl erzähle fahr
    fahre fang frag führe füge geh gehe genieße gib glaub glaube hab halte hilf hol hole hör
    höre importiere installiere iss kauf kaufe klick klicke komm komme kopiere lade lass lasse
    lauf leg lege lerne lies lösche mach mache melde navigiere nimm nutze öffne pass platziere
    probier probiere prüfe ruf rufe sag sage schalte schau schaue schick schicke schieb schiebe
    schließ schließe schneide schreib schreibe scrolle sei setz setze sieh speichere spiel
    sprich starte stell steck stecke such tausche tippe trag trage trenne trink tritt tu tue
    überprüfe verbinde vergewissere vergiss verlass verlasse vermeide verschiebe versuch
    versuche verwende wähl wähle warte wechsle wechsele wende wirf wisch wische zeig zeige zieh
    ziehe ändere
    """
)
# Those of the plural, most of which are of the third person too.
_PLURAL_IMPERATIVES = (
    frozenset(stem + "t" for word in _IMPERATIVES for stem in (word, word.removesuffix("e")))
    | _words("gebt nehmt lest vergesst helft seht sprecht esst tretet werft")
) - {"seit"}
# "Du meine Güte!" addresses nobody.
_EXCLAMATION = _words("meine lieber liebe liebes")
_OTHERS = _words("they them their theirs she her hers")
_ADDRESSED = _words("you your yours yourself yourselves")
_ENDS = frozenset(".!?…")
_NOT_COMMANDED = _words("ich er sie es man")
_JOINING = frozenset(",;%&/()-'\u2019")


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


def suppressed_words(wanted: AddressForm, language: str) -> tuple[str, ...]:
    """Returns words that a search must not write if it is to find a form of address.

    Args:
        wanted: The form.
        language: The code of the language that is written (ISO 639-1).

    Returns:
        Pronouns and verbs of the other form, as they are written within and at the beginning of
        a sentence; none for other languages than German.

    Example:
        >>> suppressed_words("informal", "de")[:3], suppressed_words("informal", "fr")
        (('Ihnen', 'Ihr', 'Ihre'), ())
    """
    if language.partition("-")[0] != "de":
        return ()
    if wanted == "informal":
        return tuple(sorted(_FORMAL_PRONOUNS))
    words = sorted(_INFORMAL_PRONOUNS | _INFORMAL_VERBS)
    return (*words, *(word.capitalize() for word in words))


@functools.cache
def _token() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]+|[^\w\s]|\d")


def _forms(text: str, addressed: bool) -> Iterator[AddressForm]:
    """Yields the form of each word that has one."""
    tokens = _token().findall(text)
    capitals = text.isupper()
    # Whether a sentence can begin here, and whether one does.
    can_begin = begins = True
    please = False
    for i, token in enumerate(tokens):
        if not token[0].isalpha():
            can_begin = can_begin or token not in _JOINING
            begins = begins or token in _ENDS
            continue
        word = token.lower()
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        first = can_begin and token == token.capitalize()
        if word in _INFORMAL_PRONOUNS:
            if word != "du" or after.lower() not in _EXCLAMATION:
                yield "informal"
        elif word in _INFORMAL_VERBS:
            if first or token == word:
                yield "informal"
        elif token in _FORMAL_PRONOUNS:
            # In letters and where a sentence begins, "Ihr" is also the plural of "du".
            if word == "ihr" and (after in _INFORMAL_VERBS or (begins and _is_plural(after))):
                yield "informal"
            elif not capitals and (addressed or not can_begin):
                yield "formal"
        elif after.lower() in _NOT_COMMANDED:
            pass
        elif word in _IMPERATIVES:
            if first or (please and token == word):
                yield "informal"
        elif word in _PLURAL_IMPERATIVES and (
            (please and token == word) or (begins and first and _is_exclaimed(tokens, i))
        ):
            yield "informal"
        please = word == "bitte"
        can_begin = begins = False


def _is_plural(after: str) -> bool:
    """Returns whether "Ihr" is the plural of "du": before a verb ("Ihr geht") or "Ihr armen"."""
    return after.islower() and after.endswith(("t", "en"))


def _is_exclaimed(tokens: Sequence[str], start: int) -> bool:
    """Returns whether a sentence ends with an exclamation mark and has no other clause."""
    end = next((i for i in range(start, len(tokens)) if tokens[i] in _ENDS), len(tokens))
    return tokens[end : end + 1] == ["!"] and "," not in tokens[start:end]


def _may_be_addressed(source: str | None) -> bool:
    if source is None:
        return False
    words = {word.lower() for word in _token().findall(source)}
    return bool(words & _ADDRESSED) and not words & _OTHERS
