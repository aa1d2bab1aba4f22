"""Source preprocessing of a translator, for unknown-word replacement."""

import itertools
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from nlp_suite.errors import ModelFormatError
from nlp_suite.models.folder.tokenizer_checks import tokenizer_errors
from nlp_suite.text.placeables.placeable import Placeable
from nlp_suite.text.surrogates import without_surrogates
from nlp_suite.text.translation_tokenizers import END_ID, SPECIAL_TOKENS, UNKNOWN_ID
from nlp_suite.text.words import fold_word, word_spans

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer


class PreprocessedSource(NamedTuple):
    """A preprocessed source sentence: its tokens, and what no token stands for.

    Attributes:
        before: Unknown characters and white space before the part that is translated.
        token_ids: The tokens of that part, the end among them; nothing but the end if
            there is nothing to translate.
        tokens: The same as text, without the end; what is unknown as it was written.
        unknown: Maps the positions of unknown tokens to what the target has for them: what was
            written there, or the target of a placeable.
        copied: What was written there, without placeables.
        after: Unknown characters and white space behind the part that is translated.

    Example:
        >>> prepared = PreprocessedSource("", (7, 3), ("▁Go",), {}, " 😀")
        >>> prepared.before + "Los" + prepared.after
        'Los 😀'
    """

    before: str
    token_ids: tuple[int, ...]
    tokens: tuple[str, ...]
    unknown: Mapping[int, str]
    after: str
    copied: tuple[str, ...] = ()

    @property
    def num_tokens(self) -> int:
        """Number of tokens to translate, the end among them."""
        return len(self.token_ids)


# How the tokenizers write a space.
WORD_START = "▁"
_PRIVATE_USE = range(0xE000, 0xF900)


