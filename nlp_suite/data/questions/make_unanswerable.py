"""Hard negative (unanswerable) examples: the text is on the subject, and has no answer."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from nlp_suite.data.questions.rows import QuestionExample, QuestionSource, read_examples
from nlp_suite.data.questions.seeded_hash import SeededHash
from nlp_suite.data.questions.table_formats import question_dataset
from nlp_suite.errors import InvalidInputError
from nlp_suite.text.answer_normalization import normalize_answer
from nlp_suite.text.sentences import SentenceSpan, split_sentences

if TYPE_CHECKING:
    import datasets

UnanswerableKind = Literal["sentence", "absent", "present", "antonym", "negation"]
KINDS: tuple[UnanswerableKind, ...] = get_args(UnanswerableKind)

# Contexts whose names and numbers may take the place of one in a question.
_OTHER_CONTEXTS = 6
# Years to go forwards or backwards where no other context has one.
_YEARS = (-7, -3, -2, -1, 1, 2, 4, 11)
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
# Each word of a pair for the other.
_ANTONYMS = """
above below, accepted rejected, allow forbid, allowed forbidden, ancient modern, arrived departed,
attack defend, attacked defended, before after, began ended, begin end, best worst, born buried,
brother sister, built demolished, buy sell, bought sold, cause prevent, caused prevented, common
rare, create destroy, created destroyed, day night, early late, earliest latest, east west, eastern
western, enemy ally, established abolished, fast slow, fastest slowest, father mother, first last,
following preceding, founded dissolved, greater lesser, heaviest lightest, high low, highest lowest,
higher lower, hot cold, husband wife, import export, increase decrease, increased decreased, inside
outside, internal external, joined left, king queen, large small, larger smaller, largest smallest,
longest shortest, major minor, majority minority, male female, maximum minimum, men women, more
fewer, most least, next previous, north south, northern southern, older younger, oldest youngest,
open close, opened closed, popular unpopular, positive negative, private public, rich poor, rise
fall, rose fell, second third, son daughter, start stop, started stopped, strong weak, strongest
weakest, summer winter, support oppose, supported opposed, tallest shortest, upper lower, victory
defeat, win lose, won lost
"""
# A subject follows these, but for "who will win".
_BEFORE_SUBJECT = {"did", "does", "do", "can", "could", "would", "will"}
_NOT_CONTRACTED = {"can", "will"}


def make_unanswerable(
    questions: "datasets.Dataset | Iterable[Mapping[str, Any]]",
    share: float = 0.5,
    *,
    kinds: Sequence[UnanswerableKind] = KINDS,
    seed: int = 0,
) -> "datasets.Dataset":
    """Makes hard negative (unanswerable) examples: the text is on the subject, and has no answer.

    A question that is asked of another text is easy to turn down. These are harder: the question
    and its own text, of which one was changed a little, as in SQuAD 2.0. The kinds are

    - "sentence": the sentence with the answer is taken out of the context, if no gold answer
      stands in what is left;
    - "absent": a name or number of the question is replaced by one of the same kind that the
      context does not have, of another context of the same title if there is such a one;
    - "present": ... by one that the context has in another sentence than that of the answer;
    - "antonym": a word of the question is replaced by one of opposite meaning that the context
      does not have;
    - "negation": the question is negated.

    That is no proof that there is no answer, but there seldom is one. Not every question can be
    changed: each is tried with one kind after the other, from one on that its id decides. What is
    changed, and how, depends on the seed and on the set of questions only.

    Args:
        questions: What `load_questions` returns; English ones.
        share: How many of the questions with an answer are changed, above 0 and up to 1; fewer
            where fewer can be.
        kinds: Which changes to make.
        seed: Seed of the choice.

    Returns:
        All questions in their order. Those that were changed have no answers.

    Raises:
        InvalidInputError: If an argument is out of range.
        DataFormatError: If a row is not a question.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        hard = make_unanswerable(load_questions("questions.json"), share=0.5, kinds=["antonym"])
        ```

    Reference:
        Rajpurkar et al. 2018, "Know What You Don't Know", https://arxiv.org/abs/1806.03822, for
        what people do to make such questions; Jia and Liang 2017, https://arxiv.org/abs/1707.07328,
        for changes of names, numbers and antonyms by rule.
    """
    chosen = _check_arguments(share, kinds)
    hashes = SeededHash(seed)
    originals = list(read_examples([QuestionSource.of_rows(questions)]))
    answered = [index for index, question in enumerate(originals) if question.answers]
    wanted = round(share * len(answered))
    answered.sort(key=lambda index: hashes.of("question", originals[index].id))
    change = _Changes(originals, hashes)
    changed: dict[int, QuestionExample] = {}
    for index in answered:
        if len(changed) == wanted:
            break
        other = change(originals[index], chosen)
        if other is not None:
            changed[index] = other
    result = (changed.get(index, question) for index, question in enumerate(originals))
    return question_dataset(result, "make_unanswerable")


class _Mention(NamedTuple):
    """A name or a number in a text."""

    start: int
    text: str
    shape: str


class _Changes:
    """Changes questions, with the mentions of their contexts at hand."""

    def __init__(self, questions: Sequence[QuestionExample], hashes: SeededHash) -> None:
        self._hashes = hashes
        pairs = sorted({(question.title, question.context) for question in questions})
        self._all = [context for _, context in pairs]
        self._of_title: dict[str, list[str]] = {}
        for title, context in pairs:
            self._of_title.setdefault(title, []).append(context)
        self._mentions: dict[str, list[_Mention]] = {}
        self._sentences: dict[str, list[SentenceSpan]] = {}

    def __call__(
        self, question: QuestionExample, kinds: Sequence[UnanswerableKind]
    ) -> QuestionExample | None:
        """Changes a question in the first way that can be done."""
        first = self._draw("kind", question, len(kinds))
        for kind in (*kinds[first:], *kinds[:first]):
            changed: tuple[str, str] | None = getattr(self, f"_{kind}")(question)
            if changed is not None:
                text, context = changed
                return question._replace(
                    question=text, context=context, answers=(), answer_starts=()
                )
        return None

    def _sentence(self, question: QuestionExample) -> tuple[str, str] | None:
        first, second = self._answer_sentence(question)
        left = (question.context[:first] + question.context[second:].lstrip()).strip()
        normal = normalize_answer(left)
        # An answer of marks alone is nowhere and everywhere.
        golds = [normalize_answer(answer) for answer in question.answers]
        if not normal or any(not gold or gold in normal for gold in golds):
            return None
        return question.question, left

    def _absent(self, question: QuestionExample) -> tuple[str, str] | None:
        old = self._mention(question, question.context)
        if old is None:
            return None
        contexts = self._of_title[question.title]
        if len(contexts) < 3:
            contexts = self._all
        first = self._draw("contexts", question, len(contexts))
        near = (contexts[first:] + contexts[:first])[: _OTHER_CONTEXTS + 1]
        low = question.context.casefold()
        texts = [
            mention.text
            for context in near
            if context != question.context
            for mention in self._of(context)
            if _replaces(mention, old, question) and mention.text.casefold() not in low
        ]
        if not texts and old.shape == "year":
            years = (str(int(old.text) + step) for step in _YEARS)
            texts = [year for year in years if year not in question.context]
        return self._replaced(question, old, texts)

    def _present(self, question: QuestionExample) -> tuple[str, str] | None:
        first, second = self._answer_sentence(question)
        sentence = question.context[first:second]
        # Where the name is not beside the answer, another may be as right.
        old = self._mention(question, sentence)
        if old is None:
            return None
        texts = [
            mention.text
            for mention in self._of(question.context)
            if _replaces(mention, old, question) and mention.text not in sentence
        ]
        return self._replaced(question, old, texts)

    def _antonym(self, question: QuestionExample) -> tuple[str, str] | None:
        antonyms, present = _antonyms(), set(_words(question.context.lower()))
        choices = [
            (match, other)
            for match in _patterns().word.finditer(question.question)
            for other in antonyms.get(match.group().lower(), ())
            if other not in present
        ]
        if not choices:
            return None
        match, other = choices[self._draw("antonym", question, len(choices))]
        other = other.capitalize() if match.group()[0].isupper() else other
        text = question.question
        return text[: match.start()] + other + text[match.end() :], question.context

    def _negation(self, question: QuestionExample) -> tuple[str, str] | None:
        text, patterns = question.question, _patterns()
        match = patterns.auxiliary.search(text)
        if match is None or patterns.negated.search(text):
            return None
        auxiliary, stop = match.group().lower(), match.end()
        kind = self._draw("negation", question, 3)
        if kind == 2 and auxiliary not in _NOT_CONTRACTED:
            return f"{text[:stop]}n't{text[stop:]}", question.context
        # Behind the subject: "did he not", "who was not", "what was the king not".
        pattern = patterns.subject if auxiliary in _BEFORE_SUBJECT else patterns.noun_phrase
        subject = pattern.match(text, stop)
        if subject:
            stop = subject.end()
        elif auxiliary in _BEFORE_SUBJECT:
            return None
        negation = " never" if kind == 1 else " not"
        return text[:stop] + negation + text[stop:], question.context

    def _answer_sentence(self, question: QuestionExample) -> tuple[int, int]:
        """Where the sentences that the first answer stands in start and end."""
        start = question.answer_starts[0]
        stop = start + len(question.answers[0])
        spans = self._sentences.get(question.context)
        if spans is None:
            spans = self._sentences[question.context] = split_sentences(question.context)
        own = [span for span in spans if span.start < stop and start < span.end]
        # An answer of white space alone stands in none.
        return (own[0].start, own[-1].end) if own else (start, stop)

    def _mention(self, question: QuestionExample, text: str) -> _Mention | None:
        """Draws a name or number of the question that the text has, and no answer."""
        golds = " ".join(question.answers).casefold()
        found = [
            mention
            for mention in _mentions(question.question)
            if mention.start and mention.text in text and mention.text.casefold() not in golds
        ]
        return found[self._draw("mention", question, len(found))] if found else None

    def _of(self, context: str) -> list[_Mention]:
        found = self._mentions.get(context)
        if found is None:
            found = self._mentions[context] = list(_mentions(context))
        return found

    def _replaced(
        self, question: QuestionExample, old: _Mention, texts: Sequence[str]
    ) -> tuple[str, str] | None:
        if not texts:
            return None
        new = texts[self._draw("replacement", question, len(texts))]
        text, stop = question.question, old.start + len(old.text)
        return text[: old.start] + new + text[stop:], question.context

    def _draw(self, purpose: str, question: QuestionExample, count: int) -> int:
        return self._hashes.of(purpose, question.id) % count


class _Patterns(NamedTuple):
    number: re.Pattern[str]
    name: re.Pattern[str]
    word: re.Pattern[str]
    auxiliary: re.Pattern[str]
    negated: re.Pattern[str]
    subject: re.Pattern[str]
    noun_phrase: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    capital = r"[A-Z][\w'\u2019-]*+"
    determiner = "(?:the|a|an|his|her|their|its)"
    return _Patterns(
        number=re.compile(r"(?<![\w.,])\d[\d,]*+(?:\.\d++)?(?!\w)"),
        # Not at the start of a sentence, where any word has a capital.
        name=re.compile(rf"(?<=[^.!?\s] ){capital}(?: (?:of |the |de |von )?{capital})*+"),
        word=re.compile(r"\w+"),
        auxiliary=re.compile(
            r"\b(?:did|does|do|was|were|is|are|has|have|had|can|could|would|will)\b", re.IGNORECASE
        ),
        negated=re.compile(r"\b(?:not|never|no|nor|cannot)\b|n['\u2019]t\b", re.IGNORECASE),
        subject=re.compile(rf" (?:{determiner} )?[\w'\u2019-]++(?: {capital})*+"),
        noun_phrase=re.compile(
            rf" (?:{determiner} [\w'\u2019-]++|{capital}|he|she|it|they)"
            rf"(?: {capital})*+(?![\w'\u2019-])"
        ),
    )


@functools.cache
def _antonyms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in _ANTONYMS.split(","):
        one, other = pair.split()
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    return found


def _words(text: str) -> list[str]:
    return _patterns().word.findall(text)


def _mentions(text: str) -> Iterator[_Mention]:
    patterns = _patterns()
    for match in patterns.number.finditer(text):
        number = match.group().rstrip(",")
        yield _Mention(match.start(), number, _number_shape(number))
    for match in patterns.name.finditer(text):
        name = match.group().rstrip("'\u2019-").removesuffix("'s").removesuffix("\u2019s")
        if len(name) > 2:
            shape = f"{min(name.count(' '), 2)} {name.isupper()} {name.endswith('s')}"
            yield _Mention(match.start(), name, shape)


def _number_shape(number: str) -> str:
    digits = number.replace(",", "")
    if "." in digits:
        return "decimal"
    # Of no more digits than a text should have, or reading the number takes long.
    if len(number) == 4 and digits == number and _FIRST_YEAR <= int(number) <= _LAST_YEAR:
        return "year"
    return f"{min(len(digits), 4)} digits"


def _replaces(new: _Mention, old: _Mention, question: QuestionExample) -> bool:
    """Whether a mention is of the kind of another, and neither the same nor an answer."""
    text, before = new.text.casefold(), old.text.casefold()
    golds = " ".join(question.answers).casefold()
    return (
        new.shape == old.shape
        and text not in before
        and before not in text
        and text not in golds
        and new.text not in question.question
    )


def _check_arguments(
    share: float, kinds: Sequence[UnanswerableKind]
) -> tuple[UnanswerableKind, ...]:
    if type(share) not in (int, float) or not 0 < share <= 1:
        raise InvalidInputError(f"share must be above 0 and up to 1, got {share!r}")
    known = not isinstance(kinds, str) and all(kind in KINDS for kind in kinds)
    if not known or not kinds or len(set(kinds)) < len(kinds):
        raise InvalidInputError(f"kinds must be different ones of {KINDS}, got {kinds!r}")
    return tuple(kinds)
