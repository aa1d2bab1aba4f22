"""Augmentation of English-German pairs: other facts, unknown words to copy, typing of people."""

import functools
import re
import unicodedata
from typing import NamedTuple

import numpy as np

# A character that no training text has, so that every tokenizer reads it as unknown.
UNKNOWN = "\ue000"

_FIRST_NAMES = [
    "John",
    "Peter",
    "Anna",
    "Maria",
    "Paul",
    "Laura",
    "Michael",
    "David",
    "Sarah",
    "Emma",
    "James",
    "Robert",
    "Linda",
    "Susan",
    "Karen",
    "Lisa",
    "Nancy",
    "Betty",
    "Helen",
    "Sandra",
    "Donna",
    "Carol",
    "Ruth",
    "Sharon",
    "Daniel",
    "Mark",
    "George",
    "Kenneth",
    "Steven",
    "Edward",
    "Brian",
    "Ronald",
    "Anthony",
    "Kevin",
    "Jason",
    "Matthew",
    "Gary",
    "Timothy",
    "Jose",
    "Larry",
    "Jeffrey",
    "Frank",
    "Scott",
    "Eric",
    "Stephen",
    "Andrew",
    "Raymond",
    "Gregory",
    "Joshua",
    "Jerry",
    "Dennis",
    "Walter",
    "Patrick",
    "Harold",
    "Douglas",
    "Henry",
    "Carl",
    "Arthur",
    "Ryan",
    "Roger",
    "Olivia",
    "Sophia",
    "Mia",
    "Amelia",
    "Harper",
    "Evelyn",
    "Abigail",
    "Emily",
    "Ella",
    "Elizabeth",
    "Sofia",
    "Avery",
    "Mila",
    "Chloe",
    "Grace",
    "Zoe",
    "Nora",
    "Hannah",
    "Lucy",
    "Alice",
    "Clara",
    "Julia",
    "Ivan",
    "Olga",
    "Dmitri",
    "Yuki",
    "Kenji",
    "Haruto",
    "Wei",
    "Ming",
    "Ling",
    "Priya",
    "Arjun",
    "Rahul",
    "Aisha",
    "Omar",
    "Fatima",
    "Ahmed",
    "Hassan",
    "Leila",
    "Mohammed",
    "Carlos",
    "Luis",
    "Diego",
    "Lucia",
    "Elena",
    "Giulia",
    "Marco",
    "Luca",
    "Pierre",
    "Claire",
    "Jacques",
    "Sven",
    "Lars",
    "Ingrid",
    "Astrid",
    "Jonas",
    "Felix",
    "Max",
    "Leon",
    "Lukas",
    "Finn",
    "Tim",
    "Lena",
    "Lea",
    "Marie",
    "Sophie",
    "Katrin",
    "Uwe",
    "Jürgen",
    "Günther",
    "Stefan",
    "Andreas",
    "Matthias",
    "Angela",
    "Boris",
    "Emmanuel",
    "Volodymyr",
    "Greta",
    "Serena",
    "Björk",
]
_LAST_NAMES = [
    "Smith",
    "Johnson",
    "Williams",
    "Brown",
    "Jones",
    "Garcia",
    "Miller",
    "Davis",
    "Rodriguez",
    "Martinez",
    "Wilson",
    "Anderson",
    "Taylor",
    "Thomas",
    "Moore",
    "Jackson",
    "Martin",
    "Lee",
    "Thompson",
    "White",
    "Harris",
    "Clark",
    "Lewis",
    "Robinson",
    "Walker",
    "Young",
    "Allen",
    "King",
    "Wright",
    "Scott",
    "Torres",
    "Nguyen",
    "Hill",
    "Flores",
    "Green",
    "Adams",
    "Nelson",
    "Baker",
    "Hall",
    "Rivera",
    "Campbell",
    "Mitchell",
    "Carter",
    "Roberts",
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
    "Koch",
    "Bauer",
    "Richter",
    "Klein",
    "Wolf",
    "Schröder",
    "Neumann",
    "Schwarz",
    "Zimmermann",
    "Braun",
    "Krüger",
    "Hofmann",
    "Hartmann",
    "Lange",
    "Tanaka",
    "Suzuki",
    "Kim",
    "Park",
    "Singh",
    "Patel",
    "Khan",
    "Ali",
    "Haddad",
    "Rossi",
    "Ferrari",
    "Dubois",
    "Moreau",
    "Laurent",
    "Ivanov",
    "Petrov",
    "Kowalski",
    "Novak",
    "Jensen",
    "Nielsen",
    "Andersson",
    "Keller",
]
_FIRST_YEAR, _LAST_YEAR = 1500, 2100


class TextPair(NamedTuple):
    """A sentence and its translation.

    Attributes:
        english: The English sentence.
        german: The German one.
    """

    english: str
    german: str