class SourcePreprocessor:
    """Tokenizes sentences so that no unknown character costs the rest of a sentence.

    - A character that is unknown, but known in its compatibility form or without its marks,
      is read as that form: "ñ" as "n", "ﬁ" as "fi".
    - Unknown characters at the beginning and at the end, emoji say, are kept aside.
    - Pieces that the tokenizer knows and the model does not are unknown tokens as well.
    - Unknown characters within, together with the white space between them, are one unknown
      token, and what was written there is kept.
    - So are words with a capital letter that are not among the known words: names, mostly. A
      model that never saw "Yanni" can write it letter by letter, but will not write it right.
    - So is each placeable, for which the target gets the placeable's target.

    Args:
        tokenizer: The source's tokenizer. From now on it reads the names of its special
            tokens, "</s>" say, as any other text.
        known_words: The words of the model's training data, as
            `nlp_suite.text.words.collect_words` returns them; any word if None.
        unknown_from: The first id of the tokens that are unknown to the model; it knows them all
            if None.

    Raises:
        ModelFormatError: If it does not end a sentence with the end.

    Example:
        >>> from nlp_suite.text.translation_tokenizers import train_tokenizers
        >>> tokenizer, _ = train_tokenizers(["Go on (now)."], ["Los (jetzt)."])
        >>> (prepared,) = SourcePreprocessor(tokenizer).preprocess(["Gó on (日本 語). 😀"])
        >>> prepared.tokens, prepared.unknown, prepared.after
        (('▁Go', '▁on', '▁', '(', '日本 語', ')', '.'), {4: '日本 語'}, ' 😀')
    """

    def __init__(
        self,
        tokenizer: "Tokenizer",
        known_words: frozenset[str] | None = None,
        unknown_from: int | None = None,
    ) -> None:
        tokenizer.encode_special_tokens = True
        with tokenizer_errors("the source tokenizer"):
            of_nothing = tokenizer.encode("").ids
        if of_nothing != [END_ID]:
            raise ModelFormatError(
                "the source tokenizer must end each sentence with '</s>'; make it with "
                "nlp_suite.text.translation_tokenizers.train_tokenizers"
            )
        self._tokenizer = tokenizer
        self._known_words = known_words
        self._whole_words = type(tokenizer.model).__name__ == "WordLevel"
        vocabulary = tokenizer.get_vocab()
        self._known_ids = range(len(SPECIAL_TOKENS), unknown_from or 1 + max(vocabulary.values()))
        tokens = [token for token, token_id in vocabulary.items() if token_id in self._known_ids]
        # A word can be cut into pieces if each of its characters is a token.
        self._alphabet = set("".join(t for t in tokens if self._whole_words or len(t) == 1))
        self._alphabet -= {WORD_START}
        # With nothing but these there is nothing to look for.
        self._plain = {" "} | {c for c in self._alphabet if not _is_mark(c) and self._form(c) == c}
        self._placeholder = next(c for c in map(chr, _PRIVATE_USE) if self._form(c) is None)

    def preprocess(
        self, sentences: Sequence[str], placeables: Sequence[Sequence[Placeable]] | None = None
    ) -> list[PreprocessedSource]:
        """Preprocesses and tokenizes sentences.

        Args:
            sentences: The sentences; lone surrogates become "?".
            placeables: The placeables of each that the model shall not see, in order; none if
                None.

        Returns:
            Their tokens, and what stays outside of them.
        """
        cuts = [
            self._cut(without_surrogates(sentence), hidden)
            for sentence, hidden in zip(
                sentences, placeables or itertools.repeat((), len(sentences)), strict=True
            )
        ]
        with tokenizer_errors("the source tokenizer"):
            encodings = self._tokenizer.encode_batch([cut.text for cut in cuts])
        return [self._prepare(*both) for both in zip(cuts, encodings, strict=True)]

    def _cut(self, sentence: str, placeables: Sequence[Placeable] = ()) -> "_Cut":
        clusters: list[str] = []
        placed: dict[int, str] = {}
        at = 0
        for placeable in placeables:
            clusters += _clusters(sentence[at : placeable.start])
            placed[len(clusters)] = placeable.target
            clusters.append(sentence[placeable.start : placeable.end])
            at = placeable.end
        clusters += _clusters(sentence[at:])
        names = self._names(clusters, placed)
        if not (names or placed) and self._plain.issuperset(sentence) and sentence.strip(" "):
            text = sentence.strip(" ")
            before, _, after = sentence.partition(text)
            return _Cut(before, text, (), after)
        forms = [c if c in self._plain else self._form(c) for c in clusters]
        copied = [*names, *placed]
        for i in copied:
            forms[i] = None
        known = [i for i, form in enumerate(forms) if form is not None and form.strip()]
        written = [placed.get(i, cluster) for i, cluster in enumerate(clusters)]
        # Nothing but names is nothing to translate.
        if not known or (copied and not any(clusters[i][0].isalnum() for i in known)):
            return _Cut("".join(written), "", (), "")
        start, stop = min(known + copied), max(known + copied) + 1
        alone = {i - start for i in placed}
        text, stretches = self._join(written[start:stop], forms[start:stop], alone)
        return _Cut("".join(written[:start]), text, stretches, "".join(written[stop:]))

    def _names(self, clusters: Sequence[str], placed: Container[int]) -> list[int]:
        """Returns the positions of the clusters that belong to names."""
        if self._known_words is None or self._whole_words:
            return []
        text = "".join(
            " " if i in placed else unicodedata.normalize("NFC", cluster)[0]
            for i, cluster in enumerate(clusters)
        )
        spans = (
            (start, end)
            for start, end in word_spans(text)
            if text[start].isupper() and fold_word(text[start:end]) not in self._known_words
        )
        return [i for start, end in spans for i in range(start, end)]

    def _join(
        self, written: Sequence[str], forms: Sequence[str | None], alone: Container[int]
    ) -> tuple[str, tuple["_Stretch", ...]]:
        """Replaces each unknown stretch by a placeholder; those alone are joined with no other."""
        text: list[str] = []
        stretches: list[tuple[list[str], bool]] = []
        # Behind an unknown character: the white space, of which it is not known yet whether
        # the stretch goes on after it.
        gap: list[tuple[str, str]] | None = None
        for i, (cluster, form) in enumerate(zip(written, forms, strict=True)):
            if form is None and i in alone:
                text += [*(space for _, space in gap or ()), self._placeholder]
                stretches.append(([cluster], True))
                gap = None
            elif form is None:
                if gap is None:
                    text.append(self._placeholder)
                    stretches.append(([], False))
                stretches[-1][0].extend([*(space for space, _ in gap or ()), cluster])
                gap = []
            elif gap is not None and not form.strip():
                gap.append((cluster, form))
            else:
                text += [*(space for _, space in gap or ()), form]
                gap = None
        return "".join(text), tuple(_Stretch("".join(s), placed) for s, placed in stretches)

    def _form(self, cluster: str) -> str | None:
        """Returns what the tokenizer can read, "" for what it skips, None for what it cannot."""
        if cluster.isspace():
            return " "
        decomposed = unicodedata.normalize("NFKD", cluster)
        unmarked = "".join(c for c in decomposed if not _is_mark(c))
        for form in (cluster, unicodedata.normalize("NFKC", cluster), unmarked):
            read = self._normalize(form)
            if not read and form == cluster:
                return ""
            if read and self._alphabet.issuperset(read):
                return form
        return None

    def _normalize(self, text: str) -> str:
        normalizer = self._tokenizer.normalizer
        return text if normalizer is None else normalizer.normalize_str(text)

    def _prepare(self, cut: "_Cut", encoding: "Encoding") -> PreprocessedSource:
        # Each of these makes a new list of all.
        ids, tokens, offsets = encoding.ids[:-1], encoding.tokens[:-1], encoding.offsets
        unknown: dict[int, str] = {}
        copied: list[str] = []
        stretches = iter(cut.stretches)
        for i, token_id in enumerate(ids):
            if token_id in self._known_ids:
                continue
            # A whole word may happen to be spelt like another special token.
            ids[i] = UNKNOWN_ID
            written = cut.text[slice(*offsets[i])]
            starts_word = tokens[i].startswith(WORD_START) or (
                self._whole_words and (offsets[i][0] == 0 or written[0] == " ")
            )
            parts = [
                next(stretches) if c == self._placeholder else _Stretch(c, False)
                for c in written.strip()
            ]
            unknown[i] = "".join(part.text for part in parts)
            if not any(part.is_placed for part in parts):
                copied.append(unknown[i])
            tokens[i] = (WORD_START if starts_word else "") + unknown[i]
        return PreprocessedSource(
            cut.before, (*ids, END_ID), tuple(tokens), unknown, cut.after, tuple(copied)
        )


class _Stretch(NamedTuple):
    """What the target has for an unknown token, and whether a placeable gives it."""

    text: str
    is_placed: bool


class _Cut(NamedTuple):
    """A sentence before it is tokenized; its stretches stand for the placeholders in it."""

    before: str
    text: str
    stretches: tuple[_Stretch, ...]
    after: str


def _clusters(text: str) -> Iterator[str]:
    """Yields each character with its combining marks, as they may compose to another one."""
    start = 0
    for i, character in enumerate(text):
        if i > start and not _is_mark(character):
            yield text[start:i]
            start = i
    if text:
        yield text[start:]


def _is_mark(character: str) -> bool:
    # The vowels and final consonants of Hangul compose too.
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"
