"""Translation of texts whose languages are found out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Unpack, overload

from nlp_suite.data.texts import Text, Texts, read_texts
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.display import call_repr
from nlp_suite.errors import InvalidInputError
from nlp_suite.forking import ForkSafeLock
from nlp_suite.models.directions import Direction
from nlp_suite.option_signatures import take, with_options
from nlp_suite.results import Translation
from nlp_suite.tasks.loaded_task import LoadedTask
from nlp_suite.tasks.translation.options import TranslationOptions
from nlp_suite.tasks.translation.translator import TranslateKeywords, Translator
from nlp_suite.text.languages import language_name

Detect = Callable[[str, Sequence[str] | None], Any]


class _Translators:
    """The translators of several directions, each loaded when it is first needed."""

    def __init__(self, load: Callable[[Direction], Translator]) -> None:
        self._load = load
        self._lock = ForkSafeLock()
        self.loaded: dict[Direction, Translator] = {}

    def of(self, direction: Direction) -> Translator:
        with self._lock:
            if direction not in self.loaded:
                self.loaded[direction] = self._load(direction)
            return self.loaded[direction]


class AutoTranslator(LoadedTask[_Translators]):
    """Translates texts of several languages: finds out that of each, and chooses its direction.

    It is called as a `Translator` is. The translator of a direction is loaded for the first text
    that needs it. A text that is too short, or of no clear language, goes in the direction that
    is taken where nothing is known; a text that is in the target language already comes back as
    it is.

    Args:
        load: Loads the translator of a direction.
        directions: Maps languages, their codes, to the direction of texts in them.
        fallback: The direction of texts whose language is not clear.
        engine: The engine's name, for the results of texts that no model was needed for.
        detect: Detects the language of a text, of some languages or of all if None: returns
            something with a `language`, its code, or None if that is not clear;
            `nlp_suite.text.language_detection.detect_language` if None.

    Example:
        ```python
        translator = nlp_suite.load("translate", source="auto")
        for translation in translator(["Where is the station?", "Wo ist der Bahnhof?"]):
            print(translation.source_language, translation)
        ```
    """

    def __init__(
        self,
        load: Callable[[Direction], Translator],
        directions: Mapping[str, Direction],
        fallback: Direction,
        *,
        engine: str,
        detect: Detect | None = None,
    ) -> None:
        super().__init__(_Translators(load))
        self._directions = directions
        self._fallback = fallback
        self._name = engine
        self._detect = detect or _default_detect
        targets = {direction.target for direction in directions.values()}
        self._target = targets.pop() if len(targets) == 1 else None
        self._known = sorted(
            {*directions, *(direction.target for direction in directions.values())}
        )

    def __repr__(self) -> str:
        directions = ", ".join(dict.fromkeys(map(str, self._directions.values())))
        loaded = [] if self.closed else list(self._engine.loaded.values())
        return call_repr(
            "AutoTranslator",
            engine=self._name,
            directions=directions,
            loaded=loaded,
            closed=self.closed or None,
        )

    @overload
    def __call__(  # type: ignore[overload-overlap]
        self,
        text: Text,
        *,
        progress: bool | None = None,
        **options: Unpack[TranslateKeywords],
    ) -> Translation: ...

    @overload
    def __call__(
        self,
        text: Texts,
        *,
        progress: bool | None = None,
        **options: Unpack[TranslateKeywords],
    ) -> list[Translation]: ...

    @with_options(TranslationOptions, DecodingOptions)
    def __call__(
        self,
        text: Text | Texts,
        *,
        progress: bool | None = None,
        **options: Unpack[TranslateKeywords],
    ) -> Translation | list[Translation]:
        """Translates one text, or each of several, which may be of different languages.

        Texts of one language are translated together.

        Args:
            text: As for a `Translator`; each text is of one language.
            progress: As for a `Translator`.
            **options: See `nlp_suite.tasks.translation.options.TranslationOptions` and
                `nlp_suite.decoding.options.DecodingOptions`.

        Returns:
            The translation; for several texts a list of them in their order. Its
            `source_language` and `target_language` say what was chosen.

        Raises:
            InvalidInputError: As of a `Translator`, or if a text is in a language that no model
                is there for.
            DataFormatError: If a file is damaged or has no text.
            ModelNotAvailableError: If a model of a direction cannot be had.
            ClosedTaskError: If the task was closed.
            ForkedProcessError: If a model cannot be loaded again in a forked child.
        """
        with self._in_use():
            texts = read_texts("text", text, many="translate_files")
            if isinstance(texts, str):
                return self._translate([texts], progress, options)[0]
            return self._translate(texts, progress, options)

    def _translate(
        self, texts: Iterable[str], progress: bool | None, options: TranslateKeywords
    ) -> list[Translation]:
        # Nothing is computed before all options and texts are known to be possible.
        DecodingOptions(**take(DecodingOptions, options))
        TranslationOptions(**take(TranslationOptions, options))
        found: dict[int, Translation] = {}
        groups: dict[Direction, dict[int, str]] = {}
        for i, text in enumerate(texts):
            direction = self._direction(text)
            if direction.source == direction.target:
                found[i] = self._unchanged(text, direction)
            else:
                groups.setdefault(direction, {})[i] = text
        for direction, group in groups.items():
            translator = self._engine.of(direction)
            translations = translator(list(group.values()), progress=progress, **options)
            found |= zip(group, translations, strict=True)
        return [found[i] for i in range(len(found))]

    def _direction(self, text: str) -> Direction:
        # What is not clear among all languages may be among those that come into question.
        detected = self._detect(text, None) or self._detect(text, self._known)
        if detected is None:
            return self._fallback
        language: str = detected.language
        if language in self._directions:
            return self._directions[language]
        if language == self._target:
            return Direction(language, language)
        known = ", ".join(map(str, self._directions.values()))
        raise InvalidInputError(
            f"the text {text[:40]!r} seems to be {language_name(language)}, which source='auto' "
            f"has no model for; it knows {known}: pass source= if the text is in one of these"
        )

    def _unchanged(self, text: str, direction: Direction) -> Translation:
        return Translation(
            text=text,
            source=text,
            sentences=(),
            engine=self._name,
            model="",
            source_language=direction.source,
            target_language=direction.target,
        )


def _default_detect(text: str, languages: Sequence[str] | None) -> Any:
    # Its data are read for the first text.
    from nlp_suite.text.language_detection import detect_language

    return detect_language(text, languages)
