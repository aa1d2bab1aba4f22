"""Form of address (T-V distinction) of German texts: "Sie" or "du"."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, TypeVar

AddressForm = Literal["formal", "informal"]
Token = TypeVar("Token", int, str)


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
    achte aktiviere aktualisiere antworte beachte beantworte bearbeite beginne behalte benutze
    beschreibe bestätige besuche bewege bleib bleibe bring bringe deaktiviere denk denke drück
    drücke entdecke entferne entscheide erfahre erinnere erkläre erstelle erzähl erzähle fahr
    fahre fang frag füge führe geh gehe genieße gib glaub glaube hab halte hilf hol hole hör
    höre importiere installiere iss kauf kaufe klick klicke komm komme kopiere lade lass lasse
    lauf leg lege lerne lies lösche mach mache melde navigiere nenn nenne nimm nutze pass
    platziere probier probiere prüfe ruf rufe sag sage schalte schau schaue schick schicke
    schieb schiebe schließ schließe schneide schreib schreibe scrolle sei setz setze sieh
    speichere spiel sprich starte steck stecke stell such tausche tippe trag trage trenne
    trink tritt tu tue verbinde vergewissere vergiss verlass verlasse vermeide verschiebe
    verschwinde versuch versuche verwende warte wechsele wechsle wende wirf wisch wische wähl
    wähle zeig zeige zieh ziehe ändere öffne überprüfe
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
_SUBJECTS = _words("ich er sie es man")
# What a subordinate clause behind a request begins with; behind a condition comes a verb.
_SUBORDINATING = _words(
    "bevor damit das dass daß den der die falls indem ob sobald um was weil welche wenn wer wie wo"
)
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
    forms = set(_forms(text, _is_addressed(source)))
    if len(forms) == 2:
        return "mixed"
    return forms.pop() if forms else None


def choose_form(
    hypotheses: Sequence[str], wanted: AddressForm, language: str, source: str | None = None
) -> int | None:
    """Chooses one of several translations by its form of address.

    The first stays if it has the wanted form or addresses nobody. If it has the other form, so
    that somebody is addressed, the first with the wanted form is better than one without any.

    Args:
        hypotheses: The translations of a sentence, best first.
        wanted: The form.
        language: The code of their language (ISO 639-1).
        source: The English sentence, if known.

    Returns:
        The index of the translation; None if each has the other form or is mixed.

    Example:
        >>> choose_form(["Komm rein!", "Herein!", "Kommen Sie herein!"], "formal", "de")
        2
        >>> choose_form(["Herein!", "Kommen Sie herein!"], "formal", "de")
        0
    """
    forms = [address_form(hypothesis, language, source) for hypothesis in hypotheses]
    if forms and forms[0] is None:
        return 0
    for form in (wanted, None):
        if form in forms:
            return forms.index(form)
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
        Pronouns, verbs and imperatives of the other form, as they are written within and at the
        beginning of a sentence; none for other languages than German.

    Example:
        >>> suppressed_words("informal", "de")[:3], suppressed_words("informal", "fr")
        (('Ihnen', 'Ihr', 'Ihre'), ())
    """
    if language.partition("-")[0] != "de":
        return ()
    if wanted == "informal":
        return tuple(sorted(_FORMAL_PRONOUNS))
    words = _INFORMAL_PRONOUNS | _INFORMAL_VERBS
    first = words | _IMPERATIVES | _PLURAL_IMPERATIVES
    return (*sorted(words), *sorted(word.capitalize() for word in first))


def suppressed_sequences(
    wanted: AddressForm, language: str, tokenize: Callable[[str], Sequence[Token]]
) -> tuple[tuple[Token, ...], ...]:
    """Returns the tokens of `suppressed_words`, as far as other words can be written without them.

    "Komm" is left out if the tokenizer cuts "Kommen" into "Komm" and "en": "Kommen Sie" shall be
    possible.

    Args:
        wanted: The form.
        language: The code of the language that is written (ISO 639-1).
        tokenize: Returns the tokens of a word, or their ids, without the end of a sentence.

    Returns:
        The sequences, each different one once.

    Example:
        >>> suppressed_sequences("informal", "de", lambda word: ("▁" + word,))[0]
        ('▁Ihnen',)
    """
    sequences: dict[tuple[Token, ...], None] = {}
    for word in suppressed_words(wanted, language):
        sequence = tuple(tokenize(word))
        polite = (word + "n", word + "en") if word.lower() in _IMPERATIVES else ()
        if sequence and not any(
            tuple(tokenize(one))[: len(sequence)] == sequence for one in polite
        ):
            sequences[sequence] = None
    return tuple(sequences)


@functools.cache
def _token() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]+|[^\w\s]|\d")


def _forms(text: str, addressed: bool | None) -> Iterator[AddressForm]:
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
            if word == "ihr" and (
                after in _INFORMAL_VERBS
                or (begins and addressed is not False and _is_plural(after))
            ):
                yield "informal"
            elif not capitals and (addressed or not can_begin):
                yield "formal"
        elif word in _IMPERATIVES:
            # "Klicke ich darauf" is a condition, "Sei es so" a wish.
            commanded = after != "ich" and not (word == "sei" and after in _SUBJECTS)
            if commanded and (first or (please and token == word)):
                yield "informal"
        elif word in _PLURAL_IMPERATIVES and after not in _SUBJECTS:
            if (please and token == word) or (begins and first and _end(tokens, i) == "!"):
                yield "informal"
        elif begins and first and word.endswith("n") and after == "sie" and _end(tokens, i) in "!.":
            # "Öffnen sie die Datei." is no question: a polite request, in bad spelling.
            yield "formal"
        please = word == "bitte"
        can_begin = begins = False


def _is_plural(after: str) -> bool:
    """Returns whether "Ihr" is the plural of "du": before a verb ("Ihr geht") or "Ihr armen"."""
    return after.islower() and after.endswith(("t", "en")) and after not in {"hat", "ist"}


def _end(tokens: Sequence[str], start: int) -> str:
    """Returns the mark at a sentence's end, "." without one; "," if it can be a condition."""
    for i in range(start, len(tokens)):
        if tokens[i] in _ENDS:
            return tokens[i]
        if tokens[i] == "," and not _SUBORDINATING.intersection(tokens[i + 1 : i + 2]):
            return ","
    return "."


def _is_addressed(source: str | None) -> bool | None:
    """Returns whether a source speaks of nobody but whom it addresses; None without one."""
    if source is None:
        return None
    words = {word.lower() for word in _token().findall(source)}
    return bool(words & _ADDRESSED) and not words & _OTHERS
