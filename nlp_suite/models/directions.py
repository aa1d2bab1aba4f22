"""Directions of translation, and the model that translates in each if the caller names none."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.load_options import AUTO, DIRECTION_OPTIONS, Engine, LoadOptions
from nlp_suite.models.marian_pairs import MARIAN_CHECKPOINTS
from nlp_suite.text.language_tags import LanguageTag
from nlp_suite.text.languages import check_language, is_language_code, is_language_group


class Direction(NamedTuple):
    """A pair of languages, in the order of translation.

    Attributes:
        source: The language to translate from, its code.
        target: The language to translate into.

    Example:
        >>> str(Direction("en", "de"))
        'en to de'
    """

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source} to {self.target}"


_DEFAULT = Direction("en", "de")

SHIPPED_TRANSLATORS: Mapping[Direction, str] = {
    _DEFAULT: "english-german",
    Direction("de", "en"): "german-english",
}


def check_directions(task: str, options: LoadOptions) -> None:
    """Checks `source` and `target` as far as that can be done without a model.

    Args:
        task: The task that is loaded.
        options: The options of loading it.

    Raises:
        InvalidInputError: If one is given for another task than translation, is no code of a
            language, or "auto" goes with a model.

    Example:
        >>> check_directions("summarize", LoadOptions(source="de"))
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: source goes with translate, got source='de' for ...
    """
    for name in DIRECTION_OPTIONS:
        value = getattr(options, name)
        if value is None:
            continue
        if task != "translate":
            raise InvalidInputError(f"{name} goes with translate, got {name}={value!r} for {task}")
        if options.engine == "pretrained" and options.model is not None:
            # As a model may call it itself, "deu_Latn".
            value = value.replace("_", "-")
        if (name, value) != ("source", AUTO):
            check_language(name, value)
    if options.source == AUTO and (options.model or options.revision) is not None:
        name = "model" if options.model is not None else "revision"
        raise InvalidInputError(
            f"source='auto' chooses between models, got {name}={getattr(options, name)!s} as "
            f"well; leave {name} out, or give the language as source"
        )


def complete_direction(source: str | None, target: str | None) -> Direction:
    """Completes what a caller says of a direction.

    Args:
        source: The language to translate from, its code; None if the caller does not say.
        target: The language to translate into; None if the caller does not say.

    Returns:
        The direction, without regions: English into German if neither is given. If one is, the
        other is English, or German where that one is English.

    Example:
        >>> complete_direction("de-AT", None), complete_direction(None, "fr")
        (Direction(source='de', target='en'), Direction(source='en', target='fr'))
    """
    if source is None and target is None:
        return _DEFAULT
    source, target = (None if code is None else language_of(code) for code in (source, target))
    return Direction(source or _other(target), target or _other(source))


def with_direction(task: str, options: LoadOptions) -> LoadOptions:
    """Completes the direction of a translator that is chosen by it.

    Args:
        task: The task that is loaded.
        options: The options of loading it.

    Returns:
        The options with `source` and `target`, so that what loads the same model is the same;
        unchanged where a model is named, for "auto", and for other tasks.

    Raises:
        InvalidInputError: As `check_directions` does.

    Example:
        >>> with_direction("translate", LoadOptions(target="en")).source
        'de'
    """
    check_directions(task, options)
    if task != "translate" or options.model is not None or options.source == AUTO:
        return options
    source, target = complete_direction(options.source, options.target)
    if options.engine == "pretrained" and _has_other_script(options.target):
        # The checkpoint of the pair may write both.
        target = str(options.target)
    return replace(options, source=source, target=target)


def language_of(code: str) -> str:
    """Returns the language of a code, without script and region.

    Args:
        code: A code of BCP 47 or FLORES, or one of three letters of a language that has one of
            two.

    Returns:
        Its first part, of two letters where there is such a code.

    Example:
        >>> language_of("pt-BR"), language_of("eng"), language_of("nds")
        ('pt', 'en', 'nds')
    """
    language = code.partition("-")[0].partition("_")[0]
    # Most need no tables.
    return language if len(language) == 2 else LanguageTag.parse(language).language


def choose_translator(engine: Engine, direction: Direction) -> str:
    """Chooses the model of a direction.

    Args:
        engine: The engine.
        direction: The direction.

    Returns:
        The name of a shipped model, or a hub id.

    Raises:
        ModelNotAvailableError: If no model is known for it; the message lists those that are.

    Example:
        >>> choose_translator("custom", Direction("en", "de"))
        'english-german'
    """
    if engine == "custom":
        if direction in SHIPPED_TRANSLATORS:
            return SHIPPED_TRANSLATORS[direction]
        hint = (
            f"there are {_listed(SHIPPED_TRANSLATORS)}; pass model= with a folder of your own, or "
            f"engine='pretrained', which knows {len(MARIAN_CHECKPOINTS)} pairs"
        )
    else:
        if direction in MARIAN_CHECKPOINTS:
            return MARIAN_CHECKPOINTS[direction].hub_id
        hint = (
            f"there are {_listed(MARIAN_CHECKPOINTS)}; pass model= and revision= for every other "
            "checkpoint of the hub"
        )
    raise ModelNotAvailableError(
        f"the {engine} engine knows no model that translates {direction}; {hint}"
    )


def automatic_directions(engine: Engine, target: str | None) -> dict[str, Direction]:
    """Lists the directions between which the language of a text chooses.

    Args:
        engine: The engine.
        target: The language to translate into; None for English from German, and German from
            any other language.

    Returns:
        Maps languages to the direction of texts in them: those whose model is shipped, or pinned
        to a commit of the hub.

    Raises:
        ModelNotAvailableError: If there is none.

    Example:
        >>> automatic_directions("custom", None)["de"]
        Direction(source='de', target='en')
    """
    known: Iterable[tuple[str, str]]
    if engine == "custom":
        known = SHIPPED_TRANSLATORS
    else:
        known = (pair for pair, one in MARIAN_CHECKPOINTS.items() if one.commit is not None)
    wanted = None if target is None else language_of(target)
    found = {
        source: Direction(source, to)
        for source, to in known
        if to == (wanted or ("en" if source == "de" else "de"))
    }
    if not found:
        # It raises, and says what there is.
        choose_translator(engine, complete_direction(None, target))
    return found


def automatic_models(engine: Engine, target: str | None) -> list[tuple[str, str | None]]:
    """Lists the models between which the language of a text chooses.

    Args:
        engine: The engine.
        target: As for `automatic_directions`.

    Returns:
        The name of each shipped one and None, or the hub id of each and its commit.

    Raises:
        ModelNotAvailableError: If there is none.

    Example:
        >>> automatic_models("custom", "de")
        [('english-german', None)]
    """
    directions = automatic_directions(engine, target).values()
    if engine == "custom":
        return [(choose_translator(engine, direction), None) for direction in directions]
    checkpoints = [MARIAN_CHECKPOINTS[direction] for direction in directions]
    return [(one.hub_id, one.commit) for one in checkpoints]


def agreed_language(name: str, own: str | None, given: str | None, model: str) -> str | None:
    """Returns the language of a model, of which the caller may say what it is.

    Args:
        name: "source" or "target".
        own: What the model says; None if it does not.
        given: What the caller says; None if they do not.
        model: The model's name, for the error.

    Returns:
        The language, its code; None if neither says one.

    Raises:
        InvalidInputError: If they are two languages.

    Example:
        >>> agreed_language("source", "eng", "en-GB", "my-translator")
        'en'
        >>> agreed_language("source", "roa", "fr", "opus-mt-roa-en")
        'fr'
    """
    if own is not None and is_language_code(own) and not is_language_group(own):
        if given is not None and not _is_same(given, own):
            verb = "from" if name == "source" else "into"
            raise InvalidInputError(
                f"the model {model} translates {verb} {own!r}, got {name}={given!r}; leave {name} "
                "out, or leave model out for the one of the pair"
            )
        # A region of the model's own stays.
        return language_of(own) + own[len(own.partition("-")[0]) :]
    return None if given is None else language_of(given)


def _has_other_script(code: str | None) -> bool:
    # Most codes have no second part, and need no tables.
    if code is None or "-" not in code:
        return False
    tag = LanguageTag.parse(code)
    return tag.likely_script != LanguageTag(tag.language).likely_script


def _is_same(code: str, other: str) -> bool:
    first, second = language_of(code), language_of(other)
    return first == second or LanguageTag(first).key == LanguageTag(second).key


def _other(language: str | None) -> str:
    return "de" if language == "en" else "en"


def _listed(directions: Iterable[tuple[str, str]]) -> str:
    return ", ".join(map("-".join, directions))