class PairAugmenter:
    """Changes pairs at random, so that a translator learns to carry over what it never saw.

    Args:
        seed: Another seed gives other changes.
        noise: Share of the pairs whose source is typed as people type it, or has words made
            unknown on both sides; 0 for none.

    Example:
        ```python
        augmenter = PairAugmenter(seed=0, noise=0.15)
        augmenter.vary_facts(TextPair("Tom has 3 cats.", "Tom hat 3 Katzen."))
        # for example TextPair("Yuki has 41,230 cats.", "Yuki hat 41.230 Katzen.")
        ```
    """

    def __init__(self, seed: int, noise: float) -> None:
        self._rng = np.random.default_rng(seed)
        self._noise = noise

    def vary_facts(self, pair: TextPair) -> TextPair:
        """Puts other numbers, and another name for Tatoeba's Tom, into both sides.

        Args:
            pair: The pair.

        Returns:
            The pair with other facts, each written as its language writes it; some pairs as
            they are.
        """
        return self._vary_numbers(self._vary_name(pair))

    def degrade(self, source: str, target: str) -> tuple[str, str]:
        """Makes some pairs worse: case, marks, and words that are unknown on both sides.

        Args:
            source: The sentence that the translator reads.
            target: Its translation.

        Returns:
            Both, changed or as they are.
        """
        if not self._happens(self._noise):
            return source, target
        kind = self._rng.random()
        if kind < 0.08:
            return source.lower(), target
        if kind < 0.12:
            return source.upper(), target
        if kind < 0.16:
            return re.sub("['\u2019,]", "", source.lower()).rstrip(".!?"), target
        final = source[-1:]
        if kind < 0.30 and final in tuple(".!?") and target.endswith(final) and len(source) > 8:
            return source[:-1], target[:-1]
        return self._hide_words(source, target)

    def _vary_name(self, pair: TextPair) -> TextPair:
        tom = _patterns().tom
        count = len(tom.findall(pair.english))
        if not count or count != len(tom.findall(pair.german)) or not self._happens(0.6):
            return pair
        name = str(self._rng.choice(_FIRST_NAMES))
        if self._happens(0.3):
            name = f"{name} {self._rng.choice(_LAST_NAMES)}"
        return TextPair(tom.sub(name, pair.english), tom.sub(name, pair.german))

    def _vary_numbers(self, pair: TextPair) -> TextPair:
        integer = _patterns().integer
        numbers = integer.findall(pair.english)
        same = sorted(numbers) == sorted(integer.findall(pair.german))
        if not numbers or not same or len(set(numbers)) != len(numbers) or not self._happens(0.6):
            return pair
        varied = {old: self._other_number(old) for old in numbers}
        return TextPair(
            integer.sub(lambda match: varied[match.group()].english, pair.english),
            integer.sub(lambda match: varied[match.group()].german, pair.german),
        )

    def _other_number(self, old: str) -> TextPair:
        value = int(old)
        is_year = len(old) == 4 and _FIRST_YEAR <= value <= _LAST_YEAR
        if value < 2:
            # What is one takes the singular.
            return TextPair(old, old)
        if is_year:
            year = str(self._rng.integers(1700, 2031))
            return TextPair(year, year)
        digits = int(self._rng.integers(1, 5 if self._happens(0.7) else 8))
        new = max(2, int(self._rng.integers(10 ** (digits - 1), 10**digits)))
        kind = self._rng.random()
        if kind < 0.15 and new < 10_000:
            decimals = (
                f"{self._rng.integers(1, 100):02}"
                if self._happens(0.6)
                else f"{self._rng.integers(1, 10)}"
            )
            return TextPair(f"{new}.{decimals}", f"{new},{decimals}")
        if kind < 0.7 and new >= 10_000:
            return TextPair(f"{new:,}", f"{new:,}".replace(",", "."))
        return TextPair(str(new), str(new))

    def _hide_words(self, source: str, target: str) -> tuple[str, str]:
        words = [
            word
            for word in dict.fromkeys(_patterns().copied.findall(source))
            if source.count(word) == 1 and target.count(word) == 1
        ]
        self._rng.shuffle(words)
        for word in words[: int(self._rng.integers(1, 4))]:
            whole = re.compile(r"(?<!\w)" + re.escape(word) + r"(?!\w)")
            if whole.search(source) and whole.search(target):
                source, target = whole.sub(UNKNOWN, source), whole.sub(UNKNOWN, target)
        return source, target

    def _happens(self, probability: float) -> bool:
        return bool(self._rng.random() < probability)


class _Patterns(NamedTuple):
    tom: re.Pattern[str]
    integer: re.Pattern[str]
    copied: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    return _Patterns(
        tom=re.compile(r"\bTom\b"),
        # Not a part of a word, a decimal, a date or a range.
        integer=re.compile(r"(?<![\w.,:/-])\d+(?![\w]|[.,:/-]\d)"),
        # What both sides have and should be copied: addresses, placeholders, numbers, names.
        copied=re.compile(
            r"https?://\S+|[\w.+-]+@[\w-]+\.[\w.]+|\{\w*\}|%[sd]|<[^<>]{1,30}>"
            r"|\d[\d.,:/-]*\d|\b\d\b|\b[A-Z][\w-]*|\b\w+[_.][\w.]+"
        ),
    )


def sentence_key(sentence: str) -> str:
    """Folds a sentence for comparison: letters and digits alone, whatever their case.

    Args:
        sentence: The sentence.

    Returns:
        What two sentences share that differ in marks, spaces and case only.

    Example:
        >>> sentence_key("Go on!") == sentence_key("go  on.")
        True
    """
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", sentence).casefold())
